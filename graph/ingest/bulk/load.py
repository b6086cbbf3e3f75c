"""A whole bulk load: read, carry over, import beside the old store, put in place. The old graph stays as it was until the last step."""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import Final

from graph.engine import ensure_running, held_down, resolve_endpoint, stop
from graph.engine.importing import Stage, staged
from graph.engine.layout import Layout
from graph.errors import EngineError
from graph.ingest.bulk.arrays import ArrayFiles
from graph.ingest.bulk.carry import carry
from graph.ingest.bulk.files import ImportFiles
from graph.ingest.bulk.frames import Columnar
from graph.ingest.bulk.parts import Bulk
from graph.ingest.bulk.seen import Seen
from graph.ingest.lifecycle import Begun, begin, dataset_properties, write_dataset
from graph.ingest.options import Options
from graph.ingest.report import Report, Stopped
from graph.ingest.stream import write_batches
from graph.model import Dataset
from graph.schema import prepare
from graph.settings import Settings
from graph.store import Rehearsal, Transaction, Writer

ARRAYS: Final = "bulk-arrays"
"""Folder of the data directory where the arrays of the last bulk load lie (arrays.py)."""

_SOME: Final = 10_000
_KB_A_ROW: Final = 2
"""Of disk, for the CSV and the store together (measured: 1.4)."""


@dataclass(frozen=True, slots=True)
class _Load:
    settings: Settings
    dataset: Dataset
    options: Options
    stage: Stage
    epoch: str
    statements: tuple[str, ...]


def load_bulk(settings: Settings, dataset: Dataset, stream: Columnar, options: Options | None = None) -> Report:
    """Load a stream into the managed server's graph; afterwards the server runs on the new store, under a new epoch.

    The same graph as by batches, numbers included. Whatever fails, the old graph is as it was.

    Raises:
        NotImportable: the graph holds what an import cannot carry. EngineError, StoreError: with what to do about it.
        Stopped: it was interrupted, and nothing is in.
    """
    options = options or Options()
    with staged(settings) as stage, Writer(resolve_endpoint(settings, options.progress)) as writer:
        prepare(writer, options.progress)
        stage.require_space(stream.estimated_rows() * _KB_A_ROW // 1000)
        begun = begin(writer, dataset, options)
        if begun.done:
            return begun.report
        load = _Load(settings, dataset, options, stage, secrets.token_hex(8), tuple(_schema(writer)))
        try:
            with _running_again(load):
                _replace_store(load, writer, begun, stream)
            _end(load, begun.report)
        except KeyboardInterrupt:
            raise Stopped(_nothing(begun.report)) from None
        finally:
            if options.rejects:
                options.rejects.close()
            options.watch(begun.report)
    return begun.report


def _replace_store(load: _Load, writer: Writer, begun: Begun, stream: Columnar) -> None:
    with ExitStack() as held:
        with writer.rehearsal() as tx:
            bulk = _read(load, tx, begun, stream)
            if bulk is None:
                return
            # While the rehearsal holds the write lock, so that nobody commits to what was carried over already.
            held.enter_context(held_down(load.settings, load.options.progress))
        _build(load, bulk)
        _put_in_place(load)


def _read(load: _Load, tx: Rehearsal, begun: Begun, stream: Columnar) -> Bulk | None:
    """All that goes into the new store as files; None when there is nothing new to store."""
    state = tx.run("lock_state")[0]
    run, report = begun.run, begun.report
    folder = load.stage.home
    with ImportFiles(folder / "files") as files, ArrayFiles(folder / ARRAYS) as arrays:
        bulk = Bulk(tx, run, report, files, arrays, files.folder, state["seq"] - 1, state["next_eid"], Seen(files.folder))
        bulk.read(stream, load.options)
        if not report.load and not bulk.later:
            return None
        _tell(load, bulk, report)
        carry(tx, files, load.options.progress)
        files.close()
        if not bulk.later:  # corrections do not come through these files
            arrays.describe(epoch=load.epoch, actors=list(bulk.actors))
    return bulk


def _tell(load: _Load, bulk: Bulk, report: Report) -> None:
    """The bookkeeping, in the rehearsal: it is carried over like everything else."""
    tx, dataset = bulk.tx, load.dataset.id
    tx.run("upsert_dataset", dataset=dataset_properties(load.dataset))
    tx.run("start_load", load=bulk.run.load, dataset=dataset)
    tx.run("finish_load", load=bulk.run.load, state="finished", report=json.dumps(report.as_dict(), ensure_ascii=False))
    if bulk.range:
        first, last = bulk.range
        tx.run("set_stream_state", dataset=dataset, types=sorted(bulk.types), first=first, last=last)
    counts = [{"type": name, "delta": delta} for name, delta in sorted(bulk.counts.items()) if delta]
    tx.run("set_bulk_state", epoch=load.epoch, seq=bulk.seq, next_eid=bulk.next_eid, counts=counts)


def _build(load: _Load, bulk: Bulk) -> None:
    """The new store, whole: import, constraints, what files cannot say, corrections; then its server ends."""
    progress, stage = load.options.progress, load.stage
    stage.build(bulk.files.arguments(), progress)
    with Writer(ensure_running(stage.settings, progress)) as writer:
        _verify(writer, bulk.files)
        for done, statement in enumerate(load.statements):
            progress("constraints and indexes", done, len(load.statements), "of them")
            writer.run_own(statement, {})
        _set_empty_lists(writer, bulk.files)
        prepare(writer, progress)
        write_batches(writer, bulk.run, bulk.report, bulk.late(), replace(load.options, mark=None))
    stop(stage.settings, progress)


def _schema(writer: Writer) -> Iterable[str]:
    """What makes the constraints and indexes that there are, a user's own among them."""
    for name in ("schema_constraints", "schema_indexes"):
        yield from (row["statement"] for row in writer.read(name))


def _verify(writer: Writer, files: ImportFiles) -> None:
    """The import tool stops at what it cannot read; that it read all is checked all the same."""
    found = writer.read("graph_size")[0]
    if (found["nodes"], found["relationships"]) != (files.nodes, files.relationships):
        raise EngineError(
            f"The import brought {found['nodes']:,} nodes and {found['relationships']:,} relationships in place of "
            f"{files.nodes:,} and {files.relationships:,}. Nothing was changed.",
            hint="Load by batches.",
        )


def _set_empty_lists(writer: Writer, files: ImportFiles) -> None:
    def some(tx: Transaction) -> int:
        return sum(int(tx.run(name, at_most=_SOME)[0]["changed"]) for name in files.empty_lists)

    while writer.write(some):
        pass


def _put_in_place(load: _Load) -> None:
    load.options.progress("putting the new store in place", 0, 0, "s")
    kept = Layout.of(load.settings).data_dir / ARRAYS
    shutil.rmtree(kept, ignore_errors=True)
    os.replace(load.stage.home / ARRAYS, kept)
    load.stage.put_in_place()


@contextmanager
def _running_again(load: _Load) -> Iterator[None]:
    """Whatever happened, the server serves again: the new store or the old one."""
    try:
        yield
    finally:
        ensure_running(load.settings, load.options.progress)


def _end(load: _Load, report: Report) -> None:
    """The report as it came out, corrections and seconds included."""
    report.notes.extend(load.options.remarks())
    report.end()
    with Writer(resolve_endpoint(load.settings, load.options.progress)) as writer:
        if report.load:
            text = json.dumps(report.as_dict(), ensure_ascii=False)
            writer.write(lambda tx: tx.run("finish_load", load=report.load, state="finished", report=text))
        else:  # all that was new is that somebody looked
            write_dataset(writer, load.dataset)


def _nothing(report: Report) -> Report:
    """Of a load that was cut short: the rows that were read are not in."""
    empty = Report(report.dataset, file=report.file)
    empty.notes.append("stopped: the graph is as it was")
    report.become(empty)
    report.end()
    return report
