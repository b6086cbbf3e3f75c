"""The library without a database: headers, ranges, a folder of one's own, the catalogue that is kept, what a person types."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cli.query import catalogue
from graph.errors import InputError, QuestionError
from graph.library import _KINDS, check_parameters, read_parameter
from graph.queries import Parameter, Query, library, parse_query
from graph.settings import ROOT

NAMES = sorted(library())
OWN = """// title:   Mine
// param:   how string = "a"  a|b  Which way
// param:   n integer = 3  1..5  How many
// param:   share float = 0.5  0..1  Part
// param:   days list<date> = ["2024-01-01"]  Days
// param:   deep boolean = false  Deep
// returns: one integer  One
// access:  read
RETURN $n AS one, $how, $share, $days, $deep
"""


@pytest.fixture
def own(tmp_path: Path) -> Query:
    return parse_query(write(tmp_path, "mine", OWN), "own")


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / f"{name}.cypher"
    path.write_text(text, "utf-8")
    return path


def test_the_library_holds_more_than_forty_questions() -> None:
    assert len(NAMES) >= 42


@pytest.mark.parametrize("name", NAMES)
def test_a_query_runs_with_nothing_filled_in_and_is_bounded(name: str) -> None:
    query = library()[name]
    assert query.tags
    assert all(not parameter.required and parameter.about for parameter in query.parameters)
    assert {parameter.type.removeprefix("list<").removesuffix(">") for parameter in query.parameters} <= set(_KINDS)
    assert check_parameters(query, {}) == {parameter.name: parameter.default for parameter in query.parameters}
    limits = [parameter for parameter in query.parameters if parameter.name == "limit"]
    assert all(one.low == 1 and one.high is not None for one in limits)
    assert "LIMIT" in query.text or name == "uk_sanctions", "the shortest question is kept as short as it can be"
    lowered = query.text.lower()
    assert "apoc." not in lowered
    assert "gds." not in lowered


@pytest.mark.parametrize("name", NAMES)
def test_defaults_are_within_their_own_ranges(name: str) -> None:
    query = library()[name]
    assert check_parameters(query, {parameter.name: parameter.default for parameter in query.parameters}) == query.bind({})


def test_the_catalogue_is_current() -> None:
    kept = (ROOT / "docs/queries.md").read_text("utf-8")
    assert kept == catalogue(library()), "run: retorsion query --markdown > docs/queries.md"


# --- one's own ---


def test_queries_of_ones_own_stand_beside_the_library(tmp_path: Path) -> None:
    write(tmp_path, "mine", OWN)
    found = library(tmp_path)
    assert found["mine"].folder == "own"
    assert set(found) == {*NAMES, "mine"}


def test_a_name_that_is_taken_names_both_files(tmp_path: Path) -> None:
    path = write(tmp_path, "sanctions_by_state", OWN)
    with pytest.raises(InputError) as caught:
        library(tmp_path)
    assert str(path) in str(caught.value)
    assert str(ROOT / "cypher/read/sanctions_by_state.cypher") in str(caught.value)


@pytest.mark.parametrize(("name", "line"), [("create_edges", ""), ("other", "access is write")])
def test_a_query_of_ones_own_neither_hides_another_nor_writes(name: str, line: str, tmp_path: Path) -> None:
    write(tmp_path, name, OWN.replace("access:  read", "access:  write") if line else OWN)
    with pytest.raises(InputError, match=line or "cypher/write/create_edges"):
        library(tmp_path)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="RETORSION_QUERIES_DIR is not a folder"):
        library(tmp_path / "nowhere")


# --- parameters ---


def test_ranges_and_words_are_read_from_the_header(own: Query) -> None:
    how, n, share, *_ = own.parameters
    assert (how.choices, how.about) == (("a", "b"), "Which way")
    assert (n.low, n.high, n.about) == (1, 5, "How many")
    assert (share.low, share.high) == (0, 1)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("n", wrong) for wrong in (0, 6, 2.0, "3", True, None, 2**63, [3])),
        *(("share", wrong) for wrong in (float("nan"), 1.5, "1")),
        *(("how", wrong) for wrong in ("c", 1, "", "a|b")),
        *(("days", wrong) for wrong in ("2024-01-01", ["2024-13-01"], [1], ["x"] * 2000)),
        *(("deep", wrong) for wrong in ("true", 0)),
        ("nothing", 1),
    ],
)
def test_a_wrong_value_names_its_parameter(own: Query, name: str, value: Any) -> None:
    with pytest.raises(QuestionError) as caught:
        check_parameters(own, {name: value})
    assert caught.value.parameter == name


def test_days_may_be_days_and_numbers_whole(own: Query) -> None:
    found = check_parameters(own, {"days": [date(2024, 3, 25)], "share": 1})
    assert (found["days"], found["share"]) == (["2024-03-25"], 1.0)


@pytest.mark.parametrize(
    ("type_", "text", "value"),
    [
        ("string", "5", "5"),
        ("date", "2024-03-25", "2024-03-25"),
        ("integer", "5", 5),
        ("integer", "five", "five"),
        ("float", "0.5", 0.5),
        ("boolean", "true", True),
        ("list<string>", "a, b", ["a", "b"]),
        ("list<string>", '["a, b"]', ["a, b"]),
        ("list<integer>", "1,2", [1, 2]),
    ],
)
def test_what_a_person_types(type_: str, text: str, value: Any) -> None:
    assert read_parameter(Parameter("x", type_, "", required=True), text) == value
