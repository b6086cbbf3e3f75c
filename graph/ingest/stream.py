"""The write door for streams: edges without statement nodes, by the ten thousand. An event is one edge; a file never withdraws another's.

Numbers, counts, commits and the accounting are those of every load (batch.py, report.py).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from graph.errors import Place
from graph.ingest import checkpoint, validate
from graph.ingest.batch import Batch, Run
from graph.ingest.checkpoint import Checkpoint
from graph.ingest.content import CODE_SYSTEM, RESERVED, edge_hash
from graph.ingest.lifecycle import begin, recorded, write_dataset
from graph.ingest.nodes import write_records, write_sources
from graph.ingest.options import Options
from graph.ingest.rejects import RejectsFile
from graph.ingest.report import Report
from graph.ingest.rows import Entry, Reject, StreamBatch
from graph.ingest.statements import create_edges, flush_claims, parked, retract_edges, settle_parked_edges, write_statements
from graph.ingest.summaries import write_summaries
from graph.model import Dataset, Event, Record, Source, Tie
from graph.store import Abandon, Transaction, Writer
from graph.vocabulary import RETRACTED, vocabulary

STREAM_ROWS = 10_000
"""Edges of a transaction: below 5,000 the fixed cost shows, above 10,000 only memory grows (measured)."""

ONE_ACTOR = "both ends are one actor"
SAYS_OTHERWISE = "an event with this id stands before, and says otherwise"
_REQUIRED = frozenset(("event", "source", "target", "action", "date", "date_to", "confidence"))
_STANDARD = _REQUIRED | {"published", "source_url", "source_role", "target_role", "repeat_of"}
EVENT = re.compile(r"[A-Za-z0-9._-]{1,100}")
"""A source's id for an event: no colon, for in an edge's id the ends follow after one."""

CODED: Mapping[str, Any] = {"status": "executed", "assertion": "alleged", "n_claimants": 0, "disputed": False, "share": 1.0}
"""What every machine-coded edge tells: somebody reported the act as done, and no claim about it is recorded."""


@dataclass(frozen=True, slots=True)
class _Stored:
    """An edge of an event as the graph holds it; a parked one is of the type RETRACTED."""

    id: str
    edge_type: str
    eid: int
    hash: str
    rev: int


@dataclass(slots=True)
class _Done:
    """What one transaction did with its rows."""

    batch: Batch
    written: int = 0
    unchanged: int = 0
    skipped: int = 0
    rejects: list[Reject] = field(default_factory=list)


def ingest_stream(writer: Writer, dataset: Dataset, batches: Iterable[StreamBatch], options: Options | None = None) -> Report:
    """Load a stream and say what happened to its rows. Running it again changes nothing; a changed row retracts and re-issues its edge.

    With `strict` the batches are read twice, so they must be an iterable that can be read twice.

    Raises:
        StoreError: the database failed; what was committed before stays, and running again completes it.
    """
    options = options or Options()
    begun = begin(writer, dataset, options)
    run, report = begun.run, begun.report
    if begun.done:
        return report
    if options.strict and not begun.point and _preflight(batches, report, options):
        return report
    done = begun.point.position if begun.point else 0
    with recorded(writer, run, report, options):
        write_dataset(writer, dataset)
        parts = _parts(_sound(batches, report))
        if begun.point:
            _replay(parts, report, begun.point, options)
        for position, part in enumerate(parts, start=done + 1):
            _write(writer, run, report, part, _At(position, options))
            options.tell(report.read, report.accounted)
    return report


def write_batches(writer: Writer, run: Run, report: Report, batches: Iterable[StreamBatch], options: Options) -> None:
    """Batches of a load that is begun elsewhere, all of whose rows are sound and counted as read."""
    for position, part in enumerate(_parts(batches), start=1):
        _write(writer, run, report, part, _At(position, options))


def _replay(parts: Iterator[StreamBatch], report: Report, point: Checkpoint, options: Options) -> None:
    """Walk over what is in, so that the reader knows what it knew when the load was killed; nothing is written."""
    report.file = None
    for _ in islice(parts, point.position):
        options.tell(report.read)
    report.file = options.rejects
    report.resume(point.counts)


def _preflight(batches: Iterable[StreamBatch], report: Report, options: Options) -> bool:
    """For strict loads: whether any row is wrong; then the report says so."""
    found = check_stream(batches, report.dataset, options.rejects)
    if not found.rejected:
        return False
    found.rejected["not loaded: --strict, and other rows are wrong"] += found.written
    found.written = 0
    found.notes.extend(options.remarks())
    report.become(found)
    if options.rejects:
        options.rejects.close()
    return True


def _unseen(batch: StreamBatch) -> None:
    """For checks of which only the report matters."""


def check_stream(
    batches: Iterable[StreamBatch], dataset: str = "", rejects: RejectsFile | None = None, see: Callable[[StreamBatch], None] = _unseen
) -> Report:
    """What would load, without a database; `written` counts the rows that would be offered to the graph, and `see` is given them."""
    report = Report(dataset, file=rejects)
    for batch in _sound(batches, report):
        report.written += len(batch.edges)
        see(batch)
    report.end()
    return report


def _sound(batches: Iterable[StreamBatch], report: Report) -> Iterator[StreamBatch]:
    """Batches less the rows that are wrong in themselves; all rows are counted, skips and rejects told."""
    for batch in batches:
        report.read += batch.rows
        report.skipped.update(batch.skipped)
        for reject in batch.rejects:
            report.reject(reject)
        wrong = {position: reject for position, reject in faults(batch)}
        for reject in wrong.values():
            report.reject(reject)
        kept = [position for position in range(len(batch.edges)) if position not in wrong] if wrong else range(len(batch.edges))
        yield replace(batch, edges=[batch.edges[n] for n in kept], lines=[batch.lines[n] for n in kept]) if wrong else batch


def faults(batch: StreamBatch) -> Iterator[tuple[int, Reject]]:
    """Rows that no graph should hold. The loader has looked at its columns; here a whole batch is looked at once, and only if something
    is amiss row by row.
    """
    if not batch.edges:
        return
    check_columns(batch)
    actions = vocabulary().machine_actions
    strange = {edge["action"] for edge in batch.edges} - actions.keys()
    texts = [value for edge in batch.edges for value in edge.values() if isinstance(value, str)]
    sound = max(map(len, texts)) <= validate.MAX_TEXT and not validate.CONTROL.search("".join(texts))
    if sound and not strange and all(EVENT.fullmatch(edge["event"]) and edge["date"] <= edge["date_to"] for edge in batch.edges):
        return
    for position, edge in enumerate(batch.edges):
        place = Place(batch.file, batch.lines[position])
        if edge["action"] in strange:
            yield position, Reject(place, f"{edge['action']!r} is not a machine action of the vocabulary")
        elif not EVENT.fullmatch(edge["event"]):
            yield (
                position,
                Reject(place, "the id of the event is not one: letters, digits, dot, dash, at most 100", detail=edge["event"][:80]),
            )
        elif edge["date_to"] < edge["date"]:
            yield position, Reject(place, f"the end ({edge['date_to']}) is before the start ({edge['date']})")
        elif problem := next(validate.texts(edge, ""), None):
            yield position, Reject(place, problem[1])


def check_columns(batch: StreamBatch) -> None:
    """A mistake of the loader, not of a file.

    Raises:
        TypeError: the batch lacks a column or has one whose name means something else.
    """
    names = batch.edges[0].keys()
    wrong = [name for name in names - _STANDARD if not CODE_SYSTEM.fullmatch(name) or name in RESERVED]
    if wrong or not names >= _REQUIRED or len(batch.lines) != len(batch.edges):
        raise TypeError(f"{batch.file}: a batch lacks {sorted(_REQUIRED - names)}, may not have {wrong}; {len(batch.lines)} lines")


def _parts(batches: Iterable[StreamBatch]) -> Iterator[StreamBatch]:
    """A transaction's worth at a time; the items come with the first, and are written even where no edge is."""
    for batch in batches:
        for start in range(0, max(len(batch.edges), 1 if batch.items else 0), STREAM_ROWS):
            end = start + STREAM_ROWS
            yield replace(batch, edges=batch.edges[start:end], lines=batch.lines[start:end], items=batch.items if start == 0 else ())


@dataclass(frozen=True, slots=True)
class _At:
    """Which transaction of a load it is, for one that goes on later."""

    position: int
    options: Options


def _write(writer: Writer, run: Run, report: Report, rows: StreamBatch, at: _At) -> None:
    """One transaction, and with it how far the load has come; the report takes what it did when it is committed."""
    rejects = at.options.rejects
    before = rejects.mark() if rejects else 0

    def transaction(tx: Transaction) -> tuple[_Done, Report]:
        if rejects:
            rejects.rewind(before)
        done = _Done(Batch.open(tx, run))
        write_items(done.batch, rows)
        _write_edges(done, rows)
        dirty = done.batch.commit()
        after = _accounted(report, run, done)
        if not dirty:
            raise Abandon((done, after))
        checkpoint.save(tx, at.options.mark, after, at.position)
        return done, after

    done, after = writer.write(transaction)
    run.known.update(done.batch.known)
    report.become(after)
    at.options.watch(report)


def _accounted(report: Report, run: Run, done: _Done) -> Report:
    """The report with what a transaction did."""
    after = report.copied()
    after.written += done.written
    after.unchanged += done.unchanged
    after.skipped.update({ONE_ACTOR: done.skipped} if done.skipped else {})
    for reject in done.rejects:
        after.reject(reject)
    if done.batch.dirty:
        after.committed(run.load, done.batch.seq, done.batch.added, done.batch.retracted, done.batch.changed)
    return after


def write_items(batch: Batch, rows: StreamBatch) -> None:
    """The actors that edges stand on, with the ties that say to which state they belong. They are no rows, so they are not counted."""
    if not rows.items:
        return
    entry = Entry(Place(rows.file), rows.items)
    if fault := validate.check(entry, batch.run.vocabulary):
        raise TypeError(str(fault))
    write_sources(batch, [(0, item) for item in rows.items if isinstance(item, Source)])
    write_records(batch, [(0, item) for item in rows.items if isinstance(item, Record)])
    statements = [(0, item) for item in rows.items if isinstance(item, Event | Tie)]
    batch.look_up(end for _, item in statements if isinstance(item, Tie) for end in (item.source, item.target))
    write_statements(batch, statements)
    flush_claims(batch)
    write_summaries(batch)
    create_edges(batch, batch.edges)


def _write_edges(done: _Done, rows: StreamBatch) -> None:
    batch = done.batch
    batch.look_up({edge[end] for edge in rows.edges for end in ("source", "target")})
    drafts = _drafts(done, rows)
    state = batch.tx.run("stream_state", dataset=batch.run.dataset)[0]
    stored = _stored(batch, drafts, state)
    changed = [before for event, before in stored.items() if before.hash != drafts[event]["hash"] or before.id != drafts[event]["id"]]
    stale = {before.id for before in changed}
    fresh = {event: draft for event, draft in drafts.items() if event not in stored or stored[event].id in stale}
    done.written += len(fresh)
    done.unchanged += len(drafts) - len(fresh)
    if not fresh:
        return
    batch.dirty = True
    _retract(batch, changed)
    create_edges(batch, [_row(batch, draft, stored.get(event)) for event, draft in fresh.items()])
    _widen(batch, state, fresh)


def _drafts(done: _Done, rows: StreamBatch) -> dict[str, dict[str, Any]]:
    """Edges by event before they are numbered: id, hash, type, ends and what else they tell. Rows that cannot be written are left out."""
    drafts: dict[str, dict[str, Any]] = {}
    actions, dataset = vocabulary().machine_actions, done.batch.run.dataset
    prefix = f"{dataset}:"
    known = done.batch.run.known | done.batch.known
    for edge, line in zip(rows.edges, rows.lines, strict=True):
        event, source, target = edge["event"], known.get(edge["source"]), known.get(edge["target"])
        if source is None or target is None:
            missing = edge["target"] if source else edge["source"]
            done.rejects.append(missing_end(Place(rows.file, line), missing))
            continue
        if source.home == target.home:
            done.skipped += 1
            continue
        hash_ = edge_hash(edge)
        if event in drafts:
            _again(done, drafts[event], hash_, Place(rows.file, line))
            continue
        drafts[event] = {
            "id": f"{prefix}{event}:{edge['source'].removeprefix(prefix)}:{edge['target'].removeprefix(prefix)}",
            "hash": hash_,
            "action": actions[edge["action"]],
            "source": source.actor,
            "target": target.actor,
            "edge": edge,
        }
    return drafts


def missing_end(place: Place, ref: str) -> Reject:
    return Reject(place, f"names {ref}, which neither the files nor the graph hold")


def _again(done: _Done, first: Mapping[str, Any], hash_: str, place: Place) -> None:
    """An event that stands twice in one batch: told in the same words it is one, else nobody can say which holds."""
    if first["hash"] == hash_:
        done.unchanged += 1
    else:
        done.rejects.append(Reject(place, SAYS_OTHERWISE, detail=str(first["id"])))


def _stored(batch: Batch, drafts: Mapping[str, Mapping[str, Any]], state: Mapping[str, Any]) -> dict[str, _Stored]:
    """The edges of these events, live or parked. Each is looked for in its own type first, then in the others that this stream has brought.

    Events beyond the range of those already there are new without a look, which is how files usually come.
    """
    if not state["types"]:
        return {}
    low, high = event_order(state["first"]), event_order(state["last"])
    wanted = {event: draft["action"].edge_type for event, draft in drafts.items() if low <= event_order(event) <= high}
    found: dict[str, _Stored] = {}
    for edge_type in state["types"]:
        found |= _stored_of_type(batch, edge_type, [event for event, type_ in wanted.items() if type_ == edge_type])
    for edge_type in state["types"]:
        found |= _stored_of_type(batch, edge_type, [event for event, type_ in wanted.items() if type_ != edge_type and event not in found])
    return found | _parked(batch, wanted.keys() - found.keys()) if state["merged"] else found


def _parked(batch: Batch, events: Iterable[str]) -> dict[str, _Stored]:
    prefixes = {f"{batch.run.dataset}:{event}:": event for event in sorted(events)}
    rows = batch.tx.run("parked_edges", events=list(prefixes))
    return {prefixes[row["event"]]: _Stored(row["id"], RETRACTED, row["eid"], row["hash"], row["rev"]) for row in rows}


def _stored_of_type(batch: Batch, edge_type: str, events: Sequence[str]) -> dict[str, _Stored]:
    if not events:
        return {}
    prefixes = {f"{batch.run.dataset}:{event}:": event for event in events}
    rows = batch.tx.run("stored_edges", edge_type=edge_type, events=list(prefixes))
    return {prefixes[row["event"]]: _Stored(row["id"], edge_type, row["eid"], row["hash"], row["rev"]) for row in rows}


def _retract(batch: Batch, changed: Iterable[_Stored]) -> None:
    by_type: dict[str, list[int]] = defaultdict(list)
    for before in changed:
        by_type[before.edge_type].append(before.eid)
    settle_parked_edges(batch, by_type.pop(RETRACTED, []))
    for edge_type, eids in sorted(by_type.items()):
        retract_edges(batch, edge_type, eids, "changed")


def _row(batch: Batch, draft: Mapping[str, Any], before: _Stored | None) -> dict[str, Any]:
    """An edge as it is written. Rung and type follow from the action, never from the file."""
    edge, action = draft["edge"], draft["action"]
    properties = {name: value for name, value in edge.items() if value is not None and value != ""}
    properties.pop("event")
    properties |= CODED
    properties |= {
        "id": draft["id"],
        "eid": batch.take_eid(),
        "rung": action.rung,
        "from_record": properties.pop("source"),
        "to_record": properties.pop("target"),
        "dataset": batch.run.dataset,
        "content_hash": draft["hash"],
        "seq": batch.seq,
        "rev": before.rev + 1 if before else 1,
    }
    row = {"type": action.edge_type, "source": draft["source"], "target": draft["target"], "properties": properties}
    return row if row["source"] != row["target"] else parked(row, batch.seq)


def _widen(batch: Batch, state: Mapping[str, Any], fresh: Mapping[str, Mapping[str, Any]]) -> None:
    types = sorted({*state["types"], *(draft["action"].edge_type for draft in fresh.values())})
    events = [*fresh, *([state["first"], state["last"]] if state["types"] else [])]
    first, last = min(events, key=event_order), max(events, key=event_order)
    if (types, first, last) != (state["types"], state["first"], state["last"]):
        batch.tx.run("set_stream_state", dataset=batch.run.dataset, types=types, first=first, last=last)


def event_order(event: str) -> tuple[int, str]:
    """Numbers as text in the order of the numbers."""
    return len(event), event
