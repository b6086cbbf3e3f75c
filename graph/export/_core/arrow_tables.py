"""Tables as Arrow holds them: the types of our columns, and rows by column; the kind of file is the format's. Needs pyarrow (`export`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date
from importlib import import_module
from typing import Any

from graph.errors import QuestionError
from graph.export._core.columns import Column, Kind
from graph.export._core.documents import indented
from graph.export._core.sink import Sink
from graph.export._core.subgraph import Subgraph

BATCH_ROWS = 20_000
_EPOCH = date(1970, 1, 1).toordinal()
_TYPES: Mapping[Kind, str] = {
    "text": "string",
    "integer": "int64",
    "number": "float64",
    "boolean": "bool_",
    "day": "date32",
    "moment": "string",
}
_ITEMS: Mapping[Kind, str] = {"texts": "string", "integers": "int64", "numbers": "float64"}


def imported(format: str, *modules: str) -> list[Any]:
    """Modules of pyarrow.

    Raises:
        QuestionError: it is not installed.
    """
    try:
        return [import_module(name) for name in modules]
    except ImportError as error:
        hint = "Install it: pip install 'retorsion[export]'."
        raise QuestionError(f"{format} needs pyarrow, which is not installed here.", parameter="format", hint=hint) from error


def write_tables(graph: Subgraph, sink: Sink, suffix: str, writer: Callable[[Any, Any], AbstractContextManager[Any]]) -> None:
    """A zip of one file a table, and the manifest; `writer` makes one from an open file and a schema."""
    (pyarrow,) = imported(suffix, "pyarrow")
    with sink.archive() as archive:
        with archive.file("manifest.json") as opened:
            opened.write(indented(graph.manifest.as_dict()))
        for name, columns, _ in graph.tables():
            schema = schema_of(pyarrow, columns, graph.manifest.as_json())
            # Not packed by the zip: what is unpacked or mapped from it is the file itself.
            with archive.file(f"{name}.{suffix}", packed=True) as opened, writer(opened, schema) as written:
                for batch in graph.column_batches(name, columns, BATCH_ROWS):
                    written.write_table(table_of(pyarrow, schema, columns, batch))


def table_of(pa: Any, schema: Any, columns: Iterable[Column], batch: Sequence[Sequence[Any]]) -> Any:
    made = [
        _days(pa, values) if column.kind == "day" else pa.array(values, _type(pa, column.kind))
        for column, values in zip(columns, batch, strict=True)
    ]
    return pa.Table.from_arrays(made, schema=schema)


def _days(pa: Any, ordinals: Sequence[int | None]) -> Any:
    return pa.array([None if day is None else day - _EPOCH for day in ordinals], pa.int32()).cast(pa.date32())


def schema_of(pa: Any, columns: Iterable[Column], manifest: str) -> Any:
    fields = [(column.name, _type(pa, column.kind)) for column in columns]
    return pa.schema(fields, metadata={"retorsion_manifest": manifest})


def _type(pa: Any, kind: Kind) -> Any:
    return pa.list_(getattr(pa, _ITEMS[kind])()) if kind in _ITEMS else getattr(pa, _TYPES[kind])()
