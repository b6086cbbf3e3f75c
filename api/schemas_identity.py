"""What `data` holds of questions about identity, for the description of the service."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from api.envelope import Envelope, Shape
from graph.identity.judgements import About


class Trait(Shape):
    """What speaks for two actors being one (more than 0 bits) or against it. One bit doubles the odds."""

    name: str
    told: str
    bits: float


class Pair(Shape):
    """Two actors that may be one, by their ids of before any merge; `actors` are those of now. Or two actions that may be one act told
    twice: `events`. `score` is in bits above even odds.
    """

    a: str
    b: str
    about: About
    actors: list[str]
    events: list[str]
    score: float
    features: list[Trait]
    records: dict[str, list[str]]


class PairsData(Shape):
    """The likeliest first."""

    pairs: list[Pair]


class PairsAnswer(Envelope):
    data: PairsData


class JudgementsData(Shape):
    """Oldest first; the last of a person holds, less those with `undone_at`."""

    judgements: list[dict[str, Any]]


class JudgementsAnswer(Envelope):
    data: JudgementsData


class JudgedAnswer(Shape):
    """What a judgement did, or taking one back. Of actors: pairs of ids, from and into, and how many edges went along. Of actions: pairs
    that tell one act from now on (`joined`), and that no longer do (`parted`). `judgement` is its id, by which it is taken back.
    """

    judgement: str
    seq: int
    renamed: list[tuple[str, str]]
    edges: int
    joined: int
    parted: int


class Verdict(Shape):
    """What a person says of two actors, or of two actions."""

    a: str = Field(max_length=200, description="An actor's or a record's id; of acts an action's.")
    b: str = Field(max_length=200, description="Another.")
    about: About = Field("actor", description="Whether the two are actors or actions: a record and an action may bear one id.")
    verdict: Literal["same", "different", "unsure"] = Field(
        description="same merges two actors, or lets two actions count once; different takes that apart, against any score."
    )
    who: str = Field(min_length=1, max_length=200, description="Who says so.")
    why: str = Field("", max_length=2000, description="What shows it. Needed to merge what somebody told apart.")


class Undo(Shape):
    """Which judgement is taken back, and by whom."""

    judgement: str = Field(min_length=1, max_length=64, description="Its id, as the judgement's answer and the list give it.")
    who: str = Field(min_length=1, max_length=200, description="Who takes it back.")
