"""A row of the Consolidated Screening List as a party under one list: names, days, notices, states. No files, no order of rows."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from typing import Final

from graph.dates import Span
from graph.errors import Place
from graph.ingest.rows import Reject
from graph.model import Record, Source
from loaders._lists.countries import States
from loaders._lists.days import MONTHS
from loaders._lists.kinds import body_kind
from loaders._lists.particulars import is_register, number_of, years_of
from loaders._lists.parties import Listing, Party
from loaders._lists.tables import Line
from loaders.us_csl.lists import ID, List

FIRST_YEAR: Final = 1900
_PAGE: Final = re.compile(r"\b(\d{1,3})\s*F\.?\s*R\.?\s*(?:No\.\s*)?(\d{1,3}(?:,\d{3})+|\d+)(?![\d/])", re.IGNORECASE | re.ASCII)
_ISSUE: Final = re.compile(r"\bVol\. (\d{1,3}), No\. (\d{1,3})\b", re.ASCII)
_LISTED: Final = re.compile(rf"(\d{{2}}) ({'|'.join(MONTHS)}) (\d{{4}}), Listing Date", re.ASCII)
_SAID_TYPE: Final = re.compile(r"(?:^|;\s*)([^;,]+), (?:Target|Organization) Type")
_BODY_WORDS: Final = re.compile(
    r"\b(?:academy|agency|air|aircraft|airlines?|airways|association|aviation|bureau|cargo|center|centre|college|committee|consult\w*|corps"
    r"|department|design|development|electronics?|engineering|enterprises?|equipment|exports?|export\w*|factory|force|foundation"
    r"|freight|general|global|government|group|imports?|industr\w+|institute?|international|laborator\w+|logistics?|machinery|management"
    r"|manufactur\w+|marine|military|ministry|network|office|organi[sz]ation|plant|products|research|resources|services?|shipping"
    r"|solutions?|supply|systems?|tech\w*|trad\w+|travel|university|world\w*)\b",
    re.IGNORECASE,
)
_INMATE: Final = re.compile(r"\b(?:inmate|incarcerated|correctional|reg(?:ister)?\.? (?:no|number)|usm no)\b", re.IGNORECASE)
_POSTAL: Final = frozenset(
    [
        "AL",
        "AR",
        "AZ",
        "CA",
        "CO",
        "DE",
        "GA",
        "ID",
        "IL",
        "IN",
        "KY",
        "LA",
        "MA",
        "MD",
        "ME",
        "MN",
        "MO",
        "MS",
        "MT",
        "NC",
        "NE",
        "PA",
        "SC",
        "SD",
        "TN",
        "VA",
    ]
)
"""Letters of a state of the US that are another country's code too: in the Denied Persons List an address may end in them."""

_NAME_WORD: Final = re.compile(r"[^\W\d_][\w'’.-]*,?(?:\s+|$)")


def key_of(line: Line, list_: List) -> str | Reject:
    """The list's own id; generations without one go by OFAC's number, or by what tells one row from the others."""
    own = line["_id"] or line["entity_number"]
    if not own:
        told = "\t".join(line[column] for column in ("source", "name", "start_date", "addresses"))
        own = f"{list_.code}-{hashlib.sha256(told.encode()).hexdigest()[:20]}"
    return own if re.fullmatch(r"[\w.-]{1,80}", own) else Reject(line.place, "is no id", "letters and digits only", own[:40])


def party_of(line: Line, list_: List, states: States) -> Party | Reject:
    """All that a row says, its one listing included."""
    key = key_of(line, list_)
    if isinstance(key, Reject):
        return key
    if not line["name"]:
        return Reject(line.place, "a party without a name", "", key)
    listing = _listing(line, list_)
    if isinstance(listing, Reject):
        return listing
    kind, inferred = kind_of(line, list_)
    number = line["entity_number"]
    return Party(
        key=key,
        kind=kind,
        name=line["name"],
        # OFAC's number is one party's, on whichever list.
        actor=f"ofac:{number}" if number else "",
        aliases=_several(line["alt_names"]),
        codes={"ofac": number} if number else {},
        notes=(line["title"], inferred, _unplaced(line, states, kind)),
        states=_nationalities(line, states) if kind == "Person" else (),
        seat=_seat(line, states) if kind != "Person" else None,
        listings=(listing,),
        born=years_of(line["dates_of_birth"]) if kind == "Person" else (),
        registrations=_registrations(line["ids"]) if kind != "Person" else (),
    )


def _registrations(ids: str) -> tuple[str, ...]:
    """`RU, 7736640919, Tax ID No.; ...`: what stands before the words is the number, before it the country."""
    told = [part.rsplit(",", 2) for part in ids.split(";")]
    numbers = (number_of(parts[-2]) for parts in told if len(parts) > 1 and is_register(parts[-1]))
    return tuple(dict.fromkeys(number for number in numbers if number))


def kind_of(line: Line, list_: List) -> tuple[str, str]:
    """The kind, and a note where only the name tells persons from bodies."""
    said = line["type"].casefold()
    if said == "individual":
        return "Person", ""
    found = _SAID_TYPE.search(line["ids"])
    kind = body_kind(line["name"], found[1] if found else "", line["ids"])
    if said or not list_.untyped or kind != "Organization":
        return kind, ""
    if _INMATE.search(line["addresses"]):
        return "Person", ""
    named_like_one = list_.persons and not _BODY_WORDS.search(line["name"]) and _is_personal(line["name"])
    return "Person" if named_like_one else kind, "The list does not say whether this is a person or a body"


def _is_personal(name: str) -> bool:
    """Two to five words of letters, as names of persons are."""
    return 2 <= len(name.split()) <= 5 and not _NAME_WORD.sub("", name.replace('"', ""))


def _listing(line: Line, list_: List) -> Listing | Reject:
    start = _day(line, "start_date")
    end = _day(line, "end_date")
    for found in (start, end):
        if isinstance(found, Reject):
            return found
    day = start if isinstance(start, Span) else _listed_day(line, list_)
    over = end if isinstance(end, Span) else None
    if day and over and over.last < day.first:
        return Reject(line.place, f"ends ({over}) before it starts ({day})", "start_date is the first of the two")
    person = line["type"].casefold() == "individual" and list_.action == "sanction"
    return Listing(
        key=list_.code.casefold(),
        action="sanction_individual" if person else list_.action,
        organ=list_.organ,
        day=day,
        earliest=list_.since,
        end=over,
        said=_said(line, list_),
        notices=tuple(_notices(line["federal_register_notice"])),
        rung=list_.rung,
        rung_reason=list_.rung_reason,
    )


def _said(line: Line, list_: List) -> dict[str, str]:
    return {
        "list": list_.code,
        "programme": line["programs"],
        "ent_num": line["entity_number"],
        "federal_register": line["federal_register_notice"],
        "license_requirement": line["license_requirement"][:2000],
        "license_policy": line["license_policy"][:2000],
        "standard_order": line["standard_order"],
    }


def _day(line: Line, column: str) -> Span | Reject | None:
    text = line[column]
    if not text:
        return None
    place = Place(line.place.file, line.place.line, column)
    try:
        found = Span.parse(text)
    except ValueError:
        return Reject(place, f"{text[:20]!r} is not a day", "YYYY-MM-DD")
    if found.first.year < FIRST_YEAR:
        return Reject(place, f"{text[:20]!r} is no possible day: the year {found.first.year}", "give the year its four digits")
    return found


def _listed_day(line: Line, list_: List) -> Span | None:
    """OFAC's other lists give a day among the ids; on the SDN list these are days under other lists."""
    days = []
    for day, month, year in _LISTED.findall(line["ids"]) if list_.code != "SDN" else ():
        try:
            days.append(date(int(year), MONTHS.index(month) + 1, int(day)))
        except ValueError:
            continue
    return Span.day(min(days)) if days else None


def _notices(text: str) -> list[Source]:
    """Each notice of the Federal Register that a row cites, once: `85 FR 83420`, `68 F.R. 38290 6/27/03`, `Vol. 86, No. 71`."""
    found: dict[str, Source] = {}
    for volume, page in _PAGE.findall(text):
        plain = page.replace(",", "")
        url = f"https://www.federalregister.gov/citation/{volume}-FR-{plain}"
        source = _notice(f"fr-{volume}-{plain}", f"{volume} FR {plain}", url)
        found[source.id] = source
    for volume, number in _ISSUE.findall(text):
        source = _notice(f"fr-{volume}-no-{number}", f"Federal Register, volume {volume}, number {number}", "")
        found[source.id] = source
    return list(found.values())


def _notice(id_: str, title: str, url: str) -> Source:
    return Source(id=f"{ID}:{id_}", title=title, publisher="Office of the Federal Register", url=url, reliability="A")


def _several(text: str) -> tuple[str, ...]:
    """`A; B; and C.` are three names."""
    parts = (re.sub(r"^and\s+", "", part.strip()) for part in text.split(";"))
    return tuple(dict.fromkeys(part for part in parts if part.strip(" .,")))


def _codes(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def _nationalities(line: Line, states: States) -> tuple[Record, ...]:
    codes = [*_codes(line["nationalities"]), *_codes(line["citizenships"])]
    return tuple(state for code in codes if (state := states.by_iso(code)))


def _countries(line: Line) -> list[str]:
    """The last token of each address, which is its country's code; some addresses end otherwise."""
    ends = [part.rsplit(",", 1)[-1].strip() for part in line["addresses"].split(";") if part.strip()]
    return [end for end in ends if end not in _POSTAL] if "denied" in line["source"].casefold() else ends


def _seat(line: Line, states: States) -> Record | None:
    """The state of a body's addresses where they name one state only: the list does not say which of several is the seat."""
    found = [states.by_iso(code) if re.fullmatch("[A-Z]{2}", code) else None for code in _countries(line)]
    named = {state.id: state for state in found if state}
    return next(iter(named.values())) if len(named) == 1 and all(found) else None


def _unplaced(line: Line, states: States, kind: str) -> str:
    """Countries that make no tie are still what the list says."""
    if kind == "Person":
        unknown = [code for code in _codes(line["nationalities"]) if states.by_iso(code) is None]
        return f"Nationality as listed: {'; '.join(unknown)}" if unknown else ""
    codes = dict.fromkeys(code for code in _countries(line) if re.fullmatch("[A-Z]{2}", code))
    return f"Addresses in: {'; '.join(codes)}" if codes and _seat(line, states) is None else ""
