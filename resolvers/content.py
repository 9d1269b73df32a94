"""Posts."""

from datetime import date, timedelta

from domain.aging import COMPARABLE_DAYS, HalfLife, Performance, Watched, half_life, performance
from domain.content import ContentPage, ContentPiece, ContentQuery
from domain.errors import InvalidInputError
from domain.facts import FactsRange, Revision
from domain.metrics import ENGAGEMENT_PARTS, POST_METRICS, MetricKey, stored_parts
from domain.query import MAX_AGE, MIN_AGE
from domain.users import Account, Platform, User
from domain.values import AbsenceReason
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
    found = await context.loaders.revisions.load(((*piece.key, "lifetime"), metric))
    return tuple(revision for revision in found if piece.knowledge.includes(revision))


async def day_history(context: Context, account: Account, metric: MetricKey, day: date) -> tuple[Revision, ...]:
    """Every observation of a metric of a platform day, oldest first."""
    subject = (account.user_id, account.account_id, "", day.isoformat())
    return await context.loaders.revisions.load((subject, metric))


async def performance_of(
    context: Context, piece: ContentPiece, metric: MetricKey, age: timedelta | None
) -> Performance:
    """How a post did beside the account's comparable posts at the same age.

    Raises:
        InvalidInputError: posts do not have the metric, or the age is out of bounds.
    """
    if metric not in (*POST_METRICS, MetricKey.ENGAGEMENTS):
        raise InvalidInputError(f"{metric.name} is not counted on posts, so they cannot be compared by it.")
    if age is not None and not MIN_AGE <= age <= MAX_AGE:
        raise InvalidInputError("An age lies between 15 minutes and 366 days.")
    posts = await _watched(context, piece, stored_parts(metric), timedelta(days=COMPARABLE_DAYS))
    subject = next((watched for watched in posts if watched.post.key == piece.key[1:]), None)
    if subject is None:
        return Performance(metric, age, reason=AbsenceReason.NOT_OBSERVED)
    return performance(subject, posts, metric, age, piece.knowledge.moment(context.now))


async def half_life_of(context: Context, piece: ContentPiece) -> HalfLife:
    """Hours after publishing by which a post had half of its engagements."""
    posts = await _watched(context, piece, ENGAGEMENT_PARTS, timedelta())
    subject = next((watched for watched in posts if watched.post.key == piece.key[1:]), None)
    return half_life(subject, piece.platform) if subject else HalfLife(None, reason=AbsenceReason.NOT_OBSERVED)


async def _watched(
    context: Context, piece: ContentPiece, metrics: tuple[MetricKey, ...], back: timedelta
) -> list[Watched]:
    """A post, and those published up to so long before it, each with its observations."""
    posted_at = piece.details.posted_at
    day = posted_at.date()
    wanted = FactsRange(
        piece.user_id,
        day,
        day + timedelta(days=1),
        posted_at,
        posted_at + timedelta(microseconds=1),
        None,
        piece.knowledge,
        posts_from=posted_at - back,
        readings=frozenset(metrics),
    )
    facts = await context.loaders.facts.load(wanted)
    return [Watched(post, facts.readings.get(post.key, {})) for post in facts.posts]
