"""The file of a job, `jobs/ID.json` in the data directory: how a load stands, for whoever started it. Written here, read by anybody.

It is replaced as a whole, at each commit and at least once a second while the process lives.
"""

from __future__ import annotations

import glob
import hashlib
import json
import os
import re
import secrets
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from graph.errors import RetorsionError, SettingsError
from graph.ingest import Mark, Report

BEAT_S: Final = 0.8
_ID: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,99}")
_FILES_TOLD: Final = 100
WAITING, RUNNING, FINISHED, STOPPED, FAILED = "waiting", "running", "finished", "stopped", "failed"


class Job:
    """One attempt to load some files. An attempt that did not finish goes on when the same job is asked for the same files again."""

    def __init__(self, folder: Path, id_: str, loader: str, paths: Sequence[Path], asked: str = "") -> None:
        """`asked` is what else decides which rows are loaded.

        Raises:
            SettingsError: the id is none, or the job runs already.
        """
        if not _ID.fullmatch(id_):
            raise SettingsError(f"{id_[:40]!r} is no id of a job.", hint="Letters, digits, dot, dash and underscore, at most 100.")
        self.id = id_
        self._file = folder / f"{id_}.json"
        before = read(self._file)
        _refuse_if_alive(before)
        files = list(_described(paths))
        self._fingerprint = _fingerprint(loader, files, asked)
        goes_on = before.get("state") != FINISHED and before.get("fingerprint") == self._fingerprint
        self._facts: dict[str, Any] = {
            "job": id_,
            "attempt": before["attempt"] if goes_on else secrets.token_hex(8),
            "goes_on": goes_on,
            "pid": os.getpid(),
            "loader": loader,
            "files": files[:_FILES_TOLD],
            "files_total": len(files),
            "fingerprint": self._fingerprint,
            "started_at": _now(),
            "state": WAITING,
            "error": None,
        }
        self._stage: dict[str, Any] = {}
        self._report: Report | None = None
        self._reports: list[Report] = []
        self._committed: dict[str, int] = {}
        self._begun = 0
        self._lock = threading.Lock()

    @contextmanager
    def shown(self) -> Iterator[None]:
        """While this lasts the file is kept; how it ends is how the job ended."""
        over = threading.Event()
        beat = threading.Thread(target=self._beat, args=(over,), daemon=True)
        self._save()
        beat.start()
        try:
            yield
            self._facts["state"] = FINISHED
        except KeyboardInterrupt:
            self._facts["state"] = STOPPED
            raise
        except RetorsionError as error:
            self._facts |= {"state": FAILED, "error": {"message": error.message, "hint": error.hint}}
            raise
        except BaseException as error:
            self._facts |= {"state": FAILED, "error": {"message": f"{type(error).__name__}: {error}", "hint": ""}}
            raise
        finally:
            over.set()
            beat.join()
            self._save()

    def mark(self, number: int) -> Mark:
        """What tells its `number`-th load from all others."""
        return Mark(f"{self.id}:{self._facts['attempt']}", number, self._fingerprint)

    def waits(self, told: str) -> None:
        self._facts |= {"state": WAITING, "waits_for": told}
        self._save()

    def runs(self) -> None:
        self._facts["state"] = RUNNING
        self._facts.pop("waits_for", None)
        self._save()

    def watch(self, report: Report) -> None:
        """At the beginning of a load and after each commit."""
        if report is not self._report:
            self._report, self._begun = report, report.accounted
            self._reports.append(report)
        if report.load:
            self._committed = {"rows": report.accounted, "seq": report.seq}
        self._save()

    def __call__(self, label: str, done: int, total: int, unit: str) -> None:
        self._stage = {"label": label, "done": done, "total": total, "unit": unit}

    def _beat(self, over: threading.Event) -> None:
        while not over.wait(BEAT_S):
            self._save()

    def _save(self) -> None:
        with self._lock:
            part = self._file.with_suffix(".part")
            self._file.parent.mkdir(parents=True, exist_ok=True)
            part.write_text(json.dumps(self._told(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8", errors="backslashreplace")
            os.replace(part, self._file)

    def _told(self) -> dict[str, Any]:
        told = self._facts | {"updated_at": _now(), "stage": self._stage, "committed": self._committed}
        if report := self._report:
            told |= _progress(report, self._stage) | {"load": report.load, "loads": len(self._reports), "rejects_file": report.rejects_file}
        if self._facts["state"] not in (WAITING, RUNNING):
            told["reports"] = [report.as_dict() for report in self._reports]
        return told


def read(file: Path) -> dict[str, Any]:
    """What a job's file says; empty where there is none that can be read."""
    try:
        told = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) and "attempt" in told else {}


def _progress(report: Report, stage: dict[str, Any]) -> dict[str, Any]:
    """Rows so far, their rate, and the seconds left where an end is known."""
    rate = report.rows_per_s
    left = max(0, stage.get("total", 0) - report.accounted) if stage.get("unit") == "rows" and stage.get("total") else None
    return {
        "rows": {
            "read": report.read,
            "written": report.written,
            "unchanged": report.unchanged,
            "skipped": report.skipped.total(),
            "rejected": report.rejected.total(),
        },
        "seconds": round(report.seconds, 1),
        "rows_per_s": round(rate, 1),
        "eta_s": round(left / rate, 1) if left is not None and rate else None,
    }


def _refuse_if_alive(before: dict[str, Any]) -> None:
    """Two processes of one job would write one file. A number may have gone to another process, so the file must be fresh too."""
    if before.get("state") not in (WAITING, RUNNING) or before.get("pid") == os.getpid():
        return
    try:
        os.kill(int(before["pid"]), 0)
        age = datetime.now(UTC) - datetime.fromisoformat(before["updated_at"])
    except (OSError, ValueError, KeyError):
        return
    if age.total_seconds() < 10 * BEAT_S:
        raise SettingsError(f"The job {before['job']} runs already: process {before['pid']}.", hint="Give another --job.")


def _described(paths: Sequence[Path]) -> Iterator[dict[str, Any]]:
    """Every file with its size and the time it was written."""
    for path in paths:
        found = sorted(path.rglob("*")) if path.is_dir() else [path] if path.exists() else map(Path, sorted(glob.glob(str(path))))
        for file in found:
            if file.is_file():
                state = file.stat()
                yield {"path": str(file), "size": state.st_size, "modified_ns": state.st_mtime_ns}


def _fingerprint(loader: str, files: Sequence[dict[str, Any]], asked: str) -> str:
    """Other files, another version or other options may cut batches elsewhere: then nothing is gone on with."""
    text = json.dumps([loader, version("retorsion"), asked, list(files)], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
