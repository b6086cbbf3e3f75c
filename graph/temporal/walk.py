"""How to walk: the options of a question in time, and the arrays that kernels read them from. No kernel and no answer here."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal, get_args

import numpy as np

from graph.errors import QuestionError
from graph.model import Assertion, Status
from graph.temporal.layout import OPEN_END, OPEN_START
from graph.temporal.network import Array, Ints, Network
from graph.temporal.table import (
    ACTION_TABLE,
    ACTIONS,
    AS_OF,
    ASSERTION_TABLE,
    CANCEL,
    CHECKS,
    CLOCK,
    CLOCK_FROM,
    CLOCK_TO,
    CONFIRMED,
    DATASET_TABLE,
    DAY,
    DOUBT,
    EDGE_ARRAYS,
    EITHER,
    FORWARD,
    GAP,
    GATE,
    HOP,
    HUB,
    MIN_CONFIDENCE,
    MIN_RUNG,
    SINCE,
    SIZE,
    SKIP,
    STATUS_TABLE,
    STEP,
    TIES,
    UNTIL,
    WITH_TIES,
)

MAX_HOPS: Final = 6
MAX_REQUIRED: Final = 4
UNBOUND: Final = 100_000_000
"""More days than any two links lie apart: no limit to the gap."""

BARRED, END_ONLY, PASS = 0, 1, 2
"""What an actor may be on a path: nothing, an end, or between."""

BY_HAPPENED, BY_PUBLISHED, BY_LOADED = 0, 1, 2
"""Which clock the window is of."""

UNIT: Final = 1_000_000
"""Costs are whole numbers of millionths, so that sums are exact and equal costs are equal."""

HOP_COST, HUB_COST, DAY_COST, OVERLAP_COST = 0.2, 0.15, 0.1 / 90, 1.0
"""Of a hop beside -ln of its confidence; of ln(1 + neighbours) of an actor between; of a day between links; of sharing all actors between
with a path already chosen. Conventions of this project (docs/paths.md)."""


@dataclass(frozen=True, slots=True)
class World:
    """All that kernels read, as `table` (int64, positions in table.py). Whoever holds `cancel` may set its byte to end the work at once.

    `kept` are the arrays whose addresses stand in the table.
    """

    network: Network
    table: Ints
    cancel: Array
    hub: Ints
    kept: tuple[Array, ...]

    def __getitem__(self, slot: int) -> int:
        return int(self.table[slot])


@dataclass(frozen=True, slots=True, kw_only=True)
class Sieve:
    """Which actions count: numbers stand for names of the catalogue, None for all. The window is of the days an action may have
    happened on, or, by `clock`, was first reported on (`published`) or stored with (`loaded`: numbers of commits)."""

    types: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    assertion: tuple[str, ...] = ()
    datasets: tuple[str, ...] = ()
    min_confidence: float = 0.0
    min_rung: int | None = None
    clock: Literal["happened", "published", "loaded"] = "happened"
    since: date | None = None
    until: date | None = None
    first_seq: int | None = None
    last_seq: int | None = None
    as_of: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """What a path may be. Actors are their numbers.

    order: `forward` if each dated link may lie after the one before, `any` if days do not matter. direction: `either` if edges may be
    walked against their assertion too. same_day: a link may follow on the day of the one before. max_gap: at most so many days between
    a dated link and the next. max_degree: actors with more neighbours are not passed through. kinds: of actors passed through.
    """

    order: Literal["forward", "any"] = "forward"
    direction: Literal["forward", "either"] = "forward"
    ties: Literal["none", "standing"] = "none"
    same_day: bool = False
    max_gap: int | None = None
    max_hops: int = 4
    sieve: Sieve = field(default_factory=Sieve)
    kinds: tuple[str, ...] = ()
    avoid: tuple[int, ...] = ()
    exclude: tuple[int, ...] = ()
    require: tuple[int, ...] = ()
    max_degree: int | None = None

    def __post_init__(self) -> None:
        checks = {
            "max_hops": (1 <= self.max_hops <= MAX_HOPS, f"It must lie within 1 and {MAX_HOPS}."),
            "max_gap": (self.max_gap is None or self.max_gap >= 1, "At least one day."),
            "require": (len(set(self.require)) <= MAX_REQUIRED, f"At most {MAX_REQUIRED} actors."),
        }
        for name, (right, hint) in checks.items():
            if not right:
                raise QuestionError(f"{name} is {getattr(self, name)!r}.", parameter=name, hint=hint)
        if self.max_gap is not None and self.order == "any":
            raise QuestionError("max_gap says what may follow what.", parameter="max_gap", hint="Ask with order=forward.")
        if set(self.require) & (set(self.exclude) | set(self.avoid)):
            raise QuestionError("An actor is both required and left out.", parameter="require")


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - date(1970, 1, 1)).days


def world_of(network: Network, walk: Walk, *, cancel: Array | None = None, skip: int = -1) -> World:
    """The options as kernels take them. `skip` is the position of an action that is left out: the one that a cone is about."""
    cancel = np.zeros(1, np.uint8) if cancel is None else cancel
    doubt, hub = _costs(network)
    arrays = {GATE: _gate(network, walk), CANCEL: cancel, DOUBT: doubt, HUB: hub, **_tables(network, walk.sieve)}
    table = np.zeros(SIZE, np.int64)
    table[ACTIONS : ACTIONS + len(EDGE_ARRAYS)] = network.actions.addresses()
    table[TIES : TIES + len(EDGE_ARRAYS)] = network.ties.addresses()
    for slot, array in arrays.items():
        table[slot] = array.ctypes.data
    for slot in (ACTION_TABLE, DATASET_TABLE, STATUS_TABLE, ASSERTION_TABLE):
        table[slot + 1] = len(arrays[slot])
    for slot, value in (_order(walk) | _filter(walk.sieve, skip)).items():
        table[slot] = value
    return World(network, table, cancel, hub, tuple(arrays.values()))


def _order(walk: Walk) -> dict[int, int]:
    return {
        FORWARD: walk.order == "forward",
        EITHER: walk.direction == "either",
        WITH_TIES: walk.ties == "standing",
        STEP: not walk.same_day,
        GAP: UNBOUND if walk.max_gap is None else min(walk.max_gap, UNBOUND),
        HOP: round(HOP_COST * UNIT),
        DAY: round(DAY_COST * UNIT),
    }


def _filter(sieve: Sieve, skip: int) -> dict[int, int]:
    since, until = (day_number(day) if day else None for day in (sieve.since, sieve.until))
    happened = sieve.clock == "happened"
    first, last = (sieve.first_seq, sieve.last_seq) if sieve.clock == "loaded" else (since, until)
    days = {
        SINCE: since if happened and since is not None else OPEN_START,
        UNTIL: until if happened and until is not None else OPEN_END,
        CLOCK: ("happened", "published", "loaded").index(sieve.clock),
        CLOCK_FROM: first if first is not None and not happened else OPEN_START,
        CLOCK_TO: last if last is not None and not happened else 1 << 40,
        AS_OF: OPEN_END if sieve.as_of is None else day_number(sieve.as_of),
    }
    words = (sieve.types, sieve.actions, sieve.status, sieve.assertion, sieve.datasets)
    asks = any(words) or sieve.min_confidence > 0 or sieve.min_rung is not None or not happened or sieve.as_of is not None
    return days | {
        SKIP: skip,
        CHECKS: asks or skip >= 0,
        # A percent of the index is rounded, a bound is not: .505 asks for 51.
        MIN_CONFIDENCE: math.ceil(round(sieve.min_confidence * 100, 6)),
        MIN_RUNG: -128 if sieve.min_rung is None else sieve.min_rung,
        CONFIRMED: get_args(Assertion).index("confirmed"),
    }


def _tables(network: Network, sieve: Sieve) -> dict[int, Array]:
    return {
        ACTION_TABLE: _action_table(network, sieve),
        DATASET_TABLE: _table(network.catalogue.datasets, sieve.datasets),
        STATUS_TABLE: _table(get_args(Status), sieve.status),
        ASSERTION_TABLE: _table(get_args(Assertion), sieve.assertion),
    }


def _table(names: Iterable[str], wanted: tuple[str, ...]) -> Array:
    """One byte a name: whether it counts. Nothing wanted means all, unknown codes (255) too; an empty table means the same to kernels."""
    if not wanted:
        return np.empty(0, np.uint8)
    return np.array([name in wanted for name in names] or [False], np.uint8)


def _action_table(network: Network, sieve: Sieve) -> Array:
    if not sieve.types and not sieve.actions:
        return np.empty(0, np.uint8)
    pairs = zip(network.catalogue.actions, network.catalogue.action_types, strict=True)
    fits = [(not sieve.types or type_ in sieve.types) and (not sieve.actions or action in sieve.actions) for action, type_ in pairs]
    return np.array(fits or [False], np.uint8)


def _gate(network: Network, walk: Walk) -> Array:
    names = network.catalogue
    gate = np.full(network.actors, PASS, np.uint8)
    gate[np.asarray(names.unnamed) != 0] = END_ONLY
    if walk.kinds:
        wanted = [number for number, kind in enumerate(names.kind_names) if kind in walk.kinds]
        gate[~np.isin(names.kinds, wanted)] = END_ONLY
    if walk.max_degree is not None:
        gate[network.degree > walk.max_degree] = END_ONLY
    gate[list(walk.avoid)] = END_ONLY
    gate[list(walk.exclude)] = BARRED
    return gate


def _costs(network: Network) -> tuple[Ints, Ints]:
    percent = np.clip(np.arange(256), 1, 100) / 100
    doubt = np.rint(-np.log(percent) * UNIT).astype(np.int64)
    hub = np.rint(HUB_COST * np.log1p(network.degree) * UNIT).astype(np.int64)
    return doubt, hub
