"""The tables, by subject. Keys begin with `user_id`, so the data can be spread over machines by user; the few tables
that serve all users are in `collecting`."""

from persistence.models.base import Base
from persistence.models.collecting import ConsentRow, Lease, MetricRejection, PlatformSpend
from persistence.models.measurements import (
    ContentPerformance,
    EngagementBreakdown,
    EngagementGapRow,
    EngagementRollup,
    MetricObservation,
    PostEngagement,
    UserMetrics,
)
from persistence.models.tenants import AccountRow, ApiToken, UserRow
from persistence.models.watching import Alert, AlertRule, Annotation, Report, ReportDelivery, Segment
from persistence.models.work import AccountCollectionRow, CollectionRunRow, ImportRow

__all__ = [
    "AccountCollectionRow",
    "AccountRow",
    "Alert",
    "AlertRule",
    "Annotation",
    "ApiToken",
    "Base",
    "CollectionRunRow",
    "ConsentRow",
    "ContentPerformance",
    "EngagementBreakdown",
    "EngagementGapRow",
    "EngagementRollup",
    "ImportRow",
    "Lease",
    "MetricObservation",
    "MetricRejection",
    "PlatformSpend",
    "PostEngagement",
    "Report",
    "ReportDelivery",
    "Segment",
    "UserMetrics",
    "UserRow",
]
