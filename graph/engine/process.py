"""Starts and ends Java processes that outlive us. Knows neither ports nor passwords; `server.py` puts the pieces together."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

import psutil

from graph.engine.config import ADMIN_CLASS, MAIN_CLASS
from graph.engine.java import Java

STOP_TIMEOUT_S = 60.0


def server_command(java: Java, arguments: Path, home: Path) -> list[str]:
    """`--home-dir` stands in the command line: by it a running server is known again."""
    return [str(java.path), f"@{arguments}", MAIN_CLASS, f"--home-dir={home}", f"--config-dir={home / 'conf'}"]


def admin_command(java: Java, arguments: Path, words: Sequence[str]) -> list[str]:
    return [str(java.path), f"@{arguments}", ADMIN_CLASS, *words]


def environment(home: Path) -> dict[str, str]:
    """Ours, without what would change Neo4j's settings or Java's options behind our back."""
    foreign = {"JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH", "JAVA_OPTS"}
    kept = {name: value for name, value in os.environ.items() if name not in foreign and not name.startswith("NEO4J_")}
    return {**kept, "NEO4J_HOME": str(home), "NEO4J_CONF": str(home / "conf")}


def spawn(command: Sequence[str], home: Path, output: Path) -> psutil.Process:
    """Start in a session of its own, so that Ctrl-C here does not end it; what it says goes to `output`."""
    output.parent.mkdir(parents=True, exist_ok=True)
    with output.open("wb") as stream:
        child = subprocess.Popen(
            command, cwd=home, env=environment(home), stdin=subprocess.DEVNULL, stdout=stream, stderr=stream, start_new_session=True
        )
    process = psutil.Process(child.pid)
    child.returncode = 0  # it outlives us on purpose: else Popen warns of a process that was not waited for
    return process


def is_alive(process: psutil.Process) -> bool:
    """A child that has ended but was not waited for (a zombie) is not alive."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def exit_code(process: psutil.Process) -> int | None:
    """How a child of ours ended (negative: by which signal); None for one that is not our child."""
    try:
        return process.wait(0)
    except psutil.Error:
        return None


def listens(process: psutil.Process, port: int) -> bool:
    """Whether this very process listens there: another server that was quicker must not be taken for it."""
    try:
        sockets = process.net_connections("tcp")
    except psutil.NoSuchProcess:
        return False
    return any(socket.status == psutil.CONN_LISTEN and socket.laddr.port == port for socket in sockets)


def terminate(process: psutil.Process, timeout_s: float = STOP_TIMEOUT_S) -> bool:
    """Ask it to stop and wait; kill it when it does not. False when it had to be killed."""
    try:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout_s)
    except psutil.NoSuchProcess:
        return True
    except psutil.TimeoutExpired:
        kill(process)
        return False
    return True


def kill(process: psutil.Process) -> None:
    try:
        process.kill()
        process.wait(10)
    except (psutil.NoSuchProcess, psutil.TimeoutExpired):
        return


def serves(process: psutil.Process, home: Path) -> bool:
    """Whether this process is the server of that home."""
    try:
        return is_alive(process) and f"--home-dir={home}" in process.cmdline() and MAIN_CLASS in process.cmdline()
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return False


def find_server(home: Path) -> psutil.Process | None:
    """The server of that home among all processes: for when the pid file was lost between the start and its writing."""
    return next((process for process in psutil.process_iter() if serves(process, home)), None)
