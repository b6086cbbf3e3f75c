"""What changed between two versions of the graph, from the outbox of commits: edges that came, went, or are told otherwise.

Only what the outbox still tells: an answer that would have holes is refused. The walk reads numbers first, then the edges.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from graph.answers import Answer, Filter
from graph.answers.reading import bind, start
from graph.errors import GoneError, QuestionError
from graph.export._core.plan import Options, Plan, batches, hidden
from graph.store import Reader, Store
from graph.vocabulary import vocabulary

_BATCH = 2000
_VERSION: Final = re.compile(r"(?:([0-9a-f]+):)?([0-9]{1,18})")
Numbers = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Net:
    """What some commits did in the end: an edge that came and went between them is in none. `types`: of edges that came; None: any."""

    added: Numbers
    retracted: Numbers
    told: Numbers
    types: tuple[str, ...]


async def changes(store: Store, since: str, until: str = "", *, filter: Filter, options: Options) -> Plan:
    """Edges that differ between two versions (`epoch:seq`, `seq`, or a day, which means its last commit); `until` empty: up to the present.

    Each has `change`: added, revised (the one before is there too, as retracted), retracted, or summary (only what is claimed of it).

    Raises:
        GoneError: the outbox reaches not so far back, or the version is of another life of the graph. QuestionError.
    """
    if filter.as_of or filter.recorded_as_of:
        name = "as_of" if filter.as_of else "recorded_as_of"
        raise QuestionError(f"{name} asks for one version, changes are between two.", parameter=name, hint="Leave it out.")
    answer = Answer()
    await start(store, answer)
    assert answer.version
    after = await _seq(store, since, "since_version", answer.version)
    last = await _seq(store, until, "until_version", answer.version) if until else None
    if last is not None and last < after:
        raise QuestionError(f"until_version ({last}) is before since_version ({after}).", parameter="until_version")
    await _check_outbox(store, after, last if last is not None else answer.version[1])
    bound = await bind(store, filter)
    now = replace(bound, recorded=last, parameters=bound.parameters | {"recorded": last})
    asked = {"ties": options.ties, "hidden": hidden(filter), "filter": now.parameters}
    then = asked | {"filter": bound.parameters | {"recorded": after}}

    def walk(reader: Reader) -> Iterator[Mapping[str, Any]]:
        net = _net(reader, after, last if last is not None else next(reader.stream("graph_state"))["seq"])
        before: set[str] = set()
        for row in _past(reader, net.retracted, then):
            before.add(row["edge"]["id"])
            yield _marked(row, "retracted") | {"gone": True}
        for row in _at(reader, net.added, net.types, asked):
            yield _marked(row, "revised" if row["edge"]["id"] in before else "added")
        for row in _at(reader, net.told, tuple(vocabulary().edge_types), asked):
            yield _marked(row, "summary")

    question: dict[str, Any] = {"of": "changes", "since": f"{answer.version[0]}:{after}"}
    question["until"] = "the version of this file" if last is None else f"{answer.version[0]}:{last}"
    options = replace(options, retracted=False)  # what is believed no longer is part of the answer
    question |= {"filter": filter.echo(), "options": asdict(options)}
    omitted = ["claims and sources are those of the present"] if last is not None and options.evidence else []
    return Plan(question=question, filter=filter, bound=now, options=options, walk=walk, omitted=omitted)


async def _seq(store: Store, text: str, parameter: str, version: tuple[str, int]) -> int:
    """The commit that a version names."""
    if match := _VERSION.fullmatch(text.strip()):
        if match[1] and match[1] != version[0]:
            hint = "It was renewed by an import or restore: versions of before cannot be compared. Export the whole graph."
            raise GoneError(f"{text[:60]} is of another life of this graph.", parameter=parameter, hint=hint)
        if int(match[2]) > version[1]:
            raise QuestionError(f"There is no commit {match[2]} yet.", parameter=parameter, hint=f"The last one is {version[1]}.")
        return int(match[2])
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        hint = "A version (`epoch:seq`), the number of a commit, or a day (YYYY-MM-DD), which means its last commit."
        raise QuestionError(f"{parameter} is {text[:40]!r}.", parameter=parameter, hint=hint) from None
    return int((await store.read("commits_around", day=day))[0]["last_until"])


async def _check_outbox(store: Store, after: int, last: int) -> None:
    kept = (await store.read("commits_kept", after=after, until=last))[0]
    if kept["commits"] < last - after:
        told = f"from {kept['first']} on" if kept["first"] is not None else "none"
        raise _too_old(f"Of the commits {after + 1} to {last}, {kept['commits']} tell what they did ({told}).")


def _too_old(told: str) -> GoneError:
    hint = f"{told} Take a later version, or the whole graph."
    return GoneError("The outbox of commits reaches not so far back.", parameter="since_version", hint=hint)


def _net(reader: Reader, after: int, until: int) -> Net:
    """Four bytes a number: a first load of millions of edges is a change as well."""
    parts: dict[str, list[NDArray[np.uint32]]] = {"added": [], "retracted": [], "changed": []}
    types: set[str] = set()
    read = 0
    for row in reader.columns("export_commits", after=after, until=until):
        read += 1
        for name, kept in parts.items():
            kept.append(np.array(row[name], dtype=np.uint32))
        types.update(row["types"] if row["types"] is not None else vocabulary().edge_types)
    if read < until - after:  # a load has thinned them since the question was taken
        raise _too_old(f"{read} of {until - after} commits tell what they did.")
    added, retracted, changed = (np.unique(np.concatenate(kept)) if kept else np.empty(0, np.uint32) for kept in parts.values())
    told = np.setdiff1d(np.setdiff1d(changed, added, assume_unique=True), retracted, assume_unique=True)
    came = np.setdiff1d(added, retracted, assume_unique=True)
    went = np.setdiff1d(retracted, added, assume_unique=True)
    return Net(came, went, told, tuple(sorted(types & set(vocabulary().edge_types))))


def _at(reader: Reader, numbers: Numbers, types: Iterable[str], asked: dict[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Edges as they stand at the later version: those that live, and where that version is past those that went after it."""
    names = tuple(types)
    for eids in batches(numbers.tolist(), _BATCH):
        for edge_type in names:
            yield from reader.stream("export_edges_numbered", edge_type=edge_type, eids=eids, **asked)
        if asked["filter"]["recorded"] is not None:
            yield from reader.stream("export_past_edges_numbered", eids=eids, **asked)


def _past(reader: Reader, numbers: Numbers, asked: dict[str, Any]) -> Iterator[Mapping[str, Any]]:
    for eids in batches(numbers.tolist(), _BATCH):
        yield from reader.stream("export_past_edges_numbered", eids=eids, **asked)


def _marked(row: Mapping[str, Any], change: str) -> dict[str, Any]:
    """What is known only since is no part of an edge as it stood."""
    edge = row["edge"]
    if change != "retracted" and "was" in edge:
        edge = {name: value for name, value in edge.items() if name not in _SINCE}
    return {**row, "edge": edge | {"change": change}}


_SINCE: Final = frozenset(("was", "retracted_seq", "reason", "text", "note", "unit", "statement_magnitude"))
"""What retracting writes on an edge (retract_edges.cypher)."""
