"""Query, Mutation, Subscription, and the schema they make."""

from collections.abc import AsyncGenerator, Iterable, Iterator
from contextlib import suppress
from typing import Annotated, Any

import strawberry
from graphql import GraphQLError
from strawberry.extensions import AddValidationRules, MaxTokensLimiter, ParserCache, ValidationCache
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.schema import StreamResult
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from domain.analyzer import Question
from domain.metrics import CATALOG
from domain.users import User as DomainUser
from resolvers import annotations, collection, imports, live_metrics, segments, users
from resolvers.context import Context
from schema.accounts import Account
from schema.annotations import Annotation, AnnotationMutations
from schema.collection import CollectionMutations, CollectionRun
from schema.connections import ConnectionMutations
from schema.content_piece import ContentPiece, present
from schema.enums import Platform
from schema.errors import EXCEPTION_HANDLERS, PublicErrors
from schema.imports import Import, ImportMutations
from schema.info import Info
from schema.inputs import to_period
from schema.limits import LIMITS, DocumentLimits
from schema.metric_values import DEFINITIONS, MetricDefinition
from schema.nodes import Node, key_of
from schema.platform_metrics import PlatformMetrics
from schema.scalars import SCALARS
from schema.segments import Segment, SegmentMutations
from schema.user import AfterArgument, FirstArgument, User, UserConnection, user_place
from schema.version import VERSION


@strawberry.type(description="Who is asking, and what they may do.")
class Viewer:
    """The one who holds the token."""

    scopes: list[str] = strawberry.field(description="What the viewer may do.")
    version: str = strawberry.field(description="Version of the server.")


async def _node(info: Info, id_: str) -> Node | None:
    context = info.context
    if key := key_of("User", 1, id_):
        user = await context.loaders.users.load(key[0])
        return User.from_domain(user) if user else None
    if key := key_of("Account", 2, id_):
        account = await users.account(context, key[0], key[1])
        return Account.from_domain(account) if account else None
    if key := key_of("ContentPiece", 3, id_):
        piece = await context.loaders.pieces.load((key[0], key[1], key[2]))
        return await present(info, piece) if piece else None
    if key := key_of("CollectionRun", 2, id_):
        run = await context.loaders.runs.load(key[1])
        return CollectionRun.from_domain(run) if run and run.user_id == key[0] else None
    if key := key_of("Import", 2, id_):
        imported = await context.loaders.imports.load(key[1])
        return Import.from_domain(imported) if imported and imported.user_id == key[0] else None
    if key := key_of("Segment", 2, id_):
        segment = await segments.segment(context, key[0], key[1])
        return Segment.from_domain(segment) if segment else None
    if key := key_of("Annotation", 2, id_):
        annotation = await annotations.annotation(context, key[0], key[1])
        return Annotation.from_domain(annotation) if annotation else None
    return None


@strawberry.type(description="Everything that can be asked.")
class Query:
    """Queries."""

    @strawberry.field(description="Any object by its global id; null when there is none.")
    async def node(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="Global id.")]
    ) -> Node | None:
        """Relay's refetch."""
        return await _node(info, id)

    @strawberry.field(description="Several objects by their global ids, in that order; null where there is none.")
    async def nodes(
        self, info: Info, ids: Annotated[list[strawberry.ID], strawberry.argument(description="Global ids.")]
    ) -> list[Node | None]:
        """Relay's plural refetch."""
        return [await _node(info, id_) for id_ in ids]

    @strawberry.field(description="Who is asking.")
    def viewer(self) -> Viewer:
        """Access control comes with tokens; until then whoever reaches the server may do everything."""
        return Viewer(scopes=["read", "collect", "write", "admin"], version=VERSION)

    @strawberry.field(description="A user by the owner's own id. An unknown id is null, with an error that says so.")
    async def user(
        self,
        info: Info,
        user_id: Annotated[strawberry.ID, strawberry.argument(description="The owner's own id, not the global one.")],
    ) -> User | None:
        """One tenant."""
        return User.from_domain(await users.user(info.context, user_id))

    @strawberry.field(description="All users, sorted by id.")
    async def users(self, info: Info, first: FirstArgument = 20, after: AfterArgument = None) -> UserConnection:
        """The tenants."""
        page = await users.users(info.context, first, user_place(after))
        return UserConnection.from_domain(page, after)

    @strawberry.field(description="What every metric means, and what the platforms call it.")
    def metric_catalog(
        self,
        platform: Annotated[
            Platform | None, strawberry.argument(description="Only what this platform has, and its names.")
        ] = None,
    ) -> list[MetricDefinition]:
        """In a fixed order."""
        if platform is None:
            return list(DEFINITIONS.values())
        return [
            MetricDefinition.from_domain(metric, platform)
            for metric in CATALOG.values()
            if metric.derived or metric.offered_by(platform)
        ]


@strawberry.type(description="Everything that can be done.")
class Mutation(CollectionMutations, ConnectionMutations, SegmentMutations, AnnotationMutations, ImportMutations):
    """Mutations."""


@strawberry.type(description="Everything that can be followed.")
class Subscription:
    """Subscriptions."""

    @strawberry.subscription(
        description="The last 30 complete days of each platform, now and whenever numbers of that platform change."
    )
    async def metrics(
        self,
        info: Info,
        user_id: Annotated[strawberry.ID, strawberry.argument(description="The owner's own id.")],
        platforms: Annotated[
            list[Platform] | None, strawberry.argument(description="These alone; left out: all.")
        ] = None,
    ) -> AsyncGenerator[PlatformMetrics, None]:
        """Live metrics."""
        user = await users.user(info.context, user_id)
        wanted = frozenset(platforms) if platforms is not None else None
        async for insights in live_metrics.live_metrics(info.context, user, wanted, _last_30_days):
            yield PlatformMetrics.from_domain(insights)

    @strawberry.subscription(description="A run as it stands, and whenever it moves, until it has ended.")
    async def collection(
        self, info: Info, run_id: Annotated[strawberry.ID, strawberry.argument(description="`CollectionRun.runId`.")]
    ) -> AsyncGenerator[CollectionRun, None]:
        """Progress."""
        async for run in collection.follow(info.context, run_id):
            yield CollectionRun.from_domain(run)

    @strawberry.subscription(description="An import as it stands, and whenever it moves, until it has ended.")
    async def import_progress(
        self, info: Info, import_id: Annotated[strawberry.ID, strawberry.argument(description="`Import.importId`.")]
    ) -> AsyncGenerator[Import, None]:
        """Progress."""
        async for run in imports.follow(info.context, import_id):
            yield Import.from_domain(run)


def _last_30_days(context: Context, user: DomainUser) -> Question:
    return Question(user, (), to_period(None, user, context.now), context.now)


class Schema(strawberry.Schema):
    """Gives each streamed operation a context of its own: on a WebSocket all of them come with the socket's."""

    async def execute(
        self,
        query: str | None,
        variable_values: dict[str, Any] | None = None,
        context_value: Any | None = None,
        root_value: Any | None = None,
        operation_name: str | None = None,
        allowed_operation_types: Iterable[OperationType] | None = None,
        operation_extensions: dict[str, Any] | None = None,
    ) -> ExecutionResult:
        """As Strawberry does, but not for subscriptions: these need a transport that carries more than one answer."""
        allowed = set(allowed_operation_types or OperationType) - {OperationType.SUBSCRIPTION}
        return await super().execute(
            query, variable_values, context_value, root_value, operation_name, allowed, operation_extensions
        )

    async def stream(
        self,
        query: str | None,
        variable_values: dict[str, Any] | None = None,
        context_value: Any | None = None,
        root_value: Any | None = None,
        operation_name: str | None = None,
        operation_extensions: dict[str, Any] | None = None,
        allowed_operation_types: Iterable[OperationType] | None = None,
    ) -> StreamResult:
        """As Strawberry does."""
        context = context_value.renewed() if isinstance(context_value, Context) else context_value
        return await super().stream(
            query, variable_values, context, root_value, operation_name, operation_extensions, allowed_operation_types
        )


class DocumentCache(ParserCache):
    """Keeps parsed documents. One that cannot be parsed is left to the schema, whose error goes the usual way."""

    def on_parse(self) -> Iterator[None]:
        """Before the schema parses."""
        with suppress(GraphQLError):
            options = self.execution_context.parse_options
            self.execution_context.graphql_document = self.cached_parse_document(
                self.execution_context.query, **options
            )
        yield


def build_schema() -> Schema:
    """The schema with its limits and its treatment of errors."""
    return Schema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        types=[User, Account, ContentPiece, CollectionRun, Import, Segment, Annotation],
        extensions=[
            lambda: MaxTokensLimiter(max_token_count=LIMITS["tokens"]),
            lambda: AddValidationRules([DocumentLimits]),
            DocumentCache,
            ValidationCache,
            PublicErrors,
        ],
        exception_handlers=EXCEPTION_HANDLERS,
        config=StrawberryConfig(scalar_map=SCALARS),
    )


def sdl() -> str:
    """The schema as text, as it is checked in."""
    return build_schema().as_str().rstrip() + "\n"
