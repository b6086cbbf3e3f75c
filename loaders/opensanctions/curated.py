"""Tables that OpenSanctions keeps by hand: China's counter-measures, the Pentagon's list of Chinese military companies, the Cuba Restricted
List, Switzerland's freezes of potentates' assets. Each by its header; no FtM here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from graph.dates import Span
from graph.errors import InputError, Place
from graph.ingest.rows import Entry, Reject, Row, Skip
from graph.model import Citation, Event, Item, Participant, Record, Source, Tie
from loaders._lists.kinds import body_kind
from loaders._lists.particulars import years_of
from loaders._lists.parties import shortened
from loaders._lists.tables import Line, open_table
from loaders.opensanctions.acts import page_of
from loaders.opensanctions.entity import ID
from loaders.opensanctions.files import File
from loaders.opensanctions.issuers import Issuers, slug
from loaders.opensanctions.party import PUBLISHER

_POINTED: Final = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})", re.ASCII)
_COUNTRIES: Final = {"uk": "gb"}


@dataclass(frozen=True, slots=True)
class Curated:
    """A table: who lists, which columns say what. Names of columns are in small letters; an empty one is not there.

    `country` is the party's state where no column says it; `kind` the party's where the table is of one kind.
    """

    id: str
    title: str
    header: frozenset[str]
    issuer: str
    action: str
    names: tuple[str, ...]
    aliases: tuple[str, ...]
    day: str
    end: str = ""
    organ: str = ""
    organ_column: str = ""
    list_column: str = ""
    words: tuple[str, ...] = ()
    url: str = "source url"
    country_columns: tuple[str, ...] = ()
    country: str = ""
    kind: str = ""
    born: str = ""


TABLES: Final = (
    Curated(
        "cn_sanctions",
        "China's counter-measures",
        frozenset({"type", "qid", "name", "chinese name", "topics", "body", "list", "date"}),
        "cn",
        "sanction",
        ("name", "chinese name"),
        ("chinese name", "alias"),
        "date",
        "end date",
        organ_column="body",
        list_column="list",
        words=("summary", "chinese summary"),
        country_columns=("country",),
    ),
    Curated(
        "us_dod_chinese_milcorps",
        "US Department of Defense: Chinese military companies",
        frozenset({"name", "clean name", "parent name", "start date", "end date"}),
        "us",
        "procurement_ban",
        ("clean name", "name"),
        ("alias", "previous name", "name"),
        "start date",
        "end date",
        organ="United States Department of Defense",
        words=("note",),
        country="cn",
    ),
    Curated(
        "us_cuba_sanctions",
        "US Department of State: Cuba Restricted List",
        frozenset({"id", "company", "acronym", "category", "effectivedate"}),
        "us",
        "sanction",
        ("company",),
        ("acronym", "alias"),
        "effectivedate",
        organ="United States Department of State",
        list_column="category",
        url="sourceurl",
        country="cu",
    ),
    Curated(
        "ch_fiaa",
        "Switzerland: frozen assets of foreign potentates (FIAA)",
        frozenset({"name", "nationality", "program", "listed", "delisted"}),
        "ch",
        "asset_freeze",
        ("name",),
        ("alias", "previous name"),
        "listed",
        "delisted",
        organ="Swiss Federal Council",
        list_column="program",
        words=("notes",),
        country_columns=("nationality", "country"),
        kind="Person",
        born="birth date",
    ),
)


def table_of(columns: frozenset[str]) -> Curated | None:
    """The table with such a header."""
    return next((table for table in TABLES if table.header <= columns), None)


@dataclass(slots=True)
class _Told:
    """What one reading of a file has told: its statements and ties, each once; and its parties, each with what all its rows say."""

    statements: set[str] = field(default_factory=set)
    parties: dict[str, Record] = field(default_factory=dict)

    def gather(self, party: Record) -> None:
        before = self.parties.get(party.id, party)
        self.parties[party.id] = replace(
            before,
            aliases=tuple(dict.fromkeys((*before.aliases, *party.aliases))),
            codes={**party.codes, **before.codes},
            description=before.description or party.description,
            born=tuple(sorted({*before.born, *party.born})),
        )


def rows_of(file: File, issuers: Issuers) -> Iterator[Row]:
    """One row value a row. A file that is no such table is one reject."""
    try:
        opened = open_table(file.path, file.name, lambda columns: table_of(columns) is not None, "a table that OpenSanctions keeps by hand")
    except InputError as error:
        yield Reject(error.place, error.message, error.hint)
        return
    table, told = table_of(frozenset(opened.columns)), _Told()
    if table is None:
        raise LookupError("the header was that of a table")
    lines = list(opened.lines())
    for line in lines:
        if isinstance(line, Line) and any(line[column] for column in table.names):
            told.gather(_party(line, table))
    for line in lines:
        yield _row(line, table, issuers, told) if isinstance(line, Line) else line


def _row(line: Line, table: Curated, issuers: Issuers, told: _Told) -> Row:
    try:
        items = tuple(_items(line, table, issuers, told))
    except InputError as error:
        return Reject(error.place, error.message, error.hint)
    return Entry(line.place, items) if items else Skip(line.place, "stands twice on one list and day")


def _items(line: Line, table: Curated, issuers: Issuers, told: _Told) -> Iterator[Item]:
    party, actor = told.parties[_party(line, table).id], issuers.of_country(table.issuer)
    if actor is None:
        raise LookupError(f"{table.issuer} is no state")
    day, end = _day(line, table.day), _day(line, table.end) if table.end and line[table.end] else None
    if day is None:
        raise InputError("a listing without its day", _at(line, table.day), hint="YYYY-MM-DD or DD.MM.YYYY")
    local = "-".join(part for part in (slug(line[table.list_column]) if line[table.list_column] else "", str(day)) if part)
    if (id_ := f"{party.id}-{local}") in told.statements:
        return
    told.statements.add(id_)
    organ = issuers.organ(line[table.organ_column] or table.organ, actor) if line[table.organ_column] or table.organ else None
    source = Source(id=f"{ID}:list-{table.id}", title=f"OpenSanctions: {table.title}", publisher=PUBLISHER, reliability="B")
    page = [page_of(url) for url in (line[table.url],) if url.startswith(("http://", "https://")) and " " not in url]
    yield from (party, actor, source, *page, *((organ, *issuers.tie(organ, actor)) if organ else ()))
    yield _event(line, table, (party, actor, organ), (day, end), id_, (source, *page))
    yield from _ties(line, table, party, issuers, source, told)


def _event(
    line: Line,
    table: Curated,
    who: tuple[Record, Record, Record | None],
    days: tuple[Span, Span | None],
    id_: str,
    sources: tuple[Source, ...],
) -> Event:
    (party, actor, organ), (day, end) = who, days
    if end and end.last < day.first:
        raise InputError(f"the end ({end}) is before the start ({day})", _at(line, table.end))
    words = shortened(" ".join(line[column] for column in table.words if line[column]))
    return Event(
        id=id_,
        dataset=ID,
        action=_action(line, table, party),
        date=day,
        end=end,
        status="ended" if end else "in_force",
        participants=(
            Participant(record=actor.id, role="source"),
            *((Participant(record=organ.id, role="organ"),) if organ else ()),
            Participant(record=party.id, role="target"),
        ),
        citations=tuple(Citation(source=one.id, credibility="2", words="" if index else words) for index, one in enumerate(sources)),
        part=f"{table.id}:{id_.removeprefix(f'{ID}:')}"[:190],
        said={"list": table.id, "date_basis": "start"} | ({"programme": line[table.list_column]} if line[table.list_column] else {}),
    )


def _action(line: Line, table: Curated, party: Record) -> str:
    if "export.control" in line["topics"].split(";"):
        return "entity_listing"
    return "sanction_individual" if table.action == "sanction" and party.kind == "Person" else table.action


def _party(line: Line, table: Curated) -> Record:
    name = next((line[column] for column in table.names if line[column]), "")
    if not name:
        raise InputError("a party without a name", _at(line, table.names[0]))
    told = (alias.strip() for column in table.aliases for alias in line[column].split(";"))
    item = line["qid"]
    return Record(
        id=f"{ID}:{table.id}-{slug(name)}",
        kind=table.kind or ("Person" if line["type"] == "Person" else body_kind(name, line["type"])),
        name=name,
        aliases=tuple(dict.fromkeys(alias for alias in told if alias and alias != name)),
        codes={"wikidata": item} if re.fullmatch(r"Q\d+", item, re.ASCII) else {},
        description=shortened(f"Parent as told: {line['parent name']}") if line["parent name"] else "",
        born=years_of(line[table.born]) if table.born else (),
    )


def _ties(line: Line, table: Curated, party: Record, issuers: Issuers, source: Source, told: _Told) -> Iterator[Item]:
    """The state with which the table puts a party: for a person hardly more than that, so the tie is inferred."""
    code = next((line[column] for column in table.country_columns if line[column]), table.country)
    state = (issuers.of_country(_COUNTRIES.get(code.casefold(), code)) if len(code) == 2 else issuers.states(code)) if code else None
    if state is None or state.kind != "State":
        return
    type_ = "NATIONAL_OF" if party.kind == "Person" else "HEADQUARTERED_IN"
    id_ = f"{party.id}-{type_.lower().replace('_', '-')}-{state.id.partition(':')[2]}"
    yield state
    if id_ not in told.statements:
        told.statements.add(id_)
        cited = (Citation(source=source.id, credibility="3"),)
        yield Tie(
            id=id_,
            dataset=ID,
            type=type_,
            source=party.id,
            target=state.id,
            citations=cited,
            assertion="inferred",
            part=f"{table.id}:{id_}"[:190],
        )


def _day(line: Line, column: str) -> Span | None:
    """ISO, or `30.7.2020` and `30.7.20` as China's tables have it."""
    text = line[column]
    if not text:
        return None
    match = _POINTED.fullmatch(text)
    year = match[3] if match and len(match[3]) == 4 else f"20{match[3]}" if match else ""
    try:
        return Span.parse(f"{year}-{int(match[2]):02d}-{int(match[1]):02d}" if match else text)
    except ValueError as error:
        raise InputError(str(error), _at(line, column), hint="YYYY-MM-DD or DD.MM.YYYY") from None


def _at(line: Line, column: str) -> Place:
    return Place(line.place.file, line.place.line, column)
