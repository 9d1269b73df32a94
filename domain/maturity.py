"""When a post is old enough to be compared: engagement keeps arriving, and a young post only looks bad.

The ages are starting guesses for the point at which some 90 % of the engagement has arrived; they can be estimated
from an instance's own snapshots once it has enough of them.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from domain.users import Platform

MATURE_AFTER: Mapping[Platform, timedelta] = {
    Platform.X: timedelta(hours=48),
    Platform.FACEBOOK: timedelta(hours=72),
    Platform.INSTAGRAM: timedelta(days=7),
    Platform.LINKEDIN: timedelta(days=7),
    # The feed goes on recommending a video for days, as that of Reels does; nobody has published a better number.
    Platform.TIKTOK: timedelta(days=7),
    Platform.YOUTUBE: timedelta(days=28),
    Platform.MASTODON: timedelta(hours=48),
}
_LONGEST = max(MATURE_AFTER.values())


def is_mature(posted_at: datetime, platform: Platform | None, now: datetime) -> bool:
    """Whether a post has received most of its engagement; an unknown platform takes the longest age."""
    age = MATURE_AFTER[platform] if platform else _LONGEST
    return posted_at <= now - age
