"""Incidents of the DCID: the initiator by its COW number, the other state of the dyad as target, two sheets of which one dates acts."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.ingest import check
from graph.ingest.rows import Entry, Reject, Row, Skip
from graph.model import Event, Source
from loaders.dcid import LOADER

SHARED = Path(__file__).resolve().parents[3] / "shared/data"
DATA = Path(__file__).parents[1] / "data/dcid"
BOOK, SHEET = DATA / "dcid.xlsx", DATA / "incidents.csv"


def rows(*paths: Path) -> list[Row]:
    (load,) = LOADER.read(paths)
    assert not load.complete
    return list(load.rows)


def events(told: list[Row]) -> dict[str, Event]:
    return {item.id: item for row in told if isinstance(row, Entry) for item in row.items if isinstance(item, Event)}


def sides(event: Event) -> tuple[str, str]:
    (source,), (target,) = event.having("source"), event.having("target")
    return source.record, target.record


def test_the_initiator_is_a_number_and_the_target_the_other_state() -> None:
    told = events(rows(BOOK))
    assert {ref: sides(event) for ref, event in told.items()} == {
        "dcid:1": ("dcid:RUS", "dcid:USA"),
        "dcid:2": ("dcid:PRK", "dcid:KOR"),
        "dcid:3": ("dcid:USA", "dcid:RUS"),
        "dcid:4": ("dcid:PAK", "dcid:IND"),
    }
    assert {event.assertion for event in told.values()} == {"alleged"}


def test_severity_and_objective_make_the_action() -> None:
    assert [event.action for event in events(rows(BOOK)).values()] == [
        "cyber_espionage",
        "cyber_disruption",
        "cyber_reconnaissance",
        "cyber_destruction",
    ]


def test_first_days_stand_for_months_and_years() -> None:
    told = events(rows(BOOK))
    assert [(str(event.date), str(event.end)) for event in told.values()] == [
        ("2008-04-08", "2009"),
        ("2013-03", "None"),
        ("2017", "2017"),
        ("2019-06-05", "2019-06-06"),
    ]
    assert (told["dcid:1"].said["coded_end"], told["dcid:1"].said["cyber_method"]) == ("2009-01-01", "4.2")


def test_every_wrong_row_is_told_with_sheet_line_and_column() -> None:
    told = rows(BOOK)
    assert [(row.place.line, row.place.column, row.reason) for row in told if isinstance(row, Reject)] == [
        (6, "initiator", "'630' (Iran) is not one of Turkey and Iraq"),
        (7, "interactionenddate", "the end (2015-01-15) is before the start (2015-11-25)"),
        (8, "StateB", "'Ruritania' is no state"),
        (9, "interactionstartdate", "'Spring' is not a day"),
        (10, "severity", "'high' is no severity"),
        (11, "cyber_objective", "'9' is no objective"),
        (13, "Cyberincidentnum", "'x' is no number of an incident"),
    ]
    assert [(row.place.file.rpartition("/")[2], row.place.line) for row in told if isinstance(row, Skip)] == [
        ("dcid.xlsx (incidents)", 12),
        ("dcid.xlsx (effects)", 2),
        ("dcid.xlsx (effects)", 4),
    ]
    report = check(told)
    assert (report.read, report.written, report.balanced) == (14, 4, True)


def test_addresses_have_one_origin() -> None:
    (entry, *_) = rows(BOOK)
    assert isinstance(entry, Entry)
    told = [item for item in entry.items if isinstance(item, Source)]
    assert [source.url for source in told] == ["", "https://lab.example/r", "https://www.news.example/n", "https://court.example/j"]
    assert {source.origin for source in told} == {"dcid:1"}


def test_a_sheet_saved_as_csv() -> None:
    assert [sides(event) for event in events(rows(SHEET)).values()] == [("dcid:CHN", "dcid:TWN")]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no archive", b"Title,Date\n1,2\n"])
def test_what_is_no_dcid_is_one_reject(tmp_path: Path, content: bytes) -> None:
    for suffix in LOADER.suffixes:
        path = tmp_path / f"other{suffix}"
        path.write_bytes(content)
        assert [type(row) for row in rows(path)] == [Reject]


def test_the_published_workbook() -> None:
    if not (SHARED / "dcid").is_dir():
        pytest.skip("../shared/data/dcid is absent")
    report = check(rows(SHARED / "dcid"))
    assert (report.read, report.written, sum(report.rejected.values()), report.balanced) == (429 + 862, 423, 6, True)
