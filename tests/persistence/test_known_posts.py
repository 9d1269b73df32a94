"""Which posts are looked at again, and which are found to be deleted."""

from datetime import UTC, datetime, timedelta

from domain.assignments import KnownPost
from domain.observations import Batch, ContentType, Provenance
from domain.users import Account
from persistence.database import Database
from tests.factories import NOW, add_account, add_user, post, record

HOUR = timedelta(hours=1)
SIX_HOURS = 6 * HOUR
OLD = datetime(2026, 2, 1, 9, tzinfo=UTC)
YOUNG = datetime(2026, 3, 9, 9, tzinfo=UTC)
WINDOW_BEGINS = datetime(2026, 3, 3, tzinfo=UTC)


async def known(database: Database, account: Account, unseen_since: datetime | None = None) -> list[KnownPost]:
    async with database.read() as unit:
        return await unit.known_posts.of(account, WINDOW_BEGINS, unseen_since)


async def note(database: Database, account: Account, seen: set[str], missing: set[str], at: datetime) -> int:
    async with database.write() as unit:
        return await unit.known_posts.note(account, seen, missing, at, SIX_HOURS)


async def presence(database: Database, account: Account) -> dict[str, tuple[datetime | None, datetime | None]]:
    async with database.read() as unit:
        missing = {each.post_id: each.missing_since for each in await unit.known_posts.of(account, NOW, None)}
        found = await unit.content.find([("u1", account.account_id, "p1"), ("u1", account.account_id, "p2")])
    return {key[2]: (missing.get(key[2]), piece.deleted_at) for key, piece in found.items()}


async def account_with_posts(database: Database) -> Account:
    await add_user(database)
    account = await add_account(database)
    posts = (
        post("p1", posted_at=OLD, observed_at=NOW - 3 * HOUR, likes=3, comments=1),
        post("p1", posted_at=OLD, observed_at=NOW - 2 * HOUR, likes=4, comments=1),
        post("p1", posted_at=OLD, observed_at=NOW - HOUR, likes=4, comments=1),
        post("p2", posted_at=YOUNG, observed_at=NOW - 2 * HOUR, likes=1),
    )
    await record(database, account, Batch(posts=posts))
    return account


async def test_a_known_post_says_when_it_was_seen_and_when_it_last_moved(database: Database) -> None:
    account = await account_with_posts(database)

    assert await known(database, account) == [
        KnownPost("p1", OLD, ContentType.IMAGE, NOW - HOUR, NOW - 2 * HOUR, None, {}),
    ]


async def test_a_young_post_that_the_last_collection_did_not_list_is_among_them(database: Database) -> None:
    account = await account_with_posts(database)

    assert [each.post_id for each in await known(database, account, NOW - HOUR)] == ["p1", "p2"]
    assert [each.post_id for each in await known(database, account, NOW - 2 * HOUR)] == ["p1"]


async def test_posts_from_files_alone_are_not_asked_for(database: Database) -> None:
    account = await account_with_posts(database)
    imported = Batch(posts=(post("from-a-file", posted_at=OLD, likes=1), post("p1", posted_at=OLD, likes=9)))
    async with database.write() as unit:
        await unit.ledger.record(account, imported, Provenance.IMPORT, "import")

    assert [each.post_id for each in await known(database, account)] == ["p1"]


async def test_one_miss_deletes_nothing_and_a_second_one_after_hours_does(database: Database) -> None:
    account = await account_with_posts(database)

    assert await note(database, account, set(), {"p1"}, NOW) == 0
    assert await presence(database, account) == {"p1": (NOW, None), "p2": (None, None)}
    assert await note(database, account, set(), {"p1"}, NOW + SIX_HOURS - HOUR) == 0
    assert await presence(database, account) == {"p1": (NOW, None), "p2": (None, None)}
    assert await note(database, account, set(), {"p1"}, NOW + SIX_HOURS) == 1
    assert await presence(database, account) == {"p1": (NOW + SIX_HOURS, NOW), "p2": (None, None)}
    (deleted,) = await known(database, account)
    assert (deleted.deleted, deleted.missing_since) == (True, NOW + SIX_HOURS)
    assert await note(database, account, set(), {"p1"}, NOW + 9 * SIX_HOURS) == 0
    assert await presence(database, account) == {"p1": (NOW + 9 * SIX_HOURS, NOW), "p2": (None, None)}


async def test_a_post_that_is_seen_again_was_never_deleted(database: Database) -> None:
    account = await account_with_posts(database)
    await note(database, account, set(), {"p1", "p2"}, NOW)
    await note(database, account, {"p2"}, {"p1"}, NOW + SIX_HOURS)
    assert await presence(database, account) == {"p1": (NOW + SIX_HOURS, NOW), "p2": (None, None)}

    await note(database, account, {"p1"}, set(), NOW + 2 * SIX_HOURS)

    assert await presence(database, account) == {"p1": (None, None), "p2": (None, None)}


async def test_a_new_snapshot_does_not_forget_that_a_post_was_missed(database: Database) -> None:
    account = await account_with_posts(database)
    await note(database, account, set(), {"p1"}, NOW)

    await record(database, account, Batch(posts=(post("p1", posted_at=OLD, observed_at=NOW - 5 * HOUR, likes=2),)))

    assert await presence(database, account) == {"p1": (NOW, None), "p2": (None, None)}
