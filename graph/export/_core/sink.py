"""Where a format writes: bytes to one file, packed on demand, counted and hashed on the way; or several files as a zip or a folder."""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from graph.errors import QuestionError

_CHUNK = 1 << 16
_GZIP = 31
"""zlib's window bits for a gzip file: its header holds neither name nor time, so equal content is equal bytes."""
_NO_TIME = (1980, 1, 1, 0, 0, 0)


class Sink:
    """A file to write from front to back. `write` and `text` take any amount; close it."""

    def __init__(self, write: Callable[[bytes], object], *, gzip: bool = False) -> None:
        self._write = write
        self._packer: Any = zlib.compressobj(6, zlib.DEFLATED, _GZIP) if gzip else None
        self._waiting: list[bytes] = []
        self._waits = 0
        self._hash = hashlib.sha256()
        self.written = 0

    def write(self, data: Any) -> int:
        """As a binary file's."""
        self._waiting.append(bytes(data))
        self._waits += len(data)
        if self._waits >= _CHUNK:
            self.flush()
        return len(data)

    def text(self, text: str) -> None:
        self.write(text.encode("utf-8", "replace"))

    def flush(self) -> None:
        if self._waiting:
            data = b"".join(self._waiting)
            self._waiting, self._waits = [], 0
            self._pass_on(self._packer.compress(data) if self._packer else data)

    def close(self) -> None:
        self.flush()
        if self._packer:
            self._pass_on(self._packer.flush())

    @property
    def sha256(self) -> str:
        """Of the file as written so far, packed where it is packed."""
        return self._hash.hexdigest()

    @contextmanager
    def archive(self) -> Iterator[Archive]:
        """Several files in this one, as a zip that is written from front to back."""
        with zipfile.ZipFile(_Forward(self), "w", zipfile.ZIP_DEFLATED) as opened:
            yield ZipArchive(opened)

    def _pass_on(self, data: bytes) -> None:
        if data:
            self.written += len(data)
            self._hash.update(data)
            self._write(data)


class _Forward:
    """A sink as zipfile wants a file that cannot go back: it may be written to and flushed, and nothing else."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink

    def write(self, data: Any) -> int:
        return self._sink.write(data)

    def flush(self) -> None:
        self._sink.flush()

    def close(self) -> None:
        """The sink is closed by whoever opened it."""


class Archive(Protocol):
    """A place for several files, one after the other."""

    def file(self, name: str, *, packed: bool = False) -> Any:
        """A context with a binary file; `packed`: its content is compressed already."""


class ZipArchive:
    """Files of a zip, all of one time."""

    def __init__(self, opened: zipfile.ZipFile) -> None:
        self._zip = opened

    @contextmanager
    def file(self, name: str, *, packed: bool = False) -> Iterator[Any]:
        entry = zipfile.ZipInfo(name, _NO_TIME)
        entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
        entry.external_attr = 0o644 << 16
        with self._zip.open(entry, "w", force_zip64=True) as opened:
            yield opened


class FolderArchive:
    """Files of a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def file(self, name: str, *, packed: bool = False) -> Iterator[BinaryIO]:
        with (self._folder / name).open("wb") as opened:
            yield opened


class FolderSink(Sink):
    """A folder in the place of a zip, for formats of several files."""

    def __init__(self, folder: Path) -> None:
        super().__init__(self._refuse)
        self._folder = folder

    @contextmanager
    def archive(self) -> Iterator[Archive]:
        yield FolderArchive(self._folder)

    def _refuse(self, data: bytes) -> None:
        raise QuestionError(f"{self._folder} is a folder, and this format is one file.", hint="Name a file.")
