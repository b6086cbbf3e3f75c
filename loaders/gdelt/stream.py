"""The files of a load as one stream of batches; a file that is no table of events is one reject. Needs polars, as all beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

from graph.errors import Place
from graph.ingest.rows import Reject, StreamBatch
from loaders.gdelt.columns import HINT, SAMPLE, Layout, NotEvents, recognise
from loaders.gdelt.events import Reader
from loaders.gdelt.files import Unreadable, blocks
from loaders.gdelt.frames import frame_of

_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_UTF8_MARK = b"\xef\xbb\xbf"


class Events:
    """Files that can be read more than once; each time from their beginning."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._paths = tuple(paths)

    def __iter__(self) -> Iterator[StreamBatch]:
        reader = Reader()
        for path in self._paths:
            try:
                for file, stream in blocks(path):
                    yield from _table(file, stream, reader)
            except Unreadable as error:
                yield _refused(str(path), str(error))


def _table(file: str, stream: Iterator[bytes], reader: Reader) -> Iterator[StreamBatch]:
    head = next(stream, b"").removeprefix(_UTF8_MARK)
    try:
        layout = _layout(head)
    except NotEvents as error:
        yield _refused(file, str(error))
        return
    line = 1
    for block in chain([head], stream):
        body = block.partition(b"\n")[2] if line == 1 and layout.header else block
        frame, rejects = frame_of(body, layout, file, line + (body is not block))
        line += block.count(b"\n")
        yield reader.batch(file, frame, rejects)


def _layout(head: bytes) -> Layout:
    if head[:2] in _UTF16:
        raise NotEvents("the file is in UTF-16: save it as UTF-8")
    return recognise([line.decode("utf-8", "replace").rstrip("\r") for line in head.split(b"\n", SAMPLE)[:-1]])


def _refused(file: str, reason: str) -> StreamBatch:
    return StreamBatch(file, (), (), rejects=(Reject(Place(file), reason, HINT),))
