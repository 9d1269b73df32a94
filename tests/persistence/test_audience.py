"""Breakdowns of an audience: of each the one seen last, in whatever order they come."""

from datetime import date, timedelta
from itertools import permutations

import pytest
from sqlalchemy import select

from domain.audience import AudienceBreakdown, AudienceDimension, AudienceEntry, AudienceGroup, DatedBreakdown
from domain.observations import Batch, DaySnapshot
from persistence.database import Database
from persistence.models import UserMetrics
from tests.factories import NOW, add_account, add_user, day, record

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)


def countries(*entries: AudienceEntry) -> AudienceBreakdown:
    return AudienceBreakdown(AudienceGroup.FOLLOWERS, AudienceDimension.COUNTRY, entries)


GENDER = AudienceBreakdown(
    AudienceGroup.VISITORS,
    AudienceDimension.GENDER,
    (AudienceEntry("Female", 0.59), AudienceEntry("Other", below=0.01), AudienceEntry("Male", count=3_000_000_000)),
)
OLD = countries(AudienceEntry("DE", 0.5))
NEW = countries(AudienceEntry("AT", 0.25), AudienceEntry("CH", 0.25))
SNAPSHOTS = (
    DaySnapshot(MONDAY, NOW, {}, audience=(OLD, GENDER)),
    DaySnapshot(MONDAY, NOW + timedelta(days=1), {}, audience=(NEW,)),
    day(MONDAY, followers=7),
)


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
async def test_the_breakdown_seen_last_counts_and_metrics_stay(database: Database, order: tuple[int, ...]) -> None:
    await add_user(database)
    account = await add_account(database)

    for place in order:
        await record(database, account, Batch(days=(SNAPSHOTS[place],)))

    async with database.read() as unit:
        found = await unit.audience.newest("u1", account.account_id, None)
        days = (await unit.connection.execute(select(UserMetrics.date, UserMetrics.followers))).all()
        nothing = await unit.audience.newest("u1", account.account_id, MONDAY - timedelta(days=1))
    assert found == [
        (MONDAY, DatedBreakdown(NOW + timedelta(days=1), NEW)),
        (MONDAY, DatedBreakdown(NOW, GENDER)),
    ]
    assert nothing == []
    assert [tuple(row) for row in days] == [(MONDAY, 7)]


async def test_of_several_days_the_latest_up_to_the_one_that_is_asked_for(database: Database) -> None:
    await add_user(database)
    account = await add_account(database)
    later = DaySnapshot(TUESDAY, NOW, {}, audience=(NEW,))
    await record(database, account, Batch(days=(DaySnapshot(MONDAY, NOW, {}, audience=(OLD, GENDER)), later)))

    async with database.read() as unit:
        newest = await unit.audience.newest("u1", account.account_id, None)
        monday = await unit.audience.newest("u1", account.account_id, MONDAY)

    assert [(on, dated.breakdown) for on, dated in newest] == [(TUESDAY, NEW), (MONDAY, GENDER)]
    assert [(on, dated.breakdown) for on, dated in monday] == [(MONDAY, OLD), (MONDAY, GENDER)]
