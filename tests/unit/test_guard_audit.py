"""The audit: a line for each query, whatever is in it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from graph.guard.audit import Audit


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\x85", "\x0b", "\r", "\n", "\ud800", "\u202e", "中"])
def test_no_query_ends_its_line_before_its_time(mark: str, tmp_path: Path) -> None:
    text = f'RETURN \'{mark}\' // {{"key": "nobody"}}'
    Audit(tmp_path / "audit.jsonl").write(key="k", text=text, parameters={"p": [1]}, state="refused")
    (line,) = (tmp_path / "audit.jsonl").read_text("utf-8").splitlines()
    assert json.loads(line)["query"] == text
    assert json.loads(line)["parameters"] == {"p": 3}
