"""Who follows, visits or sees an account: breakdowns as the platforms give them, never computed here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class AudienceGroup(StrEnum):
    """Whom a breakdown is about."""

    FOLLOWERS = "followers"
    VISITORS = "visitors"
    """People who looked at the profile or page."""
    VIEWERS = "viewers"
    """People who saw the content, or its views."""


class AudienceDimension(StrEnum):
    """What the group is broken down by."""

    AGE = "age"
    GENDER = "gender"
    AGE_AND_GENDER = "age_and_gender"
    COUNTRY = "country"
    CITY = "city"
    LOCATION = "location"
    """Regions as LinkedIn names them: cities, metropolitan areas and countries mixed."""
    JOB_TITLE = "job_title"
    JOB_FUNCTION = "job_function"
    SENIORITY = "seniority"
    INDUSTRY = "industry"
    COMPANY_SIZE = "company_size"
    COMPANY = "company"
    PAGE = "page"
    """Other pages that the group likes."""
    HOUR = "hour"
    """Hour of the day, 0 to 23, in the zone of the platform's day."""
    TRAFFIC_SOURCE = "traffic_source"
    DEVICE = "device"


@dataclass(frozen=True, slots=True)
class AudienceEntry:
    """One value of the dimension."""

    label: str
    """As the platform writes it."""
    share: float | None = None
    """Part of the group, 0 to 1; None when the platform gave a count, or only a bound."""
    count: int | None = None
    below: float | None = None
    """The share is smaller than this, and no more was said: `< 1%` is 0.01."""


@dataclass(frozen=True, slots=True)
class AudienceBreakdown:
    """One breakdown of one group, as it was seen at one moment. Platforms give only the largest values of many."""

    group: AudienceGroup
    dimension: AudienceDimension
    entries: tuple[AudienceEntry, ...]

    @property
    def name(self) -> str:
        """The key under which it is stored."""
        return f"{self.group.value}:{self.dimension.value}"


@dataclass(frozen=True, slots=True)
class DatedBreakdown:
    """A breakdown with the moment at which it was seen."""

    observed_at: datetime
    breakdown: AudienceBreakdown


def to_document(dated: DatedBreakdown) -> dict[str, object]:
    """As it is stored: only what was said."""
    entries = [
        {name: value for name in ("label", "share", "count", "below") if (value := getattr(entry, name)) is not None}
        for entry in dated.breakdown.entries
    ]
    return {"observed_at": dated.observed_at.isoformat(), "entries": entries}


def from_document(name: str, document: Mapping[str, object]) -> DatedBreakdown:
    """The other way round."""
    group, _, dimension = name.partition(":")
    entries = document["entries"]
    assert isinstance(entries, list)
    return DatedBreakdown(
        datetime.fromisoformat(str(document["observed_at"])),
        AudienceBreakdown(
            AudienceGroup(group), AudienceDimension(dimension), tuple(AudienceEntry(**entry) for entry in entries)
        ),
    )
