"""What `retorsion doctor` looks at. Each check looks, changes nothing, starts nothing, and says what to do."""

from __future__ import annotations

import importlib.util
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import anyio

from cli import bundle
from graph import engine, keeping
from graph.answers import datasets, readiness
from graph.engine import resolve_endpoint
from graph.errors import RetorsionError
from graph.settings import Settings
from graph.store import Store

State = Literal["ok", "warn", "fail"]
OLDEST_PYTHON = (3, 11)
NEW_STORE_MB, JARS_MB, COMFORT_MB = 400, 180, 2000
_DEFAULT_BOLT_PORT = 7687
_DATABASE, _SCHEMA, _DATA = "database", "schema", "data"


@dataclass(frozen=True, slots=True)
class Check:
    """`hint` says what to do; empty when nothing is to be done."""

    name: str
    state: State
    text: str
    hint: str = ""


def look(settings: Settings) -> Iterator[Check]:
    """Every check, in the order in which things depend on each other. Whatever breaks is a failed check, never an exception."""
    yield python_version(sys.version_info[:3])
    checks = [http_extra, api_port]
    if not settings.neo4j_uri:
        checks = [java, jars, data_space, cache_space, bolt_port, *checks, managed_engine, dumps]
    for check in checks:
        yield guarded(check, settings)
    yield from database(settings)


def guarded(check: Callable[[Settings], Check], settings: Settings) -> Check:
    name = check.__name__.replace("_", " ")
    try:
        return check(settings)
    except RetorsionError as error:
        return Check(name, "fail", error.message, error.hint)
    except Exception as error:  # a broken machine must not break what explains it
        return Check(name, "fail", f"could not be checked: {type(error).__name__}: {error}")


def python_version(version: tuple[int, ...]) -> Check:
    text = f"{'.'.join(str(part) for part in version)} at {sys.executable}"
    if version < OLDEST_PYTHON:
        return Check("python", "fail", text, "Use Python 3.11 or later.")
    return Check("python", "ok", text)


def java(settings: Settings) -> Check:
    found = engine.find_java(settings)
    return Check("java", "ok", f"Java {found.version} at {found.path}")


def jars(settings: Settings) -> Check:
    """Hashes too: half a jar from a full disk starts nothing."""
    wrong = engine.check_jars(settings)
    if not wrong:
        return Check("jars", "ok", "all there, as released")
    if all(one.endswith("is missing") for one in wrong):
        return Check("jars", "warn", f"{len(wrong)} not fetched yet", "The next start fetches them; or run `retorsion engine fetch`.")
    broken = next(one for one in wrong if not one.endswith("is missing"))
    return Check("jars", "fail", broken, "Then run `retorsion engine fetch`.")


def data_space(settings: Settings) -> Check:
    return _space("data space", settings.data_dir, NEW_STORE_MB, "RETORSION_DATA_DIR")


def cache_space(settings: Settings) -> Check:
    needed = 0 if engine.status(settings).jars_fetched else JARS_MB
    return _space("cache space", settings.cache_dir, needed, "RETORSION_CACHE_DIR")


def bolt_port(settings: Settings) -> Check:
    running = engine.status(settings)
    port = settings.bolt_port or _DEFAULT_BOLT_PORT
    if running.running:
        return Check("bolt port", "ok", f"{running.uri}, the managed Neo4j's")
    if _is_free("127.0.0.1", port):
        return Check("bolt port", "ok", f"{port} is free")
    if settings.bolt_port:
        return Check("bolt port", "fail", f"{port} is taken", "End what listens there, or set RETORSION_BOLT_PORT to 0 for a free one.")
    return Check("bolt port", "ok", f"{port} is taken: the managed Neo4j will take a free one")


def api_port(settings: Settings) -> Check:
    host, port = settings.api_host, settings.api_port
    if port == 0 or _is_free(host, port):
        return Check("api port", "ok", f"{port} on {host} is free" if port else "any free one")
    hint = "Is `retorsion up` running already? Otherwise `retorsion up --port 0`, or RETORSION_API_PORT."
    return Check("api port", "warn", f"{port} on {host} is taken", hint)


def http_extra(settings: Settings) -> Check:
    missing = [name for name in ("fastapi", "uvicorn") if importlib.util.find_spec(name) is None]
    if missing:
        return Check("http extra", "warn", f"{', '.join(missing)} not installed", 'For `retorsion up`: pip install "retorsion[api]"')
    return Check("http extra", "ok", "installed")


def managed_engine(settings: Settings) -> Check:
    found = engine.status(settings)
    if not found.running:
        return Check("managed engine", "ok", f"Neo4j {found.version} is not running; any question starts it")
    if not found.ready:
        return Check("managed engine", "warn", f"Neo4j {found.version} is starting, pid {found.pid}", f"Wait; its log is {found.log}.")
    return Check("managed engine", "ok", f"Neo4j {found.version} runs at {found.uri}, pid {found.pid}, since {found.started_at}")


def dumps(settings: Settings) -> Check:
    """Of the newest one whether it has its length; `engine restore` reads it whole."""
    file = keeping.newest(settings.data_dir / keeping.FOLDER)
    if file is None:
        return Check("dumps", "ok", f"none in {settings.data_dir / keeping.FOLDER}; `retorsion engine dump` keeps the graph")
    kept = keeping.read_description(file)
    if not file.is_file() or file.stat().st_size != kept.bytes:
        return Check("dumps", "fail", f"{file} is gone or not whole", "Dump again: `retorsion engine dump`.")
    return Check("dumps", "ok", f"{file.name} of {kept.at}: {kept.nodes:,} nodes, {kept.relationships:,} relationships")


def database(settings: Settings) -> Iterator[Check]:
    """What only a running server can tell. One that is ours and does not run stays as it is."""
    try:
        if not settings.neo4j_uri and not engine.status(settings).ready:
            hint = "Start it with `retorsion engine start` and look again."
            yield Check(_DATABASE, "warn", "not looked at: the managed Neo4j is not ready for questions", hint)
            return
        ready, loaded = _ask(settings)
    except RetorsionError as error:
        yield Check(_DATABASE, "fail", error.message, error.hint)
        return
    except Exception as error:  # as in `guarded`
        yield Check(_DATABASE, "fail", f"could not be checked: {type(error).__name__}: {error}")
        return
    yield from _readiness(ready)
    if ready["ready"]:
        yield guarded(index, settings)
        yield _bundled(loaded)


def _ask(settings: Settings) -> tuple[dict[str, Any], set[str]]:
    endpoint = resolve_endpoint(settings)

    async def ask() -> tuple[dict[str, Any], set[str]]:
        async with Store(endpoint, timeout_s=settings.query_timeout_s) as store:
            ready = await readiness(store)
            found = (await datasets(store)).data["datasets"] if ready["ready"] else []
            return ready, {row["id"] for row in found}

    return anyio.run(ask)


def _readiness(ready: dict[str, Any]) -> Iterator[Check]:
    hints = {_DATABASE: "", _SCHEMA: "`retorsion load chronology` prepares an empty database.", "constraints": "Any load makes them."}
    for name, found in ready["checks"].items():
        yield Check(name, "ok" if found["ok"] else "fail", found["detail"], "" if found["ok"] else hints.get(name, ""))


def index(settings: Settings) -> Check:
    try:
        from graph.temporal.overview import index_overview  # late: the index is an extra
    except ModuleNotFoundError as error:
        return Check(
            "index", "warn", f"not installed ({error.name} is missing)", 'For questions in time: pip install "retorsion[temporal]"'
        )
    endpoint = resolve_endpoint(settings) if settings.neo4j_uri or engine.status(settings).ready else None
    return Check("index", "ok", index_overview(settings, endpoint))


def _bundled(loaded: set[str]) -> Check:
    text = f"loaded: {', '.join(sorted(loaded)) or 'nothing'}"
    if bundle.NAME in loaded:
        return Check(_DATA, "ok", text)
    return Check(_DATA, "warn", text, f"The bundled data comes with `retorsion load {bundle.NAME}`.")


def _space(name: str, folder: Path, needed_mb: int, setting: str) -> Check:
    """Of the disk that the folder is on, or will be."""
    there = next(path for path in (folder, *folder.parents) if path.exists())
    free = shutil.disk_usage(there).free // 1_000_000
    text = f"{free:,} MB free in {folder}"
    if free < needed_mb:
        return Check(name, "fail", f"{text}; {needed_mb} MB are needed", f"Free some, or set {setting} to another disk.")
    return Check(name, "ok" if free >= COMFORT_MB else "warn", text, "" if free >= COMFORT_MB else "Large loads need more.")


def _is_free(host: str, port: int) -> bool:
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        socket.create_server((host, address[1]), family=family).close()
    except OSError:
        return False
    return True
