"""Overviews, lists of posts and comparisons, answered by hand: the statements that fetch what an answer needs, added
up by the database.
"""

from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise

from benchmarks.bare_database import BareDatabase
from benchmarks.figures import Figures
from benchmarks.scale import NOW, TIME_ZONE, USER_ID
from domain.time_range import local_date, start_of_day

TODAY = local_date(NOW, TIME_ZONE)
_EDGES = tuple(TODAY - timedelta(days=days) for days in (60, 30, 0))
_INSTANTS = tuple(start_of_day(edge, TIME_ZONE) for edge in _EDGES)
_90_DAYS_AGO = start_of_day(TODAY - timedelta(days=90), TIME_ZONE)

_USER = "SELECT user_id, name, time_zone FROM users WHERE user_id = $1"
_ACCOUNTS = "SELECT account_id, platform, external_id, handle, name, status FROM accounts WHERE user_id = $1"
_FOLLOWERS = """
    SELECT followers, observed_at FROM user_metrics
    WHERE user_id = $1 AND account_id = $2 AND date < $3 AND followers IS NOT NULL
    ORDER BY date DESC LIMIT 1
"""
_DAYS = """
    SELECT count(*), sum(impressions), sum(views), max(reach), sum(reach), max(observed_at)
    FROM user_metrics WHERE user_id = $1 AND date >= $2 AND date < $3 GROUP BY account_id
"""
_POSTS = """
    SELECT count(*), sum(likes), sum(comments), sum(shares), sum(saves), sum(impressions), sum(views),
        max(reach), sum(reach), max(observed_at)
    FROM content_performance WHERE user_id = $1 AND posted_at >= $2 AND posted_at < $3 GROUP BY account_id
"""
_RECEIVED = """
    SELECT account_id, engagement_type, sum(quantity) FROM engagement_rollups
    WHERE user_id = $1 AND grain = 0 AND bucket >= $2 AND bucket < $3
        AND engagement_type IN ('like', 'comment', 'share', 'save')
    GROUP BY account_id, engagement_type
"""
_CONTENT = """
    SELECT account_id, platform, post_id, posted_at, content_type, text, url, deleted_at, likes, comments, shares,
        saves, impressions, views, engagements, engagement_rate, observed_at, observed
    FROM content_performance WHERE user_id = $1 AND posted_at >= $2 AND posted_at < $3 {filter}
    ORDER BY engagements DESC, account_id, post_id LIMIT 20
"""
_CONTENT_COUNT = """
    SELECT count(*) FROM content_performance WHERE user_id = $1 AND posted_at >= $2 AND posted_at < $3 {filter}
"""
VIDEOS_LIKED = "AND content_type = 'video' AND likes >= 500"


async def overview(database: BareDatabase) -> Figures:
    """Followers, engagements and posts of 30 days, with the same of the 30 days before."""
    followers = await _followers(database)
    found: list[tuple[int, int]] = []
    for (first, last), (start, end) in zip(pairwise(_EDGES), pairwise(_INSTANTS), strict=True):
        await database.fetch(_DAYS, USER_ID, first, last)
        await database.fetch(_RECEIVED, USER_ID, first.toordinal(), last.toordinal())
        posts = await database.fetch(_POSTS, USER_ID, start, end)
        found.append((sum(row[0] for row in posts), sum(part or 0 for row in posts for part in row[1:5])))
    (_, engagements_before), (posts_now, engagements_now) = found
    return [followers, engagements_now, engagements_before, posts_now]


async def overview_received(database: BareDatabase) -> Figures:
    """The same, with the engagements received in the periods. Posts are read, but not among the figures."""
    followers = await _followers(database)
    received = []
    for (first, last), (start, end) in zip(pairwise(_EDGES), pairwise(_INSTANTS), strict=True):
        await database.fetch(_DAYS, USER_ID, first, last)
        await database.fetch(_POSTS, USER_ID, start, end)
        rows = await database.fetch(_RECEIVED, USER_ID, first.toordinal(), last.toordinal())
        received.append(int(sum(row[2] for row in rows)))
    return [followers, received[1], received[0]]


async def comparison(database: BareDatabase) -> Figures:
    """Likes, comments and shares of each platform (each has one account) in 30 days and in the 30 days before."""
    await read_user(database)
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for first, last in pairwise(_EDGES):
        await database.fetch(_DAYS, USER_ID, first, last)
        for account_id, kind, quantity in await database.fetch(_RECEIVED, USER_ID, first.toordinal(), last.toordinal()):
            if kind != "save":
                found[account_id, kind].insert(0, int(quantity))
    return sorted(found.values())


async def content(database: BareDatabase) -> Figures:
    """The 20 posts of 90 days with the most engagements, and how many there are."""
    return await _content(database, "")


async def content_filtered(database: BareDatabase) -> Figures:
    """The same of videos with 500 likes or more."""
    return await _content(database, VIDEOS_LIKED)


async def read_user(database: BareDatabase) -> None:
    """Whose numbers are asked for, and of which accounts."""
    await database.fetch(_USER, USER_ID)
    await database.fetch(_ACCOUNTS, USER_ID)


async def _content(database: BareDatabase, filter: str) -> Figures:
    await read_user(database)
    period = (USER_ID, _90_DAYS_AGO, _INSTANTS[-1])
    ((total,),) = await database.fetch(_CONTENT_COUNT.format(filter=filter), *period)
    rows = await database.fetch(_CONTENT.format(filter=filter), *period)
    return [total, *(row[2] for row in rows)]


async def _followers(database: BareDatabase) -> float:
    """Of all accounts at the end; those at the two other edges are read for the change."""
    await database.fetch(_USER, USER_ID)
    found: dict[date, float] = defaultdict(float)
    for account in await database.fetch(_ACCOUNTS, USER_ID):
        for edge in _EDGES:
            for followers, _ in await database.fetch(_FOLLOWERS, USER_ID, account[0], edge):
                found[edge] += followers
    return found[TODAY]
