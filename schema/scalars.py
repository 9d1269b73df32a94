"""Scalars of the contract."""

from typing import Any, NewType

import strawberry
from strawberry.types.scalar import ScalarDefinition

from schema.uploads import Upload, parse_upload

BigInt = NewType("BigInt", int)
TimeZone = NewType("TimeZone", str)

_JSON_EXACT = 2**53


def _parse_big_int(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > _JSON_EXACT:
        raise ValueError("BigInt is a whole number of at most 2^53")
    return value


def _parse_time_zone(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("TimeZone is the IANA name of a zone")
    return value


SCALARS: dict[Any, ScalarDefinition] = {
    BigInt: strawberry.scalar(
        name="BigInt",
        description="A whole number, as a JSON number of up to 2^53; GraphQL's Int ends at 2^31.",
        serialize=int,
        parse_value=_parse_big_int,
    ),
    Upload: strawberry.scalar(
        name="Upload",
        description="A file of a multipart request, sent as the GraphQL multipart request specification says.",
        serialize=lambda _value: None,
        parse_value=parse_upload,
    ),
    TimeZone: strawberry.scalar(
        name="TimeZone",
        description="IANA name of a time zone, such as Europe/Berlin.",
        serialize=str,
        parse_value=_parse_time_zone,
    ),
}
