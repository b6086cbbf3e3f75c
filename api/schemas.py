"""What `data` holds, question by question, for the description of the service; and the answers outside the envelope."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from api.envelope import Day, Envelope, Likelihood, Shape


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
    neighbours: list[Neighbour] = Field(default_factory=list)


class NeighboursAnswer(Envelope):
    data: NeighboursData


class EventsData(Shape):
    """Ids in the table `events`, in order of their earliest day; with `members`, the ties by which others stand for a side."""

    events: list[str]
    stands_for: dict[str, list[str]]


class EventsAnswer(Envelope):
    data: EventsData


class EventData(Shape):
    """The id; all else is in the tables. `same_as` are statements of other sources that tell the same act: it counts once."""

    event: str
    same_as: list[str] = Field(default_factory=list)


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
    order: Literal["start", "certain", "possible", "breaks", "standing"] = Field(
        description="How it lies to the dated hop before: certainly later, possibly (dates are vague), certainly not; ties stand."
    )
    breaks_order: bool = Field(description="It certainly lies before an earlier hop in time.")
    others: list[str] = Field(description="Up to three other events of the `n`, in the table `events`.")


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


class Miss(Shape):
    """What to leave out of the question to find a path."""

    loosened: list[str]
    text: str
    actors: list[str]


class PathsData(Shape):
    """The cheapest that differ, the cheapest first; `near_misses` only where there is none."""

    paths: list[Path]
    near_misses: list[Miss] = Field(default_factory=list)


class PathsAnswer(Envelope):
    data: PathsData


class Reached(Shape):
    """An actor, the day of first arrival (back: of last departure), and the links that carry it."""

    actor: str
    day: Day | None
    hops: int
    way: list[Hop]


class ReachData(Shape):
    """`reached` counts all; `actors` are those shown."""

    way: Literal["onward", "back"]
    reached: int
    by_hops: dict[str, int]
    actors: list[Reached]


class ReachAnswer(Envelope):
    data: ReachData


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


class Lack(Shape):
    """Too little data for a number: how much there is, how much is needed, of what."""

    have: float
    need: float
    what: str


class Vote(Shape):
    """One of the three votes of the verdict, with the events that moved it."""

    name: str
    title: str
    fired: bool
    text: str
    insufficient: Lack | None
    events: list[str]


class Verdict(Shape):
    """`form`: statistical, or sparse where there is too little data for that: then the ladder and the stated answers speak alone."""

    form: Literal["statistical", "sparse"]
    word: str
    text: str
    votes: list[Vote]
    scale: str
    dedup: str
    counts: dict[str, int]


class EscalationData(Shape):
    """`measures` holds what `include` names; `inferred` are answers that no source states. `peaks` is the highest rung of each side by
    period; `answers` is who answered what, stated answers first; `scales` has each action of the lanes on six ladders side by side.
    """

    a: str
    b: str
    verdict: Verdict
    inferred: list[dict[str, Any]]
    measures: dict[str, Any]
    ladder: Ladders
    scales: list[dict[str, Any]]
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
