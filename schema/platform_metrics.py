"""PlatformMetrics and Overview: the numbers of some accounts over a period."""

from typing import Annotated

import strawberry

from domain.analyzer import ContentTypePerformance as DomainContentTypePerformance
from domain.analyzer import Insights
from domain.content import ContentOrderField, ContentQuery
from domain.metrics import CATALOG
from resolvers import analysis, content
from resolvers.pagination import page_size
from schema.accounts import Account, Period
from schema.content_piece import ContentPiece, present
from schema.enums import ContentType, MetricKey, Platform
from schema.executed_query import ExecutedQuery, QueryWarning, warnings
from schema.info import Info
from schema.metric_values import MetricValue


@strawberry.type(description="How the posts of one kind did.")
class ContentTypePerformance:
    """Of the posts published in a period."""

    content_type: ContentType = strawberry.field(description="The kind.")
    posts: int = strawberry.field(description="How many were published.")
    engagements: MetricValue = strawberry.field(description="What they have received so far.")
    engagement_rate: MetricValue = strawberry.field(description="Over views or impressions, from summed parts.")
    engagements_per_post: float | None = strawberry.field(description="Null when some posts were not observed.")

    @classmethod
    def from_domain(cls, kind: DomainContentTypePerformance) -> "ContentTypePerformance":
        """As the contract shows it."""
        return cls(
            content_type=kind.content_type,
            posts=kind.posts,
            engagements=MetricValue.from_domain(kind.engagements),
            engagement_rate=MetricValue.from_domain(kind.engagement_rate),
            engagements_per_post=kind.engagements_per_post,
        )


@strawberry.type(description="The numbers of one user on one platform over a period.")
class PlatformMetrics:
    """Platform insights."""

    user_id: strawberry.ID = strawberry.field(description="Whose numbers these are: the owner's own id.")
    platform: Platform = strawberry.field(description="The platform.")
    accounts: list[Account] = strawberry.field(description="The accounts whose numbers these are.")
    period: Period = strawberry.field(description="The days.")
    compared_to: Period | None = strawberry.field(description="The days of the changes; null without `compareTo`.")
    query: ExecutedQuery = strawberry.field(description="The query as it was carried out.")
    warnings: list[QueryWarning] = strawberry.field(description="What one must know about the whole answer.")
    insights: strawberry.Private[Insights]

    @strawberry.field(description="Followers at the end of the period.")
    def followers(self) -> MetricValue:
        """Stock."""
        return self._value(MetricKey.FOLLOWERS)

    @strawberry.field(description="Followers gained less lost over the period.")
    def followers_net(self) -> MetricValue:
        """Flow."""
        return self._value(MetricKey.FOLLOWERS_NET)

    @strawberry.field(description="Net growth over the followers at the start.")
    def growth_rate(self) -> MetricValue:
        """Ratio."""
        return self._value(MetricKey.FOLLOWER_GROWTH_RATE)

    @strawberry.field(description="Likes, comments, shares and saves together.")
    def engagements(self) -> MetricValue:
        """Flow."""
        return self._value(MetricKey.ENGAGEMENTS)

    @strawberry.field(description="Engagements over views or impressions, from summed parts.")
    def engagement_rate(self) -> MetricValue:
        """Ratio."""
        return self._value(MetricKey.ENGAGEMENT_RATE)

    @strawberry.field(description="Times shown.")
    def impressions(self) -> MetricValue:
        """Flow."""
        return self._value(MetricKey.IMPRESSIONS)

    @strawberry.field(description="Plays or displays as the platform counts them.")
    def views(self) -> MetricValue:
        """Flow."""
        return self._value(MetricKey.VIEWS)

    @strawberry.field(description="Distinct people; never added up, so often only bounds are known.")
    def reach(self) -> MetricValue:
        """Unique."""
        return self._value(MetricKey.REACH)

    @strawberry.field(description="Likes or reactions.")
    def likes(self) -> MetricValue:
        """Flow."""
        return self._value(MetricKey.LIKES)

    @strawberry.field(description="Comments and replies.")
    def comments(self) -> MetricValue:
        """Flow."""
        return self._value(MetricKey.COMMENTS)

    @strawberry.field(description="Shares, reposts and quotes.")
    def shares(self) -> MetricValue:
        """Flow."""
        return self._value(MetricKey.SHARES)

    @strawberry.field(description="Saves or bookmarks.")
    def saves(self) -> MetricValue:
        """Flow."""
        return self._value(MetricKey.SAVES)

    @strawberry.field(description="Clicks; which ones, the catalog says.")
    def clicks(self) -> MetricValue:
        """Flow."""
        return self._value(MetricKey.CLICKS)

    @strawberry.field(description="Visits to the profile.")
    def profile_views(self) -> MetricValue:
        """Flow."""
        return self._value(MetricKey.PROFILE_VIEWS)

    @strawberry.field(description="Posts published in the period.")
    def posts_published(self) -> MetricValue:
        """Flow."""
        return self._value(MetricKey.POSTS_PUBLISHED)

    @strawberry.field(description="The metrics asked for; left out: every one that the platform has.")
    def metrics(
        self, keys: Annotated[list[MetricKey] | None, strawberry.argument(description="Which.")] = None
    ) -> list[MetricValue]:
        """In the order asked for."""
        wanted = (
            keys if keys is not None else [k for k, m in CATALOG.items() if m.derived or m.offered_by(self.platform)]
        )
        return [self._value(key) for key in wanted]

    @strawberry.field(description="The posts of the period that did best.")
    async def top_content(
        self, info: Info, first: Annotated[int, strawberry.argument(description="How many, 1 to 100.")] = 5
    ) -> list[ContentPiece]:
        """By engagements."""
        period = self.insights.period
        query = ContentQuery(
            self.insights.user.user_id,
            tuple(account.account_id for account in self.insights.accounts),
            page_size(first),
            order=ContentOrderField.ENGAGEMENTS,
            posted_from=period.starts_at,
            posted_before=period.ends_at,
            filter=self.insights.question.filter,
            time_zone=period.zone_name,
            knowledge=self.insights.question.knowledge,
        )
        page = await content.content(info.context, query)
        return [await present(info, piece) for piece in page.pieces]

    @strawberry.field(description="How each kind of post did.")
    async def content_types(self, info: Info) -> list[ContentTypePerformance]:
        """The most published first."""
        found = await analysis.types(info.context, self.insights.question)
        return [ContentTypePerformance.from_domain(kind) for kind in found]

    def _value(self, key: MetricKey) -> MetricValue:
        return MetricValue.from_domain(self.insights.value(key))

    @classmethod
    def from_domain(cls, insights: Insights) -> "PlatformMetrics":
        """As the contract shows it."""
        assert insights.platform is not None
        return cls(
            user_id=strawberry.ID(insights.user.user_id),
            platform=insights.platform,
            accounts=[Account.from_domain(account) for account in insights.accounts],
            period=Period.from_domain(insights.period),
            compared_to=Period.from_domain(insights.compared_to) if insights.compared_to else None,
            query=ExecutedQuery.from_domain(insights.queries[0], insights.compared_to),
            warnings=warnings(insights.cautions),
            insights=insights,
        )


@strawberry.type(description="The numbers of all of a user's accounts together.")
class Overview:
    """User overview."""

    period: Period = strawberry.field(description="The days.")
    compared_to: Period | None = strawberry.field(description="The days of the changes; null without `compareTo`.")
    platforms: list[PlatformMetrics] = strawberry.field(description="The same, platform by platform.")
    sample: bool = strawberry.field(description="True when the numbers are made up.")
    query: ExecutedQuery = strawberry.field(description="The query as it was carried out.")
    warnings: list[QueryWarning] = strawberry.field(description="What one must know about the whole answer.")
    insights: strawberry.Private[Insights]

    @strawberry.field(description="Followers of all accounts at the end of the period. Counts follows, not people.")
    def total_followers(self) -> MetricValue:
        """Stock."""
        return self._value(MetricKey.FOLLOWERS)

    @strawberry.field(description="Followers gained less lost over the period.")
    def followers_net(self) -> MetricValue:
        """Flow."""
        return self._value(MetricKey.FOLLOWERS_NET)

    @strawberry.field(description="Net growth over the followers at the start.")
    def growth_rate(self) -> MetricValue:
        """Ratio."""
        return self._value(MetricKey.FOLLOWER_GROWTH_RATE)

    @strawberry.field(description="Likes, comments, shares and saves of all accounts.")
    def total_engagement(self) -> MetricValue:
        """Flow."""
        return self._value(MetricKey.ENGAGEMENTS)

    @strawberry.field(
        description="Sum of engagements over sum of the base that most accounts have (see `basis` and `coverage`)."
    )
    def average_engagement_rate(self) -> MetricValue:
        """Ratio of sums."""
        return self._value(MetricKey.ENGAGEMENT_RATE)

    @strawberry.field(description="Posts published in the period.")
    def posts_published(self) -> MetricValue:
        """Flow."""
        return self._value(MetricKey.POSTS_PUBLISHED)

    @strawberry.field(description="Times shown, where the platform counts that. Never merged with views.")
    def impressions(self) -> MetricValue:
        """Flow."""
        return self._value(MetricKey.IMPRESSIONS)

    @strawberry.field(description="Plays or displays, where the platform counts those.")
    def views(self) -> MetricValue:
        """Flow."""
        return self._value(MetricKey.VIEWS)

    @strawberry.field(description="Distinct people; cannot be added over accounts, so usually only bounds are known.")
    def reach(self) -> MetricValue:
        """Unique."""
        return self._value(MetricKey.REACH)

    @strawberry.field(description="Any metric of the catalog.")
    def metric(self, key: Annotated[MetricKey, strawberry.argument(description="Which.")]) -> MetricValue:
        """Over all accounts."""
        return self._value(key)

    def _value(self, key: MetricKey) -> MetricValue:
        return MetricValue.from_domain(self.insights.value(key))

    @classmethod
    def from_domain(cls, together: Insights, platforms: list[Insights]) -> "Overview":
        """As the contract shows it."""
        return cls(
            period=Period.from_domain(together.period),
            compared_to=Period.from_domain(together.compared_to) if together.compared_to else None,
            platforms=[PlatformMetrics.from_domain(insights) for insights in platforms],
            sample=together.sample,
            query=ExecutedQuery.from_domain(together.queries[0], together.compared_to),
            warnings=warnings(together.cautions),
            insights=together,
        )
