"""An index from the database: built anew, or an older one brought up to date by the commits since. No files, no threads of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from graph.errors import SchemaError
from graph.progress import Progress, silent
from graph.store import Reader
from graph.temporal.acts import acts_of, all_acts, with_acts
from graph.temporal.build import build_adjacency, columns_of, joined, sealed
from graph.temporal.columns import read_edges, windows_around, windows_over
from graph.temporal.layout import Adjacency, Catalogue, Columns, Index
from graph.temporal.numbers import codes, columns_of_rows, first_tie, is_current, with_actors, with_all_actors, with_datasets
from graph.vocabulary import vocabulary

MOST_COMMITS: Final = 1_000
"""Further behind than that, all is read anew: 10 million edges of a stream."""

_LEAST_TO_REBUILD: Final = 200_000


@dataclass(frozen=True, slots=True)
class GraphState:
    """The version of the graph; `drift` is how many more edges of a type the database counts than the write door does."""

    epoch: str
    seq: int
    next_eid: int
    counted: Mapping[str, int]
    drift: Mapping[str, int]

    @property
    def edges(self) -> int:
        return sum(self.counted.values())


def read_state(reader: Reader) -> GraphState:
    """Raises SchemaError where the graph has not been prepared."""
    for row in reader.stream("index_state"):
        types = vocabulary().edge_types
        counted = {one["type"]: one["n"] for one in row["counted"] if one["type"] in set(types)}
        kept = {type_: row["kept"].get(f"count_{type_}", 0) for type_ in types}
        drift = {type_: n for type_ in types if (n := counted.get(type_, 0) - kept[type_])}
        return GraphState(row["epoch"], row["seq"], row["next_eid"], counted, drift)
    raise SchemaError("This database has not been prepared for Retorsion.", hint="Load something: `retorsion load chronology`.")


def build_index(reader: Reader, state: GraphState, progress: Progress = silent) -> Index:
    """Read everything. What is committed meanwhile may be in or not: the commits after `state` tell, and `refreshed` follows them."""
    catalogue = codes(reader, vocabulary())
    types = sorted(type_ for type_, n in state.counted.items() if n)
    rows = read_edges(reader, catalogue, types, windows_over(state.next_eid), total=state.edges, progress=progress)
    progress("statements", 0, 0, "statements")
    rows = with_acts(rows, all_acts(reader))
    # After the edges: an end that is not among the actors by now belongs to an edge that is gone as well.
    catalogue, nodes = with_all_actors(reader, catalogue)
    progress("sorting", 0, 0, "edges")
    actions, ties = _apart(catalogue, columns_of_rows(rows, nodes))
    actors = len(catalogue.actors)
    return Index(state.epoch, state.seq, catalogue, build_adjacency(actors, actions), build_adjacency(actors, ties))


def refreshed(reader: Reader, index: Index, state: GraphState, *, however_much: bool = False) -> Index | None:
    """The index at `state`; None when only building it anew leads there, or leads there sooner (but `however_much`)."""
    behind = state.seq - index.seq
    if index.epoch != state.epoch or not is_current(index.catalogue, vocabulary()) or behind < 0:
        return None
    if behind > MOST_COMMITS and not however_much:
        return None
    if index.seq == state.seq:
        return index
    (commits,) = reader.columns("index_commits", after=index.seq, until=state.seq)
    touched = np.array(sorted(commits["touched"]), np.int64)
    too_much = len(touched) > max(_LEAST_TO_REBUILD, (index.actions.edges + index.ties.edges) // 2)
    if commits["commits"] < behind or (too_much and not however_much):
        return None
    catalogue, columns, touched = _read_touched(reader, index, touched, commits)
    fresh = _apart(catalogue, columns)
    merged = [_merged(len(catalogue.actors), *pair, touched) for pair in zip((index.actions, index.ties), fresh, strict=True)]
    return Index(state.epoch, state.seq, catalogue, *merged)


def read_edges_as_of_now(reader: Reader, index: Index, eids: NDArray[np.int64]) -> tuple[Columns, tuple[str, ...]]:
    """Edges of the index by number as the database has them now, and the ids of the actors that their ends number."""
    catalogue, columns, _ = _read_touched(reader, index, eids, {"types": [], "actors": []})
    return columns, catalogue.actors


def _read_touched(
    reader: Reader, index: Index, touched: NDArray[np.int64], commits: Mapping[str, Any]
) -> tuple[Catalogue, Columns, NDArray[np.int64]]:
    """These edges as they are now, and those that tell the same acts, whose cluster may be another now."""
    everything = vocabulary().edge_types
    touched = _with_mates(index, touched)
    types = everything if commits["types"] is None else sorted(_types_of(index, touched) | {*commits["types"]} & {*everything})
    windows = windows_around(touched)
    acts = acts_of(reader, types, windows)
    mates = np.setdiff1d(acts.mates, touched)
    if len(mates):
        return _read_touched(reader, index, np.union1d(touched, mates), commits)
    catalogue = with_datasets(reader, index.catalogue)
    rows = with_acts(read_edges(reader, catalogue, types, windows), acts)
    catalogue, nodes = with_actors(reader, catalogue, np.unique(np.concatenate((rows.source, rows.target))), commits["actors"])
    return catalogue, columns_of_rows(rows, nodes), touched


def _with_mates(index: Index, eids: NDArray[np.int64]) -> NDArray[np.int64]:
    """These numbers and those of the edges in one cluster with them."""
    parts = [eids]
    for part in (index.actions, index.ties):
        clusters = part.columns["cluster"]
        flags = np.zeros(int(clusters.max(initial=0)) + 1, bool)
        flags[clusters[_among(part, eids)]] = True
        parts.append(part.columns["eid"][flags[clusters]].astype(np.int64))
    return np.unique(np.concatenate(parts))


def _types_of(index: Index, eids: NDArray[np.int64]) -> set[str]:
    numbers = {int(n) for part in (index.actions, index.ties) for n in np.unique(part.columns["action"][_among(part, eids)])}
    return {index.catalogue.action_types[n] for n in numbers}


def _among(part: Adjacency, eids: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which edges have one of these numbers: a table of flags, since numbers are dense."""
    eid = part.columns["eid"]
    flags = np.zeros(max(int(eid.max(initial=0)), int(eids.max(initial=0))) + 1, bool)
    flags[eids] = True
    found: NDArray[np.bool_] = flags[eid]
    return found


def _apart(catalogue: Catalogue, columns: Columns) -> tuple[Columns, Columns]:
    """Actions and ties."""
    is_tie = columns.values["action"] >= first_tie(catalogue)
    actions, ties = (
        Columns(columns.source[of], columns.target[of], {name: column[of] for name, column in columns.values.items()})
        for of in (~is_tie, is_tie)
    )
    return actions, ties


def _merged(actors: int, old: Adjacency, fresh: Columns, touched: NDArray[np.int64]) -> Adjacency:
    """An adjacency without the touched edges and with the fresh ones; the same object's arrays where nothing is touched."""
    gone = _among(old, touched)
    if not len(fresh) and not gone.any():
        return _widened(actors, old)
    kept = columns_of(old, ~gone) if gone.any() else columns_of(old)
    return build_adjacency(actors, joined([kept, fresh]))


def _widened(actors: int, old: Adjacency) -> Adjacency:
    """New actors have no edges here."""
    more = actors - old.actors
    if not more:
        return old
    pointers: dict[str, Any] = {name: sealed(np.pad(getattr(old, name), (0, more), "edge")) for name in ("actor_ptr", "into_ptr")}
    return replace(old, **pointers)
