"""Each query as a span, for whoever traces the program with OpenTelemetry. Where nobody does, nothing happens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from opentelemetry import trace

_tracer: Final = trace.get_tracer("retorsion")


@contextmanager
def span(query: str) -> Iterator[None]:
    """While the database works on a query: its name, never its text or values (semantic conventions for database client spans, 1.44).

    Not made current, for rows that come one by one are taken in other contexts than that in which the query began.
    """
    attributes = {"db.system.name": "neo4j", "db.query.summary": query}
    one = _tracer.start_span(query, kind=trace.SpanKind.CLIENT, attributes=attributes)
    try:
        yield
    except Exception as error:
        one.set_attribute("error.type", type(error).__qualname__)
        one.set_status(trace.StatusCode.ERROR)
        raise
    finally:
        one.end()
