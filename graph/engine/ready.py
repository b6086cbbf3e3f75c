"""Waits until a started server answers, and notices at once when it dies or cannot open its store."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import neo4j
import psutil
from neo4j.exceptions import AuthError, DriverError, Neo4jError

from graph.engine.diagnose import explain_death, explain_sickness
from graph.engine.ports import answers
from graph.engine.process import exit_code, is_alive, listens
from graph.errors import EngineError
from graph.progress import Progress

TIMEOUT_S = 180.0
"""24 to 43 s were seen on busy machines."""

_POLL_S = 0.05
_LABEL = "Starting Neo4j"


@dataclass(frozen=True, slots=True)
class Starting:
    """A server on its way up. `http` is 0 where HTTP is off."""

    process: psutil.Process
    bolt: int
    http: int
    output: Path
    debug_log: Path

    @property
    def uri(self) -> str:
        return f"bolt://127.0.0.1:{self.bolt}"


def wait_for_bolt(server: Starting, progress: Progress) -> None:
    """Return when the server answers Bolt requests, be it by refusing a password, and HTTP ones where that is on.

    Raises:
        EngineError: it died or cannot open its store, with the reason; or did not answer in time.
    """
    _wait(server, lambda: _listens_everywhere(server) and _answers_bolt(server.uri), progress)


def wait_for_database(server: Starting, auth: tuple[str, str], progress: Progress) -> None:
    """Return when a query is answered: Bolt is there up to a second before the database. Raises as `wait_for_bolt`."""
    _wait(server, lambda: _answers_query(server.uri, auth), progress)


def _wait(server: Starting, is_there: Callable[[], bool], progress: Progress) -> None:
    started = looked = time.monotonic()
    while (now := time.monotonic()) - started < TIMEOUT_S:
        if not is_alive(server.process):
            raise explain_death(server.output, exit_code(server.process))
        if is_there():
            return
        if now - looked > 1:
            looked = now
            if sickness := explain_sickness(server.debug_log):
                raise sickness
            progress(_LABEL, int(now - started), 0, "s")
        time.sleep(_POLL_S)
    raise EngineError(f"Neo4j did not answer within {TIMEOUT_S:.0f} s.", hint=f"See {server.output} and {server.debug_log}.")


def _listens_everywhere(server: Starting) -> bool:
    ports = [port for port in (server.bolt, server.http) if port]
    return all(map(answers, ports)) and all(listens(server.process, port) for port in ports)  # the cheap question first


def _answers_bolt(uri: str) -> bool:
    """Asks without a password: that there is an answer is what counts."""
    try:
        with neo4j.GraphDatabase.driver(uri, connection_timeout=5) as driver:
            driver.verify_connectivity()
    except AuthError:
        return True
    except (DriverError, Neo4jError):
        return False
    return True


def _answers_query(uri: str, auth: tuple[str, str]) -> bool:
    try:
        with neo4j.GraphDatabase.driver(uri, auth=auth, connection_timeout=5, max_transaction_retry_time=0) as driver:
            driver.execute_query("RETURN 1", database_="neo4j")
    except (DriverError, Neo4jError):
        return False
    return True
