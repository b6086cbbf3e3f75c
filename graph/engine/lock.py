"""The lock files: which jars make up the server, with size and SHA-256. Only read here: `relock.py` writes them, `jars.py` fetches."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from graph.errors import EngineError

LOCK_FILE = Path(__file__).with_name("neo4j-2026.09.0.lock")
BROWSER_LOCK_FILE = Path(__file__).with_name("neo4j-browser-5.24.0.lock")
"""Neo4j Browser is not among the server's own dependencies: it is fetched only when a port is set for it."""

_LINE = re.compile(r"(?P<coordinates>[^\s:]+(?::[^\s:]+){2,3}) (?P<size>\d+) sha256:(?P<sha256>[0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Artifact:
    """One jar: Maven coordinates, bytes, hash."""

    group: str
    artifact: str
    version: str
    classifier: str
    size: int
    sha256: str

    @property
    def file_name(self) -> str:
        classifier = f"-{self.classifier}" if self.classifier else ""
        return f"{self.artifact}-{self.version}{classifier}.jar"

    @property
    def path(self) -> str:
        """Path below a Maven repository, local or remote."""
        return f"{self.group.replace('.', '/')}/{self.artifact}/{self.version}/{self.file_name}"

    @property
    def coordinates(self) -> str:
        return ":".join(part for part in (self.group, self.artifact, self.version, self.classifier) if part)

    def __str__(self) -> str:
        return f"{self.coordinates} {self.size} sha256:{self.sha256}"


def parse_line(line: str) -> Artifact:
    """Read `group:artifact:version[:classifier] size sha256:hex`.

    Raises:
        ValueError: when the line is none.
    """
    match = _LINE.fullmatch(line)
    if not match:
        raise ValueError(f"not a line of a lock file: {line!r}")
    group, artifact, version, *classifier = match["coordinates"].split(":")
    return Artifact(group, artifact, version, classifier[0] if classifier else "", int(match["size"]), match["sha256"])


@cache
def read_lock(file: Path = LOCK_FILE) -> tuple[Artifact, ...]:
    """All jars of a lock file, in its order; lines that start with # are comments."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
        return tuple(parse_line(line) for line in lines if line and not line.startswith("#"))
    except (OSError, ValueError) as error:
        raise EngineError(f"{file.name} cannot be read: {error}.", hint="Reinstall retorsion.") from error


@cache
def lock_hash(file: Path = LOCK_FILE) -> str:
    """Names this set of jars; start-up caches hang on it."""
    return hashlib.sha256("\n".join(map(str, read_lock(file))).encode()).hexdigest()[:16]


def version_of(file: Path) -> str:
    """`neo4j-2026.09.0.lock` -> `2026.09.0`."""
    return file.stem.rpartition("-")[2]
