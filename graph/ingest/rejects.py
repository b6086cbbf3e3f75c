"""The rejects file: every rejected row of a run as a line of CSV, written while the run reads. What is wrong is said elsewhere."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, Final

from graph.errors import InputError, Place
from graph.ingest.rows import Reject

COLUMNS: Final = ("file", "line", "column", "reason", "hint", "detail")
_HEADER: Final = ",".join(COLUMNS) + "\r\n"
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


class RejectsFile:
    """Made with the first reject: a load without one leaves none, and an old one of that name goes.

    `mark` and `rewind` undo the lines of a transaction that is run again, so that each reject stands once.
    """

    def __init__(self, path: Path) -> None:
        """
        Raises:
            InputError: the file is there and is no rejects file.
        """
        self.path = path
        self._stream: IO[bytes] | None = None
        with _told(path):
            if path.exists() and not _is_ours(path):
                raise InputError("is there, and is no file of rejects", Place(str(path)), hint="name another with --rejects")

    def holds(self, mark: int) -> bool:
        """Whether what was there at a mark still is."""
        return not mark or (self.path.exists() and self.path.stat().st_size >= mark)

    def begin(self, keep: int = 0) -> None:
        """A run begins, or goes on at a mark: what came before it stays, what came after it goes."""
        with _told(self.path):
            if keep:
                self._stream = self.path.open("r+b")
                self.rewind(keep)
            else:
                self.path.unlink(missing_ok=True)

    def write(self, reject: Reject) -> None:
        with _told(self.path):
            if self._stream is None:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                self._stream = self.path.open("w+b")
                self._stream.write(_HEADER.encode())
            self._stream.write(_line(reject).encode("utf-8", "backslashreplace"))

    def mark(self) -> int:
        """How many bytes it has; they are on their way to the disk."""
        if self._stream is None:
            return 0
        with _told(self.path):
            self._stream.flush()
            return self._stream.tell()

    def rewind(self, mark: int) -> None:
        """Back to what it held at that mark."""
        if self._stream is None:
            return
        with _told(self.path):
            if mark:
                self._stream.seek(mark)
                self._stream.truncate()
            else:
                self._stream.close()
                self._stream = None
                self.path.unlink()

    def first(self, count: int) -> list[Reject]:
        """The first rejects, as they were written."""
        self.mark()
        with _told(self.path):
            if not self.path.exists():
                return []
            with self.path.open(encoding="utf-8", newline="") as stream:
                return [_reject(cells) for cells in islice(csv.reader(stream), 1, count + 1)]

    def close(self) -> None:
        if self._stream is not None:
            self._stream.close()


def _is_ours(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(len(_HEADER)) == _HEADER.encode()


def _reject(cells: list[str]) -> Reject:
    file, line, column, reason, hint, detail = cells
    return Reject(Place(file, int(line or 0), column), reason, hint, detail)


def _line(reject: Reject) -> str:
    text = io.StringIO()
    place = reject.place
    cells = (place.file, place.line or "", place.column, reject.reason, reject.hint, reject.detail)
    csv.writer(text).writerow([cell if isinstance(cell, int) else _harmless(cell) for cell in cells])
    return text.getvalue()


def _harmless(cell: str) -> str:
    """A spreadsheet takes what begins like a formula for one, and the text is a stranger's."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise InputError(
            f"rejects cannot be written: {error.strerror or error}", Place(str(path)), hint="name another with --rejects"
        ) from None
