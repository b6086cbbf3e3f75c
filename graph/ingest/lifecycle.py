"""How a load begins and ends, the same for rows and streams: its run, its report, its :Load node. Writes no row."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields

from graph.ingest import checkpoint
from graph.ingest.batch import Run
from graph.ingest.checkpoint import Checkpoint
from graph.ingest.options import Options
from graph.ingest.rejects import RejectsFile
from graph.ingest.report import Report, Stopped
from graph.model import Dataset
from graph.store import Transaction, Writer
from graph.vocabulary import vocabulary

KEPT_DAYS = 30
"""How long a commit tells which edges it touched. A reader that has been away for longer reads all anew."""

_THINNED_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Begun:
    """A load that begins, or one that goes on at a `point`; `done` when it had come to its end before."""

    run: Run
    report: Report
    point: Checkpoint | None

    @property
    def done(self) -> bool:
        return bool(self.point and self.point.finished)


def begin(writer: Writer, dataset: Dataset, options: Options) -> Begun:
    """What stands on the :Load node of this mark is gone on with, if its rejects are still there."""
    point = _usable(checkpoint.find(writer, options.mark), options.rejects)
    report = Report(dataset.id, file=options.rejects)
    begun = Begun(Run(point.load if point else f"load-{secrets.token_hex(8)}", dataset.id, vocabulary()), report, point)
    if begun.done and point:
        report.resume(point.counts)
        report.end()
    elif options.rejects:
        options.rejects.begin(point.rejects if point else 0)
    options.watch(report)
    return begun


def _usable(point: Checkpoint | None, rejects: RejectsFile | None) -> Checkpoint | None:
    """Without the rejects of its first part a load cannot be told whole: then it begins anew, which changes nothing in the graph."""
    return None if point is None or (rejects and not rejects.holds(point.rejects)) else point


@contextmanager
def recorded(writer: Writer, run: Run, report: Report, options: Options) -> Iterator[None]:
    """Keep how a load ended on its :Load node. One that changed nothing leaves no node: loading twice is loading once.

    Raises:
        Stopped: the load was interrupted.
    """
    state = "failed"
    try:
        yield
        report.notes.extend(options.remarks())
        state = "finished"
    except KeyboardInterrupt:
        state = "stopped"
        _settle(report)
        raise Stopped(report) from None
    finally:
        report.end()
        try:
            if report.load:
                writer.write(lambda tx: _finish(tx, run, report, options, state))
        finally:
            if options.rejects:
                options.rejects.close()
        options.watch(report)


def _settle(report: Report) -> None:
    """Rows that were read and did not come to be written do not count."""
    left = report.read - report.accounted
    report.read -= left
    report.notes.append("stopped: what was committed is in; running it again brings the rest and withdraws what is gone")


def _finish(tx: Transaction, run: Run, report: Report, options: Options, state: str) -> None:
    if state == "finished":
        checkpoint.save(tx, options.mark, report, report.read)
    tx.run("finish_load", load=run.load, state=state, report=json.dumps(report.as_dict(), ensure_ascii=False))
    tx.run("thin_commits", days=KEPT_DAYS, limit=_THINNED_AT_ONCE)


def write_dataset(writer: Writer, dataset: Dataset) -> None:
    """What the dataset is: catalogue data, not a fact about the world, so it takes no number of its own."""
    writer.write(lambda tx: tx.run("upsert_dataset", dataset=dataset_properties(dataset)))


def dataset_properties(dataset: Dataset) -> dict[str, object]:
    values = {one.name: getattr(dataset, one.name) for one in fields(dataset) if one.name != "columns"}
    properties: dict[str, object] = {key: value for key, value in values.items() if value}
    properties["columns"] = [f"{name}: {about}" for name, about in dataset.columns.items()]
    return properties
