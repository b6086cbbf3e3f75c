"""`recorded_as_of`: after a correction the graph says the new thing, and still knows what it said before."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
import pytest

from graph import answers
from graph.answers import Filter, GraphOptions
from graph.engine import Endpoint
from graph.errors import UnknownError
from graph.store import Store, Writer
from tests.conftest import load_files

pytestmark = pytest.mark.server

TEXT = """
chronology: 1
dataset: d
title: T
publisher: P
licence: CC0-1.0
sources:
  s: {title: S, publisher: P, published: 2024-02-01}
actors:
  NOR: {kind: State, name: Norway}
  CHN: {kind: State, name: China}
actions:
  - id: first
    date: 2024-01-05
    by: NOR
    action: sanction
    targets: CHN
    magnitude: 3
    unit: listings
    sources: [s]
  - id: second
    date: 2024-01-09
    by: CHN
    action: denial
    targets: NOR
    denies: [first]
    quote: groundless
    sources: [s]
"""


@pytest.fixture
def ask(endpoint: Endpoint) -> Callable[..., dict[str, Any]]:
    def call(question: Callable[..., Awaitable[answers.Answer]], *args: Any, **options: Any) -> dict[str, Any]:
        async def run() -> dict[str, Any]:
            async with Store(endpoint, timeout_s=30) as store:
                return (await question(store, *args, **options)).envelope()

        return anyio.run(run)

    return call


def load(writer: Writer, folder: Path, text: str) -> int:
    """Load a chronology of this text; the number of its last commit."""
    file = folder / "d.yaml"
    file.write_text(text, encoding="utf-8")
    (report,) = load_files(writer, file)
    assert not report.rejected
    assert report.balanced
    return report.seq


def event_of(answer: dict[str, Any], id_: str) -> dict[str, Any]:
    return next(event for event in answer["events"] if event["id"] == id_)


def test_a_corrected_row_is_seen_as_it_was(writer: Writer, tmp_path: Path, ask: Callable[..., dict[str, Any]]) -> None:
    before = load(writer, tmp_path, TEXT)
    changed = TEXT.replace("date: 2024-01-05", "date: 2024-01-06").replace("magnitude: 3", "magnitude: 4")
    after = load(writer, tmp_path, changed)
    assert after > before

    for recorded, day, magnitude, retracted in ((str(before), "2024-01-05", 3, True), (str(after), "2024-01-06", 4, False)):
        filter_ = Filter.of(recorded_as_of=recorded)
        page = ask(answers.events, source="NOR", filter=filter_)
        assert page["data"]["events"] == ["d:first"]
        one = event_of(page, "d:first")
        assert (one["date"], one["magnitude"], one["retracted"]) == (day, magnitude, retracted)
        lane = ask(answers.timeline, "NOR", "CHN", filter=filter_)
        assert event_of(lane, "d:first")["date"] == day
        (edge,) = (
            e
            for e in ask(answers.subgraph, ["NOR"], options=GraphOptions(ties=False), filter=filter_)["data"]["edges"]
            if e["source"] == "state:NOR"
        )
        assert edge["date"] == day
        assert event_of(ask(answers.event, "d:first", recorded_as_of=recorded), "d:first")["date"] == day


def test_a_withdrawn_denial_is_still_known_to_have_been_made(writer: Writer, tmp_path: Path, ask: Callable[..., dict[str, Any]]) -> None:
    before = load(writer, tmp_path, TEXT)
    after = load(writer, tmp_path, TEXT[: TEXT.index("  - id: second")])
    disputed = [event_of(ask(answers.event, "d:first", recorded_as_of=str(seq)), "d:first")["disputed"] for seq in (before, after)]
    assert disputed == [True, False]
    assert ask(answers.events, source="CHN", filter=Filter.of(recorded_as_of=str(before)))["data"]["events"] == ["d:second"]
    assert ask(answers.events, source="CHN", filter=Filter.of())["data"]["events"] == []


def test_what_was_not_stored_yet_is_not_there(writer: Writer, tmp_path: Path, ask: Callable[..., dict[str, Any]]) -> None:
    load(writer, tmp_path, TEXT)
    assert ask(answers.events, source="NOR", filter=Filter.of(recorded_as_of="1999-01-01"))["data"]["events"] == []
    with pytest.raises(UnknownError):
        ask(answers.event, "d:first", recorded_as_of="0")
    today = ask(answers.events, source="NOR", filter=Filter.of(recorded_as_of="2999-01-01"))
    assert today["data"]["events"] == ["d:first"]
