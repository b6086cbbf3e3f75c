"""What may be asked: one model for each question, the same whether it comes as a query string or as a JSON body.

The meaning of a word (an action, a date, an actor's name) is checked by the core, which knows it; here are names, types and ranges.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from graph.answers import Filter
from graph.answers.actors import MAX_NEIGHBOURS
from graph.answers.around import MAX_DAYS
from graph.answers.cursors import make_cursor
from graph.answers.dyads import MAX_EVENTS
from graph.answers.events import MAX_PAGE
from graph.answers.paths import MAX_HOPS, MAX_PATHS
from graph.answers.search import MAX_QUERY, MAX_RESULTS
from graph.answers.subgraph import MAX_NODES, MAX_SUBGRAPH_HOPS


def _split(values: list[str]) -> list[str]:
    return [word.strip() for value in values for word in value.split(",") if word.strip()]


Words = Annotated[list[Annotated[str, Field(max_length=2000)]], AfterValidator(_split), Field(max_length=200)]
Day = Annotated[str, Field(max_length=40)]
Actor = Annotated[str, Field(min_length=1, max_length=200)]
MaybeActor = Annotated[str, Field(max_length=200)]
FoldTo = Literal["state", "none"]

_DAYS = "A day, month or year: `2024-03-25`, `2024-03`, `2024`."
_REF = "An id (`state:GBR`), a state's code (`GBR`), or a name or alias that only one actor bears, in any case."


class Question(BaseModel):
    """Whatever else is sent is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=False)


class AsOf(Question):
    as_of: Day = Field(
        "",
        description=f"What was public by then, whatever became known since. {_DAYS} An action of unknown publication counts as public on "
        "its last possible day, and the answer says so.",
        examples=["2024-12-31"],
    )


class Filtered(AsOf):
    """The one filter: which actions count. Empty means all."""

    types: Words = Field(
        [],
        description="Edge types, comma-separated or repeated. `/v1/vocabulary` lists them.",
        examples=[["ACCUSED", "BANNED", "CYBER_TARGETED", "INDICTED", "PART_OF", "SANCTIONED"]],
    )
    actions: Words = Field(
        [],
        description="Codes of actions, finer than types. `/v1/vocabulary` lists them.",
        examples=[["attribution_statement", "cyber_reconnaissance", "indictment", "procurement_ban", "sanction"]],
    )
    kinds: Words = Field(
        [], description="Kinds of the actor at the other end.", examples=[["Company", "Group", "Person", "State", "ThreatActor"]]
    )
    since: Day = Field(
        "", description=f"Start of the window on `clock`; an action is in when its dates touch the window. {_DAYS}", examples=["2018"]
    )
    until: Day = Field("", description=f"End of the window, inclusive: a month or year counts to its last day. {_DAYS}", examples=["2026"])
    status: Words = Field([], description="announced, in_force, executed, ended.", examples=[["in_force", "executed", "announced"]])
    assertion: Words = Field(
        [],
        description="On whose word: asserted_by_actor, confirmed, alleged, inferred.",
        examples=[["asserted_by_actor", "confirmed", "alleged"]],
    )
    min_confidence: float | None = Field(None, ge=0, le=1, description="Least confidence, 0 to 1.", examples=[0.1])
    min_rung: int | None = Field(
        None, ge=-3, le=10, description="Lowest rung of the ladder, -3 (measures lifted) to 10. Ordinal: do not add rungs.", examples=[0]
    )
    datasets: Words = Field([], description="Datasets, as `/v1/datasets` names them.", examples=[["chronology"]])
    clock: Literal["happened", "published", "loaded"] = Field(
        "happened",
        description="What `since` and `until` are about: the act, its first public report, or its loading.",
        examples=["published"],
    )

    def filter(self) -> Filter:
        return Filter.of(**{name: getattr(self, name) for name in _FILTER if hasattr(self, name)})


_FILTER = (*Filtered.model_fields, "recorded_as_of")


class Recorded(Question):
    recorded_as_of: str = Field(
        "",
        max_length=40,
        description="What this database said then, later corrections left out: a day, or the number of a commit (`seq`).",
        examples=["2999-12-31"],
    )


class SearchQuestion(Question):
    q: str = Field(min_length=1, max_length=MAX_QUERY, description="Words of a name, an alias or an action's text; or a date.")
    kinds: Words = Field([], description="Only actors of these kinds.", examples=[["ThreatActor"]])
    limit: int = Field(12, ge=1, le=MAX_RESULTS, description="Most results.", examples=[5])


class NeighboursQuestion(Filtered):
    count_only: bool = Field(False, description="Only the counts by type, direction and kind.", examples=[True])
    limit: int = Field(50, ge=1, le=MAX_NEIGHBOURS, description="Neighbours on a page.", examples=[5])
    cursor: str = Field("", max_length=1000, description="`meta.next_cursor` of the page before.", examples=[make_cursor(None, "1")])


class EventsQuestion(Filtered, Recorded):
    source: MaybeActor = Field("", description=f"Who acts. {_REF} Empty: anybody.")
    target: MaybeActor = Field("", description=f"Who is acted on. {_REF} Empty: anybody.")
    members: bool = Field(
        False,
        description="`source` and `target` also stand for their members, fronts, associates and parts; the answer names the ties.",
        examples=[True],
    )
    limit: int = Field(50, ge=1, le=MAX_PAGE, description="Actions on a page.", examples=[5])
    cursor: str = Field(
        "", max_length=1000, description="`meta.next_cursor` of the page before.", examples=[make_cursor(date(2020, 1, 1), "")]
    )


class EventQuestion(AsOf, Recorded):
    """What was known of one action at some time."""


class GraphQuestion(Filtered, Recorded):
    actors: Words = Field(
        min_length=1, description=f"Where the graph begins, comma-separated or repeated. {_REF} A name that holds a comma: give its id."
    )
    hops: int = Field(1, ge=1, le=MAX_SUBGRAPH_HOPS, description="How far from them.", examples=[2])
    fold: Literal["none", "dyad"] = Field(
        "none", description="dyad: parallel edges as one line for each ordered pair, with counts by type, status and assertion."
    )
    ties: bool = Field(True, description="Standing relations as well as actions.", examples=[False])
    induced: bool = Field(False, description="Only edges between the actors given.", examples=[True])
    limit: int = Field(
        300, ge=1, le=MAX_NODES, description="Most actors; edges that lead to others are counted and left out.", examples=[20]
    )


class PathsQuestion(Filtered):
    from_: Actor = Field(alias="from", description=f"Where paths begin. {_REF}")
    to: Actor = Field(description=f"Where they end. {_REF}")
    k: int = Field(5, ge=1, le=MAX_PATHS, description="Most paths.", examples=[2])
    max_hops: int = Field(4, ge=1, le=MAX_HOPS, description="Longest path that is looked for.", examples=[5])
    direction: Literal["either", "forward"] = Field(
        "either", description="forward: only along the acts; either: against them too, and each hop says which way it was asserted."
    )
    ties: Literal["standing", "none"] = Field("standing", description="standing: relations such as MEMBER_OF are hops too.")
    order: Literal["any"] = Field(
        "any", description="any: in whatever order of time; a hop that certainly breaks it has `breaks_order`.", examples=["any"]
    )


class TimelineQuestion(Filtered, Recorded):
    a: MaybeActor = Field("", description=f"One side of a relation. {_REF}")
    b: MaybeActor = Field("", description=f"The other side. {_REF}")
    around: Day = Field("", description="In place of `a` and `b`: what happened, and what was reported, around this day.")
    days: int = Field(3, ge=0, le=MAX_DAYS, description="With `around`: days before and after.", examples=[7])
    fold_to: FoldTo = Field(
        "state", description="state: whoever folds to a side by ties valid at the action's date acts for it; none: the two actors alone."
    )
    limit: int = Field(500, ge=1, le=MAX_EVENTS, description="Most actions, the earliest first.", examples=[50])


class EscalationQuestion(Filtered):
    a: Actor = Field(description=f"One side. {_REF}")
    b: Actor = Field(description=f"The other side. {_REF}")
    fold_to: FoldTo = Field(
        "state", description="state: whoever folds to a side by ties valid at the action's date acts for it; none: the two actors alone."
    )
    period: Literal["month", "quarter", "year"] = Field("year", description="Peaks are told by this period.", examples=["quarter"])
