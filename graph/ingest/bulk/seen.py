"""Which events a load has brought and what was said of them, in bounded memory: files usually bring ever higher ones. Knows no edges."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

HELD: Final = 4_000_000
"""Events in memory (64 MB); older ones lie on disk, and are read where a later row falls among them."""

Keys = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class _Run:
    """Events in order, with what was said of each; on disk when it has a path."""

    first: int
    last: int
    pairs: NDArray[np.uint64] | None
    path: Path | None = None

    def find(self, keys: Keys) -> NDArray[np.int64]:
        """The position of each key; -1 where it is not."""
        mine = self.read()[0]
        at = np.minimum(np.searchsorted(mine, keys), len(mine) - 1)
        return np.where(mine[at] == keys, at, -1)

    def read(self) -> NDArray[np.uint64]:
        if self.pairs is not None:
            return self.pairs
        assert self.path is not None
        found: NDArray[np.uint64] = np.load(self.path, mmap_mode="r")
        return found


@dataclass(slots=True)
class Seen:
    """Runs of events; those in memory go to `folder` when they are many."""

    folder: Path
    held: int = HELD
    _runs: list[_Run] = field(default_factory=list)
    _stored: int = 0

    def said_of(self, keys: Keys) -> tuple[NDArray[np.bool_], NDArray[np.uint64]]:
        """Whether each event was seen, and the hash of what was said of it."""
        there, hashes = np.zeros(len(keys), bool), np.zeros(len(keys), np.uint64)
        if not len(keys):
            return there, hashes
        low, high = int(keys.min()), int(keys.max())
        for run in self._runs:
            if run.first <= high and low <= run.last:
                at = run.find(keys)
                found = at >= 0
                there |= found
                hashes[found] = run.read()[1][at[found]]
        return there, hashes

    def add(self, keys: Keys, hashes: NDArray[np.uint64]) -> None:
        """Events that were not seen before, each once."""
        if not len(keys):
            return
        order = np.argsort(keys, kind="stable")
        self._runs.append(_run(np.stack([keys[order], hashes[order]])))
        if sum(run.pairs.shape[1] for run in self._runs if run.pairs is not None) > self.held:
            self._store()

    def _store(self) -> None:
        held = [run.pairs for run in self._runs if run.pairs is not None]
        pairs = np.concatenate(held, axis=1)
        pairs = pairs[:, np.argsort(pairs[0], kind="stable")]
        path = self.folder / f"events-{self._stored}.npy"
        np.save(path, pairs)
        self._stored += 1
        self._runs = [run for run in self._runs if run.pairs is None]
        self._runs.append(_Run(int(pairs[0, 0]), int(pairs[0, -1]), None, path))


def keys_of(events: pl.Series) -> Keys:
    """A number for each event: itself where it is one, so that the order of the files is kept, else a hash.

    Two events of one number are told apart by what is said of them, and then go by the stream door, which knows them by their names.
    """
    plain = events.str.contains(r"^(0|[1-9]\d{0,17})$")
    numbers = events.cast(pl.UInt64, strict=False).zip_with(plain, events.hash(0))
    return numbers.to_numpy()


def _run(pairs: NDArray[np.uint64]) -> _Run:
    return _Run(int(pairs[0, 0]), int(pairs[0, -1]), pairs)
