"""The loads of this service: one process at a time, `retorsion load --job`; the others wait. What loading means is not known here.

A load that the service's end breaks off is gone on with by the next service, behind its last commit: that is the job's own doing.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import logging
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from api.load_ledger import FAILED, FINISHED, STOPPED, Ledger, Load, now
from api.uploads import Uploads
from graph.engine import Endpoint
from graph.errors import BusyError, QuestionError, UnknownError
from graph.settings import ROOT, Settings, child_environment

MAX_WAITING: Final = 20
STOP_S: Final = 10.0
"""For the transaction under way; then the process is killed, and the transaction is rolled back."""

NO_DATABASE: Final = 4
"""The command line's exit code for what the database or its server could not do."""

OF_DATABASE: Final = {"message": "The database could not do what was asked.", "hint": "The service's log says why."}
"""Addresses and users are the operator's."""

NOTHING: Final = {"message": "Not one row could be loaded.", "hint": "`reports` and `rejects` say why."}
UPLOADED: Final = "upload:"
_RUN: Final = "import sys; sys.path.insert(0, sys.argv.pop(1)); from cli.main import run; run()"
_log = logging.getLogger("retorsion.http")


class Loads:
    """Takes loads in, has them done one after another, ends them."""

    def __init__(self, settings: Settings, endpoint: Endpoint) -> None:
        self._settings, self._endpoint = settings, endpoint
        self._ledger = Ledger(settings.data_dir.resolve())
        self._folders = [Path(one.strip()).expanduser().resolve() for one in settings.load_dirs.split(",") if one.strip()]
        self._taking, self._turn = asyncio.Lock(), asyncio.Lock()
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._processes: dict[str, asyncio.subprocess.Process] = {}
        self._closing = False

    @property
    def under_way(self) -> int:
        return len(self._tasks)

    def uploads(self, owner: str) -> Uploads:
        return Uploads(self._settings.data_dir.resolve() / "uploads" / owner, self._settings.load_upload_mb * 1_000_000)

    async def submit(self, owner: str, asked: Mapping[str, Any], once: str = "") -> tuple[Load, bool]:
        """The load, and whether it is new: what was asked for under the same `once` is not done again.

        Raises:
            QuestionError: a file is none that may be loaded, or `once` stood for something else. BusyError: too many wait.
        """
        async with self._taking:  # or the same key sent twice at once would be two loads
            return await self._submit(owner, asked, once)

    async def _submit(self, owner: str, asked: Mapping[str, Any], once: str) -> tuple[Load, bool]:
        print_ = hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()
        before = [load for load in self._ledger.every() if once and (load.facts["owner"], load.facts["once"]) == (owner, once)]
        if before:
            if before[0].facts["print"] != print_:
                raise QuestionError("This key stood for another load.", parameter="Idempotency-Key", hint="Give another one.")
            return before[0], False
        if len(self._tasks) > MAX_WAITING:
            raise BusyError(f"{MAX_WAITING} loads wait already.", hint="Come again when some are done.", retry_after_s=60)
        paths = await asyncio.to_thread(self._paths, owner, asked["files"])
        places = [str(self.uploads(owner).folder), *map(str, self._folders), str(self._settings.data_dir.resolve())]
        facts = {"owner": owner, "once": once, "print": print_, "asked": dict(asked), "paths": list(map(str, paths)), "places": places}
        load = self._ledger.create(facts)
        self._begin(load)
        return load, True

    def find(self, id_: str, owner: str, *, anybodys: bool) -> Load:
        """Raises UnknownError where there is none, or it is somebody else's."""
        load = self._ledger.open(id_)
        if load is None or (load.facts["owner"] != owner and not anybodys):
            raise UnknownError("No load of that id.", parameter="id", hint="/v1/loads lists yours.")
        return load

    def listed(self, owner: str, *, anybodys: bool) -> list[Load]:
        """The newest first."""
        return [load for load in reversed(self._ledger.every()) if anybodys or load.facts["owner"] == owner]

    async def end(self, load: Load) -> None:
        """After its transaction under way; a load that has ended is forgotten, with its rejected rows."""
        if load.ended:
            await asyncio.to_thread(load.remove)
            return
        load.note(cancelled=True)
        if (process := self._processes.get(load.id)) is not None:
            await _stopped(process)
        if task := self._tasks.get(load.id):
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        load.note(ended=STOPPED, ended_at=now())

    async def resume(self) -> None:
        """Take up what an earlier service left."""
        await asyncio.to_thread(self._ledger.forget_old)
        for load in await asyncio.to_thread(self._ledger.every):
            if not load.ended:
                self._begin(load)

    async def close(self) -> None:
        self._closing = True
        await asyncio.gather(*map(_stopped, self._processes.values()))
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    # --- what may be loaded ---

    def _paths(self, owner: str, names: Sequence[str]) -> list[Path]:
        uploads = self.uploads(owner)
        found = []
        for name in names:
            if name.startswith(UPLOADED):
                found.append(path := uploads.path(name.removeprefix(UPLOADED)))
                uploads.check_unpacked(path)
            else:
                found.append(self._allowed(name))
        return found

    def _allowed(self, name: str) -> Path:
        """A file or folder in one of the folders that the settings name, wherever its links lead."""
        for folder in self._folders:
            try:
                path = (folder / name).resolve()
                if path.is_relative_to(folder) and path.exists():
                    return path
            except (OSError, ValueError):
                continue
        hint = "Upload it (PUT /v1/loads/files/NAME, then upload:NAME), or put it into a folder of RETORSION_LOAD_DIRS."
        raise QuestionError(f"No file {name[:80]!r} may be loaded.", parameter="files", hint=hint)

    # --- doing ---

    def _begin(self, load: Load) -> None:
        task = self._tasks[load.id] = asyncio.create_task(self._done(load))
        task.add_done_callback(lambda _: self._tasks.pop(load.id, None))

    async def _done(self, load: Load) -> None:
        async with self._turn:
            while load.pid:  # of a service that was killed: its process has lived on
                await asyncio.sleep(0.5)
            if load.job.get("state") == FINISHED:
                code, said = 0, ""
            else:
                code, said = await self._worked(load)
        if self._closing or load.facts.get("cancelled"):
            return
        if code in (0, 1):
            load.note(ended=FINISHED, ended_at=now())
            return
        job = load.job
        error = job.get("error") or (NOTHING if job.get("reports") else _error_of(said))
        error = error or {"message": f"Its process ended with {code} and said nothing.", "hint": "The machine's memory may be full."}
        _log.error("load %s: %s", load.id, error["message"])
        load.note(ended=FAILED, ended_at=now(), error=OF_DATABASE if code == NO_DATABASE else load.without_paths(error))

    async def _worked(self, load: Load) -> tuple[int, str]:
        """Its process to the end; what it said last."""
        said = load.folder / "said.txt"
        with said.open("wb") as output:
            process = self._processes[load.id] = await asyncio.create_subprocess_exec(
                *_command(load),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=output,
                cwd=load.folder,
                env=child_environment(self._settings_of_database()),
                start_new_session=True,  # Ctrl-C is the service's, which ends its loads itself
            )
        try:
            return await process.wait(), said.read_text("utf-8", errors="replace")[-4000:]
        finally:
            self._processes.pop(load.id, None)
            if process.returncode is None:
                process.kill()
                await process.wait()

    def _settings_of_database(self) -> Settings:
        """A server that somebody gave stays that one, whatever the environment says meanwhile."""
        given, settings = self._endpoint, self._settings
        if given.managed:
            return settings
        named = {"neo4j_uri": given.uri, "neo4j_user": given.user, "neo4j_database": given.database}
        return settings.model_copy(update=named | {"neo4j_password": type(settings.neo4j_password)(given.password)})


def _command(load: Load) -> list[str]:
    """By the interpreter's safe path: a file that somebody uploaded is never taken for a module."""
    asked = load.facts["asked"]
    words = [asked["loader"]] if asked["loader"] else []
    options = ["--job", load.id, "--json", "--wait", "86400", "--rejects", str(load.folder / "rejects.csv")]
    if asked["strict"]:
        options.append("--strict")
    if asked["limit"]:
        options += ["--limit", str(asked["limit"])]
    return [sys.executable, "-P", "-c", _RUN, str(ROOT), "load", *options, "--", *words, *load.facts["paths"]]


def _error_of(said: str) -> dict[str, str] | None:
    """The command line's last word, as it writes errors: the line, then a hint."""
    _, found, rest = said.rpartition("error: ")
    message, _, hint = rest.partition("\n")
    return {"message": message.strip(), "hint": hint.strip()} if found else None


async def _stopped(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        try:
            await asyncio.wait_for(process.wait(), STOP_S)
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                process.kill()


@asynccontextmanager
async def loading(settings: Settings, endpoint: Endpoint) -> AsyncIterator[Loads]:
    """The loads, those of an earlier service among them."""
    loads = Loads(settings, endpoint)
    await loads.resume()
    try:
        yield loads
    finally:
        await loads.close()
