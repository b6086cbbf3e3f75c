"""Parquet through polars, a slice at a time, every cell as text. Needs polars; nothing else of the loader does but streams."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import polars as pl

from loaders.table.lines import NoTable

ROWS: Final = 10_000
_LIST: Final = "; "


def parquet_rows(path: Path, columns: tuple[str, ...], start: int) -> tuple[list[str], dict[str, list[str]], int]:
    """The names of all columns that have cells, the cells of some from a row on, and how many rows these are.

    Raises:
        NoTable: the file is no Parquet, or damaged.
    """
    try:
        frame = pl.scan_parquet(path)
        schema = frame.collect_schema()
        names = [name for name, kind in schema.items() if _is_cell(kind)]
        if not columns:
            return names, {}, 0
        found = frame.slice(start, ROWS).select(_text(name, schema[name]) for name in columns).collect()
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        raise NoTable(f"the file cannot be read as Parquet: {str(error).splitlines()[0][:120]}", line=start) from None
    return names, {name: found[name].to_list() for name in columns}, found.height


def _is_cell(kind: pl.DataType) -> bool:
    inner = kind.inner if isinstance(kind, pl.List) else kind
    return not (isinstance(inner, pl.DataType) and inner.is_nested()) and inner not in (pl.Binary, pl.Object)


def _text(name: str, kind: pl.DataType) -> pl.Expr:
    """Numbers that are whole are written so: programs keep a column of codes with gaps as floats."""
    column = pl.col(name)
    if isinstance(kind, pl.List):
        return column.cast(pl.List(pl.String)).list.join(_LIST, ignore_nulls=True).fill_null("")
    if kind.is_float():
        whole = column.is_finite() & (column == column.round()) & (column.abs() < 2**53)
        exact = pl.when(whole).then(column.cast(pl.Int64, strict=False).cast(pl.String)).otherwise(column.cast(pl.String))
        return exact.replace("NaN", "").fill_null("").alias(name)
    if isinstance(kind, pl.Datetime):
        return column.dt.to_string("%Y-%m-%dT%H:%M:%S").fill_null("")
    return column.cast(pl.String).fill_null("")
