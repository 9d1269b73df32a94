"""X's API: one method for each endpoint that is read."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from collectors.api_client import Api, ApiClient, ApiSession
from collectors.configuration import ApiConfiguration
from collectors.transport import Http, Reply
from collectors.x import faults, prices
from collectors.x.metrics import PRIVATE_FIELD
from domain.assignments import Assignment
from domain.errors import InvalidInputError, SkippableCollectorError
from domain.users import Platform

API_URL = "https://api.x.com"
PAGE_SIZE = 100
"""The most posts that one answer holds, both of a timeline and by ids."""


@dataclass(frozen=True, slots=True)
class FieldNames:
    """What a request calls the fields of posts. X is renaming "tweets" to "posts"; answers are understood in both."""

    parameter: str
    posts: tuple[str, ...]


_FIELDS = ("attachments", "created_at", "entities", "lang", "public_metrics")
OLD_NAMES = FieldNames("tweet.fields", (*_FIELDS, "note_tweet", "referenced_tweets"))
"""Those of the guides and of all recordings."""
NEW_NAMES = FieldNames("post.fields", (*_FIELDS, "note_post"))
"""Those of the specification since version 2.167, where references are no field, but are given in whole, and paid."""
NAMES = {"tweets": OLD_NAMES, "posts": NEW_NAMES}
"""By what the operator sets as `version`: X's own word for posts."""

_END_BEFORE_NOW = timedelta(seconds=30)
"""X takes no end that is less than ten seconds ago; its clock and ours may differ a little."""


def names_of(configuration: ApiConfiguration) -> FieldNames:
    """What the operator chose as `version`; the old names when nothing is set.

    Raises:
        InvalidInputError: X has no such word for posts.
    """
    chosen = configuration.version or "tweets"
    if chosen not in NAMES:
        raise InvalidInputError(
            f"{chosen[:40]!r} is no generation of X's names; PULSEGRAPH_X__VERSION is {' or '.join(NAMES)}."
        )
    return NAMES[chosen]


def api(configuration: ApiConfiguration) -> Api:
    """How X speaks."""
    return Api(
        Platform.X,
        (configuration.api_url or API_URL).rstrip("/"),
        faults.fault,
        pause=faults.pause,
        scope=faults.scope,
        cost_micros=prices.cost_micros,
    )


class XClient:
    """The endpoints. A server that does not know the names of one generation is asked by those of the other from then
    on.

    Raises:
        InvalidInputError: on creation, when `version` is none of X's words for posts.
    """

    def __init__(
        self,
        configuration: ApiConfiguration,
        http: Http,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._client = ApiClient(api(configuration), http, sleep)
        self._names = names_of(configuration)
        self._switched = False

    @property
    def now(self) -> datetime:
        """The present, UTC."""
        return self._client.http.clock()

    def session(self, assignment: Assignment) -> ApiSession:
        """The way of one account."""
        return self._client.session(assignment)

    async def user(self, session: ApiSession, user_id: str) -> Reply:
        """A profile with its counters."""
        return await session.get(f"/2/users/{user_id}", {"user.fields": "public_metrics"})

    async def timeline(
        self,
        session: ApiSession,
        user_id: str,
        since: datetime,
        until: datetime | None,
        token: str | None,
        *,
        private: bool,
    ) -> Reply:
        """The posts of [since, until) or so, newest first, replies included, reposts not; None: up to the present."""
        parameters = {
            "max_results": str(PAGE_SIZE),
            "exclude": "retweets",
            "start_time": moment(since),
        }
        if until is not None:
            parameters["end_time"] = moment(_next_second(until))
        if token is not None:
            parameters["pagination_token"] = token
        return await self._get_posts(session, f"/2/users/{user_id}/tweets", parameters, private=private)

    async def posts(self, session: ApiSession, ids: Sequence[str], *, private: bool) -> Reply:
        """Up to 100 posts by id."""
        return await self._get_posts(session, "/2/tweets", {"ids": ",".join(ids)}, private=private)

    @property
    def analytics_end(self) -> datetime:
        """Up to when there are analytics: whole seconds, a moment ago."""
        return (self.now - _END_BEFORE_NOW).replace(microsecond=0)

    async def analytics(
        self, session: ApiSession, ids: Sequence[str], since: datetime, until: datetime, names: Sequence[str]
    ) -> Reply:
        """What up to 100 own posts received in [since, until), each in one sum."""
        return await session.get(
            "/2/tweets/analytics",
            {
                "ids": ",".join(ids),
                "start_time": moment(since),
                "end_time": moment(until),
                "granularity": "total",
                "analytics.fields": ",".join(("id", *names)),
            },
        )

    async def _get_posts(
        self, session: ApiSession, path: str, parameters: Mapping[str, str], *, private: bool
    ) -> Reply:
        names = self._names
        try:
            return await session.get(path, {**parameters, **_fields(names, private=private)})
        except SkippableCollectorError as error:
            if not (faults.is_unknown_parameter(error.message, names.parameter) and self._has_others_than(names)):
                raise
        return await session.get(path, {**parameters, **_fields(self._names, private=private)})

    def _has_others_than(self, names: FieldNames) -> bool:
        """Whether there are names to try instead: once. Another account may have been refused before us."""
        if self._names is names and not self._switched:
            self._names, self._switched = next(each for each in NAMES.values() if each is not names), True
        return self._names is not names


def _fields(names: FieldNames, *, private: bool) -> dict[str, str]:
    fields = (*names.posts, PRIVATE_FIELD) if private else names.posts
    return {
        names.parameter: ",".join(fields),
        "expansions": "attachments.media_keys",
        "media.fields": "duration_ms,type",
    }


def moment(instant: datetime) -> str:
    """RFC 3339 in whole seconds: X takes no parts of them here."""
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


def _next_second(end: datetime) -> datetime:
    """The end of a span as X may be told it: its last second would be left out as a whole otherwise."""
    return end if end.microsecond == 0 else end.replace(microsecond=0) + timedelta(seconds=1)
