"""What `data` holds where relations between sides are asked for: answers, chains, the board; for the description of the service."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from api.envelope import Day, Envelope, Shape


class Range(Shape):
    """Days, the least and the most: a range where dates are vague."""

    min: int
    max: int


class Response(Shape):
    """An act that answers another; both are ids in the table `events`, `by` and `to` the sides that did them."""

    answer: str
    answered: str
    by: list[str]
    to: list[str]
    basis: Literal["stated", "inferred"]
    method: str | None = Field(description="matching or declustering where it was inferred here; compiled where the dataset infers it.")
    version: str | None
    probability: float | None = Field(description="At most .6 unless a source states it; null where the dataset gives none.")
    speaks: list[str] = Field(description="What speaks for it, the strongest first.")
    words: str | None
    source: str | None
    family: str
    latency_days: Range
    simultaneous: bool = Field(description="Both of one known day: only what a source says orders them.")
    rung: int
    answered_rung: int
    rung_difference: int
    count_ratio: float | None = Field(description="Count of the answer by that of the act answered, where both count one unit.")


class Pair(Shape):
    """Two acts of one day and family that neither a source nor a clock orders."""

    events: list[str]
    day: Day
    family: str


class Window(Shape):
    """First and last day."""

    first: Day
    last: Day


class Counts(Shape):
    """Answers by basis, and pairs that nobody orders."""

    stated: int
    inferred: int
    simultaneous: int


class ResponsesData(Shape):
    """In the order of the days of the answers."""

    responses: list[Response]
    simultaneous: list[Pair]
    counts: Counts
    scale: str
    dedup: str
    window: Window


class ResponsesAnswer(Envelope):
    data: ResponsesData


class Link(Response):
    """An answer at so many steps from the action asked for."""

    depth: int


class Line(Shape):
    """The longest line of answers through the action. `kind`: exchange (one rung), spiral (rising), unwinding (falling), mixed or alone.

    `chance`: how often circular shifts of one side's acts bring a chain at least as long, in the relation that `chance_of` names.
    """

    events: list[str]
    rungs: list[int]
    kind: Literal["exchange", "spiral", "unwinding", "mixed", "alone"]
    length: int
    net_rise: int
    stated: int
    relations: list[list[str]]
    called: bool | None = Field(description="Four acts and more, and p <= .05; null where chance has no say.")
    chance: dict[str, Any] | None
    chance_of: dict[str, Any] | None


class ChainData(Shape):
    """`back`: what it answered, and what that answered; `forward`: what answered it, and so on."""

    event: str
    back: list[Link]
    forward: list[Link]
    line: Line
    scale: str
    dedup: str
    window: Window


class ChainAnswer(Envelope):
    data: ChainData


class Behind(Shape):
    """A dyad, the latest events behind its numbers, and how many acts and reports of those there are."""

    source: str
    target: str
    counts: dict[str, int]
    events: list[str]


class Row(Behind):
    """A dyad of the board. Where data are insufficient for statistics the ladder alone speaks, and the numbers are null."""

    form: Literal["statistical", "sparse"]
    word: str = Field(description="stable to escalating, or de-escalating; in the sparse form climbing, holding or easing.")
    votes: list[Literal["intensity", "trend", "ladder"]]
    log_ratio: float | None
    standard_error: float | None
    p_value: float | None
    q_value: float | None = Field(description="The smallest false discovery rate at which this change would be called.")
    discovered: bool
    acts_now: float
    acts_before: float
    rung_now: int | None
    rung_before: int | None


class Change(Behind):
    """A dyad whose word is another than it was on `since`, as was known then; one that is on no board is quiet."""

    before: str
    now: str


class BoardData(Shape):
    """Discoveries first. `dyads`: how many changed at all; `compared`: how many had enough data, the family of the false discovery rate."""

    day: Day
    since: Day | None
    rows: list[Row]
    dyads: int
    compared: int
    discovered: int
    changes: list[Change]
    changed: int
    members: list[str]
    scale: str
    dedup: str
    window: Window
    fdr: float


class BoardAnswer(Envelope):
    data: BoardData
