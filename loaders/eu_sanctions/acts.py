"""What both EU formats share: who lists, days as they are written, adjectives of nationality. No files, no columns."""

from __future__ import annotations

import re
from datetime import date
from types import MappingProxyType
from typing import Final

from graph.dates import Span
from graph.model import Record, Source
from loaders._lists.countries import States
from loaders._lists.days import MONTHS
from loaders._lists.parties import Lister

ID: Final = "eu_sanctions"
PUBLISHER: Final = "Council of the European Union"
EU: Final = Record(id=f"{ID}:EU", kind="Organization", name="European Union", aliases=("EU",), codes={"iso2": "EU"})
COUNCIL: Final = Record(id=f"{ID}:COUNCIL", kind="Organization", name="Council of the European Union", aliases=("EU Council",))
ABOUT: Final = Source(id=f"{ID}:treaty", title="Treaty on European Union, Article 29", publisher="European Union", reliability="A")
FIRST: Final = date(1993, 11, 1)
"""The Treaty on European Union entered into force: no measure is older."""

FSF: Final = Lister(dataset=ID, part="fsf", actor=EU, organs=(COUNCIL,), about=ABOUT)
JOURNAL: Final = Lister(dataset=ID, part="journal", actor=EU, organs=(COUNCIL,), about=ABOUT)

NATIONALITIES: Final = MappingProxyType(
    {
        "afghan": "Afghanistan",
        "american": "United States",
        "belarusian": "Belarus",
        "chinese": "China",
        "dprk": "North Korea",
        "egyptian": "Egypt",
        "haitian": "Haiti",
        "iranian": "Iran",
        "iraqi": "Iraq",
        "israeli": "Israel",
        "lebanese": "Lebanon",
        "libyan": "Libya",
        "malian": "Mali",
        "moldovan": "Moldova",
        "nicaraguan": "Nicaragua",
        "north korean": "North Korea",
        "pakistani": "Pakistan",
        "palestinian": "Palestine",
        "russian": "Russia",
        "serbian": "Serbia",
        "somali": "Somalia",
        "south sudanese": "South Sudan",
        "sudanese": "Sudan",
        "syrian": "Syria",
        "tunisian": "Tunisia",
        "turkish": "Türkiye",
        "ukrainian": "Ukraine",
        "venezuelan": "Venezuela",
        "yemeni": "Yemen",
    }
)
"""Adjectives that mean one state. 'Congolese' and 'Korean' mean two, and 'allegedly Russian' is no nationality: they stay out."""

_DOTTED: Final = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})", re.ASCII)
_WORDED: Final = re.compile(r"(\d{1,2}) ([A-Z][a-z]{2})[a-z]*\.? (\d{4})", re.ASCII)


def day_of(text: str) -> Span | None:
    """`30.7.2020`, `30/07/2020` (day first), `9 August 2023`, `26 Feb. 2011`, or ISO, partial too; None for an empty cell.

    Raises:
        ValueError: none of these, or no day of the calendar.
    """
    plain = " ".join(text.split())
    if not plain:
        return None
    if dotted := _DOTTED.fullmatch(plain):
        return Span.day(date(int(dotted[3]), int(dotted[2]), int(dotted[1])))
    if worded := _WORDED.fullmatch(plain):
        return Span.day(date(int(worded[3]), MONTHS.index(worded[2]) + 1, int(worded[1])))
    return Span.parse(re.sub(r"[T ]00:00(?::00(?:\.0+)?)?Z?$", "", plain))


def state_named(text: str, states: States) -> Record | None:
    """By the state's name, or by an adjective of nationality."""
    plain = re.sub(r"\s*\([A-Z]{2,5}\)$", "", text.strip().rstrip("."))
    return states(NATIONALITIES.get(plain.casefold(), plain))
