"""The metrics subscription: subscribe first, then read, then follow."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace

from domain.analyzer import Insights, Question
from domain.ports import Event, MetricsChanged
from domain.users import Platform, User
from resolvers import analysis
from resolvers.context import Context
from resolvers.users import accounts


async def live_metrics(
    context: Context,
    user: User,
    wanted: frozenset[Platform] | None,
    question_at: Callable[[Context, User], Question],
) -> AsyncIterator[Insights]:
    """Every platform as it is now, then each one that changes. Nothing is sent while nothing changes."""

    def about_it(event: Event) -> bool:
        if not isinstance(event, MetricsChanged) or event.user_id != user.user_id:
            return False
        return wanted is None or bool(event.platforms & wanted)

    async with context.services.events.subscribe(about_it) as events:
        for insights in await _read(context, user, wanted, question_at):
            yield insights
        async for event in events:
            changed = event.platforms if isinstance(event, MetricsChanged) else frozenset[Platform]()
            for insights in await _read(context.renewed(), user, wanted, question_at):
                if insights.platform in changed:
                    yield insights


async def _read(
    context: Context,
    user: User,
    wanted: frozenset[Platform] | None,
    question_at: Callable[[Context, User], Question],
) -> list[Insights]:
    question = question_at(context, user)
    in_scope = await accounts(context, user, wanted)
    return await analysis.platforms(context, replace(question, accounts=in_scope))
