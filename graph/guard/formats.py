"""Rows as bytes: JSON, NDJSON, CSV, Arrow. Each encoder is given the columns, then row by row, then how it ended; no limits here."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from importlib import import_module
from typing import Any, Final, Protocol

from graph.errors import QuestionError
from graph.guard.values import Collected


class Encoder(Protocol):
    """Bytes as they come; an empty result is bytes too."""

    def head(self, columns: list[str]) -> bytes: ...
    def row(self, values: list[Any]) -> bytes: ...
    def tail(self, collected: Collected, ending: Mapping[str, Any]) -> bytes: ...


_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))
"""Made once: millions of rows may pass."""


def _json(value: Any) -> bytes:
    return _ENCODER.encode(value).encode("utf-8", "replace")


class Json:
    """One document: `data` with rows, nodes and edges, `meta` with how it ended."""

    def head(self, columns: list[str]) -> bytes:
        self._columns, self._comma = columns, b""
        return b'{"data":{"columns":' + _json(columns) + b',"rows":['

    def row(self, values: list[Any]) -> bytes:
        comma, self._comma = self._comma, b","
        return comma + _json(dict(zip(self._columns, values, strict=True)))

    def tail(self, collected: Collected, ending: Mapping[str, Any]) -> bytes:
        nodes, edges = _json(list(collected.nodes.values())), _json(list(collected.edges.values()))
        return b'],"nodes":' + nodes + b',"edges":' + edges + b'},"meta":' + _json(ending) + b"}"


class Ndjson:
    """A line for each row, and a last one that says whether that is all."""

    def head(self, columns: list[str]) -> bytes:
        self._columns = columns
        return b""

    def row(self, values: list[Any]) -> bytes:
        return _json(dict(zip(self._columns, values, strict=True))) + b"\n"

    def tail(self, collected: Collected, ending: Mapping[str, Any]) -> bytes:
        return _json({"status": ending}) + b"\n"


class Csv:
    """RFC 4180 with a header; what is no plain value is JSON in its cell. Whether rows were cut stands in the response's header."""

    def head(self, columns: list[str]) -> bytes:
        return self._line(columns)

    def row(self, values: list[Any]) -> bytes:
        return self._line([_json(value).decode() if isinstance(value, dict | list) else value for value in values])

    def tail(self, collected: Collected, ending: Mapping[str, Any]) -> bytes:
        return b""

    def _line(self, values: list[Any]) -> bytes:
        text = io.StringIO()
        csv.writer(text).writerow(values)
        return text.getvalue().encode("utf-8", "replace")


class Arrow:
    """An Arrow stream of one batch; what is of mixed kind or no plain value is JSON text. Its metadata says how it ended."""

    def head(self, columns: list[str]) -> bytes:
        try:
            self._arrow = import_module("pyarrow")
        except ModuleNotFoundError as error:
            hint = 'Run `pip install "retorsion[export]"`, or take another format.'
            raise QuestionError("Arrow needs pyarrow, which is not installed here.", parameter="format", hint=hint) from error
        self._columns: list[str] = columns
        self._values: list[list[Any]] = [[] for _ in columns]
        return b""

    def row(self, values: list[Any]) -> bytes:
        for kept, value in zip(self._values, values, strict=True):
            kept.append(value)
        return b""

    def tail(self, collected: Collected, ending: Mapping[str, Any]) -> bytes:
        arrow, arrays = self._arrow, [self._array(values) for values in self._values]
        fields = [(name, array.type) for name, array in zip(self._columns, arrays, strict=True)]
        schema, sink = arrow.schema(fields, {"retorsion": _json(ending)}), io.BytesIO()
        with arrow.ipc.new_stream(sink, schema) as stream:
            stream.write_batch(arrow.record_batch(arrays, schema=schema))
        return sink.getvalue()

    def _array(self, values: list[Any]) -> Any:
        kinds = {type(value) for value in values if value is not None}
        if kinds <= {int, float} or (len(kinds) == 1 and kinds <= {str, bool}):
            return self._arrow.array(values, self._arrow.float64() if kinds == {int, float} else None)
        return self._arrow.array([None if value is None else _json(value).decode() for value in values], self._arrow.string())


FORMATS: Final[Mapping[str, tuple[str, type[Encoder]]]] = {
    "json": ("application/json", Json),
    "ndjson": ("application/x-ndjson", Ndjson),
    "csv": ("text/csv; charset=utf-8", Csv),
    "arrow": ("application/vnd.apache.arrow.stream", Arrow),
}
"""Name, media type and encoder. Only NDJSON can say at its end that it broke off, so only NDJSON is sent while it is read."""
STREAMED: Final = frozenset({"ndjson"})


def format_of(name: str, accept: str) -> str:
    """By name, else by the first media type of `Accept` that is one of ours; JSON where there is none.

    Raises:
        QuestionError: no such format.
    """
    if name:
        if name not in FORMATS:
            raise QuestionError(f"{name[:40]!r} is not a format.", parameter="format", hint=f"One of: {', '.join(FORMATS)}.")
        return name
    wanted = [part.partition(";")[0].strip().lower() for part in accept.split(",")]
    types = {media.partition(";")[0]: name for name, (media, _) in FORMATS.items()}
    return next((types[one] for one in wanted if one in types), "json")
