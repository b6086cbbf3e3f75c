"""M10: spiral, exchange, unwinding. The longest alternating chain of acts, and whether chance alone would bring one as long.

    chain: sides alternate, days strictly rise, gaps <= 30 d (90 d between two acts of trade), rung >= 3, at least 4 acts
    spiral: rungs never fall and end higher; exchange: rungs equal; unwinding: rungs never rise and end lower (acts of peace count here)
    p = (1 + shifts whose longest chain is at least as long) / (1 + shifts), over 199 circular shifts of B's stream against A's

Sixty random acts a year make a spiral of 6.8 on average: a long chain alone says nothing. Only acts whose day is known take part. Circular
shifts keep each side's own rhythm and break only the tie between them (Politis and Romano 1992); Leng 1983 (JCR 27) on the escalation of
crises.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from graph.escalation.actions import Actions, Dyad, merge
from graph.escalation.chains import LOWEST, RUNGS, Chains
from graph.escalation.measure import Insufficient, Measure, Options, Provenance, provenance
from graph.escalation.scales import TRADE

GAPS: Final = (30, 90)
MIN_RUNG: Final = 3
MIN_LENGTH: Final = 4
MIN_SIDE: Final = 2
ALPHA: Final = 0.05
KINDS: Final = ("spiral", "exchange", "unwinding")
MOST: Final = 2_000
"""Acts beyond which only the latest are looked at: the window shrinks, and says so."""

MIN_SPAN: Final = 60
"""Days within which shifts have room to differ."""


@dataclass(frozen=True, slots=True, eq=False)
class Chain:
    """The longest chain of a kind. `chance`: mean and 95th percentile of the longest by chance; `stated`: its links that a source states.

    `called`: 4 acts and more, and p <= .05.
    """

    kind: str
    length: int
    rungs: tuple[int, ...]
    p_value: float
    chance: tuple[float, float]
    stated: int
    called: bool
    moved: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Spiral:
    """One chain of each kind; `left_out`: acts whose day is not known."""

    spiral: Chain
    exchange: Chain
    unwinding: Chain
    acts: tuple[int, int]
    left_out: int
    shifts: int
    provenance: Provenance


@dataclass(frozen=True, slots=True, eq=False)
class _Ground:
    """What chains are looked for among: hostile acts, and those of peace as well; the window, and the days to shift by."""

    hostile: tuple[Actions, Actions]
    acts: tuple[Actions, Actions]
    window: tuple[int, int]
    shifts: NDArray[Any]

    def of(self, kind: str) -> tuple[Actions, Actions]:
        return self.acts if kind == "unwinding" else self.hostile


def spiral(dyad: Dyad, options: Options) -> Spiral | Insufficient:
    """Of both sides in the window."""
    ground = _ground(dyad, options)
    if isinstance(ground, Insufficient):
        return ground
    window = ground.window
    answers = {(answered, answer) for answer, answered in dyad.stated}
    vague = sum(int(((one.first != one.last) & (one.last >= window[0]) & (one.first <= window[1])).sum()) for one in (dyad.ab, dyad.ba))
    return Spiral(
        spiral=_chain("spiral", ground, answers),
        exchange=_chain("exchange", ground, answers),
        unwinding=_chain("unwinding", ground, answers),
        acts=(len(ground.hostile[0]), len(ground.hostile[1])),
        left_out=vague,
        shifts=len(ground.shifts),
        provenance=provenance(merge(*ground.acts), window, "rung, ordinal -3..10"),
    )


def chance_lengths(dyad: Dyad, options: Options, kind: str) -> NDArray[np.int64] | Insufficient:
    """How long the longest chain of a kind is after each circular shift: what chance alone would bring."""
    ground = _ground(dyad, options)
    return ground if isinstance(ground, Insufficient) else _by_chance(_chains(kind, ground), ground, kind)


def p_value(length: int, chance: NDArray[np.int64]) -> float:
    return float((1 + (chance >= length).sum()) / (1 + len(chance)))


def classify(rungs: Sequence[int]) -> str:
    """What a chain of acts, each answering the one before, is: spiral, exchange, unwinding, or mixed where it goes up and down."""
    steps = np.diff(np.asarray(rungs, np.int64))
    if not steps.any():
        return "exchange"
    return "spiral" if (steps >= 0).all() else "unwinding" if (steps <= 0).all() else "mixed"


def _ground(dyad: Dyad, options: Options) -> _Ground | Insufficient:
    window = (max(options.start, options.covered(dyad)), options.end)
    hostile = _known(dyad.ab, window, peace=False), _known(dyad.ba, window, peace=False)
    fewest = min(len(these) for these in hostile)
    if fewest < MIN_SIDE:
        return Insufficient(fewest, MIN_SIDE, f"acts of rung {MIN_RUNG} and more, of known day, of the quieter side")
    span = window[1] - window[0] + 1
    if span < MIN_SPAN:
        return Insufficient(span, MIN_SPAN, "days in the window")
    shifts = 1 + np.random.default_rng(options.seed).permutation(span - 1)[: options.shifts]
    return _Ground(hostile, (_known(dyad.ab, window, peace=True), _known(dyad.ba, window, peace=True)), window, shifts)


def _known(these: Actions, window: tuple[int, int], *, peace: bool) -> Actions:
    high = (these.rung >= MIN_RUNG) | ((these.rung < 0) if peace else np.zeros(len(these), np.bool_))
    kept = these.where(high & (these.first == these.last) & (these.first >= window[0]) & (these.last <= window[1]))
    return kept.where(np.arange(len(kept)) >= len(kept) - MOST // 2)


def _chains(kind: str, ground: _Ground) -> Chains:
    sides = ground.of(kind)
    acts = merge(*sides)
    turned = RUNGS - 1 + 2 * LOWEST - acts.rung.astype(np.int64)
    of_a = np.isin(acts.eid, sides[0].eid)
    return Chains(acts.first, ~of_a, turned if kind == "unwinding" else acts.rung, acts.family == TRADE, GAPS)


def _by_chance(chains: Chains, ground: _Ground, kind: str) -> NDArray[np.int64]:
    rising = kind != "exchange"
    return chains.by_chance(ground.shifts, ground.window[0], ground.window[1] - ground.window[0] + 1, rising=rising, net=rising)


def _chain(kind: str, ground: _Ground, answers: set[tuple[int, int]]) -> Chain:
    acts, chains = merge(*ground.of(kind)), _chains(kind, ground)
    places = chains.longest(rising=kind != "exchange", net=kind != "exchange")
    chance = _by_chance(chains, ground, kind)
    p = p_value(len(places), chance)
    ids = acts.eid[places].tolist()
    return Chain(
        kind=kind,
        length=len(places),
        rungs=tuple(acts.rung[places].tolist()),
        p_value=p,
        chance=(float(chance.mean()), float(np.quantile(chance, 0.95))),
        stated=sum(pair in answers for pair in pairwise(ids)),
        called=len(places) >= MIN_LENGTH and p <= ALPHA,
        moved=tuple(ids),
    )


MEASURE: Final = Measure(
    name="spiral",
    code="M10",
    title="Spiral, exchange, unwinding",
    formula="longest alternating chain, gaps <= 30 d (trade 90 d), rung >= 3; p over 199 circular shifts of one side",
    reference="Politis and Romano 1992 on circular blocks; Leng 1983, JCR 27:379-419",
    minimum="2 acts of rung 3 and known day of each side; a chain is called from 4 acts and p <= .05",
    run=spiral,
    calls=lambda result: not isinstance(result, Insufficient) and result.spiral.called,
)
