"""Old workbooks (.xls, BIFF8 of Excel 97 to 2003) as rows of text: the values of cells alone. No formats, no formulas, no dates.

Written here because no reader of this format is among the dependencies; whatever does not fit is refused, and nothing is unpacked.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from graph.errors import InputError, Place

MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAX_BYTES: Final = 64_000_000
MAX_COLUMNS: Final = 256
_FREE: Final = 0xFFFFFFFC
"""Numbers of sectors from here on are marks: end of a chain, unused."""

_BOF, _EOF, _SHEET, _SST, _CONTINUE, _PASSWORD = 0x0809, 0x000A, 0x0085, 0x00FC, 0x003C, 0x002F
_LABEL, _SHARED, _NUMBER, _RK, _ROW_OF_RK, _FORMULA, _STRING, _FLAG = 0x0204, 0x00FD, 0x0203, 0x027E, 0x00BD, 0x0006, 0x0207, 0x0205
_BIFF8: Final = 0x0600


class _Broken(ValueError):
    """What is wrong with the file, in words."""


@dataclass(slots=True)
class _Strings:
    """Text that may go on in a further record: where it breaks, the further one says anew how letters are written."""

    pieces: list[bytes]
    piece: int = 0
    at: int = 0

    def take(self, count: int) -> bytes:
        """Bytes that are no letters; they may be parted anywhere."""
        found = b""
        while len(found) < count:
            found += self._from_here(count - len(found))
        return found

    def _from_here(self, count: int) -> bytes:
        while self.piece < len(self.pieces) and self.at >= len(self.pieces[self.piece]):
            self.piece, self.at = self.piece + 1, 0
        if self.piece >= len(self.pieces):
            raise _Broken("a text breaks off")
        found = self.pieces[self.piece][self.at : self.at + count]
        self.at += len(found)
        return found

    def text(self) -> str:
        """The next text: how many letters, how they are written, the letters, then what a reader of values passes over."""
        letters, flags = struct.unpack("<HB", self.take(3))
        runs = struct.unpack("<H", self.take(2))[0] if flags & 8 else 0
        extra = struct.unpack("<I", self.take(4))[0] if flags & 4 else 0
        found = self._letters(letters, flags)
        self.take(4 * runs)
        self.take(min(extra, MAX_BYTES))
        return found

    def _letters(self, count: int, flags: int) -> str:
        found = ""
        while len(found) < count:
            wide = flags & 1
            # A letter is never parted; where a piece ends, the next begins with how the rest is written.
            if self.piece >= len(self.pieces) or self.at >= len(self.pieces[self.piece]):
                self.piece, self.at = self.piece + 1, 0
                flags = self.take(1)[0]
                continue
            raw = self._from_here((count - len(found)) << wide)
            found += raw.decode("utf-16-le" if wide else "latin-1", "replace")
        return found


def biff_rows(path: Path, name: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The rows of the first sheet with their numbers from 1; rows without a value are none.

    Raises:
        InputError: it is no such workbook, has a password, or is broken.
    """
    try:
        content = path.read_bytes() if path.stat().st_size <= MAX_BYTES else b""
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", Place(name)) from None
    if not content.startswith(MAGIC):
        raise InputError("is no workbook of Excel 97 to 2003 (.xls)", Place(name), hint="save its sheet as CSV in UTF-8")
    try:
        rows = _rows(_stream(content))
    except (_Broken, struct.error, IndexError, UnicodeError) as error:
        reason = str(error) if isinstance(error, _Broken) else "it breaks off"
        raise InputError(f"cannot be read as a workbook: {reason}", Place(name), hint="save its sheet as CSV in UTF-8") from None
    for number in sorted(rows):
        cells = rows[number]
        yield number + 1, tuple(cells.get(column, "") for column in range(max(cells) + 1))


# --- the container ---


@dataclass(slots=True)
class _Sectors:
    """A compound file: sectors in chains."""

    content: bytes
    shift: int
    table: list[int] = field(default_factory=list)

    def sector(self, number: int) -> bytes:
        start = (number + 1) << self.shift
        if number >= _FREE or start >= len(self.content):
            raise _Broken("a sector lies outside of the file")
        return self.content[start : start + (1 << self.shift)]

    def chain(self, number: int) -> bytes:
        found: list[bytes] = []
        while number < _FREE:
            found.append(self.sector(number))
            if len(found) > len(self.table) or number >= len(self.table):
                raise _Broken("its sectors go round in a circle")
            number = self.table[number]
        return b"".join(found)


def _stream(content: bytes) -> bytes:
    """The bytes of the workbook inside the container."""
    shift = struct.unpack_from("<H", content, 0x1E)[0]
    if shift not in (9, 12):
        raise _Broken("its sectors have an unknown size")
    sectors = _Sectors(content, shift)
    for number in _table_sectors(sectors):
        sectors.table.extend(struct.unpack(f"<{1 << shift >> 2}I", sectors.sector(number).ljust(1 << shift, b"\xff")))
    first, cutoff = struct.unpack_from("<I", content, 0x30)[0], struct.unpack_from("<I", content, 0x38)[0]
    directory = sectors.chain(first)
    for at in range(0, len(directory) - 127, 128):
        length = struct.unpack_from("<H", directory, at + 64)[0]
        if directory[at : at + max(0, length - 2)].decode("utf-16-le", "replace") in ("Workbook", "Book"):
            start, size = struct.unpack_from("<II", directory, at + 116)
            if size < cutoff:
                raise _Broken("it is smaller than a workbook of Excel can be")
            return sectors.chain(start)[:size]
    raise _Broken("it holds no workbook")


def _table_sectors(sectors: _Sectors) -> list[int]:
    """Where the table of chains lies: 109 numbers in the header, more in sectors of their own."""
    content = sectors.content
    found = [number for number in struct.unpack_from("<109I", content, 0x4C) if number < _FREE]
    following, count = struct.unpack_from("<II", content, 0x44)
    for _ in range(min(count, len(content) >> sectors.shift)):
        if following >= _FREE:
            break
        numbers = struct.unpack(f"<{1 << sectors.shift >> 2}I", sectors.sector(following))
        found += [number for number in numbers[:-1] if number < _FREE]
        following = numbers[-1]
    return found


# --- the records ---


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _rows(stream: bytes) -> dict[int, dict[int, str]]:
    """Cells by row and column of the first sheet of cells."""
    kind, data = next(_records(stream, 0))
    if kind != _BOF or struct.unpack_from("<H", data)[0] != _BIFF8:
        raise _Broken("it is older than Excel 97")
    shared, start = _globals(stream)
    if start is None:
        raise _Broken("it has no sheet of cells")
    rows: dict[int, dict[int, str]] = {}
    formula: tuple[int, int] | None = None
    for kind, data in _records(stream, start):
        if kind == _EOF:
            break
        if kind == _STRING and formula:
            rows.setdefault(formula[0], {})[formula[1]] = _Strings([data]).text()
        for row, column, value in _cells(kind, data, shared):
            if value and column < MAX_COLUMNS:
                rows.setdefault(row, {})[column] = value
        formula = struct.unpack_from("<HH", data) if kind == _FORMULA else None
    return rows


def _globals(stream: bytes) -> tuple[list[str], int | None]:
    """The texts that cells share, and where the first sheet of cells begins."""
    pieces: list[bytes] = []
    start: int | None = None
    sharing = False
    for kind, data in _records(stream, 0):
        if kind == _EOF:
            break
        if kind == _PASSWORD:
            raise _Broken("it has a password")
        if kind == _SHEET and start is None and data[5] == 0:
            start = struct.unpack_from("<I", data)[0]
        if kind == _SST or (kind == _CONTINUE and sharing):
            pieces.append(data)
        sharing = kind == _SST or (kind == _CONTINUE and sharing)
    if not pieces:
        return [], start
    count = struct.unpack_from("<I", pieces[0], 4)[0]
    strings = _Strings(pieces, at=8)
    return [strings.text() for _ in range(min(count, len(stream)))], start


def _cells(kind: int, data: bytes, shared: list[str]) -> Iterator[tuple[int, int, str]]:
    """The cells of a record; of kinds without values none."""
    if kind == _ROW_OF_RK:
        row, column = struct.unpack_from("<HH", data)
        for place in range(4, len(data) - 2, 6):
            yield row, column + (place - 4) // 6, _text(_rk(struct.unpack_from("<I", data, place + 2)[0]))
    elif kind in (_SHARED, _NUMBER, _RK, _LABEL, _FORMULA, _FLAG):
        row, column = struct.unpack_from("<HH", data)
        yield row, column, _value(kind, data, shared)


def _value(kind: int, data: bytes, shared: list[str]) -> str:
    if kind == _SHARED:
        return shared[int(struct.unpack_from("<I", data, 6)[0])]
    if kind == _RK:
        return _text(_rk(struct.unpack_from("<I", data, 6)[0]))
    if kind == _LABEL:
        return _Strings([data[6:]]).text()
    if kind == _FLAG:
        return f"{data[6]}" if not data[7] else ""
    if kind == _FORMULA and data[12:14] == b"\xff\xff":
        return ""  # a text, which a record of its own tells, or an error
    return _text(float(struct.unpack_from("<d", data, 6)[0]))


def _rk(packed: int) -> float:
    """A number in four bytes: whole or with the upper half of its digits, perhaps in hundredths."""
    whole = packed >> 2
    value = float(whole - (1 << 30) if whole >> 29 else whole) if packed & 2 else struct.unpack("<d", struct.pack("<II", 0, packed & ~3))[0]
    return float(value / 100 if packed & 1 else value)


def _text(value: float) -> str:
    """Whole numbers without a point: codes are text everywhere."""
    return str(int(value)) if value.is_integer() else repr(value)
