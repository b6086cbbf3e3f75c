"""Rows of GDELT's event tables as edges of a stream, a block at a time: codes, days, ends, and why a row is left out. No file is opened."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Final

import polars as pl

from graph.errors import Place
from graph.evidence import coded_confidence
from graph.ingest.rows import Reject, StreamBatch
from graph.ingest.stream import ONE_ACTOR
from graph.vocabulary import vocabulary
from loaders.gdelt.actors import Parties, codes_of_several, items_of
from loaders.gdelt.columns import WANTED
from loaders.gdelt.frames import LINE
from loaders.gdelt.repeats import Repeats

NO_CODE: Final = "no event code (---)"
STATEMENT: Final = "a statement (CAMEO 01): PLOVER drops it"
APPEAL: Final = "an appeal (CAMEO 02): PLOVER drops it"
_DAILY: Final = pl.date(2013, 4, 1)
"""Since then GDELT adds events as they are published; what is older was added in bulk, and its day of publication is not known."""

_NUMBERS: Final = ("mentions", "sources", "articles")
_COLUMNS: Final = (
    *("event", "source", "target", "action", "date", "date_to", "confidence", "published", "source_url", "source_role", "target_role"),
    *("repeat_of", "cameo", "goldstein", "mentions", "sources", "articles", "root_event", "actor1", "actor2", "told_by"),
)


class Reader:
    """Turns frames into batches; knows what earlier blocks of the load brought."""

    def __init__(self) -> None:
        self._parties = Parties()
        self._brought: set[str] = set()
        self._repeats = Repeats()

    def batch(self, file: str, text: pl.DataFrame, rejects: list[Reject]) -> StreamBatch:
        """A frame of text columns as edges, skips and rejects."""
        frame = _typed(text)
        wrong = frame.filter(pl.col("wrong").is_not_null())
        frame = _with_action(frame.filter(pl.col("wrong").is_null()))
        frame = self._with_parties(frame)
        kept = self._repeats.mark(_turned(frame.filter(pl.col("skip").is_null())))
        edges = _edges(kept)
        used = {key for side in ("key1", "key2") for key in kept[side].unique().to_list()}
        return StreamBatch(
            file=file,
            edges=edges.to_dicts(),
            lines=kept[LINE].to_list(),
            items=items_of((self._parties.party(key) for key in sorted(used)), self._brought),
            skipped=Counter(frame["skip"].drop_nulls().to_list()),
            rejects=(*rejects, *_rejects(wrong, file)),
        )

    def _with_parties(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The two ends (`ref1`, `ref2`), their roles, and why a row has none."""
        frame = frame.with_columns(_key("actor1").alias("key1"), _key("actor2").alias("key2"))
        keys = pl.concat([frame["key1"], frame["key2"].alias("key1")]).unique(maintain_order=True).to_list()
        found = [self._parties.party(key) for key in keys]
        for n, which in ((1, "first"), (2, "second")):
            table = pl.DataFrame(
                {
                    f"key{n}": keys,
                    f"ref{n}": [party.ref for party in found],
                    f"role{n}": [party.role or None for party in found],
                    f"skip{n}": [f"the {which} actor {party.skip}" if party.skip else None for party in found],
                },
                schema=dict.fromkeys((f"key{n}", f"ref{n}", f"role{n}", f"skip{n}"), pl.String),
            )
            frame = frame.join(table, on=f"key{n}", how="left", maintain_order="left")
        same = pl.when(pl.col("ref1") == pl.col("ref2")).then(pl.lit(ONE_ACTOR))
        return frame.with_columns(pl.coalesce("skip", "skip1", "skip2", same).alias("skip"))


def _typed(text: pl.DataFrame) -> pl.DataFrame:
    """Days and numbers read, and under `wrong` which check a row fails first (its place in `_CHECKS`)."""
    if "url" not in text.columns:
        text = text.with_columns(pl.lit("").alias("url"))
    # Programs that save tables again write NA for what is missing, and spaces before codes.
    frame = text.with_columns(pl.col(pl.String).str.strip_chars().replace("NA", ""))
    frame = frame.with_columns(
        pl.col("day").str.to_date("%Y%m%d", strict=False).alias("date"),
        pl.col("added").str.head(8).str.to_date("%Y%m%d", strict=False).alias("added_on"),
        *(pl.col(name).cast(pl.Int64, strict=False).alias(f"n_{name}") for name in (*_NUMBERS, "root_event")),
        pl.col("goldstein").cast(pl.Float64, strict=False).alias("n_goldstein"),
    )
    failed = [pl.when(bad).then(pl.lit(number, dtype=pl.Int8)) for number, (_, _, bad) in enumerate(_checks())]
    return frame.with_columns(pl.coalesce(failed).alias("wrong"))


@cache
def _checks() -> tuple[tuple[str, str, pl.Expr], ...]:
    """Column, what is wrong with it, and the test."""
    coded = pl.col("cameo") != "---"
    known = pl.Series(sorted(vocabulary().cameo), dtype=pl.String)

    def number(name: str) -> tuple[str, str, pl.Expr]:
        return (
            name,
            "is not a number",
            (pl.col(name) != "") & (pl.col(f"n_{name}").is_null() | ~pl.col(f"n_{name}").cast(pl.Float64).is_finite()),
        )

    return (
        ("event", "is not an id of GDELT: up to 12 digits", ~pl.col("event").str.contains(r"^\d{1,12}$")),
        ("day", "is not a day (YYYYMMDD)", pl.col("date").is_null() | (pl.col("day").str.len_chars() != 8)),
        (
            "added",
            "is not a day or time (YYYYMMDD, YYYYMMDDHHMMSS)",
            pl.col("added_on").is_null() | ~pl.col("added").str.contains(r"^\d{8}(\d{6})?$"),
        ),
        ("cameo", "does not begin with EventRootCode: were leading zeros lost?", coded & ~pl.col("cameo").str.starts_with(pl.col("root"))),
        ("cameo", "is not a code of CAMEO", coded & ~pl.col("cameo").is_in(known.implode())),
        *(number(name) for name in (*_NUMBERS, "root_event", "goldstein")),
    )


def _rejects(wrong: pl.DataFrame, file: str) -> list[Reject]:
    checks = _checks()
    rejects = []
    for row in wrong.iter_rows(named=True):
        ours, reason, _ = checks[row["wrong"]]
        column = WANTED[ours]
        rejects.append(Reject(Place(file, row[LINE], column), f"{column} {reason}", detail=repr(row[ours][:40])))
    return rejects


@cache
def _cameo() -> pl.DataFrame:
    codes = vocabulary().cameo.values()
    return pl.DataFrame(
        {"cameo": [c.code for c in codes], "action": [c.action or None for c in codes], "turned": [c.turned for c in codes]},
        schema={"cameo": pl.String, "action": pl.String, "turned": pl.Boolean},
    )


def _with_action(frame: pl.DataFrame) -> pl.DataFrame:
    dropped = (
        pl.when(pl.col("cameo") == "---").then(pl.lit(NO_CODE))
        .when(pl.col("action").is_not_null()).then(None)
        .when(pl.col("cameo").str.starts_with("01")).then(pl.lit(STATEMENT))
        .otherwise(pl.lit(APPEAL))
    )  # fmt: skip
    return frame.join(_cameo(), on="cameo", how="left", maintain_order="left").with_columns(dropped.alias("skip"))


def _key(actor: str) -> pl.Expr:
    """The code, with the day where it matters which state is meant."""
    several = f"^(?:.{{3}})*(?:{'|'.join(codes_of_several())})"
    return (
        pl.when(pl.col(actor).str.contains(several)).then(pl.concat_str(actor, pl.lit("@"), pl.col("date").dt.to_string())).otherwise(actor)
    )


def _turned(frame: pl.DataFrame) -> pl.DataFrame:
    """Who acts and on whom: of a visit that is hosted (043) the visitor acts."""
    turned = pl.col("turned")
    return frame.with_columns(
        pl.when(turned).then("ref2").otherwise("ref1").alias("source"),
        pl.when(turned).then("ref1").otherwise("ref2").alias("target"),
        pl.when(turned).then("role2").otherwise("role1").alias("source_role"),
        pl.when(turned).then("role1").otherwise("role2").alias("target_role"),
    )


def _edges(kept: pl.DataFrame) -> pl.DataFrame:
    web = pl.col("url").str.contains("^https?://[^ ]+$")
    counts = kept["n_sources"].fill_null(1).unique()
    sure = pl.DataFrame(
        {"n": counts, "confidence": [coded_confidence(n, vocabulary()) for n in counts]}, schema={"n": pl.Int64, "confidence": pl.Float64}
    )
    frame = kept.with_columns(pl.col("n_sources").fill_null(1).alias("n")).join(sure, on="n", how="left", maintain_order="left")
    return frame.with_columns(
        pl.col("date").alias("date_to"),
        pl.when(pl.col("added_on") >= _DAILY).then("added_on").alias("published"),
        pl.when(web).then("url").alias("source_url"),
        pl.when(~web & (pl.col("url") != "")).then("url").alias("told_by"),
        *(pl.col(f"n_{name}").alias(name) for name in (*_NUMBERS, "root_event", "goldstein")),
    ).select(_COLUMNS)
