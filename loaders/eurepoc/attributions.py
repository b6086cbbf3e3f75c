"""EuRepoC's attributions as accusations: the parties that a source names accuse the initiators that they name. No incidents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from graph.errors import Place
from graph.ingest.rows import Entry, Reject, Row, Skip
from graph.model import Citation, Event, Item, Participant, Record, Source
from loaders._lists.tables import Line
from loaders.eurepoc.cells import says, when
from loaders.eurepoc.party import ID, Initiator, Parties, Unknown, actor_of

PART: Final = "attributions"
SOURCE: Final = Source(
    id=f"{ID}:attributions", title="EuRepoC attribution dataset", publisher="European Repository of Cyber Incidents", reliability="C"
)
_SELF: Final = "attacker confirms"


@dataclass(slots=True)
class _Accusation:
    """One attribution by one party: the file repeats it for each initiator and each further value."""

    line: Line
    accuser: Record
    accused: dict[Initiator, None] = field(default_factory=dict)


def rows_of(lines: Iterator[Line | Reject], parties: Parties) -> Iterator[Row]:
    """One row value for each line; the first line of an accusation tells all of it."""
    told: dict[tuple[str, str, str], _Accusation] = {}
    kept: list[Reject | Skip | tuple[Line, _Accusation]] = []
    for line in lines:
        kept.append(line if isinstance(line, Reject) else _sorted(line, parties, told))
    for row in kept:
        if isinstance(row, tuple):
            line, accusation = row
            yield _entry(accusation, parties) if accusation.line is line else Skip(line.place, "further row of its attribution")
        else:
            yield row


def _sorted(line: Line, parties: Parties, told: dict[tuple[str, str, str], _Accusation]) -> Reject | Skip | tuple[Line, _Accusation]:
    number = line["incident_id"]
    if not (number.isascii() and number.isdigit()):
        return _reject(line, "incident_ID", f"{number[:20]!r} is no number of an incident")
    if line["attribution_basis"].casefold() == _SELF:
        return Skip(line.place, "the attacker's own word: told with its incident")
    try:
        accuser = _accuser(line, parties)
        day = when(line["attribution_date"])
    except Unknown as error:
        return _reject(line, "attributing_country", str(error))
    except ValueError as error:
        return _reject(line, "attribution_date", str(error))
    if accuser is None:
        return Skip(line.place, "names no party that attributes: told with its incident")
    if day is None:
        return Skip(line.place, "gives no day: told with its incident")
    accused = Initiator(line["attributed_initiator"], (line["attributed_initiator_country"],), line["attributed_initiator_category"])
    if not says(accused.name) and not says(accused.countries[0]):
        return Skip(line.place, "names nobody who is accused")
    key = (number, line["attribution_id"], accuser.id)
    accusation = told.setdefault(key, _Accusation(line, accuser))
    accusation.accused[accused] = None
    return line, accusation


def _reject(line: Line, column: str, reason: str) -> Reject:
    return Reject(Place(line.place.file, line.place.line, column), reason)


def _accuser(line: Line, parties: Parties) -> Record | None:
    """A government speaks as its state, a firm as itself; anybody else under the name that the source gives."""
    company, actor = line["attribution_it_company"], line["attributing_actor"]
    if "government" in line["attribution_basis"].casefold() and (state := parties.country(line["attributing_country"]).record):
        return state
    if says(company):
        return parties.body(company, "Company")
    return parties.body(actor) if says(actor) else None


def _entry(accusation: _Accusation, parties: Parties) -> Row:
    line = accusation.line
    ref = f"{ID}:{line['incident_id']}-a{line['attribution_id'].removesuffix('.0') or '0'}-{accusation.accuser.id.partition(':')[2]}"
    cited = Citation(source=SOURCE.id, words=line["attribution_type"])
    try:
        told = [actor_of(one, f"{ref}-i{n}", cited, parties, PART) for n, one in enumerate(accusation.accused, start=1)]
    except Unknown as error:
        return _reject(line, "attributed_initiator_country", str(error))
    accused = {record.id: record for record, _ in told if record.id != accusation.accuser.id}
    if not accused:
        return Skip(line.place, "names nobody but the party that attributes")
    ties: list[Item] = [item for _, items in told for item in items]
    return Entry(line.place, (SOURCE, accusation.accuser, *accused.values(), *ties, _event(accusation, ref, cited, list(accused))))


def _event(accusation: _Accusation, ref: str, cited: Citation, accused: list[str]) -> Event:
    line = accusation.line
    day = when(line["attribution_date"])
    assert day is not None, "lines without a day were skipped"
    columns = ("attribution_type", "attribution_basis", "attributing_actor", "attributing_country")
    return Event(
        id=ref,
        dataset=ID,
        action="attribution_statement",
        date=day,
        participants=(
            Participant(record=accusation.accuser.id, role="source", role_words=line["attributing_actor"]),
            *(Participant(record=record, role="target") for record in accused),
        ),
        citations=(cited,),
        text=f"{accusation.accuser.name} says who was behind incident {line['incident_id']} of EuRepoC",
        assertion="confirmed",
        part=PART,
        said={"incident": line["incident_id"]} | {column: line[column] for column in columns if says(line[column])},
    )
