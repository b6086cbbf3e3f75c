"""What every answer is made of: the envelope, its side tables, and the problem. What `data` holds is in api/schemas.py.

These describe; answers are not built from them, and a test holds real ones to them. Fields may be added; none is renamed.
"""

from __future__ import annotations

import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Day = datetime.date


class Shape(BaseModel):
    """Every field is always there; other fields may stand beside them."""

    model_config = ConfigDict(extra="allow", json_schema_extra={"additionalProperties": True})


class Problem(Shape):
    """What went wrong (RFC 9457), as `application/problem+json`."""

    type: str = Field(description="Stable, relative: `/problems/unknown`. docs/http.md lists them.")
    title: str
    status: int
    detail: str = Field(description="What happened, in a sentence.")
    hint: str = Field(description="What to do next; may be empty.")
    request_id: str = Field(description="As in the header `X-Request-ID`.")


# --- the side tables ---


class Actor(Shape):
    """A state, agency, company, organization, threat actor, person or group."""

    id: str
    kind: str
    name: str
    aliases: list[str]
    state: str | None = Field(description="The state it folds to.")
    state_assertion: str | None = Field(description="On whose word it folds there.")
    state_disputed: bool
    unnamed: bool = Field(description="Told by a source without a name; never merged with others.")
    codes: dict[str, Any]


class Likelihood(Shape):
    """Words of estimative probability with the range of their yardstick, 0 to 1."""

    words: str
    scheme: str
    low: float
    high: float


class Party(Shape):
    """An actor's part in an action."""

    actor: str
    role: str
    role_words: str | None
    inferred: bool


class Citation(Shape):
    """Where a statement stands; the source is in the table `sources`."""

    source: str
    date: Day | None
    grade: str = Field(description="Admiralty code: reliability of the source, credibility of the statement.")


class Days(Shape):
    """A number of days; a range where dates are vague."""

    min: int
    max: int


class Response(Shape):
    """That one action answers another."""

    event: str
    basis: Literal["stated", "inferred"]
    latency_days: Days
    confidence: float | None


class Event(Shape):
    """An action or, with `is_tie`, a standing relation. Claims are ids in the table `claims`."""

    id: str
    is_tie: bool
    action: str | None
    edge_type: str
    text: str
    date: Day | None = Field(None, description="Earliest possible day; actions only.")
    date_to: Day | None = Field(None, description="Latest possible day; actions only.")
    published: Day | None = Field(description="First public report known.")
    status: str | None = Field(None, description="Actions only.")
    assertion: str
    disputed: bool
    likelihood: Likelihood | None
    confidence: float
    claims: list[str]
    denials: list[str]
    rung: int | None = Field(None, description="Actions only; ordinal.")
    magnitude: float | None = None
    unit: str | None = None
    participants: list[Party]
    sources: list[Citation]
    responds_to: list[Response]
    answered_by: list[Response]


class Claim(Shape):
    """Who says so, or denies it, in their words."""

    id: str
    statement: str
    claimant: str
    stance: Literal["claimed", "denied"]
    words: str | None
    scheme: str | None
    low: float | None
    high: float | None
    date: Day | None


class Source(Shape):
    """A document, with its own date."""

    id: str
    title: str
    publisher: str | None
    published: Day | None
    url: str | None
    reliability: str


# --- the envelope ---


class Meta(Shape):
    """The question with every default filled in, the limits that held, and what the answer leaves out."""

    question: dict[str, Any]
    limits: dict[str, Any]
    truncated: bool
    truncated_because: str | None
    next_cursor: str | None
    omitted: list[str]
    notes: list[str]
    as_of: Day | None
    index_seq: int
    db_seq: int
    graph_version: str
    took_ms: float


class Envelope(Shape):
    """`data` names actors, events, claims and sources by id; each stands once in its table."""

    actors: list[Actor]
    events: list[Event]
    sources: list[Source]
    claims: list[Claim]
    meta: Meta
