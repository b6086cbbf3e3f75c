"""ICEWS' tables of events: what becomes of each row, in which forms a table is read, and what is refused. No server."""

from __future__ import annotations

import csv
import gzip
import io
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from graph.errors import InputError, Place
from graph.ingest import Entry, Report, StreamBatch, check_stream, validate
from graph.ingest.bulk.frames import Columnar
from graph.ingest.stream import ONE_ACTOR
from graph.model import Record, Tie
from graph.vocabulary import vocabulary
from loaders._streams.coded import APPEAL, STATEMENT
from loaders.icews import LOADER
from loaders.icews.actors import party
from loaders.states import resolve_name

DATA = Path(__file__).parents[1] / "data" / "icews"
DAY = DATA / "events.2018.tab"
REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "icews" / "events.2018.sample.tab"
HEADER, *ROWS = [line.split("\t") for line in DAY.read_text("utf-8").splitlines()]


def batches(*paths: Path) -> list[StreamBatch]:
    (load,) = LOADER.read(paths)
    assert isinstance(load.stream, Columnar)
    assert not load.complete
    return list(load.stream)


def edges(*paths: Path) -> dict[str, dict[str, Any]]:
    return {edge["event"]: edge for batch in batches(*paths) for edge in batch.edges}


def items(*paths: Path) -> dict[str, Any]:
    return {item.id: item for batch in batches(*paths) for item in batch.items}  # type: ignore[union-attr]


def load_of(tmp_path: Path, content: str | bytes, name: str = "a.tab") -> Report:
    file = tmp_path / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    report = check_stream(batches(file))
    assert report.balanced
    return report


def saved(rows: list[list[str]], separator: str, *, quote: bool = False) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=separator, quoting=csv.QUOTE_ALL if quote else csv.QUOTE_MINIMAL, lineterminator="\n").writerows(rows)
    return text.getvalue()


def changed(**cells: str) -> str:
    """The first row with some cells changed, and the fourth."""
    row = [cells.get(name.replace(" ", "_"), cell) for name, cell in zip(HEADER, ROWS[0], strict=True)]
    return "".join("\t".join(cells) + "\n" for cells in (HEADER, row, ROWS[3]))


def test_a_row_becomes_an_edge() -> None:
    assert edges(DAY)["70000001"] == {
        "event": "70000001", "source": "icews:CHN", "target": "icews:JPN", "action": "plover:THREATEN",
        "date": date(2018, 7, 1), "date_to": date(2018, 7, 1), "confidence": 0.55, "source_role": "Foreign Affairs", "target_role": None,
        "repeat_of": None, "cameo": "130", "intensity": -4.4, "actor1": "Foreign Affairs (China)", "actor2": "Japan",
        "sectors1": "Executive,Foreign Ministry,Government", "sectors2": None, "country1": "China", "country2": "Japan",
        "story": "70005001", "sentence": "2", "told_by": "The Example Courier", "place": "Exampleville, Example Province, Japan",
        "latitude": 35.5, "longitude": 139.5,
    }  # fmt: skip


def test_every_row_is_counted_with_its_reason() -> None:
    report = check_stream(batches(DAY))
    assert report.balanced
    assert (report.read, report.written, report.rejected.total()) == (17, 10, 0)
    assert report.skipped == {
        STATEMENT: 1, APPEAL: 1, ONE_ACTOR: 1, "the first actor is a region": 1, "the second actor is missing": 1,
        "the second actor is no actor by name, only a kind of actors": 1, "the first actor is a role without a state": 1,
    }  # fmt: skip


def test_codes_stay_text_and_missing_values_are_not_namibia() -> None:
    found = edges(DAY)
    assert (found["70000006"]["cameo"], found["70000017"]["cameo"]) == ("0311", "1312")
    assert (found["70000004"]["source"], found["70000001"]["sectors2"]) == ("icews:NAM", None)
    assert (found["70000004"]["place"], found["70000004"]["longitude"], found["70000005"]["place"]) == ("Namibia", None, None)


def test_of_a_visit_that_is_hosted_the_visitor_acts() -> None:
    edge = edges(DAY)["70000003"]
    assert (edge["source"], edge["target"], edge["source_role"], edge["target_role"]) == (
        "icews:FRA", "icews:DEU", "Jean Exemple", "Government",
    )  # fmt: skip
    assert edge["actor1"] == "Government (Germany)", "what ICEWS calls its source stays the first actor"


def test_who_does_not_act_for_the_state_is_a_group_of_it() -> None:
    found = items(DAY)
    assert found["icews:citizen-iran.IRN"] == Record(id="icews:citizen-iran.IRN", kind="Group", name="Citizen (Iran)", unnamed=True)
    tie = found["icews:citizen-iran.IRN-of-IRN"]
    assert isinstance(tie, Tie)
    assert (tie.type, tie.source, tie.target) == ("NATIONAL_OF", "icews:citizen-iran.IRN", "icews:IRN")
    assert not found["icews:asha-udaharan.IND"].unnamed
    for batch in batches(DAY):
        assert validate.check(Entry(Place("x"), batch.items), vocabulary()) is None


def test_likely_repeats_are_marked_and_stay() -> None:
    assert {event: edge["repeat_of"] for event, edge in edges(DAY).items() if edge["repeat_of"]} == {"70000002": "70000001"}


def test_a_name_means_the_state_that_had_it_on_the_day() -> None:
    assert edges(DAY)["70000016"]["source"] == "icews:COW678", "in 1989 that was the Yemen Arab Republic"
    assert items(DAY)["icews:al-example-brigade"].name == 'Al "Example" Brigade', "a quote is a character of a name"


@pytest.mark.parametrize(
    ("name", "sectors", "country", "ref", "role", "skip"),
    [
        ("Japan", "", "Japan", "icews:JPN", "", ""),
        ("Hanako Rei", "Executive,Government", "Japan", "icews:JPN", "Hanako Rei", ""),
        ("Hanako Rei", "Parties,Government,Opposition Major Party (Out Of Government)", "Japan", "icews:hanako-rei.JPN", "", ""),
        ("Hanako Rei", "Executive,Opposition Major Party (Out Of Government)", "Japan", "icews:JPN", "Hanako Rei", ""),
        ("Rebel (Syria)", "Rebel,Military", "Syria", "icews:rebel-syria.SYR", "", ""),
        ("Hanako Rei", "Executive", "Nowhere", "icews:hanako-rei", "", ""),
        ("Hanako Rei", "", "", "icews:hanako-rei", "", ""),
        ("Ministry (European Union)", "International Government Organization", "", "icews:european-union", "Ministry", ""),
        ("Protester (Examplesoft)", "Business,Social", "", "icews:protester-examplesoft", "", ""),
        ("Citizen (Africa)", "Social", "", "", "", "is a role without a state"),
        ("Africa", "", "", "", "", "is a region"),
        ("International", "", "", "", "", "is no actor by name, only a kind of actors"),
        ("", "", "Japan", "", "", "is missing"),
        ("...", "", "Japan", "", "", "has a name without letters"),
    ],
)
def test_who_stands_behind_a_name(name: str, sectors: str, country: str, ref: str, role: str, skip: str) -> None:
    found = party(name, sectors, country)
    assert (found.ref, found.role, found.skip) == (ref, role, skip)


def test_long_names_that_begin_alike_stay_two() -> None:
    one, other = (party(f"{'very long name ' * 20}{end}", "", "").ref for end in ("one", "two"))
    assert one != other
    assert len(one) < 200


def test_actors_come_once_in_a_load(tmp_path: Path) -> None:
    again = tmp_path / "again.tab"
    again.write_bytes(DAY.read_bytes())
    first, second = batches(DAY, again)
    assert first.items
    assert second.items == ()


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("Event_ID", "3.2e7", "is not an id of ICEWS"),
        ("Event_Date", "2018-02-30", "is not a day (YYYY-MM-DD)"),
        ("Event_Date", "2018-07-01 13:00", "is not a day (YYYY-MM-DD)"),
        ("CAMEO_Code", "0999", "is not a code of CAMEO"),
        ("Intensity", "inf", "is not a number"),
        ("Latitude", "91", "is not a degree from -90 to 90"),
        ("Source_Name", "a\x1fb", "holds a control character"),
    ],
)
def test_a_wrong_cell_is_told_with_line_column_and_value(tmp_path: Path, column: str, value: str, reason: str) -> None:
    file = tmp_path / "a.tab"
    file.write_text(changed(**{column: value}), "utf-8")
    (batch,) = batches(file)
    (reject,) = batch.rejects
    assert reject.place == Place(str(file), 2, column.replace("_", " "))
    assert reject.reason.startswith(f"{column.replace('_', ' ')} {reason}")
    assert reject.detail == repr(value)
    assert [edge["event"] for edge in batch.edges] == ["70000004"]


FORMS: dict[str, str] = {
    "names as R writes them": saved([[name.replace(" ", ".") for name in HEADER], *ROWS], ","),
    "names as the package of R has them": saved([[name.replace(" ", "_").lower() for name in HEADER], *ROWS], ","),
    "semicolon, quoted": saved([HEADER, *ROWS], ";", quote=True),
    "tab, quoted": saved([HEADER, *ROWS], "\t", quote=True),
    "row names under a shorter header": saved([HEADER, *([str(n), *row] for n, row in enumerate(ROWS, 1))], ",", quote=True),
    "other order": saved([row[::-1] for row in [HEADER, *ROWS]], ","),
    "days with a time of nothing": saved([HEADER, *([row[0], f"{row[1]} 00:00:00", *row[2:]] for row in ROWS)], ","),
    "CRLF": "\r\n".join("\t".join(row) for row in [HEADER, *ROWS]) + "\r\n",
    "byte order mark": "\ufeff" + DAY.read_text("utf-8"),
    "nothing for what is missing": saved([HEADER, *(["" if cell == "NA" else cell for cell in row] for row in ROWS)], "\t"),
}


@pytest.mark.parametrize("form", list(FORMS))
def test_a_table_that_was_saved_again_reads_as_it_was(tmp_path: Path, form: str) -> None:
    file = tmp_path / "a.tab"
    file.write_bytes(FORMS[form].encode("utf-8"))
    assert edges(file) == edges(DAY)


def test_packed_files_and_folders(tmp_path: Path) -> None:
    (tmp_path / "a.tab.gz").write_bytes(gzip.compress(DAY.read_bytes()))
    (tmp_path / "notes.md").write_text("not read")
    assert edges(tmp_path) == edges(DAY)
    with pytest.raises(InputError, match="no such file"):
        batches(tmp_path / "nothing.tab")
    (tmp_path / "a.tab.gz").unlink()
    with pytest.raises(InputError, match="holds no table"):
        batches(tmp_path)


def test_a_column_of_places_may_be_missing_but_none_that_tells_who(tmp_path: Path) -> None:
    short = load_of(tmp_path, saved([row[:14] for row in [HEADER, *ROWS]], "\t"))
    assert (short.read, short.written) == (17, 10)
    without = load_of(tmp_path, saved([[*row[:3], *row[4:]] for row in [HEADER, *ROWS]], "\t"))
    assert (without.read, without.rejects[0].reason) == (1, "the header lacks Source Sectors")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (saved([HEADER, *([*row[:6], row[6].lstrip("0"), *row[7:]] for row in ROWS)], "\t"), "leading zeros were lost"),
        (saved(ROWS, "\t"), "is no header of ICEWS events"),
        ("a,b\n1,2\n", "is no header of ICEWS events"),
        ("\n", "the file is empty"),
        (DAY.read_bytes().decode().encode("utf-16"), "UTF-16"),
        (saved([HEADER, *(row[1:] for row in ROWS)], "\t"), "the columns do not hold what they should: Event ID is '2018-07-01'"),
    ],
)
def test_what_is_no_such_table_is_one_reject_that_says_why(tmp_path: Path, content: str | bytes, reason: str) -> None:
    report = load_of(tmp_path, content)
    assert (report.read, report.rejected.total()) == (1, 1)
    assert reason in report.rejects[0].reason


def test_a_line_that_is_not_utf8_or_has_other_columns_is_rejected_alone(tmp_path: Path) -> None:
    lines = DAY.read_bytes().split(b"\n")
    report = load_of(tmp_path, b"\n".join([*lines[:3], b"cut", lines[6].replace("ã".encode(), b"\xe3"), *lines[3:6]]))
    assert report.read == 7
    assert report.rejected == Counter({"the line has 1 columns instead of 20": 1, "the line is not UTF-8": 1})


def test_a_limit_ends_the_reading() -> None:
    (load,) = LOADER.read((DAY,))
    assert load.head is not None
    assert check_stream(load.head(3)).read == 3
    assert isinstance(load.stream, Columnar)
    assert 5 < load.stream.estimated_rows() < 50, "of 17"


@pytest.mark.skipif(not REAL.exists(), reason="the real file does not lie beside this checkout")
def test_the_real_sample_has_the_rows_that_it_should() -> None:
    (load,) = LOADER.read((REAL,))
    assert load.stream is not None
    found = list(load.stream)
    report = check_stream(found)
    assert report.balanced
    assert (report.read, report.written, report.rejected.total()) == (3705, 2575, 0)
    assert list(load.looks.remarks()) == []
    for batch in found:
        assert validate.check(Entry(Place("x"), batch.items), vocabulary()) is None


@pytest.mark.skipif(not REAL.exists(), reason="the real file does not lie beside this checkout")
def test_every_country_of_the_real_sample_is_a_state() -> None:
    with REAL.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    countries = {row[f"{end} Country"] for row in rows for end in ("Source", "Target")} - {"NA"}
    assert len(countries) > 100
    assert [name for name in sorted(countries) if resolve_name(name) is None] == []
