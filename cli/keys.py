"""`retorsion keys`: who may ask the HTTP service what. Keys are kept hashed in the data directory; what they open is in api/."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table

from cli.terminal import out, printable, tell, write_json
from graph.errors import SettingsError
from graph.keys import SCOPES, KeyStore
from graph.settings import load_settings

_ABOUT = "Make, list and revoke the keys of the HTTP service."
_CREATE = """Make a key; it is shown this once.

retorsion keys create "my notebook" --scope query --scope cypher

From the first key on, clients on this machine need one too, the explorer among them: a proxy's clients come from here as well.
RETORSION_OPEN_SCOPES=read,query lets everybody ask who reaches the service.
"""


def add_to(app: typer.Typer) -> None:
    group = typer.Typer(help=_ABOUT, no_args_is_help=True)
    group.command("create", help=_CREATE)(_create)
    group.command("list", help="Every key: its id, name, scopes, and whether it still counts.")(_list)
    group.command("revoke", help="A key that counts no more, from now on.")(_revoke)
    app.add_typer(group, name="keys", rich_help_panel="Run")


def _store() -> KeyStore:
    return KeyStore(load_settings().data_dir / "keys.json")


def _create(
    name: Annotated[str, typer.Argument(help="What it is for, to know it again.")],
    scope: Annotated[list[str] | None, typer.Option(help=f"{', '.join(SCOPES)}. Repeat. None: read and query.")] = None,
) -> None:
    if not name.strip():
        raise SettingsError("A key needs a name.", hint="Say what it is for.")
    key, text = _store().create(name.strip()[:100], scope or ("read", "query"))
    tell(f"Key {key.id} may {', '.join(key.scopes)}. Send it as `Authorization: Bearer KEY`; it is not shown again:")
    typer.echo(text)


def _list(as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False) -> None:
    keys = _store().listed()
    if as_json:
        fields = ("id", "name", "scopes", "created", "stopped")
        write_json({"keys": [{field: getattr(key, field) for field in fields} for key in keys]})
        return
    table = Table("id", "name", "scopes", "made", "state", box=None, padding=(0, 2, 0, 0), pad_edge=False)
    for key in keys:
        table.add_row(key.id, printable(key.name), ", ".join(key.scopes), key.created, key.stopped or "counts")
    out().print(table if keys else "No key was made.")


def _revoke(id: Annotated[str, typer.Argument(help="As `retorsion keys list` shows it.")]) -> None:
    key = _store().stop(id, "revoked")
    tell(f"Key {key.id} ({printable(key.name)}) counts no more.")
