"""X's answers as facts. Both generations of names are understood: those of tweets, and those of posts."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from collectors.exports.hashtags import hashtags
from collectors.exports.moments import snowflake_time
from collectors.exports.x.posts import plain_text
from collectors.native_metrics import NativeMetric, values_of
from collectors.x.faults import Problem, problem_of
from collectors.x.metrics import PRIVATE_FIELD, PRIVATE_METRICS, PROFILE_METRICS, PUBLIC_METRICS
from domain.metrics import MetricKey
from domain.observations import ContentType, DaySnapshot, PostDetails, PostSnapshot
from domain.users import AccountRef, Platform

Json = Mapping[str, object]

DAY_ZONE = "UTC"
_RENAMED = {
    "repost_count": "retweet_count",
    "post_count": "tweet_count",
    "referenced_posts": "referenced_tweets",
    "edit_history_post_ids": "edit_history_tweet_ids",
    "note_post": "note_tweet",
}
"""New names of what is the same."""
_MEDIA_TYPES = {"photo": ContentType.IMAGE, "video": ContentType.VIDEO, "animated_gif": ContentType.VIDEO}
_MEDIA_KEYS = {"3": "photo", "7": "video", "13": "video", "16": "animated_gif"}
"""What the number before a media key stands for, where the answer leaves the media out."""
_KINDS = {"replied_to": "reply", "quoted": "quote"}
_IMPRESSIONS_COUNTED_FROM = datetime(2022, 12, 15, tzinfo=UTC)
"""Posts from before show 0: X began to count then, and had not counted them."""
_FIELD_REFUSED = frozenset({"not-authorized-for-field", "field-unauthorized"})
_NOT_THERE = frozenset({"resource-not-found"})


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer with posts."""

    posts: tuple[Json, ...]
    media: Mapping[str, Json]
    """By media key."""
    problems: tuple[Problem, ...]
    next_token: str | None
    whole: bool
    """False when it holds nothing but problems."""
    replaced: frozenset[str] = field(default_factory=frozenset)
    """Ids of earlier versions of edited posts: each edit makes a post of a new id."""

    @property
    def ids(self) -> frozenset[str]:
        """The posts that are there."""
        return frozenset(post_id(post) for post in self.posts)

    @property
    def has_private(self) -> bool:
        """True when the private metrics of any post are shown."""
        return any(_object(post.get(PRIVATE_FIELD)) for post in self.posts)

    @property
    def refused_fields(self) -> tuple[Problem, ...]:
        """Where a field was refused; X leaves out the whole post then."""
        return tuple(each for each in self.problems if each.kind in _FIELD_REFUSED)

    @property
    def refused_posts(self) -> frozenset[str]:
        """Ids of those posts."""
        return frozenset(post for each in self.refused_fields if (post := _id(each.subject)))

    @property
    def refuses_private(self) -> bool:
        """True when it is not one post whose private metrics are refused, but those of all, as far as can be seen: a
        single one may have grown too old, or be somebody else's as well."""
        named = self.refused_posts
        unnamed = any(not _id(each.subject) for each in self.refused_fields)
        return not self.has_private and (unnamed or len(named) > 1)

    @property
    def not_there(self) -> frozenset[str]:
        """Ids that X says do not exist."""
        return frozenset(each.subject for each in self.problems if each.kind in _NOT_THERE and each.subject)


def answer_of(document: object) -> Answer:
    """An answer of a timeline or of a look-up by ids. Without posts it has no `data` at all."""
    body = _object(document)
    posts = tuple(post for post in map(_old_names, _objects(body.get("data"))) if post_id(post))
    media = {
        key: each
        for each in _objects(_object(body.get("includes")).get("media"))
        if (key := _text(each.get("media_key")))
    }
    token = _object(body.get("meta")).get("next_token")
    return Answer(
        posts,
        media,
        tuple(problem_of(each) for each in _objects(body.get("errors"))),
        token if isinstance(token, str) and token else None,
        "data" in body or "meta" in body or "errors" not in body,
        frozenset(version for post in posts for version in _versions(post)[:-1]),
    )


def post_id(post: Json) -> str:
    """Always text; empty when there is none."""
    return _id(post.get("id"))


def is_own(post: Json) -> bool:
    """False for reposts: their counters are those of somebody else's post."""
    references = _objects(post.get("referenced_tweets"))
    if references:
        return all(each.get("type") not in ("retweeted", "reposted") for each in references)
    return not (_text(post.get("text")) or "").startswith("RT @")


def is_current(post: Json) -> bool:
    """False for a version of a post that was edited since."""
    versions = _versions(post)
    return not versions or versions[-1] == post_id(post)


def post_snapshots(answer: Answer, at: datetime, handle: str | None) -> Iterator[PostSnapshot]:
    """The account's own posts as they are now."""
    for post in answer.posts:
        if is_own(post) and is_current(post):
            posted_at = _posted_at(post)
            details = None if posted_at is None else _details(post, posted_at, answer.media, handle)
            yield PostSnapshot(post_id(post), at, _post_metrics(post, posted_at), details)


def account_of(document: object) -> AccountRef | None:
    """Whose profile it is; None when it is no profile."""
    user = _object(_object(document).get("data"))
    external_id = _id(user.get("id"))
    if not external_id:
        return None
    return AccountRef(Platform.X, external_id, _text(user.get("username")), _text(user.get("name")))


def stocks_of(document: object, at: datetime) -> DaySnapshot | None:
    """The counters of a profile; None when they are not shown."""
    user = _object(_object(document).get("data"))
    counters = _counts(_old_names(_object(user.get("public_metrics"))))
    found = {f"public_metrics.{name}": value for name, value in counters.items()}
    metrics = values_of(found, PROFILE_METRICS)
    return DaySnapshot(at.astimezone(UTC).date(), at, metrics, DAY_ZONE) if metrics else None


def analytics_snapshots(document: object, at: datetime, metrics: Sequence[NativeMetric]) -> Iterator[PostSnapshot]:
    """What each post received in the span that was asked for, as counters. A post that is given again is not added."""
    seen: set[str] = set()
    for item in _objects(_object(document).get("data")):
        name = post_id(item)
        if name and name not in seen:
            seen.add(name)
            values = values_of(_counts(_flat(item)), metrics)
            if values:
                yield PostSnapshot(name, at, values)


def _flat(item: Json) -> Json:
    """The numbers of one post: they stand on it, or in pieces of time, all of which have to be known then."""
    if "timestamped_metrics" not in item:
        return item
    pieces = {
        _text(each.get("timestamp")) or "": _counts(_object(each.get("metrics")))
        for each in _objects(item["timestamped_metrics"])
    }
    names = set.intersection(*(set(piece) for piece in pieces.values())) if pieces else set[str]()
    return {name: sum(piece[name] for piece in pieces.values()) for name in names}


def _post_metrics(post: Json, posted_at: datetime | None) -> dict[MetricKey, int | float]:
    public = _counts(_old_names(_object(post.get("public_metrics"))))
    if public.get("impression_count") == 0 and posted_at is not None and posted_at < _IMPRESSIONS_COUNTED_FROM:
        del public["impression_count"]
    private = _counts(_object(post.get(PRIVATE_FIELD)))
    return values_of(public, PUBLIC_METRICS) | values_of(private, PRIVATE_METRICS)


def _details(post: Json, posted_at: datetime, media: Mapping[str, Json], handle: str | None) -> PostDetails:
    note = _object(post.get("note_tweet"))  # a long post; `text` is its beginning alone
    text = _text(note.get("text")) or _text(post.get("text"))
    words = None if text is None else plain_text(text)
    entities = _object(note.get("entities")) or _object(post.get("entities"))
    named = [tag.lower() for each in _objects(entities.get("hashtags")) if (tag := _text(each.get("tag")))]
    attached = list(_attached(post, media))
    return PostDetails(
        posted_at,
        _content_type(post, attached, entities),
        words,
        f"https://x.com/{handle or 'i/web'}/status/{post_id(post)}",
        tuple(dict.fromkeys(named)) or hashtags(words or ""),
        _metadata(post),
        _media_seconds(attached),
    )


def _posted_at(post: Json) -> datetime | None:
    """The stated moment; else the one inside the id."""
    stated = _text(post.get("created_at"))
    try:
        if stated is not None:
            moment = datetime.fromisoformat(stated)
            return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except ValueError:
        pass
    return snowflake_time(post_id(post))


def _attached(post: Json, media: Mapping[str, Json]) -> Iterator[Json]:
    keys = _object(post.get("attachments")).get("media_keys")
    for key in keys if isinstance(keys, list) else []:
        if isinstance(key, str):
            yield media.get(key) or {"type": _MEDIA_KEYS.get(key.partition("_")[0])}


def _content_type(post: Json, attached: Sequence[Json], entities: Json) -> ContentType:
    if len(attached) > 1:
        return ContentType.CAROUSEL
    if attached:
        return _MEDIA_TYPES.get(_text(attached[0].get("type")) or "", ContentType.OTHER)
    if _object(post.get("attachments")).get("poll_ids"):
        return ContentType.POLL
    quoted = {_id(each.get("id")) for each in _objects(post.get("referenced_tweets"))}
    links = [_text(each.get("expanded_url")) or "" for each in _objects(entities.get("urls"))]
    elsewhere = [link for link in links if link.rstrip("/").rpartition("/")[2] not in quoted]
    return ContentType.LINK if elsewhere else ContentType.TEXT


def _media_seconds(attached: Iterable[Json]) -> float | None:
    lengths = [each for each in (_count(media.get("duration_ms")) for media in attached) if each is not None]
    return sum(lengths) / 1000 if lengths else None


def _metadata(post: Json) -> dict[str, object]:
    references = [_text(each.get("type")) or "" for each in _objects(post.get("referenced_tweets"))]
    kind = next((_KINDS[each] for each in ("replied_to", "quoted") if each in references), None)
    edits = len(_versions(post)) - 1
    said: dict[str, object] = {"language": _text(post.get("lang")), "kind": kind, "edits": edits if edits > 0 else None}
    return {name: value for name, value in said.items() if value is not None}


def _versions(post: Json) -> list[str]:
    """Ids of all versions of it, the newest last."""
    history = post.get("edit_history_tweet_ids")
    return [name for each in history if (name := _id(each))] if isinstance(history, list) else []


def _counts(found: Json) -> dict[str, int]:
    """The usable counters: counts are never negative, and some come as text."""
    return {name: count for name, value in found.items() if (count := _count(value)) is not None}


def _count(value: object) -> int | None:
    if isinstance(value, str) and value.isascii() and value.isdecimal():
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or value < 0:
        return None
    return int(value) if value == int(value) else None


def _old_names(found: Json) -> Json:
    return {_RENAMED.get(name, name): value for name, value in found.items()}


def _id(value: object) -> str:
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    return text if isinstance(text, str) and text.isascii() and text.isdecimal() else ""


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _object(value: object) -> Json:
    return value if isinstance(value, Mapping) else {}


def _objects(value: object) -> list[Json]:
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []
