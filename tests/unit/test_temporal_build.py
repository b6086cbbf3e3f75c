"""The order of the index's arrays, held against Python's own sort."""

from __future__ import annotations

from itertools import groupby

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.temporal.build import build_adjacency, columns_of, joined
from graph.temporal.layout import COLUMNS, DTYPES, OPEN_END, OPEN_START, Adjacency, Columns

ACTORS = 5
Edge = tuple[int, int, int, int]

edges = st.lists(
    st.tuples(st.integers(0, ACTORS - 1), st.integers(0, ACTORS - 1), st.integers(-3, 3) | st.sampled_from((OPEN_START, OPEN_END))),
    max_size=40,
).flatmap(lambda ends: st.permutations(range(len(ends))).map(lambda eids: [(*end, eid) for end, eid in zip(ends, eids, strict=True)]))


def columns(rows: list[Edge]) -> Columns:
    """Edges as columns; each column says which edge it belongs to, as far as it has room."""
    eid = [row[3] for row in rows]
    values = {name: np.array(eid, dtype) for name, dtype in DTYPES.items()} | {"first": np.array([row[2] for row in rows], np.int32)}
    return Columns(np.array([row[0] for row in rows], np.int32), np.array([row[1] for row in rows], np.int32), values)


def rows_of(built: Adjacency) -> list[Edge]:
    ends = columns_of(built)
    return list(zip(ends.source.tolist(), ends.target.tolist(), ends.values["first"].tolist(), ends.values["eid"].tolist(), strict=True))


@given(edges)
def test_edges_are_sorted_and_every_column_follows(rows: list[Edge]) -> None:
    built = build_adjacency(ACTORS, columns(rows))
    assert rows_of(built) == sorted(rows)
    assert all((built.columns[name] == built.columns["eid"].astype(DTYPES[name])).all() for name in COLUMNS if name != "first")


@given(edges)
def test_pointers_lead_to_the_dyads_of_both_ends(rows: list[Edge]) -> None:
    built = build_adjacency(ACTORS, columns(rows))
    dyads = [(*dyad, len(list(found))) for dyad, found in groupby(sorted(rows), key=lambda row: row[:2])]
    assert list(zip(built.dyad_source.tolist(), built.dyad_target.tolist(), np.diff(built.dyad_ptr).tolist(), strict=True)) == dyads
    for actor in range(ACTORS):
        out = range(built.actor_ptr[actor], built.actor_ptr[actor + 1])
        into = built.into_dyad[built.into_ptr[actor] : built.into_ptr[actor + 1]]
        assert [dyads[n][:2] for n in out] == [dyad[:2] for dyad in dyads if dyad[0] == actor]
        assert [dyads[n][:2] for n in into] == [dyad[:2] for dyad in dyads if dyad[1] == actor]


@given(edges, st.integers(0, 40))
def test_sorted_edges_and_new_ones_give_what_all_at_once_give(rows: list[Edge], split: int) -> None:
    kept = columns_of(build_adjacency(ACTORS, columns(rows[:split])))
    assert rows_of(build_adjacency(ACTORS, joined([kept, columns(rows[split:])]))) == sorted(rows)


def test_a_key_too_wide_for_one_number_sorts_all_the_same() -> None:
    rows = [(1, 0, OPEN_END, 1), (0, 1, OPEN_START, 2), (0, 1, OPEN_START, 0), (1, 0, -5, 3)]
    assert rows_of(build_adjacency(10_000_000, columns(rows))) == sorted(rows)


@pytest.mark.parametrize("actors", [0, 1])
def test_ends_outside_the_actors_are_refused(actors: int) -> None:
    with pytest.raises(ValueError, match="outside"):
        build_adjacency(actors, columns([(0, 1, 0, 0)]))


def test_a_column_of_another_type_is_refused() -> None:
    made = columns([(0, 1, 0, 0)])
    with pytest.raises(ValueError, match="size"):
        build_adjacency(2, Columns(made.source, made.target, dict(made.values) | {"size": np.zeros(1)}))
