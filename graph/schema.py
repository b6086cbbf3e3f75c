"""The graph's schema: constraints, indexes, the vocabulary's nodes, and its version. Migrations are numbered files of cypher/schema/."""

from __future__ import annotations

import re
import secrets
from dataclasses import asdict

from graph.errors import SchemaError
from graph.progress import Progress, silent
from graph.queries import Query, queries
from graph.store import Writer
from graph.vocabulary import ActionType, vocabulary

_MIGRATION = re.compile(r"v(\d{3})_\w+")
_EDGE_TYPE_FILE = "edge_type_constraints"


def migrations() -> list[tuple[int, Query]]:
    """The numbered schema files, in order."""
    found = [
        (int(match[1]), query) for name, query in queries().items() if (match := _MIGRATION.fullmatch(name)) and query.folder == "schema"
    ]
    return sorted(found, key=lambda pair: pair[0])


def schema_version() -> int:
    """The version that this program needs."""
    return migrations()[-1][0]


def prepare(writer: Writer, progress: Progress = silent) -> None:
    """Bring a database to this program's schema: run what it lacks, in order; nothing when it is up to date.

    Raises:
        SchemaError: the graph was made by a newer program, or the database holds something else.
        StoreUnsupported: the server is not a Neo4j that Retorsion can use.
    """
    writer.check_server()
    state = writer.read("graph_state")[0]
    version = state["schema_version"]
    if version is None and state["nodes"]:
        raise SchemaError(
            f"This database holds {state['nodes']} nodes that Retorsion did not write.",
            hint="Give Retorsion a database of its own (RETORSION_NEO4J_DATABASE), or an empty one.",
        )
    _refuse_newer(version)
    for number, query in migrations():
        if number > (version or 0):
            writer.change_schema(query.name)
    _constrain_edge_types(writer, progress)
    if version != schema_version():
        epoch = secrets.token_hex(8)
        writer.write(lambda tx: tx.run("create_state", epoch=epoch, schema_version=schema_version()))
    _write_action_types(writer)


def check_state(version: int | None) -> None:
    """For readers: whether a graph's schema is the one that this program reads.

    Raises:
        SchemaError: it is missing, older or newer.
    """
    if version is None:
        raise SchemaError("This database has not been prepared for Retorsion.", hint="Load something: `retorsion load chronology`.")
    _refuse_newer(version)
    if version < schema_version():
        raise SchemaError(
            f"The graph has schema {version}, this program needs {schema_version()}.", hint="Run `retorsion up` or any load once."
        )


def missing_constraints(names: set[str]) -> list[str]:
    """Which constraints and indexes of edge types are not among `names`; for the readiness check and `doctor`."""
    return sorted(
        f"{edge_type}_{key}" for edge_type in vocabulary().edge_types for key in ("id", "eid") if f"{edge_type}_{key}" not in names
    )


def _refuse_newer(version: int | None) -> None:
    if version is not None and version > schema_version():
        raise SchemaError(
            f"The graph has schema {version}, this program knows up to {schema_version()}.",
            hint="Use the Retorsion that wrote it, or a newer one.",
        )


def _constrain_edge_types(writer: Writer, progress: Progress) -> None:
    """Two constraints for each edge type of the vocabulary; a new row of a table gets its own at the next start."""
    there = set(writer.read("constraint_names")[0]["names"])
    lacking = sorted({name.rsplit("_", 1)[0] for name in missing_constraints(there)})
    for done, edge_type in enumerate(lacking):
        progress("constraints", done, len(lacking), "types")
        writer.change_schema(_EDGE_TYPE_FILE, edge_type)


def _write_action_types(writer: Writer) -> None:
    rows = [_action_properties(action) for action in vocabulary().all_actions.values()]
    writer.write(lambda tx: tx.run("upsert_action_types", rows=rows))


def _action_properties(action: ActionType) -> dict[str, object]:
    return {key: value for key, value in asdict(action).items() if value not in (None, "")}
