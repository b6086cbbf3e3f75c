"""The EU's consolidated Financial Sanctions File (CSV), one party a logical id over many rows. Columns and what they mean; no loads."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final

from graph.dates import Span
from graph.ingest.rows import Reject
from graph.model import Record, Source
from loaders._expectation import Expectation, Looks
from loaders._lists.countries import States
from loaders._lists.days import day_in_name, written_day
from loaders._lists.kinds import body_kind
from loaders._lists.parties import Listing, Party
from loaders._lists.snapshots import Seen, Snapshot, list_source
from loaders._lists.tables import Line, Table
from loaders.eu_sanctions.acts import COUNCIL, FIRST, FSF, ID, day_of

REQUIRED: Final = frozenset({"entity_logicalid", "namealias_wholename", "entity_regulation_programme"})
TITLE: Final = "EU consolidated list of financial sanctions"
PUBLISHER: Final = "European Commission"
EXPECTED: Final = Expectation(
    "the EU's consolidated list",
    rows=(5000, 200_000),
    filled={"entity_logicalid": (1, 1), "entity_regulation_programme": (0.95, 1), "namealias_wholename": (0.1, 1)},
)
"""From the published list of columns; a row is a name, an address, a birth date or a paper of its party."""

UNKNOWN: Final = "00"
"""The list's code for a country that it does not know."""

_PERSON: Final = frozenset({"p", "person"})
_BODY: Final = frozenset({"e", "enterprise", "entity"})
_DAY: Final = "entity_designationdate"
_PUBLISHED: Final = "_regulation_publicationdate"


@dataclass(slots=True)
class _Gathered:
    """One party while its rows are read."""

    first: Line
    person: bool
    names: dict[str, str] = field(default_factory=dict)
    weak: list[str] = field(default_factory=list)
    functions: list[str] = field(default_factory=list)
    citizenships: list[tuple[str, str]] = field(default_factory=list)
    countries: list[tuple[str, str]] = field(default_factory=list)
    programmes: list[str] = field(default_factory=list)
    acts: dict[str, str] = field(default_factory=dict)
    regulated: list[Span] = field(default_factory=list)
    designated: list[Span] = field(default_factory=list)


def gather(table: Table, looks: Looks) -> Snapshot:
    """A whole list: a party's rows need not stand together."""
    found: dict[str, _Gathered] = {}
    rows: list[Reject | Seen] = []
    day: Span | None = None
    for line in table.lines():
        if isinstance(line, Reject):
            rows.append(line)
            continue
        looks.row(table.name, EXPECTED, line.cells)
        wrong = _take(line, found)
        rows.append(wrong or Seen(line.place, line["entity_logicalid"], "further row of its party"))
        day = day or _generated(line["filegenerationdate"])
    day = day or day_in_name(table.path)
    snapshot = Snapshot(table.name, day, written_day(table.path), list_source(FSF, TITLE, PUBLISHER, day))
    return _finished(snapshot, rows, found)


def _finished(snapshot: Snapshot, rows: Iterable[Reject | Seen], found: dict[str, _Gathered]) -> Snapshot:
    """A party that has no name in any of its rows is rejected with its first row, and its others with it."""
    states = States(ID)
    snapshot.parties = {key: _party(key, one, states) for key, one in found.items() if one.names or one.weak}
    for row in rows:
        if isinstance(row, Seen) and row.key not in snapshot.parties:
            place = replace(row.place, column="NameAlias_WholeName")
            row = Reject(place, "a party without a name in any of its rows", "", f"Entity_LogicalId {row.key}")
        snapshot.rows.append(row)
    return snapshot


def _take(line: Line, found: dict[str, _Gathered]) -> Reject | None:
    """Add a row to its party, or say what is wrong with it."""
    key = line["entity_logicalid"]
    if not re.fullmatch(r"[\w.-]{1,40}", key, re.ASCII):
        return Reject(replace(line.place, column="Entity_LogicalId"), "a row needs its party's logical id", "digits only", key[:40])
    words = {line["entity_subjecttype"].casefold(), line["entity_subjecttype_classificationcode"].casefold()} - {""}
    if not words & (_PERSON | _BODY):
        shown = ", ".join(sorted(words))[:40]
        return Reject(replace(line.place, column="Entity_SubjectType"), "is no type of party", "P (person) or E (enterprise)", shown)
    days: dict[str, Span] = {}
    for column in line.cells:
        if column == _DAY or column.endswith(_PUBLISHED):
            try:
                if span := day_of(line[column]):
                    days[column] = span
            except ValueError:
                return Reject(replace(line.place, column=column), f"{line[column][:20]!r} is not a day", "YYYY-MM-DD")
    _add(found.setdefault(key, _Gathered(line, bool(words & _PERSON))), line, days)
    return None


def _add(one: _Gathered, line: Line, days: dict[str, Span]) -> None:
    name = line["namealias_wholename"] or " ".join(
        part for column in ("firstname", "middlename", "lastname") if (part := line[f"namealias_{column}"])
    )
    if name and line["namealias_strong"].casefold() == "false":
        one.weak.append(name)
    elif name:
        one.names.setdefault(name, line["namealias_namelanguage"].upper())
    one.functions += [line["namealias_function"]] if line["namealias_function"] else []
    one.citizenships.append((line["citizenship_countryiso2code"], line["citizenship_countrydescription"]))
    one.countries.append((line["address_countryiso2code"], line["address_countrydescription"]))
    one.programmes += [line["entity_regulation_programme"]] if line["entity_regulation_programme"] else []
    if act := line["entity_regulation_numbertitle"]:
        one.acts.setdefault(act, line["entity_regulation_publicationurl"])
    one.designated += [days[_DAY]] if _DAY in days else []
    one.regulated += [span for column, span in days.items() if column != _DAY]


def _party(key: str, one: _Gathered, states: States) -> Party:
    names = [*one.names, *one.weak]
    # A name without a language, or in English, is the one that other lists have.
    first = next((name for name, language in one.names.items() if language in ("", "EN")), names[0])
    said_countries = dict.fromkeys(text or code for code, text in one.countries if (code or text) and code != UNKNOWN)
    seat = None if one.person else _only(one.countries, states)
    line = one.first
    un_ref = line["entity_unitednationid"]
    return Party(
        key=key,
        kind="Person" if one.person else body_kind(first),
        name=first,
        aliases=tuple(name for name in one.names if name != first),
        weak_aliases=tuple(one.weak),
        codes={"eu_fsf": key}
        | ({"eu_ref": line["entity_eu_referencenumber"]} if line["entity_eu_referencenumber"] else {})
        | ({"un_ref": un_ref} if un_ref else {}),
        notes=(
            *dict.fromkeys(one.functions),
            f"Addresses in: {'; '.join(said_countries)}" if said_countries and not seat and not one.person else "",
        ),
        states=tuple(state for pair in one.citizenships if one.person and (state := _state(pair, states))),
        seat=seat,
        listings=(_listing(one, un_ref),),
    )


def _listing(one: _Gathered, un_ref: str) -> Listing:
    """The day is that of designation; without one, the first act that any of the party's rows cites had listed it."""
    days = one.designated or one.regulated
    return Listing(
        key="fsf",
        action="sanction_individual" if one.person else "sanction",
        organ=COUNCIL,
        day=min(days) if days else None,
        earliest=FIRST,
        said={
            "programme": "; ".join(dict.fromkeys(one.programmes)),
            "act": "; ".join(one.acts),
            "eu_ref": one.first["entity_eu_referencenumber"],
            "un_ref": un_ref,
            "day_of": "designation" if one.designated else "first act cited" if days else "",
        },
        notices=tuple(_act(title, url) for title, url in one.acts.items()),
        words=one.first["entity_designationdetails"],
        note=one.first["entity_remark"],
    )


def _act(title: str, url: str) -> Source:
    slug = re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-")[:80] or "untitled"
    return Source(
        id=f"{ID}:act-{slug}", title=title, publisher="Official Journal of the European Union", reliability="A", url=_address(url)
    )


def _address(url: str) -> str:
    return url if re.fullmatch(r"https?://\S+", url) else ""


def _state(pair: tuple[str, str], states: States) -> Record | None:
    """By the code, else by the name."""
    code, text = pair
    return (states.by_iso(code) if re.fullmatch("[A-Z]{2}", code) else None) or (states(text.title()) if text else None)


def _only(pairs: list[tuple[str, str]], states: States) -> Record | None:
    """The state of a body's addresses where they name one state only: the list does not say which of several is the seat."""
    found = [_state(pair, states) for pair in pairs if any(pair) and pair[0] != UNKNOWN]
    named = {state.id: state for state in found if state}
    return next(iter(named.values())) if len(named) == 1 and all(found) else None


def _generated(text: str) -> Span | None:
    try:
        return day_of(text)
    except ValueError:
        return None
