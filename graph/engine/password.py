"""The managed server's password: made at random at the first start, kept in one file that only the user can read.

The tool that sets the first password shows it in the process list for a second. So a throw-away one goes there, and the real one
takes its place over Bolt. Until that is done the file holds both, and any later start can finish the work.
"""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import neo4j
from neo4j.exceptions import AuthError

from graph.errors import EngineError, StoreRefused


@dataclass(frozen=True, slots=True)
class Credentials:
    """`initial` is the throw-away password while the real one may not be in force yet."""

    user: str
    password: str = field(repr=False)
    initial: str = field(default="", repr=False)


def new_credentials() -> Credentials:
    """Both may stand on a command line (ours, or a user's `cypher-shell -p`), where a first dash would make one an option."""
    return Credentials("neo4j", password=secrets.token_hex(24), initial=secrets.token_hex(24))


def read_credentials(file: Path) -> Credentials | None:
    try:
        return Credentials(**json.loads(file.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError) as error:
        raise EngineError(f"The password file {file} cannot be read: {error}.", hint="Put it back from a copy.") from None


def write_credentials(file: Path, credentials: Credentials) -> None:
    part = file.with_name(file.name + ".part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as stream:
        json.dump(asdict(credentials), stream)
        stream.flush()
        os.fsync(stream.fileno())  # a password that is in force but not on disk would lock the user out
    os.replace(part, file)


def settle_password(uri: str, credentials: Credentials, file: Path) -> Credentials:
    """Put the real password in force if it is not yet, and check it.

    Raises:
        StoreRefused: the server knows neither password.
    """
    if credentials.initial and _accepts(uri, credentials.user, credentials.initial):
        _change(uri, credentials)
    if not _accepts(uri, credentials.user, credentials.password):
        raise StoreRefused(
            f"The managed Neo4j does not accept the password in {file}.",
            hint="Put the right file back. Without it the store cannot be opened: move the data directory away and load again.",
        )
    if credentials.initial:
        credentials = replace(credentials, initial="")
        write_credentials(file, credentials)
    return credentials


def _accepts(uri: str, user: str, password: str) -> bool:
    try:
        with neo4j.GraphDatabase.driver(uri, auth=(user, password)) as driver:
            driver.verify_connectivity()
    except AuthError:
        return False
    return True


def _change(uri: str, credentials: Credentials) -> None:
    with neo4j.GraphDatabase.driver(uri, auth=(credentials.user, credentials.initial)) as driver:
        driver.execute_query(
            "ALTER CURRENT USER SET PASSWORD FROM $initial TO $password",
            {"initial": credentials.initial, "password": credentials.password},
            database_="system",
        )
