"""The one write door: rows of a loader in, a report out. Nothing else writes actors, statements or edges."""

from graph.ingest.door import Options, check, ingest, offered, write_dataset
from graph.ingest.report import Report
from graph.ingest.rows import Entry, Reject, Row, Skip, StreamBatch
from graph.ingest.stream import check_stream, ingest_stream

__all__ = [
    "Entry",
    "Options",
    "Reject",
    "Report",
    "Row",
    "Skip",
    "StreamBatch",
    "check",
    "check_stream",
    "ingest",
    "ingest_stream",
    "offered",
    "write_dataset",
]
