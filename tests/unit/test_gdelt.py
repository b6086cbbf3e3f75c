"""GDELT's tables of events: what becomes of each row, and what is refused. The forms of files are in test_gdelt_files.py. No server."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from graph.errors import Place
from graph.ingest import Entry, StreamBatch, check_stream, validate
from graph.ingest.stream import ONE_ACTOR
from graph.model import Record, Tie
from graph.vocabulary import vocabulary
from loaders._streams.coded import APPEAL, STATEMENT
from loaders._streams.reader import Reader
from loaders._streams.repeats import Repeats
from loaders.gdelt import LOADER
from loaders.gdelt.actors import Parties
from loaders.gdelt.events import CODING

DATA = Path(__file__).parents[1] / "data" / "gdelt"
SLOT = DATA / "20180315123000.export.CSV"
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "gdelt"


def batches(*paths: Path) -> list[StreamBatch]:
    (load,) = LOADER.read(paths)
    assert load.stream is not None
    assert not load.complete
    return list(load.stream)


def copy_to(folder: Path) -> Path:
    return Path(shutil.copy(SLOT, folder))


def edges(*paths: Path) -> dict[str, dict[str, Any]]:
    return {edge["event"]: edge for batch in batches(*paths) for edge in batch.edges}


def items(*paths: Path) -> dict[str, Any]:
    return {item.id: item for batch in batches(*paths) for item in batch.items}  # type: ignore[union-attr]


def test_a_row_becomes_an_edge() -> None:
    assert edges(SLOT)["900000001"] == {
        "event": "900000001", "source": "gdelt:USA", "target": "gdelt:CHNBUS", "action": "plover:SANCTION/discontinue",
        "date": date(2018, 3, 15), "date_to": date(2018, 3, 15), "published": date(2018, 3, 15), "confidence": 0.65,
        "source_url": "https://news.example/2018/a", "source_role": None, "target_role": None, "repeat_of": None,
        "cameo": "163", "goldstein": -8.0, "mentions": 10, "sources": 4, "articles": 10, "root_event": 1,
        "actor1": "USA", "actor2": "CHNBUS", "told_by": None,
    }  # fmt: skip


def test_every_row_is_counted_with_its_reason() -> None:
    report = check_stream(batches(SLOT))
    assert report.balanced
    assert (report.read, report.written, report.rejected.total()) == (16, 8, 0)
    assert report.skipped == {
        STATEMENT: 1, APPEAL: 1, ONE_ACTOR: 1, "the first actor is empty": 1, "the second actor is empty": 1,
        "the first actor is a region": 1, "the first actor is a role without a state": 1, "the second actor is no code that CAMEO lists": 1,
    }  # fmt: skip


def test_codes_stay_text_and_the_quad_is_not_gdelt_s() -> None:
    found = edges(SLOT)
    assert (found["900000005"]["cameo"], found["900000002"]["cameo"]) == ("0312", "016")
    denial = vocabulary().action(found["900000002"]["action"])
    assert (denial.code, denial.quad) == ("plover:REJECT", "VCONF"), "GDELT says 1: verbal cooperation"
    assert not {"quad", "quadclass", "QuadClass"} & found["900000002"].keys()


def test_an_organ_is_its_state_and_its_role_is_told() -> None:
    edge = edges(SLOT)["900000005"]
    assert (edge["source"], edge["source_role"], edge["target"], edge["target_role"]) == (
        "gdelt:FRA",
        "military",
        "gdelt:DEU",
        "government",
    )
    assert (edge["actor1"], edge["actor2"]) == ("FRAMIL", "DEUGOV")
    assert items(SLOT)["gdelt:DEU"] == Record(id="gdelt:DEU", kind="State", name="Germany", actor="state:DEU")


def test_other_roles_are_groups_that_fold_to_their_state() -> None:
    found = items(SLOT)
    assert found["gdelt:CHNBUS"] == Record(
        id="gdelt:CHNBUS", kind="Group", name="Business (China)", codes={"cameo_actor": "CHNBUS"}, unnamed=True
    )
    tie = found["gdelt:CHNBUS-of-CHN"]
    assert isinstance(tie, Tie)
    assert (tie.type, tie.source, tie.target) == ("NATIONAL_OF", "gdelt:CHNBUS", "gdelt:CHN")
    assert found["gdelt:AFGINSTAL"].name == "Insurgents, Taliban (Afghanistan)"
    assert not found["gdelt:AFGINSTAL"].unnamed
    for batch in batches(SLOT):
        assert validate.check(Entry(Place("x"), batch.items), vocabulary()) is None


def test_a_named_body_without_a_state_is_itself_and_a_source_that_is_no_address_is_kept() -> None:
    edge = edges(SLOT)["900000010"]
    assert (edge["source"], edge["target"], edge["source_url"], edge["told_by"]) == ("gdelt:UNO", "gdelt:SYROPP", None, "BBC Monitoring")
    assert (items(SLOT)["gdelt:UNO"].kind, items(SLOT)["gdelt:UNO"].name) == ("Organization", "United Nations")


def test_of_a_visit_that_is_hosted_the_visitor_acts() -> None:
    edge = edges(SLOT)["900000006"]
    assert (edge["source"], edge["target"], edge["actor1"], edge["cameo"]) == ("gdelt:KOR", "gdelt:JPN", "JPN", "043")


def test_days_long_before_the_file_are_kept() -> None:
    edge = edges(SLOT)["900000015"]
    assert (edge["date"], edge["published"], edge["root_event"]) == (date(2008, 3, 17), date(2018, 3, 15), 0)


def test_what_was_added_in_bulk_has_no_known_day_of_publication() -> None:
    found = edges(DATA / "1994.csv", DATA / "20130401.export.CSV")
    assert (found["3000001"]["published"], found["250000001"]["published"]) == (None, date(2013, 4, 1))
    assert found["3000001"]["source_url"] is None


def test_a_code_means_the_state_that_had_it_on_the_day() -> None:
    found = edges(DATA / "1994.csv")
    assert (found["3000001"]["source"], found["3000002"]["source"]) == ("gdelt:YUG", "gdelt:YUG")
    assert found["3000003"]["source"] == "gdelt:SRB"


@pytest.mark.parametrize(
    ("code", "ref", "skip"),
    [
        *(("HKGBUS", "gdelt:HKGBUS", ""), ("TWN", "gdelt:TWN", ""), ("NAM", "gdelt:NAM", ""), ("NOR", "gdelt:NOR", "")),
        *(("PSE", "gdelt:PSE", ""), ("GZS", "gdelt:PSE", ""), ("IGOWSTNAT", "gdelt:NAT", ""), ("ISRSPY", "gdelt:ISR", "")),
        *(("USAGOVHLH", "gdelt:USA", ""), ("IGOUNOPKO", "gdelt:UNO", ""), ("MNCUSA", "gdelt:MNCUSA", ""), ("AFR", "", "is a region")),
        *(
            ("irq", "", "is a people"),
            ("CVL", "", "is a role without a state"),
            ("INTMIL", "", "is no actor by name, only a kind of actors"),
        ),
        *(("CHNXXX", "", "has a code that CAMEO does not list"), ("ZZZ", "", "is no code that CAMEO lists"), ("", "", "is empty")),
    ],
)
def test_who_stands_behind_a_code(code: str, ref: str, skip: str) -> None:
    party = Parties().party(code)
    assert (party.ref, party.skip) == (ref, skip)


def test_likely_repeats_are_marked_and_stay(tmp_path: Path) -> None:
    found = edges(SLOT)
    assert found["900000003"]["repeat_of"] == "900000001"
    assert [edge["event"] for edge in found.values() if edge["repeat_of"]] == ["900000003"]
    first, second = batches(SLOT, copy_to(tmp_path))
    assert [edge["repeat_of"] for edge in second.edges] == [edge["repeat_of"] for edge in first.edges], "an event is no repeat of itself"


def test_repeats_are_remembered_across_blocks_up_to_a_bound() -> None:
    def frame(*events: str) -> pl.DataFrame:
        return pl.DataFrame(
            {"event": events, "date": [date(2018, 1, int(e[0])) for e in events], "source": "a", "target": "b", "cameo": "051"}
        )

    repeats = Repeats(remembered=4)
    assert repeats.mark(frame("1a", "1b"))["repeat_of"].to_list() == [None, "1a"]
    assert repeats.mark(frame("1c", "2a"))["repeat_of"].to_list() == ["1a", None]
    assert repeats.mark(frame("3a", "4a", "5a"))["repeat_of"].to_list() == [None, None, None]
    assert repeats.mark(frame("1d", "5b"))["repeat_of"].to_list() == [None, "5a"], "the first day is forgotten"


def test_actors_come_once_in_a_load(tmp_path: Path) -> None:
    first, second = batches(SLOT, copy_to(tmp_path))
    assert first.items
    assert second.items == ()


WRONG: list[tuple[str, str, str, str]] = [
    ("GLOBALEVENTID", "event", "12x", "is not an id of GDELT"),
    ("SQLDATE", "day", "20180231", "is not a day (YYYYMMDD)"),
    ("SQLDATE", "day", "2018-03-15", "is not a day (YYYYMMDD)"),
    ("DATEADDED", "added", "15.3.2018", "is not a day or time"),
    ("EventCode", "cameo", "51", "does not begin with EventRootCode: were leading zeros lost?"),
    ("EventCode", "cameo", "059", "is not a code of CAMEO"),
    ("NumMentions", "mentions", "many", "is not a number"),
    ("NumSources", "sources", "1.5", "is not a number"),
    ("GoldsteinScale", "goldstein", "nan", "is not a number"),
    ("IsRootEvent", "root_event", "yes", "is not a number"),
]
GOOD = {
    "event": "1", "day": "20180315", "actor1": "USA", "actor2": "CHN", "root_event": "1", "cameo": "051", "root": "05",
    "goldstein": "3.4", "mentions": "4", "sources": "1", "articles": "4", "added": "20180315", "url": "", "line": 7,
}  # fmt: skip


def read_frame(rows: list[dict[str, Any]]) -> StreamBatch:
    return Reader(CODING).frame("a.csv", pl.DataFrame(rows), []).batch()


@pytest.mark.parametrize(("column", "ours", "value", "reason"), WRONG)
def test_a_wrong_cell_is_told_with_line_column_and_value(column: str, ours: str, value: str, reason: str) -> None:
    batch = read_frame([GOOD | {ours: value}, GOOD | {"event": "2"}])
    (reject,) = batch.rejects
    assert reject.place == Place("a.csv", 7, column)
    assert reject.reason.startswith(f"{column} {reason}")
    assert reject.detail == repr(value)
    assert [edge["event"] for edge in batch.edges] == ["2"]


def test_missing_numbers_stay_missing_and_an_event_without_code_is_skipped() -> None:
    rows = [GOOD | {"mentions": "", "sources": "NA", "goldstein": ""}, GOOD | {"event": "2", "cameo": "---", "root": "---"}]
    batch = read_frame(rows)
    (edge,) = batch.edges
    assert (edge["mentions"], edge["sources"], edge["goldstein"], edge["confidence"]) == (None, None, None, 0.55)
    assert batch.skipped == Counter({"no event code (---)": 1})


@pytest.mark.parametrize(("sources", "confidence"), [("1", 0.55), ("2", 0.6), ("4", 0.65), ("16", 0.75), ("4000", 0.75), ("0", 0.55)])
def test_confidence_grows_with_the_sources_to_a_ceiling(sources: str, confidence: float) -> None:
    (edge,) = read_frame([GOOD | {"sources": sources}]).edges
    assert edge["confidence"] == confidence


@pytest.mark.skipif(not SHARED.exists(), reason="the real files do not lie beside this checkout")
@pytest.mark.parametrize(
    ("name", "rows", "written"),
    [
        *(("20180101000000.export.CSV", 2414, 471), ("20151027220000_narayave_events.CSV", 2116, 297)),
        *(("gdelt1_raw58col_20160728_sample.export.CSV", 509, 72), ("gdelt1_raw57col_1982_sample.csv", 201, 55)),
        *(
            ("undp_december12.csv", 2575, 380),
            ("undp_january13.csv", 3196, 491),
            ("undp_may13.csv", 3268, 752),
            ("undp_feb2012.csv", 8484, 646),
        ),
    ],
)
def test_real_files_have_the_rows_that_they_should(name: str, rows: int, written: int) -> None:
    found = batches(SHARED / name)
    report = check_stream(found)
    assert report.balanced
    assert (report.read, report.written, report.rejected.total()) == (rows, written, 0)
    for batch in found:
        assert validate.check(Entry(Place(name), batch.items), vocabulary()) is None


@pytest.mark.skipif(not SHARED.exists(), reason="the real files do not lie beside this checkout")
def test_all_files_of_the_undp_load_together() -> None:
    files = sorted(SHARED.glob("undp_*.csv"))
    report = check_stream(batches(*files))
    lines = sum(file.read_bytes().count(b"\n") for file in files)
    assert report.balanced
    assert (report.read, report.rejected.total()) == (lines - len(files), 0)
