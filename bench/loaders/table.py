"""A table of events as GDELT 2.0 writes them, made up and seeded: 61 columns, dyads by Zipf's law. Writes a file; loads nothing.

`python -m bench.loaders.table ROWS FILE`
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import polars as pl

from graph.vocabulary import vocabulary
from loaders.gdelt.columns import LAYOUTS
from loaders.states import states

EXPONENT: Final = 0.9
_BLOCK: Final = 100_000
_ROLES: Final = ("", "GOV", "MIL", "BUS", "OPP", "COP", "JUD", "LEG", "MED", "CVL", "REB", "EDU")
_FIRST_DAY: Final = np.datetime64("2018-01-01")
_DAYS: Final = 365
_FIRST_EVENT: Final = 720_000_000


@dataclass(frozen=True, slots=True)
class Shape:
    """`kept` is the share of rows that become edges: 1 is the most work a row; in GDELT's own files it is .06 to .25."""

    rows: int
    kept: float = 1.0
    dyads: int = 200_000
    seed: int = 7


def write_table(path: Path, shape: Shape) -> None:
    """The same shape gives the same bytes."""
    rng = np.random.default_rng(shape.seed)
    pairs = _dyads(rng, shape.dyads)
    weights = np.arange(1, shape.dyads + 1) ** -EXPONENT
    bounds = np.cumsum(weights / weights.sum())
    with path.open("wb") as file:
        for start in range(0, shape.rows, _BLOCK):
            count = min(_BLOCK, shape.rows - start)
            dyads = pairs[np.minimum(np.searchsorted(bounds, rng.random(count)), shape.dyads - 1)]
            _block(rng, shape, start, dyads).write_csv(file, separator="\t", include_header=False, quote_style="never")


def _dyads(rng: np.random.Generator, count: int) -> np.ndarray:
    """Pairs of different states, each with a role or none, as codes of actors."""
    codes = sorted({code for state in states() for code in state.codes.get("cameo", ())[:1]})
    one = rng.integers(0, len(codes), count)
    other = (one + rng.integers(1, len(codes), count)) % len(codes)
    roles = rng.choice(_ROLES, (count, 2), p=[0.4, 0.15, *[0.045] * 10])
    names = np.array(codes)
    return np.stack([np.char.add(names[one], roles[:, 0]), np.char.add(names[other], roles[:, 1])], axis=1)


def _block(rng: np.random.Generator, shape: Shape, start: int, dyads: np.ndarray) -> pl.DataFrame:
    count = len(dyads)
    number = np.arange(start, start + count)
    day = pl.Series(_FIRST_DAY + number * _DAYS // shape.rows).cast(pl.Date).dt.to_string("%Y%m%d")
    kept = rng.random(count) < shape.kept
    code = pl.Series(np.where(kept, rng.choice(_codes(told=True), count), rng.choice(_codes(told=False), count)))
    reports = np.minimum(rng.zipf(1.8, count), 500)
    article = pl.Series(number // 3).cast(pl.String)
    known: dict[str, Any] = {
        "GLOBALEVENTID": number + _FIRST_EVENT,
        "SQLDATE": day,
        "MonthYear": day.str.head(6),
        "Year": day.str.head(4),
        "FractionDate": day.str.head(4) + ".4932",
        "Actor1Code": dyads[:, 0],
        "Actor1Name": dyads[:, 0],
        "Actor1CountryCode": pl.Series(dyads[:, 0]).str.head(3),
        "Actor2Code": dyads[:, 1],
        "Actor2Name": dyads[:, 1],
        "Actor2CountryCode": pl.Series(dyads[:, 1]).str.head(3),
        "IsRootEvent": rng.integers(0, 2, count),
        "EventCode": code,
        "EventBaseCode": code.str.head(3),
        "EventRootCode": code.str.head(2),
        "QuadClass": rng.integers(1, 5, count),
        "GoldsteinScale": pl.Series(rng.integers(-100, 100, count) / 10).cast(pl.String),
        "NumMentions": reports * 2,
        "NumSources": np.minimum(reports, 40),
        "NumArticles": reports * 2,
        "AvgTone": pl.Series(np.round(rng.normal(-2, 3, count), 9)).cast(pl.String),
        "ActionGeo_FullName": pl.Series(dyads[:, 0]) + ", somewhere in a province, and its country",
        "DATEADDED": day + "120000",
        "SOURCEURL": "https://news-of-the-world.example/2018/world/a-headline-of-usual-length-" + article + ".html",
    }
    empty = pl.lit("")
    return pl.select(pl.Series(name, known[name]).alias(name) if name in known else empty.alias(name) for name in LAYOUTS[61])


def _codes(*, told: bool) -> np.ndarray:
    """Event codes that become edges, or that PLOVER drops."""
    return np.array(sorted(one.code for one in vocabulary().cameo.values() if bool(one.action) is told and one.code != "---"))


if __name__ == "__main__":
    write_table(Path(sys.argv[2]), Shape(int(sys.argv[1])))
