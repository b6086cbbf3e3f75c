"""`retorsion draft`: a mapping for a table, drafted from its columns, and the first rows as they would load. Guesses nothing itself."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from cli import render_reports
from cli.terminal import out, printable, tell
from graph.errors import InputError, Place
from graph.ingest import Entry, Row, Skip, StreamBatch
from graph.ingest.validate import checked
from graph.vocabulary import vocabulary
from loaders.base import Load
from loaders.chronology.nodes import parse
from loaders.table import load_of
from loaders.table.draft import draft
from loaders.table.mapping import mapping_of

SHOWN = 5
_ABOUT = """Draft a mapping for a table (CSV, TSV, JSON lines, Parquet) from its columns; CHECK in its comments marks what was guessed.

retorsion draft crises.csv -o crises.yaml
retorsion draft crises.csv --show
retorsion load table crises.yaml crises.csv --dry-run
retorsion load table crises.yaml crises.csv

The mapping goes to the screen, or with -o to a file, which is never overwritten. Exit codes: 0 drafted; 2 the file is no table.
"""


def add_to(app: typer.Typer) -> None:
    app.command("draft", help=_ABOUT, rich_help_panel="Load")(_draft)


def _draft(
    file: Annotated[Path, typer.Argument(help="The table.")],
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write the mapping here.")] = None,
    show: Annotated[bool, typer.Option("--show", help=f"Show the first {SHOWN} rows as they would load.")] = False,
) -> None:
    if not file.is_file():
        raise InputError("there is no such file", Place(str(file)), hint="Name one table.")
    text = draft(file)
    if output:
        write_new(output, text)
        tell(f"Wrote {output}. Look at every CHECK, then: retorsion load table {output} {file} --dry-run")
    else:
        typer.echo(text.encode("utf-8"), nl=False)
    if show:
        mapping = mapping_of(parse(text.encode("utf-8"), str(output or "draft")), str(output or "draft"))
        for part in _shown(load_of(mapping, (file,))):
            out().print(part, soft_wrap=isinstance(part, Text))


def write_new(path: Path, text: str) -> None:
    """Write a file that was not there. Raises InputError where it was."""
    try:
        with path.open("x", encoding="utf-8", newline="") as stream:
            stream.write(text)
    except OSError as error:
        hint = "Delete it, or name another." if path.exists() else "Is the folder there, and yours?"
        raise InputError(f"cannot be written: {error.strerror or error}", Place(str(path)), hint=hint) from None


def _shown(load: Load) -> Iterator[RenderableType]:
    """Sentence, date and ids of the first rows; a row that would not load says why."""
    if load.stream is not None:
        batch = next(iter(load.stream), None)
        yield from _of_stream(batch) if batch else ()
        return
    rows = list(islice(checked(load.rows, vocabulary()), SHOWN))
    yield from (_left_out(row) for row in rows if not isinstance(row, Entry))
    entries = [row for row in rows if isinstance(row, Entry)]
    # An actor stands in many rows and is shown once.
    items = {str(getattr(item, "id", "")): item for entry in entries for item in entry.items}
    yield from render_reports.would_load([Entry(entries[0].place, tuple(items.values()))] if entries else [])


def _left_out(row: Row) -> Text:
    if isinstance(row, Entry):
        raise TypeError("an entry is not left out")
    return Text(printable(f"{row.place}: skipped: {row.reason}")) if isinstance(row, Skip) else render_reports.line(row)


def _of_stream(batch: StreamBatch) -> Iterator[RenderableType]:
    names = {item.id: getattr(item, "name", item.id) for item in batch.items if not hasattr(item, "statement")}
    yield from (render_reports.line(reject) for reject in batch.rejects[:SHOWN])
    made = Table(box=None, padding=(0, 2, 0, 0), show_header=False, pad_edge=False)
    for edge in batch.edges[:SHOWN]:
        source, target = (names.get(edge[end], edge[end]) for end in ("source", "target"))
        sentence = f"{source} {vocabulary().action(edge['action']).verb_phrase} {target}"
        made.add_row(str(edge["date"]), Text(printable(sentence)).append(f"\n{edge['event']}", style="dim"))
    yield made
    yield from (Text(f"{count:,} skipped: {printable(reason)}") for reason, count in batch.skipped.items())
