"""POLECAT's tables of events: what becomes of each row, in which forms a table is read, and what is refused. No server."""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from graph.errors import Place
from graph.ingest import Entry, Report, StreamBatch, check_stream, validate
from graph.ingest.stream import ONE_ACTOR
from graph.model import Record
from graph.vocabulary import vocabulary
from loaders.polecat import LOADER
from loaders.polecat.actions import actions
from loaders.polecat.actors import party

DATA = Path(__file__).parents[1] / "data" / "polecat"
MARCH = DATA / "ngecEvents.2021-03.txt"
APRIL = DATA / "ngecEvents.2021-04.txt"
HEADER, *ROWS = [line.split("\t") for line in MARCH.read_text("iso-8859-1").splitlines()]
MODES = Path(__file__).resolve().parents[3] / "shared" / "data" / "plover"


def batches(*paths: Path) -> list[StreamBatch]:
    (load,) = LOADER.read(paths)
    assert load.stream is not None
    assert not load.complete
    return list(load.stream)


def edges(*paths: Path) -> dict[str, dict[str, Any]]:
    return {edge["event"]: edge for batch in batches(*paths) for edge in batch.edges}


def load_of(tmp_path: Path, content: str | bytes) -> Report:
    file = tmp_path / "a.txt"
    file.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    report = check_stream(batches(file))
    assert report.balanced
    return report


def saved(rows: list[list[str]], separator: str, *, quote: bool = False) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=separator, quoting=csv.QUOTE_ALL if quote else csv.QUOTE_MINIMAL, lineterminator="\n").writerows(rows)
    return text.getvalue()


def test_a_row_becomes_an_edge() -> None:
    assert edges(MARCH)["ABCD0001_1"] == {
        "event": "ABCD0001_1", "source": "polecat:CHN", "target": "polecat:JPN", "action": "plover:SANCTION/discontinue",
        "date": date(2021, 3, 4), "date_to": date(2021, 3, 4), "published": date(2021, 3, 5), "confidence": 0.55,
        "source_role": "spokesperson", "target_role": None, "repeat_of": None, "event_type": "SANCTION", "event_mode": "discontinue",
        "intensity": -4.0, "contexts": "economic; diplomatic", "actor1": "Ministry of Examples", "country1": "CHN", "sector1": "GOV",
        "title1": "spokesperson", "actor2": "Japan", "country2": "JPN", "sector2": "GOV", "title2": None, "wikipedia1": "Q1",
        "wikipedia2": None, "told_by": "The Example Courier", "language": "English", "coder": "1.2", "geonames": "1234567",
        "place": "Exampleville, Exampleville, Example Province, JPN", "latitude": 35.5, "longitude": 139.5,
    }  # fmt: skip


def test_every_row_is_counted_with_its_reason() -> None:
    found = batches(MARCH)
    report = check_stream(found)
    assert report.balanced
    assert (report.read, report.written, report.rejected.total()) == (11, 8, 0)
    assert report.skipped == {ONE_ACTOR: 1, "the second actor is missing": 1, "the first actor is a region": 1}
    for batch in found:
        assert validate.check(Entry(Place("x"), batch.items), vocabulary()) is None


def test_none_is_missing_and_lines_are_iso_8859_1() -> None:
    edge = edges(MARCH)["ABCD0006_1"]
    assert (edge["actor1"], edge["source"], edge["place"], edge["latitude"]) == ("Café Alliance", "polecat:cafe-alliance", None, None)
    assert edges(MARCH)["ABCD0004_1"]["intensity"] is None
    assert edges(MARCH)["ABCD0004_1"]["source"] == "polecat:NAM"


def test_a_file_with_surplus_names_and_tabs_at_the_ends_of_lines_reads_as_the_others() -> None:
    march, april = edges(MARCH), edges(APRIL)
    assert len(april) == 3
    for event, edge in april.items():
        same = march[event.replace("EFGH", "ABCD")]
        assert {name for name in edge if edge[name] != same[name]} <= {"event", "repeat_of"}


def test_likely_repeats_are_marked_and_stay() -> None:
    assert {event: edge["repeat_of"] for event, edge in edges(MARCH).items() if edge["repeat_of"]} == {"ABCD0002_1": "ABCD0001_1"}


@pytest.mark.parametrize(
    ("name", "sector", "title", "country", "ref", "role", "skip"),
    [
        ("China", "GOV", "", "CHN", "polecat:CHN", "", ""),
        ("China", "GOV", "president", "CHN", "polecat:CHN", "president", ""),
        ("Ministry of Examples", "MIL", "", "CHN", "polecat:CHN", "Ministry of Examples", ""),
        ("Ministry of Examples", "GOV", "", "China", "polecat:CHN", "Ministry of Examples", ""),
        ("Ministry of Examples", "GOV", "", "USA;CAN", "polecat:ministry-of-examples", "", ""),
        ("Ministry of Examples", "GOV", "", "USA|USA", "polecat:USA", "Ministry of Examples", ""),
        ("Example Corp", "BUS", "", "CHN", "polecat:example-corp.CHN", "", ""),
        ("Example Corp", "BUS", "", "QQQ", "polecat:example-corp", "", ""),
        ("Africa", "", "", "", "", "", "is a region"),
        ("", "GOV", "minister", "CHN", "", "", "is missing"),
    ],
)
def test_who_stands_behind_a_name(name: str, sector: str, title: str, country: str, ref: str, role: str, skip: str) -> None:
    found = party(name, sector, title, country)
    assert (found.ref, found.role, found.skip) == (ref, role, skip)


def test_a_body_that_cameo_lists_is_an_organisation() -> None:
    assert party("European Union", "IGO", "", "").items == (
        Record(id="polecat:european-union", kind="Organization", name="European Union"),
    )


def test_every_action_is_one_of_the_vocabulary() -> None:
    assert set(actions().values()) <= vocabulary().machine_actions.keys()
    assert actions()["sanction/discontinue"] == "plover:SANCTION/discontinue"
    assert actions()["coerce/ban"] == "plover:COERCE/restrict"


@pytest.mark.skipif(not MODES.exists(), reason="the lists of types and modes do not lie beside this checkout")
def test_every_type_and_mode_of_the_ontology_has_its_action() -> None:
    with (MODES / "rpolecat_types.csv").open() as types, (MODES / "rpolecat_modes.csv").open() as modes:
        known = [row["event_type"] for row in csv.DictReader(types)]
        known += [f"{row['event_type']}/{row['mode']}".lower() for row in csv.DictReader(modes)]
    assert len(known) == 16 + 73
    assert [code for code in known if code not in actions()] == []


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("Event ID", "a b", "is not an id"),
        ("Event Date", "2021-02-29", "is not a day"),
        ("Publication Date", "yesterday", "is not a day"),
        ("Event Type", "FIGHT", "is not a type of PLOVER"),
        ("Event Mode", "hug", "is not a mode of its type"),
        ("Intensity", "high", "is not a number"),
        ("Longitude", "181", "is not a degree"),
        ("Actor Title", "a\x1fb", "holds a control character"),
    ],
)
def test_a_wrong_cell_is_told_with_line_column_and_value(tmp_path: Path, column: str, value: str, reason: str) -> None:
    row = [value if name == column else cell for name, cell in zip(HEADER, ROWS[0], strict=True)]
    file = tmp_path / "a.txt"
    file.write_text("".join("\t".join(cells) + "\n" for cells in (HEADER, row, ROWS[2])), "utf-8")
    (batch,) = batches(file)
    (reject,) = batch.rejects
    assert reject.place == Place(str(file), 2, column)
    assert reject.reason.startswith(f"{column} {reason}")
    assert reject.detail == repr(value)
    assert [edge["event"] for edge in batch.edges] == ["ABCD0003_1"]


FORMS: dict[str, str] = {
    "comma": saved([HEADER, *ROWS], ","),
    "tab, quoted": saved([HEADER, *ROWS], "\t", quote=True),
    "names as R has them": saved([[name.replace(" ", "_").lower() for name in HEADER], *ROWS], ","),
    "row names under a shorter header": saved([HEADER, *([str(n), *row] for n, row in enumerate(ROWS, 1))], ","),
    "other order": saved([row[::-1] for row in [HEADER, *ROWS]], ","),
    "types in small letters": saved([HEADER, *([*row[:2], row[2].lower(), *row[3:]] for row in ROWS)], "\t"),
    "byte order mark, CRLF": "\ufeff" + saved([HEADER, *ROWS], "\t").replace("\n", "\r\n"),
}


@pytest.mark.parametrize("form", list(FORMS))
def test_a_table_that_was_saved_again_reads_as_it_was(tmp_path: Path, form: str) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(FORMS[form].encode("utf-8"))
    assert edges(file) == edges(MARCH)


def test_a_zip_of_months(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(MARCH, MARCH.name)
        archive.write(APRIL, APRIL.name)
    assert edges(tmp_path / "a.zip") == edges(MARCH, APRIL)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (saved(ROWS, "\t"), "is no header of POLECAT events"),
        (saved([[*row[:2], *row[3:]] for row in [HEADER, *ROWS]], "\t"), "the header lacks Event Type"),
        ("", "the file is empty"),
        (saved([HEADER, *(row[2:] for row in ROWS)], "\t"), "Event Date is 'discontinue' in the first row"),
    ],
)
def test_what_is_no_such_table_is_one_reject_that_says_why(tmp_path: Path, content: str, reason: str) -> None:
    report = load_of(tmp_path, content)
    assert (report.read, report.rejected.total()) == (1, 1)
    assert reason in report.rejects[0].reason


def test_a_line_with_other_columns_is_rejected_alone(tmp_path: Path) -> None:
    lines = MARCH.read_bytes().split(b"\n")
    report = load_of(tmp_path, b"\n".join([*lines[:3], b"cut\tshort", *lines[3:5]]))
    assert (report.read, report.rejected) == (5, Counter({"the line has 2 columns instead of 40": 1}))
