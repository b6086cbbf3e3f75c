"""A record of Canada's list as a party: names, regulations, schedule and item. Reads no files."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from graph.dates import Span
from graph.errors import Place
from graph.ingest.rows import Reject
from graph.model import Record, Source
from loaders._lists.countries import States
from loaders._lists.kinds import body_kind
from loaders._lists.particulars import years_of
from loaders._lists.parties import Lister, Listing, Party

ID: Final = "ca_sema"
PUBLISHER: Final = "Global Affairs Canada"
CANADA: Final = States(ID).known("Canada")
GAC: Final = Record(id=f"{ID}:GAC", kind="Agency", name="Global Affairs Canada", aliases=("GAC", "Affaires mondiales Canada"))
SEMA: Final = date(1992, 6, 4)
JVCFOA: Final = date(2017, 10, 18)
"""The days on which the two acts that the list rests on received assent."""

LISTER: Final = Lister(
    dataset=ID,
    part="list",
    actor=CANADA,
    organs=(GAC,),
    about=Source(id=f"{ID}:lists", title="Canadian sanctions", publisher=PUBLISHER, reliability="A"),
)
_VICTIMS: Final = "Justice for Victims of Corrupt Foreign Officials"
_BODY: Final = ("Entity", "EntityOrShip")
_SHIP_NUMBER: Final = "ShipIMONumber"


def is_ship(cells: Mapping[str, str]) -> bool:
    return cells.get(_SHIP_NUMBER, "").casefold() not in ("", "n/a", "na", "none")


def party_of(cells: Mapping[str, str], place: Place) -> Party | Reject:
    """All that a record says. Its country is that of the regulations: Ukraine's list Russians, so it is nobody's nationality."""
    if not cells.get("Country"):
        return Reject(Place(place.file, place.line, "Country"), "a record needs the regulations it is listed under", "a country or an act")
    body = next((name for column in _BODY if (name := cells.get(column, ""))), "")
    name = body or ", ".join(part for column in ("LastName", "GivenName") if (part := cells.get(column, "")))
    if not name:
        return Reject(Place(place.file, place.line, "LastName"), "a record without a name", "", _shown(cells))
    given = cells.get("DateOfListing", "")
    day = _day(given)
    if given and day is None:
        return Reject(Place(place.file, place.line, "DateOfListing"), f"{given[:20]!r} is not a day", "YYYY-MM-DD, since 1992")
    return Party(
        key=_key(cells, name),
        kind=body_kind(name) if body else "Person",
        name=name,
        aliases=_several(cells.get("Aliases", "")),
        notes=(cells.get("Title") or cells.get("TitleOrShip", ""),),
        listings=(_listing(cells, day, person=not body),),
        born=() if body else years_of(next((value for column, value in cells.items() if column.startswith("DateOfBirth")), "")),
    )


def _listing(cells: Mapping[str, str], day: Span | None, *, person: bool) -> Listing:
    return Listing(
        key="",
        action="sanction_individual" if person else "sanction",
        organ=GAC,
        day=day,
        earliest=JVCFOA if _VICTIMS in cells["Country"] else SEMA,
        said={"regulations": _english(cells["Country"]), "schedule": cells.get("Schedule", ""), "item": cells.get("Item", "")},
    )


def _key(cells: Mapping[str, str], name: str) -> str:
    """Regulations, schedule and item, which is how the law cites a party; its name stands in for an item that the list leaves out."""
    item = cells.get("Item") or hashlib.sha256(name.encode()).hexdigest()[:12]
    regulations = "jvcfoa" if _VICTIMS in cells["Country"] else _slug(_english(cells["Country"]))
    return "-".join(part for part in (regulations, _slug(cells.get("Schedule", "")), _slug(item)) if part)


def _english(country: str) -> str:
    """`Russia / Russie`, `China/Chine`: the English name stands first."""
    return country.split("/")[0].strip()


def _slug(text: str) -> str:
    return re.sub(r"[^\w.]+", "-", text.casefold()).strip("-")[:60]


def _several(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for alias in text.split(";") if (part := alias.strip())))


def _day(text: str) -> Span | None:
    try:
        day = Span.parse(text[:10])
    except ValueError:
        return None
    return day if day.first >= SEMA else None


def _shown(cells: Mapping[str, str]) -> str:
    return ", ".join(part for column in ("Country", "Schedule", "Item") if (part := cells.get(column, "")))[:80]
