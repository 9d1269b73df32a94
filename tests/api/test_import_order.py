"""A law: whatever the order and however often the exports of one account are imported, the end is the same."""

import json
from collections.abc import Awaitable, Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Table, select

from domain.exports import ImportOptions
from domain.users import User
from persistence.database import Database
from persistence.models import Base
from schema.app import Pulsegraph
from tests.factories import FakeClock

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
ACCOUNTS = {"x": (X_FILES, "ada"), "tiktok": (TIKTOK_FILES, "ada")}
EXPORTED = {
    "tweets.js": "2025-02-15T00:00:00+00:00",
    "Overview.csv": "2026-04-14T09:00:00+00:00",
    "later/Overview.csv": "2026-04-16T09:00:00+00:00",
    "FollowerHistory.csv": "2026-04-14T09:00:00+00:00",
    "FollowerGender.csv": "2026-04-14T09:00:00+00:00",
    "later/FollowerGender.csv": "2026-04-14T10:00:00+00:00",
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

_numbers = count()


async def imported(pulsegraph: Pulsegraph, folder: Path, names: list[str], account: str) -> State:
    """All that is stored of a new user after the files."""
    user_id = f"user{next(_numbers)}"
    assert isinstance(pulsegraph.services.clock, FakeClock)
    async with pulsegraph.services.storage.write() as unit:
        await unit.users.add(User(user_id, None, "Europe/Berlin"))
    for name in names:
        pulsegraph.services.clock.advance(minutes=1)
        options = ImportOptions("Europe/Berlin", account=account, observed_at=_moment(name))
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
    assert len(expected["metric_observations"]) > 10


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
