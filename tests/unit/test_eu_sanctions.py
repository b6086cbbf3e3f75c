"""The EU's list and transcribed acts as rows: one test for each trap, then the real acts where they are. Names here are invented."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path

import pytest

from graph.dates import Span
from graph.ingest import Entry, Reject, Skip, check
from graph.model import Event
from loaders.base import loaders
from loaders.eu_sanctions.acts import day_of
from loaders.eu_sanctions.journal import values
from tests.list_rows import SHARED, Lists, edited
from tests.rows import items_of, reasons

EU = Lists("eu_sanctions")
LIST, ACT, AMENDMENT = EU.data / "full_list.csv", EU.data / "32019R9796.csv", EU.data / "32023R9001.csv"


# --- the consolidated list ---


def test_one_party_a_logical_id_whatever_the_order_of_its_rows() -> None:
    rows = EU.rows(LIST)
    assert [row.place.line for row in rows if isinstance(row, Entry)] == [2, 3, 11]
    assert reasons(rows, Skip) == {"further row of its party": 7}
    party = EU.records(LIST)["eu_sanctions:13"]
    assert (party.kind, party.name, party.aliases) == ("Person", "Omas KARDUN", ("Омас КАРДУН",))
    assert party.codes == {"eu_fsf": "13", "eu_ref": "EU.90.13"}
    assert EU.records(LIST)["eu_sanctions:42"].name == 'Naru Order; "The Order"'
    assert EU.records(LIST)["eu_sanctions:50"].name == "Oldport Works"


def test_the_day_is_that_of_designation_else_of_the_first_act_cited() -> None:
    told = EU.events(LIST)
    found = {id_: (str(event.date), event.said.get("day_of")) for id_, event in told.items()}
    assert found == {
        "eu_sanctions:13-fsf": ("2014-03-17", "first act cited"),
        "eu_sanctions:42-fsf": ("2014-06-30", "designation"),
        "eu_sanctions:50-fsf": ("1993-11-01..2026-08-05", None),
    }
    event = told["eu_sanctions:42-fsf"]
    assert [party.record for party in event.participants] == ["eu_sanctions:EU", "eu_sanctions:COUNCIL", "eu_sanctions:42"]
    assert (event.action, event.said["programme"], event.said["un_ref"]) == ("sanction", "COD", "ZZe.001")
    assert [citation.source for citation in event.citations] == ["eu_sanctions:act-747-2014", "eu_sanctions:fsf-2026-08-05"]
    assert (event.citations[0].words, event.note) == ("Listed after the UN.", "(UNSC RESOLUTION 0000)")


def test_states_go_by_their_codes_and_an_unknown_country_is_none() -> None:
    assert EU.ties(LIST) == {
        ("eu_sanctions:13", "NATIONAL_OF", "eu_sanctions:RUS"),
        ("eu_sanctions:42", "HEADQUARTERED_IN", "eu_sanctions:COD"),
    }


def test_a_party_without_a_name_in_any_row_is_rejected() -> None:
    assert EU.rejects(LIST) == [(12, "NameAlias_WholeName", "a party without a name in any of its rows")]


@pytest.mark.parametrize(
    ("old", "new", "column", "reason"),
    [
        ("2014-06-30", "30.6.14", "entity_designationdate", "'30.6.14' is not a day"),
        (";42;", ";;", "Entity_LogicalId", "a row needs its party's logical id"),
        ("E;enterprise", "X;thing", "Entity_SubjectType", "is no type of party"),
    ],
)
def test_rows_that_are_wrong(tmp_path: Path, old: str, new: str, column: str, reason: str) -> None:
    found = EU.rejects(edited(LIST, tmp_path / "list.csv", {old: new}))
    assert (3, column, reason) in found


def test_the_next_list_shows_who_was_delisted(tmp_path: Path) -> None:
    whole = edited(LIST, tmp_path / "a.csv", {";51;;;;;;E": ";50;;;;;;E"})
    lines = whole.read_text("utf-8").replace("05/08/2026", "05/09/2026").splitlines(keepends=True)
    (tmp_path / "b.csv").write_text("".join(line for line in lines if ";42;" not in line), "utf-8")
    lifted = EU.events(whole, tmp_path / "b.csv")["eu_sanctions:42-fsf-lifted"]
    assert (lifted.action, lifted.date) == ("sanction_lifted", Span.parse("2026-08-06..2026-09-05"))


def test_birth_dates_and_papers_stay_in_the_file() -> None:
    told = json.dumps([asdict(item) for row in EU.rows(EU.data) if isinstance(row, Entry) for item in row.items], default=str)
    assert "KARDUN" in told
    assert not [word for word in ("1970", "X0000001", "Quay Road") if word in told]


# --- acts of the journal ---


def test_a_designation_cites_its_act_with_its_reason() -> None:
    event = EU.events(ACT)["eu_sanctions:32019R9796-I.A-1-person-asset-freeze"]
    assert (event.action, str(event.date)) == ("sanction_individual", "2020-07-30")
    (citation,) = event.citations
    assert (citation.source, citation.words) == ("eu_sanctions:32019R9796", "Omas Kardun is linked to the 'Lantern' group.")
    assert event.said["annex"] == "I.A"


def test_cells_hold_several_values() -> None:
    party = EU.records(ACT)["eu_sanctions:32019R9796-I.A-1-person"]
    assert party.aliases == ("Омас КАРДУН", "CARDOON; Omas")
    assert party.description == "Harbour master. Deputy. Weak aliases: Captain"
    assert values('a; "b; ""c"""; a;; d') == ("a", 'b; "c"', "d")


def test_nationalities_are_adjectives_and_allegations_are_none() -> None:
    assert EU.ties(ACT) == {
        ("eu_sanctions:32019R9796-I.A-1-person", "NATIONAL_OF", "eu_sanctions:RUS"),
        ("eu_sanctions:32019R9796-I.A-1-person", "NATIONAL_OF", "eu_sanctions:SYR"),
        ("eu_sanctions:32019R9796-I.B-1-legalentity", "HEADQUARTERED_IN", "eu_sanctions:RUS"),
        (next(id_ for id_ in EU.records(ACT) if "-III-" in id_), "HEADQUARTERED_IN", "eu_sanctions:HKG"),
    }
    assert EU.records(ACT)["eu_sanctions:32019R9796-I.A-2-person"].description == "Nationality as printed: allegedly Russian"


def test_two_measures_of_one_party_are_two_listings() -> None:
    told = {id_: event.action for id_, event in EU.events(ACT).items() if "-I.B-1-" in id_}
    assert told == {
        "eu_sanctions:32019R9796-I.B-1-legalentity-asset-freeze": "sanction",
        "eu_sanctions:32019R9796-I.B-1-legalentity-export-control": "entity_listing",
    }
    assert reasons(EU.rows(ACT), Skip) == {"further measure of its party": 1, "vessel: a thing, not an actor": 1}


def test_without_a_day_an_amending_act_gives_its_year() -> None:
    (event,) = EU.events(AMENDMENT).values()
    assert (event.action, str(event.date), event.said["amended_act"]) == ("travel_ban", "2023", "32019R9796")
    (bank,) = [event for id_, event in EU.events(ACT).items() if "-III-" in id_]
    assert str(bank.date.first) == "2019-01-01"
    assert bank.said["date_basis"] == "before the first list"


def test_impossible_days_and_doubled_rows_are_rejected() -> None:
    assert EU.rejects(ACT) == [
        (8, "startDate", "'31.2.2024' is not a day"),
        (9, "", "32019R9796-I.A-1-person stands twice under Asset freeze"),
    ]


def test_days_in_every_style() -> None:
    assert [str(day_of(text)) for text in ("30.7.2020", "05/08/2026", "9 August 2023", "26 Feb. 2011", "2011-02", "2011", "")] == [
        *("2020-07-30", "2026-08-05", "2023-08-09", "2011-02-26", "2011-02", "2011", "None"),
    ]


# --- files ---


def test_a_folder_gives_a_load_for_the_list_and_one_for_the_acts() -> None:
    assert [(load.parts, load.complete) for load in loaders()["eu_sanctions"].read((EU.data,))] == [
        (("fsf",), False),
        (("journal",), False),
    ]


@pytest.mark.parametrize(
    ("content", "reason"), [(b"", "the file is empty"), (b"a,b,c\n1,2,3\n", "this is no such list: it begins 'a,b,c 1,2,3'")]
)
def test_files_that_are_no_list(tmp_path: Path, content: bytes, reason: str) -> None:
    (tmp_path / "a.csv").write_bytes(content)
    (row,) = EU.rows(tmp_path / "a.csv")
    assert isinstance(row, Reject)
    assert row.reason == reason


@pytest.mark.parametrize(
    ("act", "read", "written"),
    [("32014R0833", 1746, 1085), ("32017R1509", 326, 251), ("32019R0796", 38, 38), ("32020R1998", 177, 177), ("32024R1485", 105, 105)],
)
def test_real_acts_have_the_rows_that_their_description_counts(act: str, read: int, written: int) -> None:
    path = SHARED / f"eu/eu_journal_{act}.csv"
    if not path.is_file():
        pytest.skip(f"the real act is not there: {path}")
    (load,) = loaders()["eu_sanctions"].read((path,))
    rows = list(load.rows)
    report = check(iter(rows))
    assert (report.balanced, report.read, report.written, report.rejected.total()) == (True, read, written, 0)
    assert Counter(event.status for event in items_of(rows, Event).values()) == {"in_force": written}
