"""Every error that the project raises on purpose. A message says what happened and what to do; no HTTP, no driver types.

RetorsionError
├── SettingsError           a setting is wrong or missing
├── InputError              a file, row or column is wrong
├── QuestionError           a question cannot be asked like that
│   └── UnknownError        the thing asked for is not in the graph
├── StoreError              the database did not do what was asked
│   ├── StoreUnreachable    nothing answers at the address
│   ├── StoreRefused        wrong user or password
│   ├── StoreUnsupported    not Neo4j, or too old
│   ├── StoreBroken         disk full or a store that needs a restart
│   ├── StoreTimeout        the time allowed for a query ran out
│   └── SchemaError         the graph's schema is missing, newer or half made
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


class StoreTimeout(StoreError):
    """The time allowed for a query ran out."""


class SchemaError(StoreError):
    """The graph's schema is missing, newer than this program, or half made."""


class EngineError(RetorsionError):
    """The managed Neo4j could not be fetched, started or stopped."""
