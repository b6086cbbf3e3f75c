"""A subgraph around some actors: nodes and edges, parallel edges kept or folded into one line for each ordered pair."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from graph.answers.answer import Answer
from graph.answers.filters import Filter, bounded
from graph.answers.reading import Bound, bind, fill, resolve, start
from graph.errors import QuestionError
from graph.store import Store
from graph.vocabulary import vocabulary

MAX_NODES = 2000
MAX_EDGES = 10_000
MAX_SUBGRAPH_HOPS = 3
FOLD_EVENTS = 20
Fold = Literal["none", "dyad"]
_SHOWN = (
    "id", "eid", "statement", "action", "date", "date_to", "end_date", "published", "status", "assertion",
    "likelihood_low", "likelihood_high", "n_claimants", "disputed", "rung", "share", "confidence", "organ", "target_role",
    "magnitude", "dataset", "source_url", "seq", "rev", "valid_from", "valid_to", "retracted_seq",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphOptions:
    """Which part of the graph. `induced` keeps only edges between the actors given; `limit` bounds the nodes."""

    hops: int = 1
    fold: Fold = "none"
    ties: bool = True
    induced: bool = False
    limit: int = 300

    def __post_init__(self) -> None:
        bounded("limit", self.limit, 1, MAX_NODES)
        bounded("hops", self.hops, 1, MAX_SUBGRAPH_HOPS)
        if self.fold not in get_args(Fold):
            raise QuestionError(f"fold is {self.fold!r}.", parameter="fold", hint=f"One of: {', '.join(get_args(Fold))}.")


async def subgraph(store: Store, actors: Sequence[str], *, options: GraphOptions | None = None, filter: Filter) -> Answer:
    """Edges at the actors, then at their neighbours, up to `hops`; edges that lead to a node past `limit` are left out and counted."""
    options = options or GraphOptions()
    if not actors:
        raise QuestionError("Name at least one actor.", parameter="actors")
    answer = Answer(limits={"limit": options.limit, "max_limit": MAX_NODES, "max_edges": MAX_EDGES, "max_hops": MAX_SUBGRAPH_HOPS})
    await start(store, answer)
    ids = [await resolve(store, text, parameter="actors") for text in dict.fromkeys(actors)]
    answer.question = {"actors": ids} | asdict(options) | {"filter": filter.echo()}
    bound = await bind(store, filter)
    nodes, edges = await _expand(store, answer, ids, options, bound)
    folded = options.fold == "dyad"
    answer.data = {"nodes": nodes, "edges": fold_edges(edges) if folded else [_edge(row) for row in edges]}
    shown = {id_ for line in answer.data["edges"] for id_ in line["events"]} if folded else {_statement(row) for row in edges}
    await fill(store, answer, events=shown, actors=nodes, bound=bound)
    return answer


async def _expand(
    store: Store, answer: Answer, ids: Sequence[str], options: GraphOptions, bound: Bound
) -> tuple[list[str], list[dict[str, Any]]]:
    """Nodes and edges, ring by ring."""
    limit = options.limit
    nodes = dict.fromkeys(ids)
    frontier = list(ids)
    edges: dict[str, dict[str, Any]] = {}
    beyond = 0
    for _ in range(options.hops):
        rows = await store.read(
            "edges_of_actors",
            ids=frontier,
            induced=options.induced,
            ties=options.ties,
            filter=bound.parameters,
            limit=MAX_EDGES - len(edges) + 1,
        )
        if len(edges) + len(rows) > MAX_EDGES:
            answer.truncated = f"{MAX_EDGES} edges, the earliest first"
        before = set(nodes)
        for row in rows[:MAX_EDGES]:
            new = [end for end in (row["source"], row["target"]) if end not in nodes]
            if len(nodes) + len(new) > limit:
                beyond += 1
                continue
            nodes |= dict.fromkeys(new)
            edges[row["edge"]["id"]] = row
        frontier = [id_ for id_ in nodes if id_ not in before]
        if not frontier:
            break
    if beyond:
        answer.truncated = answer.truncated or f"{limit} actors; {beyond} edges lead to others"
    return list(nodes), list(edges.values())


def _statement(row: Mapping[str, Any]) -> str:
    return str(row["edge"].get("statement") or row["edge"]["id"])


def _edge(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "source": row["source"],
        "target": row["target"],
        "edge_type": row["edge_type"],
        **{name: row["edge"][name] for name in _SHOWN if name in row["edge"]},
    }


def fold_edges(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """One line for each ordered pair and nature (action or tie), with what it stands for; an action counts once a line."""
    lines: dict[tuple[str, str, bool], list[Mapping[str, Any]]] = {}
    for row in rows:
        lines.setdefault((row["source"], row["target"], "action" not in row["edge"]), []).append(row)
    return [_line(*key, lines[key]) for key in sorted(lines)]


def _line(source: str, target: str, is_tie: bool, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    action = vocabulary().action
    edges = [row["edge"] for row in rows]
    days = [edge["date"] for edge in edges if "date" in edge]
    return {
        "id": f"{source}>{target}:{'ties' if is_tie else 'actions'}",
        "source": source,
        "target": target,
        "is_tie": is_tie,
        "n": len(rows),
        "by_type": dict(sorted(Counter(row["edge_type"] for row in rows).items())),
        "by_status": dict(sorted(Counter(edge["status"] for edge in edges if "status" in edge).items())),
        "by_assertion": dict(sorted(Counter(edge["assertion"] for edge in edges).items())),
        "by_quad": dict(sorted(Counter(action(edge["action"]).quad or "none" for edge in edges if "action" in edge).items())),
        "disputed": sum(1 for edge in edges if edge.get("disputed")),
        "max_rung": max((edge["rung"] for edge in edges if "rung" in edge), default=None),
        "first": min(days, default=None),
        "last": max((edge["date_to"] for edge in edges if "date_to" in edge), default=None),
        "events": list(dict.fromkeys(_statement(row) for row in rows))[:FOLD_EVENTS],
        "events_left_out": max(0, len({_statement(row) for row in rows}) - FOLD_EVENTS),
    }
