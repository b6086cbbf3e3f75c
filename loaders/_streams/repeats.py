"""The one-a-day rule: of events with the same day, ends and code all but the first are likely repeats of one act. Marks, never drops."""

from __future__ import annotations

from typing import Final

import polars as pl

REMEMBERED: Final = 4_000_000
"""Keys that are kept (64 MB): a repeat further away than that in a load is not marked. The oldest half goes first."""

_SAME: Final = ("date", "source", "target", "cameo")


class Repeats:
    """The first event of each key, in the order of the load."""

    def __init__(self, remembered: int = REMEMBERED) -> None:
        self._remembered = remembered
        self._first = pl.DataFrame(schema={"key": pl.UInt64, "first": pl.String})

    def mark(self, frame: pl.DataFrame) -> pl.DataFrame:
        """With `repeat_of`: the id of the event that this one probably repeats."""
        # Two keys of some million are alike by chance in one load of a million.
        frame = frame.with_columns(pl.struct(_SAME).hash(0).alias("key"))
        before = self._first.join(frame.select("key"), on="key", how="semi")
        here = frame.select("key", pl.col("event").alias("first")).unique("key", keep="first", maintain_order=True)
        new = here.join(before, on="key", how="anti", maintain_order="left")
        self._first = pl.concat([self._first, new])
        if self._first.height > self._remembered:
            self._first = self._first.tail(self._remembered // 2)
        frame = frame.join(pl.concat([before, new]), on="key", how="left", maintain_order="left")
        repeated = pl.when(pl.col("first") != pl.col("event")).then("first")
        return frame.with_columns(repeated.alias("repeat_of"))
