"""The facets by which LinkedIn breaks followers down, and the names behind their codes."""

from typing import NamedTuple

from domain.audience import AudienceDimension


class Facet(NamedTuple):
    """One list of the lifetime follower statistics."""

    list_name: str
    value_name: str
    """Where an entry says what it counts."""
    dimension: AudienceDimension


FACETS = (
    Facet("followerCountsByFunction", "function", AudienceDimension.JOB_FUNCTION),
    Facet("followerCountsBySeniority", "seniority", AudienceDimension.SENIORITY),
    Facet("followerCountsByIndustry", "industry", AudienceDimension.INDUSTRY),
    Facet("followerCountsByStaffCountRange", "staffCountRange", AudienceDimension.COMPANY_SIZE),
    Facet("followerCountsByGeoCountry", "geo", AudienceDimension.COUNTRY),
    Facet("followerCountsByGeo", "geo", AudienceDimension.LOCATION),
)
"""`followerCountsByAssociationType` tells employees from others, for which we have no dimension."""

_FUNCTIONS = (
    "Accounting",
    "Administrative",
    "Arts and Design",
    "Business Development",
    "Community and Social Services",
    "Consulting",
    "Education",
    "Engineering",
    "Entrepreneurship",
    "Finance",
    "Healthcare Services",
    "Human Resources",
    "Information Technology",
    "Legal",
    "Marketing",
    "Media and Communication",
    "Military and Protective Services",
    "Operations",
    "Product Management",
    "Program and Project Management",
    "Purchasing",
    "Quality Assurance",
    "Real Estate",
    "Research",
    "Sales",
    "Customer Success and Support",
)
_SENIORITIES = ("Unpaid", "Training", "Entry", "Senior", "Manager", "Director", "VP", "CXO", "Partner", "Owner")
_LABELS = (
    {f"urn:li:function:{number}": name for number, name in enumerate(_FUNCTIONS, 1)}
    | {f"urn:li:seniority:{number}": name for number, name in enumerate(_SENIORITIES, 1)}
    | {"SIZE_1": "1", "SIZE_10001_OR_MORE": "10001+"}
)
"""LinkedIn's standardized data, whose short lists do not change. Industries and places are hundreds: they keep their
URNs."""


def label_of(value: str) -> str:
    """The name of a facet's value as LinkedIn's exports write it, else the value itself."""
    if value in _LABELS:
        return _LABELS[value]
    first, separator, last = value.removeprefix("SIZE_").partition("_TO_")
    return f"{first}-{last}" if separator and first.isdecimal() and last.isdecimal() else value
