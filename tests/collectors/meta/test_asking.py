"""Asking for many things at once, when some are refused."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from collectors.meta.asking import due_after, each_metric, each_object
from collectors.meta.refusals import Place, Refusals
from domain.assignments import KnownPost, Rejection
from domain.errors import GoneError, SkippableCollectorError
from domain.observations import ContentType

AT = datetime(2026, 3, 10, tzinfo=UTC)
PLACE = Place("GET /{page}/insights", "day")


class Platform:
    """Answers for the objects and metrics that it has."""

    def __init__(self, *, gone: Sequence[str] = (), old: Sequence[str] = (), named: bool = True) -> None:
        self.gone = gone
        self.old = old
        self.named = named
        self.asked: list[tuple[str, ...]] = []

    async def __call__(self, ids: Sequence[str]) -> tuple[str, ...]:
        self.asked.append(tuple(ids))
        for each in ids:
            if each in self.gone:
                raise GoneError(f"Object with ID '{each if self.named else ''}' does not exist", "100/33")
            if each in self.old:
                raise SkippableCollectorError("Media posted before business account conversion", "100/2108006")
        return tuple(ids)


async def test_an_object_that_is_named_as_gone_is_left_out() -> None:
    platform = Platform(gone=["12", "14"])

    found = await each_object(["11", "12", "13", "14"], platform)

    assert found.answers == [("11", "13")]
    assert found.gone == ["12", "14"]
    assert platform.asked == [("11", "12", "13", "14"), ("11", "13", "14"), ("11", "13")]


async def test_an_object_that_is_not_named_is_searched_for() -> None:
    platform = Platform(gone=["13"], named=False)

    found = await each_object(["11", "12", "13", "14"], platform)

    assert found.answers == [("11", "12"), ("14",)]
    assert found.gone == ["13"]


async def test_an_object_that_is_there_but_has_nothing_is_not_gone() -> None:
    found = await each_object(["11", "12"], Platform(old=["12"]))

    assert found.answers == [("11",)]
    assert found.gone == []
    assert {key: error.reason_code for key, error in found.refused.items()} == {"12": "100/2108006"}


async def test_nothing_is_asked_for_nothing() -> None:
    platform = Platform()

    assert (await each_object([], platform)).answers == []
    assert platform.asked == []


class Refusing:
    """Refuses an answer that one of some objects would be in, or one of too many, and does not say which."""

    def __init__(
        self, *refused: str, words: str = "(#100) Invalid parameter", code: str = "100", most: int = 99
    ) -> None:
        self.refused = refused
        self.error = SkippableCollectorError(words, code)
        self.most = most
        self.asked: list[tuple[str, ...]] = []

    async def __call__(self, ids: Sequence[str]) -> tuple[str, ...]:
        self.asked.append(tuple(ids))
        if len(ids) > self.most or set(ids) & set(self.refused):
            raise self.error
        return tuple(ids)


IDS = tuple(str(number) for number in range(11, 61))


async def test_an_odd_refusal_of_one_object_spoils_no_other() -> None:
    found = await each_object(["11", "12", "13"], Refusing("12"))

    assert found.answers == [("11",), ("13",)]
    assert list(found.refused) == ["12"]


async def test_what_is_too_much_is_asked_for_in_parts() -> None:
    too_much = Refusing(words="Please reduce the amount of data", code="1/too-much", most=10)

    found = await each_object(IDS, too_much)

    assert [each for answer in found.answers for each in answer] == list(IDS)
    assert found.refused == {}


async def test_objects_that_are_all_refused_are_a_refused_edge() -> None:
    with pytest.raises(SkippableCollectorError, match="Invalid parameter"):
        await each_object(["11", "12"], Refusing("11", "12"))


async def test_one_object_alone_proves_nothing_about_the_edge() -> None:
    found = await each_object(["11"], Refusing("11"))

    assert (found.answers, list(found.refused)) == ([], ["11"])


async def test_a_missing_permission_is_known_after_a_few_objects() -> None:
    platform = Refusing(*IDS, words="(#10) no permission", code="10")

    with pytest.raises(SkippableCollectorError, match="no permission"):
        await each_object(IDS, platform)
    assert platform.asked == [IDS, ("11",), ("36",), ("60",)]

    with pytest.raises(SkippableCollectorError, match="no permission"):
        await each_object(["11"], platform)


async def test_a_permission_that_is_missing_for_one_object_spoils_no_other() -> None:
    found = await each_object(IDS, Refusing("36", words="(#10) no permission", code="10"))

    assert {each for answer in found.answers for each in answer} == {*IDS} - {"36"}
    assert list(found.refused) == ["36"]


async def test_a_refusal_of_the_edge_is_one_rejection_and_one_call() -> None:
    asked = []

    async def ask(names: Sequence[str]) -> str:
        asked.append(tuple(names))
        raise SkippableCollectorError("(#10) no permission", "10")

    assert await each_metric(PLACE, ["a", "b", "c"], ask, Refusals((), ())) == (
        [],
        (Rejection("GET /{page}/insights", "(#10) no permission"),),
    )
    assert asked == [("a", "b", "c")]


async def test_a_bad_name_that_is_not_said_is_found_by_halves() -> None:
    asked = []

    async def ask(names: Sequence[str]) -> tuple[str, ...]:
        asked.append(tuple(names))
        if "c" in names:
            raise SkippableCollectorError("(#100) The value must be a valid insights metric", "100")
        return tuple(names)

    refusals = Refusals((), ())
    answers, rejections = await each_metric(PLACE, ["a", "b", "c", "d"], ask, refusals)

    assert answers == [("a", "b"), ("d",)]
    assert rejections == (Rejection("c", "(#100) The value must be a valid insights metric"),)
    assert len(asked) == 5
    assert refusals.left(PLACE, ["a", "b", "c", "d"]) == ["a", "b", "d"]


async def test_an_edge_that_gave_something_is_not_refused() -> None:
    async def ask(names: Sequence[str]) -> tuple[str, ...]:
        if "d" in names:
            words = "(#100) Invalid parameter" if names == ["d"] else "(#100) The value must be a valid insights metric"
            raise SkippableCollectorError(words, "100")
        return tuple(names)

    answers, rejections = await each_metric(PLACE, ["a", "b", "c", "d"], ask, Refusals((), ()))

    assert answers == [("a", "b"), ("c",)]
    assert rejections == (Rejection("d", "(#100) Invalid parameter"),)


async def test_a_refused_metric_is_no_matter_of_the_objects() -> None:
    asked = []

    async def ask(ids: Sequence[str]) -> str:
        asked.append(tuple(ids))
        raise SkippableCollectorError("(#100) metric[0] must be one of the following values: b", "100")

    with pytest.raises(SkippableCollectorError):
        await each_object(["1", "2"], ask)
    assert asked == [("1", "2")]


def test_due_posts_go_by_their_ids() -> None:
    due = [KnownPost(name, AT, ContentType.OTHER, AT) for name in ("c", "a", "d", "b")]

    first, token = due_after(due, None, 3)
    second, last = due_after(due, token, 3)

    assert ([post.post_id for post in first], token) == (["a", "b", "c"], "c")
    assert ([post.post_id for post in second], last) == (["d"], None)
