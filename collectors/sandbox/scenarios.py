"""What goes wrong in the sandbox, as data."""

from dataclasses import dataclass
from typing import NamedTuple


class Burst(NamedTuple):
    """Of every `every` calls to a platform the last `length` are hit."""

    every: int
    length: int

    def hits(self, call: int) -> bool:
        """Calls are counted from 1."""
        return (call - 1) % self.every >= self.every - self.length


@dataclass(frozen=True, slots=True)
class Scenario:
    """What goes wrong. Calls are counted for each platform; calls about tokens are not among them."""

    about: str
    token_lives_calls: int | None = None
    """An access token ends after so many calls; refreshing gives another."""
    token_revoked_at: int | None = None
    """At this call somebody takes the access away; it cannot be refreshed any more."""
    throttled: Burst | None = None
    """Too many calls: refused as the platform does it."""
    throttled_seconds: int = 1
    """How long it asks to wait."""
    down_from: int | None = None
    """From this call on the platform is down for `down_seconds` of the sandbox's clock."""
    down_seconds: float = 3600
    slow: Burst | None = None
    """The body drips in over `slow_seconds`."""
    slow_seconds: float = 1
    malformed: Burst | None = None
    """The body ends in the middle of the JSON."""
    broken: Burst | None = None
    """HTTP 500 with a page of HTML."""
    retired_metrics: bool = False
    """The platform refuses some names that its documentation still lists; which, each simulator says."""
    late_data: bool = False
    """The newest two days show less than they will."""
    deletes_posts: bool = False
    """Some posts are deleted three days after they were published."""


SCENARIOS = {
    "calm": Scenario("Nothing goes wrong."),
    "expiry": Scenario("Access tokens end again and again, in the middle of a run.", token_lives_calls=7),
    "revoked": Scenario("Somebody takes the access away in the middle of a run.", token_revoked_at=9),
    "throttled": Scenario("Of every ten calls three are too many.", throttled=Burst(10, 3)),
    "down": Scenario("After the sixth call the platform is down for an hour.", down_from=7),
    "slow": Scenario("Every fifth body drips in.", slow=Burst(5, 1)),
    "malformed": Scenario("Every fourth body ends in the middle.", malformed=Burst(4, 1)),
    "broken": Scenario("Two of every seven calls fail on the platform's side.", broken=Burst(7, 2)),
    "retired": Scenario("Some metrics are not offered any more.", retired_metrics=True),
    "late": Scenario("The newest days are corrected later.", late_data=True),
    "deleted": Scenario("Some posts are deleted.", deletes_posts=True),
    "rough": Scenario(
        "A bit of everything.",
        token_lives_calls=11,
        throttled=Burst(13, 2),
        malformed=Burst(9, 1),
        broken=Burst(17, 1),
        retired_metrics=True,
        late_data=True,
        deletes_posts=True,
    ),
}
