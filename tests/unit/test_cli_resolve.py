"""The review in the terminal: one key judges a pair, shows why it was asked, and nothing is judged that was put off."""

from __future__ import annotations

from typing import Any

import pytest
from typer.testing import CliRunner

from cli import resolve
from cli.main import build
from graph.identity.judgements import Judgement
from graph.identity.merge import Moved

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


class Asked:
    """Stands for the graph: gives the questions that are left, and keeps what was judged."""

    def __init__(self) -> None:
        self.said: list[Judgement] = []

    def __enter__(self) -> Asked:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def read(self, name: str, *, skip: int, limit: int) -> list[dict[str, Any]]:
        assert name == "identity_questions"
        judged = {one.a for one in self.said}
        return [row for row in ROWS if row["a"] not in judged][skip : skip + limit]

    def judge(self, _: object, one: Judgement) -> Moved:
        self.said.append(one)
        return Moved(7, ((one.b, one.a),) if one.verdict == "same" else (), 3)


@pytest.mark.parametrize(
    ("keys", "said"),
    [("yn" + "u", ["same", "different", "unsure"]), ("sy" + "q", ["same"]), ("q", []), ("sss", [])],
)
def test_one_key_judges_a_pair(monkeypatch: pytest.MonkeyPatch, keys: str, said: list[str]) -> None:
    graph, pressed = Asked(), iter(keys)
    monkeypatch.setattr(resolve, "_writer", lambda: graph)
    monkeypatch.setattr(resolve, "judge", graph.judge)
    monkeypatch.setattr("typer.getchar", lambda: next(pressed))
    result = CliRunner().invoke(build(), ["resolve", "review", "--who", "ada"])
    assert result.exit_code == 0, result.output
    assert [one.verdict for one in graph.said] == said
    assert all(one.who == "ada" and one.score == 1.5 and len(one.features) == 2 for one in graph.said)
    assert "1960 / 1960" in result.output
    assert ("b:1 is a:1 now; 3 edges went along." in result.output) is (keys[0] == "y")


def test_two_ids_that_are_one_are_refused() -> None:
    result = CliRunner().invoke(build(), ["resolve", "judge", "a:1", "a:1", "same"])
    assert result.exit_code == 2
    assert "one id" in result.output
