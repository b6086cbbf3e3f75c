"""The US Consolidated Screening List as rows: one test for each trap, then the real file where it is. Names here are invented."""

from __future__ import annotations

import csv
import json
from collections import Counter
from dataclasses import asdict
from itertools import islice
from pathlib import Path

import pytest

from graph.dates import Span
from graph.ingest import Entry, Reject, Skip, check
from graph.model import Event, Source
from loaders.base import loaders
from tests.list_rows import SHARED, Lists, edited
from tests.rows import items_of, reasons

CSL = Lists("us_csl")
LIST = CSL.data / "consolidated.csv"
CHIPS = "us_csl:a0000000000000000000000000000000000000e1"


def test_the_entity_list_restricts_exports_on_its_day_with_its_notices() -> None:
    event = CSL.events(LIST)[f"{CHIPS}-el"]
    assert (event.action, str(event.date), event.status) == ("entity_listing", "2020-12-18", "in_force")
    assert [(party.record, party.role) for party in event.participants] == [
        ("us_csl:USA", "source"),
        ("us_csl:BIS", "organ"),
        (CHIPS, "target"),
    ]
    assert [citation.source for citation in event.citations] == ["us_csl:fr-85-83420", "us_csl:fr-87-62186", "us_csl:csl-undated"]
    assert (event.said["list"], event.said["date_basis"], event.said["license_policy"]) == ("EL", "given", "Presumption of denial.")


def test_names_lose_their_and_and_countries_are_the_last_token() -> None:
    assert CSL.records(LIST)[CHIPS].aliases == ("Lantern Semiconductor", "LCW", "Oldport Lantern.")
    assert CSL.ties(LIST) == {
        (CHIPS, "HEADQUARTERED_IN", "us_csl:CHN"),
        ("us_csl:a0000000000000000000000000000000000000f1", "HEADQUARTERED_IN", "us_csl:ARE"),
        ("us_csl:90001", "NATIONAL_OF", "us_csl:NAM"),
        ("us_csl:90001", "NATIONAL_OF", "us_csl:NOR"),
        ("us_csl:90002", "HEADQUARTERED_IN", "us_csl:RUS"),
        ("us_csl:90003", "HEADQUARTERED_IN", "us_csl:CHN"),
    }


def test_california_is_not_canada() -> None:
    assert not [tie for tie in CSL.ties(LIST) if tie[2] == "us_csl:CAN"]


def test_years_of_two_digits_and_ends_before_the_start_are_rejected() -> None:
    assert CSL.rejects(LIST) == [
        (3, "start_date", "'0097-06-30' is no possible day: the year 97"),
        (4, "start_date", "'0017-05-26' is no possible day: the year 17"),
        (8, "", "ends (2001-01-03) before it starts (2005-01-03)"),
        (19, "source", "'Secret List (XX) - Nobody' is none of the joined lists"),
    ]


def test_a_party_on_two_lists_is_one_entry_with_two_listings() -> None:
    rows = CSL.rows(LIST)
    assert reasons(rows, Skip) == {
        "further list of its party": 1,
        "stands twice on one list": 1,
        "vessel: a thing, not an actor": 1,
    }
    told = {id_: str(event.date) for id_, event in CSL.events(LIST).items() if id_.startswith("us_csl:90002")}
    assert set(told) == {"us_csl:90002-sdn", "us_csl:90002-ssi"}
    assert told["us_csl:90002-ssi"] == "2014-07-16"
    assert CSL.records(LIST)["us_csl:90002"].actor == "ofac:90002"


def test_a_listing_without_a_day_lies_between_the_lists_founding_and_its_file(tmp_path: Path) -> None:
    dated = edited(LIST, tmp_path / "csl_2022-07-14.csv", {})
    event = CSL.events(dated)["us_csl:a0000000000000000000000000000000000000f1-uvl"]
    assert event.date == Span.parse("2002-06-14..2022-07-14")
    assert (event.said["date_basis"], event.published) == ("before the first list", Span.parse("2022-07-14").first)
    assert (event.rung, bool(event.rung_reason)) == (3, True)


def test_what_is_a_person_where_the_list_does_not_say() -> None:
    told = {record.name: record.kind for record in CSL.records(LIST).values() if record.kind not in ("State", "Agency")}
    assert told == {
        "Lantern Chip Works Co., Ltd.": "Company",
        "Tessel Group": "Organization",
        "OMAS T. KARDUN": "Person",
        "SKY LARK TRADING, INC": "Company",
        "Rising Quay FZE": "Company",
        "Seventh Scientific Center": "Organization",
        "Mira Olde": "Person",
        "KARDUN, Omas": "Person",
        "NARU BANK": "Company",
        "LANTERN AEROSPACE": "Company",
        "BANK OF OLDPORT": "Company",
    }
    assert "does not say whether" in CSL.records(LIST)["us_csl:a0000000000000000000000000000000000000f3"].description


def test_orders_end_and_notices_are_cited_in_every_style() -> None:
    told = CSL.events(LIST)
    assert (told["us_csl:a0000000000000000000000000000000000000d2-dpl"].status, told[f"{CHIPS}-el"].end) == ("ended", None)
    denied = told["us_csl:a0000000000000000000000000000000000000d1-dpl"]
    assert (denied.status, str(denied.end)) == ("in_force", "2056-06-29")
    assert [citation.source for citation in denied.citations][:2] == ["us_csl:fr-68-38290", "us_csl:fr-71-38843"]
    assert len(denied.citations) == 3
    assert items_of(CSL.rows(LIST), Source)["us_csl:fr-86-no-71"].title == "Federal Register, volume 86, number 71"


def test_birth_dates_and_papers_stay_in_the_file() -> None:
    told = json.dumps([asdict(item) for row in CSL.rows(LIST) if isinstance(row, Entry) for item in row.items], default=str)
    assert "KARDUN" in told
    assert not [word for word in ("1970-01-01", "X0000001", "Quay Road") if word in told]


def test_who_is_gone_from_the_next_list_was_delisted_between_them(tmp_path: Path) -> None:
    first = edited(
        LIST,
        tmp_path / "csl_2022-07-14.csv",
        {"0097-": "1997-", "0017-": "2017-", "2001-01-03": "2031-01-03", "Secret List": "Entity List"},
    )
    lines = first.read_text("utf-8").splitlines(keepends=True)
    later = tmp_path / "csl_2023-01-10.csv"
    later.write_text("".join(line for line in lines if "Rising Quay" not in line), "utf-8")
    told = CSL.events(first, later)
    lifted = told["us_csl:a0000000000000000000000000000000000000f1-uvl-lifted"]
    assert (lifted.action, lifted.date) == ("sanction_lifted", Span.parse("2022-07-15..2023-01-10"))
    assert [event.id for event in told.values() if event.action == "sanction_lifted"] == [lifted.id]
    assert [load.complete for load in loaders()["us_csl"].read((first, later))] == [True]


@pytest.mark.parametrize("separator", ["\t", ";"])
def test_resaved_with_another_separator_and_without_ids(tmp_path: Path, separator: str) -> None:
    with LIST.open(encoding="utf-8", newline="") as stream, (tmp_path / "a.csv").open("w", encoding="utf-16", newline="") as copy:
        csv.writer(copy, delimiter=separator).writerows(row[1:] for row in csv.reader(stream))
    told = CSL.events(tmp_path / "a.csv")
    assert len(told) == len(CSL.events(LIST))
    assert "us_csl:90002-ssi" in told
    assert told.keys() == CSL.events(tmp_path / "a.csv").keys()


@pytest.mark.parametrize(
    ("content", "reason"), [(b"", "the file is empty"), (b"a,b,c\n1,2,3\n", "this is no such list"), (b"\xf1,x\n", "is not UTF-8")]
)
def test_files_that_are_no_list(tmp_path: Path, content: bytes, reason: str) -> None:
    (tmp_path / "a.csv").write_bytes(content)
    (row,) = CSL.rows(tmp_path / "a.csv")
    assert isinstance(row, Reject)
    assert reason in row.reason


def test_a_cut_row_is_rejected(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(LIST.read_text("utf-8") + "a9,Entity List (EL),,,,Cut\n", "utf-8")
    assert CSL.rejects(tmp_path / "a.csv")[-1] == (20, "", "has 6 columns where the header has 29")


# --- the real list ---


@pytest.fixture(scope="module")
def real() -> Path:
    path = SHARED / "csl/consolidated.csv"
    if not path.is_file():
        pytest.skip(f"the real list is not there: {path}")
    return path


def test_the_list_of_july_2022_has_the_rows_that_its_description_counts(real: Path) -> None:
    (load,) = loaders()["us_csl"].read((real,))
    rows = list(load.rows)
    assert not list(load.looks.remarks())
    assert Counter(type(row).__name__ for row in rows) == {"Entry": 13_329, "Skip": 828, "Reject": 3}
    assert len(rows) == 14_160
    # 71 ids stand on two lists or more.
    assert reasons(rows, Skip)["further list of its party"] + reasons(rows, Skip)["stands twice on one list"] == 112
    acts = Counter(str(event.said["list"]) for event in items_of(rows, Event).values())
    assert (acts["EL"], acts["DTC"], acts["DPL"], acts["UVL"], acts["MEU"], acts["CMIC"]) == (1998, 727, 462, 201, 71, 68)


def test_what_the_list_says_can_be_written(real: Path) -> None:
    (load,) = loaders()["us_csl"].read((real,))
    report = check(islice(load.rows, 1500))
    assert report.balanced
    assert not report.rejected


def test_the_chinese_rows_hold_the_chip_listings() -> None:
    path = SHARED / "uschina_slice/csl_china.csv"
    if not path.is_file():
        pytest.skip(f"the real list is not there: {path}")
    rows = CSL.rows(path)
    assert len(rows) == 800
    assert not reasons(rows, Reject)
    records = CSL.records(path)
    smic = [
        event
        for event in items_of(rows, Event).values()
        if "Semiconductor Manufacturing International" in records[event.participants[2].record].name
    ]
    assert "2020-12-18" in {str(event.date) for event in smic}
    assert any(citation.source == "us_csl:fr-85-83420" for event in smic for citation in event.citations)
