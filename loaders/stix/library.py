"""All objects of some bundles, and which of them are actors. Reads no files; says nothing of actions or ties."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from graph.dates import Span
from graph.model import Claim, Dataset, Record
from loaders.states import State, resolve_code, resolve_name
from loaders.stix import attack
from loaders.stix.objects import Thing

DATASET: Final = Dataset(
    id="stix",
    title="STIX bundles",
    publisher="The producers of the bundles",
    licence="As marked in the bundles",
    citation="The producer that each object names (created_by_ref).",
    redistribute="refer",
    columns={"stix": "id of the STIX object", "attack": "ATT&CK's own number, where a bundle gives it"},
)

_KINDS: Final[Mapping[str, str]] = {
    "individual": "Person",
    "organization": "Organization",
    "group": "Group",
    "class": "Group",
    "unspecified": "Group",
    "unknown": "Group",
    "": "Group",
}
"""identity_class to kind. STIX has no word for a company, so none is guessed; a group is the least that can be said of the unspecified."""


@dataclass(frozen=True, slots=True)
class Library:
    """The objects of one dataset by STIX id, the newest version of each; `parts` is the file that each stands in."""

    dataset: Dataset
    things: Mapping[str, Thing]
    parts: Mapping[str, str]

    @property
    def is_attack(self) -> bool:
        return self.dataset.id == attack.DATASET.id

    def ref(self, thing: Thing) -> str:
        """ATT&CK's numbers are ids that people know; elsewhere STIX's own are."""
        number = attack.number_of(thing) if self.is_attack else ""
        return f"{self.dataset.id}:{number or thing.id}"

    def sound(self, id_: str) -> Thing | None:
        """The object, if it is there and still stood by."""
        thing = self.things.get(id_)
        return thing if thing and not thing.withdrawn else None

    def actor(self, thing: Thing) -> Record | str:
        """The actor that an object is, or why it is none."""
        if thing.type in ("intrusion-set", "threat-actor"):
            return self._named(thing, "ThreatActor", thing.texts("aliases"))
        if thing.type == "identity":
            return self._identity(thing)
        if thing.type == "location":
            return self._location(thing)
        return f"{thing.type}: no actor"

    def _identity(self, thing: Thing) -> Record | str:
        kind = _KINDS.get(thing.text("identity_class").lower())
        if kind is None:
            return f"identity of the class {thing.text('identity_class')[:40]}: no actor"
        state = resolve_name(thing.text("name", required=True)) if kind != "Person" else None
        return state.record(self.dataset.id) if state else self._named(thing, kind, ())

    def _location(self, thing: Thing) -> Record | str:
        if any(thing.data.get(key) is not None for key in ("administrative_area", "city", "street_address", "postal_code", "latitude")):
            return "location below the level of a state"
        if not thing.text("country"):
            return "location without a country"
        state = _country(thing.text("country").strip())
        if not state:
            raise thing.wrong("country", f"{thing.text('country')[:40]!r} is no country", "ISO 3166-1 alpha-2")
        return state.record(self.dataset.id)

    def _named(self, thing: Thing, kind: str, aliases: Iterable[str]) -> Record:
        name, number = thing.text("name", required=True), attack.number_of(thing)
        description = thing.text("description")
        return Record(
            id=self.ref(thing),
            kind=kind,
            name=name,
            aliases=tuple(dict.fromkeys(alias for alias in aliases if alias.strip() and alias != name)),
            codes={"stix": thing.id} | ({"attack": number} if number else {}),
            description=attack.plain(description) if self.is_attack else description,
        )

    def creator(self, thing: Thing) -> Record | None:
        """Who made an object and so says what it says."""
        creator = self.sound(thing.text("created_by_ref") or (attack.MITRE if self.is_attack else ""))
        record = self.actor(creator) if creator else None
        return record if isinstance(record, Record) else None

    def claims(self, thing: Thing, statement: str) -> tuple[tuple[Record, ...], tuple[Claim, ...]]:
        """The maker's claim that a statement holds, without a yardstick, and the maker's record."""
        maker = self.creator(thing)
        if not maker:
            return (), ()
        made = thing.day("created")
        return (maker,), (Claim(id=f"{statement}:maker", claimant=maker.id, stance="claimed", date=Span.day(made) if made else None),)


def _country(text: str) -> State | None:
    if len(text) == 2:
        return resolve_code(text, "iso2")
    return (resolve_code(text, "iso3") if len(text) == 3 else None) or resolve_name(text)
