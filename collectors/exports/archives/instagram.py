"""What the files of Instagram's archives have in common: their texts, ids, dates and owner."""

import re
from datetime import timedelta
from pathlib import PurePosixPath
from typing import Any

from collectors.exports.accounts import account_of, named_account
from collectors.exports.archives.json_values import cell, from_companion, is_storable, member
from collectors.exports.cells import UnusableRowError, identifier
from collectors.exports.export_date import ExportDate, end_of, iso_day
from collectors.exports.formats import DocumentOpening
from collectors.exports.headings import Heading, folded, heading
from collectors.exports.moments import ZONE_LEEWAY
from collectors.exports.sources import Source
from domain.users import AccountRef, Platform

_USERNAME = heading(
    "Username",
    de=("Benutzername", "Nutzername"),
    es="Nombre de usuario",
    fr=("Nom d’utilisateur", "Nom d’utilisateur·ice", "Nom d’utilisateur(-trice)", "Nom de profil"),
    pt=("Nome de usuário", "Nome de utilizador"),
    it=("Nome utente", "Nome utente Instagram"),
    nl="Gebruikersnaam",
)
_HANDLE = re.compile(r"[\w.]{1,30}", re.ASCII)
_MEDIA_ID = re.compile(r"(?:\A|_)(\d{15,20})\Z", re.ASCII)
_ARCHIVE_NAME = re.compile(r"\Ainstagram-[\w.]+-(\d{4}-\d{2}-\d{2})-\w+\.zip\Z", re.ASCII)


def repaired(text: str) -> str:
    """A text as it was written: Instagram gives the bytes of UTF-8 as if each were a character."""
    try:
        return text.encode("latin-1").decode()
    except UnicodeError:
        return text


def words(value: Any, what: str) -> str | None:
    """A caption or label as it was written; None when there is none.

    Raises:
        UnusableRowError: it holds what no database stores.
    """
    text = repaired(value).strip() if isinstance(value, str) else ""
    if not is_storable(text):
        raise UnusableRowError(f"The {what} holds characters that are no text.")
    return text or None


def values_of(string_map: Any) -> dict[str, str]:
    """The texts of a `string_map_data` by label, both as they were written.

    Raises:
        UnusableRowError: it is none.
    """
    if not isinstance(string_map, dict):
        raise UnusableRowError("It holds no numbers.")
    return {repaired(label): repaired(cell(member(value, "value"))) for label, value in string_map.items()}


def value_of(values: dict[str, str], wanted: Heading) -> str:
    """The text under a label in whatever language; empty when there is none."""
    return next((value for label, value in values.items() if folded(label) in wanted.folded_names), "")


def media_id(uri: Any) -> str | None:
    """The id at the end of the name of a media file, which is the one that Instagram's interfaces call its media id;
    the whole name without its ending where there is no such number.

    Raises:
        UnusableRowError: it is too long to be a name.
    """
    if not isinstance(uri, str) or not is_storable(uri):
        return None
    stem = PurePosixPath(uri.partition("?")[0]).stem
    found = _MEDIA_ID.search(stem)
    return found[1] if found is not None else (identifier(stem, "name of the media file") if stem else None)


def owner(opening: DocumentOpening, what: str) -> AccountRef:
    """The account of the archive.

    Raises:
        ExportQuestionError: neither personal_information.json nor a person names it.
    """
    personal = from_companion(opening.source, "personal_information.json", "profile_user.item.string_map_data")
    name = value_of(values_of(personal), _USERNAME) if isinstance(personal, dict) else ""
    if _HANDLE.fullmatch(name):
        return account_of(Platform.INSTAGRAM, name)
    return named_account(Platform.INSTAGRAM, opening.options, what)


def begins_with(member_name: str) -> re.Pattern[str]:
    """How a document begins whose items are in the member of that name."""
    return re.compile(rf'\A\ufeff?\s*\{{\s*"{member_name}"\s*:')


def exported_at(source: Source, _beginning: str) -> ExportDate | None:
    """The day in the archive's name, as in `instagram-name-2026-08-22-a1B2c3D4.zip`."""
    found = next((found for name in source.names if (found := _ARCHIVE_NAME.match(name))), None)
    if found is None:
        return None
    try:
        end = end_of(iso_day(found[1]))
    except (ValueError, OverflowError):
        return None
    written_at = source.modified_at()
    if written_at is not None and end - timedelta(days=1) <= written_at < end:
        return ExportDate(written_at, "the file's modification time")
    return ExportDate(end, "the archive's name", ZONE_LEEWAY)
