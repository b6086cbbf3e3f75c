"""Which columns a table of GDELT events has: 1.0 (57, since April 2013 58), 2.0 (61), with or without header, however separated.

Decides by what stands in the columns, never by a file's name; what is no such table is refused with what it looks like.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from loaders._streams.layout import Layout, NotEvents

HINT: Final = "a table of GDELT events: 1.0 with 57 or 58 columns, 2.0 with 61, tab-separated without header, or with GDELT's column names"

_GEO: Final = ("Type", "FullName", "CountryCode", "ADM1Code", "Lat", "Long", "FeatureID")
_GEO2: Final = (*_GEO[:4], "ADM2Code", *_GEO[4:])
_ACTOR: Final = (
    *("Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode", "Religion1Code", "Religion2Code"),
    *("Type1Code", "Type2Code", "Type3Code"),
)
_EVENT: Final = (
    *("GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate"),
    *(f"Actor{n}{name}" for n in (1, 2) for name in _ACTOR),
    *("IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale"),
    *("NumMentions", "NumSources", "NumArticles", "AvgTone"),
)


def _layout(geo: Sequence[str]) -> tuple[str, ...]:
    return (*_EVENT, *(f"{of}Geo_{name}" for of in ("Actor1", "Actor2", "Action") for name in geo), "DATEADDED", "SOURCEURL")


LAYOUTS: Final = MappingProxyType({57: _layout(_GEO)[:-1], 58: _layout(_GEO), 61: _layout(_GEO2)})
WANTED: Final = MappingProxyType(
    {
        "event": "GLOBALEVENTID",
        "day": "SQLDATE",
        "actor1": "Actor1Code",
        "actor2": "Actor2Code",
        "root_event": "IsRootEvent",
        "cameo": "EventCode",
        "root": "EventRootCode",
        "goldstein": "GoldsteinScale",
        "mentions": "NumMentions",
        "sources": "NumSources",
        "articles": "NumArticles",
        "added": "DATEADDED",
        "url": "SOURCEURL",
    }
)
"""Our names for the columns that are read; GDELT's quad class is not among them, on purpose."""

_OPTIONAL: Final = frozenset({"SOURCEURL"})
_OTHER_TABLES: Final = MappingProxyType(
    {16: "a GDELT table of mentions", 27: "GDELT's knowledge graph (GKG 2.1)", 11: "GDELT's knowledge graph (GKG 1.0)"}
)
_FORMS: Final = MappingProxyType(
    {
        "event": re.compile(r"\d{1,12}"),
        "day": re.compile(r"\d{8}"),
        "cameo": re.compile(r"\d{2,4}|---"),
        "root": re.compile(r"\d{2}|---"),
        "added": re.compile(r"\d{8}(\d{6})?"),
    }
)


def recognise(lines: Sequence[str]) -> Layout:
    """The layout of a file from its first lines.

    Raises:
        NotEvents: it has none.
    """
    separator = max("\t,;|", key="".join(lines).count)
    try:
        rows = [row for row in csv.reader(lines, delimiter=separator) if row]
    except csv.Error as error:
        raise NotEvents(f"its first lines are no table ({error})") from None
    if not rows:
        raise NotEvents("the file is empty")
    names = [cell.strip().casefold() for cell in rows[0]]
    header = "globaleventid" in names
    body = rows[1:] if header else rows
    width = max((len(row) for row in body), key=[len(row) for row in body].count) if body else len(names)
    quoted = any('"' in line for line in lines) if separator == "\t" else True
    layout = Layout(separator, quoted, header, width, _by_name(names) if header else _by_count(width))
    return _fitting(layout, body) if body else layout


def _by_name(names: Sequence[str]) -> dict[str, int]:
    found = {ours: names.index(theirs.casefold()) for ours, theirs in WANTED.items() if theirs.casefold() in names}
    missing = [theirs for ours, theirs in WANTED.items() if ours not in found and theirs not in _OPTIONAL]
    if missing:
        raise NotEvents(f"the header lacks {', '.join(missing)}")
    return found


def _by_count(count: int) -> dict[str, int]:
    names = LAYOUTS.get(count) or LAYOUTS.get(count - 1)
    if names is None:
        looks = _OTHER_TABLES.get(count, f"its first line has {count} columns and names none of GDELT's")
        raise NotEvents(f"this looks like {looks}" if count in _OTHER_TABLES else looks)
    return _by_name([name.casefold() for name in names])


def _fitting(layout: Layout, body: Sequence[Sequence[str]]) -> Layout:
    """The layout, or the same moved by a column of row names that a re-saving program put first (58 names above 59 values)."""
    candidates = [layout, replace(layout, positions={name: at + 1 for name, at in layout.positions.items()})]
    if not layout.header and layout.width - 1 in LAYOUTS:
        # 58 columns without names are those of today, or the 57 of old and a number before them.
        candidates.append(replace(layout, positions={name: at + 1 for name, at in _by_count(layout.width - 1).items()}))
    for candidate in candidates:
        if sum(_reads(row, candidate) for row in body) * 2 >= len(body):
            return candidate
    raise NotEvents(_what_is_wrong(layout, body[0]))


def _reads(row: Sequence[str], layout: Layout) -> bool:
    if len(row) != layout.width or max(layout.positions.values()) >= len(row):
        return False
    cells = {name: row[layout.positions[name]].strip() for name in _FORMS}
    return cells["cameo"].startswith(cells["root"]) and all(form.fullmatch(cells[name]) for name, form in _FORMS.items())


def _what_is_wrong(layout: Layout, row: Sequence[str]) -> str:
    for name, form in _FORMS.items():
        at = layout.positions[name]
        value = row[at].strip() if at < len(row) else ""
        if not form.fullmatch(value):
            lost = " (were leading zeros lost?)" if name in ("cameo", "root") and value.isdigit() else ""
            return f"the columns do not hold what they should: {WANTED[name]} is {value[:40]!r} in the first row{lost}"
    cameo, root = (row[layout.positions[name]].strip() for name in ("cameo", "root"))
    if not cameo.startswith(root):
        return f"EventCode {cameo!r} does not begin with EventRootCode {root!r} in the first row: were leading zeros lost?"
    return f"its rows do not have one number of columns: the first has {len(row)}, most have {layout.width}"
