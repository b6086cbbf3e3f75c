"""What loads look like: the accounts of a load, rejects one a line, and what a checked file would bring."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from cli.render_events import heading
from cli.terminal import printable
from cli.view import listed
from graph.ingest import Entry, Reject, Report
from graph.model import Event, Record, Tie
from graph.vocabulary import vocabulary

SHOWN_REJECTS = 20
SHOWN_ITEMS = 200
"""Of each sort that a checked file would bring; a list of fifteen thousand parties is not read on a terminal."""


def reports(found: Sequence[Report], *, dry_run: bool = False) -> Iterator[RenderableType]:
    """Rows: read = written + unchanged + skipped + rejected; edges apart; then why rows were not taken."""
    yield _accounts(found, dry_run=dry_run)
    for report in found:
        yield from _why(report.skipped, "skipped")
        rejects = report.rejects[:SHOWN_REJECTS]
        yield from (line(reject) for reject in rejects)
        if more := report.rejected.total() - len(rejects):
            yield Text(f"... and {more:,} more rejected:", style="red")
            yield from _why(report.rejected, "rejected")
        yield from (Text(printable(note), style="dim") for note in report.notes)
        if report.rejects_file:
            yield Text(f"All {report.rejected.total():,} rejected: {report.rejects_file}", style="dim")
        yield Text(f"{printable(report.dataset)}: {report.seconds:,.1f} s, {report.rows_per_s:,.0f} rows/s", style="dim")
    if dry_run:
        yield Text("Nothing was written: --dry-run.", style="dim")


def findings(found: Sequence[Report]) -> Iterator[RenderableType]:
    """Every reject on a line of its own, then the count."""
    for report in found:
        yield from (line(reject) for reject in report.rejects)
        if more := report.rejected.total() - len(report.rejects):
            yield Text(f"... and {more:,} more", style="red")
        yield from (Text(printable(note), style="dim") for note in report.notes)
    rejected, good = sum(report.rejected.total() for report in found), sum(report.written for report in found)
    yield Text(f"{rejected:,} rejected, {good:,} would load.", style="bold red" if rejected else "bold green")


def line(reject: Reject) -> Text:
    """`file:line: column: reason (hint)`."""
    return Text(printable(str(reject)), style="red")


def would_load(rows: Sequence[Entry]) -> Iterator[RenderableType]:
    items = [item for row in rows for item in row.items]
    names = {item.id: item.name for item in items if isinstance(item, Record)}
    actors, ties = ([item for item in items if isinstance(item, kind)] for kind in (Record, Tie))
    if actors:
        yield heading(f"Actors: {len(actors)}")
        yield from _first([(item.kind, item.name, item.id) for item in actors if isinstance(item, Record)])
    if ties:
        yield heading(f"Ties: {len(ties)}")
        yield from _first([(_held(item), _tie(item, names), item.id) for item in ties if isinstance(item, Tie)])
    if events := sorted((item for item in items if isinstance(item, Event)), key=lambda item: (item.date, item.id)):
        yield heading(f"Actions: {len(events)}")
        yield from _first([(_when(item), _event(item, names), item.id) for item in events])


def _accounts(found: Sequence[Report], *, dry_run: bool) -> Table:
    made = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    made.add_column("dataset", overflow="fold")
    edges = () if dry_run else ("edges added", "retracted", "changed", "withdrawn")
    for title in ("read", "would load" if dry_run else "written", "unchanged", "skipped", "rejected", *edges):
        made.add_column(title, justify="right")
    for report in found:
        rows = (report.read, report.written, report.unchanged, report.skipped.total(), report.rejected.total())
        edge = (report.edges_added, report.edges_retracted, report.edges_changed, report.statements_withdrawn)
        made.add_row(report.dataset, *(f"{n:,}" for n in (*rows, *(() if dry_run else edge))))
    return made


def _why(reasons: Counter[str], word: str) -> Iterator[RenderableType]:
    for reason, n in reasons.most_common(SHOWN_REJECTS):
        yield Text(f"{n:,} {word}: {printable(reason)}")


def _first(rows: Sequence[tuple[str, str, str]]) -> Iterator[RenderableType]:
    yield _table(rows[:SHOWN_ITEMS])
    if len(rows) > SHOWN_ITEMS:
        yield Text(f"... and {len(rows) - SHOWN_ITEMS:,} more", style="dim")


def _table(rows: Sequence[tuple[str, str, str]]) -> Table:
    made = Table(box=None, padding=(0, 2, 0, 0), show_header=False, pad_edge=False)
    made.add_column(no_wrap=True)
    made.add_column(overflow="fold")
    for first, second, id_ in rows:
        made.add_row(first, Text(printable(second)).append(f"\n{id_}", style="dim"))
    return made


def _when(event: Event) -> str:
    precision = event.date.precision
    return str(event.date).replace("..", " to ") + (f" ({precision})" if precision in ("month", "year") else "")


def _held(tie: Tie) -> str:
    if tie.valid_to:
        return f"{tie.valid_from or '?'} to {tie.valid_to}"
    return f"since {tie.valid_from}" if tie.valid_from else "standing"


def _event(event: Event, names: Mapping[str, str]) -> str:
    if event.text:
        return event.text
    by, on = (listed([names.get(one.record, one.record) for one in event.having(role)]) for role in ("source", "target"))
    return f"{by} {vocabulary().action(event.action).verb_phrase} {on}"


def _tie(tie: Tie, names: Mapping[str, str]) -> str:
    if tie.text:
        return tie.text
    source, target = (names.get(ref, ref) for ref in (tie.source, tie.target))
    return f"{source} {vocabulary().ties[tie.type].verb_phrase} {target}"
