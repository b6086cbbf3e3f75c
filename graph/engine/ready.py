"""Waits until a started server answers, and notices at once when it dies instead."""

from __future__ import annotations

import time
from pathlib import Path

import neo4j
import psutil
from neo4j.exceptions import AuthError, DriverError, Neo4jError

from graph.engine.diagnose import explain_death
from graph.engine.ports import answers
from graph.engine.process import is_alive
from graph.errors import EngineError
from graph.progress import Progress

TIMEOUT_S = 180.0
"""24 to 43 s were seen on busy machines."""

_POLL_S = 0.03
_LABEL = "Starting Neo4j"


def wait_ready(process: psutil.Process, port: int, output: Path, progress: Progress) -> None:
    """Return when the server answers Bolt requests, be it by refusing a password.

    Raises:
        EngineError: it died, with the reason, or did not answer in time.
    """
    started = time.monotonic()
    while (elapsed := time.monotonic() - started) < TIMEOUT_S:
        if not is_alive(process):
            raise explain_death(output)
        if answers(port) and _answers_bolt(port):
            return
        progress(_LABEL, int(elapsed), 0, "s")
        time.sleep(_POLL_S)
    raise EngineError(f"Neo4j did not answer within {TIMEOUT_S:.0f} s.", hint=f"See {output}.")


def _answers_bolt(port: int) -> bool:
    """Bolt opens its port up to a second before the databases are there. Without a password: the answer is what counts."""
    try:
        with neo4j.GraphDatabase.driver(f"bolt://127.0.0.1:{port}", connection_timeout=5) as driver:
            driver.verify_connectivity()
    except AuthError:
        return True
    except (DriverError, Neo4jError):
        return False
    return True
