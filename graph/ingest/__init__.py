"""The one write door: rows of a loader in, a report out. Nothing else writes actors, statements or edges."""

from graph.ingest.door import Options, check, ingest, write_dataset
from graph.ingest.report import Report
from graph.ingest.rows import Entry, Reject, Row, Skip

__all__ = ["Entry", "Options", "Reject", "Report", "Row", "Skip", "check", "ingest", "write_dataset"]
