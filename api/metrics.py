"""What the service counts about itself, for Prometheus: requests by route, what is under way, the index, the datasets' age.

By templates of routes only: what was asked, and by whom, is in no label.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from prometheus_client import CollectorRegistry, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from graph.errors import StoreError
from graph.store import Store
from graph.temporal.live import IndexState

MEDIA_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_METHODS: Final = frozenset({"GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS"})
_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """One application's. What has a state of its own is asked when somebody looks; only requests are counted as they come."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._requests = Histogram(
            "retorsion_http_request_seconds",
            "From the first byte of a request to the last of its answer",
            ["method", "route", "status"],
            buckets=_SECONDS,
            registry=self._registry,
        )

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        self._requests.labels(method if method in _METHODS else "other", route, str(status)).observe(seconds)

    async def page(self, store: Store, index: IndexState, under_way: Mapping[str, int]) -> bytes:
        """All of it as text. A database that does not answer is told, and takes nothing else away."""
        try:
            rows = await store.read("dataset_freshness")
        except StoreError:
            rows = None
        shown = _Shown([*_of_work(under_way), *_of_index(index), *_of_datasets(rows)])
        return generate_latest(self._registry) + generate_latest(shown.registry)


class _Shown(Collector):
    """Values of this moment."""

    def __init__(self, families: Iterable[Metric]) -> None:
        self._families = list(families)
        self.registry = CollectorRegistry()
        self.registry.register(self)

    def collect(self) -> Iterator[Metric]:
        return iter(self._families)


def _of_work(under_way: Mapping[str, int]) -> Iterator[Metric]:
    found = GaugeMetricFamily(
        "retorsion_under_way", "Requests, queries and those that wait, loads, followers of the changes", labels=["what"]
    )
    for what, n in under_way.items():
        found.add_metric([what], n)
    yield found


def _of_index(state: IndexState) -> Iterator[Metric]:
    yield _gauge("index_ready", "1 where questions in time can be answered", state.phase == "ready")
    yield _gauge("index_seq", "Last commit in the temporal index", state.index_seq)
    yield _gauge("database_seq", "Last commit in the database that the index has seen", state.db_seq)
    yield _gauge("index_lag_seconds", "For how long the index has been behind", state.lag_s)
    yield _gauge("index_edges", "Edges in the index", state.edges)
    yield _gauge("index_suspect", "1 where another program has changed edges", state.suspect)


def _of_datasets(rows: list[dict[str, Any]] | None) -> Iterator[Metric]:
    yield _gauge("database_up", "1 where the database answers", rows is not None)
    found = GaugeMetricFamily("retorsion_dataset_loaded_timestamp_seconds", "End of the last load that changed it", labels=["dataset"])
    for row in rows or []:
        if isinstance(row["last_load"], datetime):
            found.add_metric([row["dataset"]], row["last_load"].timestamp())
    yield found


def _gauge(name: str, about: str, value: float) -> Metric:
    return GaugeMetricFamily(f"retorsion_{name}", about, value=float(value))
