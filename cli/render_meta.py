"""What every answer says about itself: what was cut off, what was left out, what a reader must know. Printed always."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from cli.view import View


def footer(view: View) -> Iterator[RenderableType]:
    if view.meta["truncated"]:
        yield Text(f"Truncated: {view.meta['truncated_because']}.", style="yellow")
    if view.meta["next_cursor"]:
        yield Text(f"Next page: --cursor {view.meta['next_cursor']}", style="dim")
    for omitted in view.meta["omitted"]:
        yield Text(f"Left out: {omitted}.", style="yellow")
    for note in view.meta["notes"]:
        yield Text(note, style="dim")
