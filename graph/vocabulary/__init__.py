"""The closed vocabulary, read from the tables beside this file and checked as a whole: a wrong row stops the start, not a load."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from graph.errors import InputError, Place

RETRACTED = "RETRACTED"
"""The edge type of what is no longer believed; reserved."""

MACHINE = "plover"
"""Prefix of the codes of machine-coded actions: `plover:SANCTION/expel`."""

UNKNOWN_SCHEME = "unknown"
"""Scheme of estimative words that name no yardstick: read as ICD 203, widened by ten points (docs/confidence.md)."""

_WIDENING = 0.10
_HERE = Path(__file__).parent
_Row = TypeVar("_Row")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of actor; `kind` is its label beside :Actor."""

    kind: str
    noun: str
    prefix: str
    description: str


@dataclass(frozen=True, slots=True)
class ActionType:
    """An action: its edge type, verb and scores. `score` is PLOVER's (-10..10), `goldstein` GDELT's or None, `rung` -3..10.

    `context` is PLOVER's, or empty. A machine-coded action has no `cameo`, `goldstein` or `context` of its own (many codes lead to it);
    `stands_for` is the curated action with the lowest rung that it may stand for.
    """

    code: str
    edge_type: str
    verb_phrase: str
    plover: str
    quad: str
    score: float | None
    cameo: str
    goldstein: float | None
    goldstein_icews: float | None
    rung: int
    kahn: str
    mid_hostility: str
    copdab: str
    copdab_weight: float | None
    justification: str
    context: str = ""
    stands_for: str = ""

    @property
    def hostile(self) -> bool:
        """A conflict act in PLOVER's quad classes (VCONF, MCONF)."""
        return self.quad.endswith("CONF")


@dataclass(frozen=True, slots=True)
class CameoCode:
    """A CAMEO code (text: `051` keeps its zero) as machine-coded rows carry it.

    `action` is a machine action or empty where PLOVER drops the code; `turned`: CAMEO's second actor is the one who acts.
    """

    code: str
    label: str
    action: str
    turned: bool
    goldstein: float | None
    goldstein_icews: float | None
    note: str


@dataclass(frozen=True, slots=True)
class TieType:
    """A standing relation. `folds`: `forward` (source stands for target), `backward`, or empty."""

    type: str
    verb_phrase: str
    inverse_phrase: str
    folds: str
    description: str


@dataclass(frozen=True, slots=True)
class Band:
    """A word of estimative probability with its range (0..1)."""

    scheme: str
    words: str
    low: float
    high: float
    midpoint: float


@dataclass(frozen=True, slots=True)
class Grade:
    """One grade of the Admiralty code with the value that this project gives it."""

    axis: str
    grade: str
    words: str
    value: float


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All tables, by key. `actions` by code, `ties` by type, `bands` by (scheme, words), `grades` by letter or digit.

    `actions` are those of curated sources; `machine_actions` those of coded streams, one for each PLOVER type and mode.
    """

    kinds: Mapping[str, Kind]
    actions: Mapping[str, ActionType]
    machine_actions: Mapping[str, ActionType]
    cameo: Mapping[str, CameoCode]
    ties: Mapping[str, TieType]
    bands: Mapping[tuple[str, str], Band]
    grades: Mapping[str, Grade]

    @property
    def action_edge_types(self) -> tuple[str, ...]:
        return tuple(sorted({action.edge_type for action in self.all_actions.values()}))

    @property
    def all_actions(self) -> Mapping[str, ActionType]:
        """Curated and machine-coded actions by code."""
        return {**self.actions, **self.machine_actions}

    def action(self, code: str) -> ActionType:
        """An action of either kind.

        Raises:
            KeyError: no action has this code.
        """
        return self.actions.get(code) or self.machine_actions[code]

    @property
    def edge_types(self) -> tuple[str, ...]:
        """Every live edge type between actors: actions and ties. The only names that may be put into a query's text."""
        return tuple(sorted({*self.action_edge_types, *self.ties}))

    @property
    def folding_ties(self) -> tuple[str, ...]:
        return tuple(sorted(tie.type for tie in self.ties.values() if tie.folds))

    def band(self, words: str, scheme: str) -> Band:
        """The range of a source's words.

        Raises:
            KeyError: the scheme does not hold these words.
        """
        key = " ".join(words.lower().split())
        if scheme != UNKNOWN_SCHEME:
            return self.bands[scheme, key]
        base = self.bands.get(("ICD203", key)) or self.bands["PHIA", key]
        low, high = max(0.0, base.low - _WIDENING), min(1.0, base.high + _WIDENING)
        return Band(UNKNOWN_SCHEME, key, round(low, 3), round(high, 3), base.midpoint)

    def words_for(self, probability: float) -> Band:
        """The PHIA band for a number that we computed; a value in one of PHIA's gaps goes to the nearer band."""
        phia = [band for band in self.bands.values() if band.scheme == "PHIA" and band.words != "probable"]
        return min(phia, key=lambda band: (max(band.low - probability, probability - band.high, 0.0), band.midpoint))


@cache
def vocabulary() -> Vocabulary:
    """The project's vocabulary.

    Raises:
        InputError: a table has a wrong row; names file, line and column.
    """
    found = Vocabulary(
        kinds=_table("kinds.tsv", _kind, lambda row: row.kind),
        actions=_table("action_types.tsv", _action, lambda row: row.code),
        machine_actions=_table("machine_types.tsv", _machine_action, lambda row: row.code),
        cameo=_table("cameo_to_plover.tsv", _cameo, lambda row: row.code),
        ties=_table("tie_types.tsv", _tie, lambda row: row.type),
        bands=_table("estimative.tsv", _band, lambda row: (row.scheme, row.words)),
        grades=_table("admiralty.tsv", _grade, lambda row: row.grade),
    )
    clash = {*found.action_edge_types} & {*found.ties} or {RETRACTED} & {*found.edge_types}
    if clash:
        raise InputError(f"{sorted(clash)} is used twice: an edge type is an action, a tie or {RETRACTED}", Place("tie_types.tsv"))
    _check_machine_actions(found)
    return found


def _check_machine_actions(found: Vocabulary) -> None:
    """A machine action has the rung of the curated one that it may stand for, and every CAMEO code leads to one or to nothing."""
    for line, action in enumerate(found.machine_actions.values(), start=2):
        like = found.actions.get(action.stands_for)
        if like is None or like.rung != action.rung:
            raise InputError(f"the rung of {action.code} is not that of {action.stands_for!r}", Place("machine_types.tsv", line))
    for line, code in enumerate(found.cameo.values(), start=2):
        if code.action and code.action not in found.machine_actions:
            raise InputError(f"{code.action!r} is not a machine action", Place("cameo_to_plover.tsv", line))


_Key = TypeVar("_Key")


def _table(name: str, build: Callable[[dict[str, str]], _Row], key: Callable[[_Row], _Key]) -> Mapping[_Key, _Row]:
    rows: dict[_Key, _Row] = {}
    for line, cells in _cells(name):
        try:
            row = build(cells)
        except (KeyError, ValueError) as error:
            raise InputError(f"wrong row of the vocabulary ({error})", Place(name, line)) from None
        if key(row) in rows:
            raise InputError(f"{key(row)} stands twice", Place(name, line))
        rows[key(row)] = row
    return MappingProxyType(rows)


def _cells(name: str) -> Iterator[tuple[int, dict[str, str]]]:
    with (_HERE / name).open(encoding="utf-8", newline="") as stream:
        for line, cells in enumerate(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE, strict=True), start=2):
            # The reader puts what is too much under None and gives None for what is missing.
            if None in cells or None in cells.values():
                raise InputError("a row of the vocabulary has too few or too many cells", Place(name, line))
            yield line, cells


def _kind(cells: dict[str, str]) -> Kind:
    return Kind(cells["kind"], cells["noun"], cells["prefix"], cells["description"])


def _action(cells: dict[str, str]) -> ActionType:
    return ActionType(
        code=cells["type"],
        edge_type=_identifier(cells["edge_type"]),
        verb_phrase=_phrase(cells["verb_phrase"]),
        plover="/".join(part for part in (cells["plover_type"], cells["plover_mode"]) if part),
        quad=cells["plover_quad"],
        score=_number(cells["plover_score"]),
        cameo=cells["cameo"],
        goldstein=_number(cells["goldstein_gdelt"]),
        goldstein_icews=_number(cells["goldstein_icews"]),
        rung=int(cells["rung"]),
        kahn=cells["kahn_rung"],
        mid_hostility=cells["mid_hostlev"],
        copdab=cells["copdab_level"],
        copdab_weight=_number(cells["copdab_weight"]),
        justification=cells["justification"],
        context=cells["plover_context"],
    )


def _machine_action(cells: dict[str, str]) -> ActionType:
    prefix, _, plover = cells["code"].partition(":")
    if prefix != MACHINE or not plover:
        raise ValueError(f"{cells['code']!r} is not {MACHINE}:TYPE or {MACHINE}:TYPE/mode")
    return ActionType(
        code=cells["code"],
        edge_type=_identifier(cells["edge_type"]),
        verb_phrase=_phrase(cells["verb_phrase"]),
        plover=plover,
        quad=cells["quad"],
        score=_number(cells["score"]),
        cameo="",
        goldstein=None,
        goldstein_icews=None,
        rung=int(cells["rung"]),
        kahn="",
        mid_hostility="",
        copdab="",
        copdab_weight=None,
        justification=cells["reason"],
        stands_for=cells["stands_for"],
    )


def _cameo(cells: dict[str, str]) -> CameoCode:
    if cells["ends"] not in ("", "turned"):
        raise ValueError(f"ends is {cells['ends']!r}")
    return CameoCode(
        code=cells["cameo"],
        label=cells["label"],
        action=cells["action"],
        turned=cells["ends"] == "turned",
        goldstein=_number(cells["goldstein_gdelt"]),
        goldstein_icews=_number(cells["goldstein_icews"]),
        note=cells["note"],
    )


def _tie(cells: dict[str, str]) -> TieType:
    if cells["folds"] not in ("", "forward", "backward"):
        raise ValueError(f"folds is {cells['folds']!r}")
    verb, inverse = _phrase(cells["verb_phrase"]), _phrase(cells["inverse_phrase"])
    return TieType(_identifier(cells["type"]), verb, inverse, cells["folds"], cells["description"])


def _band(cells: dict[str, str]) -> Band:
    return Band(cells["scheme"], cells["words"], float(cells["low"]), float(cells["high"]), float(cells["midpoint"]))


def _grade(cells: dict[str, str]) -> Grade:
    return Grade(cells["axis"], cells["grade"], cells["words"], float(cells["value"]))


def _phrase(text: str) -> str:
    """Every edge reads as a sentence, so it needs its verb."""
    if not text.strip():
        raise ValueError("a verb phrase is empty")
    return text


def _number(text: str) -> float | None:
    return float(text) if text else None


def _identifier(text: str) -> str:
    """An edge type is put into the text of queries, so it must be a bare upper-case identifier."""
    if not text.isascii() or not text.replace("_", "").isalpha() or text != text.upper():
        raise ValueError(f"{text!r} is not an upper-case identifier")
    return text
