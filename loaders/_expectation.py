"""What the files of a source look like, and what a file of it looks like: declared by a loader, compared at the end. Warns, never rejects.

A share says little of a few rows, so shares and values are held against files of `ENOUGH` rows or more only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

ENOUGH: Final = 100


@dataclass(frozen=True, slots=True)
class Expectation:
    """What holds for each file of a source.

    `rows` are the fewest and the most that it has (0: no bound); `filled` the least and the greatest share of rows in which a column
    says something; `values` what stands somewhere in a column.
    """

    what: str
    rows: tuple[int, int] = (0, 0)
    filled: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    values: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(slots=True)
class Look:
    """One file as it was read: its rows, how many of them fill a column, and which of the expected values stood there."""

    rows: int = 0
    filled: Counter[str] = field(default_factory=Counter)
    values: dict[str, set[str]] = field(default_factory=dict)


@dataclass(slots=True)
class Looks:
    """The files of a load beside what is expected of each. The reader adds; `remarks` says what does not fit."""

    _files: dict[str, tuple[Expectation, Look]] = field(default_factory=dict)

    def add(self, file: str, expected: Expectation, rows: int, filled: Mapping[str, int], values: Mapping[str, set[str]]) -> None:
        """Some rows of a file."""
        look = self._look(file, expected)
        look.rows += rows
        look.filled.update(filled)
        for column, found in values.items():
            look.values.setdefault(column, set()).update(found & expected.values.get(column, frozenset()))

    def row(self, file: str, expected: Expectation, cells: Mapping[str, str]) -> None:
        """One row by its cells; columns of which nothing is expected may be left out."""
        look = self._look(file, expected)
        look.rows += 1
        look.filled.update(column for column in expected.filled if cells.get(column))
        for column, wanted in expected.values.items():
            if (value := cells.get(column, "")) in wanted:
                look.values.setdefault(column, set()).add(value)

    def _look(self, file: str, expected: Expectation) -> Look:
        return self._files.setdefault(file, (expected, Look()))[1]

    def begin(self) -> None:
        """A stream is read from its beginning: what an earlier reading saw does not count twice."""
        self._files.clear()

    def remarks(self) -> Iterator[str]:
        for file, (expected, look) in self._files.items():
            if found := list(_unlike(expected, look)):
                yield f"{file} looks unlike {expected.what}: {'; '.join(found)}"


def _unlike(expected: Expectation, look: Look) -> Iterator[str]:
    fewest, most = expected.rows
    if look.rows < fewest or (most and look.rows > most):
        yield (
            f"{look.rows:,} rows, where one has {fewest:,} to {most:,}" if most else f"{look.rows:,} rows, where one has {fewest:,} or more"
        )
    if look.rows < ENOUGH:
        return
    for column, (least, greatest) in expected.filled.items():
        share = look.filled[column] / look.rows
        if not least <= share <= greatest:
            yield f"{column} is filled in {share:.0%} of the rows, where {least:.0%} to {greatest:.0%} are usual"
    for column, wanted in expected.values.items():
        if missing := sorted(wanted - look.values.get(column, set())):
            yield f"no row has {column} {' or '.join(missing)}"
