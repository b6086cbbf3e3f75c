"""A whole resolution of a graph: what people said is carried out, what is sure is merged, what is not is asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from graph.identity.judgements import ask, automatic, pairs, read_graph, standing
from graph.identity.judging import carry_out
from graph.identity.merge import merge
from graph.identity.names import FAMILIES
from graph.identity.profiles import Profile
from graph.identity.score import Resolution, resolve
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
    return len(every), resolve(every, pairs(standing(read_graph(writer), "actor"), "different"), progress)


def run(writer: Writer, *, merging: bool = True, progress: Progress = silent) -> Outcome:
    """Carry out what people said, merge what is sure, and keep the rest as questions. A second run changes nothing."""
    said = carry_out(writer, [one for one in standing(read_graph(writer), "actor").values() if not one.is_automatic])
    actors, found = proposed(writer, progress)
    if merging:
        for start in range(0, len(found.merges), _AT_ONCE):
            part = found.merges[start : start + _AT_ONCE]
            merge(writer, [[pair.a, pair.b] for pair in part], [automatic(pair) for pair in part])
            progress("merging", start + len(part), len(found.merges), "pairs")
    asked = found.questions if merging else [*found.merges, *found.questions]
    ask(writer, "actor", asked)
    return Outcome(actors, found.pairs, len(found.merges) if merging else 0, said, len(asked))
