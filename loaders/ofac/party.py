"""One entry of an OFAC list, whatever the file's form, and what its remarks say. No files, no graph."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from loaders._lists.days import MONTHS
from loaders._lists.particulars import is_register, number_of, years_of

_LINKED: Final = re.compile(r"^\(?Linked To:\s*(.+?)\s*$", re.I)
_NATIONALITY: Final = re.compile(r"^(?:alt\. )?(?:nationality|citizen|Nationality of Registration):?\s+(.+)$")
_WEAK: Final = re.compile(r"^(?:a\.k\.a\.|f\.k\.a\.|n\.k\.a\.)[,:]?\s+(.+)$")
_LISTED: Final = re.compile(rf"^Listing Date \([^)]*\):? (\d{{2}}) ({'|'.join(MONTHS)}) (\d{{4}})$")
_BIRTH: Final = re.compile(r"^(?:alt\. )?DOB\s+(.+)$")
_NUMBER: Final = re.compile(r"^(\D+?)\s+(\S*\d\S*)(?:\s|$)")
_SAID_TYPE: Final = re.compile(r"^(?:Target Type|Organization Type:?)\s+(.+)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """An entry. `kind_word` is individual, entity, vessel or aircraft; `countries` are those of its addresses, as written."""

    number: str
    line: int
    name: str
    kind_word: str
    programmes: tuple[str, ...]
    title: str = ""
    remarks: str = ""
    aliases: tuple[str, ...] = ()
    weak_aliases: tuple[str, ...] = ()
    nationalities: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()

    @property
    def is_actor(self) -> bool:
        return self.kind_word in ("individual", "entity")


@dataclass(frozen=True, slots=True)
class Remarks:
    """What the remarks hold that the graph needs: of a birth the year, register numbers of bodies; papers of persons are passed over."""

    linked: tuple[str, ...]
    nationalities: tuple[str, ...]
    weak_aliases: tuple[str, ...]
    listed: tuple[date, ...]
    said_type: str
    born: tuple[int, ...] = ()
    registrations: tuple[str, ...] = ()


def read_remarks(text: str) -> Remarks:
    """Remarks are `;`-separated; the list ends them with a full stop, which may as well be the last name's own."""
    parts = [part.strip() for part in text.split(";")]
    if parts and parts[-1].endswith("."):
        # A name may end in a stop ("S.A."): both readings are tried where a name is looked up, so only other facts lose it.
        parts = [*parts[:-1], parts[-1] if _LINKED.match(parts[-1]) else parts[-1][:-1]]
    return Remarks(
        linked=_found(_LINKED, parts),
        nationalities=_found(_NATIONALITY, parts),
        weak_aliases=tuple(name.strip("'\"") for name in _found(_WEAK, parts)),
        listed=tuple(day for part in parts if (day := _listing_day(part))),
        said_type=next(iter(_found(_SAID_TYPE, parts)), ""),
        born=years_of("; ".join(_found(_BIRTH, parts))),
        registrations=tuple(dict.fromkeys(number for part in parts if (number := _registration(part)))),
    )


def _registration(part: str) -> str:
    """`Tax ID No. 100036386 (Serbia)`: the number behind the name of a register."""
    match = _NUMBER.match(part)
    return number_of(match[2]) if match and is_register(match[1]) else ""


def _found(pattern: re.Pattern[str], parts: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(match[1].strip() for part in parts if (match := pattern.match(part))))


def _listing_day(part: str) -> date | None:
    match = _LISTED.match(part)
    if not match:
        return None
    try:
        return date(int(match[3]), MONTHS.index(match[2]) + 1, int(match[1]))
    except ValueError:
        return None


def programmes_of(cell: str) -> tuple[str, ...]:
    """`IRAN] [SDGT] [IRGC] [IFSR` is packed with its brackets unbalanced: four programmes."""
    return tuple(dict.fromkeys(part.strip() for part in re.split(r"\]\s*\[|[\[\];]", cell) if part.strip()))


def name_keys(name: str) -> tuple[str, ...]:
    """Under what a name may be looked up: as written, and without the stop or bracket that closed the remark."""
    plain = " ".join(name.casefold().split())
    keys = [plain]
    if plain.endswith(".") or plain.endswith(")"):
        keys.append(plain[:-1])
    if plain.endswith(")."):
        keys.append(plain[:-2])
    return tuple(keys)


def with_companions(party: Party, aliases: tuple[str, ...], countries: tuple[str, ...], more_remarks: str) -> Party:
    """The entry with what the companion tables add; the comments table goes on in the middle of a word."""
    return replace(
        party,
        aliases=tuple(dict.fromkeys((*party.aliases, *aliases))),
        countries=tuple(dict.fromkeys((*party.countries, *countries))),
        remarks=party.remarks + more_remarks,
    )
