"""How fast files of exports are read, against the library that parses them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from benchmarks.bare_reading import consume
from benchmarks.made_exports import MadeExport
from benchmarks.scale import Scale
from benchmarks.timing import Times
from collectors.exports.registry import NativeExports
from domain.exports import LeftOut, LeftOutRow

_SHORTER = 5
"""Measurements of small files have so many times fewer rows: opening is most of their work."""


@dataclass(slots=True)
class FileRead:
    """What reading one file took, in seconds for one time."""

    export: MadeExport
    path: Path
    rows: int
    times_in_a_row: int
    """A small file is read so many times for one measurement."""
    real: Times = field(default_factory=Times)
    alone: dict[str, Times] = field(default_factory=dict)
    """By the name of what read it."""


def measure_reading(exports: Sequence[MadeExport], folder: Path, scale: Scale) -> list[FileRead]:
    """All files in turns, and each with ours and then with what else reads it, so that what disturbs the machine
    disturbs all alike. Making the files is not counted; checking them is a warm-up.
    """
    files = [_made(export, folder / str(number), scale.exported_rows) for number, export in enumerate(exports)]
    for _ in range(scale.readings):
        for file in files:
            _measure(file)
    return files


def _made(export: MadeExport, folder: Path, rows: int) -> FileRead:
    folder.mkdir()  # of its own: readers look at what lies beside a file
    path = folder / export.file_name
    made = export.write(path, min(rows, export.most_rows))
    _check(export, path, made)
    return FileRead(
        export, path, made, max(rows // made // _SHORTER, 1), alone={name: Times() for name in export.alone}
    )


def _check(export: MadeExport, path: Path, made: int) -> None:
    """Every row has to be accepted; one that adds up the others is none."""
    found = list(NativeExports().open(path, export.options).rows())
    left_out = [row for row in found if isinstance(row, LeftOutRow) and row.cause is not LeftOut.TOTAL]
    if left_out:
        raise RuntimeError(f"{export.name}: {len(left_out)} rows were left out, the first: {left_out[0].reason}")
    if len(found) < made:
        raise RuntimeError(f"{export.name}: {len(found)} rows were read of {made}")


def _measure(file: FileRead) -> None:
    def read(path: Path) -> None:
        consume(NativeExports().open(path, file.export.options).rows())

    file.real.seconds.append(_seconds(file, read))
    for name, reading in file.export.alone.items():
        file.alone[name].seconds.append(_seconds(file, reading))


def _seconds(file: FileRead, read: Callable[[Path], None]) -> float:
    started = perf_counter()
    for _ in range(file.times_in_a_row):
        read(file.path)
    return (perf_counter() - started) / file.times_in_a_row
