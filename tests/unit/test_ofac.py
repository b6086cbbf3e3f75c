"""OFAC's lists as rows: one test for each trap of the format, then the real files where they are. Names here are invented."""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter
from dataclasses import asdict
from pathlib import Path

import pytest

from graph.dates import Span
from graph.ingest import Entry, Reject, Skip
from graph.model import Record, Source, Tie
from loaders.ofac import read
from tests.ofac_rows import DATA, FIRST, SECOND, events, primary, records, rows_of, ties, written
from tests.rows import items_of, reasons

# --- listings and delistings ---


def test_two_snapshots_date_what_came_between_them() -> None:
    event = events(FIRST, SECOND)["ofac:sdn-9007"]
    assert (event.date, event.action, event.status) == (Span.parse("2024-01-11..2024-01-20"), "sanction_individual", "in_force")
    assert event.said == {"programme": "CYBER2", "list": "SDN", "ent_num": "9007", "date_basis": "between two lists"}
    assert event.note == "Not on the list of 2024-01-10, on that of 2024-01-20."
    assert event.published == Span.parse("2024-01-20").first
    assert [(party.record, party.role) for party in event.participants] == [
        ("ofac:USA", "source"),
        ("ofac:OFAC", "organ"),
        ("ofac:9007", "target"),
    ]


def test_two_snapshots_date_what_went_between_them() -> None:
    told = events(FIRST, SECOND)
    between = Span.parse("2024-01-11..2024-01-20")
    assert (told["ofac:sdn-9005"].end, told["ofac:sdn-9005"].status) == (between, "ended")
    lifted = told["ofac:sdn-9005-lifted"]
    assert (lifted.action, lifted.status, lifted.date) == ("sanction_lifted", "executed", between)
    assert [citation.source for citation in lifted.citations] == ["ofac:list-sdn-2024-01-20"]
    assert [event.id for event in told.values() if event.action == "sanction_lifted"] == [lifted.id]


def test_the_first_list_gives_an_upper_bound_only() -> None:
    event = events(FIRST, SECOND)["ofac:sdn-9001"]
    assert (event.date, event.said["date_basis"]) == (Span.parse("1950-12-01..2024-01-10"), "before the first list")
    assert "December 1950" in event.note


def test_the_order_of_the_paths_does_not_matter() -> None:
    assert events(SECOND, FIRST) == events(FIRST, SECOND) == events(SECOND, FIRST, SECOND)


def test_an_entry_that_comes_back_is_listed_twice(tmp_path: Path) -> None:
    one, two = primary(1, "ORDEN NARU"), primary(2, "TESSEN")
    days = {"2020-01-01": one + two, "2020-02-01": two, "2020-03-01": one + two}
    told = events(*(written(tmp_path, f"sdn_{day}.csv", text) for day, text in days.items()))
    assert {id_: str(event.date) for id_, event in told.items()} == {
        "ofac:sdn-1": "1950-12-01..2020-01-01",
        "ofac:sdn-1-lifted": "2020-01-02..2020-02-01",
        "ofac:sdn-1-2": "2020-02-02..2020-03-01",
        "ofac:sdn-2": "1950-12-01..2020-01-01",
    }


def test_a_row_that_cannot_be_read_shows_no_delisting(tmp_path: Path) -> None:
    one, two = primary(1, "ORDEN NARU"), primary(2, "TESSEN")
    paths = written(tmp_path, "sdn_2020-01-01.csv", one, two), written(tmp_path, "sdn_2020-02-01.csv", one, '2,"TESS')
    told = events(*paths)
    assert told["ofac:sdn-2"].end is None
    assert "ofac:sdn-2-lifted" not in told
    assert reasons(rows_of(*paths), Reject) == {"has 2 columns where this table has 12": 1}


def test_an_extract_after_a_whole_list_is_refused(tmp_path: Path) -> None:
    whole = [primary(number, f"PARTY {number}") for number in range(1, 10)]
    paths = written(tmp_path, "sdn_2020-01-01.csv", *whole), written(tmp_path, "sdn_2020-02-01.csv", *whole[:3])
    assert not [event for event in events(*paths).values() if event.action == "sanction_lifted"]
    (reject,) = [row for row in rows_of(*paths) if isinstance(row, Reject)]
    assert "holds 3 entries where the list before it held 9" in reject.reason


def test_a_day_may_stand_in_the_name_of_the_folder(tmp_path: Path) -> None:
    for day in ("2024-01-10", "20240120"):
        (tmp_path / day).mkdir()
        shutil.copy(FIRST if day == "2024-01-10" else SECOND, tmp_path / day / "sdn.csv")
    assert events(tmp_path) == events(FIRST, SECOND)


def test_several_lists_without_a_day_are_refused(tmp_path: Path) -> None:
    shutil.copy(FIRST, tmp_path / "sdn.csv")
    (reject,) = [row for row in rows_of(tmp_path / "sdn.csv", SECOND) if isinstance(row, Reject)]
    assert reject.reason.startswith("which day is this list of?")
    assert "sdn_2024-03-26.csv" in reject.hint


def test_two_lists_of_one_day_are_refused(tmp_path: Path) -> None:
    shutil.copy(FIRST, tmp_path / "sdn-20240120.csv")
    rejects = reasons(rows_of(tmp_path / "sdn-20240120.csv", SECOND), Reject)
    assert len(rejects) == 1
    assert "is a list of the same day as" in next(iter(rejects))


def test_one_list_without_a_day_is_no_younger_than_its_file(tmp_path: Path) -> None:
    path = tmp_path / "sdn.csv"
    shutil.copy(FIRST, path)
    os.utime(path, (1_700_000_000, 1_700_000_000))
    event = events(path)["ofac:sdn-9001"]
    assert (str(event.date), event.published) == ("1950-12-01..2023-11-14", None)
    assert "gives no day" in event.note


def test_only_a_series_withdraws() -> None:
    assert [load.complete for load in read((FIRST, SECOND))] == [True]
    assert [(load.complete, load.parts) for load in read((SECOND, DATA / "consolidated.xml"))] == [(False, ("sdn",)), (False, ("cons",))]


# --- what an entry says ---


def test_companions_are_joined_by_number() -> None:
    party = records(DATA)["ofac:9001"]
    assert party.aliases == ("VELMARA LINES", "OLD VELMARA")
    assert (party.kind, party.codes) == ("Company", {"ofac": "9001"})
    # Its alias has the id 9001, which is another entry's number.
    assert records(DATA)["ofac:9002"].aliases == ("NARU ORDER",)


def test_companion_rows_are_counted_with_what_became_of_them() -> None:
    rows = rows_of(SECOND, *DATA.glob("a*_2024-01-20.csv"))
    assert reasons(rows, Skip) == {
        "vessel: a thing, not an actor": 2,
        "add: told with its entry": 6,
        "add: of a vessel or an aircraft": 1,
        "alt: told with its entry": 3,
        "alt: its entry is not on this list": 1,
    }


def test_a_weak_alias_is_told_but_no_name() -> None:
    party = records(FIRST)["ofac:9001"]
    assert party.aliases == ()
    assert party.description == "Weak aliases: VSC"


def test_of_a_birth_the_year_is_told_and_of_a_body_its_register_number() -> None:
    assert records(FIRST)["ofac:9003"].born == (1985,)
    assert records(FIRST)["ofac:9003"].registrations == ()
    told = [item for row in rows_of(DATA) if isinstance(row, Entry) for item in row.items if isinstance(item, Record)]
    assert [record.kind for record in told if record.registrations == ("0000000001",)] == ["Company"]


def test_birth_days_and_papers_of_persons_stay_in_the_file() -> None:
    told = json.dumps([asdict(item) for row in rows_of(DATA) if isinstance(row, Entry) for item in row.items], default=str)
    assert "KARDUN" in told
    assert not [word for word in ("Nov 1985", "1985-11", "X0000001", "TESSXX00", "Quay Road") if word in told]
    assert records(FIRST)["ofac:9003"].description.startswith("Deputy head of the harbour office")


def test_linked_to_becomes_a_tie_where_one_entry_has_the_name() -> None:
    linked = {id_: tie for id_, tie in ties(FIRST).items() if tie.type == "LINKED_TO"}
    # 9003's ends in the stop of its own name; 9002 is linked to nobody who is listed; 9004 is a ship; 9006 breaks off in the word.
    assert set(linked) == {"ofac:sdn-9001-linked-to-9002", "ofac:sdn-9003-linked-to-9005"}
    tie = linked["ofac:sdn-9001-linked-to-9002"]
    assert (tie.source, tie.target, tie.assertion) == ("ofac:9001", "ofac:9002", "alleged")
    assert [claim.claimant for claim in tie.claims] == ["ofac:USA"]


def test_remarks_that_were_cut_go_on_in_the_comments() -> None:
    assert "ofac:sdn-9006-linked-to-9002" in ties(SECOND, DATA / "sdn_comments_2024-01-20.csv")


def test_a_name_of_two_entries_links_to_neither(tmp_path: Path) -> None:
    path = written(tmp_path, "sdn_2020-01-01.csv", *(primary(n, "TWIN") for n in (1, 2)), primary(3, "ORDEN", "Linked To: TWIN."))
    assert not [tie for tie in ties(path).values() if tie.type == "LINKED_TO"]


def test_states_come_from_nationality_and_from_addresses_of_bodies() -> None:
    placed = {(tie.source, tie.type, tie.target) for tie in ties(DATA).values() if tie.type in ("NATIONAL_OF", "HEADQUARTERED_IN")}
    assert placed >= {
        ("ofac:9003", "NATIONAL_OF", "ofac:NAM"),
        ("ofac:9003", "NATIONAL_OF", "ofac:PSE"),
        ("ofac:9007", "NATIONAL_OF", "ofac:NOR"),
        ("ofac:9001", "HEADQUARTERED_IN", "ofac:CHN"),
    }
    # Two states, and a region whose state is disputed: said, not guessed.
    assert not {tie for tie in placed if tie[0] in ("ofac:9002", "ofac:9006")}
    assert records(DATA)["ofac:9002"].description.endswith("Addresses in: Iraq; Iran")
    assert records(DATA)["ofac:NAM"].actor == "state:NAM"


def test_packed_programmes() -> None:
    assert events(FIRST)["ofac:sdn-9001"].said["programme"] == "IRAN; SDGT"


def test_the_organ_is_part_of_the_state_once() -> None:
    told = [item.id for row in rows_of(DATA) if isinstance(row, Entry) for item in row.items if isinstance(item, Tie)]
    assert Counter(told)["ofac:OFAC-part-of-USA"] == 2, "once in the load of each list"
    (source,) = [item for item in items_of(rows_of(FIRST), Source).values() if item.published]
    assert (source.reliability, str(source.published)) == ("A", "2024-01-10")


# --- XML and the other list ---


def test_the_other_list_has_records_of_its_own_for_the_same_actors() -> None:
    told = records(DATA / "consolidated.xml")
    assert told["ofac:cons-9002"].actor == "ofac:9002"
    assert told["ofac:cons-9002"].aliases == ("NARU ORDER",)
    assert told["ofac:cons-9002"].description == "Weak aliases: THE ORDER"
    assert told["ofac:cons-9101"].kind == "Company"


def test_xml_gives_its_own_day_and_listing_dates() -> None:
    told = events(DATA / "consolidated.xml")
    assert str(told["ofac:cons-9002"].date) == "1950-12-01..2024-01-20"
    given = told["ofac:cons-9101"]
    assert (str(given.date), given.said["date_basis"]) == ("2021-06-03", "given")
    assert given.said["programme"] == "UKRAINE-EO13662; CMIC-EO13959"
    assert {tie.target for tie in ties(DATA / "consolidated.xml").values()} == {"ofac:USA", "ofac:cons-9002", "ofac:RUS", "ofac:CHE"}


def test_xml_that_breaks_off_keeps_what_came_before(tmp_path: Path) -> None:
    text = (DATA / "consolidated.xml").read_text("utf-8")
    path = tmp_path / "consolidated.xml"
    path.write_text(text[: text.index("9102")], "utf-8")
    rows = rows_of(path)
    assert len([row for row in rows if isinstance(row, Entry)]) == 2
    (reject,) = [row for row in rows if isinstance(row, Reject)]
    assert reject.reason.startswith("is not well-formed XML")
    assert reject.place.line == text[: text.index("9102")].count("\n") + 1


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('<!DOCTYPE b [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><sdnList>&b;</sdnList>', "declares a document type"),
        ("<Sanctions/>", "this is OFAC's advanced XML"),
        ("<CONSOLIDATED_LIST/>", "no list of OFAC's"),
        ("<sdnList><sdnEntry>" + "<a>" * 50, "far larger"),
        ("", "not well-formed"),
    ],
)
def test_other_xml_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "sdn.xml"
    path.write_text(text, "utf-8")
    (row,) = rows_of(path)
    assert isinstance(row, Reject)
    assert reason in row.reason
