"""A graph that is hard to write down, and files made of it: what the tests of exports share. No assertions here."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import asdict, replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import anyio

from graph.answers import Filter
from graph.dates import Span
from graph.engine import Endpoint
from graph.export import Manifest, Options, Plan, Sink, Spool, Subgraph, everything, extract, format_named, write
from graph.export._core.spool import Row
from graph.ingest import ingest
from graph.model import Dataset
from graph.store import Reader, Store, Writer
from tests.conftest import empty, load_files
from tests.items import actor, claim, denial, entry, event, world

NASTY = 'A "quoted", \\back\\ `tick` ; name $x\nsecond line\ttab الاسم العربي \U00010348 é \u202eright\u202c = <&> \' end;'
"""Separators, quotes, line ends, right-to-left and four-byte letters: what a name may hold."""

BOUND = Dataset(id="t", title="Test lists", publisher="Test", licence="CC-BY-NC-4.0", citation='T: "Lists"', redistribute="non-commercial")
Asking = Callable[[Store], Coroutine[Any, Any, Plan]]


def fill(endpoint: Endpoint) -> None:
    """The bundled chronology, and a dataset under a licence that binds: nasty names, a changed act, parallel edges, a denial."""
    empty(endpoint)
    with Writer(endpoint) as writer:
        load_files(writer)
        nasty = actor("t:nasty", name=NASTY, aliases=("a;b", 'c"d', "e\nf", "=1+1", "'"), description="@SUM(A1)")
        told = event("t:x", by="t:AAA", against="t:nasty", said={"programme": "-2", "n": 3}, claims=(claim("t:x", words="highly likely"),))
        again = event("t:y", by="t:AAA", against="t:nasty", said={"n": 2.5})
        against = event("t:z", by="t:BBB", against="t:AAA", action="denial")
        rows = [*world(), entry(nasty, line=20), entry(told, line=21), entry(again, line=22)]
        denied = entry(against, denial("t:x", "t:z"), line=30)
        ingest(writer, BOUND, [*rows, denied])
        changed = replace(again, date=Span.parse("2024-04"))
        ingest(writer, BOUND, [*rows[:-1], entry(changed, line=22), denied])


def plan_of(endpoint: Endpoint, ask: Asking) -> Plan:
    """A plan, made as the command line makes it."""

    async def asked() -> Plan:
        async with Store(endpoint, timeout_s=60) as store:
            return await ask(store)

    return anyio.run(asked)


def everything_plan(endpoint: Endpoint, filter: Filter | None = None, **options: Any) -> Plan:
    return plan_of(endpoint, lambda store: everything(store, filter=filter or Filter(), options=Options(**options)))


def made(endpoint: Endpoint, plan: Plan, format: str, *, gzip: bool = False) -> tuple[bytes, Manifest]:
    """A file, whole, with the manifest that it was written from."""
    chosen = format_named(format)
    held = BytesIO()
    with Spool() as spool, Reader(endpoint) as reader:
        graph = extract(reader, plan, spool, chosen.needs)
        write(graph, chosen, Sink(held.write, gzip=gzip))
        return held.getvalue(), graph.manifest


def file_of(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def small(spool: Spool, nodes: list[dict[str, Any]], edges: list[dict[str, Any]], **tables: list[dict[str, Any]]) -> Subgraph:
    """A subgraph without a database."""
    spool.add("nodes", [Row("", node["id"], "", "", node) for node in nodes])
    spool.add(
        "edges", [Row(edge["edge_type"], edge["id"], edge["source"], edge["target"], edge, edge.get("statement", "")) for edge in edges]
    )
    for table, rows in tables.items():
        spool.add(table, [Row(row.get("statement", ""), row.get("id") or row["source"], "", "", row) for row in rows])
    manifest = Manifest(
        question={"of": "graph", "filter": {}},
        graph_version="epoch:1",
        program="Retorsion",
        counts={"nodes": len(nodes), "edges": len(edges)},
        datasets=[asdict(BOUND) | {"title": "Test", "licence": "CC-BY-SA-4.0", "redistribute": "share-alike"}],
    )
    return Subgraph(spool, manifest)


def written(graph: Subgraph, format: str, *, gzip: bool = False) -> bytes:
    held = BytesIO()
    write(graph, format_named(format), Sink(held.write, gzip=gzip))
    return held.getvalue()


def node(id_: str, **other: Any) -> dict[str, Any]:
    return {"id": id_, "kind": "State", "name": id_, "unnamed": False} | other


def edge(id_: str, source: str, target: str, **other: Any) -> dict[str, Any]:
    plain = {"id": id_, "source": source, "target": target, "edge_type": "SANCTIONED", "is_tie": False, "action": "sanction"}
    return plain | {"date": date(2024, 3, 1), "date_to": date(2024, 3, 31), "confidence": 0.5, "rung": 3, "dataset": "t"} | other
