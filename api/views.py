"""Permalinks of the page that are too long to be sent: kept as files, one an address, named by what is in them. Serves nothing itself.

Several processes of the service may share the folder: a file is put in its place whole, and two that keep the same address write the same.
"""

from __future__ import annotations

import base64
import errno
import hashlib
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from graph.errors import FullError, UnknownError

MAX_ADDRESS: Final = 60_000
"""Characters: some thousand actors by name. What the page cannot show in one picture need not be kept."""

ADDRESS: Final = r"/[a-z]{0,40}\?[A-Za-z0-9%&=+:,.;@*_~!'()$/?-]+"
"""A view and what its query says, percent-encoded. No other host, no other path: what is kept is opened by whoever follows the link."""

ID: Final = r"[a-z2-7]{26}"
_FULL: Final = (errno.ENOSPC, errno.EDQUOT)


@dataclass(frozen=True, slots=True)
class Views:
    """`most`: so many are kept; two processes that add one at the same time may keep one more."""

    folder: Path
    most: int

    def keep(self, address: str) -> str:
        """The id of an address; the same for the same, however often it is kept.

        Raises:
            FullError: as many are kept as may be, or the disk is full.
        """
        content = address.encode("ascii")
        id_ = _id(content)
        if self._path(id_).exists():
            return id_
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if sum(1 for name in os.listdir(self.folder) if re.fullmatch(ID, name)) >= self.most:
            raise FullError(f"{self.most:,} views are kept.", hint="The long address works as well.")
        try:
            self._write(id_, content)
        except OSError as error:
            if error.errno in _FULL:
                raise FullError("The disk of the service is full.", hint="The long address works as well.") from error
            raise
        return id_

    def find(self, id_: str) -> str:
        """The address.

        Raises:
            UnknownError: none is kept, or not whole: what a file holds must be what it is named by.
        """
        content = b""
        if re.fullmatch(ID, id_) and self._path(id_).is_file():
            content = self._path(id_).read_bytes()
        if not content or _id(content) != id_:
            raise UnknownError(
                "No view of that id is kept here.", parameter="id", hint="Is the link whole? Another service has other views."
            )
        return content.decode("ascii")

    def _path(self, id_: str) -> Path:
        return self.folder / id_

    def _write(self, id_: str, content: bytes) -> None:
        handle, name = tempfile.mkstemp(dir=self.folder, prefix=".part-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            os.replace(name, self._path(id_))
        except BaseException:
            os.unlink(name)
            raise


def _id(content: bytes) -> str:
    """130 bits of SHA-256 in 26 letters and digits: nobody meets another's by chance, and a link can be read out."""
    return base64.b32encode(hashlib.sha256(content).digest()).decode("ascii").lower()[:26]
