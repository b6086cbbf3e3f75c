"""The edges of a bulk load as the temporal index wants them, handed on so that nobody reads them back. Files of plain numbers only."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final

import numpy as np
from numpy.typing import NDArray

from graph.temporal.layout import DTYPES, Columns

_ENDS: Final = {"source": np.int32, "target": np.int32}
_ABOUT: Final = "about.json"


class ArrayFiles:
    """Columns as they grow, a file each; memory does not."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self._folder, self._stack = folder, ExitStack()
        self._files: dict[str, IO[bytes]] = {name: self._stack.enter_context((folder / name).open("wb")) for name in (*_ENDS, *DTYPES)}

    def __enter__(self) -> ArrayFiles:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stack.close()

    def add(self, columns: Mapping[str, NDArray[Any]]) -> None:
        for name, file in self._files.items():
            file.write(np.ascontiguousarray(columns[name], (_ENDS | dict(DTYPES))[name]).tobytes())

    def describe(self, **about: Any) -> None:
        (self._folder / _ABOUT).write_text(json.dumps(about), "utf-8")


def columns_of_bulk(folder: Path, epoch: str) -> tuple[Sequence[str], Columns] | None:
    """The ids of the actors, whose positions are the numbers in `source` and `target`, and one row for each edge of the last bulk load,
    mapped from its files. None where there are none, or where they are of another life of the database than `epoch`.

    Actions have the numbers of `sorted(vocabulary().all_actions)`, the dataset number 0; what the graph held before is not among them.
    """
    try:
        about = json.loads((folder / _ABOUT).read_text("utf-8"))
    except FileNotFoundError:
        return None
    if about["epoch"] != epoch:
        return None
    read = {name: _mapped(folder / name, dtype) for name, dtype in (_ENDS | dict(DTYPES)).items()}
    return about["actors"], Columns(read.pop("source"), read.pop("target"), read)


def _mapped(path: Path, dtype: Any) -> NDArray[Any]:
    return np.memmap(path, dtype, "r") if path.stat().st_size else np.empty(0, dtype)
