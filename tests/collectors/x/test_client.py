"""X's refusals, limits, prices and names of fields."""

import asyncio
from collections.abc import Callable
from datetime import date

import httpx2
import pytest

from collectors.faults import Recovery
from collectors.transport import Reply
from collectors.x.faults import fault, is_unknown_parameter, pause, refused_name, refused_parameter, scope
from collectors.x.prices import Resource, cost_micros, price
from domain.assignments import Budget
from domain.errors import BudgetExhaustedError, FatalCollectorError, InvalidInputError, RetriableCollectorError
from tests.collectors.x.stage import Bench, Recorder, Sandbox, at, json, known
from tests.factories import NOW, FakeClock

NOW_SECONDS = int(NOW.timestamp())
PROBLEMS = "https://api.x.com/2/problems"
Benches = Callable[..., Bench]


def reply(status: int, document: object = None, path: str = "/2/users/12/tweets", **headers: str) -> Reply:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status, named, document, NOW, path)


def problem(kind: str, detail: str = "Why.", host: str = "https://api.x.com") -> dict[str, object]:
    return {"title": "Title", "detail": detail, "type": f"{host}/2/problems/{kind}"}


@pytest.mark.parametrize(
    ("status", "document", "recovery", "code"),
    [
        (429, problem("rate-limit-exceeded"), Recovery.WAIT, "rate-limit-exceeded"),
        (429, {"errors": [{"code": 88, "message": "Rate limit exceeded"}]}, Recovery.WAIT, "88"),
        (429, {"title": "Too Many Requests", "type": "about:blank", "status": 429}, Recovery.WAIT, None),
        (429, None, Recovery.WAIT, None),
        (429, problem("usage-capped"), Recovery.FATAL, "usage-capped"),
        (429, problem("usage-capped", host="https://api.twitter.com"), Recovery.FATAL, "usage-capped"),
        (402, {"title": "Payment Required", "detail": "No credits.", "status": 402}, Recovery.FATAL, "402"),
        (401, {"title": "Unauthorized", "type": "about:blank", "status": 401}, Recovery.RENEW, None),
        (401, {"errors": [{"code": 89, "message": "Invalid or expired token."}]}, Recovery.RENEW, "89"),
        (403, problem("client-forbidden"), Recovery.SKIP, "client-forbidden"),
        (403, problem("unsupported-authentication"), Recovery.SKIP, "unsupported-authentication"),
        (403, problem("not-authorized-for-resource"), Recovery.SKIP, "not-authorized-for-resource"),
        (403, problem("not-authorized-for-field"), Recovery.SKIP, "not-authorized-for-field"),
        (403, problem("field-unauthorized"), Recovery.SKIP, "field-unauthorized"),
        (403, problem("disallowed-resource"), Recovery.SKIP, "disallowed-resource"),
        (403, {"errors": [{"code": 64, "message": "Your account is suspended."}]}, Recovery.FATAL, "64"),
        (403, {"errors": [{"code": 453, "message": "You have access to a subset."}]}, Recovery.SKIP, "453"),
        (400, problem("invalid-request"), Recovery.SKIP, "invalid-request"),
        (400, {"title": "Bad Request"}, Recovery.FATAL, None),
        (404, problem("resource-not-found"), Recovery.GONE, "resource-not-found"),
        (404, problem("resource-unavailable"), Recovery.SKIP, "resource-unavailable"),
        (404, {"title": "Not Found", "type": "about:blank", "status": 404}, Recovery.GONE, None),
        (500, problem("internal-error"), Recovery.RETRY, "internal-error"),
        (500, problem("field-hydration-failure"), Recovery.RETRY, "field-hydration-failure"),
        (500, None, Recovery.RETRY, None),
        (503, {"title": "Service Unavailable", "status": 503}, Recovery.RETRY, None),
        (503, {"errors": [{"code": 130, "message": "Over capacity"}]}, Recovery.RETRY, "130"),
        (400, {"type": f"{PROBLEMS}/never-heard-of", "title": "?"}, Recovery.FATAL, "never-heard-of"),
        (400, ["a", "list"], Recovery.FATAL, None),
    ],
)
def test_what_a_refusal_asks_for(status: int, document: object, recovery: Recovery, code: str | None) -> None:
    found = fault(reply(status, document))
    assert found is not None
    assert (found.recovery, found.code) == (recovery, code)


def test_errors_in_a_good_answer_are_about_parts_of_it() -> None:
    assert fault(reply(200, {"errors": [problem("resource-not-found")]})) is None


def test_the_first_error_says_more_than_the_whole() -> None:
    document = {"errors": [{"message": "value [a] is not one of [b]"}], **problem("invalid-request", "One or more.")}
    found = fault(reply(400, document))
    assert found is not None
    assert (found.message, found.code) == ("value [a] is not one of [b]", "invalid-request")


def test_a_used_up_cap_explains_what_to_do() -> None:
    found = fault(reply(429, problem("usage-capped", "Usage cap exceeded: Monthly product cap")))
    assert found is not None
    assert found.message == (
        "Usage cap exceeded: Monthly product cap Waiting does not lift this: raise the cap in X's developer console, "
        "or wait for its next month."
    )


def test_used_up_credits_explain_what_to_do() -> None:
    found = fault(reply(402, {"title": "Payment Required"}))
    assert found is not None
    assert found.message == "Payment Required The app's credits are used up: buy some in X's developer console."


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"x_rate_limit_reset": str(NOW_SECONDS + 40)}, 40),
        ({"x_rate_limit_remaining": "0", "x_rate_limit_reset": str(NOW_SECONDS + 40)}, 40),
        (
            {
                "x_rate_limit_remaining": "14",
                "x_rate_limit_reset": str(NOW_SECONDS + 40),
                "x_user_limit_24hour_remaining": "0",
                "x_user_limit_24hour_reset": str(NOW_SECONDS + 9_000),
            },
            9_000,
        ),
        ({"retry_after": "7"}, 7),
        ({"x_rate_limit_reset": str(NOW_SECONDS - 40)}, None),
        ({"x_rate_limit_reset": "soon"}, None),
        ({}, None),
    ],
)
def test_when_a_throttled_call_may_be_made_again(headers: dict[str, str], seconds: float | None) -> None:
    found = fault(reply(429, problem("rate-limit-exceeded"), **headers))
    assert found is not None
    assert found.wait_seconds == seconds


@pytest.mark.parametrize(
    ("remaining", "reset", "seconds"),
    [
        ("0", str(NOW_SECONDS + 900), 900),
        ("1", str(NOW_SECONDS + 900), None),
        ("0", str(NOW_SECONDS - 1), None),
        ("0", "", None),
    ],
)
def test_the_last_call_of_a_limit_pauses_its_endpoint(remaining: str, reset: str, seconds: float | None) -> None:
    assert pause(reply(200, {}, x_rate_limit_remaining=remaining, x_rate_limit_reset=reset)) == seconds


def test_limits_are_those_of_an_endpoint() -> None:
    assert scope("/x/2/users/12/tweets") == scope("/x/2/users/34/tweets") == "/x/2/users/{id}/tweets"
    assert scope("/2/users/12") == "/2/users/{id}"
    assert scope("/2/tweets") == "/2/tweets"


def test_which_name_a_refusal_is_about() -> None:
    message = "The `analytics.fields` query parameter value [follows] is not one of [likes,shares]"
    assert refused_name(message, frozenset({"follows", "likes", "shares"})) == {"follows"}
    assert refused_name("Forbidden", frozenset({"follows"})) == frozenset()


TIMES = frozenset({"start_time", "end_time"})


@pytest.mark.parametrize(
    ("message", "parameter"),
    [
        ("X says (invalid-request): Invalid 'end_time':'2026'. 'end_time' must be a minimum of 10 seconds", "end_time"),
        ("The `start_time` query parameter value [2026] is not before end_time", "start_time"),
        ("The query parameter [start] is not one of [ids,start_time,end_time]", None),
        ("The `ids` query parameter value [end_time] is not valid", None),
        ("Invalid Request", None),
    ],
)
def test_which_parameter_a_refusal_is_about(message: str, parameter: str | None) -> None:
    assert refused_parameter(message, TIMES) == parameter


@pytest.mark.parametrize(
    ("message", "unknown"),
    [
        ("X says (invalid-request): The query parameter [tweet.fields] is not one of [id,post.fields]", True),
        ("The query parameter [start] is not one of [id,tweet.fields]", False),
        ("The `tweet.fields` query parameter value [likes] is not one of [id,lang]", False),
    ],
)
def test_a_parameter_that_there_is_not(message: str, unknown: bool) -> None:
    assert is_unknown_parameter(message, "tweet.fields") == unknown


@pytest.mark.parametrize(
    ("resource", "day", "micros"),
    [
        (Resource.POST, date(2026, 2, 5), 0),
        (Resource.POST, date(2026, 2, 6), 5_000),
        (Resource.USER, date(2026, 4, 19), 10_000),
        (Resource.POST, date(2026, 4, 20), 1_000),
        (Resource.USER, date(2026, 4, 20), 1_000),
        (Resource.ANALYTICS, date(2026, 11, 1), 5_000),
    ],
)
def test_prices_by_day(resource: Resource, day: date, micros: int) -> None:
    assert price(resource, day) == micros


@pytest.mark.parametrize(
    ("path", "document", "micros"),
    [
        ("/2/users/12/tweets", {"data": [{}, {}, {}]}, 15_000),
        ("/2/tweets", {"data": [{}], "includes": {"media": [{}]}}, 5_000),
        ("/2/tweets/analytics", {"data": [{}, {}]}, 10_000),
        ("/2/users/12", {"data": {}}, 10_000),
        ("/2/users/12/tweets", {"meta": {"result_count": 0}}, 0),
        ("/2/users/12", None, 0),
        ("/2/users/12", [1], 0),
    ],
)
def test_an_answer_costs_what_is_in_it(path: str, document: object, micros: int) -> None:
    assert cost_micros(reply(200, document, path)) == micros


PROFILE = {"data": {"id": "12", "username": "k", "name": "K", "public_metrics": {"followers_count": 5}}}
NOTHING = {"meta": {"result_count": 0}}


async def test_a_throttled_call_waits_for_the_reset(bench: Benches, recorder: Recorder) -> None:
    answers = iter([json({}, 429, x_rate_limit_remaining="0", x_rate_limit_reset=str(NOW_SECONDS + 20)), json(PROFILE)])
    stage = bench(lambda request: next(answers, json(NOTHING)), user_id="12")
    pages = await stage.pages(stage.assignment(at("2026-03-09 12:00")))
    assert [len(page.batch) for page in pages] == [1, 0]
    assert recorder.slept == [20]


async def test_a_long_wait_is_told_and_not_made(bench: Benches, recorder: Recorder) -> None:
    stage = bench(lambda request: json({}, 429, x_rate_limit_reset=str(NOW_SECONDS + 800)), user_id="12")
    with pytest.raises(RetriableCollectorError) as raised:
        await stage.pages(stage.assignment(at("2026-03-09 12:00")))
    assert raised.value.retry_after_seconds == 800
    assert recorder.paths == ["/2/users/12"]
    assert recorder.slept == []


async def test_a_used_up_cap_ends_the_collection(bench: Benches, recorder: Recorder) -> None:
    stage = bench(lambda request: json(problem("usage-capped", "Cap."), 429), user_id="12")
    with pytest.raises(FatalCollectorError, match=r"^X says \(usage-capped\): Cap. Waiting does not lift this"):
        await stage.pages(stage.assignment(at("2026-03-09 12:00")))
    assert recorder.paths == ["/2/users/12"]


async def test_what_was_paid_counts_against_the_budget(bench: Benches) -> None:
    stage = bench(lambda request: json(PROFILE if request.url.path == "/2/users/12" else NOTHING), user_id="12")
    assignment = stage.assignment(at("2026-03-09 12:00"), budget=Budget(cost_micros=10_000))
    with pytest.raises(BudgetExhaustedError):
        await stage.pages(assignment)
    assert (spent := stage.meter.unpaid).calls == 1
    assert spent.cost_micros == 10_000


@pytest.mark.parametrize(
    ("version", "parameter", "fields"),
    [
        (
            None,
            "tweet.fields",
            "attachments,created_at,entities,lang,public_metrics,note_tweet,referenced_tweets,non_public_metrics",
        ),
        (
            "posts",
            "post.fields",
            "attachments,created_at,entities,lang,public_metrics,note_post,non_public_metrics",
        ),
    ],
)
async def test_what_a_timeline_is_asked_for(
    bench: Benches, recorder: Recorder, version: str | None, parameter: str, fields: str
) -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        return json(PROFILE if request.url.path == "/2/users/12" else NOTHING)

    stage = bench(answer, user_id="12", version=version)
    await stage.pages(stage.assignment(at("2026-03-09 12:00")))
    assert recorder.calls[1] == (
        "/2/users/12/tweets",
        {
            "max_results": "100",
            "exclude": "retweets",
            "start_time": "2026-03-09T12:00:00Z",
            parameter: fields,
            "expansions": "attachments.media_keys",
            "media.fields": "duration_ms,type",
        },
    )


def taking(*parameters: str) -> Callable[[httpx2.Request], httpx2.Response]:
    """A server that knows the fields of posts by these names alone."""

    def answer(request: httpx2.Request) -> httpx2.Response:
        if request.url.path == "/2/users/12":
            return json(PROFILE)
        for name in {"tweet.fields", "post.fields"} - set(parameters):
            if name in request.url.params:
                allowed = ",".join(("id", "max_results", *parameters))
                message = f"The query parameter [{name}] is not one of [{allowed}]"
                return json({"errors": [{"message": message}], **problem("invalid-request", "One or more.")}, 400)
        return json(NOTHING)

    return answer


def names_in(recorder: Recorder) -> list[str]:
    return [name for _, parameters in recorder.calls for name in parameters if name in ("tweet.fields", "post.fields")]


@pytest.mark.parametrize(
    ("version", "chosen", "other"),
    [(None, "tweet.fields", "post.fields"), ("posts", "post.fields", "tweet.fields")],
)
async def test_a_server_of_another_generation_is_asked_by_its_own_names_from_then_on(
    bench: Benches, recorder: Recorder, version: str | None, chosen: str, other: str
) -> None:
    stage = bench(taking(other), user_id="12", version=version)
    due = (known("10", at("2026-01-01 09:00")),)
    pages = await stage.pages(stage.assignment(at("2026-03-09 12:00"), due=due))
    assert names_in(recorder) == [chosen, other, other]
    assert [page.rejections for page in pages] == [()] * 3
    recorder.calls.clear()
    await stage.pages(stage.assignment(at("2026-03-09 12:00"), due=due))
    assert names_in(recorder) == [other, other]


async def test_a_server_that_knows_no_names_at_all(bench: Benches, recorder: Recorder) -> None:
    stage = bench(taking(), user_id="12")
    with pytest.raises(FatalCollectorError, match=r"The query parameter \[post.fields\] is not one of"):
        await stage.pages(stage.assignment(at("2026-03-09 12:00")))
    assert names_in(recorder) == ["tweet.fields", "post.fields", "post.fields"]


async def test_two_accounts_that_are_refused_at_once(bench: Benches, recorder: Recorder) -> None:
    """The second finds the names changed already, and asks by them."""
    together, answer = asyncio.Barrier(2), taking("post.fields")

    async def both(request: httpx2.Request) -> httpx2.Response:
        recorder.calls.append((request.url.path, dict(request.url.params)))
        if "tweet.fields" in request.url.params:
            await together.wait()
        return answer(request)

    stage = Bench(FakeClock(), httpx2.MockTransport(both), recorder, user_id="12")
    assignments = [stage.assignment(at("2026-03-09 12:00")) for _ in range(2)]
    read = await asyncio.gather(*(stage.pages(each) for each in assignments))
    assert [len(pages) for pages in read] == [2, 2]
    assert sorted(names_in(recorder)) == ["post.fields"] * 2 + ["tweet.fields"] * 2


async def test_the_new_names_over_a_server_of_the_old_ones(sandbox: Callable[..., Sandbox]) -> None:
    new, old = sandbox(version="posts"), sandbox()
    window = at("2026-03-07 12:00")
    assert await new.bench.pages(new.bench.assignment(window)) == await old.bench.pages(old.bench.assignment(window))


def test_a_version_that_there_is_not(bench: Benches) -> None:
    with pytest.raises(InvalidInputError, match=r"'2\.167' is no generation .*VERSION is tweets or posts\."):
        bench(taking(), version="2.167")
