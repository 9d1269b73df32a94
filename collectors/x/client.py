"""X's API: one method for each endpoint that is read."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from collectors.api_client import Api, ApiClient, ApiSession, Http, Reply
from collectors.configuration import ApiConfiguration
from collectors.x import faults, prices
from collectors.x.metrics import PRIVATE_FIELD
from domain.assignments import Assignment
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
    """The endpoints."""

    def __init__(
        self,
        configuration: ApiConfiguration,
        http: Http,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        names: FieldNames = OLD_NAMES,
    ) -> None:
        self._client = ApiClient(api(configuration), http, sleep)
        self._names = names

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
            **self._fields(private=private),
        }
        if until is not None:
            parameters["end_time"] = moment(until)
        if token is not None:
            parameters["pagination_token"] = token
        return await session.get(f"/2/users/{user_id}/tweets", parameters)

    async def posts(self, session: ApiSession, ids: Sequence[str], *, private: bool) -> Reply:
        """Up to 100 posts by id."""
        return await session.get("/2/tweets", {"ids": ",".join(ids), **self._fields(private=private)})

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

    def _fields(self, *, private: bool) -> dict[str, str]:
        fields = (*self._names.posts, PRIVATE_FIELD) if private else self._names.posts
        return {
            self._names.parameter: ",".join(fields),
            "expansions": "attachments.media_keys",
            "media.fields": "duration_ms,type",
        }


def moment(instant: datetime) -> str:
    """RFC 3339 in whole seconds: X takes no parts of them here."""
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")
