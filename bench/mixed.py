"""What analysts ask in a day, as requests: a share for each route. Bundled actors, and states as the stream names them. Asks nothing."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote


@dataclass(frozen=True, slots=True)
class Question:
    """One request; `route` is what it is counted under."""

    route: str
    path: str
    body: dict[str, Any] | None = None

    @property
    def method(self) -> str:
        return "GET" if self.body is None else "POST"


@dataclass(frozen=True, slots=True)
class Kind:
    route: str
    share: int
    questions: tuple[Question, ...]


def _kind(route: str, share: int, *paths: str) -> Kind:
    return Kind(route, share, tuple(Question(route, path) for path in paths))


def _export(of: str, format_: str) -> str:
    return f"/v1/export?of={quote(of, safe='')}&format={format_}"


def _cypher(text: str, **parameters: Any) -> Question:
    return Question("cypher", "/v1/cypher", {"query": text, "parameters": parameters})


CYPHER: Final = (
    _cypher("MATCH (:State {id: $id})-[s:SANCTIONED]->(x) RETURN x.name AS name, s.date AS date ORDER BY date LIMIT 50", id="state:GBR"),
    _cypher("MATCH (:Actor {id: $id})-[e]-(b:Actor) RETURN b.name AS name, count(e) AS n ORDER BY n DESC LIMIT 20", id="state:CHN"),
    _cypher("MATCH (a:State) RETURN count(a) AS states"),
)
MIX: Final = (
    _kind(
        "search", 25, "/v1/search?q=intel", "/v1/search?q=zirconium", "/v1/search?q=huawe", "/v1/search?q=china%20v%20uk",
        "/v1/search?q=2024-03-25", "/v1/search?q=ministry",
    ),
    _kind(
        "neighbours", 20, "/v1/actors/GBR/neighbours", "/v1/actors/CHN/neighbours?since=2018", "/v1/actors/chronology%3Ahuawei/neighbours",
        "/v1/actors/USA/neighbours?kinds=Company",
    ),
    _kind(
        "paths", 20, "/v1/paths?from=Intel&to=APT31", "/v1/paths?from=GBR&to=Huawei&order=forward&max_hops=3",
        "/v1/paths?from=USA&to=Wuhan%20XRZ&as_of=2024-03-24", "/v1/paths?from=FRA&to=DEU&order=forward&direction=forward&ties=none",
    ),
    _kind("events", 10, "/v1/events?source=GBR&limit=20", "/v1/events?target=APT31&members=true&since=2024-03&until=2024-03"),
    _kind("escalation", 10, "/v1/escalation?a=CHN&b=GBR", "/v1/escalation?a=USA&b=CHN&as_of=2024-04-15", "/v1/escalation?a=FRA&b=DEU"),
    _kind(
        "export", 5, _export("/v1/graph?actors=APT31", "gexf"), _export("/v1/timeline?a=CHN&b=GBR&since=2020&fold_to=none", "csv"),
        _export("/v1/paths?from=Intel&to=APT31", "json"),
    ),
    Kind("cypher", 10, CYPHER),
)  # fmt: skip


def drawn(seed: int) -> Iterator[Question]:
    """Without end; the same for the same seed."""
    chance = random.Random(seed)
    while True:
        (kind,) = chance.choices(MIX, [one.share for one in MIX])
        yield chance.choice(kind.questions)
