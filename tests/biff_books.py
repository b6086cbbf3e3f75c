"""Workbooks of Excel 97 to 2003 made by hand, record by record, for tests of their reader. No assertions here."""

from __future__ import annotations

import struct
from collections.abc import Sequence

SECTOR = 512
END, FREE, TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def text(words: str, *, wide: bool = False) -> bytes:
    return struct.pack("<HB", len(words), wide) + words.encode("utf-16-le" if wide else "latin-1")


def cell(kind: int, row: int, column: int, data: bytes) -> bytes:
    return record(kind, struct.pack("<HHH", row, column, 0) + data)


def workbook(shared: Sequence[bytes], cells: bytes, *, password: bool = False, version: int = 0x0600) -> bytes:
    """`shared` are the pieces of the table of texts: the first with its two counts, others go on."""
    bof = record(0x0809, struct.pack("<HH", version, 0x0005) + bytes(12))
    table = b"".join(record(0x003C if number else 0x00FC, piece) for number, piece in enumerate(shared))
    lock = record(0x002F, bytes(6)) if password else b""
    sheet_at = len(bof) + len(lock) + len(record(0x0085, bytes(6) + text("S"))) + len(table) + 4
    sheet = record(0x0085, struct.pack("<IBB", sheet_at, 0, 0) + text("S"))
    stream = bof + lock + sheet + table + record(0x000A) + record(0x0809, bytes(16)) + cells + record(0x000A)
    return container(stream)


def container(stream: bytes) -> bytes:
    """A compound file: the table of sectors, the directory, then the workbook."""
    stream = stream.ljust(4096, b"\0")
    body = [stream[at : at + SECTOR].ljust(SECTOR, b"\0") for at in range(0, len(stream), SECTOR)]
    chain = [TABLE, END, *(2 + number + 1 for number in range(len(body) - 1)), END]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    header += struct.pack("<IIIIIIIII", 1, 1, 0, 4096, END, 0, END, 0, 0)
    header += struct.pack("<108I", *[FREE] * 108)
    entries = entry("Root Entry", 5, END, 0) + entry("Workbook", 2, 2, len(stream)) + bytes(256)
    return header + struct.pack("<128I", *chain, *[FREE] * (128 - len(chain))) + entries + b"".join(body)


def entry(name: str, kind: int, start: int, size: int) -> bytes:
    words = (name + "\0").encode("utf-16-le")
    return words.ljust(64, b"\0") + struct.pack("<HB", len(words), kind) + bytes(49) + struct.pack("<II", start, size) + bytes(4)


def counts(of: int) -> bytes:
    return struct.pack("<II", of, of)


def sheet_of(rows: Sequence[Sequence[str]]) -> bytes:
    """A workbook whose cells are numbers where they can be, else texts that it shares."""
    texts = sorted({value for row in rows for value in row if value and not value.isdigit()})
    cells = b""
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if value.isdigit():
                cells += cell(0x0203, number, column, struct.pack("<d", float(value)))
            elif value:
                cells += cell(0x00FD, number, column, struct.pack("<I", texts.index(value)))
    return workbook([counts(len(texts)) + b"".join(text(value, wide=True) for value in texts)], cells)
