"""A whole load through the write door: check, batch, link, withdraw, report. A batch is one transaction; a killed load can run again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from graph.ingest import checkpoint, validate
from graph.ingest.batch import Batch, Run, items_of
from graph.ingest.checkpoint import Checkpoint, unpacked
from graph.ingest.lifecycle import begin, recorded, write_dataset
from graph.ingest.links import has_links, without, write_links
from graph.ingest.nodes import write_records, write_sources
from graph.ingest.options import Options
from graph.ingest.refs import There, actor_refs, find, sift, source_refs, statement_refs
from graph.ingest.rejects import RejectsFile
from graph.ingest.report import Report
from graph.ingest.rows import Entry, Reject, Row, Skip
from graph.ingest.statements import create_edges, flush_claims, stored_statements, write_statements
from graph.ingest.summaries import write_summaries
from graph.ingest.withdraw import withdraw
from graph.model import Dataset, Event, Record, Source, Tie
from graph.store import Abandon, Transaction, Writer
from graph.vocabulary import vocabulary

WRITTEN, UNCHANGED, REJECTED = "w", "u", "r"


@dataclass(slots=True)
class _Load:
    """A load under way. `linked` are entries with links, kept until all statements are in; `fates` says of each row with links whether
    it changed anything so far, or was rejected; `seen` are the statements it told.
    """

    run: Run
    report: Report
    options: Options
    linked: dict[int, Entry] = field(default_factory=dict)
    fates: dict[int, str] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    parts: set[str] = field(default_factory=set)

    def remember(self, position: int, entry: Entry) -> None:
        """What the end of the load needs of a row."""
        for statement in (item for item in entry.items if isinstance(item, Event | Tie)):
            self.seen.add(statement.id)
            self.parts.add(statement.part)
        if has_links(entry):
            self.linked[position] = entry


def ingest(writer: Writer, dataset: Dataset, rows: Iterable[Row], options: Options | None = None) -> Report:
    """Load rows of a dataset and say what happened to each.

    Running it again changes nothing. A row that is wrong is rejected with its place and the rest load, unless `strict`.

    Raises:
        Stopped: it was interrupted; its report tells what is in.
        StoreError: the database failed; what was committed before stays, and running again completes it.
    """
    options = options or Options()
    before = begin(writer, dataset, options)
    run, report = before.run, before.report
    load = _Load(run, report, options, parts=set(options.parts))
    if before.done:
        return report
    if options.strict and not before.point:
        rows = list(rows)
        if _preflight(writer, rows, load):
            if options.rejects:
                options.rejects.close()
            return report
    with recorded(writer, run, report, options):
        sound = _sound(rows, report)
        if before.point:
            _replay(sound, load, before.point)
        try:
            for number, batch in enumerate(_batches(sound, load)):
                if number == 0:  # a file of which nothing can be read brings no dataset
                    write_dataset(writer, dataset)
                _write_entries(writer, load, batch)
            _write_links(writer, load)
        finally:
            _count_linked(load)
        _withdraw(writer, load)
    return report


def _replay(sound: Iterable[tuple[int, Entry]], load: _Load, point: Checkpoint) -> None:
    """Walk over the rows that are done with, so that everything is as it was when the load was killed; nothing is written."""
    report, fates = load.report, iter(unpacked(point.fates))
    rows, report.file = iter(sound), None
    while report.read < point.position and (found := next(rows, None)):
        position, entry = found
        load.remember(position, entry)
        if has_links(entry):
            load.fates[position] = next(fates)
            if load.fates[position] == REJECTED:
                del load.linked[position]
        load.options.tell(report.read)
    report.file = load.options.rejects
    report.resume(point.counts)


def check(rows: Iterable[Row]) -> Report:
    """What would load, without a database: as `offered`, without the entries."""
    return offered(rows)[1]


def offered(rows: Iterable[Row], dataset: str = "", rejects: RejectsFile | None = None) -> tuple[list[Entry], Report]:
    """The entries that would be offered to the graph, and what happened to every row; `written` counts the entries.

    What refers to another dataset is taken on trust; what refers to this one must be among the rows and be right itself.
    """
    report = Report(dataset, file=rejects)
    entries = dict(_sound(rows, report))
    told = entries.values()
    elsewhere = {
        ref for ref in actor_refs(told) | source_refs(told) | statement_refs(told) if not (dataset and ref.startswith(f"{dataset}:"))
    }
    kept, wrong = sift(entries, There({ref: ref for ref in elsewhere}, elsewhere, elsewhere))
    for reject in wrong.values():
        report.reject(reject)
    report.written = len(kept)
    report.end()
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
    found = Report(load.report.dataset, file=load.report.file)
    entries = dict(_sound(rows, found))
    told = entries.values()
    wanted = actor_refs(told) | {record.id for _, record in items_of(entries, Record)}
    actors = {row["ref"]: row["home"] for row in writer.read("resolve_refs", refs=sorted(wanted))}
    kept, rejects = sift(entries, find(writer.read, actors, source_refs(told), statement_refs(told)))
    for reject in rejects.values():
        found.reject(reject)
    if not found.rejected:
        return False
    if kept:
        found.rejected["not loaded: --strict, and other rows are wrong"] += len(kept)
    found.notes.extend(load.options.remarks())
    found.end()
    load.report.become(found)
    return True


def _batches(sound: Iterable[tuple[int, Entry]], load: _Load) -> Iterator[dict[int, Entry]]:
    """Sound entries by position, a batch at a time."""
    batch: dict[int, Entry] = {}
    for position, entry in sound:
        batch[position] = entry
        if len(batch) >= load.options.batch_rows:
            yield batch
            batch = {}
        load.options.tell(load.report.read)
    if batch:
        yield batch


@dataclass(frozen=True, slots=True)
class _Done:
    """What one transaction did. It may run more than once, so nothing outside it is touched before it is committed.

    `entries` are the rows that it brought in; those whose links it wrote were counted with the statements.
    """

    batch: Batch
    entries: Mapping[int, Entry] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    withdrawn: int = 0


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
    write_links(batch, {position: without(entry, missing) for position, entry in entries.items()})
    notes = [
        f"{entry.place}: the link to {id_} was not written: that entry is not in the graph"
        for entry in entries.values()
        for id_ in statement_refs([entry]) & missing
    ]
    return _Done(batch, notes=tuple(sorted(notes)))


def _withdrawn(ids: Sequence[str], batch: Batch, entries: Mapping[int, Entry]) -> _Done:
    withdraw(batch, ids)
    return _Done(batch, withdrawn=len(ids))


def _write(writer: Writer, load: _Load, work: Callable[[Batch, Mapping[int, Entry]], _Done], entries: Mapping[int, Entry]) -> _Done:
    """One transaction, and with it how far the load has come; the report takes what it did when it is committed."""
    rejects = load.options.rejects
    before = rejects.mark() if rejects else 0

    def transaction(tx: Transaction) -> tuple[_Done, Report, dict[int, str]]:
        if rejects:
            rejects.rewind(before)
        done = work(Batch.open(tx, load.run), entries)
        flush_claims(done.batch)
        write_summaries(done.batch)
        create_edges(done.batch, done.batch.edges)
        dirty = done.batch.commit()
        after = done, _accounted(load, done), load.fates | _fates(load, done, entries)
        if not dirty:
            raise Abandon(after)
        checkpoint.save(tx, load.options.mark, after[1], load.report.read, after[2].values())
        return after

    done, report, load.fates = writer.write(transaction)
    load.run.known.update(done.batch.known)
    load.report.become(report)
    load.options.watch(load.report)
    return done


def _accounted(load: _Load, done: _Done) -> Report:
    """The report with what a transaction did. Rows with links are counted when these are written."""
    report = load.report.copied()
    report.notes.extend(done.notes)
    report.statements_withdrawn += done.withdrawn
    for reject in done.batch.rejects.values():
        report.reject(reject)
    for position, entry in done.entries.items():
        if not has_links(entry):
            report.count(written=position in done.batch.written)
    if done.batch.dirty:
        report.committed(load.run.load, done.batch.seq, done.batch.added, done.batch.retracted, done.batch.changed)
    return report


def _fates(load: _Load, done: _Done, entries: Mapping[int, Entry]) -> dict[int, str]:
    """Of the rows with links in a transaction; what was written once stays written."""
    return {
        position: WRITTEN
        if position in done.batch.written or load.fates.get(position) == WRITTEN
        else REJECTED
        if position in done.batch.rejects
        else UNCHANGED
        for position, entry in entries.items()
        if has_links(entry)
    }


def _write_entries(writer: Writer, load: _Load, batch: Mapping[int, Entry]) -> None:
    done = _write(writer, load, _entries, batch)
    for position, entry in done.entries.items():
        load.remember(position, entry)


def _write_links(writer: Writer, load: _Load) -> None:
    """When every statement is in: whatever order a source tells things in, an answer finds what it answers."""
    positions = list(load.linked)
    for start in range(0, len(positions), load.options.batch_rows):
        part = {position: load.linked[position] for position in positions[start : start + load.options.batch_rows]}
        _write(writer, load, _links, part)
        load.options.progress("links", start + len(part), len(positions), "rows")


def _count_linked(load: _Load) -> None:
    for fate in load.fates.values():
        if fate != REJECTED:
            load.report.count(written=fate == WRITTEN)


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
        load.options.progress("withdrawals", start + len(ids), len(gone), "statements")


def _resolved(batch: Batch, entries: Mapping[int, Entry]) -> dict[int, Entry]:
    """The entries all of whose refs lead somewhere; the others are rejected before anything of them is written."""
    own = f"{batch.run.dataset}:"
    told = entries.values()
    actors = batch.homes(actor_refs(told) | {record.id for _, record in items_of(entries, Record)})
    foreign = {id_ for id_ in statement_refs(told) if not id_.startswith(own)}
    kept, rejects = sift(entries, find(batch.tx.run, actors, source_refs(told), foreign), trusted=own)
    batch.rejects.update(rejects)
    return kept
