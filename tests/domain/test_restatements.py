"""What a platform told differently later."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from domain.facts import Revision
from domain.metrics import MetricKey
from domain.restatements import Restatement, restatements
from domain.users import Account, Platform

DAY = date(2026, 3, 2)


def _seen(day: int, value: float, metric: MetricKey = MetricKey.REACH) -> Revision:
    return Revision(metric, value, datetime(2026, 3, day, tzinfo=UTC), datetime(2026, 3, day, 1, tzinfo=UTC))


def test_observations_are_put_together_by_account_day_and_metric(make_account: Callable[..., Account]) -> None:
    first, second = make_account(Platform.X, "x1"), make_account(Platform.X, "x2")
    reach = (_seen(3, 100), _seen(4, 120))
    views = (_seen(3, 7, MetricKey.VIEWS), _seen(5, 8, MetricKey.VIEWS))
    observed = [("x1", DAY, r) for r in (*reach, *views)] + [("x2", DAY, r) for r in reach]

    found = restatements(observed, [first, second])

    assert found == [
        Restatement(first, MetricKey.REACH, DAY, reach),
        Restatement(first, MetricKey.VIEWS, DAY, views),
        Restatement(second, MetricKey.REACH, DAY, reach),
    ]
    assert [each.current for each in found] == [120, 8, 120]


def test_of_two_values_of_one_moment_the_greater_counts(make_account: Callable[..., Account]) -> None:
    account = make_account(Platform.X)

    (found,) = restatements([("x", DAY, _seen(3, 100)), ("x", DAY, _seen(3, 90))], [account])

    assert found.current == 100


def test_accounts_that_are_not_asked_about_are_left_out(make_account: Callable[..., Account]) -> None:
    assert restatements([("x", DAY, _seen(3, 1)), ("x", DAY, _seen(4, 2))], [make_account(Platform.TIKTOK)]) == []
