"""What is to leave: the whole graph, actors and their surroundings, a relation, what an answer shows. Plans; writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import Any, Literal, TypeVar, get_args

from graph.answers import Answer, Filter
from graph.answers.dyads import FoldTo, read_dyad
from graph.answers.filters import bounded
from graph.answers.reading import Bound, bind, resolve, start
from graph.errors import QuestionError
from graph.store import Reader, Store

MAX_HOPS = 6
MAX_DYAD = 200_000
ONLY_WHEN_ASKED = ("synthetic",)
"""Datasets of invented states: they leave only where `datasets` names them."""

Parallel = Literal["keep", "fold", "backbone"]
Walk = Callable[[Reader], Iterator[Mapping[str, Any]]]
_BATCH = 500
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How it leaves. `parallel`: every edge, one line a pair, or only the edges of pairs that stand out (`alpha`); 0 means no limit."""

    parallel: Parallel = "keep"
    alpha: float = 0.05
    top_n: int = 0
    min_degree: int = 0
    ties: bool = True
    evidence: bool = True
    retracted: bool = False

    def __post_init__(self) -> None:
        if self.parallel not in get_args(Parallel):
            raise QuestionError(f"parallel is {self.parallel!r}.", parameter="parallel", hint=f"One of: {', '.join(get_args(Parallel))}.")
        bounded("top_n", self.top_n, 0, 1_000_000)
        bounded("min_degree", self.min_degree, 0, 1_000_000)
        if not 0 < self.alpha <= 1:
            raise QuestionError(f"alpha is {self.alpha:g}: it must lie within 0 and 1.", parameter="alpha")

    @property
    def takes_all(self) -> bool:
        return (self.parallel, self.top_n, self.min_degree, self.ties) == ("keep", 0, 0, True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A question made ready. `walk` gives edges (source, target, edge_type, edge); `actors` are nodes whether or not an edge has them.

    `table` is an answer of rows in their place: then there is no graph.
    """

    question: dict[str, Any]
    filter: Filter
    bound: Bound
    options: Options
    walk: Walk
    actors: tuple[str, ...] = ()
    whole: bool = False
    table: Answer | None = None
    omitted: list[str] = field(default_factory=list)

    @property
    def hidden(self) -> list[str]:
        return hidden(self.filter)

    @property
    def is_a_copy(self) -> bool:
        """Nothing is left out: the file can take the database's place."""
        return self.whole and self.filter == Filter(datasets=self.filter.datasets) and not self.filter.datasets and self.options.takes_all


async def everything(store: Store, *, filter: Filter, options: Options) -> Plan:
    """Every edge that the filter takes; without a filter every actor too."""
    await start(store, Answer())
    bound = await bind(store, filter)
    asked: dict[str, Any] = {"ties": options.ties, "hidden": hidden(filter), "filter": bound.parameters}

    def walk(reader: Reader) -> Iterator[Mapping[str, Any]]:
        return reader.stream("export_edges", **asked)

    question = {"of": "graph"} | _echo(filter, options)
    return Plan(question=question, filter=filter, bound=bound, options=options, walk=walk, whole=filter == Filter())


async def around(store: Store, actors: Sequence[str], *, hops: int = 1, induced: bool = False, filter: Filter, options: Options) -> Plan:
    """Edges at the actors, then at their neighbours, up to `hops`; `induced` keeps only edges between the actors given."""
    bounded("hops", hops, 1, MAX_HOPS)
    if not actors:
        raise QuestionError("Name at least one actor.", parameter="actors")
    await start(store, Answer())
    ids = tuple(dict.fromkeys([await resolve(store, text, parameter="actors") for text in actors]))
    bound = await bind(store, filter)
    asked: dict[str, Any] = {"induced": induced, "ties": options.ties, "hidden": hidden(filter), "filter": bound.parameters}

    def walk(reader: Reader) -> Iterator[Mapping[str, Any]]:
        seen, ring = set(ids), list(ids)
        for _ in range(1 if induced else hops):
            met: set[str] = set()
            for batch in [ring] if induced else batches(ring, _BATCH):
                for row in reader.stream("export_edges_around", ids=batch, **asked):
                    met.update((row["source"], row["target"]))
                    yield row
            ring = sorted(met - seen)
            seen |= met

    question = {"of": "actors", "actors": list(ids), "hops": hops, "induced": induced} | _echo(filter, options)
    return Plan(question=question, filter=filter, bound=bound, options=options, walk=walk, actors=ids)


async def relation(store: Store, a: str, b: str, *, fold_to: FoldTo = "none", filter: Filter, options: Options) -> Plan:
    """The actions of two sides on each other; with `fold_to=state` of all who stand for them, and the ties by which they do."""
    answer = Answer()
    dyad, bound = await read_dyad(store, answer, a, b, fold_to, filter, MAX_DYAD)
    lanes = {key: edge["lane"] for key, edge in dyad.edges.items()}
    rows = [
        {
            "source": edge["source"],
            "target": edge["target"],
            "edge_type": edge["edge_type"],
            "edge": {name: value for name, value in edge.items() if name not in ("source", "target", "edge_type")}
            | ({"fold_confidence": dyad.folded[key]["confidence"]} if key in dyad.folded else {}),
        }
        for key, edge in dyad.edges.items()
        if edge["dataset"] not in hidden(filter)
    ]
    ties = sorted({tie for one in dyad.folded.values() for tie in one["ties"]}) if options.ties else []

    def walk(reader: Reader) -> Iterator[Mapping[str, Any]]:
        yield from rows
        yield from of_statements(reader, ties)

    question = {"of": "relation", "a": dyad.a, "b": dyad.b, "fold_to": fold_to, "lanes": sorted(set(lanes.values()))}
    omitted = [*answer.omitted, *([answer.truncated] if answer.truncated else [])]
    ends = (dyad.a, dyad.b)
    question |= _echo(filter, options)
    return Plan(question=question, filter=filter, bound=bound, options=options, walk=walk, actors=ends, omitted=omitted)


async def shown(store: Store, answer: Answer, *, filter: Filter, options: Options) -> Plan:
    """What an answer shows: its actors, and every edge of its actions and ties that runs between two of them."""
    if filter.recorded_as_of:
        raise QuestionError(
            "An answer of an earlier day's database cannot leave.", parameter="recorded_as_of", hint="Export by actors or the whole graph."
        )
    bound = await bind(store, filter)
    actors, events = tuple(sorted(answer.actors)), sorted(answer.events)
    inside = set(actors)

    def walk(reader: Reader) -> Iterator[Mapping[str, Any]]:
        for row in of_statements(reader, events):
            if {row["source"], row["target"]} <= inside and (options.ties or "action" in row["edge"]):
                yield row

    omitted = [*answer.omitted, *([answer.truncated] if answer.truncated else [])]
    question = {"of": "answer", "asked": answer.question} | _echo(filter, options)
    return Plan(question=question, filter=filter, bound=bound, options=options, walk=walk, actors=actors, omitted=omitted)


def of_statements(reader: Reader, ids: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    """The live edges of some statements; an id of no statement is a machine-coded edge's own."""
    by_type: dict[str, list[int]] = {}
    known: set[str] = set()
    for batch in batches(ids, _BATCH):
        for row in reader.stream("export_edges_of_statements", ids=batch):
            known.add(row["id"])
            by_type.setdefault(row["edge_type"], []).extend(row["eids"] or ())
    for edge_type, eids in sorted(by_type.items()):
        for numbers in batches(sorted(eids), _BATCH):
            yield from reader.stream("export_edges_by_number", edge_type=edge_type, eids=numbers)
    yield from _coded(reader, [id_ for id_ in ids if id_ not in known])


def _coded(reader: Reader, ids: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    by_dataset: dict[str, list[str]] = {}
    for id_ in ids:
        by_dataset.setdefault(id_.partition(":")[0], []).append(id_)
    for dataset, wanted in sorted(by_dataset.items()):
        for edge_type in next(reader.stream("stream_state", dataset=dataset))["types"]:
            for row in reader.stream("edges_by_id", edge_type=edge_type, ids=wanted):
                yield {**row, "source": row["source"]["id"], "target": row["target"]["id"]}


def past(
    reader: Reader,
    bound: Bound,
    options: Options,
    hidden: Sequence[str],
    *,
    recorded: int | None = None,
    between: Sequence[str] | None = None,
) -> Iterator[Mapping[str, Any]]:
    """Edges that are no longer believed; those that were at a commit, where one is named."""
    wanted = {name: bound.parameters[name] for name in ("types", "actions", "datasets", "since", "until")}
    return reader.stream("export_past_edges", between=between, recorded=recorded, ties=options.ties, hidden=list(hidden), wanted=wanted)


def hidden(filter: Filter) -> list[str]:
    return [dataset for dataset in ONLY_WHEN_ASKED if dataset not in filter.datasets]


def batches(items: Iterable[_T], size: int) -> Iterator[list[_T]]:
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


def _echo(filter: Filter, options: Options) -> dict[str, Any]:
    return {"filter": filter.echo(), "options": asdict(options)}
