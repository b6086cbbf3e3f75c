"""The forms in which GDELT's tables lie about: packed, saved again, shifted, cut, encoded otherwise. Read the same, or refused clearly."""

from __future__ import annotations

import csv
import gzip
import io
import random
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.errors import InputError
from graph.ingest import Report, check_stream
from loaders._streams import files
from loaders.gdelt import LOADER
from loaders.gdelt.columns import LAYOUTS, WANTED

DATA = Path(__file__).parents[1] / "data" / "gdelt"
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "gdelt"
SLOT = DATA / "20180315123000.export.CSV"
LINES = SLOT.read_text("utf-8").splitlines()
ROWS = [line.split("\t") for line in LINES]
NAMES = LAYOUTS[61]


def load(*paths: Path) -> tuple[list[dict[str, Any]], Report]:
    (one,) = LOADER.read(paths)
    assert one.stream is not None
    report = check_stream(one.stream)
    assert report.balanced
    return [edge for batch in one.stream for edge in batch.edges], report


PLAIN, _ = load(SLOT)


def saved(rows: list[list[str]], separator: str, *, quote: bool = False) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=separator, quoting=csv.QUOTE_ALL if quote else csv.QUOTE_MINIMAL, lineterminator="\n").writerows(rows)
    return text.getvalue()


def with_row_names(rows: list[list[str]]) -> list[list[str]]:
    return [[str(number), *row] for number, row in enumerate(rows, start=4014)]


def shuffled(seed: int) -> list[int]:
    return random.Random(seed).sample(range(61), 61)


FORMS: dict[str, str] = {
    "header": saved([list(NAMES), *ROWS], "\t"),
    "small header": saved([[name.lower() for name in NAMES], *ROWS], "\t"),
    "comma": saved([list(NAMES), *ROWS], ","),
    "semicolon, quoted": saved([list(NAMES), *ROWS], ";", quote=True),
    "tab, quoted": saved([list(NAMES), *ROWS], "\t", quote=True),
    "comma, no header": saved(ROWS, ","),
    "row names under a shorter header": saved([list(NAMES), *with_row_names(ROWS)], ",", quote=True),
    "row names under a header with a blank": saved([["", *NAMES], *with_row_names(ROWS)], ","),
    "row names, no header": saved(with_row_names(ROWS), ","),
    "other order": saved([[row[n] for n in shuffled(1)] for row in [list(NAMES), *ROWS]], ","),
    "the columns that are read": saved([[row[NAMES.index(n)] for n in WANTED.values()] for row in [list(NAMES), *ROWS]], ","),
    "CRLF": "\r\n".join(LINES) + "\r\n",
    "no last end of line": "\n".join(LINES),
    "blank lines": "\n\n".join(LINES) + "\n\n",
    "NA for what is missing": saved([list(NAMES), *([cell or "NA" for cell in row] for row in ROWS)], ","),
    "spaces before codes": saved([list(NAMES), *([f" {cell}" if cell else "" for cell in row] for row in ROWS)], ","),
}


@pytest.mark.parametrize("form", list(FORMS))
def test_a_table_that_was_saved_again_reads_as_it_was(tmp_path: Path, form: str) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(FORMS[form].encode("utf-8"))
    edges, report = load(file)
    assert (report.read, report.rejected.total()) == (16, 0)
    assert edges == PLAIN


def test_a_byte_order_mark_is_no_part_of_the_first_id(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(b"\xef\xbb\xbf" + SLOT.read_bytes())
    assert load(file)[0] == PLAIN


def test_packed_files_folders_and_patterns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "deep").mkdir()
    with gzip.open(tmp_path / "a.csv.gz", "wb") as packed:
        packed.write(SLOT.read_bytes())
    with zipfile.ZipFile(tmp_path / "deep" / "b.export.CSV.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(DATA / "20130401.export.CSV", "20130401.export.CSV")
        archive.writestr("readme.md", "no table")
    assert load(tmp_path / "a.csv.gz")[0] == PLAIN
    both, report = load(tmp_path)
    assert (report.read, [edge["event"] for edge in both[-2:]]) == (18, ["250000001", "250000002"])
    assert load(tmp_path / "*" / "*.zip")[1].read == 2
    assert load(tmp_path / "**" / "*.zip", tmp_path / "a.csv.gz", tmp_path)[1].read == 18, "each file once"
    with pytest.raises(InputError, match="nothing fits it as a pattern"):
        load(tmp_path / "*.parquet")


def test_blocks_of_any_size_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    for size in (100, 777, 3000):
        monkeypatch.setattr(files, "BLOCK_BYTES", size)
        edges, report = load(SLOT)
        assert edges == PLAIN
        assert report.read == 16


@pytest.mark.parametrize("name", ["1994.csv", "20130401.export.CSV"])
def test_older_layouts(name: str) -> None:
    edges, report = load(DATA / name)
    assert (report.read, report.rejected.total()) == (len(edges), 0)


def broken(change: Callable[[list[list[str]]], Any], separator: str = "\t") -> str:
    rows = [list(row) for row in ROWS]
    change(rows)
    return "\n".join(separator.join(row) for row in rows) + "\n"


def test_lines_that_are_no_rows_are_told_and_the_rest_loads(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    text = (
        broken(lambda rows: rows.__setitem__(slice(2, 5), [rows[2][:-1], rows[3], [*rows[4], "more"]]))
        .encode("utf-8")
        .replace(b"/2018/d", b"/2018/\xe9")
    )
    file.write_bytes(text)
    edges, report = load(file)
    assert {(r.place.line, r.reason) for r in report.rejects} == {
        (3, "the line has 60 columns instead of 61"), (5, "the line has 62 columns instead of 61"), (6, "the line is not UTF-8"),
    }  # fmt: skip
    gone = {"900000003", "900000005", "900000006"}
    assert [edge["event"] for edge in edges] == [edge["event"] for edge in PLAIN if edge["event"] not in gone]


def cell(position: int, value: str) -> str:
    return broken(lambda rows: [row.__setitem__(position, value) for row in rows])


ALIEN: list[tuple[bytes, str]] = [
    (b"", "the file is empty"),
    (b"\n\n", "the file is empty"),
    (b"name,type,description\nGLOBALEVENTID,INTEGER,x\n", "its first line has 3 columns and names none of GDELT's"),
    (b"\t".join([b"1"] * 16) + b"\n", "this looks like a GDELT table of mentions"),
    (b"\t".join([b"1"] * 27) + b"\n", "this looks like GDELT's knowledge graph"),
    (b"\t".join([b"1"] * 61) + b"\n", "the columns do not hold what they should: SQLDATE is '1' in the first row"),
    (b"GlobalEventID,IsRootEvent,EventCode\n1,0,190\n", "the header lacks SQLDATE, Actor1Code"),
    (SLOT.read_text("utf-8").encode("utf-16"), "the file is in UTF-16: save it as UTF-8"),
    (cell(28, "5").encode(), "EventRootCode is '5' in the first row (were leading zeros lost?)"),
    (cell(26, "51").encode(), "EventCode '51' does not begin with EventRootCode '16' in the first row: were leading zeros lost?"),
    (bytes(range(256)) * 20, "its first lines are no table"),
]


@pytest.mark.parametrize(("content", "reason"), ALIEN)
def test_another_file_is_one_reject_that_says_what_it_looks_like(tmp_path: Path, content: bytes, reason: str) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(content)
    edges, report = load(file)
    (reject,) = report.rejects
    assert (edges, report.read) == ([], 1)
    assert reason in reject.reason
    assert "57 or 58 columns" in reject.hint
    assert reject.place.file == str(file)


def test_broken_and_locked_archives_are_rejects(tmp_path: Path) -> None:
    (tmp_path / "no.zip").write_bytes(b"PK\x03\x04 not a zip")
    (tmp_path / "cut.csv.gz").write_bytes(gzip.compress(SLOT.read_bytes())[:-20])
    with zipfile.ZipFile(tmp_path / "empty.zip", "w") as archive:
        archive.writestr("readme.md", "no table")
    for name, reason in (("no.zip", "cannot be opened"), ("cut.csv.gz", "breaks off"), ("empty.zip", "holds no table")):
        _, report = load(tmp_path / name)
        assert reason in report.rejects[-1].reason


def test_a_bomb_is_refused_before_it_goes_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_FREE", 1 << 20)
    row = SLOT.read_bytes().splitlines(keepends=True)[0]
    with gzip.open(tmp_path / "rows.csv.gz", "wb") as packed:
        packed.write(row * 40_000)
    (tmp_path / "line.csv").write_bytes(b"0" * (5 << 20))
    assert "more than 200 times its size" in load(tmp_path / "rows.csv.gz")[1].rejects[-1].reason
    assert "goes on for more than a megabyte" in load(tmp_path / "line.csv")[1].rejects[-1].reason


@pytest.mark.skipif(not SHARED.exists(), reason="the real files do not lie beside this checkout")
@pytest.mark.parametrize(
    "name", ["alifcor_20171126.csv", "schema_events1.csv", "schema_events2.csv", "GDELT_2.0_Events_Column_Labels_Header_Row_Sep2016.csv"]
)
def test_real_files_of_other_kinds_are_refused(name: str) -> None:
    _, report = load(SHARED / name)
    assert (report.read, report.rejected.total()) == (1, 1)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_variant_ends_in_a_traceback(tmp_path: Path, data: st.DataObject) -> None:
    content = data.draw(
        st.sampled_from([SLOT.read_bytes(), FORMS["comma"].encode(), FORMS["tab, quoted"].encode(), (DATA / "1994.csv").read_bytes()])
    )
    kind = data.draw(st.sampled_from(["cut", "bytes", "lines", "encoding", "column"]))
    if kind == "cut":
        content = content[: data.draw(st.integers(0, len(content)))]
    elif kind == "bytes":
        at = data.draw(st.integers(0, len(content)))
        content = content[:at] + data.draw(st.binary(max_size=20)) + content[at + data.draw(st.integers(0, 20)) :]
    elif kind == "lines":
        lines = content.splitlines(keepends=True)
        content = b"".join(data.draw(st.permutations(lines)))
    elif kind == "encoding":
        content = content.decode("utf-8").encode(data.draw(st.sampled_from(["utf-16", "utf-16-le", "utf-32", "cp500"])))
    else:
        drop = data.draw(st.integers(0, 60))
        content = b"\n".join(b"\t".join(cell for n, cell in enumerate(line.split(b"\t")) if n != drop) for line in content.split(b"\n"))
    file = tmp_path / "a.csv"
    file.write_bytes(content)
    _, report = load(file)
    assert report.balanced
