"""The kinds of files whose reading is measured: how each is made, and what reads it without Pulsegraph."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from benchmarks import made_documents, made_tables, made_workbooks
from benchmarks.bare_reading import Reading, by_calamine, by_csv, by_json, by_json_lines
from benchmarks.scale import NOW, TIME_ZONE
from domain.exports import ImportOptions
from domain.users import Platform

_OPTIONS = ImportOptions(TIME_ZONE, observed_at=NOW)
_ADA = replace(_OPTIONS, account="ada.maps")
_PAGE = replace(_ADA, platform=Platform.FACEBOOK)
_YEAR = 365
_MANY = 50_000
_DOCUMENT = 10_000
"""Archives of more posts are rare, and take their makers a while."""


@dataclass(frozen=True, slots=True)
class MadeExport:
    """One kind of file."""

    name: str
    file_name: str
    write: Callable[[Path, int], int]
    """Makes a file with about so many rows, and tells how many facts have to come out of it."""
    most_rows: int = _MANY
    """What such a file may hold, or a number beyond which nothing changes."""
    alone: Mapping[str, Reading] = field(default_factory=by_csv)
    """What else reads it, by name. The first is what our reader is built on."""
    options: ImportOptions = _OPTIONS


EXPORTS = (
    MadeExport("X: content", "account_analytics_content.csv", made_tables.x_content),
    MadeExport("X: post activity until 2024", "tweet_activity_metrics_en.csv", made_tables.x_classic),
    MadeExport("X: days", "account_overview_analytics.csv", made_tables.x_days, _YEAR, options=_ADA),
    MadeExport("Facebook: posts", "posts.csv", made_tables.meta_content, alone=by_csv("utf-8-sig")),
    MadeExport("Facebook: days", "Views.csv", made_tables.meta_days, 360, by_csv("utf-16"), _PAGE),
    MadeExport("LinkedIn: page", "ada_content.xlsx", made_workbooks.linkedin_page, 2 * _YEAR, by_calamine(), _ADA),
    MadeExport(
        "LinkedIn: creator", "Content_ada.xlsx", made_workbooks.linkedin_creator, 2 * _YEAR + 50, by_calamine(), _ADA
    ),
    MadeExport("TikTok: content", "Content.csv", made_tables.tiktok_content, _YEAR, by_csv("utf-8-sig")),
    MadeExport("TikTok: days", "Overview.csv", made_tables.tiktok_days, _YEAR, by_csv("utf-8-sig"), _ADA),
    MadeExport("YouTube: table data by content", "Table data.csv", made_tables.youtube_table, 500, options=_ADA),
    MadeExport("YouTube: chart data by country", "Chart data.csv", made_tables.youtube_chart, options=_ADA),
    MadeExport(
        "X: archive",
        "tweets.js",
        made_documents.x_archive,
        _DOCUMENT,
        by_json(before=len("window.YTD.tweets.part0 = ")),
        _ADA,
    ),
    MadeExport("Instagram: archive", "posts_1.json", made_documents.instagram_posts, _DOCUMENT, by_json(), _ADA),
    MadeExport(
        "Mastodon: archive", "outbox.json", made_documents.mastodon_outbox, _DOCUMENT, by_json("orderedItems.item")
    ),
    MadeExport("our own format: posts", "posts.csv", made_tables.own_posts),
    MadeExport("our own format: days", "days.csv", made_tables.own_days),
    MadeExport("our own format: events", "events.csv", made_tables.own_events),
    MadeExport("our own format: events, JSON Lines", "e.jsonl", made_tables.own_event_lines, alone=by_json_lines()),
)
