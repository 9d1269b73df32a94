"""Plain text of a post that is written in HTML."""

from html.parser import HTMLParser

from collectors.exports.cells import UnusableRowError

LONGEST = 100_000
"""Servers allow some thousand characters of text."""
_MOST_UNCLOSED = 100
"""Tags that never close cost the parser time that grows with the square of their number; servers close theirs."""

_PARAGRAPHS = frozenset({"p", "div", "ul", "ol", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6"})
_UNSEEN = frozenset({"script", "style"})


def html_text(html: str) -> str:
    """What people read: tags dropped, entities undone, a blank line between paragraphs, a line break for `<br>`.

    Raises:
        UnusableRowError: it is no HTML, or endlessly long.
    """
    if len(html) > LONGEST:
        raise UnusableRowError(f"The text has {len(html):,} characters; at most {LONGEST:,} are read.")
    if html.count("<", html.rfind(">") + 1) > _MOST_UNCLOSED:
        raise UnusableRowError("The text is no HTML.")
    reader = _Words()
    try:
        reader.feed(html)
        reader.close()
    except (AssertionError, ValueError):  # how the parser answers to some broken declarations, and to endless numbers
        raise UnusableRowError("The text is no HTML.") from None
    return reader.text()


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._words: list[str] = []
        self._break = ""
        self._unseen = False

    def text(self) -> str:
        return "".join(self._words).strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen = tag in _UNSEEN
        self._end_block(tag)
        if tag == "br":
            self._break += "\n"
        elif tag == "li" and not self._break:
            self._break = "\n"

    def handle_endtag(self, tag: str) -> None:
        self._unseen = False
        self._end_block(tag)

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self._words += [self._break, data]
            self._break = ""

    def _end_block(self, tag: str) -> None:
        if tag in _PARAGRAPHS:
            self._break = "\n\n"
