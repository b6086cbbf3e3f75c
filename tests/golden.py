"""What each query of the library answers on the bundled chronology, kept in tests/data/queries/. `python -m tests.golden` writes it anew.

The database is the one that TEST_NEO4J_URI names, with nothing but the bundled chronology in it. No assertions here.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from graph.engine import Endpoint
from graph.library import Library, run_query
from graph.queries import Query
from graph.store import Store

FOLDER = Path(__file__).parent / "data" / "queries"
SHOWN_ROWS = 6
CHANGING = frozenset({"load", "started_at"})
"""Columns that differ from one load to the next."""


async def answer_of(endpoint: Endpoint, library: Library, name: str) -> dict[str, Any]:
    """The whole answer of a query with its defaults."""
    async with Store(endpoint, timeout_s=60) as store:
        return (await run_query(store, library, name, {})).envelope()


def golden(answer: dict[str, Any], query: Query) -> dict[str, Any]:
    """What is kept of an answer: how many rows, whether they were cut, the first of them; sorted here where the query leaves it open."""
    rows = answer["data"]["rows"]
    if "ORDER BY" not in query.text:
        rows = sorted(rows, key=json.dumps)
    shown = [{key: value for key, value in row.items() if key not in CHANGING} for row in rows[:SHOWN_ROWS]]
    return {"rows": len(rows), "truncated": answer["meta"]["truncated"], "first": shown}


def text_of(kept: dict[str, Any]) -> str:
    """One row a line, so that a change shows as a change of lines."""
    first = ",\n  ".join(json.dumps(row, ensure_ascii=False) for row in kept["first"])
    body = f"[\n  {first}\n]" if first else "[]"
    return f'{{"rows": {kept["rows"]}, "truncated": {json.dumps(kept["truncated"])}, "first": {body}}}\n'


def main() -> None:
    import anyio

    from graph.queries import library
    from tests.conftest import _endpoint_from_environment

    endpoint = _endpoint_from_environment()
    if endpoint is None:
        raise SystemExit("Set TEST_NEO4J_URI to a database that holds the bundled chronology alone.")
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.json"):
        old.unlink()
    for name in sorted(library()):
        kept = golden(anyio.run(answer_of, endpoint, library(), name), library()[name])
        (FOLDER / f"{name}.json").write_text(text_of(kept), "utf-8")


if __name__ == "__main__":
    main()
