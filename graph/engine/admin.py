"""Runs Neo4j's admin tool (dump, load, import, first password) from the same jars. Only runs it; what a command means is the caller's."""

from __future__ import annotations

import subprocess
from pathlib import Path

from graph.engine.aot import cache_file, use_options
from graph.engine.config import argument_file, class_path, heap_options, shared_options
from graph.engine.jars import missing
from graph.engine.java import find_java
from graph.engine.layout import Layout
from graph.engine.lock import read_lock
from graph.engine.memory import size_memory
from graph.engine.process import admin_command, environment
from graph.errors import EngineError
from graph.progress import Progress, silent
from graph.settings import Settings

_HEARTBEAT_S = 1.0


def run_admin(settings: Settings, *words: str, progress: Progress = silent) -> subprocess.CompletedProcess[str]:
    """`run_admin(settings, "database", "dump", "neo4j", "--to-path=/backups")`; stdout and stderr are in the result.

    The jars must be there (`fetch`). Most commands want the server stopped; the exit code is the caller's to judge.
    """
    layout = Layout.of(settings)
    if missing(read_lock(), layout.jars):
        raise EngineError("Neo4j's jars are not there yet.", hint="Run `retorsion engine fetch`.")
    java = find_java(settings)
    layout.conf_dir.mkdir(parents=True, exist_ok=True)
    arguments = layout.conf_dir / "admin.args"
    jars = class_path(layout.jars / jar.file_name for jar in read_lock())
    profile = "throughput" if words[:1] == ("database",) else "quick"  # an import is worth compiling for, a password is not
    options = [*shared_options(java, profile), *heap_options(size_memory(settings)), *use_options(cache_file(layout, java))]
    arguments.write_text(argument_file([*options, "-cp", jars]), encoding="utf-8")
    return _run(admin_command(java, arguments, words), layout.home, f"neo4j-admin {' '.join(words[:2])}", progress)


def _run(command: list[str], home: Path, label: str, progress: Progress) -> subprocess.CompletedProcess[str]:
    with subprocess.Popen(
        command, cwd=home, env=environment(home), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as child:
        seconds = 0
        while True:
            try:
                output, errors = child.communicate(timeout=_HEARTBEAT_S)
                return subprocess.CompletedProcess(command, child.returncode, output, errors)
            except subprocess.TimeoutExpired:
                seconds += 1
                try:
                    progress(label, seconds, 0, "s")
                except BaseException:  # Ctrl-C comes by way of the listener: else the tool would be waited for
                    child.kill()
                    raise
