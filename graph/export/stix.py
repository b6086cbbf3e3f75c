"""A STIX 2.1 bundle: actors as identities and intrusion sets, edges as relationships, denials as opinions; ids follow from ours."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from graph.answers.answer import plain
from graph.export._core.cited import edges_of, sources_behind, texts
from graph.export._core.documents import write_list
from graph.export._core.format import Format
from graph.export._core.sink import Sink
from graph.export._core.subgraph import Subgraph, Values

_SPACE = uuid.UUID("6f3b4a0e-3a52-5f0e-9a57-0d8a4f8f9a11")
"""Of our ids: an object's is uuid5 of this and its own, so the same actor is the same object in every bundle."""

_BEFORE_ALL = "1970-01-01T00:00:00.000Z"
_CLASSES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "State": ("organization", ("government",)),
    "Agency": ("organization", ("government",)),
    "Company": ("organization", ()),
    "Organization": ("organization", ()),
    "Person": ("individual", ()),
    "Group": ("group", ()),
}
_TYPES: Mapping[str, str] = {"CYBER_TARGETED": "targets", "ATTRIBUTED_TO": "attributed-to"}
"""Relationships that STIX itself has, where the source is an intrusion set; the others bear our types."""

Object = dict[str, Any]


def stix_id(type_: str, id_: str) -> str:
    return f"{type_}--{uuid.uuid5(_SPACE, f'{type_}:{id_}')}"


_EXTENSION = stix_id("extension-definition", "retorsion")


def _write(graph: Subgraph, sink: Sink) -> None:
    manifest = graph.manifest
    name = f"{manifest.graph_version}:{manifest.edges_sha256}:{sorted(manifest.counts.items())}"
    sink.text(f'{{"type":"bundle","id":"{stix_id("bundle", name)}","objects":')
    write_list(sink, _objects(graph))
    sink.text("}\n")


def _objects(graph: Subgraph) -> Iterator[Object]:
    """Licences first, then who says so, who is there, what they did, what is said of it."""
    yield from map(_marking, graph.manifest.datasets)
    yield _identity("retorsion", "Retorsion", "organization")
    yield from (_identity(f"dataset:{one['id']}", str(one["publisher"]), "organization") for one in graph.manifest.datasets)
    yield _extension()
    kinds: dict[str, str] = {}
    for row in graph.nodes():
        kinds[row["id"]] = row["kind"]
        yield _actor(row)
    behind = sources_behind(graph)
    for row in graph.edges():
        yield _relationship(row, kinds, behind(row))
    if not graph.folded:
        yield from _said(graph, kinds)


def _said(graph: Subgraph, kinds: dict[str, str]) -> Iterator[Object]:
    edges = edges_of(graph)
    for row in graph.evidence("claims"):
        about = edges(row["statement"])
        if not about:
            continue
        if row["claimant"] not in kinds:
            kinds[row["claimant"]] = row["claimant_kind"]
            yield _actor({"id": row["claimant"], "kind": row["claimant_kind"], "name": row["claimant_name"]})
        yield _opinion(row, about, kinds)


def _head(type_: str, id_: str, when: date | None = None) -> Object:
    """Every object of one kind begins alike. `created` is a day of the world, not of the export: equal graphs give equal bundles."""
    stamp = _moment(when) if when else _BEFORE_ALL
    return {"type": type_, "spec_version": "2.1", "id": stix_id(type_, id_), "created": stamp, "modified": stamp}


def _marking(dataset: Mapping[str, Any]) -> Object:
    head = _head("marking-definition", f"licence:{dataset['id']}")
    del head["modified"]
    said = f"{dataset['title']}: {dataset['licence']}. Cite: {dataset['citation']}"
    return head | {"definition_type": "statement", "definition": {"statement": said}}


def _identity(id_: str, name: str, class_: str) -> Object:
    return _head("identity", id_) | {"name": name, "identity_class": class_}


def _extension() -> Object:
    return _head("extension-definition", "retorsion") | {
        "id": _EXTENSION,
        "created_by_ref": stix_id("identity", "retorsion"),
        "name": "Retorsion's properties of actors and edges",
        "description": "Every property as the graph has it, by the names of docs/exports.md.",
        "schema": "docs/exports.md",
        "version": "1.0.0",
        "extension_types": ["property-extension"],
    }


def _actor(row: Values) -> Object:
    kind, own = row["kind"], {name: value for name, value in row.items() if name not in ("name", "description")}
    made = _head(_type_of(kind), row["id"]) | {"name": row["name"]}
    if row.get("description"):
        made["description"] = row["description"]
    if kind == "ThreatActor":
        if row.get("aliases"):
            made["aliases"] = row["aliases"]
    else:
        class_, sectors = _CLASSES.get(kind, ("unspecified", ()))
        made |= {"identity_class": class_} | ({"sectors": list(sectors)} if sectors else {})
    return made | _extended(own)


def _relationship(row: Values, kinds: Mapping[str, str], sources: list[Values]) -> Object:
    begin, end = row.get("date") or row.get("valid_from"), row.get("end_date_to") or row.get("end_date") or row.get("date_to")
    end = end or row.get("valid_to")
    type_ = row["edge_type"].lower().replace("_", "-")
    if kinds.get(row["source"]) == "ThreatActor":
        type_ = _TYPES.get(row["edge_type"], type_)
    made = _head("relationship", row["id"], row.get("published") or begin) | {"relationship_type": type_}
    made |= {"source_ref": _ref(row["source"], kinds), "target_ref": _ref(row["target"], kinds)}
    if begin:
        made["start_time"] = _moment(begin)
    if end and (not begin or end >= begin):
        made["stop_time"] = f"{end.isoformat()}T23:59:59.999Z"
    if "confidence" in row:
        made["confidence"] = round(100 * row["confidence"])
    if "dataset" in row:
        made["created_by_ref"] = stix_id("identity", f"dataset:{row['dataset']}")
        made["object_marking_refs"] = [stix_id("marking-definition", f"licence:{row['dataset']}")]
    if sources:
        made["external_references"] = [_reference(source) for source in sources]
    return made | _extended({name: value for name, value in row.items() if name not in ("source", "target")})


def _opinion(row: Values, about: list[str], kinds: Mapping[str, str]) -> Object:
    """A denial is an opinion that disagrees, a claim a note; who holds it, and in which words."""
    denied = row["stance"] == "denied"
    words = " ".join(texts(row, "words", "quote")) or row["stance"]
    made = _head("opinion" if denied else "note", row["id"], row.get("date"))
    made |= {"created_by_ref": _ref(row["claimant"], kinds)} if kinds[row["claimant"]] != "ThreatActor" else {}
    made |= {"opinion": "strongly-disagree", "explanation": words} if denied else {"content": words}
    made |= {"authors": [row["claimant_name"]], "object_refs": [stix_id("relationship", id_) for id_ in about]}
    return made | _extended({name: value for name, value in row.items() if name != "claimant_name"})


def _reference(source: Values) -> Object:
    made = {"source_name": str(source.get("publisher") or source["title"]), "description": str(source["title"])}
    return made | ({"url": source["url"]} if source.get("url") else {})


def _extended(values: Mapping[str, Any]) -> Object:
    return {"extensions": {_EXTENSION: {"extension_type": "property-extension", **plain(dict(values))}}}


def _type_of(kind: str) -> str:
    return "intrusion-set" if kind == "ThreatActor" else "identity"


def _ref(actor: str, kinds: Mapping[str, str]) -> str:
    return stix_id(_type_of(kinds.get(actor, "")), actor)


def _moment(day: date) -> str:
    return f"{day.isoformat()[:10]}T00:00:00.000Z"


FORMAT = Format(
    name="stix",
    suffix=".stix.json",
    media_type="application/stix+json;version=2.1",
    about="OpenCTI, MISP and other tools for threat intelligence",
    keeps="actors, edges and claims with all properties (in a property extension); sources as external references",
    write=_write,
    needs="evidence",
    coerced=(
        "confidence is 0 to 100 in whole numbers; the extension has it as it is",
        "stop_time is the last millisecond of the last possible day",
        "created and modified are the day of publication, or 1970-01-01 where there is none",
    ),
)
