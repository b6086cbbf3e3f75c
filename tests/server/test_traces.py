"""A request as a trace, as a collector gets it: the service as a process of its own, sending by OTLP to a listener of the test's."""

from __future__ import annotations

import threading
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from graph.engine import Endpoint
from graph.queries import queries
from tests.server.test_cli import serving

CALLER = "0af7651916cd43dd8448eb211c80319c"
SERVER, CLIENT = 2, 3


class Collector(ThreadingHTTPServer):
    """Takes in what an exporter sends to /v1/traces, and nothing else."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Taker)
        self.spans: Queue[Any] = Queue()
        self.strangers: list[str] = []


class _Taker(BaseHTTPRequestHandler):
    server: Collector

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path != "/v1/traces":
            self.server.strangers.append(self.path)
        else:
            for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
                for scope in resource.scope_spans:
                    for span in scope.spans:
                        self.server.spans.put(span)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Not into the test's output."""


@pytest.fixture
def collector() -> Iterator[Collector]:
    with Collector() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def attributes(span: Any) -> dict[str, Any]:
    return {one.key: one.value.string_value or one.value.int_value for one in span.attributes}


def spans_of(collector: Collector, trace: str) -> list[Any]:
    """Those of one trace, until its request has come: spans are sent as they end, and it ends last."""
    found: list[Any] = []
    while not any(span.kind == SERVER for span in found):
        span = collector.spans.get(timeout=30)
        if span.trace_id.hex() == trace:
            found.append(span)
    return found


def rest(collector: Collector) -> list[str]:
    """The names of what has come besides."""
    found = []
    while not collector.spans.empty():
        found.append(collector.spans.get().name)
    return found


def test_a_request_is_a_trace_whose_database_spans_bear_the_names_of_queries(
    bundled: Endpoint, collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{collector.server_port}")
    monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "100")
    with serving("up", "--no-load", "--port", "0") as (process, out):
        told = [out.readline()]
        while "listens on" not in told[-1]:
            assert process.poll() is None, "".join(told)
            told.append(out.readline())
        address = told[-1].split()[-1]
        urllib.request.urlopen(f"{address}/healthz", timeout=30).close()
        asked = urllib.request.Request(f"{address}/v1/search?q=APT31", headers={"traceparent": f"00-{CALLER}-b7ad6b7169203331-01"})
        urllib.request.urlopen(asked, timeout=30).close()
        found = spans_of(collector, CALLER)
    (request,) = [span for span in found if span.kind == SERVER]
    assert request.name == "GET /v1/search"
    assert attributes(request)["http.route"] == "/v1/search"
    assert attributes(request)["http.response.status_code"] == 200
    asked_of_database = [span for span in found if span.kind == CLIENT]
    assert asked_of_database
    for span in asked_of_database:
        assert span.name in queries()
        assert attributes(span) == {"db.system.name": "neo4j", "db.query.summary": span.name}
    assert collector.strangers == []
    assert not [name for name in rest(collector) if "healthz" in name]  # the probe came first, and left no trace
