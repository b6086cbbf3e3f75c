"""Python's front door: a graph to ask from a notebook or a script, without a word of async. The questions are graph.answers' own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from inspect import signature
from types import TracebackType
from typing import Any, Concatenate, ParamSpec, TypeVar

from anyio.from_thread import start_blocking_portal

from graph import warm
from graph.engine import resolve_endpoint
from graph.errors import QuestionError
from graph.library import run_query
from graph.progress import Progress, silent
from graph.queries import library
from graph.settings import Settings, load_settings
from graph.store import Store
from graph.temporal.live import LiveIndex

_P = ParamSpec("_P")
_T = TypeVar("_T")


class Graph:
    """An open graph. Its questions run on one event loop of its own thread, so it works where a loop already runs (notebooks).

    with open_graph() as graph:
        answer = graph.ask(answers.paths, "Intel", "APT31", filter=Filter())
        answer.envelope()
    """

    def __init__(self, settings: Settings, progress: Progress) -> None:
        self._library = library(settings.queries_dir)
        endpoint = resolve_endpoint(settings, progress)
        self._portal_context = start_blocking_portal()
        self._portal = self._portal_context.__enter__()
        self._store = Store(endpoint, timeout_s=settings.query_timeout_s)
        self._live = LiveIndex(settings, endpoint)

    def ask(self, question: Callable[Concatenate[Store, _P], Awaitable[_T]], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """Ask one of the functions of graph.answers; its errors are raised here. One that takes an index is given it, at its present."""
        asked = partial(question, self._store, *args, **kwargs)
        if "index" in signature(question).parameters and "index" not in kwargs:
            asked = partial(asked, index=self.index())
        return self._portal.call(asked)

    def query(self, name: str, **parameters: Any) -> list[dict[str, Any]]:
        """The rows of a query of the library, dates as datetime.date; at most as many as its `limit`.

        Raises:
            QuestionError: no such query, or a parameter is wrong; says what would be right.
        """
        answer = self.ask(run_query, self._library, name, parameters)
        rows: list[dict[str, Any]] = answer.data["rows"]
        return rows

    def cypher(self, text: str, /, *, at_most: int = 100_000, **parameters: Any) -> list[dict[str, Any]]:
        """The rows of Cypher of your own, which only reads; dates as datetime.date, nodes and relationships as their properties.

        Raises:
            CypherError: the database does not take it. QuestionError: there are more rows than `at_most`.
        """
        rows = self._portal.call(partial(self._store.read_own, text, parameters, at_most=at_most + 1))
        if len(rows) > at_most:
            raise QuestionError(f"There are more than {at_most} rows.", parameter="at_most", hint="Raise at_most, or write a LIMIT.")
        return rows

    def index(self, progress: Progress = silent) -> LiveIndex:
        """The temporal index, brought up to the database's present commit; built at the first call if it is not on the disk."""
        warm.finish(warm.begin(), progress)
        self._live.refresh(progress)
        return self._live

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
