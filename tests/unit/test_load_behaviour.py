"""How a load behaves around the database: whose turn it is, what its job file says, how Ctrl-C and the first rows are taken."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from io import StringIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from cli import progress
from cli.interrupts import stoppable
from cli.jobs import Job, read
from cli.loading import How, check_all, limited
from cli.main import build
from cli.terminal import FINDINGS, OK, USAGE
from graph.engine.turns import Holder, take_turn
from graph.errors import EngineError, Place, SettingsError, StoreBroken
from graph.ingest import Reject, Report, Skip
from graph.ingest.checkpoint import packed, unpacked
from graph.progress import Extent, silent
from graph.settings import ROOT
from loaders.base import Load, loaders
from tests.streams import batch, coded, dataset

DATA = Path(__file__).parents[1] / "data"
SLOT = DATA / "gdelt/20180315123000.export.CSV"


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(build(), [str(word) for word in words])


# --- turns ---

HOLD = """
import sys, time
from pathlib import Path
from graph.engine.turns import Holder, take_turn
import os
with take_turn(Path(sys.argv[1]), Holder(os.getpid(), "nightly", "gdelt", "today"), 0, print):
    print("held", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def other(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that has the turn until its input ends."""
    words = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def mine() -> Holder:
    return Holder(os.getpid(), "", "ofac", "now")


def test_a_second_load_is_refused_with_the_name_of_the_first(tmp_path: Path, other: subprocess.Popen[str]) -> None:
    told: list[str] = []
    with pytest.raises(EngineError) as error, take_turn(tmp_path, mine(), 0, told.append):
        pass
    assert error.value.message == f"Another load is under way: process {other.pid}, job nightly, loads gdelt since today."
    assert "--wait" in error.value.hint
    assert told == [], "who does not wait is told once"


def test_a_second_load_waits_for_the_end_of_the_first(tmp_path: Path, other: subprocess.Popen[str]) -> None:
    told: list[str] = []

    def end_it(text: str) -> None:
        told.append(text)
        assert other.stdin is not None
        other.stdin.close()

    with take_turn(tmp_path, mine(), 30, end_it):
        assert json.loads((tmp_path / "load.holder.json").read_text("utf-8"))["pid"] == os.getpid()
    assert told == [f"process {other.pid}, job nightly, loads gdelt since today"]
    assert not (tmp_path / "load.holder.json").exists()


def test_a_wait_has_an_end(tmp_path: Path, other: subprocess.Popen[str]) -> None:
    told: list[str] = []
    began = time.monotonic()
    with pytest.raises(EngineError, match=f"process {other.pid}"), take_turn(tmp_path, mine(), 0.5, told.append):
        pass
    assert 0.5 <= time.monotonic() - began < 10
    assert len(told) == 1


def test_the_turn_of_a_killed_load_is_free(tmp_path: Path, other: subprocess.Popen[str]) -> None:
    other.send_signal(signal.SIGKILL)
    other.wait()
    assert (tmp_path / "load.holder.json").exists()
    with take_turn(tmp_path, mine(), 0, print):
        assert json.loads((tmp_path / "load.holder.json").read_text("utf-8"))["pid"] == os.getpid()


def test_load_refuses_while_another_loads(tmp_path: Path, other: subprocess.Popen[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything is started: the other may be about to put a new store in the old one's place."""
    from graph.settings import load_settings

    monkeypatch.setenv("RETORSION_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("RETORSION_NEO4J_URI", "")
    load_settings.cache_clear()
    result = run("load", "chronology", "--wait", "0", "--job", "mine")
    load_settings.cache_clear()
    assert result.exit_code == 4
    assert f"process {other.pid}, job nightly" in result.stderr
    job = read(tmp_path / "jobs/mine.json")
    assert job["state"] == "failed"
    assert str(other.pid) in job["error"]["message"]


# --- jobs ---


def job(folder: Path, id_: str = "j", asked: str = "") -> Job:
    return Job(folder, id_, "gdelt", [SLOT], asked)


@pytest.mark.parametrize("id_", ["", "../x", "a/b", ".hidden", "a b", "x" * 101])
def test_an_id_of_a_job_is_a_name_of_a_file(tmp_path: Path, id_: str) -> None:
    with pytest.raises(SettingsError, match="is no id of a job"):
        job(tmp_path, id_)


def test_a_job_file_tells_how_a_load_stands(tmp_path: Path) -> None:
    one, report = job(tmp_path), Report("gdelt")
    with one.shown():
        assert read(tmp_path / "j.json")["state"] == "waiting"
        one.runs()
        one.watch(report)
        report.read = 30
        report.written, report.unchanged = 20, 4
        report.skipped["a statement"] += 5
        report.reject(Reject(Place("a", 1), "wrong"))
        report.load, report.seq = "load-1", 3
        one("rows", 30, 90, "rows")
        one.watch(report)
        told = read(tmp_path / "j.json")
    assert (told["state"], told["pid"], told["loader"], told["load"]) == ("running", os.getpid(), "gdelt", "load-1")
    assert told["rows"] == {"read": 30, "written": 20, "unchanged": 4, "skipped": 5, "rejected": 1}
    assert told["committed"] == {"rows": 30, "seq": 3}
    assert told["stage"] == {"label": "rows", "done": 30, "total": 90, "unit": "rows"}
    assert told["eta_s"] >= 0
    assert told["files"][0]["size"] == SLOT.stat().st_size
    ended = read(tmp_path / "j.json")
    assert (ended["state"], ended["reports"][0]["rows"]["written"]) == ("finished", 20)


def test_a_job_file_is_fresh_and_whole_while_nothing_is_committed(tmp_path: Path) -> None:
    seen: list[dict[str, Any]] = []
    with job(tmp_path).shown():
        until = time.monotonic() + 2.2
        while time.monotonic() < until:
            found = read(tmp_path / "j.json")
            assert found, "never half a file"
            if not seen or seen[-1]["updated_at"] != found["updated_at"]:
                seen.append(found)
    assert len(seen) >= 3
    assert all(a["updated_at"] < b["updated_at"] for a, b in pairwise(seen))


@pytest.mark.parametrize(
    ("error", "state", "told"),
    [
        (KeyboardInterrupt(), "stopped", None),
        (StoreBroken("The disk is full.", hint="Free some."), "failed", {"message": "The disk is full.", "hint": "Free some."}),
        (ValueError("odd"), "failed", {"message": "ValueError: odd", "hint": ""}),
    ],
)
def test_a_job_file_tells_how_a_load_ended(tmp_path: Path, error: BaseException, state: str, told: object) -> None:
    with pytest.raises(type(error)), job(tmp_path).shown():
        raise error
    found = read(tmp_path / "j.json")
    assert (found["state"], found["error"]) == (state, told)


def test_what_did_not_finish_goes_on_with_the_same_files_only(tmp_path: Path) -> None:
    first = job(tmp_path)
    with pytest.raises(KeyboardInterrupt), first.shown():
        raise KeyboardInterrupt
    assert job(tmp_path).mark(1) == first.mark(1) != first.mark(0)
    assert job(tmp_path, asked="limit=5").mark(1).job != first.mark(1).job
    again = job(tmp_path)
    with again.shown():
        pass
    assert job(tmp_path).mark(1).job != first.mark(1).job, "it is finished"


def test_a_job_runs_once(tmp_path: Path) -> None:
    """Of a process that lives; a number that was given to another process later is told by the age of the file."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        with job(tmp_path).shown():
            told = read(tmp_path / "j.json") | {"pid": process.pid}
        (tmp_path / "j.json").write_text(json.dumps(told), encoding="utf-8")
        with pytest.raises(SettingsError, match=f"runs already: process {process.pid}"):
            job(tmp_path)
        old = told | {"updated_at": "2024-01-01T00:00:00+00:00"}
        (tmp_path / "j.json").write_text(json.dumps(old), encoding="utf-8")
        assert job(tmp_path).mark(0).number == 0
        process.kill()


def test_a_broken_job_file_is_as_none(tmp_path: Path) -> None:
    (tmp_path / "j.json").write_text('{"job": "j", ', encoding="utf-8")
    assert job(tmp_path).mark(0).files
    (tmp_path / "j.json").write_text("[]", encoding="utf-8")
    assert read(tmp_path / "j.json") == {}


# --- Ctrl-C ---


def test_the_first_signal_ends_at_the_next_progress_and_the_second_at_once(capfd: pytest.CaptureFixture[str]) -> None:
    before = signal.getsignal(signal.SIGINT)
    with stoppable(silent) as listener:
        listener("rows", 1, 0, "rows")
        signal.raise_signal(signal.SIGINT)  # in the midst of a transaction: nothing happens yet
        with pytest.raises(KeyboardInterrupt):
            listener("rows", 2, 0, "rows")
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before
    assert "Ctrl-C again breaks it off" in capfd.readouterr().err


# --- the first rows ---


@pytest.mark.parametrize("limit", [1, 4, 5, 1000])
@pytest.mark.parametrize("loader", ["gdelt", "ofac", "uk_sanctions", "chronology"])
def test_the_first_rows_are_those_of_the_whole(loader: str, limit: int) -> None:
    found = loaders()[loader]
    paths = {"gdelt": (DATA / "gdelt",), "chronology": found.bundled}.get(loader) or (sorted((DATA / loader).glob("*.csv"))[0],)
    (whole,), (cut,) = check_all(found, paths), check_all(found, paths, How(limit=limit))
    assert cut.report.read == min(limit, whole.report.read)
    assert cut.report.balanced
    assert [entry.place for entry in cut.entries] == [entry.place for entry in whole.entries][: len(cut.entries)]
    assert cut.preview.first == whole.preview.first[: len(cut.preview.first)]


def test_the_first_rows_of_a_table_with_a_header_and_blank_lines(tmp_path: Path) -> None:
    lines = SLOT.read_text("utf-8").splitlines()
    (tmp_path / "a.csv").write_text("\n\n".join(lines) + "\n", encoding="utf-8")
    (load,) = loaders()["gdelt"].read((tmp_path / "a.csv",))
    assert load.head is not None
    assert [sum(batch.rows for batch in load.head(n)) for n in (1, 3, 7)] == [1, 3, 7]
    lined = [line for batch in load.head(7) for line in batch.lines]
    assert lined == [line for batch in load.stream or () for line in batch.lines if line <= 13]


def test_a_first_part_is_never_complete() -> None:
    rows = [Skip(Place("a", n), "x") for n in range(9)]
    assert limited(Load(dataset(), rows, complete=True), 3).complete is False
    assert limited(Load(dataset(), rows), 0).rows is rows
    stream = [batch(coded(n), coded(n + 1)) for n in (1, 3, 5)]
    taken = limited(Load(dataset(), stream=stream), 3).stream
    assert [one.rows for one in taken or ()] == [2, 2], "where in a batch its skipped rows stood is not known"


# --- check and --dry-run of a stream ---


@pytest.mark.parametrize("words", [("check", SLOT), ("load", "gdelt", SLOT, "--dry-run")])
def test_a_stream_is_shown_by_counts_and_first_rows(words: tuple[str | Path, ...]) -> None:
    result = run(*words)
    assert result.exit_code == OK, result.output
    for shown in ("Actions: 8", "SANCTIONED (sanctioned or", "The first 8:", "2018-03-15", "900000003"):
        assert shown in result.stdout
    assert "United States sanctioned" in result.stdout


def test_rejects_of_a_check_go_to_the_file_that_is_named(tmp_path: Path) -> None:
    bad = DATA / "chronology/bad/actions.yaml"
    result = run("check", bad, "--rejects", tmp_path / "r.csv")
    assert result.exit_code == FINDINGS
    lines = (tmp_path / "r.csv").read_text("utf-8").splitlines()
    assert lines[0] == "file,line,column,reason,hint,detail"
    assert len(lines) == 1 + int(result.stdout.split(" rejected, ")[0].split()[-1])
    (tmp_path / "mine.csv").write_text("precious\n", encoding="utf-8")
    assert run("load", bad, "--dry-run", "--rejects", tmp_path / "mine.csv").exit_code == USAGE
    assert (tmp_path / "mine.csv").read_text("utf-8") == "precious\n"


def test_a_load_tells_its_pace() -> None:
    words = run("load", "chronology", "--dry-run").stdout.split()
    assert words[words.index("chronology:") + 2 :][0] == "s,"
    assert "rows/s" in words
    (report,) = json.loads(run("load", "chronology", "--dry-run", "--json").stdout)["reports"]
    assert report["rows_per_s"] == pytest.approx(report["rows"]["read"] / report["seconds"], rel=0.05)


# --- progress ---


def test_rows_in_all_follow_from_the_bytes_read() -> None:
    assert Extent(rows=7).total(3) == 7
    assert Extent().total(3) == 0
    assert Extent(size=1000, read=250).total(50) == 200
    assert Extent(size=1000, read=1000).total(50) == 50
    assert "estimated" in Extent(size=1).label
    assert Extent(rows=1).label == "rows"


def test_a_log_is_told_rate_and_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter((100.0, 105.0, 120.0))
    monkeypatch.setattr(progress, "monotonic", lambda: next(clock))
    text = StringIO()
    lines = progress.Lines(Console(file=text, width=200))
    for done in (0, 500, 2000):
        lines("rows", done, 5000, "rows")
    assert text.getvalue().splitlines() == ["Rows ...", "Rows: 2,000 rows of 5,000 rows, 100 rows/s, 0:00:30 left"]


# --- checkpoints ---


@pytest.mark.parametrize("fates", ["", "w", "wwwuuurw", "w" * 5000 + "r"])
def test_fates_are_packed_without_loss(fates: str) -> None:
    assert unpacked(packed(fates)) == fates
    assert len(packed("w" * 100_000)) == 7


def test_a_report_goes_on_where_it_was() -> None:
    report = Report("x", read=4, written=1, unchanged=1, seq=9, load="l", notes=["n"])
    report.skipped["a"] += 1
    report.reject(Reject(Place("f", 1), "b"))
    on = Report("x")
    on.resume(json.loads(json.dumps(report.counts())))
    assert on.balanced
    same = ("rows", "seq", "load", "notes")
    assert {name: on.as_dict()[name] for name in same} == {name: report.as_dict()[name] for name in same}
    assert on.seconds >= report.earlier_s
