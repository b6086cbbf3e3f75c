"""Runs strangers' Cypher behind every layer: text, plan, read-only transaction, limits, deadline; knows what runs and can stop it.

What each layer looks at is in text.py and plan.py, what runs it in worker.py. Who may ask is decided before.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

from graph.engine import Endpoint
from graph.errors import BusyError, CypherError, CypherRefused, RetorsionError, StoreError, StoreTimeout, UnknownError
from graph.guard.audit import Audit
from graph.guard.plan import judge
from graph.guard.run import Ask, Run
from graph.guard.text import by_own_lines, check_parameters, check_text, dialect
from graph.guard.workers import Worker, WorkerDied, default_concurrency

EXPLAIN_S: Final = 10.0
GRACE_S: Final = 3.0
"""What a deadline here allows beyond the timeout there."""
WAIT_S: Final = 2.0
"""How long a query waits for its turn before it is told that others run."""
VERDICT_S, MAX_VERDICTS, MAX_RUNS = 600.0, 1000, 200


@dataclass(frozen=True, slots=True)
class Limits:
    """What a free query may take. `concurrency` 0: by the machine."""

    timeout_s: float = 20.0
    concurrency: int = 0
    memory_mb: int = 384


class Guard:
    """One for each service. Its state is what runs now, what was judged lately and idle workers."""

    def __init__(self, endpoint: Endpoint, limits: Limits, audit: Audit) -> None:
        self.endpoint, self.limits = endpoint, limits
        self._audit = audit
        self._turns = asyncio.Semaphore(limits.concurrency or default_concurrency())
        self._idle: list[Worker] = []
        self._busy: set[Worker] = set()
        self._runs: OrderedDict[str, Run] = OrderedDict()
        self._verdicts: OrderedDict[str, tuple[float, list[str]]] = OrderedDict()

    async def check(self, text: str, parameters: Mapping[str, Any]) -> list[str]:
        """The operators of a text that may run.

        Raises:
            CypherRefused, CypherError: it may not, or it is wrong.
        """
        check_text(text)
        check_parameters(parameters)
        async with self._worker() as worker:
            return await self._judged(worker, text, parameters, "check")

    async def run(self, ask: Ask) -> Run:
        """Begin a query; the answer is read from the Run. What is refused is told and audited.

        Raises:
            CypherRefused, CypherError, StoreError, BusyError.
        """
        run = self._register(ask)
        try:
            check_text(ask.text)
            check_parameters(ask.parameters)
            chunks = self._chunks(run)
            run.open(chunks, await anext(chunks))
        except BaseException as error:
            self._ended(run, error)
            raise
        return run

    def find(self, id_: str, key: str) -> Run:
        """A query of this key, running or ended a while ago."""
        run = self._runs.get(id_)
        if run is None or run.ask.key != key:
            raise UnknownError(f"No query {id_[:80]!r} of yours runs or ended lately.", parameter="id")
        return run

    async def forget_workers(self) -> None:
        """After the database was restarted."""
        idle, self._idle = self._idle, []
        for worker in [*idle, *self._busy]:
            await worker.end()

    async def close(self) -> None:
        await self.forget_workers()

    def active_since(self, seconds: float) -> bool:
        """Whether a query ran within these last seconds."""
        return any(run.state == "running" or time.monotonic() - run.ended < seconds for run in self._runs.values())

    def asked(self, id_: str) -> Ask | None:
        """What a transaction on the server was begun for."""
        run = self._runs.get(id_)
        return run.ask if run else None

    async def _chunks(self, run: Run) -> AsyncIterator[bytes]:
        """First an empty piece when the query has begun, then the encoded rows; ends when all are told."""
        try:
            async with self._worker() as worker:
                await self._judged(worker, run.ask.text, run.ask.parameters, run.ask.id)
                async for piece in self._rows(worker, run):
                    yield piece
        except BaseException as error:
            self._ended(run, error)
            raise
        self._ended(run, None)

    async def _rows(self, worker: Worker, run: Run) -> AsyncIterator[bytes]:
        run.worker, run.sent = worker, time.monotonic()
        deadline = run.sent + run.ask.timeout_s + GRACE_S
        await worker.begin(run.ask.message())
        while True:
            try:
                async with asyncio.timeout(deadline - time.monotonic()):
                    kind, body = await worker.frame()
            except TimeoutError:
                worker.kill()
                hint = "Ask for less: a filter, fewer hops, a smaller value."
                raise StoreTimeout("The query was cut off at its deadline.", hint=hint) from None
            except WorkerDied:
                raise run.why_dead() from None
            except CypherError as error:
                raise by_own_lines(error, run.ask.text, 0) from None
            if kind == b"H":
                yield b""
            elif kind == b"D":
                run.rows, run.bytes = int.from_bytes(body[:8], "big"), run.bytes + len(body) - 8
                yield body[8:]
            elif kind == b"Z":
                run.ending = json.loads(body)
                return

    async def _judged(self, worker: Worker, text: str, parameters: Mapping[str, Any], tag: str) -> list[str]:
        """A verdict that was given to the same text and kinds of parameter lately holds: a plan's words do not hang on values."""
        kinds = sorted((name, type(value).__name__) for name, value in parameters.items())
        known = json.dumps([text, kinds])
        at, operators = self._verdicts.get(known, (0.0, []))
        if operators and time.monotonic() - at < VERDICT_S:
            return operators
        try:
            async with asyncio.timeout(EXPLAIN_S + GRACE_S):
                plan = await worker.plan(dialect(text), parameters, EXPLAIN_S, tag)
        except TimeoutError:
            worker.kill()
            raise CypherRefused("The database could not plan the query in time.", rule="planning") from None
        except CypherError as error:
            raise by_own_lines(error, text, 1) from None
        operators = judge(plan, self.endpoint.database)
        self._verdicts[known] = (time.monotonic(), operators)
        while len(self._verdicts) > MAX_VERDICTS:
            self._verdicts.popitem(last=False)
        return operators

    @asynccontextmanager
    async def _worker(self) -> AsyncIterator[Worker]:
        """A worker of one's own for one query; one that did not end well is not used again."""
        try:
            async with asyncio.timeout(WAIT_S):
                await self._turns.acquire()
        except TimeoutError:
            raise BusyError("Other free queries are running.", hint="Try again in some seconds, or ask a query of the library.") from None
        worker = None
        try:
            worker = self._idle.pop() if self._idle else await Worker.start(self.endpoint, self.limits.memory_mb)
            self._busy.add(worker)
            yield worker
        except WorkerDied:
            raise CypherError("The database could not plan the query.", hint="Make it shorter or simpler.") from None
        except RetorsionError as error:
            self._keep(worker, not isinstance(error, StoreError) or isinstance(error, StoreTimeout))
            worker = None
            raise
        else:
            self._keep(worker, True)
            worker = None
        finally:
            self._keep(worker, False)
            self._turns.release()

    def _keep(self, worker: Worker | None, well: bool) -> None:
        if worker is None:
            return
        self._busy.discard(worker)
        if well and worker.alive:
            self._idle.append(worker)
        else:
            worker.kill()

    def _register(self, ask: Ask) -> Run:
        mine = [run for run in self._runs.values() if run.state == "running" and run.ask.key == ask.key]
        if ask.one_at_a_time and mine:
            raise BusyError("A query of this key is running.", hint=f"DELETE /v1/cypher/{mine[0].ask.id} ends it.")
        if ask.id in self._runs and self._runs[ask.id].state == "running":
            raise BusyError(f"A query {ask.id!r} is running.", hint="Give another id, or none.")
        run = self._runs[ask.id] = Run(ask)
        self._runs.move_to_end(ask.id)
        while len(self._runs) > MAX_RUNS:
            self._runs.popitem(last=False)
        return run

    def _ended(self, run: Run, error: BaseException | None) -> None:
        if run.state != "running":
            return
        run.end(error)
        seconds = {"seconds": round(run.seconds(), 3), "ran": round(run.ran(), 3)}
        how = {"id": run.ask.id, "state": run.state, "rows": run.rows, "bytes": run.bytes, **seconds}
        rule = error.rule if isinstance(error, CypherRefused) else ""
        self._audit.write(key=run.ask.key, text=run.ask.text, parameters=run.ask.parameters, rule=rule, **how)
