"""Dumps and what stands beside them, without a server: descriptions, the newest one, what doctor says of it."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.checks import dumps
from cli.main import build
from cli.terminal import USAGE
from graph.errors import InputError
from graph.keeping import FOLDER, Kept, description, newest, read_description
from graph.settings import Settings, load_settings

KEPT = Kept("2026-11-01T00:00:00+00:00", "d" * 64, 3, 2, "e1", 7, 2, "2026.09.0", bytes=4, sha256="s")


def make(file: Path, kept: Kept = KEPT, age_s: float = 0.0) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"dump")
    description(file).write_text(json.dumps(asdict(kept)), "utf-8")
    moment = 1_800_000_000 - age_s
    os.utime(description(file), (moment, moment))
    return file


def test_the_newest_is_the_one_described_last(tmp_path: Path) -> None:
    assert newest(tmp_path) is None
    make(tmp_path / "b.dump", age_s=60)
    last = make(tmp_path / "a.dump")
    (tmp_path / "z.dump").write_bytes(b"begun and never described")
    assert newest(tmp_path) == last
    assert read_description(last) == KEPT


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"at": 1, "more": 2}', "\xff"])
def test_what_is_no_description_is_refused(tmp_path: Path, text: str) -> None:
    file = make(tmp_path / "a.dump")
    description(file).write_bytes(text.encode("latin-1"))
    with pytest.raises(InputError, match="no description of a dump"):
        read_description(file)


def test_doctor_tells_the_newest_dump_and_one_that_is_cut(tmp_path: Path) -> None:
    own = Settings(data_dir=tmp_path, neo4j_uri="")
    assert (dumps(own).state, "none in" in dumps(own).text) == ("ok", True)
    file = make(tmp_path / FOLDER / "a.dump")
    assert (dumps(own).state, dumps(own).text) == ("ok", "a.dump of 2026-11-01T00:00:00+00:00: 3 nodes, 2 relationships")
    file.write_bytes(b"du")
    assert dumps(own).state == "fail"
    file.unlink()
    assert dumps(own).state == "fail"


@pytest.mark.parametrize("words", [["dump"], ["restore", "{file}", "--yes"]])
def test_a_server_that_is_not_ours_is_not_dumped_or_replaced(words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = make(tmp_path / "a.dump")
    monkeypatch.setenv("RETORSION_NEO4J_URI", "bolt://127.0.0.1:1")
    load_settings.cache_clear()
    result = CliRunner().invoke(build(), ["engine", *(word.format(file=file) for word in words)])
    load_settings.cache_clear()
    assert (result.exit_code, "neither starts nor stops" in result.output) == (USAGE, True)


def test_a_restore_asks_and_no_is_no(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = make(tmp_path / "a.dump")
    monkeypatch.setenv("RETORSION_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("RETORSION_NEO4J_URI", raising=False)
    load_settings.cache_clear()
    result = CliRunner().invoke(build(), ["engine", "restore", str(file)], input="n\n")
    load_settings.cache_clear()
    assert result.exit_code == 1
    assert "3 nodes, 2 relationships" in result.output
    assert not (tmp_path / "data").exists()
