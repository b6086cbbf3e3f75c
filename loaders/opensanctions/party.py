"""An FtM person or body as a record with its ties to states. Of a birth only the year is read; papers and addresses stay in the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from graph.errors import InputError
from graph.model import Citation, Item, Record, Source, Tie
from loaders._lists.kinds import body_kind
from loaders._lists.particulars import number_of, years_of
from loaders._lists.parties import shortened
from loaders.opensanctions.entity import ID, Entity
from loaders.opensanctions.issuers import Issuers
from loaders.opensanctions.schemas import BODIES, PERSON

PUBLISHER: Final = "OpenSanctions"
_WIKIDATA: Final = re.compile(r"Q[1-9]\d{0,11}", re.ASCII)
_OFAC: Final = re.compile(r"ofac-(\d{1,9})", re.ASCII)
_CODES: Final = {"lei": "leiCode", "ogrn": "ogrnCode", "inn": "innCode", "permid": "permId", "uscc": "uscCode"}
"""Registers of bodies; those of persons are papers, and are not read."""


def items_of(entity: Entity, issuers: Issuers) -> tuple[Item, ...]:
    """The record, its states and the list that tells of it.

    Raises:
        InputError: it has no name.
    """
    record = _record(entity, issuers)
    ties = list(_ties(entity, record, issuers))
    return (record, *ties)


def source_of(entity: Entity) -> Source:
    """The list that tells of an entity; of several the first by name, so that the same entity has the same one at every load."""
    name = min(entity.datasets, default="unnamed")
    return list_source(name)


def list_source(name: str) -> Source:
    return Source(id=f"{ID}:list-{name}"[:200], title=f"OpenSanctions: {name}", publisher=PUBLISHER, reliability="B")


def _record(entity: Entity, issuers: Issuers) -> Record:
    names = entity.all("name")
    name = entity.caption if entity.caption in names or not names else names[0]
    if not name:
        raise InputError("an actor without a name", entity.at("name"), hint="every person and body has one")
    aliases = dict.fromkeys(alias for alias in entity.all("name", "alias", "previousName", "abbreviation") if alias != name)
    return Record(
        id=f"{ID}:{entity.id}",
        kind=_kind(entity, name),
        name=name,
        aliases=tuple(aliases),
        codes=_codes(entity),
        description=_description(entity, aliases.keys() | {name}, issuers),
        born=years_of("; ".join(entity.all("birthDate"))) if entity.schema == PERSON else (),
        registrations=_registrations(entity) if entity.schema != PERSON else (),
    )


def _registrations(entity: Entity) -> tuple[str, ...]:
    numbers = (number_of(value) for value in entity.all("registrationNumber", "ogrnCode", "innCode", "taxNumber", "uscCode"))
    return tuple(dict.fromkeys(number for number in numbers if number))


def _kind(entity: Entity, name: str) -> str:
    if entity.schema == PERSON:
        return "Person"
    return BODIES[entity.schema] or body_kind(name, " ".join(entity.all("legalForm", "classification")))


def _codes(entity: Entity) -> dict[str, str]:
    """OpenSanctions' own id, those under which it went before a merge, and ids of other systems where there is one of each."""
    known = (entity.id, *entity.referents)
    codes = {"opensanctions": entity.id}
    if former := sorted(one for one in entity.referents if one.startswith("NK-")):
        codes["opensanctions_former"] = " ".join(former[:50])
    items = {one for one in (*entity.all("wikidataId"), *known) if _WIKIDATA.fullmatch(one)}
    numbers = {match[1] for one in known if (match := _OFAC.fullmatch(one))}
    codes |= {name: found.pop() for name, found in (("wikidata", items), ("ofac", numbers)) if len(found) == 1}
    if entity.schema == PERSON:
        return codes
    return codes | {code: values[0] for code, name in _CODES.items() if len(values := entity.all(name)) == 1}


def _description(entity: Entity, told: set[str], issuers: Issuers) -> str:
    weak = [alias for alias in entity.all("weakAlias") if alias not in told]
    unknown = [code for code in _countries(entity) if issuers.of_country(code) is None]
    notes = (
        *entity.all("position", "legalForm", "summary"),
        f"Weak aliases: {'; '.join(weak)}" if weak else "",
        f"Topics: {' '.join(sorted(entity.all('topics')))}" if entity.all("topics") else "",
        f"Countries as told: {' '.join(unknown)}" if unknown else "",
    )
    return shortened(". ".join(note for note in notes if note))


def _countries(entity: Entity) -> tuple[str, ...]:
    """Where it belongs. Of bodies the seat goes first, then the register; where a country is only 'linked' it must be the only one."""
    if entity.schema == PERSON:
        return entity.all("nationality", "citizenship")
    for name in ("mainCountry", "jurisdiction", "country"):
        if found := entity.all(name):
            return found
    return ()


def _ties(entity: Entity, record: Record, issuers: Issuers) -> Iterator[Item]:
    countries = _countries(entity)
    if entity.schema != PERSON and len(countries) != 1:
        return
    type_ = {"Person": "NATIONAL_OF", "Agency": "PART_OF"}.get(record.kind, "HEADQUARTERED_IN")
    states = {state.id: state for code in countries if (state := issuers.of_country(code))}
    source = source_of(entity)
    for state in states.values():
        if type_ != "PART_OF" and state.kind != "State":
            continue
        yield from (state, source)
        yield Tie(
            id=f"{record.id}-{type_.lower().replace('_', '-')}-{state.id.partition(':')[2]}",
            dataset=ID,
            type=type_,
            source=record.id,
            target=state.id,
            citations=(Citation(source=source.id, credibility="2"),),
            part=entity.id,
        )
