"""`python -m bench.loaders`: raw file to queryable graph, by import, by batches, by the bare driver and by a peer; prints ratios."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from bench.loaders.runs import Run, bare_unwind, by_batches, by_import, peer
from bench.loaders.table import Shape, write_table

_ROWS = 5_000_000
_BATCHED = 200_000
_PEER = 50_000
_TARGETS = {"import": "50,000 rows/s; loader under 1,000 MB", "batches / bare UNWIND": "at most 1.3"}


def main() -> None:
    asked = _arguments()
    with tempfile.TemporaryDirectory(prefix="retorsion-bench-", dir=asked.folder) as name:
        folder = Path(name)
        runs = [by_import(_table(folder, asked.rows, asked.kept), folder / "import")]
        small = _table(folder, min(asked.batched, asked.rows), asked.kept)
        runs += [by_batches(small, folder / "batches"), bare_unwind(small, folder / "bare")]
        if not asked.no_peer:
            runs.append(peer(_table(folder, min(asked.peer, asked.rows), asked.kept), folder / "peer"))
    _show(runs)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.loaders", description=__doc__)
    parser.add_argument("--rows", type=int, default=_ROWS, help="rows of the file that is imported (%(default)s)")
    parser.add_argument("--batched", type=int, default=_BATCHED, help="rows loaded by batches and by the bare driver (%(default)s)")
    parser.add_argument("--peer", type=int, default=_PEER, help="rows loaded by gdeltPyR and pandas (%(default)s)")
    parser.add_argument(
        "--kept", type=float, default=1.0, help="share of rows that become edges; .06 to .25 in GDELT's files (%(default)s)"
    )
    parser.add_argument("--no-peer", action="store_true", help="leave the peer out")
    parser.add_argument("--folder", type=Path, default=None, help="where files and databases go while it runs")
    return parser.parse_args()


def _table(folder: Path, rows: int, kept: float) -> Path:
    path = folder / f"{rows}.export.CSV"
    if not path.exists():
        write_table(path, Shape(rows, kept))
    return path


def _show(runs: list[Run]) -> None:
    paces = {run.name: run.edges / run.seconds for run in runs}
    first, batches, bare, *others = paces
    lines = [f"{'way':<32}{'rows':>12}{'edges':>12}{'seconds':>10}{'rows/s':>10}{'edges/s':>10}{'CPU s':>8}{'peak MB':>9}"]
    lines += [
        f"{run.name:<32}{run.rows:>12,}{run.edges:>12,}{run.seconds:>10.1f}{run.rows / run.seconds:>10,.0f}"
        f"{run.edges / run.seconds:>10,.0f}{run.cpu_s:>8.1f}{run.peak_mb:>9,}"
        for run in runs
    ]
    lines += ["", f"{batches} against {bare}: {paces[bare] / paces[batches]:.2f} times the time for an edge"]
    lines += [
        f"{first} against {other}: {paces[first] / paces[other]:.1f} times as many edges a second" for other in (batches, bare, *others)
    ]
    lines += [f"target, {what}: {target} (two quiet cores)" for what, target in _TARGETS.items()]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
