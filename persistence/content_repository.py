"""Reads posts: pages of them in a chosen order, and single ones."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Row, String, and_, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import TypeEngine

from domain.content import ContentOrderField, ContentPage, ContentPiece, ContentQuery, page_of
from domain.filters import Attribute, attributes
from domain.metrics import POST_METRICS, MetricKey
from domain.users import Platform
from persistence.column_types import from_micros, to_micros
from persistence.descriptions import details_of
from persistence.dialect import chunks, rows_as_table
from persistence.filter_sql import condition
from persistence.models import ContentPerformance
from persistence.past_content import past_pieces

_TABLE = ContentPerformance.__table__
_STORED = (*POST_METRICS, MetricKey.ENGAGEMENTS, MetricKey.ENGAGEMENT_RATE)
_LOCAL = {Attribute.WEEKDAY, Attribute.HOUR_OF_DAY}
_BELOW_ALL = -(2**62)
_ABOVE_ALL = 2**62


class SqlContent:
    """The domain's ContentRepository."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def pages(self, queries: Sequence[ContentQuery]) -> dict[ContentQuery, ContentPage]:
        """A page for each query; those that differ only in user and accounts share a statement."""
        alike: dict[ContentQuery, list[ContentQuery]] = {}
        past = [query for query in queries if not query.knowledge.is_present]
        for query in queries:
            if query.knowledge.is_present:
                alike.setdefault(_shape(query), []).append(query)
        found: dict[ContentQuery, ContentPage] = {}
        for shape, members in alike.items():
            found |= await self._pages(shape, members)
        return found | {query: page_of(await past_pieces(self._connection, query), query) for query in past}

    async def _pages(self, shape: ContentQuery, queries: Sequence[ContentQuery]) -> dict[ContentQuery, ContentPage]:
        owners = [(i, q.user_id, account_id) for i, q in enumerate(queries) for account_id in q.account_ids]
        pages = {q: ContentPage((), has_next=False, total=0) for q in queries}
        if not owners:
            return pages
        columns: list[tuple[str, TypeEngine[Any]]] = [
            ("asked", BigInteger()),
            ("user_id", String()),
            ("account_id", String()),
        ]
        wanted = rows_as_table("wanted", columns, owners)
        matching = (
            select(wanted.c.asked, _TABLE, func.count().over(partition_by=wanted.c.asked).label("total"))
            .select_from(wanted)
            .join(_TABLE, and_(_TABLE.c.user_id == wanted.c.user_id, _TABLE.c.account_id == wanted.c.account_id))
            .where(*_conditions(shape, self._connection.dialect.name))
            .cte("matching")
        )
        key = _sort_key(matching.c, shape)
        order = (key.desc() if shape.descending else key.asc(), matching.c.account_id, matching.c.post_id)
        ranked = select(matching, func.row_number().over(partition_by=matching.c.asked, order_by=order).label("rank"))
        if shape.after is not None:
            ranked = ranked.where(_after(key, matching.c, shape))
        ranked_rows = ranked.cte("ranked")
        rows = await self._connection.execute(
            select(ranked_rows)
            .where(ranked_rows.c.rank <= shape.first + 1)
            .order_by(ranked_rows.c.asked, ranked_rows.c.rank)
        )
        found: dict[int, list[Row[Any]]] = {}
        for row in rows:
            found.setdefault(row.asked, []).append(row)
        for i, query in enumerate(queries):
            mine = found.get(i, [])
            if mine:
                pieces = tuple(_piece(row) for row in mine[: query.first])
                pages[query] = ContentPage(pieces, len(mine) > query.first, mine[0].total)
        return pages

    async def find(self, keys: Sequence[tuple[str, str, str]]) -> dict[tuple[str, str, str], ContentPiece]:
        """Posts by (user id, account id, post id)."""
        owner = (_TABLE.c.user_id, _TABLE.c.account_id, _TABLE.c.post_id)
        found = {}
        for part in chunks(list(keys)):
            for row in await self._connection.execute(select(_TABLE).where(tuple_(*owner).in_(part))):
                piece = _piece(row)
                found[piece.key] = piece
        return found

    async def find_by_post_id(self, user_id: str, platform: Platform, post_id: str) -> ContentPiece | None:
        """A post by the platform's own id."""
        rows = await self._connection.execute(
            select(_TABLE)
            .where(_TABLE.c.user_id == user_id, _TABLE.c.platform == platform.value, _TABLE.c.post_id == post_id)
            .order_by(_TABLE.c.account_id)
        )
        row = rows.first()
        return _piece(row) if row is not None else None


def _shape(query: ContentQuery) -> ContentQuery:
    """What queries that share a statement have in common."""
    if query.filter is None or not attributes(query.filter) & _LOCAL:
        query = replace(query, time_zone="UTC")
    return replace(query, user_id="", account_ids=()) if query.after is None else query


def _conditions(query: ContentQuery, dialect: str) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if query.posted_from is not None:
        found.append(_TABLE.c.posted_at >= query.posted_from)
    if query.posted_before is not None:
        found.append(_TABLE.c.posted_at < query.posted_before)
    if query.filter is not None:
        found.append(condition(query.filter, query.time_zone, dialect))
    return found


def _sort_key(columns: Any, query: ContentQuery) -> ColumnElement[Any]:
    stored: ColumnElement[Any] = columns[query.order.value]
    if query.order is ContentOrderField.POSTED_AT:
        return stored
    return func.coalesce(stored, _BELOW_ALL if query.descending else _ABOVE_ALL)


def _after(key: ColumnElement[Any], columns: Any, query: ContentQuery) -> ColumnElement[bool]:
    after = query.after
    assert after is not None
    value: Any = after.value
    if query.order is ContentOrderField.POSTED_AT:
        value = from_micros(int(after.value or 0))
    elif value is None:
        value = _BELOW_ALL if query.descending else _ABOVE_ALL
    beyond = key < value if query.descending else key > value
    place = tuple_(columns.account_id, columns.post_id) > tuple_(after.account_id, after.post_id)
    return or_(beyond, and_(key == value, place))


def _piece(row: Row[Any]) -> ContentPiece:
    newest = to_micros(row.observed_at)
    exceptions = row.observed or {}
    stored = {key: value for key in _STORED if (value := row._mapping[key.value]) is not None}
    return ContentPiece(
        row.user_id,
        row.account_id,
        Platform(row.platform),
        row.post_id,
        details_of(row),
        stored,
        {key: from_micros(exceptions.get(key.value, newest)) for key in stored},
        row.deleted_at,
    )
