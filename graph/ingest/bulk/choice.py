"""Whether a load goes by an import into a new store or by batches, and why, in a sentence that the user reads. Loads nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, TypeGuard

from graph.ingest.bulk.frames import Columnar
from graph.ingest.rows import StreamBatch
from graph.model import Dataset
from graph.settings import Settings
from graph.store import Writer

WORTH: Final = 500_000
"""Rows. An import costs half a minute whatever the size (stop, start, constraints); batches bring 10,000 edges a second and more."""


@dataclass(frozen=True, slots=True)
class Choice:
    """`why` is a whole sentence; empty where there was nothing to choose, as for a small file."""

    bulk: bool
    why: str = ""


def is_columnar(stream: Iterable[StreamBatch]) -> TypeGuard[Columnar]:
    return isinstance(stream, Columnar)


def worth_bulk(settings: Settings, writer: Writer, dataset: Dataset, stream: Columnar, worth: int = WORTH) -> Choice:
    """By size: what is new against what would have to be carried over."""
    rows = stream.estimated_rows()
    if rows < worth:
        return Choice(False)
    some = f"{_round(rows):,} rows or so"
    if settings.neo4j_uri:
        return Choice(False, f"{some}, loaded by batches: only the managed server can be given a new store.")
    if writer.read("stream_state", dataset=dataset.id)[0]["types"]:
        return Choice(False, f"{some}, loaded by batches: {dataset.id} is in the graph already, and each row is looked for.")
    there = writer.read("graph_size")[0]["relationships"]
    if there > rows:
        return Choice(False, f"{some}, loaded by batches: to carry over {there:,} relationships would take longer than to add these.")
    return Choice(True, f"{some}, a first load: imported into a new store. The server stops and starts again; what is in the graph stays.")


def _round(rows: int) -> int:
    """Two digits: it is an estimate."""
    unit: int = 10 ** max(len(str(rows)) - 2, 0)
    return rows // unit * unit
