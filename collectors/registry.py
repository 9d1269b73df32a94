"""Which collector reads which account, and who gives access to which platform."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from collectors.configuration import ApiConfiguration
from collectors.facebook import FacebookAuthorizer, FacebookCollector
from collectors.instagram import InstagramAuthorizer, InstagramCollector
from collectors.linkedin import LinkedInAuthorizer, LinkedInCollector
from collectors.sample import SampleCollector
from collectors.tiktok import TikTokAuthorizer, TikTokCollector
from collectors.transport import Http
from collectors.x import XAuthorizer, XCollector
from domain.credentials import Authorizer
from domain.ports import Collector
from domain.users import Account, AccountStatus, Platform

Sleep = Callable[[float], Awaitable[object]]

COLLECTORS: Mapping[Platform, Callable[[ApiConfiguration, Http, Sleep], Collector]] = {
    Platform.FACEBOOK: FacebookCollector,
    Platform.INSTAGRAM: InstagramCollector,
    Platform.X: XCollector,
    Platform.LINKEDIN: LinkedInCollector,
    Platform.TIKTOK: TikTokCollector,
}
AUTHORIZERS: Mapping[Platform, Callable[[ApiConfiguration, Http], Authorizer]] = {
    Platform.FACEBOOK: FacebookAuthorizer,
    Platform.INSTAGRAM: InstagramAuthorizer,
    Platform.X: XAuthorizer,
    Platform.LINKEDIN: LinkedInAuthorizer,
    Platform.TIKTOK: TikTokAuthorizer,
}


class Collectors:
    """The collectors of this installation, over one HTTP client."""

    def __init__(
        self, http: Http, configurations: Mapping[Platform, ApiConfiguration], sleep: Sleep = asyncio.sleep
    ) -> None:
        self._http = http
        self._sample = SampleCollector()
        self._collectors = {
            platform: make(configurations.get(platform, ApiConfiguration()), http, sleep)
            for platform, make in COLLECTORS.items()
        }
        self._authorizers = {
            platform: make(configurations.get(platform, ApiConfiguration()), http)
            for platform, make in AUTHORIZERS.items()
        }

    def collector_for(self, account: Account) -> Collector | None:
        """The collector, or None when nothing can read this account: it is not connected, or known from files alone."""
        if account.status is AccountStatus.SAMPLE:
            return self._sample
        return self._collectors.get(account.platform) if account.connected else None

    def authorizer_for(self, platform: Platform) -> Authorizer | None:
        """Who gives access to accounts of a platform; None when they cannot be connected."""
        return self._authorizers.get(platform)

    async def close(self) -> None:
        """Give the connections back."""
        await self._http.close()
