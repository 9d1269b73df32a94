"""Dimensions: what answers are split by and filtered on."""

from enum import StrEnum


class Dimension(StrEnum):
    """A property by which facts fall into groups."""

    PLATFORM = "platform"
    """The network: a value of `Platform`."""
    ACCOUNT = "account"
    """The account, by its own id."""
    CONTENT_TYPE = "content_type"
    """The kind of post: a value of `ContentType`."""
    COUNTRY = "country"
    """Where the people are: ISO 3166-1 alpha-2, upper case."""
    DEVICE = "device"
    """What the people use, in the words of the source."""
    TAG = "tag"
    """A hashtag of the post, lower case, without the sign. A post has any number of them."""
    WEEKDAY = "weekday"
    """Day of the week in the user's zone, 0 (Monday) to 6."""
    HOUR_OF_DAY = "hour_of_day"
    """Hour on the clock in the user's zone, 0 to 23."""


ACCOUNT_DIMENSIONS = frozenset({Dimension.PLATFORM, Dimension.ACCOUNT})
"""Known of everything: each fact belongs to an account."""

POST_DIMENSIONS = frozenset({Dimension.CONTENT_TYPE, Dimension.TAG})
"""Known of posts, and of what is counted on a post."""

EVENT_DIMENSIONS = frozenset({Dimension.COUNTRY, Dimension.DEVICE})
"""Known of single engagements, where the source says so."""

TIME_DIMENSIONS = frozenset({Dimension.WEEKDAY, Dimension.HOUR_OF_DAY})
"""Known of everything that has an instant."""

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
"""By number, 0 is Monday."""
