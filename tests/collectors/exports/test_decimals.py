"""Whether a comma or a point stands before decimals is seen from the cells, never from the language."""

import pytest

from collectors.exports.cells import count
from collectors.exports.decimals import DecimalMark, decimal_mark


@pytest.mark.parametrize(
    ("cells", "delimiter", "expected"),
    [
        (["1938.0", "7"], ",", DecimalMark.POINT),
        (["12.345", "1.5"], ";", DecimalMark.POINT),
        (["1.234,5"], ",", DecimalMark.COMMA),
        (["0,3102"], "\t", DecimalMark.COMMA),
        (["12,5%"], ";", DecimalMark.COMMA),
        (["1.500", "7"], ";", DecimalMark.PERHAPS_COMMA),
        (["1,500", "7", "", "-"], ",", DecimalMark.UNKNOWN),
        (["22.08.2026 x", "a 1.5"], ",", DecimalMark.UNKNOWN),
    ],
)
def test_the_mark_is_proven_by_other_than_three_digits(cells: list[str], delimiter: str, expected: DecimalMark) -> None:
    assert decimal_mark(cells, delimiter) is expected


@pytest.mark.parametrize(
    ("text", "mark", "expected"),
    [
        ("1.234", DecimalMark.UNKNOWN, 1234),
        ("1.234.567", DecimalMark.POINT, 1234567),
        ("938.000", DecimalMark.POINT, 938),
        ("938.000", DecimalMark.UNKNOWN, 938000),
        ("938,000", DecimalMark.COMMA, 938),
        ("938,000", DecimalMark.POINT, 938000),
        ("1,220", DecimalMark.COMMA, 1220),
        ("1.234,0", DecimalMark.COMMA, 1234),
        ("12 345", DecimalMark.UNKNOWN, 12345),
        ("12’345", DecimalMark.UNKNOWN, 12345),
        ("1938.0", DecimalMark.POINT, 1938),
    ],
)
def test_counts_are_whole_whatever_separates_their_thousands(text: str, mark: DecimalMark, expected: int) -> None:
    assert count(text, mark) == expected
