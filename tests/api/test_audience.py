"""`Account.audience`: breakdowns as the platform gave them, from an imported file to the answer."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from domain.exports import ImportOptions
from schema.app import Pulsegraph
from tests.factories import add_user

Ask = Callable[..., Awaitable[dict[str, Any]]]

QUERY = """query ($until: Date) { user(userId: "u1") { accounts { handle audience(until: $until) {
    group dimension day observedAt entries { label share count below } } } } }"""


async def test_shares_counts_and_bounds_are_told_apart(pulsegraph: Pulsegraph, data: Ask, tmp_path: Path) -> None:
    await add_user(pulsegraph.database)
    files = {
        "FollowerGender.csv": ('"Gender","Distribution"\n"Female","0.59"\n"Male","0.41"\n', 14),
        "FollowerActivity.csv": ('"Date","Hour","Active followers"\n"April 12","0","3000000000"\n', 14),
        "later.csv": ('"Gender","Distribution"\n"Female","0.5"\n"Male","0.5"\n', 20),
    }
    for name, (content, day) in files.items():
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        options = ImportOptions("UTC", account="ada", observed_at=datetime(2026, 4, day, 9, tzinfo=UTC))
        await pulsegraph.services.imports.import_file("u1", path, options)

    newest = (await data(QUERY))["user"]["accounts"]
    earlier = (await data(QUERY, until="2026-04-19"))["user"]["accounts"]

    assert [account["handle"] for account in newest] == ["ada"]
    genders = [found for found in newest[0]["audience"] if found["dimension"] == "GENDER"]
    assert genders == [
        {
            "group": "FOLLOWERS",
            "dimension": "GENDER",
            "day": "2026-04-20",
            "observedAt": "2026-04-20T09:00:00+00:00",
            "entries": [
                {"label": "Female", "share": 0.5, "count": None, "below": None},
                {"label": "Male", "share": 0.5, "count": None, "below": None},
            ],
        }
    ]
    hours = [found for found in newest[0]["audience"] if found["dimension"] == "HOUR"]
    assert hours[0]["day"] == "2026-04-12"
    assert hours[0]["entries"][0] == {"label": "0", "share": None, "count": 3_000_000_000, "below": None}
    shares = [found["entries"][0]["share"] for found in earlier[0]["audience"] if found["dimension"] == "GENDER"]
    assert shares == [0.59]
