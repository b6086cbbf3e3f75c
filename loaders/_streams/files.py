"""The files that a load names, as blocks of whole lines: folders, globs, zip and gzip are opened, bounded in memory. No columns here."""

from __future__ import annotations

import glob
import gzip
import zipfile
import zlib
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final, cast

from graph.errors import InputError, Place
from graph.progress import Extent

PACKED: Final = (".csv", ".tsv", ".tab", ".txt")
"""What tables inside an archive are called."""
BLOCK_BYTES: Final = 4 << 20
"""Some ten thousand rows of GDELT 2.0: a transaction's worth."""

MAX_LINE: Final = 1 << 20
"""A line of events has some 500 characters; what goes on for a megabyte without an end of line is no table."""

MAX_RATIO: Final = 200
"""How much smaller a packed table can be: real ones are packed 8 to 12 times."""

_FREE: Final = 64 << 20
"""Bytes that may come out of an archive before its ratio is looked at."""


class Unreadable(Exception):
    """A file cannot be read to its end; the message says why."""


def expand(paths: Iterable[Path], suffixes: Collection[str]) -> list[Path]:
    """Files in the order in which they were named; those of folders, with one of these suffixes in small letters, and of globs by name.

    Raises:
        InputError: nothing is there.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            inside = sorted(file for file in path.rglob("*") if file.is_file() and file.suffix.lower() in suffixes)
        elif path.is_file():
            inside = [path]
        else:
            inside = [Path(name) for name in sorted(glob.glob(str(path), recursive=True)) if Path(name).is_file()]
        if not inside and path.is_dir():
            raise InputError(f"the folder holds no table ({', '.join(suffixes)})", Place(str(path)))
        if not inside:
            raise InputError("there is no such file, and nothing fits it as a pattern", Place(str(path)))
        found |= dict.fromkeys(inside)
    return list(found)


def blocks(path: Path, extent: Extent) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Each table in a file by name (of an archive `archive.zip/member.csv`), as blocks that end at an end of line.

    `extent` is told how far the file is read, as it lies on the disk.

    Raises:
        Unreadable: while the blocks are read: an archive is broken, a bomb or locked, or a line has no end.
    """
    with _opened(path) as raw:
        tables = _zipped(path, raw) if path.suffix == ".zip" else _plain(path, raw)
        before = extent.read
        for name, lines in tables:
            yield name, _followed(lines, raw, extent, before)


def _followed(lines: Iterator[bytes], raw: IO[bytes], extent: Extent, before: int) -> Iterator[bytes]:
    for block in lines:
        extent.read = before + raw.tell()
        yield block


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    try:
        with path.open("rb") as raw:
            yield raw
    except OSError as error:
        raise Unreadable(f"the file cannot be opened: {error.strerror or error}") from None


def _plain(path: Path, raw: IO[bytes]) -> Iterator[tuple[str, Iterator[bytes]]]:
    if path.suffix == ".gz":
        yield str(path), _lines(cast("IO[bytes]", gzip.GzipFile(fileobj=raw)), path.stat().st_size)
    else:
        yield str(path), _lines(raw, 0)


def _zipped(path: Path, raw: IO[bytes]) -> Iterator[tuple[str, Iterator[bytes]]]:
    try:
        with zipfile.ZipFile(raw) as archive:
            members = [info for info in archive.infolist() if not info.is_dir() and Path(info.filename).suffix.lower() in PACKED]
            if not members:
                raise Unreadable("the archive holds no table (.csv, .tsv or .txt)")
            for info in members:
                with archive.open(info) as stream:
                    yield f"{path}/{info.filename}", _lines(stream, max(1, info.compress_size))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        # zipfile says so, and with RuntimeError, when a password is needed.
        raise Unreadable(f"the archive cannot be opened: {error}") from None


def _lines(stream: IO[bytes], packed: int) -> Iterator[bytes]:
    rest, read = b"", 0
    while True:
        try:
            block = stream.read(BLOCK_BYTES)
        except (OSError, EOFError, zlib.error, zipfile.BadZipFile) as error:
            raise Unreadable(f"the file breaks off or is damaged: {error}") from None
        read += len(block)
        if packed and read > _FREE and read > packed * MAX_RATIO:
            raise Unreadable(f"the archive unpacks to more than {MAX_RATIO} times its size: not a table of events")
        if not block:
            break
        rest += block
        end = rest.rfind(b"\n") + 1
        if not end and len(rest) > MAX_LINE:
            raise Unreadable("a line goes on for more than a megabyte: not a table of events")
        if end:
            yield rest[:end]
            rest = rest[end:]
    if rest:
        yield rest if rest.endswith(b"\n") else rest + b"\n"
