"""MID's five files: who acted against whom and when, each trap of the format, and the real files where they are."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from graph.dates import Span
from graph.ingest import Entry, Reject, Row, Skip, check
from graph.model import Event
from graph.vocabulary import vocabulary
from loaders.mid import read
from loaders.mid.codes import ACTIONS, of_dyads
from tests.rows import reasons

DATA = Path(__file__).parents[1] / "data" / "mid"
REAL = Path(__file__).resolve().parents[3] / "shared/data/mid"
SHOWN = {"military_exercise", "show_of_force", "alert_raised", "troop_mobilization"}


def rows_of(*paths: Path) -> list[Row]:
    (load,) = read(paths)
    rows = list(load.rows)
    assert check(rows).balanced
    return rows


def events(rows: list[Row]) -> dict[str, Event]:
    return {item.id: item for row in rows if isinstance(row, Entry) for item in row.items if isinstance(item, Event)}


def ends(event: Event) -> tuple[str, str]:
    sources, targets = ("+".join(party.record[4:] for party in event.having(role)) for role in ("source", "target"))
    return sources, targets


def spoilt(folder: Path, name: str, old: str, new: str) -> Path:
    text = (DATA / name).read_text("utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new), "utf-8")
    return folder / name


INCIDENTS = (DATA / "MIDI.csv", DATA / "MIDIP.csv")


def test_a_dispute_is_a_sequence_of_actions_between_the_sides_of_each_incident() -> None:
    found = events(rows_of(*INCIDENTS))
    told = {id_: (event.action, *ends(event), str(event.date), str(event.end or "")) for id_, event in found.items()}
    assert told == {
        "mid:9001001-350": ("threat_force", "GRC", "TUR", "1993-02-03", ""),
        "mid:9001002-350": ("armed_clash", "GRC", "TUR", "1993-02-01..1993-02-20", "1993-02-20"),
        "mid:9001002-640": ("armed_clash", "TUR", "GRC", "1993-02-01..1993-02-20", "1993-02-20"),
        "mid:9001003-325": ("blockade", "GRC+ITA", "TUR", "1993", "1994-09-05"),
        "mid:9001004-640": ("show_of_force", "TUR", "GRC", "1994-03-01", ""),
    }
    border = found["mid:9001004-640"]
    assert (border.rung, border.text) == (6, "Turkey: border violation against Greece")
    assert border.said == {
        **{"dispute": "9001", "incident": "9001004", "mid_action": "12", "mid_hostility": "3"},
        **{"mid_fatality": "0", "deaths": 0},
    }


def test_each_incident_is_one_entry_and_one_without_participants_is_told() -> None:
    rows = rows_of(*INCIDENTS)
    assert Counter(type(row).__name__ for row in rows) == {"Entry": 4, "Skip": 9, "Reject": 1}
    (reject,) = [row for row in rows if isinstance(row, Reject)]
    assert (reject.place.line, reject.reason) == (6, "the incident 9001005 has no participants")
    assert {row.place.file for row in rows if isinstance(row, Entry)} == {str(DATA / "MIDI.csv")}


def test_participants_alone_tell_the_same_actions() -> None:
    alone, both = events(rows_of(DATA / "MIDIP.csv")), events(rows_of(*INCIDENTS))
    assert {id_: (event.date, ends(event)) for id_, event in alone.items()} == {
        id_: (event.date, ends(event)) for id_, event in both.items()
    }


def test_incidents_alone_have_no_sides() -> None:
    assert reasons(rows_of(DATA / "MIDI.csv"), Reject).total() == 5


def test_a_dispute_without_incidents_is_told_by_its_sides_on_an_unknown_day() -> None:
    found = events(rows_of(DATA / "MIDA.csv", DATA / "MIDB.csv"))
    russian, french = found["mid:9100-365"], found["mid:9100-220"]
    assert (russian.action, russian.rung, ends(russian)) == ("alert_raised", 8, ("RUS", "GBR+FRA"))
    assert russian.date == Span(date(1871, 7, 1), date(1874, 1, 24))
    assert (ends(french), french.said["outcome"], french.said["mid_fatality"]) == (("FRA", "RUS"), "6", "-9")
    assert "no day" in russian.note


def test_nobody_acts_against_a_state_that_had_left(tmp_path: Path) -> None:
    path = spoilt(tmp_path, "MIDB.csv", '"USR",365,-9,7,1871,24,1,1874', '"USR",365,-9,7,1871,24,5,1873')
    path.write_text(path.read_text("utf-8").replace("1,6,1873", "2,6,1873"), "utf-8")
    found = events(rows_of(DATA / "MIDA.csv", path))
    assert ends(found["mid:9100-365"]) == ("RUS", "GBR")
    assert "mid:9100-220" not in found


def test_a_dispute_is_told_once_by_its_finest_file() -> None:
    rows = rows_of(DATA)
    assert reasons(rows, Skip)["its dispute is told by its incidents"] == 4
    assert not [id_ for id_ in events(rows) if id_.startswith("mid:9001-")]
    (load,) = read((DATA,))
    assert load.parts == ("disputes", "dyads", "incidents")


def test_a_dyads_years_of_the_same_action_are_one_and_codes_are_those_of_mid() -> None:
    rows = rows_of(DATA / "dyadic.csv")
    found = events(rows)
    assert {(event.action, str(event.date), *ends(event)) for event in found.values()} == {
        ("armed_clash", "1949-08-01..1950-12-31", "YUG", "SUN"),
        ("occupation", "1951-01-01..1951-11-24", "YUG", "SUN"),
    }
    (reject,) = [row for row in rows if isinstance(row, Reject)]
    assert (reject.place.column, reject.reason) == ("year", "1953 is outside the dispute, 1949-08 to 1951-11-24")
    assert reasons(rows, Skip)["no militarized action of the first state against the second"] == 1


def test_without_the_codes_of_mid_the_dyadic_files_own_are_read_as_what_they_are(tmp_path: Path) -> None:
    path = spoilt(tmp_path, "dyadic.csv", "mid5hiacta", "left_out")
    assert {event.said["mid_action"] for event in events(rows_of(path)).values()} == {"17", "14"}
    assert (of_dyads("22"), of_dyads("16"), of_dyads("1")) == ("20", "14", "")


@pytest.mark.parametrize(
    ("old", "new", "column", "reason"),
    [
        ('"TUR",640,3,2,1993,3,2,1993,0', '"XXX",999,3,2,1993,3,2,1993,0', "ccode", "'999' is not a COW number of a state on 1993-02-03"),
        (
            "3,2,1993,3,2,1993,1,1,0,0,1,2",
            "3,2,1993,2,2,1993,1,1,0,0,1,2",
            "endyear",
            "the end (1993-02-02) is before the start (1993-02-03)",
        ),
        ("3,2,1993,3,2,1993,1,1,0,0,1,2", "31,2,1993,3,2,1993,1,1,0,0,1,2", "stday", "is not a day of the calendar"),
        ("3,2,1993,3,2,1993,1,1,0,0,1,2", "3,2,-9,3,2,1993,1,1,0,0,1,2", "styear", "-9-2-3 is not a year, month and day"),
        ("3,2,1993,3,2,1993,1,1,0,0,1,2", "3,2,1993,3,2,1993,1,1,0,0,22,2", "action", "'22' is not a militarized action of MID"),
        ("3,2,1993,3,2,1993,1,1,0,0,1,2", "3,2,1993,3,2,1993,7,1,0,0,1,2", "insidea", "'7' is not a side"),
    ],
)
def test_wrong_participants_are_rejected_and_their_incident_is_not_told(
    tmp_path: Path, old: str, new: str, column: str, reason: str
) -> None:
    rejects = [row for row in rows_of(DATA / "MIDI.csv", spoilt(tmp_path, "MIDIP.csv", old, new)) if isinstance(row, Reject)]
    assert [row.reason for row in rejects if row.place.line == 2 and not row.place.column] == [
        "the incident 9001001 cannot be told: participants of it were rejected"
    ]
    (wrong,) = [row for row in rejects if row.place.column == column]
    assert reason in wrong.reason


def test_version_4_numbers_twice_and_saves_with_semicolons(tmp_path: Path) -> None:
    text = (DATA / "MIDIP.csv").read_text("utf-8").replace("dispnum,incidnum", "DispNum3,IncidNum4").replace(",", ";")
    (tmp_path / "MIDIP_4.3.csv").write_text(text, "utf-16")
    assert events(rows_of(tmp_path / "MIDIP_4.3.csv")).keys() == events(rows_of(*INCIDENTS)).keys()


def test_another_file_is_one_reject(tmp_path: Path) -> None:
    (tmp_path / "midloc.csv").write_text("year,dispnum,incidnum,midloc2_location,precision,latitude\n1993,1,2,x,1,3\n", "utf-8")
    (reject,) = rows_of(tmp_path / "midloc.csv")
    assert isinstance(reject, Reject)
    assert reject.hint.startswith("expected: a file of MID")


def test_every_code_is_an_action_as_hostile_as_mid_says() -> None:
    actions = vocabulary().actions
    assert set(ACTIONS) == {str(code) for code in range(1, 22)}
    rungs = {code: known.rung if known.rung is not None else actions[known.action].rung for code, known in ACTIONS.items()}
    threats, shows, uses = [range(1, 7), range(7, 13), range(13, 22)]
    assert max(rungs[str(code)] for code in threats) <= min(rungs[str(code)] for code in shows)
    assert {ACTIONS[str(code)].action for code in shows} <= SHOWN
    assert min(rungs[str(code)] for code in uses) >= 7


def needs(*names: str) -> tuple[Path, ...]:
    paths = tuple(REAL / name for name in names)
    if not all(path.exists() for path in paths):
        pytest.skip("the real files do not lie beside this checkout")
    return paths


def test_real_incidents() -> None:
    rows = rows_of(*needs("MIDI 5.0.csv", "MIDIP 5.0.csv"))
    report = check(rows)
    assert (report.read, report.written, report.rejected.total()) == (4483 + 9619, 4481, 4)
    told = {str(row) for row in rows if isinstance(row, Reject)}
    assert any("the incident 4269010 has no participants" in text for text in told)
    assert len(events(rows)) == 5184


@pytest.mark.parametrize(
    ("names", "read_", "written", "rejected"),
    [(("MIDA 5.0.csv", "MIDB 5.0.csv"), 2436 + 5883, 2436, 0), (("dyadic_mid_4.02.csv",), 10358, 5525, 6)],
)
def test_real_disputes_and_dyads(names: tuple[str, ...], read_: int, written: int, rejected: int) -> None:
    report = check(rows_of(*needs(*names)))
    assert (report.read, report.written, report.rejected.total()) == (read_, written, rejected)
