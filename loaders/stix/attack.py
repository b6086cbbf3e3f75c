"""The ATT&CK profile of STIX: MITRE's ids, its citations, the months of its campaigns. Nothing that any other producer does."""

from __future__ import annotations

import calendar
import datetime
import hashlib
import re
from collections.abc import Iterator
from typing import Final

from graph.dates import Span
from graph.model import Citation, Dataset, Source
from loaders._expectation import Expectation
from loaders.stix.objects import Thing

DATASET: Final = Dataset(
    id="attack",
    title="MITRE ATT&CK: groups and campaigns",
    publisher="The MITRE Corporation",
    licence="MITRE ATT&CK terms of use: keep the copyright notice and the licence with each copy",
    citation="© The MITRE Corporation. This work is reproduced and distributed with the permission of The MITRE Corporation.",
    url="https://attack.mitre.org",
    columns={"attack": "ATT&CK's own number: G0128 is a group, C0022 a campaign", "stix": "id of the STIX object"},
)

MITRE: Final = "identity--c78cb6e5-0c4b-4611-8297-d1b8b55e40b5"
"""The creator of all of ATT&CK. Eight objects of version 18.1 do not name it."""

LOOKED_AT: Final = ("type", "created_by_ref", "modified")
EXPECTED: Final = Expectation(
    "a bundle of ATT&CK",
    rows=(150, 200_000),
    filled={"created_by_ref": (0.9, 1), "modified": (0.95, 1)},
    values={"type": frozenset({"intrusion-set", "relationship", "identity", "marking-definition"})},
)
"""Version 18.1 has 24,771 objects (enterprise) and 1,826 (ICS), of which 99 % name their maker."""

_SOURCE_NAMES: Final = frozenset({"mitre-attack", "mitre-mobile-attack", "mitre-ics-attack"})
_NUMBER: Final = re.compile(r"[A-Z]{1,3}\d{4}(?:\.\d{3})?")
_LINK: Final = re.compile(r"\[([^\]]*)\]\(https?://[^)]*\)")
_CITATION: Final = re.compile(r"\(Citation: ([^)]*)\)")
_REFERENCE: Final = re.compile(
    r"(?P<author>.+?)\.? \((?P<year>\d{4})(?:, (?P<month>[A-Z][a-z]+)\.?(?: (?P<day>\d{1,2}))?)?\)"
    r"\.?\s*(?P<title>.+?)\.?\s*(?:Retrieved.*)?",
    re.DOTALL,
)
_MONTHS: Final = {name[:3].lower(): number for number, name in enumerate(calendar.month_name) if name}


def number_of(thing: Thing) -> str:
    """ATT&CK's own number of an object (G0128), which it never gives to another."""
    for reference in thing.tables("external_references"):
        number = reference.get("external_id")
        if _as_text(reference.get("source_name")) in _SOURCE_NAMES and isinstance(number, str) and _NUMBER.fullmatch(number):
            return number
    return ""


def plain(text: str) -> str:
    """A description without its links and citation marks."""
    return re.sub(r"[ \t]+", " ", _CITATION.sub("", _LINK.sub(r"\1", text))).strip()


def month_or_day(moment: datetime.datetime) -> Span:
    """ATT&CK writes a month as its first day at a local midnight, west or east of Greenwich: 04:00 to 08:00, or 22:00 the day before."""
    day = (moment + datetime.timedelta(hours=12)).date()
    local_midnight = moment.minute == moment.second == 0 and (moment.hour <= 8 or moment.hour >= 21)
    return Span.parse(f"{day:%Y-%m}") if day.day == 1 and local_midnight else Span.day(moment.date())


def sources_of(thing: Thing) -> Iterator[tuple[Source, Citation]]:
    """ATT&CK's own page and each report that an object cites, with its day where the reference tells it."""
    for reference in thing.tables("external_references"):
        name, url, text = (_as_text(reference.get(key)) for key in ("source_name", "url", "description"))
        if name in _SOURCE_NAMES:
            source = Source(
                id=f"{DATASET.id}:{number_of(thing)}-page",
                title=f"ATT&CK: {thing.text('name')}",
                publisher=DATASET.publisher,
                url=_address(url),
                reliability="B",
            )
            yield source, Citation(source=source.id, credibility="2")
        elif name and text and not text.startswith("(Citation:"):
            source = _report(name, text, url)
            yield source, Citation(source=source.id)


def _report(name: str, text: str, url: str) -> Source:
    match = _REFERENCE.fullmatch(text.strip())
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60]
    # One name can stand for two references: what is cited is part of the id.
    mark = hashlib.sha256(f"{text}\n{url}".encode("utf-8", "replace")).hexdigest()[:8]
    return Source(
        id=f"{DATASET.id}:report-{slug}-{mark}",
        title=match["title"] if match else name,
        publisher=match["author"] if match else name,
        published=_day_of(match) if match else None,
        url=_address(url),
    )


def _day_of(match: re.Match[str]) -> Span | None:
    month = _MONTHS.get((match["month"] or "")[:3].lower())
    if match["month"] and not month:
        return Span.parse(match["year"])
    text = match["year"] + (f"-{month:02}" if month else "") + (f"-{int(match['day']):02}" if match["day"] else "")
    try:
        return Span.parse(text)
    except ValueError:
        return None


def _as_text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _address(url: str) -> str:
    return url if re.fullmatch(r"https?://\S+", url) else ""
