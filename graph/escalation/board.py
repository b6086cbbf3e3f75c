"""All dyads of an index by how much they changed, the false discovery rate held: the verdict's votes over every slice. Names no actor.

p of a change: two-sided normal of L / sd of M4, only for dyads with enough data; Benjamini and Hochberg 1995 (JRSS B 57) at q = .05 over
these. The rest are ranked by their ladder step. The arithmetic is that of votes.py, so a row says what the report of its direction says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.special import ndtr

from graph.escalation import votes
from graph.escalation.actions import Actions, from_scales, one_a_cluster, weigh
from graph.escalation.scales import Scales
from graph.escalation.verdict import ALPHA, COMPARED, MIN_EVENTS, MIN_HISTORY, WORDS, Z
from graph.temporal.layout import UNKNOWN_DAY, Adjacency

FDR: Final = 0.05
ALL_WORDS: Final = ("insufficient", *WORDS, "de-escalating")
_INSUFFICIENT, _STABLE, _FALLING = 0, 1, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardOptions:
    """`end`: last day. `as_of`: what was public by then (None: everything). `began`: first day that the data cover (None: a dyad's first
    act).

    `keep`: a mask over edges (datasets, status, confidence); `dyads`: a mask over dyads (a group's).
    """

    end: int
    as_of: int | None = None
    began: int | None = None
    keep: NDArray[np.bool_] | None = None
    dyads: NDArray[np.bool_] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Board:
    """One entry a dyad with a hostile act in 56 days or a ladder step, ranked: `dyad` its number in the Adjacency, `word` in ALL_WORDS.

    `log_ratio`, `error`, `p_value`, `q_value` are NaN where data are insufficient; `discovered`: q <= .05. `n` counts acts now and before,
    `rung` the highest of 90 days and of the 180 before (votes.NO_RUNG: none). `votes`: bits 1 ratio, 2 trend, 4 ladder. `dyads_compared`:
    how many dyads had enough data, the family within which false discovery is held.
    """

    end: int
    dyad: NDArray[np.int64]
    source: NDArray[np.int32]
    target: NDArray[np.int32]
    word: NDArray[np.int8]
    votes: NDArray[np.int8]
    log_ratio: NDArray[np.float64]
    error: NDArray[np.float64]
    p_value: NDArray[np.float64]
    q_value: NDArray[np.float64]
    n: NDArray[np.float64]
    rung: NDArray[np.int8]
    dyads_compared: int

    def __len__(self) -> int:
        return len(self.dyad)

    @property
    def discovered(self) -> NDArray[np.bool_]:
        return self.q_value <= FDR


@dataclass(frozen=True, slots=True)
class Turn:
    """A dyad whose word is another than it was."""

    dyad: int
    before: str
    now: str


def board(index: Adjacency, known: Scales, options: BoardOptions) -> Board:
    """Every dyad of the index at one day; `known` are the scales of the index's catalogue of actions."""
    weight = _weights(index, known)
    weight[~kept_edges(index, options)] = -1.0
    rows = np.full((index.dyads, _ROW), np.nan)
    columns = index.columns
    chosen = np.ones(index.dyads, np.bool_) if options.dyads is None else options.dyads
    sure = columns["confidence"] >= round(votes.SURE * 100)
    began = UNKNOWN_DAY if options.began is None else options.began
    edges = (columns["first"], columns["last"], weight, columns["rung"], sure)
    _all_dyads(index.dyad_ptr, chosen, edges, np.array([options.end, began]), rows)
    return _ranked(index, rows, options.end)


def changes(now: Board, before: Board) -> tuple[Turn, ...]:
    """What changed between two boards of one index, in the order of the later; a dyad on one board alone is insufficient on the other."""
    earlier = dict(zip(before.dyad.tolist(), before.word.tolist(), strict=True))
    later = dict(zip(now.dyad.tolist(), now.word.tolist(), strict=True))
    every = [*later, *(one for one in earlier if one not in later)]
    words = ((one, earlier.get(one, _INSUFFICIENT), later.get(one, _INSUFFICIENT)) for one in every)
    return tuple(Turn(dyad, ALL_WORDS[was], ALL_WORDS[word]) for dyad, was, word in words if was != word)


def actions_of(index: Adjacency, dyad: int, known: Scales, keep: NDArray[np.bool_] | None = None) -> Actions:
    """One direction of a dyad as the measures take it. `known` are the scales of the index's catalogue; the source left out is the
    dataset."""
    place = slice(int(index.dyad_ptr[dyad]), int(index.dyad_ptr[dyad + 1]))
    kept = slice(None) if keep is None else np.flatnonzero(keep[place])
    column = {name: np.asarray(values[place])[kept] for name, values in index.columns.items()}
    size = len(column["eid"])
    same = {name: column[name] for name in ("first", "last", "rung", "size", "published", "cluster", "eid")}
    table = from_scales(known, column["action"]) | same
    table |= {"confidence": (column["confidence"] / 100).astype(np.float32), "dataset": column["dataset"], "source": column["dataset"]}
    table |= {"minute": np.full(size, -1, np.int32), "reports": np.ones(size, np.int32)}
    table |= {"magnitude": np.full(size, np.nan), "unit": np.full(size, "")}
    order = np.lexsort((table["eid"], table["last"], table["first"]))
    return one_a_cluster(Actions(**{name: values[order] for name, values in table.items()}))


def kept_edges(index: Adjacency, options: BoardOptions) -> NDArray[np.bool_]:
    """Edges that the caller keeps, that were public by `as_of`, and of each act in each dyad one."""
    columns = index.columns
    kept = np.ones(index.edges, np.bool_) if options.keep is None else options.keep.copy()
    if options.as_of is not None:
        public = np.where(columns["published"] == UNKNOWN_DAY, columns["last"], columns["published"])
        kept &= public <= options.as_of
    told = np.flatnonzero(columns["cluster"] != columns["eid"])
    if len(told):
        kept[_repeats(index, kept, columns["cluster"][told])] = False
    return kept


def benjamini_hochberg(p: NDArray[np.float64]) -> NDArray[np.float64]:
    """q-values: the smallest false discovery rate at which each would be called."""
    order = np.argsort(p)
    ranked = p[order] * len(p) / np.arange(1, len(p) + 1)
    q = np.empty(len(p))
    q[order] = np.minimum(np.minimum.accumulate(ranked[::-1])[::-1], 1.0)
    return q


def _weights(index: Adjacency, known: Scales) -> NDArray[np.float64]:
    """m c of hostile acts, -1 for what does not count at all; 0 for acts of peace, which stand on the ladder alone."""
    columns = index.columns
    score = known.score[columns["action"]]
    weight = weigh(score, columns["size"]) * (columns["confidence"] / np.float32(100))
    return np.where(score < 0, np.maximum(-weight, 1e-9), 0.0)


def _repeats(index: Adjacency, kept: NDArray[np.bool_], clusters: NDArray[Any]) -> NDArray[np.int64]:
    """Places of edges that tell again, in the same dyad, what an earlier kept edge tells."""
    wanted = np.flatnonzero(kept & np.isin(index.columns["cluster"], np.unique(clusters)))
    dyad = np.searchsorted(index.dyad_ptr, wanted, side="right") - 1
    order = np.lexsort((wanted, index.columns["cluster"][wanted], dyad))
    key = np.stack([dyad[order], index.columns["cluster"][wanted][order]])
    again = np.concatenate([[False], (key[:, 1:] == key[:, :-1]).all(axis=0)]) if len(wanted) else np.empty(0, np.bool_)
    return np.asarray(wanted[order][again])


_L, _ERROR, _TREND, _STEP, _NOW, _BEFORE, _RUNG_NOW, _RUNG_BEFORE, _ENOUGH = range(9)
_ROW: Final = 9


@njit(cache=True, nogil=True)
def _one(acts: Any, end: Any, began: Any, room: Any, row: Any) -> None:
    """The votes of one slice into one row."""
    found, weeks, blocks = room
    votes.tally(acts, end, COMPARED, room)
    step = max(found[votes.RUNG_NOW], 0.0) - max(found[votes.RUNG_BEFORE], 0.0)
    history = end - began + 1
    n = found[votes.COUNT_NOW] + found[votes.COUNT_BEFORE]
    if n == 0.0 and step < 1.0:
        return
    row[_STEP], row[_NOW], row[_BEFORE] = step, found[votes.COUNT_NOW], found[votes.COUNT_BEFORE]
    row[_RUNG_NOW], row[_RUNG_BEFORE] = found[votes.RUNG_NOW], found[votes.RUNG_BEFORE]
    row[_ENOUGH] = n >= MIN_EVENTS and history >= MIN_HISTORY
    if row[_ENOUGH]:
        windows = max(0, min(history, 1096) // COMPARED - 2)
        row[_L], row[_ERROR] = votes.log_ratio(found, votes.dispersion(blocks[:windows]))
        row[_TREND] = votes.mann_kendall(weeks)[1]


@njit(cache=True, nogil=True)
def _all_dyads(ptr: Any, chosen: Any, edges: Any, days: Any, rows: Any) -> None:
    """`edges`: first, last, weight (-1: not kept), rung, sure; `days`: the last one, and the first that the data cover."""
    first, last, weight, rung, sure = edges
    room = (np.empty(votes.TALLY), np.empty(votes.WEEKS), np.empty(votes.BLOCKS))
    for d in range(len(ptr) - 1):
        if not chosen[d]:
            continue
        kept = 0
        for i in range(ptr[d], ptr[d + 1]):
            kept += weight[i] >= 0.0
        if kept == 0:
            continue
        f, t, w = np.empty(kept, np.int64), np.empty(kept, np.int64), np.empty(kept)
        r, s = np.empty(kept, np.int64), np.empty(kept, np.bool_)
        k = 0
        for i in range(ptr[d], ptr[d + 1]):
            if weight[i] >= 0.0:
                f[k], t[k], w[k], r[k], s[k] = first[i], last[i], weight[i], rung[i], sure[i]
                k += 1
        if f[0] <= days[0]:
            _one((f, t, w, r, s), days[0], f[0] if days[1] == UNKNOWN_DAY else days[1], room, rows[d])


def _ranked(index: Adjacency, rows: NDArray[np.float64], end: int) -> Board:
    """Discoveries first, by how sure; then what else changed; then the steps of dyads without enough data."""
    place = np.flatnonzero(~np.isnan(rows[:, _STEP]))
    row = rows[place]
    enough = row[:, _ENOUGH] > 0
    z = np.where(enough, row[:, _L] / row[:, _ERROR], np.nan)
    p = 2 * ndtr(-np.abs(z))
    q = np.full(len(p), np.nan)
    q[enough] = benjamini_hochberg(p[enough])
    bits = _bits(row, enough)
    order = np.lexsort((place, -row[:, _STEP], np.where(enough, -np.abs(z), 0.0), ~enough))
    return Board(
        end=end,
        dyad=place[order],
        source=index.dyad_source[place[order]],
        target=index.dyad_target[place[order]],
        word=_words(row, enough, bits)[order],
        votes=bits[order],
        log_ratio=row[order, _L],
        error=row[order, _ERROR],
        p_value=p[order],
        q_value=q[order],
        n=row[order, _NOW : _BEFORE + 1],
        rung=row[order, _RUNG_NOW : _RUNG_BEFORE + 1].astype(np.int8),
        dyads_compared=int(enough.sum()),
    )


def _bits(row: NDArray[np.float64], enough: NDArray[np.bool_]) -> NDArray[np.int8]:
    ratio = enough & (row[:, _L] - Z * row[:, _ERROR] > 0)
    trend = enough & (row[:, _TREND] < ALPHA)
    return np.asarray((ratio + 2 * trend + 4 * (row[:, _STEP] >= 1)).astype(np.int8))


def _words(row: NDArray[np.float64], enough: NDArray[np.bool_], bits: NDArray[np.int8]) -> NDArray[np.int8]:
    number = (bits & 1) + (bits >> 1 & 1) + (bits >> 2 & 1)
    falling = (number == 0) & (row[:, _L] + Z * row[:, _ERROR] < 0)
    words: NDArray[np.int8] = np.where(~enough, _INSUFFICIENT, np.where(falling, _FALLING, _STABLE + number)).astype(np.int8)
    return words
