"""The UK's lists (CSV, XLSX) and records extracted from them (JSON): files in, rows out. What rows mean stands in the modules beside."""

from __future__ import annotations

import re
from collections.abc import Iterator
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
from loaders._lists.countries import States
from loaders._lists.series import Series
from loaders._lists.texts import lists_below, read_text
from loaders.base import Load, Loader
from loaders.uk_sanctions.gather import EXPECTED, Gathered, gather
from loaders.uk_sanctions.items import ID, LISTS, ORGANS, Delisting, Evidence, items_of
from loaders.uk_sanctions.party import Party
from loaders.uk_sanctions.records import party_of, records_of
from loaders.uk_sanctions.sheets import Sheet, open_sheet
from loaders.uk_sanctions.text import PublishedText, read_published

SUFFIXES: Final = (".csv", ".xlsx", ".json", ".txt")
DATASET: Final = Dataset(
    id=ID,
    title="UK sanctions lists",
    publisher="HM Treasury, Office of Financial Sanctions Implementation; Foreign, Commonwealth and Development Office",
    licence="Open Government Licence v3.0",
    citation="OFSI consolidated list and UK Sanctions List. Contains public sector information under the Open Government Licence v3.0.",
    columns={
        "regime": "the sanctions regime, as the list names it",
        "uk_ref": "reference on the UK Sanctions List, such as CYB0044",
        "group_id": "OFSI's Group ID",
        "date_basis": "which of the list's days is the date: Date Designated, else Listed On; between two lists for a delisting",
        "listed_on": "the day on which OFSI's list took the party up, which may be that of an EU or UN listing",
        "date_designated": "the day of the designation under UK law",
        "last_updated": "the day of the last change of the entry",
    },
)
PART_LIST, PART_RECORDS = "conlist", "records"


@dataclass(slots=True)
class _Files:
    """The files of one load by what they are; `rejects` are those that are nothing of the kind."""

    sheets: list[Sheet] = field(default_factory=list)
    records: list[tuple[Path, str]] = field(default_factory=list)
    texts: list[PublishedText] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    _gathered: list[tuple[Sheet, Gathered]] | None = None

    def gathered(self) -> list[tuple[Sheet, Gathered]]:
        """The lists with their parties, each read once."""
        if self._gathered is None:
            self._gathered = [(sheet, gather(sheet)) for sheet in self.sheets]
        return self._gathered


def read(paths: tuple[Path, ...]) -> Iterator[Load]:
    """A load for the lists and one for the extracted records; a folder stands for the files below it.

    A series of lists says all that it says, so what it no longer says is withdrawn; a single one, or records, withdraw nothing.

    Raises:
        InputError: a path does not exist, or a folder holds nothing to read.
    """
    files = _sorted(paths)
    if files.sheets or files.rejects or not files.records:
        extent, looks = Extent(), Looks()
        rows = _list_rows(files, extent, looks)
        yield Load(DATASET, rows, complete=len(files.sheets) > 1, parts=(PART_LIST,), extent=extent, looks=looks)
    if files.records:
        yield Load(DATASET, _record_rows(files), complete=False, parts=(PART_RECORDS,))


def _sorted(paths: tuple[Path, ...]) -> _Files:
    files, seen = _Files(), set[Path]()
    for path, name in ((path, name) for given in paths for path, name in lists_below(given, SUFFIXES)):
        if path.resolve() in seen:
            continue
        seen.add(path.resolve())
        try:
            _take(files, path, name)
        except InputError as error:
            files.rejects.append(Reject(error.place, error.message, error.hint))
    _order(files)
    return files


def _take(files: _Files, path: Path, name: str) -> None:
    suffix = path.suffix.lower()
    if suffix == ".json":
        files.records.append((path, name))
    elif suffix == ".txt":
        text = read_published(path, name)
        if text is None:
            raise InputError("this text is no UK list of financial sanctions targets", Place(name, 1), hint="the text of the list's PDF")
        files.texts.append(text)
    else:
        files.sheets.append(open_sheet(path, name))


def _order(files: _Files) -> None:
    """Lists by their days; where there are several, each needs one of its own: what went off follows from their order."""
    if len(files.sheets) < 2:
        return
    kept: dict[date, Sheet] = {}
    for sheet in files.sheets:
        if sheet.day is None or sheet.day in kept:
            reason = (
                "gives no day, and there are several lists to put in order" if sheet.day is None else f"is a second list of {sheet.day}"
            )
            files.rejects.append(
                Reject(Place(sheet.name, 1), f"{reason}; it was not read", "one list a day, with its row 'Last Updated,<day>'")
            )
        else:
            kept[sheet.day] = sheet
    files.sheets = [kept[day] for day in sorted(kept)]


def _list_rows(files: _Files, extent: Extent, looks: Looks) -> Iterator[Row]:
    yield from files.rejects
    lists = files.gathered()
    extent.rows = len(files.rejects) + sum(len(gathered.rows) for _, gathered in lists)
    series = Series()
    for sheet, gathered in lists:
        looks.add(sheet.name, EXPECTED, len(gathered.rows), gathered.filled, {"Group Type": gathered.kinds})
        series.observe(Span.day(sheet.day) if sheet.day else None, gathered.parties.keys(), gathered.sound)
    telling = _Telling(lists, series, States(ID))
    for index in range(len(lists)):
        yield from telling.rows(index)


@dataclass(slots=True)
class _Telling:
    """Each row of the lists once: a party's first row on the last list that holds it tells all of it."""

    lists: list[tuple[Sheet, Gathered]]
    series: Series
    states: States
    organs: tuple[Item, ...] = (LISTS, *ORGANS)

    def rows(self, index: int) -> Iterator[Row]:
        sheet, gathered = self.lists[index]
        for row in gathered.rows:
            if isinstance(row, Reject):
                yield row
            else:
                line, group = row
                yield self._row(Place(sheet.name, line), gathered.parties[group], index, line == gathered.first_lines[group])

    def _row(self, place: Place, party: Party, index: int, first: bool) -> Row:
        if not party.is_actor:
            return Skip(place, "ship: a thing, not an actor")
        if not first:
            return Skip(place, "further name of its group")
        if self.series.told_in(party.group) != index:
            return Skip(place, "told by a later list")
        organs, self.organs = self.organs, ()
        return Entry(place, (*items_of(party, self._evidence(index), self.states, self._gone(party.group)), *organs))

    def _gone(self, group: str) -> Delisting | None:
        stay = self.series.stays[group][-1]
        days = self.series.went(stay)
        if days is None or stay.gone is None:
            return None
        return Delisting(days, self.series.day(stay.last).first, self._evidence(stay.gone))

    def _evidence(self, index: int) -> Evidence:
        day = self.lists[index][0].day
        label = day.isoformat() if day else "undated"
        source = Source(
            id=f"{ID}:conlist-{label}",
            title=f"UK sanctions list, {label}",
            publisher="HM Treasury, Office of Financial Sanctions Implementation",
            published=Span.day(day) if day else None,
            reliability="A",
        )
        return Evidence(source, "1", day, PART_LIST)


def _record_rows(files: _Files) -> Iterator[Row]:
    """Records of a party that a list of this load tells are skipped: the list is the original."""
    told = {group for _, gathered in files.gathered() for group in gathered.parties}
    states, seen = States(ID), set[str]()
    organs: tuple[Item, ...] = (LISTS, *ORGANS)
    for path, name in files.records:
        for row in _records_in(path, name, files.texts):
            if isinstance(row, Reject):
                yield row
                continue
            place, party, evidence = row
            if party.group in told or party.group in seen:
                yield Skip(place, "told by a list" if party.group in told else "further record of its group")
                continue
            seen.add(party.group)
            yield Entry(place, (*items_of(party, evidence, states), *organs))
            organs = ()


def _records_in(path: Path, name: str, texts: list[PublishedText]) -> Iterator[Reject | tuple[Place, Party, Evidence]]:
    """The parties of one file, held against the text that was given, else against one that lies beside it."""
    try:
        content = read_text(path, name)
        published = _text_for(path, texts)
    except InputError as error:
        yield Reject(error.place, error.message, error.hint)
        return
    evidence = _evidence_of(path, published)
    regime = _regime(content)
    for found in records_of(content, name):
        if isinstance(found, Reject):
            yield found
            continue
        party = party_of(found, name, published, regime)
        yield party if isinstance(party, Reject) else (Place(name, found.line), party, evidence)


def _text_for(path: Path, texts: list[PublishedText]) -> PublishedText | None:
    if texts:
        return max(texts, key=lambda text: text.day or date.min)
    beside = (read_published(other, other.name) for other in sorted(path.parent.glob("*.txt")))
    return next((text for text in beside if text), None)


def _evidence_of(path: Path, published: PublishedText | None) -> Evidence:
    """Records that were checked stand on the published text; others are a model's reading of it, which is usually right."""
    publisher = "HM Treasury, Office of Financial Sanctions Implementation"
    if published:
        label = published.day.isoformat() if published.day else "undated"
        title = f"Consolidated list of financial sanctions targets in the UK, {published.regime or 'one regime'}, {label}"
        day = Span.day(published.day) if published.day else None
        source = Source(id=f"{ID}:text-{label}", title=title, publisher=publisher, published=day, reliability="A")
        return Evidence(source, "1", published.day, PART_RECORDS)
    slug = re.sub(r"[^a-z0-9]+", "-", path.stem.casefold()).strip("-")[:80] or "records"
    title = f"Records extracted by a model from the UK sanctions list ({path.name})"
    return Evidence(Source(id=f"{ID}:records-{slug}", title=title, publisher=publisher, reliability="B"), "2", None, PART_RECORDS)


def _regime(content: str) -> str:
    """`"source": "UK Sanctions List - Cyber Regime"`, where the file says it."""
    found = re.search(r'"source"\s*:\s*"[^"]*-\s*([^"]+?)\s+Regime"', content[:2000])
    return found[1] if found else ""


LOADER: Final = Loader(
    name="uk_sanctions",
    about="The UK's consolidated list (CSV, XLSX) and UK Sanctions List, one party a Group ID; records extracted from their text (JSON).",
    read=read,
    suffixes=SUFFIXES,
)
