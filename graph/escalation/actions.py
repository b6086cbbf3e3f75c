"""The input of every measure: one direction of a dyad as time-sorted arrays, one row an act. Nothing is measured here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from graph.errors import QuestionError
from graph.escalation.scales import QUADS, Scales, scales_of_all
from graph.temporal.layout import UNKNOWN_DAY

EPOCH: Final = date(1970, 1, 1).toordinal()
UNTIMED: Final = -1
"""The clock time of an act is not known: same-day acts stay simultaneous unless a source orders them."""

CAP: Final = 10.0
"""The most that one act may weigh, whatever its size."""

_VCONF: Final = QUADS.index("VCONF")
_DTYPES: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "first": np.int32,
        "last": np.int32,
        "rung": np.int8,
        "score": np.float32,
        "goldstein": np.float32,
        "confidence": np.float32,
        "size": np.float32,
        "family": np.int8,
        "quad": np.int8,
        "action": np.int32,
        "eid": np.int64,
        "cluster": np.int64,
        "minute": np.int32,
        "published": np.int32,
        "reports": np.int32,
        "source": np.int32,
        "dataset": np.int32,
        "magnitude": np.float64,
        "unit": np.str_,
    }
)


@dataclass(frozen=True, slots=True, eq=False)
class Actions:
    """Acts of one actor upon another, sorted by (first, last, minute, eid), each act once.

    first, last: earliest and latest possible day since 1970-01-01. confidence: 0..1. size: (1 + log10(max(1, magnitude)) / 3) x share.
    family, quad: numbers in `scales.FAMILIES` and `scales.QUADS` (-1: none). minute: of the day, or UNTIMED. published: day of the
    first public report, or UNKNOWN_DAY. reports: how many told the act. source: number of the origin
    left out one by one in M12. magnitude: NaN where unknown.
    """

    first: NDArray[np.int32]
    last: NDArray[np.int32]
    rung: NDArray[np.int8]
    score: NDArray[np.float32]
    goldstein: NDArray[np.float32]
    confidence: NDArray[np.float32]
    size: NDArray[np.float32]
    family: NDArray[np.int8]
    quad: NDArray[np.int8]
    action: NDArray[np.int32]
    eid: NDArray[np.int64]
    cluster: NDArray[np.int64]
    minute: NDArray[np.int32]
    published: NDArray[np.int32]
    reports: NDArray[np.int32]
    source: NDArray[np.int32]
    dataset: NDArray[np.int32]
    magnitude: NDArray[np.float64]
    unit: NDArray[np.str_]

    def __len__(self) -> int:
        return len(self.first)

    @property
    def middle(self) -> NDArray[np.float64]:
        """The middle of the days in which the act may lie: its time where one number is needed."""
        return (self.first.astype(np.float64) + self.last) / 2

    @property
    def conflict(self) -> NDArray[np.bool_]:
        """Acts of PLOVER's conflict quads, words as well as deeds."""
        return self.quad >= _VCONF

    @property
    def weight(self) -> NDArray[np.float64]:
        """m x c of each act, its sign that of the score: m = min(|score| x size, 10)."""
        return weigh(self.score, self.size) * self.confidence

    def where(self, kept: NDArray[Any]) -> Actions:
        """The acts at these places (a mask or ascending positions)."""
        places = np.flatnonzero(kept) if kept.dtype == np.bool_ else kept
        return self._each(places)

    def until(self, end: int) -> Actions:
        """The acts that may have happened by a day."""
        return self._each(slice(0, int(np.searchsorted(self.first, end, side="right"))))

    def since(self, start: int) -> Actions:
        """The acts that may have happened on a day or later."""
        return self.where(self.last >= start)

    def _each(self, places: NDArray[Any] | slice) -> Actions:
        return Actions(**{field.name: getattr(self, field.name)[places] for field in fields(self)})


def weigh(score: NDArray[Any], size: NDArray[Any]) -> NDArray[np.float64]:
    """Signed size of an act on an interval scale: |score| x size, at most 10 (methods: 60 persons expelled weigh 1.59 of one)."""
    return np.asarray(np.clip(score.astype(np.float64) * size, -CAP, CAP))


@dataclass(frozen=True, slots=True, eq=False)
class Feed:
    """What one machine-coded feed holds in all between states: totals by quad (4 rows) and Monday week, for shares of the volume.

    first_week: number of the Monday week (see bins.week_of) of the first column. A total of 0 means an outage, not peace.
    """

    name: str
    dataset: int
    first_week: int
    totals: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Dyad:
    """Both directions, the feeds behind them, and which act a source says answers which: pairs of eid (answer, answered)."""

    ab: Actions
    ba: Actions
    feeds: tuple[Feed, ...] = ()
    stated: tuple[tuple[int, int], ...] = ()
    names: tuple[str, str] = ("A", "B")

    def until(self, end: int) -> Dyad:
        return Dyad(self.ab.until(end), self.ba.until(end), self.feeds, self.stated, self.names)

    def since(self, start: int) -> Dyad:
        return Dyad(self.ab.since(start), self.ba.since(start), self.feeds, self.stated, self.names)

    def turned(self) -> Dyad:
        """The same dyad told from the other side."""
        return Dyad(self.ba, self.ab, self.feeds, self.stated, (self.names[1], self.names[0]))

    @property
    def both(self) -> Actions:
        """The acts of both sides in one stream."""
        return merge(self.ab, self.ba)


def actions(**columns: ArrayLike) -> Actions:
    """Acts from plain sequences, in any order, `first` and `rung` at the least; what is missing gets its neutral value.

    Edges with one `cluster` become one act: the earliest stands for it, its reports are added up.

    Raises:
        QuestionError: a column is unknown, missing or of another length, or an act ends before it begins.
    """
    _check(columns)
    given = {name: np.asarray(values, _DTYPES[name]) for name, values in columns.items()}
    size = len(given["first"])
    table = _defaults(size, given["first"], given["rung"]) | given
    table["cluster"] = np.asarray(columns.get("cluster", table["eid"]), np.int64)
    if any(len(values) != size for values in table.values()) or (table["last"] < table["first"]).any():
        raise QuestionError("the columns of actions differ in length, or an action ends before it begins")
    order = np.lexsort((table["eid"], table["minute"], table["last"], table["first"]))
    return one_a_cluster(Actions(**{name: values[order] for name, values in table.items()}))


def coded_actions(codes: Sequence[str], **columns: ArrayLike) -> Actions:
    """Acts by their codes in the vocabulary, which gives score, quad, family, Goldstein and, unless given, the rung."""
    known = scales_of_all()
    number = np.array([known.codes.index(code) for code in codes], np.int32)
    return actions(**(from_scales(known, number) | columns))


def from_scales(known: Scales, number: NDArray[Any]) -> dict[str, NDArray[Any]]:
    """The columns that follow from the number of an action in a catalogue."""
    return {
        "action": number,
        "score": known.score[number],
        "goldstein": known.goldstein[number],
        "quad": known.quad[number],
        "family": known.family[number],
        "rung": known.rung[number],
    }


def one_a_cluster(these: Actions) -> Actions:
    """Each cluster's earliest edge, with the reports of all."""
    _, place, inverse = np.unique(these.cluster, return_index=True, return_inverse=True)
    if len(place) == len(these):
        return these
    reports = np.bincount(inverse, weights=these.reports, minlength=len(place)).astype(np.int32)
    order = np.argsort(place)
    kept = these.where(place[order])
    return Actions(**({field.name: getattr(kept, field.name) for field in fields(kept)} | {"reports": reports[order]}))


def merge(one: Actions, other: Actions) -> Actions:
    """Two streams as one, in time order."""
    table = {field.name: np.concatenate([getattr(one, field.name), getattr(other, field.name)]) for field in fields(one)}
    order = np.lexsort((table["eid"], table["minute"], table["last"], table["first"]))
    return Actions(**{name: values[order] for name, values in table.items()})


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return day.toordinal() - EPOCH


def day_of(number: int) -> date:
    return date.fromordinal(int(number) + EPOCH)


def _check(columns: Mapping[str, ArrayLike]) -> None:
    unknown = sorted(columns.keys() - _DTYPES.keys())
    missing = sorted({"first", "rung"} - columns.keys())
    if unknown or missing:
        raise QuestionError(f"actions need first and rung (missing: {missing}) and know no column {unknown}")


def _defaults(size: int, first: NDArray[Any], rung: NDArray[Any]) -> dict[str, NDArray[Any]]:
    """An act of which only day and rung are known is a deed of its rung's sign: its score is the rung, both ways of the ladder."""
    return {
        "last": first.copy(),
        "score": -rung.astype(np.float32),
        "goldstein": -rung.astype(np.float32),
        "confidence": np.ones(size, np.float32),
        "size": np.ones(size, np.float32),
        "family": np.zeros(size, np.int8),
        "quad": np.where(rung > 0, 3, np.where(rung < 0, 1, -1)).astype(np.int8),
        "action": np.zeros(size, np.int32),
        "eid": np.arange(size, dtype=np.int64),
        "minute": np.full(size, UNTIMED, np.int32),
        "published": np.full(size, UNKNOWN_DAY, np.int32),
        "reports": np.ones(size, np.int32),
        "source": np.zeros(size, np.int32),
        "dataset": np.zeros(size, np.int32),
        "magnitude": np.full(size, np.nan),
        "unit": np.full(size, ""),
    }
