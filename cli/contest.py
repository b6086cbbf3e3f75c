"""`retorsion add` and `retorsion contest`: one action of one's own, or a word against one that stands, each with its source."""

from __future__ import annotations

import getpass
from dataclasses import dataclass
from typing import Annotated

import typer

from cli.fields import command_of
from cli.terminal import tell, write_json
from graph.dates import Span
from graph.engine import resolve_endpoint
from graph.errors import QuestionError
from graph.ingest.contributions import Addition, Reading, add, contest, withdraw
from graph.schema import prepare
from graph.settings import load_settings
from graph.store import Writer

_ADD = """Add one action with its source.

retorsion add sanction --by state:GBR --to chronology:apt31 --date 2024-03-25 --title "UK holds China state-affiliated ..." --url https://...
"""
_CONTEST = """Contest one action or tie with a source: it counts as disputed from then on, and what you say stands beside it.

retorsion contest chronology:cn-bans-intel-amd-2024 --words "The list was never published." --title "..." --url https://...
retorsion contest --undo contributed:...
"""

Title = Annotated[str, typer.Option(help="Title of the source.")]
Url = Annotated[str, typer.Option(help="Where it can be read.")]
Publisher = Annotated[str, typer.Option(help="Who published it.")]
Published = Annotated[str, typer.Option(help="When: a day, month or year.")]
Who = Annotated[str, typer.Option(help="Who adds this; your user name.")]


@dataclass(frozen=True, slots=True)
class _Addition:
    """What may stand behind `add`."""

    action: Annotated[str, typer.Argument(help="Its code; `retorsion vocabulary` lists them.")]
    by: Annotated[str, typer.Option(help="Who acted: an actor's id.")]
    to: Annotated[list[str], typer.Option(help="On whom: an actor's id. Repeat.")]
    date: Annotated[str, typer.Option(help="A day, month or year.")]
    title: Title = ""
    url: Url = ""
    publisher: Publisher = ""
    published: Published = ""
    words: Annotated[str, typer.Option(help="The source's own words.")] = ""
    who: Who = ""
    as_json: Annotated[bool, typer.Option("--json", help="The report as JSON.")] = False


@dataclass(frozen=True, slots=True)
class _Contest:
    """What may stand behind `contest`."""

    statement: Annotated[str, typer.Argument(help="The id of an action or tie.")] = ""
    words: Annotated[str, typer.Option(help="What is wrong with it, in your words or the source's.")] = ""
    by: Annotated[str, typer.Option(help="An actor who says so, where it is not you.")] = ""
    title: Title = ""
    url: Url = ""
    publisher: Publisher = ""
    published: Published = ""
    who: Who = ""
    undo: Annotated[str, typer.Option(help="Take back the contest with this id.")] = ""


def add_to(app: typer.Typer) -> None:
    app.command("add", help=_ADD, rich_help_panel="Load")(command_of(_Addition, _add))
    app.command("contest", help=_CONTEST, rich_help_panel="Load")(command_of(_Contest, _contest))


def _writer() -> Writer:
    writer = Writer(resolve_endpoint(load_settings()))
    prepare(writer)
    return writer


def _span(text: str, parameter: str) -> Span:
    try:
        return Span.parse(text)
    except ValueError:
        raise QuestionError(f"{text[:40]!r} is no day, month or year.", parameter=parameter, hint="YYYY-MM-DD") from None


def _reading(asked: _Addition | _Contest) -> Reading:
    if not asked.title or not asked.url:
        raise QuestionError("A contribution needs a source.", parameter="title", hint="Give --title and --url.")
    return Reading(asked.title, asked.url, asked.publisher, _span(asked.published, "published") if asked.published else None)


def _add(asked: _Addition) -> None:
    what = Addition(asked.action, asked.by, asked.to, _span(asked.date, "date"), words=asked.words)
    with _writer() as writer:
        report = add(writer, what, _reading(asked), asked.who or getpass.getuser())
    if report.rejected:
        raise QuestionError(next(iter(report.rejected)), parameter="action")
    if asked.as_json:
        write_json(report.as_dict())
    else:
        tell("Added." if report.written else "It was there already.")


def _contest(asked: _Contest) -> None:
    if bool(asked.statement) == bool(asked.undo):
        raise QuestionError("Give an action or tie to contest, or --undo and the id of a contest.", parameter="statement")
    with _writer() as writer:
        if asked.undo:
            withdraw(writer, asked.undo)
            tell(f"{asked.undo} is taken back.")
            return
        id_ = contest(writer, asked.statement, asked.words, _reading(asked), asked.who or getpass.getuser(), asked.by)
    tell(f"Contested. To take it back: retorsion contest --undo {id_}")
