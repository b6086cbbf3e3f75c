"""A bulk load ends in the graph that batches make, numbers included, and carries over all that was there, whatever its type."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import neo4j
import pytest

from cli.loading import load_into
from graph.digest import digest
from graph.engine import Endpoint, ensure_running, stop
from graph.ingest import Report
from graph.ingest.bulk.arrays import columns_of_bulk
from graph.ingest.bulk.frames import Columnar
from graph.ingest.bulk.load import ARRAYS, load_bulk
from graph.schema import prepare
from graph.settings import Settings
from graph.store import Writer
from graph.vocabulary import vocabulary
from loaders.gdelt import LOADER
from tests.conftest import load_files
from tests.facts import bookkeeping_faults, edges, live, one, retracted, rows

pytestmark = pytest.mark.server
DATA = Path(__file__).parents[1] / "data" / "gdelt"
SLOT = DATA / "20180315123000.export.CSV"


@pytest.fixture
def own(tmp_path: Path, endpoint: Endpoint) -> Iterator[Settings]:
    """Settings of a server of this test's own, for a bulk load stops it; `endpoint` says whether there can be one."""
    settings = Settings(data_dir=tmp_path / "own", neo4j_uri="")
    yield settings
    stop(settings)


@contextmanager
def opened(settings: Settings) -> Iterator[tuple[Writer, neo4j.Driver]]:
    found = ensure_running(settings)
    with Writer(found) as writer, neo4j.GraphDatabase.driver(found.uri, auth=(found.user, found.password)) as driver:
        prepare(writer)
        yield writer, driver


def bulk(settings: Settings, *paths: Path) -> Report:
    (load,) = LOADER.read(paths)
    assert isinstance(load.stream, Columnar)
    report = load_bulk(settings, load.dataset, load.stream)
    assert report.balanced
    return report


def counted(report: Report) -> tuple[object, ...]:
    return report.read, report.written, report.unchanged, report.skipped, report.rejected, report.edges_added


def varied(folder: Path) -> Path:
    """The fixture with rows that stand twice, that nobody can read, and that are no events."""
    lines = SLOT.read_text("utf-8").splitlines()
    twice, wrong = lines[0], lines[1].replace("\t2018031", "\t2018x31", 1)
    otherwise = lines[0].replace("\t10\t4\t10\t", "\t11\t4\t10\t")
    assert otherwise != lines[0]
    (folder / "a.csv").write_text("\n".join([*lines, twice, otherwise, wrong, "no event at all"]) + "\n", "utf-8")
    return folder


FOREIGN = """
CREATE (:Note {at: localdatetime('2024-01-02T03:04:05.123456789'), zoned: datetime('2024-01-02T03:04:05.5+01:00[Europe/Paris]'),
  offset: datetime('2024-01-02T03:04:05Z'), lasts: duration('P1M2DT3.5S'), clock: time('10:00:00+01:00'), hour: localtime('10:00:01'),
  floats: [1.0, 2.5], truths: [true, false], days: [date('1870-07-19')], none: [], big: 9007199254740993, small: 1e-7, empty: '',
  text: 'a "quoted"\r\n\\ 文本, and more; '}) -[:SAYS {none: [], half: 0.5}]-> (:Note:`Of mine` {at: 'a text here', big: 1.5})
"""
TYPES = "MATCH (n:Note) UNWIND keys(n) AS key RETURN key, valueType(n[key]) AS type, toStringOrNull(n[key]) AS text ORDER BY key, type"


def test_it_ends_in_the_same_graph_as_batches(writer: Writer, cypher: neo4j.Driver, own: Settings, tmp_path: Path) -> None:
    files = (DATA, varied(tmp_path) / "a.csv")
    load_files(writer)
    cypher.execute_query(FOREIGN)
    (by_batches,) = load_into(writer, LOADER, files)
    with opened(own) as (mine, driver):
        load_files(mine)
        driver.execute_query(FOREIGN)
        driver.execute_query("CREATE INDEX mine FOR (n:Note) ON (n.big)")
        epoch = mine.read("graph_state")[0]["epoch"]
    by_bulk = bulk(own, *files)
    assert counted(by_bulk) == counted(by_batches)
    with opened(own) as (mine, driver):
        assert digest(mine) == digest(writer)
        assert bookkeeping_faults(driver) == []
        assert mine.read("graph_state")[0]["epoch"] != epoch
        names = mine.read("constraint_names")[0]["names"]
        assert {*names} == {*writer.read("constraint_names")[0]["names"], "mine"}
        assert rows(driver, TYPES) == rows(cypher, TYPES)
        text = "MATCH (s:IngestState) RETURN properties(s)"
        assert {**one(driver, text), "epoch": ""} == {**one(cypher, text), "epoch": ""}
        (again,) = load_into(mine, LOADER, files)
        assert (again.written, again.edges_added, again.unchanged) == (0, 0, by_bulk.written + by_bulk.unchanged)


def test_corrections_within_a_load_end_as_by_batches(writer: Writer, cypher: neo4j.Driver, own: Settings, tmp_path: Path) -> None:
    text = SLOT.read_text("utf-8")
    other = text.replace("\t163\t163\t16\t4\t-8.0\t2\t", "\t1125\t112\t11\t3\t-2.0\t2\t")
    for name, told in (("a.csv", text), ("b.csv", other), ("c.csv", text)):
        (tmp_path / name).write_text(told, "utf-8")
    files = tuple(tmp_path / name for name in ("a.csv", "b.csv", "c.csv"))
    (by_batches,) = load_into(writer, LOADER, files)
    with opened(own):
        pass
    by_bulk = bulk(own, *files)
    assert counted(by_bulk) == counted(by_batches)
    assert by_bulk.edges_retracted == by_batches.edges_retracted == 2
    with opened(own) as (mine, driver):
        assert live(driver) == live(cypher)
        assert [(edge["id"], edge["was"], edge["rev"]) for edge in retracted(driver)] == [
            (edge["id"], edge["was"], edge["rev"]) for edge in retracted(cypher)
        ]
        assert bookkeeping_faults(driver) == []
        epoch = mine.read("graph_state")[0]["epoch"]
        assert columns_of_bulk(own.data_dir / ARRAYS, epoch) is None, "corrections do not come through the arrays"


def test_the_arrays_are_the_edges(own: Settings) -> None:
    with opened(own):
        pass
    bulk(own, SLOT)
    with opened(own) as (mine, driver):
        found = columns_of_bulk(own.data_dir / ARRAYS, mine.read("graph_state")[0]["epoch"])
        assert found is not None
        actors, columns = found
        codes = sorted(vocabulary().all_actions)
        told = {
            eid: (actors[a], actors[b], codes[action], date.fromordinal(719163 + first), round(sure) / 100, rung)
            for eid, a, b, action, first, sure, rung in zip(
                columns.values["eid"].tolist(), columns.source.tolist(), columns.target.tolist(),
                *(columns.values[name].tolist() for name in ("action", "first", "confidence", "rung")), strict=True,
            )
        }  # fmt: skip
        assert told == {
            edge["eid"]: (edge["source"], edge["target"], edge["action"], edge["date"].to_native(), edge["confidence"], edge["rung"])
            for edge in edges(driver).values()
            if "action" in edge
        }
