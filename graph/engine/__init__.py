"""The managed Neo4j: fetched, started, found and stopped with nothing to install but Python. Queries belong to graph/store/.

The names are loaded when first used: an installation without the `engine` extra can still use a Neo4j that is already there.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from graph.engine.endpoint import Endpoint, resolve_endpoint
from graph.errors import EngineError

if TYPE_CHECKING:
    from graph.engine.admin import run_admin as run_admin
    from graph.engine.java import Java as Java
    from graph.engine.java import find_java as find_java
    from graph.engine.overview import EngineStatus as EngineStatus
    from graph.engine.overview import status as status
    from graph.engine.server import check_jars as check_jars
    from graph.engine.server import ensure_running as ensure_running
    from graph.engine.server import fetch as fetch
    from graph.engine.server import held_down as held_down
    from graph.engine.server import restart as restart
    from graph.engine.server import stop as stop

_HOMES = {
    "EngineStatus": "overview",
    "Java": "java",
    "check_jars": "server",
    "ensure_running": "server",
    "fetch": "server",
    "find_java": "java",
    "held_down": "server",
    "restart": "server",
    "run_admin": "admin",
    "stop": "server",
    "status": "overview",
}

__all__ = ["Endpoint", "resolve_endpoint", *_HOMES]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    except ModuleNotFoundError as error:
        hint = 'Run `pip install "retorsion[engine]"`, or set RETORSION_NEO4J_URI to a Neo4j that is already there.'
        raise EngineError(f"The managed Neo4j is not installed ({error.name} is missing).", hint=hint) from error
