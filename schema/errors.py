"""Errors: expected ones as types or with a code, everything else as one masked message that the log explains."""

from collections.abc import Iterator

import strawberry
import structlog
from graphql import GraphQLError
from strawberry.extensions import SchemaExtension
from strawberry.types.execution import ExecutionResult, StreamExecutionResult

import domain.errors as errors
from schema.enums import ExportQuestion, Platform

log = structlog.get_logger("pulsegraph.graphql")

MASKED = "Something went wrong on the server. Its log has the details, by the request id."


@strawberry.interface(description="An expected failure of a mutation.")
class Error:
    """What went wrong."""

    message: str = strawberry.field(description="What went wrong and what to do, in English.")


@strawberry.type(description="An account is being collected already.")
class CollectionAlreadyRunningError(Error):
    """Follow that run."""

    run_id: strawberry.ID = strawberry.field(description="The run that is under way.")


@strawberry.type(description="There is no such user.")
class UserNotFoundError(Error):
    """By the owner's own id."""

    user_id: strawberry.ID = strawberry.field(description="The id that was asked for.")


@strawberry.type(description="There is no such account.")
class AccountNotFoundError(Error):
    """By its id."""

    account_id: strawberry.ID = strawberry.field(description="The id that was asked for.")


@strawberry.type(description="There is no such run.")
class RunNotFoundError(Error):
    """By its id."""

    run_id: strawberry.ID = strawberry.field(description="The id that was asked for.")


@strawberry.type(description="The user has no account that can be collected.")
class AccountNotConnectedError(Error):
    """Nothing to collect from."""

    user_id: strawberry.ID = strawberry.field(description="The user.")
    platforms: list[Platform] = strawberry.field(description="The platforms that were asked for.")


@strawberry.type(description="There is no such segment, or not for this viewer.")
class SegmentNotFoundError(Error):
    """By id or name."""

    segment: str = strawberry.field(description="The id or name that was asked for.")


@strawberry.type(description="There is no such annotation.")
class AnnotationNotFoundError(Error):
    """By its id."""

    annotation_id: strawberry.ID = strawberry.field(description="The id that was asked for.")


@strawberry.type(description="The user has something of this name already; it may be somebody else's own.")
class NameTakenError(Error):
    """Choose another."""

    name: str = strawberry.field(description="The name.")


@strawberry.type(description="Only the owner may change it.")
class NotOwnerError(Error):
    """Ask the owner."""

    owner: str = strawberry.field(description="To whom it belongs.")


@strawberry.type(description="The file is not understood; nothing of it was stored.")
class UnreadableExportError(Error):
    """See the message."""

    expected: str = strawberry.field(description="What would be understood.")


@strawberry.type(description="The file leaves something open that must not be guessed. Send it again with the answer.")
class ExportQuestionError(Error):
    """Asked back."""

    question: ExportQuestion = strawberry.field(description="What it leaves open; names the argument that answers it.")
    choices: list[str] = strawberry.field(description="The possible answers, where they can be listed.")


@strawberry.type(description="An argument cannot be used.")
class InvalidInputError(Error):
    """See the message."""


class _AlreadyRunning(strawberry.ExceptionHandler[errors.CollectionAlreadyRunningError, CollectionAlreadyRunningError]):
    def handle(
        self, exception: errors.CollectionAlreadyRunningError, **_: object
    ) -> CollectionAlreadyRunningError | None:
        return CollectionAlreadyRunningError(message=exception.message, run_id=strawberry.ID(exception.run_id))


class _NoUser(strawberry.ExceptionHandler[errors.UserNotFoundError, UserNotFoundError]):
    def handle(self, exception: errors.UserNotFoundError, **_: object) -> UserNotFoundError | None:
        return UserNotFoundError(message=exception.message, user_id=strawberry.ID(exception.user_id))


class _NoAccount(strawberry.ExceptionHandler[errors.AccountNotFoundError, AccountNotFoundError]):
    def handle(self, exception: errors.AccountNotFoundError, **_: object) -> AccountNotFoundError | None:
        return AccountNotFoundError(message=exception.message, account_id=strawberry.ID(exception.account_id))


class _NoRun(strawberry.ExceptionHandler[errors.RunNotFoundError, RunNotFoundError]):
    def handle(self, exception: errors.RunNotFoundError, **_: object) -> RunNotFoundError | None:
        return RunNotFoundError(message=exception.message, run_id=strawberry.ID(exception.run_id))


class _NotConnected(strawberry.ExceptionHandler[errors.AccountNotConnectedError, AccountNotConnectedError]):
    def handle(self, exception: errors.AccountNotConnectedError, **_: object) -> AccountNotConnectedError | None:
        return AccountNotConnectedError(
            message=exception.message,
            user_id=strawberry.ID(exception.user_id),
            platforms=list(exception.platforms),
        )


class _InvalidInput(strawberry.ExceptionHandler[errors.InvalidInputError, InvalidInputError]):
    def handle(self, exception: errors.InvalidInputError, **_: object) -> InvalidInputError | None:
        return InvalidInputError(message=exception.message)


class _Question(strawberry.ExceptionHandler[errors.ExportQuestionError, ExportQuestionError]):
    def handle(self, exception: errors.ExportQuestionError, **_: object) -> ExportQuestionError | None:
        return ExportQuestionError(
            message=exception.message, question=exception.question, choices=list(exception.choices)
        )


class _Unreadable(strawberry.ExceptionHandler[errors.UnreadableExportError, UnreadableExportError]):
    def handle(self, exception: errors.UnreadableExportError, **_: object) -> UnreadableExportError | None:
        return UnreadableExportError(message=exception.message, expected=exception.expected)


class _NoSegment(strawberry.ExceptionHandler[errors.SegmentNotFoundError, SegmentNotFoundError]):
    def handle(self, exception: errors.SegmentNotFoundError, **_: object) -> SegmentNotFoundError | None:
        return SegmentNotFoundError(message=exception.message, segment=exception.name_or_id)


class _NoAnnotation(strawberry.ExceptionHandler[errors.AnnotationNotFoundError, AnnotationNotFoundError]):
    def handle(self, exception: errors.AnnotationNotFoundError, **_: object) -> AnnotationNotFoundError | None:
        return AnnotationNotFoundError(message=exception.message, annotation_id=strawberry.ID(exception.annotation_id))


class _NameTaken(strawberry.ExceptionHandler[errors.NameTakenError, NameTakenError]):
    def handle(self, exception: errors.NameTakenError, **_: object) -> NameTakenError | None:
        return NameTakenError(message=exception.message, name=exception.name)


class _NotOwner(strawberry.ExceptionHandler[errors.NotOwnerError, NotOwnerError]):
    def handle(self, exception: errors.NotOwnerError, **_: object) -> NotOwnerError | None:
        return NotOwnerError(message=exception.message, owner=exception.owner)


EXCEPTION_HANDLERS = (
    _AlreadyRunning(),
    _NoUser(),
    _NoAccount(),
    _NoRun(),
    _NotConnected(),
    _InvalidInput(),
    _Question(),
    _Unreadable(),
    _NoSegment(),
    _NoAnnotation(),
    _NameTaken(),
    _NotOwner(),
)
"""Turn an expected failure into a member of the field's union, where it has one."""


class PublicErrors(SchemaExtension):
    """Gives every error a code, and hides the message of those that nobody expected."""

    def on_operation(self) -> Iterator[None]:
        """After everything else."""
        yield
        self._publish(getattr(self.execution_context.result, "errors", None))

    def on_validate(self) -> Iterator[None]:
        """The errors of a refused document are cached for the next one who sends it; ours go into another list."""
        if self.execution_context.pre_execution_errors:
            self.execution_context.pre_execution_errors = list(self.execution_context.pre_execution_errors)
        yield

    def on_stream_result(self, result: StreamExecutionResult | ExecutionResult) -> Iterator[None]:
        """Each event of a subscription."""
        self._publish(getattr(result, "errors", None))
        yield

    def _publish(self, found: list[GraphQLError] | None) -> None:
        if found:
            request_id = getattr(self.execution_context.context, "request_id", None)
            operation = self.execution_context.operation_name
            found[:] = [public(error, request_id, operation) for error in found]


def public(error: GraphQLError, request_id: str | None, operation: str | None) -> GraphQLError:
    """The error as a client may see it. One that is already public stays as it is."""
    extensions = dict(error.extensions or {})
    if "code" in extensions:
        return error
    message = error.message
    cause = error.original_error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    if isinstance(cause, errors.StorageUnavailableError):
        log.error("database cannot be reached", request_id=request_id, operation=operation, exc_info=cause)
    if isinstance(cause, errors.PulsegraphError):
        message, extensions["code"] = cause.message, cause.code
        log.info("request refused", request_id=request_id, operation=operation, path=error.path, code=cause.code)
    elif message.startswith("Variable ") and error.path is None:
        extensions["code"] = "BAD_USER_INPUT"
    elif cause is not None:
        log.error("request failed", request_id=request_id, operation=operation, path=error.path, exc_info=cause)
        message, extensions = MASKED, {"code": "INTERNAL"}
    elif message.startswith("Syntax Error"):
        extensions["code"] = "GRAPHQL_PARSE_FAILED"
    else:
        extensions["code"] = "GRAPHQL_VALIDATION_FAILED"
    if request_id is not None:
        extensions["requestId"] = request_id
    return GraphQLError(message, error.nodes, error.source, error.positions, error.path, cause, extensions)
