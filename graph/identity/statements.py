"""One act told by several sources: found by who did what to whom and when, written as SAME_AS, so that counts count it once.

Scores are in bits, as those of actors are; a pair is written by itself only if no other act of that source fits as well.
"""

from __future__ import annotations

import math
import secrets
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any, Final

from graph.identity.features import Feature
from graph.identity.judgements import AUTOMATIC, Judgement, now, read_graph, standing
from graph.identity.merge import DATASET
from graph.ingest.batch import Batch, Run
from graph.store import Abandon, Transaction, Writer
from graph.vocabulary import vocabulary

MERGE_AT: Final = 8.0
ASK_AT: Final = 2.0
MARGIN: Final = 3.0
_CENTURY: Final = 36_500
"""Days among which two acts would fall together by chance."""

_NEAR: Final = 3
"""Days by which two sources' days of one act may differ: of signing, of publication, of a list."""

_REFERENCE: Final = 6.0
_ACTION: Final = 1.0
_MAGNITUDE: Final = 2.0
_MAGNITUDE_DIFFERS: Final = -3.0
_PAGE: Final = 5_000


@dataclass(frozen=True, slots=True)
class Act:
    """A statement of an act, as it is compared."""

    id: str
    dataset: str
    edge_type: str
    action: str
    first: date
    last: date
    sources: frozenset[str]
    targets: frozenset[str]
    references: frozenset[str] = frozenset()
    magnitude: float | None = None
    eids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """Two statements, the bits above even odds that they tell one act, and why."""

    a: str
    b: str
    score: float
    features: tuple[Feature, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What a run did: acts looked at, pairs written, taken back, left as they were, and those to ask about."""

    acts: int
    new: int
    gone: int
    kept: int
    questions: tuple[Pair, ...]


def acts(writer: Writer) -> Iterator[Act]:
    """Every curated action with its ends as they are merged now."""
    after = ""
    while rows := writer.read("acts_told", after=after, size=_PAGE):
        yield from (act_of(row) for row in rows if row["sources"] and row["targets"])
        after = rows[-1]["id"]


def act_of(row: Mapping[str, Any]) -> Act:
    return Act(
        id=row["id"],
        dataset=row["dataset"],
        edge_type=row["edge_type"],
        action=row["action"],
        first=row["first"],
        last=row["last"],
        sources=frozenset(row["sources"]),
        targets=frozenset(row["targets"]),
        references=frozenset(map(str, row["references"])),
        magnitude=row["magnitude"],
        eids=tuple(row["eids"]),
    )


def same_acts(every: Iterable[Act], different: Collection[frozenset[str]] = ()) -> tuple[list[Pair], list[Pair]]:
    """Pairs that tell one act, and pairs to ask about."""
    found = sorted(
        (pair for pair in _candidates(every) if {pair.a, pair.b} not in different), key=lambda pair: (-pair.score, pair.a, pair.b)
    )
    rivals: dict[tuple[str, str], list[Pair]] = defaultdict(list)
    for pair in found:
        rivals[pair.a, _dataset(pair.b)].append(pair)
        rivals[pair.b, _dataset(pair.a)].append(pair)
    sure = [pair for pair in found if pair.score >= MERGE_AT and not _contested(pair, rivals)]
    written = {(pair.a, pair.b) for pair in sure}
    return sure, [pair for pair in found if (pair.a, pair.b) not in written]


def _dataset(id_: str) -> str:
    return id_.partition(":")[0]


def _contested(pair: Pair, rivals: Mapping[tuple[str, str], Sequence[Pair]]) -> bool:
    """Another act of one of the two sources fits nearly as well; but one act on many may be many acts of a list, one on each."""
    others = [*rivals[pair.a, _dataset(pair.b)], *rivals[pair.b, _dataset(pair.a)]]
    part = any(feature.name == "targets" and feature.told.startswith("a part") for feature in pair.features)
    return not part and any(other is not pair and other.score > pair.score - MARGIN for other in others)


def _candidates(every: Iterable[Act]) -> Iterator[Pair]:
    """Acts of one type by one actor on one actor, told by different sources, whose days meet."""
    groups: dict[tuple[str, str, str], list[Act]] = defaultdict(list)
    for act in every:
        for source in act.sources:
            for target in act.targets:
                groups[act.edge_type, source, target].append(act)
    seen: set[tuple[str, str]] = set()
    for group in groups.values():
        for one, other in combinations(sorted(group, key=lambda act: act.id), 2):
            if one.dataset != other.dataset and (one.id, other.id) not in seen and _meet(one, other):
                seen.add((one.id, other.id))
                pair = compare(one, other)
                if pair.score >= ASK_AT:
                    yield pair


def _meet(one: Act, other: Act) -> bool:
    """Days that meet or nearly do; targets of the one are all among those of the other."""
    gap = max(one.first, other.first) - min(one.last, other.last)
    return gap.days <= _NEAR and (one.targets <= other.targets or other.targets <= one.targets)


def compare(one: Act, other: Act) -> Pair:
    """What speaks for two statements telling one act. Days that span years tell nothing; the same day tells most."""
    span = max((one.last - one.first).days, (other.last - other.first).days) + 1
    gap = max(0, (max(one.first, other.first) - min(one.last, other.last)).days)
    found = [Feature("date", f"{_days(one)} / {_days(other)}", round(math.log2(_CENTURY / (span + 2 * gap)), 1))]
    told = "the same" if one.targets == other.targets else "a part"
    found.append(Feature("targets", f"{told}: {', '.join(sorted(one.targets & other.targets))[:120]}", 1.0 if told == "the same" else 0.0))
    if shared := one.references & other.references:
        found.append(Feature("reference", min(shared), _REFERENCE))
    if one.action == other.action:
        found.append(Feature("action", one.action, _ACTION))
    if one.magnitude is not None and other.magnitude is not None:
        found.append(
            Feature(
                "magnitude",
                f"{one.magnitude:g} / {other.magnitude:g}",
                _MAGNITUDE if one.magnitude == other.magnitude else _MAGNITUDE_DIFFERS,
            )
        )
    return Pair(one.id, other.id, round(sum(feature.bits for feature in found) - _PRIOR, 1), tuple(found))


_PRIOR: Final = 4.0
"""Of sixteen acts of one type between two, one is told by another source as well."""


def _days(act: Act) -> str:
    return str(act.first) if act.first == act.last else f"{act.first}..{act.last}"


def run(writer: Writer) -> Told:
    """Bring SAME_AS to what the sources tell now; what people judged stands. A second run changes nothing."""
    every = {act.id: act for act in acts(writer)}
    held = standing(read_graph(writer))
    sure, questions = same_acts(every.values(), [pair for pair, one in held.items() if one.verdict == "different"])
    wanted = {frozenset((pair.a, pair.b)): _said(pair) for pair in sure}
    wanted |= {pair: _judged(one) for pair, one in held.items() if one.verdict == "same" and pair <= every.keys()}
    there = {frozenset((row["a"], row["b"])): row for row in writer.read("same_acts")}
    gone = [there[pair] for pair in there.keys() - wanted.keys()]
    new = [_row(pair, wanted[pair]) for pair in wanted.keys() - there.keys()]
    _write(writer, every, new, gone)
    return Told(len(every), len(new), len(gone), len(wanted.keys() & there.keys()), tuple(questions))


def _said(pair: Pair) -> dict[str, Any]:
    features = [f"{feature.bits:+.1f} {feature.name}: {feature.told}" for feature in pair.features]
    return {"who": AUTOMATIC, "at": now(), "score": pair.score, "features": features}


def _judged(one: Judgement) -> dict[str, Any]:
    return {"who": one.who, "at": one.at} | ({"why": one.why} if one.why else {})


def _row(pair: frozenset[str], properties: Mapping[str, Any]) -> dict[str, Any]:
    a, b = sorted(pair)
    return {"a": a, "b": b, "properties": dict(properties)}


def _write(writer: Writer, every: Mapping[str, Act], new: Sequence[Mapping[str, Any]], gone: Sequence[Mapping[str, Any]]) -> None:
    """One transaction, which tells readers of the index whose clusters are others now."""
    run_ = Run(f"{DATASET}-{secrets.token_hex(8)}", DATASET, vocabulary())

    def work(tx: Transaction) -> None:
        if not new and not gone:
            raise Abandon(None)
        batch = Batch.open(tx, run_)
        tx.run("delete_same_as", rows=[{"a": row["a"], "b": row["b"]} for row in gone])
        tx.run("create_same_as", rows=list(new))
        ends = {row[end] for row in (*new, *gone) for end in ("a", "b")}
        batch.changed.extend(eid for id_ in ends if id_ in every for eid in every[id_].eids)
        batch.dirty = True
        batch.commit()
        tx.run("finish_load", load=run_.load, state="finished", report="{}")

    writer.write(work)
