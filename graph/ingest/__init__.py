"""The one write door: rows of a loader in, a report out. Nothing else writes actors, statements or edges."""

from graph.ingest.checkpoint import Mark
from graph.ingest.door import check, ingest, offered
from graph.ingest.lifecycle import write_dataset
from graph.ingest.options import Options
from graph.ingest.rejects import RejectsFile
from graph.ingest.report import Report, Stopped
from graph.ingest.rows import Entry, Reject, Row, Skip, StreamBatch
from graph.ingest.stream import check_stream, ingest_stream

__all__ = [
    "Entry",
    "Mark",
    "Options",
    "Reject",
    "RejectsFile",
    "Report",
    "Row",
    "Skip",
    "Stopped",
    "StreamBatch",
    "check",
    "check_stream",
    "ingest",
    "ingest_stream",
    "offered",
    "write_dataset",
]
