"""Checks what the entries of one dataset say of each other: ids that stand twice, and references to what is missing or was rejected."""

from __future__ import annotations

import bisect
import difflib
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from graph.ingest.rows import Entry, Reject
from graph.model import Event, Item, Record, Source, Tie
from loaders.chronology.fields import Ref

Name = tuple[str, str]
"""A space (`source`, `actor`, `statement`) and an id. Actions and ties are statements, and share one space."""

_NEIGHBOURS: Final = 10


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry before it is known whether what it refers to is there. A reject keeps the name that it would have had."""

    row: Entry | Reject
    names: tuple[Name, ...]
    refs: tuple[Ref, ...] = ()


def names_of(items: Sequence[Item]) -> tuple[Name, ...]:
    return tuple(name for item in items if (name := _name(item)))


def _name(item: Item) -> Name | None:
    if isinstance(item, Source):
        return "source", item.id
    if isinstance(item, Record):
        return "actor", item.id
    return ("statement", item.id) if isinstance(item, Event | Tie) else None


def link(drafts: Sequence[Draft]) -> list[Entry | Reject]:
    """The rows of the drafts, in their order, those rejected whose ids or references are wrong."""
    linker = _Linker(drafts)
    linker.claim_names()
    linker.check_refs()
    linker.spread()
    return linker.rows


class _Linker:
    def __init__(self, drafts: Sequence[Draft]) -> None:
        self.rows = [draft.row for draft in drafts]
        self._drafts = drafts
        self._owners: dict[Name, int] = {}
        self._dependents: dict[int, list[tuple[int, Ref]]] = defaultdict(list)
        self._hints: dict[Name, str] = {}
        self._known: dict[str, list[str]] = defaultdict(list)

    def claim_names(self) -> None:
        """The first entry of a name has it; a later one is rejected and told where the first stands."""
        for index, draft in enumerate(self._drafts):
            twice = next((name for name in draft.names if name in self._owners), None)
            if twice is None:
                self._owners.update(dict.fromkeys(draft.names, index))
            elif isinstance(self.rows[index], Entry):
                first = self._drafts[self._owners[twice]].row.place
                reason = f"the id {_local(twice[1])!r} stands twice: first at {first.file}:{first.line}"
                self.rows[index] = Reject(self.rows[index].place, reason, "give one of them another id")
        for space, id_ in sorted(self._owners):
            self._known[space].append(id_)

    def check_refs(self) -> None:
        for index, draft in enumerate(self._drafts):
            if isinstance(self.rows[index], Reject):
                continue
            for ref in draft.refs:
                if fault := self._fault(ref):
                    self.rows[index] = fault
                    break
                self._dependents[self._owners[_space(ref), ref.id]].append((index, ref))

    def _fault(self, ref: Ref) -> Reject | None:
        owner = self._owners.get((_space(ref), ref.id))
        if owner is None:
            reason = f"{_local(ref.id)!r} is no {_NOUNS[ref.space]} of this dataset"
            return Reject(ref.place, reason, self._nearest(ref), _local(ref.id)[:60])
        row = self.rows[owner]
        if ref.space == "action" and isinstance(row, Entry) and not _holds_event(row, ref.id):
            return Reject(ref.place, f"{_local(ref.id)!r} is a tie, not an action", "only an action can be answered")
        return None

    def _nearest(self, ref: Ref) -> str:
        """The nearest known id. Looks only among those near it in the alphabet, so that a thousand wrong ids cost no more than one."""
        name = (_space(ref), ref.id)
        if name not in self._hints:
            known = self._known[name[0]]
            at = bisect.bisect(known, ref.id)
            near = difflib.get_close_matches(ref.id[:200], known[max(0, at - _NEIGHBOURS) : at + _NEIGHBOURS], n=1, cutoff=0.8)
            other = f"add it, or write `dataset:{_local(ref.id)[:60]}` if it belongs to another dataset"
            self._hints[name] = f"did you mean `{_local(near[0])}`?" if near else other
        return self._hints[name]

    def spread(self) -> None:
        """Reject what refers to something rejected, and what refers to that in turn."""
        waiting = deque(index for index, row in enumerate(self.rows) if isinstance(row, Reject))
        while waiting:
            owner = waiting.popleft()
            if not self._owns_a_name(owner):
                continue
            for index, ref in self._dependents[owner]:
                if isinstance(self.rows[index], Entry):
                    self.rows[index] = self._rejected_with(ref, owner)
                    waiting.append(index)

    def _owns_a_name(self, index: int) -> bool:
        return any(self._owners.get(name) == index for name in self._drafts[index].names)

    def _rejected_with(self, ref: Ref, owner: int) -> Reject:
        place = self.rows[owner].place
        reason = f"refers to the {_NOUNS[ref.space]} {_local(ref.id)!r}, which was rejected at {place.file}:{place.line}"
        return Reject(ref.place, reason, "mend that entry first", _local(ref.id)[:60])


_NOUNS: Final = {"source": "source", "actor": "actor", "action": "action", "statement": "action or tie"}


def _space(ref: Ref) -> str:
    return "statement" if ref.space == "action" else ref.space


def _holds_event(row: Entry, id_: str) -> bool:
    return any(isinstance(item, Event) and item.id == id_ for item in row.items)


def _local(id_: str) -> str:
    return id_.partition(":")[2]
