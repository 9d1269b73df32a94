"""Texts made by the code that stand in a document between two marks."""


def written_between(document: str, begins: str, ends: str, text: str) -> str:
    """The document with a text of today between its marks.

    Raises:
        ValueError: it has no such marks.
    """
    before, found, rest = document.partition(begins)
    _, closed, after = rest.partition(ends)
    if not found or not closed:
        raise ValueError(f"the document has no place for the table: {begins} … {ends}")
    return f"{before}{begins}\n\n{text}\n{ends}{after}"
