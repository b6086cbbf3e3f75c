"""How loaders are found: by the constant, with one room for what several share."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import loaders as package
from loaders.base import loaders


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder beside the package's own in which modules are discovered."""
    monkeypatch.setattr(package, "__path__", [*package.__path__, str(tmp_path)])
    loaders.cache_clear()
    yield tmp_path
    for path in tmp_path.iterdir():
        sys.modules.pop(f"loaders.{path.stem}", None)
    loaders.cache_clear()


def test_what_begins_with_an_underscore_is_no_loader(room: Path) -> None:
    (room / "_ground.py").write_text("raise AssertionError('imported')\n", encoding="utf-8")
    assert "ofac" in loaders()
    assert not [name for name in loaders() if name.startswith("_")]


def test_a_module_without_a_loader_fails_at_start(room: Path) -> None:
    (room / "ground.py").write_text("LOADER = 1\n", encoding="utf-8")
    with pytest.raises(RuntimeError, match=r"loaders\.ground needs a constant LOADER"):
        loaders()


def test_two_loaders_of_one_name_fail_at_start(room: Path) -> None:
    (room / "twin.py").write_text("from loaders.ofac import LOADER\n", encoding="utf-8")
    with pytest.raises(RuntimeError, match="with a name of its own"):
        loaders()


def test_loaders_are_sorted_and_read_something() -> None:
    assert list(loaders()) == sorted(loaders())
    assert all(loader.suffixes and loader.about for loader in loaders().values())


@pytest.mark.parametrize("ground", ["_lists", "_streams"])
def test_the_ground_of_several_loaders_knows_none_of_them(ground: str) -> None:
    """It may ask for states; the loaders build on it and never on each other."""
    used = {
        node.module
        for path in (Path(package.__path__[0]) / ground).glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("loaders.")
    }
    assert {name for name in used if name and not name.startswith(f"loaders.{ground}")} <= {
        *("loaders._expectation", "loaders.base", "loaders.states", "loaders.states.resolve"),
    }


def test_loaders_of_streams_do_not_lean_on_each_other() -> None:
    """What two of them need is the ground's."""
    feeds = ("gdelt", "icews", "polecat")
    leaning = [
        f"{path.parent.name} imports {node.module}"
        for feed in feeds
        for path in (Path(package.__path__[0]) / feed).glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and any((node.module or "").startswith(f"loaders.{other}") for other in feeds if other != feed)
    ]
    assert leaning == []
