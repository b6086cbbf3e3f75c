"""Text that a file can hold: XML without the characters it forbids, JSON without values it has no word for. No format here."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from graph.export._core.columns import Column, as_text, epoch_day

CONTROLS = "control characters are written as their pictures (U+0001 as U+2401), what XML cannot hold otherwise as U+FFFD"
TWINS = "each day X is ISO text, and X_epoch the same in seconds since 1970-01-01T00:00Z"
_DAY_S = 86_400
_SPECIAL = re.compile("[&<>\"'\\x00-\\x1f\\x7f\ud800-\udfff\ufffe\uffff]")
_XML: Mapping[str, str] = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}


def xml(text: str) -> str:
    """A text inside an element or a double-quoted attribute; line ends and tabs come back as they were."""
    return _SPECIAL.sub(_escaped, text) if _SPECIAL.search(text) else text


def xml_value(value: Any) -> str:
    """Any value as such a text. Numbers are half of a large file, and have nothing to escape."""
    kind = type(value)
    if kind is str:
        return _SPECIAL.sub(_escaped, value) if _SPECIAL.search(value) else value
    return str(value) if kind is int or kind is float else xml(as_text(value))


def picture(char: str) -> str:
    """A control character as its picture in the block U+2400; DEL as U+2421."""
    return "\u2421" if char == "\x7f" else chr(0x2400 + ord(char))


def _escaped(match: re.Match[str]) -> str:
    char = match[0]
    return _XML.get(char) or (picture(char) if char < "\x80" else "\ufffd")


def comment(lines: Iterable[str]) -> str:
    """Lines as an XML comment, in which two hyphens may not stand together."""
    body = "\n".join(lines).replace("-", "\u2010") if any("--" in line for line in lines) else "\n".join(lines)
    return f"<!--\n{_SPECIAL.sub(lambda m: m[0] if m[0] in _XML else picture(m[0]) if m[0] < chr(0x80) else chr(0xFFFD), body)}\n-->\n"


def to_json(value: Any) -> str:
    """Compact JSON; days as ISO text, a number that is none (NaN, infinite) as null."""
    try:
        return _encode(value)
    except ValueError:
        return _encode(_finite(value))


_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=as_text).encode


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def with_twins(values: Mapping[str, Any]) -> dict[str, Any]:
    """Each day as ISO text, and beside it in seconds."""
    made: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, date):
            made[name] = value.isoformat()
            made[f"{name}_epoch"] = epoch_s(value)
        else:
            made[name] = value
    return made


def twin_columns(columns: Iterable[Column]) -> Iterator[Column]:
    """Columns as `with_twins` makes them."""
    for column in columns:
        if column.kind in ("day", "moment"):
            yield Column(column.name, "text")
            yield Column(f"{column.name}_epoch", "integer")
        else:
            yield column


def epoch_s(value: date) -> int:
    """Midnight UTC of a day, in seconds since 1970; of a moment that carries a time of day, its day's."""
    return epoch_day(value) * _DAY_S
