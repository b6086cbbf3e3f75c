"""An index held against the database it came from: counts of every type, and random edges column by column. Changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from graph.store import Reader
from graph.temporal.build import columns_of
from graph.temporal.follow import GraphState, read_edges_as_of_now, read_state
from graph.temporal.layout import COLUMNS, Adjacency, Columns, Index

SAMPLE: Final = 1_000
_TOLD: Final = 20


@dataclass(frozen=True, slots=True)
class Verdict:
    """`differences` are sentences, the first twenty; `compared` edges were looked at."""

    index_seq: int
    db_seq: int
    compared: int
    differences: tuple[str, ...]


def verify(index: Index, reader: Reader, *, sample: int = SAMPLE, seed: int = 0) -> Verdict:
    """Compare counts of types and a sample of edges; at another commit than the database's nothing can be said but that."""
    state = read_state(reader)
    if (index.epoch, index.seq) != (state.epoch, state.seq):
        return Verdict(index.seq, state.seq, 0, (f"The index is at commit {index.seq}, the database at {state.seq}.",))
    random = np.random.default_rng(seed)
    parts = [part for part in (index.actions, index.ties) if part.edges]
    eids = [np.sort(random.choice(part.columns["eid"], min(sample, part.edges), replace=False)).astype(np.int64) for part in parts]
    found = [difference for part, some in zip(parts, eids, strict=True) for difference in _of_edges(reader, index, part, some)]
    after = read_state(reader)
    if after.seq != state.seq:
        return verify(index, reader, sample=sample, seed=seed)
    differences = [*_of_counts(index, state), *found]
    return Verdict(index.seq, state.seq, sum(map(len, eids)), tuple(differences[:_TOLD]))


def _of_counts(index: Index, state: GraphState) -> Iterator[str]:
    held: dict[str, int] = {}
    for part in (index.actions, index.ties):
        for number, n in enumerate(np.bincount(part.columns["action"], minlength=len(index.catalogue.actions))):
            type_ = index.catalogue.action_types[number]
            held[type_] = held.get(type_, 0) + int(n)
    for type_ in sorted(held.keys() | state.counted.keys()):
        if held.get(type_, 0) != state.counted.get(type_, 0):
            yield f"{type_}: {held.get(type_, 0)} edges in the index, {state.counted.get(type_, 0)} in the database."


def _of_edges(reader: Reader, index: Index, part: Adjacency, eids: NDArray[np.int64]) -> Iterator[str]:
    stored, actors = read_edges_as_of_now(reader, index, eids)
    at = {int(eid): row for row, eid in enumerate(stored.values["eid"])}
    held = columns_of(part, np.isin(part.columns["eid"], eids))
    for row, eid in enumerate(held.values["eid"].tolist()):
        if eid not in at:
            yield f"Edge {eid} is in the index and not in the database."
            continue
        ours, theirs = _edge(held, row, index.catalogue.actors), _edge(stored, at[eid], actors)
        yield from (
            f"Edge {eid}: {name} is {ours[name]} in the index, {theirs[name]} in the database."
            for name in ours
            if ours[name] != theirs[name]
        )


def _edge(columns: Columns, row: int, actors: tuple[str, ...]) -> dict[str, Any]:
    ends = {"source": actors[columns.source[row]], "target": actors[columns.target[row]]}
    return ends | {name: columns.values[name][row].item() for name in COLUMNS}
