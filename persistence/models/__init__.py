"""The tables, by subject. Every key begins with `user_id`, so the data can be spread over machines by user."""

from persistence.models.base import Base
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
    "ContentPerformance",
    "EngagementBreakdown",
    "EngagementGapRow",
    "EngagementRollup",
    "ImportRow",
    "MetricObservation",
    "PostEngagement",
    "Report",
    "ReportDelivery",
    "Segment",
    "UserMetrics",
    "UserRow",
]
