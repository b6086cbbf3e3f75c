"""The shapes of answers, for the description of the service. Answers are not built from these: a test holds real ones to them.

Fields may be added; none is renamed.
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


# --- data, question by question ---


class Matched(Shape):
    """Why a result is in the list."""

    field: str
    text: str


class Result(Shape):
    """Something that the words may mean."""

    type: Literal["actor", "event", "query", "date"]
    id: str
    kind: str
    name: str
    score: float
    matched: Matched
    n: int | None
    first: Day | None
    last: Day | None


class SearchData(Shape):
    """Best first."""

    results: list[Result]


class SearchAnswer(Envelope):
    data: SearchData


class Count(Shape):
    """Actions or ties of one type, direction and kind of counterpart."""

    edge_type: str
    is_tie: bool
    direction: Literal["out", "in"]
    kind: str
    n: int
    counterparts: int
    first: Day | None
    last: Day | None


class ActorData(Shape):
    """`ties` are ids in the table `events`."""

    actor: str
    names: list[dict[str, Any]]
    records: list[dict[str, Any]]
    ties: list[str]
    folds: list[dict[str, Any]]
    counts: list[Count]


class ActorAnswer(Envelope):
    data: ActorData


class Neighbour(Shape):
    """Another actor, and how often."""

    actor: str
    n: int
    first: Day | None
    last: Day | None
    edge_types: list[str]


class NeighboursData(Shape):
    """`neighbours` is left out with `count_only`."""

    actor: str
    counts: list[Count]
    neighbours: list[Neighbour] = []


class NeighboursAnswer(Envelope):
    data: NeighboursData


class EventsData(Shape):
    """Ids in the table `events`, in order of their earliest day."""

    events: list[str]


class EventsAnswer(Envelope):
    data: EventsData


class EventData(Shape):
    """The id; all else is in the tables."""

    event: str


class EventAnswer(Envelope):
    data: EventData


class Edge(Shape):
    """A typed edge, or with `fold=dyad` a line that stands for `n` of them."""

    id: str
    source: str
    target: str
    edge_type: str | None = None


class GraphData(Shape):
    """`nodes` are ids in the table `actors`."""

    nodes: list[str]
    edges: list[Edge]


class GraphAnswer(Envelope):
    data: GraphData


class Hop(Shape):
    """One step of a path: the surest of the `n` acts or ties between two actors; `others` are the rest."""

    source: str
    target: str
    edge_type: str
    asserted: Literal["forward", "backward"]
    is_tie: bool
    event: str
    n: int
    first: Day | None
    last: Day | None
    confidence: float
    breaks_order: bool = Field(description="It certainly lies before an earlier hop in time.")


class Weakest(Shape):
    """The hop that the path rests on least surely."""

    hop: int
    event: str
    confidence: float


class Path(Shape):
    """A sequence of actors and its hops."""

    actors: list[str]
    hops: list[Hop]
    weakest: Weakest
    likelihood: Likelihood


class PathsData(Shape):
    """The shortest; the surest first."""

    paths: list[Path]


class PathsAnswer(Envelope):
    data: PathsData


class Lanes(Shape):
    """Ids in the table `events`, each lane in time order."""

    a_to_b: list[str]
    b_to_a: list[str]


class TimelineData(Shape):
    """`folded` tells which actions count for a side only through ties, and how sure that makes them."""

    a: str
    b: str
    lanes: Lanes
    folded: list[dict[str, Any]]


class TimelineAnswer(Envelope):
    data: TimelineData


class AroundData(Shape):
    """Ids in the table `events`. What was reported then had happened earlier."""

    happened: list[str]
    reported: list[str]


class AroundAnswer(Envelope):
    data: AroundData


class Step(Shape):
    """An action on the ladder."""

    event: str
    date: Day
    action: str
    rung: int
    step_up: bool


class Ladders(Shape):
    """Each side in time order."""

    a_to_b: list[Step]
    b_to_a: list[Step]


class EscalationData(Shape):
    """`peaks` is the highest rung of each side by period; `answers` is who answered what, stated answers first."""

    a: str
    b: str
    ladder: Ladders
    peaks: list[dict[str, Any]]
    answers: list[dict[str, Any]]


class EscalationAnswer(Envelope):
    data: EscalationData


# --- the catalogue ---


class VocabularyData(Shape):
    kinds: list[dict[str, Any]]
    actions: list[dict[str, Any]]
    ties: list[dict[str, Any]]


class VocabularyAnswer(Envelope):
    data: VocabularyData


class DatasetsData(Shape):
    datasets: list[dict[str, Any]]


class DatasetsAnswer(Envelope):
    data: DatasetsData


class StatsData(Shape):
    actors: int
    actors_by_kind: dict[str, int]
    events: int
    ties: int
    edges: int
    edges_by_type: dict[str, int]


class StatsAnswer(Envelope):
    data: StatsData


class CaseTitle(Shape):
    name: str
    title: str
    question: str


class CasesData(Shape):
    cases: list[CaseTitle]


class CasesAnswer(Envelope):
    data: CasesData


class Sentence(Shape):
    """A sentence and the request that bears it out."""

    text: str
    link: str


class CaseData(CaseTitle):
    sentences: list[Sentence]
    graph: GraphData


class CaseAnswer(Envelope):
    data: CaseData


# --- the service ---


class Signpost(Shape):
    name: str
    version: str
    description: str
    readiness: str
    examples: list[str]


class Alive(Shape):
    alive: bool


class Check(Shape):
    ok: bool
    detail: str


class Readiness(Shape):
    ready: bool
    checks: dict[str, Check]
