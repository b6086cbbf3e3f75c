"""`retorsion load` and `retorsion check`: files in, a report out. What is wrong with a row is said by the loader and the write door."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import RenderableType
from rich.text import Text

from cli import render_reports
from cli.fields import command_of
from cli.jobs import Job
from cli.loading import WAIT_S, Checked, How, Interrupted, check_all, choose, load_all, loader_of, outcome
from cli.preview import would_stream
from cli.terminal import FINDINGS, INTERRUPTED, OK, out, write_json
from graph.ingest import Report
from graph.settings import load_settings
from loaders.base import Loader

_PANEL = "Load"
_LIMIT = "Only so many rows of each load; nothing is withdrawn. 0: all."
_REJECTS = "A CSV file for all rejected rows; when none is named, one in the data directory, under loads/."
_JOB = "A name under which the load tells how it stands (jobs/NAME.json in the data directory) and goes on when it was killed."

_LOAD = """Load a source: a loader's name with its bundled files or with yours, or just files.

retorsion load chronology
retorsion load my-chronology.yaml other.yaml
retorsion load chronology folder/ --strict
retorsion load gdelt 2018/*.zip --job gdelt-2018

Running it again changes nothing; what a file no longer says is withdrawn. Ctrl-C ends it after the transaction under way. With --job a
load that was stopped or killed goes on where it was when the same job is asked for the same files. Exit codes: 0 all rows are in; 1 some
were rejected, the others are in; 2 nothing could be loaded; 130 stopped.
"""
_CHECK = """Say what is wrong with files, and show what would load. Needs no database.

retorsion check my-chronology.yaml
retorsion check gdelt.zip --limit 1000

Exit codes: 0 nothing is wrong; 1 something is.
"""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What may stand behind `load`; the fields are the command's arguments and options."""

    name: Annotated[str, typer.Argument(help="A loader's name (chronology), or a file or folder.")]
    files: Annotated[list[Path] | None, typer.Argument(help="Files or folders; the loader's bundled ones when none is named.")] = None
    strict: Annotated[bool, typer.Option("--strict", help="One wrong row, and nothing is loaded.")] = False
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Report only, and show what would load; needs no database.")] = False
    limit: Annotated[int, typer.Option("--limit", min=0, help=_LIMIT)] = 0
    rejects: Annotated[Path | None, typer.Option("--rejects", help=_REJECTS)] = None
    job: Annotated[str, typer.Option("--job", help=_JOB)] = ""
    wait: Annotated[float, typer.Option("--wait", min=0, help="Seconds to wait for the end of another load.")] = WAIT_S
    as_json: Annotated[bool, typer.Option("--json", help="The reports as JSON.")] = False


def add_to(app: typer.Typer) -> None:
    app.command("load", help=_LOAD, rich_help_panel=_PANEL)(command_of(_Asked, _load))
    app.command("check", help=_CHECK, rich_help_panel=_PANEL)(_check)


def _load(asked: _Asked) -> None:
    loader, paths = choose(asked.name, asked.files or [])
    if asked.dry_run:
        checked = check_all(loader, paths, How(limit=asked.limit, rejects=asked.rejects))
        _tell([one.report for one in checked], asked, checked)
        raise typer.Exit(outcome([one.report for one in checked]))
    try:
        reports = load_all(loader, paths, _how(asked, loader, paths), wait_s=asked.wait)
    except Interrupted as stopped:
        _tell(stopped.reports, asked)
        raise typer.Exit(INTERRUPTED) from None
    _tell(reports, asked)
    raise typer.Exit(outcome(reports))


def _how(asked: _Asked, loader: Loader, paths: tuple[Path, ...]) -> How:
    """Rejects have a file without being asked: who loads a million rows cannot read them off a terminal."""
    folder = load_settings().data_dir
    options = f"strict={asked.strict} limit={asked.limit}"
    job = Job(folder / "jobs", asked.job, loader.name, paths, options) if asked.job else None
    name = f"{asked.job or datetime.now(UTC).strftime('%Y%m%dT%H%M%S.%fZ')}-{loader.name}"
    return How(asked.strict, asked.limit, asked.rejects or folder / "loads" / f"{name}.rejects.csv", job)


def _tell(reports: Sequence[Report], asked: _Asked, checked: Sequence[Checked] = ()) -> None:
    if asked.as_json:
        write_json({"dry_run": asked.dry_run, "reports": [report.as_dict() for report in reports]})
        return
    _print(render_reports.reports(reports, dry_run=asked.dry_run))
    _print(_would_load(checked))


def _check(
    files: Annotated[list[Path], typer.Argument(help="Files or folders.")],
    limit: Annotated[int, typer.Option("--limit", min=0, help=_LIMIT)] = 0,
    rejects: Annotated[Path | None, typer.Option("--rejects", help="A CSV file for all rejected rows.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The reports as JSON.")] = False,
) -> None:
    checked = check_all(loader_of(files), tuple(files), How(limit=limit, rejects=rejects))
    reports = [one.report for one in checked]
    if as_json:
        write_json({"reports": [report.as_dict() for report in reports]})
    else:
        _print(render_reports.findings(reports))
        _print(_would_load(checked))
    raise typer.Exit(FINDINGS if any(report.rejected for report in reports) else OK)


def _would_load(checked: Sequence[Checked]) -> Iterator[RenderableType]:
    yield from render_reports.would_load([entry for one in checked for entry in one.entries])
    yield from would_stream([one.preview for one in checked])


def _print(parts: Iterable[RenderableType]) -> None:
    """Lines of text are not wrapped: an editor follows `file:line:` only on a line of its own."""
    console = out()
    for part in parts:
        console.print(part, soft_wrap=isinstance(part, Text))
