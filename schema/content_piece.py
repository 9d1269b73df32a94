"""ContentPiece, a post, and its connection."""

from datetime import datetime, timedelta
from typing import Annotated

import strawberry

import domain.aging as aging
import domain.content as contents
from domain.analyzer import piece_value
from domain.metrics import POST_METRICS
from domain.users import Account as DomainAccount
from resolvers import content
from resolvers.pagination import encode_content_cursor
from resolvers.users import account as find_account
from schema.accounts import Account
from schema.enums import AbsenceReason, ContentType, MetricKey, Platform
from schema.executed_query import ExecutedContentQuery
from schema.info import Info
from schema.metric_values import DEFINITIONS, MetricDefinition, MetricValue
from schema.nodes import Node, global_id
from schema.paging import PageInfo, page_info
from schema.revision import Revision

_SHOWN = (MetricKey.ENGAGEMENTS, MetricKey.ENGAGEMENT_RATE, *POST_METRICS)


@strawberry.type(description="A post beside the account's comparable posts at the same age.")
class PostPerformance:
    """Same-age benchmarking."""

    metric: MetricDefinition = strawberry.field(description="What is compared.")
    age_hours: float | None = strawberry.field(description="At which age; null: none could be compared at.")
    value: float | None = strawberry.field(description="The post's own value at that age; null: not known.")
    estimated: bool = strawberry.field(description="True when it was interpolated between two observations.")
    typical: float | None = strawberry.field(description="Median of the comparable posts; null: not enough of them.")
    index: float | None = strawberry.field(description="Value over typical value: 1 is typical. Null: not known, or 0.")
    percentile: float | None = strawberry.field(
        description="Share of the comparable posts that it beats, ties counted half, 0 to 1; null: not enough of them."
    )
    comparable: int = strawberry.field(description="How many comparable posts are known at that age.")
    content_type: ContentType | None = strawberry.field(
        description="The kind that was compared with; null: every kind, because there were too few of this one."
    )
    reason: AbsenceReason | None = strawberry.field(description="Why there is no answer; else null.")

    @classmethod
    def from_domain(cls, found: aging.Performance) -> "PostPerformance":
        """As the contract shows it."""
        return cls(
            metric=DEFINITIONS[found.metric],
            age_hours=found.age.total_seconds() / 3600 if found.age is not None else None,
            value=found.value,
            estimated=found.estimated,
            typical=found.typical,
            index=found.index,
            percentile=found.percentile,
            comparable=found.comparable,
            content_type=found.content_type,
            reason=found.reason,
        )


@strawberry.type(description="Hours after publishing by which a post had half of its engagements.")
class HalfLife:
    """Of a mature post."""

    hours: float | None = strawberry.field(description="Interpolated between two observations; null: not known.")
    lower: float | None = strawberry.field(description="Its age at the observation before; null: not known.")
    upper: float | None = strawberry.field(description="Its age at the observation after; null: not known.")
    reason: AbsenceReason | None = strawberry.field(description="Why it is not known; else null.")

    @classmethod
    def from_domain(cls, found: aging.HalfLife) -> "HalfLife":
        """As the contract shows it."""
        return cls(hours=found.hours, lower=found.lower, upper=found.upper, reason=found.reason)


@strawberry.type(description="A post. Its numbers are lifetime counters, as they were last observed.")
class ContentPiece(Node):
    """A post."""

    post_id: strawberry.ID = strawberry.field(description="The platform's own id.")
    platform: Platform = strawberry.field(description="Where it was published.")
    content_type: ContentType = strawberry.field(description="What kind of post it is.")
    posted_at: datetime = strawberry.field(description="When it was published, UTC.")
    time_known: bool = strawberry.field(
        description="False when only the day of publication is known; `postedAt` is then noon of that day."
    )
    text: str | None = strawberry.field(description="Its text; null: none, or not known.")
    url: str | None = strawberry.field(description="Its address; null: not known.")
    tags: list[str] = strawberry.field(description="Hashtags, lower case, without the sign.")
    media_seconds: float | None = strawberry.field(
        description="How long its video or sound lasts, in seconds; null: it has none, or it is not known."
    )
    deleted_at: datetime | None = strawberry.field(description="When it was found deleted; null: it is there.")
    account: Account = strawberry.field(description="The account that published it.")
    piece: strawberry.Private[contents.ContentPiece]
    owner: strawberry.Private[DomainAccount]

    @strawberry.field(description="Likes, comments, shares and saves together.")
    def engagements(self) -> MetricValue:
        """Sum of the parts that were observed."""
        return self._value(MetricKey.ENGAGEMENTS)

    @strawberry.field(description="Engagements over what the platform counts exposure in: views or impressions.")
    def engagement_rate(self) -> MetricValue:
        """By the platform's usual base."""
        return self._value(MetricKey.ENGAGEMENT_RATE)

    @strawberry.field(description="The metrics asked for; left out: all that posts can have.")
    def metrics(
        self, keys: Annotated[list[MetricKey] | None, strawberry.argument(description="Which.")] = None
    ) -> list[MetricValue]:
        """In the order asked for."""
        return [self._value(key) for key in (keys if keys is not None else _SHOWN)]

    @strawberry.field(description="Every observation of a metric of this post, oldest first. Empty for derived ones.")
    async def history(
        self, info: Info, metric: Annotated[MetricKey, strawberry.argument(description="Which.")]
    ) -> list[Revision]:
        """From the ledger."""
        return [Revision.from_domain(r) for r in await content.history(info.context, self.piece, metric)]

    @strawberry.field(
        description="How the post did beside the account's comparable posts at the same age: of the same kind where "
        "there are 10 of those, published in the 365 days before it."
    )
    async def performance(
        self,
        info: Info,
        metric: Annotated[MetricKey, strawberry.argument(description="By which metric.")] = MetricKey.ENGAGEMENTS,
        age_hours: Annotated[
            float | None,
            strawberry.argument(
                description="At which age; left out: the greatest of 1, 6, 24, 72, 168 and 672 hours that can be "
                "compared."
            ),
        ] = None,
    ) -> PostPerformance:
        """Same-age benchmarking."""
        age = timedelta(hours=age_hours) if age_hours is not None else None
        return PostPerformance.from_domain(await content.performance_of(info.context, self.piece, metric, age))

    @strawberry.field(description="Hours after publishing by which the post had half of its engagements.")
    async def half_life(self, info: Info) -> HalfLife:
        """From its history."""
        return HalfLife.from_domain(await content.half_life_of(info.context, self.piece))

    def _value(self, key: MetricKey) -> MetricValue:
        return MetricValue.from_domain(piece_value(self.piece, self.owner, key))

    @classmethod
    def from_domain(cls, piece: contents.ContentPiece, owner: DomainAccount) -> "ContentPiece":
        """As the contract shows it."""
        details = piece.details
        return cls(
            id=global_id("ContentPiece", *piece.key),
            post_id=strawberry.ID(piece.post_id),
            platform=piece.platform,
            content_type=details.content_type,
            posted_at=details.posted_at,
            time_known=details.time_known,
            text=details.text,
            url=details.url,
            tags=list(details.tags),
            media_seconds=details.media_seconds,
            deleted_at=piece.deleted_at,
            account=Account.from_domain(owner),
            piece=piece,
            owner=owner,
        )


async def present(info: Info, piece: contents.ContentPiece) -> ContentPiece:
    """A post with the account that it belongs to."""
    owner = await find_account(info.context, piece.user_id, piece.account_id)
    assert owner is not None, "a post belongs to an account: the database sees to it"
    return ContentPiece.from_domain(piece, owner)


@strawberry.type(description="A post in a list.")
class ContentEdge:
    """Relay's edge."""

    cursor: str = strawberry.field(description="For `after`, with the same filter and order.")
    node: ContentPiece = strawberry.field(description="The post.")


@strawberry.type(description="A page of posts.")
class ContentConnection:
    """Relay's connection."""

    edges: list[ContentEdge] = strawberry.field(description="The posts of the page.")
    page_info: PageInfo = strawberry.field(description="Where the page stands.")
    total_count: int = strawberry.field(description="How many posts the whole list has.")
    query: ExecutedContentQuery = strawberry.field(description="The query as it was carried out.")


async def connection(info: Info, query: contents.ContentQuery, page: contents.ContentPage) -> ContentConnection:
    """The page of a query."""
    cursors = [encode_content_cursor(query, page.cursor(piece, query.order)) for piece in page.pieces]
    nodes = [await present(info, piece) for piece in page.pieces]
    return ContentConnection(
        edges=[ContentEdge(cursor=cursor, node=node) for cursor, node in zip(cursors, nodes, strict=True)],
        page_info=page_info(cursors, page.has_next, cursors[0] if query.after and cursors else None),
        total_count=page.total,
        query=ExecutedContentQuery.from_domain(query),
    )
