"""One list, or the same list again and again, as rows of a load: each source row once. No files' formats, no list's own words."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from graph.dates import Span
from graph.errors import InputError, Place
from graph.ingest.rows import Entry, Reject, Row, Skip
from graph.model import Dataset, Item, Source
from graph.progress import Extent
from loaders._expectation import Looks
from loaders._lists.parties import Lister, Listing, Party, Told
from loaders._lists.series import Series, Stay
from loaders._lists.texts import lists_below
from loaders.base import Load

MOST_LOST: Final = 0.5
"""A list that lost more than half of its parties since the one before is an extract or broken off, and shows no delisting."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A row that tells of a party. The first row of a party tells all of it; `again` is why another one is skipped."""

    place: Place
    key: str
    again: str = ""


@dataclass(slots=True)
class Snapshot:
    """One file of a list, gathered: its rows in order, and its parties, each told by several rows perhaps."""

    name: str
    day: Span | None
    written: date
    source: Source
    rows: list[Reject | Skip | Seen] = field(default_factory=list)
    parties: dict[str, Party] = field(default_factory=dict)

    @property
    def sound(self) -> bool:
        """Every row could be read, so that what is missing is not there."""
        return not any(isinstance(row, Reject) for row in self.rows)

    @property
    def latest(self) -> date:
        return self.day.last if self.day else self.written


@dataclass(slots=True)
class Register:
    """Snapshots in order, with whoever was on them. What an earlier one told of a party, the last one that holds it tells anew."""

    lister: Lister
    snapshots: list[Snapshot] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    _stays: Series = field(default_factory=Series)
    _told_in: dict[str, int] = field(default_factory=dict)
    _listings: dict[str, dict[str, Listing]] = field(default_factory=dict)
    _parties: dict[str, Party] = field(default_factory=dict)

    @property
    def rows_in_all(self) -> int:
        return len(self.rejects) + sum(len(snapshot.rows) for snapshot in self.snapshots)

    def rows(self) -> Iterator[Row]:
        yield from self.rejects
        standing = self.lister.standing()
        for index, snapshot in enumerate(self.snapshots):
            first = set[str]()
            for row in snapshot.rows:
                if not isinstance(row, Seen):
                    yield row
                elif row.key in first:
                    yield Skip(row.place, row.again)
                elif self._told_in[row.key] != index:
                    first.add(row.key)
                    yield Skip(row.place, "told by a later list")
                else:
                    first.add(row.key)
                    yield Entry(row.place, (*standing, *self._items(row.key, snapshot)))
                    standing = ()

    def add(self, snapshot: Snapshot) -> None:
        """The next one, in the order of their days."""
        index, before = len(self.snapshots), self.snapshots[-1].parties if self.snapshots else {}
        if len(before.keys() - snapshot.parties.keys()) > MOST_LOST * len(before):
            self.rejects.append(_extract(snapshot, len(before)))
            return
        self.snapshots.append(snapshot)
        self._parties |= snapshot.parties
        present = set[str]()
        for party in snapshot.parties.values():
            self._told_in[party.key] = index
            for listing in party.listings:
                self._listings.setdefault(party.key, {})[listing.key] = listing
                present.add(_stay_key(party.key, listing.key))
        self._stays.observe(snapshot.day, present, snapshot.sound)

    def _items(self, key: str, snapshot: Snapshot) -> Iterator[Item]:
        party = self._parties[key]
        yield from (self.lister.actor, party.record(self.lister.dataset))
        for listing in self._listings[key].values():
            yield listing.organ
            for number, stay in enumerate(self._stays.stays[_stay_key(key, listing.key)]):
                yield from self.lister.listed(party, listing, self._told(party, listing, stay, number))
        source = party.source or snapshot.source
        ties = list(self.lister.ties(party, source, self._parties))
        yield from ((source,) if ties else ())
        yield from ties

    def _told(self, party: Party, listing: Listing, stay: Stay, number: int) -> Told:
        when, basis, note = self._dated(listing, stay, number)
        first = self.snapshots[stay.first]
        return Told(
            when=when,
            basis=basis,
            note=note,
            latest=self.snapshots[stay.last].latest,
            source=party.source or first.source,
            published=None if basis == "given" else (first.day.last if first.day else None),
            number=str(number + 1) if number else "",
            went=self._went(when, stay),
            gone_source=self.snapshots[stay.gone].source if stay.gone is not None else None,
        )

    def _went(self, came: Span, stay: Stay) -> Span | None:
        """A day of listing that a list gives may lie after the day on which that list was made."""
        went = self._stays.went(stay)
        return went if went and went.last >= came.first else None

    def _dated(self, listing: Listing, stay: Stay, number: int) -> tuple[Span, str, str]:
        """The days, how they are known, and a note. A second time on the list has a day of its own only if that lies after the first."""
        came, first = self._stays.came(stay), self.snapshots[stay.first]
        if listing.day and (not number or (came and listing.day.last >= came.first)):
            return listing.day, "given", ""
        if came and stay.before is not None:
            before = self.snapshots[stay.before].day
            return came, "between two lists", f"Not on the list of {before}, on that of {first.day}."
        span = Span(min(listing.earliest, first.latest), first.latest)
        note = f"The list gives no day of listing; {span.first} is the earliest on which it can have happened."
        return span, "before the first list", note + ("" if first.day else " The file was written on the last day of the span.")


def read_snapshots(
    paths: Iterable[Path], suffixes: Collection[str], register: Register, gather: Callable[[Path, str], Snapshot], hint: str
) -> None:
    """Gather the lists below some paths, each file once, and add them by their days. One that cannot be read is a reject; `hint` says how
    a list without a day gets one.

    Raises:
        InputError: a path does not exist, or a folder holds nothing to read.
    """
    snapshots, seen = list[Snapshot](), set[Path]()
    for path, name in (found for given in paths for found in lists_below(given, suffixes)):
        if path.resolve() in seen:
            continue
        seen.add(path.resolve())
        try:
            snapshots.append(gather(path, name))
        except InputError as error:
            register.rejects.append(Reject(error.place, error.message, error.hint))
    in_order(snapshots, register, hint)


def load_of(register: Register, dataset: Dataset, looks: Looks, *, complete: bool) -> Load:
    """A register as the rows of a load."""
    extent = Extent()
    extent.rows = register.rows_in_all
    return Load(dataset, register.rows(), complete, parts=(register.lister.part,), extent=extent, looks=looks)


def in_order(snapshots: list[Snapshot], register: Register, hint: str) -> None:
    """Add snapshots by their days. Where there are several, each needs a day of its own: what came and went follows from their order."""
    if len(snapshots) == 1:
        register.add(snapshots[0])
        return
    last: Snapshot | None = None
    for snapshot in sorted(snapshots, key=lambda one: (one.day is None, one.day or Span.day(date.min), one.name)):
        if snapshot.day is None:
            reason = "gives no day, and there are several lists to put in order; it was not read"
            register.rejects.append(Reject(Place(snapshot.name), reason, hint))
        elif last and last.day and not last.day.precedes(snapshot.day):
            reason = f"is a list of the same day as {last.name}; it was not read"
            register.rejects.append(Reject(Place(snapshot.name), reason, "give one list a day"))
        else:
            register.add(snapshot)
            last = snapshot


def list_source(lister: Lister, title: str, publisher: str, day: Span | None) -> Source:
    """A list as evidence: one for each day."""
    label = str(day) if day else "undated"
    id_ = f"{lister.dataset}:{lister.part}-{label.replace('..', '-')}"
    return Source(id=id_, title=f"{title}, {label}", publisher=publisher, published=day, reliability="A")


def _stay_key(party: str, listing: str) -> str:
    return f"{party}\t{listing}"


def _extract(snapshot: Snapshot, before: int) -> Reject:
    reason = f"holds {len(snapshot.parties):,} parties where the list before it held {before:,}: an extract shows no delisting"
    return Reject(Place(snapshot.name), reason, "load an extract by itself, or fetch the whole list")
