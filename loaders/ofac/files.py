"""Which files make which list: snapshots in the order of their days, and the companion tables. Reads no entries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from graph.dates import Span
from graph.errors import InputError, Place
from graph.ingest.rows import Reject
from loaders._lists.days import day_in_name, written_day
from loaders._lists.texts import lists_below
from loaders.ofac.legacy import read_primary, table_of
from loaders.ofac.markup import read_day, read_entries
from loaders.ofac.party import Party

SUFFIXES: Final = (".csv", ".xml")
LISTS: Final = ("sdn", "cons")


@dataclass(frozen=True, slots=True)
class File:
    """A file of a list: `table` is primary, alt, add, comments or xml; `day` is that of its publication, where it is told."""

    path: Path
    name: str
    which: str
    table: str
    day: Span | None

    def entries(self) -> Iterator[Party | Reject]:
        return (read_entries if self.table == "xml" else read_primary)(self.path, self.name)

    @property
    def written(self) -> date:
        return written_day(self.path)


@dataclass(slots=True)
class Book:
    """The files of one list."""

    which: str
    snapshots: list[File] = field(default_factory=list)
    companions: list[File] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)


def books_of(paths: tuple[Path, ...]) -> list[Book]:
    """The lists among the files, each with what could not be used. A file that is no list's is a reject of the first.

    Raises:
        InputError: a path does not exist, or a folder holds nothing to read.
    """
    books = {which: Book(which) for which in LISTS}
    stray: list[Reject] = []
    for path, name in _files(paths):
        try:
            file = _recognise(path, name)
        except InputError as error:
            stray.append(Reject(error.place, error.message, error.hint))
            continue
        book = books[file.which]
        (book.snapshots if file.table in ("primary", "xml") else book.companions).append(file)
    found = [book for book in books.values() if book.snapshots or book.companions] or [books["sdn"]]
    for book in found:
        _order(book)
    found[0].rejects[:0] = stray
    return found


def _files(paths: tuple[Path, ...]) -> Iterator[tuple[Path, str]]:
    seen: set[Path] = set()
    for given in paths:
        for path, name in lists_below(given, SUFFIXES):
            if path.resolve() not in seen:
                seen.add(path.resolve())
                yield path, name


def _recognise(path: Path, name: str) -> File:
    if path.suffix.lower() == ".xml":
        return File(path, name, _list_of(path), "xml", read_day(path, name) or day_in_name(path))
    return File(path, name, _list_of(path), table_of(path, name), day_in_name(path))


def _list_of(path: Path) -> str:
    """By the name: `cons_prim.csv`, `consolidated.xml` and anything `non-SDN` are the other list; the files themselves do not say."""
    plain = path.stem.casefold().replace("-", "").replace("_", "")
    return "cons" if plain.startswith("cons") or "nonsdn" in plain else "sdn"


def _order(book: Book) -> None:
    """Snapshots by their days. Where there are several, each needs a day of its own: what came and went follows from their order."""
    if len(book.snapshots) < 2:
        return
    dated: list[File] = []
    for file in sorted(book.snapshots, key=lambda file: (file.day is None, file.day or Span.day(date.min), file.name)):
        if file.day is None:
            reason, hint = (
                "which day is this list of? There are several lists to put in order",
                "put the day into its name: sdn_2024-03-26.csv",
            )
            book.rejects.append(Reject(Place(file.name), reason, hint))
        elif dated and not (dated[-1].day or file.day).precedes(file.day):
            reason = f"is a list of the same day as {dated[-1].name}; it was not read"
            book.rejects.append(Reject(Place(file.name), reason, "give one list a day"))
        else:
            dated.append(file)
    book.snapshots = dated
