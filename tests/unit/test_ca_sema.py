"""Canada's list as rows: one test for each trap of both generations, then the real file where it is. Names here are invented."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from graph.dates import Span
from graph.ingest import Reject, Skip, check
from graph.model import Event
from loaders.base import loaders
from tests.list_rows import SHARED, Lists, edited
from tests.rows import items_of, reasons

CA = Lists("ca_sema")
FIRST, SECOND = CA.data / "sema-lmes_2022-12-15.xml", CA.data / "sema-lmes_2024-03-01.xml"


def test_a_listing_without_a_day_lies_between_the_act_and_the_list() -> None:
    told = CA.events(FIRST)
    event = told["ca_sema:russia-1-part-2-7"]
    assert (event.action, event.date, event.status) == ("sanction_individual", Span.parse("1992-06-04..2022-12-15"), "in_force")
    assert [party.record for party in event.participants] == ["ca_sema:CAN", "ca_sema:GAC", "ca_sema:russia-1-part-2-7"]
    assert event.said == {"regulations": "Russia", "schedule": "1, Part 2", "item": "7", "date_basis": "before the first list"}
    assert str(told["ca_sema:jvcfoa-1-3"].date) == "2017-10-18..2022-12-15"


def test_names_aliases_and_titles() -> None:
    told = CA.records(FIRST)
    party = told["ca_sema:russia-1-part-2-7"]
    assert (party.kind, party.name, party.aliases, party.description) == (
        "Person",
        "KARDUN, Omas",
        ("Омас Кардун", "Omas Cardoon"),
        "Colonel",
    )
    assert (told["ca_sema:china-n-a-1"].kind, told["ca_sema:china-n-a-1"].name) == ("Organization", "Lantern Bureau")


def test_the_country_is_that_of_the_regulations_and_nobodys_nationality() -> None:
    assert CA.ties(FIRST) == set()


def test_an_item_without_a_number_goes_by_its_name_on_every_list() -> None:
    """The older list has a line break within the name."""
    (first,) = [id_ for id_ in CA.events(FIRST) if id_.startswith("ca_sema:belarus-")]
    assert first in CA.events(SECOND)
    assert CA.records(FIRST)[first].name == "Oldport Shipyard JSC"


def test_the_newer_list_gives_days_and_ships() -> None:
    assert reasons(CA.rows(SECOND), Skip) == {"ship: a thing, not an actor": 1}
    event = CA.events(SECOND)["ca_sema:russia-1-part-2-7"]
    assert (str(event.date), event.said["date_basis"]) == ("2022-02-24", "given")


def test_two_lists_date_what_came_and_went_between_them() -> None:
    told = CA.events(FIRST, SECOND)
    between = Span.parse("2022-12-16..2024-03-01")
    came, gone = told["ca_sema:iran-1-40"], told["ca_sema:jvcfoa-1-3"]
    assert (came.date, came.said["date_basis"]) == (between, "between two lists")
    assert (gone.end, gone.status, told[f"{gone.id}-lifted"].date) == (between, "ended", between)
    assert Counter(event.action for event in told.values())["sanction_lifted"] == 1
    assert reasons(CA.rows(FIRST, SECOND), Skip)["told by a later list"] == 3
    assert [load.complete for load in loaders()["ca_sema"].read((FIRST, SECOND))] == [True]


def test_a_list_that_lost_most_of_its_parties_is_an_extract(tmp_path: Path) -> None:
    text = SECOND.read_text("utf-8")
    short = tmp_path / "sema-lmes_2024-04-01.xml"
    short.write_text(text[: text.index("</record>") + 9] + "</data-set>", "utf-8")
    (reject,) = [row for row in CA.rows(SECOND, short) if isinstance(row, Reject)]
    assert reject.reason == "holds 1 parties where the list before it held 4: an extract shows no delisting"


@pytest.mark.parametrize(
    ("old", "new", "reject"),
    [
        ("<Country>Iran</Country>", "", (25, "Country", "a record needs the regulations it is listed under")),
        ("<EntityOrShip>Quay Industries</EntityOrShip>", "", (25, "LastName", "a record without a name")),
        ("2021-03-21", "21.3.21", (18, "DateOfListing", "'21.3.21' is not a day")),
        ("2021-03-21", "0021-03-21", (18, "DateOfListing", "'0021-03-21' is not a day")),
        ("<Country>Iran</Country>\n\t\t<EntityOrShip>Quay Industries</EntityOrShip>\n\t\t<Schedule>1</Schedule>\n\t\t<Item>40</Item>",
         "<Country>China</Country><EntityOrShip>Quay</EntityOrShip><Schedule>N/A</Schedule><Item>1</Item>",
         (25, "Item", "china-n-a-1 stands twice in this list")),
    ],
)  # fmt: skip
def test_records_that_are_wrong(tmp_path: Path, old: str, new: str, reject: tuple[int, str, str]) -> None:
    assert CA.rejects(edited(SECOND, tmp_path / "list.xml", {old: new})) == [reject]


def test_lists_without_days_cannot_be_put_in_order(tmp_path: Path) -> None:
    undated = edited(SECOND, tmp_path / "sema.xml", {})
    assert [reason for _, _, reason in CA.rejects(FIRST, undated)] == [
        "gives no day, and there are several lists to put in order; it was not read"
    ]


def test_the_list_of_december_2022_has_the_records_that_its_description_counts() -> None:
    path = SHARED / "ca/sema-lmes_2022-12.xml"
    if not path.is_file():
        pytest.skip(f"the real list is not there: {path}")
    (load,) = loaders()["ca_sema"].read((path,))
    rows = list(load.rows)
    assert not list(load.looks.remarks())
    report = check(iter(rows))
    assert (report.balanced, report.read, report.written, report.rejected.total()) == (True, 2606, 2606, 0)
    acts = Counter(event.action for event in items_of(rows, Event).values())
    assert acts == {"sanction_individual": 2069, "sanction": 537}
