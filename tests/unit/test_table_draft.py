"""Drafted mappings: they satisfy their own schema, they load, and they say what they are not sure of."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from cli.main import build
from graph.errors import InputError
from graph.ingest import Report, check_stream, offered
from loaders.table import SCHEMA, read
from loaders.table.draft import draft

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
ORDINARY = """case;imposer;recipient;imposed on;measure type;source_url
17;Norway;Russia;13/02/2022;trade embargo;https://news.example/1
18;Namibia;Russia;02/03/2022;travel ban;https://news.example/2
19;Switzerland;Belarus;31/12/1899;travel ban;https://news.example/3
"""


def drafted(path: Path, folder: Path) -> tuple[str, Report]:
    text = draft(path)
    document = yaml.load(text, Loader=yaml.BaseLoader)
    assert [error.message for error in Draft202012Validator(json.loads(SCHEMA.read_text("utf-8"))).iter_errors(document)] == []
    mapping = folder / "drafted.yaml"
    mapping.write_text(text, "utf-8")
    (load,) = read((mapping, path))
    report = check_stream(load.stream) if load.stream is not None else offered(load.rows, load.dataset.id)[1]
    assert report.balanced
    return text, report


def test_an_ordinary_table_loads_as_drafted(tmp_path: Path) -> None:
    path = tmp_path / "Sanctions 2022.csv"
    path.write_text(ORDINARY, "utf-8")
    text, report = drafted(path, tmp_path)
    assert (report.read, report.written) == (3, 3)
    mapping = yaml.safe_load(text)
    assert mapping["actors"]["source"] == {"state": "name", "id": "{imposer}"}
    assert mapping["actors"]["target"] == {"state": "name", "id": "{recipient}"}
    assert mapping["event"]["date"] == {"column": "imposed on", "format": "DD/MM/YYYY"}
    assert mapping["event"]["action"]["values"] == {"trade embargo": "embargo", "travel ban": "travel_ban"}
    assert mapping["sources"][0]["url"] == "{source_url}"
    assert mapping["event"]["id"] == "{case}"


def test_what_days_and_codes_leave_open_is_said(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("nr,source state,target state,date\n1,CH,AU,01/02/2020\n2,SG,BG,03/04/2020\n3,AU,CH,05/06/2020\n", "utf-8")
    text, report = drafted(path, tmp_path)
    assert "CHECK: DD/MM/YYYY and MM/DD/YYYY fit all cells" in text
    assert "state: iso2  # CHECK: fips would fit as well" in text
    assert report.written == 3


def test_a_table_of_nothing_known_still_drafts(tmp_path: Path) -> None:
    path = tmp_path / "odd.tsv"
    path.write_text("colour\t{shape}\tname: x\nred\tround\ta\nblue\tsquare\tb\n", "utf-8")
    text, report = drafted(path, tmp_path)
    assert "CHECK: no column looks like a date" in text
    assert report.rejected.total() == 2


def test_a_table_without_header(tmp_path: Path) -> None:
    path = tmp_path / "bare.csv"
    path.write_text("1,2020-01-01,NOR,SWE\n2,2020-01-02,NAM,ZAF\n", "utf-8")
    text, report = drafted(path, tmp_path)
    assert 'columns: ["c1", "c2", "c3", "c4"]' in text
    assert report.read == 2


@pytest.mark.parametrize("content", ["", "\n\n", "a,b\n"])
def test_an_empty_table_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "none.csv"
    path.write_text(content, "utf-8")
    with pytest.raises(InputError):
        draft(path)


@pytest.mark.parametrize(
    ("name", "rows", "loaded"),
    [
        ("mid/MIDB 5.0.csv", 5_883, 5_500),
        ("mid/MIDIP 5.0.csv", 9_619, 9_000),
        ("sanctions_datasets/GSDB_V3.csv", 1_325, 1_300),
        ("ucdp/ucdpged_sample_1000_from_rda.csv", 1_000, 990),
        ("icews/events.2018.sample.tab", 3_705, 1_500),
        ("icb/icb2v14.csv", 1_078, 900),
    ],
)
def test_real_tables_load_as_drafted(tmp_path: Path, name: str, rows: int, loaded: int) -> None:
    if not SHARED.is_dir():
        pytest.skip(f"the real files are not there: {SHARED}")
    _, report = drafted(SHARED / name, tmp_path)
    assert report.read == rows
    assert report.written >= loaded


def test_the_command_writes_once_and_shows_the_first_rows(tmp_path: Path) -> None:
    path, mapping = tmp_path / "Sanctions 2022.csv", tmp_path / "m.yaml"
    path.write_text(ORDINARY, "utf-8")
    run = CliRunner()
    done = run.invoke(build(), ["draft", str(path), "-o", str(mapping), "--show"])
    assert done.exit_code == 0
    assert "Norway put an embargo on Russia" in done.stdout
    assert "sanctions-2022:17" in done.stdout
    assert mapping.read_text("utf-8") == draft(path)
    again = run.invoke(build(), ["draft", str(path), "-o", str(mapping)])
    assert again.exit_code == 2
    assert "cannot be written" in again.output
    assert run.invoke(build(), ["draft", str(tmp_path / "none.csv")]).exit_code == 2
    assert run.invoke(build(), ["draft", str(path)]).stdout == draft(path)
