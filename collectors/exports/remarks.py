"""What a person should know about a file, gathered while it is read."""


class Remarks:
    """Notes, each once, and cells that were left out, counted by column."""

    def __init__(self) -> None:
        self._notes: dict[str, None] = {}
        self._odd: dict[str, tuple[int, str]] = {}

    def add(self, note: str) -> None:
        """Say something about the file."""
        self._notes[note] = None

    def left_out(self, column: str, reason: str) -> None:
        """Count a cell that says nothing which could be stored; the first reason of a column is shown."""
        count, first = self._odd.get(column, (0, reason))
        self._odd[column] = (count + 1, first)

    def lines(self) -> tuple[str, ...]:
        """All of it, in order."""
        cells = (
            f"Column {column!r}: {count:,} cell{'s' if count > 1 else ''} left out; {reason}"
            for column, (count, reason) in self._odd.items()
        )
        return (*self._notes, *cells)
