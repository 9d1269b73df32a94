"""Many posts asked for at once, of which some are refused."""

from collections.abc import Sequence

import pytest

from collectors.linkedin.sifting import Sifted, sifted
from domain.errors import GoneError, RetriableCollectorError, SkippableCollectorError

URNS = [f"urn:li:share:{number}" for number in range(1, 51)]


class Shelf:
    """Gives what is not bad, and nothing of more than `most` at once."""

    def __init__(self, *bad: int, most: int = 50, code: str | None = "ILLEGAL_ARGUMENT", names: bool = False) -> None:
        self._bad, self._most = {URNS[number - 1] for number in bad}, most
        self._code, self._names = code, names
        self.asked: list[Sequence[str]] = []

    async def ask(self, urns: Sequence[str]) -> str:
        self.asked.append(urns)
        if len(urns) > self._most:
            raise SkippableCollectorError("too many", self._code)
        if bad := [urn for urn in urns if urn in self._bad]:
            raise SkippableCollectorError(f"No '{bad[0]}', please." if self._names else "No.", self._code)
        return f"{len(urns)} posts"


def given(found: Sifted[str]) -> list[str]:
    return [urn for answered in found.answers for urn in answered.urns]


@pytest.mark.parametrize(
    ("bad", "calls"),
    [
        ([], 1),
        ([1], 10),  # all, the first and the middle one, and the 48 that are left in sevens
        ([30], 16),  # all, the first, 49 in sevens, and the posts of one seven
        ([50], 16),
        ([1, 26], 11),
        ([7, 8, 40], 23),  # two sevens
    ],
)
@pytest.mark.parametrize("answered_before", [False, True])
async def test_those_that_are_refused_take_no_other_with_them(
    bad: list[int], calls: int, answered_before: bool
) -> None:
    shelf = Shelf(*bad)

    found = await sifted(URNS, shelf.ask, answered_before=answered_before)

    assert found.refusal is None
    assert sorted(given(found)) == sorted(urn for urn in URNS if urn not in {URNS[number - 1] for number in bad})
    assert all(answered.given == f"{len(answered.urns)} posts" for answered in found.answers)
    assert len(shelf.asked) == calls


@pytest.mark.parametrize(("bad", "calls"), [([1], 3), ([30], 3), ([50], 3), ([9, 30], 17)])
async def test_a_post_that_the_refusal_names_is_not_looked_for(bad: list[int], calls: int) -> None:
    shelf = Shelf(*bad, names=True)

    found = await sifted(URNS, shelf.ask)

    assert len(given(found)) == 50 - len(bad)
    assert len(shelf.asked) == calls


async def test_where_many_are_named_none_is() -> None:
    asked: list[int] = []

    async def ask(urns: Sequence[str]) -> None:
        asked.append(len(urns))
        if len(urns) > 1:
            raise SkippableCollectorError(f"Invalid: List({', '.join(urns)})")

    found = await sifted(URNS[:3], ask)

    assert [answered.urns for answered in found.answers] == [URNS[:1], URNS[1:2], URNS[2:3]]
    assert asked == [3, 1, 2, 1, 1]


async def test_three_that_are_far_apart_stand_for_all() -> None:
    shelf = Shelf(*range(1, 51))

    found = await sifted(URNS, shelf.ask)

    assert (found.answers, str(found.refusal)) == ((), "No.")
    assert shelf.asked == [URNS, [URNS[0]], [URNS[25]], [URNS[49]]]


async def test_they_do_not_where_others_were_given_before() -> None:
    shelf = Shelf(1, 26, 50)

    found = await sifted(URNS, shelf.ask, answered_before=True)

    assert (len(given(found)), found.refusal) == (47, None)


@pytest.mark.parametrize("answered_before", [False, True])
@pytest.mark.parametrize(
    ("error", "refused"),
    [
        (SkippableCollectorError("No.", "ACCESS_DENIED"), True),
        (SkippableCollectorError("No.", "100"), True),
        (SkippableCollectorError("No.", "ILLEGAL_ARGUMENT"), False),
        (SkippableCollectorError("No."), False),
        (GoneError("No.", "NOT_FOUND"), False),
    ],
)
async def test_one_alone_says_nothing_about_others_but_for_a_permission(
    error: SkippableCollectorError, refused: bool, answered_before: bool
) -> None:
    asked: list[Sequence[str]] = []

    async def ask(urns: Sequence[str]) -> None:
        asked.append(urns)
        raise error

    found = await sifted(URNS[:1], ask, answered_before=answered_before)

    assert (found.answers, found.refusal) == ((), error if refused and not answered_before else None)
    assert asked == [URNS[:1]]


@pytest.mark.parametrize("names", [False, True])
@pytest.mark.parametrize("count", [2, 3])
async def test_that_every_single_one_is_refused(count: int, names: bool) -> None:
    shelf = Shelf(*range(1, 51), names=names)

    found = await sifted(URNS[:count], shelf.ask)

    assert (found.answers, found.refusal is None) == ((), False)
    assert len(shelf.asked) == count + (not names)


async def test_only_single_ones_are_given() -> None:
    """It takes hardly more calls than there are posts, and not twice as many."""
    shelf = Shelf(most=1)

    found = await sifted(URNS, shelf.ask)

    assert sorted(given(found)) == sorted(URNS)
    assert len(shelf.asked) == 58


async def test_what_passes_is_nobodys_fault() -> None:
    async def ask(_urns: Sequence[str]) -> None:
        raise RetriableCollectorError("later")

    with pytest.raises(RetriableCollectorError):
        await sifted(URNS, ask)
