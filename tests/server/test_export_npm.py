"""graphology and cytoscape.js read what was written for them, by their own packages; skipped where there is no node, npm or registry."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from graph.export import Spool, Subgraph
from tests.exports import NASTY, edge, node, small, written

PACKAGES = ("graphology@0.26.0", "cytoscape@3.34.4")
READ = """
const Graph = require('graphology'), cytoscape = require('cytoscape'), fs = require('fs');
const g = Graph.from(JSON.parse(fs.readFileSync('graphology.json', 'utf8')));
const c = cytoscape({headless: true, ...JSON.parse(fs.readFileSync('cytoscape.json', 'utf8'))});
const edge = (id, source, target, a) => ({id, source, target, type: a.edge_type, date: a.date, epoch: a.date_epoch, rung: a.rung});
const byId = (a, b) => a.id < b.id ? -1 : 1;
console.log(JSON.stringify({
  graphology: {multi: g.multi, names: g.mapNodes((id, a) => ({id, name: a.name, aliases: a.aliases})).sort(byId),
    edges: g.mapEdges((id, a, s, t) => edge(id, s, t, a)).sort(byId)},
  cytoscape: {multi: true, names: c.nodes().map(n => ({id: n.id(), name: n.data('name'), aliases: n.data('aliases')})).sort(byId),
    edges: c.edges().map(e => edge(e.id(), e.data('source'), e.data('target'), e.data())).sort(byId)},
}));
"""


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("npm")
    if not shutil.which("node") or not shutil.which("npm"):
        pytest.skip("no node or npm")
    words = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", *PACKAGES]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode:
        pytest.skip(f"npm could not install {PACKAGES}: {done.stderr[-300:]}")
    return folder


@pytest.fixture
def graph() -> Iterator[Subgraph]:
    with Spool() as spool:
        nodes = [node("a", name=NASTY, aliases=["x;y", '"']), node("b", aliases=["é"])]
        edges = [edge("e1", "a", "b"), edge("e2", "a", "b", edge_type="BANNED"), edge("e3", "b", "a", rung=-1)]
        yield small(spool, nodes, edges)


def test_the_packages_read_the_same_graph(packages: Path, graph: Subgraph) -> None:
    for name in ("graphology", "cytoscape"):
        (packages / f"{name}.json").write_bytes(written(graph, name))
    (packages / "read.js").write_text(READ, "utf-8")
    done = subprocess.run(["node", "read.js"], cwd=packages, capture_output=True, text=True, timeout=120, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    day = {"date": "2024-03-01", "epoch": 1709251200}
    for name in ("graphology", "cytoscape"):
        assert found[name]["multi"] is True
        assert found[name]["names"] == [
            {"id": "a", "name": NASTY, "aliases": ["x;y", '"']},
            {"id": "b", "name": "b", "aliases": ["é"]},
        ]
        assert found[name]["edges"] == [
            {"id": "e1", "source": "a", "target": "b", "type": "SANCTIONED", "rung": 3} | day,
            {"id": "e2", "source": "a", "target": "b", "type": "BANNED", "rung": 3} | day,
            {"id": "e3", "source": "b", "target": "a", "type": "SANCTIONED", "rung": -1} | day,
        ]
