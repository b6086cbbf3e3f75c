"""The server's graph as one file, and such a file as a new store beside the server's own. Looks into no graph: graph/keeping.py does."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from graph.engine.admin import run_admin
from graph.engine.config import ServerConfig
from graph.engine.importing import Stage, take_over
from graph.engine.layout import Layout
from graph.engine.memory import size_memory
from graph.engine.password import new_credentials, write_credentials
from graph.engine.server import write_conf
from graph.engine.swap import swap
from graph.errors import EngineError
from graph.progress import Progress, silent
from graph.settings import Settings

_NAME = "neo4j.dump"
"""What the tool calls the file of the database `neo4j`."""


def dump_store(settings: Settings, file: Path, progress: Progress = silent) -> None:
    """The store of a server that is down and was ended by a stop, into a file that is there when it is whole.

    Raises:
        EngineError: the tool could not, and why; then there is no file.
    """
    part = file.with_name(f".{file.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    try:
        run = run_admin(settings, "database", "dump", "neo4j", f"--to-path={part}", progress=progress)
        if run.returncode != 0:
            raise EngineError(f"The dump failed: {_reason(run.stdout + run.stderr)}", hint="The graph is as it was.")
        with (part / _NAME).open("rb") as written:
            os.fsync(written.fileno())
        os.replace(part / _NAME, file)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def load_store(stage: Stage, file: Path, progress: Progress = silent) -> None:
    """The file as the store of a stage, whose server then has a password of its own.

    Raises:
        EngineError: the tool cannot read it.
    """
    layout = Layout.of(stage.settings)
    write_conf(layout, ServerConfig(0, size_memory(stage.settings)))
    write_credentials(layout.credentials, new_credentials())
    folder = layout.data_dir / "from"
    folder.mkdir()
    (folder / _NAME).symlink_to(file.absolute())
    run = run_admin(stage.settings, "database", "load", "neo4j", f"--from-path={folder}", "--overwrite-destination=true", progress=progress)
    if run.returncode != 0:
        raise EngineError(f"{file} cannot be restored: {_reason(run.stdout + run.stderr)}", hint="The graph is as it was.")


def put_in_place(stage: Stage) -> None:
    """The stage's graph with the users of the old store becomes the server's. Both servers are down."""
    old, new = Layout.of(stage.of), Layout.of(stage.settings)
    take_over(old, new)
    swap(old, new.store)


def _reason(output: str) -> str:
    """Of the tool's lines the last ones that are no stack trace."""
    lines = [line.strip() for line in output.splitlines() if line.strip() and not line.lstrip().startswith(("at ", "..."))]
    return " ".join(lines[-3:])[-600:]
