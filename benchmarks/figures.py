"""The figures of an answer that are compared with those found by hand: a benchmark of a wrong answer is worth nothing.

Of a series they are its values other than 0, whatever its name. So no order of groups has to be imitated by hand, nor
the rules by which silence is a zero or is not known.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

Figures = list[Any]


def of_overview(user: Any) -> Figures:
    """Of an overview by publication."""
    return [*of_overview_received(user), user["overview"]["postsPublished"]["value"]]


def of_overview_received(user: Any) -> Figures:
    """Of an overview by receipt."""
    overview = user["overview"]
    engagement = overview["totalEngagement"]
    return [overview["totalFollowers"]["value"], engagement["value"], engagement["change"]["previous"]]


def of_series(user: Any) -> Figures:
    """Of series; those of a country or device that is not known are left out."""
    known = (s for s in user["series"] if all(key["value"] is not None for key in s["group"]))
    return _without_silence(series["values"] for series in known)


def of_chart(user: Any) -> Figures:
    """Of a chart over time."""
    return _without_silence(dataset["data"] for dataset in user["chart"]["datasets"])


def of_content(user: Any) -> Figures:
    """How many posts there are, and which are on the page."""
    content = user["content"]
    return [content["totalCount"], *(edge["node"]["postId"] for edge in content["edges"])]


def of_comparison(user: Any) -> Figures:
    """Of each metric and platform the value, and the one before."""
    values = [group["value"] for row in user["comparison"]["rows"] for group in row["groups"]]
    return sorted([value["value"], value["change"]["previous"]] for value in values)


def of_rows(rows: Iterable[Sequence[Any]]) -> Figures:
    """The same as `of_series`, from rows of series, step and quantity."""
    found: dict[Any, dict[Any, int]] = defaultdict(lambda: defaultdict(int))
    for series, step, quantity in rows:
        found[series][step] += int(quantity)
    return _without_silence([steps[step] for step in sorted(steps)] for steps in found.values())


def _without_silence(series: Iterable[list[float | None]]) -> Figures:
    return sorted(values for each in series if (values := [value for value in each if value]))
