"""FollowTheMoney entities, one a line, for Aleph and OpenSanctions' tools: actors, sanctions, events and links with all their evidence.

The schemas and properties used stand in SCHEMAS, so that a test can hold every entity to them without the library.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from graph.export._core.cited import sources_behind, texts
from graph.export._core.columns import as_text
from graph.export._core.format import Format
from graph.export._core.sink import Sink
from graph.export._core.subgraph import Subgraph, Values
from graph.export._core.texts import to_json

_THING = ("name", "alias", "summary", "description", "country", "sourceUrl", "publisher", "keywords", "notes", "wikidataId")
_INTERVAL = ("startDate", "endDate", "date", "summary", "recordId", "sourceUrl", "publisher", "description")
SCHEMAS: Mapping[str, tuple[str, ...]] = {
    "Note": _THING,
    "PublicBody": _THING,
    "Company": _THING,
    "Organization": _THING,
    "LegalEntity": _THING,
    "Person": _THING,
    "Event": (*_THING, "startDate", "endDate", "date", "recordId", "location", "organizer", "involved"),
    "Sanction": (*_INTERVAL, "entity", "authority", "country", "program", "provisions", "status", "reason", "listingDate"),
    "Ownership": (*_INTERVAL, "owner", "asset", "role"),
    "Membership": (*_INTERVAL, "member", "organization", "role"),
    "Directorship": (*_INTERVAL, "director", "organization", "role"),
    "UnknownLink": (*_INTERVAL, "subject", "object", "role"),
}
"""What this format writes, by the names of FollowTheMoney's model."""

_KINDS: Mapping[str, str] = {
    "State": "PublicBody",
    "Agency": "PublicBody",
    "Company": "Company",
    "Organization": "Organization",
    "ThreatActor": "Organization",
    "Person": "Person",
    "Group": "LegalEntity",
}
_COMPANIES = ("Company",)
_BODIES = ("Company", "Organization", "Agency", "ThreatActor")
_LINKS: Mapping[str, tuple[str, str, str, tuple[str, ...]]] = {
    "OWNS": ("Ownership", "owner", "asset", _COMPANIES),
    "CONTROLS": ("Ownership", "owner", "asset", _COMPANIES),
    "MEMBER_OF": ("Membership", "member", "organization", _BODIES),
    "OFFICER_OF": ("Directorship", "director", "organization", _BODIES),
}
"""Ties that the model has a schema for, and the kinds that its far end may be; every other tie is an UnknownLink with its role."""

_SANCTIONS = ("SANCTIONED", "BANNED")
Entity = dict[str, Any]


def _write(graph: Subgraph, sink: Sink) -> None:
    sink.text(to_json(_licences(graph)) + "\n")
    known: dict[str, tuple[str, str]] = {}
    for row in graph.nodes():
        known[row["id"]] = row["kind"], row["name"]
        sink.text(to_json(_actor(row)) + "\n")
    behind = sources_behind(graph)
    for entity in _edges(graph, known, behind):
        sink.text(to_json(entity) + "\n")


def entity_id(*parts: str) -> str:
    """FollowTheMoney's ids take letters, digits, dot and hyphen; ours take more."""
    return "rtn-" + hashlib.sha1("\x1f".join(parts).encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()


def _entity(id_: str, schema: str, properties: Mapping[str, Any]) -> Entity:
    """Values are lists of texts; what is empty is not there."""
    made = {name: _values(value) for name, value in properties.items()}
    return {"id": id_, "schema": schema, "properties": {name: values for name, values in made.items() if values}}


def _values(value: Any) -> list[str]:
    found = value if isinstance(value, list | tuple) else [value]
    return list(dict.fromkeys(as_text(item) for item in found if item not in (None, "")))


def _licences(graph: Subgraph) -> Entity:
    """An entity for each line leaves no room for a header: the first entity is the notice."""
    manifest = graph.manifest
    properties = {
        "name": "Licences and contents of this export",
        "description": manifest.notices or ["All datasets are free to use."],
        "summary": f"{manifest.program}, graph {manifest.graph_version}",
        "publisher": [str(one["publisher"]) for one in manifest.datasets],
        "notes": [f"{one['id']}: {one['licence']}. Cite: {one['citation']}" for one in manifest.datasets],
    }
    return _entity(entity_id("manifest", manifest.graph_version, manifest.edges_sha256), "Note", properties)


def _actor(row: Values) -> Entity:
    properties = {
        "name": row["name"],
        "alias": row.get("aliases"),
        "description": row.get("description"),
        "country": row["iso2"].lower() if row.get("iso2") else None,
        "wikidataId": row.get("wikidata"),
        "notes": f"Retorsion: {row['id']} ({row['kind']})",
    }
    return _entity(entity_id("actor", row["id"]), _KINDS.get(row["kind"], "LegalEntity"), properties)


def _edges(graph: Subgraph, known: Mapping[str, tuple[str, str]], behind: Callable[[Values], list[Values]]) -> Iterator[Entity]:
    for row in graph.edges():
        (source_kind, source), (target_kind, target) = known[row["source"]], known[row["target"]]
        cited = behind(row)
        common = {
            "startDate": row.get("date") or row.get("valid_from"),
            "endDate": row.get("end_date") or row.get("valid_to"),
            "date": row.get("date"),
            "summary": f"{source} {row['edge_type']} {target}" + "".join(f" ({word})" for word in texts(row, "action")),
            "recordId": row["id"],
            "sourceUrl": [one["url"] for one in cited if one.get("url")] or row.get("source_url"),
            "publisher": [one["publisher"] for one in cited if one.get("publisher")],
            "description": _told(row),
        }
        yield _edge(row, common, (source_kind, source), (target_kind, target))


def _edge(row: Values, common: Mapping[str, Any], source: tuple[str, str], target: tuple[str, str]) -> Entity:
    id_, a, b = entity_id("edge", row["id"]), entity_id("actor", row["source"]), entity_id("actor", row["target"])
    type_ = row["edge_type"]
    if row["is_tie"]:
        schema, subject, object_, kinds = _LINKS.get(type_, ("UnknownLink", "subject", "object", ()))
        if kinds and target[0] not in kinds:
            schema, subject, object_ = "UnknownLink", "subject", "object"
        return _entity(id_, schema, {**common, subject: a, object_: b, "role": type_.lower().replace("_", " ")})
    if type_ in _SANCTIONS:
        own = {"entity": b, "authority": source[1], "program": row.get("programme"), "status": row.get("status")}
        return _entity(id_, "Sanction", {**common, **own, "provisions": row.get("action"), "listingDate": row.get("date")})
    involved = {"name": common["summary"], "organizer": a, "involved": [a, b], "keywords": [type_, *texts(row, "action")]}
    return _entity(id_, "Event", {**common, **involved})


def _told(row: Values) -> list[str]:
    """What the model has no property for, as sentences."""
    names = ("date_to", "assertion", "confidence", "disputed", "likelihood_words", "rung", "status", "organ", "target_role", "dataset")
    return [f"{name}: {as_text(row[name])}" for name in names if name in row]


FORMAT = Format(
    name="ftm",
    suffix=".ftm.json",
    media_type="application/json+ftm",
    about="Aleph, OpenSanctions and yente: FollowTheMoney entities, one a line",
    keeps="actors; acts as Sanction, Event; ties as Ownership, Membership, Directorship or UnknownLink, dates, sources; the rest in words",
    write=_write,
    needs="evidence",
    coerced=("acts that are no sanction are events; confidence, dispute and rung are words in `description`",),
)
