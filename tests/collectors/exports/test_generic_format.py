"""Tables in the generic format, with and without a mapping file."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from collectors.exports.generic.events import Ordinals
from domain.errors import UnreadableExportError
from domain.metrics import MetricKey as M
from domain.observations import ContentType, DaySnapshot, Engagement, EngagementSource, EngagementType
from domain.users import AccountRef, Platform

ReadFile = Callable[..., Any]

NOON = datetime(2026, 8, 22, 12, tzinfo=UTC)

MAPPING = """
kind: posts
platform: {column: network, values: {FB: facebook, Tweet: x}}
account: {column: key, pattern: '^([^_]+)_'}
time: {column: when, formats: ['%d.%m.%Y %H:%M', '%d.%m.%y'], zone: Europe/Berlin}
post_id: {column: key}
metrics: {likes: hearts, comments: answers}
content_type: {column: what, values: {bild: image, Film: video}}
text: words
tags: labels
"""
MAPPED = "key;network;when;hearts;answers;what;words;labels;extra\n"


def test_a_mapping_file_carries_any_table_of_posts(read_text: ReadFile) -> None:
    read = read_text(
        MAPPED + "Ada_1;fb;22.08.2026 14:00;1,234;;Bild;Hallo;#Eins zwei,eins;x\n42_2;TWEET;22.08.26;5;6;Text;;;y\n",
        mapping=MAPPING,
    )

    assert read.rejected == []
    assert read.description.kind == "generic-posts"
    assert "semicolons" in read.description.form
    assert read.description.unread == (("extra", ""),)
    assert [row.account for row in read.rows] == [
        AccountRef(Platform.FACEBOOK, "ada", "Ada"),
        AccountRef(Platform.X, "42", "42"),
    ]
    first, second = read.facts
    assert first.post_id == "Ada_1"
    assert first.metrics == {M.LIKES: 1234}
    assert first.details.posted_at == NOON
    assert first.details.content_type is ContentType.IMAGE
    assert first.details.text == "Hallo"
    assert first.details.tags == ("eins", "zwei")
    assert second.details.posted_at == datetime(2026, 8, 21, 22, tzinfo=UTC)
    assert second.metrics == {M.LIKES: 5, M.COMMENTS: 6}
    assert second.details.content_type is ContentType.TEXT


def test_rows_that_a_mapping_does_not_fit_are_rejected(read_text: ReadFile) -> None:
    read = read_text(
        MAPPED + "Ada;fb;22.08.2026 14:00;1;;;;;\nAda_1;myspace;22.08.2026 14:00;1;;;;;\nAda_1;fb;2026;1;;;;;\n",
        mapping=MAPPING,
    )

    assert [each.reason for each in read.rejected] == [
        "'key' is 'Ada', which the pattern does not fit.",
        "The platform 'myspace' is not one of facebook, instagram, x, linkedin, tiktok, youtube, mastodon.",
        "The time '2026' cannot be read.",
    ]


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        pytest.param("[1]", "The mapping file is", id="list"),
        pytest.param("kind: {", "neither YAML nor JSON", id="broken"),
        pytest.param("kind: tweets", "`kind` is 'tweets'. Expected one of posts, days, events", id="kind"),
        pytest.param("kind: posts\nlikes: a", "unknown key 'likes'. Allowed: kind, platform", id="unknown key"),
        pytest.param("kind: posts\ntime: a", "`post_id` is missing", id="no id"),
        pytest.param("kind: posts\npost_id: a", "`time` is missing", id="no time"),
        pytest.param(
            "kind: days\ntime: {colunm: a}", "unknown key 'colunm'. Allowed: column, formats, zone", id="typo"
        ),
        pytest.param("kind: days\ntime: a\nmetrics: {hearts: b}", "unknown key 'hearts'. Allowed: foll", id="metric"),
        pytest.param("kind: days\ntime: a\nmetrics: {ctr: b}", "'ctr' is computed", id="derived metric"),
        pytest.param(
            "kind: posts\ntime: a\npost_id: b\nmetrics: {followers: c}", "not a number of posts", id="subject"
        ),
        pytest.param("kind: days\ntime: {column: a, zone: Mars}", "'Mars' is no IANA time zone", id="zone"),
        pytest.param("kind: days\ntime: {column: a, formats: ['%H:%M']}", "year, month and day", id="no year"),
        pytest.param("kind: days\ntime: a\nplatform: myspace", "`platform` is 'myspace'", id="platform"),
        pytest.param("kind: days\ntime: a\naccount: {column: a, pattern: '('}", "no regular expression", id="regex"),
        pytest.param("kind: days\ntime: a\naccount: {column: a, pattern: 'b'}", "has 0 groups", id="groups"),
        pytest.param("kind: days\ntime: a\naccount: {pattern: '(b)'}", "either `column` or `literal`", id="source"),
        pytest.param("kind: days\ntime: a\ndelimiter: ab", "Expected one character", id="delimiter"),
        pytest.param(
            "kind: days\ntime: nope\nplatform: x\naccount: a",
            "no column 'nope'; its columns are 'date'",
            id="column",
        ),
        pytest.param(
            "kind: days\ntime: date\nplatform: x\naccount: a\nmetrics: {likes: gone}",
            "no column 'gone'",
            id="metric column",
        ),
        pytest.param("kind: days\ntime: date\naccount: a", "does not say the platform", id="no platform"),
        pytest.param("kind: days\ntime: date\nencoding: base64", "is not base64 text", id="no text encoding"),
        pytest.param("kind: days\ntime: date\nplatform: x", "--account", id="no account"),
        pytest.param("kind: days\ntime: date\nencoding: klingon", "is not klingon text", id="encoding"),
    ],
)
def test_a_wrong_mapping_file_is_refused_saying_what_is_wrong(read_text: ReadFile, mapping: str, message: str) -> None:
    with pytest.raises(UnreadableExportError) as error:
        read_text("date,likes\n2026-08-22,1\n", mapping=mapping)

    assert message in error.value.message


def test_a_table_with_our_own_column_names_needs_no_mapping(read_text: ReadFile) -> None:
    read = read_text(
        "post_id,posted_at,platform,account,likes,watch_time_seconds,content_type,text,mood\n"
        "a1,2026-08-22T14:00:00+02:00,instagram,@Ada,3,1.5,reel,Hi #You,good\n"
    )

    assert read.description.kind == "generic-posts"
    assert read.description.unread == (("mood", ""),)
    assert read.rows[0].account == AccountRef(Platform.INSTAGRAM, "ada", "Ada")
    assert read.facts[0].metrics == {M.LIKES: 3, M.WATCH_TIME_SECONDS: 1.5}
    assert read.facts[0].details.posted_at == NOON
    assert read.facts[0].details.content_type is ContentType.REEL
    assert read.facts[0].details.tags == ("you",)
    assert read.description.notes == ()


def test_media_seconds_are_a_length_or_unknown_and_never_negative(read_text: ReadFile) -> None:
    read = read_text(
        "post_id,posted_at,platform,account,likes,media_seconds\n"
        "a1,2026-08-22T12:00:00Z,x,ada,3,14.5\n"
        "a2,2026-08-22T12:00:00Z,x,ada,3,\n"
        "a3,2026-08-22T12:00:00Z,x,ada,3,-1\n"
        "a4,2026-08-22T12:00:00Z,x,ada,3,soon\n"
    )

    assert [(fact.post_id, fact.details.media_seconds) for fact in read.facts] == [("a1", 14.5), ("a2", None)]
    assert [(row.line, row.reason) for row in read.rejected] == [
        (4, "'media_seconds' is '-1'; it cannot be negative."),
        (5, "'media_seconds' is 'soon', which is no number."),
    ]


def test_times_without_an_offset_are_wall_clock_and_said_so(read_text: ReadFile) -> None:
    read = read_text(
        "post_id,posted_at,platform,account,likes\na1,2026-08-22 17:45,x,ada,3\n", time_zone="Asia/Kathmandu"
    )

    assert read.facts[0].details.posted_at == NOON
    assert read.description.notes == (
        "Times without an offset were read as Asia/Kathmandu; `--time-zone` or `time.zone` changes it.",
    )


def test_days_keep_their_date_and_the_given_zone(read_text: ReadFile) -> None:
    read = read_text(
        "date\tfollowers\tfollowers_gained\n2024-02-29\t100\t-3\n2024-02-29\t100\t-3\n2023-02-29\t1\t1\n",
        platform=Platform.LINKEDIN,
        account="urn:li:organization:7",
        time_zone="America/New_York",
        time_zone_given=True,
    )

    assert read.description.kind == "generic-days"
    assert read.description.form == "utf-8 text with tabs"
    assert read.rows[0].account == AccountRef(Platform.LINKEDIN, "urn:li:organization:7")
    assert read.facts == [
        DaySnapshot(
            date(2024, 2, 29),
            datetime(2026, 11, 1, tzinfo=UTC),
            {M.FOLLOWERS: 100, M.FOLLOWERS_GAINED: -3},
            "America/New_York",
        )
    ]
    assert [each.reason for each in read.rejected] == [
        "It repeats line 2.",
        "The time '2023-02-29' cannot be read.",
    ]


EVENTS = "type,occurred_at,platform,account,post_id,quantity,country,device\n"
EVENT = "like,2026-08-22T12:00:00Z,x,ada,77,1,DE,ios\n"


def test_events_are_imported_engagements(read_text: ReadFile) -> None:
    read = read_text(
        EVENTS.replace("type", "event_id,type") + "e1," + EVENT + "e2,Share,2026-08-22T14:00:00+02:00,x,ada,,-2,th,\n"
    )

    assert read.description.kind == "generic-events"
    assert read.facts == [
        Engagement("e1", EngagementType.LIKE, NOON, 1, "77", "DE", "ios", EngagementSource.IMPORT),
        Engagement("e2", EngagementType.SHARE, NOON, -2, None, "TH", None, EngagementSource.IMPORT),
    ]


def test_equal_events_without_an_id_get_different_keys_and_the_same_ones_when_read_again(read_text: ReadFile) -> None:
    read = read_text(EVENTS + EVENT + EVENT + EVENT)
    again = read_text(EVENTS + EVENT + EVENT + EVENT)

    keys = [fact.dedupe_key for fact in read.facts]
    assert len(set(keys)) == 3
    assert keys == [fact.dedupe_key for fact in again.facts]
    assert all(len(key) == 32 for key in keys)


def test_the_key_of_an_event_is_the_same_in_csv_and_json_lines_and_for_any_offset(read_text: ReadFile) -> None:
    from_csv = read_text(EVENTS + EVENT)
    from_json = read_text(
        '{"type": "like", "occurred_at": "2026-08-22T14:00:00+02:00", "platform": "x", "account": "@Ada", '
        '"post_id": 77, "country": "de", "device": "ios"}\n',
        name="events.jsonl",
    )

    assert from_csv.facts[0].dedupe_key == from_json.facts[0].dedupe_key


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        pytest.param(("like", "hug"), "The type 'hug' is not one of like, comment", id="type"),
        pytest.param((",1,", ",1.5,"), "has to be a whole number", id="fraction"),
        pytest.param((",1,", ",some,"), "is no number", id="word"),
        pytest.param(("DE", "Germany"), "no code of two letters", id="country"),
        pytest.param((",77,", ",3.0672E+14,"), "rounded", id="rounded post"),
        pytest.param(("2026-08-22", "2026-12-22"), "happened after the export date", id="future"),
        pytest.param(("2026-08-22T", "0001-01-01T"), "before the year 2000", id="year 1"),
        pytest.param(("x,ada", "x,@"), "There is no account", id="no account"),
    ],
)
def test_events_that_cannot_be_right_are_rejected(read_text: ReadFile, change: tuple[str, str], reason: str) -> None:
    read = read_text(EVENTS + EVENT.replace(*change) + EVENT)

    assert len(read.rows) == 1
    assert read.rejected[0].line == 2
    assert reason in read.rejected[0].reason


def test_events_beyond_the_limit_are_told_apart_when_the_file_is_ordered_by_time() -> None:
    ordinals = Ordinals(limit=3)
    found = [ordinals.ordinal(row, NOON + timedelta(seconds=row)) for row in (9, 8, 8, 7, 6, 5, 5, 5, 4)]

    assert found == [0, 0, 1, 0, 0, 0, 1, 2, 0]


def test_unordered_events_beyond_the_limit_need_ids() -> None:
    ordinals = Ordinals(limit=3)

    found = [ordinals.ordinal(row, NOON + timedelta(seconds=row)) for row in (1, 3, 2)]

    assert found == [0, 0, 0]
    with pytest.raises(UnreadableExportError, match="more than 3 events without `event_id`"):
        ordinals.ordinal(5, NOON + timedelta(seconds=5))


def test_json_lines_keep_long_ids_and_leave_members_out(read_text: ReadFile) -> None:
    read = read_text(
        '{"post_id": 1886483849795768598, "posted_at": "2026-08-22T12:00:00Z", "platform": "x", '
        '"account": "ada", "likes": 1938.0, "tags": ["One", "two"], "text": null}\n'
        "\n"
        "[1, 2]\n"
        "{broken\n"
        '{"post_id": 3.0672E+14, "posted_at": "2026-08-22T12:00:00Z", "platform": "x", "account": "ada"}\n'
        '{"post_id": "\\ud800", "posted_at": "2026-08-22T12:00:00Z", "platform": "x", "account": "ada"}\n'
        '{"post_id": "b", "posted_at": "2026-08-22T12:00:00Z", "platform": "x", "account": "ada", '
        '"comments": 2}',
        name="posts.jsonl",
    )

    assert read.description.kind == "generic-posts"
    assert read.description.form == "utf-8 JSON Lines"
    assert [row.line for row in read.rows] == [1, 7]
    assert [fact.post_id for fact in read.facts] == ["1886483849795768598", "b"]
    assert [fact.metrics for fact in read.facts] == [{M.LIKES: 1938}, {M.COMMENTS: 2}]
    assert read.facts[0].details.tags == ("one", "two")
    assert [each.line for each in read.rejected] == [3, 4, 5, 6]


def test_json_lines_of_another_account_are_refused(read_text: ReadFile) -> None:
    line = '{"post_id": "b", "posted_at": "2026-08-22T12:00:00Z", "platform": "x", "account": "ada", "likes": 2}'

    with pytest.raises(UnreadableExportError, match="belongs to @ada, not to 'bob'"):
        read_text(line, account="bob")
