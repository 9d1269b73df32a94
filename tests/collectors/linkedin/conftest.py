"""Retries without waiting."""

from collections.abc import AsyncIterator, Iterator

import pytest
import stamina

from tests.collectors.linkedin.stage import SandboxStage


@pytest.fixture(autouse=True)
def impatient() -> Iterator[None]:
    with stamina.set_testing(True, attempts=4):
        yield


@pytest.fixture
async def stage() -> AsyncIterator[SandboxStage]:
    """Nothing goes wrong on it."""
    made = SandboxStage()
    yield made
    await made.http.close()
