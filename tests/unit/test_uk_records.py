"""Extracted records held against the published text, wrong and fuzzed files, and the real lists where they are."""

from __future__ import annotations

import json
import shutil
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.ingest import Entry, Reject, Skip, check
from graph.model import Source
from loaders.base import loaders
from loaders.uk_sanctions import read
from loaders.uk_sanctions.party import day_of, fields_of, full_name, several
from tests.rows import items_of, reasons
from tests.uk_rows import DATA, LIST, as_workbook, events, records, rows_of

REAL = Path(__file__).resolve().parents[3] / "shared/data"
RECORDS, TEXT = DATA / "records.json", DATA / "Cyber_text.txt"


def alone(folder: Path) -> Path:
    """The records without the text beside them."""
    shutil.copy(RECORDS, folder / "records.json")
    return folder / "records.json"


def test_records_are_held_against_the_text_beside_them() -> None:
    rows = rows_of(RECORDS)
    assert [row.place.line for row in rows] == [2, 31, 60, 77]
    assert reasons(rows, Skip) == {"further record of its group": 1}
    (reject,) = [row for row in rows if isinstance(row, Reject)]
    assert reject.place.column == "listedOn"
    assert reject.reason == "the record and the published text differ: '2024-03-26' here, '2024-03-25' in Cyber_text.txt"


def test_a_checked_record_stands_on_the_published_text() -> None:
    event = events(RECORDS)["uk_sanctions:90001"]
    assert event.note.endswith("checked against Cyber_text.txt. Aliases that the text does not have were left out: Omas the Quiet.")
    assert records(RECORDS)["uk_sanctions:90001"].aliases == ("CARDOON", "卡尔敦")
    assert (event.citations[0].source, event.citations[0].credibility) == ("uk_sanctions:text-2025-08-12", "1")
    assert event.said["regime"] == "Cyber"
    assert str(events(RECORDS)["uk_sanctions:90005"].date) == "2020-12-31"


@pytest.mark.parametrize(
    ("key", "value", "column", "shown"),
    [
        ("ukSanctionsRef", "CYB9002", "ukSanctionsRef", "'CYB9002' here, 'CYB9001'"),
        ("name6", "CARDUN", "name6", "'OMAS CARDUN' here, 'OMAS KARDUN'"),
        ("dateDesignated", "24/03/2024", "dateDesignated", "'2024-03-24' here, '2024-03-25'"),
    ],
)
def test_a_mismatch_is_rejected_with_both_values(tmp_path: Path, key: str, value: str, column: str, shown: str) -> None:
    record = json.loads(RECORDS.read_text("utf-8"))[0] | {key: value}
    (tmp_path / "r.json").write_text(json.dumps([record]), "utf-8")
    (row,) = rows_of(tmp_path / "r.json", TEXT)
    assert isinstance(row, Reject)
    assert row.place.column == column
    assert shown in row.reason


def test_a_record_that_the_text_does_not_have_is_rejected(tmp_path: Path) -> None:
    record = json.loads(RECORDS.read_text("utf-8"))[0] | {"groupId": "99999"}
    (tmp_path / "r.json").write_text(json.dumps([record]), "utf-8")
    assert list(reasons(rows_of(tmp_path / "r.json", TEXT), Reject)) == [f"group 99999 is not in the published text ({TEXT.as_posix()})"]


def test_without_the_text_records_say_that_they_were_not_checked(tmp_path: Path) -> None:
    path = alone(tmp_path)
    told = events(path)
    assert set(told) == {"uk_sanctions:90001", "uk_sanctions:90005", "uk_sanctions:90006"}
    assert "was not there to check" in told["uk_sanctions:90006"].note
    assert told["uk_sanctions:90006"].said["regime"] == "Cyber", "by the letters of its reference"
    assert {source.reliability for source in items_of(rows_of(path), Source).values() if "records" in source.id} == {"B"}
    assert told["uk_sanctions:90006"].citations[0].credibility == "2"


def test_a_list_of_the_same_load_comes_before_records() -> None:
    lists, records_ = read((LIST, RECORDS))
    assert (lists.parts, lists.complete, records_.parts, records_.complete) == (("conlist",), False, ("records",), False)
    list(lists.rows)
    assert reasons(list(records_.rows), Skip) == {"told by a list": 2}


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("r.json", '{"type": "bundle"}', "this is no list of extracted records"),
        ("r.json", '[{"groupId": "90001"', "is not JSON"),
        ("r.json", "[" * 200_000, "is not JSON: nested too deeply"),
        ("r.json", "[1]", "is no extracted record"),
        ("r.json", "", "the file is empty"),
        ("t.txt", "Once upon a time", "this text is no UK list"),
        ("l.csv", "a,b\n1,2\n", "this is no UK sanctions list"),
        ("l.xlsx", "PK nothing", "is no workbook"),
    ],
)
def test_files_that_are_something_else(tmp_path: Path, name: str, content: str, reason: str) -> None:
    (tmp_path / name).write_text(content, "utf-8")
    (row,) = rows_of(tmp_path / name)
    assert isinstance(row, Reject)
    assert row.reason.startswith(reason)


def test_a_zip_bomb_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loaders._lists.workbooks.MAX_UNPACKED", 1_000_000)
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 2_000_000)
    (row,) = rows_of(tmp_path / "bomb.xlsx")
    assert isinstance(row, Reject)
    assert row.reason == "unpacks to 2 MB: no list does"


def test_a_workbook_without_its_reader_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = as_workbook(LIST, tmp_path / "list.xlsx")
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    (row,) = rows_of(path)
    assert isinstance(row, Reject)
    assert row.hint == "pip install openpyxl, or save the sheet as CSV"


def test_a_workbook_with_entities_in_its_sheet_is_refused(tmp_path: Path) -> None:
    good = as_workbook(LIST, tmp_path / "good.xlsx")
    bomb = '<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY a{n} "{"&a" * 0}{(f"&a{n - 1};" if n else "&a;") * 10}">' for n in range(12)
    )
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(tmp_path / "bad.xlsx", "w") as target:
        for entry in source.infolist():
            content = source.read(entry)
            target.writestr(entry, bomb + "]><worksheet>&a11;</worksheet>" if entry.filename.endswith("sheet1.xml") else content)
    (row,) = rows_of(tmp_path / "bad.xlsx")
    assert isinstance(row, Reject)


# --- small readings ---


def test_cells_as_the_list_writes_them() -> None:
    assert several("1) Saudi Arabia 2) Qatar") == several("(1) Saudi Arabia (2) Qatar.") == ["Saudi Arabia", "Qatar"]
    assert several("Korea (North)") == ["Korea (North)"]
    assert full_name(" AL-NARU", ["Omas ", "", "Ibn"]) == "AL-NARU, Omas Ibn"
    assert str(day_of("25/03/2024")) == str(day_of("2024-03-25 00:00:00")) == "2024-03-25"
    assert day_of(" ") is None
    with pytest.raises(ValueError, match=r"not a day|month"):
        day_of("03/25/2024")
    assert fields_of("(UK Statement of Reasons):Seat (Geneva): yes (Gender):Male")["uk statement of reasons"] == "Seat (Geneva): yes"


# --- whatever happens to a file ---


@st.composite
def mangled(draw: st.DrawFn) -> tuple[str, bytes]:
    path = draw(st.sampled_from([path for path in sorted(DATA.iterdir()) if path.suffix in (".csv", ".json", ".txt")]))
    content = path.read_bytes()
    how = draw(st.sampled_from(["cut", "shuffle", "encode", "flip", "drop"]))
    if how == "cut":
        return path.name, content[: draw(st.integers(0, len(content)))]
    if how == "flip":
        at = draw(st.integers(0, len(content) - 1))
        return path.name, content[:at] + bytes([draw(st.integers(0, 255))]) + content[at + 1 :]
    text = content.decode("utf-8")
    if how == "encode":
        return path.name, text.encode(draw(st.sampled_from(["utf-16", "utf-32", "utf-8-sig", "utf-16-le", "gb18030"])))
    lines = text.splitlines(keepends=True)
    if how == "shuffle":
        return path.name, "".join(draw(st.permutations(lines))).encode()
    drop = draw(st.integers(0, 35))
    return path.name, "\n".join(",".join(c for n, c in enumerate(line.split(",")) if n != drop) for line in lines).encode()


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mangled())
def test_whatever_happens_to_a_file_every_row_is_accounted_for(tmp_path: Path, made: tuple[str, bytes]) -> None:
    name, content = made
    (tmp_path / name).write_bytes(content)
    assert all(check(load.rows).balanced for load in read((tmp_path / name,)))


# --- the real lists ---


def real(name: str) -> Path:
    if not REAL.is_dir():
        pytest.skip(f"the real lists are not there: {REAL}")
    return REAL / name


def test_the_real_consolidated_list() -> None:
    (load,) = read((real("uk/ConList_2022-12.xlsx"),))
    rows = list(load.rows)
    assert len(rows) == 15_261
    told = {row.place.line for row in rows if isinstance(row, Entry)}
    # 3,430 groups, fifteen of them ships.
    assert len(told) == 3_415
    assert reasons(rows, Skip) == {"further name of its group": 11_765, "ship: a thing, not an actor": 81}
    assert check(rows[:3000]).rejected.total() == 0


def test_the_real_records_of_the_cyber_regime() -> None:
    (load,) = read((real("uk/extracted_data.json"),))
    report = check(load.rows)
    assert (report.read, report.written) == (84, 78)
    assert report.skipped == {"further record of its group": 5}
    assert [reject.place.column for reject in report.rejects] == ["organizationName"]


def test_the_slice_of_the_seed_case() -> None:
    path = real("apt31_slice/uk_cyber_records.json")
    assert {id_: str(event.date) for id_, event in events(path).items()} == dict.fromkeys(
        ("uk_sanctions:16460", "uk_sanctions:16461", "uk_sanctions:16462"), "2024-03-25"
    )
    checked = events(path, real("uk/Cyber_text.txt"))
    assert all("checked against" in event.note and "APT31" in event.citations[0].words for event in checked.values())
    assert "武汉晓睿智科技有限责任公司" in records(path)["uk_sanctions:16460"].aliases


def test_the_loader_is_found() -> None:
    assert loaders()["uk_sanctions"].suffixes == (".csv", ".xlsx", ".json", ".txt")
