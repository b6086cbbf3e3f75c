"""Export jobs without a database: their file is whole or not there, a killed one goes on with what it had read, and their time ends."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from api.schemas_export import job_answer, public_fault
from graph.errors import GoneError, QuestionError, SettingsError, UnknownError
from graph.export import Format, Job, Sink, Spool, Subgraph, find_job, format_named, write_job
from graph.settings import ROOT, Settings
from tests.exports import edge, node, small, written

NODES = [node("state:AAA"), node("state:BBB", aliases=["é"])]
EDGES = [edge("t:1", "state:AAA", "state:BBB", statement="t:s", mixed=1), edge("t:2", "state:BBB", "state:AAA", mixed="x")]
ASKED = {"question": {"of": "/v1/graph"}, "file": "retorsion-gexf.gexf"}


def read(spool: Spool) -> Subgraph:
    return small(spool, NODES, EDGES, statements=[{"id": "t:s", "text": "said"}])


def never(spool: Spool) -> Subgraph:
    raise AssertionError("it was read already")


def job_in(folder: Path, **told: Any) -> Job:
    return Job.create(folder, ASKED, owner="me", **told)


@pytest.mark.parametrize("name", ["gexf", "stix", "csv", "ndjson", "parquet"])
def test_the_file_of_a_job_is_the_file_of_a_download(tmp_path: Path, name: str) -> None:
    job = job_in(tmp_path)
    stages: list[str] = []
    with job.shown(1):
        write_job(job, read, format_named(name), gzip=False, progress=lambda label, done, total, unit: stages.append(label))
    with Spool() as spool:
        assert job.file.read_bytes() == written(read(spool), name)
    kept = json.loads((job.folder / "job.json").read_text())
    assert (kept["state"], kept["bytes"]) == ("finished", job.file.stat().st_size)
    assert kept["sha256"] == hashlib.sha256(job.file.read_bytes()).hexdigest()
    assert kept["manifest"]["counts"] == {"nodes": 2, "edges": 2}
    assert "share-alike" not in kept["manifest"]["graph_version"]
    assert kept["manifest"]["notices"]
    assert stages == [f"writing {name}"] * len(stages)
    assert {path.name for path in job.folder.iterdir()} == {"job.json", job.file.name}, "what was read is gone"


def test_what_breaks_off_leaves_no_file(tmp_path: Path) -> None:
    def fail(graph: Subgraph, sink: Sink) -> None:
        sink.write(b"x" * 200_000)
        if sink.written:
            raise QuestionError("It cannot be.", parameter="format")

    job = job_in(tmp_path)
    with pytest.raises(QuestionError), job.shown(1):
        write_job(job, read, Format(name="bad", suffix=".bad", media_type="a/b", about="", keeps="", write=fail), gzip=False)
    assert not job.file.exists()
    assert not list(job.folder.glob("*.part"))
    again = Job.open(tmp_path, job.id)
    assert again
    assert (again.state, again.facts["error"]["message"], again.facts["error"]["parameter"]) == ("failed", "It cannot be.", "format")


KILLED = """
import sys, time
from pathlib import Path
from typing import Any
from graph.export import Format, Job, Subgraph, write_job
from tests.unit.test_export_job_files import read

def hang(graph, sink):
    sink.write(b"half a file" * 20_000)
    if type(graph) is Subgraph:  # not the few rows of the estimate
        graph.spool.change("CREATE INDEX IF NOT EXISTS by_statement ON edges (statement, id)")
        print("writes", flush=True)
        time.sleep(60)

job = Job.open(Path(sys.argv[1]), sys.argv[2])
with job.shown(1):
    write_job(job, read, Format(name="slow", suffix=".slow", media_type="a/b", about="", keeps="", write=hang), gzip=False)
"""


def test_a_killed_job_leaves_no_half_file_and_goes_on_with_what_it_had_read(tmp_path: Path) -> None:
    job = job_in(tmp_path)
    process = subprocess.Popen([sys.executable, "-c", KILLED, str(tmp_path), job.id], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "writes\n"
    during = Job.open(tmp_path, job.id)
    assert during
    assert during.alive
    with pytest.raises(SettingsError, match="runs already"), during.shown(1):
        raise AssertionError("two of one job")
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    left = Job.open(tmp_path, job.id)
    assert left
    assert (left.state, left.alive, left.file.exists()) == ("running", False, False)
    with left.shown(1):
        write_job(left, never, format_named("stix"), gzip=False)
    with Spool() as spool:
        assert left.file.read_bytes() == written(read(spool), "stix")
    assert left.facts["goes_on"] is True


def test_rows_that_were_read_in_part_are_read_again(tmp_path: Path) -> None:
    job = job_in(tmp_path)
    with Spool(job.folder) as spool:
        spool.add("nodes", ())
    (job.folder / "spool.db").write_bytes((job.folder / "spool.db").read_bytes()[:5000])
    with job.shown(1):
        write_job(job, read, format_named("json"), gzip=True)
    assert job.facts["goes_on"] is False
    with Spool() as spool:
        assert job.file.read_bytes() == written(read(spool), "json", gzip=True)


def test_a_job_expires_and_is_told_from_one_that_never_was(tmp_path: Path) -> None:
    job = job_in(tmp_path)
    with job.shown(1):
        write_job(job, read, format_named("json"), gzip=False)
    assert find_job(tmp_path, job.id, "me").file.exists()
    assert not job.expire(datetime.now(UTC) + timedelta(minutes=59))
    assert job.expire(datetime.now(UTC) + timedelta(minutes=61))
    assert not job.file.exists()
    with pytest.raises(GoneError, match="has expired"):
        find_job(tmp_path, job.id, "me")
    for id_, owner in ((job.id, "you"), ("never", "me"), ("../x", "me")):
        with pytest.raises(UnknownError):
            find_job(tmp_path, id_, owner)
    job.expire(datetime.now(UTC) + timedelta(days=40))
    assert not job.folder.exists()


def test_an_expired_job_leaves_the_file_that_a_person_wanted(tmp_path: Path) -> None:
    wanted = tmp_path / "mine.json"
    job = job_in(tmp_path / "exports", id_="weekly", output=wanted)
    with job.shown(1):
        write_job(job, read, format_named("json"), gzip=False)
    assert job.is_there("epoch:1")
    assert not job.is_there("epoch:2")
    assert job.expire(datetime.now(UTC) + timedelta(hours=2))
    assert wanted.exists()
    assert not job.is_of_service


@pytest.mark.parametrize("id_", ["a/b", "..", ".hidden", "", "x" * 101])
def test_an_id_is_no_path(tmp_path: Path, id_: str) -> None:
    assert Job.open(tmp_path, id_) is None
    if id_:
        with pytest.raises(SettingsError):
            job_in(tmp_path, id_=id_)


def test_a_process_that_died_long_ago_is_not_alive_though_its_number_is_taken(tmp_path: Path) -> None:
    job = job_in(tmp_path)
    old = (datetime.now(UTC) - timedelta(minutes=5)).isoformat()
    job.facts |= {"state": "running", "pid": os.getpid(), "updated_at": old}
    assert not job.alive
    job.facts["updated_at"] = datetime.now(UTC).isoformat()
    assert job.alive


def test_a_job_whose_database_is_away_fails_and_its_asker_learns_no_address(tmp_path: Path) -> None:
    job = Job.create(tmp_path, {"question": {"of": "/v1/graph"}, "file": "x.json"}, owner="me")
    settings = Settings(data_dir=tmp_path, neo4j_uri="").model_dump(mode="json")
    nowhere = {"uri": "bolt://127.0.0.1:1", "user": "secret-user", "password": "secret", "database": "neo4j", "managed": False}
    told = json.dumps({"exports": str(tmp_path), "job": job.id, "endpoint": nowhere, "settings": settings})
    subprocess.run([sys.executable, "-m", "api.export_worker"], input=told + "\n", text=True, cwd=ROOT, check=True, timeout=120)
    ended = Job.open(tmp_path, job.id)
    assert ended
    assert (ended.state, ended.facts["error"]["kind"]) == ("failed", "StoreUnreachable")
    assert "127.0.0.1" in ended.facts["error"]["message"], "the operator's file has it"
    shown = job_answer(ended)["data"]
    assert shown["error"]["message"] == "The database does not answer."
    assert "127.0.0.1" not in json.dumps(shown)
    assert shown["file"] is None


def test_a_fault_of_the_asker_is_told_in_its_own_words() -> None:
    fault = {"message": "No actor is called 'x'.", "hint": "Near: y.", "parameter": "actors", "kind": "UnknownError"}
    assert public_fault(fault) == fault
    assert public_fault(fault | {"kind": "KeyError"})["message"] == "Something went wrong inside the service."
    ended = fault | {"kind": "ExportEnded"}
    assert public_fault(ended) == ended
