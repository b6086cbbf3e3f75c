"""The UN's consolidated list as rows: one test for each trap, then the real file where it is. Names here are invented."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path

import pytest

from graph.dates import Span
from graph.ingest import Entry, Reject, check
from graph.model import Tie
from loaders.base import loaders
from tests.list_rows import SHARED, Lists, edited
from tests.rows import items_of

UN = Lists("un_sc")
LIST = UN.data / "consolidated.xml"


def test_a_listing_is_an_act_of_the_united_nations_on_its_day() -> None:
    event = UN.events(LIST)["un_sc:ZZi.001"]
    assert (event.action, str(event.date), event.status) == ("sanction_individual", "2012-12-31", "in_force")
    assert [party.record for party in event.participants] == ["un_sc:UN", "un_sc:UNSC", "un_sc:ZZi.001"]
    assert event.said == {"list": "DRC", "un_ref": "ZZi.001", "last_updated": "2016-10-13", "date_basis": "given"}
    assert [citation.source for citation in event.citations] == ["un_sc:list-2026-02-27"]


def test_a_day_with_a_zone_is_that_day() -> None:
    assert str(UN.events(LIST)["un_sc:ZZi.002"].date) == "2003-07-04"


def test_names_are_joined_and_aliases_of_low_quality_stand_apart() -> None:
    party = UN.records(LIST)["un_sc:ZZi.001"]
    assert (party.kind, party.name) == ("Person", "OMAS KARDUN")
    assert party.aliases == ("كاردون", "Omas Cardoon")
    assert party.description == "Colonel. Harbour master. Deputy. Nationality as listed: former Oldland. Weak aliases: Captain"
    assert UN.records(LIST)["un_sc:ZZi.002"].name == "MIRA"
    body = UN.records(LIST)["un_sc:ZZe.001"]
    assert (body.kind, body.aliases) == ("Organization", ("Orden Naru", "Naru Front"))


def test_states_and_references_become_ties() -> None:
    assert UN.ties(LIST) == {
        ("un_sc:ZZi.001", "NATIONAL_OF", "un_sc:COD"),
        ("un_sc:ZZi.002", "NATIONAL_OF", "un_sc:TUR"),
        ("un_sc:ZZe.001", "HEADQUARTERED_IN", "un_sc:COD"),
        ("un_sc:ZZi.001", "LINKED_TO", "un_sc:ZZe.001"),
        ("un_sc:ZZe.001", "LINKED_TO", "un_sc:ZZi.001"),
    }
    tie = items_of(UN.rows(LIST), Tie)["un_sc:ZZi.001-linked-to-ZZe.001"]
    assert (tie.assertion, tie.claims[0].claimant) == ("alleged", "un_sc:UN")
    assert tie.citations[0].words == "Leads the Naru Order (ZZe.001) since 2010."


def test_a_body_with_addresses_in_two_states_has_no_seat() -> None:
    assert UN.records(LIST)["un_sc:ZZe.002"].description == "Addresses in: China; Democratic People's Republic of Korea"


def test_birth_days_papers_and_kin_stay_in_the_file() -> None:
    told = json.dumps([asdict(item) for row in UN.rows(LIST) if isinstance(row, Entry) for item in row.items], default=str)
    assert "KARDUN" in told
    assert not [word for word in ("1971-", "X0000001", "Mother") if word in told]


@pytest.mark.parametrize(
    ("old", "new", "reject"),
    [
        ("2012-12-31", "31/12/2012", (4, "LISTED_ON", "'31/12/2012' is no day of listing")),
        ("2012-12-31", "0012-12-31", (4, "LISTED_ON", "'0012-12-31' is no day of listing")),
        ("<FIRST_NAME>OMAS</FIRST_NAME>\n      <SECOND_NAME>KARDUN</SECOND_NAME>", "\n", (4, "FIRST_NAME", "an entry without a name")),
        ("ZZi.001</REF", "</REF", (4, "REFERENCE_NUMBER", "an entry needs its permanent reference number")),
        ("ZZi.002</REF", "ZZi.001</REF", (29, "REFERENCE_NUMBER", "ZZi.001 stands twice in this list")),
    ],
)
def test_entries_that_are_wrong(tmp_path: Path, old: str, new: str, reject: tuple[int, str, str]) -> None:
    assert UN.rejects(edited(LIST, tmp_path / "list.xml", {old: new})) == [reject]


def test_a_list_that_breaks_off_says_where_and_shows_no_delisting(tmp_path: Path) -> None:
    text = LIST.read_text("utf-8").replace("2026-02-27", "2026-03-27")
    cut = tmp_path / "cut.xml"
    cut.write_text(text[: text.index("<ENTITY>") + 40], "utf-8")
    rows = UN.rows(LIST, cut)
    assert [row.reason for row in rows if isinstance(row, Reject)] == ["is not well-formed XML: no element found"]
    assert not [event for event in UN.events(LIST, cut).values() if event.action == "sanction_lifted"]


def test_who_is_gone_from_the_next_list_was_delisted(tmp_path: Path) -> None:
    text = LIST.read_text("utf-8").replace("2026-02-27", "2026-03-27")
    start = text.index("    <ENTITY>\n      <DATAID>9000004")
    later = tmp_path / "later.xml"
    later.write_text(text[:start] + text[text.index("  </ENTITIES>") :], "utf-8")
    told = UN.events(LIST, later)
    assert told["un_sc:ZZe.002"].end == told["un_sc:ZZe.002-lifted"].date == Span.parse("2026-02-28..2026-03-27")


def test_two_lists_of_one_day_are_refused(tmp_path: Path) -> None:
    twin = edited(LIST, tmp_path / "twin.xml", {})
    assert [reason for _, _, reason in UN.rejects(LIST, twin) if reason.startswith("is a list of the same day as")]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("<sdnList/>", "this is XML, but no such list: its root is <sdnList>"),
        ("<CONSOLIDATED_LIST/>", "holds no entries"),
        ("<!DOCTYPE x><CONSOLIDATED_LIST/>", "declares a document type, in which entities could hide"),
        ("", "is not well-formed XML: no element found"),
        ("<a>" * 20, "this is XML, but no such list: its root is <a>"),
    ],
)
def test_files_that_are_no_list(tmp_path: Path, content: str, reason: str) -> None:
    (tmp_path / "a.xml").write_text(content, "utf-8")
    assert [found for _, _, found in UN.rejects(tmp_path / "a.xml")] == [reason]


def test_the_list_of_february_2026_has_the_entries_that_its_description_counts() -> None:
    path = SHARED / "un/UN_consolidated.xml"
    if not path.is_file():
        pytest.skip(f"the real list is not there: {path}")
    (load,) = loaders()["un_sc"].read((path,))
    rows = list(load.rows)
    assert not list(load.looks.remarks())
    report = check(iter(rows))
    assert (report.balanced, report.read, report.written, report.rejected.total()) == (True, 1003, 1003, 0)
    ties = Counter(tie.type for tie in items_of(rows, Tie).values())
    assert ties == {"NATIONAL_OF": 650, "LINKED_TO": 506, "HEADQUARTERED_IN": 161, "PART_OF": 1}
