"""Nodes and relationships as the database stores them, for formats that a database reads again. Nothing is renamed or worked out here."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from graph.export._core.plan import Plan, batches
from graph.export._core.spool import Row, Spool
from graph.progress import Progress, silent
from graph.store import Reader

SPACES = ("Actor", "Statement", "Withdrawn", "Source", "Record", "Dataset", "ActionType")
"""Labels of which each node has one: an id is unique within it, and an actor may share its id with its first record."""

_BATCH = 1000


def keep_copy(reader: Reader, spool: Spool, progress: Progress = silent) -> list[str]:
    """Everything but the bookkeeping; in sentences what could not be kept."""
    lost = {"nodes": 0, "relationships": 0}

    def nodes() -> Iterator[Row]:
        for row in reader.stream("export_nodes"):
            if row["id"] is None:
                lost["nodes"] += 1
            else:
                yield _node(row["labels"], row["id"], row["properties"])

    def relationships() -> Iterator[Row]:
        for row in reader.stream("export_relationships"):
            if row["source"] is None or row["target"] is None:
                lost["relationships"] += 1
            else:
                yield _relationship(row)

    progress("copying nodes", 0, 0, "rows")
    spool.add("store_nodes", nodes())
    progress("copying relationships", 0, 0, "rows")
    spool.add("store_edges", relationships())
    spool.add("store_nodes", [_node(["IngestState"], "1", row["state"]) for row in reader.stream("export_state")])
    return [f"{n} {what} of your own that have no `id`" for what, n in lost.items() if n]


def keep_part(reader: Reader, plan: Plan, spool: Spool) -> None:
    """The subgraph with its evidence: edges, actors with their records, statements with all that they name."""
    spool.add("store_edges", _edges(spool))
    actors = {row.id for row in spool.rows("nodes")}
    if plan.options.evidence:
        statements = [row.id for row in spool.rows("statements")]
        inside = set(statements)
        for batch in batches(statements, _BATCH):
            for row in reader.stream("export_evidence", ids=batch, as_of=plan.filter.as_of):
                spool.add("store_nodes", [_node(row["labels"], row["id"], row["statement"])])
                spool.add("store_edges", _of_statement(row, inside))
                actors.update(party["actor"] for party in (*row["parties"], *row["claims"]))
        for wanted in batches([row.id for row in spool.rows("sources")], _BATCH):
            spool.add(
                "store_nodes",
                (_node(["Source"], row["source"]["id"], row["source"]) for row in reader.stream("sources_by_id", ids=wanted)),
            )
    for wanted in batches(sorted(actors), _BATCH):
        _keep_actors(reader, spool, wanted)
    datasets = {name for (name,) in spool.ask("SELECT DISTINCT dataset FROM edges")}
    for row in reader.stream("export_datasets"):
        if row["dataset"]["id"] in datasets:
            spool.add("store_nodes", [_node(["Dataset"], row["dataset"]["id"], row["dataset"])])
    spool.add("store_nodes", (_node(["ActionType"], row["action"]["code"], row["action"]) for row in reader.stream("export_action_types")))


def space_of(labels: Iterable[str]) -> str:
    """The label within which a node's id is unique; a node of somebody's own has its first."""
    found = list(labels)
    return next((space for space in SPACES if space in found), min(found, default="Node"))


def _keep_actors(reader: Reader, spool: Spool, ids: list[str]) -> None:
    nodes: list[Row] = []
    edges: list[Row] = []
    for row in reader.stream("export_store_actors", ids=ids):
        nodes.append(_node(row["labels"], row["actor"]["id"], row["actor"]))
        for one in row["records"]:
            nodes.append(_node(["Record"], one["record"]["id"], one["record"]))
            edges.append(_row("DESCRIBES", ("Record", one["record"]["id"]), ("Actor", row["actor"]["id"]), one["describes"]))
    spool.add("store_nodes", nodes)
    spool.add("store_edges", edges)


def _node(labels: list[str], id_: str, properties: Mapping[str, Any]) -> Row:
    space = space_of(labels)
    return Row(":".join(sorted(labels, key=lambda label: (label != space, label))), f"{id_}", space, "", dict(properties))


def _relationship(row: Mapping[str, Any]) -> Row:
    ends = (space_of(row["source_labels"]), row["source"]), (space_of(row["target_labels"]), row["target"])
    return _row(row["type"], *ends, row["properties"])


def _row(type_: str, source: tuple[str, str], target: tuple[str, str], properties: Mapping[str, Any]) -> Row:
    """The id tells relationships of one type apart: their own, with the commit that ended them, or their ends and what they say."""
    a, b = "\x1f".join(source), "\x1f".join(target)
    if "id" in properties:
        id_ = f"{properties['id']}\x1f{properties.get('retracted_seq', '')}"
    else:
        id_ = f"{a}\x1f{b}\x1f{json.dumps(properties, sort_keys=True, default=str, ensure_ascii=False)}"
    return Row(type_, id_, a, b, dict(properties))


def _edges(spool: Spool) -> Iterator[Row]:
    ours = ("source", "target", "edge_type", "is_tie", "retracted", "lane", "fold_confidence", "change")
    for row in spool.rows("edges"):
        stored = {name: value for name, value in row.values.items() if name not in ours}
        stored |= {name.removeprefix("said_"): stored.pop(name) for name in list(stored) if name.startswith("said_")}
        if "retracted" in row.values:
            stored["id"] = stored["id"].rpartition("@")[0]
        yield _row("RETRACTED" if "retracted_seq" in stored else row.key, ("Actor", row.a), ("Actor", row.b), stored)


def _of_statement(row: Mapping[str, Any], inside: set[str]) -> Iterator[Row]:
    here = ("Statement", row["id"])
    for party in row["parties"]:
        actor = ("Actor", party["actor"])
        yield _row(party["type"], *((actor, here) if party["out"] else (here, actor)), party["properties"])
    for claim in row["claims"]:
        yield _row(claim["type"], ("Actor", claim["actor"]), here, claim["properties"])
    for citation in row["citations"]:
        yield _row("REPORTED_IN", here, ("Source", citation["source"]), citation["properties"])
    for answer in row["answers"]:
        if answer["event"] in inside:
            yield _row("RESPONDS_TO", here, ("Statement", answer["event"]), answer["properties"])
