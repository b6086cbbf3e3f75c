"""Rows of ICEWS' tables as edges of a stream, a block at a time: codes, days, ends, and why a row is left out. No file is opened."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, partial
from types import MappingProxyType
from typing import Final

import polars as pl

from graph.vocabulary import vocabulary
from loaders._expectation import Expectation
from loaders._streams import coded
from loaders._streams.coded import Check
from loaders._streams.columns import Columns
from loaders._streams.layout import Layout, NotEvents
from loaders._streams.reader import Coding, Reader
from loaders._streams.stream import Feed
from loaders.icews.actors import SEPARATOR, Parties

WANTED: Final = MappingProxyType(
    {
        "event": "Event ID",
        "day": "Event Date",
        "actor1": "Source Name",
        "sectors1": "Source Sectors",
        "country1": "Source Country",
        "cameo": "CAMEO Code",
        "intensity": "Intensity",
        "actor2": "Target Name",
        "sectors2": "Target Sectors",
        "country2": "Target Country",
        "story": "Story ID",
        "sentence": "Sentence Number",
        "told_by": "Publisher",
        "city": "City",
        "district": "District",
        "province": "Province",
        "country": "Country",
        "latitude": "Latitude",
        "longitude": "Longitude",
    }
)
"""Event Text is not among them: it is the label of the code."""

_WHO: Final = ("actor1", "sectors1", "country1", "actor2", "sectors2", "country2")
_CODE: Final = re.compile(r"\d{2,4}")
COLUMNS: Final = Columns(
    "ICEWS events",
    WANTED,
    MappingProxyType(
        {
            "event": re.compile(r"\d{1,12}"),
            "day": re.compile(r"\d{4}-\d{2}-\d{2}.*"),
            "cameo": _CODE,
            **dict.fromkeys(_WHO, re.compile(r".*", re.DOTALL)),
        }
    ),
)
"""Sectors and countries are needed: without them nobody could tell a minister from a rebel of the same state."""

EXPECTED: Final = Expectation(
    "a table of ICEWS events",
    rows=(100, 0),
    filled={"Source Country": (0.85, 1), "Target Country": (0.8, 1), "Source Sectors": (0.5, 1), "Intensity": (0.99, 1)},
    values={"CAMEO Code": frozenset({"010", "040", "042", "043"})},
)
"""Statements and visits are in the news of every day. Where zeros were lost before codes, they are missing."""

_EDGE: Final = (
    *("event", "source", "target", "action", "date", "date_to", "confidence", "source_role", "target_role", "repeat_of", "cameo"),
    *("intensity", "actor1", "actor2", "sectors1", "sectors2", "country1", "country2", "story", "sentence", "told_by"),
    *("place", "latitude", "longitude"),
)


def recognise(lines: Sequence[str]) -> Layout:
    """The layout of a file from its first lines.

    Raises:
        NotEvents: it has none, or codes have lost their zeros, so that 012 and 12 would be one.
    """
    layout = COLUMNS.recognise(lines)
    known, at = vocabulary().cameo, layout.positions["cameo"]
    for line in lines[1:]:
        cells = line.split(layout.separator)
        code = cells[at].strip(' "') if len(cells) == layout.width else ""
        if _CODE.fullmatch(code) and code not in known and f"0{code}" in known:
            raise NotEvents(f"CAMEO Code is {code!r}, which is no code, while 0{code} is: leading zeros were lost")
    return layout


@cache
def _checks() -> tuple[Check, ...]:
    known = pl.Series(sorted(vocabulary().cameo), dtype=pl.String)
    return (
        Check("event", "is not an id of ICEWS: up to 12 digits", ~pl.col("event").str.contains(r"^\d{1,12}$")),
        Check("day", "is not a day (YYYY-MM-DD)", pl.col("date").is_null()),
        Check("cameo", "is not a code of CAMEO", ~pl.col("cameo").is_in(known.implode())),
        *(Check(name, "holds a control character", pl.col(name).str.contains(SEPARATOR)) for name in _WHO),
        coded.not_a_number("intensity"),
        coded.not_a_degree("latitude", 90),
        coded.not_a_degree("longitude", 180),
    )


def _typed(text: pl.DataFrame) -> pl.DataFrame:
    return coded.plain(text, tuple(WANTED)).with_columns(coded.day("day").alias("date"))


def _keyed(frame: pl.DataFrame) -> pl.DataFrame:
    return coded.with_cameo(frame).with_columns(_key(1), _key(2))


def _key(n: int) -> pl.Expr:
    name, sectors, country = f"actor{n}", f"sectors{n}", f"country{n}"
    return pl.concat_str(name, sectors, country, coded.several(name, country).fill_null(""), separator=SEPARATOR).alias(f"key{n}")


def _edges(kept: pl.DataFrame) -> pl.DataFrame:
    return kept.with_columns(
        pl.col("date").alias("date_to"),
        coded.confidence(),
        *coded.said(*_WHO, "story", "sentence", "told_by"),
        coded.joined("place", "city", "district", "province", "country"),
        *(coded.number(name).alias(name) for name in ("intensity", "latitude", "longitude")),
    ).select(_EDGE)


CODING: Final = Coding(
    wanted=WANTED,
    expected=EXPECTED,
    checks=_checks,
    parties=Parties,
    typed=_typed,
    keyed=_keyed,
    ends=coded.turned,
    edges=_edges,
    filled=lambda frame: coded.filled(frame, WANTED, EXPECTED.filled),
    values=lambda frame: {"CAMEO Code": set(frame["cameo"].unique().to_list())},
)
FEED: Final = Feed(
    hint="a table of ICEWS events: tab-separated, with ICEWS' names of columns in its first line",
    suffixes=(".tab", ".csv", ".tsv", ".txt", ".zip", ".gz"),
    recognise=recognise,
    reader=partial(Reader, CODING),
    bytes_of_row=260,
)
