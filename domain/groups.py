"""The groups that an answer is split into: which values a fact has, how groups are named and how they are sorted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

from domain.dimensions import WEEKDAYS, Dimension
from domain.facts import EngagementFact, PostFact
from domain.observations import ContentType
from domain.time_range import zone
from domain.users import Account, Platform

GroupValues = tuple[str | None, ...]
"""One value for each dimension of the query, in its order; None: not known."""

_UNKNOWN = {
    Dimension.CONTENT_TYPE: "Unknown kind",
    Dimension.COUNTRY: "Unknown country",
    Dimension.DEVICE: "Unknown device",
    Dimension.TAG: "Untagged",
}


@dataclass(frozen=True, slots=True)
class GroupKey:
    """The value of one dimension."""

    dimension: Dimension
    value: str | None
    """As in a filter: an enum value, an account id, an ISO country, "0" to "6" (0 is Monday), "0" to "23"."""
    label: str


@dataclass(frozen=True, slots=True)
class Group:
    """One part of a split answer; without keys: everything together."""

    keys: tuple[GroupKey, ...] = ()
    account: Account | None = None
    """Of a group by ACCOUNT."""

    @property
    def label(self) -> str:
        """How a chart names the group."""
        return " · ".join(key.label for key in self.keys) or "All"

    @property
    def platform(self) -> Platform | None:
        """The one platform of the group; None when it is not split by platform or account."""
        if self.account is not None:
            return self.account.platform
        value = self.value(Dimension.PLATFORM)
        return Platform(value) if value is not None else None

    @property
    def content_type(self) -> ContentType | None:
        """The one kind of post; None when it is not split by that."""
        value = self.value(Dimension.CONTENT_TYPE)
        return ContentType(value) if value is not None else None

    def value(self, dimension: Dimension) -> str | None:
        """The group's value of a dimension; None when it is not known, or not split by it."""
        return next((key.value for key in self.keys if key.dimension is dimension), None)


def group_of(dimensions: Sequence[Dimension], values: GroupValues, accounts: Sequence[Account]) -> Group:
    """The group with these values."""
    by_id = {account.account_id: account for account in accounts}
    keys = tuple(GroupKey(d, v, _label(d, v, by_id)) for d, v in zip(dimensions, values, strict=True))
    account_id = values[dimensions.index(Dimension.ACCOUNT)] if Dimension.ACCOUNT in dimensions else None
    return Group(keys, by_id[account_id] if account_id is not None else None)


def _label(dimension: Dimension, value: str | None, accounts: dict[str, Account]) -> str:
    if value is None:
        return _UNKNOWN.get(dimension, "Unknown")
    match dimension:
        case Dimension.PLATFORM:
            return Platform(value).label
        case Dimension.ACCOUNT:
            return f"{accounts[value].platform.label} · {accounts[value].label}"
        case Dimension.CONTENT_TYPE:
            return value.capitalize()
        case Dimension.TAG:
            return f"#{value}"
        case Dimension.WEEKDAY:
            return WEEKDAYS[int(value)]
        case Dimension.HOUR_OF_DAY:
            return f"{int(value):02}:00"
        case Dimension.COUNTRY | Dimension.DEVICE:
            return value


def values_of_account(dimension: Dimension, account: Account) -> tuple[str, ...] | None:
    """The values of a dimension that an account alone decides; None when it does not."""
    match dimension:
        case Dimension.PLATFORM:
            return (account.platform.value,)
        case Dimension.ACCOUNT:
            return (account.account_id,)
        case _:
            return None


def groups_of_post(
    dimensions: Sequence[Dimension], account: Account, post: PostFact, zone_name: str
) -> list[GroupValues]:
    """The groups that a post is in: several when it has several tags, none when a dimension is not of posts."""
    local = post.posted_at.astimezone(zone(zone_name))

    def values(dimension: Dimension) -> Iterable[str | None]:
        match dimension:
            case Dimension.CONTENT_TYPE | Dimension.TAG:
                return _of_post(dimension, post)
            case Dimension.WEEKDAY:
                return (str(local.weekday()),)
            case Dimension.HOUR_OF_DAY:
                return (str(local.hour) if post.time_known else None,)
            case _:
                return values_of_account(dimension, account) or ()

    return _combined(values(d) for d in dimensions)


def _of_post(dimension: Dimension, post: PostFact | None) -> Iterable[str | None]:
    if post is None:
        return (None,)
    return (post.content_type.value,) if dimension is Dimension.CONTENT_TYPE else post.tags or (None,)


def groups_of_engagement(
    dimensions: Sequence[Dimension], account: Account, fact: EngagementFact, post: PostFact | None, zone_name: str
) -> list[GroupValues]:
    """The groups that engagements are in, by their post as far as it is known."""

    def values(dimension: Dimension) -> Iterable[str | None]:
        match dimension:
            case Dimension.COUNTRY:
                return (fact.country,)
            case Dimension.DEVICE:
                return (fact.device,)
            case Dimension.CONTENT_TYPE | Dimension.TAG:
                return _of_post(dimension, post)
            case Dimension.WEEKDAY:
                return (str(weekday_of(fact, zone_name)),)
            case Dimension.HOUR_OF_DAY:
                return (str(hour_of(fact, zone_name)),)
            case Dimension.PLATFORM | Dimension.ACCOUNT:
                return values_of_account(dimension, account) or ()

    return _combined(values(d) for d in dimensions)


def groups_of_day(dimensions: Sequence[Dimension], account: Account, weekday: int) -> list[GroupValues]:
    """The groups that the platform days of a weekday are in: none when a dimension is finer than a day."""

    def values(dimension: Dimension) -> Iterable[str | None]:
        if dimension is Dimension.WEEKDAY:
            return (str(weekday),)
        return values_of_account(dimension, account) or ()

    return _combined(values(d) for d in dimensions)


def weekday_of(fact: EngagementFact, zone_name: str) -> int:
    """0 is Monday; local."""
    if fact.instant is None:
        return fact.day.weekday() if fact.day is not None else 0
    return fact.instant.astimezone(zone(zone_name)).weekday()


def hour_of(fact: EngagementFact, zone_name: str) -> int | None:
    """0 to 23, local; None when only the day is known."""
    return fact.instant.astimezone(zone(zone_name)).hour if fact.instant is not None else None


def _combined(values: Iterable[Iterable[str | None]]) -> list[GroupValues]:
    return list(product(*values))


_CLOSED: dict[Dimension, tuple[str, ...]] = {
    Dimension.PLATFORM: tuple(platform.value for platform in Platform),
    Dimension.CONTENT_TYPE: tuple(kind.value for kind in ContentType),
    Dimension.WEEKDAY: tuple(str(day) for day in range(7)),
    Dimension.HOUR_OF_DAY: tuple(str(hour) for hour in range(24)),
}
_ALWAYS_SHOWN = (Dimension.WEEKDAY, Dimension.HOUR_OF_DAY)


def all_groups(
    dimensions: Sequence[Dimension], accounts: Sequence[Account], found: Iterable[GroupValues]
) -> list[GroupValues]:
    """Every group of an answer, in natural order: those with facts, and those that belong there without any.

    An account, a platform with an account, a weekday and an hour are there whether or not anything happened; kinds,
    countries, devices and tags are there when something has them.
    """
    groups = set(found)
    if all(d in _ALWAYS_SHOWN or values_of_account(d, account) for d in dimensions for account in accounts):
        for account in accounts:
            groups |= set(_combined(values_of_account(d, account) or _CLOSED[d] for d in dimensions))
    order = {d: {value: i for i, value in enumerate(values)} for d, values in _CLOSED.items()}
    order[Dimension.ACCOUNT] = {account.account_id: i for i, account in enumerate(accounts)}

    def place(values: GroupValues) -> list[tuple[bool, int, str]]:
        return [
            (value is None, order.get(d, {}).get(value or "", 0), value or "")
            for d, value in zip(dimensions, values, strict=True)
        ]

    return sorted(groups, key=place)


def accounts_of_group(
    dimensions: Sequence[Dimension], values: GroupValues, accounts: Sequence[Account]
) -> tuple[Account, ...]:
    """The accounts that can contribute to a group."""
    return tuple(
        account
        for account in accounts
        if all(
            (own := values_of_account(d, account)) is None or value in own
            for d, value in zip(dimensions, values, strict=True)
        )
    )
