"""What is asked: one request for each way in which the question engine works."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import orjson

from benchmarks import bare_answers, bare_series, documents, figures
from benchmarks.bare_answers import TODAY
from benchmarks.bare_database import BareDatabase
from benchmarks.bare_series import AS_OF
from benchmarks.figures import Figures
from benchmarks.scale import USER_ID


@dataclass(frozen=True, slots=True)
class Question:
    """One request, and the same by hand."""

    name: str
    body: bytes
    figures: Callable[[Any], Figures] | None = None
    """Those of the answer, in the order in which `bare` has them."""
    bare: Callable[[BareDatabase], Awaitable[Figures]] | None = None
    """None: most of the answer is computed, and no statement gives it."""


def _body(document: str, **variables: object) -> bytes:
    return orjson.dumps({"query": document, "variables": {"userId": USER_ID, **variables}})


def _series(
    name: str, bare: bare_series.Bare | None, period: dict[str, str], metrics: tuple[str, ...], **variables: object
) -> Question:
    body = _body(documents.SERIES, metrics=metrics, period=period, **variables)
    return Question(name, body, figures.of_series if bare else None, bare)


_7, _30, _90, _365 = ({"preset": f"LAST_{days}_DAYS"} for days in (7, 30, 90, 365))
_BEFORE = {"kind": "PREVIOUS_PERIOD"}
_PAST = {"start": "2026-05-02", "end": "2026-06-01"}
"""The end is exclusive: 30 days."""
_DATED = {"start": (TODAY - timedelta(days=30)).isoformat(), "end": TODAY.isoformat()}
"""The last 30 days by their dates: `LAST_30_DAYS` as of a moment would be the 30 days before that moment."""
_RECEIVED = {"attribution": "RECEIVED"}
_THREE = ("LIKES", "COMMENTS", "SHARES")
_LIKES = ("LIKES",)
_VIDEOS = {"contentTypes": ["VIDEO"]}
_VIDEOS_LIKED = {**_VIDEOS, "metrics": [{"metric": "LIKES", "gte": 500}]}


QUESTIONS = (
    Question(
        "overview, 30 days against 30, by publication",
        _body(documents.OVERVIEW, period=_30, compareTo=_BEFORE, attribution="PUBLISHED"),
        figures.of_overview,
        bare_answers.overview,
    ),
    Question(
        "overview, 30 days against 30, by receipt",
        _body(documents.OVERVIEW, period=_30, compareTo=_BEFORE, **_RECEIVED),
        figures.of_overview_received,
        bare_answers.overview_received,
    ),
    Question(
        "significance of a change, 30 days against 30",
        _body(documents.SIGNIFICANCE, period=_30, compareTo=_BEFORE),
    ),
    _series("series by hour, 7 days", bare_series.by_hour(7), _7, _THREE, granularity="HOUR", **_RECEIVED),
    _series("series by day, 90 days", bare_series.by_day(90), _90, _THREE, **_RECEIVED),
    _series("series by day, 365 days", bare_series.by_day(365), _365, _THREE, **_RECEIVED),
    _series(
        "series by week, 365 days",
        bare_series.by_day(365, bare_series.week),
        _365,
        _THREE,
        granularity="WEEK",
        **_RECEIVED,
    ),
    _series(
        "series by month, 365 days",
        bare_series.by_day(365, bare_series.month),
        _365,
        _THREE,
        granularity="MONTH",
        **_RECEIVED,
    ),
    _series("by platform, 90 days", bare_series.by_account(90), _90, _LIKES, groupBy=["PLATFORM"], **_RECEIVED),
    _series("by account, 90 days", bare_series.by_account(90), _90, _LIKES, groupBy=["ACCOUNT"], **_RECEIVED),
    _series("by content type, 90 days", bare_series.by_content_type(90), _90, _LIKES, groupBy=["CONTENT_TYPE"]),
    _series("by tag, 90 days", bare_series.by_tag(90), _90, _LIKES, groupBy=["TAG"]),
    _series("by country, 90 days", bare_series.by_country(90), _90, _LIKES, groupBy=["COUNTRY"]),
    _series("by device, 90 days", bare_series.by_device(90), _90, _LIKES, groupBy=["DEVICE"]),
    _series("by weekday, 90 days", bare_series.by_weekday(90), _90, _LIKES, groupBy=["WEEKDAY"], **_RECEIVED),
    _series(
        "by hour of the day, 90 days",
        bare_series.by_hour_of_day(90),
        _90,
        _LIKES,
        groupBy=["HOUR_OF_DAY"],
        **_RECEIVED,
    ),
    _series(
        "videos with 500 likes, by publication, 90 days",
        bare_series.of_videos_liked(90),
        _90,
        _LIKES,
        filter=_VIDEOS_LIKED,
    ),
    _series(
        "videos, by receipt, 30 days (reads events)",
        bare_series.received_by_videos(30),
        _30,
        _THREE,
        filter=_VIDEOS,
        **_RECEIVED,
    ),
    _series("one country, 90 days", bare_series.of_country(90), _90, _THREE, filter={"countries": ["DE"]}),
    _series(
        "as of a moment after the 30 days",
        bare_series.by_day(30, skipped_days=30),
        _PAST,
        _THREE,
        asOf=AS_OF.isoformat(),
        **_RECEIVED,
    ),
    _series("as of a moment in the 30 days", bare_series.as_of, _DATED, _THREE, asOf=AS_OF.isoformat(), **_RECEIVED),
    _series("posts at the age of 24 hours, 90 days", None, _90, _THREE, ageHours=24),
    Question(
        "content, 20 best posts of 90 days",
        _body(documents.CONTENT, first=20, filter={"period": _90}, orderBy={"field": "ENGAGEMENTS"}),
        figures.of_content,
        bare_answers.content,
    ),
    Question(
        "content, 20 best videos with 500 likes",
        _body(documents.CONTENT, first=20, filter={"period": _90, **_VIDEOS_LIKED}, orderBy={"field": "ENGAGEMENTS"}),
        figures.of_content,
        bare_answers.content_filtered,
    ),
    Question(
        "comparison of platforms, 30 days against 30",
        _body(documents.COMPARISON, metrics=_THREE, period=_30, compareTo=_BEFORE),
        figures.of_comparison,
        bare_answers.comparison,
    ),
    Question("best times, 365 days", _body(documents.BEST_TIMES, period=_365)),
    Question("recommendations, 365 days", _body(documents.RECOMMENDATIONS, period=_365)),
    Question(
        "chart over time, 90 days",
        _body(documents.CHART, metrics=_THREE, period=_90),
        figures.of_chart,
        bare_series.published(90),
    ),
)
