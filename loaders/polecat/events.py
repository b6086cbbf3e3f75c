"""Rows of POLECAT's tables as edges of a stream, a block at a time: actions, days, ends, why a row is left out. No file is opened."""

from __future__ import annotations

import re
from functools import cache, partial
from types import MappingProxyType
from typing import Final

import polars as pl

from graph.ingest.stream import EVENT
from loaders._expectation import Expectation
from loaders._streams import coded
from loaders._streams.coded import Check
from loaders._streams.columns import Columns
from loaders._streams.reader import Coding, Reader
from loaders._streams.stream import Feed
from loaders.polecat.actions import actions, types
from loaders.polecat.actors import SEPARATOR, Parties

WANTED: Final = MappingProxyType(
    {
        "event": "Event ID",
        "day": "Event Date",
        "event_type": "Event Type",
        "event_mode": "Event Mode",
        "intensity": "Intensity",
        "contexts": "Contexts",
        "actor1": "Actor Name",
        "country1": "Actor Country",
        "sector1": "Primary Actor Sector",
        "title1": "Actor Title",
        "wikipedia1": "Wikipedia Actor ID",
        "actor2": "Recipient Name",
        "country2": "Recipient Country",
        "sector2": "Primary Recipient Sector",
        "title2": "Recipient Title",
        "wikipedia2": "Wikipedia Recipient ID",
        "placename": "Placename",
        "city": "City",
        "district": "District",
        "province": "Province",
        "country": "Country",
        "latitude": "Latitude",
        "longitude": "Longitude",
        "geonames": "GeoNames ID",
        "told_by": "Source",
        "public": "Publication Date",
        "language": "Language",
        "coder": "Version",
    }
)
_WHO: Final = ("actor1", "country1", "sector1", "title1", "actor2", "country2", "sector2", "title2")
_WORDS: Final = ("event_mode", "contexts", *_WHO, "wikipedia1", "wikipedia2", "told_by", "language", "coder", "geonames")
_ANY: Final = re.compile(r".*", re.DOTALL)
COLUMNS: Final = Columns(
    "POLECAT events",
    WANTED,
    MappingProxyType(
        {
            "event": EVENT,
            "day": re.compile(r"\d{4}-?\d{2}-?\d{2}.*"),
            "event_type": re.compile(r"[A-Za-z]+"),
            **dict.fromkeys(("event_mode", "actor1", "country1", "sector1", "actor2", "country2", "sector2"), _ANY),
        }
    ),
)
EXPECTED: Final = Expectation(
    "a table of POLECAT events",
    rows=(100, 0),
    filled={"Actor Name": (0.5, 1), "Actor Country": (0.4, 1), "Recipient Name": (0.3, 1), "Publication Date": (0.9, 1)},
    values={"Event Type": frozenset({"CONSULT", "ACCUSE", "ASSAULT", "COERCE"})},
)
"""No file of POLECAT could be measured: these are wide bounds of what its authors describe."""

_EDGE: Final = (
    *("event", "source", "target", "action", "date", "date_to", "published", "confidence", "source_role", "target_role", "repeat_of"),
    *("event_type", "intensity", *_WORDS, "place", "latitude", "longitude"),
)


def mend(block: bytes) -> bytes:
    """Without the tabs that some published files have at the ends of lines; lines that are no UTF-8 are ISO 8859-1, as POLECAT writes."""
    block = re.sub(rb"\t+(\r?\n)", rb"\1", block)
    try:
        block.decode("utf-8")
    except UnicodeDecodeError:
        return b"\n".join(map(_utf8, block.split(b"\n")))
    return block


def _utf8(line: bytes) -> bytes:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("iso-8859-1").encode("utf-8")
    return line


def _day(column: str) -> pl.Expr:
    """Both `2018-01-31`, with or without a time, and `20180131`."""
    digits = pl.col(column).str.replace_all("-", "").str.head(8)
    shaped = pl.col(column).str.contains(r"^(\d{4}-\d{2}-\d{2}([ T].*)?|\d{8})$")
    return pl.when(shaped).then(digits.str.to_date("%Y%m%d", strict=False))


@cache
def _checks() -> tuple[Check, ...]:
    typed = pl.col("event_type").str.to_lowercase().is_in(pl.Series(types()).implode())
    return (
        Check("event", "is not an id: letters, digits, dot, dash, underscore", ~pl.col("event").str.contains(f"^{EVENT.pattern}$")),
        Check("day", "is not a day (YYYY-MM-DD)", pl.col("date").is_null()),
        Check("public", "is not a day (YYYY-MM-DD)", (pl.col("public") != "") & pl.col("published").is_null()),
        Check("event_type", "is not a type of PLOVER", ~typed),
        Check("event_mode", "is not a mode of its type", pl.col("action").is_null()),
        *(Check(name, "holds a control character", pl.col(name).str.contains(SEPARATOR)) for name in _WHO),
        coded.not_a_number("intensity"),
        coded.not_a_degree("latitude", 90),
        coded.not_a_degree("longitude", 180),
    )


def _with_action(frame: pl.DataFrame) -> pl.DataFrame:
    codes = actions()
    table = pl.DataFrame({"typed": list(codes), "action": list(codes.values())}, schema={"typed": pl.String, "action": pl.String})
    mode = pl.col("event_mode").str.to_lowercase().str.replace_all(r"[\s_]+", "-")
    typed = pl.concat_str(pl.col("event_type").str.to_lowercase(), pl.when(mode != "").then(mode), separator="/", ignore_nulls=True)
    return frame.with_columns(typed.alias("typed")).join(table, on="typed", how="left", maintain_order="left")


def _typed(text: pl.DataFrame) -> pl.DataFrame:
    return _with_action(coded.plain(text, tuple(WANTED))).with_columns(_day("day").alias("date"), _day("public").alias("published"))


def _keyed(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(_key(1), _key(2), pl.lit(None, dtype=pl.String).alias("skip"))


def _key(n: int) -> pl.Expr:
    name, country = f"actor{n}", f"country{n}"
    day = coded.several(name, country).fill_null("")
    return pl.concat_str(name, f"sector{n}", f"title{n}", country, day, separator=SEPARATOR).alias(f"key{n}")


def _ends(frame: pl.DataFrame) -> pl.DataFrame:
    ends = {"source": "ref1", "target": "ref2", "source_role": "role1", "target_role": "role2", "cameo": "action"}
    return frame.with_columns(pl.col(theirs).alias(ours) for ours, theirs in ends.items())


def _edges(kept: pl.DataFrame) -> pl.DataFrame:
    return kept.with_columns(
        pl.col("date").alias("date_to"),
        pl.col("event_type").str.to_uppercase(),
        coded.confidence(),
        *coded.said(*_WORDS),
        coded.joined("place", "placename", "city", "district", "province", "country"),
        *(coded.number(name).alias(name) for name in ("intensity", "latitude", "longitude")),
    ).select(_EDGE)


CODING: Final = Coding(
    wanted=WANTED,
    expected=EXPECTED,
    checks=_checks,
    parties=Parties,
    typed=_typed,
    keyed=_keyed,
    ends=_ends,
    edges=_edges,
    filled=lambda frame: coded.filled(frame, WANTED, EXPECTED.filled),
    values=lambda frame: {"Event Type": {kind.upper() for kind in frame["event_type"].unique().to_list()}},
)
FEED: Final = Feed(
    hint="a table of POLECAT events: tab-separated, with POLECAT's names of columns in its first line",
    suffixes=(".tab", ".csv", ".tsv", ".txt", ".zip", ".gz"),
    recognise=COLUMNS.recognise,
    reader=partial(Reader, CODING),
    bytes_of_row=700,
    mend=mend,
)
