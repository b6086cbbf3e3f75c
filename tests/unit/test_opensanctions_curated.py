"""The tables that OpenSanctions keeps by hand: who lists whom, on which day, until when. Names here are invented."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from graph.ingest import Entry, Skip, offered
from graph.model import Event, Record, Tie
from loaders.base import loaders
from tests.list_rows import SHARED, Lists
from tests.rows import items_of, reasons

OPEN = Lists("opensanctions")
CHINA, POTENTATES, DEFENCE, CUBA = (OPEN.data / f"{name}.csv" for name in ("cn_sanctions", "ch_fiaa", "us_dod", "us_cuba"))


def told(path: Path) -> dict[str, tuple[str, str, str, str, str]]:
    """Action, who acts, day, end and status by the ids behind the dataset's."""
    return {
        id_.removeprefix("opensanctions:"): (
            event.action,
            event.participants[0].record.partition(":")[2],
            str(event.date),
            str(event.end or ""),
            event.status,
        )
        for id_, event in OPEN.events(path).items()
    }


def test_counter_measures_have_their_days_in_both_forms() -> None:
    assert told(CHINA) == {
        "cn_sanctions-lantern-aerospace-inc-uel-2023-02-16": ("sanction", "CHN", "2023-02-16", "", "in_force"),
        "cn_sanctions-lantern-aerospace-inc-list-of-export-controls-2025-01-02": (
            "entity_listing",
            "CHN",
            "2025-01-02",
            "2025-11-10",
            "ended",
        ),
        "cn_sanctions-omas-kardun-2026-02-24": ("sanction_individual", "CHN", "2026-02-24", "", "in_force"),
    }
    event = OPEN.events(CHINA)["opensanctions:cn_sanctions-omas-kardun-2026-02-24"]
    assert [(party.record, party.role) for party in event.participants][1] == (
        "opensanctions:authority-CHN-ministry-of-foreign-affairs",
        "organ",
    )
    assert event.citations[0].words == "Legislator 立法委员"


def test_rows_without_a_day_or_name_are_rejected_and_twins_are_one() -> None:
    assert OPEN.rejects(CHINA) == [(6, "date", "a listing without its day"), (7, "name", "a party without a name")]
    assert reasons(OPEN.rows(CHINA), Skip) == {"stands twice on one list and day": 1}
    assert OPEN.rejects(POTENTATES) == [(3, "delisted", "the end (2015-02-21) is before the start (2016-07-01)")]


def test_where_a_table_puts_a_party_is_inferred() -> None:
    ties = items_of(OPEN.rows(CHINA, DEFENCE, CUBA, POTENTATES), Tie)
    of_parties = {(tie.source.partition(":")[2], tie.type, tie.target.partition(":")[2]) for tie in ties.values() if tie.type != "PART_OF"}
    assert of_parties == {
        ("cn_sanctions-lantern-aerospace-inc", "HEADQUARTERED_IN", "USA"),
        ("cn_sanctions-omas-kardun", "NATIONAL_OF", "TWN"),
        ("us_dod_chinese_milcorps-lantern-chip-works-co-ltd", "HEADQUARTERED_IN", "CHN"),
        ("us_cuba_sanctions-hotel-quay", "HEADQUARTERED_IN", "CUB"),
        ("ch_fiaa-mira-olde", "NATIONAL_OF", "TUN"),
    }
    assert {tie.assertion for tie in ties.values() if tie.type != "PART_OF"} == {"inferred"}


def test_a_party_of_several_rows_is_one_record() -> None:
    """Else each row would write it anew, and a second load would change it again."""
    for path in (CHINA, DEFENCE):
        items = [item for row in OPEN.rows(path) if isinstance(row, Entry) for item in row.items if isinstance(item, Record)]
        assert len({repr(item) for item in items}) == len({item.id for item in items})
    assert OPEN.records(CHINA)["opensanctions:cn_sanctions-lantern-aerospace-inc"].aliases == ("灯笼公司", "Lantern Air")


def test_freezes_bans_and_restrictions() -> None:
    assert told(POTENTATES) == {
        "ch_fiaa-mira-olde-ch-fiaa-tn-2016-07-01": ("asset_freeze", "CHE", "2016-07-01", "2018-02-21", "ended"),
    }
    assert told(DEFENCE) == {
        "us_dod_chinese_milcorps-lantern-chip-works-co-ltd-2024-01-31": ("procurement_ban", "USA", "2024-01-31", "2025-01-07", "ended"),
        "us_dod_chinese_milcorps-lantern-chip-works-co-ltd-2025-01-07": ("procurement_ban", "USA", "2025-01-07", "", "in_force"),
    }
    assert told(CUBA) == {"us_cuba_sanctions-hotel-quay-hotels-in-oldport-2025-02-06": ("sanction", "USA", "2025-02-06", "", "in_force")}
    mira = OPEN.records(POTENTATES)["opensanctions:ch_fiaa-mira-olde"]
    assert (mira.kind, mira.aliases, mira.born) == ("Person", ("Mira OLDE", "M. Olde"), (1973,))


def test_birth_days_and_papers_stay_in_the_file() -> None:
    rows = OPEN.rows(CHINA, POTENTATES, DEFENCE, CUBA)
    items = json.dumps([asdict(item) for row in rows if isinstance(row, Entry) for item in row.items], default=str)
    assert not [word for word in ("1973-01-21", "X0000001", "Quay Road") if word in items]


@pytest.mark.parametrize(
    ("file", "rows", "events"),
    [
        ("datasets_cn_sanctions_sanctions.csv", 610, 591),
        ("datasets_us_dod_chinese_milcorps_sanctions.csv", 397, 397),
        ("datasets_us_cuba_sanctions_restricted_entities.csv", 239, 239),
        ("datasets_ch_fiaa_freezes_freezes.csv", 158, 158),
    ],
)
def test_real_tables(file: str, rows: int, events: int) -> None:
    path = SHARED / "opensanctions/curated" / file
    if not path.is_file():
        pytest.skip(f"{path} is not there")
    (load,) = loaders()["opensanctions"].read((path,))
    entries, report = offered(load.rows, "opensanctions")
    assert report.balanced
    assert (report.read, len(items_of([*entries], Event))) == (rows, events)
