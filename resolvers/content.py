"""Posts."""

from domain.content import ContentPage, ContentPiece, ContentQuery
from domain.facts import Revision
from domain.metrics import MetricKey
from domain.users import Platform, User
from resolvers.context import Context


async def content(context: Context, query: ContentQuery) -> ContentPage:
    """A page of posts."""
    return await context.loaders.content.load(query) or ContentPage((), has_next=False, total=0)


async def content_piece(context: Context, user: User, platform: Platform, post_id: str) -> ContentPiece | None:
    """One post by the platform's own id."""
    async with context.services.storage.read() as unit:
        return await unit.content.find_by_post_id(user.user_id, platform, post_id)


async def history(context: Context, piece: ContentPiece, metric: MetricKey) -> tuple[Revision, ...]:
    """Every observation of a metric of a post, oldest first."""
    return await context.loaders.revisions.load((piece.key, metric))
