"""Events in the generic format: single engagements, millions of them in one file."""

from collections.abc import Callable
from datetime import datetime
from hashlib import blake2b

from collectors.exports.cells import UnusableRowError, identifier, number, quoted
from collectors.exports.formats import Row
from collectors.exports.generic.cells import AccountCells, Clock, Given, cell_reader, optional_reader
from domain.errors import UnreadableExportError
from domain.observations import Engagement, EngagementSource, EngagementType

MOST_REMEMBERED_EVENTS = 2**20
"""Some 100 MB. Up to here events without an id may come in any order, beyond only in the order of time."""

_TYPES = {each.value: each for each in EngagementType}


class EventRows:
    """One row is one engagement. Without an `event_id`, equal rows are told apart by counting them."""

    def __init__(self, given: Given) -> None:
        self.read = _event_reader(given)


def _event_reader(given: Given) -> Callable[[list[str]], Row]:
    # A closure: looking up a dozen attributes per row takes as long as reading it.
    layout, columns, exported, clock = given.layout, given.columns, given.exported, Clock(given)
    account_of, moment_of, time_of, exported_at = AccountCells(given).read, clock.moment, clock.cell, exported.at
    type_of = cell_reader(layout.fields["type"], columns)
    quantity_of, post_of, country_of, device_of, id_of = (
        optional_reader(layout, field, columns) for field in ("quantity", "post_id", "country", "device", "event_id")
    )
    ordinal_of = Ordinals().ordinal
    countries: dict[str, str | None] = {"": None}

    def read(cells: list[str]) -> Row:
        account = account_of(cells)
        time_text = time_of(cells)
        occurred_at = moment_of(time_text)
        if occurred_at > exported_at:
            exported.seen_at(occurred_at, clock.leeway, what="It happened")
        type_text = type_of(cells)
        kind = _TYPES.get(type_text) or _engagement_type(type_text)
        quantity = 1
        if quantity_of is not None and (text := quantity_of(cells)) not in ("", "1"):
            quantity = _quantity(text)
        post_id = None
        if post_of is not None and (text := post_of(cells)):
            post_id = text if text.isdecimal() and len(text) < 21 else _post_id(text)
        country = None
        if country_of is not None and (text := country_of(cells)):
            country = countries.get(text) or countries.setdefault(text, _country(text))
        device = None
        if device_of is not None and (text := device_of(cells)):
            device = text.strip() or None
        if id_of is not None and (text := id_of(cells).strip()):
            key = identifier(text, "event id")
        else:
            # `join` takes the text of an enum member at once; an f-string asks the member to format itself.
            parts = (
                *(account.platform, account.external_id, kind, _canonical(time_text, occurred_at)),
                *(str(quantity), post_id or "", country or "", device or ""),
            )
            digest = blake2b("\x1f".join(parts).encode(), digest_size=16)
            key = digest.hexdigest()
            ordinal = ordinal_of(hash(key), occurred_at)
            if ordinal:
                digest.update(b"\x1f#%d" % ordinal)
                key = digest.hexdigest()
        source = EngagementSource.IMPORT
        return account, Engagement(key, kind, occurred_at, quantity, post_id, country, device, source), None

    return read


class Ordinals:
    """How often the same row came before in the file, from hashes of 8 bytes.

    Equal rows have equal times. So in a file that is ordered by time everything older can be forgotten, which
    happens as soon as there is too much of it.
    """

    def __init__(self, limit: int = MOST_REMEMBERED_EVENTS) -> None:
        self._limit = limit
        self._seen: set[int] = set()
        self._repeated: dict[int, int] = {}
        self._now: datetime | None = None
        self._rises = self._falls = True
        self._forgets = False

    def ordinal(self, row: int, occurred_at: datetime) -> int:
        """0 for the first such row.

        Raises:
            UnreadableExportError: there are too many to remember, and they are in no order.
        """
        now = self._now
        if occurred_at != now:
            if self._forgets or len(self._seen) >= self._limit:
                self._forget()
            if now is None or occurred_at > now:
                self._falls = self._falls and now is None
            else:
                self._rises = False
            self._now = occurred_at
        if row not in self._seen:
            self._seen.add(row)
            return 0
        self._repeated[row] = ordinal = self._repeated.get(row, 0) + 1
        return ordinal

    def _forget(self) -> None:
        if not (self._rises or self._falls):
            raise UnreadableExportError(
                f"The file has more than {self._limit:,} events without `event_id`, in no order of time.",
                "Sort it by time, or give every event an id.",
            )
        self._forgets = True
        self._seen.clear()
        self._repeated.clear()


def _canonical(text: str, moment: datetime) -> str:
    """The moment as `2026-08-22T10:00:00Z`; most files have it so already."""
    if len(text) == 20 and text[10] == "T" and text[19] == "Z":
        return text
    return moment.isoformat().replace("+00:00", "Z")


def _engagement_type(text: str) -> EngagementType:
    kind = _TYPES.get(text.strip().lower())
    if kind is None:
        raise UnusableRowError(f"The type {quoted(text)} is not one of {', '.join(EngagementType)}.")
    return kind


def _quantity(text: str) -> int:
    try:
        value = number(text)
    except ValueError:
        raise UnusableRowError(f"The quantity is {quoted(text)}, which is no number.") from None
    if value is None:
        return 1
    if isinstance(value, float):
        raise UnusableRowError(f"The quantity is {quoted(text)}; it has to be a whole number.")
    return value


def _post_id(text: str) -> str | None:
    return identifier(text, "post id") if text and not text.isspace() else None


def _country(text: str) -> str | None:
    if len(text) == 2 and text.isascii() and text.isupper() and text.isalpha():
        return text
    code = text.strip().upper()
    if not code:
        return None
    if len(code) != 2 or not code.isascii() or not code.isalpha():
        raise UnusableRowError(f"The country {quoted(text)} is no code of two letters (ISO 3166-1 alpha-2).")
    return code
