"""Collects accounts of TikTok, through the API that the operator's app is registered for."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

from collectors.api_client import ApiClient
from collectors.configuration import ApiConfiguration
from collectors.steps import Step, planned, walk
from collectors.tiktok.business import BusinessSteps
from collectors.tiktok.client import ApiKind, api_of, kind_of
from collectors.tiktok.display import DisplaySteps
from collectors.transport import Http
from domain.assignments import Assignment, Page, PlannedStep, Reach
from domain.observations import Provenance

_REACH = Reach(backfill_days=365, trailing_days=7)
"""Videos are listed back to the first one; days, where there are any, go back sixty, and are late by two."""
_STEPS: dict[ApiKind, type[DisplaySteps] | type[BusinessSteps]] = {
    ApiKind.DISPLAY: DisplaySteps,
    ApiKind.BUSINESS: BusinessSteps,
}


class TikTokCollector:
    """Reads one account after the other. `version` of the configuration says through which API: `display`, which is
    the default, or `business`.

    Raises:
        InvalidInputError: on creation, when there is no such API.
    """

    def __init__(
        self,
        configuration: ApiConfiguration,
        http: Http,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._kind = kind_of(configuration)
        self._client = ApiClient(api_of(configuration), http, sleep)

    @property
    def provenance(self) -> Provenance:
        return Provenance.API

    @property
    def reach(self) -> Reach:
        return _REACH

    def plan(self, assignment: Assignment) -> tuple[PlannedStep, ...]:
        """The steps that have something to read."""
        return planned(self._table(assignment))

    def collect(self, assignment: Assignment, cursor: str | None) -> AsyncIterator[Page]:
        """Profile, days where the API has them, videos of the window, and earlier videos by id."""
        return walk(self._table(assignment), cursor)

    def _table(self, assignment: Assignment) -> tuple[Step, ...]:
        session = self._client.session(assignment)
        return _STEPS[self._kind](assignment, session, self._client.http.clock).table()
