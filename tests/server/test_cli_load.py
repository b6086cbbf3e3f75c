"""`retorsion load` on a real graph: twice is once, wrong rows are told and the others are in, `--strict` leaves everything as it was."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from cli.main import build
from cli.terminal import FINDINGS, OK, USAGE
from graph.digest import digest
from graph.engine import Endpoint
from graph.store import Writer
from tests.conftest import found_by_settings

BAD = Path(__file__).parents[1] / "data" / "chronology" / "bad" / "actions.yaml"


@pytest.fixture(autouse=True)
def _settings_of(endpoint: Endpoint, writer: Writer, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An empty graph, found by the settings as a person's own would be."""
    with found_by_settings(endpoint, monkeypatch):
        yield


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(build(), [str(word) for word in words])


def report(result: Result) -> dict[str, Any]:
    (found,) = json.loads(result.stdout)["reports"]
    rows = found["rows"]
    assert rows["read"] == rows["written"] + rows["unchanged"] + sum(rows["skipped"].values()) + sum(rows["rejected"].values())
    return dict(found)


def test_loading_twice_is_loading_once(writer: Writer) -> None:
    first = run("load", "chronology", "--json")
    before = digest(writer)
    second = run("load", "chronology", "--json")
    assert (first.exit_code, second.exit_code) == (OK, OK)
    assert report(first)["rows"]["written"] == report(second)["rows"]["unchanged"] > 400
    assert report(second)["rows"]["written"] == 0
    assert digest(writer) == before


def test_the_table_holds_the_accounts() -> None:
    text = run("load", "chronology").stdout.split()
    assert text[:7] == ["dataset", "read", "written", "unchanged", "skipped", "rejected", "edges"]
    row = text[text.index("chronology") :]
    assert row[1] == row[2]
    assert int(row[6]) > 300


def test_wrong_rows_are_told_and_the_others_are_in(writer: Writer) -> None:
    result = run("load", BAD)
    assert result.exit_code == FINDINGS
    assert f"{BAD}:27: date: " in result.stdout
    assert "more rejected" in result.stdout
    assert run("event", "bad:good").exit_code == OK
    assert run("load", BAD).exit_code == FINDINGS, "a second time the good rows are there, unchanged"


def test_strict_loads_nothing_of_a_file_with_a_wrong_row(writer: Writer) -> None:
    before = digest(writer)
    result = run("load", BAD, "--strict")
    assert result.exit_code == USAGE
    assert digest(writer) == before


def load_broken(folder: Path) -> Result:
    file = folder / "broken.yaml"
    file.write_text("chronology: [1\n", encoding="utf-8")
    return run("load", file)


def test_a_file_of_which_nothing_loads_is_told(tmp_path: Path) -> None:
    result = load_broken(tmp_path)
    assert result.exit_code == USAGE
    assert f"{tmp_path / 'broken.yaml'}:" in result.stdout


def test_a_file_of_which_nothing_loads_leaves_the_graph_as_it_was(writer: Writer, tmp_path: Path) -> None:
    before = digest(writer)
    load_broken(tmp_path)
    assert digest(writer) == before
