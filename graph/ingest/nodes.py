"""Sources, records and the actors that records describe. An actor is what its records say, oldest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from graph.ingest.batch import Batch, Known
from graph.ingest.content import content_hash, record_properties, source_properties
from graph.model import Record, Source

_OF_THE_RECORD = {"id", "hash", "seq", "aliases", "name", "code_systems", "dataset", "born", "registrations"}


def write_sources(batch: Batch, sources: Sequence[tuple[int, Source]]) -> None:
    stored = {row["id"]: row["hash"] for row in batch.tx.run("stored_hashes", records=[], sources=[s.id for _, s in sources])}
    fresh = [(position, source) for position, source in sources if stored.get(source.id) != content_hash(source)]
    batch.written.update(position for position, _ in fresh)
    rows = [source_properties(source, batch.seq) for source in {source.id: source for _, source in fresh}.values()]
    if rows:
        batch.dirty = True
        batch.tx.run("upsert_sources", rows=rows)
        known_before = [row["id"] for row in rows if row["id"] in stored]
        batch.to_summarise.update(row["id"] for row in batch.tx.run("statements_citing", sources=known_before))


def write_records(batch: Batch, records: Sequence[tuple[int, Record]]) -> None:
    """Write changed records; then set the actors that they describe to what all their records say."""
    stored = {row["id"]: row["hash"] for row in batch.tx.run("stored_hashes", records=[r.id for _, r in records], sources=[])}
    fresh = [(position, record) for position, record in records if stored.get(record.id) != content_hash(record)]
    if fresh:
        batch.dirty = True
        batch.written.update(position for position, _ in fresh)
        rows = [
            {
                "actor": record.actor or record.id,
                "kind": record.kind,
                "name": record.name,
                "properties": record_properties(record, batch.seq),
            }
            for record in {record.id: record for _, record in fresh}.values()
        ]
        batch.tx.run("upsert_records", rows=rows, seq=batch.seq)
    batch.look_up(record.id for _, record in records)
    # Sentences of this batch must use the names that records and actors have from now on.
    batch.known |= {record.id: replace(batch.actor(record.id), name=record.name) for _, record in fresh}
    refresh_actors(batch, sorted({batch.actor(record.id).actor for _, record in fresh}))


def actor_properties(actor: Mapping[str, Any], records: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """An actor's properties from its records: the first record's name and kind, every other name as an alias, every code."""
    first = records[0]
    names = dict.fromkeys(name for record in records for name in (record["name"], *record.get("aliases", ())))
    names.pop(first["name"])
    properties: dict[str, Any] = {}
    for record in reversed(records):
        properties |= {key: value for key, value in record.items() if key not in _OF_THE_RECORD}
    return properties | {
        "id": actor["id"],
        "name": first["name"],
        "kind": first["kind"],
        "aliases": list(names),
        "code_systems": sorted({system for record in records for system in record.get("code_systems", ())}),
        "unnamed": all(record["unnamed"] for record in records),
        "seq": actor["seq"],
    }


def refresh_actors(batch: Batch, ids: Sequence[str]) -> None:
    """Set actors to what their records say now."""
    rows = []
    for found in batch.tx.run("records_of_actors", ids=ids):
        properties = actor_properties(found["actor"], found["records"])
        if properties != found["actor"]:
            rows.append({"id": found["id"], "kind": properties["kind"], "properties": properties})
            batch.actors.add(found["id"])
            batch.known[found["id"]] = Known(found["id"], properties["name"], found["id"])
    if rows:
        batch.dirty = True
        batch.tx.run("set_actors", rows=rows, kinds=sorted(batch.run.vocabulary.kinds))
