"""What people and the machine said about two actors: same, different, unsure; in the graph, and as a file that a team keeps in git.

A pair is named by the ids that the two had before any merge, so that a judgement holds whatever else is merged or split.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Literal, get_args

from graph.errors import InputError, Place
from graph.identity.score import Scored
from graph.store import Writer

Verdict = Literal["same", "different", "unsure"]
AUTOMATIC: Final = "retorsion"
"""Who judges where nobody did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """One opinion about a pair; `features` are the reasons that were shown when it was given."""

    a: str
    b: str
    verdict: Verdict
    who: str
    at: str
    why: str = ""
    score: float | None = None
    features: tuple[str, ...] = ()

    @property
    def pair(self) -> frozenset[str]:
        return frozenset((self.a, self.b))

    @property
    def id(self) -> str:
        told = json.dumps([sorted(self.pair), self.verdict, self.who, self.at], ensure_ascii=False)
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    @property
    def is_automatic(self) -> bool:
        return self.who == AUTOMATIC

    def properties(self) -> dict[str, Any]:
        found = {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(self).items()}
        return {"id": self.id} | {key: value for key, value in found.items() if value not in (None, "")}


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def judged(pair: Scored, verdict: Verdict, who: str, why: str = "") -> Judgement:
    """A judgement of a pair that was scored, with what spoke for and against it."""
    features = tuple(f"{feature.bits:+.1f} {feature.name}: {feature.told}" for feature in pair.features)
    return Judgement(a=pair.a, b=pair.b, verdict=verdict, who=who, at=now(), why=why, score=pair.score, features=features)


def standing(judgements: Iterable[Judgement]) -> dict[frozenset[str], Judgement]:
    """The judgement that holds for each pair: the last of a person, else the last of the machine. A person outweighs any score."""
    found: dict[frozenset[str], Judgement] = {}
    for one in sorted(judgements, key=lambda one: (not one.is_automatic, one.at)):
        found[one.pair] = one
    return found


def read_graph(writer: Writer) -> list[Judgement]:
    return [_of(row["judgement"]) for row in writer.read("all_judgements")]


def write_graph(writer: Writer, judgements: Iterable[Judgement]) -> None:
    rows = [one.properties() for one in judgements]
    writer.write(lambda tx: tx.run("create_judgements", rows=rows))


def read_file(path: Path) -> list[Judgement]:
    """JSON, a judgement a line.

    Raises:
        InputError: file and line of what is no judgement.
    """
    found = []
    for line, text in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if text.strip():
            found.append(_checked(text, Place(str(path), line)))
    return found


def write_file(path: Path, judgements: Iterable[Judgement]) -> None:
    """Sorted by pair, so that two people's additions merge in git where they are about different pairs."""
    ordered = sorted({one.id: one for one in judgements}.values(), key=lambda one: (*sorted(one.pair), one.at))
    lines = [json.dumps({key: value for key, value in one.properties().items() if key != "id"}, ensure_ascii=False) for one in ordered]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _checked(text: str, place: Place) -> Judgement:
    try:
        told = json.loads(text)
        one = _of(told)
    except (ValueError, TypeError, KeyError, AttributeError):
        raise InputError("this is no judgement", place, hint='{"a": id, "b": id, "verdict": "same", "who": ..., "at": day}') from None
    if one.verdict not in get_args(Verdict) or not (one.a and one.b and one.who and one.at) or one.a == one.b:
        raise InputError("a judgement needs two ids, a verdict (same, different, unsure), who and when", place)
    return one


def _of(told: Mapping[str, Any]) -> Judgement:
    known = {one.name for one in fields(Judgement)}
    values = {key: value for key, value in told.items() if key in known}
    return Judgement(**values | {"features": tuple(values.get("features", ()))})
