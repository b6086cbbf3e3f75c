"""Chronologies: YAML files written by hand, told in docs/chronology.md. Finds the files and groups them by dataset; reads no keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from graph.errors import InputError, Place
from graph.ingest.rows import Reject
from graph.model import Dataset
from loaders.base import Load, Loader, files_below
from loaders.chronology.chapters import Chapter, disagreement, open_chapter, reject_of, rows_of

SUFFIXES: Final = (".yaml", ".yml")
_ENDINGS: Final = f"a chronology ends in {' or '.join(SUFFIXES)}"
UNREAD: Final = Dataset(id="unread", title="Files that could not be read", publisher="", licence="", citation="")
"""Stands for the dataset where no file could be read as far as its header: such a load holds rejects only."""

SCHEMA: Final = Path(__file__).parent / "schema.json"


def read(paths: tuple[Path, ...]) -> Iterator[Load]:
    """One load for each dataset among the files, in order of first appearance; a folder stands for the files below it.

    A file of which nothing can be used is a reject of the first load.

    Raises:
        InputError: a path does not exist, or a folder holds no chronology.
    """
    books: dict[str, list[Chapter]] = {}
    rejects: list[Reject] = []
    for path, name in _files(paths):
        try:
            chapter = open_chapter(path, name)
        except InputError as error:
            rejects.append(reject_of(error))
            continue
        book = books.setdefault(chapter.dataset.id, [])
        if reject := _misfit(chapter, book):
            rejects.append(reject)
        else:
            book.append(chapter)
    if not books and rejects:
        yield Load(UNREAD, rejects, complete=False)
    for book in books.values():
        yield Load(book[0].dataset, [*rejects, *rows_of(book)], parts=tuple(chapter.part for chapter in book))
        rejects = []


def _misfit(chapter: Chapter, book: list[Chapter]) -> Reject | None:
    if not book:
        return None
    twin = next((other for other in book if other.part == chapter.part), None)
    if twin:
        # A part is what a later load of the same file replaces: two files of one name would withdraw each other's statements.
        reason = f"another file of this dataset has the same name: {twin.file}; this file was not read"
        return Reject(Place(chapter.file), reason, "rename one of them")
    return disagreement(chapter, book[0])


def _files(paths: tuple[Path, ...]) -> Iterator[tuple[Path, str]]:
    """Each file once, with the name that messages use: the path as given, or the path below the folder given."""
    seen: set[Path] = set()
    for given in paths:
        for path, name in files_below(given, SUFFIXES.__contains__, nothing="the folder holds no chronology", hint=_ENDINGS):
            if path.resolve() not in seen:
                seen.add(path.resolve())
                yield path, name


LOADER: Final = Loader(
    name="chronology",
    about="Chronologies written by hand in YAML: actors, ties and sourced actions with their claims and denials.",
    read=read,
    suffixes=SUFFIXES,
    bundled=tuple(sorted((Path(__file__).parent / "bundled").glob("*.yaml"))),
)
