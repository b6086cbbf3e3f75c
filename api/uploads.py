"""Files that a client sends for a load: kept by key, counted while they come, gone on with after a break. What is in them is not read here
but for one thing: how large they are unpacked.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import re
import zipfile
import zlib
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from graph.errors import QuestionError, TooLargeError, UnknownError

UNPACKED: Final = 20
"""So many times what may be uploaded may come out of what is packed."""

MAX_FILES: Final = 1_000
_NAME: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,119}")
_PART: Final = ".part"
_BLOCK: Final = 1 << 20
_PACKED: Final[Mapping[bytes, Callable[[Path], Any]]] = {
    b"\x1f\x8b": gzip.GzipFile,
    b"BZh": bz2.BZ2File,
    b"\xfd7zXZ\x00": lzma.LZMAFile,
}
"""By the first bytes: a suffix says what somebody wants to be believed."""


@dataclass(frozen=True, slots=True)
class Uploads:
    """The files of one key, in a folder of its own."""

    folder: Path
    most_bytes: int

    def listed(self) -> list[dict[str, Any]]:
        """Name, bytes and whether all of it is there; in the order of names."""
        found = sorted(self.folder.iterdir()) if self.folder.is_dir() else []
        return [{"name": path.name.removesuffix(_PART), "bytes": path.stat().st_size, "whole": path.suffix != _PART} for path in found]

    def path(self, name: str) -> Path:
        """Where a file is that is whole.

        Raises:
            UnknownError: there is none.
        """
        path = self._path(name)
        if not path.is_file():
            raise UnknownError(f"No file {name[:60]!r} was uploaded.", parameter="files", hint=f"PUT /v1/loads/files/{name[:60]}.")
        return path

    async def receive(self, name: str, pieces: AsyncIterator[bytes], offset: int) -> dict[str, Any]:
        """Write what comes, from byte `offset` on; what breaks off stays, to be gone on with.

        Raises:
            QuestionError: the name is none, or `offset` is not where the last part ended. TooLargeError: it is more than may be.
        """
        path = self._path(name)
        part = path.with_name(path.name + _PART)
        self.folder.mkdir(parents=True, exist_ok=True)
        there = part.stat().st_size if part.exists() else 0
        if offset not in (0, there):
            raise QuestionError(f"{there} bytes of it are here.", parameter="offset", hint=f"Go on at {there}, or begin anew at 0.")
        room = self.most_bytes - sum(one["bytes"] for one in self.listed() if one["name"] != name) - offset
        if not path.exists() and not there and len(self.listed()) >= MAX_FILES:
            raise TooLargeError(f"{MAX_FILES} files are here.", hint="DELETE those that are loaded.")
        with part.open("ab" if offset else "wb") as file:
            async for piece in pieces:
                room -= len(piece)
                if room < 0:
                    part.unlink()
                    raise TooLargeError(f"The files of a key may take {self.most_bytes:,} bytes.", hint="DELETE those that are loaded.")
                file.write(piece)
        part.replace(path)
        return {"name": name, "bytes": path.stat().st_size, "whole": True}

    def remove(self, name: str) -> None:
        """Raises UnknownError."""
        path = self._path(name)
        found = [one for one in (path, path.with_name(path.name + _PART)) if one.exists()]
        if not found:
            raise UnknownError(f"No file {name[:60]!r} was uploaded.", parameter="name")
        for one in found:
            one.unlink()

    def check_unpacked(self, path: Path) -> None:
        """A small file that becomes a huge one is refused before anybody opens it.

        Raises:
            TooLargeError: more would come out of it than may. QuestionError: it is packed, and damaged.
        """
        most = self.most_bytes * UNPACKED
        try:
            size = _unpacked(path, most)
        except (OSError, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
            raise QuestionError(f"{path.name} is damaged: it cannot be unpacked.", parameter="files", hint="Upload it again.") from error
        if size > most:
            raise TooLargeError(f"{path.name} unpacks to more than {most:,} bytes.", hint="Load it by the command line, or in parts.")

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name) or name.endswith(_PART):
            hint = "Letters, digits, dot, dash and underscore, at most 120; not .part at the end."
            raise QuestionError(f"{name[:60]!r} is no name of a file.", parameter="name", hint=hint)
        return self.folder / name


def _unpacked(path: Path, most: int) -> int:
    """Bytes that come out; counted no further than just beyond `most`. What a zip says of itself is not believed."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            size = 0
            for member in packed.infolist():
                with packed.open(member) as stream:
                    size += _counted(stream, most - size)
                if size > most:
                    break
            return size
    with path.open("rb") as file:
        head = file.read(6)
    for magic, opener in _PACKED.items():
        if head.startswith(magic):
            with opener(path) as stream:
                return _counted(stream, most)
    return path.stat().st_size


def _counted(stream: IO[bytes], most: int) -> int:
    size = 0
    while size <= most and (block := stream.read(_BLOCK)):
        size += len(block)
    return size
