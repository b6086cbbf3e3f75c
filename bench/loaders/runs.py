"""One load each, into a managed server of its own, by a process of its own that tells its time and memory. Makes no table."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from graph.engine import ensure_running, stop
from graph.schema import prepare
from graph.settings import ROOT, Settings
from graph.store import Writer


@dataclass(frozen=True, slots=True)
class Run:
    """`seconds` are those of the loader, its server's starts and stops included where the load needs them; `cpu_s` the loader's alone."""

    name: str
    rows: int
    edges: int
    seconds: float
    cpu_s: float
    peak_mb: int


def by_import(table: Path, folder: Path) -> Run:
    return _run("import (load_bulk)", "bulk", table, folder)


def by_batches(table: Path, folder: Path) -> Run:
    return _run("batches (ingest_stream)", "batches", table, folder)


def bare_unwind(table: Path, folder: Path) -> Run:
    """The same edges, with the same properties, made before the clock runs."""
    return _run("bare driver, UNWIND", "bare", table, folder)


def peer(table: Path, folder: Path) -> Run:
    return _run("gdeltPyR + pandas + UNWIND", "peer", table, folder)


def _run(name: str, way: str, table: Path, folder: Path) -> Run:
    settings = Settings(data_dir=folder, neo4j_uri="")
    try:
        with Writer(ensure_running(settings)) as writer:
            prepare(writer)
        sys.stderr.write(f"{name}: {table.name} ...\n")
        command = [sys.executable, "-m", "bench.loaders.load", way, str(table), str(folder)]
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
        with Writer(ensure_running(settings)) as writer:
            there = writer.read("graph_size")[0]["relationships"]
    finally:
        stop(settings)
    told = json.loads(done.stdout.splitlines()[-1])
    if there < told["edges"]:
        raise RuntimeError(f"{name}: {told['edges']} edges were told, {there} are there")
    return Run(name, **told)
