"""The migrations make the tables of the models, and can be taken back."""

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

from domain.collection import RunStatus
from domain.exports import LeftOut
from domain.observations import Batch
from persistence.column_types import to_micros
from persistence.database import Database
from persistence.migrate import upgrade
from persistence.models import Base
from tests.factories import NOW, add_account, add_user, post, record


def _differences(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection), Base.metadata))


def _columns(connection: Connection) -> dict[str, set[str]]:
    tables = ("content_performance", "segments", "annotations")
    return {table: {column["name"] for column in inspect(connection).get_columns(table)} for table in tables}


def _downgrade(connection: Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", "persistence:migrations")
    config.attributes["connection"] = connection
    command.downgrade(config, revision)


async def test_the_migrated_tables_are_those_of_the_models(database: Database) -> None:
    async with database.engine.connect() as connection:
        assert await connection.run_sync(_differences) == []


async def test_the_second_version_can_be_taken_back_and_applied_again_without_losing_posts(database: Database) -> None:
    await add_user(database)
    await record(database, await add_account(database), Batch(posts=(post("p1", likes=3),)))
    try:
        async with database.engine.begin() as connection:
            await connection.run_sync(_downgrade, "0001")
            before = await connection.run_sync(_columns)
    finally:
        versions = await upgrade(database.engine)

    assert versions == ("0001", "0005")
    assert "media_seconds" not in before["content_performance"]
    assert before["segments"] == {"user_id", "segment_id", "name", "filter", "created_at"}
    assert before["annotations"] == {"user_id", "annotation_id", "marked_on", "text", "created_at"}
    async with database.engine.connect() as connection:
        assert await connection.run_sync(_differences) == []
        rows = await connection.execute(text("SELECT post_id, likes, media_seconds FROM content_performance"))
        assert [tuple(row) for row in rows] == [("p1", 3, None)]


async def test_reports_of_imports_survive_the_fourth_version_and_back(database: Database) -> None:
    await add_user(database)
    insert = (
        "INSERT INTO imports (user_id, import_id, file_name, kind, imported_at, observed_at, rows_read, rows_rejected,"
        " accounts, rejected, notes, posts_added, observations_added, engagements_added, values_changed)"
        " VALUES ('u1', 'i1', 'a.csv', 'x-content', :at, :at, 3, 1, '[\"acme\"]', '[[3, \"It is odd.\"]]', '[\"n\"]',"
        " 2, 8, 0, 8)"
    )
    try:
        async with database.engine.begin() as connection:
            await connection.run_sync(_downgrade, "0003")
            at = NOW if connection.dialect.name == "postgresql" else to_micros(NOW)
            await connection.execute(text(insert), {"at": at})
    finally:
        await upgrade(database.engine)

    async with database.read() as unit:
        (found,) = await unit.imports.page("u1", 10, None)
    report = found.report
    assert report is not None
    assert (found.status, found.created_at, found.finished_at) == (RunStatus.SUCCEEDED, NOW, NOW)
    assert (found.recorded.posts_added, found.recorded.observations_added) == (2, 8)
    assert (report.kinds, report.rows_read, report.left_out) == (("x-content",), 3, {LeftOut.UNREADABLE: 1})
    assert (report.accounts, report.notes, report.observed_at) == (("acme",), ("n",), NOW)
    assert [(row.line, row.reason) for row in report.examples] == [(3, "It is odd.")]
    try:
        async with database.engine.begin() as connection:
            await connection.run_sync(_downgrade, "0003")
            rows = await connection.execute(text("SELECT kind, rows_read, rows_rejected FROM imports"))
            assert [tuple(row) for row in rows] == [("x-content", 3, 1)]
    finally:
        await upgrade(database.engine)
