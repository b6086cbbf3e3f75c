"""A row of a table as an entry: its event and ties with their parties, sources and claims. Opens no files, knows no formats."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal, cast

from graph.dates import Span
from graph.errors import Place
from graph.ingest.content import statement_hash
from graph.ingest.rows import Entry, Reject, Row, Skip
from graph.model import Assertion, Citation, Claim, Event, Item, Participant, Record, Role, Source, Stance, Status, Tie
from graph.vocabulary import vocabulary
from loaders.chronology.nodes import shorten
from loaders.table.days import DayRule
from loaders.table.mapping import ClaimRule, SourceRule, StatementRule, TableMapping
from loaders.table.parties import Party, digest_of, local_id
from loaders.table.roll import Roll
from loaders.table.values import CellError, Cells, SkipRow, Value, number_of

_SIDES: Final[tuple[Role, ...]] = ("source", "target", "organ")
_AGAIN: Final = "tells nothing that an earlier row did not"


@dataclass(slots=True)
class _Told:
    """What one row brings, in the order in which it can be stored."""

    place: Place
    part: str
    sources: dict[str, Source] = field(default_factory=dict)
    citations: dict[str, Citation] = field(default_factory=dict)
    records: dict[str, Record] = field(default_factory=dict)
    statements: list[Event | Tie] = field(default_factory=list)

    def items(self) -> tuple[Item, ...]:
        return (*self.sources.values(), *self.records.values(), *self.statements)


class Teller:
    """Tells rows of one load; remembers the sources with ids and the ties of earlier rows, which may stand in many."""

    def __init__(self, mapping: TableMapping, roll: Roll) -> None:
        self._mapping, self._roll = mapping, roll
        self._id = mapping.dataset.id
        self._sources: dict[str, Source] = {}
        self._ties: dict[str, tuple[str, Place]] = {}

    def row(self, place: Place, part: str, cells: Cells) -> Row:
        """The row as an entry, a skip or a reject."""
        for rule in self._mapping.skip:
            if rule.fits(cells[rule.column]):
                return Skip(place, rule.reason)
        told = _Told(place, part)
        try:
            self._cite(told, cells)
            on = self._event(told, cells)
            for tie in self._mapping.ties:
                self._tie(told, tie, cells, on)
        except SkipRow as skip:
            return Skip(place, str(skip))
        except CellError as error:
            return Reject(Place(place.file, place.line, error.column), error.reason, error.hint, error.detail)
        self._ties.update({tie.id: (_held(tie), place) for tie in told.statements if isinstance(tie, Tie)})
        return Entry(place, told.items()) if told.statements else Skip(place, _AGAIN)

    # --- sources ---

    def _cite(self, told: _Told, cells: Cells) -> None:
        for rule in self._mapping.sources:
            self._source(told, rule, cells)
        if not told.sources:
            dataset = self._mapping.dataset
            source = Source(id=f"{self._id}:dataset", title=dataset.title, publisher=dataset.publisher, url=dataset.url)
            told.sources[source.id], told.citations[source.id] = source, Citation(source=source.id)

    def _source(self, told: _Told, rule: SourceRule, cells: Cells) -> None:
        texts = {key: value.of(cells) for key, value in rule.values.items()}
        date = rule.date.of(cells) if rule.date else None
        addresses = [part.strip() for part in texts.get("url", "").split(rule.split or None) if part.strip()] if rule.split else []
        for url in addresses or [texts.get("url", "")]:
            if not texts["title"] and not url:
                continue
            if url and not url.startswith(("http://", "https://")):
                hint = "leave `url` out, or map the column elsewhere (`words`, `said`)"
                raise CellError(rule.values["url"].column, f"{shorten(url, 60)!r} is not an address on the web", hint, url)
            source = self._known(self._source_of(texts, url, date))
            told.sources[source.id] = source
            words, credibility = texts.get("words", ""), texts.get("credibility", "") or "6"
            told.citations.setdefault(source.id, Citation(source=source.id, date=date, words=words, credibility=credibility))

    def _source_of(self, texts: Mapping[str, str], url: str, date: Span | None) -> Source:
        title = texts["title"] or url
        publisher, author = texts.get("publisher") or self._mapping.dataset.publisher, texts.get("author", "")
        local = local_id(texts["id"]) if texts.get("id") else f"s-{digest_of(title, publisher, author, url, str(date))}"
        grade = texts.get("reliability") or "F"
        return Source(id=f"{self._id}:{local}", title=title, publisher=publisher, published=date, url=url, author=author, reliability=grade)

    def _known(self, source: Source) -> Source:
        """A source with an id of the table's own is what the first row says of it; one whose id is made of its content needs no memory."""
        if source.id.startswith(f"{self._id}:s-"):
            return source
        return self._sources.setdefault(source.id, source)

    # --- parties ---

    def _parties(self, told: _Told, names: Iterable[str], cells: Cells, on: datetime.date | None, event: str) -> list[Party]:
        """Each party once, its record among the told; what all rows say of it, where they can differ."""
        found: dict[str, Party] = {}
        for name in names:
            rule = self._mapping.actors[name]
            for party in rule.parties(cells, self._id, on, event):
                record = self._roll.get(party.record.id, party.record)
                if record.kind != party.record.kind:
                    column = rule.kind.column if rule.kind else rule.id.column
                    raise CellError(column, f"{record.id} is a {record.kind} in an earlier row", detail=party.record.kind)
                told.records[record.id] = record
                found.setdefault(record.id, Party(record, party.role))
        return list(found.values())

    # --- statements ---

    def _event(self, told: _Told, cells: Cells) -> datetime.date | None:
        """Tell the event, where the mapping has one, and the day on which the row's states are looked up."""
        rule = self._mapping.event
        if rule is None:
            return None
        local = event_id(rule, cells)
        date = event_date(rule, cells)
        magnitude = number_of(rule.values["magnitude"], cells) if "magnitude" in rule.values else None
        event = Event(
            id=f"{self._id}:{local}",
            dataset=self._id,
            action=_action(rule, cells),
            date=date,
            participants=self._participants(told, rule, cells, date.first, local),
            citations=tuple(told.citations.values()),
            text=_text(rule, "text", cells),
            quote=_text(rule, "quote", cells),
            note=_text(rule, "note", cells),
            end=_span(rule, "end_date", cells),
            published=self._published(told, rule, cells),
            status=cast(Status, _text(rule, "status", cells) or "executed"),
            assertion=cast(Assertion, _text(rule, "assertion", cells) or "alleged"),
            magnitude=magnitude,
            unit=_text(rule, "unit", cells) if magnitude is not None else "",
            part=told.part,
            said=said_of(rule, cells),
            claims=self._claims(told, rule, cells, date.first, f"{self._id}:{local}"),
        )
        told.statements.append(event)
        return date.first

    def _participants(self, told: _Told, rule: StatementRule, cells: Cells, on: datetime.date, event: str) -> tuple[Participant, ...]:
        found: list[Participant] = []
        for side in _SIDES:
            names = rule.ends.get(side, ())
            parties = self._parties(told, names, cells, on, event)
            if not parties and side != "organ":
                raise self._mapping.actors[names[0]].empty()
            found += [Participant(record=party.record.id, role=side, role_words=party.role) for party in parties]
        return tuple(found)

    def _tie(self, told: _Told, rule: StatementRule, cells: Cells, on: datetime.date | None) -> None:
        """A tie is told by the first row that names it; a row where an end is missing tells none."""
        since, until = _span(rule, "valid_from", cells), _span(rule, "valid_to", cells)
        local = event_id(self._mapping.event, cells) if self._mapping.event else ""
        ends = [self._parties(told, rule.ends[side], cells, on or (since.first if since else None), local) for side in ("source", "target")]
        for source in ends[0]:
            for target in ends[1]:
                type_ = rule.values["type"].of(cells)
                ends_of = f"{_local(source)}-{type_}-{_local(target)}" + (f"-{since}".replace("..", "-") if since else "")
                id_ = f"{self._id}:{local_id(_text(rule, 'id', cells) or ends_of)}"
                tie = Tie(
                    id=id_,
                    dataset=self._id,
                    type=type_,
                    source=source.record.id,
                    target=target.record.id,
                    citations=tuple(told.citations.values()),
                    valid_from=since,
                    valid_to=until,
                    published=self._published(told, rule, cells),
                    assertion=cast(Assertion, _text(rule, "assertion", cells) or "confirmed"),
                    text=_text(rule, "text", cells),
                    note=_text(rule, "note", cells),
                    part=told.part,
                    claims=self._claims(told, rule, cells, on, id_),
                )
                if self._is_new(tie) and all(tie.id != other.id for other in told.statements):
                    told.statements.append(tie)

    def _is_new(self, tie: Tie) -> bool:
        before, where = self._ties.get(tie.id, (_held(tie), None))
        if before != _held(tie):
            hint = "give the tie an `id` that tells the two apart"
            raise CellError("", f"the tie {tie.id} stands before, at {where}, and says otherwise", hint)
        return where is None

    def _published(self, told: _Told, rule: StatementRule, cells: Cells) -> datetime.date | None:
        """The day given, else the earliest day of the sources, as far as it is known."""
        if "published" in rule.dates:
            return day_of(rule.dates["published"], cells)
        days = [cited.date.first for cited in told.citations.values() if cited.date and cited.date.precision == "day"]
        return min(days, default=None)

    def _claims(self, told: _Told, rule: StatementRule, cells: Cells, on: datetime.date | None, statement: str) -> tuple[Claim, ...]:
        found: dict[str, Claim] = {}
        for one in rule.claims:
            for party in self._parties(told, (one.by,), cells, on, statement.partition(":")[2]):
                claim = _claim(one, cells, party, statement)
                found[claim.id] = claim
        return tuple(found.values())


def event_id(rule: StatementRule, cells: Cells) -> str:
    """The source's own id, or one made of the columns that the mapping names.

    Raises:
        CellError: there is none.
    """
    if rule.hashed:
        return f"h-{digest_of(*(cells[column] for column in rule.hashed))}"
    text = rule.values["id"].of(cells)
    if not text:
        raise CellError(
            rule.values["id"].column, "is empty, and an event needs an id", "`id: {hash: [columns]}` makes one where there is none"
        )
    return local_id(text)


def event_date(rule: StatementRule, cells: Cells) -> Span:
    """From the first day of `date` to the last of `date_to`, or of `date` alone.

    Raises:
        CellError: it is none.
    """
    date, until = _span(rule, "date", cells), _span(rule, "date_to", cells)
    if date is None:
        raise CellError(rule.dates["date"].column, "is empty, and an event needs a date", "`skip` leaves such rows out")
    if until is None:
        return date
    if until.last < date.first:
        raise CellError(rule.dates["date_to"].column, f"the last day ({until}) is before the first ({date})", detail=str(until))
    return Span(date.first, until.last)


def day_of(rule: DayRule, cells: Cells) -> datetime.date | None:
    span = rule.of(cells)
    if span and span.precision != "day":
        raise CellError(rule.column, f"{span} is not one day", "leave `published` out where the day is not known", str(span))
    return span.first if span else None


def said_of(rule: StatementRule, cells: Cells) -> dict[str, str | int | float]:
    """What the source says in its own terms; what it leaves empty is not said."""
    found: dict[str, str | int | float] = {}
    for name, (value, as_number) in rule.said.items():
        said = number_of(value, cells) if as_number else value.of(cells) or None
        if said is not None:
            found[name] = said
    return found


def _action(rule: StatementRule, cells: Cells) -> str:
    value = rule.values["action"]
    code = value.of(cells)
    if code not in vocabulary().actions:
        hint = "map the cells by `values` to actions of the vocabulary"
        raise CellError(value.column, f"{shorten(code, 40)!r} is not an action of the vocabulary", hint, code)
    return code


def _claim(rule: ClaimRule, cells: Cells, party: Party, statement: str) -> Claim:
    texts = {key: value.of(cells) for key, value in rule.values.items()}
    stance = cast(Stance, texts.get("stance", "claimed"))
    words, scheme = texts.get("words", ""), texts.get("scheme", "")
    low, high = _band(rule.values["words"], words, scheme) if words and scheme else (None, None)
    return Claim(
        id=f"{statement}:{stance}-by-{_local(party)}",
        claimant=party.record.id,
        stance=stance,
        words=words,
        scheme=scheme if words else "",
        low=low,
        high=high,
        date=rule.date.of(cells) if rule.date else None,
        about=cast(Literal["attribution", "occurrence"], texts.get("about") or "attribution"),
        quote=texts.get("quote", ""),
    )


def _band(value: Value, words: str, scheme: str) -> tuple[float, float]:
    try:
        band = vocabulary().band(words, scheme)
    except KeyError:
        held = sorted({held for name, held in vocabulary().bands if scheme in (name, "unknown")})
        raise CellError(value.column, f"{shorten(words, 40)!r} are not words of {scheme}", f"its words: {', '.join(held)}", words) from None
    return band.low, band.high


def _held(tie: Tie) -> str:
    """What a tie says beside who says so: the first row that tells it is its evidence, later ones may rest on other sources."""
    return statement_hash(replace(tie, published=None))


def _span(rule: StatementRule, key: str, cells: Cells) -> Span | None:
    return rule.dates[key].of(cells) if key in rule.dates else None


def _text(rule: StatementRule, key: str, cells: Cells) -> str:
    return rule.values[key].of(cells) if key in rule.values else ""


def _local(party: Party) -> str:
    return party.record.id.partition(":")[2]
