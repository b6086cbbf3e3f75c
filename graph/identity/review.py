"""A whole resolution of a graph, and one judgement of a person: what is sure is merged, what is not is asked, what was said is kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from graph.errors import QuestionError
from graph.identity.judgements import AUTOMATIC, Judgement, Verdict, judged, now, read_graph, standing
from graph.identity.merge import Moved, actors_of, merge, split
from graph.identity.names import FAMILIES
from graph.identity.profiles import Profile
from graph.identity.score import Resolution, Scored, resolve
from graph.progress import Progress, silent
from graph.store import Writer

_PAGE: Final = 5_000
_AT_ONCE: Final = 500
"""Groups that one transaction merges."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run did: actors looked at, pairs compared, merged by itself and by what people said before, pairs left to ask about."""

    actors: int
    pairs: int
    merged: int
    judged: int
    questions: int


def profiles(writer: Writer) -> Iterator[Profile]:
    """Every actor that has a name, as its records describe it."""
    after = ""
    while rows := writer.read("identity_profiles", after=after, size=_PAGE, kinds=sorted(FAMILIES)):
        yield from (profile_of(row) for row in rows if row["records"])
        after = rows[-1]["id"]


def profile_of(row: Mapping[str, Any]) -> Profile:
    """From a row of the query identity_profiles."""
    records: Sequence[Mapping[str, Any]] = row["records"]
    return Profile(
        id=row["id"],
        kind=row["kind"],
        leading=tuple(dict.fromkeys(record["name"] for record in records)),
        names=tuple(dict.fromkeys(name for record in records for name in (record["name"], *record.get("aliases", ())))),
        datasets=frozenset(record["id"].partition(":")[0] for record in records),
        homes=frozenset(row["homes"]),
        codes=frozenset((system, str(record[system])) for record in records for system in record.get("code_systems", ())),
        born=frozenset(year for record in records for year in record.get("born", ())),
        registrations=frozenset(number for record in records for number in record.get("registrations", ())),
        countries=frozenset(row["countries"]),
    )


def proposed(writer: Writer, progress: Progress = silent) -> tuple[int, Resolution]:
    """How many actors there are, and what would be merged and asked about. Writes nothing."""
    every = list(profiles(writer))
    apart = [pair for pair, one in standing(read_graph(writer)).items() if one.verdict == "different"]
    return len(every), resolve(every, apart, progress)


def run(writer: Writer, *, automatic: bool = True, progress: Progress = silent) -> Outcome:
    """Carry out what people said, merge what is sure, and keep the rest as questions. A second run changes nothing."""
    said = carry_out(writer, [one for one in standing(read_graph(writer)).values() if not one.is_automatic])
    actors, found = proposed(writer, progress)
    if automatic:
        for start in range(0, len(found.merges), _AT_ONCE):
            part = found.merges[start : start + _AT_ONCE]
            merge(writer, [[pair.a, pair.b] for pair in part], [judged(pair, "same", AUTOMATIC) for pair in part])
            progress("merging", start + len(part), len(found.merges), "pairs")
    asked = found.questions if automatic else [*found.merges, *found.questions]
    rows = [_question(pair) for pair in asked]
    writer.write(lambda tx: tx.run("set_questions", rows=rows))
    return Outcome(actors, found.pairs, len(found.merges) if automatic else 0, said, len(rows))


def _question(pair: Scored) -> dict[str, Any]:
    told = judged(pair, "unsure", AUTOMATIC).properties()
    return {key: told[key] for key in ("a", "b", "score", "features") if key in told}


def carry_out(writer: Writer, judgements: Iterable[Judgement]) -> int:
    """Merge and split as these say, where the graph is otherwise; pairs of which the graph lacks one are passed over.

    What is one is joined before what is two is parted, and the machine's word goes before a person's, so that a person's stands.
    """
    ordered = sorted(judgements, key=lambda one: (one.verdict == "different", not one.is_automatic, one.at))
    return sum(_carry_out(writer, one) for one in _otherwise(writer, ordered))


def _otherwise(writer: Writer, judgements: Sequence[Judgement]) -> Iterator[Judgement]:
    """Those that the graph does not follow, or that an earlier one of them may have undone."""
    for start in range(0, len(judgements), _PAGE):
        part = [one for one in judgements[start : start + _PAGE] if one.verdict != "unsure"]
        ids = sorted({id_ for one in part for id_ in one.pair})
        there = {row["id"]: row["actor"] for row in writer.read("identity_groups", ids=ids)}
        changed = False
        for one in part:
            if one.pair <= there.keys() and (changed or (there[one.a] == there[one.b]) != (one.verdict == "same")):
                changed = True
                yield one


def _carry_out(writer: Writer, one: Judgement) -> bool:
    there = {row["id"]: row["actor"] for row in writer.read("identity_groups", ids=sorted(one.pair))}
    together = bool(there[one.a] == there[one.b])
    if one.verdict == "same" and not together:
        merge(writer, [[one.a, one.b]])
    elif one.verdict == "different" and together:
        _part(writer, one, there[one.a])
    return together != (one.verdict == "same")


def judge(writer: Writer, judgement: Judgement) -> Moved:
    """Keep what a person says of a pair, and merge or split where it says so.

    Raises:
        UnknownError: an id is nobody's. QuestionError: a person told the two apart before, and this says `same` without a reason.
    """
    rows = {row["id"]: row["home"] for row in writer.read("identity_groups", ids=sorted(judgement.pair))}
    found = actors_of(writer, judgement.pair)
    a, b = sorted(rows[id_] for id_ in judgement.pair)
    if a == b:
        raise QuestionError(f"{judgement.a} and {judgement.b} are one record's actor; no merge made them one.", parameter="b")
    one = _of_homes(judgement, a, b)
    together = found[judgement.a].id == found[judgement.b].id
    if one.verdict == "same" and not together:
        _warned(writer, one, [{home.id for home in found[id_].homes} for id_ in (judgement.a, judgement.b)])
        return merge(writer, [[a, b]], [one])
    if one.verdict == "different" and together:
        return _part(writer, one, found[judgement.a].id, [one])
    return merge(writer, [], [one])


def _of_homes(one: Judgement, a: str, b: str) -> Judgement:
    return Judgement(a=a, b=b, verdict=one.verdict, who=one.who, at=one.at or now(), why=one.why, score=one.score, features=one.features)


def _warned(writer: Writer, one: Judgement, sides: Sequence[set[str]]) -> None:
    """A wrong merge draws others: what a person told apart, these two or what they are made of, is joined only with a reason."""
    if one.why:
        return
    for before in standing(read_graph(writer)).values():
        across = any(before.a in mine and before.b in theirs for mine, theirs in (sides, sides[::-1]))
        if across and before.verdict == "different" and not before.is_automatic:
            raise QuestionError(
                f"{before.who} said on {before.at[:10]} that {before.a} and {before.b} are two{f': {before.why}' if before.why else ''}.",
                parameter="why",
                hint="Say why they are one all the same.",
            )


def _part(writer: Writer, one: Judgement, actor: str, judgements: Sequence[Judgement] = ()) -> Moved:
    return split(writer, actor, side(standing(read_graph(writer)), one.a, one.b), judgements)


def side(held: Mapping[frozenset[str], Judgement], a: str, b: str) -> set[str]:
    """What goes with b when it leaves a: all that was joined to b without a. Where that leads back to a, b alone."""
    beside: dict[str, set[str]] = defaultdict(set)
    for pair, one in held.items():
        if one.verdict == "same" and pair != {a, b}:
            for id_ in pair:
                beside[id_] |= pair - {id_}
    found, waiting = {b}, [b]
    while waiting:
        fresh = beside[waiting.pop()] - found
        found |= fresh
        waiting.extend(fresh)
    return {b} if a in found else found


def verdict_of(text: str) -> Verdict:
    """Raises QuestionError for another word."""
    if text not in ("same", "different", "unsure"):
        raise QuestionError(f"{text[:40]!r} is no verdict.", parameter="verdict", hint="One of same, different, unsure.")
    return text  # type: ignore[return-value]
