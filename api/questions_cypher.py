"""What may be asked of free Cypher: names, types and ranges. What the text may do is the guard's."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from api.questions import Question


class CypherCheckQuestion(Question):
    query: str = Field(min_length=1, max_length=40_000, description="Cypher that only reads; Cypher 25 unless it begins with `CYPHER 5`.")
    parameters: dict[Annotated[str, Field(max_length=100)], Any] = Field(default_factory=dict, description="Values of its parameters.")


class CypherQuestion(CypherCheckQuestion):
    format: str = Field("", max_length=20, description="json, ndjson, csv or arrow; else what `Accept` names; else json.")
    max_rows: int = Field(10_000, ge=1, le=10_000_000, description="Most rows; but for ndjson at most 50,000.")
    timeout_s: float | None = Field(None, gt=0, le=3600, description="Most seconds; at most what the service allows.")
    id: str = Field("", max_length=128, pattern="^[A-Za-z0-9._:-]*$", description="A name to ask after it or end it by.")
