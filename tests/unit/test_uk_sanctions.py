"""The UK's lists as rows: one test for each trap of each generation. Names here are invented."""

from __future__ import annotations

import csv
import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from graph.dates import Span
from graph.ingest import Entry, Reject, Skip
from graph.ingest.validate import MAX_TEXT
from graph.model import Source, Tie
from loaders.uk_sanctions import read
from tests.rows import items_of, reasons
from tests.uk_rows import DATA, LATER, LIST, as_workbook, events, records, rows_of


def edited(folder: Path, old: str, new: str, source: Path = LIST) -> Path:
    path = folder / source.name
    path.write_text(source.read_text("utf-8").replace(old, new), "utf-8")
    return path


# --- parties and listings ---


def test_one_party_a_group_whatever_the_order_of_its_rows() -> None:
    rows = rows_of(LIST)
    assert [row.place.line for row in rows if isinstance(row, Entry)] == [3, 4, 9]
    assert reasons(rows, Skip) == {"further name of its group": 3, "ship: a thing, not an actor": 1}
    party = records(LIST)["uk_sanctions:90001"]
    assert (party.kind, party.name) == ("Person", "KARDUN, Omas")
    assert party.aliases == ("卡尔敦", "CARDOON, Omas")
    assert party.codes == {"uk_group": "90001", "uk": "CYB9001"}
    assert party.description == "Deputy head of the harbour office. Low-quality aliases: KARDUN, O."


def test_a_listing_is_an_act_of_the_state_with_its_organ() -> None:
    event = events(LIST)["uk_sanctions:90001"]
    assert (event.action, str(event.date), event.status) == ("sanction_individual", "2024-03-25", "in_force")
    assert [(party.record, party.role) for party in event.participants] == [
        ("uk_sanctions:GBR", "source"),
        ("uk_sanctions:FCDO", "organ"),
        ("uk_sanctions:90001", "target"),
    ]
    assert event.said["regime"] == "Cyber"
    assert event.said["uk_ref"] == "CYB9001"


def test_the_statement_of_reasons_is_the_evidence() -> None:
    (citation,) = events(LIST)["uk_sanctions:90001"].citations
    assert citation.words == "Omas KARDUN, an officer of the ORDEN NARU, took part in relevant cyber activity."
    assert (citation.source, citation.credibility) == ("uk_sanctions:conlist-2024-03-27", "1")


def test_a_very_long_statement_is_shortened(tmp_path: Path) -> None:
    path = edited(tmp_path, "took part in", "took part in " + "many " * 5000)
    (citation,) = events(path)["uk_sanctions:90001"].citations
    assert len(citation.words) == MAX_TEXT
    assert citation.words.endswith("…")


def test_the_day_of_designation_counts_and_the_other_is_kept() -> None:
    event = events(LIST)["uk_sanctions:90002"]
    assert str(event.date) == "2020-12-31"
    assert (event.said["listed_on"], event.said["date_designated"]) == ("2010-07-27", "2020-12-31")
    assert event.said["date_basis"] == "given: Date Designated"


def test_a_party_under_two_regimes_is_listed_twice() -> None:
    told = {id_: event.said["regime"] for id_, event in events(LIST).items() if id_.startswith("uk_sanctions:90002")}
    assert told == {"uk_sanctions:90002": "Iran (Nuclear)", "uk_sanctions:90002-syria": "Syria"}
    assert events(LIST)["uk_sanctions:90002"].said["uk_ref"] == "INU9002; SYR9010"


def test_states_by_nationality_and_by_addresses_of_bodies() -> None:
    ties = items_of(rows_of(LIST), Tie).values()
    assert {(tie.source, tie.type, tie.target) for tie in ties if tie.part == "conlist"} == {
        ("uk_sanctions:90001", "NATIONAL_OF", "uk_sanctions:NAM"),
        ("uk_sanctions:90001", "NATIONAL_OF", "uk_sanctions:NOR"),
        ("uk_sanctions:90002", "HEADQUARTERED_IN", "uk_sanctions:IRN"),
        ("uk_sanctions:90004", "HEADQUARTERED_IN", "uk_sanctions:BLR"),
    }


def test_names_lose_their_stray_blanks_and_bodies_keep_what_is_said_of_them() -> None:
    party = records(LIST)["uk_sanctions:90002"]
    assert (party.name, party.kind, party.aliases) == ("ORDEN NARU", "Company", ("NARU ORDER",))
    assert party.description == "Parent company as listed: Naru Holding"


def test_birth_dates_and_papers_stay_in_the_file() -> None:
    told = json.dumps([asdict(item) for row in rows_of(DATA) if isinstance(row, Entry) for item in row.items], default=str)
    assert "KARDUN" in told
    assert not [word for word in ("1985", "X0000001", "000 000", "Quay Road", "0000000") if word in told]


# --- several lists ---


def test_a_party_that_is_gone_was_delisted_between_two_lists() -> None:
    told = events(LIST, LATER)
    between = Span.parse("2024-03-28..2024-04-10")
    assert (told["uk_sanctions:90004"].end, told["uk_sanctions:90004"].status) == (between, "ended")
    lifted = told["uk_sanctions:90004-lifted"]
    assert (lifted.action, lifted.status, lifted.date) == ("sanction_lifted", "executed", between)
    assert lifted.note == "On the list of 2024-03-27, no longer on that of 2024-04-10."
    assert len([event for event in told.values() if event.action == "sanction_lifted"]) == 1
    assert [load.complete for load in read((LIST, LATER))] == [True]


def test_the_last_list_tells_a_renamed_party() -> None:
    assert records(LATER, LIST)["uk_sanctions:90002"].name == "ORDEN NARU GROUP"
    assert reasons(rows_of(LATER, LIST), Skip)["told by a later list"] == 2


def test_lists_that_cannot_be_put_in_order_are_refused(tmp_path: Path) -> None:
    undated = edited(tmp_path, "Last Updated,27/03/2024\n", "\n")
    assert [reason for reason in reasons(rows_of(undated, LATER), Reject) if reason.startswith("gives no day")]
    (tmp_path / "b").mkdir()
    twin = edited(tmp_path / "b", "Omas", "Omas")
    assert list(reasons(rows_of(LIST, twin), Reject)) == ["is a second list of 2024-03-27; it was not read"]


# --- generations ---


def test_a_workbook_says_what_the_csv_says(tmp_path: Path) -> None:
    path = as_workbook(LIST, tmp_path / "ConList.xlsx")
    assert events(path) == events(LIST)
    assert records(path) == records(LIST)
    assert len(rows_of(path)) == len(rows_of(LIST)) == 7


def test_a_workbook_whose_cells_became_numbers_and_days(tmp_path: Path) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Data")
    with LIST.open(encoding="utf-8", newline="") as stream:
        for line, cells in enumerate(csv.reader(stream)):
            typed: list[object] = [int(cell) if cell.isdigit() else cell or None for cell in cells]
            if line > 1:
                typed[32:35] = [datetime.strptime(cell, "%d/%m/%Y") for cell in cells[32:35]]  # noqa: DTZ007
            sheet.append(typed)
    book.save(tmp_path / "ConList.xlsx")
    assert events(tmp_path / "ConList.xlsx") == events(LIST)


def test_the_old_list_has_no_designation_and_its_organ_is_the_treasurys() -> None:
    event = events(DATA / "ConList_2012.csv")["uk_sanctions:90002"]
    assert str(event.date) == "2010-07-27"
    assert event.said["date_basis"] == "given: Listed On"
    assert [party.record for party in event.having("organ")] == ["uk_sanctions:OFSI"]


def test_the_foreign_offices_list_of_2025_on() -> None:
    path = DATA / "UK-Sanctions-List.csv"
    told = events(path)
    assert set(told) == {"uk_sanctions:90001", "uk_sanctions:RUS9009"}
    assert told["uk_sanctions:90001"].citations[0].words == "Omas KARDUN took part."
    assert str(told["uk_sanctions:RUS9009"].date) == "2026-08-01"
    assert records(path)["uk_sanctions:90001"].aliases == ("CARDOON",)
    assert [str(source.published) for source in items_of(rows_of(path), Source).values() if source.published] == ["2026-10-08"]


@pytest.mark.parametrize("separator", [";", "\t"])
def test_resaved_with_another_separator(tmp_path: Path, separator: str) -> None:
    with LIST.open(encoding="utf-8", newline="") as stream, (tmp_path / "list.csv").open("w", encoding="utf-16", newline="") as copy:
        csv.writer(copy, delimiter=separator).writerows(csv.reader(stream))
    assert events(tmp_path / "list.csv") == events(LIST)


# --- wrong rows ---


@pytest.mark.parametrize(
    ("old", "new", "column", "reason"),
    [
        ("25/03/2024,25/03/2024", "03/25/2024,25/03/2024", "Listed On", "'03/25/2024' is not a day"),
        (",90001", ",", "Group ID", "a row needs its party's Group ID"),
        ("Individual", "Robot", "Group Type", "is no type of party"),
        ("25/03/2024,25/03/2024", ",", "Listed On", "a row needs the day of its listing"),
    ],
)
def test_rows_that_are_wrong(tmp_path: Path, old: str, new: str, column: str, reason: str) -> None:
    rejects = [row for row in rows_of(edited(tmp_path, old, new)) if isinstance(row, Reject)]
    assert [(row.place.line, row.place.column, row.reason) for row in rejects] == [(line, column, reason) for line in (3, 5, 6)]


def test_a_list_without_a_column_says_which(tmp_path: Path) -> None:
    (row,) = rows_of(edited(tmp_path, ",Regime,", ",Programme,"))
    assert isinstance(row, Reject)
    assert row.reason == "the header lacks 'regime'"
    assert row.place.line == 2
