"""What a stream's source says of its events, hashed by the column: the same digits as `content.edge_hash` gives for one edge."""

from __future__ import annotations

from hashlib import blake2b
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from graph.ingest.content import END_OF_NAME, END_OF_VALUE, NOT_SAID

_BYTES: Final = 8


def said(edges: pl.DataFrame) -> pl.Series:
    """One text an edge, of all that the source says: names in order, each with its value."""
    parts = [_part(edges[name]) for name in sorted(edges.columns) if name not in NOT_SAID]
    return pl.select(pl.concat_str(parts)).to_series() if parts else pl.Series(dtype=pl.String)


def hashed(texts: pl.Series) -> tuple[NDArray[np.uint64], pl.Series]:
    """Digests as numbers and as hex digits.

    The one call a row of this path, a microsecond each: BLAKE2b compiled over whole columns came out ten times slower than hashlib's.
    """
    joined = b"".join([blake2b(text.encode(), digest_size=_BYTES).digest() for text in texts.to_list()])
    return np.frombuffer(joined, np.uint64), pl.Series(np.frombuffer(joined.hex().encode(), "S16").astype("U16"), dtype=pl.String)


def _part(values: pl.Series) -> pl.Expr:
    text = pl.lit(_texts(values))
    whole = pl.concat_str(pl.lit(f"{values.name}{END_OF_NAME}"), text, pl.lit(END_OF_VALUE))
    return pl.when(text.is_not_null() & (text != "")).then(whole).otherwise(pl.lit(""))


def _texts(values: pl.Series) -> pl.Series:
    """As Python writes them: polars writes truth and large and small numbers otherwise."""
    if values.dtype == pl.Boolean:
        return values.replace_strict([True, False], ["True", "False"], return_dtype=pl.String)
    if values.dtype == pl.Float64:
        # By their bits: else 0 and -0, which are written differently, would be one.
        bits = pl.Series(values.fill_null(0.0).to_numpy().view(np.int64))
        different = bits.unique()
        written = bits.replace_strict(different, list(map(str, different.to_numpy().view(np.float64).tolist())), return_dtype=pl.String)
        return written.zip_with(values.is_not_null(), pl.Series([None], dtype=pl.String))
    return values.dt.to_string("iso") if values.dtype == pl.Date else values.cast(pl.String)
