"""GED's files as rows of named cells: CSV of any size line by line, GeoJSON as a whole. What rows mean is not known here."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Final

from graph.errors import InputError, Place
from graph.ingest.rows import Reject
from loaders._lists.tables import Line
from loaders._lists.texts import SEPARATORS, read_text

SUFFIXES: Final = (".csv", ".tsv", ".geojson", ".json")
NEEDED: Final = frozenset({"id", "type_of_violence", "side_a", "side_b", "date_start", "date_end", "best", "low", "high"})
EXPECTED: Final = "expected: UCDP GED as CSV or GeoJSON, with UCDP's names of columns; unpack archives first"
MAX_LINE: Final = 1 << 20
"""Characters of a line; the longest of GED, with all its sources, have some thousands."""

_MARKS: Final = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


def lines_of(path: Path, name: str) -> Iterator[Line | Reject]:
    """The rows of a file.

    Raises:
        InputError: while they are read: the file is no GED, or cannot be read to its end.
    """
    if path.suffix.lower() in (".geojson", ".json"):
        yield from _features(path, name)
        return
    try:
        with path.open("rb") as raw:
            encoding = _MARKS.get(raw.read(2), "utf-8-sig")
        with path.open(encoding=encoding, newline="") as text:
            yield from _table(text, name)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", Place(name)) from None
    except UnicodeError:
        raise InputError("is not UTF-8", Place(name), hint="save the file as UTF-8") from None


def _table(text: IO[str], name: str) -> Iterator[Line | Reject]:
    first = text.readline(MAX_LINE)
    separator = max(SEPARATORS, key=first.count)
    header = _header(first, separator, name)
    reader = csv.reader(_bounded(text, name), delimiter=separator)
    while True:
        line = reader.line_num + 2
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Reject(Place(name, line), f"is not CSV: {error}")
            continue
        if not any(value.strip() for value in values):
            continue
        if len(values) != len(header):
            yield Reject(Place(name, line), f"has {len(values)} columns where the header has {len(header)}", "the file may be cut off")
        else:
            yield Line(Place(name, line), _cells(dict(zip(header, values, strict=True))))


def _bounded(text: IO[str], name: str) -> Iterator[str]:
    while line := text.readline(MAX_LINE):
        if len(line) == MAX_LINE:
            raise InputError("a line goes on for a million characters: no table", Place(name), hint=EXPECTED)
        yield line


def _header(first: str, separator: str, name: str) -> list[str]:
    try:
        header = [cell.strip().casefold() for cell in next(csv.reader([first], delimiter=separator), [])]
    except csv.Error:
        header = []
    if missing := NEEDED - set(header):
        if missing == NEEDED:
            raise InputError(f"this is no GED: it begins {' '.join(first[:200].split())[:60]!r}", Place(name, 1), hint=EXPECTED)
        raise InputError(f"the header lacks {', '.join(sorted(missing))}", Place(name, 1), hint=EXPECTED)
    return header


def _features(path: Path, name: str) -> Iterator[Line | Reject]:
    """Features of a collection; the line is the number of the feature."""
    try:
        document: Any = json.loads(read_text(path, name))
    except (ValueError, RecursionError) as error:
        raise InputError(f"is not JSON: {str(error)[:80]}", Place(name), hint=EXPECTED) from None
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list):
        raise InputError("holds no collection of GeoJSON features", Place(name), hint=EXPECTED)
    for number, feature in enumerate(features, start=1):
        properties = feature.get("properties") if isinstance(feature, dict) else None
        place = Place(name, number)
        if not isinstance(properties, dict) or not {str(key).casefold() for key in properties} >= NEEDED:
            yield Reject(place, f"feature {number} lacks properties of a GED event", EXPECTED)
        else:
            yield Line(place, _cells(properties))


def _cells(values: dict[str, Any]) -> dict[str, str]:
    """Cells as text; whatever a program wrote for nothing is empty."""
    texts = {str(name).casefold(): "" if value is None else str(value).strip() for name, value in values.items()}
    return {name: "" if text in ("NA", "NaN", "nan", "NULL", "None") else text for name, text in texts.items()}
