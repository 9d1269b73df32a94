"""Tables as people download them: the columns of real files, and invented rows."""

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, product
from pathlib import Path
from string import ascii_uppercase

from benchmarks.made_file import write_events
from benchmarks.made_posts import Post, days, milliseconds, posts

_X_EPOCH = 1_288_834_974_657
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTH_NAMES = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_YEAR = 365
_POSTS = 500
"""Of the events."""

_X_CONTENT = (
    *("Post id", "Date", "Post text", "Post Link", "Impressions", "Likes", "Engagements", "Bookmarks", "Shares"),
    *("New follows", "Replies", "Reposts", "Profile visits", "Detail expands", "URL Clicks", "Hashtag Clicks"),
    "Permalink Clicks",
)
_X_DAYS = (
    *("Date", "Impressions", "Likes", "Engagements", "Bookmarks", "Shares", "New follows", "Unfollows", "Replies"),
    *("Reposts", "Profile visits", "Create Post", "Video views", "Media views"),
)
_CLASSIC_COUNTERS = (
    *("impressions", "engagements", "engagement rate", "retweets", "replies", "likes", "user profile clicks"),
    *("url clicks", "hashtag clicks", "detail expands", "permalink clicks", "app opens", "app installs", "follows"),
    *("email tweet", "dial phone", "media views", "media engagements"),
)
_X_CLASSIC = (
    *("Tweet id", "Tweet permalink", "Tweet text", "time", *_CLASSIC_COUNTERS),
    *(f"promoted {name}" for name in _CLASSIC_COUNTERS),
)
_META_CONTENT = (
    *("Post ID", "Page ID", "Page name", "Title", "Description", "Duration (sec)", "Publish time", "Caption type"),
    *("Permalink", "Is crosspost", "Is share", "Post type", "Languages", "Custom labels", "Funded content status"),
    *("Data comment", "Date", "Views", "Reach", "Reactions, Comments and Shares", "Reactions", "Comments", "Shares"),
    *("Total clicks", "Other Clicks", "Link Clicks", "Reach from Organic posts", "3-second video views"),
    *("1-minute video views", "Negative feedback from users", "Seconds viewed", "Average Seconds viewed"),
    "Estimated earnings (USD)",
)
_META_TITLES = ("Views", "Reach", "Facebook visits", "Facebook follows")
_TIKTOK_DAYS = ("Date", "Video Views", "Profile Views", "Likes", "Comments", "Shares")
_TIKTOK_CONTENT = (
    *("Time", "Video title", "Video link", "Post time", "Total likes", "Total comments", "Total shares"),
    "Total views",
)
_YOUTUBE_TABLE = (
    *("Content", "Video title", "Video publish time", "Duration", "Views", "Watch time (hours)", "Subscribers"),
    *("Impressions", "Impressions click-through rate (%)"),
)


def x_content(path: Path, count: int) -> int:
    """`account_analytics_content_….csv`."""
    rows = (
        (post_id := _x_id(each), _x_day(each), each.text, f"https://x.com/ada/status/{post_id}", *each.counted[:13])
        for each in posts(count)
    )
    return _write(path, _X_CONTENT, rows)


def x_days(path: Path, count: int) -> int:
    """`account_overview_analytics.csv`."""
    rows = (
        (f"{_WEEKDAYS[day.weekday()]}, {_MONTHS[day.month - 1]} {day.day}, {day.year}", *counted[:13])
        for day, counted in days(count)
    )
    return _write(path, _X_DAYS, rows)


def x_classic(path: Path, count: int) -> int:
    """`tweet_activity_metrics_….csv`."""

    def cells(each: Post) -> Iterator[object]:
        post_id = _x_id(each)
        yield from (post_id, f"https://twitter.com/ada/status/{post_id}", each.text, f"{each.at:%Y-%m-%d %H:%M +0000}")
        yield from (f"{value}.0" for value in each.counted[:2])
        yield "0.0145"
        yield from (f"{value}.0" for value in each.counted[3:18])
        yield from "-" * len(_CLASSIC_COUNTERS)

    return _write(path, _X_CLASSIC, map(cells, posts(count)), all_quoted=True)


def meta_content(path: Path, count: int) -> int:
    """Posts of a Facebook page."""

    def cells(each: Post) -> Iterator[object]:
        post_id, seconds = 1_220_000_000_000_000 + each.number, each.number % 60
        yield from (post_id, "100045700821521", "Ada’s Maps", each.text, "", seconds, f"{each.at:%m/%d/%Y %H:%M}")
        yield from ("Facebook", f"https://www.facebook.com/ada/posts/{post_id}", 0, 0)
        yield from ("Videos" if seconds else "Photos", "English", "", "", "", "Lifetime")
        yield from (*each.counted[:14], f"{each.counted[20]}.25", "")

    return _write(path, _META_CONTENT, map(cells, posts(count)), encoding="utf-8-sig")


def meta_days(path: Path, count: int) -> int:
    """Some metrics one below the other, each with its title, in UTF-16."""
    each = count // len(_META_TITLES)
    with path.open("w", encoding="utf-16", newline="") as file:
        file.write("sep=,\r\n")
        for place, title in enumerate(_META_TITLES):
            file.write(f'"{title}"\r\n"Date","Primary"\r\n')
            file.writelines(f'"{day}T00:00:00","{counted[place]}"\r\n' for day, counted in days(each))
    return each * len(_META_TITLES)


def tiktok_days(path: Path, count: int) -> int:
    """`Overview.csv`."""
    rows = ((f"{_MONTH_NAMES[day.month - 1]} {day.day}", *counted[:5]) for day, counted in days(count))
    return _write(path, _TIKTOK_DAYS, rows, encoding="utf-8-sig", all_quoted=True)


def tiktok_content(path: Path, count: int) -> int:
    """`Content.csv`."""

    def cells(each: Post) -> Iterator[object]:
        link = f"https://www.tiktok.com/@ada.maps/video/{int(each.at.timestamp()) << 32 | each.number}"
        yield from ("June 30", each.text, link, f"{_MONTH_NAMES[each.at.month - 1]} {each.at.day}", *each.counted[:4])

    return _write(path, _TIKTOK_CONTENT, map(cells, posts(count)), encoding="utf-8-sig", all_quoted=True)


def youtube_table(path: Path, count: int) -> int:
    """`Table data.csv` by content; its first row is that of the totals."""
    made = list(posts(count))
    views, subscribers, impressions = (sum(each.counted[place] for each in made) for place in (3, 60, 0))
    rows = [
        (
            *(f"vid{each.number:08}", each.text, f"{_MONTHS[each.at.month - 1]} {each.at.day}, {each.at.year}"),
            *(each.number % 900 + 10, each.counted[3], each.counted[3] / 8, each.counted[60], each.counted[0], "4.59"),
        )
        for each in made
    ]
    _write(path, _YOUTUBE_TABLE, [("Total", "", "", "", views, views / 8, subscribers, impressions, "3.06"), *rows])
    return count


def youtube_chart(path: Path, count: int) -> int:
    """`Chart data.csv` of a year by country, ordered by country."""
    codes = islice(map("".join, product(ascii_uppercase, repeat=2)), -(-count // _YEAR))
    rows = ((day.isoformat(), code, counted[9]) for code in codes for day, counted in days(_YEAR))
    return _write(path, ("Date", "Geography", "Views"), islice(rows, count))


def own_posts(path: Path, count: int) -> int:
    """With our own column names."""
    columns = ("post_id", "posted_at", "platform", "account", "content_type", "text", "likes", "comments", "shares")
    rows = (
        (
            *(f"p{each.number}", f"{each.at:%Y-%m-%dT%H:%M:%SZ}", "instagram", "ada.maps", "image", each.text),
            *(each.counted[20:23]),
        )
        for each in posts(count)
    )
    return _write(path, columns, rows)


def own_days(path: Path, count: int) -> int:
    """With our own column names: a year of as many accounts as it takes."""
    columns = ("date", "platform", "account", "followers", "followers_gained", "reach", "profile_views")
    rows = (
        (day.isoformat(), "instagram", f"ada{account}", *counted[:4])
        for account in range(-(-count // _YEAR))
        for day, counted in days(_YEAR)
    )
    return _write(path, columns, islice(rows, count))


def own_events(path: Path, count: int) -> int:
    """With our own column names."""
    write_events(path, count, _POSTS)
    return count


def own_event_lines(path: Path, count: int) -> int:
    """The same events as JSON Lines."""
    table = path.with_suffix(".csv")
    write_events(table, count, _POSTS)
    with table.open(encoding="utf-8", newline="") as rows, path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in csv.DictReader(rows))
    table.unlink()
    return count


def _write(
    path: Path,
    columns: Sequence[str],
    rows: Iterable[Iterable[object]],
    *,
    encoding: str = "utf-8",
    all_quoted: bool = False,
) -> int:
    count = 0
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL if all_quoted else csv.QUOTE_MINIMAL)
        writer.writerow(columns)
        for row in rows:
            writer.writerow(row)
            count += 1
    return count


def _x_id(post: Post) -> str:
    return str((milliseconds(post.at) - _X_EPOCH) << 22 | post.number)


def _x_day(post: Post) -> str:
    return f"{_WEEKDAYS[post.at.weekday()]}, {_MONTHS[post.at.month - 1]} {post.at.day}, {post.at.year}"
