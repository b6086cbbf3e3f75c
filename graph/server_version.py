"""Which servers Retorsion can use, told from what a server calls itself. No connection here."""

from __future__ import annotations

from typing import Final

from graph.errors import StoreUnsupported

OLDEST_SERVER: Final = (2025, 8)


def checked_version(agent: str) -> str:
    """The version in a server's own words (`Neo4j/2026.09.0`).

    Raises:
        StoreUnsupported: another dialect or an older server.
    """
    name, _, version = agent.partition("/")
    wanted = f"Retorsion needs Neo4j {OLDEST_SERVER[0]}.{OLDEST_SERVER[1]:02d} or later, with Cypher 25."
    hint = "Unset RETORSION_NEO4J_URI to let Retorsion run its own."
    if name != "Neo4j":
        raise StoreUnsupported(f"This server calls itself {agent!r}, which is not Neo4j. {wanted}", hint=hint)
    parts = [int(part) if part.isdigit() else 0 for part in version.split(".")[:2]]
    if tuple(parts) < OLDEST_SERVER:
        raise StoreUnsupported(f"This server is Neo4j {version}. {wanted}", hint=hint)
    return version
