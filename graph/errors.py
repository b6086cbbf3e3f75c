"""Every error that the project raises on purpose. A message says what happened and what to do; no HTTP, no driver types.

RetorsionError
├── SettingsError           a setting is wrong or missing
├── InputError              a file, row or column is wrong
├── QuestionError           a question cannot be asked like that
│   ├── UnknownError        the thing asked for is not in the graph
│   ├── GoneError           it was there and is kept no longer
│   ├── UnfinishedError     it is being made
│   ├── CypherError         the database does not take a text or the values given with it
│   └── CypherRefused       the guard of free Cypher lets this text not pass
├── AccessError             the key is missing, unknown or revoked
│   └── ScopeError          the key may not do this
├── TooLargeError           more is sent than may be
├── BusyError               as much as may run at once is running
├── FullError               as much as may be kept is kept
├── StoreError              the database did not do what was asked
│   ├── StoreUnreachable    nothing answers at the address
│   ├── StoreRefused        wrong user or password
│   ├── StoreUnsupported    not Neo4j, or too old
│   ├── StoreBroken         disk full or a store that needs a restart
│   ├── StoreBusy           it has as much to do as it may
│   ├── StoreTimeout        the time allowed for a query ran out
│   └── SchemaError         the graph's schema is missing, newer or half made
├── IndexUnready            the temporal index cannot answer just now
│   ├── IndexBuilding       it is being built
│   └── IndexBehind         it does not hold yet what was asked for, or is too old
├── IndexBroken             a snapshot of the index is damaged; it is built anew
└── EngineError             the managed Neo4j could not be fetched, started or stopped
"""

from __future__ import annotations

from dataclasses import dataclass


class RetorsionError(Exception):
    """Base of all; `hint` tells the reader what to do next."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class SettingsError(RetorsionError):
    """A setting is wrong or missing."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in an input something stands: file name, line (from 1), column or field name."""

    file: str
    line: int = 0
    column: str = ""

    def __str__(self) -> str:
        text = f"{self.file}:{self.line}" if self.line else self.file
        return f"{text}: {self.column}" if self.column else text


class InputError(RetorsionError):
    """A file, row or column is wrong; `place` says where."""

    def __init__(self, message: str, place: Place, *, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.place = place

    def __str__(self) -> str:
        return f"{self.place}: {super().__str__()}"


class QuestionError(RetorsionError):
    """A question cannot be asked like that: a parameter is out of range or unknown."""

    def __init__(self, message: str, *, parameter: str = "", hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.parameter = parameter


class UnknownError(QuestionError):
    """The thing asked for is not in the graph."""


class GoneError(QuestionError):
    """What is asked for was there and is kept no longer: an expired file, a version that the outbox does not reach back to."""


class UnfinishedError(QuestionError):
    """What is asked for is being made and not whole yet."""


class CypherError(QuestionError):
    """The database does not take a text, or the values given with it; without what only the operator may know."""


class CypherRefused(QuestionError):
    """The guard of free Cypher lets this text not pass; `rule` names what it offends."""

    def __init__(self, message: str, *, rule: str, hint: str = "") -> None:
        super().__init__(message, parameter="query", hint=hint)
        self.rule = rule


class AccessError(RetorsionError):
    """The key is missing, unknown or revoked."""


class ScopeError(AccessError):
    """The key may not do this."""


class TooLargeError(RetorsionError):
    """More is sent, or would come out of it, than may."""


class BusyError(RetorsionError):
    """As much as may run at once is running, or somebody asks too often; `retry_after_s` 0 where nobody knows for how long."""

    def __init__(self, message: str, *, hint: str = "", retry_after_s: int = 0) -> None:
        super().__init__(message, hint=hint)
        self.retry_after_s = retry_after_s


class FullError(RetorsionError):
    """As much is kept as may be, or there is no room on the disk for more."""


class StoreError(RetorsionError):
    """The database did not do what was asked."""


class StoreUnreachable(StoreError):
    """Nothing answers at the address."""


class StoreRefused(StoreError):
    """Wrong user or password."""


class StoreUnsupported(StoreError):
    """The server is not Neo4j, or is too old."""


class StoreBroken(StoreError):
    """The server is up but cannot work: disk full, or a store that needs a restart."""


class StoreBusy(StoreError):
    """The database has as much to do as it may: come again."""


class StoreTimeout(StoreError):
    """The time allowed for a query ran out."""


class SchemaError(StoreError):
    """The graph's schema is missing, newer than this program, or half made."""


class IndexUnready(RetorsionError):
    """The temporal index cannot answer just now."""


class IndexBuilding(IndexUnready):
    """It is being built; the message says how far it is."""


class IndexBehind(IndexUnready):
    """It does not hold yet what was asked for, or is older than an answer may be."""


class IndexBroken(RetorsionError):
    """A snapshot of the index is damaged or of another format."""


class EngineError(RetorsionError):
    """The managed Neo4j could not be fetched, started or stopped."""
