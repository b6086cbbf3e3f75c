"""`retorsion export --job NAME`: an export that can be followed, goes on when it was killed, and is not made twice. No format here."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from cli import progress
from graph.errors import QuestionError
from graph.export import Format, Job, Manifest, Spool, Subgraph, write_job
from graph.progress import Progress
from graph.store import Reader

OWNER = "command line"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the file is to be: everything that decides its bytes but the graph."""

    question: dict[str, Any]
    format: Format
    gzip: bool
    output: Path

    @property
    def fingerprint(self) -> str:
        told = [version("retorsion"), self.question, self.format.name, self.gzip, str(self.output.resolve())]
        return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()


def run_job(job: Job, wanted: Wanted, read: Callable[[Spool], Subgraph], keep_h: float, listener: Progress) -> Manifest:
    """The file and its manifest."""
    with job.shown(keep_h):
        return write_job(job, read, wanted.format, gzip=wanted.gzip, progress=progress.both(job, listener))


def job_for(exports: Path, name: str, wanted: Wanted) -> Job:
    """A job of that name: the one that was begun for the same, or a new one.

    Raises:
        QuestionError: it cannot be a job. SettingsError: it runs already, or the name is none.
    """
    if str(wanted.output) == "-":
        raise QuestionError("A job needs a file.", parameter="output", hint="Name one with -o.")
    if wanted.output.is_dir() or (wanted.format.several and not wanted.output.suffix):
        raise QuestionError(f"{wanted.output} is a folder, and the file of a job is one.", parameter="output", hint="Name a .zip.")
    before = Job.open(exports, name)
    if before and before.alive:
        before.refuse()
    if before and before.facts.get("fingerprint") == wanted.fingerprint:
        return before
    if before:
        before.forget_rows()
    asked = {"question": wanted.question, "file": wanted.output.name}
    return Job.create(exports, asked, owner=OWNER, id_=name, output=wanted.output.resolve(), fingerprint=wanted.fingerprint)


def is_there(job: Job, reader: Reader) -> bool:
    """The file of the job is whole, unchanged, and of the present graph."""
    state = next(reader.stream("graph_state"))
    return job.is_there(f"{state['epoch']}:{state['seq']}")
