"""The sides of an event as records: a state by its Gleditsch-Ward number, a group by UCDP's own id, civilians as nobody by name."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from graph.errors import InputError, Place
from graph.model import Record
from loaders._lists.tables import Line
from loaders.states import State, resolve_code, resolve_name

ID: Final = "ucdp_ged"
_GOVERNMENT: Final = "Government of "
_SEVERAL: Final = re.compile(rf"\s*[,;]\s*(?={_GOVERNMENT})")


@dataclass(slots=True)
class Parties:
    """Groups under the name by which they were first read: one id, one record in a load."""

    known: dict[str, Record] = field(default_factory=dict)

    def side(self, line: Line, side: str, on: date) -> tuple[Record, ...]:
        """Who stands on side `a` or `b`; several where states fought together.

        Raises:
            InputError: nobody, or a group without an id.
        """
        name = line[f"side_{side}"]
        if not name:
            raise InputError("names nobody", Place(line.place.file, line.place.line, f"side_{side}"))
        numbers = re.findall(r"\d+", re.sub(r"\.0\b", "", line[f"gwno{side}"]))
        if found := states_of(name, numbers, on):
            return tuple(state.record(ID) for state in found)
        return (self._group(line, side, name),)

    def _group(self, line: Line, side: str, name: str) -> Record:
        number = (line[f"side_{side}_new_id"] or line[f"side_{side}_dset_id"]).removesuffix(".0")
        if not re.fullmatch(r"[\w-]{1,40}", number):
            raise InputError(f"{name} has no id of UCDP", Place(line.place.file, line.place.line, f"side_{side}_new_id"))
        record = Record(id=f"{ID}:actor-{number}", kind="Group", name=name, codes={"ucdp_actor": number})
        return self.known.setdefault(record.id, record)


def civilians(line: Line, number: str) -> Record:
    """Those whom a one-sided attack met. GED gives the country of the place, not theirs, so no tie to a state is made."""
    where = line["country"]
    return Record(id=f"{ID}:civilians-{number}", kind="Group", name=f"Civilians in {where}" if where else "Civilians", unnamed=True)


def states_of(name: str, numbers: list[str], on: date) -> tuple[State, ...]:
    """The states of a side; none where the source gives no number, or one of them is of no state that the table has."""
    names = _SEVERAL.split(name)
    paired = names if len(names) == len(numbers) else [""] * len(numbers)
    found = [_state(number, one.removeprefix(_GOVERNMENT), on) for number, one in zip(numbers, paired, strict=True)]
    return tuple(dict.fromkeys(state for state in found if state)) if all(found) else ()


def _state(number: str, name: str, on: date) -> State | None:
    """Numbers of Gleditsch and Ward are those of COW but for some states: Yemen keeps 678, Germany 260. There the name tells."""
    state = resolve_code(number, "cown", on)
    if state and state.existed(on):
        return state
    return resolve_name(name, on) or resolve_name(name.partition(" (")[0], on) or state
