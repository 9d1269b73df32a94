"""Filters as conditions in SQL over `content_performance`: exactly where `domain.filters.holds` is True.

SQL's NULL is the third value of that logic, so And, Or and Not are those of the database. `lower()` of PostgreSQL and
of Python differ for the few letters whose small form is several characters, such as İ.
"""

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    Double,
    Integer,
    String,
    Table,
    and_,
    exists,
    extract,
    false,
    func,
    literal,
    not_,
    or_,
    true,
    type_coerce,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects import postgresql

from domain.content import refuse_dimension
from domain.dimensions import Dimension
from domain.filters import And, Comparator, Filter, MediaLength, Not, OneOf, Or, PublishedIn, TextContains, Threshold
from persistence.dialect import unsupported
from persistence.models import ContentPerformance
from persistence.sqlite_functions import LOCAL_HOUR, LOCAL_WEEKDAY

_POSTS = cast("Table", ContentPerformance.__table__).c


def condition(filter: Filter, zone_name: str, dialect: str) -> ColumnElement[bool]:
    """The posts of which the filter holds; weekdays and hours are those of the zone.

    Raises:
        InvalidInputError: the filter asks for what posts do not have.
    """
    match filter:
        case OneOf(dimension, values):
            return _one_of(dimension, values, zone_name, dialect)
        case TextContains(text):
            return func.lower(_POSTS.text).contains(text.lower(), autoescape=True)
        case PublishedIn(start, end):
            return and_(_POSTS.posted_at >= start, _POSTS.posted_at < end)
        case MediaLength(at_least, below):
            bounds = [] if at_least is None else [_POSTS.media_seconds >= at_least]
            return and_(true(), *bounds, *([] if below is None else [_POSTS.media_seconds < below]))
        case Threshold(metric, comparison, number):
            return _compared(_POSTS[metric.value], comparison, literal(number, Double()))
        case And(parts):
            return and_(true(), *(condition(part, zone_name, dialect) for part in parts))
        case Or(parts):
            return or_(false(), *(condition(part, zone_name, dialect) for part in parts))
        case Not(part):
            return not_(condition(part, zone_name, dialect))


def _one_of(dimension: Dimension, values: Sequence[str], zone_name: str, dialect: str) -> ColumnElement[bool]:
    match dimension:
        case Dimension.PLATFORM:
            return _POSTS.platform.in_(values)
        case Dimension.ACCOUNT:
            return _POSTS.account_id.in_(values)
        case Dimension.CONTENT_TYPE:
            return _POSTS.content_type.in_(values)
        case Dimension.TAG:
            return _tagged(values, dialect)
        case Dimension.WEEKDAY:
            return _local("isodow", LOCAL_WEEKDAY, zone_name, dialect).in_([int(value) for value in values])
        case Dimension.HOUR_OF_DAY:
            return _local("hour", LOCAL_HOUR, zone_name, dialect).in_([int(value) for value in values])
        case Dimension.COUNTRY | Dimension.DEVICE:
            raise refuse_dimension(dimension)


def _tagged(values: Sequence[str], dialect: str) -> ColumnElement[bool]:
    """At least one of the tags is there. No post has NULL for its tags."""
    match dialect:
        case "sqlite":
            tags = func.json_each(_POSTS.tags).table_valued("value", name="tag")
            return exists().select_from(tags).where(tags.c.value.in_(values)).correlate(_POSTS.tags.table)
        case "postgresql":
            wanted = postgresql.array([literal(value, String()) for value in values])
            found: ColumnElement[bool] = type_coerce(_POSTS.tags, postgresql.JSONB).has_any(wanted)
            return found
        case other:
            raise unsupported(other)


def _local(part: str, function: str, zone_name: str, dialect: str) -> ColumnElement[Any]:
    """A part of the local time of publication; weekdays begin with 0 for Monday."""
    match dialect:
        case "sqlite":
            local: ColumnElement[Any] = getattr(func, function)(_POSTS.posted_at, zone_name, type_=Integer())
            return local
        case "postgresql":
            found = sql_cast(extract(part, func.timezone(zone_name, _POSTS.posted_at)), Integer)
            return found - 1 if part == "isodow" else found
        case other:
            raise unsupported(other)


def _compared(value: ColumnElement[Any], comparison: Comparator, number: ColumnElement[float]) -> ColumnElement[bool]:
    match comparison:
        case Comparator.GT:
            return value > number
        case Comparator.GTE:
            return value >= number
        case Comparator.LT:
            return value < number
        case Comparator.LTE:
            return value <= number
        case Comparator.EQ:
            return value == number
