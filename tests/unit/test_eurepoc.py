"""Incidents of EuRepoC: lists in cells, days that stand for months, ends before starts, initiators of every kind, claims and answers."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from graph.dates import Span
from graph.ingest import check
from graph.ingest.rows import Entry, Reject, Row, Skip
from graph.model import Event, Record, Source, Tie
from loaders.eurepoc import LOADER
from loaders.eurepoc.cells import listed, when

SHARED = Path(__file__).resolve().parents[3] / "shared/data"
DATA = Path(__file__).parents[1] / "data/eurepoc"
GLOBAL, ATTRIBUTION, RECEIVER = DATA / "global.csv", DATA / "attribution.csv", DATA / "receiver.csv"
HERON = "eurepoc:quiet-heron-larva-9-g9901-bureau-7-"


def rows(*paths: Path) -> list[Row]:
    (load,) = LOADER.read(paths)
    assert not load.complete
    return list(load.rows)


def found(kind: type[Any], told: list[Row]) -> dict[str, Any]:
    return {item.id: item for row in told if isinstance(row, Entry) for item in row.items if isinstance(item, kind)}


def parties(event: Event, role: str) -> list[str]:
    return [party.record.rpartition("-")[0] + "-" if "-heron-" in party.record else party.record for party in event.having(role)]  # type: ignore[arg-type]


def test_an_incident_has_its_initiators_receivers_and_span() -> None:
    told = rows(GLOBAL)
    event = found(Event, told)["eurepoc:9001"]
    assert (event.action, event.assertion) == ("cyber_espionage", "alleged")
    assert (str(event.date), str(event.end)) == ("2021-03", "2021-06-15")
    assert parties(event, "source")[0] == HERON
    assert [party.record for party in event.having("target")][:2] == ["eurepoc:NOR", "eurepoc:9001-r2"]
    records = found(Record, told)
    assert records["eurepoc:9001-r2"].name == "Corporate Targets (South Korea)"
    assert {record.name for record in records.values() if record.kind == "Organization"} == {"European Union", "Interpol"}
    assert event.said["coded_start"] == "2021-03-01"


def test_names_aliases_and_numbers_stand_in_one_cell() -> None:
    records = [record for ref, record in found(Record, rows(GLOBAL)).items() if ref.startswith(HERON)]
    assert [(record.name, record.aliases, dict(record.codes)) for record in records] == [("QUIET HERON", ("Larva 9",), {"attack": "G9901"})]
    assert records[0].description == "QUIET HERON/Larva 9/G9901 (Bureau 7)"


def test_the_category_says_how_an_initiator_belongs_to_its_country() -> None:
    told = rows(GLOBAL)
    ties = Counter((tie.type, tie.target, tie.assertion) for tie in found(Tie, told).values() if tie.assertion == "alleged")
    assert ties == {
        ("ACTS_FOR", "eurepoc:CHN", "alleged"): 1,
        ("PART_OF", "eurepoc:PRK", "alleged"): 1,
        ("NATIONAL_OF", "eurepoc:AZE", "alleged"): 1,
    }
    assert parties(found(Event, told)["eurepoc:9003"], "source") == ["eurepoc:CHN"]


def test_claims_keep_who_says_so_and_who_disputes_it() -> None:
    claims = found(Event, rows(GLOBAL))["eurepoc:9001"].claims
    assert [(claim.claimant, claim.stance, str(claim.date)) for claim in claims] == [
        ("eurepoc:NOR", "claimed", "2021-07-19"),
        ("eurepoc:9001-it-security-community-attributes-attacker", "claimed", "2021-07-20"),
        ("eurepoc:9001-contested-attribution", "denied", "None"),
    ]


def test_an_attacker_that_confirms_asserts_it_itself() -> None:
    event = found(Event, rows(GLOBAL))["eurepoc:9002"]
    assert (event.assertion, str(event.date), event.action) == ("asserted_by_actor", "2000", "cyber_disruption")
    assert [claim.claimant for claim in event.claims] == parties(event, "source") == ["eurepoc:9002-i1"]


def test_answers_that_are_acts_answer_the_incident() -> None:
    events = found(Event, rows(GLOBAL))
    protest, sanction = events["eurepoc:9001-answer1"], events["eurepoc:9001-answer3"]
    assert (protest.action, parties(protest, "source"), parties(protest, "target")) == (
        "protest_diplomatic",
        ["eurepoc:NOR"],
        ["eurepoc:CHN", "eurepoc:PRK"],
    )
    assert (sanction.action, str(sanction.date), parties(sanction, "target")[0]) == ("sanction", "2021-08-02", HERON)
    assert [(response.event, response.basis) for response in sanction.responds_to] == [("eurepoc:9001", "stated")]
    assert "eurepoc:9001-answer2" not in events
    assert "Statement by minister of foreign affairs" in str(events["eurepoc:9001"].said["responses"])


def test_ends_before_starts_are_kept_where_they_can_be_meant_and_rejected_elsewhere() -> None:
    told = rows(GLOBAL)
    events = found(Event, told)
    assert (str(events["eurepoc:9003"].date), str(events["eurepoc:9003"].end)) == ("2019-05-20", "2019-05")
    assert "holds the start" in events["eurepoc:9003"].note
    assert (events["eurepoc:9004"].end, events["eurepoc:9004"].said["coded_end"]) == (None, "2000-01-01")
    assert "eurepoc:9005" not in events


def test_every_wrong_row_is_told_with_its_column() -> None:
    told = rows(GLOBAL)
    assert [(row.place.line, row.place.column, row.reason) for row in told if isinstance(row, Reject)] == [
        (6, "end_date", "the end (2015-07-10) is before the start (2015-10-07)"),
        (7, "start_date", "an incident needs the day on which it began"),
        (8, "initiator_country", "2 names and 4 countries: which belongs to which is not told"),
        (9, "receiver_country", "begins like a list and is none: ['A', 'B']"),
        (10, "receiver_country", "'Ruritania' is no state, body or region that is known"),
        (13, "incident_type", "'Mischief' is no type of incident"),
    ]
    assert [row.reason for row in told if isinstance(row, Skip)] == ["stands twice: an incident of this number was read before"]
    report = check(told)
    assert (report.read, report.written, report.balanced) == (13, 6, True)


def test_a_state_attacks_people_of_its_own_and_not_itself() -> None:
    event = found(Event, rows(GLOBAL))["eurepoc:9010"]
    assert (event.action, parties(event, "source"), parties(event, "target")) == (
        "cyber_reconnaissance",
        ["eurepoc:NOR"],
        ["eurepoc:9010-r1"],
    )


def test_regions_and_unknown_parties_are_unnamed_groups() -> None:
    told = rows(GLOBAL)
    event, records = found(Event, told)["eurepoc:9011"], found(Record, told)
    assert event.action == "cyber_destruction"
    assert [(records[ref].name, records[ref].unnamed) for ref in (*parties(event, "source"), *parties(event, "target"))] == [
        ("Unknown (Unknown)", True),
        ("Unknown (Middle East)", True),
        ("Interpol", False),
        ("Unknown (unknown country)", True),
    ]


def test_what_the_repository_cites_has_one_origin() -> None:
    told = [source for source in found(Source, rows(GLOBAL)).values() if source.id.startswith("eurepoc:9001")]
    assert [source.url for source in told] == ["", "https://news.example/a%20b", "https://lab.example/report"]
    assert {source.origin for source in told} == {"eurepoc:9001"}


def test_attributions_of_named_parties_are_accusations() -> None:
    told = rows(ATTRIBUTION)
    events = list(found(Event, told).values())
    assert [(event.action, str(event.date), event.having("source")[0].role_words) for event in events] == [
        ("attribution_statement", "2021-07-19", "Ministry of Example"),
        ("attribution_statement", "2021-07", ""),
    ]
    assert parties(events[0], "source") == ["eurepoc:NOR"]
    assert parties(events[0], "target") == [HERON, "eurepoc:CHN"]
    assert [row.reason for row in told if isinstance(row, Skip)] == [
        "further row of its attribution",
        "names nobody who is accused",
        "the attacker's own word: told with its incident",
        "gives no day: told with its incident",
        "names no party that attributes: told with its incident",
        "names nobody but the party that attributes",
    ]
    assert [(row.place.line, row.place.column) for row in told if isinstance(row, Reject)] == [
        (9, "attribution_date"),
        (10, "attributing_country"),
        (12, "incident_ID"),
    ]


def test_a_receiver_alone_is_no_action() -> None:
    assert [type(row) for row in rows(RECEIVER)] == [Skip, Skip]


@pytest.mark.parametrize(
    ("text", "meant"),
    [("2018-01-01", "2018"), ("2018-02-01 00:00:00", "2018-02"), ("2018-02-03", "2018-02-03"), ("NaT", None), ("", None)],
)
def test_first_days_stand_for_years_and_months(text: str, meant: str | None) -> None:
    assert when(text) == (Span.parse(meant) if meant else None)


@pytest.mark.parametrize("text", ["2018-02-30", "03/02/2018", "2018"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a day"):
        when(text)


def test_lists_of_every_version() -> None:
    assert listed("""[['A', "B's"], ['C']]""") == ("A; B's", "C")
    assert listed("A; B") == ("A", "B")
    assert listed("[]") == listed("") == ()
    for cell in ("[1]", "['A'", "[" * 5000, "[" + "1," * 30_000 + "]"):
        with pytest.raises(ValueError, match=r"list|text"):
            listed(cell)


def test_the_published_files() -> None:
    if not (SHARED / "eurepoc").is_dir():
        pytest.skip("../shared/data/eurepoc is absent")
    told = rows(SHARED / "eurepoc")
    report = check(told)
    assert (report.read, report.balanced) == (1643 + 2643 + 6333, True)
    assert (report.written, sum(report.rejected.values())) == (1615 + 194, 28)
    assert "eurepoc:1354" in found(Event, told)
