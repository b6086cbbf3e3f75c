"""FollowTheMoney entities held to the published model, for every kind of actor and every edge type: its library needs ICU."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from graph.export import Spool
from graph.export.ftm import SCHEMAS
from graph.vocabulary import vocabulary
from tests.exports import edge, node, small, written

MODEL = Path(__file__).resolve().parents[1] / "data" / "export" / "ftm-model.json"
VALUES = {
    "date": re.compile(r"\d{4}(-\d{2}(-\d{2})?)?"),
    "url": re.compile(r"https?://\S+"),
    "country": re.compile(r"[a-z]{2}(-[a-z]+)?"),
    "wikidata": re.compile(r"Q\d+"),
}
"""How a value of a type looks; those of other types are any text."""
Entity = dict[str, Any]


@cache
def model() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(MODEL.read_text("utf-8"))["schemata"]
    return found


def lineage(schema: str) -> Iterator[str]:
    """A schema and all that it extends."""
    yield schema
    for parent in model()[schema]["extends"]:
        yield from lineage(parent)


def properties_of(schema: str) -> dict[str, str]:
    return {name: type_ for one in lineage(schema) for name, type_ in model()[one]["properties"].items()}


def entities() -> list[Entity]:
    """Of a graph with an actor of each kind and an edge of each type between each two kinds."""
    kinds = list(vocabulary().kinds)
    nodes = [node(f"t:{kind}:{n}", kind=kind, iso2="GB", wikidata="Q145") for kind in kinds for n in (1, 2)]
    edges = []
    for number, (type_, a, b) in enumerate(product(vocabulary().edge_types, nodes[::2], nodes[1::2])):
        tie = {"is_tie": True, "valid_from": date(2000, 1, 1)} if type_ in vocabulary().ties else {}
        edges.append(edge(f"t:{number}", a["id"], b["id"], edge_type=type_, source_url="https://example.org/a", **tie))
    with Spool() as spool:
        return [json.loads(line) for line in written(small(spool, nodes, edges), "ftm").decode().splitlines()]


def faults(one: Entity, schemas: dict[str, str]) -> Iterator[str]:
    """What the model would not take."""
    known = properties_of(one["schema"])
    if model()[one["schema"]]["abstract"]:
        yield f"{one['schema']} is abstract"
    required = {name for schema in lineage(one["schema"]) for name in model()[schema]["required"]}
    yield from (f"{one['schema']} needs {name}" for name in sorted(required - one["properties"].keys()))
    for name, values in one["properties"].items():
        if name not in known:
            yield f"{one['schema']} has no {name}"
            continue
        type_, _, range_ = known[name].partition(":")
        if type_ == "entity":
            yield from (
                f"{one['schema']}.{name} is a {schemas.get(id_)}" for id_ in values if range_ not in lineage(schemas.get(id_, "Thing"))
            )
        elif type_ in VALUES:
            yield from (f"{one['schema']}.{name}: {value}" for value in values if not VALUES[type_].fullmatch(value))


def test_every_kind_and_every_edge_type_keeps_to_the_published_model() -> None:
    made = entities()
    schemas = {one["id"]: one["schema"] for one in made}
    assert len(schemas) == len(made) > 400
    assert {one["schema"] for one in made} == SCHEMAS.keys(), "all that the format can write was written"
    assert sorted({fault for one in made for fault in faults(one, schemas)}) == []


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ({"schema": "Sanction", "properties": {}}, "Sanction needs entity"),
        ({"schema": "Thing", "properties": {"name": ["x"]}}, "Thing is abstract"),
        ({"schema": "Event", "properties": {"name": ["x"], "owner": ["y"]}}, "Event has no owner"),
        ({"schema": "Event", "properties": {"name": ["x"], "date": ["March"]}}, "Event.date: March"),
        ({"schema": "Ownership", "properties": {"owner": ["p"], "asset": ["p"]}}, "Ownership.asset is a Person"),
    ],
)
def test_the_check_finds_what_the_model_would_not_take(wrong: Entity, fault: str) -> None:
    assert fault in list(faults(wrong, {"p": "Person"}))


def test_the_table_of_the_format_is_within_the_model() -> None:
    for schema, names in SCHEMAS.items():
        assert set(names) <= properties_of(schema).keys(), schema
