"""What edges have from their statements: size of the act, day of the last claim or denial, which edges tell one act."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from graph.store import Reader
from graph.temporal.columns import Rows, Window, days
from graph.temporal.layout import UNKNOWN_DAY

_PAGE: Final = 2_000


@dataclass(frozen=True, slots=True)
class Acts:
    """One row an edge that has something from its statement; `mates` are all edges of acts that several statements tell."""

    eid: NDArray[np.int64]
    magnitude: NDArray[np.float64]
    changed: NDArray[np.int64]
    act: NDArray[np.int64]
    mates: NDArray[np.int64]


def all_acts(reader: Reader) -> Acts:
    return _acts(reader, _pages(reader))


def acts_of(reader: Reader, types: Sequence[str], windows: Sequence[Window]) -> Acts:
    """Of the edges of these types whose number lies in a window."""
    given = [list(window) for window in windows]
    found = {
        id_ for type_ in types for row in reader.columns("index_statements_of_edges", edge_type=type_, windows=given) for id_ in row["ids"]
    }
    ids = sorted(found)
    return _acts(reader, (ids[start : start + _PAGE] for start in range(0, len(ids), _PAGE)))


def with_acts(rows: Rows, acts: Acts) -> Rows:
    """The edges with size, day of change and cluster; an act by several on several has an edge for each pair, and so a cluster."""
    if not len(acts.eid):
        return rows
    order = np.argsort(acts.eid, kind="stable")
    place = np.searchsorted(acts.eid[order], rows.values["eid"])
    place[place == len(order)] = 0
    row = order[place]
    there = acts.eid[row] == rows.values["eid"]
    scale = np.where(there, 1 + np.log10(np.maximum(1, acts.magnitude[row])) / 3, 1)
    changed = np.where(there, days(acts.changed, UNKNOWN_DAY)[row], UNKNOWN_DAY)
    values: dict[str, NDArray[Any]] = dict(rows.values)
    values |= {"size": (values["size"] * scale).astype(np.float32), "changed": changed.astype(np.int32)}
    if len(acts.mates):
        values["cluster"] = _clusters(rows, np.where(there, acts.act[row], rows.values["eid"]))
    return Rows(rows.source, rows.target, values)


def _clusters(rows: Rows, act: NDArray[np.int64]) -> NDArray[np.uint32]:
    """The lowest number among the edges of one act between the same two."""
    eid = rows.values["eid"]
    order = np.lexsort((eid, rows.target, rows.source, act))
    ends = [column[order] for column in (act, rows.source, rows.target)]
    first = np.concatenate(([True], np.any([column[1:] != column[:-1] for column in ends], axis=0)))
    cluster = np.empty_like(eid)
    cluster[order] = eid[order][np.flatnonzero(first)[np.cumsum(first) - 1]]
    return cluster


def _pages(reader: Reader) -> Iterator[list[str]]:
    """Ids of all statements: a page at a time is read by the index, and no list grows with the graph."""
    after = ""
    while ids := next(reader.columns("index_statement_ids", after=after, size=_PAGE))["ids"]:
        yield ids
        after = ids[-1]


def _acts(reader: Reader, pages: Iterator[list[str]]) -> Acts:
    found: list[Mapping[str, Any]] = [row for ids in pages for row in reader.columns("index_statements", ids=ids)]
    columns = {name: np.array([value for row in found for value in row[name]]) for name in ("eid", "magnitude", "changed", "act")}
    mates = np.array(sorted({eid for row in found for group in row["mates"] for eid in group}), np.int64)
    return Acts(
        eid=columns["eid"].astype(np.int64),
        magnitude=columns["magnitude"].astype(np.float64),
        changed=columns["changed"].astype(np.int64),
        act=columns["act"].astype(np.int64),
        mates=mates,
    )
