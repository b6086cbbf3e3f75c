"""Brings a planned subgraph from the database to disk: edges, the actors at their ends, the evidence, and what the store itself holds."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from importlib import metadata
from typing import Literal

from graph.export._core import rows as made
from graph.export._core.manifest import Manifest, licence_order
from graph.export._core.plan import Plan, batches, past
from graph.export._core.shaping import fold, thin
from graph.export._core.spool import Row, Spool
from graph.export._core.store_rows import keep_copy, keep_part
from graph.export._core.subgraph import Subgraph
from graph.export._core.table import extract_table
from graph.progress import Progress, silent
from graph.schema import check_state
from graph.store import Reader

Needs = Literal["graph", "evidence", "citations", "store"]
_BATCH = 1000
_TRIES = 3


def extract(reader: Reader, plan: Plan, spool: Spool, needs: Needs, progress: Progress = silent) -> Subgraph:
    """Read all that leaves. When a load changes the graph meanwhile it is read again, so that the file is of one version.

    Raises:
        SchemaError: the graph is not one that this program reads. StoreError.
    """
    if plan.table:
        return extract_table(reader, plan.table, plan.question, spool)
    for attempt in range(_TRIES):
        version = _version(reader)
        spool.clear()
        omitted = _fill(reader, plan, spool, needs, progress)
        after = _version(reader)
        if after == version:
            break
        if attempt == _TRIES - 1:
            omitted.append(f"the graph changed while it was read: rows are of a version from {version} to {after}")
    return Subgraph(spool, _manifest(reader, plan, spool, version, omitted), folded=plan.options.parallel == "fold")


def _fill(reader: Reader, plan: Plan, spool: Spool, needs: Needs, progress: Progress) -> list[str]:
    spool.add("edges", _counted(_edges(reader, plan), progress, "reading edges"))
    omitted = [*plan.omitted, *thin(spool, plan.options)]
    if plan.hidden:
        omitted.append(f"datasets that leave only when `datasets` names them: {', '.join(plan.hidden)}")
    _nodes(reader, plan, spool, progress)
    if needs == "citations" or (plan.options.evidence and needs != "graph"):
        _evidence(reader, plan, spool, progress)
    if needs == "citations":
        _coded_sources(spool)
    if needs == "store":
        if plan.is_a_copy:
            omitted += keep_copy(reader, spool, progress)
        else:
            keep_part(reader, plan, spool)
    if plan.options.parallel == "fold":
        fold(spool)
    return omitted


def _version(reader: Reader) -> str:
    state = next(reader.stream("graph_state"))
    check_state(state["schema_version"])
    return f"{state['epoch']}:{state['seq']}"


def _edges(reader: Reader, plan: Plan) -> Iterator[Row]:
    live = (made.edge_row(row, gone=row.get("gone", False)) for row in plan.walk(reader))
    yield from _as_then(reader, plan, live) if plan.filter.as_of or plan.bound.recorded is not None else live
    if plan.options.retracted:
        between = None if plan.question["of"] == "graph" else sorted(plan.actors)
        yield from (made.edge_row(row, gone=True) for row in past(reader, plan.bound, plan.options, plan.hidden, between=between))


def _as_then(reader: Reader, plan: Plan, rows: Iterable[Row]) -> Iterator[Row]:
    """Edges as the claims of an earlier day tell them: what was denied since is not yet disputed."""
    for batch in batches(rows, _BATCH):
        ids = sorted({row.values["statement"] for row in batch if "statement" in row.values and "retracted" not in row.values})
        found = reader.stream("events_by_id", ids=ids, as_of=plan.filter.as_of, recorded=plan.bound.recorded)
        told = {row["id"]: made.summary_on(row) for row in found}
        for row in batch:
            id_ = row.values.get("statement")
            yield made.with_summary(row, told[id_]) if id_ in told and "retracted" not in row.values else row


def _nodes(reader: Reader, plan: Plan, spool: Spool, progress: Progress) -> None:
    ends = [id_ for (id_,) in spool.ask("SELECT a FROM edges UNION SELECT b FROM edges ORDER BY 1")]
    everybody = plan.whole and plan.options.takes_all
    others = (row["id"] for row in reader.stream("export_actor_ids")) if everybody else plan.actors
    ids = sorted({*ends, *others})

    def rows() -> Iterator[Row]:
        for batch in batches(ids, _BATCH):
            yield from (made.node_row(row) for row in reader.stream("actors_by_id", ids=batch, as_of=plan.filter.as_of))

    spool.add("nodes", _counted(rows(), progress, "reading actors"))


def _evidence(reader: Reader, plan: Plan, spool: Spool, progress: Progress) -> None:
    statements = [id_ for (id_,) in spool.ask("SELECT DISTINCT statement FROM edges WHERE statement != '' ORDER BY statement")]
    sources: set[str] = set()
    for done, batch in enumerate(batches(statements, _BATCH)):
        progress("reading evidence", done * _BATCH, len(statements), "statements")
        tables: dict[str, list[Row]] = {}
        for found in reader.stream("export_evidence", ids=batch, as_of=plan.filter.as_of):
            sources.update(made.named_sources(found))
            _sort_into(tables, made.evidence_rows(found))
        for table, rows in tables.items():
            spool.add(table, rows)
    for wanted in batches(sorted(sources), _BATCH):
        spool.add("sources", (made.source_row(row["source"]) for row in reader.stream("sources_by_id", ids=wanted)))


def _coded_sources(spool: Spool) -> None:
    """Machine-coded edges tell their source themselves; it is looked for only where sources are all that leaves."""
    for batch in batches(spool.rows("edges", where="statement = ''"), _BATCH):
        tables: dict[str, list[Row]] = {}
        for row in batch:
            _sort_into(tables, made.coded_source(row.values))
        for table, rows in tables.items():
            spool.add(table, rows)


def _sort_into(tables: dict[str, list[Row]], rows: Iterable[tuple[str, Row]]) -> None:
    for table, row in rows:
        tables.setdefault(table, []).append(row)


def _manifest(reader: Reader, plan: Plan, spool: Spool, version: str, omitted: list[str]) -> Manifest:
    table = "folded" if plan.options.parallel == "fold" else "edges"
    by_dataset = dict(spool.ask("SELECT dataset, count(*) FROM edges GROUP BY dataset ORDER BY dataset"))
    first, last = next(spool.ask("SELECT min(first), max(last) FROM edges"))
    for row in reader.stream("export_datasets"):
        if row["dataset"]["id"] in by_dataset:
            spool.add("datasets", [Row("", row["dataset"]["id"], "", "", row["dataset"])])
    told = ("nodes", table, "statements", "claims", "citations", "answers", "sources")
    counts = {("edges" if name == table else name): spool.count(name) for name in told}
    return Manifest(
        question=plan.question,
        graph_version=version,
        program=f"Retorsion {metadata.version('retorsion')}",
        counts={name: n for name, n in counts.items() if n or name in ("nodes", "edges")},
        edges_by_type=dict(spool.ask("SELECT key, count(*) FROM edges GROUP BY key ORDER BY key")),
        edges_by_dataset=by_dataset,
        span=(first, last),
        edges_sha256=_checksum(spool, table),
        datasets=sorted((row.values for row in spool.rows("datasets")), key=licence_order),
        omitted=omitted,
    )


def _checksum(spool: Spool, table: str) -> str:
    total = hashlib.sha256()
    for row in spool.ask(f"SELECT key, id, a, b FROM {table} ORDER BY key, id"):
        total.update("\t".join(row).encode("utf-8", "surrogatepass") + b"\n")
    return total.hexdigest()


def _counted(rows: Iterable[Row], progress: Progress, label: str) -> Iterator[Row]:
    n = 0
    for n, row in enumerate(rows, start=1):
        if n % _BATCH == 0:
            progress(label, n, 0, "rows")
        yield row
    progress(label, n, 0, "rows")
