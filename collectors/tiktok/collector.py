"""Collects accounts of TikTok, through the API that the operator's app is registered for."""

import asyncio
from collections.abc import Awaitable, Callable

from collectors.api_client import ApiClient
from collectors.configuration import ApiConfiguration
from collectors.steps import Step, SteppedCollector
from collectors.tiktok.business import BusinessSteps
from collectors.tiktok.client import ApiKind, api_of, kind_of
from collectors.tiktok.display import DisplaySteps
from collectors.transport import Http
from domain.assignments import Assignment, Reach

_STEPS: dict[ApiKind, type[DisplaySteps] | type[BusinessSteps]] = {
    ApiKind.DISPLAY: DisplaySteps,
    ApiKind.BUSINESS: BusinessSteps,
}


class TikTokCollector(SteppedCollector):
    """Reads one account after the other. `version` of the configuration says through which API: `display`, which is
    the default, or `business`.

    Raises:
        InvalidInputError: on creation, when there is no such API.
    """

    reach = Reach(backfill_days=365, trailing_days=7)
    """Videos are listed back to the first one; days, where there are any, go back sixty, and are late by two."""

    def __init__(
        self,
        configuration: ApiConfiguration,
        http: Http,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._kind = kind_of(configuration)
        self._client = ApiClient(api_of(configuration), http, sleep)

    def steps(self, assignment: Assignment, cursor: str | None) -> tuple[Step, ...]:
        """Profile, days where the API has them, videos of the window, and earlier videos by id."""
        session = self._client.session(assignment)
        return _STEPS[self._kind](assignment, session, self._client.http.clock).table()
