"""One line of JSON for each free query: who, what, whether it was let pass, how it ended. Parameters by name and size, never by value."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any


class Audit:
    """A file that only grows; the operator moves it away."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def write(self, *, key: str, text: str, parameters: Mapping[str, Any], **how: Any) -> None:
        line = {
            "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "key": key,
            "hash": hash_of(text),
            "query": text,
            "parameters": {name: len(json.dumps(value, ensure_ascii=False, default=str)) for name, value in parameters.items()},
            **how,
        }
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "a", encoding="ascii") as file:
            file.write(json.dumps(line) + "\n")  # escaped: a stranger's U+2028 would end the line for many a reader of logs


def hash_of(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
