"""Asks for many posts at once so that those which are refused take no other with them."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from collectors.linkedin.client import is_denied
from domain.errors import SkippableCollectorError

_FEW = 7
"""About the root of how many are asked for at once: then one refused post costs the fewest calls."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Answered(Generic[T]):
    """An answer, and the posts that were asked for."""

    urns: Sequence[str]
    given: T


@dataclass(frozen=True, slots=True)
class Sifted(Generic[T]):
    """What came of asking. Posts that no answer is about were refused by themselves."""

    answers: Sequence[Answered[T]] = ()
    refusal: SkippableCollectorError | None = None
    """Why no post at all is given; None when some are, or when that cannot be known."""


async def sifted(
    urns: Sequence[str], ask: Callable[[Sequence[str]], Awaitable[T]], *, answered_before: bool = False
) -> Sifted[T]:
    """Ask for posts together; where that is refused, for a few at a time, and then for each alone.

    First, three that are far apart are asked for, each alone. When all of them are refused, so is everything: four
    calls tell, where asking for every single post would take the calls of a day. That does not hold when others were
    given before (`answered_before`). One post that is the only one says nothing about others, unless it is refused for
    want of a permission.
    """
    try:
        return Sifted([Answered(urns, await ask(urns))])
    except SkippableCollectorError as error:
        refusal = error
    if len(urns) == 1:
        return Sifted(refusal=refusal if is_denied(refusal) and not answered_before else None)
    answers: list[Answered[T]] = []
    tried = _named(refusal, urns)
    sizes = (len(urns), _FEW, 1) if tried else (_FEW, 1)
    rest = [urn for urn in urns if urn not in tried]
    for urn in dict.fromkeys((rest[0], rest[len(rest) // 2], rest[-1])):
        tried.append(urn)
        answers += await _in_parts([urn], ask, (1,))
        if answers:
            break
    if not answers and not answered_before:
        return Sifted(refusal=refusal)
    return Sifted([*answers, *await _in_parts([urn for urn in urns if urn not in tried], ask, sizes)])


async def _in_parts(
    urns: Sequence[str], ask: Callable[[Sequence[str]], Awaitable[T]], sizes: Sequence[int]
) -> list[Answered[T]]:
    """So many at a time; what is refused, in the next smaller size. Not in halves down to the last post: where only
    single posts are given, that would take twice as many calls."""
    answers: list[Answered[T]] = []
    for start in range(0, len(urns), sizes[0]):
        some = urns[start : start + sizes[0]]
        try:
            answers.append(Answered(some, await ask(some)))
        except SkippableCollectorError:
            if len(some) > 1:
                answers += await _in_parts(some, ask, [size for size in sizes if size < len(some)])
    return answers


def _named(error: SkippableCollectorError, urns: Collection[str]) -> list[str]:
    """The one post that a refusal names. Where it names several, it may just repeat what was asked."""
    words = {word.strip("'\"`()[]{},.;:") for word in error.message.split()}
    named = [urn for urn in urns if urn in words]
    return named if len(named) == 1 else []
