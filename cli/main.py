"""Entry point of the `retorsion` command: puts the groups together and turns errors into one line and an exit code. No command here."""

from __future__ import annotations

from importlib.metadata import version
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from cli import contest, doctor, draft, engine, export, infer, keys, load, mcp, news, query, questions, resolve, up
from cli.terminal import OK, exit_code, say_error, tolerate_narrow_encodings
from graph.errors import RetorsionError

GROUPS = (up, load, draft, news, contest, resolve, infer, questions, query, keys, mcp, export, engine, doctor)
"""In the order of `--help`. Each has `add_to(app)`."""

_ABOUT = """A geopolitical event graph explorer: who sanctioned, indicted, summoned, banned, accused or hacked whom, when, on whose word.

Serve the bundled chronology, with three questions and their answers:
  retorsion up --demo

How two actors are connected, hop by hop; who acted against whom; what two states did to each other:
  retorsion path Intel APT31
  retorsion events --target APT31 --members --since 2024-03 --until 2024-03
  retorsion timeline CHN GBR --since 2020 --until 2024

What is wrong with a file of yours, and what would load:
  retorsion check my-chronology.yaml

Exit codes: 0 done; 1 something is wrong with what was checked or loaded; 2 the command, a setting or the question is wrong, or
nothing could be loaded; 3 not in the graph; 4 the database cannot answer; 130 interrupted.
"""


class _Commands(TyperGroup):
    """Errors that are raised on purpose end as one line; anything else is a fault of the program and keeps its traceback."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except RetorsionError as error:
            say_error(error)
            raise typer.Exit(exit_code(error)) from None


def build() -> typer.Typer:
    """The whole command line."""
    app = typer.Typer(
        name="retorsion", help=_ABOUT, cls=_Commands, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode="rich"
    )
    app.callback()(_retorsion)
    for group in GROUPS:
        group.add_to(app)
    return app


def _retorsion(
    version: Annotated[
        bool, typer.Option("--version", help="Tell the version.", callback=lambda asked: _tell_version(asked), is_eager=True)
    ] = False,
) -> None:
    pass


def _tell_version(asked: bool) -> None:
    if asked:
        typer.echo(f"retorsion {version('retorsion')}")
        raise typer.Exit(OK)


def run() -> None:
    tolerate_narrow_encodings()
    build()()
