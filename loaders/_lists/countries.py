"""A country's name on a sanctions list as the record of its State. `loaders.states` knows names; here are only the lists' own spellings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from graph.model import Record
from loaders.states import resolve_code, resolve_name

SPELLINGS: Final = {
    "Palestinian": "Palestine",
    "Region: Gaza": "Palestine",
    "Region: West Bank": "Palestine",
    "Region: Russia": "Russia",
    "Cote d Ivoire": "Cote d'Ivoire",
    "Occupied Palestinian Territories": "Palestine",
    "Lebonon": "Lebanon",
    "Parkistan": "Pakistan",
    "Phillipines": "Philippines",
    "Tajikstan": "Tajikistan",
}
"""What only these lists write, slips of the pen among them.

Regions whose state is disputed (Crimea) or several (Kafia Kingi) stay out, and so does 'possibly …'.
"""


@dataclass(frozen=True, slots=True)
class States:
    """Records of one dataset by the names that its list writes; None where a name means no state."""

    dataset: str
    _found: dict[str, Record | None] = field(default_factory=dict)

    def __call__(self, name: str) -> Record | None:
        if name not in self._found:
            state = resolve_name(SPELLINGS.get(name, name))
            self._found[name] = state.record(self.dataset) if state else None
        return self._found[name]

    def by_iso(self, code: str) -> Record | None:
        """The state with an ISO code of two letters."""
        key = f"iso2:{code}"
        if key not in self._found:
            state = resolve_code(code, "iso2")
            self._found[key] = state.record(self.dataset) if state else None
        return self._found[key]

    def known(self, name: str) -> Record:
        """A state that the loader itself names.

        Raises:
            LookupError: the table of states lacks it.
        """
        if (record := self(name)) is None:
            raise LookupError(f"{name} is not in the table of states")
        return record
