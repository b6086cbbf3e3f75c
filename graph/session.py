"""Python's front door: a graph to ask from a notebook or a script, without a word of async. The questions are graph.answers' own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from types import TracebackType
from typing import Any, Concatenate, ParamSpec, TypeVar

from anyio.from_thread import start_blocking_portal

from graph.engine import resolve_endpoint
from graph.progress import Progress, silent
from graph.settings import Settings, load_settings
from graph.store import Store

_P = ParamSpec("_P")
_T = TypeVar("_T")


class Graph:
    """An open graph. Its questions run on one event loop of its own thread, so it works where a loop already runs (notebooks).

    with open_graph() as graph:
        answer = graph.ask(answers.paths, "Intel", "APT31", filter=Filter())
        answer.envelope()
    """

    def __init__(self, settings: Settings, progress: Progress) -> None:
        endpoint = resolve_endpoint(settings, progress)
        self._portal_context = start_blocking_portal()
        self._portal = self._portal_context.__enter__()
        self._store = Store(endpoint, timeout_s=settings.query_timeout_s)

    def ask(self, question: Callable[Concatenate[Store, _P], Awaitable[_T]], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """Ask one of the functions of graph.answers; its errors are raised here."""
        return self._portal.call(partial(question, self._store, *args, **kwargs))

    def query(self, name: str, **parameters: Any) -> list[dict[str, Any]]:
        """The rows of a query of the library (cypher/read/), dates as datetime.date."""
        return self.ask(_read, name, parameters)

    def close(self) -> None:
        self._portal.call(self._store.close)
        self._portal_context.__exit__(None, None, None)

    def __enter__(self) -> Graph:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def open_graph(settings: Settings | None = None, progress: Progress = silent) -> Graph:
    """Open the graph of these settings (by default those of the environment); starts the managed Neo4j if it is not running.

    Raises:
        EngineError, StoreError: with what to do about it.
    """
    return Graph(settings or load_settings(), progress)


async def _read(store: Store, name: str, parameters: dict[str, Any]) -> list[dict[str, Any]]:
    return await store.read(name, **parameters)
