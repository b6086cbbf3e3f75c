"""The published text of a UK list (from its PDF), entry by entry, to hold extracted records against. Knows nothing of records."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from loaders._lists.texts import read_text
from loaders.uk_sanctions.party import day_of, reference_in

_PAGE: Final = re.compile(r"^\s*--- Page \d+ ---\s*$", re.M)
_END: Final = re.compile(r"Group\s+ID:\s*(\d+)\s*\.")
_NAME: Final = re.compile(r"(?:Name 6:|Organisation\s+Name:)")
_PERSON: Final = re.compile(r"Name 6:(.*?)1:(.*?)2:(.*?)3:(.*?)4:(.*?)5:(.*?)\.(?:\s|$)")
_BODY: Final = re.compile(r"Organisation Name:\s*(.*?)\s*(?=(?:Name \(non-Latin|a\.k\.a:|f\.k\.a:|Address:|Other Information:))")


@dataclass(frozen=True, slots=True)
class Entry:
    """What the text says under one Group ID. `words` is all of it, folded for comparing."""

    name: str
    reference: str
    listed: date | None
    designated: date | None
    words: str


@dataclass(frozen=True, slots=True)
class PublishedText:
    """The entries by Group ID, the regime and the day of the list."""

    file: str
    entries: dict[str, Entry]
    regime: str
    day: date | None


def read_published(path: Path, name: str) -> PublishedText | None:
    """The text, or None where a file is no such list.

    Raises:
        InputError: the file cannot be read.
    """
    text = _PAGE.sub("", read_text(path, name))
    if "FINANCIAL SANCTIONS" not in text[:2000].upper() or not _END.search(text):
        return None
    entries: dict[str, Entry] = {}
    start = 0
    for end in _END.finditer(text):
        part = " ".join(text[start : end.end()].split())
        start = end.end()
        heads = list(_NAME.finditer(part))
        if heads:
            entries[end[1]] = _entry(part[heads[0].start() :])
    regime = re.search(r"^REGIME:\s*(.+?)\s*$", text, re.M)
    updated = re.search(r"Last Updated:\s*(\d{2}/\d{2}/\d{4})", text)
    return PublishedText(name, entries, regime[1] if regime else "", _day(updated[1]) if updated else None)


def _entry(part: str) -> Entry:
    listed = re.search(r"Listed on:\s*(\d{2}/\d{2}/\d{4})", part)
    designated = re.search(r"Date Designated:\s*(\d{2}/\d{2}/\d{4})", part)
    return Entry(
        name=_name(part),
        reference=reference_in(part),
        listed=_day(listed[1]) if listed else None,
        designated=_day(designated[1]) if designated else None,
        words=folded(part),
    )


def _name(part: str) -> str:
    person = _PERSON.match(part)
    if person:
        names = [name.strip() for name in person.groups()]
        return " ".join(name for name in (*names[1:], names[0]) if name and name.casefold() != "n/a")
    body = _BODY.match(part)
    return body[1].strip() if body else ""


def _day(text: str) -> date | None:
    try:
        return day_of(text)
    except ValueError:
        return None


def folded(text: str) -> str:
    """Letters and digits only, without case and accents of presentation: line breaks, quotes and commas differ between copies."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", text).casefold() if letter.isalnum())
