"""M6: tit for tat. Who answered what within how many days, how much in kind, and how much of it chance would bring. Keeps no link.

    answer to a (rung >= 2) = earliest unused hostile act b of the other side, same family, t_a < t_b <= t_a + W; W = 30 d, 90 d for trade
    match rate r; by chance r0 = 1 - exp(-rate of b outside windows x W); lift = r / r0
    latency by Kaplan-Meier; proportionality = rung_b - rung_a, and the ratio of counts in one unit
    contingent reactivity  dP = P(B_t = D | A_{t-1} = D) - P(B_t = D | A_{t-1} = C), weekly, Fisher's exact test

What a source states comes first and needs neither family nor window; acts of the same day are simultaneous unless a source or a clock
orders them. Axelrod 1984, The Evolution of Cooperation; Leng and Wheeler 1979 (JCR 23) on reciprocating strategies.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy import stats
from scipy.special import ndtri

from graph.escalation.actions import UNTIMED, Actions, Dyad
from graph.escalation.bins import weekly, whole_weeks
from graph.escalation.measure import Both, Estimate, Insufficient, Measure, Options, Provenance, provenance
from graph.escalation.scales import FAMILIES, TRADE
from graph.escalation.survival import Survival, survival

WINDOW: Final = 30
TRADE_WINDOW: Final = 90
MIN_RUNG: Final = 2
MIN_WEEKS: Final = 26
MIN_MARGIN: Final = 5
SHOWN: Final = 200
"""Most simultaneous pairs that are listed."""


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Answers, by position in the two streams. Latencies in days (least, most); `count_ratio` NaN unless both count one unit."""

    answered: NDArray[np.int64]
    answer: NDArray[np.int64]
    latency_min: NDArray[np.int32]
    latency_max: NDArray[np.int32]
    rung_difference: NDArray[np.int32]
    count_ratio: NDArray[np.float64]
    stated: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.answer)

    @property
    def latency(self) -> NDArray[np.float64]:
        return np.maximum((self.latency_min + self.latency_max) / 2, 0.0)


@dataclass(frozen=True, slots=True)
class Contingent:
    """Weeks of defection (D: a hostile act of rung >= 2) that follow a week of D, against those that follow one of C."""

    difference: float
    after_defection: float
    after_cooperation: float
    p_value: float
    weeks: int


@dataclass(frozen=True, slots=True, eq=False)
class Matching:
    """What became of the acts of one side. `simultaneous`: pairs of eid of one day and family that nobody orders."""

    pairs: Pairs
    acts: int
    rate: Estimate
    chance: float
    lift: float
    latency: Survival | Insufficient
    contingent: Contingent | Insufficient
    simultaneous: tuple[tuple[int, int], ...]
    answered_ids: tuple[int, ...]
    answer_ids: tuple[int, ...]
    provenance: Provenance


def matching(acts: Actions, other: Actions, stated: Sequence[tuple[int, int]], options: Options) -> Matching | Insufficient:
    """Answers by `other` to `acts` in the window. `stated`: (answer, answered) as eid."""
    acts, other = _inside(acts, options), _inside(other, options)
    asked = np.flatnonzero(acts.conflict & (acts.rung >= MIN_RUNG))
    if not len(asked):
        return Insufficient(0, 1, f"hostile acts of rung {MIN_RUNG} and more in the window")
    pairs = match(acts, other, stated)
    # A stated answer to words below rung 2 is shown, and counts in no rate.
    rate = wilson(len(np.intersect1d(pairs.answered, asked)), len(asked))
    chance = float(_chance(acts, other, asked, options)[asked].mean())
    return Matching(
        pairs=pairs,
        acts=len(asked),
        rate=rate,
        chance=chance,
        lift=rate.value / chance if chance > 0 else np.inf,
        latency=_latency(acts, pairs, asked, options.end),
        contingent=_contingent(acts, other, options),
        simultaneous=_simultaneous(acts, other, pairs),
        answered_ids=tuple(acts.eid[pairs.answered].tolist()),
        answer_ids=tuple(other.eid[pairs.answer].tolist()),
        provenance=provenance(acts, (options.start, options.end), "rung, ordinal -3..10; counts in the units of the source"),
    )


def match(acts: Actions, other: Actions, stated: Sequence[tuple[int, int]]) -> Pairs:
    """Stated pairs, then the greedy one-to-one match of what they leave."""
    told = _stated(acts, other, stated)
    free_acts = acts.conflict & (acts.rung >= MIN_RUNG)
    free_other = other.conflict.copy()
    free_acts[told[:, 0]] = False
    free_other[told[:, 1]] = False
    found = [_greedy(acts, other, free_acts & (acts.family == family), free_other & (other.family == family)) for family in _families()]
    both = np.concatenate([told, *found])
    order = np.lexsort((both[:, 0], both[:, 1]))
    return _pairs(acts, other, both[order], (np.arange(len(both)) < len(told))[order])


def wilson(hits: int, of: int) -> Estimate:
    """A share with Wilson's score interval (1927)."""
    z, p = float(ndtri(0.975)), hits / of
    middle, half = p + z * z / (2 * of), z * np.sqrt(p * (1 - p) / of + z * z / (4 * of * of))
    return Estimate(p, float((middle - half) / (1 + z * z / of)), float((middle + half) / (1 + z * z / of)), of, "Wilson")


def reach(family: Any) -> NDArray[np.int64]:
    """W by family number: how many days an answer may take."""
    return np.where(np.asarray(family) == TRADE, TRADE_WINDOW, WINDOW)


def certainly_before(first: Actions, i: NDArray[Any], second: Actions, j: NDArray[Any]) -> NDArray[np.bool_]:
    """Whether act i of one stream certainly precedes act j of the other: an earlier day, or an earlier minute of the same."""
    same = (first.last[i] == second.first[j]) & (first.first[i] == first.last[i]) & (second.first[j] == second.last[j])
    timed = (first.minute[i] != UNTIMED) & (second.minute[j] != UNTIMED) & (first.minute[i] < second.minute[j])
    return np.asarray((first.last[i] < second.first[j]) | (same & timed))


def unordered(acts: Actions, other: Actions, ordered: Collection[tuple[int, int]] = ()) -> list[tuple[int, int]]:
    """Pairs of eid (one of each side) of one day and family that neither a clock nor a source (`ordered`) orders."""
    pairs = ((a, b) for a, b in _same_day(acts, other) if UNTIMED in (acts.minute[a], other.minute[b]))
    named = ((int(acts.eid[a]), int(other.eid[b])) for a, b in pairs)
    return [pair for pair in named if pair not in ordered and pair[::-1] not in ordered]


def _families() -> range:
    return range(len(FAMILIES))


def _inside(these: Actions, options: Options) -> Actions:
    return these.where((these.last >= options.start) & (these.first <= options.end))


def _stated(acts: Actions, other: Actions, stated: Sequence[tuple[int, int]]) -> NDArray[np.int64]:
    mine = {int(eid): place for place, eid in enumerate(acts.eid)} if stated else {}
    theirs = {int(eid): place for place, eid in enumerate(other.eid)} if stated else {}
    found = {(mine[answered], theirs[answer]) for answer, answered in stated if answered in mine and answer in theirs}
    return np.array(sorted(found), np.int64).reshape(-1, 2)


@njit(cache=True, nogil=True)
def _earliest(middle_a: Any, last_a: Any, minute_a: Any, middle_b: Any, first_b: Any, minute_b: Any, window: Any) -> Any:
    """For each act the earliest unused later one within the window, or -1. A vague act waits for one that is certainly later."""
    found = np.full(len(middle_a), -1, np.int64)
    used = np.zeros(len(middle_b), np.bool_)
    start = 0
    for a in range(len(middle_a)):
        while start < len(middle_b) and (used[start] or middle_b[start] < middle_a[a]):
            start += 1
        for b in range(start, len(middle_b)):
            if middle_b[b] > middle_a[a] + window:
                break
            later = first_b[b] > last_a[a]
            timed = first_b[b] == last_a[a] and middle_a[a] == middle_b[b] and minute_a[a] >= 0 and minute_b[b] > minute_a[a]
            if not used[b] and (later or timed):
                used[b] = True
                found[a] = b
                break
    return found


def _greedy(acts: Actions, other: Actions, mine: NDArray[np.bool_], theirs: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Within one family, in the order of the middles of dates."""
    a, b = _by_middle(acts, mine), _by_middle(other, theirs)
    if not len(a) or not len(b):
        return np.empty((0, 2), np.int64)
    window = float(reach(acts.family[a[0]]))
    found = _earliest(acts.middle[a], acts.last[a], acts.minute[a], other.middle[b], other.first[b], other.minute[b], window)
    return np.stack([a[found >= 0], b[found[found >= 0]]], axis=1)


def _by_middle(these: Actions, mask: NDArray[np.bool_]) -> NDArray[np.int64]:
    places = np.flatnonzero(mask)
    return places[np.lexsort((these.minute[places], these.middle[places]))]


def _pairs(acts: Actions, other: Actions, places: NDArray[np.int64], stated: NDArray[np.bool_]) -> Pairs:
    a, b = places[:, 0], places[:, 1]
    counted = (acts.unit[a] == other.unit[b]) & (acts.unit[a] != "") & (acts.magnitude[a] > 0)
    ratio = np.divide(other.magnitude[b], acts.magnitude[a], out=np.full(len(a), np.nan), where=counted)
    return Pairs(
        answered=a,
        answer=b,
        latency_min=other.first[b] - acts.last[a],
        latency_max=other.last[b] - acts.first[a],
        rung_difference=other.rung[b].astype(np.int32) - acts.rung[a],
        count_ratio=ratio,
        stated=stated,
    )


def _chance(acts: Actions, other: Actions, asked: NDArray[np.int64], options: Options) -> NDArray[np.float64]:
    """r0 for each act. Where windows leave no day free, the rate is that of all days, and chance is the larger for it."""
    out = np.zeros(len(acts))
    days = options.end - options.start + 1
    for family in _families():
        mine = asked[acts.family[asked] == family]
        theirs = other.middle[other.conflict & (other.family == family)]
        window = int(reach(family))
        opened = np.zeros(days + 1, np.int64)
        begin = np.clip(acts.last[mine] - options.start + 1, 0, days)
        np.add.at(opened, begin, 1)
        np.add.at(opened, np.clip(begin + window, 0, days), -1)
        free = np.cumsum(opened)[:days] == 0
        places = np.clip(theirs - options.start, 0, days - 1).astype(np.int64)
        rate = free[places].sum() / free.sum() if free.any() else len(theirs) / days
        out[mine] = 1 - np.exp(-rate * window)
    return out


def _latency(acts: Actions, pairs: Pairs, asked: NDArray[np.int64], end: int) -> Survival | Insufficient:
    """First answers as they came; the rest waited in vain until the window or the data ended."""
    inside = np.isin(pairs.answered, asked)
    answered, latency = pairs.answered[inside], pairs.latency[inside]
    order = np.lexsort((latency, answered))
    first = np.unique(answered[order], return_index=True)[1]
    waiting = np.setdiff1d(asked, answered)
    waited = np.minimum(reach(acts.family[waiting]), np.maximum(end - acts.middle[waiting], 0.0))
    return survival(latency[order][first], waited)


def _contingent(acts: Actions, other: Actions, options: Options) -> Contingent | Insufficient:
    weeks = whole_weeks(options.start, options.end)
    a, b = (_defected(these, weeks) for these in (acts, other))
    before, after = a[:-1], b[1:]
    margin = min(int(before.sum()), int((~before).sum()))
    if len(before) < MIN_WEEKS or margin < MIN_MARGIN:
        return Insufficient(margin, MIN_MARGIN, f"weeks with and without a hostile act among {len(before)} (of at least {MIN_WEEKS})")
    table = [[int((before & after).sum()), int((before & ~after).sum())], [int((~before & after).sum()), int((~before & ~after).sum())]]
    d, c = (row[0] / sum(row) for row in table)
    return Contingent(d - c, d, c, float(stats.fisher_exact(table, alternative="greater").pvalue), len(before))


def _defected(these: Actions, weeks: tuple[int, int]) -> NDArray[np.bool_]:
    """Weeks in which an act more probably than not lies."""
    hostile = these.where(these.conflict & (these.rung >= MIN_RUNG))
    return weekly(hostile.first, hostile.last, np.ones(len(hostile)), weeks) >= 0.5


def _simultaneous(acts: Actions, other: Actions, pairs: Pairs) -> tuple[tuple[int, int], ...]:
    """Pairs of one day and family that nobody orders, the first SHOWN of them."""
    known = set(zip(pairs.answered.tolist(), pairs.answer.tolist(), strict=True))
    found = (
        (int(acts.eid[a]), int(other.eid[b]))
        for a, b in _same_day(acts, other)
        if (a, b) not in known and UNTIMED in (acts.minute[a], other.minute[b])
    )
    return tuple(islice(found, SHOWN))


def _same_day(acts: Actions, other: Actions) -> Iterator[tuple[int, int]]:
    mine = np.flatnonzero(acts.conflict & (acts.rung >= MIN_RUNG) & (acts.first == acts.last))
    theirs = np.flatnonzero(other.conflict & (other.first == other.last))
    keys = other.first[theirs].astype(np.int64) * len(FAMILIES) + other.family[theirs]
    order = np.argsort(keys, kind="stable")
    wanted = acts.first[mine].astype(np.int64) * len(FAMILIES) + acts.family[mine]
    begin, stop = (np.searchsorted(keys[order], wanted, side=side) for side in ("left", "right"))
    for place in np.flatnonzero(stop > begin):
        yield from ((int(mine[place]), int(theirs[twin])) for twin in order[begin[place] : stop[place]])


def _run(dyad: Dyad, options: Options) -> Both[Matching | Insufficient]:
    """`ab`: how B answered the acts of A; `ba`: how A answered those of B."""
    return Both(matching(dyad.ab, dyad.ba, dyad.stated, options), matching(dyad.ba, dyad.ab, dyad.stated, options))


MEASURE: Final = Measure(
    name="matching",
    code="M6",
    title="Tit for tat and latency",
    formula="earliest unused act of the same family within 30 d (trade 90 d); r, r0 = 1 - exp(-rate W), lift; Kaplan-Meier; dP",
    reference="Axelrod 1984; Kaplan and Meier 1958, JASA 53:457-481; Wilson 1927, JASA 22:209-212",
    minimum="one hostile act of rung 2; 26 weeks, 5 with and 5 without, for dP; 15 answers for a log-normal fit",
    run=_run,
)
