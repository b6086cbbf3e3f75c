"""The contract of a loader: a module (or folder) of this package with a constant `LOADER`. Found by name; no database here.

What several loaders share stands in this package too, under a name that begins with an underscore, and is no loader.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType

from graph.errors import InputError, Place
from graph.ingest.rows import Row, StreamBatch
from graph.model import Dataset
from graph.progress import Extent
from loaders._expectation import Looks


@dataclass(frozen=True, slots=True)
class Load:
    """What a loader read from some files: the dataset they belong to and their rows, lazily, in file order.

    `complete` says that the parts read hold all that the source says about them, so that what is missing was withdrawn; `parts` names
    them, for a part that says nothing any more has no row that could.

    A source of machine-coded events gives a `stream` in place of rows: an iterable that can be read more than once. `head` is the stream
    of its first rows.

    While it reads, a loader writes into `extent` how much there is and into `looks` what its files look like.
    """

    dataset: Dataset
    rows: Iterable[Row] = ()
    complete: bool = True
    parts: tuple[str, ...] = ()
    stream: Iterable[StreamBatch] | None = None
    head: Callable[[int], Iterable[StreamBatch]] | None = None
    extent: Extent = field(default_factory=Extent)
    looks: Looks = field(default_factory=Looks)


@dataclass(frozen=True, slots=True)
class Loader:
    """One source. `read` turns paths into loads; `bundled` are files that travel with the project; `suffixes` what it reads."""

    name: str
    about: str
    read: Callable[[tuple[Path, ...]], Iterator[Load]]
    suffixes: tuple[str, ...]
    bundled: tuple[Path, ...] = ()


def files_below(given: Path, wanted: Callable[[str], bool], *, nothing: str, hint: str) -> list[tuple[Path, str]]:
    """The file itself, or the files below a folder whose suffix is wanted, sorted, each with the name that messages use.

    Raises:
        InputError: there is nothing at the path; or the folder holds `nothing`, and then `hint` says what was looked for.
    """
    if given.is_file():
        return [(given, given.as_posix())]
    if not given.is_dir():
        raise InputError("there is no such file or folder", Place(str(given)), hint="check the path")
    found = [
        (path, path.relative_to(given).as_posix())
        for path in sorted(given.rglob("*"))
        if wanted(path.suffix) and path.is_file() and not any(part.startswith(".") for part in path.relative_to(given).parts)
    ]
    if not found:
        raise InputError(nothing, Place(str(given)), hint=hint)
    return found


@cache
def loaders() -> Mapping[str, Loader]:
    """Every loader by name, sorted.

    Raises:
        RuntimeError: a module of this package has no LOADER and no underscore before its name, or two loaders have one name.
    """
    import loaders as package

    found: dict[str, Loader] = {}
    for module in sorted(pkgutil.iter_modules(package.__path__), key=lambda info: info.name):
        if module.name == "base" or module.name.startswith("_"):
            continue
        loader = getattr(importlib.import_module(f"loaders.{module.name}"), "LOADER", None)
        if not isinstance(loader, Loader) or loader.name in found:
            raise RuntimeError(f"loaders.{module.name} needs a constant LOADER with a name of its own")
        found[loader.name] = loader
    return MappingProxyType(found)
