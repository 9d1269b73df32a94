"""What one must know to read an answer, as data: nothing of it makes the answer wrong."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.cutting import Cutter
from domain.dimensions import ACCOUNT_DIMENSIONS
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
    MIXED_ATTRIBUTION = "mixed_attribution"


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
        if native.platform in platforms and not native.is_column
        for day, ended in ((native.valid_from, False), (native.valid_until, True))
        if day is not None and period.start < day < period.end
    ]
    return tuple(sorted(found, key=lambda found: (found.day, found.platform, found.native_name)))


def cautions_of(
    query: MetricQuery, facts: UserFacts, cutter: Cutter, groups_left_out: int = 0, mixed: Sequence[MetricKey] = ()
) -> tuple[Caution, ...]:
    """The warnings of an answer; `mixed` are the metrics that were not taken alike in all groups."""
    about_data = _about_data(query, facts, cutter)
    about_posts = _about_posts(cutter)
    about_groups = _about_groups(groups_left_out, mixed)
    return (*about_data, *about_posts, *about_groups)


def _about_data(query: MetricQuery, facts: UserFacts, cutter: Cutter) -> Iterator[Caution]:
    period = query.period
    platforms = dict.fromkeys(account.platform for account in cutter.accounts)
    apart = [platform.label for platform in platforms if platform in STANDS_APART]
    if any(account.status is AccountStatus.SAMPLE for account in cutter.accounts):
        yield Caution(CautionCode.SAMPLE_DATA, "The numbers are made up, to try things out.")
    if query.now is not None and period.start <= local_date(query.now, period.zone_name) < period.end:
        yield Caution(CautionCode.RUNNING_DAY, "The period includes today, which is not over.")
    if zones := _foreign_zones(query, facts, cutter):
        cut = f"Some platform days were cut in {', '.join(zones)}, not in {period.zone_name}"
        message = f"{cut}; each is shown on the date that it carries."
        yield Caution(CautionCode.PLATFORM_DAYS_IN_ANOTHER_ZONE, message)
    for each in dict.fromkeys(b for metric in query.metrics for b in breaks_of(metric, cutter.accounts, period)):
        what = "ceased" if each.ended else "began"
        name = f"{each.native_name} ({each.metric.value})"
        then = f"; {each.successor} took its place and counts otherwise" if each.successor else ""
        message = f"{each.platform.label} {what} to report {name} on {each.day}{then}."
        yield Caution(CautionCode.DEFINITION_BREAK, message)
    if apart and len(platforms) > 1 and not ACCOUNT_DIMENSIONS & set(query.group_by):
        message = f"{', '.join(apart)} is not added to other platforms; ask for it alone."
        yield Caution(CautionCode.PLATFORMS_KEPT_APART, message)


def _about_posts(cutter: Cutter) -> Iterator[Caution]:
    if count := cutter.undecided_posts:
        message = f"{count} posts are left out, because what the filter asks about them is not known."
        yield Caution(CautionCode.POSTS_UNDECIDED, message)
    if count := cutter.young_posts:
        yield Caution(CautionCode.POSTS_TOO_YOUNG, f"{count} posts are left out, because they are too young.")
    if count := cutter.shared_posts:
        message = f"{count} posts are in several groups, so the groups do not add up to the total."
        yield Caution(CautionCode.GROUPS_OVERLAP, message)


def _about_groups(left_out: int, mixed: Sequence[MetricKey]) -> Iterator[Caution]:
    if left_out:
        yield Caution(CautionCode.GROUPS_LEFT_OUT, f"{left_out} more groups are left out by the limit.")
    if mixed:
        taken = f"Some groups count by publication, others by receipt ({', '.join(metric.value for metric in mixed)})"
        yield Caution(CautionCode.MIXED_ATTRIBUTION, f"{taken}: see `basis`, or ask for one attribution.")


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
