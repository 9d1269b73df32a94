"""User, from which everything about a tenant is asked; each field delegates and converts."""

from dataclasses import replace
from typing import Annotated

import strawberry

import domain.users as users_domain
from domain.content import ContentCursor
from domain.errors import InvalidCursorError
from resolvers import analysis, annotations, charts, collection, content, imports, segments, users
from resolvers.pagination import Page, decode_content_cursor, decode_cursor, encode_cursor, page_size
from schema.accounts import Account
from schema.analysis import Comparison, Series, comparison, series
from schema.annotations import Annotation
from schema.asking import EVERYTHING, OF_LISTS, WHICH, Asked, Asks
from schema.chart import Chart
from schema.collection import CollectionRunConnection
from schema.content_piece import ContentConnection, ContentPiece, connection, present
from schema.enums import ChartKind, Dimension, Granularity, MetricKey, Platform
from schema.imports import ImportConnection
from schema.info import Info
from schema.inputs import ContentOrder, GroupOrder, PeriodInput, to_content_query
from schema.nodes import Node, global_id
from schema.paging import PageInfo, page_info
from schema.platform_metrics import ContentTypePerformance, Overview, PlatformMetrics
from schema.recommendations import BestTimes, Recommendation
from schema.restatement import Restatement
from schema.scalars import TimeZone
from schema.segments import Segment

PlatformsArgument = Annotated[
    list[Platform] | None, strawberry.argument(description="Of these platforms alone; left out: of all.")
]
FirstArgument = Annotated[int, strawberry.argument(description="How many, 1 to 100.")]
AfterArgument = Annotated[str | None, strawberry.argument(description="Cursor of the item before the page.")]

_ON_A_PLATFORM = tuple(name for name in EVERYTHING if name != "platforms")
_OF_POSTS = (*WHICH, "rate", "age_hours")
_COMPARED = (
    MetricKey.FOLLOWERS,
    MetricKey.FOLLOWERS_NET,
    MetricKey.POSTS_PUBLISHED,
    MetricKey.ENGAGEMENTS,
    MetricKey.ENGAGEMENT_RATE,
    MetricKey.LIKES,
    MetricKey.COMMENTS,
    MetricKey.SHARES,
    MetricKey.SAVES,
)


@strawberry.type(description="A tenant: the owner of accounts and of all their numbers.")
class User(Node):
    """A user."""

    user_id: strawberry.ID = strawberry.field(description="The owner's own id, as it was given.")
    name: str | None = strawberry.field(description="Name for people; null: none was given.")
    time_zone: TimeZone = strawberry.field(description="Zone in which this user's days begin.")
    user: strawberry.Private[users_domain.User]

    @strawberry.field(description="The accounts whose numbers are shown. Sample accounts give way to real ones.")
    async def accounts(self, info: Info, platforms: PlatformsArgument = None) -> list[Account]:
        """Sorted by platform."""
        return [Account.from_domain(account) for account in await self._accounts(info, platforms)]

    @strawberry.field(
        description="All accounts together: followers, growth, engagement.", extensions=[Asks(*EVERYTHING)]
    )
    async def overview(self, info: Info, asked: Asked) -> Overview:
        """User overview."""
        question = await asked.question(info, self.user)
        together = await analysis.overview(info.context, question)
        return Overview.from_domain(together, await analysis.platforms(info.context, question))

    @strawberry.field(description="Platform by platform.", extensions=[Asks(*_ON_A_PLATFORM)])
    async def platforms(self, info: Info, asked: Asked) -> list[PlatformMetrics]:
        """In a fixed order."""
        question = await asked.question(info, self.user)
        return [PlatformMetrics.from_domain(i) for i in await analysis.platforms(info.context, question)]

    @strawberry.field(
        description="One platform; null when the user has no account there.", extensions=[Asks(*_ON_A_PLATFORM)]
    )
    async def platform(
        self,
        info: Info,
        platform: Annotated[Platform, strawberry.argument(description="Which.")],
        asked: Asked,
    ) -> PlatformMetrics | None:
        """Platform insights."""
        found = await analysis.platform(info.context, await asked.question(info, self.user), platform)
        return PlatformMetrics.from_domain(found) if found else None

    @strawberry.field(description="Posts, filtered and sorted.", extensions=[Asks(*OF_LISTS)])
    async def content(
        self,
        info: Info,
        asked: Asked,
        first: FirstArgument = 20,
        after: AfterArgument = None,
        order_by: Annotated[
            ContentOrder | None, strawberry.argument(description="How sorted; left out: newest first.")
        ] = None,
    ) -> ContentConnection:
        """Content performance: the ranking."""
        accounts = await self._accounts(info, None)
        wanted = await asked.whole_filter(info, self.user)
        query = to_content_query(self.user, accounts, page_size(first), wanted, order_by, asked.knowledge)
        if after is not None:
            cursor: ContentCursor = decode_content_cursor(query, after)
            query = replace(query, after=cursor)
        return await connection(info, query, await content.content(info.context, query))

    @strawberry.field(description="One post, by the platform's own id; null when it is not known.")
    async def content_piece(
        self,
        info: Info,
        platform: Annotated[Platform, strawberry.argument(description="Where it was published.")],
        post_id: Annotated[strawberry.ID, strawberry.argument(description="The platform's own id.")],
    ) -> ContentPiece | None:
        """Content performance: one piece."""
        found = await content.content_piece(info.context, self.user, platform, post_id)
        return await present(info, found) if found else None

    @strawberry.field(
        description="How each kind of post did, of those published in the period.", extensions=[Asks(*_OF_POSTS)]
    )
    async def content_types(self, info: Info, asked: Asked) -> list[ContentTypePerformance]:
        """The most published first."""
        question = await asked.question(info, self.user)
        return [ContentTypePerformance.from_domain(kind) for kind in await analysis.types(info.context, question)]

    @strawberry.field(
        description="Metrics over time, split as asked: raw data for charts, without gaps in the time axis.",
        extensions=[Asks(*EVERYTHING)],
    )
    async def series(
        self,
        info: Info,
        metrics: Annotated[list[MetricKey], strawberry.argument(description="Which, at most 12.")],
        asked: Asked,
        granularity: Annotated[Granularity, strawberry.argument(description="Width of a step.")] = Granularity.DAY,
        group_by: Annotated[
            list[Dimension] | None, strawberry.argument(description="Split by what, at most two; left out: not split.")
        ] = None,
        order_by: Annotated[
            GroupOrder | None,
            strawberry.argument(
                description="How groups are sorted; left out: countries, devices and tags by the first metric, all "
                "others by their natural order."
            ),
        ] = None,
        limit: Annotated[
            int | None,
            strawberry.argument(
                description="At most so many groups, 1 to 500; left out: all weekdays, hours and the like, and 50 "
                "countries, devices or tags."
            ),
        ] = None,
    ) -> list[Series]:
        """One for each group and metric."""
        question = await asked.question(info, self.user)
        query = replace(
            question.query(tuple(dict.fromkeys(metrics))),
            granularity=granularity,
            group_by=tuple(group_by or ()),
            order=order_by.to_order() if order_by is not None else None,
            limit=limit,
        )
        answer = await analysis.measures(info.context, query, question.comparison)
        return series(answer.measures, answer.previous)

    @strawberry.field(
        description="Platforms, or other groups, beside each other, and beside another period.",
        extensions=[Asks(*EVERYTHING)],
    )
    async def comparison(
        self,
        info: Info,
        asked: Asked,
        metrics: Annotated[
            list[MetricKey] | None, strawberry.argument(description="Which rows; left out: the usual ones.")
        ] = None,
        by: Annotated[
            Dimension, strawberry.argument(description="What stands beside each other.")
        ] = Dimension.PLATFORM,
    ) -> Comparison:
        """Comparative analytics."""
        question = await asked.question(info, self.user)
        wanted = tuple(dict.fromkeys(metrics)) if metrics else _COMPARED
        together, split = await analysis.compared(info.context, question, wanted, by)
        platforms = await analysis.platforms(info.context, question)
        return comparison(question, together, split, platforms)

    @strawberry.field(description="When posts have done better, with the evidence.", extensions=[Asks(*WHICH)])
    async def best_times(self, info: Info, asked: Asked) -> BestTimes:
        """Best posting times."""
        question = await asked.question(info, self.user)
        return BestTimes.from_domain(await analysis.times(info.context, question), question)

    @strawberry.field(
        description='What to try next, with the evidence. "Not enough data" is an answer.', extensions=[Asks(*WHICH)]
    )
    async def recommendations(self, info: Info, asked: Asked) -> list[Recommendation]:
        """One for each subject."""
        question = await asked.question(info, self.user)
        found = await analysis.recommendations(info.context, question)
        return [Recommendation.from_domain(recommendation) for recommendation in found]

    @strawberry.field(
        description="A chart, typed and as a complete Chart.js configuration.", extensions=[Asks(*EVERYTHING)]
    )
    async def chart(
        self,
        info: Info,
        kind: Annotated[ChartKind, strawberry.argument(description="What it shows.")],
        asked: Asked,
        metrics: Annotated[
            list[MetricKey] | None,
            strawberry.argument(description="Which; left out: those that the kind usually shows."),
        ] = None,
    ) -> Chart:
        """Formatted visualization."""
        question = await asked.question(info, self.user)
        return Chart.from_domain(await charts.chart(info.context, kind, question, tuple(metrics or ())))

    @strawberry.field(
        description="What the platforms told differently later: every platform day of the period of which unlike "
        "values were observed. Counters of posts change by nature; see `ContentPiece.history`.",
        extensions=[Asks("period", "platforms")],
    )
    async def restatements(self, info: Info, asked: Asked) -> list[Restatement]:
        """By account, day and metric."""
        question = await asked.question(info, self.user)
        return [Restatement.from_domain(found) for found in await analysis.restatements(info.context, question)]

    @strawberry.field(description="The named filters that are shared, and the viewer's own, sorted by name.")
    async def segments(self, info: Info) -> list[Segment]:
        """Saved filters."""
        return [Segment.from_domain(segment) for segment in await segments.segments(info.context, self.user.user_id)]

    @strawberry.field(description="Marks on the time axis, oldest first.")
    async def annotations(
        self,
        info: Info,
        period: Annotated[
            PeriodInput | None, strawberry.argument(description="Those with a day in it; null: all.")
        ] = None,
    ) -> list[Annotation]:
        """What happened."""
        days = period.to_period(self.user, info.context.now) if period is not None else None
        return [Annotation.from_domain(a) for a in await annotations.annotations(info.context, self.user.user_id, days)]

    @strawberry.field(description="Collection runs, newest first.")
    async def runs(self, info: Info, first: FirstArgument = 20, after: AfterArgument = None) -> CollectionRunConnection:
        """What was collected when."""
        place = decode_cursor(f"runs:{self.user_id}", after, 1)[0] if after is not None else None
        page = await collection.runs(info.context, self.user, first, str(place) if place is not None else None)
        return CollectionRunConnection.from_domain(self.user.user_id, page, after)

    @strawberry.field(description="Imported files, newest first.")
    async def imports(self, info: Info, first: FirstArgument = 20, after: AfterArgument = None) -> ImportConnection:
        """What was imported when."""
        place = decode_cursor(f"imports:{self.user_id}", after, 1)[0] if after is not None else None
        page = await imports.imports(info.context, self.user, first, str(place) if place is not None else None)
        return ImportConnection.from_domain(self.user.user_id, page, after)

    async def _accounts(self, info: Info, platforms: list[Platform] | None) -> tuple[users_domain.Account, ...]:
        wanted = frozenset(platforms) if platforms is not None else None
        return await users.accounts(info.context, self.user, wanted)

    @classmethod
    def from_domain(cls, user: users_domain.User) -> "User":
        """As the contract shows it."""
        return cls(
            id=global_id("User", user.user_id),
            user_id=strawberry.ID(user.user_id),
            name=user.name,
            time_zone=TimeZone(user.time_zone),
            user=user,
        )


@strawberry.type(description="A user in a list.")
class UserEdge:
    """Relay's edge."""

    cursor: str = strawberry.field(description="For `after`.")
    node: User = strawberry.field(description="The user.")


@strawberry.type(description="A page of users, sorted by id.")
class UserConnection:
    """Relay's connection."""

    edges: list[UserEdge] = strawberry.field(description="The users of the page.")
    page_info: PageInfo = strawberry.field(description="Where the page stands.")
    total_count: int = strawberry.field(description="How many users there are.")

    @classmethod
    def from_domain(cls, page: Page[users_domain.User], after: str | None) -> "UserConnection":
        """The page of the list."""
        cursors = [encode_cursor("users", user.user_id) for user in page.items]
        edges = [UserEdge(cursor=c, node=User.from_domain(user)) for c, user in zip(cursors, page.items, strict=True)]
        return cls(edges=edges, page_info=page_info(cursors, page.has_next, after), total_count=page.total)


def user_place(after: str | None) -> str | None:
    """The user id in a cursor of `users`. Raises InvalidCursorError."""
    if after is None:
        return None
    place = decode_cursor("users", after, 1)[0]
    if not isinstance(place, str):
        raise InvalidCursorError
    return place
