"""Text files as lines: plain or .gz, decoded, bounded in memory. What the lines hold is not looked at."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final, cast

MAX_LINE: Final = 1 << 20
"""Characters of a line; what goes on for longer is no table."""

MAX_RATIO: Final = 200
"""How much smaller a packed table can be: real ones are packed 5 to 20 times."""

_FREE: Final = 64 << 20
"""Bytes that may come out of a packed file before its ratio is looked at."""

_MARKS: Final = ((b"\xff\xfe\x00\x00", "utf-32"), (b"\x00\x00\xfe\xff", "utf-32"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


class NoTable(Exception):
    """Nothing more of the file can be used; `line` is where that was seen."""

    def __init__(self, reason: str, hint: str = "", line: int = 0, column: str = "") -> None:
        super().__init__(reason)
        self.reason, self.hint, self.line, self.column = reason, hint, line, column


class _Bounded(io.RawIOBase):
    """What is unpacked, no more than a packed table can hold."""

    def __init__(self, stream: IO[bytes], packed: int) -> None:
        self._stream, self._packed, self._read = stream, packed, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        block = self._stream.read(len(buffer))
        buffer[: len(block)] = block
        self._read += len(block)
        if self._read > _FREE and self._read > self._packed * MAX_RATIO:
            raise NoTable(f"the file unpacks to more than {MAX_RATIO} times its size", "unpack it yourself if it is one of yours")
        return len(block)


@contextmanager
def opened(path: Path) -> Iterator[io.BufferedReader]:
    """The bytes of a file, unpacked where it is gzip by its first bytes.

    Raises:
        NoTable: it cannot be opened.
    """
    try:
        with path.open("rb") as stream:
            if not stream.peek(2).startswith(b"\x1f\x8b"):
                yield stream
                return
            with gzip.GzipFile(fileobj=stream) as unpacked:
                yield io.BufferedReader(_Bounded(cast("IO[bytes]", unpacked), path.stat().st_size))
    except (OSError, EOFError, zlib.error) as error:
        raise NoTable(f"the file cannot be read to its end: {error}") from None


def lines_of(stream: io.BufferedReader, encoding: str) -> Iterator[str]:
    """Lines with their ends. Bytes that are none of the encoding stay as lone surrogates, so that only their row is lost.

    Raises:
        NoTable: the file is in another encoding, or a line has no end.
    """
    head = stream.peek(4)[:4]
    found = next((name for mark, name in _MARKS if head.startswith(mark)), "")
    used = found or encoding or "utf-8-sig"
    if not found and not encoding and head.count(0) >= len(head) / 2 > 0:
        raise NoTable("the file is not UTF-8: it looks like UTF-16 without its mark, or like no text", "say its `encoding` in the mapping")
    wide = used.lower().replace("_", "-").startswith(("utf-16", "utf-32"))
    text = io.TextIOWrapper(stream, used, errors="strict" if wide else "surrogateescape", newline="")
    number = 0
    try:
        while line := text.readline(MAX_LINE):
            number += 1
            if len(line) == MAX_LINE and not line.endswith(("\n", "\r")):
                raise NoTable("a line goes on for more than a million characters: this is no table", line=number)
            yield line
    except UnicodeError as error:
        raise NoTable(f"the file is not {used.upper()}: {error}", "say its `encoding` in the mapping", number + 1) from None
    finally:
        # Who opened the bytes closes them.
        if not stream.closed:
            text.detach()
