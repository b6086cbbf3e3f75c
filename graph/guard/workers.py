"""The service's side of a worker process: start it, speak with it, kill it. What is asked and for how long is the guard's."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

from graph.engine import Endpoint
from graph.errors import CypherError, RetorsionError, StoreError, StoreTimeout, StoreUnreachable
from graph.guard.plan import Plan
from graph.settings import ROOT

START_S: Final = 30.0
_MAX_FRAME: Final = 256 * 1024 * 1024
_ERRORS: Final[Mapping[str, type[RetorsionError]]] = {
    "cypher": CypherError,
    "timeout": StoreTimeout,
    "gone": StoreUnreachable,
    "store": StoreError,
}


class WorkerDied(Exception):
    """It ended by itself: its memory was full, or the machine's."""


class Worker:
    """One process with one connection to the database."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._killed = False

    @classmethod
    async def start(cls, endpoint: Endpoint, memory_mb: int) -> Worker:
        """A worker that is ready. The password goes over its stdin, where no list of processes shows it."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "graph.guard.worker"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            cwd=ROOT,
            start_new_session=True,  # Ctrl-C is the service's, which ends its workers itself
        )
        worker = cls(process)
        try:
            async with asyncio.timeout(START_S):
                await worker._say({"memory_mb": memory_mb, "endpoint": asdict(endpoint)})
                await worker.frame()
        except BaseException:
            worker.kill()
            raise
        return worker

    async def plan(self, text: str, parameters: Mapping[str, Any], timeout_s: float, tag: str) -> Plan:
        """What EXPLAIN says."""
        await self._say({"kind": "plan", "text": text, "parameters": parameters, "timeout_s": timeout_s, "tag": tag})
        _, body = await self.frame()
        found = json.loads(body)
        return Plan(found["query_type"], found["tree"], found["profiled"])

    async def begin(self, asked: Mapping[str, Any]) -> None:
        """Ask for rows; `frame` then gives the answer piece by piece."""
        await self._say({"kind": "run", **asked})

    async def frame(self) -> tuple[bytes, bytes]:
        """The next piece: its letter and its body.

        Raises:
            CypherError, StoreError: what the worker says went wrong. WorkerDied: it says no more.
        """
        assert self._process.stdout is not None
        try:
            head = await self._process.stdout.readexactly(5)
            size = int.from_bytes(head[1:], "big")
            if size > _MAX_FRAME:
                raise WorkerDied
            body = await self._process.stdout.readexactly(size)
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise WorkerDied from error
        if head[:1] == b"E":
            told = json.loads(body)
            raise _ERRORS[told["type"]](told["message"], hint=told["hint"])
        return head[:1], body

    @property
    def alive(self) -> bool:
        """Not for certain: one that is being killed may not have noticed."""
        return self._process.returncode is None and not self._killed

    def kill(self) -> None:
        """At once, which closes its connection: the database then ends what it can."""
        if self.alive:
            self._killed = True
            self._process.kill()

    async def end(self) -> None:
        self.kill()
        await self._process.wait()

    async def _say(self, message: Mapping[str, Any]) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(message).encode() + b"\n")
            await self._process.stdin.drain()
        except (ConnectionError, OSError) as error:
            raise WorkerDied from error


def default_concurrency() -> int:
    """Below the number of cores: what no timeout stops holds a core until the database is restarted."""
    return min(4, max(1, (os.cpu_count() or 2) - 1))
