"""The rows of a query of the library as a table that leaves: its columns, its licences. What a query asks is in its file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib import metadata
from typing import Any, Final

from graph.answers import Answer, Filter
from graph.answers.reading import Bound
from graph.export._core.columns import Kind
from graph.export._core.manifest import Manifest, licence_order
from graph.export._core.plan import Options, Plan
from graph.export._core.spool import Row, Spool
from graph.export._core.subgraph import Subgraph
from graph.library import Library, run_query
from graph.store import Reader, Store

_KINDS: Final[Mapping[str, Kind]] = {
    "integer": "integer",
    "float": "number",
    "boolean": "boolean",
    "date": "day",
    "list<string>": "texts",
    "list<integer>": "integers",
    "list<float>": "numbers",
}
"""Types of a query's header; all others are text."""
MAPS: Final = "values that are maps, and lists of maps or lists, are JSON text"
LICENCES: Final = "which datasets the rows draw on is not told by a query: the licences of all that are loaded are given"


async def rows_of(store: Store, library: Library, name: str, parameters: Mapping[str, Any], *, options: Options) -> Plan:
    """A query of the library, run: its rows are bounded by its limit.

    Raises:
        UnknownError: no such query. QuestionError: a parameter is wrong.
    """
    answer = await run_query(store, library, name, parameters)
    question = {"of": "query", "query": name, "parameters": answer.question["parameters"]}
    return Plan(question=question, filter=Filter(), bound=Bound({}, None, None), options=options, walk=lambda _: iter(()), table=answer)


def extract_table(reader: Reader, answer: Answer, question: dict[str, Any], spool: Spool) -> Subgraph:
    """An answer of rows, which are at hand already."""
    spool.clear()
    rows: list[dict[str, Any]] = answer.data["rows"]
    spool.add("rows", (Row("", f"{number:09d}", "", "", _values(row)) for number, row in enumerate(rows)))
    found = [row["dataset"] for row in reader.stream("export_datasets")]
    assert answer.version
    manifest = Manifest(
        question=question,
        graph_version=":".join(map(str, answer.version)),
        program=f"Retorsion {metadata.version('retorsion')}",
        counts={"rows": len(rows)},
        datasets=sorted(found, key=licence_order),
        omitted=[LICENCES, *([answer.truncated] if answer.truncated else [])],
        coerced=[MAPS],
    )
    return Subgraph(spool, manifest, declared=[(one["name"], _KINDS.get(one["type"], "text")) for one in answer.data["columns"]])


def _values(row: Mapping[str, Any]) -> dict[str, Any]:
    """Absent where there is none, as in every row of an export."""
    return {name: _plain(value) for name, value in row.items() if value is not None}


def _plain(value: Any) -> Any:
    nested = isinstance(value, dict) or (isinstance(value, list) and any(isinstance(item, dict | list | tuple) for item in value))
    return json.dumps(value, ensure_ascii=False, default=str, separators=(",", ":")) if nested else value
