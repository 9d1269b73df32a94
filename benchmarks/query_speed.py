"""How long answers take from end to end, beside few events and beside many, against the same by hand."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

import httpx2
import orjson

from benchmarks.bare_database import BareDatabase
from benchmarks.questions import Question
from benchmarks.scale import Scale
from benchmarks.server import ask
from benchmarks.timing import Times


@dataclass(frozen=True, slots=True)
class Place:
    """One filled database: the way to it over HTTP, and the way around Pulsegraph."""

    events: int
    http: httpx2.AsyncClient
    bare: BareDatabase


@dataclass(slots=True)
class Answered:
    """What one question took in one place."""

    question: Question
    events: int
    bytes: int
    real: Times = field(default_factory=Times)
    bare: Times = field(default_factory=Times)
    """Empty when the question has no counterpart by hand."""


async def empty_request(http: httpx2.AsyncClient, scale: Scale) -> Times:
    """The price of the client, the transport and the middleware: a request that answers `ok`."""
    times = Times()
    for _ in range(scale.warm_ups + scale.repetitions):
        started = perf_counter()
        await http.get("/healthz")
        times.seconds.append(perf_counter() - started)
    del times.seconds[: scale.warm_ups]
    return times


async def measure(question: Question, places: Sequence[Place], scale: Scale) -> list[Answered]:
    """All places in turns, so that what disturbs the machine disturbs them alike.

    The first answer of each place, which is checked, is a warm-up as well.
    """
    answers = [await _checked(question, place) for place in places]
    found = [
        Answered(question, place.events, len(orjson.dumps(answer)))
        for place, answer in zip(places, answers, strict=True)
    ]
    begun, warm_ups = perf_counter(), scale.warm_ups
    for repetition in range(warm_ups + scale.repetitions):
        if repetition and perf_counter() - begun > scale.seconds_per_question:
            break
        if repetition == warm_ups:
            _forget(found)
        for place, answer, answered in zip(places, answers, found, strict=True):
            await _ask_both(question, place, answer, answered)
    return found


async def _ask_both(question: Question, place: Place, answer: Any, answered: Answered) -> None:
    started = perf_counter()
    await ask(place.http, question.body)
    answered.real.seconds.append(perf_counter() - started)
    if question.bare is not None:
        started = perf_counter()
        await question.bare(place.bare)
        orjson.dumps(answer)
        answered.bare.seconds.append(perf_counter() - started)


def _forget(found: Sequence[Answered]) -> None:
    for answered in found:
        answered.real.seconds.clear()
        answered.bare.seconds.clear()


async def _checked(question: Question, place: Place) -> Any:
    """The answer, after it was found to say the same as the statements by hand."""
    answer = orjson.loads(await ask(place.http, question.body))
    if "errors" in answer:
        raise RuntimeError(f"{question.name}: {answer['errors']}")
    if question.bare is not None and question.figures is not None:
        real, bare = question.figures(answer["data"]["user"]), await question.bare(place.bare)
        if real != bare or not real:
            raise RuntimeError(f"{question.name}: Pulsegraph says {real[:8]}, the statements by hand {bare[:8]}")
    return answer
