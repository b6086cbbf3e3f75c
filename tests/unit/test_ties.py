"""TIES's cases: threats and what was imposed, senders of every kind, unknown days, and what is refused."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from graph.ingest import Entry, Reject, Row, Skip, check, offered
from graph.model import Event, Record
from loaders.ties import TYPES, read
from tests.biff_books import sheet_of
from tests.rows import reasons

DATA = Path(__file__).parents[1] / "data" / "ties" / "cases.csv"
REAL = Path(__file__).resolve().parents[3] / "shared/data/sanctions_datasets"


def rows_of(*paths: Path) -> list[Row]:
    (load,) = read(paths)
    rows = list(load.rows)
    assert check(rows).balanced
    return rows


def events(rows: list[Row]) -> dict[str, Event]:
    return {item.id: item for row in rows if isinstance(row, Entry) for item in row.items if isinstance(item, Event)}


def test_a_case_is_a_threat_and_what_was_imposed_on_their_own_days() -> None:
    found = events(rows_of(DATA))
    told = {
        id_.removeprefix("ties:"): (event.action, str(event.date), str(event.end or ""), event.status, event.said.get("types", ""))
        for id_, event in found.items()
    }
    assert told == {
        "1981029901-asset_freeze": ("asset_freeze", "1981-02", "", "executed", "6"),
        "1981029901-sanction": ("sanction", "1981-02", "", "executed", "3"),
        "1990080201-threat": ("threat_nonforce", "1990-08-02", "", "executed", ""),
        "1990080201-embargo": ("embargo", "1990-08-06", "1992-12", "ended", "1"),
        "1990080201-aid_suspension": ("aid_suspension", "1990-08-06", "1992-12", "ended", "7"),
        "1990080201-sanction": ("sanction", "1990-08-06", "1992-12", "ended", "9"),
        "1995010101-threat": ("threat_nonforce", "1995", "", "executed", ""),
        "1996010101-sanction": ("sanction", "1996-01-01", "", "in_force", ""),
    }
    assert found["ties:1990080201-threat"].said == {
        **{"case_id": "1990080201", "issues": "2 7", "institution": "4400", "final_outcome": "5"},
        **{"types_threatened": "8 2"},
    }


def test_senders_are_states_of_their_day_or_the_organizations_that_acted() -> None:
    rows = rows_of(DATA)
    found = events(rows)
    parties = {id_: [party.record for party in event.participants] for id_, event in found.items()}
    assert parties["ties:1981029901-sanction"] == ["ties:DEU", "ties:FRA", "ties:SUN"]
    assert parties["ties:1995010101-threat"] == ["ties:CAN", "ties:1000"]
    assert parties["ties:1996010101-sanction"] == ["ties:igo-4400", "ties:igo-1830", "ties:CMR"]
    named = {item.id: item for row in rows if isinstance(row, Entry) for item in row.items if isinstance(item, Record)}
    assert (named["ties:igo-4400"].kind, dict(named["ties:igo-4400"].codes)) == ("Organization", {"cow_igo": "4400"})


def test_neither_threatened_nor_imposed_is_skipped() -> None:
    assert reasons(rows_of(DATA), Skip) == {"neither threatened nor imposed": 1}


@pytest.mark.parametrize(
    ("old", "new", "column", "reason"),
    [
        ("1981,6 3", "1981,6 11", "sanctiontype", "'6 11' is not a list of types of sanctions"),
        ("1981,6 3", "?1981,6 3", "sancimpositionstartyear", "is not a date"),
        ("1981,6 3", ",6 3", "sancimpositionstartyear", "the sanctions were imposed, but in no year"),
        ("01,2,,1981", "01,6,31,1981", "startyear", "is not a day of the calendar"),
        ("01,2,,1981,,,", "01,2,,1981,,,1980", "endyear", "the end (1980) is before the start (1981-02)"),
        ("260,220", "260,999", "sender2", "'999' is not a COW number of a state on 1981-02-01"),
        ("260,220,,,,,365", "260,220,,,,,220", "targetstate", "220 stands on both sides"),
        ("260,220,,,,,365,1,1653", ",,,,,,365,1,x", "sender1", "the case names no sender"),
        ("13,,,0,,1", "13,,,0,,2", "imposition", "'2' is neither 0 nor 1"),
    ],
)
def test_what_cannot_be_is_rejected(tmp_path: Path, old: str, new: str, column: str, reason: str) -> None:
    text = DATA.read_text("utf-8")
    assert old in text
    (tmp_path / "cases.csv").write_text(text.replace(old, new, 1), "utf-8")
    (reject,) = [row for row in rows_of(tmp_path / "cases.csv") if isinstance(row, Reject)]
    assert (reject.place.line, reject.place.column) == (2, column)
    assert reason in reject.reason


def test_a_case_is_told_once_whatever_the_separator(tmp_path: Path) -> None:
    text = DATA.read_text("utf-8")
    (tmp_path / "twice.csv").write_text((text + text.splitlines()[1] + "\n").replace(",", ";"), "utf-16")
    assert events(rows_of(tmp_path / "twice.csv")).keys() == events(rows_of(DATA)).keys()


def test_every_type_is_told_in_words() -> None:
    assert set(TYPES) == {str(code) for code in range(1, 11)}


def test_the_old_workbook_reads_as_the_table_does(tmp_path: Path) -> None:
    with DATA.open(encoding="utf-8", newline="") as stream:
        (tmp_path / "cases.xls").write_bytes(sheet_of(list(csv.reader(stream))))
    assert events(rows_of(tmp_path / "cases.xls")) == events(rows_of(DATA))
    (tmp_path / "other.xls").write_bytes(sheet_of([["a", "b"], ["1", "2"]]))
    (reject,) = rows_of(tmp_path / "other.xls")
    assert isinstance(reject, Reject)
    assert "header" in reject.reason


def test_the_published_workbook() -> None:
    workbook = REAL / "TIESv4.xls"
    if not workbook.exists():
        pytest.skip("the real file does not lie beside this checkout")
    entries, report = offered(rows_of(workbook), "ties")
    assert report.balanced
    assert (report.read, len(entries), report.rejected.total()) == (1412, 1398, 14)
    assert report.rejected["the sanctions were imposed, but in no year"] == 5
    assert not [reason for reason in report.rejected if "COW" in reason], "every number is a state's or an organization's"
