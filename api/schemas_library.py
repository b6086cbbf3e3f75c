"""What the library and free Cypher answer, for the description of the service. Answers are not built from these."""

from __future__ import annotations

from typing import Any, Literal

from api.envelope import Envelope, Shape


class QueryParameter(Shape):
    """What a query takes."""

    name: str
    type: str
    about: str
    required: bool
    default: Any
    low: float | None
    high: float | None
    choices: list[str]


class QueryColumn(Shape):
    """What a query gives."""

    name: str
    type: str
    about: str


class LibraryEntry(Shape):
    """A query of the library; `own`: from the folder of the service's operator."""

    name: str
    title: str
    about: str
    tags: list[str]
    own: bool
    parameters: list[QueryParameter]
    columns: list[QueryColumn]


class LibraryData(Shape):
    queries: list[LibraryEntry]


class LibraryAnswer(Envelope):
    data: LibraryData


class LibraryText(LibraryEntry):
    cypher: str


class LibraryEntryAnswer(Envelope):
    data: LibraryText


class RowsData(Shape):
    """The rows of a query, each with every column."""

    query: str
    columns: list[QueryColumn]
    rows: list[dict[str, Any]]


class RowsAnswer(Envelope):
    data: RowsData


class Node(Shape):
    """A node, once; `id` is the database's own and holds within one answer."""

    id: str
    labels: list[str]
    properties: dict[str, Any]


class Relationship(Shape):
    """A relationship, once."""

    id: str
    source: str
    target: str
    edge_type: str
    properties: dict[str, Any]


class CypherData(Shape):
    """Rows by column; nodes and relationships that they hold stand once more beside them."""

    columns: list[str]
    rows: list[dict[str, Any]]
    nodes: list[Node]
    edges: list[Relationship]


class CypherMeta(Shape):
    """How it ended, and the limits that held."""

    id: str
    complete: bool
    truncated: bool
    truncated_because: str | None
    rows: int
    limits: dict[str, Any]
    took_ms: float


class CypherAnswer(Shape):
    data: CypherData
    meta: CypherMeta


class Verdict(Shape):
    """What the guard says of a text."""

    allowed: bool
    rule: str | None
    detail: str | None
    operators: list[str]


class VerdictAnswer(Shape):
    data: Verdict


class Progress(Shape):
    """How far a free query is."""

    id: str
    state: Literal["running", "finished", "refused", "timeout", "cancelled", "failed"]
    rows: int
    bytes: int
    seconds: float


class ProgressAnswer(Shape):
    data: Progress
