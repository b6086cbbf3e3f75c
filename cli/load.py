"""`retorsion load` and `retorsion check`: files in, a report out. What is wrong with a row is said by the loader and the write door."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import RenderableType
from rich.text import Text

from cli import render_reports
from cli.loading import check_load, choose, load_all, loader_of, outcome
from cli.terminal import FINDINGS, OK, out, write_json

_PANEL = "Load"

_LOAD = """Load a source: a loader's name with its bundled files or with yours, or just files.

retorsion load chronology
retorsion load my-chronology.yaml other.yaml
retorsion load chronology folder/ --strict

Running it again changes nothing; what a file no longer says is withdrawn. Exit codes: 0 all rows are in; 1 some were rejected, the
others are in; 2 nothing could be loaded.
"""
_CHECK = """Say what is wrong with files, and show what would load. Needs no database.

retorsion check my-chronology.yaml

Exit codes: 0 nothing is wrong; 1 something is.
"""


def add_to(app: typer.Typer) -> None:
    app.command("load", help=_LOAD, rich_help_panel=_PANEL)(_load)
    app.command("check", help=_CHECK, rich_help_panel=_PANEL)(_check)


def _load(
    name: Annotated[str, typer.Argument(help="A loader's name (chronology), or a file or folder.")],
    files: Annotated[list[Path] | None, typer.Argument(help="Files or folders; the loader's bundled ones when none is named.")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="One wrong row, and nothing is loaded.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Report only; needs no database.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The reports as JSON.")] = False,
) -> None:
    loader, paths = choose(name, files or [])
    reports = [check_load(load)[1] for load in loader.read(paths)] if dry_run else load_all(loader, paths, strict=strict)
    if as_json:
        write_json({"dry_run": dry_run, "reports": [report.as_dict() for report in reports]})
    else:
        _print(render_reports.reports(reports, dry_run=dry_run))
    raise typer.Exit(outcome(reports))


def _check(
    files: Annotated[list[Path], typer.Argument(help="Files or folders.")],
    as_json: Annotated[bool, typer.Option("--json", help="The reports as JSON.")] = False,
) -> None:
    checked = [check_load(load) for load in loader_of(files).read(tuple(files))]
    reports = [report for _, report in checked]
    if as_json:
        write_json({"reports": [report.as_dict() for report in reports]})
    else:
        _print(render_reports.findings(reports))
        _print(render_reports.would_load([entry for entries, _ in checked for entry in entries]))
    raise typer.Exit(FINDINGS if any(report.rejected for report in reports) else OK)


def _print(parts: Iterable[RenderableType]) -> None:
    """Lines of text are not wrapped: an editor follows `file:line:` only on a line of its own."""
    console = out()
    for part in parts:
        console.print(part, soft_wrap=isinstance(part, Text))
