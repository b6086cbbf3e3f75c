"""What actors look like: search results, one actor's card, whom it has to do with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from cli.render_events import facts, heading, table
from cli.terminal import printable
from cli.view import Entry, View, dates


def search(view: View) -> Iterator[RenderableType]:
    rows = view.data["results"]
    if not rows:
        yield Text("Nothing is called that. Fewer or other words may find it.")
        return
    made = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    for title in ("type", "id", "name", "why"):
        made.add_column(title, overflow="fold", no_wrap=title == "type")
    for row in rows:
        matched = row["matched"]
        why = f"{matched['field']}: {matched['text']}" if matched["text"] != row["name"] else matched["field"]
        made.add_row(row["kind"] or row["type"], row["id"], printable(row["name"]), printable(why))
    yield made


def actor(view: View) -> Iterator[RenderableType]:
    """The card: who it is and on whose word, its ties, what it did and what was done to it."""
    data = view.data
    one = view.actors[data["actor"]]
    yield heading(view.name(one["id"]))
    yield facts(_identity(view, one))
    if data["ties"]:
        yield heading("Ties")
        yield table(view, data["ties"])
    if data["counts"]:
        yield heading("Counts")
        yield _counts(data["counts"])


def neighbours(view: View) -> Iterator[RenderableType]:
    yield heading(view.name(view.data["actor"]))
    if not view.data["counts"]:
        yield Text("No action or tie fits.")
        return
    yield _counts(view.data["counts"])
    if view.data.get("neighbours"):
        yield heading("With whom")
        yield _neighbours(view)


def _identity(view: View, one: Entry) -> Iterator[tuple[str, str]]:
    yield "id", one["id"]
    yield "kind", one["kind"] + (", unnamed" if one["unnamed"] else "")
    yield "also called", ", ".join(printable(alias) for alias in one["aliases"])
    if one["state"] and one["state"] != one["id"]:
        disputed = ", disputed" if one["state_disputed"] else ""
        yield "stands for", f"{view.name(one['state'])} ({one['state_assertion'].replace('_', ' ')}{disputed})"
    yield "codes", ", ".join(f"{system} {code}" for system, code in sorted(one["codes"].items()))
    yield "about", printable(one["description"])
    yield "records", "\n".join(f"{record['id']}: {printable(record['name'])}" for record in view.data["records"])


def _counts(rows: Iterable[Entry]) -> Table:
    made = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    for title in ("type", "direction", "kind"):
        made.add_column(title, no_wrap=True)
    for title in ("n", "counterparts"):
        made.add_column(title, justify="right")
    for title in ("first", "last"):
        made.add_column(title, no_wrap=True)
    for row in rows:
        span = (dates(row["first"]), dates(row["last"]))
        made.add_row(row["edge_type"], row["direction"], row["kind"], f"{row['n']:,}", f"{row['counterparts']:,}", *span)
    return made


def _neighbours(view: View) -> Table:
    made = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    made.add_column("who", overflow="fold")
    made.add_column("n", justify="right")
    for title in ("first", "last"):
        made.add_column(title, no_wrap=True)
    made.add_column("by", overflow="fold")
    for row in view.data["neighbours"]:
        who = Text(view.name(row["actor"])).append(f"\n{row['actor']}", style="dim")
        made.add_row(who, f"{row['n']:,}", dates(row["first"]), dates(row["last"]), ", ".join(row["edge_types"]))
    return made
