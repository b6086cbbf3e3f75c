"""What may be asked of relations between sides: who answered whom, chains, the board. Measures go by when things happened."""

from __future__ import annotations

from pydantic import Field

from api.questions import AsOf, Day, FoldTo, MaybeActor, Words
from graph.answers import Filter
from graph.answers.boards import MAX_ROWS
from graph.answers.chains import MAX_STEPS
from graph.answers.responses import MAX_REPLIES

_FOLD_TO = "state: whoever stands for a state on the action's days acts for it; none: actors as they are."


class Related(AsOf):
    """The filter, less what relations between sides cannot tell (kinds of actors, other clocks)."""

    types: Words = Field([], description="Edge types. `/v1/vocabulary` lists them.", examples=[["SANCTIONED", "BANNED", "EXPELLED"]])
    actions: Words = Field([], description="Codes of actions, finer than types.", examples=[["tariff", "expulsion_diplomats", "sanction"]])
    since: Day = Field("", description="First day of the window.", examples=["2018"])
    until: Day = Field("", description="Last day of the window, inclusive; what came later is not used.", examples=["2024"])
    status: Words = Field([], description="announced, in_force, executed, ended.", examples=[["in_force", "executed", "announced"]])
    assertion: Words = Field([], description="On whose word.", examples=[["asserted_by_actor", "confirmed", "alleged"]])
    min_confidence: float | None = Field(None, ge=0, le=1, description="Least confidence, 0 to 1.", examples=[0.1])
    min_rung: int | None = Field(None, ge=-3, le=10, description="Lowest rung of the ladder.", examples=[0])
    datasets: Words = Field([], description="Datasets, as `/v1/datasets` names them.", examples=[["chronology"]])
    fold_to: FoldTo = Field("state", description=_FOLD_TO, examples=["state"])

    def filter(self) -> Filter:
        return Filter.of(**{name: getattr(self, name) for name in _FILTER})


_FILTER = ("as_of", *(name for name in Related.model_fields if name not in ("as_of", "fold_to")))


class ResponsesQuestion(Related):
    a: MaybeActor = Field("", description="One side. Without `b`: its answers with everybody; without either: everybody's.")
    b: MaybeActor = Field("", description="The other side.")
    limit: int = Field(200, ge=1, le=MAX_REPLIES, description="Most answers, the latest of them.", examples=[5])


class ChainQuestion(Related):
    max_steps: int = Field(6, ge=1, le=MAX_STEPS, description="How far to follow answers, each way.", examples=[3])


class BoardQuestion(Related):
    actors: MaybeActor = Field(
        "", description="Only dyads of these actors (parted by commas); of a group those of its members.", examples=["GBR,USA"]
    )
    since: Day = Field("", description="What has changed since this day, against what was known then.", examples=["2018-03-01"])
    limit: int = Field(50, ge=1, le=MAX_ROWS, description="Most dyads, those that changed most first.", examples=[5])
