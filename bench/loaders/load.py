"""One load in this process: `python -m bench.loaders.load WAY TABLE DATA_DIR` prints rows, edges, seconds and memory as JSON."""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import neo4j

from bench.loaders.told import Told
from graph.engine import ensure_running
from graph.ingest import ingest_stream
from graph.ingest.bulk.choice import is_columnar
from graph.ingest.bulk.edges import types_of
from graph.ingest.bulk.load import load_bulk
from graph.ingest.stream import CODED, STREAM_ROWS
from graph.settings import Settings
from graph.store import Writer
from loaders.base import Load
from loaders.gdelt import LOADER

_EDGE: Final = """
UNWIND $rows AS row MATCH (a:Actor {id: row.source}) MATCH (b:Actor {id: row.target})
CREATE (a)-[e:$(row.type)]->(b) SET e = row.properties
"""
_ACTORS: Final = "UNWIND $ids AS id MERGE (:Actor {id: id})"


def bulk(load: Load, settings: Settings) -> Told:
    assert load.stream is not None
    assert is_columnar(load.stream)
    began = time.perf_counter()
    report = load_bulk(settings, load.dataset, load.stream)
    return Told(report.read, report.edges_added, time.perf_counter() - began)


def batches(load: Load, settings: Settings) -> Told:
    assert load.stream is not None
    with Writer(ensure_running(settings)) as writer:
        began = time.perf_counter()
        report = ingest_stream(writer, load.dataset, load.stream)
        return Told(report.read, report.edges_added, time.perf_counter() - began)


def bare(load: Load, settings: Settings) -> Told:
    """What a person with a driver would write. Rows are made before the clock runs; ids are unique by the same constraints."""
    made, found = list(_rows(load)), ensure_running(settings)
    with neo4j.GraphDatabase.driver(found.uri, auth=(found.user, found.password), notifications_min_severity="OFF") as driver:
        driver.execute_query(_ACTORS, ids=sorted({row[end] for rows in made for row in rows for end in ("source", "target")}))
        began = time.perf_counter()
        for rows in made:
            driver.execute_query(_EDGE, rows=rows)
        seconds = time.perf_counter() - began
    count = sum(map(len, made))
    return Told(count, count, seconds)


def _rows(load: Load) -> Iterator[list[dict[str, Any]]]:
    assert load.stream is not None
    assert is_columnar(load.stream)
    number = 0
    for frame in load.stream.frames():
        edges = frame.edges.to_dicts()
        types = types_of(frame.edges).to_list()
        rows = []
        for edge, type_ in zip(edges, types, strict=True):
            number += 1
            told = {name: value for name, value in edge.items() if value is not None}
            own = {"id": f"gdelt:{edge['event']}:{edge['source']}:{edge['target']}", "eid": number, "rung": 0, "dataset": "gdelt", "seq": 1}
            rows.append(
                {
                    "source": edge["source"],
                    "target": edge["target"],
                    "type": type_,
                    "properties": told | dict(CODED) | own | {"content_hash": f"{number:016x}", "rev": 1},
                }
            )
        for start in range(0, len(rows), STREAM_ROWS):
            yield rows[start : start + STREAM_ROWS]


def main(way: str, table: Path, folder: Path) -> None:
    settings = Settings(data_dir=folder, neo4j_uri="")
    if way == "peer":
        from bench.loaders.peer import through_pandas  # an import that only this way can bear

        told = through_pandas(table, settings)
    else:
        (load,) = LOADER.read((table,))
        told = {"bulk": bulk, "batches": batches, "bare": bare}[way](load, settings)
    used = resource.getrusage(resource.RUSAGE_SELF)
    told_all = asdict(told) | {"cpu_s": used.ru_utime + used.ru_stime, "peak_mb": used.ru_maxrss // 1024}
    sys.stdout.write(json.dumps(told_all) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
