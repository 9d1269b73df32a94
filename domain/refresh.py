"""When a post is looked at again: often while it is young, rarely when nothing moves any more.

Engagement of a post comes in its first days (half-lives of hours); what comes later is slow. Counters of old posts
still move, and old posts still vanish, so none is forgotten for good.
"""

from datetime import datetime, timedelta

from domain.assignments import KnownPost

_EVERY = (
    (timedelta(days=1), timedelta(hours=1)),
    (timedelta(days=7), timedelta(hours=6)),
    (timedelta(days=30), timedelta(days=1)),
)
"""Posts younger than the first are due after the second."""
_LATER = timedelta(days=7)
_UNCHANGED_FACTOR = 4
_UNCHANGED_LOOKS = 3
"""A post of which so many looks in a row, at its usual pace, found nothing new is looked at less often."""
CONFIRMED_AFTER = timedelta(hours=6)
"""A post that is missing is asked for again after this; only a second miss means that it was deleted."""
NEVER_CONFIRMED = timedelta(days=36_500)
"""For misses that mean something else."""
_DELETED_LOOK = timedelta(days=28)
"""What was found to be deleted may come back: a page that could not be seen for a while."""


def usual_pace(post: KnownPost, now: datetime) -> timedelta:
    """The time between two looks at a post that still moves."""
    age = now - post.posted_at
    return next((pace for younger, pace in _EVERY if age < younger), _LATER)


def next_look(post: KnownPost, now: datetime) -> datetime:
    """When a post shall be looked at again."""
    if post.missing_since is not None:
        return post.missing_since + (_DELETED_LOOK if post.deleted else CONFIRMED_AFTER)
    pace = usual_pace(post, now)
    moved = post.changed_at or post.posted_at
    if post.observed_at - moved >= _UNCHANGED_LOOKS * pace:
        pace *= _UNCHANGED_FACTOR
    return post.observed_at + pace


def is_due(post: KnownPost, now: datetime) -> bool:
    """Whether the time has come."""
    return next_look(post, now) <= now
