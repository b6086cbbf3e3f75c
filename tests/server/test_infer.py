"""Inferred answers are written, shown, brought up to date and taken back: after that the graph is what it was."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from typer.testing import CliRunner

from cli.main import build
from graph import answers
from graph.answers import Filter
from graph.digest import digest
from graph.engine import Endpoint
from graph.ingest.inferred import InferredAnswer, write_inferred
from graph.session import Graph, open_graph
from graph.settings import load_settings
from graph.store import Writer
from tests.conftest import found_by_settings, load_files

pytestmark = pytest.mark.server
ANSWER, CAUSE = "chronology:cn-uel-lockheed-2023", "chronology:us-entity-list-balloon-2023"


@pytest.fixture
def loaded(writer: Writer, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> Iterator[Writer]:
    load_files(writer)
    with found_by_settings(endpoint, monkeypatch):
        yield writer


def infer(*words: str) -> dict[str, int]:
    told = CliRunner().invoke(build(), ["infer", *words, "--json"])
    assert told.exit_code == 0, told.output
    found: dict[str, int] = json.loads(told.stdout)
    return found


def answered(graph: Graph, filter: Filter) -> list[dict[str, object]]:
    """What the event is said to answer, by its own card and in the relation."""
    card = graph.ask(answers.event, ANSWER, as_of=filter.as_of).events[ANSWER]["responds_to"]
    rows = graph.ask(answers.escalation, "USA", "CHN", filter=filter).envelope()["data"]["answers"]
    assert [row["answers"] for row in rows if row["event"] == ANSWER] == [row["event"] for row in card]
    found: list[dict[str, object]] = card
    return found


def test_inferred_answers_are_written_shown_and_taken_back(loaded: Writer) -> None:
    before = digest(loaded)
    done = infer()
    assert done["new"] > 5
    assert (done["gone"], done["kept"]) == (0, 0)
    rows = loaded.read("inferred_answers")
    assert len({row["event"] for row in rows}) == len(rows) == done["new"], "at most one an event"
    assert all(0.3 <= row["confidence"] <= 0.6 and row["version"] and row["words"] for row in rows)
    with open_graph(load_settings()) as graph:
        (shown,) = answered(graph, Filter())
        assert (shown["event"], shown["basis"]) == (CAUSE, "inferred")
        assert answered(graph, Filter.of(as_of="2024-01-01")) == [], "what was inferred today was not known then"
    assert infer() == {"new": 0, "gone": 0, "kept": done["new"]}
    load_files(loaded)
    assert loaded.read("inferred_answers") == rows, "a source that is loaded again takes nothing of it back"
    assert infer("--undo") == {"new": 0, "gone": done["new"], "kept": 0}
    assert digest(loaded) == before
    assert infer("--undo") == {"new": 0, "gone": 0, "kept": 0}


def test_what_is_no_longer_inferred_goes_and_what_sources_say_stays(loaded: Writer) -> None:
    stated = loaded.read("told_answers")
    one = InferredAnswer(event=ANSWER, answers=CAUSE, method="matching", version="0", confidence=0.4, words="made up")
    assert write_inferred(loaded, [one]).new == 1
    done = infer()
    assert done["gone"] == 1, "the version is another"
    assert {row["version"] for row in loaded.read("inferred_answers")} == {"1"}
    write_inferred(loaded, [])
    assert loaded.read("told_answers") == stated
