"""Reads what a dead server has written and says in one sentence why, and what to do. Text in, error out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from graph.errors import EngineError


class PortTaken(EngineError):
    """Another program took a port between our look and the server's."""


@dataclass(frozen=True, slots=True)
class _Cause:
    """`pattern` in the output means this; `{line}` in the message is the line where it was found."""

    pattern: str
    message: str
    hint: str
    error: type[EngineError] = EngineError


_DISK = _Cause(
    r"No space left on device|out of disk space|Disk quota exceeded",
    "The disk is full: Neo4j could not write its store.",
    "Free some space, then run `retorsion engine restart`.",
)
_CAUSES = (
    _Cause(
        r"FileLockException|has been locked by another process",
        "Another Neo4j is running on this data directory.",
        "End that one first, or set RETORSION_DATA_DIR to another directory.",
    ),
    _Cause(r"PortBindException", "A port of Neo4j was taken while it started.", "Start again, or set RETORSION_BOLT_PORT.", PortTaken),
    _DISK,
    _Cause(
        r"IllegalArgumentException: .*(?:setting|evaluating value|declared multiple times)",
        "Neo4j does not accept a setting: {line}",
        "Retorsion writes the settings from the RETORSION_ variables: check those.",
    ),
    _Cause(
        r"UnsupportedClassVersionError",
        "This Java is too old for Neo4j.",
        'Set RETORSION_JAVA to Java 21 or later, or run `pip install "retorsion[engine]"`.',
    ),
    _Cause(
        r"Could not reserve enough space|insufficient memory|OutOfMemoryError|Too small .*heap|Invalid .*heap size|Initial heap size",
        "Neo4j's heap does not fit: {line}",
        "Set RETORSION_HEAP_MB to what the machine can give, 512 at the least.",
    ),
    _Cause(
        r"NoClassDefFoundError|ClassNotFoundException|Could not find or load main class|error in opening zip file",
        "Neo4j's jars are damaged: {line}",
        "`retorsion doctor` names the jars to delete; the next start fetches them again.",
    ),
    _Cause(
        r"Permission denied|AccessDeniedException|Read-only file system",
        "Neo4j may not write to its data directory: {line}",
        "Check the owner and the mode of that directory.",
    ),
    _Cause(
        r"Unrecognized (?:VM )?option|Could not create the Java Virtual Machine",
        "Java does not accept an option: {line}",
        "Unset RETORSION_JAVA to use the Java that Retorsion was tested with.",
    ),
)
_NO_DATABASE = re.compile(r"Failed to start DatabaseId\{[^}]*\}")
# Stack frames, warnings of a start-up cache that does not fit, and nothing at all.
_NOISE = re.compile(r"^\s*(at |\.\.\. \d+ more|\[[\d.]+s\]|$)")
# Neo4j's own summary names its HTTP port even where HTTP is off: it would mislead.
_MISLEADING = re.compile(r"Failed to start Neo4j on|Neo4j Server shutdown")
_WRAPPING = re.compile(r'^(Exception in thread "[^"]*" |Caused by: |Optional\[|Error: )+([\w.$]+(Exception|Error): )?')


def explain_death(output: Path, exit_code: int | None = None) -> EngineError:
    """The error to raise for a server that ended while it started, from what it wrote to stdout and stderr and how it ended."""
    text = read_tail(output)
    for cause in _CAUSES:
        if match := re.search(cause.pattern, text):
            message = cause.message.format(line=_line_at(text, match.start()))
            return cause.error(message, hint=f"{cause.hint} Log: {output}")
    how = "" if exit_code is None else f" by signal {-exit_code}" if exit_code < 0 else f" with exit code {exit_code}"
    return EngineError(f"Neo4j ended{how} while it started: {last_meaningful_line(text)}", hint=f"Log: {output}")


def explain_sickness(debug_log: Path) -> EngineError | None:
    """The error to raise for a server that lives but cannot open its store; None while all is well."""
    text = read_tail(debug_log)
    if re.search(_DISK.pattern, text):
        return EngineError(_DISK.message, hint=f"{_DISK.hint} Log: {debug_log}")
    if match := _NO_DATABASE.search(text):
        return EngineError(f"Neo4j cannot open its store: {match[0]}.", hint=f"The reason stands in {debug_log}.")
    return None


def last_meaningful_line(text: str) -> str:
    """The innermost cause of the last stack trace, else the last line that says something."""
    lines = [line for line in text.splitlines() if not _NOISE.match(line) and not _MISLEADING.search(line)]
    causes = [line for line in lines if line.startswith("Caused by:") or "Optional[" in line]
    return _shorten((causes or lines or ["it wrote nothing"])[-1])


def read_tail(file: Path, size: int = 400_000) -> str:
    try:
        return file.read_bytes()[-size:].decode("utf-8", "replace")
    except OSError:
        return ""


def _line_at(text: str, position: int) -> str:
    start = text.rfind("\n", 0, position) + 1
    return _shorten(text[start:].partition("\n")[0])


def _shorten(line: str) -> str:
    """Without the Java class names around the message and the bracket that `Optional[...]` leaves."""
    return _WRAPPING.sub("", "".join(filter(str.isprintable, line))).rstrip("] ").strip()[:300]
