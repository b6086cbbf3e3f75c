"""What people and the machine said about two actors or two acts: same, different, unsure; in the graph, and as a file for git.

Actors are named by the ids that they had before any merge, so that a judgement holds whatever else is merged or split. A judgement that
is taken back stays listed, with who took it back and when; it no longer counts.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Literal, get_args

from graph.errors import InputError, Place
from graph.identity.features import reasons
from graph.identity.score import Scored
from graph.identity.statements import Pair
from graph.store import Writer

Verdict = Literal["same", "different", "unsure"]
About = Literal["actor", "act"]
"""What a pair is of. A record and a statement may bear one id, so a judgement says which it means."""

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
    about: About = "actor"
    undone_by: str = ""
    undone_at: str = ""

    @property
    def pair(self) -> frozenset[str]:
        return frozenset((self.a, self.b))

    @property
    def id(self) -> str:
        about = [] if self.about == "actor" else [self.about]
        told = json.dumps([*about, sorted(self.pair), self.verdict, self.who, self.at], ensure_ascii=False)
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    @property
    def is_automatic(self) -> bool:
        return self.who == AUTOMATIC

    def properties(self) -> dict[str, Any]:
        found = {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(self).items()}
        return {"id": self.id} | {key: value for key, value in found.items() if value not in (None, "")}


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def automatic(pair: Scored) -> Judgement:
    """What the machine says of a pair that it merges."""
    return Judgement(a=pair.a, b=pair.b, verdict="same", who=AUTOMATIC, at=now(), score=pair.score, features=reasons(pair.features))


def ask(writer: Writer, about: About, questions: Iterable[Scored | Pair], among: Collection[str] | None = None) -> None:
    """Keep the pairs that a person is asked about, in place of those before: of all, or of pairs among some ids."""
    rows = [{"a": pair.a, "b": pair.b, "score": pair.score, "features": list(reasons(pair.features))} for pair in questions]
    ids = None if among is None else sorted(among)
    writer.write(lambda tx: tx.run("set_questions", about=about, rows=rows, among=ids))


def standing(judgements: Iterable[Judgement], about: About) -> dict[frozenset[str], Judgement]:
    """The judgement that holds for each pair: the last of a person, else the last of the machine. A person outweighs any score.

    In the order in which they were given, the machine's first.
    """
    found: dict[frozenset[str], Judgement] = {}
    for one in sorted(judgements, key=lambda one: (not one.is_automatic, one.at)):
        if one.about == about and not one.undone_at:
            found.pop(one.pair, None)
            found[one.pair] = one
    return found


def pairs(held: Mapping[frozenset[str], Judgement], verdict: Verdict) -> list[frozenset[str]]:
    """The pairs of which this verdict stands, in the order in which it was given."""
    return [pair for pair, one in held.items() if one.verdict == verdict]


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
    """Sorted by pair, so that two people's additions merge in git where they are about different pairs. Taken back by one is taken back."""
    last = {one.id: one for one in sorted(judgements, key=lambda one: one.undone_at)}
    ordered = sorted(last.values(), key=lambda one: (*sorted(one.pair), one.about, one.at))
    lines = [json.dumps({key: value for key, value in one.properties().items() if key != "id"}, ensure_ascii=False) for one in ordered]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _checked(text: str, place: Place) -> Judgement:
    try:
        told = json.loads(text)
        one = _of(told)
    except (ValueError, TypeError, KeyError, AttributeError):
        raise InputError("this is no judgement", place, hint='{"a": id, "b": id, "verdict": "same", "who": ..., "at": day}') from None
    known = one.verdict in get_args(Verdict) and one.about in get_args(About)
    if not known or not (one.a and one.b and one.who and one.at) or one.a == one.b:
        raise InputError("a judgement needs two ids, about (actor, act), a verdict (same, different, unsure), who and when", place)
    return one


def _of(told: Mapping[str, Any]) -> Judgement:
    known = {one.name for one in fields(Judgement)}
    values = {key: value for key, value in told.items() if key in known}
    return Judgement(**values | {"features": tuple(values.get("features", ()))})
