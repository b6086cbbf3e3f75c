"""The address and login of the Neo4j to use: the user's own by setting, else the managed one."""

from __future__ import annotations

from dataclasses import dataclass, field

from graph.progress import Progress, silent
from graph.settings import Settings


@dataclass(frozen=True, slots=True)
class Endpoint:
    """`managed`: Retorsion runs it."""

    uri: str
    user: str
    password: str = field(repr=False)
    database: str
    managed: bool


def resolve_endpoint(settings: Settings, progress: Progress = silent) -> Endpoint:
    """RETORSION_NEO4J_URI names a server: that one, which is not contacted here. Else the managed one, started if need be."""
    if settings.neo4j_uri:
        return Endpoint(
            settings.neo4j_uri,
            settings.neo4j_user,
            settings.neo4j_password.get_secret_value(),
            database=settings.neo4j_database,
            managed=False,
        )
    from graph.engine import ensure_running  # here, because the managed server's own dependencies are an extra

    return ensure_running(settings, progress)
