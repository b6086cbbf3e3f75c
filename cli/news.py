"""`retorsion news`: a draft of a chronology from an article or statement, for a person to finish. Rules stand in loaders/_news."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from cli.draft import write_new
from cli.terminal import tell, warn
from graph.errors import InputError, Place
from graph.session import open_graph
from graph.settings import Settings, load_settings
from loaders._news.actions import Reading, draft_actions, read_into
from loaders._news.article import MAX_CHARACTERS, Article, read_article
from loaders._news.dates import dateline
from loaders._news.draft import Origin, chronology_of, dataset_id
from loaders._news.names import Known, Names, bundled_names, unknown_names
from loaders._news.proposals import Endpoint, proposals_of
from loaders.states import resolve_name

_ABOUT = """Draft a chronology from the text of an article or a statement; every action quotes what it was read from. Finish it by hand.

retorsion news article.txt -o article.yaml
retorsion news statement.txt --date 2024-03-25 --publisher "Cabinet Office" --graph
retorsion check article.yaml
retorsion load chronology article.yaml

The draft goes to the screen, or with -o to a file, which is never overwritten. Exit codes: 0 drafted; 2 the text cannot be read.
"""
_MAX_BYTES = 4 * MAX_CHARACTERS


def add_to(app: typer.Typer) -> None:
    app.command("news", help=_ABOUT, rich_help_panel="Load")(_news)


def _news(
    file: Annotated[Path, typer.Argument(help="The text, UTF-8.")],
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write the draft here.")] = None,
    day: Annotated[str, typer.Option("--date", help="The day of the text. Left out: the first whole date on its head.")] = "",
    publisher: Annotated[str, typer.Option(help="Who published it.")] = "",
    url: Annotated[str, typer.Option(help="Where.")] = "",
    graph: Annotated[bool, typer.Option("--graph", help="Look for names in the graph, too.")] = False,
    model: Annotated[bool, typer.Option("--model", help="Ask the language model of RETORSION_NEWS_URL, too.")] = False,
) -> None:
    article = _article(file)
    on = _day(article, file, day)
    reading = _reading(article, on, graph=graph)
    proposed, refused = proposals_of(reading, _endpoint(load_settings())) if model else ([], [])
    for reason in refused:
        warn(reason)
    drafted = draft_actions(reading, proposed)
    text = chronology_of(article, drafted, Origin(dataset_id(file.stem), on, publisher=publisher, url=url))
    if output:
        write_new(output, text)
        tell(f"Wrote {output}: {len(drafted)} actions. Look at every CHECK, then: retorsion check {output}")
    else:
        typer.echo(text.encode("utf-8"), nl=False)


def _article(file: Path) -> Article:
    try:
        with file.open("rb") as stream:
            content = stream.read(_MAX_BYTES + 1)
        return read_article(content.decode("utf-8-sig"), str(file))
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", Place(str(file)), hint="Name one text.") from None
    except UnicodeDecodeError as error:
        raise InputError(f"is not UTF-8 (byte {error.start + 1})", Place(str(file)), hint="Save it as plain text in UTF-8.") from None


def _day(article: Article, file: Path, told: str) -> date:
    if told:
        try:
            return date.fromisoformat(told)
        except ValueError:
            raise InputError(f"{told[:30]!r} is no day", Place("--date"), hint="YYYY-MM-DD") from None
    found = dateline(article)
    if found is None:
        raise InputError("the text does not say of which day it is", Place(str(file)), hint="Give it: --date YYYY-MM-DD.")
    return found.span.first


def _reading(article: Article, day: date, *, graph: bool) -> Reading:
    names = bundled_names()
    if graph:
        _ask_graph(article, names)
    return read_into(article, day, names)


def _ask_graph(article: Article, names: Names) -> None:
    """Actors of the graph whose name or alias stands in the text letter by letter; a name of several is nobody's."""
    with open_graph() as opened:
        for name in unknown_names(article, names.mentions(article)):
            words = name.replace("\\", " ").replace('"', " ")
            rows = opened.query("actors_by_name", words=f'"{words}"', limit=20)
            found = [row for row in rows if name in (row["name"], *(row["aliases"] or ()))]
            if len(found) == 1:
                row = found[0]
                state = resolve_name(row["name"]) if row["kind"] == "State" else None
                names.add(name, Known(row["actor"], row["kind"], row["name"], state.code if state else ""))


def _endpoint(settings: Settings) -> Endpoint:
    if not settings.news_url or not settings.news_model:
        hint = "Set RETORSION_NEWS_URL and RETORSION_NEWS_MODEL, or draft without --model."
        raise InputError("no language model is set", Place("--model"), hint=hint)
    return Endpoint(settings.news_url, settings.news_model, settings.news_key.get_secret_value())
