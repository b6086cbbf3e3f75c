"""The lists that the Consolidated Screening List joins: what each does, whose it is, since when it is kept. No rows, no files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from graph.model import Record
from loaders._lists.countries import States

ID: Final = "us_csl"
USA: Final = States(ID).known("United States")
BIS: Final = Record(id=f"{ID}:BIS", kind="Agency", name="Bureau of Industry and Security", aliases=("BIS",))
OFAC: Final = Record(
    id=f"{ID}:OFAC", kind="Agency", name="Office of Foreign Assets Control", aliases=("OFAC",), description="US Department of the Treasury"
)
STATE: Final = Record(id=f"{ID}:STATE", kind="Agency", name="United States Department of State", aliases=("US State Department",))
ORGANS: Final = (BIS, OFAC, STATE)

_RESTRICTED: Final = "entity_listing"
_SANCTIONED: Final = "sanction"


@dataclass(frozen=True, slots=True)
class List:
    """One list: its short name, whose it is, the action that a listing is, and the first day on which one can have been listed.

    `untyped` lists tell persons from bodies by nothing but their names.
    """

    code: str
    organ: Record
    action: str
    since: date
    untyped: bool = False
    persons: bool = False
    rung: int | None = None
    rung_reason: str = ""


_UNVERIFIED: Final = "the Unverified List takes away licence exceptions and asks for a statement; it does not ask for a licence"
LISTS: Final = {
    one.code: one
    for one in (
        List("SDN", OFAC, _SANCTIONED, date(1950, 12, 1)),
        List("EL", BIS, _RESTRICTED, date(1997, 2, 3), untyped=True),
        List("MEU", BIS, _RESTRICTED, date(2020, 12, 23), untyped=True),
        List("UVL", BIS, _RESTRICTED, date(2002, 6, 14), untyped=True, rung=3, rung_reason=_UNVERIFIED),
        List("DPL", BIS, _RESTRICTED, date(1949, 2, 26), untyped=True, persons=True),
        List("DTC", STATE, _RESTRICTED, date(1976, 6, 30), untyped=True, persons=True),
        List("ISN", STATE, _SANCTIONED, date(1976, 6, 30), untyped=True),
        List("SSI", OFAC, _SANCTIONED, date(2014, 7, 16)),
        List("CMIC", OFAC, _SANCTIONED, date(2021, 6, 3)),
        List("CAP", OFAC, _SANCTIONED, date(2010, 7, 1)),
        List("MBS", OFAC, _SANCTIONED, date(2017, 8, 2)),
        List("FSE", OFAC, _SANCTIONED, date(2012, 5, 1)),
        List("PLC", OFAC, _SANCTIONED, date(2006, 4, 12)),
    )
}
"""`since` is the day of the list's first publication, else that of the law it rests on."""

_WORDS: Final = {
    "specially designated nationals": "SDN",
    "entity list": "EL",
    "military end user": "MEU",
    "unverified list": "UVL",
    "denied persons": "DPL",
    "itar debarred": "DTC",
    "aeca debarred": "DTC",
    "nonproliferation sanctions": "ISN",
    "sectoral sanctions": "SSI",
    "chinese military-industrial complex": "CMIC",
    "capta": "CAP",
    "part 561": "CAP",
    "menu-based sanctions": "MBS",
    "foreign sanctions evaders": "FSE",
    "palestinian legislative council": "PLC",
}


def list_named(source: str) -> List | None:
    """By the words of the column `source`; its brackets, departments and case differ between generations."""
    plain = source.casefold()
    return next((LISTS[code] for words, code in _WORDS.items() if words in plain), None)
