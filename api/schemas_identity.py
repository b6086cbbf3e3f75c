"""What `data` holds of questions about identity, for the description of the service."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from api.envelope import Envelope, Shape


class Trait(Shape):
    """What speaks for two actors being one (more than 0 bits) or against it. One bit doubles the odds."""

    name: str
    told: str
    bits: float


class Pair(Shape):
    """Two actors that may be one, by their ids of before any merge; `actors` are those of now. `score` is in bits above even odds."""

    a: str
    b: str
    actors: list[str]
    score: float
    features: list[Trait]
    records: dict[str, list[str]]


class PairsData(Shape):
    """The likeliest first."""

    pairs: list[Pair]


class PairsAnswer(Envelope):
    data: PairsData


class JudgementsData(Shape):
    """Oldest first; the last of a person holds."""

    judgements: list[dict[str, Any]]


class JudgementsAnswer(Envelope):
    data: JudgementsData


class JudgedAnswer(Shape):
    """What a judgement did: pairs of ids, from and into, and how many edges went along."""

    seq: int
    renamed: list[tuple[str, str]]
    edges: int


class Verdict(Shape):
    """What a person says of two actors."""

    a: str = Field(max_length=200, description="An actor's or a record's id.")
    b: str = Field(max_length=200, description="Another.")
    verdict: Literal["same", "different", "unsure"] = Field(description="same merges the two; different splits what was merged.")
    who: str = Field(min_length=1, max_length=200, description="Who says so.")
    why: str = Field("", max_length=2000, description="What shows it. Needed to merge what somebody told apart.")
