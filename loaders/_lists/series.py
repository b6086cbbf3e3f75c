"""Lists that are published again and again: on which days an entry must have come and gone. No files here, no list's own columns."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from graph.dates import Span, day_after


@dataclass(slots=True)
class Stay:
    """One time on a list, by numbers of snapshots: the last sound one before it, the first and last that hold it, the first after it."""

    before: int | None
    first: int
    last: int
    gone: int | None = None


@dataclass(slots=True)
class Series:
    """Who was on which snapshot. Snapshots are observed in the order of their days."""

    days: list[Span | None] = field(default_factory=list)
    stays: dict[str, list[Stay]] = field(default_factory=dict)
    _sound: int | None = None

    def observe(self, day: Span | None, present: Collection[str], sound: bool) -> None:
        """The next snapshot. One that is not sound (a row could not be read) shows who is there, not who is missing."""
        index = len(self.days)
        self.days.append(day)
        for key in present:
            stays = self.stays.setdefault(key, [])
            if stays and stays[-1].gone is None:
                stays[-1].last = index
            else:
                stays.append(Stay(self._sound, index, index))
        if not sound:
            return
        for key, stays in self.stays.items():
            if stays[-1].gone is None and key not in present:
                stays[-1].gone = index
        self._sound = index

    def told_in(self, key: str) -> int:
        """The last snapshot that holds it: the one whose row tells all of it."""
        return self.stays[key][-1].last

    def came(self, stay: Stay) -> Span | None:
        """The days on which it may have come onto the list; None where no earlier snapshot lacked it."""
        return None if stay.before is None else self._between(stay.before, stay.first)

    def went(self, stay: Stay) -> Span | None:
        """The days on which it may have been taken off; None while it is still there."""
        return None if stay.gone is None else self._between(stay.last, stay.gone)

    def _between(self, earlier: int, later: int) -> Span:
        return Span(day_after(self.day(earlier).first), self.day(later).last)

    def day(self, index: int) -> Span:
        """A snapshot's day; a series of two or more always has them."""
        found = self.days[index]
        if found is None:
            raise ValueError(f"snapshot {index} has no day")
        return found
