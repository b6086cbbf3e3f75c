"""`retorsion query`: the library by name, its rows as a table, its catalogue as Markdown. What a query asks is in its .cypher file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Annotated, Any

import typer
from rich.console import RenderableType
from rich.table import Column, Table
from rich.text import Text

from cli.question import answered, show
from cli.terminal import out, printable
from cli.view import View
from graph.errors import QuestionError
from graph.library import Library, described, find, read_parameter, run_query
from graph.queries import Parameter, Query, library
from graph.settings import load_settings

_ABOUT = """Ask a query of the library; without a name: list them.

retorsion query
retorsion query sanctions_by_state --param state=state:USA --param limit=5
retorsion query lists_compared --help-query

RETORSION_QUERIES_DIR names a folder of queries of your own.
"""
_HEADING = """# The library of queries

Each is a file of `cypher/read/` that runs in Neo4j Browser as it is, with defaults that find something in the bundled chronology:

```sh
retorsion query sanctions_by_state --param state=state:USA
curl http://127.0.0.1:8000/v1/queries/sanctions_by_state --json '{"parameters": {"state": "state:USA"}}'
```

```python
rows = graph.query("sanctions_by_state", state="state:USA")
```

`limit` bounds the rows, and an answer says when it cut them. Queries of your own: put .cypher files with such a header
into a folder and name it in `RETORSION_QUERIES_DIR`; a name that is taken is an error. This page is made by
`retorsion query --markdown`.
"""


def add_to(app: typer.Typer) -> None:
    app.command("query", help=_ABOUT, rich_help_panel="Ask")(_query)


def _query(
    name: Annotated[str, typer.Argument(help="A query's name; none: list them.", show_default=False)] = "",
    param: Annotated[list[str] | None, typer.Option("--param", "-p", help="A parameter, as name=value. Repeat.")] = None,
    explain: Annotated[bool, typer.Option("--help-query", help="Tell what the query asks and takes; run nothing.")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="The whole catalogue as Markdown.")] = False,
    json: Annotated[bool, typer.Option("--json", help="The whole answer as JSON, as by HTTP.")] = False,
) -> None:
    known = library(load_settings().queries_dir)
    if markdown:
        typer.echo(catalogue(library()), nl=False)
    elif not name:
        out().print(_list(known))
    elif explain:
        out().print("\n".join(_entry(find(known, name))), soft_wrap=True)
    else:
        given = typed_parameters(find(known, name), param or ())
        ask = partial(run_query, library=known, name=name, parameters=given)
        show(answered(lambda store: ask(store)).envelope(), rows, as_json=json)


def rows(view: View) -> Iterator[RenderableType]:
    """Any answer of rows as a table."""
    columns = [column["name"] for column in view.data["columns"]]
    table = Table(*(Column(name, overflow="fold") for name in columns), box=None, padding=(0, 2, 0, 0), pad_edge=False)
    for row in view.data["rows"]:
        table.add_row(*(_cell(row[name]) for name in columns))
    yield table if view.data["rows"] else Text("No rows.")


def catalogue(queries: Library) -> str:
    """docs/queries.md."""
    entries = ("\n".join(_entry(query)) for _, query in sorted(queries.items()))
    return "\n".join([_HEADING, *entries])


def typed_parameters(query: Query, texts: Sequence[str]) -> dict[str, Any]:
    """`name=value` as a person types it, in the types of the query's header."""
    declared = {parameter.name: parameter for parameter in query.parameters}
    given: dict[str, Any] = {}
    for text in texts:
        name, sign, value = text.partition("=")
        if not sign:
            raise QuestionError(f"--param {text!r} is not name=value.", parameter=name, hint=f"It takes: {', '.join(declared) or 'none'}.")
        given[name] = read_parameter(declared[name], value) if name in declared else value
    return given


def _list(queries: Library) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, show_header=False)
    for name, query in sorted(queries.items()):
        table.add_row(name, query.title)
    return table


def _entry(query: Query) -> Iterable[str]:
    told = described(query)
    yield f"## {query.name}\n"
    yield f"{told['title']}. {told['about']}".strip() + "\n"
    if query.parameters:
        yield "| parameter | type | default | meaning |\n|---|---|---|---|"
        yield from (f"| `{one.name}` | `{one.type}` | {_default(one)} | {_meaning(one)} |" for one in query.parameters)
        yield ""
    yield "| column | type | meaning |\n|---|---|---|"
    yield from (f"| `{column.name}` | `{column.type}` | {column.about} |" for column in query.columns)
    yield f"\nTags: {', '.join(query.tags)}.\n"


def _default(parameter: Parameter) -> str:
    return "required" if parameter.required else f"`{parameter.default}`"


def _meaning(parameter: Parameter) -> str:
    if parameter.choices:
        return f"{' or '.join(parameter.choices)}. {parameter.about}"
    return parameter.about if parameter.low is None else f"{parameter.low:g} to {parameter.high:g}. {parameter.about}"


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_cell, value))
    return "" if value is None else printable(str(value))
