"""Whether the bundled data is in the managed graph as it lies here, so that a second start need not load it again. Loads nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from graph.settings import Settings
from loaders.base import Loader

NAME: Final = "chronology"
"""The loader, and the dataset, that a new graph begins with."""

_FILE: Final = "bundled.json"


def is_in(settings: Settings, state: Mapping[str, Any], loader: Loader) -> bool:
    """The same files were loaded last, and nothing was written since: the graph's own version says so."""
    try:
        return bool(json.loads((settings.data_dir / _FILE).read_text("utf-8")) == _mark(state, loader))
    except (OSError, ValueError):
        return False


def remember(settings: Settings, state: Mapping[str, Any], loader: Loader) -> None:
    (settings.data_dir / _FILE).write_text(json.dumps(_mark(state, loader)), encoding="utf-8")


def _mark(state: Mapping[str, Any], loader: Loader) -> dict[str, str]:
    """`epoch` is random and new after a restore, `seq` grows with each write."""
    return {"graph": f"{state['epoch']}:{state['seq']}", "files": _fingerprint(loader.bundled), "program": version("retorsion")}


def _fingerprint(files: tuple[Path, ...]) -> str:
    parts = [f"{file.name} {hashlib.sha256(file.read_bytes()).hexdigest()}" for file in files]
    return hashlib.sha256("\n".join(parts).encode("utf-8")).hexdigest()
