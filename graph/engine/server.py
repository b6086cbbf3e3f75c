"""Starts, finds and stops the managed server of a data directory: the one place where the pieces of this package come together."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace

import psutil
from filelock import FileLock, Timeout

from graph.engine import aot
from graph.engine.admin import run_admin
from graph.engine.config import ServerConfig, argument_file, class_path, conf_text, heap_options, shared_options
from graph.engine.diagnose import PortTaken
from graph.engine.endpoint import Endpoint
from graph.engine.jars import fetch_jars, missing, wrong_jars
from graph.engine.java import Java, find_java
from graph.engine.layout import Layout
from graph.engine.lock import BROWSER_LOCK_FILE, LOCK_FILE, Artifact, read_lock, version_of
from graph.engine.memory import Memory, size_memory
from graph.engine.password import Credentials, new_credentials, read_credentials, settle_password, write_credentials
from graph.engine.pidfile import Running, read_record, write_record
from graph.engine.ports import choose_bolt_port, require_free
from graph.engine.process import find_server, kill, server_command, spawn, terminate
from graph.engine.ready import Starting, wait_for_bolt, wait_for_database
from graph.engine.repository import find_repository
from graph.engine.swap import recover
from graph.errors import EngineError
from graph.progress import Progress, silent
from graph.settings import Settings

_LOCK_TIMEOUT_S = 600.0
"""Another process may be fetching on a slow line."""

_NEW_STORE_MB, _OLD_STORE_MB = 400, 100
"""An empty store takes 135 MB and grows in steps of 64. Less is asked for an old one: it must open to be made smaller."""


def ensure_running(settings: Settings, progress: Progress = silent) -> Endpoint:
    """The running server of this data directory; fetched and started when there is none.

    Raises:
        EngineError: names the cause and what to do.
    """
    layout = Layout.of(settings)
    running = read_record(layout.pid_file, layout.home)
    if running and running.ready:
        return _endpoint(running, layout)
    with _exclusive(layout):
        return _endpoint(_attach(layout, progress) or _start(settings, layout, progress), layout)


def stop(settings: Settings, progress: Progress = silent) -> bool:
    """Stop the server of this data directory; False when none ran."""
    layout = Layout.of(settings)
    if not layout.data_dir.exists():
        return False
    with _exclusive(layout):
        return _stop(layout, progress)


@contextmanager
def held_down(settings: Settings, progress: Progress = silent, *, cleanly: bool = False) -> Iterator[None]:
    """The server is down, and nobody starts it before the end. A transaction that is open now is the last to have seen its store:

    the process is killed, for a stop lets those commit that wait for a lock. What was committed is safe in the store's log.
    `cleanly`: it is stopped all the same, so that its files can be taken as they lie.
    """
    layout = Layout.of(settings)
    with _exclusive(layout):
        _stop(layout, progress, terminate if cleanly else kill)
        yield


def _stop(layout: Layout, progress: Progress, end: Callable[[psutil.Process], object] = terminate) -> bool:
    running = read_record(layout.pid_file, layout.home)
    process = running.process() if running else find_server(layout.home)
    if process is not None:
        progress("Stopping Neo4j", 0, 0, "s")
        end(process)
    layout.pid_file.unlink(missing_ok=True)
    return process is not None


def restart(settings: Settings, progress: Progress = silent, *, at_once: bool = False) -> Endpoint:
    """Stop and start. `at_once`: it is killed, for one whose threads hang takes a minute to stop; what was committed is in its log."""
    layout = Layout.of(settings)
    with _exclusive(layout):
        _stop(layout, progress, kill if at_once else terminate)
    return ensure_running(settings, progress)


def fetch(settings: Settings, progress: Progress = silent) -> None:
    """Bring the jars, so that the next start needs no network."""
    layout, jars = Layout.of(settings), _artifacts(settings)
    if missing(jars, layout.jars):
        fetch_jars(jars, layout.jars, find_repository(settings), progress)


def check_jars(settings: Settings) -> list[str]:
    """What is wrong with the fetched jars, hashes included."""
    return wrong_jars(_artifacts(settings), Layout.of(settings).jars)


def _artifacts(settings: Settings) -> tuple[Artifact, ...]:
    return read_lock(LOCK_FILE) + (read_lock(BROWSER_LOCK_FILE) if settings.browser_port else ())


def _exclusive(layout: Layout) -> AbstractContextManager[object]:
    """One start or stop at a time per data directory, over all processes."""
    try:
        layout.data_dir.mkdir(parents=True, exist_ok=True)
        return FileLock(layout.start_lock, timeout=_LOCK_TIMEOUT_S).acquire()
    except Timeout:
        raise EngineError(
            "Another process has been starting or stopping Neo4j for ten minutes.", hint=f"It holds {layout.start_lock}: end that process."
        ) from None
    except OSError as error:
        raise EngineError(f"{layout.data_dir} cannot be written: {error.strerror}.", hint="Set RETORSION_DATA_DIR.") from error


def _endpoint(running: Running, layout: Layout) -> Endpoint:
    credentials = _credentials(layout)
    return Endpoint(running.uri, credentials.user, credentials.password, database="neo4j", managed=True)


def _credentials(layout: Layout) -> Credentials:
    credentials = read_credentials(layout.credentials)
    if credentials is None:
        raise EngineError(f"The password file {layout.credentials} is gone.", hint="Put it back from a copy.")
    return credentials


def _attach(layout: Layout, progress: Progress) -> Running | None:
    """A server that another process has started meanwhile, or whose starter died before it was ready."""
    running = read_record(layout.pid_file, layout.home)
    if running is None:
        orphan = find_server(layout.home)
        if orphan is not None:  # started, but its record was lost: it cannot be known which port it has
            terminate(orphan)
        return None
    process = running.process()
    if running.ready or process is None:
        return running if process else None
    return _finish(running, process, layout, progress)


def _start(settings: Settings, layout: Layout, progress: Progress) -> Running:
    recover(layout)
    java = find_java(settings)
    fetch(settings, progress)
    _require_space(layout)
    _prepare_password(settings, layout, progress)
    try:
        running = _finish(*_spawn(settings, layout, java), layout, progress)
    except PortTaken:
        if settings.bolt_port:
            raise
        running = _finish(*_spawn(settings, layout, java), layout, progress)
    aot.make_in_background(settings, java)
    return running


def _require_space(layout: Layout) -> None:
    """Neo4j on a full disk neither starts nor ends: better to say so before."""
    needed = _OLD_STORE_MB if layout.databases.exists() else _NEW_STORE_MB
    free = shutil.disk_usage(layout.data_dir).free // 1_000_000
    if free < needed:
        raise EngineError(
            f"Neo4j needs {needed} MB free in {layout.data_dir}; there are {free}.", hint="Free some space, or set RETORSION_DATA_DIR."
        )


def _prepare_password(settings: Settings, layout: Layout, progress: Progress) -> None:
    """Before the first start, and again after one that was cut short before the real password was in force."""
    credentials = read_credentials(layout.credentials)
    if credentials is None:
        if layout.databases.exists():
            raise EngineError(
                f"There is a store in {layout.store}, but its password file {layout.credentials} is gone.",
                hint="Put it back from a copy; without one, move the data directory away and load again.",
            )
        credentials = new_credentials()
        write_credentials(layout.credentials, credentials)
    if credentials.initial:
        write_conf(layout, ServerConfig(0, size_memory(settings)))
        run = run_admin(settings, "dbms", "set-initial-password", credentials.initial, progress=progress)
        if run.returncode != 0:
            raise EngineError(f"Neo4j's first password could not be set: {(run.stderr or run.stdout).strip()[-300:]}")


def write_conf(layout: Layout, config: ServerConfig) -> None:
    layout.conf_dir.mkdir(parents=True, exist_ok=True)
    (layout.conf_dir / "neo4j.conf").write_text(conf_text(config), encoding="utf-8")


def _spawn(settings: Settings, layout: Layout, java: Java) -> tuple[Running, psutil.Process]:
    """Start the process and record it at once, so that no crash of ours loses it."""
    memory, port = size_memory(settings), choose_bolt_port(settings.bolt_port)
    if settings.browser_port:
        require_free(settings.browser_port, "RETORSION_BROWSER_PORT")
    write_conf(layout, ServerConfig(port, memory, settings.browser_port))
    cache = aot.use_options(aot.cache_file(layout, java))
    layout.jvm_args.write_text(argument_file(_options(settings, layout, java, memory, cache)), encoding="utf-8")
    if layout.debug_log.exists():  # what stands in it then is of this start
        os.replace(layout.debug_log, layout.debug_log.with_name("debug.previous.log"))
    process = spawn(server_command(java, layout.jvm_args, layout.home), layout.home, layout.output)
    running = Running(
        pid=process.pid,
        create_time=process.create_time(),
        home=str(layout.home),
        port=port,
        browser_port=settings.browser_port,
        version=version_of(LOCK_FILE),
        java=java.version,
        profile=settings.engine_profile,
        heap_mb=memory.heap,
        pagecache_mb=memory.pagecache,
        start_cache=bool(cache),
        ready=False,
    )
    write_record(layout.pid_file, running)
    return running, process


def _options(settings: Settings, layout: Layout, java: Java, memory: Memory, cache: list[str]) -> list[str]:
    jars = class_path(layout.jars / jar.file_name for jar in read_lock(LOCK_FILE))
    if settings.browser_port:  # last, so that what stands before it is still the start-up cache's class path
        jars = os.pathsep.join([jars, *(str(layout.jars / jar.file_name) for jar in read_lock(BROWSER_LOCK_FILE))])
    return [*shared_options(java, settings.engine_profile), *heap_options(memory), *cache, "-cp", jars]


def _finish(running: Running, process: psutil.Process, layout: Layout, progress: Progress) -> Running:
    """Wait until it answers and see to the password; a start that fails leaves no process.

    The process is handed over, not looked up: for a moment after its start it has no command line to be known by.
    """
    server = Starting(process, running.port, running.browser_port, layout.output, layout.debug_log)
    try:
        wait_for_bolt(server, progress)
        credentials = settle_password(running.uri, _credentials(layout), layout.credentials)
        wait_for_database(server, (credentials.user, credentials.password), progress)
    except BaseException:
        kill(process)
        layout.pid_file.unlink(missing_ok=True)
        raise
    running = replace(running, ready=True)
    write_record(layout.pid_file, running)
    return running
