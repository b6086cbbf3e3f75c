"""The peer: gdeltPyR reads the table as it reads one that it has fetched, pandas makes rows, the driver writes them. No code of ours."""

from __future__ import annotations

import io
import time
import zipfile
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final
from unittest.mock import patch

import neo4j

from bench.loaders.told import Told
from graph.engine import ensure_running
from graph.settings import Settings

_ROWS: Final = 10_000
_EDGE: Final = """
UNWIND $rows AS row MERGE (a:Actor {id: row.source}) MERGE (b:Actor {id: row.target})
CREATE (a)-[:EVENT {id: row.id, date: date(row.day), cameo: row.cameo, goldstein: row.goldstein, mentions: row.mentions, url: row.url}]->(b)
"""
_COLUMNS: Final = {0: "id", 1: "day", 5: "source", 15: "target", 26: "cameo", 30: "goldstein", 31: "mentions", 60: "url"}


def through_pandas(table: Path, settings: Settings) -> Told:
    """Fewer properties than ours and no check, repeat, hash, count or commit: what this way gives."""
    packed, found = _zipped(table), ensure_running(settings)
    with neo4j.GraphDatabase.driver(found.uri, auth=(found.user, found.password), notifications_min_severity="OFF") as driver:
        began = time.perf_counter()
        frame = _read(packed)
        events = frame[list(_COLUMNS)].rename(columns=_COLUMNS).dropna(subset=["source", "target"])
        events["day"] = events["day"].astype(str)
        for start in range(0, len(events), _ROWS):
            driver.execute_query(_EDGE, rows=events.iloc[start : start + _ROWS].to_dict("records"))
        return Told(len(frame), len(events), time.perf_counter() - began)


def _read(packed: bytes) -> Any:
    """Its network replaced by the file: it asks for a table of codes when it is imported, and for the events when it reads them."""

    def get(url: str, **_: object) -> SimpleNamespace:
        return SimpleNamespace(status_code=200, content=packed if "export" in url else b"{}", url=url)

    with patch("requests.get", get):
        worker = import_module("gdelt.parallel")._mp_worker
        return worker("20180101000000.export.CSV.zip", table="events")


def _zipped(table: Path) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.write(table, "events.csv")
    return buffer.getvalue()
