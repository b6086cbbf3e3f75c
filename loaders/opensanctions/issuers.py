"""Who acts in a sanction of OpenSanctions: the state or union behind a country code, a programme or the title of a list. No events."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import Final

from graph.model import Citation, Item, Record, Source, Tie
from loaders._lists.countries import States
from loaders.opensanctions.entity import ID
from loaders.states import resolve_name

EU: Final = Record(id=f"{ID}:EU", kind="Organization", name="European Union", aliases=("EU",), codes={"iso2": "EU"})
UN: Final = Record(id=f"{ID}:UN", kind="Organization", name="United Nations", aliases=("UN",))
UNIONS: Final = {"eu": EU, "un": UN, "zz": None}
ABOUT: Final = Source(
    id=f"{ID}:catalogue",
    title="OpenSanctions: catalogue of datasets",
    publisher="OpenSanctions",
    reliability="B",
    url="https://www.opensanctions.org/datasets/",
)
_DISSOLVED: Final = {
    "suhh": "Soviet Union",
    "yucs": "Yugoslavia",
    "csxx": "Serbia and Montenegro",
    "cshh": "Czechoslovakia",
    "ddde": "German Democratic Republic",
}
_PROGRAMMES: Final = {"SECO": "ch", "OFAC": "us", "UNSC": "un", "DFAT": "au", "SEMA": "ca"}
"""Programmes whose name does not begin with the code of a country."""

_TITLES: Final = {
    "eu": "eu",
    "un": "un",
    "swiss": "ch",
    "canadian": "ca",
    "australian": "au",
    "ukrainian": "ua",
    "japanese": "jp",
    "belgian": "be",
    "french": "fr",
    "israeli": "il",
    "kazakh": "kz",
    "polish": "pl",
    "uk": "gb",
    "us": "us",
}
"""Words with which titles of lists begin that are no names of states."""

_MAX_SLUG: Final = 80


@dataclass(slots=True)
class Issuers:
    """Records of those who act, by what a file writes. Their organs' ties are told once."""

    states: States = field(default_factory=lambda: States(ID))
    _tied: set[str] = field(default_factory=set)

    def of_country(self, code: str) -> Record | None:
        """The state (or union) with a country code of FtM; None where the code means neither, as for regions and `zz`."""
        plain = code.casefold()
        if plain in UNIONS:
            return UNIONS[plain]
        return self.states(_DISSOLVED[plain]) if plain in _DISSOLVED else self.states.by_iso(plain)

    def of_programme(self, programme: str) -> Record | None:
        """`US-BIS-EL`, `EU-UKR`, `SECO-UKRAINE`."""
        prefix = programme.partition("-")[0]
        return self.of_country(_PROGRAMMES.get(prefix, prefix if len(prefix) == 2 else "zz"))

    def of_title(self, title: str) -> Record | None:
        """`Ukraine War and Sanctions`, `UK FCDO Sanctions List`: the longest beginning that names a state."""
        words = title.split()
        for count in range(min(4, len(words)), 0, -1):
            if state := resolve_name(" ".join(words[:count])):
                return self.states.known(state.name)
        return self.of_country(_TITLES[words[0].casefold()]) if words and words[0].casefold() in _TITLES else None

    def organ(self, authority: str, actor: Record | None) -> Record:
        """An authority as named; an organ of a state where it is one's."""
        of = actor.id.partition(":")[2] if actor else "none"
        kind = "Agency" if actor and actor.kind == "State" else "Organization"
        return Record(id=f"{ID}:authority-{of}-{slug(authority)}", kind=kind, name=authority)

    def tie(self, organ: Record, actor: Record) -> tuple[Item, ...]:
        """That the organ is the actor's, the first time that it is asked for."""
        if organ.id in self._tied or organ.id == actor.id:
            return ()
        self._tied.add(organ.id)
        own = Tie(
            id=f"{organ.id}-part-of-{actor.id.partition(':')[2]}",
            dataset=ID,
            type="PART_OF",
            source=organ.id,
            target=actor.id,
            citations=(Citation(source=ABOUT.id, credibility="2"),),
            part=organ.id,
        )
        return (ABOUT, own)


def slug(text: str) -> str:
    """A text as part of an id; long ones by their beginning and a digest."""
    plain = re.sub(r"[^\w]+", "-", text.casefold()).strip("-")
    if plain and len(plain) <= _MAX_SLUG:
        return plain
    return f"{plain[:40]}-{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"
