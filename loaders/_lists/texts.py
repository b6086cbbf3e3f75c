"""Files as text and rows: size, encoding, separator, broken lines. Knows no list; says what is wrong with a file as a whole."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from graph.errors import InputError, Place
from loaders.base import files_below

MAX_TEXT_BYTES: Final = 96_000_000
"""Some twenty times the largest list so far; what is larger is not one."""

SEPARATORS: Final = (",", ";", "\t", "|")
_BYTE_ORDER_MARKS: Final = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe\x00\x00": "utf-32",
    b"\x00\x00\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
_CTRL_Z: Final = "\x1a"


@dataclass(frozen=True, slots=True)
class Cells:
    """One row: the line on which it begins and its cells, as written. `broken` says why there are none."""

    line: int
    values: tuple[str, ...]
    broken: str = ""


def lists_below(given: Path, suffixes: Collection[str]) -> list[tuple[Path, str]]:
    """The files of a list, whatever the case of their endings. Raises as `files_below`."""
    hint = f"files end in {' or '.join(sorted(suffixes))}"
    return files_below(given, lambda suffix: suffix.lower() in suffixes, nothing="the folder holds nothing to read", hint=hint)


def read_text(path: Path, name: str) -> str:
    """The whole file as text: UTF-8, or what its byte order mark says.

    Raises:
        InputError: too large, unreadable, or in another encoding.
    """
    content = _content(path, name)
    encoding = next((encoding for mark, encoding in _BYTE_ORDER_MARKS.items() if content.startswith(mark)), "utf-8")
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InputError(f"is not {encoding.upper()} (byte {error.start + 1})", Place(name, line), hint="save the file as UTF-8") from None


def _content(path: Path, name: str) -> bytes:
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_TEXT_BYTES + 1)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", Place(name)) from None
    if len(content) > MAX_TEXT_BYTES:
        raise InputError(f"is larger than {MAX_TEXT_BYTES // 1_000_000} MB: no list is", Place(name), hint="give the list's own file")
    if not content.strip(b" \t\r\n\x1a\x00"):
        raise InputError("the file is empty", Place(name))
    return content


def separator_of(text: str, fits: Callable[[tuple[str, ...]], bool]) -> str | None:
    """The separator by which most of the first rows fit, if at least half of them do."""
    heads = {separator: first_rows(text, separator) for separator in SEPARATORS}

    def share(separator: str) -> float:
        return sum(fits(row.values) for row in heads[separator]) / max(1, len(heads[separator]))

    best = max(SEPARATORS, key=share)
    return best if share(best) >= 0.5 else None


def first_rows(text: str, separator: str, count: int = 40) -> list[Cells]:
    """Enough rows to tell what a table is."""
    return list(islice(rows_of(text, separator), count))


def rows_of(text: str, separator: str) -> Iterator[Cells]:
    """Rows with their lines. Blank lines and the Ctrl-Z that ends a file are no rows; a row that is no CSV is told as broken."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    while True:
        line = reader.line_num + 1
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Cells(line, (), str(error))
            continue
        if values and any(value.strip(" \t\r\n" + _CTRL_Z) for value in values):
            yield Cells(line, tuple(values))
