"""The desk of export jobs without a database: how many at once, how many wait, and what becomes of processes and services that end."""

from __future__ import annotations

import asyncio
from pathlib import Path

import anyio
import pytest

from api import export_jobs
from api.export_jobs import Desk
from graph.engine import Endpoint
from graph.errors import BusyError
from graph.export import Job
from graph.settings import Settings

NOWHERE = Endpoint("bolt://127.0.0.1:1", "u", "p", database="neo4j", managed=False)
ASKED = {"question": {"of": "/v1/graph"}, "file": "x.json"}


class Workers:
    """In place of processes: they work until they are told how to end."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.running: list[str] = []
        self.most = 0
        self.codes: dict[str, asyncio.Future[int]] = {}
        monkeypatch.setattr(Desk, "_worked", lambda desk, id_: self._worked(id_))

    async def _worked(self, id_: str) -> int:
        self.running.append(id_)
        self.most = max(self.most, len(self.running))
        self.codes[id_] = asyncio.get_running_loop().create_future()
        try:
            return await self.codes[id_]
        finally:
            self.running.remove(id_)


@pytest.fixture
def workers(monkeypatch: pytest.MonkeyPatch) -> Workers:
    return Workers(monkeypatch)


def desk_in(folder: Path) -> Desk:
    return Desk(Settings(data_dir=folder, export_concurrency=2), NOWHERE)


async def settled() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def test_so_many_run_the_others_wait_and_too_many_are_refused(tmp_path: Path, workers: Workers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_jobs, "MAX_WAITING", 2)

    async def scene() -> None:
        desk = desk_in(tmp_path)
        jobs = [desk.submit("me", ASKED) for _ in range(4)]
        await settled()
        assert workers.running == [job.id for job in jobs[:2]]
        with pytest.raises(BusyError):
            desk.submit("me", ASKED)
        await desk.drop(jobs[0])
        await settled()
        assert workers.running == [jobs[1].id, jobs[2].id]
        assert not jobs[0].folder.exists()
        await desk.close()
        assert (workers.running, workers.most) == ([], 2)

    anyio.run(scene)


def test_what_a_service_leaves_the_next_takes_up_once(tmp_path: Path, workers: Workers) -> None:
    async def scene() -> None:
        first = desk_in(tmp_path)
        job = first.submit("me", ASKED)
        theirs = Job.create(tmp_path / "exports", ASKED, owner="command line", id_="mine", output=tmp_path / "x.json")
        await settled()
        await first.close()
        second = desk_in(tmp_path)
        tending = asyncio.create_task(second.tend())
        while not workers.running:
            await asyncio.sleep(0.01)
        assert workers.running == [job.id]
        assert theirs.state == "waiting", "a person sees to that one"
        tending.cancel()
        await second.close()

    anyio.run(scene)


def test_a_process_that_dies_in_silence_is_told(tmp_path: Path, workers: Workers) -> None:
    async def scene() -> None:
        desk = desk_in(tmp_path)
        job = desk.submit("me", ASKED)
        await settled()
        workers.codes[job.id].set_result(-9)
        await settled()
        ended = desk.find(job.id, "me")
        assert ended.state == "failed"
        assert "ended with -9" in ended.facts["error"]["message"]
        assert ended.facts["expires_at"]

    anyio.run(scene)


def test_a_download_waits_for_its_turn_and_then_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_jobs, "DOWNLOAD_WAIT_S", 0.05)

    async def scene() -> None:
        desk = desk_in(tmp_path)
        async with desk.download(), desk.download():
            with pytest.raises(BusyError, match="2 exports are being read"):
                async with desk.download():
                    raise AssertionError("three at once")
        async with desk.download():
            pass

    anyio.run(scene)
