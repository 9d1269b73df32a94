"""The calls to Facebook, one method each."""

from collections.abc import Sequence

from collectors.api_client import Api, ApiSession
from collectors.configuration import ApiConfiguration
from collectors.meta.days import Span
from collectors.meta.graph import following, graph_api, in_smaller_pages
from collectors.transport import Reply
from domain.users import Platform

_PAGE_FIELDS = "id,name,username,followers_count"
_POST_FIELDS = (
    "id,message,story,created_time,permalink_url,status_type,"
    "attachments{media_type,type,title,url,unshimmed_url,target},shares,"
    # Answers to comments count as comments: without `filter(stream)` the total leaves them out.
    "reactions.limit(0).summary(total_count),comments.filter(stream).limit(0).summary(total_count)"
)
_VIDEO_FIELDS = "id,length"
_REEL_FIELDS = "id,post_id,description,created_time,length,permalink_url"


def facebook_api(configuration: ApiConfiguration) -> Api:
    """How Facebook speaks."""
    return graph_api(Platform.FACEBOOK, configuration, "pages")


class FacebookClient:
    """One Page."""

    def __init__(self, session: ApiSession, page_id: str) -> None:
        self._session = session
        self._page_id = page_id

    async def profile(self) -> Reply:
        """Name and followers."""
        return await self._session.get(f"/{self._page_id}", {"fields": _PAGE_FIELDS})

    async def published_posts(self, since: int, until: int, token: str | None) -> Reply:
        """What the Page published, newest first; moments in seconds since 1970."""
        return await self._list("published_posts", _POST_FIELDS, since, until, token)

    async def reels(self, since: int, until: int, token: str | None) -> Reply:
        """Its reels, newest first."""
        return await self._list("video_reels", _REEL_FIELDS, since, until, token)

    async def posts(self, ids: Sequence[str]) -> Reply:
        """Posts by their ids."""
        return await self._objects(ids, _POST_FIELDS)

    async def post_insights(self, ids: Sequence[str], names: Sequence[str]) -> Reply:
        """Lifetime insights of posts."""
        return await self._objects(ids, f"id,insights.metric({','.join(names)}).period(lifetime)")

    async def reels_by_id(self, ids: Sequence[str]) -> Reply:
        """Reels by their ids."""
        return await self._objects(ids, _REEL_FIELDS)

    async def videos(self, ids: Sequence[str]) -> Reply:
        """How long videos are."""
        return await self._objects(ids, _VIDEO_FIELDS)

    async def video_insights(self, ids: Sequence[str], names: Sequence[str]) -> Reply:
        """Lifetime insights of videos."""
        return await self._objects(ids, f"id,video_insights.metric({','.join(names)})")

    async def page_insights(self, names: Sequence[str], period: str, span: Span) -> Reply:
        """Insights of the Page. Without `period` every metric would come for every period."""
        return await self._session.get(
            f"/{self._page_id}/insights",
            {"metric": ",".join(names), "period": period, "since": str(span.since), "until": str(span.until)},
        )

    async def _objects(self, ids: Sequence[str], fields: str) -> Reply:
        return await self._session.get("/", {"ids": ",".join(ids), "fields": fields})

    async def _list(self, edge: str, fields: str, since: int, until: int, token: str | None) -> Reply:
        parameters = following({"fields": fields, "since": str(since), "until": str(until)}, token)
        return await in_smaller_pages(
            lambda limit: self._session.get(f"/{self._page_id}/{edge}", {**parameters, "limit": str(limit)})
        )
