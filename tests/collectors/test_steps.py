"""A collection as steps: its pages in order, where to go on, and that it ends."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.steps import Step, StepPage, planned, walk
from domain.assignments import Page, PlannedStep, Rejection
from domain.errors import FatalCollectorError
from domain.observations import Batch


def step(name: str, pages: int) -> Step:
    """A step whose token is the number of the next page."""

    async def read(token: str | None) -> StepPage:
        number = int(token or 0)
        return StepPage(next_token=str(number + 1) if number + 1 < pages else None, missing=(f"{name} {number}",))

    return Step(name, read, PlannedStep(name, pages, pages))


async def all_pages(steps: list[Step], cursor: str | None = None) -> list[Page]:
    return [page async for page in walk(steps, cursor)]


async def test_the_pages_of_the_steps_follow_each_other() -> None:
    pages = await all_pages([step("profile", 1), step("posts", 3)])

    assert [(page.missing, page.cursor) for page in pages] == [
        (("profile 0",), "posts:"),
        (("posts 0",), "posts:1"),
        (("posts 1",), "posts:2"),
        (("posts 2",), None),
    ]


async def test_a_step_with_nothing_to_read_is_passed_over_but_can_be_gone_on_from() -> None:
    steps = [step("profile", 1), replace(step("due", 1), planned=PlannedStep("due", 0, 0)), step("days", 1)]

    assert [(page.missing, page.cursor) for page in await all_pages(steps)] == [
        (("profile 0",), "days:"),
        (("days 0",), None),
    ]
    assert [page.missing for page in await all_pages(steps, "due:")] == [("due 0",), ("days 0",)]
    assert [each.what for each in planned(steps)] == ["profile", "days"]


@given(lengths=st.lists(st.integers(1, 4), min_size=1, max_size=4))
async def test_from_every_cursor_exactly_the_remaining_pages_follow(lengths: list[int]) -> None:
    steps = [step(f"s{index}", length) for index, length in enumerate(lengths)]
    pages = await all_pages(steps)

    assert len(pages) == sum(lengths)
    for number, page in enumerate(pages[:-1], start=1):
        assert await all_pages(steps, page.cursor) == pages[number:]


@pytest.mark.parametrize("cursor", ["", "posts", "nobody:1", ":", "PROFILE:"])
async def test_a_cursor_that_names_no_step_is_fatal(cursor: str) -> None:
    with pytest.raises(FatalCollectorError, match="does not belong"):
        await all_pages([step("profile", 1), step("posts", 3)], cursor)


async def test_a_page_that_leads_back_ends_the_collection_and_keeps_what_was_read() -> None:
    async def read(token: str | None) -> StepPage:
        return StepPage(next_token={None: "a", "a": "b", "b": "a"}[token])

    pages = walk([Step("posts", read, PlannedStep("posts", 1, 1))], None)

    assert [(await anext(pages)).cursor for _ in range(3)] == ["posts:a", "posts:b", "posts:b"]
    with pytest.raises(FatalCollectorError, match="The pages of posts run in a circle"):
        await anext(pages)


async def test_what_a_step_found_out_is_handed_on() -> None:
    async def read(_token: str | None) -> StepPage:
        return StepPage(rejections=(Rejection("reach", "No."),))

    (page,) = await all_pages([Step("days", read, PlannedStep("days", 1, 2))])

    assert page == Page(Batch(), None, (Rejection("reach", "No."),))


def test_the_plan_is_that_of_the_steps() -> None:
    assert [each.pages for each in planned([step("profile", 1), step("posts", 3)])] == [1, 3]
