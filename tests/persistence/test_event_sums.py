"""Days of single engagements are those of the user's zone, whatever the clocks do."""

from datetime import UTC, date, datetime, timedelta

import pytest

from domain.facts import EngagementGrain, EngagementNeed, EngagementSplit, FactsQuery, FactsRange
from domain.observations import Batch, Engagement, EngagementType
from domain.time_range import Period
from persistence.database import Database
from tests.factories import FakeClock, add_account, add_user, record

BY_POST = EngagementNeed(EngagementGrain.DAY, frozenset({EngagementSplit.POST}))


@pytest.mark.parametrize(
    ("start", "quarter_hours"),
    [(date(2025, 10, 25), [96, 100, 96]), (date(2025, 3, 29), [96, 92, 96])],
    ids=["25 hours", "23 hours"],
)
async def test_a_day_has_as_many_quarter_hours_as_its_clock_shows(
    database: Database, clock: FakeClock, start: date, quarter_hours: list[int]
) -> None:
    user, account = await add_user(database, time_zone="Europe/Berlin"), await add_account(database)
    begin = datetime(start.year, start.month, start.day, tzinfo=UTC) - timedelta(days=1)
    events = [
        Engagement(f"e{i}", EngagementType.LIKE, begin + timedelta(minutes=15 * i), post_id="p") for i in range(600)
    ]
    await record(database, account, Batch(engagements=tuple(events)))

    period = Period.custom(start, start + timedelta(days=3), "Europe/Berlin")
    wanted = FactsRange.of(user.user_id, period, BY_POST)
    async with database.read() as unit:
        facts = (await unit.facts.load(FactsQuery((wanted,)))).of(wanted)

    found = {fact.day: fact.quantity for fact in facts.engagements[BY_POST, account.account_id]}
    assert found == {start + timedelta(days=i): quarter_hours[i] for i in range(3)}
