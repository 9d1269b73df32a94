"""Retries do not wait."""

from collections.abc import Iterator

import pytest
import stamina


@pytest.fixture(autouse=True)
def immediate_retries() -> Iterator[None]:
    with stamina.set_testing(True, attempts=4):
        yield
