"""Requests in bad faith to a service whose database is away: a clear answer to each, nothing written. With a graph: tests/server."""

from __future__ import annotations

import random
from pathlib import Path

from graph.engine import Endpoint
from graph.settings import Settings
from tests.fuzz_run import check, running

NOWHERE = Endpoint("bolt://127.0.0.1:1", "nobody", "nothing", database="neo4j", managed=False)
REQUESTS = 400


def test_bad_faith_is_answered_clearly_and_writes_nothing(tmp_path: Path) -> None:
    seed = random.randrange(10**6)
    with running(Settings(data_dir=tmp_path, rate_per_min=0, load_upload_mb=1), NOWHERE) as service:
        service.app.state.loads._begin = lambda load: None  # what is asked for is enough to look at
        faults = check(service, seed, REQUESTS, away=True)
    assert "\n".join(faults) == "", f"seed {seed}"
