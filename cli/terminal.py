"""Where the command line writes: answers to stdout, everything about them to stderr; and what its exit codes mean. No commands here."""

from __future__ import annotations

import json
import re
import shutil
import sys
from typing import Any, Final

import typer
from rich.console import Console

from graph.errors import EngineError, RetorsionError, StoreError, UnknownError

OK: Final = 0
FINDINGS: Final = 1
"""It ran and found something wrong: rejected rows, a failed check."""
USAGE: Final = 2
"""The command, a setting, a file or the question is wrong, or nothing could be loaded."""
UNKNOWN: Final = 3
"""What was asked for is not in the graph."""
NO_DATABASE: Final = 4
"""The database or the managed Neo4j could not do what was asked."""
INTERRUPTED: Final = 130
"""Ctrl-C, or an end that was asked for."""

_WIDTH_WHEN_PIPED = 100
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def out() -> Console:
    return _console(stderr=False)


def err() -> Console:
    return _console(stderr=True)


def _console(*, stderr: bool) -> Console:
    """What data says is shown as it is: square brackets are no markup, `:smile:` is no face."""
    width = shutil.get_terminal_size((_WIDTH_WHEN_PIPED, 24)).columns
    return Console(stderr=stderr, width=width, markup=False, emoji=False, highlight=False, soft_wrap=False)


def write_json(value: Any) -> None:
    """As bytes, so that it is UTF-8 whatever the terminal thinks."""
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False).encode("utf-8"))


def printable(text: str) -> str:
    """A foreign text on one line, unable to steer the terminal."""
    return _CONTROL.sub(lambda match: {"\n": " ", "\t": " "}.get(match[0], f"\\x{ord(match[0]):02x}"), text)


def say_error(error: RetorsionError) -> None:
    console = err()
    console.print(f"error: {printable(str(error).removesuffix(error.hint).strip())}", style="red", soft_wrap=True)
    if error.hint:
        console.print(f"  {printable(error.hint)}", soft_wrap=True)


def warn(text: str) -> None:
    err().print(f"warning: {text}", style="yellow", soft_wrap=True)


def tell(text: str) -> None:
    """A line about what is being done; never part of an answer."""
    err().print(text, soft_wrap=True)


def exit_code(error: RetorsionError) -> int:
    if isinstance(error, UnknownError):
        return UNKNOWN
    return NO_DATABASE if isinstance(error, StoreError | EngineError) else USAGE


def tolerate_narrow_encodings() -> None:
    """A terminal that cannot show a letter shows a question mark; it does not end the command."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="replace")
