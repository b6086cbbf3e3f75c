"""The review in the terminal: one key judges a pair, shows why it was asked, and nothing is judged that was put off."""

from __future__ import annotations

from typing import Any

import pytest
from typer.testing import CliRunner, Result

from cli import resolve
from cli.main import build
from graph.identity.judgements import Judgement
from graph.identity.judging import Done

ROWS = [
    {
        "a": f"a:{n}",
        "b": f"b:{n}",
        "score": 1.5,
        "features": ["+5.0 born: 1960 / 1960", "-4.0 country: state:RUS / state:UKR"],
        "of": [
            {"id": f"{side}:{n}", "name": f"Ivan {side}", "kind": "Person", "aliases": ["Vanya"], "records": [f"{side}:{n}"]}
            for side in "ab"
        ],
    }
    for n in (1, 2, 3)
]
ACTS = [
    {
        "a": "a:act",
        "b": "b:act",
        "score": 6.0,
        "features": ["+9.0 date: 2024-03-25 / 2024-03-27"],
        "of": [
            {"id": f"{side}:act", "name": f"Listed by {side}", "action": "sanction", "days": "2024-03-25", "on": ["Volga Trading"]}
            for side in "ab"
        ],
    }
]


class Asked:
    """Stands for the graph: gives the questions that are left, and keeps what was judged."""

    def __init__(self) -> None:
        self.said: list[Judgement] = []

    def __enter__(self) -> Asked:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def read(self, name: str, *, skip: int, limit: int) -> list[dict[str, Any]]:
        judged = {one.a for one in self.said}
        rows = {"identity_questions": ROWS, "act_questions": ACTS}[name]
        return [row for row in rows if row["a"] not in judged][skip : skip + limit]

    def judge(self, _: object, one: Judgement) -> Done:
        self.said.append(one)
        return Done(
            one.id, 7, ((one.b, one.a),) if one.verdict == "same" and one.about == "actor" else (), 3, joined=int(one.about == "act")
        )

    def undo(self, _: object, id_: str, who: str) -> Done:
        assert (id_, who) == (self.said.pop().id, "ada")
        return Done(id_, 8, parted=1)


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ("ynu" + "q", ["same", "different", "unsure"]),
        ("sy" + "q", ["same"]),
        ("q", []),
        ("sss" + "q", []),
        ("bybn" + "q", ["different"]),
    ],
)
def test_one_key_judges_a_pair(monkeypatch: pytest.MonkeyPatch, keys: str, said: list[str]) -> None:
    graph, result = reviewed(monkeypatch, keys)
    assert [one.verdict for one in graph.said] == said
    assert all(one.who == "ada" and one.score == 1.5 and len(one.features) == 2 for one in graph.said)
    assert "1960 / 1960" in result.output
    assert ("b:1 is a:1 now; 3 edges went along." in result.output) is ("by" in keys or keys[0] == "y")


def test_acts_come_after_actors_and_are_shown_side_by_side(monkeypatch: pytest.MonkeyPatch) -> None:
    graph, result = reviewed(monkeypatch, "nnn" + "y")
    assert [(one.about, one.verdict) for one in graph.said] == [("actor", "different")] * 3 + [("act", "same")]
    for words in ("Listed by a", "Listed by b", "Volga Trading", "SAME_AS: 1 written", "No pair is left"):
        assert words in result.output, result.output
    graph, result = reviewed(monkeypatch, "n", "--about", "act")
    assert [one.about for one in graph.said] == ["act"]


def reviewed(monkeypatch: pytest.MonkeyPatch, keys: str, *options: str) -> tuple[Asked, Result]:
    graph, pressed = Asked(), iter(keys)
    monkeypatch.setattr(resolve, "_writer", lambda: graph)
    monkeypatch.setattr(resolve, "judge", graph.judge)
    monkeypatch.setattr(resolve, "undo", graph.undo)
    monkeypatch.setattr("typer.getchar", lambda: next(pressed))
    result = CliRunner().invoke(build(), ["resolve", "review", "--who", "ada", *options])
    assert result.exit_code == 0, result.output
    return graph, result


@pytest.mark.parametrize("words", [["a:1", "b:1", "perhaps"], ["a:1", "b:1", "same", "--about", "tie"]])
def test_another_word_is_refused(words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resolve, "_writer", Asked)
    result = CliRunner().invoke(build(), ["resolve", "judge", *words])
    assert result.exit_code == 2
    assert "One of" in result.output
