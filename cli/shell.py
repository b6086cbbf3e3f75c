"""A plain Cypher shell for where there is no cypher-shell: statements end with `;`, results are tables. Runs with the owner's rights."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import Any

from rich.table import Column, Table

from cli.terminal import out, say_error, tell
from graph.errors import RetorsionError
from graph.queries import client_parameters
from graph.store import Writer

SHOWN_ROWS = 200
_LEAVE = (":exit", ":quit")


def converse(writer: Writer) -> bool:
    """Read statements from stdin until it ends; False when one of them failed."""
    with contextlib.suppress(ImportError):
        import readline  # noqa: F401  # gives input() its history and its editing keys
    if sys.stdin.isatty():
        tell("Statements end with `;`. `:param name => value;` sets a parameter. Ctrl-D or :exit leaves.")
    parameters: dict[str, Any] = {}
    well = True
    for text in _statements():
        try:
            given, text = client_parameters(text)
            parameters |= given
            if any(line.strip() and not line.strip().startswith("//") for line in text.splitlines()):
                _show(writer, text, parameters)
        except ValueError as error:
            well = False
            tell(f"error: the value of a parameter must be JSON: {error}")
        except RetorsionError as error:
            well = False
            say_error(error)
    return well


def _statements() -> Iterator[str]:
    """Lines up to one that ends with `;`."""
    lines: list[str] = []
    while True:
        try:
            line = input("" if not sys.stdin.isatty() else "       ... " if lines else "retorsion> ")
        except EOFError:
            break
        if line.strip() in _LEAVE:
            return
        lines.append(line)
        if line.rstrip().endswith(";"):
            yield "\n".join(lines).rstrip().removesuffix(";")
            lines = []
    if "".join(lines).strip():
        yield "\n".join(lines)


def _show(writer: Writer, text: str, parameters: dict[str, Any]) -> None:
    result = writer.run_own(text, parameters)
    if result.columns:
        table = Table(*(Column(name, overflow="fold") for name in result.columns))
        for row in result.rows[:SHOWN_ROWS]:
            table.add_row(*row)
        out().print(table)
        hidden = len(result.rows) - SHOWN_ROWS
        tell(f"{len(result.rows)} rows" + (f", the first {SHOWN_ROWS} shown" if hidden > 0 else ""))
    if result.changed:
        tell(result.changed)
