"""What may be asked: one model for each question, the same whether it comes as a query string or as a JSON body.

The meaning of a word (an action, a date, an actor's name) is checked by the core, which knows it; here are names, types and ranges.
"""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from graph.answers import Filter, PathOptions, ReachOptions
from graph.answers.actors import MAX_NEIGHBOURS
from graph.answers.around import MAX_DAYS
from graph.answers.cursors import make_cursor
from graph.answers.dyads import MAX_EVENTS
from graph.answers.events import MAX_PAGE
from graph.answers.paths import MAX_GAP_DAYS, MAX_PATHS
from graph.answers.reach import MAX_REACHED
from graph.answers.search import MAX_QUERY, MAX_RESULTS
from graph.answers.subgraph import MAX_NODES, MAX_SUBGRAPH_HOPS
from graph.export import formats
from graph.temporal.walk import MAX_HOPS


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


class Walked(Filtered):
    """How to walk: what paths and cones share."""

    max_hops: int = Field(4, ge=1, le=MAX_HOPS, description="Longest path that is looked for.", examples=[5])
    same_day: bool = Field(
        False, description="A link may be of the same day as the one before; nobody knows which came first.", examples=[True]
    )
    max_gap_days: int | None = Field(
        None, ge=1, le=MAX_GAP_DAYS, description="Most days between a dated link and the next; with `order=forward`."
    )
    max_degree: int | None = Field(None, ge=1, description="Actors with more neighbours than this are not passed through.", examples=[200])
    min_seq: int = Field(
        0, ge=0, description="The answer must hold this commit (`seq` of a load's report); else 503 with Retry-After.", examples=[1]
    )


class PathsQuestion(Walked):
    from_: Actor = Field(alias="from", description=f"Where paths begin. {_REF} Several: parted by commas.")
    to: Actor = Field(description=f"Where they end. {_REF} Several: parted by commas.")
    k: int = Field(5, ge=1, le=MAX_PATHS, description="Most paths.", examples=[2])
    direction: Literal["either", "forward"] = Field(
        "either", description="forward: only along the acts; either: against them too, and each hop says which way it was asserted."
    )
    ties: Literal["standing", "none"] = Field("standing", description="standing: relations such as MEMBER_OF are hops too.")
    order: Literal["any", "forward"] = Field(
        "any",
        description="forward: each dated link may lie after the one before, and each hop says whether it must. any: in whatever order; a "
        "hop that certainly breaks it has `breaks_order`.",
        examples=["forward"],
    )
    by: Literal["cost", "hops", "arrival"] = Field(
        "cost", description="cost: the `k` cheapest that differ; hops: the one of fewest hops; arrival: the one that arrives first."
    )
    avoid: Words = Field([], description="Actors that no path passes through.")
    exclude: Words = Field([], description="Actors that are on no path.")
    via: Words = Field([], description="Actors that are on every path; at most four.")

    def options(self) -> PathOptions:
        return PathOptions(**{field.name: _plain(getattr(self, field.name)) for field in dataclasses.fields(PathOptions)})


class ReachQuestion(Walked):
    actors: MaybeActor = Field("", description=f"Where the cone begins. {_REF} Several: parted by commas.")
    event: Annotated[str, Field(max_length=400)] = Field(
        "", description="In place of `actors`: an action. Onward from those it was done to, back from those who did it."
    )
    way: Literal["onward", "back"] = Field(
        "onward", description="onward: who is reached, and when first; back: who could have led there, and when last."
    )
    direction: Literal["either", "forward"] = Field("forward", description="As for paths.")
    ties: Literal["standing", "none"] = Field("none", description="As for paths.")
    limit: int = Field(50, ge=1, le=MAX_REACHED, description="Actors that are shown with the way to them.", examples=[5])

    def options(self) -> ReachOptions:
        return ReachOptions(**{field.name: getattr(self, field.name) for field in dataclasses.fields(ReachOptions)})


def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


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
    include: Words = Field(
        [], description="Measures whose whole results are wanted; docs/escalation.md lists them.", examples=[["tension", "spiral"]]
    )


class LibraryQuestion(Question):
    parameters: dict[Annotated[str, Field(max_length=100)], Any] = Field(
        default_factory=dict, description="Values by name; what is left out has its default. The query's entry says which there are."
    )


class ExportJobQuestion(Question):
    of: str = Field(
        min_length=1, max_length=8000, description="The request whose answer leaves, percent-encoded: `/v1/graph?actors=APT31`."
    )
    format: str = Field("json", max_length=40, description=f"One of: {', '.join(formats())}.", examples=["graphml"])
    parallel: Literal["keep", "fold", "backbone"] = Field(
        "keep",
        description="keep: every edge; fold: one line a pair, with counts and span; backbone: only pairs that stand out.",
        examples=["fold"],
    )
    alpha: float = Field(0.05, gt=0, le=1, description="With backbone: how much a pair must stand out (disparity filter).", examples=[0.5])
    top_n: int = Field(0, ge=0, le=1_000_000, description="Only the actors with most edges; 0: all.", examples=[10])
    min_degree: int = Field(0, ge=0, le=1_000_000, description="Only actors with so many edges; 0: all.", examples=[1])
    evidence: bool = Field(True, description="Claims and sources, where the format holds them.", examples=[False])
    retracted: bool = Field(False, description="What is no longer believed as well, marked.", examples=[True])
    gzip: bool = Field(False, description="The file packed as .gz.", examples=[True])


class ExportQuestion(ExportJobQuestion):
    estimate: bool = Field(False, description="Not the file: its rows, its size and its manifest, as JSON.", examples=[True])
