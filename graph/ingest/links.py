"""What one entry says about statements of others: denials, and which events an event answers. Written when all entries are in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from graph.errors import StoreError
from graph.ingest.batch import Batch
from graph.ingest.content import content_hash, response_properties
from graph.ingest.rows import Entry
from graph.ingest.statements import Stored, stored_statements, write_claims
from graph.model import Claim, Denial, Event, Item


def has_links(entry: Entry) -> bool:
    """An event may have had links that are now gone, so every event is looked at."""
    return any(isinstance(item, Event | Denial) for item in entry.items)


def write_links(batch: Batch, entries: Mapping[int, Entry]) -> None:
    """Bring the denials and responses of these entries' events to what is said now."""
    events = [(position, item) for position, entry in entries.items() for item in entry.items if isinstance(item, Event)]
    stored = stored_statements(batch, [event.id for _, event in events])
    _write_responses(batch, events, stored)
    for position, event in events:
        denials = [item for item in entries[position].items if isinstance(item, Denial) and item.claim.event == event.id]
        if _write_denials(batch, denials, stored[event.id]):
            batch.written.add(position)


def without(entry: Entry, missing: set[str]) -> Entry:
    """An entry less its links to some statements."""
    items: list[Item] = []
    for item in entry.items:
        if isinstance(item, Event):
            items.append(replace(item, responds_to=tuple(response for response in item.responds_to if response.event not in missing)))
        elif not (isinstance(item, Denial) and item.statement in missing):
            items.append(item)
    return replace(entry, items=tuple(items))


def _write_denials(batch: Batch, denials: Sequence[Denial], stored: Stored) -> bool:
    by_statement: dict[str, list[Claim]] = defaultdict(list)
    for denial in denials:
        by_statement[denial.statement].append(denial.claim)
    now = {denial.claim.id for denial in denials}
    gone = [(id_, type_) for id_, (_, type_) in stored.denials.items() if id_ not in now]
    if gone:
        batch.dirty = True
        batch.to_summarise.update(row["statement"] for row in batch.tx.run("statements_of_denials", ids=[id_ for id_, _ in gone]))
        batch.gone_claims.extend(gone)
    changed = bool(gone)
    for statement, claims in by_statement.items():
        before = {claim.id: stored.denials[claim.id] for claim in claims if claim.id in stored.denials}
        changed = write_claims(batch, statement, claims, before) or changed
    return changed


def _write_responses(batch: Batch, events: Sequence[tuple[int, Event]], stored: Mapping[str, Stored]) -> None:
    gone: list[dict[str, str]] = []
    new: list[dict[str, Any]] = []
    for position, event in events:
        before = stored[event.id].responses
        now = {response.event: response for response in event.responds_to}
        stale = [answers for answers, hash_ in before.items() if answers not in now or content_hash(now[answers]) != hash_]
        fresh = [response for answers, response in now.items() if answers not in before or answers in stale]
        gone.extend({"event": event.id, "answers": answers} for answers in stale)
        for response in fresh:
            new.append({"event": event.id, "answers": response.event, "properties": response_properties(response) | {"seq": batch.seq}})
        if stale or fresh:
            batch.written.add(position)
    if gone or new:
        batch.dirty = True
        batch.tx.run("delete_responses", rows=gone)
        created = batch.tx.run("create_responses", rows=new)[0]["created"]
        if created != len(new):
            raise StoreError(f"{len(new)} responses were to be written, {created} were: an event is missing in the graph.")
