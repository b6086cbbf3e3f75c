"""A graph dumped and restored on a server of its own: compared by digest, under a running service, and whatever fails changes nothing."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from graph import keeping
from graph.digest import Digest, digest
from graph.engine import Endpoint, ensure_running, status, stop
from graph.engine.turns import Holder, take_turn
from graph.errors import EngineError, InputError, SchemaError
from graph.keeping import Kept, description, dump, read_description, restore
from graph.schema import prepare
from graph.settings import ROOT, Settings
from graph.store import Writer
from tests.conftest import load_files
from tests.serving import served
from tests.snippets import snippets

pytestmark = pytest.mark.server
# Tells each step, so that the test knows where to kill.
CHILD = """
import sys
from pathlib import Path
from graph.keeping import restore
from graph.settings import Settings

restore(Settings(data_dir=Path(sys.argv[1]), neo4j_uri=""), Path(sys.argv[2]), progress=lambda label, *_: print(label, flush=True))
"""


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory, endpoint: Endpoint) -> Iterator[Settings]:
    """A graph of this module's own that holds the chronology; `endpoint` says whether there can be one."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("own"), neo4j_uri="", index_poll_s=0.2)
    with Writer(ensure_running(settings)) as writer:
        prepare(writer)
        load_files(writer)
    yield settings
    stop(settings)


@pytest.fixture(scope="module")
def kept(own: Settings) -> tuple[Path, Kept]:
    return dump(own, check=False)


def look(settings: Settings) -> tuple[Digest, str]:
    with Writer(ensure_running(settings)) as writer:
        return digest(writer), writer.read("graph_state")[0]["epoch"]


def test_a_dump_is_compared_and_the_server_runs_where_it_ran(own: Settings) -> None:
    before, address = look(own), status(own).uri
    file, told = dump(own)
    assert look(own) == before
    assert status(own).uri == address
    assert (told.digest, told.nodes, told.relationships, told.epoch) == (
        before[0].value,
        before[0].nodes,
        before[0].relationships,
        before[1],
    )
    assert read_description(file) == told
    assert file.stat().st_size == told.bytes > 10_000
    assert keeping.newest(own.data_dir / keeping.FOLDER) == file
    assert not list(own.data_dir.glob("import/*"))


def test_an_older_graph_is_restored_under_a_running_service(own: Settings, kept: tuple[Path, Kept], tmp_path: Path) -> None:
    before, epoch = look(own)
    example = next(one for one in snippets(ROOT / "docs/howto/own-events.md") if one.title)
    (tmp_path / example.title).write_text(example.body, "utf-8")
    with Writer(ensure_running(own)) as writer:
        load_files(writer, tmp_path / example.title)
    assert look(own)[0] != before
    with served(own, ensure_running(own)) as address:
        assert until(address, "/v1/paths?from=QQA&to=QQB", 200)["data"]["paths"]
        restore(own, kept[0])
        until(address, "/v1/actors/QQA", 404)
        answer = until(address, "/v1/paths?from=Intel&to=APT31", 200)
        assert answer["data"]["paths"]
        assert not answer["meta"].get("index_suspect")
        assert answer["meta"]["graph_version"].partition(":")[0] == look(own)[1]
    after, renewed = look(own)
    assert after == before
    assert renewed not in (epoch, kept[1].epoch)
    assert not list(own.data_dir.glob("import/*"))


def until(address: str, path: str, code: int, seconds: float = 60.0) -> dict[str, Any]:
    """What the service says once it says it with this code; meanwhile nothing but 503."""
    end = time.monotonic() + seconds
    while True:
        answer = httpx.get(address + path, timeout=60)
        if answer.status_code == code:
            found: dict[str, Any] = answer.json()
            return found
        assert answer.status_code in (200, 503), answer.text
        assert time.monotonic() < end, answer.text
        time.sleep(0.1)


def test_nothing_is_dumped_or_restored_while_somebody_loads(own: Settings, kept: tuple[Path, Kept]) -> None:
    with take_turn(own.data_dir, Holder(1, "", "gdelt", "now"), 0, lambda _: None):
        with pytest.raises(EngineError, match="loads gdelt since now"):
            dump(own)
        with pytest.raises(EngineError, match="loads gdelt since now"):
            restore(own, kept[0])


def test_a_damaged_dump_one_of_a_newer_program_and_one_alone_are_refused(own: Settings, kept: tuple[Path, Kept], tmp_path: Path) -> None:
    before = look(own)
    file = tmp_path / "copy.dump"
    content = bytearray(kept[0].read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    with pytest.raises(InputError, match="the description of the dump is not there"):
        restore(own, file)
    description(file).write_text(json.dumps(asdict(kept[1])), "utf-8")
    with pytest.raises(InputError, match="its SHA-256 is another"):
        restore(own, file)
    file.write_bytes(kept[0].read_bytes())
    description(file).write_text(json.dumps(asdict(replace(kept[1], schema_version=99))), "utf-8")
    with pytest.raises(SchemaError, match="schema 99"):
        restore(own, file)
    assert look(own) == before


def test_what_is_not_the_graph_that_was_kept_is_not_put_in_place(own: Settings, kept: tuple[Path, Kept], tmp_path: Path) -> None:
    before = look(own)
    file = tmp_path / "other.dump"
    file.write_bytes(kept[0].read_bytes())
    description(file).write_text(json.dumps(asdict(replace(kept[1], digest="0" * 64))), "utf-8")
    with pytest.raises(EngineError, match="does not hold the graph that was dumped"):
        restore(own, file)
    assert look(own) == before
    assert not list(own.data_dir.glob("import/*"))


def test_a_restore_killed_on_the_way_changes_nothing_and_can_run_again(own: Settings, kept: tuple[Path, Kept]) -> None:
    before = look(own)
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(own.data_dir), str(kept[0])], cwd=ROOT, env=os.environ, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert "Starting Neo4j\n" in iter(child.stdout.readline, "")
    child.send_signal(signal.SIGKILL)
    assert child.wait() == -signal.SIGKILL
    child.stdout.close()
    assert look(own) == before
    restore(own, kept[0])
    assert look(own)[0] == before[0]
    assert not list(own.data_dir.glob("import/*"))
