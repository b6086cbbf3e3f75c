"""The process that makes the file of one export job: `python -m api.export_worker`, told what by a line on its stdin. Serves nobody.

A process of its own, so that an export takes neither the service's memory nor its turn, and can be ended at any point.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from pathlib import Path
from typing import Final

import anyio

from api.exporting import Sources, planned
from api.questions import ExportJobQuestion
from graph.engine import Endpoint
from graph.errors import RetorsionError
from graph.export import Format, Job, Plan, Spool, Subgraph, extract, format_named, write_job
from graph.queries import library
from graph.settings import Settings
from graph.store import Reader, Store
from graph.temporal.live import LiveIndex

NICE: Final = 5


def main() -> None:
    """One job, whose folder then tells how it ended; a job that somebody else has done meanwhile is left alone."""
    given = json.loads(sys.stdin.readline())
    job = Job.open(Path(given["exports"]), given["job"])
    if job is None or not job.under_way:
        return
    os.nice(NICE)
    settings = Settings(**given["settings"])
    with contextlib.suppress(RetorsionError), job.shown(settings.export_keep_h):
        make(job, settings, Endpoint(**given["endpoint"]))


def make(job: Job, settings: Settings, endpoint: Endpoint) -> None:
    ask = ExportJobQuestion.model_validate(job.facts["asked"]["question"])
    format = format_named(ask.format)

    def read(spool: Spool) -> Subgraph:
        plan = anyio.run(_planned, settings, endpoint, ask, format)
        with Reader(endpoint) as reader:
            return extract(reader, plan, spool, format.needs, job)

    write_job(job, read, format, gzip=ask.gzip, progress=job)


async def _planned(settings: Settings, endpoint: Endpoint, ask: ExportJobQuestion, format: Format) -> Plan:
    def index() -> LiveIndex:
        live = LiveIndex(settings, endpoint)
        live.refresh()
        return live

    async with Store(endpoint, timeout_s=settings.query_timeout_s) as store:
        return await planned(Sources(store, library(settings.queries_dir), index), ask, format)


if __name__ == "__main__":
    main()
