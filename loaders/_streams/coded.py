"""What machine-coded tables have in common by the column: missing values, checks, codes of CAMEO, ends. No source's own columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import polars as pl

from graph.errors import Place
from graph.evidence import coded_confidence
from graph.ingest.rows import Reject
from graph.ingest.stream import ONE_ACTOR
from graph.vocabulary import vocabulary
from loaders._streams.frames import LINE
from loaders._streams.parties import Party, names_of_several

STATEMENT: Final = "a statement (CAMEO 01): PLOVER drops it"
APPEAL: Final = "an appeal (CAMEO 02): PLOVER drops it"
MISSING: Final = ("NA", "NULL", "None", "nan", "NaN")
_DAY: Final = r"^\d{4}-\d{2}-\d{2}([ T]00:00:00(\.0+)?Z?)?$"


@dataclass(frozen=True, slots=True)
class Check:
    """Our name of a column, what is wrong with it, and the test."""

    column: str
    reason: str
    fails: pl.Expr


def plain(text: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """All columns as text without outer spaces; empty where missing, or where the file has no such column."""
    absent = [pl.lit("").alias(name) for name in columns if name not in text.columns]
    return text.with_columns(absent).with_columns(pl.col(pl.String).str.strip_chars().replace(dict.fromkeys(MISSING, "")))


def day(column: str) -> pl.Expr:
    return pl.when(pl.col(column).str.contains(_DAY)).then(pl.col(column).str.head(10).str.to_date("%Y-%m-%d", strict=False))


def number(column: str) -> pl.Expr:
    return pl.col(column).cast(pl.Float64, strict=False)


def not_a_number(column: str) -> Check:
    return Check(column, "is not a number", (pl.col(column) != "") & (number(column).is_null() | ~number(column).is_finite()))


def not_a_degree(column: str, most: int) -> Check:
    beyond = number(column).is_null() | ~number(column).is_finite() | (number(column).abs() > most)
    return Check(column, f"is not a degree from -{most} to {most}", (pl.col(column) != "") & beyond)


def checked(frame: pl.DataFrame, checks: Sequence[Check]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows that are right, and those that are wrong with `wrong`, the place of the check that they fail first."""
    failed = [pl.when(check.fails).then(pl.lit(number, dtype=pl.Int8)) for number, check in enumerate(checks)]
    frame = frame.with_columns(pl.coalesce(failed).alias("wrong"))
    return frame.filter(pl.col("wrong").is_null()), frame.filter(pl.col("wrong").is_not_null())


def rejects_of(wrong: pl.DataFrame, checks: Sequence[Check], wanted: Mapping[str, str], file: str) -> tuple[Reject, ...]:
    rejects = []
    for row in wrong.iter_rows(named=True):
        check = checks[row["wrong"]]
        column = wanted[check.column]
        rejects.append(Reject(Place(file, row[LINE], column), f"{column} {check.reason}", detail=repr(row[check.column][:40])))
    return tuple(rejects)


def several(*columns: str) -> pl.Expr:
    """The day as text, where one of these columns holds a name that meant another state on another day."""
    pattern = rf"(?i)\b({'|'.join(names_of_several())})\b"
    return pl.when(pl.any_horizontal(pl.col(name).str.contains(pattern) for name in columns)).then(pl.col("date").dt.to_string())


def with_parties(frame: pl.DataFrame, party: Callable[[str], Party]) -> pl.DataFrame:
    """By `key1` and `key2` the two ends (`ref1`, `ref2`), their roles, and why a row has none; `skip` as it stands goes first."""
    keys = pl.concat([frame["key1"], frame["key2"].alias("key1")]).unique(maintain_order=True).to_list()
    found = [party(key) for key in keys]
    for n, which in ((1, "first"), (2, "second")):
        columns = {
            f"key{n}": keys,
            f"ref{n}": [one.ref for one in found],
            f"role{n}": [one.role or None for one in found],
            f"skip{n}": [f"the {which} actor {one.skip}" if one.skip else None for one in found],
        }
        table = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
        frame = frame.join(table, on=f"key{n}", how="left", maintain_order="left")
    same = pl.when(pl.col("ref1") == pl.col("ref2")).then(pl.lit(ONE_ACTOR))
    return frame.with_columns(pl.coalesce("skip", "skip1", "skip2", same).alias("skip"))


def confidence() -> pl.Expr:
    """Of one machine reading of one report."""
    return pl.lit(coded_confidence(1, vocabulary())).alias("confidence")


def said(*columns: str) -> list[pl.Expr]:
    """Text that the source says, absent where it says nothing."""
    return [pl.when(pl.col(name) != "").then(name).alias(name) for name in columns]


def joined(name: str, *columns: str) -> pl.Expr:
    """A place from its parts, less what is missing."""
    parts = [pl.when(pl.col(column) != "").then(column) for column in columns]
    whole = pl.concat_str(parts, separator=", ", ignore_nulls=True)
    return pl.when(whole != "").then(whole).alias(name)


@cache
def _cameo() -> pl.DataFrame:
    codes = vocabulary().cameo.values()
    return pl.DataFrame(
        {"cameo": [c.code for c in codes], "action": [c.action or None for c in codes], "turned": [c.turned for c in codes]},
        schema={"cameo": pl.String, "action": pl.String, "turned": pl.Boolean},
    )


def with_cameo(frame: pl.DataFrame) -> pl.DataFrame:
    """By `cameo` the action, whether its ends are turned, and why a code has no action."""
    statement = pl.when(pl.col("cameo").str.starts_with("01")).then(pl.lit(STATEMENT)).otherwise(pl.lit(APPEAL))
    dropped = pl.when(pl.col("action").is_null()).then(statement)
    return frame.join(_cameo(), on="cameo", how="left", maintain_order="left").with_columns(dropped.alias("skip"))


def turned(frame: pl.DataFrame) -> pl.DataFrame:
    """Who acts and on whom: of a visit that is hosted (043) the visitor acts."""
    hosted = pl.col("turned")
    return frame.with_columns(
        pl.when(hosted).then("ref2").otherwise("ref1").alias("source"),
        pl.when(hosted).then("ref1").otherwise("ref2").alias("target"),
        pl.when(hosted).then("role2").otherwise("role1").alias("source_role"),
        pl.when(hosted).then("role1").otherwise("role2").alias("target_role"),
    )


def filled(frame: pl.DataFrame, wanted: Mapping[str, str], names: Iterable[str]) -> dict[str, int]:
    """In how many rows the source's columns of these names say something."""
    ours = {theirs: name for name, theirs in wanted.items()}
    return frame.select((pl.col(ours[name]) != "").sum().alias(name) for name in names).row(0, named=True)
