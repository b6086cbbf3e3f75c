"""The free text of CFR's tracker as values: days, sponsors, victims, a name among affiliations, a response. No items, no files."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlsplit

from graph.dates import Span
from graph.model import Record
from loaders._lists.countries import States
from loaders.states import resolve_name

_ISO: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_AMERICAN: Final = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
_IN_ADDRESS: Final = re.compile(r"/(20\d{2})/?(\d{2})/?(\d{2})(?=\D)", re.ASCII)
_SUPPOSED: Final = re.compile(
    r"(?:(?:this )?incident (?:is|was) )?(?P<words>believed|suspected|thought|likely|associated)\b"
    r"(?: to (?:be|have been))?(?: the work of| linked to| associated with| with)?(?: the)?\s+(?P<name>.+)",
    re.IGNORECASE,
)
_NAME: Final = re.compile(r"[A-Z][\w'-]*(?: (?:[A-Z0-9][\w'-]*|of|the)){0,3}")
_NO_NAME: Final = re.compile(r"\b(?:government|state|unknown|also|believed|suspected|same|this|ministry|security|forces)\b", re.I)
_PLACES: Final = re.compile(r"\b(?:in|of|from|across|throughout|including|within|based|and|or)\b")
_GOVERNMENTS: Final = {
    "canada.ca": "CA",
    "admin.ch": "CH",
    "regjeringen.no": "NO",
    "defensie.nl": "NL",
    "fe-ddis.dk": "DK",
    "belgium.be": "BE",
    "obamawhitehouse.archives.gov": "US",
}
"""Hosts of governments whose names do not say so; the others have `gov` or `mil` in the last two labels."""

_GOV_LABELS: Final = frozenset({"gov", "mil", "gob", "gouv", "gv", "govt", "go"})


@dataclass(frozen=True, slots=True)
class Response:
    """`Sanctions   https://...`: the kind in small letters, the address, and the day that stands in the address."""

    kind: str
    url: str
    day: date | None


@dataclass(frozen=True, slots=True)
class Name:
    """A name among the affiliations, and the word of doubt before it."""

    name: str
    words: str


def clean(text: str) -> str:
    """Without what a web page left: `&amp;`, hard blanks, line breaks."""
    return " ".join(html.unescape(text).split())


def day_of(text: str) -> Span | None:
    """ISO in the older files, month first in the newer ones. None where there is none.

    Raises:
        ValueError: it is no day.
    """
    if not text:
        return None
    if match := _ISO.fullmatch(text):
        year, month, day = match.groups()
    elif match := _AMERICAN.fullmatch(text):
        month, day, year = match.groups()
    else:
        raise ValueError(f"{text[:20]!r} is not a day: YYYY-MM-DD or MM/DD/YYYY")
    try:
        return Span.day(date(int(year), int(month), int(day)))
    except ValueError:
        raise ValueError(f"{text[:20]!r} is not a day of the calendar: YYYY-MM-DD or MM/DD/YYYY") from None


def sponsors_of(text: str, states: States) -> tuple[Record, ...]:
    """`Palestine, State of` is one state, `China, Russian Federation` are two.

    Raises:
        ValueError: a name is no state.
    """
    if not text or text.casefold() == "unknown":
        return ()
    if whole := states(text):
        return (whole,)
    found: dict[str, Record] = {}
    parts = [part.strip() for part in text.split(",") if part.strip()]
    while parts:
        pair = states(", ".join(parts[:2])) if len(parts) > 1 else None
        record = pair or states(parts[0])
        if record is None:
            raise ValueError(f"{parts[0][:60]!r} is no state")
        found[record.id] = record
        parts = parts[2 if pair else 1 :]
    return tuple(found.values())


def victims_of(text: str, states: States) -> tuple[tuple[Record, ...], str]:
    """The states that are victims, and the words for all other victims.

    'Companies in the United States, Canada, and India' does not say that Canada is a victim as a state, so that text with any word of place
    in it stays whole.
    """
    parts = [re.sub(r"^and ", "", part.strip()) for part in re.split("[,;]", text) if part.strip()]
    named = [states(part) for part in parts]
    others = [part for part, record in zip(parts, named, strict=True) if record is None]
    if any(_PLACES.search(part) for part in others):
        return (), text
    return tuple({record.id: record for record in named if record}.values()), ", ".join(others)


def name_of(text: str) -> Name | None:
    """The one name that affiliations give, where they give one and nothing else; prose and lists of names stay text."""
    plain = text.rstrip(" .")
    match = _SUPPOSED.fullmatch(plain)
    name = (match["name"] if match else plain).removeprefix("The ")
    if not _NAME.fullmatch(name) or _NO_NAME.search(name) or resolve_name(name):
        return None
    return Name(name, match["words"].casefold() if match else "")


def response_of(text: str) -> Response | None:
    kind, _, rest = text.partition("http")
    kind = kind.strip().casefold()
    if not kind or kind == "unknown":
        return None
    url = f"http{rest}".split()[0] if rest else ""
    return Response(kind, url, _day_in(url))


def _day_in(url: str) -> date | None:
    match = _IN_ADDRESS.search(url + " ")
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None


def host_of(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def government_of(url: str, states: States) -> Record | None:
    """The state on whose government's site an address is. News sites say nothing of who acted."""
    host = host_of(url)
    code = next((code for known, code in _GOVERNMENTS.items() if host == known or host.endswith(f".{known}")), "")
    labels = host.split(".")
    if not code and labels[-1] in ("gov", "mil"):
        code = "US"
    elif not code and len(labels) > 2 and labels[-2] in _GOV_LABELS:
        code = "GB" if labels[-1] == "uk" else labels[-1].upper()
    return states.by_iso(code) if code else None
