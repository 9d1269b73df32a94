"""Runs: what the states of the parts make of the whole."""

from datetime import UTC, datetime

import pytest

from domain.collection import AccountCollection, CollectionRun, RunStatus, outcome
from domain.observations import Recorded
from domain.users import Platform

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
SUCCEEDED, FAILED, INTERRUPTED = RunStatus.SUCCEEDED, RunStatus.FAILED, RunStatus.INTERRUPTED


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        ((SUCCEEDED,), SUCCEEDED),
        ((SUCCEEDED, SUCCEEDED), SUCCEEDED),
        ((SUCCEEDED, FAILED), RunStatus.PARTIAL),
        ((FAILED, SUCCEEDED), RunStatus.PARTIAL),
        ((SUCCEEDED, INTERRUPTED), RunStatus.PARTIAL),
        ((SUCCEEDED, FAILED, INTERRUPTED), RunStatus.PARTIAL),
        ((FAILED,), FAILED),
        ((FAILED, FAILED), FAILED),
        ((INTERRUPTED,), INTERRUPTED),
        ((FAILED, INTERRUPTED), INTERRUPTED),
        ((), FAILED),
    ],
)
def test_the_outcome_of_a_run_follows_from_its_parts(parts: tuple[RunStatus, ...], whole: RunStatus) -> None:
    assert outcome(parts) is whole
    assert whole.finished


@pytest.mark.parametrize(
    ("status", "finished"),
    [
        (RunStatus.QUEUED, False),
        (RunStatus.RUNNING, False),
        (RunStatus.SUCCEEDED, True),
        (RunStatus.PARTIAL, True),
        (RunStatus.FAILED, True),
        (RunStatus.INTERRUPTED, True),
    ],
)
def test_a_run_is_finished_when_nothing_more_will_happen(status: RunStatus, finished: bool) -> None:
    assert status.finished is finished


def _part(status: RunStatus, recorded: Recorded) -> AccountCollection:
    return AccountCollection("a1", Platform.X, status, None, 1, recorded, None)


def _run(*parts: AccountCollection) -> CollectionRun:
    return CollectionRun("u1", "r1", RunStatus.RUNNING, NOW, NOW, NOW, None, parts)


def test_the_progress_is_the_share_of_finished_accounts() -> None:
    parts = [_part(status, Recorded()) for status in (SUCCEEDED, FAILED, RunStatus.RUNNING, RunStatus.QUEUED)]

    assert _run(*parts).progress == 0.5
    assert _run(*parts[:2]).progress == 1
    assert _run().progress == 0


def test_what_a_run_recorded_is_the_sum_over_its_accounts() -> None:
    run = _run(_part(SUCCEEDED, Recorded(1, 20, 300, 4_000)), _part(FAILED, Recorded(5, 60, 700, 8_000)))

    assert run.recorded == Recorded(6, 80, 1_000, 12_000)
    assert _run().recorded == Recorded()
