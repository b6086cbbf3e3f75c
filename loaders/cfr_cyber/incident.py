"""A row of CFR's tracker as items: the incident, who it is laid to, and the response as an action of its own. No files."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from graph.dates import Span
from graph.errors import InputError, Place
from graph.model import Citation, Claim, Event, Item, Participant, Record, Source, Tie
from graph.model import Response as Answer
from loaders._lists.countries import States
from loaders._lists.tables import Line
from loaders.cfr_cyber.words import Response, clean, day_of, government_of, host_of, name_of, response_of, sponsors_of, victims_of

ID: Final = "cfr_cyber"
PART: Final = "incidents"
CFR: Final = Record(id=f"{ID}:CFR", kind="Organization", name="Council on Foreign Relations", aliases=("CFR",))
_TYPES: Final = {
    "espionage": "cyber_espionage",
    "doxing": "cyber_espionage",
    "financial theft": "cyber_espionage",
    "denial of service": "cyber_disruption",
    "defacement": "cyber_disruption",
    "data destruction": "cyber_disruption",
    "sabotage": "cyber_destruction",
}
UNTYPED: Final = "cyber_reconnaissance"
"""The lowest that an incident without a type may have been."""

RESPONSES: Final = {"denouncement": "attribution_statement", "criminal charges": "indictment", "sanctions": "sanction"}
CLAIMS: Final = {"confirmation": "claimed", "denial": "denied"}
KEPT: Final = frozenset({"hack back"})
"""A kind that says too little for an action: it stays in the source's words."""


@dataclass(frozen=True, slots=True)
class Incident:
    """What the parts of one row need of each other; `known_by` is the newest day of the file."""

    line: Line
    ref: str
    day: date
    known_by: date
    sources: tuple[Source, ...]
    doers: tuple[Record, ...]
    sponsors: tuple[Record, ...]

    @property
    def title(self) -> str:
        return clean(self.line["title"])


def wrong(line: Line, column: str, reason: str, hint: str = "") -> InputError:
    return InputError(reason, Place(line.place.file, line.place.line, column), hint=hint)


def day_in(line: Line) -> date:
    """Raises InputError."""
    try:
        span = day_of(line["date"])
    except ValueError as error:
        raise wrong(line, "Date", str(error)) from None
    if span is None:
        raise wrong(line, "Date", "an incident needs a day", "the tracker gives none: nothing is guessed")
    return span.first


def ref_of(line: Line) -> str:
    """The tracker numbers nothing: the day and the title are the incident. Raises InputError."""
    title = clean(line["title"])
    if not title:
        raise wrong(line, "Title", "an incident needs a title")
    return f"{ID}:{day_in(line).isoformat()}-{_slug(title)}"


def items_of(line: Line, known_by: date, states: States) -> tuple[Item, ...]:
    """Raises InputError with the column that is wrong."""
    ref = ref_of(line)
    try:
        sponsors = sponsors_of(clean(line["sponsor"]), states)
    except ValueError as error:
        raise wrong(line, "Sponsor", str(error), "states by name, with commas between") from None
    response = _response(line)
    actor = _threat_actor(line)
    doers = (actor,) if actor else sponsors or (Record(id=f"{ref}-by", kind="Group", name="Unknown", unnamed=True),)
    incident = Incident(line, ref, day_in(line), known_by, tuple(_sources(line, ref, response)), doers, sponsors)
    hit, hit_items = _victims(incident, states)
    responder = _responder(incident, response, states) if response else None
    claims = tuple(_claims(incident, response, responder))
    items: list[Item] = [*incident.sources, CFR, *sponsors, *doers, *hit, *hit_items, *_ties(incident)]
    if responder:
        items.append(responder)
    items.append(_event(incident, hit, claims))
    if response and responder and response.kind in RESPONSES:
        items += _answer(incident, response, responder)
    return tuple(items)


def _slug(text: str) -> str:
    plain = re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")[:40].strip("-") or "x"
    return f"{plain}-{hashlib.blake2b(text.encode(), digest_size=4).hexdigest()}"


def _response(line: Line) -> Response | None:
    response = response_of(clean(line["response"]))
    if response and response.kind not in RESPONSES | CLAIMS and response.kind not in KEPT:
        known = ", ".join((*RESPONSES, *CLAIMS, *sorted(KEPT), "unknown"))
        raise wrong(line, "Response", f"{response.kind[:40]!r} is no kind of response", f"one of {known}")
    return response


def _threat_actor(line: Line) -> Record | None:
    found = name_of(clean(line["affiliations"]))
    return Record(id=f"{ID}:{_slug(found.name)}", kind="ThreatActor", name=found.name) if found else None


def _sources(line: Line, ref: str, response: Response | None) -> Iterator[Source]:
    """The tracker's entry and what it cites, all of one origin: its grounds confirm nothing beyond it."""
    title = clean(line["title"])
    yield Source(id=ref, title=title, publisher="Council on Foreign Relations", reliability="B", origin=ref)
    cited = [clean(line[f"sources_{number}"]) for number in (1, 2, 3)] + ([response.url] if response else [])
    for number, url in enumerate(dict.fromkeys(cited), start=1):
        host = host_of(url)
        if host and url.startswith(("http://", "https://")) and " " not in url:
            yield Source(id=f"{ref}-s{number}", title=f"{host} on {title}", publisher=host, url=url, origin=ref)


def _victims(incident: Incident, states: States) -> tuple[tuple[Record, ...], list[Item]]:
    """States that are named as such; all others as one unnamed group under the tracker's words. Nobody attacks itself as a state."""
    named, others = victims_of(clean(incident.line["victims"]), states)
    records = [record for record in named if record not in incident.doers]
    items: list[Item] = []
    for home in (record for record in named if record in incident.doers):
        group = Record(id=f"{incident.ref}-in-{home.id.partition(':')[2]}", kind="Group", name=f"Victims in {home.name}", unnamed=True)
        records.append(group)
        cited = (Citation(source=incident.ref),)
        items += (
            home,
            Tie(id=f"{group.id}-tie", dataset=ID, type="NATIONAL_OF", source=group.id, target=home.id, citations=cited, part=PART),
        )
    if others or not records:
        records.append(Record(id=f"{incident.ref}-on", kind="Group", name=(others or "Unknown victims")[:500], unnamed=True))
    return tuple(records), items


def _ties(incident: Incident) -> Iterator[Tie]:
    """A threat actor acts for those whom the tracker suspects to be its sponsors; told with each incident, as alleged there."""
    for doer in incident.doers:
        for sponsor in incident.sponsors if doer.kind == "ThreatActor" else ():
            yield _acts_for(incident, doer, sponsor, f"{incident.ref}-for-{sponsor.id.partition(':')[2]}")


def _acts_for(incident: Incident, actor: Record, sponsor: Record, ref: str) -> Tie:
    return Tie(
        id=ref,
        dataset=ID,
        type="ACTS_FOR",
        source=actor.id,
        target=sponsor.id,
        citations=(Citation(source=incident.ref),),
        assertion="alleged",
        part=PART,
        claims=(Claim(id=f"{ref}-cfr", claimant=CFR.id, stance="claimed", source=incident.ref),),
    )


def _responder(incident: Incident, response: Response, states: States) -> Record:
    """The state on whose site the response stands; the tracker itself does not say who responded."""
    unnamed = Record(id=f"{incident.ref}-answers", kind="Group", name="Whoever responded", unnamed=True)
    return government_of(response.url, states) or unnamed


def _claims(incident: Incident, response: Response | None, responder: Record | None) -> Iterator[Claim]:
    found = name_of(clean(incident.line["affiliations"]))
    if incident.sponsors or found:
        words = found.words if found else ""
        yield Claim(id=f"{incident.ref}-cfr", claimant=CFR.id, stance="claimed", words=words, source=incident.ref)
    if response and responder and response.kind in CLAIMS:
        yield Claim(
            id=f"{incident.ref}-response",
            claimant=responder.id,
            stance="denied" if CLAIMS[response.kind] == "denied" else "claimed",
            words=response.kind,
            date=_answered(incident, response),
            about="occurrence",
            source=incident.ref,
        )


def _answered(incident: Incident, response: Response) -> Span:
    """The day in the address, else some day from the report to the newest entry of the file."""
    if response.day and incident.day <= response.day <= incident.known_by:
        return Span.day(response.day)
    return Span(incident.day, incident.known_by)


def _action(line: Line) -> str:
    type_ = clean(line["type"]).casefold()
    if type_ and type_ not in _TYPES:
        raise wrong(line, "Type", f"{type_[:40]!r} is no type of incident", f"one of {', '.join(_TYPES)}")
    return _TYPES.get(type_, UNTYPED)


def _event(incident: Incident, hit: tuple[Record, ...], claims: tuple[Claim, ...]) -> Event:
    line = incident.line
    said = {column: clean(line[column]) for column in ("type", "category", "affiliations", "victims", "response")}
    return Event(
        id=incident.ref,
        dataset=ID,
        action=_action(line),
        date=Span.day(incident.day),
        published=incident.day,
        participants=(
            *(Participant(record=record.id, role="source") for record in incident.doers),
            *(Participant(record=record.id, role="target") for record in hit),
        ),
        citations=tuple(Citation(source=source.id) for source in incident.sources),
        text=incident.title,
        quote=clean(line["description"]),
        note="" if line["type"] else "The tracker gives no type: the lowest kind that it may have been.",
        assertion="alleged",
        part=PART,
        said={"incident_type" if column == "type" else column: text for column, text in said.items() if text} | {"date_basis": "reported"},
        claims=claims,
    )


def _accused(incident: Incident, response: Response) -> Iterator[Item]:
    """Denouncements name the sponsor and sanctions hit who did it; charges are brought against people, whom the tracker does not name."""
    if response.kind != "criminal charges":
        yield from incident.sponsors if response.kind == "denouncement" and incident.sponsors else incident.doers
        return
    charged = Record(id=f"{incident.ref}-charged", kind="Group", name=f"Those charged over: {incident.title}"[:500], unnamed=True)
    yield charged
    for sponsor in incident.sponsors:
        yield _acts_for(incident, charged, sponsor, f"{charged.id}-for-{sponsor.id.partition(':')[2]}")


def _answer(incident: Incident, response: Response, responder: Record) -> Iterator[Item]:
    accused = tuple(_accused(incident, response))
    targets = [item for item in accused if isinstance(item, Record) and item.id != responder.id]
    if not targets:
        return
    yield from accused
    source = next((source.id for source in incident.sources if source.url == response.url), incident.ref)
    yield Event(
        id=f"{incident.ref}-response",
        dataset=ID,
        action=RESPONSES[response.kind],
        date=_answered(incident, response),
        participants=(
            Participant(record=responder.id, role="source", inferred=True),
            *(Participant(record=record.id, role="target", inferred=True) for record in targets),
        ),
        citations=tuple(Citation(source=ref) for ref in dict.fromkeys((incident.ref, source))),
        text=f"{response.kind.capitalize()} over: {incident.title}",
        note="The tracker gives the kind of response and an address: who responded is read from the address, whom it hit is inferred.",
        assertion="confirmed",
        part=PART,
        said={"response": response.kind},
        responds_to=(Answer(event=incident.ref, basis="stated", words=response.kind, source=incident.ref),),
    )
