"""CFR's tracker: responses as three kinds of action, sponsors with commas in their names, victims in prose, days of both forms."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from graph.ingest import check
from graph.ingest.rows import Entry, Reject, Row, Skip
from graph.model import Event, Record, Source, Tie
from loaders._lists.countries import States
from loaders.cfr_cyber import LOADER
from loaders.cfr_cyber.words import government_of, name_of, response_of, sponsors_of, victims_of

SHARED = Path(__file__).resolve().parents[3] / "shared/data"
FIXTURE = Path(__file__).parents[1] / "data/cfr_cyber/tracker.csv"
STATES = States("cfr_cyber")


def rows(*paths: Path) -> list[Row]:
    (load,) = LOADER.read(paths)
    assert not load.complete
    return list(load.rows)


def found(kind: type[Any], told: list[Row]) -> dict[str, Any]:
    return {item.id: item for row in told if isinstance(row, Entry) for item in row.items if isinstance(item, kind)}


def event(begins: str, *, response: bool = False) -> Event:
    events = found(Event, rows(FIXTURE))
    (one,) = (each for ref, each in events.items() if ref.startswith(f"cfr_cyber:{begins}") and ref.endswith("-response") == response)
    assert isinstance(one, Event)
    return one


def sides(one: Event) -> tuple[list[str], list[str]]:
    names = {ref: record.name for ref, record in found(Record, rows(FIXTURE)).items()}
    return [names[party.record] for party in one.having("source")], [names[party.record] for party in one.having("target")]


def test_an_incident_is_dated_by_its_report_and_claimed_by_the_tracker() -> None:
    one = event("2018-03-15")
    assert (one.action, one.assertion, str(one.date), str(one.published)) == ("cyber_espionage", "alleged", "2018-03-15", "2018-03-15")
    assert sides(one) == (["Quiet Heron"], ["Norway", "Sweden"])
    assert [(claim.claimant, claim.words) for claim in one.claims] == [("cfr_cyber:CFR", "believed")]
    assert (one.quote, one.said["date_basis"]) == ("Heron read mail for a year.", "reported")
    ties = [tie for tie in found(Tie, rows(FIXTURE)).values() if tie.id.startswith("cfr_cyber:2018-03-15")]
    assert [(tie.type, tie.target, tie.assertion) for tie in ties] == [("ACTS_FOR", "cfr_cyber:IRN", "alleged")]


def test_a_denouncement_accuses_the_sponsor() -> None:
    one = event("2018-03-15", response=True)
    assert (one.action, str(one.date), sides(one)) == ("attribution_statement", "2018-04-02", (["United Kingdom"], ["Iran"]))
    assert [(answer.event, answer.basis) for answer in one.responds_to] == [(event("2018-03-15").id, "stated")]
    assert all(party.inferred for party in one.participants)


def test_charges_are_brought_against_people_who_are_not_named() -> None:
    one = event("2018-05-01", response=True)
    assert (one.action, str(one.date)) == ("indictment", "2018-05-01..2018-07-13")
    assert sides(one) == (["United States"], ["Those charged over: Charges over the mail theft"])
    tie = next(tie for ref, tie in found(Tie, rows(FIXTURE)).items() if "-charged-for-" in ref)
    assert (tie.type, tie.target, tie.assertion) == ("ACTS_FOR", "cfr_cyber:PRK", "alleged")


def test_sanctions_told_by_a_newspaper_say_nothing_of_who_sanctioned() -> None:
    one = event("2018-06-01", response=True)
    assert (one.action, str(one.date)) == ("sanction", "2018-06-20")
    assert sides(one) == (["Whoever responded"], ["China", "Russia"])
    assert event("2018-06-01").action == "cyber_destruction"


def test_confirmations_and_denials_are_claims_about_what_happened() -> None:
    (_, confirmed), (denied,) = event("2018-05-09").claims, event("2018-07-10").claims
    assert (confirmed.claimant, confirmed.stance, confirmed.about) == ("cfr_cyber:ISR", "claimed", "occurrence")
    assert (denied.claimant, denied.stance, denied.about) == ("cfr_cyber:UKR", "denied", "occurrence")
    assert event("2018-07-10").action == "cyber_reconnaissance"
    assert sides(event("2018-07-10")) == (["Unknown"], ["Ukraine"])


def test_a_state_at_home_hits_people_of_its_own() -> None:
    assert sides(event("2018-07-11")) == (["China"], ["Taiwan", "Victims in China"])
    assert sides(event("2018-07-12")) == (["Israel"], ["Unknown victims"])


def test_every_wrong_row_is_told_with_its_column() -> None:
    told = rows(FIXTURE)
    assert [(row.place.line, row.place.column, row.reason) for row in told if isinstance(row, Reject)] == [
        (9, "Date", "an incident needs a day"),
        (10, "Date", "'13/13/2018' is not a day of the calendar: YYYY-MM-DD or MM/DD/YYYY"),
        (11, "Sponsor", "'Ruritania' is no state"),
        (12, "Type", "'mischief' is no type of incident"),
        (13, "Response", "'shrug' is no kind of response"),
    ]
    assert [row.place.line for row in told if isinstance(row, Skip)] == [14]
    report = check(told)
    assert (report.read, report.written, report.balanced) == (13, 7, True)


def test_addresses_are_cleaned_and_have_one_origin() -> None:
    told = [source for source in found(Source, rows(FIXTURE)).values() if source.id.startswith("cfr_cyber:2018-03-15")]
    assert [source.url for source in told] == [
        "",
        "https://lab.example/heron?a=1&b=2",
        "https://news.example/heron",
        "https://www.foreign.gov.uk/news/2018/04/02/heron?a=1&b=2",
    ]
    assert len({source.origin for source in told}) == 1


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Palestine, State of", ["PSE"]),
        ("China, Russian Federation", ["CHN", "RUS"]),
        ("Korea (Republic of), Palestine, State of, Israel", ["KOR", "PSE", "ISR"]),
        ("", []),
        ("Unknown", []),
    ],
)
def test_sponsors(text: str, codes: list[str]) -> None:
    assert [record.id.partition(":")[2] for record in sponsors_of(text, STATES)] == codes


@pytest.mark.parametrize(
    ("text", "codes", "others"),
    [
        ("Japan, and Taiwan", ["JPN", "TWN"], ""),
        ("NASA, United States", ["USA"], "NASA"),
        ("Companies in the United States, Canada, and India", [], "Companies in the United States, Canada, and India"),
    ],
)
def test_victims_in_prose_are_not_taken_for_states(text: str, codes: list[str], others: str) -> None:
    records, rest = victims_of(text, STATES)
    assert ([record.id.partition(":")[2] for record in records], rest) == (codes, others)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Believed to be the work of the Lazarus Group", "Lazarus Group"),
        ("APT 28", "APT 28"),
        ("Associated with Turla", "Turla"),
        ("Israel", None),
        ("Government of Russia", None),
        ("APT 31, Hurricane Panda", None),
        ("Also known as APT 31 and Judgement Panda.", None),
        ("", None),
    ],
)
def test_one_name_among_the_affiliations(text: str, name: str | None) -> None:
    one = name_of(text)
    assert (one.name if one else None) == name


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("https://home.treasury.gov/x", "USA"),
        ("https://www.ncsc.gov.uk/x", "GBR"),
        ("http://www.sbu.gov.ua/x", "UKR"),
        ("https://www.admin.ch/x", "CHE"),
        ("https://www.reuters.com/gov.uk", None),
        ("http://[broken", None),
    ],
)
def test_a_government_is_told_by_its_host(url: str, code: str | None) -> None:
    record = government_of(url, STATES)
    assert (record.id.partition(":")[2] if record else None) == code


def test_a_response_without_an_address() -> None:
    one = response_of("Sanctions")
    assert one is not None
    assert (one.kind, one.url, one.day) == ("sanctions", "", None)
    assert response_of("Unknown") is response_of("") is None


def test_the_published_files() -> None:
    if not (SHARED / "cfr").is_dir():
        pytest.skip("../shared/data/cfr is absent")
    report = check(rows(SHARED / "cfr"))
    assert (report.read, report.written, sum(report.rejected.values()), report.balanced) == (513, 503, 7, True)
    assert check(rows(SHARED / "apt31_slice/cfr_incidents.csv")).written == 8
