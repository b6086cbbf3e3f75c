"""The published JSON Schema says what the loader says: the same files, the same words, the same keys."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from graph.vocabulary import UNKNOWN_SCHEME, vocabulary
from loaders.chronology import LOADER, SCHEMA, actions, entries
from loaders.chronology.fields import Shape

DATA = Path(__file__).parent.parent / "data" / "chronology"
DOCUMENT: dict[str, Any] = json.loads(SCHEMA.read_text(encoding="utf-8"))
DEFS: dict[str, Any] = DOCUMENT["$defs"]


def problems(path: Path) -> list[str]:
    document = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    return [f"{error.json_path}: {error.message}" for error in Draft202012Validator(DOCUMENT).iter_errors(document)]


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(DOCUMENT)


@pytest.mark.parametrize("path", [*sorted((DATA / "good").glob("*.yaml")), *LOADER.bundled], ids=lambda path: path.name)
def test_good_files_satisfy_it(path: Path) -> None:
    assert problems(path) == []


def test_the_bad_actions_do_not() -> None:
    found = {line.split(":")[0].split(".")[1] for line in problems(DATA / "bad" / "actions.yaml") if line.startswith("$.")}
    # A date of no calendar, an id that stands twice and a name of nothing are beyond a schema; a slip in a key is not.
    assert {f"actions[{index}]" for index in (3, 5, 6, 7, 9, 10, 13)} <= found


def test_its_words_are_the_vocabulary() -> None:
    words = vocabulary()
    assert set(DEFS["action"]["properties"]["action"]["enum"]) == set(words.actions)
    assert set(DEFS["actor"]["properties"]["kind"]["enum"]) == set(words.kinds)
    assert set(DEFS["tie"]["properties"]["type"]["enum"]) == set(words.ties)
    assert set(DEFS["claim"]["properties"]["scheme"]["enum"]) == {scheme for scheme, _ in words.bands} | {UNKNOWN_SCHEME}
    reliability = {grade.grade for grade in words.grades.values() if grade.axis == "reliability"}
    assert set(DEFS["source"]["properties"]["reliability"]["enum"]) == reliability
    assert all(word in DEFS["claim"]["properties"]["scheme"]["description"] for _, word in words.bands)


@pytest.mark.parametrize(
    ("schema", "shape"),
    [
        (DOCUMENT, Shape("", entries.HEADER.required, (*entries.HEADER.optional, "sources", "actors", "ties", "actions"))),
        (DEFS["source"], entries.SOURCE),
        (DEFS["citation"]["oneOf"][1], entries.CITATION),
        (DEFS["actor"], entries.actor_shape()),
        (DEFS["tie"], entries.TIE),
        (DEFS["short_tie"], entries.SHORT_TIE),
        (DEFS["claim"], entries.CLAIM),
        (DEFS["claim"]["properties"]["speaker"]["oneOf"][1], entries.SPEAKER),
        (DEFS["action"], actions.ACTION),
        (DEFS["party"]["oneOf"][1], actions.PARTY),
        (DEFS["party"]["oneOf"][2], actions.UNNAMED),
        (DEFS["participant"]["oneOf"][1], actions.HELPER),
        (DEFS["response"], actions.RESPONSE),
    ],
    ids=lambda value: value.name if isinstance(value, Shape) else "",
)
def test_its_keys_are_the_loaders(schema: dict[str, Any], shape: Shape) -> None:
    assert set(schema["properties"]) == {*shape.required, *shape.optional}
    assert set(schema["required"]) == set(shape.required)
    assert schema["additionalProperties"] is False
    assert [name for name, value in schema["properties"].items() if "description" not in value] == [], "an editor shows it"
