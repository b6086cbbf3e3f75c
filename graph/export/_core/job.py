"""An export that takes its time, as a folder: what is asked, how far it is, what was read, the file when it is whole.

Written by the process that exports, read by anybody. Who may ask, and how many run at once, is not decided here.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO, Final, NoReturn

from graph.errors import GoneError, RetorsionError, SettingsError, UnknownError
from graph.export._core.manifest import Manifest
from graph.export._core.sink import Sink
from graph.export._core.spool import Spool
from graph.export._core.subgraph import Subgraph

WAITING, RUNNING, FINISHED, STOPPED, FAILED, EXPIRED = "waiting", "running", "finished", "stopped", "failed", "expired"
ENDED: Final = "ExportEnded"
"""The kind of fault of a process that ended without a word: it has no exception."""
UNDER_WAY: Final = (WAITING, RUNNING)
BEAT_S: Final = 0.8
TOMBSTONE_DAYS: Final = 30
"""For so long an expired job is told from one that never was."""
_ID: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,99}")
_TOLD: Final = "job.json"
_READ: Final = "read.json"


class Job:
    """One export in a folder of its own, `exports/ID`."""

    def __init__(self, folder: Path, facts: dict[str, Any]) -> None:
        self.folder = folder
        self.facts = facts
        self._lock = threading.Lock()

    @classmethod
    def create(cls, exports: Path, asked: Mapping[str, Any], *, owner: str, id_: str = "", **told: Any) -> Job:
        """A new job that waits. `asked` is kept as it is, for the process that does it; `output` is where else than in its folder the
        file is to lie, `fingerprint` what tells whether the same is asked again.

        Raises:
            SettingsError: the id is none.
        """
        id_ = id_ or secrets.token_urlsafe(16).replace("-", "a").lstrip("._")
        if not _ID.fullmatch(id_):
            raise SettingsError(f"{id_[:40]!r} is no id of a job.", hint="Letters, digits, dot, dash and underscore, at most 100.")
        job = cls(exports / id_, {"job": id_, "owner": owner, "asked": dict(asked), "state": WAITING, "created_at": _now(), **told})
        job.save()
        return job

    @classmethod
    def open(cls, exports: Path, id_: str) -> Job | None:
        """The job of that id, if there is one."""
        if not _ID.fullmatch(id_):
            return None
        try:
            facts = json.loads((exports / id_ / _TOLD).read_text("utf-8"))
        except (OSError, ValueError):
            return None
        return cls(exports / id_, facts) if isinstance(facts, dict) and facts.get("job") == id_ else None

    @classmethod
    def every(cls, exports: Path) -> Iterator[Job]:
        """All of a folder, the oldest first."""
        names = sorted(path.name for path in exports.iterdir()) if exports.is_dir() else []
        yield from sorted((job for name in names if (job := cls.open(exports, name))), key=lambda job: str(job.facts["created_at"]))

    @property
    def id(self) -> str:
        return str(self.facts["job"])

    @property
    def state(self) -> str:
        return str(self.facts["state"])

    @property
    def file(self) -> Path:
        """Where its file lies, or will: in its folder, or where a person wants it."""
        return self.folder / str(self.facts["asked"]["file"]) if self.is_of_service else Path(self.facts["output"])

    @property
    def under_way(self) -> bool:
        return self.state in UNDER_WAY

    @property
    def is_of_service(self) -> bool:
        """Its file stays in its folder, to be fetched; that of the command line lies where a person wants it."""
        return "output" not in self.facts

    @property
    def alive(self) -> bool:
        """Some process works on it: a process that lives and has said so lately (a number may have gone to another)."""
        if self.state != RUNNING:
            return False
        try:
            os.kill(int(self.facts["pid"]), 0)
            age = datetime.now(UTC) - datetime.fromisoformat(self.facts["updated_at"])
        except (OSError, ValueError, KeyError):
            return False
        return age.total_seconds() < 10 * BEAT_S

    def told(self) -> dict[str, Any]:
        """What its asker may know of it."""
        names = ("job", "state", "created_at", "updated_at", "goes_on", "stage", "bytes", "sha256", "manifest", "expires_at", "error")
        return {"job": self.id, **{name: self.facts.get(name) for name in names}, "asked": self.facts["asked"]}

    def save(self) -> None:
        """Replaced as a whole, so that a reader never sees half of it."""
        with self._lock:
            self.folder.mkdir(parents=True, exist_ok=True)
            part = self.folder / f"{_TOLD}.part"
            text = json.dumps(self.facts | {"updated_at": _now()}, ensure_ascii=False, indent=1, default=str)
            part.write_text(text + "\n", encoding="utf-8", errors="backslashreplace")
            os.replace(part, self.folder / _TOLD)

    # --- the work ---

    @contextmanager
    def shown(self, keep_h: float) -> Iterator[None]:
        """While this lasts the job is told as running, at least once a second; how it ends is how the job ended.

        Raises:
            SettingsError: another process does it already.
        """
        if self.alive:
            self.refuse()
        over = threading.Event()
        beat = threading.Thread(target=self._beat, args=(over,), daemon=True)
        self.facts |= {"state": RUNNING, "pid": os.getpid(), "stage": None, "error": None, "expires_at": None}
        self.save()
        beat.start()
        try:
            yield
            self.facts["state"] = FINISHED
        except KeyboardInterrupt:
            self.facts["state"] = STOPPED
            raise
        except RetorsionError as error:
            told = {name: getattr(error, name, "") for name in ("message", "hint", "parameter")}
            self.facts |= {"state": FAILED, "error": told | {"kind": type(error).__name__}}
            raise
        except BaseException as error:
            self.facts |= {"state": FAILED, "error": {"message": str(error), "hint": "", "parameter": "", "kind": type(error).__name__}}
            raise
        finally:
            over.set()
            beat.join()
            self.facts |= {"expires_at": _now(keep_h), "pid": None}
            self.save()

    def __call__(self, label: str, done: int, total: int, unit: str) -> None:
        """As a listener to progress."""
        self.facts["stage"] = {"label": label, "done": done, "total": total, "unit": unit}

    @contextmanager
    def graph(self, read: Callable[[Spool], Subgraph]) -> Iterator[Subgraph]:
        """The subgraph, read by `read`; what an attempt that was killed had read to its end is taken up.

        What it had read in part is not: rows of two versions of a graph do not belong into one file.
        """
        told = _json(self.folder / _READ)
        if not told:
            (self.folder / "spool.db").unlink(missing_ok=True)
        self.facts["goes_on"] = bool(told)
        with Spool(self.folder) as spool:
            if told:
                spool.unsealed(told["spool"])
                graph = Subgraph(spool, Manifest(**told["manifest"]), **told["shape"])
            else:
                graph = read(spool)
                _replace(self.folder / _READ, {"spool": spool.sealed(), "manifest": graph.manifest.kept(), "shape": graph.shape()})
            one = graph.manifest
            self.facts["manifest"] = {"notices": one.notices, "graph_version": one.graph_version, "counts": one.counts}
            yield graph

    @contextmanager
    def whole(self, *, gzip: bool, on_bytes: Callable[[int], None] = lambda n: None) -> Iterator[Sink]:
        """A place to write the file: it has its name when it is whole, and what breaks off leaves none."""
        part = self.file.with_name(f"{self.file.name}.part")
        try:
            with part.open("wb") as file:
                sink = Sink(_counting(file, on_bytes), gzip=gzip)
                yield sink
                file.flush()
                os.fsync(file.fileno())
            os.replace(part, self.file)
        except OSError as error:
            raise SettingsError(f"{self.file} cannot be written: {error.strerror}.", hint="Is the disk full?") from error
        finally:
            part.unlink(missing_ok=True)
        self.facts |= {"bytes": sink.written, "sha256": sink.sha256}

    def refuse(self) -> NoReturn:
        """Two processes of one job would write one file."""
        raise SettingsError(f"The job {self.id} runs already: process {self.facts['pid']}.", hint="Give another --job.")

    def is_there(self, version: str) -> bool:
        """It is done, of this version of the graph, and its file is still as long as it was written."""
        same = self.state == FINISHED and self.facts["manifest"]["graph_version"] == version
        return same and self.file.is_file() and self.file.stat().st_size == self.facts.get("bytes")

    def forget_rows(self) -> None:
        """What was read is of no use any more."""
        for name in (_READ, "spool.db", "spool.db-journal"):
            (self.folder / name).unlink(missing_ok=True)

    def _beat(self, over: threading.Event) -> None:
        while not over.wait(BEAT_S):
            self.save()

    # --- the end ---

    def fail(self, message: str, keep_h: float) -> None:
        """Its process has ended without a word."""
        error = {"message": message, "hint": "", "parameter": "", "kind": ENDED}
        self.facts |= {"state": FAILED, "error": error, "expires_at": _now(keep_h), "pid": None}
        self.save()

    def expire(self, now: datetime | None = None) -> bool:
        """Take its file away if its time is over; whether it is. A file that lies where a person wanted it stays."""
        until = self.facts.get("expires_at")
        if self.under_way or not until or datetime.fromisoformat(until) > (now or datetime.now(UTC)):
            return self.state == EXPIRED
        if self.state == EXPIRED:
            if datetime.fromisoformat(until) + timedelta(days=TOMBSTONE_DAYS) < (now or datetime.now(UTC)):
                self.remove()
            return True
        self.forget_rows()
        if self.is_of_service:
            self.file.unlink(missing_ok=True)
        self.facts["state"] = EXPIRED
        self.save()
        return True

    def remove(self) -> None:
        """With all that is in its folder."""
        shutil.rmtree(self.folder, ignore_errors=True)


def find_job(exports: Path, id_: str, owner: str) -> Job:
    """A job of one's own.

    Raises:
        UnknownError: none of that id, or somebody else's. GoneError: its time is over.
    """
    job = Job.open(exports, id_)
    if job is None or job.facts["owner"] != owner:
        raise UnknownError(
            f"No export is called {id_[:60]!r}.", parameter="id", hint="Its id stands in `Location` of the answer to its POST."
        )
    if job.expire():
        raise GoneError(f"The export {job.id} has expired: {job.facts['expires_at']}.", parameter="id", hint="Ask for it again.")
    return job


def _counting(file: BinaryIO, on_bytes: Callable[[int], None]) -> Callable[[bytes], object]:
    def write(data: bytes) -> None:
        file.write(data)
        on_bytes(file.tell())

    return write


def _replace(path: Path, told: Mapping[str, Any]) -> None:
    part = path.with_name(f"{path.name}.part")
    with part.open("w", encoding="utf-8", errors="surrogatepass") as file:
        json.dump(told, file, ensure_ascii=False, default=str)
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, path)


def _json(path: Path) -> dict[str, Any]:
    try:
        told = json.loads(path.read_text("utf-8", errors="surrogatepass"))
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def _now(later_h: float = 0) -> str:
    return (datetime.now(UTC) + timedelta(hours=later_h)).isoformat(timespec="milliseconds")
