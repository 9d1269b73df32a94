"""What one must know to read an answer, as data: nothing of it makes the answer wrong."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.cutting import Cutter
from domain.dimensions import Dimension
from domain.facts import UserFacts
from domain.metrics import CATALOG, MetricKey, stored_parts
from domain.query import MetricQuery
from domain.time_range import Period, local_date
from domain.users import STANDS_APART, Account, AccountStatus, Platform


class CautionCode(StrEnum):
    """The kinds of warnings."""

    SAMPLE_DATA = "sample_data"
    RUNNING_DAY = "running_day"
    PLATFORM_DAYS_IN_ANOTHER_ZONE = "platform_days_in_another_zone"
    DEFINITION_BREAK = "definition_break"
    PLATFORMS_KEPT_APART = "platforms_kept_apart"
    POSTS_UNDECIDED = "posts_undecided"
    POSTS_TOO_YOUNG = "posts_too_young"
    GROUPS_OVERLAP = "groups_overlap"
    GROUPS_LEFT_OUT = "groups_left_out"


@dataclass(frozen=True, slots=True)
class Caution:
    """A warning."""

    code: CautionCode
    message: str
    """In a sentence, in English."""


@dataclass(frozen=True, slots=True)
class Break:
    """A day on which a platform began or ceased to report a metric: what lies before and after is not one series."""

    metric: MetricKey
    platform: Platform
    day: date
    """First day of the new state."""
    ended: bool
    """True when the platform reports it no longer, False when it began to."""
    native_name: str
    successor: str | None


def breaks_of(metric: MetricKey, accounts: tuple[Account, ...], period: Period) -> tuple[Break, ...]:
    """The breaks of a metric, or of what it is made of, that fall into a period."""
    platforms = dict.fromkeys(account.platform for account in accounts)
    found = [
        Break(part, native.platform, day, ended, native.name, native.successor)
        for part in stored_parts(metric)
        for native in CATALOG[part].native_names
        if native.platform in platforms
        for day, ended in ((native.valid_from, False), (native.valid_until, True))
        if day is not None and period.start < day < period.end
    ]
    return tuple(sorted(found, key=lambda found: (found.day, found.platform, found.native_name)))


def cautions_of(query: MetricQuery, facts: UserFacts, cutter: Cutter, groups_left_out: int) -> tuple[Caution, ...]:
    """The warnings of an answer."""
    platforms = dict.fromkeys(account.platform for account in cutter.accounts)
    apart = [platform.label for platform in platforms if platform in STANDS_APART]
    split = {Dimension.PLATFORM, Dimension.ACCOUNT} & set(query.group_by)
    breaks = dict.fromkeys(b for metric in query.metrics for b in breaks_of(metric, cutter.accounts, query.period))
    found: list[tuple[CautionCode, str]] = []
    if any(account.status is AccountStatus.SAMPLE for account in cutter.accounts):
        found.append((CautionCode.SAMPLE_DATA, "The numbers are made up, to try things out."))
    if query.now is not None and query.period.start <= local_date(query.now, query.period.zone_name) < query.period.end:
        found.append((CautionCode.RUNNING_DAY, "The period includes today, which is not over."))
    if zones := _foreign_zones(query, facts, cutter):
        where = ", ".join(zones)
        found.append(
            (
                CautionCode.PLATFORM_DAYS_IN_ANOTHER_ZONE,
                f"Some platform days were cut in {where}, not in {query.period.zone_name}; each is shown on the date "
                "that it carries.",
            )
        )
    for each in breaks:
        what = "ceased" if each.ended else "began"
        then = f"; {each.successor} took its place and counts otherwise" if each.successor else ""
        message = (
            f"{each.platform.label} {what} to report {each.native_name} ({each.metric.value}) on {each.day}{then}."
        )
        found.append((CautionCode.DEFINITION_BREAK, message))
    if apart and len(platforms) > 1 and not split:
        found.append(
            (CautionCode.PLATFORMS_KEPT_APART, f"{', '.join(apart)} is not added to other platforms; ask for it alone.")
        )
    if cutter.undecided_posts:
        found.append(
            (
                CautionCode.POSTS_UNDECIDED,
                f"{cutter.undecided_posts} posts are left out, because what the filter asks about them is not known.",
            )
        )
    if cutter.young_posts:
        found.append(
            (CautionCode.POSTS_TOO_YOUNG, f"{cutter.young_posts} posts are left out, because they are too young.")
        )
    if cutter.shared_posts:
        found.append(
            (
                CautionCode.GROUPS_OVERLAP,
                f"{cutter.shared_posts} posts are in several groups, so the groups do not add up to the total.",
            )
        )
    if groups_left_out:
        found.append((CautionCode.GROUPS_LEFT_OUT, f"{groups_left_out} more groups are left out by the limit."))
    return tuple(Caution(code, message) for code, message in found)


def _foreign_zones(query: MetricQuery, facts: UserFacts, cutter: Cutter) -> list[str]:
    period = query.period
    zones = {
        day.day_zone
        for account in cutter.accounts
        for day in facts.days.get(account.account_id, ())
        if period.start <= day.day < period.end
    }
    named = sorted(zone for zone in zones if zone is not None and zone != period.zone_name)
    return [*named, "a zone that the platform does not tell"] if None in zones else named
