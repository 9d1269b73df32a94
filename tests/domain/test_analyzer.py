"""The analyzer: insights with their change, kinds of post, and one post by the rules of many."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.analyzer import Insights, Question, by_platform, content_types, piece_value, posts_in, with_change
from domain.comparison import Comparison, ComparisonKind
from domain.content import ContentPiece
from domain.engine import Measures
from domain.facts import DayFact, EngagementFact, PostFact, UserFacts
from domain.metrics import MetricKey
from domain.observations import ContentType, PostDetails
from domain.slices import Attribution
from domain.time_range import Period
from domain.users import Account, AccountStatus, Platform, User
from domain.values import AbsenceReason, Change, MetricStatus

USER = User("u1", None, "UTC")
WEEK = Period(date(2026, 3, 9), date(2026, 3, 16), "UTC")
NOW = datetime(2026, 3, 16, 12, tzinfo=UTC)
SEEN = datetime(2026, 3, 10, 6, tzinfo=UTC)
BEFORE = Comparison(ComparisonKind.PREVIOUS_PERIOD)


def _posted(day: int) -> datetime:
    return datetime(2026, 3, day, 10, tzinfo=UTC)


def _question(accounts: Sequence[Account], comparison: Comparison | None = BEFORE, period: Period = WEEK) -> Question:
    return Question(USER, tuple(accounts), period, NOW, comparison)


def _insights(question: Question, facts: UserFacts, now: datetime = NOW) -> Insights:
    asked = replace(question, now=now)
    return Insights(asked, None, asked.queries(), lambda query: facts)


# ---------------------------------------------------------------- insights


def test_a_value_comes_with_its_change_against_the_week_before(
    make_account: Callable[..., Account], make_facts: Callable[..., UserFacts], make_post_fact: Callable[..., PostFact]
) -> None:
    facts = make_facts(
        posts=[
            make_post_fact(post_id="now", posted_at=_posted(10), likes=15),
            make_post_fact(post_id="then", posted_at=_posted(3), likes=10),
        ]
    )

    insights = _insights(_question([make_account()]), facts)

    likes = insights.value(MetricKey.LIKES)
    assert (likes.value, likes.change) == (15, Change(10, 5, 0.5))
    assert insights.compared_to == Period(date(2026, 3, 2), date(2026, 3, 9), "UTC")


def test_the_running_day_counts_in_the_value_and_not_in_the_change(
    make_account: Callable[..., Account], make_facts: Callable[..., UserFacts], make_post_fact: Callable[..., PostFact]
) -> None:
    facts = make_facts(
        posts=[
            make_post_fact(post_id="then", posted_at=_posted(8), likes=10),
            make_post_fact(post_id="yesterday", posted_at=_posted(9), likes=15),
            make_post_fact(post_id="today", posted_at=_posted(10), likes=100),
        ]
    )

    insights = _insights(_question([make_account()]), facts, now=datetime(2026, 3, 10, 12, tzinfo=UTC))

    likes = insights.value(MetricKey.LIKES)
    assert (likes.value, likes.change) == (115, Change(10, 5, 0.5))


def test_published_likes_are_not_compared_with_received_ones(
    make_account: Callable[..., Account],
    make_facts: Callable[..., UserFacts],
    make_post_fact: Callable[..., PostFact],
    make_engagement: Callable[..., tuple[str, EngagementFact]],
) -> None:
    # This week has a post; the week before had none, but old posts received likes then: another kind of number.
    facts = make_facts(
        posts=[make_post_fact(posted_at=_posted(10), likes=15)], engagements=[make_engagement(4, quantity=400)]
    )

    likes = _insights(_question([make_account()]), facts).value(MetricKey.LIKES)

    assert likes.value == 15
    assert likes.change == Change(None, None, None)


def test_without_a_comparison_there_is_no_change(
    make_account: Callable[..., Account], make_facts: Callable[..., UserFacts], make_post_fact: Callable[..., PostFact]
) -> None:
    facts = make_facts(posts=[make_post_fact(posted_at=_posted(10), likes=15)])

    insights = _insights(_question([make_account()], None), facts)

    assert insights.value(MetricKey.LIKES).change is None
    assert insights.compared_to is None


def test_the_platforms_are_told_apart(
    make_account: Callable[..., Account], make_facts: Callable[..., UserFacts], make_day: Callable[..., DayFact]
) -> None:
    accounts = [make_account(Platform.X, "x1"), make_account(Platform.TIKTOK), make_account(Platform.X, "x2")]
    facts = make_facts(
        days=[make_day(15, "x1", followers=1), make_day(15, "x2", followers=20), make_day(15, "tiktok", followers=300)]
    )
    question = _question(accounts, None)

    found = by_platform(question, question.queries(), lambda query: facts)

    assert [(i.platform, i.value(MetricKey.FOLLOWERS).value) for i in found] == [
        (Platform.X, 21),
        (Platform.TIKTOK, 300),
    ]


def test_made_up_numbers_are_called_so(make_account: Callable[..., Account]) -> None:
    sample = _insights(_question([make_account(status=AccountStatus.SAMPLE)]), UserFacts())
    real = _insights(_question([make_account()]), UserFacts())

    assert (sample.sample, real.sample) == (True, False)


# ---------------------------------------------------------------- kinds of post


def test_kinds_of_post_come_with_posts_engagements_rate_and_engagements_per_post(
    make_account: Callable[..., Account], make_facts: Callable[..., UserFacts], make_post_fact: Callable[..., PostFact]
) -> None:
    whole = {"comments": 0, "shares": 0, "saves": 0, "views": 1_000}
    posts = [
        make_post_fact(post_id="r1", posted_at=_posted(9), content_type=ContentType.REEL, likes=100, **whole),
        make_post_fact(post_id="r2", posted_at=_posted(10), content_type=ContentType.REEL, likes=50, **whole),
        make_post_fact(post_id="i1", posted_at=_posted(11), content_type=ContentType.IMAGE, likes=7, **whole),
        make_post_fact(post_id="old", posted_at=_posted(8), content_type=ContentType.POLL, likes=7, **whole),
    ]

    found = content_types(_question([make_account()]), make_facts(posts=posts))

    assert [
        (k.content_type, k.posts, k.engagements.value, k.engagement_rate.value, k.engagements_per_post) for k in found
    ] == [(ContentType.REEL, 2, 150, 0.075, 75), (ContentType.IMAGE, 1, 7, 0.007, 7)]


def test_engagements_per_post_are_there_for_several_accounts_too(
    make_account: Callable[..., Account], make_facts: Callable[..., UserFacts], make_post_fact: Callable[..., PostFact]
) -> None:
    whole = {"comments": 0, "shares": 0, "saves": 0, "content_type": ContentType.REEL}
    posts = [
        make_post_fact("instagram", post_id="r1", posted_at=_posted(9), likes=100, **whole),
        make_post_fact("instagram", post_id="r2", posted_at=_posted(10), likes=50, **whole),
        make_post_fact("x", post_id="r3", posted_at=_posted(11), likes=30, **whole),
    ]
    accounts = [make_account(Platform.INSTAGRAM), make_account(Platform.X)]

    (reels,) = content_types(_question(accounts), make_facts(posts=posts))

    assert (reels.posts, reels.engagements.value, reels.engagements_per_post) == (3, 180, 60)


def test_engagements_per_post_are_null_when_a_post_was_not_seen(
    make_account: Callable[..., Account], make_facts: Callable[..., UserFacts], make_post_fact: Callable[..., PostFact]
) -> None:
    posts = [make_post_fact(posted_at=_posted(9), likes=100), make_post_fact(post_id="p2", posted_at=_posted(9))]

    (images,) = content_types(_question([make_account()]), make_facts(posts=posts))

    assert (images.posts, images.engagements_per_post) == (2, None)


def test_two_accounts_with_an_unseen_post_have_no_engagements_per_post(
    make_account: Callable[..., Account], make_facts: Callable[..., UserFacts], make_post_fact: Callable[..., PostFact]
) -> None:
    posts = [
        make_post_fact("instagram", posted_at=_posted(9), likes=100, comments=0, shares=0, saves=0),
        make_post_fact("x", posted_at=_posted(9)),
    ]
    accounts = [make_account(Platform.INSTAGRAM), make_account(Platform.X)]

    (images,) = content_types(_question(accounts), make_facts(posts=posts))

    assert (images.posts, images.engagements.status, images.engagements_per_post) == (
        2,
        MetricStatus.PARTIAL,
        None,
    )


def test_posts_of_a_question_are_those_of_its_accounts_and_days(
    make_account: Callable[..., Account], make_facts: Callable[..., UserFacts], make_post_fact: Callable[..., PostFact]
) -> None:
    facts = make_facts(
        posts=[
            make_post_fact(post_id="before", posted_at=datetime(2026, 3, 8, 23, 59, tzinfo=UTC)),
            make_post_fact(post_id="first", posted_at=datetime(2026, 3, 9, tzinfo=UTC)),
            make_post_fact("other", post_id="other", posted_at=_posted(10)),
            make_post_fact(post_id="after", posted_at=datetime(2026, 3, 16, tzinfo=UTC)),
        ]
    )

    assert [post.post_id for post in posts_in(_question([make_account()]), facts)] == ["first"]


# ---------------------------------------------------------------- changes, group by group


def test_changes_are_put_on_the_totals_of_the_same_group(
    ask: Callable[..., Measures], make_post_fact: Callable[..., PostFact]
) -> None:
    posts = [
        make_post_fact(posted_at=_posted(10), likes=15),
        make_post_fact(post_id="then", posted_at=_posted(3), likes=10),
    ]
    current = ask(MetricKey.LIKES, posts=posts, start=date(2026, 3, 9), end=date(2026, 3, 17))
    complete = ask(MetricKey.LIKES, posts=posts, start=date(2026, 3, 9), end=date(2026, 3, 16))
    previous = ask(MetricKey.LIKES, posts=posts, start=date(2026, 3, 2), end=date(2026, 3, 9))

    changed = with_change(current, complete, previous)

    assert changed.total(MetricKey.LIKES).value == 15
    assert changed.total(MetricKey.LIKES).change == Change(10, 5, 0.5)


# ---------------------------------------------------------------- one post


@pytest.fixture(scope="session")
def piece() -> ContentPiece:
    """A reel of which likes, comments, shares and views were seen, but not the saves."""
    metrics = {MetricKey.LIKES: 70, MetricKey.COMMENTS: 20, MetricKey.SHARES: 10, MetricKey.VIEWS: 1_000}
    seen = dict.fromkeys(metrics, SEEN) | {MetricKey.LIKES: datetime(2026, 3, 9, tzinfo=UTC)}
    details = PostDetails(_posted(2), ContentType.REEL)
    return ContentPiece("u1", "instagram", Platform.INSTAGRAM, "p1", details, metrics, seen)


def test_one_post_is_measured_by_the_same_rules(make_account: Callable[..., Account], piece: ContentPiece) -> None:
    likes = piece_value(piece, make_account(), MetricKey.LIKES)
    engagements = piece_value(piece, make_account(), MetricKey.ENGAGEMENTS)

    assert (likes.value, likes.status, likes.as_of) == (70, MetricStatus.MEASURED, datetime(2026, 3, 9, tzinfo=UTC))
    assert (engagements.value, engagements.status, engagements.as_of) == (100, MetricStatus.PARTIAL, SEEN)


@pytest.mark.parametrize(
    ("metric", "reason"),
    [
        (MetricKey.SAVES, AbsenceReason.NOT_OBSERVED),
        (MetricKey.CLICKS, AbsenceReason.NOT_OFFERED),
        (MetricKey.REACH, AbsenceReason.NOT_OBSERVED),
        (MetricKey.FOLLOWERS, AbsenceReason.TOO_FINE),
    ],
)
def test_what_is_not_known_of_a_post_is_null_with_a_reason(
    make_account: Callable[..., Account], piece: ContentPiece, metric: MetricKey, reason: AbsenceReason
) -> None:
    value = piece_value(piece, make_account(), metric)

    assert (value.value, value.reason) == (None, reason)


def test_the_attribution_of_a_question_reaches_the_engine(make_account: Callable[..., Account]) -> None:
    question = Question(USER, (make_account(),), WEEK, NOW, BEFORE, Attribution.RECEIVED)

    assert [query.attribution for query in question.queries()] == [Attribution.RECEIVED] * 3
