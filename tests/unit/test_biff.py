"""Old workbooks as rows of text: each kind of cell, texts that go on in a further record, and files that are broken."""

from __future__ import annotations

import random
import struct
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import InputError
from loaders._lists.biff import biff_rows
from tests.biff_books import cell, counts, record, sheet_of, text, workbook


def rows_of(content: bytes, folder: Path) -> list[tuple[int, tuple[str, ...]]]:
    path = folder / "book.xls"
    path.write_bytes(content)
    return list(biff_rows(path, "book.xls"))


def test_every_kind_of_cell(tmp_path: Path) -> None:
    shared = [counts(2) + text("one") + text("zwölf 十二", wide=True)]
    cells = b"".join(
        [
            cell(0x00FD, 0, 0, struct.pack("<I", 1)),
            cell(0x0203, 0, 1, struct.pack("<d", 1.5)),
            cell(0x027E, 0, 2, struct.pack("<I", (710 << 2) | 2)),
            cell(0x027E, 0, 3, struct.pack("<I", (150 << 2) | 3)),
            cell(0x027E, 0, 4, struct.pack("<I", ((-5 & 0x3FFFFFFF) << 2) | 2)),
            cell(0x0204, 1, 0, text("written here")),
            record(0x00BD, struct.pack("<HHHIHIH", 1, 1, 0, (2 << 2) | 2, 0, (3 << 2) | 2, 2)),
            cell(0x0205, 1, 3, b"\x01\x00"),
            cell(0x0205, 1, 4, b"\x07\x01"),
            cell(0x0006, 2, 0, struct.pack("<d", 42.0) + bytes(6)),
            cell(0x0006, 2, 1, b"\x00" * 6 + b"\xff\xff" + bytes(6)),
            record(0x0207, text("of a formula")),
            record(0x0201, struct.pack("<HHH", 3, 0, 0)),
        ]
    )
    assert rows_of(workbook(shared, cells), tmp_path) == [
        (1, ("zwölf 十二", "1.5", "710", "1.5", "-5")),
        (2, ("written here", "2", "3", "1")),
        (3, ("42", "of a formula")),
    ]


def test_a_text_goes_on_in_a_further_record_in_other_letters(tmp_path: Path) -> None:
    """Where it breaks, the further record says anew how wide its letters are."""
    first = counts(2) + struct.pack("<HB", 6, 0) + b"abc"
    second = b"\x01" + "dé十".encode("utf-16-le") + text("next")
    cells = cell(0x00FD, 0, 0, struct.pack("<I", 0)) + cell(0x00FD, 0, 1, struct.pack("<I", 1))
    assert rows_of(workbook([first, second], cells), tmp_path) == [(1, ("abcdé十", "next"))]


def test_marks_of_letters_are_passed_over(tmp_path: Path) -> None:
    rich = struct.pack("<HBH", 3, 8, 2) + b"abc" + bytes(8) + struct.pack("<HBI", 2, 4, 5) + b"de" + bytes(5)
    cells = cell(0x00FD, 0, 0, struct.pack("<I", 1))
    assert rows_of(workbook([counts(2) + rich], cells), tmp_path) == [(1, ("de",))]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is no workbook of Excel 97 to 2003"),
        (b"PK\x03\x04", "is no workbook of Excel 97 to 2003"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "it breaks off"),
        (workbook([counts(0)], b"", password=True), "it has a password"),
        (workbook([counts(0)], b"", version=0x0500), "it is older than Excel 97"),
        (workbook([counts(9) + text("one")], b""), "a text breaks off"),
        (workbook([counts(0)], cell(0x00FD, 0, 0, struct.pack("<I", 7))), "it breaks off"),
    ],
)
def test_what_is_no_such_workbook_is_refused(content: bytes, reason: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=reason):
        rows_of(content, tmp_path)


GOOD = sheet_of([["caseid", "who"], ["1", "Lantern"], ["2", "Quay"]])


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 40))
def test_a_spoilt_workbook_ends_in_a_refusal_or_in_rows(tmp_path_factory: pytest.TempPathFactory, seed: int, times: int) -> None:
    chance, content = random.Random(seed), bytearray(GOOD)
    for _ in range(times):
        content[chance.randrange(len(content))] = chance.choice((0, 1, 0xFF, chance.randint(0, 255)))
    with suppress(InputError):
        rows_of(bytes(content[: chance.choice((len(content), chance.randint(0, len(content))))]), tmp_path_factory.mktemp("spoilt"))


def test_chains_in_a_circle_end(tmp_path: Path) -> None:
    content = bytearray(GOOD)
    struct.pack_into("<I", content, 512 + 4 * 2, 2)
    with pytest.raises(InputError, match="circle"):
        rows_of(bytes(content), tmp_path)
