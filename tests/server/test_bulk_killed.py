"""A bulk load that dies at any point leaves the graph as it was, or whole as it was to be; and it can run again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from graph.digest import Digest, digest
from graph.engine import Endpoint, ensure_running, stop
from graph.errors import EngineError
from graph.ingest.bulk.files import ImportFiles
from graph.ingest.bulk.frames import Columnar
from graph.ingest.bulk.load import load_bulk
from graph.schema import prepare
from graph.settings import ROOT, Settings
from graph.store import Writer
from loaders.gdelt import LOADER
from tests.conftest import load_files

pytestmark = pytest.mark.server
SLOT = Path(__file__).parents[1] / "data" / "gdelt" / "20180315123000.export.CSV"
# Tells each step, so that the test knows where to kill.
CHILD = """
import sys
from pathlib import Path
from graph.ingest import Options
from graph.ingest.bulk.load import load_bulk
from graph.settings import Settings
from loaders.gdelt import LOADER

def tell(label, done, total, unit):
    print(label, flush=True)

(load,) = LOADER.read((Path(sys.argv[2]),))
load_bulk(Settings(data_dir=Path(sys.argv[1]), neo4j_uri=""), load.dataset, load.stream, Options(progress=tell))
print("ended", flush=True)
"""


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory, endpoint: Endpoint) -> Iterator[Settings]:
    """A graph of this module's own that holds the chronology; `endpoint` says whether there can be one."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("own"), neo4j_uri="")
    with Writer(ensure_running(settings)) as writer:
        prepare(writer)
        load_files(writer)
    yield settings
    stop(settings)


def look(settings: Settings) -> tuple[Digest, str]:
    with Writer(ensure_running(settings)) as writer:
        return digest(writer), writer.read("graph_state")[0]["epoch"]


def kill_at(settings: Settings, step: str) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(settings.data_dir), str(SLOT)], cwd=ROOT, env=os.environ, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    reached = next((line for line in child.stdout if line.strip() == step), "")
    child.send_signal(signal.SIGKILL)
    assert child.wait() == -signal.SIGKILL
    child.stdout.close()
    assert reached, f"it ended before {step}"


@pytest.mark.parametrize("step", ["carrying over", "Stopping Neo4j", "neo4j-admin database import", "constraints and indexes"])
def test_killed_before_the_end_the_graph_is_as_it_was(own: Settings, step: str) -> None:
    before = look(own)
    kill_at(own, step)
    assert look(own) == before


def test_a_value_that_the_import_refuses_changes_nothing(own: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    before = look(own)
    told = ImportFiles.arguments

    def spoilt(files: ImportFiles) -> list[str]:
        path = files.folder / "edges-0.csv"
        path.write_text(path.read_text("utf-8").replace("2018-03-15", "no day at all", 1), "utf-8")
        return told(files)

    (load,) = LOADER.read((SLOT,))
    assert isinstance(load.stream, Columnar)
    monkeypatch.setattr(ImportFiles, "arguments", spoilt)
    with pytest.raises(EngineError, match="no day at all"):
        load_bulk(own, load.dataset, load.stream)
    assert look(own) == before


def test_a_disk_without_room_is_told_before_anything_is_done(own: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    before = look(own)
    (load,) = LOADER.read((SLOT,))
    assert isinstance(load.stream, Columnar)
    monkeypatch.setattr("graph.engine.importing.shutil.disk_usage", lambda _: SimpleNamespace(free=0))
    with pytest.raises(EngineError, match="free beside the store; there are 0"):
        load_bulk(own, load.dataset, load.stream)
    assert look(own) == before


def test_killed_at_the_last_step_the_store_is_whole_and_the_next_load_ends(own: Settings) -> None:
    before = look(own)
    kill_at(own, "putting the new store in place")
    there = look(own)
    assert there == before or there[0].relationships > before[0].relationships
    (load,) = LOADER.read((SLOT,))
    assert isinstance(load.stream, Columnar)
    report = load_bulk(own, load.dataset, load.stream) if there == before else None
    assert report is None or report.written == 8
    after = look(own)
    assert after[0].relationships > before[0].relationships
    assert after[1] != before[1]
    assert not list(own.data_dir.glob("import/*"))
