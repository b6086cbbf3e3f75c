"""How answers, chains and the board look, on envelopes made by hand: the basis of each answer, chance, what has changed."""

from __future__ import annotations

from typing import Any

from cli import render_responses
from tests.unit.test_cli_render import action, shown, view

TOLD = {"scale": "rung", "dedup": "once", "window": {"first": "2020-01-01", "last": "2022-12-31"}}
EVENTS = (action(), action("x:reply", text="It answered.", rung=4))


def answer(**other: Any) -> dict[str, Any]:
    return {
        "answer": "x:reply",
        "answered": "x:hack",
        "basis": "inferred",
        "probability": 0.42,
        "speaks": ["the same family (cyber)", "3 days later"],
        "words": None,
        "latency_days": {"min": 0, "max": 30},
        "simultaneous": False,
        "rung": 4,
        "answered_rung": 3,
    } | other


def test_answers_say_how_sure_they_are_and_why() -> None:
    rows = [answer(), answer(basis="stated", probability=0.9, words="in answer to"), answer(probability=None)]
    pair = {"events": ["x:hack", "x:reply"], "day": "2021-02-01", "family": "cyber"}
    data = {"responses": rows, "simultaneous": [pair], "counts": {"stated": 1, "inferred": 2, "simultaneous": 1}} | TOLD
    text = shown(render_responses.responses, view(data, *EVENTS))
    assert "1 stated answer, 2 inferred (2020-01-01 to 2022-12-31)" in text
    assert "p = 0.42  after 0 to 30 days  It answered. (2021 (year), rung 4)" in text
    assert "the same family (cyber); 3 days later" in text
    assert '"in answer to"' in text
    assert "2021-02-01  China spied on United Kingdom | It answered." in text
    assert "Scale: rung. Window: 2020-01-01 to 2022-12-31. Counting: once." in text


def line(**other: Any) -> dict[str, Any]:
    base = {"events": ["x:hack", "x:reply"], "rungs": [3, 4], "kind": "spiral", "length": 2, "stated": 1}
    of = {"sides": ["CHN", "GBR"], "kind": "spiral", "length": 2, "until": "2021-12-31"}
    return base | {"chance": {"p": 0.25, "mean": 1.5, "q95": 3.0, "shifts": 199}, "chance_of": of} | other


def chain(**other: Any) -> str:
    data = {"event": "x:hack", "back": [], "forward": [answer(depth=1)], "line": line(**other)} | TOLD
    return shown(render_responses.chain, view(data, *EVENTS))


def test_a_chain_says_what_its_line_is_and_what_chance_would_bring() -> None:
    text = chain()
    assert "Nothing stated or inferred." in text
    assert "The line through it: spiral, 2 acts, 1 of 1 answers stated" in text
    assert "China and United Kingdom: spiral of 2 acts in the line; by chance 1.5 on average, p = 0.25" in text
    assert "Chance has no say" in chain(chance=None, chance_of=None)
    lacks = {"insufficient": {"have": 1, "need": 2, "what": "acts"}}
    assert "insufficient to say what chance would bring: 1 of 2 acts." in chain(chance=lacks)
    assert "The line through it: 1 act" in chain(kind="alone", length=1, events=["x:hack"], rungs=[3], chance=None)


def test_the_board_shows_statistics_where_there_are_any_and_what_has_changed() -> None:
    row = {"source": "CHN", "target": "GBR", "events": ["x:hack"], "rung_before": None, "rung_now": 3, "acts_before": 0.0, "acts_now": 2.0}
    rows = [
        row | {"word": "escalating", "log_ratio": 0.81, "q_value": 0.004, "discovered": True},
        row | {"word": "climbing", "log_ratio": None, "q_value": None, "discovered": False},
    ]
    data = {"day": "2022-12-31", "since": "2022-12-24", "rows": rows, "dyads": 2, "compared": 1, "discovered": 1, "fdr": 0.05, "changed": 1}
    changes = [{"source": "CHN", "target": "GBR", "before": "quiet", "now": "escalating"}]
    text = shown(render_responses.board, view(data | {"changes": changes} | TOLD, *EVENTS))
    assert "2022-12-31: 2 dyads moved, 1 with data enough, 1 discovered" in text
    assert "China on United Kingdom  escalating  +0.81      0.004 *  0 > 2  - > 3" in text
    assert "Changed since 2022-12-24: 1 dyad" in text
    assert "China on United Kingdom: quiet -> escalating" in text
