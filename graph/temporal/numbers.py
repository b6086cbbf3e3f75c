"""Numbers of actors, actions and datasets: given when an index is built, kept and added to as it goes on. Reads no edges.

The database's own node numbers serve while edges are read, and no longer: they are given again after a deletion.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from graph.store import Reader
from graph.temporal.columns import Rows
from graph.temporal.layout import DTYPES, Catalogue, Columns
from graph.vocabulary import Vocabulary

_PAGE: Final = 20_000
_UNKNOWN: Final = int(np.iinfo(DTYPES["action"]).max)


@dataclass(frozen=True, slots=True)
class Nodes:
    """Which actor a node number of the database stands for just now; sorted by node."""

    node: NDArray[np.int64]
    actor: NDArray[np.int64]

    def numbers(self, nodes: NDArray[np.int64]) -> NDArray[np.int64]:
        """-1 where the node is no actor that was read."""
        if not len(self.node):
            return np.full(len(nodes), -1, np.int64)
        place = np.minimum(np.searchsorted(self.node, nodes), len(self.node) - 1)
        return np.where(self.node[place] == nodes, self.actor[place], -1)


def codes(reader: Reader, vocabulary: Vocabulary) -> Catalogue:
    """A catalogue without actors yet."""
    actions = sorted(vocabulary.all_actions)
    ties = sorted(vocabulary.ties)
    none = np.empty(0, np.uint8)
    return Catalogue(
        actors=(),
        kinds=none,
        unnamed=none,
        kind_names=(),
        actions=(*actions, *ties),
        action_types=(*(vocabulary.action(code).edge_type for code in actions), *ties),
        datasets=_datasets(reader),
    )


def is_current(catalogue: Catalogue, vocabulary: Vocabulary) -> bool:
    """Whether the vocabulary still is the one that the catalogue's numbers were made from."""
    return catalogue.actions == (*sorted(vocabulary.all_actions), *sorted(vocabulary.ties))


def first_tie(catalogue: Catalogue) -> int:
    """Numbers below are actions, this one and those above ties: a tie's code is its type."""
    return next((n for n, pair in enumerate(zip(catalogue.actions, catalogue.action_types, strict=True)) if pair[0] == pair[1]), _UNKNOWN)


def with_datasets(reader: Reader, catalogue: Catalogue) -> Catalogue:
    """Datasets that are new come after those that have numbers. A dataset is written before its edges."""
    new = tuple(id_ for id_ in _datasets(reader) if id_ not in set(catalogue.datasets))
    return replace(catalogue, datasets=catalogue.datasets + new) if new else catalogue


def with_all_actors(reader: Reader, catalogue: Catalogue) -> tuple[Catalogue, Nodes]:
    return _with_actors(catalogue, list(_actor_pages(reader)))


def with_actors(reader: Reader, catalogue: Catalogue, nodes: NDArray[np.int64], ids: Sequence[str]) -> tuple[Catalogue, Nodes]:
    """The actors of these nodes, and others by id, that are new or have changed."""
    if not len(nodes) and not ids:
        return catalogue, Nodes(np.empty(0, np.int64), np.empty(0, np.int64))
    parts = max(len(nodes), len(ids))
    asked = (
        reader.columns("index_some_actors", numbers=nodes[start : start + _PAGE].tolist(), ids=list(ids[start : start + _PAGE]))
        for start in range(0, parts, _PAGE)
    )
    return _with_actors(catalogue, [row for rows in asked for row in rows])


def columns_of_rows(rows: Rows, nodes: Nodes) -> Columns:
    """Edges with ends as numbers of the index. One whose end, action or dataset nobody knows is left out.

    What came after the last commit that was read may be such an edge, and comes with the next; so may one that another program wrote.
    """
    source, target = nodes.numbers(rows.source), nodes.numbers(rows.target)
    known = (source >= 0) & (target >= 0) & (rows.values["action"] != _UNKNOWN) & (rows.values["dataset"] != _UNKNOWN)
    values = {name: column[known] for name, column in rows.values.items()}
    return Columns(source[known].astype(np.int32), target[known].astype(np.int32), values)


def _datasets(reader: Reader) -> tuple[str, ...]:
    return tuple(next(reader.columns("index_datasets"))["ids"])


def _actor_pages(reader: Reader) -> Iterator[Mapping[str, Any]]:
    after = ""
    while (page := next(reader.columns("index_actors", after=after, size=_PAGE)))["ids"]:
        yield page
        after = page["ids"][-1]


def _with_actors(catalogue: Catalogue, pages: Sequence[Mapping[str, Any]]) -> tuple[Catalogue, Nodes]:
    """Known actors keep their numbers, new ones get the next."""
    number = {id_: n for n, id_ in enumerate(catalogue.actors)}
    kind_number = {name: n for n, name in enumerate(catalogue.kind_names)}
    ids = [id_ for page in pages for id_ in page["ids"]]
    actor = np.array([number.setdefault(id_, len(number)) for id_ in ids], np.int64)
    kind = [kind_number.setdefault(name, len(kind_number)) for page in pages for name in page["kinds"]]
    more = len(number) - len(catalogue.actors)
    kinds, unnamed = (np.concatenate((old, np.zeros(more, np.uint8))) for old in (catalogue.kinds, catalogue.unnamed))
    kinds[actor] = kind
    unnamed[actor] = [flag for page in pages for flag in page["unnamed"]]
    made = replace(catalogue, actors=tuple(number), kinds=kinds, unnamed=unnamed, kind_names=tuple(kind_number))
    node = np.array([n for page in pages for n in page["numbers"]], np.int64)
    order = np.argsort(node, kind="stable")
    return made, Nodes(node[order], actor[order])
