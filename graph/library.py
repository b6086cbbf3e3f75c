"""The researchers' library, asked: parameters checked by their headers, rows bounded and the bound told. No query text is here.

One definition stands behind HTTP, command line, notebooks and agents: a file of cypher/read/ or of the user's own folder.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any, Final

from graph.answers.answer import Answer, plain
from graph.answers.reading import start
from graph.errors import QuestionError, UnknownError
from graph.queries import Parameter, Query
from graph.store import Store

Library = Mapping[str, Query]

MAX_ROWS: Final = 10_000
"""For queries that have no limit of their own."""
_MAX_TEXT, _MAX_ITEMS = 2000, 1000


async def list_queries(store: Store, library: Library) -> Answer:
    """The catalogue: every query with its parameters, defaults, ranges and columns."""
    answer = Answer()
    await start(store, answer)
    answer.data = {"queries": [described(query) for _, query in sorted(library.items())]}
    return answer


async def one_query(store: Store, library: Library, name: str) -> Answer:
    """One entry of the catalogue, with its text."""
    answer = Answer(question={"name": name})
    await start(store, answer)
    query = find(library, name)
    answer.data = described(query) | {"cypher": query.text.strip()}
    return answer


async def run_query(store: Store, library: Library, name: str, parameters: Mapping[str, Any]) -> Answer:
    """The rows of a query. At the query's `limit`, or at 10,000 rows where it has none, one more is read to know whether there were more.

    Raises:
        UnknownError: no such query. QuestionError: a parameter is wrong; names it and says what would be right.
    """
    query = find(library, name)
    given = check_parameters(query, parameters)
    limit = int(given.get("limit", MAX_ROWS))
    answer = Answer(question={"name": name, "parameters": given}, limits={"limit": limit})
    await start(store, answer)
    asked = given | ({"limit": limit + 1} if "limit" in given else {})
    rows = await store.read_some(query, asked, at_most=limit + 1)
    if len(rows) > limit:
        answer.truncated = f"the first {limit} rows; more follow"
    answer.data = {"query": name, "columns": _columns(query), "rows": rows[:limit]}
    return answer


def find(library: Library, name: str) -> Query:
    if name not in library:
        near = get_close_matches(name[:100], library, n=3, cutoff=0.5)
        hint = f"Did you mean {', '.join(near)}?" if near else "`/v1/queries` and `retorsion query` list them."
        raise UnknownError(f"No query is called {name[:100]!r}.", parameter="name", hint=hint)
    return library[name]


def described(query: Query) -> dict[str, Any]:
    """A query as a front end can show it and make a form of."""
    return {
        "name": query.name,
        "title": query.title,
        "about": query.about,
        "tags": list(query.tags),
        "own": query.folder == "own",
        "parameters": [_shown(parameter) for parameter in query.parameters],
        "columns": _columns(query),
    }


def check_parameters(query: Query, given: Mapping[str, Any]) -> dict[str, Any]:
    """All parameters with their defaults, each of its type and within its range; days as ISO text."""
    declared = {parameter.name: parameter for parameter in query.parameters}
    for name in given:
        if name not in declared:
            near = get_close_matches(name[:60], declared, n=3)
            hint = f"Did you mean {', '.join(near)}?" if near else f"It takes: {', '.join(declared) or 'none'}."
            raise QuestionError(f"{query.name} has no parameter {name[:60]!r}.", parameter=name[:60], hint=hint)
    missing = [parameter for parameter in declared.values() if parameter.required and parameter.name not in given]
    if missing:
        raise QuestionError(f"{missing[0].name} is missing.", parameter=missing[0].name, hint=missing[0].about)
    return {name: _checked(one, given[name]) if name in given else one.default for name, one in declared.items()}


def read_parameter(parameter: Parameter, text: str) -> Any:
    """What a person typed (`--param since=2020-01-01`), as a value for `check_parameters`."""
    if parameter.type in ("string", "date"):
        return text
    if parameter.type.startswith("list<") and not text.lstrip().startswith("["):
        parts = [part.strip() for part in text.split(",") if part.strip()]
        return parts if parameter.type == "list<string>" else [_json_or_text(part) for part in parts]
    return _json_or_text(text)


def _json_or_text(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _columns(query: Query) -> list[dict[str, str]]:
    return [{"name": column.name, "type": column.type, "about": column.about} for column in query.columns]


def _shown(parameter: Parameter) -> dict[str, Any]:
    shown = {name: getattr(parameter, name) for name in ("name", "type", "about", "required", "default", "low", "high")}
    return plain(shown | {"choices": list(parameter.choices)})  # type: ignore[no-any-return]


# --- types ---


def _checked(parameter: Parameter, value: Any) -> Any:
    if value is None and parameter.default is None and not parameter.required:
        return None
    kind, _, rest = parameter.type.partition("<")
    if kind == "list":
        if not isinstance(value, list | tuple) or len(value) > _MAX_ITEMS:
            raise _wrong(parameter, f"a list of at most {_MAX_ITEMS}")
        return [_scalar(parameter, rest.removesuffix(">"), item) for item in value]
    return _scalar(parameter, kind, value)


def _scalar(parameter: Parameter, kind: str, value: Any) -> Any:
    words, convert = _KINDS[kind]
    try:
        made = convert(value)
    except (TypeError, ValueError):
        raise _wrong(parameter, words) from None
    if parameter.choices and made not in parameter.choices:
        raise _wrong(parameter, f"one of {', '.join(parameter.choices)}")
    if parameter.low is not None and parameter.high is not None and not parameter.low <= made <= parameter.high:
        raise _wrong(parameter, f"within {parameter.low:g} and {parameter.high:g}")
    return made


def _wrong(parameter: Parameter, words: str) -> QuestionError:
    return QuestionError(f"{parameter.name} must be {words}.", parameter=parameter.name, hint=parameter.about)


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > _MAX_TEXT:
        raise ValueError
    value.encode()  # half a surrogate pair is no text, and the driver would say so in its own words
    return value


def _integer(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not -(2**63) <= value < 2**63:
        raise ValueError
    return value


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError
    return float(value)


def _boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError
    return value


def _day(value: Any) -> str:
    if isinstance(value, datetime):
        raise ValueError
    return (value if isinstance(value, date) else date.fromisoformat(_text(value))).isoformat()


_KINDS: Final[Mapping[str, tuple[str, Callable[[Any], Any]]]] = {
    "string": (f"a text of at most {_MAX_TEXT} characters", _text),
    "integer": ("a whole number", _integer),
    "float": ("a number", _number),
    "boolean": ("true or false", _boolean),
    "date": ("a day, written YYYY-MM-DD", _day),
}
