"""targets.simple.csv: one row a target, lists within cells, in generations of 14 to 16 columns. Streams; other files are not known here."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import IO, Final

from graph.dates import Span
from graph.errors import InputError, Place
from graph.ingest.rows import Entry, Reject, Row, Skip
from graph.model import Citation, Event, Item, Participant, Record
from graph.progress import Extent
from loaders._expectation import Expectation, Looks
from loaders._lists.kinds import body_kind
from loaders._lists.particulars import years_of
from loaders._lists.parties import shortened
from loaders._lists.texts import SEPARATORS
from loaders.opensanctions.acts import EARLIEST, action_of
from loaders.opensanctions.entity import ID, seen_on
from loaders.opensanctions.files import MAX_LINE, File
from loaders.opensanctions.issuers import Issuers, slug
from loaders.opensanctions.party import list_source
from loaders.opensanctions.schemas import ACTORS, BODIES, PERSON, THINGS

REQUIRED: Final = frozenset({"id", "schema", "name", "aliases", "countries", "sanctions", "dataset", "first_seen"})
EXPECTED: Final = Expectation(
    "a table of targets",
    rows=(100, 5_000_000),
    filled={"name": (0.99, 1), "schema": (1, 1), "dataset": (0.99, 1), "first_seen": (0.95, 1), "countries": (0.3, 1)},
    values={"schema": frozenset({"Person"})},
)
_HINT: Final = "expected: targets.simple.csv with the columns id, schema, name, aliases, ..., sanctions, ..., dataset, first_seen"
_IDENT: Final = re.compile(r"[^\s/\x00-\x1f\x7f]{1,150}")
_DAY: Final = re.compile(r"(?:^|\s-\s)(\d{4}-\d\d-\d\d)(?=$|\s-\s)", re.ASCII)

Cells = Mapping[str, str]


def rows_of(file: File, issuers: Issuers, looks: Looks, extent: Extent) -> Iterator[Row]:
    """One row value a row. A file that is no such table is one reject."""
    try:
        with file.path.open(encoding=_encoding(file), newline="") as stream:
            yield from _table(file, stream, issuers, looks, extent)
    except InputError as error:
        yield Reject(error.place, error.message, error.hint)
    except UnicodeError as error:
        yield Reject(Place(file.name), f"is not text in the encoding it begins with ({error.__class__.__name__})", "save the file as UTF-8")
    except OSError as error:
        yield Reject(Place(file.name), f"cannot be read: {error.strerror or error}")


def columns_of(file: File) -> frozenset[str]:
    """The names in the first line, in small letters; none where that is no text."""
    try:
        with file.path.open(encoding=_encoding(file), newline="") as stream:
            header = stream.readline(MAX_LINE)
    except (OSError, UnicodeError):
        return frozenset()
    return frozenset(_names(header)[1])


def _names(header: str) -> tuple[str, list[str]]:
    """The separator of a header and its names; none where it is no CSV."""
    separator = max(SEPARATORS, key=header.count)
    try:
        return separator, [name.strip().casefold() for name in next(csv.reader([header], delimiter=separator), [])]
    except csv.Error:
        return separator, []


def _encoding(file: File) -> str:
    with file.path.open("rb") as stream:
        begins = stream.read(4)
    return "utf-16" if begins[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"


def _table(file: File, stream: IO[str], issuers: Issuers, looks: Looks, extent: Extent) -> Iterator[Row]:
    lines = _lines(stream, file.name, extent)
    header = next(lines, "")
    separator, columns = _names(header)
    if not set(columns) >= REQUIRED:
        begins = " ".join(header.split())[:60]
        raise InputError(f"this is no table of targets: it begins {begins!r}", Place(file.name, 1), hint=_HINT)
    reader = csv.reader(lines, delimiter=separator)
    while True:
        place = Place(file.name, reader.line_num + 2)
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Reject(place, f"is not CSV: {error}", "quotes must be closed and doubled inside quotes")
            continue
        if any(value.strip() for value in values):
            yield _row(place, columns, values, issuers, looks)


def _lines(stream: IO[str], name: str, extent: Extent) -> Iterator[str]:
    """Lines of bounded length.

    Raises:
        InputError: a line does not end.
    """
    number = 0
    while line := stream.readline(MAX_LINE + 1):
        number += 1
        extent.read += len(line)
        if len(line) > MAX_LINE:
            raise InputError(f"the line is longer than {MAX_LINE:,} characters", Place(name, number), hint=_HINT)
        yield line


def _row(place: Place, columns: list[str], values: list[str], issuers: Issuers, looks: Looks) -> Row:
    if len(values) != len(columns):
        return Reject(place, f"has {len(values)} columns where the header has {len(columns)}", "the file may be cut off")
    cells = {name: value.strip() for name, value in zip(columns, values, strict=True)}
    looks.row(place.file, EXPECTED, cells)
    schema = cells["schema"]
    if schema in THINGS:
        return Skip(place, f"{schema}: a thing, not an actor")
    if schema not in ACTORS:
        return Skip(place, f"{schema[:40]}: neither an actor nor a relation of actors")
    try:
        return Entry(place, tuple(_items(place, cells, issuers)))
    except InputError as error:
        return Reject(error.place, error.message, error.hint)


def _items(place: Place, cells: Cells, issuers: Issuers) -> Iterator[Item]:
    if not _IDENT.fullmatch(cells["id"]):
        raise InputError(f"{cells['id'][:40]!r} is not an id", Place(place.file, place.line, "id"), hint="NK-…, Q7747, ofac-47800")
    if not cells["name"]:
        raise InputError("an actor without a name", Place(place.file, place.line, "name"))
    record = _record(cells)
    yield record
    source = list_source(slug(cells["dataset"]) or "unnamed")
    acts = list(_events(place, cells, record, issuers))
    if acts:
        yield source
    for actor, event in acts:
        yield from (actor, event)


def _record(cells: Cells) -> Record:
    person = cells["schema"] == PERSON
    kind = "Person" if person else BODIES[cells["schema"]] or body_kind(cells["name"])
    countries = cell_list(cells["countries"])
    codes = {"opensanctions": cells["id"]} | ({"wikidata": cells["id"]} if re.fullmatch(r"Q\d+", cells["id"], re.ASCII) else {})
    return Record(
        id=f"{ID}:{cells['id']}",
        kind=kind,
        name=cells["name"],
        aliases=tuple(alias for alias in dict.fromkeys(cell_list(cells["aliases"])) if alias != cells["name"]),
        codes=codes,
        description=f"Countries as told: {' '.join(countries)}" if countries else "",
        born=years_of(cells.get("birth_date", "")) if person else (),
    )


def cell_list(cell: str) -> list[str]:
    """A list inside a cell: values with `;` between, quoted where they hold one. Empty values say nothing."""
    try:
        values = (
            next(csv.reader([cell], delimiter=";"), []) if "\n" not in cell else next(csv.reader(cell.splitlines(True), delimiter=";"), [])
        )
    except csv.Error:
        values = cell.split(";")
    return [" ".join(value.split()) for value in values if value.strip(' "')]


def _events(place: Place, cells: Cells, record: Record, issuers: Issuers) -> Iterator[tuple[Record, Event]]:
    """One sanction for each programme; without programmes one by whoever keeps the list, if the cell of sanctions tells of any."""
    texts = cell_list(cells["sanctions"])
    titles = cell_list(cells["dataset"])
    acting = {programme: issuers.of_programme(programme) for programme in cell_list(cells.get("program_ids", ""))}
    if not acting and cells["sanctions"]:
        keepers = {title: issuers.of_title(title) for title in titles}
        acting = {"": next(iter(keepers.values()))} if len(keepers) == 1 else {}
    alone = len(acting) == 1
    for programme, actor in acting.items():
        if actor is not None and actor.id != record.id:
            yield actor, _event(place, cells, record, actor, programme, texts if alone else [])


def _event(place: Place, cells: Cells, record: Record, actor: Record, programme: str, texts: list[str]) -> Event:
    when, basis, published = _when(place, cells, texts)
    list_ = slug(cells["dataset"]) or "unnamed"
    return Event(
        id=f"{record.id}-{(programme and slug(programme)) or 'listed'}",
        dataset=ID,
        action=action_of([programme] if programme else [], [], person=record.kind == "Person"),
        date=when,
        status="in_force",
        participants=(Participant(record=actor.id, role="source"), Participant(record=record.id, role="target")),
        citations=(Citation(source=list_source(list_).id, credibility="3", words=shortened(" | ".join(texts))),),
        published=published,
        note="Told by the simplified table, which names neither the authority nor, mostly, the day.",
        part=f"simple:{cells['id']}",
        said={
            name: value for name, value in (("list", shortened(cells["dataset"])), ("programme", programme), ("date_basis", basis)) if value
        },
    )


def _when(place: Place, cells: Cells, texts: list[str]) -> tuple[Span, str, date | None]:
    """The first day that the words of the sanctions give (`EU-UKR - 2022-02-25`); else all days until the row was first seen."""
    days = list[Span]()
    for text in texts:
        for found in _DAY.findall(text):
            try:
                days.append(Span.parse(found))
            except ValueError:
                continue
    if days:
        return min(days), "told", None
    seen = seen_on(cells["first_seen"], Place(place.file, place.line, "first_seen"))
    if seen is None:
        raise InputError("a target without a day", Place(place.file, place.line, "first_seen"), hint="YYYY-MM-DDThh:mm:ss")
    return Span(EARLIEST, max(seen, EARLIEST)), "seen", seen
