"""What is kept of a load that was asked for by HTTP: who asked for what, and how it ended; a folder each. Runs nothing.

How a load stands while it runs is in the file that its process keeps, `jobs/ID.json` (docs/loaders/behaviour.md).
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

WAITING, RUNNING, FINISHED, STOPPED, FAILED = "waiting", "running", "finished", "stopped", "failed"
KEPT_DAYS: Final = 30
FRESH_S: Final = 8.0
"""A process that has not told of itself for so long is no more."""

_ID: Final = re.compile(r"load-[A-Za-z0-9_-]{22}")
_ASKED: Final = "asked.json"
_PROGRESS: Final = ("rows", "seconds", "rows_per_s", "eta_s", "stage", "committed", "waits_for", "goes_on", "load", "loads")


@dataclass(frozen=True, slots=True)
class Load:
    """One load that was asked for. `facts` is its ledger."""

    folder: Path
    jobs: Path
    facts: dict[str, Any]

    @property
    def id(self) -> str:
        return str(self.facts["id"])

    @property
    def ended(self) -> str:
        """How, or empty."""
        return str(self.facts.get("ended", ""))

    @property
    def job(self) -> dict[str, Any]:
        """What its process tells of itself; empty before it has."""
        try:
            told = json.loads((self.jobs / f"{self.id}.json").read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return told if isinstance(told, dict) else {}

    @property
    def pid(self) -> int:
        """Of a process that works on it, though it may not be a child of ours; 0 where there is none."""
        job = self.job
        try:
            pid = int(job["pid"])
            os.kill(pid, 0)
            age = datetime.now(UTC) - datetime.fromisoformat(job["updated_at"])
        except (OSError, ValueError, KeyError):
            return 0
        return pid if job.get("state") in (WAITING, RUNNING) and age < timedelta(seconds=FRESH_S) else 0

    @property
    def rejects(self) -> list[Path]:
        """The files of rejected rows, one for each load of the command that had any."""
        return sorted(self.folder.glob("rejects*.csv"), key=lambda path: (len(path.name), path.name))

    def note(self, **facts: Any) -> None:
        """Replaced as a whole, so that a reader never sees half of it."""
        self.facts.update(facts)
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = self.folder / f"{_ASKED}.part"
        part.write_text(json.dumps(self.facts, ensure_ascii=False, indent=1), "utf-8")
        part.replace(self.folder / _ASKED)

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        (self.jobs / f"{self.id}.json").unlink(missing_ok=True)

    def told(self) -> dict[str, Any]:
        """What its asker may know of it; no paths of the machine."""
        job = self.job
        state = self.ended or (job.get("state") if job.get("state") in (WAITING, RUNNING) else WAITING)
        rejected = [f"/v1/loads/{self.id}/rejects?number={number}" for number in range(1, len(self.rejects) + 1)]
        reports = [{name: value for name, value in report.items() if name != "rejects_file"} for report in job.get("reports", [])]
        return {
            "id": self.id,
            "state": state,
            **{name: self.facts.get(name) for name in ("asked", "created_at", "ended_at", "error")},
            **{name: job.get(name) for name in _PROGRESS},
            "rejects": rejected,
            "reports": self.without_paths(reports),
        }

    def without_paths(self, value: Any) -> Any:
        """Where files lie on this machine is nobody's business who only loads them."""
        text = json.dumps(value, ensure_ascii=False)
        for place in self.facts.get("places", []):
            text = text.replace(json.dumps(f"{place}/", ensure_ascii=False)[1:-1], "")
        return json.loads(text)


class Ledger:
    """All loads that were asked for by HTTP."""

    def __init__(self, data_dir: Path) -> None:
        self.folder, self.jobs = data_dir / "load-requests", data_dir / "jobs"

    def create(self, facts: Mapping[str, Any]) -> Load:
        id_ = f"load-{secrets.token_urlsafe(16)}"
        load = Load(self.folder / id_, self.jobs, {"id": id_, "created_at": now(), **facts})
        load.note()
        return load

    def open(self, id_: str) -> Load | None:
        if not _ID.fullmatch(id_):
            return None
        try:
            facts = json.loads((self.folder / id_ / _ASKED).read_text("utf-8"))
        except (OSError, ValueError):
            return None
        return Load(self.folder / id_, self.jobs, facts)

    def every(self) -> list[Load]:
        """The oldest first."""
        return sorted(self._all(), key=lambda load: (str(load.facts["created_at"]), load.id))

    def forget_old(self) -> None:
        least = (datetime.now(UTC) - timedelta(days=KEPT_DAYS)).isoformat()
        for load in self._all():
            if load.ended and load.facts.get("ended_at", "") < least:
                load.remove()

    def _all(self) -> Iterator[Load]:
        names = [path.name for path in self.folder.iterdir()] if self.folder.is_dir() else []
        return (load for name in names if (load := self.open(name)))


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
