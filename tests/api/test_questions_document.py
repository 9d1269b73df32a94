"""The guide to asking questions: every document in it runs as it stands."""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from domain.observations import Batch
from domain.users import Platform
from persistence.database import Database
from tests.factories import NOW, add_account, add_user, post, record

Ask = Callable[..., Awaitable[dict[str, Any]]]

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "questions.md"


async def test_every_document_of_the_guide_runs(database: Database, data: Ask) -> None:
    await add_user(database, "demo")
    account = await add_account(database, "demo", Platform.INSTAGRAM)
    await record(database, account, Batch(posts=(post("p1", likes=200, comments=1, shares=1, saves=1, views=1_000),)))
    documents = re.findall(r"```graphql\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)

    answers = [await data(document, moment=NOW.isoformat()) for document in documents]

    assert len(answers) == 6
    by_weekday, some_posts, saved, changes, aged, past = answers
    assert [series["total"]["value"] for series in by_weekday["user"]["series"]] == [None] * 6 + [203.0]
    assert some_posts["user"]["series"][0]["values"] == [None, None, None, 200.0, None, None]
    assert saved["createSegment"]["name"] == "Short video"
    assert [group["label"] for group in changes["user"]["comparison"]["rows"][0]["groups"]] == ["Image"]
    assert aged["user"]["content"]["edges"][0]["node"]["halfLife"]["reason"] == "NOT_OBSERVED"
    assert past["user"]["overview"]["totalEngagement"]["value"] == 203.0
