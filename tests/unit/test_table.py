"""Tables by a mapping: what becomes what, what is refused where, and the same rows whatever way the table is written."""

from __future__ import annotations

import csv
import gzip
import json
import string
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.dates import Span
from graph.errors import InputError
from graph.ingest import Entry, Reject, Report, Row, Skip, StreamBatch, check_stream, offered
from graph.model import Event, Record, Source, Tie
from loaders.base import loaders
from loaders.table import begins_as_mapping, read
from loaders.table.parties import local_id
from tests.rows import items_of, reasons

DATA = Path(__file__).parents[1] / "data" / "table"
HEAD = "table: 1\ndataset: t\ntitle: T\npublisher: P\nlicence: CC0\n"
ACTORS = 'actors:\n  a: {state: iso2, id: "{a}"}\n  b: {kind: Company, id: "{b}"}\n'
EVENT = 'event:\n  id: "{id}"\n  source: a\n  target: b\n  action: sanction\n  date: "{day}"\n'


def rows_of(*paths: Path) -> list[Row]:
    (load,) = read(paths)
    return list(load.rows)


def batches_of(*paths: Path) -> list[StreamBatch]:
    (load,) = read(paths)
    assert load.stream is not None
    return list(load.stream)


def mapping(folder: Path, text: str) -> Path:
    path = folder / "mapping.yaml"
    path.write_text(text, "utf-8")
    return path


def table(folder: Path, text: str, name: str = "data.csv") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def told(folder: Path, data: str, extra: str = "", event: str = EVENT, actors: str = ACTORS) -> list[Row]:
    return rows_of(mapping(folder, HEAD + extra + actors + event), table(folder, data))


def report_of(rows: list[Row], dataset: str = "t") -> Report:
    report = offered(rows, dataset)[1]
    assert report.balanced
    return report


# --- the fixtures ---


def test_a_row_becomes_an_event_with_its_parties_sources_and_words() -> None:
    rows = rows_of(DATA / "measures.yaml")
    event = items_of(rows, Event)["measures:m1"]
    assert (event.action, event.date, event.published) == ("asset_freeze", Span.parse("2021-02-03"), date(2021, 2, 4))
    assert [(party.role, party.record) for party in event.participants] == [("source", "measures:NOR"), ("target", "measures:t-47")]
    assert (event.status, event.magnitude, event.unit, event.said) == ("in_force", 1500.5, "million", {"number": "47", "amount": 1500.5})
    source = items_of(rows, Source)[event.citations[0].source]
    assert (source.title, source.url, source.reliability) == ("Oslo freezes funds", "https://news.example/1", "B")
    (claim,) = items_of(rows, Event)["measures:m3"].claims
    assert (claim.words, claim.scheme, claim.low, claim.high) == ("highly likely", "PHIA", 0.8, 0.9)


def test_codes_are_text_and_no_state_is_taken_for_a_missing_value() -> None:
    rows = rows_of(DATA / "measures.yaml")
    by = {event.id: event.having("source")[0].record for event in items_of(rows, Event).values()}
    assert by["measures:m1"] == "measures:NOR"
    assert by["measures:m2"] == "measures:NAM"
    assert by["measures:m4"] == "measures:XKX"
    assert by["measures:m5"] == "measures:EU"
    assert items_of(rows, Event)["measures:m3"].said["number"] == "051"
    assert items_of(rows, Event)["measures:m1"].note == "NA", "a cell is missing only where the mapping says so"


def test_an_actor_is_one_record_whatever_row_names_it() -> None:
    rows = rows_of(DATA / "measures.yaml")
    items = [item for row in rows if isinstance(row, Entry) for item in row.items]
    firms = [item for item in items if isinstance(item, Record) and item.id == "measures:t-47"]
    assert len(firms) == 2
    assert firms[0] == firms[1]
    assert (firms[0].name, firms[0].aliases) == ("Beispiel Werke GmbH", ("Beispiel AG", "BW", "Beispiel Werke"))
    assert firms[0].codes == {"lei": "5299000EXAMPLE0000X1"}


def test_every_wrong_cell_has_its_place() -> None:
    rows = rows_of(DATA / "measures.yaml")
    found = {(row.place.line, row.place.column) for row in rows if isinstance(row, Reject)}
    assert found == {(9, "Sender"), (10, "Announced"), (11, "Measure")}
    assert reasons(rows, Skip) == {"a test row": 1}
    report = report_of(rows, "measures")
    assert (report.read, report.written) == (9, 5)


def test_vague_days_stay_vague_and_old_ones_survive() -> None:
    found = items_of(rows_of(DATA / "disputes.yaml"), Event)
    assert {id_: str(event.date) for id_, event in found.items()} == {
        "disputes:0007": "1902-07",
        "disputes:0008": "1866-05-02",
        "disputes:0009": "1914-07-28",
    }
    assert str(found["disputes:0008"].end) == "1866"
    assert found["disputes:0009"].having("target")[0].record != "disputes:DEU"
    assert found["disputes:0009"].action == "war"
    assert str(items_of(rows_of(DATA / "measures.yaml"), Event)["measures:m4"].date) == "2022-07", "day 00 is no day"


def test_ties_are_told_once_and_not_where_an_end_is_missing() -> None:
    rows = rows_of(DATA / "owners.yaml")
    ties = items_of(rows, Tie)
    assert {(tie.source, tie.type, tie.target) for tie in ties.values() if tie.type == "OWNS"} == {
        (f"owners:{owner}", "OWNS", f"owners:{owned}")
        for owner, owned in ((local_id("Alpha Holding"), local_id("Beta Works")), (local_id("Alpha Holding"), local_id("Gamma Trade")))
    }
    assert len(ties) == 5
    assert [type(row).__name__ for row in rows] == ["Entry", "Entry", "Skip", "Entry"]


def test_a_stream_holds_edges_alone() -> None:
    (batch,) = batches_of(DATA / "coded.yaml")
    assert [(edge["event"], edge["source"], edge["target"], edge["action"]) for edge in batch.edges] == [
        ("101", "coded:USA", "coded:CHN", "plover:SUPPORT"),
        ("102", "coded:NAM", "coded:NOR", "plover:CONSULT/visit"),
        ("104", "coded:DEU", "coded:YUG", "plover:SANCTION/discontinue"),
    ], "of a visit that is hosted the visitor acts; a code means the state of its day"
    assert batch.edges[0]["cameo"] == "051"
    assert (batch.edges[0]["confidence"], batch.edges[1]["confidence"]) == (0.65, 0.55)
    assert batch.edges[0]["source_role"] == "government"
    assert [(reject.place.line, reject.place.column) for reject in batch.rejects] == [(8, ""), (5, "cameo")]
    report = check_stream([batch])
    assert (report.read, report.written, report.balanced) == (8, 3, True)


def test_a_mapping_is_told_from_a_chronology_by_its_first_key(tmp_path: Path) -> None:
    assert all(begins_as_mapping(path) for path in DATA.glob("*.yaml"))
    assert begins_as_mapping(mapping(tmp_path, "# drafted\n\n" + HEAD))
    assert not any(begins_as_mapping(path) for path in (*loaders()["chronology"].bundled, DATA / "owners.csv", tmp_path))


def test_a_folder_stands_for_its_mappings() -> None:
    assert [load.dataset.id for load in read((DATA,))] == ["coded", "disputes", "measures", "owners"]
    assert loaders()["table"].read is read


# --- one table, many ways to write it ---

PLAIN = "id,a,b,day\n1,NO,051,2024-03\n2,NA,Työ,1889-01-31\n"


@pytest.mark.parametrize(
    "content",
    [
        PLAIN.encode(),
        PLAIN.encode("utf-8-sig"),
        PLAIN.encode("utf-16"),
        PLAIN.replace(",", ";").encode(),
        PLAIN.replace(",", "\t").encode(),
        PLAIN.replace("\n", "\r\n").encode() + b"\x1a",
        gzip.compress(PLAIN.encode(), mtime=0),
        PLAIN.replace("2024-03\n", "2024-03 \n\n , , , \n").encode().replace(b" , , , \n", b""),
        b"day,other,b,id,a\n2024-03,x,051,1,NO\n1889-01-31,y,Ty\xc3\xb6,2,NA\n",
    ],
    ids=["plain", "mark", "utf-16", "semicolons", "tabs", "windows", "gzip", "blank lines", "other order"],
)
def test_the_same_rows_however_the_table_is_written(tmp_path: Path, content: bytes) -> None:
    expected = items_of(told(tmp_path, PLAIN), Event)
    (tmp_path / "data.csv").write_bytes(content)
    assert items_of(rows_of(tmp_path / "mapping.yaml", tmp_path / "data.csv"), Event) == expected
    assert {str(event.date) for event in expected.values()} == {"2024-03", "1889-01-31"}


def test_json_lines_and_parquet_say_what_csv_says(tmp_path: Path) -> None:
    expected = items_of(told(tmp_path, PLAIN), Event)
    lines = list(csv.DictReader(PLAIN.splitlines()))
    objects = [json.dumps(line | {"id": int(line["id"])}) for line in lines]
    jsonl = table(tmp_path, "\n".join(objects), "data.jsonl")
    assert items_of(rows_of(tmp_path / "mapping.yaml", jsonl), Event) == expected
    parquet = tmp_path / "data.parquet"
    pl.DataFrame(lines).with_columns(pl.col("id").cast(pl.Float64)).write_parquet(parquet)
    assert items_of(rows_of(tmp_path / "mapping.yaml", parquet), Event) == expected, "a column of whole floats is a column of codes"


def test_columns_without_a_header_are_named_by_the_mapping(tmp_path: Path) -> None:
    rows = told(tmp_path, "1|NO|051|2024-03\n", "file: {header: false, columns: [id, a, b, day], quote: none}\n")
    assert list(items_of(rows, Event)) == ["t:1"]


def test_another_encoding_is_read_if_named_and_refused_by_row_if_not(tmp_path: Path) -> None:
    data = tmp_path / "data.csv"
    data.write_bytes(PLAIN.encode("latin-1"))
    plain = mapping(tmp_path, HEAD + ACTORS + EVENT)
    rows = rows_of(plain, data)
    assert [(row.place.line, row.reason) for row in rows if isinstance(row, Reject)] == [
        (3, "the row holds what is no character of the encoding (byte 0xf6)")
    ]
    named = mapping(tmp_path, HEAD + "file: {encoding: latin-1}\n" + ACTORS + EVENT)
    assert {record.name for record in items_of(rows_of(named, data), Record).values()} >= {"Työ"}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "the file is empty"),
        ("id,a,b\n1,NO,x\n", "the file has no column 'day'"),
        ("id,a,b,day,day\n", "the file has twice or more column 'day'"),
        ("x" * 1_100_000, "a line goes on for more than a million characters"),
        ("\x00i\x00d\x00,", "it looks like UTF-16 without its mark"),
    ],
)
def test_a_file_that_is_no_such_table_is_one_reject(tmp_path: Path, content: str, reason: str) -> None:
    (row,) = told(tmp_path, content)
    assert isinstance(row, Reject)
    assert reason in row.reason


def test_rows_that_do_not_fit_are_rejected_alone(tmp_path: Path) -> None:
    rows = told(tmp_path, 'id,a,b,day\n1,NO,x\n2,NO,x,2024,surplus\n3,NO,x,2024,,\n4,NO,"x\ny",2024\n5,NO,z,2024\n')
    assert [(row.place.line, type(row).__name__) for row in sorted(rows, key=lambda row: row.place.line)] == [
        *((2, "Reject"), (3, "Reject"), (4, "Entry"), (5, "Entry"), (7, "Entry")),
    ]


def test_a_packed_file_that_unpacks_without_end_is_refused(tmp_path: Path) -> None:
    bomb = tmp_path / "data.csv.gz"
    bomb.write_bytes(gzip.compress(b"id,a,b,day\n" + (b"1,NO," + b"x" * 100_000 + b",2024\n") * 800, 9, mtime=0))
    (load,) = read((mapping(tmp_path, HEAD + "stream: true\n" + ACTORS + EVENT.replace("sanction", "plover:SANCTION")), bomb))
    assert load.stream is not None
    last = [batch.rejects for batch in load.stream][-1]
    assert "unpacks to more than" in last[-1].reason


# --- mappings that are wrong ---


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (HEAD + ACTORS + EVENT + "evnt: 1\n", 15, "a mapping has no key `evnt`"),
        (HEAD + ACTORS + EVENT + "  dat: x\n", 15, "`event` has no key `dat`"),
        (HEAD + ACTORS.replace("iso2", "iso9") + EVENT, 7, "'iso9' is not a system of codes for states"),
        (HEAD + ACTORS + EVENT.replace("source: a", "source: c"), 11, "`actors` has no 'c'"),
        (HEAD + ACTORS + EVENT.replace("action: sanction", "action: sanctoin"), 13, "'sanctoin' is not an action of the vocabulary"),
        (HEAD + ACTORS + EVENT.replace('"{day}"', "{day}"), 14, "a column in braces must stand in quotes"),
        (HEAD + ACTORS + EVENT.replace('"{day}"', "{column: day, format: nonsense}"), 14, "'nonsense' is not a format of dates"),
        (HEAD + ACTORS + EVENT.replace('"{day}"', "{column: day, format: DD.MM.YY}"), 14, "YY in a format and `century` go together"),
        (HEAD + ACTORS + EVENT + '  said: {date: "{day}"}\n', 15, "'date' cannot be the name of what a source says"),
        (HEAD + ACTORS + EVENT + "ties:\n  - {type: KNOWS, source: a, target: b}\n", 16, "'KNOWS' is not a tie of the vocabulary"),
        (HEAD + "stream: true\n" + ACTORS + EVENT, 14, "'sanction' is not a machine action"),
        (HEAD + ACTORS, 1, "a mapping needs an `event`"),
        (HEAD.replace("table: 1", "table: 2") + ACTORS + EVENT, 1, "version '2' of mappings is not known"),
    ],
)
def test_a_wrong_mapping_is_refused_with_its_line(tmp_path: Path, text: str, line: int, reason: str) -> None:
    data = table(tmp_path, PLAIN)
    with pytest.raises(InputError) as caught:
        list(read((mapping(tmp_path, text), data)))
    assert reason in caught.value.message
    assert caught.value.place.line == line


def test_what_is_missing_is_said(tmp_path: Path) -> None:
    data = table(tmp_path, PLAIN)
    with pytest.raises(InputError, match="needs a mapping"):
        list(read((data,)))
    with pytest.raises(InputError, match="names no `files`"):
        list(read((mapping(tmp_path, HEAD + ACTORS + EVENT),)))


@pytest.mark.parametrize("name", ["/etc/services.csv", "../stolen.csv", "below/../../stolen.csv", "link.csv"])
def test_a_mapping_names_files_beside_itself_only(tmp_path: Path, name: str) -> None:
    """It may come from a stranger, by an upload, and name what he may not read."""
    home = tmp_path / "home"
    home.mkdir()
    (tmp_path / "stolen.csv").write_text(PLAIN)
    (home / "link.csv").symlink_to(tmp_path / "stolen.csv")
    text = (HEAD + ACTORS + EVENT).replace("table: 1", f"table: 1\nfiles: [{name}]", 1)
    with pytest.raises(InputError, match="does not lie beside the mapping"):
        list(read((mapping(home, text),)))


def test_systems_of_codes_are_never_mixed(tmp_path: Path) -> None:
    data = "id,a,b,day\n1,CH,x,2024\n2,GBR,y,2024\n"
    by = {system: told(tmp_path, data, actors=ACTORS.replace("iso2", system)) for system in ("iso2", "fips", "cameo")}
    states = {system: set(items_of(rows, Record)) & {"t:CHE", "t:CHN", "t:GBR"} for system, rows in by.items()}
    assert states == {"iso2": {"t:CHE"}, "fips": {"t:CHN"}, "cameo": {"t:GBR"}}
    reject = next(row for row in by["iso2"] if isinstance(row, Reject))
    assert "is `state` the right system?" in reject.hint


# --- any table that a mapping fits ---

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs", "Cn", "Co")), min_size=1, max_size=12)
ROW = st.tuples(
    st.sampled_from(["NO", "NA", "CH", "XK", "TW", "PS", "ZZ", ""]),
    TEXT | st.sampled_from(["051", "NA", "-9", "", " ", "ARM", "a/b", '"', "x;y", "1e5"]),
    st.dates(date(1000, 1, 1), date(2100, 1, 1)).map(str) | st.sampled_from(["1899", "1914-07", "2024-13", "", "never", "2020..2021"]),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ROW, max_size=12), st.sampled_from([",", ";", "\t", "|"]), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_every_row_of_any_table_is_told_or_refused(tmp_path: Path, rows: list[tuple[str, str, str]], separator: str, encoding: str) -> None:
    with (tmp_path / "data.csv").open("w", encoding=encoding, newline="") as stream:
        writer = csv.writer(stream, delimiter=separator)
        writer.writerows([["id", "a", "b", "day"], *([str(n), *row] for n, row in enumerate(rows))])
    found = rows_of(mapping(tmp_path, HEAD + ACTORS + EVENT), tmp_path / "data.csv")
    assert len(found) == len(rows)
    report_of(found)
    events = items_of(found, Event)
    for number, (a, b, day) in enumerate(rows):
        event = events.get(f"t:{number}")
        if event is None:
            assert a in ("ZZ", "") or not b.strip() or b == "ARM" or day in ("2024-13", "", "never") or len(rows) == 0
        else:
            assert event.date == Span.parse(day)
            assert _name(found, event.having("target")[0].record) == b.strip()


def _name(rows: list[Row], ref: str) -> str:
    return items_of(rows, Record)[ref].name


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ROW, min_size=1, max_size=12))
def test_a_stream_tells_the_rows_that_statements_tell(tmp_path: Path, rows: list[tuple[str, str, str]]) -> None:
    with (tmp_path / "data.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([["id", "a", "b", "day"], *([str(n), *row] for n, row in enumerate(rows))])
    plain = items_of(rows_of(mapping(tmp_path, HEAD + ACTORS + EVENT), tmp_path / "data.csv"), Event)
    streamed = HEAD + "stream: true\n" + ACTORS + EVENT.replace("sanction", "plover:SANCTION")
    edges = [edge for batch in batches_of(mapping(tmp_path, streamed), tmp_path / "data.csv") for edge in batch.edges]
    assert {f"t:{edge['event']}": (edge["source"], edge["target"], edge["date"], edge["date_to"]) for edge in edges} == {
        id_: (event.having("source")[0].record, event.having("target")[0].record, event.date.first, event.date.last)
        for id_, event in plain.items()
    }


@given(st.lists(st.text(string.printable, max_size=20), min_size=2, max_size=2, unique=True))
def test_two_texts_never_become_onelocal_id(texts: list[str]) -> None:
    assert local_id(texts[0]) != local_id(texts[1])
    assert all(character not in local_id(texts[0]) for character in " /\t\n:")
