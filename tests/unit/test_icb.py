"""ICB's crisis actors: the trigger and the answer to it, days that are not known, and the real files where they are."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from graph.ingest import Entry, Reject, Row, check
from graph.model import Event, Record
from graph.vocabulary import vocabulary
from loaders.icb import RESPONSES, TRIGGERS, read
from tests.rows import reasons

DATA = Path(__file__).parents[1] / "data" / "icb"
REAL = Path(__file__).resolve().parents[3] / "shared/data/icb"


def rows_of(*paths: Path) -> list[Row]:
    (load,) = read(paths)
    rows = list(load.rows)
    assert check(rows).balanced
    return rows


def events(rows: list[Row]) -> dict[str, Event]:
    return {item.id: item for row in rows if isinstance(row, Entry) for item in row.items if isinstance(item, Event)}


def test_a_crisis_is_a_trigger_and_the_answer_to_it() -> None:
    found = events(rows_of(DATA / "icb2.csv"))
    told = {
        id_: (event.action, event.having("source")[0].record, event.having("target")[0].record, str(event.date))
        for id_, event in found.items()
    }
    assert told == {
        "icb:901-1-trigger": ("attack", "icb:GRC", "icb:TUR", "1974-07-15"),
        "icb:901-1-response": ("attack", "icb:TUR", "icb:GRC", "1974-07-20"),
        "icb:901-2-trigger": ("attack", "icb:TUR", "icb:GRC", "1974-07-20"),
        "icb:901-2-response": ("show_of_force", "icb:GRC", "icb:TUR", "1974-07-20..1974-07-31"),
        "icb:902-3-trigger": ("threat_nonforce", "icb:902-3-trigger-by", "icb:SUN", "1961-08"),
        "icb:902-3-response": ("protest_diplomatic", "icb:SUN", "icb:902-3-trigger-by", "1961-08-13"),
        "icb:903-4-trigger": ("sanction", "icb:ARG", "icb:GBR", "1982-04-02"),
        "icb:904-5-trigger": ("threat_nonforce", "icb:904-5-trigger-by", "icb:FRA", "1919-01"),
        "icb:904-5-response": ("attack", "icb:FRA", "icb:904-5-trigger-by", "1919-01-01..1919-03-01"),
    }
    (answer,) = found["icb:901-1-response"].responds_to
    assert (answer.event, answer.basis) == ("icb:901-1-trigger", "stated")
    assert found["icb:903-4-trigger"].rung == 3
    assert found["icb:902-3-trigger"].said == {
        **{"crisis": "902", "crisis_actor": "3", "crisis_name": "THE WALL", "icb_trigger": "4"},
        **{"outcome": "1", "outcome_form": "3", "violence": "1", "gravity": "4", "terminated": "1961-10-28"},
    }


def test_a_trigger_by_several_or_none_of_the_states_has_an_unnamed_source() -> None:
    groups = [
        item
        for row in rows_of(DATA / "icb2.csv")
        if isinstance(row, Entry)
        for item in row.items
        if isinstance(item, Record) and item.unnamed
    ]
    assert [(group.kind, group.name) for group in groups] == [("Group", "more than one state"), ("Group", "a non-state actor")]


def test_the_file_of_crises_names_no_parties() -> None:
    rows = rows_of(DATA)
    assert Counter(type(row).__name__ for row in rows) == {"Entry": 5, "Skip": 1}


@pytest.mark.parametrize(
    ("old", "new", "column", "reason"),
    [
        ("901,1,640", "901,1,671", "cracid", "'671' is not a COW number of a state on 1974-07-15"),
        ("15,350,8", "15,640,8", "trigent", "640 is the crisis actor itself"),
        ("15,350,8", "15,350,0", "majres", "'0' is no major response of ICB"),
        ("I,9,1974,7,15", "I,,1974,7,15", "triggr", "'' is no trigger of ICB"),
        ("I,9,1974,7,15", "I,9,,7,15", "yrtrig", "the day of the trigger is missing"),
        ("I,9,1974,7,15", "I,9,1974,2,30", "yrtrig", "is not a day of the calendar"),
        ("350,8,1974,7,20", "350,8,1973,7,20", "yerres", "the response (1973-07-20) is before its trigger (1974-07-15)"),
    ],
)
def test_what_cannot_be_is_rejected(tmp_path: Path, old: str, new: str, column: str, reason: str) -> None:
    text = (DATA / "icb2.csv").read_text("utf-8")
    assert old in text
    (tmp_path / "icb2.csv").write_text(text.replace(old, new, 1), "utf-8")
    (reject,) = [row for row in rows_of(tmp_path / "icb2.csv") if isinstance(row, Reject)]
    assert (reject.place.line, reject.place.column) == (2, column)
    assert reason in reject.reason


def test_the_same_crisis_actor_twice_is_told_once(tmp_path: Path) -> None:
    text = (DATA / "icb2.csv").read_text("utf-8")
    (tmp_path / "twice.csv").write_text(text + text.splitlines()[1] + "\n", "utf-8")
    assert len(events(rows_of(tmp_path / "twice.csv"))) == 9


def test_codes_are_actions_of_the_vocabulary() -> None:
    assert {code.action for code in (*TRIGGERS.values(), *RESPONSES.values())} <= vocabulary().actions.keys()


def test_real_files() -> None:
    if not REAL.exists():
        pytest.skip("the real files do not lie beside this checkout")
    rows = rows_of(REAL)
    report = check(rows)
    assert (report.read, report.written, report.rejected.total()) == (487 + 1078, 1071, 7)
    unresolved = {reason for reason in reasons(rows, Reject) if "COW number" in reason}
    assert {reason.split("'")[1] for reason in unresolved} == {"219", "671", "672"}
    assert len(events(rows)) == 2137
