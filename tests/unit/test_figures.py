"""Figures: each answer can be drawn, equal answers give equal files, and every caption says where the numbers come from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from graph.errors import QuestionError
from graph.figures import FIGURES, draw
from graph.figures.sheet import caption

WINDOW = {"first": "2018-01-01", "last": "2018-12-31"}
TOLD = {"scale": "rung, ordinal", "dedup": "an act counts once", "window": WINDOW}


def event(id_: str, day: str, rung: int) -> dict[str, Any]:
    cited = [{"source": "s1"}]
    return {"id": id_, "is_tie": False, "date": day, "date_to": day, "rung": rung, "text": f"Act {id_} for $5 & <more>", "sources": cited}


EVENTS = [event("x:a", "2018-03-14", 4), event("x:b", "2018-03-17", 4), event("x:c", "2018-05-01", -2)]
STEP = {"date_to": "2018-03-14", "action": "expulsion_diplomats", "highest_before": None}
LINK = {"answer": "x:b", "answered": "x:a", "basis": "stated", "latency_days": {"min": 2, "max": 4}, "rung_difference": 0}
ROW = {"source": "state:A", "target": "state:B", "word": "climbing", "rung_before": None, "rung_now": 4, "discovered": False}
SERIES = {"hostile": {"series": [0.0, 2.0, 1.5], "percentile": {"insufficient": {"have": 3, "need": 20, "what": "acts in five years"}}}}
DATA: dict[str, dict[str, Any]] = {
    "relation": {
        "a": "state:A",
        "b": "state:B",
        "verdict": {"word": "climbing", "form": "sparse"},
        "measures": {"tension": {"ab": SERIES, "ba": SERIES}},
        "ladder": {
            "a_to_b": [{**STEP, "event": "x:a", "date": "2018-03-14", "rung": 4, "step_up": False}],
            "b_to_a": [{**STEP, "event": "x:b", "date": "2018-03-01", "rung": 5, "step_up": True}],
        },
    },
    "latency": {"responses": [LINK, {**LINK, "basis": "inferred", "rung_difference": 1}]},
    "chain": {
        "event": "x:a",
        "back": [],
        "forward": [LINK],
        "line": {
            "events": ["x:a", "x:b"],
            "rungs": [4, 4],
            "kind": "exchange",
            "length": 2,
            "chance": {"p": 0.5},
            "chance_of": {"kind": "exchange", "length": 2},
        },
    },
    "board": {
        "day": "2018-04-15",
        "dyads": 2,
        "discovered": 1,
        "rows": [
            {**ROW, "log_ratio": None, "standard_error": None},
            {**ROW, "log_ratio": 0.8, "standard_error": 0.2, "discovered": True},
        ],
    },
}
DATA["ladder"] = DATA["relation"]
EMPTY: dict[str, dict[str, Any]] = {
    "relation": DATA["relation"] | {"measures": {}, "ladder": {"a_to_b": [], "b_to_a": []}},
    "ladder": DATA["ladder"] | {"ladder": {"a_to_b": [], "b_to_a": []}},
    "latency": {"responses": []},
    "board": DATA["board"] | {"rows": []},
}


def envelope(data: dict[str, Any]) -> dict[str, Any]:
    return {
        "data": data | TOLD,
        "events": EVENTS,
        "actors": [{"id": "state:A", "name": "A $ land"}, {"id": "state:B", "name": "B"}],
        "sources": [{"id": "s1", "publisher": "Gazette"}],
        "meta": {"as_of": "2018-06-30", "truncated_because": None, "question": {"a": "state:A", "b": "state:B"}},
    }


@pytest.mark.parametrize("ending", [".svg", ".png"])
@pytest.mark.parametrize("name", sorted(FIGURES))
def test_equal_answers_give_equal_files(name: str, ending: str, tmp_path: Path) -> None:
    first, second = tmp_path / f"first{ending}", tmp_path / f"second{ending}"
    for path in (first, second):
        draw(name, envelope(DATA[name]), path)
    assert first.read_bytes() == second.read_bytes()
    assert len(first.read_bytes()) > 10_000
    assert b"<dc:date>" not in first.read_bytes(), "no day of making"


@pytest.mark.parametrize("name", sorted(EMPTY))
def test_an_empty_answer_is_a_figure_that_says_so(name: str, tmp_path: Path) -> None:
    draw(name, envelope(EMPTY[name]), tmp_path / "empty.svg")
    assert (tmp_path / "empty.svg").stat().st_size > 5_000


def test_the_caption_says_scale_window_counting_and_sources() -> None:
    assert caption(envelope(DATA["latency"])) == (
        "Scale: rung, ordinal. Window: 2018-01-01 to 2018-12-31, as public by 2018-06-30. Counting: an act counts once. "
        "Sources: Gazette. 3 events shown. Retorsion."
    )


def test_a_wrong_name_is_said(tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match="There is no figure 'pie'"):
        draw("pie", envelope({}), tmp_path / "pie.svg")
    with pytest.raises(QuestionError, match=r"no \.pdf"):
        draw("board", envelope(DATA["board"]), tmp_path / "board.pdf")
