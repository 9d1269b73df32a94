"""Hashtags of a text."""

import re
import unicodedata

_START = re.compile(r"(?<![\w&/#])[#\uff03](?=[^\s#])")
_JOINERS = "\u200c\u200d"
"""Persian and Indic words hold them inside."""


def hashtags(text: str) -> tuple[str, ...]:
    """The tags without `#`, in lower case, each once, in the order of the text. `#1` is no tag."""
    if "#" not in text and "\uff03" not in text:
        return ()
    tags = (_word(text, found.end()).lower() for found in _START.finditer(text))
    return tuple(dict.fromkeys(tag for tag in tags if any(character.isalpha() for character in tag)))


def _word(text: str, start: int) -> str:
    # Not `\w`: it ends at the vowel signs of Thai, Hindi and others (category M).
    end = start
    while end < len(text) and (
        text[end] in _JOINERS or unicodedata.category(text[end])[0] in "LMN" or text[end] == "_"
    ):
        end += 1
    return text[start:end].rstrip(_JOINERS)
