"""Whom an actor has to do with, counted by type, direction and counterpart: one look at the actor's own edges. Walks nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.temporal.compiled import kernel
from graph.temporal.layout import OPEN_END, OPEN_START, UNKNOWN_DAY, Adjacency, Index
from graph.temporal.links import fits
from graph.temporal.network import Array, Ints, Network
from graph.temporal.table import CONFIRMED
from graph.temporal.walk import Sieve, Walk, World, day_number, world_of


@dataclass(frozen=True, slots=True)
class Counted:
    """The edges of one type and direction between an actor and one other.

    n: acts (one that several edges or reports tell counts once) or ties. first, last: days since 1970-01-01, None where no edge tells one.
    """

    edge_type: str
    outward: bool
    other: int
    n: int
    first: int | None
    last: int | None
    max_rung: int | None


def count_neighbours(index: Index, network: Network, actor: int, sieve: Sieve) -> list[Counted]:
    """All counterparts of an actor by the edges that pass the sieve. The window is of acts: a tie stands whatever the days asked for."""
    world = world_of(network, Walk(sieve=sieve))
    found: list[Counted] = []
    for outward in (True, False):
        positions, other = _edges_of(index.actions, actor, outward)
        kept = passing(world.table, positions)
        found += _grouped(index, index.actions, positions[kept], other[kept], outward)
        if not sieve.actions:
            positions, other = _edges_of(index.ties, actor, outward)
            kept = _standing(index, positions, sieve, world)
            found += _grouped(index, index.ties, positions[kept], other[kept], outward)
    return found


@kernel
def passing(w: Ints, positions: Ints) -> Array:
    """Which of some actions count."""
    found = np.empty(len(positions), np.bool_)
    for i in range(len(positions)):
        found[i] = fits(w, positions[i])
    return found


def _edges_of(edges: Adjacency, actor: int, outward: bool) -> tuple[Ints, NDArray[np.int32]]:
    """Positions of an actor's edges, and the actor at the other end of each."""
    if outward:
        dyads = np.arange(edges.actor_ptr[actor], edges.actor_ptr[actor + 1])
        other = edges.dyad_target[dyads]
    else:
        dyads = np.asarray(edges.into_dyad[edges.into_ptr[actor] : edges.into_ptr[actor + 1]]).astype(np.int64)
        other = edges.dyad_source[dyads]
    starts = edges.dyad_ptr[dyads]
    counts = edges.dyad_ptr[dyads + 1] - starts
    before = np.cumsum(counts) - counts
    return np.repeat(starts - before, counts) + np.arange(counts.sum()), np.repeat(other, counts)


def _standing(index: Index, positions: Ints, sieve: Sieve, world: World) -> NDArray[np.bool_]:
    """Ties of the types asked for, less unconfirmed ones that were published after `as_of`."""
    columns = index.ties.columns
    kept = np.ones(len(positions), np.bool_)
    if sieve.types:
        asked = [number for number, type_ in enumerate(index.catalogue.action_types) if type_ in sieve.types]
        kept &= np.isin(columns["action"][positions], asked)
    if sieve.as_of:
        published = columns["published"][positions]
        confirmed = columns["assertion"][positions] == world[CONFIRMED]
        kept &= (published == UNKNOWN_DAY) | (published <= day_number(sieve.as_of)) | confirmed
    return kept


def _grouped(index: Index, edges: Adjacency, positions: Ints, other: NDArray[np.int32], outward: bool) -> Iterator[Counted]:
    if not len(positions):
        return
    names, type_of = np.unique(index.catalogue.action_types, return_inverse=True)
    columns = {name: np.asarray(edges.columns[name])[positions] for name in ("action", "cluster", "first", "last", "rung")}
    types = type_of[columns["action"]]
    order = np.lexsort((columns["cluster"], other, types))
    types, other, cluster = types[order], other[order], columns["cluster"][order]
    begins = np.concatenate(([True], (types[1:] != types[:-1]) | (other[1:] != other[:-1])))
    acts = begins | np.concatenate(([True], cluster[1:] != cluster[:-1]))
    starts = np.flatnonzero(begins)
    first = np.where(columns["first"] == OPEN_START, OPEN_END, columns["first"])[order]
    last = np.where(columns["last"] == OPEN_END, OPEN_START, columns["last"])[order]
    ties = edges is index.ties
    for type_, end, n, soonest, latest, rung in zip(
        types[starts].tolist(),
        other[starts].tolist(),
        np.add.reduceat(acts.astype(np.int64), starts).tolist(),
        np.minimum.reduceat(first, starts).tolist(),
        np.maximum.reduceat(last, starts).tolist(),
        np.maximum.reduceat(columns["rung"][order], starts).tolist(),
        strict=True,
    ):
        yield Counted(
            edge_type=str(names[type_]),
            outward=outward,
            other=end,
            n=n,
            first=None if soonest == OPEN_END else soonest,
            last=None if latest == OPEN_START else latest,
            max_rung=None if ties else rung,
        )
