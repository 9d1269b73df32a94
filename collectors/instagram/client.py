"""The calls to Instagram, one method each."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from collectors.api_client import Api, ApiSession
from collectors.configuration import ApiConfiguration
from collectors.meta.days import Span
from collectors.meta.graph import following, graph_api, in_smaller_pages
from collectors.transport import Reply
from domain.users import Platform

_PROFILE_FIELDS = "id,username,name,followers_count,follows_count,media_count"
_MEDIA_FIELDS = "id,caption,media_type,media_product_type,permalink,timestamp,like_count,comments_count"


def instagram_api(configuration: ApiConfiguration) -> Api:
    """How Instagram speaks."""
    return graph_api(Platform.INSTAGRAM, configuration, "instagram")


class InstagramClient:
    """One account."""

    def __init__(self, session: ApiSession, user_id: str) -> None:
        self._session = session
        self._user_id = user_id

    async def profile(self) -> Reply:
        """Names and numbers as they are shown now."""
        return await self._session.get(f"/{self._user_id}", {"fields": _PROFILE_FIELDS})

    async def stories(self, token: str | None) -> Reply:
        """The stories of the last 24 hours."""
        return await self._list("stories", {}, token)

    async def media(self, since: int, until: int, token: str | None) -> Reply:
        """Posts and reels, newest first; moments in seconds since 1970."""
        return await self._list("media", {"since": str(since), "until": str(until)}, token)

    async def media_by_id(self, ids: Sequence[str]) -> Reply:
        """Media by their ids."""
        return await self._session.get("/", {"ids": ",".join(ids), "fields": _MEDIA_FIELDS})

    async def media_insights(self, ids: Sequence[str], names: Sequence[str]) -> Reply:
        """Lifetime insights of media of one kind."""
        return await self._session.get(
            "/", {"ids": ",".join(ids), "fields": f"id,insights.metric({','.join(names)}).period(lifetime)"}
        )

    async def day_series(self, names: Sequence[str], span: Span, now: datetime) -> Reply:
        """Values by day."""
        bounds = _within(span)
        bounds["until"] = str(min(span.until, int(now.timestamp())))
        return await self._insights(names, "day", {"metric_type": "time_series", **bounds})

    async def totals(self, names: Sequence[str], span: Span) -> Reply:
        """One value for all of the days."""
        return await self._insights(names, "day", {"metric_type": "total_value", **_within(span)})

    async def follower_demographics(self, breakdown: str) -> Reply:
        """Who follows the account; at most the 45 largest groups."""
        parameters = {"metric_type": "total_value", "breakdown": breakdown}
        return await self._insights(["follower_demographics"], "lifetime", parameters)

    async def _insights(self, names: Sequence[str], period: str, parameters: Mapping[str, str]) -> Reply:
        return await self._session.get(
            f"/{self._user_id}/insights", {"metric": ",".join(names), "period": period, **parameters}
        )

    async def _list(self, edge: str, parameters: Mapping[str, str], token: str | None) -> Reply:
        given = following({"fields": _MEDIA_FIELDS, **parameters}, token)
        return await in_smaller_pages(
            lambda limit: self._session.get(f"/{self._user_id}/{edge}", {**given, "limit": str(limit)})
        )


def _within(span: Span) -> dict[str, str]:
    """The bounds of the days. A day belongs to them when its end does, and both bounds count: the platform's own `next`
    begins a second after `until`. So the first second is left out, or the end of the day before would count, too.
    """
    return {"since": str(span.since + 1), "until": str(span.until)}
