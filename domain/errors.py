"""Everything that we expect to go wrong.

PulsegraphError                 code, message: safe to show
├── InvalidInputError           what was asked cannot be answered as asked
│   ├── InvalidTimeZoneError
│   ├── InvalidPeriodError
│   ├── RangeTooLongError
│   ├── QueryTooExpensiveError
│   ├── PageSizeError
│   └── InvalidCursorError
├── NotFoundError
│   ├── UserNotFoundError
│   ├── AccountNotFoundError
│   ├── RunNotFoundError
│   ├── ImportNotFoundError
│   ├── SegmentNotFoundError
│   └── AnnotationNotFoundError
├── UserExistsError
├── NameTakenError
├── NotOwnerError               it can be seen, but not changed
├── AccountNotConnectedError
├── CollectionAlreadyRunningError
├── UnreadableExportError       a file that is refused whole
│   └── ExportQuestionError     until somebody answers a question about it
├── StorageNotReadyError
├── StorageUnavailableError     the same may succeed later
└── CollectorError              named by what to do next
    ├── RetriableCollectorError     wait, then the same page again
    ├── SkippableCollectorError     go on without what was asked for
    │   └── GoneError                   it does not exist, or not for us
    └── FatalCollectorError         stop this account, say why
        ├── AuthorizationLostError      until a person gives access again
        └── BudgetExhaustedError        until the budget is new
"""

from collections.abc import Sequence
from datetime import date

from domain.exports import ExportQuestion
from domain.users import Account, Platform


class PulsegraphError(Exception):
    """An expected failure. `code` is stable; the message says what to do and holds no secret."""

    code = "BAD_REQUEST"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class InvalidInputError(PulsegraphError):
    """An argument that cannot be used."""

    code = "BAD_USER_INPUT"


class InvalidTimeZoneError(InvalidInputError):
    """Not an IANA time zone."""

    code = "INVALID_TIME_ZONE"

    def __init__(self, name: str) -> None:
        super().__init__(f"{name[:60]!r} is no IANA time zone; use a name such as Europe/Berlin or UTC.")


class InvalidPeriodError(InvalidInputError):
    """A period that holds no day."""

    code = "INVALID_PERIOD"


class RangeTooLongError(InvalidInputError):
    """More days or buckets than one answer may hold."""

    code = "RANGE_TOO_LONG"

    def __init__(self, asked: int, limit: int, what: str) -> None:
        super().__init__(f"The period holds {asked:,} {what}; at most {limit:,} can be asked for at once.")
        self.asked = asked
        self.limit = limit


class QueryTooExpensiveError(InvalidInputError):
    """More values than one answer, or one operation, may hold."""

    code = "QUERY_TOO_EXPENSIVE"

    def __init__(self, cells: int, limit: int) -> None:
        super().__init__(
            f"The answer would hold up to {cells:,} values (metrics x groups x buckets); at most {limit:,} can "
            "be asked for at once. Take a shorter period, a coarser granularity, fewer metrics, or a `limit` on groups."
        )
        self.cells = cells
        self.limit = limit


class PageSizeError(InvalidInputError):
    """`first` out of bounds."""

    code = "INVALID_PAGE_SIZE"

    def __init__(self, first: int, limit: int) -> None:
        super().__init__(f"`first` is {first}; it must be between 1 and {limit}.")


class InvalidCursorError(InvalidInputError):
    """A cursor that this list did not give out."""

    code = "INVALID_CURSOR"

    def __init__(self) -> None:
        super().__init__(
            "The cursor does not belong to this list. Start without `after`, and keep filter and order "
            "the same while paging."
        )


class NotFoundError(PulsegraphError):
    """Something that does not exist, or not for this viewer."""

    code = "NOT_FOUND"


class UserNotFoundError(NotFoundError):
    """No such user."""

    code = "USER_NOT_FOUND"

    def __init__(self, user_id: str) -> None:
        super().__init__(f"There is no user {user_id[:80]!r}. The `users` query lists them.")
        self.user_id = user_id


class AccountNotFoundError(NotFoundError):
    """No such account of the user."""

    code = "ACCOUNT_NOT_FOUND"

    def __init__(self, account_id: str) -> None:
        super().__init__(f"There is no account {account_id[:80]!r}. `User.accounts` lists them.")
        self.account_id = account_id


class RunNotFoundError(NotFoundError):
    """No such collection run."""

    code = "RUN_NOT_FOUND"

    def __init__(self, run_id: str) -> None:
        super().__init__(f"There is no collection run {run_id[:80]!r}.")
        self.run_id = run_id


class ImportNotFoundError(NotFoundError):
    """No such import."""

    code = "IMPORT_NOT_FOUND"

    def __init__(self, import_id: str) -> None:
        super().__init__(f"There is no import {import_id[:80]!r}. `User.imports` lists them.")
        self.import_id = import_id


class SegmentNotFoundError(NotFoundError):
    """No such segment, or it is somebody else's own."""

    code = "SEGMENT_NOT_FOUND"

    def __init__(self, name_or_id: str) -> None:
        super().__init__(f"There is no segment {name_or_id[:80]!r}. `User.segments` lists them.")
        self.name_or_id = name_or_id


class AnnotationNotFoundError(NotFoundError):
    """No such annotation."""

    code = "ANNOTATION_NOT_FOUND"

    def __init__(self, annotation_id: str) -> None:
        super().__init__(f"There is no annotation {annotation_id[:80]!r}. `User.annotations` lists them.")
        self.annotation_id = annotation_id


class UserExistsError(PulsegraphError):
    """The user id is taken."""

    code = "USER_EXISTS"

    def __init__(self, user_id: str) -> None:
        super().__init__(f"There is already a user {user_id!r}.")


class NameTakenError(PulsegraphError):
    """Another thing of the user has the name; it may be one that this viewer does not see."""

    code = "NAME_TAKEN"

    def __init__(self, name: str) -> None:
        super().__init__(f"The name {name!r} is taken.")
        self.name = name


class NotOwnerError(PulsegraphError):
    """Only the owner may change it."""

    code = "NOT_OWNER"

    def __init__(self, what: str, owner: str) -> None:
        super().__init__(f"The {what} belongs to {owner!r}, who alone may change it.")
        self.owner = owner


class AccountNotConnectedError(PulsegraphError):
    """Nothing to collect from."""

    code = "ACCOUNT_NOT_CONNECTED"

    def __init__(self, user_id: str, platforms: Sequence[Platform], lost: Sequence[Account] = ()) -> None:
        names = ", ".join(p.label for p in platforms) or "any platform"
        again = "".join(f" {a.platform.label} {a.label} is {a.status.name}: connect it again." for a in lost)
        super().__init__(f"User {user_id!r} has no account on {names} that can be collected.{again}")
        self.user_id = user_id
        self.platforms = tuple(platforms)


class CollectionAlreadyRunningError(PulsegraphError):
    """One of the accounts is being collected already."""

    code = "COLLECTION_ALREADY_RUNNING"

    def __init__(self, run_id: str) -> None:
        super().__init__("A collection of this account is running. Follow that run, cancel it, or wait for its end.")
        self.run_id = run_id


class UnreadableExportError(PulsegraphError):
    """A file that no reader understands, or that needs an answer first. Nothing of it was stored."""

    code = "UNREADABLE_EXPORT"

    def __init__(self, seen: str, expected: str) -> None:
        super().__init__(f"{seen} {expected}".rstrip())
        self.seen = seen
        self.expected = expected


class ExportQuestionError(UnreadableExportError):
    """A file that leaves something open which must not be guessed."""

    code = "EXPORT_QUESTION"

    def __init__(self, question: ExportQuestion, seen: str, choices: Sequence[str] = ()) -> None:
        among = f" one of {', '.join(choices)}" if choices else ""
        super().__init__(seen, f"Say it with `{question.option}`{':' if among else ''}{among}.")
        self.question = question
        self.choices = tuple(choices)


class StorageNotReadyError(PulsegraphError):
    """The database is missing, or its tables are of another version."""

    code = "STORAGE_NOT_READY"


class StorageUnavailableError(PulsegraphError):
    """The database cannot be reached, or is busy for too long."""

    code = "STORAGE_UNAVAILABLE"

    def __init__(self) -> None:
        super().__init__("The database cannot be reached at the moment, or is busy. Try again in a while.")


class CollectorError(PulsegraphError):
    """A platform did not give what was asked."""

    code = "COLLECTOR_FAILED"


class RetriableCollectorError(CollectorError):
    """The same request may succeed later."""

    def __init__(self, message: str, retry_after_seconds: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class SkippableCollectorError(CollectorError):
    """The platform refused one thing for good, such as one metric or one post; the rest can be read."""

    def __init__(self, message: str, reason_code: str | None = None) -> None:
        super().__init__(message)
        self.reason_code = reason_code
        """The platform's own code of the refusal."""


class GoneError(SkippableCollectorError):
    """What was asked for does not exist, or not for us."""


class FatalCollectorError(CollectorError):
    """This account cannot be read until somebody does something."""


class AuthorizationLostError(FatalCollectorError):
    """The platform does not take our token, and there is no way to a new one but through a person."""

    code = "AUTHORIZATION_LOST"

    def __init__(self, message: str, *, revoked: bool = False) -> None:
        super().__init__(message)
        self.revoked = revoked
        """True when somebody took the access away; False when it ended by itself."""


class BudgetExhaustedError(FatalCollectorError):
    """As many calls were made, or as much was spent, as the settings allow."""

    code = "BUDGET_EXHAUSTED"

    def __init__(self, platform: Platform, what: str) -> None:
        super().__init__(
            f"The budget of {what} for {platform.label} is used up; the collection goes on when it is renewed."
        )
        self.platform = platform
        self.what = what


def too_many_days(start: date, end: date, limit: int) -> RangeTooLongError:
    """The error for a period [start, end) of more days than `limit`."""
    return RangeTooLongError((end - start).days, limit, "days")
