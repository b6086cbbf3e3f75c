"""How to load: what a caller may ask of the write door. No loading here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from graph.ingest.checkpoint import Mark
from graph.ingest.rejects import RejectsFile
from graph.ingest.report import Report
from graph.progress import Extent, Progress, silent

BATCH_ROWS = 2000
"""Rows of a transaction: small enough for a 512 MB heap with statement nodes, large enough to hide the fixed cost."""


def _unwatched(report: Report) -> None:
    """The listener of a load that nobody follows."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to load. `complete`: what these parts no longer say was withdrawn. `strict`: one wrong row, and nothing is loaded.

    `extent` is how much there is to read; `rejects` takes every rejected row; `remarks` are asked for at the end and become notes of the
    report. `watch` is given the report at the beginning, for it fills while the load runs, and again after each commit. With a `mark` a
    load that was killed goes on after its last committed batch.
    """

    complete: bool = True
    strict: bool = False
    parts: tuple[str, ...] = ()
    batch_rows: int = BATCH_ROWS
    progress: Progress = silent
    extent: Extent = field(default_factory=Extent)
    rejects: RejectsFile | None = None
    remarks: Callable[[], Iterable[str]] = tuple
    watch: Callable[[Report], None] = _unwatched
    mark: Mark | None = None

    def tell(self, read: int, done: int | None = None) -> None:
        """So many rows are read; of a stream, whose rows are read by the block, not all of them are done."""
        self.progress(self.extent.label, read if done is None else done, self.extent.total(read), "rows")
