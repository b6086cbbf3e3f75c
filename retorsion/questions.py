"""What can be asked of a Retorsion service, one function a question: each gives an `Asked`, which a client sends. Sends nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, Literal, TypedDict, TypeVar, Unpack
from urllib.parse import quote

Row = dict[str, Any]
Day = str | date
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Answer:
    """`data` holds ids; each id's entry stands in its table. `meta` echoes the question, and tells what was cut or left out."""

    data: dict[str, Any]
    meta: dict[str, Any]
    actors: Mapping[str, Row] = field(default_factory=dict)
    events: Mapping[str, Row] = field(default_factory=dict)
    sources: Mapping[str, Row] = field(default_factory=dict)
    claims: Mapping[str, Row] = field(default_factory=dict)

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Answer:
        """From an envelope of `/v1`."""
        tables = {name: {row["id"]: row for row in told.get(name, ())} for name in ("actors", "events", "sources", "claims")}
        return cls(told["data"], told.get("meta", {}), **tables)


@dataclass(frozen=True, slots=True)
class Asked(Generic[T]):
    """A question with its answer's type: how it is sent, and what is made of the JSON that comes back."""

    method: str
    path: str
    read: Callable[[Any], T]
    params: tuple[tuple[str, str], ...] = ()
    body: Mapping[str, Any] | None = None

    @property
    def request(self) -> str:
        """As an export takes it: `/v1/graph?actors=APT31&hops=2`."""
        return self.path + ("?" + "&".join(f"{name}={quote(value, safe='')}" for name, value in self.params) if self.params else "")


class Filtered(TypedDict, total=False):
    """The one filter."""

    types: Sequence[str]
    actions: Sequence[str]
    kinds: Sequence[str]
    since: Day
    until: Day
    status: Sequence[str]
    assertion: Sequence[str]
    min_confidence: float
    min_rung: int
    datasets: Sequence[str]
    clock: Literal["happened", "published", "loaded"]
    as_of: Day


class Walked(Filtered, total=False):
    max_hops: int
    same_day: bool
    max_gap_days: int
    max_degree: int
    min_seq: int


class NeighboursMore(Filtered, total=False):
    count_only: bool
    limit: int
    cursor: str


class EventsMore(Filtered, total=False):
    source: str
    target: str
    members: bool
    recorded_as_of: Day
    limit: int
    cursor: str


class GraphMore(Filtered, total=False):
    hops: int
    fold: Literal["none", "dyad"]
    ties: bool
    induced: bool
    recorded_as_of: Day
    limit: int


class PathsMore(Walked, total=False):
    k: int
    direction: Literal["either", "forward"]
    ties: Literal["standing", "none"]
    order: Literal["any", "forward"]
    by: Literal["cost", "hops", "arrival"]
    avoid: Sequence[str]
    exclude: Sequence[str]
    via: Sequence[str]


class ReachMore(Walked, total=False):
    event: str
    way: Literal["onward", "back"]
    direction: Literal["either", "forward"]
    ties: Literal["standing", "none"]
    limit: int


class TimelineMore(Filtered, total=False):
    fold_to: Literal["state", "none"]
    recorded_as_of: Day
    limit: int


class AroundMore(Filtered, total=False):
    days: int
    limit: int


class EscalationMore(Filtered, total=False):
    fold_to: Literal["state", "none"]
    period: Literal["month", "quarter", "year"]
    include: Sequence[str]


def search(q: str, *, kinds: Sequence[str] = (), limit: int = 12) -> Asked[Answer]:
    """Actors, actions, queries and days in one ranked list, and why each matched."""
    return _get("/v1/search", q=q, kinds=kinds, limit=limit)


def actor(id: str, *, as_of: Day = "") -> Asked[Answer]:
    """The card of an actor: an id (`state:GBR`), a state's code, or a name that only one actor bears."""
    return _get(f"/v1/actors/{quote(id, safe='')}", as_of=as_of)


def neighbours(id: str, **more: Unpack[NeighboursMore]) -> Asked[Answer]:
    """Whom an actor has to do with."""
    return _get(f"/v1/actors/{quote(id, safe='')}/neighbours", **more)


def events(**more: Unpack[EventsMore]) -> Asked[Answer]:
    """Actions by filter, a page of them; `Client.pages` walks through all."""
    return _get("/v1/events", **more)


def event(id: str, *, as_of: Day = "", recorded_as_of: Day = "") -> Asked[Answer]:
    """One action or tie with its claims, evidence and answers."""
    return _get(f"/v1/events/{quote(id, safe='')}", as_of=as_of, recorded_as_of=recorded_as_of)


def graph(*actors: str, **more: Unpack[GraphMore]) -> Asked[Answer]:
    """The subgraph around some actors."""
    return _get("/v1/graph", actors=actors, **more)


def paths(source: str, target: str, **more: Unpack[PathsMore]) -> Asked[Answer]:
    """How two actors are connected."""
    return _get("/v1/paths", **{"from": source, "to": target}, **more)


def reach(*actors: str, **more: Unpack[ReachMore]) -> Asked[Answer]:
    """Who is reached from some actors in time, or (`way="back"`) could have led to them; `event=` in place of actors."""
    return _get("/v1/reach", actors=",".join(actors), **more)


def timeline(a: str, b: str, **more: Unpack[TimelineMore]) -> Asked[Answer]:
    """What two sides did to each other."""
    return _get("/v1/timeline", a=a, b=b, **more)


def around(day: Day, **more: Unpack[AroundMore]) -> Asked[Answer]:
    """What happened, and what was reported, around a day."""
    return _get("/v1/timeline", around=day, **more)


def escalation(a: str, b: str, **more: Unpack[EscalationMore]) -> Asked[Answer]:
    """Who answered what with what, and whether it climbs."""
    return _get("/v1/escalation", a=a, b=b, **more)


def query(name: str, **parameters: Any) -> Asked[list[Row]]:
    """The rows of a query of the library; dates are ISO text."""
    body = {"parameters": {key: _plain(value) for key, value in parameters.items()}}
    return Asked("POST", f"/v1/queries/{quote(name, safe='')}", lambda told: list(told["data"]["rows"]), body=body)


def cypher(text: str, parameters: Mapping[str, Any] | None = None, *, max_rows: int = 10_000) -> Asked[list[Row]]:
    """The rows of Cypher of one's own, which only reads; `Client.rows` streams more than memory should hold."""
    body = {"query": text, "parameters": dict(parameters or {}), "max_rows": max_rows}
    return Asked("POST", "/v1/cypher", lambda told: list(told["data"]["rows"]), body=body)


def at(path: str, **params: Any) -> Asked[Answer]:
    """Any other address that answers with an envelope: `/v1/vocabulary`, `/v1/datasets`, `/v1/stats`, `/v1/cases`, `/v1/queries`."""
    return _get(path, **params)


def _get(path: str, /, **params: Any) -> Asked[Answer]:
    return Asked("GET", path, Answer.of, tuple(_written(params)))


def _written(params: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Each value as text, lists as their items; what is empty is not said."""
    found = [(name, item) for name, value in params.items() for item in (value if isinstance(value, list | tuple | set) else [value])]
    return [(name, _text(item)) for name, item in found if item not in (None, "")]


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
