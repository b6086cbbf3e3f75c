"""Subgraphs out, without loss: one file a format, found by its constant FORMAT; what they share is in _core. No HTTP, no command line."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from types import MappingProxyType

from graph.errors import QuestionError
from graph.export._core.changes import changes
from graph.export._core.estimate import estimated_bytes
from graph.export._core.extract import extract
from graph.export._core.format import Format
from graph.export._core.job import ENDED, Job, find_job
from graph.export._core.manifest import Manifest
from graph.export._core.plan import Options, Plan, around, everything, relation, shown
from graph.export._core.sink import FolderSink, Sink
from graph.export._core.spool import Spool
from graph.export._core.subgraph import Subgraph
from graph.export._core.table import rows_of
from graph.progress import Progress, silent

__all__ = [
    "ENDED",
    "FolderSink",
    "Format",
    "Job",
    "Manifest",
    "Options",
    "Plan",
    "Sink",
    "Spool",
    "Subgraph",
    "around",
    "changes",
    "check_holds",
    "estimate",
    "everything",
    "extract",
    "find_job",
    "format_named",
    "formats",
    "options_for",
    "relation",
    "rows_of",
    "shown",
    "write",
    "write_job",
]


@cache
def formats() -> Mapping[str, Format]:
    """Every format by name, sorted.

    Raises:
        RuntimeError: a module of this package has no FORMAT and no underscore before its name, or two formats have one name.
    """
    found: dict[str, Format] = {}
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda info: info.name):
        if module.name.startswith("_"):
            continue
        one = getattr(importlib.import_module(f"{__name__}.{module.name}"), "FORMAT", None)
        if not isinstance(one, Format) or one.name in found:
            raise RuntimeError(f"{__name__}.{module.name} needs a constant FORMAT with a name of its own")
        found[one.name] = one
    return MappingProxyType(dict(sorted(found.items())))


def format_named(name: str) -> Format:
    """Raises QuestionError, which lists the formats there are."""
    if name not in formats():
        raise QuestionError(f"There is no format {name[:40]!r}.", parameter="format", hint=f"One of: {', '.join(formats())}.")
    return formats()[name]


def options_for(format: Format, options: Options) -> Options:
    """The options, if the format can follow them.

    Raises:
        QuestionError: it holds what the database holds, and folded lines are not in that.
    """
    if format.needs == "store" and options.parallel == "fold":
        raise QuestionError(f"{format.name} holds edges as they are stored.", parameter="parallel", hint="Leave parallel at keep.")
    return options


def check_holds(format: Format, plan: Plan) -> None:
    """Raises QuestionError: the answer is a table, and this format is one of graphs."""
    if plan.table and not format.tables:
        fitting = ", ".join(name for name, one in formats().items() if one.tables)
        raise QuestionError(f"{format.name} holds graphs, and a query gives rows.", parameter="format", hint=f"One of: {fitting}.")


def estimate(subgraph: Subgraph, format: Format, *, gzip: bool = False) -> dict[str, object]:
    """What a file would hold, its rows exactly, its bytes about."""
    _describe(subgraph, format)
    size = estimated_bytes(subgraph, format.write, gzip=gzip)
    return {"format": format.name, "rows": subgraph.manifest.counts, "bytes": size, "manifest": subgraph.manifest.as_dict()}


def write(subgraph: Subgraph, format: Format, sink: Sink) -> None:
    """One file (or several), begun with its manifest."""
    _describe(subgraph, format)
    format.write(subgraph, sink)
    sink.close()


def write_job(job: Job, read: Callable[[Spool], Subgraph], format: Format, *, gzip: bool, progress: Progress = silent) -> Manifest:
    """The file of a job: its rows are read by `read` unless an earlier attempt left them, and it appears when it is whole."""
    with job.graph(read) as subgraph:
        _describe(subgraph, format)
        total = estimated_bytes(subgraph, format.write, gzip=gzip)

        def tell(written: int) -> None:
            progress(f"writing {format.name}", written, max(written, total), "bytes")

        with job.whole(gzip=gzip and not format.several, on_bytes=tell) as sink:
            write(subgraph, format, sink)
    job.forget_rows()
    return subgraph.manifest


def _describe(subgraph: Subgraph, format: Format) -> None:
    coerced = [*format.coerced, *subgraph.mixed()]
    subgraph.manifest = replace(subgraph.manifest, format=format.name, coerced=coerced)
