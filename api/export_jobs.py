"""The export jobs of this service: so many at once, each a process, the others wait; what has had its time goes.

What is exported is not known here.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict
from typing import Any, Final

from graph.engine import Endpoint
from graph.errors import BusyError
from graph.export import Job, find_job
from graph.settings import ROOT, Settings

MAX_WAITING: Final = 50
DOWNLOAD_WAIT_S: Final = 10.0
SWEEP_S: Final = 60.0
MAX_STREAMS: Final = 32
"""Files that are sent while they are written: each has a thread, and a client that reads slowly must not take those of other answers."""
_log = logging.getLogger("retorsion.http")


class Desk:
    """Takes jobs in, has them done, gives them out, throws them away."""

    def __init__(self, settings: Settings, endpoint: Endpoint) -> None:
        self._settings, self._endpoint = settings, endpoint
        self._exports = settings.data_dir / "exports"
        self._slots = asyncio.Semaphore(settings.export_concurrency)
        self._downloads = asyncio.Semaphore(settings.export_concurrency)
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def submit(self, owner: str, asked: Mapping[str, Any]) -> Job:
        """A new job.

        Raises:
            BusyError: too many wait already.
        """
        if len(self._tasks) >= self._settings.export_concurrency + MAX_WAITING:
            raise BusyError(f"{MAX_WAITING} exports wait already.", hint="Come again when some are done.")
        job = Job.create(self._exports, asked, owner=owner)
        self._begin(job)
        return job

    def find(self, id_: str, owner: str) -> Job:
        """A job of one's own.

        Raises:
            UnknownError: there is none. GoneError: it has expired.
        """
        return find_job(self._exports, id_, owner)

    async def drop(self, job: Job) -> None:
        """End it if it runs, and remove all of it."""
        if task := self._tasks.get(job.id):
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        elif job.alive:  # of a service that was killed: its process has lived on
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(job.facts["pid"]), signal.SIGKILL)
        await asyncio.to_thread(job.remove)

    @asynccontextmanager
    async def download(self) -> AsyncIterator[None]:
        """While a graph is read for a file that is sent at once.

        Raises:
            BusyError: as many as may are being read, and none was done in time.
        """
        try:
            await asyncio.wait_for(self._downloads.acquire(), DOWNLOAD_WAIT_S)
        except TimeoutError:
            hint = "Come again, or POST it: a job waits its turn."
            raise BusyError(f"{self._settings.export_concurrency} exports are being read.", hint=hint) from None
        try:
            yield
        finally:
            self._downloads.release()

    async def tend(self) -> None:
        """Take up what an earlier service left, then see to what has had its time, for ever."""
        while True:
            for job in await asyncio.to_thread(self._swept):
                self._begin(job)
            await asyncio.sleep(SWEEP_S)

    async def close(self) -> None:
        """Jobs under way are broken off and stay: the next service goes on with them."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _swept(self) -> list[Job]:
        """The jobs that nobody does; the command line's do not count, whose owner sees to them."""
        return [job for job in Job.every(self._exports) if not job.expire() and job.under_way and not job.alive and job.is_of_service]

    def _begin(self, job: Job) -> None:
        if job.id not in self._tasks:
            task = self._tasks[job.id] = asyncio.create_task(self._have_done(job.id))
            task.add_done_callback(lambda _: self._tasks.pop(job.id, None))

    async def _have_done(self, id_: str) -> None:
        async with self._slots:
            code = await self._worked(id_)
        job = Job.open(self._exports, id_)
        if job and job.under_way:
            job.fail(
                f"Its process ended with {code} and said nothing: the machine's memory or disk may be full.", self._settings.export_keep_h
            )
        if job and job.state == "failed":
            _log.error("export %s: %s", id_, job.facts["error"])

    async def _worked(self, id_: str) -> int:
        """Its process, to the end; killed when this is cancelled. The password goes over stdin, where no list of processes shows it."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "api.export_worker"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            cwd=ROOT,
            start_new_session=True,  # Ctrl-C is the service's, which ends its workers itself
        )
        told = {
            "exports": str(self._exports),
            "job": id_,
            "endpoint": asdict(self._endpoint),
            "settings": self._settings.model_dump(mode="json"),
        }
        try:
            await process.communicate(json.dumps(told).encode() + b"\n")
            return process.returncode or 0
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()


@asynccontextmanager
async def exporting(settings: Settings, endpoint: Endpoint) -> AsyncIterator[Desk]:
    """The desk, tended."""
    desk = Desk(settings, endpoint)
    tending = asyncio.create_task(desk.tend())
    try:
        yield desk
    finally:
        tending.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await tending
        await desk.close()
