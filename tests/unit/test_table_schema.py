"""The published JSON Schema of mappings says what the loader says: the same files, the same keys, the same words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from graph.vocabulary import UNKNOWN_SCHEME, vocabulary
from loaders.chronology.fields import Shape
from loaders.states.table import SYSTEMS
from loaders.table import SCHEMA, days, mapping, parties, values

DATA = Path(__file__).parent.parent / "data" / "table"
DOCUMENT: dict[str, Any] = json.loads(SCHEMA.read_text(encoding="utf-8"))
DEFS: dict[str, Any] = DOCUMENT["$defs"]
ROOT = Path(__file__).resolve().parents[2]


def problems(text: str) -> list[str]:
    document = yaml.load(text, Loader=yaml.BaseLoader)
    return [f"{error.json_path}: {error.message}" for error in Draft202012Validator(DOCUMENT).iter_errors(document)]


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(DOCUMENT)


@pytest.mark.parametrize("path", sorted(DATA.glob("*.yaml")), ids=lambda path: path.name)
def test_the_fixtures_satisfy_it(path: Path) -> None:
    assert problems(path.read_text("utf-8")) == []


def test_a_slip_does_not() -> None:
    text = (DATA / "measures.yaml").read_text("utf-8")
    assert problems(text.replace("iso2", "iso9"))
    assert problems(text.replace("  source: sender", "  sorce: sender"))
    assert problems(text.replace("OWNS", "x") + "stuff: 1\n")


@pytest.mark.parametrize(
    ("schema", "shape"),
    [
        (DOCUMENT, mapping.MAPPING),
        (DOCUMENT["properties"]["file"], mapping.FILE),
        (DEFS["skip"], mapping.SKIP),
        (DEFS["source"], mapping.SOURCE),
        (DEFS["actor"], parties.ACTOR),
        (DEFS["actor"]["properties"]["others"]["additionalProperties"], parties.OTHER),
        (DEFS["tie"], mapping.TIE),
        (DEFS["claim"], mapping.CLAIM),
        (DEFS["event"], mapping.EVENT),
        (DEFS["value"]["oneOf"][1], values.VALUE),
        (DEFS["date"]["oneOf"][1], days.DAY),
    ],
    ids=lambda value: value.name if isinstance(value, Shape) else "",
)
def test_its_keys_are_the_loaders(schema: dict[str, Any], shape: Shape) -> None:
    assert set(schema["properties"]) == {*shape.required, *shape.optional}
    assert set(schema["required"]) == set(shape.required)
    assert schema["additionalProperties"] is False
    assert [name for name, value in schema["properties"].items() if "description" not in value] == [], "an editor shows it"


def test_its_words_are_the_vocabulary() -> None:
    words = vocabulary()
    assert set(DEFS["tie"]["properties"]["type"]["enum"]) == set(words.ties)
    assert set(DEFS["claim"]["properties"]["scheme"]["enum"]) == {scheme for scheme, _ in words.bands} | {UNKNOWN_SCHEME}
    assert set(DEFS["actor"]["properties"]["otherwise"]["enum"]) == set(words.kinds) - {"State"}
    assert DEFS["actor"]["properties"]["state"]["enum"] == [*SYSTEMS, "name"]
    assert DOCUMENT["properties"]["file"]["properties"]["format"]["enum"] == list(mapping.FORMATS)


def test_the_example_of_the_documentation_is_the_fixture() -> None:
    text = (ROOT / "docs" / "loaders" / "table.md").read_text("utf-8")
    assert f"```yaml\n{(DATA / 'measures.yaml').read_text('utf-8')}```" in text
