"""A row of EuRepoC's global database as items: the incident, who says who did it, and the answers that are acts against the initiator."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from graph.dates import Span
from graph.errors import InputError, Place
from graph.model import Citation, Claim, Event, Item, Participant, Record, Response, Source, Tie
from loaders._lists.tables import Line
from loaders.eurepoc.cells import listed, parallel, says, when
from loaders.eurepoc.party import ID, Initiator, Parties, Unknown, actor_of, initiators, receiver

PART: Final = "incidents"
PUBLISHER: Final = "European Repository of Cyber Incidents"
_TYPES: Final = {
    "hijacking without misuse": "cyber_reconnaissance",
    "hijacking with misuse": "cyber_espionage",
    "data theft": "cyber_espionage",
    "data theft & doxing": "cyber_espionage",
    "disruption": "cyber_disruption",
    "ransomware": "cyber_disruption",
}
_ORDER: Final = ("cyber_reconnaissance", "cyber_espionage", "cyber_disruption", "cyber_destruction")
ANSWERS: Final = {
    "economic sanctions": "sanction",
    "severance of diplomatic relations": "relations_broken",
    "diplomatic protest notes": "protest_diplomatic",
    "other legal measures on national level": "investigation_opened",
}
"""Answers that are acts against who did it. Statements, warnings and laws are acts at home: they stand in `responses`."""

_BETWEEN_STATES: Final = frozenset({"relations_broken", "protest_diplomatic"})
"""What a state can do to another state only: it hits the one that the initiator is tied to."""

_SAID: Final = {
    "incident_type": "incident_type",
    "start_date": "coded_start",
    "end_date": "coded_end",
    "receiver_name": "receiver_name",
    "weighted_cyber_intensity": "weighted_cyber_intensity",
    "inclusion_criteria": "inclusion_criteria",
}
_FILLER: Final = "2000-01-01"
"""The first day of the database: 27 ends of version 1.1 are this day and years before their start, so that it says nothing."""

_SELF: Final = "attacker confirms"
_GOVERNMENT: Final = "government"
_CONTESTED: Final = "contested attribution"


@dataclass(frozen=True, slots=True)
class Incident:
    """What the parts of one row need of each other."""

    line: Line
    ref: str
    sources: tuple[Source, ...]
    initiators: tuple[Record, ...]
    receivers: tuple[Record, ...]
    homes: tuple[Record, ...]

    @property
    def cited(self) -> Citation:
        return Citation(source=self.sources[0].id)


def ident(line: Line) -> str:
    return line["id"] or line["incident_id"]


def items_of(line: Line, parties: Parties) -> tuple[Item, ...]:
    """Raises InputError with the column that is wrong."""
    number = ident(line)
    if not (number.isascii() and number.isdigit()):
        raise _wrong(line, "ID", f"{number[:20]!r} is no number of an incident")
    start, end = _days(line)
    ref = f"{ID}:{number}"
    sources = tuple(_sources(line, ref))
    doers, doers_items = _doers(line, ref, Citation(source=sources[0].id), parties)
    own = doers[0] if len(doers) == 1 and doers[0].kind == "State" else None
    hit, hit_items = _hit(line, ref, parties, own, Citation(source=sources[0].id))
    homes = {item.id: item for item in (*doers, *doers_items) if isinstance(item, Record) and item.kind == "State"}
    incident = Incident(line, ref, sources, doers, hit, tuple(homes.values()))
    claims, claimants = _claims(incident, parties)
    event = _event(incident, start, end, claims)
    return (*sources, *doers, *hit, *claimants, *doers_items, *hit_items, event, *_answers(incident, parties))


def _wrong(line: Line, column: str, reason: str, hint: str = "") -> InputError:
    return InputError(reason, Place(line.place.file, line.place.line, column), hint=hint)


def _cell(line: Line, column: str) -> tuple[str, ...]:
    try:
        return listed(line[column])
    except ValueError as error:
        raise _wrong(line, column, str(error)) from None


def _day(line: Line, column: str) -> Span | None:
    try:
        return when(line[column])
    except ValueError as error:
        raise _wrong(line, column, str(error)) from None


def _days(line: Line) -> tuple[Span, Span | None]:
    start, end = _day(line, "start_date"), _day(line, "end_date")
    if start is None:
        raise _wrong(line, "start_date", "an incident needs the day on which it began", "the source gives none: nothing is guessed")
    if end and end.last < start.first:
        if line["end_date"].startswith(_FILLER):
            return start, None
        raise _wrong(line, "end_date", f"the end ({line['end_date']}) is before the start ({line['start_date']})")
    return start, end


def _sources(line: Line, ref: str) -> Iterator[Source]:
    """The repository's own entry and what it cites: those are its grounds, so that they confirm nothing beyond it (one origin)."""
    yield Source(id=ref, title=line["name"] or f"Incident {ref}", publisher=PUBLISHER, reliability="C", origin=ref)
    for number, url in enumerate(dict.fromkeys(_cell(line, "sources_url")), start=1):
        address = url.replace(" ", "%20")
        if address.startswith(("http://", "https://")) and len(address) > 10:
            host = address.split("/")[2]
            if host and len(address.split()) == 1:
                yield Source(id=f"{ref}-s{number}", title=f"{host} on {line['name'] or ref}", publisher=host, url=address, origin=ref)


def _doers(line: Line, ref: str, cited: Citation, parties: Parties) -> tuple[tuple[Record, ...], list[Item]]:
    columns = (_cell(line, "initiator_name"), _cell(line, "initiator_country"), _cell(line, "initiator_category"))
    try:
        found = initiators(*columns) or [Initiator("", (), "")]
        told = [actor_of(one, f"{ref}-i{number}", cited, parties, PART) for number, one in enumerate(found, start=1)]
    except ValueError as error:
        raise _wrong(line, "initiator_country", str(error)) from None
    return tuple({actor.id: actor for actor, _ in told}.values()), [item for _, items in told for item in items]


def _hit(line: Line, ref: str, parties: Parties, own: Record | None, cited: Citation) -> tuple[tuple[Record, ...], list[Item]]:
    countries, categories = _cell(line, "receiver_country"), _cell(line, "receiver_category")
    told: dict[str, str] = {}
    for index, country in enumerate(countries or ("",)):
        category = categories[index] if len(categories) == len(countries) and categories else "; ".join(dict.fromkeys(categories))
        told[country] = "; ".join(dict.fromkeys(part for part in (told.get(country, ""), category) if part))
    records: dict[str, Record] = {}
    items: list[Item] = []
    for number, (country, category) in enumerate(told.items(), start=1):
        try:
            record, home = receiver(country, category, f"{ref}-r{number}", parties, own)
        except Unknown as error:
            raise _wrong(line, "receiver_country", str(error)) from None
        records[record.id] = record
        if home:
            items += (home, _of(record, home, cited))
    return tuple(records.values()), items


def _of(group: Record, home: Record, cited: Citation) -> Tie:
    return Tie(id=f"{group.id}-national_of", dataset=ID, type="NATIONAL_OF", source=group.id, target=home.id, citations=(cited,), part=PART)


def _claims(incident: Incident, parties: Parties) -> tuple[tuple[Claim, ...], list[Record]]:
    """Who says who did it, each once, with the first day on which they said so."""
    line, claims, records = incident.line, dict[str, Claim](), list[Record]()
    bases, countries, dates = (parallel(line[column]) for column in ("attribution_basis", "attributing_country", "attribution_date"))
    for index, basis in enumerate(bases):
        if not says(basis):
            continue
        country = countries[index] if len(countries) == len(bases) else ""
        try:
            claimant = _claimant(incident, basis, country, parties)
            day = when(dates[index]) if len(dates) == len(bases) else None
        except ValueError as error:
            raise _wrong(line, "attribution_date" if not isinstance(error, Unknown) else "attributing_country", str(error)) from None
        if claimant.id in claims and (day is None or day >= (claims[claimant.id].date or day)):
            continue
        records.append(claimant)
        claims[claimant.id] = Claim(
            id=f"{incident.ref}-says-{claimant.id.partition(':')[2]}",
            claimant=claimant.id,
            stance="denied" if basis.casefold() == _CONTESTED else "claimed",
            words=basis,
            date=day,
            source=incident.sources[0].id,
        )
    return tuple(claims.values()), list({record.id: record for record in records}.values())


def _claimant(incident: Incident, basis: str, country: str, parties: Parties) -> Record:
    """The party that attributes; where it is not named, an unnamed one that the basis describes."""
    plain = basis.casefold()
    if plain == _SELF and len(incident.initiators) == 1:
        return incident.initiators[0]
    named = parties.country(country).record if _GOVERNMENT in plain else None
    receivers = [record for record in incident.receivers if record.kind == "State"]
    if named is None and "receiver government" in plain and len(receivers) == len(incident.receivers) == 1:
        named = receivers[0]
    slug = "".join(char if char.isalnum() and char.isascii() else "-" for char in plain)[:60].strip("-") or "someone"
    return named or Record(id=f"{incident.ref}-{slug}", kind="Group", name=basis, unnamed=True)


def _event(incident: Incident, start: Span, end: Span | None, claims: tuple[Claim, ...]) -> Event:
    line = incident.line
    confessed = bool(claims) and all(claim.words.casefold() == _SELF for claim in claims)
    return Event(
        id=incident.ref,
        dataset=ID,
        action=_action(line),
        date=start,
        end=end,
        participants=(
            *(Participant(record=record.id, role="source") for record in incident.initiators),
            *(Participant(record=record.id, role="target") for record in incident.receivers),
        ),
        citations=tuple(Citation(source=source.id) for source in incident.sources),
        text=line["name"],
        quote=line["description"],
        note=_contradiction(line, end),
        assertion="asserted_by_actor" if confessed else "alleged",
        part=PART,
        said={name: line[column][:2000] for column, name in _SAID.items() if says(line[column])} | _responses(line),
        claims=claims,
    )


def _contradiction(line: Line, end: Span | None) -> str:
    if not says(line["end_date"]) or line["end_date"] >= line["start_date"]:
        return ""
    reading = "it stands for a month or year that holds the start" if end else "it is the source's filler, and no end"
    return f"The source's end ({line['end_date']}) is before its start ({line['start_date']}): {reading}."


def _action(line: Line) -> str:
    """The gravest of the types of an incident, raised to destruction by physical effects."""
    found = [_TYPES[part.casefold()] for part in listed(line["incident_type"]) if part.casefold() in _TYPES]
    if says(line["physical_effects_spatial"]):
        found.append("cyber_destruction")
    if not found:
        raise _wrong(line, "incident_type", f"{line['incident_type'][:60]!r} is no type of incident", f"one of {', '.join(_TYPES)}")
    return max(found, key=_ORDER.index)


def _responses(line: Line) -> dict[str, str]:
    """All answers in the source's words."""
    told = [line[f"{kind}_response_{column}"] for kind in ("political", "legal") for column in ("type", "type_subcode", "country")]
    return {"responses": " | ".join(told)[:2000]} if any(says(text) for text in told) else {}


def _answers(incident: Incident, parties: Parties) -> Iterator[Item]:
    """Answers that hit who did it or its state, where the source says who answered when and how."""
    number = 0
    for kind in ("political", "legal"):
        for day, type_, country in _answered(incident.line, kind):
            number += 1
            action = next((action for words, action in ANSWERS.items() if type_.casefold().startswith(words)), None)
            answerer = parties.country(country).record
            hit = incident.homes if action in _BETWEEN_STATES else incident.initiators
            targets = [record for record in hit if answerer and record.id != answerer.id]
            if action and answerer and targets and day:
                yield answerer
                yield _answer(incident, (number, action, type_), day, answerer, targets)


def _answered(line: Line, kind: str) -> Iterator[tuple[Span | None, str, str]]:
    """Day, subtype (else type) and country of each answer; nothing where the columns are not in parallel."""
    dates, types, codes, countries = (parallel(line[f"{kind}_response_{column}"]) for column in ("date", "type", "type_subcode", "country"))
    codes = codes if len(codes) == len(types) else ("",) * len(types)
    if not len(dates) == len(types) == len(countries):
        return
    for day, type_, code, country in zip(dates, types, codes, countries, strict=True):
        try:
            yield when(day), code or type_, country
        except ValueError as error:
            raise _wrong(line, f"{kind}_response_date", str(error)) from None


def _answer(incident: Incident, what: tuple[int, str, str], day: Span, answerer: Record, targets: list[Record]) -> Event:
    number, action, words = what
    return Event(
        id=f"{incident.ref}-answer{number}",
        dataset=ID,
        action=action,
        date=day,
        participants=(
            Participant(record=answerer.id, role="source"),
            *(Participant(record=record.id, role="target", inferred=True) for record in targets),
        ),
        citations=(incident.cited,),
        text=f"{answerer.name}: {words}, in answer to {incident.line['name']}",
        note="The source says who answered which incident; whom it hit is inferred.",
        assertion="confirmed",
        part=PART,
        said={"response_type": words},
        responds_to=(Response(event=incident.ref, basis="stated", words=words, source=incident.sources[0].id),),
    )
