"""How long answers take from end to end, beside few events and beside many, against the same by hand."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

import httpx2
import orjson

from benchmarks.bare_database import BareDatabase
from benchmarks.questions import QUESTIONS, Question
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


async def measure_queries(places: Sequence[Place], scale: Scale) -> list[list[Answered]]:
    """Per question, the places in their order."""
    return [await _measure(question, places, scale) for question in QUESTIONS]


async def empty_request(http: httpx2.AsyncClient, scale: Scale) -> Times:
    """The price of the client, the transport and the middleware: a request that answers `ok`."""
    times = Times()
    for _ in range(scale.warm_ups + scale.repetitions):
        started = perf_counter()
        await http.get("/healthz")
        times.seconds.append(perf_counter() - started)
    del times.seconds[: scale.warm_ups]
    return times


async def _measure(question: Question, places: Sequence[Place], scale: Scale) -> list[Answered]:
    """All places in turns, so that what disturbs the machine disturbs them alike."""
    answers = [await _checked(question, place) for place in places]
    found = [
        Answered(question, place.events, len(orjson.dumps(answer)))
        for place, answer in zip(places, answers, strict=True)
    ]
    begun = perf_counter()
    for repetition in range(scale.warm_ups + scale.repetitions):
        if repetition > scale.warm_ups and perf_counter() - begun > scale.seconds_per_question:
            break
        for place, answer, answered in zip(places, answers, found, strict=True):
            real, bare = await _pair(question, place, answer)
            if repetition >= scale.warm_ups:
                answered.real.seconds.append(real)
                answered.bare.seconds.append(bare)
    return found


async def _pair(question: Question, place: Place, answer: Any) -> tuple[float, float]:
    started = perf_counter()
    await ask(place.http, question.body)
    between = perf_counter()
    await question.bare(place.bare)
    orjson.dumps(answer)
    return between - started, perf_counter() - between


async def _checked(question: Question, place: Place) -> Any:
    """The answer, after it was found to say the same as the statements by hand."""
    answer = orjson.loads(await ask(place.http, question.body))
    if "errors" in answer:
        raise RuntimeError(f"{question.name}: {answer['errors']}")
    real, bare = question.figures(answer["data"]["user"]), await question.bare(place.bare)
    if real != bare:
        raise RuntimeError(f"{question.name}: Pulsegraph says {real[:8]}, the statements by hand {bare[:8]}")
    return answer
