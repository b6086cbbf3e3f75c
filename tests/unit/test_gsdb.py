"""GSDB's cases: names with commas, bodies and groups, kinds of measures, what goes on, and the real file where it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.ingest import Entry, Reject, Row, check
from graph.model import Event, Record
from loaders.gsdb import read
from tests.rows import reasons

DATA = Path(__file__).parents[1] / "data" / "gsdb" / "cases.csv"
REAL = Path(__file__).resolve().parents[3] / "shared/data/sanctions_datasets/GSDB_V3.csv"


def rows_of(*paths: Path) -> list[Row]:
    (load,) = read(paths)
    rows = list(load.rows)
    assert check(rows).balanced
    return rows


def events(rows: list[Row]) -> dict[str, Event]:
    return {item.id: item for row in rows if isinstance(row, Entry) for item in row.items if isinstance(item, Event)}


def ends(event: Event) -> tuple[list[str], list[str]]:
    senders, targets = ([party.record.removeprefix("gsdb:") for party in event.having(role)] for role in ("source", "target"))
    return senders, targets


def test_names_are_states_of_their_day_whatever_their_commas() -> None:
    found = events(rows_of(DATA))
    assert ends(found["gsdb:9001-sanction"]) == (["DEU"], ["DDR"])
    assert ends(found["gsdb:9002-aid_suspension"]) == (["PRK"], ["EGY"])
    assert ends(found["gsdb:9003-embargo"])[0] == ["GBR", "EGY", "DNK"]
    assert ends(found["gsdb:9005-sanction"])[1] == ["POL", "HUN"]
    assert ends(found["gsdb:9006-sanction"]) == (["body-EU", "NOR"], ["COD", "RWA"])


def test_bodies_and_groups_stay_what_they_are() -> None:
    named = {item.id: item for row in rows_of(DATA) if isinstance(row, Entry) for item in row.items if isinstance(item, Record)}
    union, taliban = named["gsdb:body-EU"], named["gsdb:group-Terrorist-Organizations-Taliban"]
    assert (union.kind, union.name, union.aliases, union.actor) == ("Organization", "European Union", ("EU",), "")
    assert (taliban.kind, taliban.name, taliban.unnamed) == ("Group", "Terrorist Organizations (Taliban)", False)


def test_measures_of_one_kind_are_one_action() -> None:
    found = events(rows_of(DATA))
    assert [id_ for id_ in found if id_.startswith("gsdb:9003-")] == ["gsdb:9003-embargo", "gsdb:9003-sanction", "gsdb:9003-travel_ban"]
    partial = found["gsdb:9001-sanction"]
    assert partial.said["measures"] == "trade financial"
    assert partial.said["trade_measures"] == "exp_part, imp_part"
    assert "trade_measures" not in found["gsdb:9003-travel_ban"].said


def test_what_goes_on_has_no_end_though_the_file_has_a_last_year() -> None:
    found = events(rows_of(DATA))
    told = {id_: (event.status, str(event.date), str(event.end or "")) for id_, event in found.items()}
    assert told["gsdb:9003-embargo"] == ("in_force", "1972", "")
    assert told["gsdb:9004-sanction"] == ("ended", "1999", "2022")
    assert told["gsdb:9005-sanction"] == ("ended", "1982", "1984"), "called ongoing, but over before the last year of the file"


def test_an_unknown_name_is_rejected_and_listed() -> None:
    (reject,) = [row for row in rows_of(DATA) if isinstance(row, Reject)]
    assert (reject.place.line, reject.place.column) == (8, "sanctioned_state")
    assert reject.reason == "'Atlantis' is neither a state nor a body that is known"


@pytest.mark.parametrize(
    ("old", "new", "column", "reason"),
    [
        ("Germany,1955,1962", "Germany,1963,1962", "end", "the end (1962) is before the start (1963)"),
        ("Germany,1955,1962", "Germany,55,1962", "begin", "'55' is not a year"),
        ("Germany,1955,1962", "German Democratic Republic,1955,1962", "sanctioned_state", "DDR stands on both sides"),
        (",0,0,1,0,0,0,0,terr", ",0,0,2,0,0,0,0,terr", "financial", "'2' is neither 0 nor 1"),
        ("1962,1,", "1962,0,", "", ""),
        ("9001,", "x,", "case_id", "'x' is not a number"),
    ],
)
def test_what_cannot_be_is_rejected(tmp_path: Path, old: str, new: str, column: str, reason: str) -> None:
    text = DATA.read_text("utf-8")
    assert old in text
    (tmp_path / "cases.csv").write_text(text.replace(old, new, 1), "utf-8")
    rejects = [row for row in rows_of(tmp_path / "cases.csv") if isinstance(row, Reject) and row.place.line == 2]
    assert [(row.place.column, row.reason) for row in rejects] == ([(column, reason)] if reason else [])


def test_a_case_without_a_measure_says_nothing(tmp_path: Path) -> None:
    text = DATA.read_text("utf-8").replace(",0,,0,1,0,0,0,0,0,policy", ",0,,0,0,0,0,0,0,0,policy")
    (tmp_path / "cases.csv").write_text(text, "utf-8")
    assert "no kind of sanction is marked" in reasons(rows_of(tmp_path / "cases.csv"), Reject)


def test_another_file_is_one_reject_and_a_case_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "dyadic.csv").write_text("case_id,sanctioned_state,sanctioning_state,year,trade,arms\n1,2,20,1950,0,1\n", "utf-8")
    (reject,) = rows_of(tmp_path / "dyadic.csv")
    assert isinstance(reject, Reject)
    text = DATA.read_text("utf-8")
    (tmp_path / "twice.csv").write_text(text + text.splitlines()[1] + "\n", "utf-8")
    assert len(events(rows_of(tmp_path / "twice.csv"))) == len(events(rows_of(DATA)))


def test_real_file() -> None:
    if not REAL.exists():
        pytest.skip("the real file does not lie beside this checkout")
    rows = rows_of(REAL)
    report = check(rows)
    assert (report.read, report.written, report.rejected.total()) == (1325, 1324, 1)
    assert reasons(rows, Reject) == {"body-ECOWAS stands on both sides": 1}
    assert len(events(rows)) == 1861
