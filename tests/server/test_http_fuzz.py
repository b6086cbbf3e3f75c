"""Requests in bad faith on the bundled graph: a clear answer to each, right shapes, nothing written, and the service well after them.

FUZZ_REQUESTS=10000 is the long run.
"""

from __future__ import annotations

import os
import random

import neo4j
import pytest

from graph.engine import Endpoint
from graph.settings import Settings
from tests.conftest import wait_for_index
from tests.fuzz_run import check, running
from tests.fuzzing import Sent

pytestmark = pytest.mark.server
REQUESTS = int(os.environ.get("FUZZ_REQUESTS", "600"))


def test_bad_faith_is_answered_clearly_and_changes_nothing(bundled: Endpoint, settings: Settings, cypher: neo4j.Driver) -> None:
    seed = random.randrange(10**6)
    before = state(cypher)
    given = settings.model_copy(update={"rate_per_min": 0, "load_upload_mb": 1, "cypher_timeout_s": 3.0, "query_timeout_s": 10.0})
    with running(given, bundled) as service:
        wait_for_index(service.app)
        service.app.state.loads._begin = lambda load: None  # taken in is enough: what loads do has tests of its own
        faults = check(service, seed, REQUESTS)
        well = [
            service.send(Sent("", "GET", path)).status_code
            for path in ("/healthz", "/readyz", "/v1/stats", "/v1/paths?from=Intel&to=APT31")
        ]
    assert "\n".join(faults[:20]) == "", f"seed {seed}"
    assert well == [200] * 4
    assert state(cypher) == before


def state(cypher: neo4j.Driver) -> tuple[int, int, int]:
    """The last commit, and how much there is."""
    row = cypher.execute_query("MATCH (s:IngestState) RETURN s.seq AS seq, COUNT { (n) } AS nodes, COUNT { ()-->() } AS edges").records[0]
    return row["seq"], row["nodes"], row["edges"]
