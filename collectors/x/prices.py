"""What X charges for reading: by each thing in an answer, since February 2026."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from collectors.transport import Reply


class Resource(StrEnum):
    """What is charged for."""

    POST = "post"
    USER = "user"
    ANALYTICS = "analytics"


class Price(NamedTuple):
    """What one costs from a day on, in millionths of a US dollar."""

    resource: Resource
    valid_from: date
    micros: int


PRICES = (
    Price(Resource.POST, date(2026, 2, 6), 5_000),
    Price(Resource.USER, date(2026, 2, 6), 10_000),
    Price(Resource.ANALYTICS, date(2026, 2, 6), 5_000),
    Price(Resource.POST, date(2026, 4, 20), 1_000),
    Price(Resource.USER, date(2026, 4, 20), 1_000),
)
"""From 2026-04-20 on for reading what is one's own, which is all that is read here; others cost as before.

The same thing read twice on one UTC day is charged once, as a rule: sums of these prices are an upper bound.
"""


def price(resource: Resource, on: date) -> int:
    """What one costs on a day; nothing before X charged by use."""
    valid = [each for each in PRICES if each.resource is resource and each.valid_from <= on]
    return max(valid, key=lambda each: each.valid_from).micros if valid else 0


def cost_micros(reply: Reply) -> int:
    """What an answer costs. What is only included with the posts, such as their media, is not counted."""
    data = reply.document.get("data") if isinstance(reply.document, Mapping) else None
    count = len(data) if isinstance(data, list) else int(isinstance(data, Mapping))
    return count * price(_resource(reply.path), reply.at.date())


def _resource(path: str) -> Resource:
    if path.endswith("/analytics"):
        return Resource.ANALYTICS
    return Resource.POST if path.endswith("/tweets") else Resource.USER
