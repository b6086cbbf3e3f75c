"""A feed as the load of a loader. Imports no polars until it is asked, so that loaders can be listed without it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from graph.errors import SettingsError
from graph.model import Dataset
from graph.progress import Extent
from loaders._expectation import Looks
from loaders._streams.files import expand
from loaders.base import Load

if TYPE_CHECKING:
    from loaders._streams.stream import Feed


def load_of(dataset: Dataset, name: str, paths: tuple[Path, ...], feed: Callable[[], Feed]) -> Iterator[Load]:
    """One load of all files, as a stream; `name` is the source's as messages call it.

    Raises:
        InputError: a path leads to nothing. SettingsError: polars is not installed.
    """
    try:
        from loaders._streams.stream import Events

        known = feed()
    except ModuleNotFoundError as error:
        if error.name != "polars":
            raise
        raise SettingsError(
            f"{name}'s tables are read with polars, which is not installed.", hint="pip install 'retorsion[loaders]'"
        ) from None
    files, extent, looks = expand(paths, known.suffixes), Extent(), Looks()
    yield Load(
        dataset,
        complete=False,
        stream=Events(known, files, extent, looks),
        head=lambda limit: Events(known, files, limit=limit),
        extent=extent,
        looks=looks,
    )
