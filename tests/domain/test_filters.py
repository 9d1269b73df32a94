"""What filters mean, and the laws that hold of every one of them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.dimensions import Dimension
from domain.errors import InvalidInputError
from domain.filter_forms import from_document, normalised, to_document
from domain.filter_rules import canonical_value, checked
from domain.filter_words import describe
from domain.filters import (
    And,
    Attribute,
    Comparator,
    Filter,
    MediaLength,
    Not,
    OneOf,
    Or,
    PublishedIn,
    Subject,
    TextContains,
    Threshold,
    attributes,
    given_account,
    holds,
)
from domain.metrics import MetricKey
from domain.observations import ContentType
from domain.users import Platform
from tests.filter_strategies import filters, subjects

START = datetime(2026, 3, 2, tzinfo=UTC)
END = datetime(2026, 3, 9, tzinfo=UTC)
ON_INSTAGRAM = OneOf(Dimension.PLATFORM, ("instagram",))
REELS = OneOf(Dimension.CONTENT_TYPE, ("reel",))
ADS = OneOf(Dimension.TAG, ("ads",))
LIKED = Threshold(MetricKey.LIKES, Comparator.GT, 100.0)
EVERYTHING, NOTHING = And(()), Or(())

REEL = Subject(
    platform=Platform.INSTAGRAM,
    account_id="a1",
    content_type=ContentType.REEL,
    tags=("coffee", "sale"),
    text="Big ÜBER Sale",
    posted_at=START,
    media_seconds=15.0,
    country="DE",
    device="mobile",
    weekday=0,
    hour=9,
    value={MetricKey.LIKES: 100.0, MetricKey.ENGAGEMENT_RATE: 0.05}.get,
)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (OneOf(Dimension.PLATFORM, ("x", "instagram")), True),
        (OneOf(Dimension.PLATFORM, ("x",)), False),
        (OneOf(Dimension.ACCOUNT, ("a1",)), True),
        (OneOf(Dimension.ACCOUNT, ("a2",)), False),
        (OneOf(Dimension.CONTENT_TYPE, ("reel",)), True),
        (OneOf(Dimension.COUNTRY, ("DE",)), True),
        (OneOf(Dimension.COUNTRY, ("FR",)), False),
        (OneOf(Dimension.DEVICE, ("mobile",)), True),
        (OneOf(Dimension.TAG, ("sale", "ads")), True),
        (OneOf(Dimension.TAG, ("ads",)), False),
        (OneOf(Dimension.WEEKDAY, ("0",)), True),
        (OneOf(Dimension.WEEKDAY, ("6",)), False),
        (OneOf(Dimension.HOUR_OF_DAY, ("9",)), True),
        (OneOf(Dimension.HOUR_OF_DAY, ("19",)), False),
        (TextContains("über sale"), True),
        (TextContains("coffee"), False),
        (PublishedIn(START, END), True),
        (PublishedIn(START - timedelta(days=1), START), False),
        (MediaLength(15.0, None), True),
        (MediaLength(None, 15.0), False),
        (MediaLength(10.0, 15.1), True),
        (Threshold(MetricKey.LIKES, Comparator.GT, 100.0), False),
        (Threshold(MetricKey.LIKES, Comparator.GTE, 100.0), True),
        (Threshold(MetricKey.LIKES, Comparator.LT, 100.0), False),
        (Threshold(MetricKey.LIKES, Comparator.LTE, 100.0), True),
        (Threshold(MetricKey.ENGAGEMENT_RATE, Comparator.EQ, 0.05), True),
        (EVERYTHING, True),
        (NOTHING, False),
    ],
    ids=str,
)
def test_a_condition_holds_of_what_is_known(condition: Filter, expected: bool) -> None:
    assert holds(condition, REEL) is expected


@pytest.mark.parametrize(
    "condition",
    [
        *(OneOf(dimension, ("1",)) for dimension in Dimension),
        TextContains("sale"),
        PublishedIn(START, END),
        MediaLength(1.0, None),
        LIKED,
    ],
    ids=str,
)
def test_what_is_not_known_neither_matches_nor_is_excluded(condition: Filter) -> None:
    assert holds(condition, Subject()) is None
    assert holds(Not(condition), Subject()) is None


def test_a_post_known_to_have_no_tags_lacks_every_tag() -> None:
    assert holds(Not(ADS), Subject(tags=())) is True


@pytest.mark.parametrize(
    ("left", "right", "both", "either"),
    [
        (True, True, True, True),
        (True, False, False, True),
        (True, None, None, True),
        (False, False, False, False),
        (False, None, False, None),
        (None, None, None, None),
    ],
)
def test_and_and_or_follow_the_tables_of_kleene(
    left: bool | None, right: bool | None, both: bool | None, either: bool | None
) -> None:
    parts: dict[bool | None, Filter] = {True: EVERYTHING, False: NOTHING, None: LIKED}
    pair = (parts[left], parts[right])

    assert holds(And(pair), Subject()) is both
    assert holds(Or(pair), Subject()) is either


def test_attributes_are_those_of_every_condition_however_deep() -> None:
    filter = And((ON_INSTAGRAM, Or((Not(ADS), LIKED)), TextContains("a"), PublishedIn(START, END), MediaLength(1, 2)))

    assert attributes(filter) == {
        Attribute.PLATFORM,
        Attribute.TAG,
        Attribute.METRICS,
        Attribute.TEXT,
        Attribute.PUBLISHED,
        Attribute.MEDIA_LENGTH,
    }


def test_every_dimension_is_an_attribute() -> None:
    assert attributes(And(tuple(OneOf(dimension, ("1",)) for dimension in Dimension))) == {
        Attribute(dimension.value) for dimension in Dimension
    }


@pytest.mark.parametrize(
    ("filter", "expected"),
    [
        (ON_INSTAGRAM, True),
        (OneOf(Dimension.ACCOUNT, ("a2",)), False),
        (Not(ON_INSTAGRAM), False),
        (And((ON_INSTAGRAM, REELS)), REELS),
        (And((ON_INSTAGRAM, REELS, ADS)), And((REELS, ADS))),
        (And((OneOf(Dimension.PLATFORM, ("x",)), REELS)), False),
        (Or((ON_INSTAGRAM, REELS)), True),
        (Or((OneOf(Dimension.PLATFORM, ("x",)), REELS)), REELS),
        (Not(And((ON_INSTAGRAM, REELS))), Not(REELS)),
        (EVERYTHING, True),
        (NOTHING, False),
        (LIKED, LIKED),
    ],
    ids=str,
)
def test_platform_and_account_are_decided_for_an_account(filter: Filter, expected: Filter | bool) -> None:
    assert given_account(filter, Platform.INSTAGRAM, "a1") == expected


@pytest.mark.parametrize(
    ("filter", "expected"),
    [
        (OneOf(Dimension.PLATFORM, ("x", "instagram", "x")), OneOf(Dimension.PLATFORM, ("instagram", "x"))),
        (And((REELS, And((ADS, REELS)))), And((REELS, ADS))),
        (And((ADS, REELS)), And((REELS, ADS))),
        (Or((ADS,)), ADS),
        (Not(Not(ADS)), ADS),
        (Not(Not(Not(ADS))), Not(ADS)),
        (And((ADS, EVERYTHING)), ADS),
        (And((ADS, NOTHING)), NOTHING),
        (Or((ADS, EVERYTHING)), EVERYTHING),
        (Not(EVERYTHING), NOTHING),
        (TextContains("ÜBER"), TextContains("über")),
        (Threshold(MetricKey.LIKES, Comparator.GT, 100), LIKED),
    ],
    ids=str,
)
def test_the_normal_form(filter: Filter, expected: Filter) -> None:
    assert normalised(filter) == expected


def test_instants_are_utc_in_the_normal_form() -> None:
    in_india = timezone(timedelta(hours=5, minutes=30))
    written = PublishedIn(datetime(2026, 3, 2, 5, 30, tzinfo=in_india), datetime(2026, 3, 9, 5, 30, tzinfo=in_india))

    found = normalised(written)

    assert to_document(found)["filter"] == {
        "published": {"start": "2026-03-02T00:00:00+00:00", "end": "2026-03-09T00:00:00+00:00"}
    }


def test_a_filter_as_a_document() -> None:
    filter = Not(Or((OneOf(Dimension.TAG, ("ads", "café")), MediaLength(15.0, None), TextContains("a"), LIKED)))

    assert to_document(filter) == {
        "version": 1,
        "filter": {
            "not": {
                "or": [
                    {"one_of": {"dimension": "tag", "values": ["ads", "café"]}},
                    {"media_seconds": {"at_least": 15.0, "below": None}},
                    {"text": {"contains": "a"}},
                    {"metric": {"key": "likes", "comparison": "gt", "number": 100.0}},
                ]
            }
        },
    }


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ([], "document: expected an object with the members version, filter."),
        ({"version": 2, "filter": {"and": []}}, "document.version: expected 1."),
        ({"version": True, "filter": {"and": []}}, "document.version: expected 1."),
        ({"version": 1, "filter": {}}, "filter: expected an object with one member."),
        ({"version": 1, "filter": {"and": {}}}, "filter.and: expected a list."),
        (
            {"version": 1, "filter": {"and": [{"xor": []}]}},
            "filter.and[0]: 'xor' is none of and, or, not, one_of, text, published, media_seconds, metric.",
        ),
        (
            {"version": 1, "filter": {"not": {"one_of": {"dimension": "colour", "values": ["red"]}}}},
            "filter.not.one_of.dimension: 'colour' is not known.",
        ),
        (
            {"version": 1, "filter": {"one_of": {"dimension": "tag", "values": [7]}}},
            "filter.one_of.values[0]: expected a text.",
        ),
        (
            {"version": 1, "filter": {"one_of": {"dimension": "platform", "values": ["myspace"]}}},
            "'myspace' is no platform; use one of facebook, instagram, x, linkedin, tiktok, youtube, mastodon.",
        ),
        (
            {"version": 1, "filter": {"text": {"contains": "a", "also": 1}}},
            "filter.text: expected an object with the members contains.",
        ),
        (
            {"version": 1, "filter": {"published": {"start": "soon", "end": "later"}}},
            "filter.published.start: expected an instant in ISO 8601.",
        ),
        (
            {"version": 1, "filter": {"media_seconds": {"at_least": False, "below": None}}},
            "filter.media_seconds.at_least: expected a number.",
        ),
        (
            {"version": 1, "filter": {"metric": {"key": "likes", "comparison": "gt", "number": 10**400}}},
            "filter.metric.number: the number is too large.",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_malformed_document_is_refused_with_the_place(document: object, message: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        from_document(document)

    assert refused.value.message == message


def _nested(levels: int) -> Filter:
    filter: Filter = ADS
    for _ in range(levels - 1):
        filter = And((filter, REELS))
    return filter


@pytest.mark.parametrize(
    ("filter", "message"),
    [
        (Or((ADS,) * 101), "A filter has at most 100 conditions; this one has 101."),
        (_nested(9), "A filter is at most 8 levels deep."),
        (
            OneOf(Dimension.ACCOUNT, tuple(f"a{i}" for i in range(101))),
            "A condition has at most 100 values; the one on account has 101.",
        ),
        (
            OneOf(Dimension.CONTENT_TYPE, ()),
            "The list of values for content type is empty; leave the condition out to match all.",
        ),
        (OneOf(Dimension.COUNTRY, ("de",)), "'de' is not how a country is written in a filter."),
        (OneOf(Dimension.COUNTRY, ("Germany",)), "'Germany' is no country; use two letters of ISO 3166-1, such as DE."),
        (OneOf(Dimension.TAG, ("#ads",)), "'#ads' is not how a tag is written in a filter."),
        (OneOf(Dimension.HOUR_OF_DAY, ("09",)), None),
        (OneOf(Dimension.WEEKDAY, ("7",)), "'7' is no weekday; use one of 0, 1, 2, 3, 4, 5, 6."),
        (TextContains(""), "The text to look for has 1 to 200 characters; 0 were given."),
        (TextContains("a" * 201), "The text to look for has 1 to 200 characters; 201 were given."),
        (TextContains("a\0"), "The text to look for holds characters that cannot be looked for."),
        (TextContains("\ud800"), "The text to look for holds characters that cannot be looked for."),
        (PublishedIn(END, START), "The time of publication ends before or when it starts."),
        (
            PublishedIn(START.replace(tzinfo=None), END.replace(tzinfo=None)),
            "The bounds of the time of publication need a time zone.",
        ),
        (MediaLength(None, None), "A condition on the media length needs a bound: at least, below, or both."),
        (MediaLength(-1.0, None), "A media length is a finite number of seconds, 0 or more."),
        (MediaLength(60.0, 60.0), "The media length ends before or where it starts."),
        (Threshold(MetricKey.LIKES, Comparator.GT, float("nan")), "LIKES can be compared with finite numbers only."),
        (Threshold(MetricKey.FOLLOWERS, Comparator.GT, 1.0), None),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_asked_is_refused(filter: Filter, message: str | None) -> None:
    with pytest.raises(InvalidInputError) as refused:
        checked(filter)

    assert message is None or refused.value.message == message


@pytest.mark.parametrize("filter", [Or((ADS,) * 100), _nested(8), TextContains("a" * 200)], ids=["100", "8", "200"])
def test_the_limits_themselves_are_allowed(filter: Filter) -> None:
    assert checked(filter) is filter


@pytest.mark.parametrize(
    ("dimension", "written", "expected"),
    [
        (Dimension.COUNTRY, "de", "DE"),
        (Dimension.TAG, " #Café", "café"),
        (Dimension.PLATFORM, "Instagram", "instagram"),
        (Dimension.DEVICE, " iPhone ", "iPhone"),
    ],
)
def test_values_are_written_as_facts_have_them(dimension: Dimension, written: str, expected: str) -> None:
    assert canonical_value(dimension, written) == expected


@pytest.mark.parametrize(
    ("filter", "expected"),
    [
        (
            And((OneOf(Dimension.PLATFORM, ("instagram", "x")), LIKED, Not(ADS))),
            "platform is instagram or x, and likes > 100, and not (tag is ads)",
        ),
        (And((REELS, Or((ADS, LIKED)))), "content type is reel, and (tag is ads, or likes > 100)"),
        (OneOf(Dimension.WEEKDAY, ("0", "6")), "weekday is Monday or Sunday"),
        (OneOf(Dimension.HOUR_OF_DAY, ("9",)), "hour of day is 9"),
        (MediaLength(15.0, 60.5), "media length >= 15 s and < 60.5 s"),
        (MediaLength(None, 60.0), "media length < 60 s"),
        (TextContains("50 %"), 'text contains "50 %"'),
        (TextContains('ü "a"\n'), 'text contains "ü \\"a\\"\\n"'),
        (PublishedIn(START, END), "published from 2026-03-02 00:00 to before 2026-03-09 00:00 UTC"),
        (Threshold(MetricKey.ENGAGEMENT_RATE, Comparator.LTE, 0.05), "engagement rate <= 0.05"),
        (EVERYTHING, "everything"),
        (NOTHING, "nothing"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_filter_in_words(filter: Filter, expected: str) -> None:
    assert describe(filter) == expected


@given(st.lists(filters(), max_size=3).map(tuple), subjects())
def test_de_morgan(parts: tuple[Filter, ...], subject: Subject) -> None:
    negated = tuple(Not(part) for part in parts)

    assert holds(Not(And(parts)), subject) is holds(Or(negated), subject)
    assert holds(Not(Or(parts)), subject) is holds(And(negated), subject)


@given(filters(), subjects())
def test_a_double_negation_means_the_same(filter: Filter, subject: Subject) -> None:
    assert holds(Not(Not(filter)), subject) is holds(filter, subject)


@given(filters(), subjects())
def test_the_normal_form_keeps_all_three_answers(filter: Filter, subject: Subject) -> None:
    assert holds(normalised(filter), subject) is holds(filter, subject)


@given(filters(), st.randoms(use_true_random=False))
def test_the_normal_form_forgets_the_order(filter: Filter, chance: Random) -> None:
    assert normalised(_shuffled(filter, chance)) == normalised(filter)
    assert normalised(normalised(filter)) == normalised(filter)


def _shuffled(filter: Filter, chance: Random) -> Filter:
    match filter:
        case OneOf(dimension, values):
            return OneOf(dimension, tuple(chance.sample(values, len(values))))
        case And(parts) | Or(parts):
            return type(filter)(tuple(_shuffled(part, chance) for part in chance.sample(parts, len(parts))))
        case Not(part):
            return Not(_shuffled(part, chance))
        case _:
            return filter


@given(filters(), subjects())
def test_deciding_the_account_first_gives_the_same_answer(filter: Filter, subject: Subject) -> None:
    platform, account_id = Platform.INSTAGRAM, "a1"
    of_account = replace(subject, platform=platform, account_id=account_id)

    rest = given_account(filter, platform, account_id)

    found = rest if isinstance(rest, bool) else holds(rest, of_account)
    assert found is holds(filter, of_account)


@given(filters())
def test_a_document_gives_the_filter_back(filter: Filter) -> None:
    assert from_document(to_document(filter)) == filter


@given(filters())
def test_every_filter_that_is_allowed_can_be_put_into_words(filter: Filter) -> None:
    assert describe(checked(filter)) != ""
