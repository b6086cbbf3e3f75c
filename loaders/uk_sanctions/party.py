"""A party on the UK list, gathered from its rows or its record: names, listings by regime, reasons. No files, no graph."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from loaders._lists.particulars import number_of

KIND_WORDS: Final = ("individual", "entity", "ship")
_REF: Final = re.compile(r"\(UK Sanctions List Ref\):\s*([A-Z]{2,5}\d+(?:\s*(?:and|,|;)\s*[A-Z]{2,5}\d+)*)")
_LABELS: Final = (
    "UK Sanctions List Ref|UN Ref|UK Statement of Reasons|Gender|Phone number|Email address|Type of entity|Website|Parent company"
    "|Subsidiaries|Business Reg No|IMO number|Current owners|Previous owners|Current believed flag of ship"
    "|Flag of ship|Previous flags|Type of ship"
    "|Tonnage of ship|Length of ship|Year built|Hull Identification Number|Fax|Tel|Date trust services sanctions imposed"
    r"|Linked to|Further Identifiying Information|Further Identifying Information"
)
_FIELD: Final = re.compile(rf"\(({_LABELS})\)\s*:", re.I)
_UN_REF: Final = re.compile(r"\b[A-Z]{2}[ie]\.\d{3,4}\b", re.ASCII)
_NUMBERED: Final = re.compile(r"\(?\b\d{1,2}\)")

REGIMES: Final = {
    "AFG": "Afghanistan",
    "AQD": "ISIL (Da'esh) and Al-Qaida",
    "BEL": "Belarus",
    "BIH": "Bosnia and Herzegovina",
    "CAF": "Central African Republic",
    "CHW": "Chemical Weapons",
    "CTD": "Counter-Terrorism (Domestic)",
    "CTI": "Counter-Terrorism (International)",
    "CYB": "Cyber",
    "DPR": "Democratic People's Republic of Korea",
    "DRC": "Democratic Republic of the Congo",
    "GAC": "Global Anti-Corruption",
    "GHR": "Global Human Rights",
    "GUB": "Guinea-Bissau",
    "GUC": "Guinea",
    "IHR": "Iran (Human Rights)",
    "INU": "Iran (Nuclear)",
    "IRQ": "Iraq",
    "LIB": "Libya",
    "MAL": "Mali",
    "MYA": "Myanmar",
    "NIC": "Nicaragua",
    "RUS": "Russia",
    "SOM": "Somalia",
    "SSU": "South Sudan",
    "SUD": "Sudan",
    "SYR": "Syria",
    "VEN": "Venezuela",
    "YEM": "Yemen",
    "ZIM": "Zimbabwe",
}
"""Regimes by the letters of their references, for records that give no regime."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A party under one regime. `designated` is missing in lists before 2020, `listed` in the Foreign Office's own list."""

    regime: str
    listed: date | None
    designated: date | None
    updated: date | None = None

    @property
    def day(self) -> date:
        """The day of designation is that of the UK's own act; the day of listing may be that of the EU's or UN's before it."""
        found = self.designated or self.listed
        if found is None:
            raise ValueError("a listing without a day")
        return found


@dataclass(slots=True)
class Party:
    """One Group ID with all that its rows say."""

    group: str
    kind_word: str
    names: list[str] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)
    weak_aliases: list[str] = field(default_factory=list)
    nationalities: list[str] = field(default_factory=list)
    countries: list[str] = field(default_factory=list)
    listings: dict[str, Listing] = field(default_factory=dict)
    position: str = ""
    reference: str = ""
    reasons: str = ""
    said_type: str = ""
    parent: str = ""
    note: str = ""
    born: list[int] = field(default_factory=list)
    registrations: list[str] = field(default_factory=list)
    un_ref: str = ""

    @property
    def is_actor(self) -> bool:
        return self.kind_word != "ship"

    @property
    def name(self) -> str:
        return next(iter([*self.names, *self.aliases, *self.weak_aliases]), "")

    @property
    def other_names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for name in (*self.names, *self.aliases) if name != self.name))

    def take_information(self, text: str) -> None:
        """What the column 'Other Information' holds, apart from papers, numbers and addresses of people."""
        fields = fields_of(text)
        self.reference = self.reference or reference_in(text)
        self.reasons = self.reasons or fields.get("uk statement of reasons", "")
        self.said_type = self.said_type or fields.get("type of entity", "")
        self.parent = self.parent or fields.get("parent company", "")
        self.un_ref = self.un_ref or next(iter(_UN_REF.findall(fields.get("un ref", ""))), "")
        numbers = (number_of(part) for part in re.split(r"[;,.]\s|\(\d\)", fields.get("business reg no", "")))
        self.registrations = list(dict.fromkeys((*self.registrations, *(number for number in numbers if number))))


def fields_of(text: str) -> dict[str, str]:
    """`(Label): value` parts by label; what stands before the first label is nobody's."""
    found: dict[str, str] = {}
    marks = list(_FIELD.finditer(text))
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    for mark, end in zip(marks, ends, strict=False):
        found.setdefault(mark[1].casefold(), " ".join(text[mark.end() : end].split()))
    return found


def reference_in(text: str) -> str:
    """The list's references of a party, `CHW0009; CYB0011` where it stands under two regimes."""
    found = _REF.search(text)
    return "; ".join(sorted(re.findall(r"[A-Z]+\d+", found[1]))) if found else ""


def several(text: str) -> list[str]:
    """`(1) Saudi Arabia (2) Qatar` and `1) Saudi Arabia 2) Qatar` are two; anything else is one."""
    parts = _NUMBERED.split(text) if _NUMBERED.match(text.strip()) else [text]
    return [plain for part in parts if (plain := part.strip(" .;,"))]


def full_name(surname: str, given: list[str]) -> str:
    """`NI, Gaobin` for a person; a body has its whole name in the first part. Blanks at the ends are the list's slips."""
    rest = " ".join(part for part in (" ".join(name.split()) for name in given) if part)
    return ", ".join(part for part in (" ".join(surname.split()), rest) if part)


def regime_of(reference: str) -> str:
    """The regime by a reference's letters: CYB0044 -> Cyber; empty where they are not known."""
    letters = re.match(r"[A-Z]+", reference)
    return REGIMES.get(letters[0], "") if letters else ""


def day_of(text: str) -> date | None:
    """`25/03/2024` (day first, as the list writes it) or ISO; None for an empty cell.

    Raises:
        ValueError: neither.
    """
    plain = text.strip()
    if not plain:
        return None
    british = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})(?: 00:00(?::00)?)?", plain, re.ASCII)
    if british:
        return date(int(british[3]), int(british[2]), int(british[1]))
    iso = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00)?)?", plain, re.ASCII)
    if not iso:
        raise ValueError("not a day")
    return date(int(iso[1]), int(iso[2]), int(iso[3]))
