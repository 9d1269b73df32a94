"""Series answered by hand: one statement that adds up, and the buckets of the calendar."""

import json
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from benchmarks.bare_answers import TODAY, VIDEOS_LIKED, read_user
from benchmarks.bare_database import BareDatabase, Rows
from benchmarks.figures import Figures, of_rows
from benchmarks.scale import TIME_ZONE, USER_ID
from domain.time_range import local_date, start_of_day, zone

Bare = Callable[[BareDatabase], Awaitable[Figures]]

AS_OF = datetime(2026, 6, 20, 12, 7, tzinfo=UTC)
"""In the middle of a quarter hour of the last 30 days."""

_KINDS = "engagement_type IN ('like', 'comment', 'share')"
_DAYS = f"""
    SELECT engagement_type, bucket, sum(quantity) FROM engagement_rollups
    WHERE user_id = $1 AND grain = 0 AND bucket >= $2 AND bucket < $3 AND {_KINDS} GROUP BY bucket, engagement_type
"""
_DAYS_OF_ACCOUNTS = """
    SELECT account_id, bucket, quantity FROM engagement_rollups
    WHERE user_id = $1 AND grain = 0 AND bucket >= $2 AND bucket < $3 AND engagement_type = 'like'
"""
_QUARTERS = f"""
    SELECT engagement_type, bucket, sum(quantity) FROM engagement_rollups
    WHERE user_id = $1 AND grain = 1 AND bucket >= $2 AND bucket < $3 AND {_KINDS} GROUP BY bucket, engagement_type
"""
_BREAKDOWNS = """
    SELECT value, bucket, sum(quantity) FROM engagement_breakdowns
    WHERE user_id = $1 AND bucket >= $2 AND bucket < $3 AND dimension = $4 AND engagement_type = 'like'
    GROUP BY bucket, value
"""
_COUNTRY = f"""
    SELECT engagement_type, bucket, sum(quantity) FROM engagement_breakdowns
    WHERE user_id = $1 AND bucket >= $2 AND bucket < $3 AND dimension = 0 AND value = 'DE' AND {_KINDS}
    GROUP BY bucket, engagement_type
"""
_POSTS = """
    SELECT {group}, posted_at, likes FROM content_performance
    WHERE user_id = $1 AND posted_at >= $2 AND posted_at < $3 AND likes IS NOT NULL {filter}
"""
_EVENTS_OF_VIDEOS = f"""
    SELECT engagement_type, {{hour}}, sum(quantity) FROM post_engagements
    WHERE user_id = $1 AND engagement_time >= $2 AND engagement_time < $3 AND {_KINDS}
        AND (account_id, post_id) IN (
            SELECT account_id, post_id FROM content_performance WHERE user_id = $1 AND content_type = 'video'
        )
    GROUP BY 1, 2
"""
_LAST_EVENTS = f"""
    SELECT engagement_type, sum(quantity) FROM post_engagements
    WHERE user_id = $1 AND engagement_time >= $2 AND engagement_time <= $3 AND {_KINDS} GROUP BY engagement_type
"""


def by_day(days: int, step: Callable[[date], Any] = lambda day: day, skipped_days: int = 0) -> Bare:
    """Likes, comments and shares received in each step of days."""

    async def answer(database: BareDatabase) -> Figures:
        return of_rows(_dated(await _received(database, _DAYS, days, skipped_days), step))

    return answer


def week(day: date) -> date:
    """Its Monday."""
    return day - timedelta(days=day.weekday())


def month(day: date) -> date:
    """Its first day."""
    return day.replace(day=1)


def by_account(days: int) -> Bare:
    """Likes of each day and account; each platform has one account."""

    async def answer(database: BareDatabase) -> Figures:
        return of_rows(await _received(database, _DAYS_OF_ACCOUNTS, days))

    return answer


def by_weekday(days: int) -> Bare:
    """Likes of each day; each weekday is a series."""

    async def answer(database: BareDatabase) -> Figures:
        rows = await _received(database, _DAYS, days)
        return of_rows((ordinal % 7, ordinal, quantity) for kind, ordinal, quantity in rows if kind == "like")

    return answer


def by_hour(days: int) -> Bare:
    """Likes, comments and shares of each hour; the zone is off by whole hours."""

    async def answer(database: BareDatabase) -> Figures:
        rows = await _received_quarters(database, days)
        return of_rows((kind, quarter // 4, quantity) for kind, quarter, quantity in rows)

    return answer


def by_hour_of_day(days: int) -> Bare:
    """Likes of each day; each hour of the clock is a series."""

    async def answer(database: BareDatabase) -> Figures:
        hours: dict[int, int] = {}
        for kind, quarter, quantity in await _received_quarters(database, days):
            if kind == "like":
                hours[quarter // 4] = hours.get(quarter // 4, 0) + int(quantity)
        local = ((_local(hour), quantity) for hour, quantity in hours.items())
        return of_rows((at.hour, at.date(), quantity) for at, quantity in local)

    return answer


def by_country(days: int) -> Bare:
    """Likes of each day and country."""
    return _by_breakdown(days, 0)


def by_device(days: int) -> Bare:
    """Likes of each day and device."""
    return _by_breakdown(days, 1)


def of_country(days: int) -> Bare:
    """Likes, comments and shares from Germany."""

    async def answer(database: BareDatabase) -> Figures:
        return of_rows(await _received(database, _COUNTRY, days))

    return answer


def by_content_type(days: int) -> Bare:
    """Likes of the posts of each day and content type."""

    async def answer(database: BareDatabase) -> Figures:
        rows = await _published(database, _POSTS.format(group="content_type", filter=""), days)
        return of_rows((group, database.day(at), likes) for group, at, likes in rows)

    return answer


def by_tag(days: int) -> Bare:
    """Likes of the posts of each day and tag."""

    async def answer(database: BareDatabase) -> Figures:
        rows = await _published(database, _POSTS.format(group="tags", filter=""), days)
        return of_rows((tag, database.day(at), likes) for tags, at, likes in rows for tag in json.loads(tags))

    return answer


def published(days: int) -> Bare:
    """Likes, comments and shares of the posts of each day."""

    async def answer(database: BareDatabase) -> Figures:
        rows = await _published(database, _POSTS.format(group="comments, shares", filter=""), days)
        return of_rows(
            (metric, database.day(at), values[metric])
            for *others, at, likes in rows
            for values in [(likes, *others)]
            for metric in range(3)
        )

    return answer


def of_videos_liked(days: int) -> Bare:
    """Likes of the videos of each day that have 500 or more."""

    async def answer(database: BareDatabase) -> Figures:
        rows = await _published(database, _POSTS.format(group="1", filter=VIDEOS_LIKED), days)
        return of_rows((group, database.day(at), likes) for group, at, likes in rows)

    return answer


def received_by_videos(days: int) -> Bare:
    """Likes, comments and shares that videos received, from the events: no rollup knows posts."""

    async def answer(database: BareDatabase) -> Figures:
        statement = _EVENTS_OF_VIDEOS.format(hour=database.hours_since_1970("engagement_time"))
        rows = await _published(database, statement, days)
        return of_rows((kind, _local(int(hour)).date(), quantity) for kind, hour, quantity in rows)

    return answer


async def as_of(database: BareDatabase) -> Figures:
    """Likes, comments and shares of each day until AS_OF: whole days, whole quarter hours, and the events since."""
    await read_user(database)
    first, day = TODAY - timedelta(days=30), local_date(AS_OF, TIME_ZONE)
    midnight, quarter = start_of_day(day, TIME_ZONE), AS_OF.replace(minute=AS_OF.minute // 15 * 15)
    whole_days = await database.fetch(_DAYS, USER_ID, first.toordinal(), day.toordinal())
    quarters = await database.fetch(_QUARTERS, USER_ID, _quarter(midnight), _quarter(quarter))
    last = await database.fetch(_LAST_EVENTS, USER_ID, quarter, AS_OF)
    today = day.toordinal()
    return of_rows([*whole_days, *((kind, today, n) for kind, *_, n in quarters), *((k, today, n) for k, n in last)])


def _by_breakdown(days: int, dimension: int) -> Bare:
    async def answer(database: BareDatabase) -> Figures:
        return of_rows(await _received(database, _BREAKDOWNS, days, 0, dimension))

    return answer


async def _received(database: BareDatabase, statement: str, days: int, skipped: int = 0, *others: int) -> Rows:
    await read_user(database)
    first, last = TODAY - timedelta(days=days + skipped), TODAY - timedelta(days=skipped)
    return await database.fetch(statement, USER_ID, first.toordinal(), last.toordinal(), *others)


async def _received_quarters(database: BareDatabase, days: int) -> Rows:
    await read_user(database)
    start, end = _instants(days)
    return await database.fetch(_QUARTERS, USER_ID, _quarter(start), _quarter(end))


async def _published(database: BareDatabase, statement: str, days: int) -> Rows:
    await read_user(database)
    return await database.fetch(statement, USER_ID, *_instants(days))


def _instants(days: int) -> tuple[datetime, datetime]:
    return start_of_day(TODAY - timedelta(days=days), TIME_ZONE), start_of_day(TODAY, TIME_ZONE)


def _dated(rows: Rows, step: Callable[[date], Any]) -> Iterable[Sequence[Any]]:
    for series, ordinal, quantity in rows:
        yield series, step(date.fromordinal(ordinal)), quantity


def _local(hour: int) -> datetime:
    """An hour since 1970, on the user's clock."""
    return datetime.fromtimestamp(hour * 3_600, zone(TIME_ZONE))


def _quarter(instant: datetime) -> int:
    return int(instant.timestamp()) // 900
