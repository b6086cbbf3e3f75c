"""One file of a chronology opened, and the files of one dataset read together into rows, in the order in which they can be stored."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from dataclasses import fields as fields_of
from functools import partial
from pathlib import Path
from typing import Final

from graph.errors import InputError, Place
from graph.ingest.rows import Entry, Reject
from graph.model import Dataset, Item, Source
from loaders.chronology.actions import ACTION, action_items
from loaders.chronology.entries import (
    HEADER,
    SHORT_TIE,
    SOURCE,
    TIE,
    Days,
    actor_shape,
    dataset_of,
    record_of,
    short_ties,
    source_of,
    tie_of,
)
from loaders.chronology.fields import Fields, Scope, as_identifier, did_you_mean, is_blank, lines_of
from loaders.chronology.links import Draft, Name, link, names_of
from loaders.chronology.nodes import Broken, Listing, Node, Table, Text, parse_file, shorten

SECTIONS: Final = ("sources", "actors", "ties", "actions")
_TABLES: Final = ("sources", "actors")
Section = Table | Listing


@dataclass(frozen=True, slots=True)
class Chapter:
    """A file whose header was understood: its sections as nodes, and what is wrong with its outermost keys."""

    file: str
    part: str
    dataset: Dataset
    lines: dict[str, int]
    sections: dict[str, Section]
    rejects: tuple[Reject, ...]

    def scope(self) -> Scope:
        return Scope(self.file, self.part, self.dataset.id)

    def entries(self, section: str) -> Iterator[tuple[Text | None, Node]]:
        """The entries of a section; those of sources and actors with the key that is their id."""
        found = self.sections.get(section)
        if isinstance(found, Table):
            yield from found.pairs
        elif found:
            yield from ((None, item) for item in found.items)


def reject_of(error: InputError) -> Reject:
    return Reject(error.place, error.message, error.hint, getattr(error, "detail", ""))


def open_chapter(path: Path, name: str) -> Chapter:
    """Read a file and its header.

    Raises:
        InputError: nothing of the file can be used.
    """
    root = parse_file(path, name)
    header, sections, rejects = _divide(root, name)
    fields = Fields(header, HEADER, Scope(name, path.stem, ""))
    lines = {key.value: key.line for key, _ in root.pairs}
    return Chapter(name, path.stem, dataset_of(fields), lines, sections, tuple(rejects))


def _divide(root: Table, name: str) -> tuple[Table, dict[str, Section], list[Reject]]:
    """The header's keys, the sections, and a reject for each outermost key that is neither."""
    seen: dict[str, int] = {}
    header: list[tuple[Text, Node]] = []
    sections: dict[str, Section] = {}
    rejects: list[Reject] = []
    known = (*HEADER.required, *HEADER.optional, *SECTIONS)
    for key, node in root.pairs:
        place = Place(name, key.line, shorten(key.value))
        if key.value in seen:
            reason = f"`{shorten(key.value)}` stands twice: on lines {seen[key.value]} and {key.line}"
            rejects.append(Reject(place, reason, "keep one of them; entries of both can stand under one key"))
        elif key.value not in known:
            hint = did_you_mean(key.value, known) or f"known: {', '.join(known)}"
            rejects.append(Reject(place, f"a chronology has no key `{shorten(key.value)}`; what stands under it was not read", hint))
        elif key.value not in SECTIONS:
            header.append((key, node))
        elif isinstance(node, Table if key.value in _TABLES else Listing):
            sections[key.value] = node
        elif not is_blank(node):
            rejects.append(_misshapen(key.value, node, place))
        seen.setdefault(key.value, key.line)
    return Table(tuple(header), root.line), sections, rejects


def _misshapen(section: str, node: Node, place: Place) -> Reject:
    if isinstance(node, Broken):
        return Reject(Place(place.file, node.line, place.column), node.reason, node.hint, node.detail)
    if section in _TABLES:
        return Reject(place, f"`{section}` must be a mapping of ids", "write `  the-id:` and its keys below it, indented")
    return Reject(place, f"`{section}` must be a list", "start each entry with `- `")


def disagreement(chapter: Chapter, first: Chapter) -> Reject | None:
    """Why a later file cannot belong to the dataset as the first file describes it."""
    for field in fields_of(Dataset):
        if getattr(chapter.dataset, field.name) != getattr(first.dataset, field.name):
            place = Place(chapter.file, chapter.lines.get(field.name, 1), field.name)
            return Reject(
                place,
                f"`{field.name}` is not the same as in {first.file}, which belongs to the same dataset; this file was not read",
                "the files of one dataset start with the same header",
                shorten(str(getattr(chapter.dataset, field.name))),
            )
    return None


def rows_of(chapters: Iterable[Chapter]) -> list[Entry | Reject]:
    """All rows of one dataset: what is wrong with the files, then sources, actors, ties and actions across all of them."""
    chapters = list(chapters)
    sources = [draft for chapter in chapters for draft in _sources(chapter)]
    days = {
        item.id: item.published.first
        for draft in sources
        for item in _items(draft)
        if isinstance(item, Source) and item.published and item.published.precision == "day"
    }
    actors = [draft for chapter in chapters for draft in _actors(chapter)]
    ties = [draft for chapter in chapters for draft in (*_short_ties(chapter, days), *_ties(chapter, days))]
    actions = [draft for chapter in chapters for draft in _actions(chapter, days)]
    wrong = [reject for chapter in chapters for reject in chapter.rejects]
    return [*wrong, *link([*sources, *actors, *ties, *actions])]


def _items(draft: Draft) -> tuple[Item, ...]:
    return draft.row.items if isinstance(draft.row, Entry) else ()


_Build = Callable[[Scope], tuple[Item, ...]]


def _draft(chapter: Chapter, place: Place, node: Node, names: tuple[Name, ...], build: _Build) -> Draft:
    """The entry that `build` makes, or a reject that keeps the names under which others may refer to it."""
    scope = chapter.scope()
    try:
        items = build(scope)
    except InputError as error:
        return Draft(reject_of(error), names)
    return Draft(Entry(place, items, lines_of(node, place.line)), names_of(items), tuple(scope.refs))


def _keyed(chapter: Chapter, section: str) -> Iterator[tuple[str, Place, Node, tuple[Name, ...]]]:
    space = section.removesuffix("s")
    for key, node in chapter.entries(section):
        if key:
            name = key.value.strip()
            yield name, Place(chapter.file, key.line, f"{section}.{shorten(name)}"), node, ((space, chapter.scope().own(name)),)


def _sources(chapter: Chapter) -> Iterator[Draft]:
    def build(scope: Scope, name: str, place: Place, node: Node) -> tuple[Item, ...]:
        return (source_of(as_identifier(name, place), Fields(node, SOURCE, scope)),)

    for name, place, node, names in _keyed(chapter, "sources"):
        yield _draft(chapter, place, node, names, partial(build, name=name, place=place, node=node))


def _actors(chapter: Chapter) -> Iterator[Draft]:
    shape = actor_shape()

    def build(scope: Scope, name: str, place: Place, node: Node) -> tuple[Item, ...]:
        record = record_of(name, Fields(node, shape, scope))
        if record.kind != "State":
            as_identifier(name, place)
        return (record,)

    for name, place, node, names in _keyed(chapter, "actors"):
        yield _draft(chapter, place, node, names, partial(build, name=name, place=place, node=node))


def _short_ties(chapter: Chapter, days: Days) -> Iterator[Draft]:
    def build(scope: Scope, owner: str, key: Text, node: Node) -> tuple[Item, ...]:
        source = scope.refer("actor", owner, Place(scope.file, key.line, key.value))
        return (tie_of(Fields(node, SHORT_TIE, scope), days, key.value.upper(), source),)

    for name, _, actor, _ in _keyed(chapter, "actors"):
        for key, node in short_ties(actor):
            place = Place(chapter.file, node.line, key.value)
            yield _draft(chapter, place, node, (), partial(build, owner=name, key=key, node=node))


def _listed(chapter: Chapter, section: str) -> Iterator[tuple[Place, Node, tuple[Name, ...]]]:
    for index, (_, node) in enumerate(chapter.entries(section)):
        pairs = node.pairs if isinstance(node, Table) else ()
        written = next((value.value.strip() for key, value in pairs if key.value == "id" and isinstance(value, Text)), "")
        names: tuple[Name, ...] = (("statement", chapter.scope().own(written)),) if written else ()
        yield Place(chapter.file, node.line, f"{section}[{index}]"), node, names


def _ties(chapter: Chapter, days: Days) -> Iterator[Draft]:
    def build(scope: Scope, node: Node) -> tuple[Item, ...]:
        return (tie_of(Fields(node, TIE, scope), days),)

    for place, node, names in _listed(chapter, "ties"):
        yield _draft(chapter, place, node, names, partial(build, node=node))


def _actions(chapter: Chapter, days: Days) -> Iterator[Draft]:
    def build(scope: Scope, node: Node) -> tuple[Item, ...]:
        return action_items(Fields(node, ACTION, scope), days)

    for place, node, names in _listed(chapter, "actions"):
        yield _draft(chapter, place, node, names, partial(build, node=node))
