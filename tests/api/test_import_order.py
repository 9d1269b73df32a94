"""A law: whatever the order and however often the exports of one account are imported, the end is the same."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Table, select

from domain.collection import RunStatus
from domain.exports import ImportOptions
from domain.users import User
from persistence.database import Database
from persistence.models import Base
from schema.app import Pulsegraph
from tests.factories import NOW, FakeClock

Files = dict[str, str]
State = dict[str, list[tuple[Any, ...]]]

IDS = ("1886483849795768598", "1889020560424616057", "1892644437844795433")
CONTENT = "Post id,Date,Post text,Post Link,Impressions,Likes,Replies\n"
OVERVIEW = "Date,Impressions,Likes,Engagements,New follows,Profile visits,Replies\n"
TIKTOK = '"Date","Video Views","Profile Views","Likes","Comments","Shares"\n'
X_FILES: Files = {
    # Three content exports of one account: the second changes the caption, the third has fewer columns.
    "account_analytics_content_2025-02-01_2025-02-12.csv": CONTENT
    + f"{IDS[0]},Mon Feb 03 2025,One #a,https://x.com/ada/status/{IDS[0]},100,10,1\n"
    f"{IDS[1]},Mon Feb 10 2025,Two,https://x.com/ada/status/{IDS[1]},50,5,-\n",
    "account_analytics_content_2025-02-01_2025-02-21.csv": CONTENT
    + f"{IDS[0]},Mon Feb 03 2025,One #b,https://x.com/Ada/status/{IDS[0]},90,12,2\n"
    f"{IDS[2]},Thu Feb 20 2025,Three,https://x.com/Ada/status/{IDS[2]},7,0,0\n",
    "account_analytics_content_2025-02-01_2025-02-20.csv": "Post id,Date,Impressions,Likes\n"
    f"{IDS[0]},Mon Feb 03 2025,110,11\n{IDS[1]},Mon Feb 10 2025,60,4\n",
    "tweet_activity_metrics_ada_20250201_20250212_en.csv": '"Tweet id","Tweet permalink","Tweet text","time",'
    '"impressions","engagements","retweets","replies","likes"\n'
    f'"{IDS[0]}","https://twitter.com/ada/status/{IDS[0]}","One #a","2025-02-03 18:20 +0000","101","3","1","1","10"\n',
    "account_overview_2025-02-01_2025-02-12.csv": OVERVIEW
    + '"Mon, Feb 03, 2025",40,4,9,1,4,1\n"Tue, Feb 04, 2025",30,3,8,0,2,0\n',
    "account_overview_2025-02-02_2025-02-13.csv": OVERVIEW
    + '"Tue, Feb 04, 2025",31,2,8,0,2,0\n"Wed, Feb 05, 2025",20,2,5,-,1,1\n',
    "tweets.js": "window.YTD.tweets.part0 = "
    + json.dumps(
        [
            {
                "tweet": {
                    "id_str": IDS[0],
                    "created_at": "Mon Feb 03 18:20:00 +0000 2025",
                    "full_text": "One #a &amp; more",
                    "favorite_count": "12",
                    "retweet_count": "2",
                    "entities": {"hashtags": [], "urls": []},
                }
            },
            {
                "tweet": {
                    "id_str": "1886483849795768599",
                    "created_at": "Mon Feb 03 18:21:00 +0000 2025",
                    "full_text": "RT @bob: not mine",
                    "favorite_count": "0",
                    "retweet_count": "99",
                }
            },
        ]
    ),
}
TIKTOK_FILES: Files = {
    "Overview.csv": TIKTOK + '"April 12","10","1","2","0","0"\n"April 13","11","1","3","undefined","0"\n',
    "later/Overview.csv": TIKTOK + '"April 13","12","1","3","1","0"\n"April 14","5","0","0","0","0"\n',
    "FollowerHistory.csv": '"Date","Followers","Difference in followers from previous day"\n"April 12","100","1"\n'
    '"April 13","90","-10"\n',
    "FollowerGender.csv": '"Gender","Distribution"\n"Female","0.6"\n"Male","0.4"\n',
    "later/FollowerGender.csv": '"Gender","Distribution"\n"Female","0.5"\n"Male","0.4"\n"Other","0.1"\n',
}
YOUTUBE = "Content,Video title,Video publish time,Views,Likes,Watch time (hours)\n"
YOUTUBE_FILES: Files = {
    # The second one does not say when the video was published: its numbers wait until another one does.
    "february.csv": YOUTUBE + 'aaaaaaaaaa1,Maps,"Jan 10, 2026",150,,2\n',
    "march.csv": YOUTUBE + "aaaaaaaaaa1,Maps,,100,5,1.5\n",
    "april.csv": YOUTUBE + 'aaaaaaaaaa1,More maps,"Jan 10, 2026",180,6,\n',
    "may.csv": YOUTUBE + "aaaaaaaaaa1,,,-,7,3\nbbbbbbbbbb2,,,1,1,1\n",
}
CONTENT_OF_INSTAGRAM = "Post ID,Account ID,Account username,Account name,Description,Publish time,Permalink,Post type,Date,Views,Reach,Likes\n"
INSTAGRAM_FILES: Files = {
    # One account, named by its id and its handle, by its handle alone, and by the person.
    "Feb-01-2026_Feb-28-2026_1.csv": CONTENT_OF_INSTAGRAM
    + '17900000000012345,17841400000012345,ada,Ada,"One #a",02/10/2026 10:00,https://www.instagram.com/p/A/,IG image,'
    "Lifetime,100,50,10\n",
    "Mar-01-2026_Mar-31-2026_2.csv": CONTENT_OF_INSTAGRAM
    + '17900000000012345,17841400000012345,ada,"Ada L.","One #b",02/10/2026 10:00,https://www.instagram.com/p/A/,IG image,'
    "Lifetime,140,60,9\n",
    "Views.csv": 'sep=,\n"Instagram follows"\n"Date","Primary"\n"2026-03-01T00:00:00","8"\n"2026-03-02T00:00:00","0"\n',
    "posts_1.json": json.dumps(
        [
            {
                "media": [
                    {"uri": "media/posts/a_1_n_17900000000012345.jpg", "creation_timestamp": 1770717600, "title": "One"}
                ]
            }
        ]
    ),
}
ACCOUNTS = {
    "x": (X_FILES, "ada"),
    "tiktok": (TIKTOK_FILES, "ada"),
    "youtube": (YOUTUBE_FILES, "ada"),
    "instagram": (INSTAGRAM_FILES, "ada"),
}
MONTHS = ("february", "march", "april", "may")
EXPORTED = {
    "tweets.js": "2025-02-15T00:00:00+00:00",
    "Overview.csv": "2026-04-14T09:00:00+00:00",
    "later/Overview.csv": "2026-04-16T09:00:00+00:00",
    "FollowerHistory.csv": "2026-04-14T09:00:00+00:00",
    "FollowerGender.csv": "2026-04-14T09:00:00+00:00",
    "later/FollowerGender.csv": "2026-04-14T10:00:00+00:00",
    **{f"{month}.csv": f"2026-0{number}-01T00:00:00+00:00" for number, month in enumerate(MONTHS, start=2)},
    "Views.csv": "2026-03-03T09:00:00+00:00",
    "posts_1.json": "2026-03-15T09:00:00+00:00",
}
"""Of the files whose names do not say it."""
NOT_COMPARED = {"user_id", "account_id", "created_at", "recorded_at", "source_id", "status_since", "dedupe_key"}
"""Names that are made anew for each user, and the time and place of storing."""
ROLLUPS = ("engagement_rollups", "engagement_breakdowns", "engagement_gaps")
"""A row of zero counts as none there, as it does for `pulsegraph db check`."""
TABLES = (
    *("accounts", "content_performance", "user_metrics", "metric_observations", "post_engagements"),
    *ROLLUPS,
)

KINDS = {name: "youtube-content" for name in YOUTUBE_FILES}

_numbers = count()


async def imported(pulsegraph: Pulsegraph, folder: Path, names: list[str], account: str) -> State:
    """All that is stored of a new user after the files."""
    user_id = f"user{next(_numbers)}"
    assert isinstance(pulsegraph.services.clock, FakeClock)
    async with pulsegraph.services.storage.write() as unit:
        await unit.users.add(User(user_id, None, "Europe/Berlin"))
    for name in names:
        pulsegraph.services.clock.advance(minutes=1)
        options = ImportOptions("UTC", account=account, observed_at=_moment(name), kind=KINDS.get(name))
        await pulsegraph.services.imports.import_file(user_id, folder / name, options)
    return await everything(pulsegraph.database, user_id)


def _moment(name: str) -> Any:
    from datetime import datetime

    return datetime.fromisoformat(EXPORTED[name]) if name in EXPORTED else None


async def everything(database: Database, user_id: str) -> State:
    """Every row of every table that holds numbers or what they are about."""
    found: State = {}
    async with database.read() as unit:
        for name in TABLES:
            table: Table = Base.metadata.tables[name]
            columns = [column for column in table.columns if column.name not in NOT_COMPARED]
            wanted = [table.c.user_id == user_id]
            if name in ROLLUPS:
                wanted.append(table.c.quantity != 0)
            rows = await unit.connection.execute(select(*columns).where(*wanted))
            found[name] = sorted((tuple(row) for row in rows), key=repr)
    return found


@pytest.mark.parametrize("case", list(ACCOUNTS))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
async def test_any_order_and_repetition_of_exports_ends_in_the_same_state(
    pulsegraph: Pulsegraph, tmp_path_factory: pytest.TempPathFactory, case: str, data: st.DataObject
) -> None:
    files, account = ACCOUNTS[case]
    folder = tmp_path_factory.mktemp("exports")
    for name, content in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    repeated = data.draw(st.lists(st.sampled_from(sorted(files)), max_size=3))
    order = data.draw(st.permutations([*files, *repeated]))

    expected = await imported(pulsegraph, folder, list(files), account)
    found = await imported(pulsegraph, folder, order, account)

    for table in TABLES:
        assert found[table] == expected[table], table
    assert len(expected["accounts"]) == 1
    assert len(expected["metric_observations"]) >= 8


async def test_each_post_is_there_once_with_its_newest_values_and_its_history(
    pulsegraph: Pulsegraph, tmp_path: Path, data: Callable[..., Awaitable[dict[str, Any]]]
) -> None:
    for name, content in X_FILES.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    await imported(pulsegraph, tmp_path, sorted(X_FILES, reverse=True), "ada")

    found = await data(
        """query ($user: ID!, $post: ID!) { user(userId: $user) {
            content(first: 10) { totalCount }
            contentPiece(platform: X, postId: $post) { text postedAt timeKnown
                metrics(keys: [IMPRESSIONS, LIKES]) { value }
                history(metric: IMPRESSIONS) { value observedAt } }
            accounts { handle } } }""",
        user=f"user{next(_numbers) - 1}",
        post=IDS[0],
    )

    user = found["user"]
    assert user["content"]["totalCount"] == 3
    assert user["accounts"] == [{"handle": "Ada"}]
    assert user["contentPiece"]["text"] == "One #b"
    assert [value["value"] for value in user["contentPiece"]["metrics"]] == [90.0, 12.0]
    assert [entry["value"] for entry in user["contentPiece"]["history"]] == [101.0, 100.0, 110.0, 90.0]


async def test_a_post_that_is_described_late_has_all_of_its_history(
    pulsegraph: Pulsegraph, tmp_path: Path, data: Callable[..., Awaitable[dict[str, Any]]]
) -> None:
    for name, content in YOUTUBE_FILES.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    await imported(pulsegraph, tmp_path, ["march.csv", "may.csv", "february.csv", "april.csv"], "ada")

    found = await data(
        """query ($user: ID!) { user(userId: $user) { content(first: 10) { totalCount }
            contentPiece(platform: YOUTUBE, postId: "aaaaaaaaaa1") { text timeKnown
                metrics(keys: [VIEWS, LIKES, WATCH_TIME_SECONDS]) { value }
                history(metric: VIEWS) { value } } } }""",
        user=f"user{next(_numbers) - 1}",
    )

    user = found["user"]
    assert user["content"]["totalCount"] == 1, "nobody has said when the other one was published"
    assert (user["contentPiece"]["text"], user["contentPiece"]["timeKnown"]) == ("More maps", False)
    assert [value["value"] for value in user["contentPiece"]["metrics"]] == [180.0, 7.0, 10800.0]
    assert [entry["value"] for entry in user["contentPiece"]["history"]] == [150.0, 100.0, 180.0]


async def test_two_imports_at_once_of_the_same_accounts_wait_for_each_other(
    pulsegraph: Pulsegraph, tmp_path: Path
) -> None:
    header = "post_id,posted_at,platform,account,likes\n"
    rows = [
        f"{account}{number},2026-01-01T00:00:00Z,x,{account},{number}\n" for account in "abcdef" for number in (1, 2)
    ]
    orders = {"forth.csv": rows, "back.csv": rows[::-1]}
    for name, lines in orders.items():
        (tmp_path / name).write_text(header + "".join(lines), encoding="utf-8")
    user_id = f"user{next(_numbers)}"
    async with pulsegraph.services.storage.write() as unit:
        await unit.users.add(User(user_id, None, "UTC"))

    done = await asyncio.gather(
        *(
            pulsegraph.services.imports.import_file(user_id, tmp_path / name, ImportOptions("UTC", observed_at=NOW))
            for name in [*orders, *orders]
        )
    )

    assert [each.status for each in done] == [RunStatus.SUCCEEDED] * 4
    assert sum(each.recorded.posts_added for each in done) == 12
