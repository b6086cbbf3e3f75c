"""Our writers beside networkx's on one graph in one run: seconds and peak memory of each, in a process of its own. Prints a table.

`python -m bench.exports 1000000` makes as many edges; a peer that needs more than LIMIT_S seconds is ended and told so.
"""

from __future__ import annotations

import json
import multiprocessing
import random
import resource
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

from graph.export import Manifest, Sink, Spool, Subgraph, format_named, write
from graph.export._core.spool import Row

LIMIT_S = 900
ACTORS = 20_000
TYPES = ("SANCTIONED", "ACCUSED", "BANNED", "SPOKE_ABOUT", "CONSULTED", "THREATENED")
FIRST = date(2015, 1, 1)
OURS = ("parquet", "csv", "ndjson", "node-link", "graphml", "gexf")
PEERS = ("node-link", "graphml", "gexf")


def nodes() -> Iterator[dict[str, Any]]:
    for n in range(ACTORS):
        yield {"id": f"actor:{n:05d}", "kind": "Organization", "name": f"Actor {n} «é»", "aliases": [f"A{n}", f"B;{n}"], "unnamed": False}


def edges(count: int) -> Iterator[dict[str, Any]]:
    """Machine-coded rows as a stream has them: Zipf-like actors, many parallel edges."""
    made = random.Random(7)
    for n in range(count):
        day = FIRST + timedelta(made.randrange(3650))
        a, b = (int(ACTORS * made.random() ** 3) for _ in range(2))
        yield {
            "id": f"gdelt:{n:08d}:A:B",
            "source": f"actor:{a:05d}",
            "target": f"actor:{(b + 1) % ACTORS if a == b else b:05d}",
            "edge_type": TYPES[n % len(TYPES)],
            "is_tie": False,
            "action": "plover:SANCTION/impose",
            "date": day,
            "date_to": day,
            "published": day,
            "status": "executed",
            "assertion": "alleged",
            "confidence": 0.31,
            "rung": n % 10,
            "share": 1.0,
            "dataset": "gdelt",
            "source_url": f"https://news.example.org/{n}",
            "eid": n,
            "seq": 1,
            "cameo": "163",
            "goldstein": -4.0,
            "mentions": n % 50,
        }


def ours(name: str, count: int, path: Path) -> dict[str, float]:
    """From rows as the database gives them: filling the spool counts."""
    began = perf_counter()
    with Spool(path.parent) as spool, path.open("wb") as file:
        spool.add("nodes", (Row("", one["id"], "", "", one) for one in nodes()))
        rows = (
            Row(one["edge_type"], one["id"], one["source"], one["target"], one, "", "gdelt", one["date"], one["date_to"])
            for one in edges(count)
        )
        spool.add("edges", rows)
        filled = perf_counter()
        manifest = Manifest(question={}, graph_version="bench:1", program="bench", counts={"nodes": ACTORS, "edges": count})
        write(Subgraph(spool, manifest), format_named(name), Sink(file.write))
    return {"fill": filled - began, "write": perf_counter() - filled, "mb": path.stat().st_size / 1e6}


def peer(name: str, count: int, path: Path) -> dict[str, float]:
    """networkx holds the graph first; days are text and lists are joined, because its writers fail on them."""
    import networkx as nx

    began = perf_counter()
    graph = nx.MultiDiGraph()
    for one in nodes():
        graph.add_node(
            one["id"], **{key: "|".join(value) if isinstance(value, list) else value for key, value in one.items() if key != "id"}
        )
    for one in edges(count):
        plain = {
            key: str(value) if isinstance(value, date) else value for key, value in one.items() if key not in ("source", "target", "id")
        }
        graph.add_edge(one["source"], one["target"], key=one["id"], **plain)
    filled = perf_counter()
    if name == "node-link":
        path.write_text(json.dumps(nx.node_link_data(graph, edges="edges")), "utf-8")
    else:
        {"graphml": nx.write_graphml, "gexf": nx.write_gexf}[name](graph, str(path))
    return {"fill": filled - began, "write": perf_counter() - filled, "mb": path.stat().st_size / 1e6}


def _measured(work: Callable[[str, int, Path], dict[str, float]], name: str, count: int, queue: Any) -> None:
    with tempfile.TemporaryDirectory() as folder:
        told = work(name, count, Path(folder) / "out")
    used = resource.getrusage(resource.RUSAGE_SELF)
    queue.put(told | {"rss": used.ru_maxrss / 1024, "cpu": used.ru_utime + used.ru_stime})


def run(work: Callable[[str, int, Path], dict[str, float]], name: str, count: int) -> dict[str, float] | None:
    """In a process of its own, so that the peak of memory is its own; None when it was ended."""
    context = multiprocessing.get_context("spawn")
    queue = context.Queue()
    process = context.Process(target=_measured, args=(work, name, count, queue))
    process.start()
    process.join(LIMIT_S)
    if process.is_alive() or process.exitcode:
        process.kill()
        return None
    found: dict[str, float] = queue.get()
    return found


def main(count: int, only: tuple[str, ...]) -> None:
    out = sys.stdout.write
    out(f"{count} edges, {ACTORS} actors\n{'format':<12}{'by':<10}{'fill s':>8}{'write s':>9}{'cpu s':>8}{'peak MB':>9}{'file MB':>9}\n")
    for name in (one for one in OURS if not only or one in only):
        for by, work in (("retorsion", ours), *((("networkx", peer),) if name in PEERS else ())):
            told = run(work, name, count)
            if told is None:
                out(f"{name:<12}{by:<10}  ended after {LIMIT_S} s, or failed\n")
                continue
            figures = f"{told['fill']:>8.1f}{told['write']:>9.1f}{told['cpu']:>8.1f}{told['rss']:>9.0f}{told['mb']:>9.0f}"
            out(f"{name:<12}{by:<10}{figures}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000, tuple(sys.argv[2:]))
