"""Every query file has a header that its text keeps; a wrong one stops the start with its file and line. The server test runs them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from graph.errors import InputError
from graph.queries import EDGE_TYPE, Query, parse_query, queries, statements
from graph.settings import ROOT

GOOD = """// title:   A title
// about:   What it does.
// param:   source string        Actor id
// param:   limit  integer = 20  How many
// param:   kinds  list<string> = ["State", "Person"]  Kinds
// param:   note   string = null
// returns: id   string  An id
// access:  read
// tags:    one, two
// Costs $5 in the header's prose.
MATCH (a {id: $source}) /* $not_used */ WHERE a.kind IN $kinds AND a.note <> '$price' AND a.`$odd` <> "it's $1" AND a.note = $note
RETURN a.id AS id LIMIT $limit // $neither
"""


def parse(tmp_path: Path, text: str) -> Query:
    path = tmp_path / "some_query.cypher"
    path.write_text(text, "utf-8")
    return parse_query(path, "read")


def test_header_is_read(tmp_path: Path) -> None:
    query = parse(tmp_path, GOOD)
    assert (query.name, query.title, query.about, query.access, query.tags) == (
        "some_query",
        "A title",
        "What it does.",
        "read",
        ("one", "two"),
    )
    assert [(p.name, p.type, p.required, p.default) for p in query.parameters] == [
        ("source", "string", True, None),
        ("limit", "integer", False, 20),
        ("kinds", "list<string>", False, ["State", "Person"]),
        ("note", "string", False, None),
    ]
    assert [(column.name, column.type, column.about) for column in query.columns] == [("id", "string", "An id")]
    assert query.bind({"source": "x"}) == {"source": "x", "limit": 20, "kinds": ["State", "Person"], "note": None}


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("// title:   A title\n", "", 1, "no title"),
        ("// access:  read\n", "", 1, "no access"),
        ("// access:  read", "// access:  both", 1, "access is 'both'"),
        ("// param:   source string        Actor id\n", "", 10, r"\$source is used but not declared"),
        ("LIMIT $limit", "LIMIT 20", 1, r"\$limit is declared but not used"),
        ("= 20 ", "= twenty ", 4, "default 'twenty' is not JSON"),
        ("// param:   source string        Actor id", "// param:   source", 3, "write `name type"),
        ("// returns: id   string  An id", "// returns: id", 7, "write `name type"),
    ],
)
def test_a_wrong_header_has_its_file_and_line(tmp_path: Path, old: str, new: str, line: int, said: str) -> None:
    assert GOOD.count(old) == 1
    with pytest.raises(InputError, match=rf"some_query\.cypher:{line}: .*{said}"):
        parse(tmp_path, GOOD.replace(old, new))


def test_caller_s_mistakes_are_named(tmp_path: Path) -> None:
    query = parse(tmp_path, GOOD)
    with pytest.raises(TypeError, match=r"not declared \['sorce'\], missing \['source'\]"):
        query.bind({"sorce": "x"})


def test_a_name_stands_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in ("read", "answer"):
        (tmp_path / "cypher" / folder).mkdir(parents=True)
        (tmp_path / "cypher" / folder / "twice.cypher").write_text("// title: A\n// access: read\nRETURN 1 AS one\n", "utf-8")
    monkeypatch.setattr("graph.queries.ROOT", tmp_path)
    with pytest.raises(InputError, match=r"twice stands in .*read/twice\.cypher as well"):
        queries.__wrapped__()


def test_every_file_of_the_project_is_read() -> None:
    files = sorted((ROOT / "cypher").rglob("*.cypher"))
    assert {path.stem for path in files} == set(queries())
    assert len(files) == len(queries()) > 40


@pytest.mark.parametrize("name", sorted(queries()))
def test_a_file_s_access_is_its_folder_s_and_its_name_a_query_s(name: str) -> None:
    query = queries()[name]
    assert query.access == {"read": "read", "answer": "read", "write": "write", "schema": "schema"}[query.folder]
    assert re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", name)
    assert query.columns or query.access != "read"
    assert not query.typed or query.folder in {"answer", "write", "schema"}
    assert all(parameter.about for parameter in query.parameters)


def test_statements_of_a_schema_file_are_taken_apart() -> None:
    texts = list(statements(queries()["edge_type_constraints"]))
    assert len(texts) == 2
    assert all("CREATE CONSTRAINT" in text and EDGE_TYPE in text and ";" not in text for text in texts)
    migration = list(statements(queries()["v001_constraints"]))
    assert len(migration) == (queries()["v001_constraints"].text.count(";\n"))


def test_one_text_asks_for_several_types_each_by_its_own_list() -> None:
    text = queries()["edges_by_number"].of_types(("SANCTIONED", "ACCUSED"))
    inner = text.removeprefix("CALL {\n").removesuffix(
        "\n}\nRETURN collect({eid: eid, id: id, edge_type: edge_type, edge: edge, source: source, target: target}) AS rows"
    )
    first, second = inner.split("\nUNION ALL\n")
    assert "UNWIND $eids.SANCTIONED AS eid" in first
    assert "[e:SANCTIONED {eid: eid}]" in first
    assert second == first.replace("SANCTIONED", "ACCUSED")
    assert EDGE_TYPE not in text
