"""`retorsion doctor`: looks at everything that Retorsion stands on and says what to do. The checks are in checks.py."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Final

import typer
from rich.table import Table
from rich.text import Text

from cli.checks import Check, look
from cli.terminal import FINDINGS, OK, out, printable, write_json
from graph.errors import SettingsError
from graph.settings import load_settings

_STYLES: Final = {"ok": "green", "warn": "yellow", "fail": "bold red"}
_ABOUT = """Check Python, Java, the jars, ports, disk, database, schema and data, and say what to do. Starts and changes nothing.

Exit codes: 0 nothing failed; 1 something did.
"""


def add_to(app: typer.Typer) -> None:
    app.command("doctor", help=_ABOUT, rich_help_panel="Look after")(_doctor)


def _doctor(as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False) -> None:
    checks = _checks()
    if as_json:
        write_json({"checks": [asdict(check) for check in checks]})
    else:
        out().print(_table(checks))
    raise typer.Exit(FINDINGS if any(check.state == "fail" for check in checks) else OK)


def _checks() -> list[Check]:
    try:
        settings = load_settings()
    except SettingsError as error:
        return [Check("settings", "fail", error.message, error.hint)]
    return list(look(settings))


def _table(checks: list[Check]) -> Table:
    made = Table(box=None, padding=(0, 2, 0, 0), show_header=False, pad_edge=False)
    for _ in range(2):
        made.add_column(no_wrap=True)
    made.add_column(overflow="fold")
    for check in checks:
        text = Text(printable(check.text))
        if check.hint:
            text.append(f"\n{printable(check.hint)}", style="dim")
        made.add_row(Text(check.state, style=_STYLES[check.state]), check.name, text)
    return made
