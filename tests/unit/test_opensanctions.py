"""OpenSanctions as rows: one test for each trap, then the real files where they are. Names here are invented."""

from __future__ import annotations

import csv
import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path

import pytest

from graph.ingest import Entry, Reject, Skip, offered
from graph.model import Event, Tie
from loaders.base import loaders
from tests.list_rows import SHARED, Lists, edited
from tests.rows import items_of, reasons

OPEN = Lists("opensanctions")
ENTITIES = OPEN.data / "entities.ftm.json"
DELTA = OPEN.data / "entities.delta.json"
TABLE = OPEN.data / "targets.simple.csv"
FIRM, PERSON = "opensanctions:NK-quayfirm", "opensanctions:NK-mira"


def test_a_sanction_is_an_act_of_its_country_by_its_authority() -> None:
    event = OPEN.events(ENTITIES)["opensanctions:NK-sanction-1"]
    assert (event.action, str(event.date), event.status) == ("sanction", "2024-05-06", "in_force")
    assert [(party.record, party.role) for party in event.participants] == [
        ("opensanctions:USA", "source"),
        ("opensanctions:authority-USA-office-of-foreign-assets-control", "organ"),
        (FIRM, "target"),
    ]
    assert [citation.source.partition("-")[0] for citation in event.citations] == ["opensanctions:list", "opensanctions:page"]
    assert event.citations[0].words == "Runs servers for others."
    assert event.said == {
        "list": "us_ofac_sdn",
        "programme": "US-CYBER2",
        "programme_name": "CYBER2",
        "date_basis": "start",
    }


def test_what_a_measure_is_follows_from_programme_and_list() -> None:
    told = {id_.partition(":")[2]: event.action for id_, event in OPEN.events(ENTITIES).items()}
    assert told == {
        "NK-sanction-1": "sanction",
        "gb-1": "sanction",
        "eu-1": "sanction_individual",
        "bis-1": "entity_listing",
        "bank-1": "procurement_ban",
    }


def test_days_are_the_first_that_is_told_else_all_until_it_was_seen() -> None:
    told = {id_.partition(":")[2]: (str(event.date), event.said["date_basis"]) for id_, event in OPEN.events(ENTITIES).items()}
    assert told["bis-1"] == ("2023-11-02", "start")
    assert told["gb-1"] == ("2024-06", "listing")
    assert told["bank-1"] == ("2022", "start")
    assert told["eu-1"] == ("1945-10-24..2025-03-02", "seen")
    ended = OPEN.events(ENTITIES)["opensanctions:gb-1"]
    assert (ended.status, str(ended.end)) == ("ended", "2025-01-31")


def test_unions_and_authorities_without_a_country_act_for_themselves() -> None:
    def sources(name: str) -> list[str]:
        return [party.record for party in OPEN.events(ENTITIES)[f"opensanctions:{name}"].participants if party.role == "source"]

    assert sources("eu-1") == ["opensanctions:EU"]
    assert sources("bank-1") == ["opensanctions:authority-none-world-bank"]
    assert OPEN.records(ENTITIES)["opensanctions:authority-none-world-bank"].kind == "Organization"


def test_names_codes_and_kinds() -> None:
    firm = OPEN.records(ENTITIES)[FIRM]
    assert (firm.kind, firm.name, firm.aliases) == (
        "Company",
        "Rising Quay Technologies LLC",
        ('ООО "Восходящий причал"', "RQT"),
    )
    assert firm.codes == {
        "opensanctions": "NK-quayfirm",
        "opensanctions_former": "NK-quayold",
        "wikidata": "Q99900001",
        "ofac": "990001",
        "lei": "000000QUAY0000000001",
        "inn": "0000000001",
    }
    assert firm.description == "Weak aliases: Quay. Topics: sanction"
    assert firm.registrations == ("0000000001",)
    mira = OPEN.records(ENTITIES)[PERSON]
    assert (mira.codes, mira.born, mira.registrations) == ({"opensanctions": "NK-mira", "ofac": "990002"}, (1980,), ())
    assert OPEN.records(ENTITIES)["opensanctions:ministry-1"].kind == "Agency"


def test_relations_are_ties_with_their_days_and_words() -> None:
    assert OPEN.ties(ENTITIES) >= {
        (PERSON, "OWNS", FIRM),
        (PERSON, "OFFICER_OF", FIRM),
        (PERSON, "NATIONAL_OF", "opensanctions:RUS"),
        (PERSON, "NATIONAL_OF", "opensanctions:SUN"),
        (FIRM, "HEADQUARTERED_IN", "opensanctions:RUS"),
        ("opensanctions:ministry-1", "PART_OF", "opensanctions:RUS"),
        (FIRM, "LINKED_TO", "opensanctions:ministry-1"),
    }
    ties = items_of(OPEN.rows(ENTITIES), Tie)
    owned = ties["opensanctions:own-1"]
    assert (str(owned.valid_from), str(owned.valid_to), owned.note) == ("2019-07-01", "2024", "51 %")
    linked = ties["opensanctions:link-1"]
    assert (linked.assertion, [claim.claimant for claim in linked.claims]) == ("alleged", ["opensanctions:publisher"])


def test_the_tie_of_an_organ_is_told_once() -> None:
    rows = [item.id for row in OPEN.rows(ENTITIES) if isinstance(row, Entry) for item in row.items if isinstance(item, Tie)]
    assert [id_ for id_, count in Counter(rows).items() if count > 1] == []


def test_things_are_skipped_with_what_touches_them() -> None:
    assert reasons(OPEN.rows(ENTITIES), Skip) == {
        "Vessel: a thing, not an actor": 1,
        "Address: neither an actor nor a relation of actors": 1,
        "Sanction of a thing, not of an actor": 1,
        "Ownership of a thing, not of an actor": 1,
    }


def test_wrong_lines_are_rejected_with_their_places() -> None:
    assert OPEN.rejects(ENTITIES) == [
        (19, "sanctions", "holds entities within entities"),
        (20, "", "is not JSON: Invalid control character at"),
        (16, "startDate", "'2024-13-45' is not a day of the calendar (month must be in 1..12)"),
        (17, "entity", "a sanction that names nobody"),
        (18, "owner", "Ownership names 2 actors where a tie has one"),
    ]


def test_birth_dates_and_papers_stay_in_the_file() -> None:
    told = json.dumps([asdict(item) for row in OPEN.rows(ENTITIES, TABLE) if isinstance(row, Entry) for item in row.items], default=str)
    assert "Mira Olde" in told
    assert not [word for word in ("1980-02-03", "1970-01-01", "X0000001", "000000000012", "Quay Road") if word in told]


def test_a_delta_goes_over_whole_files_and_withdraws_what_it_deletes() -> None:
    (load,) = loaders()["opensanctions"].read((OPEN.data,))
    rows = list(load.rows)
    assert load.complete
    assert load.parts == ("NK-quayfirm", "gb-1", "un-1")
    assert reasons(rows, Skip)["told by a later file"] == 2
    assert reasons(rows, Skip)["deleted: what it said is withdrawn"] == 1
    told = OPEN.events(OPEN.data)
    assert "opensanctions:gb-1" not in told
    assert told["opensanctions:un-1"].participants[0].record == "opensanctions:UN"
    assert "Quay Tech" in OPEN.records(OPEN.data)[FIRM].aliases


def test_every_statement_is_of_the_part_that_is_its_own_entity() -> None:
    """A delta that names an entity withdraws what it no longer says, and nothing else."""
    assert {event.part for event in OPEN.events(ENTITIES).values()} == {"NK-sanction-1", "gb-1", "eu-1", "bis-1", "bank-1"}
    assert next(loaders()["opensanctions"].read((ENTITIES,))).parts == ()


def test_the_simplified_table_tells_a_sanction_for_each_programme() -> None:
    told = {
        id_.partition(":")[2]: (event.action, event.participants[0].record.partition(":")[2], str(event.date), event.said["date_basis"])
        for id_, event in OPEN.events(TABLE).items()
    }
    unknown = "1945-10-24..2025-10-06"
    assert told == {
        "Q99900002-eu-quay": ("sanction_individual", "EU", "2022-02-25", "told"),
        "NK-silent-listed": ("sanction", "UKR", unknown, "seen"),
        "NK-two-us-bis-el": ("entity_listing", "USA", unknown, "seen"),
        "NK-two-seco-ukraine": ("sanction", "CHE", unknown, "seen"),
    }
    assert OPEN.records(TABLE)["opensanctions:Q99900002"].aliases == ("KARDUN, Omas", "Kardun; Omas")
    assert OPEN.records(TABLE)["opensanctions:NK-none"].kind == "Person"


@pytest.mark.parametrize("gone", [("program_ids",), ("program_ids", "last_change")])
def test_generations_with_fewer_columns_are_read(gone: tuple[str, ...], tmp_path: Path) -> None:
    with TABLE.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    path = tmp_path / "targets.simple.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, [name for name in rows[0] if name not in gone], extrasaction="ignore", delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    told = OPEN.events(path)
    assert {id_.partition(":")[2] for id_ in told} == {"Q99900002-listed", "NK-silent-listed"}
    assert str(told["opensanctions:Q99900002-listed"].date) == "2022-02-25"


@pytest.mark.parametrize("text", ["[]\n", "a,b,c\n1,2,3\n", '{"type": "bundle", "objects": []}\n', "<xml/>\n"])
@pytest.mark.parametrize("suffix", [".json", ".csv"])
def test_another_kind_of_file_is_one_reject(text: str, suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"other{suffix}"
    path.write_text(text, encoding="utf-8")
    (reject,) = OPEN.rows(path)
    assert isinstance(reject, Reject)
    assert "expected" in reject.hint or "cut off" in reject.hint


def test_a_text_in_place_of_a_list_is_read_and_blank_lines_are_no_rows(tmp_path: Path) -> None:
    path = edited(ENTITIES, tmp_path / "old.ijson.json", {'"nationality": ["ru", "suhh"]': '"nationality": "ru"', "}\n{": "}\n\n{"})
    assert ("opensanctions:NK-mira", "NATIONAL_OF", "opensanctions:SUN") not in OPEN.ties(path)
    assert len(OPEN.rows(path)) == 20


def test_the_licence_travels() -> None:
    (load,) = loaders()["opensanctions"].read((ENTITIES,))
    assert load.dataset.redistribute == "non-commercial"
    assert "BY-NC" in load.dataset.licence


@pytest.mark.parametrize(
    ("file", "rows", "skipped", "events"),
    [
        ("yente_zala_entities.ftm.json", 91, 12, 41),
        ("eu_authorities.ftm.json", 151, 0, 0),
        ("ua_war_sanctions_targets.simple_2026-03.csv", 5600, 1340, 4333),
    ],
)
def test_real_files(file: str, rows: int, skipped: int, events: int) -> None:
    path = SHARED / "opensanctions" / file
    if not path.is_file():
        pytest.skip(f"{path} is not there")
    (load,) = loaders()["opensanctions"].read((path,))
    entries, report = offered(load.rows, "opensanctions")
    assert report.balanced
    assert (report.read, sum(report.skipped.values()), sum(report.rejected.values())) == (rows, skipped, 0)
    assert len(items_of([*entries], Event)) == events
