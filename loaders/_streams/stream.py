"""The files of a load as one stream of batches; a file that is no table of events is one reject. Needs polars."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final, Protocol

import polars as pl

from graph.errors import Place
from graph.ingest.bulk.frames import StreamFrame
from graph.ingest.rows import Reject, StreamBatch
from graph.progress import Extent
from loaders._expectation import Looks
from loaders._streams.files import Unreadable, blocks
from loaders._streams.frames import frame_of
from loaders._streams.layout import SAMPLE, Layout, NotEvents

_WIDE = (b"\xff\xfe", b"\xfe\xff")
_UTF8_MARK = b"\xef\xbb\xbf"
_PACKED: Final = (".zip", ".gz")


class FrameReader(Protocol):
    """Turns frames of text into frames of edges; knows what earlier frames of the load brought."""

    def frame(self, file: str, text: pl.DataFrame, rejects: list[Reject]) -> StreamFrame: ...


@dataclass(frozen=True, slots=True)
class Feed:
    """What differs between sources: how a table is known, who reads it, what is put right in a block before it is split.

    `packed` is how much larger a packed table is than its file.
    """

    hint: str
    suffixes: tuple[str, ...]
    recognise: Callable[[Sequence[str]], Layout]
    reader: Callable[[Looks], FrameReader]
    bytes_of_row: int
    packed: int = 6
    mend: Callable[[bytes], bytes] = lambda block: block


@dataclass(slots=True)
class _Budget:
    """How many rows may still be read."""

    rows: int


class Events:
    """Files that can be read more than once; each time from their beginning. With a `limit` only so many rows."""

    def __init__(self, feed: Feed, paths: Sequence[Path], extent: Extent | None = None, looks: Looks | None = None, limit: int = 0) -> None:
        self._feed = feed
        self._paths = tuple(paths)
        self._extent = extent or Extent()
        self._looks = looks or Looks()
        self._limit = limit

    def __iter__(self) -> Iterator[StreamBatch]:
        return (frame.batch() for frame in self.frames())

    def estimated_rows(self) -> int:
        sizes = (path.stat().st_size * (self._feed.packed if path.suffix.lower() in _PACKED else 1) for path in self._paths)
        rows = sum(sizes) // self._feed.bytes_of_row
        return min(rows, self._limit or rows)

    def frames(self) -> Iterator[StreamFrame]:
        """The same by the column."""
        self._looks.begin()
        self._extent.size, self._extent.read = 0 if self._limit else sum(path.stat().st_size for path in self._paths), 0
        reader, budget = self._feed.reader(self._looks), _Budget(self._limit or sys.maxsize)
        for path in self._paths:
            before = self._extent.read
            try:
                for file, stream in blocks(path, self._extent):
                    yield from self._table(file, stream, reader, budget)
            except Unreadable as error:
                yield _refused(str(path), str(error), self._feed.hint)
            self._extent.read = before + path.stat().st_size
            if not budget.rows:
                return

    def _table(self, file: str, stream: Iterator[bytes], reader: FrameReader, budget: _Budget) -> Iterator[StreamFrame]:
        head = self._feed.mend(next(stream, b"").removeprefix(_UTF8_MARK))
        try:
            layout = self._layout(head)
        except NotEvents as error:
            yield _refused(file, str(error), self._feed.hint)
            return
        line = 2 if layout.header else 1
        for body in chain([head.partition(b"\n")[2] if layout.header else head], map(self._feed.mend, stream)):
            rest = body
            while rest and budget.rows:
                lines, rest = _cut(rest, budget.rows)
                frame, rejects = frame_of(lines, layout, file, line)
                line += lines.count(b"\n")
                made = reader.frame(file, frame, rejects)
                budget.rows -= made.rows
                yield made

    def _layout(self, head: bytes) -> Layout:
        if head[:2] in _WIDE:
            raise NotEvents("the file is in UTF-16: save it as UTF-8")
        return self._feed.recognise([line.decode("utf-8", "replace").rstrip("\r") for line in head.split(b"\n", SAMPLE)[:-1]])


def _cut(block: bytes, lines: int) -> tuple[bytes, bytes]:
    """The first lines of a block, and the rest."""
    if block.count(b"\n") <= lines:
        return block, b""
    rest = block.split(b"\n", lines)[lines]
    return block[: len(block) - len(rest)], rest


def _refused(file: str, reason: str, hint: str) -> StreamFrame:
    return StreamFrame(file, pl.DataFrame(), pl.Series(dtype=pl.Int64), rejects=(Reject(Place(file), reason, hint),))
