"""A whole load through the write door: check, batch, link, withdraw, report. A batch is one transaction; a killed load can run again."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from functools import partial

from graph.ingest import validate
from graph.ingest.batch import Batch, Run, items_of
from graph.ingest.links import has_links, without, write_links
from graph.ingest.nodes import write_records, write_sources
from graph.ingest.refs import There, actor_refs, find, sift, source_refs, statement_refs
from graph.ingest.report import Report
from graph.ingest.rows import Entry, Reject, Row, Skip
from graph.ingest.statements import create_edges, flush_claims, stored_statements, write_statements
from graph.ingest.summaries import write_summaries
from graph.ingest.withdraw import withdraw
from graph.model import Dataset, Event, Record, Source, Tie
from graph.progress import Progress, silent
from graph.store import Abandon, Transaction, Writer
from graph.vocabulary import vocabulary

BATCH_ROWS = 2000
"""Rows of a transaction: small enough for a 512 MB heap with statement nodes, large enough to hide the fixed cost."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to load. `complete`: what these parts no longer say was withdrawn. `strict`: one wrong row, and nothing is loaded."""

    complete: bool = True
    strict: bool = False
    parts: tuple[str, ...] = ()
    batch_rows: int = BATCH_ROWS
    progress: Progress = silent


@dataclass(slots=True)
class _Load:
    """A load under way. `linked` are entries with links, kept until all statements are in; `seen` are the statements it told."""

    run: Run
    report: Report
    options: Options
    linked: dict[int, Entry] = field(default_factory=dict)
    written: set[int] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)
    parts: set[str] = field(default_factory=set)

    def count(self, position: int) -> None:
        if position in self.written:
            self.report.written += 1
        else:
            self.report.unchanged += 1


def ingest(writer: Writer, dataset: Dataset, rows: Iterable[Row], options: Options | None = None) -> Report:
    """Load rows of a dataset and say what happened to each.

    Running it again changes nothing. A row that is wrong is rejected with its place and the rest load, unless `strict`.

    Raises:
        StoreError: the database failed; what was committed before stays, and running again completes it.
    """
    options = options or Options()
    run = Run(f"load-{secrets.token_hex(8)}", dataset.id, vocabulary())
    load = _Load(run, Report(dataset.id), options, parts=set(options.parts))
    if options.strict:
        rows = list(rows)
        if _preflight(writer, rows, load):
            return load.report
    with recorded(writer, load.run, load.report):
        for number, batch in enumerate(_batches(rows, load)):
            if number == 0:  # a file of which nothing can be read brings no dataset
                write_dataset(writer, dataset)
            _write_entries(writer, load, batch)
        _write_links(writer, load)
        _withdraw(writer, load)
    return load.report


def check(rows: Iterable[Row]) -> Report:
    """What would load, without a database: as `offered`, without the entries."""
    return offered(rows)[1]


def offered(rows: Iterable[Row], dataset: str = "") -> tuple[list[Entry], Report]:
    """The entries that would be offered to the graph, and what happened to every row; `written` counts the entries.

    What refers to another dataset is taken on trust; what refers to this one must be among the rows and be right itself.
    """
    report = Report(dataset)
    entries = dict(_sound(rows, report))
    told = entries.values()
    elsewhere = {
        ref for ref in actor_refs(told) | source_refs(told) | statement_refs(told) if not (dataset and ref.startswith(f"{dataset}:"))
    }
    kept, rejects = sift(entries, There({ref: ref for ref in elsewhere}, elsewhere, elsewhere))
    for reject in rejects.values():
        report.reject(reject)
    report.written = len(kept)
    return list(kept.values()), report


def _sound(rows: Iterable[Row], report: Report) -> Iterator[tuple[int, Entry]]:
    """Entries that are right in themselves, with their positions; all rows are counted, skips and rejects told."""
    for position, row in enumerate(validate.checked(rows, vocabulary())):
        report.read += 1
        match row:
            case Entry():
                yield position, row
            case Skip():
                report.skipped[row.reason] += 1
            case Reject():
                report.reject(row)


def _preflight(writer: Writer, rows: Iterable[Row], load: _Load) -> bool:
    """For strict loads: whether any row is wrong, the graph's own refs included; then the report says so and nothing is written."""
    found = Report(load.report.dataset)
    entries = dict(_sound(rows, found))
    told = entries.values()
    wanted = actor_refs(told) | {record.id for _, record in items_of(entries, Record)}
    actors = {row["ref"]: row["actor"] for row in writer.read("resolve_refs", refs=sorted(wanted))}
    kept, rejects = sift(entries, find(writer.read, actors, source_refs(told), statement_refs(told)))
    for reject in rejects.values():
        found.reject(reject)
    if not found.rejected:
        return False
    if kept:
        found.rejected["not loaded: --strict, and other rows are wrong"] += len(kept)
    load.report = found
    return True


def _batches(rows: Iterable[Row], load: _Load) -> Iterator[dict[int, Entry]]:
    """Sound entries by position, a batch at a time."""
    batch: dict[int, Entry] = {}
    for position, entry in _sound(rows, load.report):
        batch[position] = entry
        if len(batch) >= load.options.batch_rows:
            yield batch
            batch = {}
        load.options.progress("rows", load.report.read, 0, "rows")
    if batch:
        yield batch


@dataclass(frozen=True, slots=True)
class _Done:
    """What one transaction did. It may run more than once, so nothing outside it is touched before it is committed."""

    batch: Batch
    entries: Mapping[int, Entry]
    notes: tuple[str, ...] = ()


def _entries(batch: Batch, entries: Mapping[int, Entry]) -> _Done:
    """Sources, records, ties and events of some rows."""
    kept = _resolved(batch, entries)
    write_sources(batch, items_of(kept, Source))
    write_records(batch, items_of(kept, Record))
    batch.look_up(actor_refs(kept.values()))
    # In the order of the rows, so that edges get the same numbers whatever the size of a batch.
    write_statements(batch, [(position, item) for position, entry in kept.items() for item in entry.items if isinstance(item, Event | Tie)])
    return _Done(batch, kept)


def _links(batch: Batch, entries: Mapping[int, Entry]) -> _Done:
    """Denials and responses of some rows. A link to a statement that was itself rejected cannot be written, and that is told."""
    pointed = statement_refs(entries.values())
    missing = pointed - {id_ for id_, stored in stored_statements(batch, sorted(pointed)).items() if stored.hash}
    kept = {position: without(entry, missing) for position, entry in entries.items()}
    write_links(batch, kept)
    notes = [
        f"{entry.place}: the link to {id_} was not written: that entry is not in the graph"
        for entry in entries.values()
        for id_ in statement_refs([entry]) & missing
    ]
    return _Done(batch, kept, tuple(sorted(notes)))


def _write(writer: Writer, load: _Load, work: Callable[[Batch, Mapping[int, Entry]], _Done], entries: Mapping[int, Entry]) -> _Done:
    """One transaction; what it did goes to the report when it is committed."""

    def transaction(tx: Transaction) -> _Done:
        done = work(Batch.open(tx, load.run), entries)
        flush_claims(done.batch)
        write_summaries(done.batch)
        create_edges(done.batch, done.batch.edges)
        if not done.batch.commit():
            raise Abandon(done)
        return done

    done = writer.write(transaction)
    load.run.known.update(done.batch.known)
    load.written |= done.batch.written
    load.report.notes.extend(done.notes)
    for reject in done.batch.rejects.values():
        load.report.reject(reject)
    if done.batch.dirty:
        load.report.committed(load.run.load, done.batch.seq, done.batch.added, done.batch.retracted, done.batch.changed)
    return done


def _write_entries(writer: Writer, load: _Load, batch: Mapping[int, Entry]) -> None:
    done = _write(writer, load, _entries, batch)
    for position, entry in done.entries.items():
        for statement in (item for item in entry.items if isinstance(item, Event | Tie)):
            load.seen.add(statement.id)
            load.parts.add(statement.part)
        if has_links(entry):
            load.linked[position] = entry
        else:
            load.count(position)


def _write_links(writer: Writer, load: _Load) -> None:
    """When every statement is in: whatever order a source tells things in, an answer finds what it answers."""
    positions = list(load.linked)
    for start in range(0, len(positions), load.options.batch_rows):
        part = {position: load.linked[position] for position in positions[start : start + load.options.batch_rows]}
        _write(writer, load, _links, part)
    for position in positions:
        load.count(position)


def _withdrawn(ids: Sequence[str], batch: Batch, entries: Mapping[int, Entry]) -> _Done:
    withdraw(batch, ids)
    return _Done(batch, entries)


def _withdraw(writer: Writer, load: _Load) -> None:
    """What the parts that were read no longer say is no longer believed; but an unread row may still say it."""
    if not load.options.complete:
        return
    if load.report.rejected:
        load.report.notes.append("nothing was withdrawn: a rejected row may be what still says it")
        return
    stored = writer.read("statements_of_parts", dataset=load.run.dataset, parts=sorted(load.parts))
    gone = sorted({row["id"] for row in stored} - load.seen)
    for start in range(0, len(gone), load.options.batch_rows):
        ids = gone[start : start + load.options.batch_rows]
        _write(writer, load, partial(_withdrawn, ids), {})
    load.report.statements_withdrawn = len(gone)


def _resolved(batch: Batch, entries: Mapping[int, Entry]) -> dict[int, Entry]:
    """The entries all of whose refs lead somewhere; the others are rejected before anything of them is written."""
    own = f"{batch.run.dataset}:"
    told = entries.values()
    actors = batch.look_up(actor_refs(told) | {record.id for _, record in items_of(entries, Record)})
    foreign = {id_ for id_ in statement_refs(told) if not id_.startswith(own)}
    kept, rejects = sift(entries, find(batch.tx.run, actors, source_refs(told), foreign), trusted=own)
    batch.rejects.update(rejects)
    return kept


def write_dataset(writer: Writer, dataset: Dataset) -> None:
    """What the dataset is: catalogue data, not a fact about the world, so it takes no number of its own."""
    values = {one.name: getattr(dataset, one.name) for one in fields(dataset) if one.name != "columns"}
    properties: dict[str, object] = {key: value for key, value in values.items() if value}
    properties["columns"] = [f"{name}: {about}" for name, about in dataset.columns.items()]
    writer.write(lambda tx: tx.run("upsert_dataset", dataset=properties))


@contextmanager
def recorded(writer: Writer, run: Run, report: Report) -> Iterator[None]:
    """Keep how a load ended on its :Load node. One that changed nothing leaves no node: loading twice is loading once."""
    state = "failed"
    try:
        yield
        state = "finished"
    except KeyboardInterrupt:
        state = "stopped"
        raise
    finally:
        if report.load:
            text = json.dumps(report.as_dict(), ensure_ascii=False)
            writer.write(lambda tx: tx.run("finish_load", load=run.load, state=state, report=text))
