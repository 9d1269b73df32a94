"""Files in the generic format, as somebody would import them: a year of events, posts and days of three accounts."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from benchmarks.scale import DAYS, NOW, SEED, Scale

_ACCOUNTS = (("facebook", "100045700821521"), ("instagram", "17841400000000001"), ("x", "783214"))
_EVENT_COLUMNS = ("event_id", "type", "occurred_at", "platform", "account", "post_id", "country", "device")

# Taken in turns, so that every day has every kind on every account, however many events there are. Rows of
# rollups that exist with many events and not with few would be a difference in the question, not in its price.
_KINDS = ("like", "comment", "like", "like", "share", "like", "comment", "like")
_COUNTRIES = ("DE", "AT", "CH", "FR", "US", "GB", "")
_DEVICES = ("mobile", "desktop", "tablet", "")
_CONTENT_TYPES = ("text", "image", "video", "link")
_POST_COLUMNS = (
    *("post_id", "posted_at", "platform", "account", "content_type", "text", "url"),
    *("likes", "comments", "shares", "saves", "impressions", "views", "reach"),
)
_DAY_COLUMNS = ("date", "platform", "account", "followers", "followers_gained", "impressions", "reach", "profile_views")
_SAVED_ON = ("instagram", "x")
_SHOWN_ON = ("x",)


@dataclass(frozen=True, slots=True)
class MadeFiles:
    """Where they are. The same posts and days go with many events and with few."""

    many_events: Path
    few_events: Path
    posts: Path
    days: Path


def write_files(folder: Path, scale: Scale) -> MadeFiles:
    """Write all of them; the same scale gives the same files."""
    files = MadeFiles(*(folder / f"{name}.csv" for name in ("many-events", "few-events", "posts", "days")))
    _write(files.many_events, _EVENT_COLUMNS, _events(scale.many_events, scale.posts))
    _write(files.few_events, _EVENT_COLUMNS, _events(scale.few_events, scale.posts))
    _write(files.posts, _POST_COLUMNS, _posts(scale.posts))
    _write(files.days, _DAY_COLUMNS, _days())
    return files


def _events(count: int, posts: int) -> Iterator[Sequence[object]]:
    """In the order of time, spread evenly over the year, with ids in no order, as platforms give them."""
    random = Random(SEED)
    start, step = NOW - timedelta(days=DAYS), DAYS * 86_400 / count
    for i in range(count):
        platform, account = _ACCOUNTS[i % len(_ACCOUNTS)]
        yield (
            f"{random.getrandbits(64):016x}",
            _KINDS[i // len(_ACCOUNTS) % len(_KINDS)],
            _instant(start + timedelta(seconds=int((i + random.random()) * step))),
            platform,
            account,
            _post_id(_nth_of(i % len(_ACCOUNTS), random.randrange(posts), posts)),
            random.choice(_COUNTRIES),
            random.choice(_DEVICES),
        )


def _posts(count: int) -> Iterator[Sequence[object]]:
    """Evenly over the year, with their counters as of today."""
    random = Random(SEED + 1)
    start, step = NOW - timedelta(days=DAYS), DAYS * 86_400 / count
    for i in range(count):
        platform, account = _ACCOUNTS[i % len(_ACCOUNTS)]
        seen = random.randrange(1_000, 50_000)
        posted_at = start + timedelta(seconds=int((i + random.random() / 2) * step))
        yield (
            _post_id(i),
            _instant(posted_at),
            platform,
            account,
            random.choice(_CONTENT_TYPES),
            f"Post number {i} of the year, with a sentence or two about what is new. #news #number{i % 10}",
            f"https://example.com/{platform}/{_post_id(i)}",
            *(seen // 20, seen // 200, seen // 400),
            seen // 300 if platform in _SAVED_ON else "",
            seen if platform in _SHOWN_ON else "",
            seen if platform not in _SHOWN_ON else "",
            seen * 3 // 4 if platform not in _SHOWN_ON else "",
        )


def _days() -> Iterator[Sequence[object]]:
    """The daily figures of each account. No engagements: those of a day are to come from the rollups."""
    random = Random(SEED + 2)
    for account_number, (platform, account) in enumerate(_ACCOUNTS):
        followers = 10_000 * (account_number + 1)
        for day in range(DAYS):
            gained = random.randrange(0, 40)
            followers += gained - random.randrange(0, 20)
            date = (NOW - timedelta(days=DAYS - day)).date()
            seen = random.randrange(500, 9_000)
            yield date.isoformat(), platform, account, followers, gained, seen, seen * 2 // 3, seen // 50


def _nth_of(account: int, nearby: int, posts: int) -> int:
    """A post of that account near a number: posts go round the accounts."""
    number = nearby - nearby % len(_ACCOUNTS) + account
    return number if number < posts else account


def _post_id(number: int) -> str:
    return str(18_000_000_000_000_000 + number)


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _write(path: Path, columns: Sequence[str], rows: Iterator[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
