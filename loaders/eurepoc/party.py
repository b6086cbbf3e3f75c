"""Who attacks and who is attacked, as EuRepoC writes it, as records and ties. No events, no files."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from graph.model import Citation, Item, Record, Tie
from loaders._lists.countries import States
from loaders.eurepoc.cells import says

ID: Final = "eurepoc"
STATE: Final = "State"
AFFILIATED: Final = "Non-state actor, state-affiliation suggested"

BODIES: Final = {
    "EU (region)": ("European Union", "Organization"),
    "NATO (region)": ("North Atlantic Treaty Organization", "Organization"),
    "United Nations": ("United Nations", "Organization"),
    "United Nations Organization": ("United Nations", "Organization"),
    "United Nations Economic and Social Council": ("United Nations Economic and Social Council", "Organization"),
    "United Nations Environment Programme": ("United Nations Environment Programme", "Organization"),
    "UNICEF": ("UNICEF", "Organization"),
    "Interpol": ("Interpol", "Organization"),
    "Organization for Security and Cooperation in Europe": ("Organization for Security and Co-operation in Europe", "Organization"),
    "World Anti-Doping Agency": ("World Anti-Doping Agency", "Organization"),
    "International Association of Athletics Federations": ("International Association of Athletics Federations", "Organization"),
    "ISIS": ("Islamic State", "Group"),
}
"""What stands in columns of countries and is a body of its own."""

REGIONS: Final = frozenset(
    {"africa", "north america", "south america", "eastern europe", "western europe", "northern europe", "southern europe", "caucasus"}
)
"""Regions without the word that marks the others, `(region)`."""

_NUMBER: Final = re.compile(r"(?:Group )?(G\d{4})", re.ASCII)


class Unknown(ValueError):
    """A name in a column of countries that is no state, body or region that is known."""


@dataclass(frozen=True, slots=True)
class Named:
    """What a name in a column of countries means: a state or a body, or none where it is a region or unknown."""

    record: Record | None
    region: str = ""


@dataclass(slots=True)
class Parties:
    """The actors of one load. A tie between two named actors is told once; a body is what the first row that names it takes it for."""

    states: States = field(default_factory=lambda: States(ID))
    _tied: set[str] = field(default_factory=set)
    _bodies: dict[str, Record] = field(default_factory=dict)

    def country(self, name: str) -> Named:
        """Raises Unknown."""
        if not says(name):
            return Named(None)
        if name in BODIES:
            title, kind = BODIES[name]
            return Named(Record(id=f"{ID}:{_slug(title)}", kind=kind, name=title))
        if name.endswith("(region)") or name.casefold() in REGIONS:
            return Named(None, name.removesuffix("(region)").strip())
        if record := self.states(name):
            return Named(record)
        raise Unknown(f"{name[:60]!r} is no state, body or region that is known")

    def body(self, name: str, kind: str = "Organization") -> Record:
        """A body that the source names and says no more of: some stand in the column of firms in one row, of actors in another."""
        return self._bodies.setdefault(name, Record(id=f"{ID}:{_slug(name)}", kind=kind, name=name))

    def once(self, tie: Tie) -> Iterator[Item]:
        if tie.id not in self._tied:
            self._tied.add(tie.id)
            yield tie


@dataclass(frozen=True, slots=True)
class Initiator:
    """One initiator of a row: its name, countries and category, as coded."""

    name: str
    countries: tuple[str, ...]
    category: str

    def __str__(self) -> str:
        return self.name if says(self.name) else f"{self.category or 'Unknown'} ({', '.join(self.countries) or 'Unknown'})"


def initiators(names: tuple[str, ...], countries: tuple[str, ...], categories: tuple[str, ...]) -> list[Initiator]:
    """The columns side by side. One name may go with several countries; a category is told only where there is one for each.

    Raises:
        ValueError: names and countries are not in parallel, so that nobody can say which belongs to which.
    """
    named = [name for name in names if says(name)]
    count = max(len(names), len(countries))
    if len(named) <= 1 < count and len(set(countries)) > 1 and named:
        return [Initiator(named[0], tuple(dict.fromkeys(countries)), categories[0] if len(set(categories)) == 1 else "")]
    if len(names) > 1 and len(countries) > 1 and len(names) != len(countries):
        raise ValueError(f"{len(names)} names and {len(countries)} countries: which belongs to which is not told")
    found = []
    for index in range(count):
        category = categories[index] if len(categories) == count else categories[0] if len(set(categories)) == 1 else ""
        country = _at(countries, index)
        found.append(Initiator(_at(names, index), (country,) if country else (), category))
    return list(dict.fromkeys(found))


def _at(values: tuple[str, ...], index: int) -> str:
    return "" if not values else values[index] if len(values) > 1 else values[0]


def actor_of(initiator: Initiator, ref: str, cited: Citation, parties: Parties, part: str) -> tuple[Record, list[Item]]:
    """The record of an initiator and what ties it to its country; `ref` names the one that has no name.

    A state that is named alone acts itself. Raises Unknown.
    """
    homes = [parties.country(name) for name in initiator.countries]
    owners = [home.record for home in homes if home.record]
    if says(initiator.name):
        actor = _threat_actor(initiator.name)
    elif len(owners) == 1 and (initiator.category == STATE or owners[0].kind != "State"):
        return owners[0], []
    else:
        actor = Record(id=ref, kind="Group", name=str(initiator), unnamed=True)
    items: list[Item] = [*owners]
    for owner in owners:
        items += parties.once(_tie(actor, owner, initiator.category, cited, part))
    return actor, items


def _tie(actor: Record, owner: Record, category: str, cited: Citation, part: str) -> Tie:
    """A body that is coded as a state's is part of it, an affiliated one acts for it; of others no more is told than the country."""
    type_ = {STATE: "PART_OF", AFFILIATED: "ACTS_FOR"}.get(category, "NATIONAL_OF" if actor.unnamed else "ASSOCIATED_WITH")
    if owner.kind != "State" and type_ == "NATIONAL_OF":
        type_ = "ASSOCIATED_WITH"
    return Tie(
        id=f"{actor.id}-{type_.lower()}-{owner.id.partition(':')[2]}",
        dataset=ID,
        type=type_,
        source=actor.id,
        target=owner.id,
        citations=(cited,),
        assertion="alleged",
        text=f"{actor.name} is coded as '{category or 'of unknown category'}' of {owner.name}.",
        part=part,
    )


def _threat_actor(text: str) -> Record:
    """`Turla/Snake/G0010 (FSB, 16th Center)`: the first name is the name, an ATT&CK number is a code, the bracket stays a description."""
    names = [part.strip() for part in _outside(text.partition("<")[0]).split("/") if part.strip()] or [text]
    numbers = [match[1] for name in names if (match := _NUMBER.fullmatch(name))]
    plain = [name for name in names if not _NUMBER.fullmatch(name)] or names
    return Record(
        id=f"{ID}:{_slug(text)}",
        kind="ThreatActor",
        name=plain[0],
        aliases=tuple(dict.fromkeys(name for name in plain[1:] if name != plain[0])),
        codes={"attack": numbers[0]} if len(numbers) == 1 else {},
        description=text if text != plain[0] else "",
    )


def _outside(text: str) -> str:
    """Without what stands in brackets at the end: a slash in there divides no names."""
    return re.sub(r"\s*\([^()]*\)\s*$", "", text) or text


def _slug(text: str) -> str:
    plain = re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")[:40].strip("-") or "x"
    return f"{plain}-{hashlib.blake2b(text.encode(), digest_size=4).hexdigest()}"


def receiver(country: str, category: str, ref: str, parties: Parties, own: Record | None) -> tuple[Record, Record | None]:
    """Who was attacked, and the state that it belongs to.

    A state is the target where one of its institutions was; otherwise people or firms of it were, whom the source does not name or of
    whom it does not say what they are. `own` is the state that attacks: it attacks people of its own, not itself. Raises Unknown.
    """
    named = parties.country(country)
    if named.record and (named.record.kind != "State" or ("State institutions" in category and named.record != own)):
        return named.record, None
    kinds = re.sub(r"\s*\((?:corporate targets only|e\.g\.)[^)]*\)", "", category) or "Unknown"
    where = named.record.name if named.record else named.region or "unknown country"
    return Record(id=ref, kind="Group", name=f"{kinds} ({where})"[:500], unnamed=True), named.record
