"""The rows of a stream into an import, part by part: numbers, counts, commits and the accounting as the stream door keeps them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, get_args

import numpy as np
import polars as pl
from numpy.typing import NDArray

from graph.ingest.batch import Batch, Run
from graph.ingest.bulk.arrays import ArrayFiles
from graph.ingest.bulk.edges import Draft, End, actions, draft, ends_of, has_line_ends, properties, sound, types_of
from graph.ingest.bulk.files import COMMITS, ImportFiles, Timed
from graph.ingest.bulk.frames import Columnar, StreamFrame
from graph.ingest.bulk.seen import Seen
from graph.ingest.options import Options
from graph.ingest.report import Report
from graph.ingest.rows import StreamBatch
from graph.ingest.stream import CODED, ONE_ACTOR, STREAM_ROWS, event_order, write_items
from graph.model import Assertion, Status
from graph.store import Rehearsal
from graph.temporal.layout import UNKNOWN_DAY


@dataclass(slots=True)
class Bulk:
    """A bulk load while its rows are read. What it does to actors is done in the rehearsal; its edges and commits go to files."""

    tx: Rehearsal
    run: Run
    report: Report
    files: ImportFiles
    arrays: ArrayFiles
    spool: Path
    seq: int
    next_eid: int
    seen: Seen
    ends: dict[str, End] = field(default_factory=dict)
    actors: dict[str, End] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    types: set[str] = field(default_factory=set)
    range: tuple[str, str] | None = None
    deferred: set[int] = field(default_factory=set)
    later: list[Path] = field(default_factory=list)

    def read(self, stream: Columnar, options: Options) -> None:
        """Every row, once; the report tells of each."""
        for frame in stream.frames():
            self.report.read += frame.rows
            self.report.skipped.update(frame.skipped)
            kept, wrong = sound(frame)
            for reject in (*frame.rejects, *wrong):
                self.report.reject(reject)
            for part in _parts(kept):
                self._part(part)
            options.tell(self.report.read, self.report.accounted)

    def late(self) -> Iterator[StreamBatch]:
        """Rows that tell otherwise of an event that an earlier row told of, or are to be parked: for the stream door, after the import."""
        for path in self.later:
            frame = pl.read_ipc(path)
            yield StreamFrame(path.name, frame.drop(_LINE), frame[_LINE]).batch()

    def _part(self, part: StreamFrame) -> None:
        batch = Batch(self.tx, self.run, self.seq + 1, self.next_eid)
        write_items(batch, StreamBatch(part.file, (), (), part.items))
        if batch.dirty:  # items may give a ref another actor's name, and its number is asked for anew
            self.ends.clear()
        self._find_ends(batch, ends_of(part))
        made = draft(part, self.ends, self.seen, self.deferred)
        self.run.known.update(batch.known)
        self._account(part, made)
        if len(made.fresh):
            batch.dirty = True
            self._write(made, batch)
        if batch.dirty:
            self._commit(batch)

    def _find_ends(self, batch: Batch, refs: list[str]) -> None:
        found = batch.look_up(ref for ref in refs if ref not in self.ends)
        new = sorted({*found.values()} - self.actors.keys())
        for row in self.tx.run("actor_numbers", ids=new) if new else ():
            self.actors[row["id"]] = End(len(self.actors), row["number"])
        self.ends.update((ref, replace(self.actors[actor], home=batch.actor(ref).home)) for ref, actor in found.items())

    def _account(self, part: StreamFrame, made: Draft) -> None:
        self.report.written += len(made.fresh)
        self.report.unchanged += made.unchanged
        self.report.skipped.update({ONE_ACTOR: made.one_actor} if made.one_actor else {})
        for reject in made.rejects:
            self.report.reject(reject)
        if made.later is not None:
            path = self.spool / f"later-{len(self.later)}.arrow"
            made.later.edges.with_columns(made.later.lines.alias(_LINE)).write_ipc(path)
            self.later.append(path)

    def _write(self, made: Draft, batch: Batch) -> None:
        edges, source, target = made.edges[made.fresh], made.source[made.fresh], made.target[made.fresh]
        types = types_of(edges)
        frame = properties(made, self.run.dataset, batch.next_eid, batch.seq)
        numbers = np.array([end.number for end in self.actors.values()], np.int64)
        ends = pl.DataFrame({"from": numbers[source], "to": numbers[target], "type": types})
        self.files.edges(ends, frame, long_lines=has_line_ends(edges))
        self.arrays.add(_columns(frame, source, target))
        batch.added.extend(range(batch.next_eid, batch.next_eid + len(source)))
        batch.next_eid += len(source)
        names, numbers_of = np.unique(types.to_numpy(), return_counts=True)
        counted = dict(zip(names.tolist(), numbers_of.tolist(), strict=True))
        batch.counts.update(counted)
        self.types |= counted.keys()
        self._widen(edges["event"])

    def _widen(self, events: pl.Series) -> None:
        lengths = events.str.len_chars()
        lowest, highest = events.filter(lengths == lengths.min()).min(), events.filter(lengths == lengths.max()).max()
        told = [str(lowest), str(highest), *(self.range or ())]
        self.range = min(told, key=event_order), max(told, key=event_order)

    def _commit(self, batch: Batch) -> None:
        self.seq, self.next_eid = batch.seq, batch.next_eid
        self.counts.update(batch.counts)
        changed = sorted({*batch.changed} - {*batch.added})
        told = {"seq": batch.seq, "at": _now(), "load": self.run.load, "added": batch.added, "retracted": batch.retracted}
        self.files.node(batch.seq, ["Commit"], told | {"changed": changed, "renamed": []}, COMMITS)
        self.report.committed(self.run.load, batch.seq, batch.added, batch.retracted, changed)


_LINE: Final = "retorsion line"
_EXECUTED: Final = get_args(Status).index(CODED["status"])
_ALLEGED: Final = get_args(Assertion).index(CODED["assertion"])


def _parts(frame: StreamFrame) -> Iterator[StreamFrame]:
    """A commit's worth at a time, cut where the stream door cuts."""
    for start in range(0, max(frame.edges.height, 1 if frame.items else 0), STREAM_ROWS):
        edges, lines = frame.edges.slice(start, STREAM_ROWS), frame.lines.slice(start, STREAM_ROWS)
        yield replace(frame, edges=edges, lines=lines, items=frame.items if start == 0 else ())


def _columns(frame: pl.DataFrame, source: NDArray[np.int64], target: NDArray[np.int64]) -> Mapping[str, NDArray[Any]]:
    """As graph/temporal/layout.py means them; the act of a stream is one edge, so its size is 1 and its cluster itself."""
    count = len(source)
    coded = frame["action"].cast(pl.Enum(actions().codes)).to_physical().to_numpy()
    days = {name: frame[name].cast(pl.Int32).fill_null(UNKNOWN_DAY).to_numpy() for name in ("date", "date_to", "published")}
    eid = frame["eid"].to_numpy()
    return {
        "source": source, "target": target, "first": days["date"], "last": days["date_to"], "published": days["published"],
        "action": actions().numbers[coded], "rung": actions().rungs[coded], "eid": eid, "cluster": eid, "seq": frame["seq"].to_numpy(),
        "confidence": np.rint(frame["confidence"].to_numpy() * 100), "changed": np.full(count, UNKNOWN_DAY),
        "size": np.ones(count), "dataset": np.zeros(count), "disputed": np.zeros(count),
        "status": np.full(count, _EXECUTED), "assertion": np.full(count, _ALLEGED),
    }  # fmt: skip


def _now() -> Timed:
    return Timed("datetime", datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ[UTC]"))
