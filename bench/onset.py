"""Does escalation before a day tell which relations have a crisis after it? AUC with intervals, out of sample by time.

`python -m bench.onset`. The stream is MID 5.0 (dated incidents of 1992 to 2014); the crises are those of ICB, and new disputes of MID that
come to the use of force. Every half year each pair of states with an incident of the last ten years is looked at: scores of what happened
until that day, and whether a crisis began in the half year after. Nothing is fitted but two logistic models, on the first ten years; every
figure is of the years after them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.escalation import Actions, Dyad, Options, coded_actions, verdict
from graph.escalation.actions import day_number, merge
from graph.escalation.tension import tension
from graph.ingest.rows import Entry
from graph.model import Event
from graph.vocabulary import vocabulary
from loaders.base import loaders

DATA: Final = Path(__file__).resolve().parents[2] / "shared" / "data"
BEGAN: Final = day_number(date(1992, 1, 1))
"""The first day that the incidents cover."""

LANDMARKS: Final = tuple(day_number(date(year, month, 1)) for year in range(1994, 2015) for month in (1, 7))
TEST_FROM: Final = day_number(date(2004, 1, 1))
HORIZON: Final = 182
AT_RISK: Final = 3652
RECENT: Final = 365
FORCE: Final = 4
"""MID's level of hostility from which force is used."""

DRAWS: Final = 1000
SEED: Final = 20240325

Pair = tuple[str, str]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Told:
    """One act between two states, by days."""

    source: str
    target: str
    event: Event

    @property
    def pair(self) -> Pair:
        return (min(self.source, self.target), max(self.source, self.target))


@dataclass(frozen=True)
class Table:
    """One row a pair and day: the pair's number, the day, the scores by name, and by crisis whether one began in the half year after.

    `apart` marks by crisis the rows that do not count: one was under way already.
    """

    pair: NDArray[np.int64]
    day: NDArray[np.int64]
    scores: Mapping[str, Floats]
    onset: Mapping[str, NDArray[np.bool_]]
    apart: Mapping[str, NDArray[np.bool_]]


@dataclass(frozen=True)
class Figure:
    """An AUC with the interval of its bootstrap over pairs of states."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.2f} [{self.low:.2f}, {self.high:.2f}]"


# --- the data ---


def acts_of(name: str, *paths: Path) -> list[Told]:
    """Every pair of states of the actions that a loader reads, both sides named."""
    found: list[Told] = []
    for load in loaders()[name].read(paths):
        for event in (item for row in load.rows if isinstance(row, Entry) for item in row.items if isinstance(item, Event)):
            ends = [[party.record.rpartition(":")[2] for party in event.having(role)] for role in ("source", "target")]
            found += [Told(a, b, event) for a in ends[0] for b in ends[1] if a != b and len(a) == len(b) == 3]
    return found


def crises_of_icb(acts: Iterable[Told]) -> dict[Pair, list[tuple[int, int]]]:
    """First and last day of each crisis between two states; where a trigger's day is not known, its first possible one."""
    found: dict[Pair, list[tuple[int, int]]] = {}
    for act in acts:
        if act.event.id.endswith("-trigger"):
            ended = str(act.event.said.get("terminated", ""))
            first = day_number(act.event.date.first)
            last = day_number(date.fromisoformat(ended)) if len(ended) == 10 else first + HORIZON
            found.setdefault(act.pair, []).append((first, last))
    return found


def disputes_of_mid(acts: Iterable[Told]) -> dict[Pair, list[tuple[int, int]]]:
    """First and last incident of each dispute between two states that came to the use of force."""
    days: dict[tuple[Pair, str], list[int]] = {}
    forceful: set[tuple[Pair, str]] = set()
    for act in acts:
        key = (act.pair, str(act.event.said["dispute"]))
        days.setdefault(key, []).append(day_number(act.event.date.first))
        if str(act.event.said.get("mid_hostility", "")).isdigit() and int(str(act.event.said["mid_hostility"])) >= FORCE:
            forceful.add(key)
    found: dict[Pair, list[tuple[int, int]]] = {}
    for key in forceful:
        found.setdefault(key[0], []).append((min(days[key]), max(days[key])))
    return found


def arrays(acts: list[Told]) -> Actions:
    """Acts of one direction."""
    events = [act.event for act in acts]
    rungs = [vocabulary().action(event.action).rung if event.rung is None else event.rung for event in events]
    days = [(day_number(event.date.first), day_number(event.date.last)) for event in events]
    return coded_actions(
        [event.action for event in events],
        first=[first for first, _ in days],
        last=[last for _, last in days],
        rung=rungs,
        eid=np.arange(len(events)),
        confidence=[0.9] * len(events),
    )


# --- the scores ---


def scores_on(dyad: Dyad, day: int) -> dict[str, float]:
    """What is known of a relation on a day: an act whose last possible day is later is not."""
    known = Dyad(dyad.ab.where(dyad.ab.last <= day), dyad.ba.where(dyad.ba.last <= day))
    both, options = merge(known.ab, known.ba), Options(end=day, began=BEGAN)
    told = verdict(both, options, BEGAN, grid=False)
    hostile = max(tension(side, options).hostile.value if len(side) else 0.0 for side in (known.ab, known.ba))
    return {
        "tension (M3)": hostile,
        "votes (M4)": float(told.votes),
        "ladder step (M4)": float(told.ladder.step),
        "recent count": float((both.last > day - RECENT).sum()),
        "last rung": float(both.rung[-1]) if len(both) else 0.0,
        "days since the last act": -float(day - both.last.max()) if len(both) else -float(AT_RISK),
    }


def table_of(acts: list[Told], crises: Mapping[str, Mapping[Pair, list[tuple[int, int]]]]) -> Table:
    """Each pair at risk on each landmark."""
    sides: dict[Pair, tuple[list[Told], list[Told]]] = {}
    for act in acts:
        sides.setdefault(act.pair, ([], []))[act.pair != (act.source, act.target)].append(act)
    rows: list[tuple[int, int, dict[str, float], dict[str, tuple[bool, bool]]]] = []
    for number, (pair, told) in enumerate(sorted(sides.items())):
        dyad = Dyad(arrays(told[0]), arrays(told[1]), names=pair)
        last = np.sort(np.concatenate([dyad.ab.last, dyad.ba.last]))
        for day in LANDMARKS:
            if np.searchsorted(last, day, "right") > np.searchsorted(last, day - AT_RISK, "right"):
                begun = {name: _begun(found.get(pair, []), day) for name, found in crises.items()}
                rows.append((number, day, scores_on(dyad, day), begun))
    return Table(
        np.array([row[0] for row in rows]),
        np.array([row[1] for row in rows]),
        {name: np.array([row[2][name] for row in rows]) for name in rows[0][2]},
        {name: np.array([row[3][name][0] for row in rows]) for name in crises},
        {name: np.array([row[3][name][1] for row in rows]) for name in crises},
    )


def _begun(crises: list[tuple[int, int]], day: int) -> tuple[bool, bool]:
    """Whether one begins in the half year after, and whether one is under way."""
    return any(day < first <= day + HORIZON for first, _ in crises), any(first <= day <= last for first, last in crises)


# --- the figures ---


def auc(score: Floats, onset: NDArray[np.bool_]) -> float:
    """The chance that a row with an onset scores above one without; ties count half."""
    _, inverse, counts = np.unique(score, return_inverse=True, return_counts=True)
    rank = np.cumsum(counts) - (counts - 1) / 2
    n = int(onset.sum())
    if n in (0, len(onset)):
        return float("nan")
    return float((rank[inverse][onset].sum() - n * (n + 1) / 2) / (n * (len(onset) - n)))


def bootstrapped(pair: NDArray[np.int64], figure: Callable[[NDArray[np.int64]], float]) -> Figure:
    """A figure of rows with its 95 % interval: pairs are drawn whole, since their half years are not independent."""
    chance = np.random.default_rng(SEED)
    by_pair = [np.flatnonzero(pair == one) for one in np.unique(pair)]
    drawn = []
    for _ in range(DRAWS):
        rows = np.concatenate([by_pair[i] for i in chance.integers(0, len(by_pair), len(by_pair))])
        drawn.append(figure(rows))
    low, high = np.nanpercentile(drawn, [2.5, 97.5])
    return Figure(figure(np.arange(len(pair))), float(low), float(high))


def fitted(features: Floats, onset: NDArray[np.bool_], ridge: float = 1.0) -> Floats:
    """Weights of a logistic model by Newton's method, with a small penalty so that rare onsets do not run away."""
    weights = np.zeros(features.shape[1])
    penalty = ridge * np.diag([0.0] + [1.0] * (features.shape[1] - 1))
    for _ in range(50):
        p = 1 / (1 + np.exp(-features @ weights))
        gradient = features.T @ (onset - p) - penalty @ weights
        step = np.linalg.solve((features.T * (p * (1 - p))) @ features + penalty, gradient)
        weights += step
        if np.abs(step).max() < 1e-8:
            break
    return weights


def features(table: Table, names: Iterable[str], train: NDArray[np.bool_]) -> Floats:
    """A constant and the logarithms of the scores, by their spread in the years that are trained on."""
    columns = [np.ones(len(table.day))]
    for name in names:
        values = table.scores[name]
        values = np.sign(values) * np.log1p(np.abs(values))
        columns.append((values - values[train].mean()) / max(float(values[train].std()), 1e-9))
    return np.stack(columns, axis=1)


PLAIN: Final = ("recent count", "last rung", "days since the last act")
WITH_SCORE: Final = (*PLAIN, "tension (M3)", "ladder step (M4)")


def report(table: Table, crisis: str) -> Iterator[str]:
    """The figures for one kind of crisis."""
    kept = ~table.apart[crisis]
    train, test = kept & (table.day < TEST_FROM), kept & (table.day >= TEST_FROM)
    onset, pair = table.onset[crisis], table.pair[test]
    counts = (int(onset[train].sum()), int(train.sum()), int(onset[test].sum()), int(test.sum()))
    yield "{}: {} onsets in {:,} rows to 2003, {} in {:,} from 2004".format(crisis, *counts)
    models = {name: _predicted(table, names, train, onset) for name, names in (("plain model", PLAIN), ("with scores", WITH_SCORE))}
    for name, score in {**table.scores, **models}.items():
        held = score[test]
        yield f"  {name:24} AUC {bootstrapped(pair, lambda rows, held=held: auc(held[rows], onset[test][rows]))}"  # type: ignore[misc]
    for better, worse in (
        ("tension (M3)", "recent count"),
        ("tension (M3)", "last rung"),
        ("tension (M3)", "days since the last act"),
        ("with scores", "plain model"),
    ):
        one, other = ({**table.scores, **models}[name][test] for name in (better, worse))
        gain = _gain(one, other, onset[test])
        yield f"  {better} less {worse}: {bootstrapped(pair, gain)}"


def _gain(one: Floats, other: Floats, onset: NDArray[np.bool_]) -> Callable[[NDArray[np.int64]], float]:
    return lambda rows: auc(one[rows], onset[rows]) - auc(other[rows], onset[rows])


def _predicted(table: Table, names: Iterable[str], train: NDArray[np.bool_], onset: NDArray[np.bool_]) -> Floats:
    matrix = features(table, names, train)
    return np.asarray(matrix @ fitted(matrix[train], onset[train]))


def main() -> int:
    files = [DATA / "mid" / "MIDI 5.0.csv", DATA / "mid" / "MIDIP 5.0.csv", DATA / "icb" / "icb2v14.csv"]
    if missing := [path for path in files if not path.is_file()]:
        sys.stdout.write(f"not there: {', '.join(map(str, missing))}\n")
        return 1
    acts = acts_of("mid", *files[:2])
    crises = {"crises of ICB": crises_of_icb(acts_of("icb", files[2])), "new disputes with force": disputes_of_mid(acts)}
    table = table_of(acts, crises)
    last = max(LANDMARKS) + HORIZON
    for crisis, found in crises.items():
        begun = sum(LANDMARKS[0] < first <= last for of_pair in found.values() for first, _ in of_pair)
        sys.stdout.write(f"{crisis}: {begun} began between two states in these years, with or without an incident before\n")
        for line in report(table, crisis):
            sys.stdout.write(f"{line}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
