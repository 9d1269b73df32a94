"""What is asked: the documents of the dashboard, and the figures in their answers that are checked."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import orjson

from benchmarks import bare_answers
from benchmarks.bare_answers import Figures
from benchmarks.bare_database import BareDatabase
from benchmarks.scale import USER_ID

_VALUE = """
fragment Value on MetricValue {
  metric { key name unit definition formula }
  value status
  coverage { measured expected unit }
  asOf reason basis
  bounds { lower upper }
  change { previous absolute relative }
}
"""
_OVERVIEW = (
    """
query Overview($userId: ID!, $period: PeriodInput, $compareTo: ComparisonInput, $attribution: Attribution) {
  user(userId: $userId) {
    userId name timeZone
    accounts { id platform handle label status }
    overview(period: $period, compareTo: $compareTo, attribution: $attribution) {
      period { start end timeZone days }
      comparedTo { start end }
      sample
      totalFollowers { ...Value }
      followersNet { ...Value }
      growthRate { ...Value }
      totalEngagement { ...Value }
      averageEngagementRate { ...Value }
      postsPublished { ...Value }
      views { ...Value }
      impressions { ...Value }
      reach { ...Value }
    }
  }
}
"""
    + _VALUE
)
_SERIES = """
query Series($userId: ID!, $metrics: [MetricKey!]!, $period: PeriodInput, $attribution: Attribution) {
  user(userId: $userId) {
    series(metrics: $metrics, granularity: DAY, period: $period, attribution: $attribution) {
      metric { key name unit }
      label labels values previous notes
    }
  }
}
"""
_CONTENT = (
    """
query Content($userId: ID!, $first: Int!, $filter: ContentFilter, $orderBy: ContentOrder) {
  user(userId: $userId) {
    content(first: $first, filter: $filter, orderBy: $orderBy) {
      totalCount
      edges {
        node {
          id postId platform contentType postedAt text url deletedAt
          account { label status }
          engagements { ...Value }
          engagementRate { ...Value }
        }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
}
"""
    + _VALUE
)


@dataclass(frozen=True, slots=True)
class Question:
    """One request, and the same by hand."""

    name: str
    body: bytes
    figures: Callable[[Any], Figures]
    """Those of the answer, in the order in which `bare` has them."""
    bare: Callable[[BareDatabase], Awaitable[Figures]]


def _body(document: str, **variables: object) -> bytes:
    return orjson.dumps({"query": document, "variables": {"userId": USER_ID, **variables}})


def _overview_figures(user: Any) -> Figures:
    return [*_received_figures(user), user["overview"]["postsPublished"]["value"]]


def _received_figures(user: Any) -> Figures:
    overview = user["overview"]
    engagement = overview["totalEngagement"]
    return [
        overview["totalFollowers"]["value"],
        engagement["value"],
        engagement["change"]["previous"],
    ]


def _series_figures(user: Any) -> Figures:
    return [value for series in user["series"] for value in series["values"]]


def _content_figures(user: Any) -> Figures:
    content = user["content"]
    return [content["totalCount"], *(edge["node"]["postId"] for edge in content["edges"])]


_LAST_30_DAYS = {"period": {"preset": "LAST_30_DAYS"}, "compareTo": {"kind": "PREVIOUS_PERIOD"}}
_LAST_90_DAYS = {"preset": "LAST_90_DAYS"}

QUESTIONS = (
    Question(
        "overview, 30 days against 30, by publication",
        _body(_OVERVIEW, attribution="PUBLISHED", **_LAST_30_DAYS),
        _overview_figures,
        bare_answers.overview,
    ),
    Question(
        "overview, 30 days against 30, by receipt",
        _body(_OVERVIEW, attribution="RECEIVED", **_LAST_30_DAYS),
        _received_figures,
        bare_answers.overview_received,
    ),
    Question(
        "series, 90 days, 3 metrics, by receipt",
        _body(_SERIES, metrics=["LIKES", "COMMENTS", "SHARES"], period=_LAST_90_DAYS, attribution="RECEIVED"),
        _series_figures,
        bare_answers.series,
    ),
    Question(
        "content, 20 best posts of 90 days",
        _body(_CONTENT, first=20, filter={"period": _LAST_90_DAYS}, orderBy={"field": "ENGAGEMENTS"}),
        _content_figures,
        bare_answers.content,
    ),
)
