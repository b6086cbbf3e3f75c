"""UCDP's GED: what becomes of each row, of which forms of files, and what is refused. No server."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from graph.dates import Span
from graph.errors import InputError
from graph.ingest import Entry, Reject, Report, Row, Skip, check
from graph.model import Event, Record, Source
from loaders.ucdp_ged import LOADER
from loaders.ucdp_ged.sides import states_of

DATA = Path(__file__).parents[1] / "data" / "ucdp_ged"
GED = DATA / "ged.csv"
GEOJSON = DATA / "ged.geojson"
REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "ucdp" / "ucdpged_sample_1000_from_rda.csv"
HEADER, *ROWS = list(csv.reader(io.StringIO(GED.read_text("utf-8"))))


def rows(*paths: Path) -> list[Row]:
    (load,) = LOADER.read(paths)
    assert not load.complete
    return list(load.rows)


def report_of(*paths: Path) -> Report:
    report = check(rows(*paths))
    assert report.balanced
    return report


def events(*paths: Path) -> dict[str, Event]:
    return {item.id: item for row in rows(*paths) if isinstance(row, Entry) for item in row.items if isinstance(item, Event)}


def records(*paths: Path) -> dict[str, Record]:
    return {item.id: item for row in rows(*paths) if isinstance(row, Entry) for item in row.items if isinstance(item, Record)}


def ends(event: Event) -> tuple[list[str], list[str]]:
    return [one.record for one in event.having("source")], [one.record for one in event.having("target")]


def saved(path: Path, table: list[list[str]], separator: str = ",", encoding: str = "utf-8") -> Path:
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator="\n").writerows(table)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def changed(path: Path, **cells: str) -> Path:
    return saved(path, [HEADER, [cells.get(name, cell) for name, cell in zip(HEADER, ROWS[0], strict=True)]])


def test_every_row_is_counted_with_its_reason() -> None:
    report = report_of(GED)
    assert (report.read, report.written, report.rejected.total()) == (8, 7, 0)
    assert report.skipped == Counter({"stands twice: an event of this id was read before": 1})


def test_a_clash_is_an_event_between_its_sides() -> None:
    event = events(GED)["ucdp_ged:900001"]
    assert (event.action, event.date, event.magnitude, event.unit) == ("armed_clash", Span.day(date(2015, 3, 3)), 3.0, "deaths")
    assert ends(event) == (["ucdp_ged:YEM"], ["ucdp_ged:actor-9013"])
    assert (event.published, event.assertion, event.note) == (date(2015, 3, 4), "confirmed", "")
    assert {name: event.said[name] for name in ("low", "high", "place", "latitude", "violence", "conflict")} == {
        "low": 3.0, "high": 4.0, "place": "Exampleville", "latitude": 15.3, "violence": "1", "conflict": "Example: Government",
    }  # fmt: skip
    assert [(one.source, one.credibility) for one in event.citations] == [("ucdp_ged:ged", "2"), ("ucdp_ged:reports-900001", "3")]
    told = {item.id: item for row in rows(GED) if isinstance(row, Entry) for item in row.items if isinstance(item, Source)}
    assert told["ucdp_ged:reports-900001"].publisher == "The Example Courier"
    assert told["ucdp_ged:reports-900001"].title == "The Example Courier,2015-03-04,Clash at Exampleville"


def test_groups_have_the_ids_of_ucdp_and_two_states_can_clash() -> None:
    found = events(GED)
    assert ends(found["ucdp_ged:900002"]) == (["ucdp_ged:RUS"], ["ucdp_ged:UKR"])
    assert ends(found["ucdp_ged:900003"]) == (["ucdp_ged:actor-8013"], ["ucdp_ged:actor-9014"])
    assert records(GED)["ucdp_ged:actor-9014"].codes == {"ucdp_actor": "9014"}


def test_one_sided_violence_is_an_attack_on_civilians_of_no_known_state_within_its_days() -> None:
    event = events(GED)["ucdp_ged:900004"]
    assert (event.action, str(event.date)) == ("attack", "2015-03")
    assert ends(event)[1] == ["ucdp_ged:civilians-900004"]
    assert records(GED)["ucdp_ged:civilians-900004"].unnamed
    assert event.published is None, "a report older than the event is of another"
    assert event.citations[0].credibility == "3", "a summary of several events"


def test_states_that_fought_together_are_all_sources() -> None:
    event = events(GED)["ucdp_ged:900005"]
    assert ends(event) == (["ucdp_ged:AUS", "ucdp_ged:GBR", "ucdp_ged:USA"], ["ucdp_ged:IRQ"])
    assert [one.source for one in event.citations] == ["ucdp_ged:ged"]


def test_figures_that_contradict_each_other_stay_and_are_noted() -> None:
    event = events(GED)["ucdp_ged:900006"]
    assert event.magnitude == 9
    assert event.note == "as the source says it: best 9 does not lie between low 3 and high 4"


def test_a_row_that_ucdp_still_checks_is_alleged() -> None:
    event = events(GED)["ucdp_ged:900007"]
    assert event.assertion == "alleged"
    assert "latitude" not in event.said


@pytest.mark.parametrize(
    ("name", "numbers", "day", "codes"),
    [
        ("Government of Yemen (North Yemen)", ["678"], date(2015, 1, 1), ["YEM"]),
        ("Government of Germany", ["260"], date(2015, 1, 1), ["DEU"]),
        ("Government of Yugoslavia", ["345"], date(1999, 3, 3), ["YUG"]),
        ("Government of Nowhere", ["999"], date(2015, 1, 1), []),
        ("Government of Iraq, Government of Nowhere", ["645", "999"], date(2015, 1, 1), []),
        ("Example Front", [], date(2015, 1, 1), []),
    ],
)
def test_numbers_mean_the_state_of_the_day(name: str, numbers: list[str], day: date, codes: list[str]) -> None:
    assert [state.code for state in states_of(name, numbers, day)] == codes


def test_geojson_is_read_as_the_table_is() -> None:
    found = events(GEOJSON)
    table, feature = events(GED)["ucdp_ged:900001"], found["ucdp_ged:910001"]
    assert (feature.date, feature.magnitude, ends(feature)) == (table.date, table.magnitude, ends(table))
    assert {name: feature.said[name] for name in feature.said if name != "relid"} == {
        name: table.said[name] for name in table.said if name != "relid"
    }
    report = report_of(GEOJSON)
    assert (report.read, report.written) == (3, 2)
    assert report.rejected == Counter({"feature 3 lacks properties of a GED event": 1})


@pytest.mark.parametrize(
    ("separator", "encoding", "decimals"),
    [(",", "utf-8", ".0"), (";", "utf-8-sig", ""), ("\t", "utf-16", ""), ("|", "utf-8", ".0")],
)
def test_a_table_that_was_saved_again_reads_as_it_was(tmp_path: Path, separator: str, encoding: str, decimals: str) -> None:
    whole = {"id", "type_of_violence", "side_a_new_id", "side_b_new_id", "event_clarity", "date_prec", "where_prec", "best"}
    table = [[cell + decimals if name in whole else cell for name, cell in zip(HEADER, row, strict=True)] for row in ROWS]
    assert events(saved(tmp_path / "a.csv", [[name.upper() for name in HEADER], *table], separator, encoding)) == events(GED)


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("id", "x1", "id is not a whole number: 'x1'"),
        ("type_of_violence", "4", "type_of_violence is not 1, 2 or 3: '4'"),
        ("date_start", "2015-02-30", "date_start is not a day (YYYY-MM-DD): '2015-02-30'"),
        ("date_end", "2015-03-01", "date_end is before the start (2015-03-03): '2015-03-01'"),
        ("best", "many", "best is not a number: 'many'"),
        ("deaths_a", "-1", "deaths_a is less than nothing: '-1'"),
        ("longitude", "190", "longitude is not a degree from -180 to 180: '190'"),
        ("side_a", "", "names nobody"),
        ("side_b_new_id", "", "Example Front has no id of UCDP"),
    ],
)
def test_a_wrong_cell_is_told_with_line_column_and_value(tmp_path: Path, column: str, value: str, reason: str) -> None:
    file = changed(tmp_path / "a.csv", **{column: value, "side_b_dset_id": ""})
    (row,) = rows(file)
    assert isinstance(row, Reject)
    assert (row.place.line, row.place.column, row.reason) == (2, column, reason)


def test_both_sides_one_actor_is_skipped(tmp_path: Path) -> None:
    (row,) = rows(changed(tmp_path / "a.csv", side_b="Government of Yemen", gwnob="678"))
    assert isinstance(row, Skip)
    assert row.reason == "both sides are one actor"


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.csv", "a,b\n1,2\n", "this is no GED: it begins 'a,b'"),
        ("a.csv", "", "this is no GED: it begins ''"),
        ("a.csv", "id,side_a,side_b\n1,2,3\n", "the header lacks best, date_end, date_start, high, low, type_of_violence"),
        ("a.csv", "x" * 3_000_000, "this is no GED"),
        ("a.geojson", "[", "is not JSON"),
        ("a.geojson", "[]", "holds no collection of GeoJSON features"),
    ],
)
def test_what_is_no_such_file_is_one_reject_that_says_why(tmp_path: Path, name: str, content: str, reason: str) -> None:
    (tmp_path / name).write_text(content, "utf-8")
    report = report_of(tmp_path / name)
    assert (report.read, report.rejected.total()) == (1, 1)
    assert report.rejects[0].reason.startswith(reason)


def test_a_line_that_is_cut_is_rejected_alone_and_one_without_end_ends_the_file(tmp_path: Path) -> None:
    lines = GED.read_text("utf-8").splitlines()
    (tmp_path / "a.csv").write_text("\n".join([*lines[:2], lines[2][:60], lines[3]]), "utf-8")
    report = report_of(tmp_path / "a.csv")
    assert (report.read, report.written, report.rejected.total()) == (3, 2, 1)
    (tmp_path / "a.csv").write_text("\n".join([*lines[:2], "x" * (1 << 21)]), "utf-8")
    report = report_of(tmp_path / "a.csv")
    assert (report.read, report.written) == (2, 1)


def test_a_path_to_nothing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        rows(tmp_path / "nothing.csv")


@pytest.mark.skipif(not REAL.exists(), reason="the real file does not lie beside this checkout")
def test_the_real_sample_has_the_rows_that_it_should() -> None:
    report = report_of(REAL)
    assert (report.read, report.written, report.rejected.total()) == (1000, 1000, 0)
    (load,) = LOADER.read((REAL,))
    found = list(load.rows)
    assert list(load.looks.remarks()) == []
    assert sum(bool(event.note) for event in events(REAL).values()) == 13
    groups = [item for row in found if isinstance(row, Entry) for item in row.items if isinstance(item, Record) and item.kind == "Group"]
    assert [group.name for group in groups if group.name.startswith("Government of")] == []
