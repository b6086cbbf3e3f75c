"""Small actors, acts and sources for tests of the write door: enough to be valid, each test says what differs. No assertions here."""

from __future__ import annotations

from typing import Any, Literal

from graph.dates import Span
from graph.errors import Place
from graph.ingest import Entry
from graph.model import Citation, Claim, Dataset, Denial, Event, Item, Participant, Record, Response, Role, Source, Stance, Tie
from graph.vocabulary import vocabulary

DAY = Span.parse("2024-03-25")


def dataset(id_: str = "t") -> Dataset:
    return Dataset(id=id_, title="Test", publisher="Test", licence="CC0", citation="Test")


def entry(*items: Item, line: int = 1) -> Entry:
    return Entry(Place("test.yaml", line), items)


def source(id_: str = "t:s", **other: Any) -> Source:
    return Source(**{"id": id_, "title": "Notice", "publisher": "Gazette", "reliability": "A", **other})


def state(code: str, of: str = "t", **other: Any) -> Record:
    return Record(**{"id": f"{of}:{code}", "kind": "State", "name": f"State {code}", "actor": f"state:{code}", **other})


def actor(id_: str, kind: str = "Company", **other: Any) -> Record:
    return Record(**{"id": id_, "kind": kind, "name": f"The {id_.partition(':')[2]}", **other})


def party(record: str, role: Role = "target", **other: Any) -> Participant:
    return Participant(record=record, role=role, **other)


def event(id_: str = "t:e", by: str = "t:AAA", against: str | tuple[str, ...] = "t:firm", **other: Any) -> Event:
    targets = (against,) if isinstance(against, str) else against
    plain: dict[str, Any] = {
        "id": id_,
        "dataset": id_.partition(":")[0],
        "action": "sanction",
        "date": DAY,
        "participants": (party(by, "source"), *(party(target) for target in targets)),
        "citations": (Citation(source="t:s", credibility="1"),),
        "part": "one",
    }
    return Event(**plain | other)


def tie(id_: str = "t:tie", type_: str = "PART_OF", ends: tuple[str, str] = ("t:firm", "t:AAA"), **other: Any) -> Tie:
    plain: dict[str, Any] = {
        "id": id_,
        "dataset": id_.partition(":")[0],
        "type": type_,
        "source": ends[0],
        "target": ends[1],
        "citations": (Citation(source="t:s"),),
        "part": "one",
    }
    return Tie(**plain | other)


def claim(of: str = "t:e", by: str = "t:AAA", stance: Stance = "claimed", words: str = "", **other: Any) -> Claim:
    band = vocabulary().bands.get(("PHIA", words))
    low, high = (band.low, band.high) if band else (None, None)
    plain: dict[str, Any] = {"id": f"{of}:{by.partition(':')[2]}", "claimant": by, "stance": stance, "words": words}
    return Claim(**plain | {"scheme": "PHIA" if band else "", "low": low, "high": high} | other)


def denial(of: str, told_in: str, by: str = "t:BBB", **other: Any) -> Denial:
    """What the action `told_in` says against the statement `of`."""
    local = told_in.partition(":")[2]
    said = claim(of, by, **{"stance": "denied", "id": f"{of}:denied-by-{local}", "event": told_in, "date": DAY, **other})
    return Denial(statement=of, claim=said)


def answer(to: str, basis: Literal["stated", "inferred"] = "stated") -> Response:
    return Response(event=to, basis=basis)


def world() -> list[Entry]:
    """A source, three states and two firms, for acts to stand on."""
    records = [state("AAA"), state("BBB"), state("CCC"), actor("t:firm"), actor("t:bank")]
    return [entry(source(), line=1), *(entry(record, line=line) for line, record in enumerate(records, start=2))]
