"""The domain's enums as GraphQL enums, with a description for each value. Imported before any type."""

from collections.abc import Mapping
from enum import Enum
from typing import TypeVar

import strawberry

from domain.audience import AudienceDimension, AudienceGroup
from domain.cautions import CautionCode
from domain.charts import ChartKind
from domain.collection import RunStatus
from domain.comparison import ComparisonKind
from domain.content import ContentOrderField
from domain.dimensions import Dimension
from domain.effects import Control, EvidenceState
from domain.exports import ExportQuestion, LeftOut
from domain.metrics import CATALOG, Aggregation, Axis, Denominator, MetricKey, MetricKind, Unit
from domain.observations import ContentType
from domain.recommendations import RecommendationKind
from domain.significance import Verdict
from domain.slices import Attribution
from domain.time_range import Granularity, PeriodPreset
from domain.users import AccountStatus, Platform
from domain.values import AbsenceReason, CoverageUnit, MetricStatus

E = TypeVar("E", bound=type[Enum])


def _register(enum: E, description: str, values: Mapping[str, str] | None = None) -> E:
    strawberry.enum(enum, description=description)
    for value in enum.__strawberry_definition__.values:  # type: ignore[attr-defined]
        value.description = (values or {}).get(value.name) or value.name.replace("_", " ").capitalize() + "."
    return enum


class OrderDirection(Enum):
    """Which way a list is sorted."""

    ASC = "asc"
    DESC = "desc"


class Weekday(Enum):
    """A day of the week; the value is that of `Dimension.WEEKDAY`."""

    MONDAY = "0"
    TUESDAY = "1"
    WEDNESDAY = "2"
    THURSDAY = "3"
    FRIDAY = "4"
    SATURDAY = "5"
    SUNDAY = "6"


_register(Platform, "A social network.", {p.name: f"{p.label}." for p in Platform})
_register(
    LeftOut,
    "Why a row of an imported file was not stored.",
    {
        "UNREADABLE": "Something in it cannot be right.",
        "REPEATED": "The file has the row, or another one about the same thing, before.",
        "TOTAL": "It adds up the other rows.",
        "NOT_OWN": "Somebody else's post, passed on: its numbers are not the account's.",
        "NOT_PUBLIC": "A message to chosen people.",
        "OTHER_ACCOUNT": "It is not about the account that was asked for.",
        "OTHER_PERIOD": "Its numbers cover a part of the post's life only.",
        "AFTER_EXPORT": "It happened after the file was exported, so the export date or the row is wrong.",
        "NO_METRIC": "What it says has no place here.",
    },
)
_register(
    ExportQuestion,
    "What a file may leave open, so that only a person can say it: the argument of `importExport` that answers it.",
    {
        "PLATFORM": "On which platform the account is.",
        "ACCOUNT": "Whose numbers they are.",
        "TIME_ZONE": "In which zone its times are.",
        "YEAR": "Of which year its last row is.",
        "KIND": "Which of several kinds of file it is.",
        "OBSERVED_AT": "When it was exported.",
    },
)
_register(
    AudienceGroup,
    "Whom a breakdown of an audience is about.",
    {
        "FOLLOWERS": "Those who follow the account.",
        "VISITORS": "Those who looked at the profile or page.",
        "VIEWERS": "Those who saw the content, or its views.",
    },
)
_register(
    AudienceDimension,
    "What an audience is broken down by.",
    {
        "LOCATION": "Cities, regions and countries mixed, as LinkedIn names them.",
        "PAGE": "Other pages that the group likes.",
        "HOUR": "Hour of the day, 0 to 23, in the zone of the platform's day.",
    },
)
_register(
    AccountStatus,
    "Whether an account can be read, and whether its numbers are real.",
    {
        "ACTIVE": "Can be read, or is kept up to date by imports.",
        "EXPIRED": "Its access has run out; somebody must sign in again. The last known numbers stay.",
        "REVOKED": "Its access was taken back. The last known numbers stay.",
        "FAILING": "The last collections did not succeed.",
        "SAMPLE": "Made up, to try things out. Never added to real accounts.",
        "DISCONNECTED": "Nobody wants it to be read any more. The last known numbers stay.",
    },
)
_register(
    MetricKey,
    "A metric of the catalog. Its definition is in `metricCatalog`.",
    {key.name: metric.definition for key, metric in CATALOG.items()},
)
_register(
    MetricKind,
    "How a metric behaves when it is put together.",
    {
        "FLOW": "Adds over time and posts: likes.",
        "STOCK": "The last value counts: followers.",
        "UNIQUE": "Distinct people; adds over nothing: reach.",
        "RATIO": "Sum of numerators over sum of denominators.",
        "MEAN": "Mean weighted by its base.",
        "DISTRIBUTION": "One value for each post, of which the median is shown: half-life.",
    },
)
_register(Axis, "A direction in which values of a metric may be added up.")
_register(
    Unit,
    "What a metric is counted in.",
    {
        "COUNT": "Things or people, counted.",
        "SECONDS": "Seconds.",
        "HOURS": "Hours.",
        "FRACTION": "A share; 0.05 is 5 %.",
    },
)
_register(Denominator, "The base of a rate. Rates over different bases are not comparable.")
_register(
    Aggregation,
    "How the rates of several posts become one.",
    {
        "RATIO_OF_SUMS": "Sum of the numerators over sum of the denominators: the rate of an average impression.",
        "MEAN_OF_POSTS": "Mean of the posts' own rates.",
        "MEDIAN_OF_POSTS": "Median of the posts' own rates: a typical post.",
    },
)
_register(
    MetricStatus,
    "How a value came about.",
    {
        "MEASURED": "Read from the platform, or the plain sum of such readings, with nothing missing.",
        "DERIVED": "Computed from complete measurements by the formula in `basis`.",
        "ESTIMATED": "Allotted or interpolated: when exactly it happened was not observed; see `bounds`. Or "
        "inferred by a model.",
        "PARTIAL": "Something that belongs in it was not observed; `coverage` says how much was.",
        "UNAVAILABLE": "There is no honest value; `reason` says why, `bounds` what is known all the same.",
    },
)
_register(
    AbsenceReason,
    "Why a value is missing, or not what it could be.",
    {
        "NOT_OBSERVED": "It, or a part of it, was not observed.",
        "NOT_OFFERED": "The platform does not have this metric.",
        "NOT_ADDITIVE": "It cannot be added up; see `bounds`.",
        "NO_POSTS": "Nothing was published in the period.",
        "NO_ACCOUNTS": "There is no account that it could come from.",
        "START_UNKNOWN": "Nothing was observed near the start of the period.",
        "NO_BASE": "The denominator was not observed.",
        "ZERO_BASE": "The denominator is 0.",
        "TOO_FINE": "The platform reports whole days only.",
        "NOT_SPLIT": "It is reported for the whole account and cannot be cut by what was asked.",
        "RETIRED": "The platform no longer reports it.",
        "TOO_YOUNG": "The posts had not reached the age.",
        "TOO_FEW": "There are too few posts to compare with.",
        "UNEQUAL_COVERAGE": "Of a change: the two periods are not equally complete.",
        "STALE": "The last observation is older than the end of the period.",
        "ACCOUNT_EXPIRED": "The access to the account has run out; this is the last known value.",
        "ACCOUNT_REVOKED": "The access to the account was taken back; this is the last known value.",
    },
)
_register(CoverageUnit, "What coverage is counted in.")
_register(
    Granularity,
    "The width of a bucket on the time axis, in the user's zone.",
    {"WEEK": "Week; begins on the user's first day of the week."},
)
_register(
    Dimension,
    "What an answer is split by, and filtered on.",
    {
        "PLATFORM": "The network.",
        "ACCOUNT": "The account.",
        "CONTENT_TYPE": "Kind of post.",
        "COUNTRY": "Where people were, as far as single engagements tell; always by RECEIVED.",
        "DEVICE": "What people used, as far as single engagements tell; always by RECEIVED.",
        "TAG": "Hashtag of the post; a post with several is in several groups.",
        "WEEKDAY": "Local day of the week, of publishing or receiving.",
        "HOUR_OF_DAY": "Local hour, of publishing or receiving.",
    },
)
_register(
    Verdict,
    "What can be said about a change.",
    {
        "CHANGED": "More than noise; not why.",
        "NOISE": "No difference that stands out from how much posts differ anyway.",
        "NOT_ENOUGH_DATA": "Fewer than 10 posts in one of the periods.",
    },
)
_register(
    CautionCode,
    "What one must know to read an answer.",
    {
        "SAMPLE_DATA": "The numbers are made up.",
        "RUNNING_DAY": "The period includes today, which is not over.",
        "PLATFORM_DAYS_IN_ANOTHER_ZONE": "The platform cut its days in another zone, or does not tell in which.",
        "DEFINITION_BREAK": "A platform began or ceased to report a metric within the period.",
        "PLATFORMS_KEPT_APART": "A platform is left out of the sum, because its numbers may not be combined.",
        "POSTS_UNDECIDED": "Of some posts it is not known whether the filter holds; they are left out.",
        "POSTS_TOO_YOUNG": "Some posts have not reached the age; they are left out.",
        "GROUPS_OVERLAP": "Some posts are in several groups.",
        "GROUPS_LEFT_OUT": "The limit has cut off groups.",
        "MIXED_ATTRIBUTION": "Some groups count by publication, others by receipt.",
    },
)
_register(
    Attribution,
    "Which engagements belong to a period.",
    {
        "PUBLISHED": "All that the posts published in the period have received so far, whenever that was.",
        "RECEIVED": "What was received in the period, on posts of any age.",
    },
)
_register(
    PeriodPreset,
    "Periods that move with today. They consist of complete days in the user's zone; today is never among them.",
)
_register(
    ComparisonKind,
    "What a period is compared with.",
    {
        "PREVIOUS_PERIOD": "As many days directly before; for LAST_MONTH the month before.",
        "PREVIOUS_YEAR": "The same dates a year earlier.",
        "CUSTOM": "The days from `start` to `end`.",
    },
)
_register(
    ChartKind,
    "A kind of chart.",
    {
        "TIME_SERIES": "Metrics over time.",
        "PLATFORM_COMPARISON": "Metrics platform by platform.",
        "ENGAGEMENT_BREAKDOWN": "What the engagements are made of.",
        "CONTENT_PERFORMANCE": "The posts that did best.",
        "BEST_POSTING_TIMES": "Expected engagement by posting time, against the usual mix.",
        "CONTENT_TYPE_PERFORMANCE": "Metrics by kind of post.",
    },
)
_register(ContentType, "What kind of post it is.", {"OTHER": "Another kind, or the source did not say."})
_register(
    EvidenceState,
    "How far the evidence carries.",
    {
        "NOT_ENOUGH_DATA": "Fewer than 30 mature posts, or of fewer than 3 weeks, or posts too alike to learn from.",
        "NO_CLEAR_BEST": "The differences are within the noise.",
        "TENTATIVE": "Better than usual with a probability of 0.8 to 0.9.",
        "SUPPORTED": "Better than usual with a probability of 0.9 or more.",
    },
)
_register(
    Control,
    "What differs between posts and was taken out before they were compared.",
    {
        "ACCOUNT": "The level of each account: posts are compared within their account.",
        "TREND": "Growth or decline of the account over time.",
        "CONTENT_TYPE": "Kind of post.",
        "TIME_OF_DAY": "Hour at which a post went out, local time.",
        "DAY_OF_WEEK": "Day of the week, local time.",
    },
)
_register(RecommendationKind, "What a recommendation is about.")
_register(
    RunStatus,
    "Where a collection stands.",
    {
        "QUEUED": "Stored, not begun.",
        "RUNNING": "Being worked on.",
        "SUCCEEDED": "Everything was read.",
        "PARTIAL": "Some accounts were read, others not; see `accounts`.",
        "FAILED": "Nothing could be read.",
        "INTERRUPTED": "The process that worked on it ended. What was stored is kept; collect again to go on.",
        "CANCELLED": "Somebody stopped it. What was stored is kept.",
    },
)
_register(ContentOrderField, "What posts can be sorted by. Posts without the value come last.")
_register(Weekday, "A day of the week, in the user's zone.")
_register(OrderDirection, "Which way a list is sorted.", {"ASC": "Smallest first.", "DESC": "Greatest first."})

__all__ = [
    "AbsenceReason",
    "AccountStatus",
    "Aggregation",
    "Attribution",
    "AudienceDimension",
    "AudienceGroup",
    "Axis",
    "CautionCode",
    "ChartKind",
    "ComparisonKind",
    "ContentOrderField",
    "ContentType",
    "Control",
    "CoverageUnit",
    "Denominator",
    "Dimension",
    "EvidenceState",
    "ExportQuestion",
    "Granularity",
    "LeftOut",
    "MetricKey",
    "MetricKind",
    "MetricStatus",
    "OrderDirection",
    "PeriodPreset",
    "Platform",
    "RecommendationKind",
    "RunStatus",
    "Unit",
    "Verdict",
    "Weekday",
]
