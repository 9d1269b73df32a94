"""TikTok's answers as facts. Nothing here asks anybody; what is missing or unreadable stays out."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlsplit

from collectors.exports.hashtags import hashtags
from collectors.native_metrics import NativeMetric, values_of
from collectors.transport import Reply
from domain.audience import AudienceBreakdown, AudienceDimension, AudienceEntry, AudienceGroup
from domain.metrics import CATALOG, MetricKey, Unit
from domain.observations import ContentType, DaySnapshot, PostDetails, PostSnapshot
from domain.users import Account, AccountRef, Platform

DAY_ZONE = "UTC"
"""Of the days of `/business/get/`, as its documentation says."""

Record = Mapping[str, Any]

_HOURS = 24
_MOST = 2**63 - 1
"""What a database can hold; it shuts out infinities and what is no number, too."""
_EARLIEST, _LATEST = datetime(2014, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
"""Before the first musical.ly there was no post; milliseconds taken for seconds lie far beyond the other end."""
_AUDIENCES = (
    ("audience_ages", "age", AudienceDimension.AGE),
    ("audience_genders", "gender", AudienceDimension.GENDER),
    ("audience_countries", "country", AudienceDimension.COUNTRY),
    ("audience_cities", "city_name", AudienceDimension.CITY),
)
AUDIENCE_FIELDS = tuple(field for field, _, _ in _AUDIENCES)
ACTIVITY_FIELD = "audience_activity"


def data_of(reply: Reply) -> Record:
    """What the envelope holds."""
    return _record(_record(reply.document).get("data"))


def merged(replies: Sequence[Reply]) -> Record:
    """The data of several answers about one thing, each of which holds other fields."""
    return {name: value for reply in replies for name, value in data_of(reply).items()}


def merged_user(replies: Sequence[Reply]) -> Record:
    """The user of several answers of `/v2/user/info/`."""
    return {name: value for reply in replies for name, value in _record(data_of(reply).get("user")).items()}


def merged_rows(replies: Sequence[Reply], listed: str, key: str) -> list[Record] | None:
    """The rows of several answers that list the same things; None when none of them has a list.

    Null in the place of the list is an empty one.
    """
    lists = [data[listed] for data in map(data_of, replies) if listed in data]
    if not lists:
        return None
    rows: dict[str, dict[str, Any]] = {}
    for row in (row for rows_of in lists if isinstance(rows_of, list) for row in rows_of):
        name = _identity(_record(row).get(key))
        if name is not None:
            rows.setdefault(name, {}).update(row)
    return list(rows.values())


def next_cursor(data: Record) -> int | None:
    """Where the list goes on, in Unix milliseconds; None at its end. How many videos came says nothing about that."""
    cursor = _number(data.get("cursor"))
    return int(cursor) if _is_yes(data.get("has_more")) and cursor is not None and cursor > 0 else None


def moment_of(cursor: int) -> datetime | None:
    """The moment that a cursor of a list means; None when it means none."""
    return _moment(cursor / 1000)


def profile_of(account: Account, handle: object, name: object) -> AccountRef | None:
    """The account as the profile shows it. What it does not tell stays as it is known."""
    shown = shown_account(account.external_id, handle, name)
    if shown.handle is None and shown.name is None:
        return None
    return AccountRef(shown.platform, shown.external_id, shown.handle or account.handle, shown.name or account.name)


def shown_account(open_id: str, handle: object, name: object) -> AccountRef:
    """An account with what is shown of it."""
    return AccountRef(Platform.TIKTOK, open_id, _text(handle), _text(name))


def stocks_of(found: Record, metrics: Iterable[NativeMetric]) -> dict[MetricKey, int | float]:
    """The numbers of a profile or a day."""
    return _values(found, metrics)


def display_post(video: Record, metrics: Iterable[NativeMetric], at: datetime) -> PostSnapshot | None:
    """A video of the Display API. Its text is the caption; a title of its own is kept beside it."""
    title, caption = _text(video.get("title")), _text(video.get("video_description"))
    return _post(video, "id", caption or title, "duration", metrics, at, title if caption else None)


def business_post(item: Record, metrics: Iterable[NativeMetric], at: datetime) -> PostSnapshot | None:
    """A video of the Accounts API."""
    return _post(item, "item_id", _text(item.get("caption")), "video_duration", metrics, at)


def _post(
    video: Record,
    id_field: str,
    text: str | None,
    length_field: str,
    metrics: Iterable[NativeMetric],
    at: datetime,
    title: str | None = None,
) -> PostSnapshot | None:
    post_id = _identity(video.get(id_field))
    if post_id is None:
        return None
    url = _link(video.get("share_url"))
    kind = ContentType.IMAGE if url is not None and "/photo/" in url else ContentType.VIDEO
    usable = [metric for metric in metrics if metric.content_types is None or kind in metric.content_types]
    posted_at = _moment(_number(video.get("create_time")))
    details = None
    if posted_at is not None:
        told_apart = title if title != text else None
        details = PostDetails(
            posted_at,
            kind,
            text,
            url,
            tags=tuple(dict.fromkeys((*hashtags(told_apart or ""), *hashtags(text or "")))),
            metadata={"title": told_apart} if told_apart else {},
            media_seconds=_length(video.get(length_field)),
        )
    return PostSnapshot(post_id, at, _values(video, usable), details)


def day_of(row: Record, metrics: Iterable[NativeMetric], at: datetime) -> DaySnapshot | None:
    """A row of `metrics` of `/business/get/`; None when it holds nothing, or no day."""
    try:
        day = date.fromisoformat(str(row.get("date")))
    except ValueError:
        return None
    values, audience = _values(row, metrics), activity_of(row)
    return DaySnapshot(day, at, values, DAY_ZONE, audience) if values or audience else None


def activity_of(row: Record) -> tuple[AudienceBreakdown, ...]:
    """How many followers were active in each UTC hour of a day."""
    counts: dict[int, int] = {}
    for entry in map(_record, _list(row.get(ACTIVITY_FIELD))):
        hour, count = _number(entry.get("hour")), _number(entry.get("count"))
        if hour in range(_HOURS) and count is not None and count >= 0:
            counts[int(hour or 0)] = int(count)
    if not counts:
        return ()
    entries = tuple(AudienceEntry(str(hour), count=count) for hour, count in sorted(counts.items()))
    return (AudienceBreakdown(AudienceGroup.FOLLOWERS, AudienceDimension.HOUR, entries),)


def audience_of(data: Record) -> tuple[AudienceBreakdown, ...]:
    """Who follows. Accounts with fewer than 100 followers get none of it: the lists are empty or not there."""
    breakdowns = ((dimension, _shares(data.get(field), label)) for field, label, dimension in _AUDIENCES)
    return tuple(
        AudienceBreakdown(AudienceGroup.FOLLOWERS, dimension, entries) for dimension, entries in breakdowns if entries
    )


def _shares(found: object, label_field: str) -> tuple[AudienceEntry, ...]:
    entries: dict[str, AudienceEntry] = {}
    for entry in map(_record, _list(found)):
        label, share = _text(entry.get(label_field)), _number(entry.get("percentage"))
        if label is not None and share is not None and 0 <= share <= 1:  # called percentages, they are fractions
            entries.setdefault(label, AudienceEntry(label, share=share))
    return tuple(entries.values())


def _values(found: Record, metrics: Iterable[NativeMetric]) -> dict[MetricKey, int | float]:
    metrics = tuple(metrics)
    numbers = {metric.name: _number(found.get(metric.name)) for metric in metrics}
    return {key: value for key, value in values_of(numbers, metrics).items() if _believable(key, value)}


def _believable(key: MetricKey, value: int | float) -> bool:
    match CATALOG[key].unit:
        case Unit.COUNT:
            return isinstance(value, int) and value >= 0
        case Unit.FRACTION:
            return 0 <= value <= 1
        case Unit.SECONDS | Unit.HOURS:
            return value >= 0


def _number(value: object) -> int | float | None:
    """A number, also one that is written as text."""
    if isinstance(value, str):
        try:
            value = float(value) if not value.strip().isdigit() else int(value)
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if -_MOST <= value <= _MOST else None


def _moment(seconds: float | None) -> datetime | None:
    if seconds is None or not _EARLIEST.timestamp() <= seconds < _LATEST.timestamp():
        return None
    return datetime.fromtimestamp(seconds, UTC)


def _length(value: object) -> float | None:
    """Seconds; 0 is written where there is no film."""
    seconds = _number(value)
    return float(seconds) if seconds is not None and seconds > 0 else None


def _link(value: object) -> str | None:
    """The address without its parameters, which name the app that asked."""
    text = _text(value)
    if text is None:
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    return f"{parts.scheme}://{parts.netloc}{parts.path}" if parts.scheme and parts.netloc else None


def _is_yes(value: object) -> bool:
    """True, also where it is written as a number or as text."""
    return str(value).strip().lower() in {"true", "1"}


def _identity(value: object) -> str | None:
    """An id as text, also where it came as a whole number."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return _text(value)


def _text(value: object) -> str | None:
    """Databases do not take the character NUL."""
    return (value.replace("\x00", "").strip() or None) if isinstance(value, str) else None


def _record(value: object) -> Record:
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
