"""Where a load that was killed goes on: kept on its :Load node by the transaction that wrote the data, so that both are there or neither.

Rows before it are read again, which is cheap, and not written again. What a row means is no business of this module.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from graph.ingest.report import Report
from graph.store import Transaction, Writer

_RUN = re.compile(r"(\d+)(\w)")


@dataclass(frozen=True, slots=True)
class Mark:
    """What tells a load from others: it is the `number`-th of an attempt (`job`) to load what `files` fingerprints."""

    job: str
    number: int
    files: str


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How far a load had come. `position` counts rows that were done with (of a stream: transactions); `fates` the rows with links."""

    load: str
    position: int
    counts: Mapping[str, Any]
    fates: str = ""
    rejects: int = 0
    state: str = "running"

    @property
    def finished(self) -> bool:
        return self.state == "finished"


def save(tx: Transaction, mark: Mark | None, report: Report, position: int, fates: Iterable[str] = ()) -> None:
    """In the transaction whose rows the report counts already."""
    if mark is None:
        return
    told = {
        "position": position,
        "counts": report.counts(),
        "fates": packed(fates),
        "rejects": report.file.mark() if report.file else 0,
    }
    text = json.dumps(told, ensure_ascii=False)
    tx.run("save_checkpoint", load=report.load, job=mark.job, number=mark.number, files=mark.files, checkpoint=text)


def find(writer: Writer, mark: Mark | None) -> Checkpoint | None:
    """How far this load came before; None where it left nothing."""
    rows = writer.read("checkpoint_of_load", job=mark.job, number=mark.number, files=mark.files) if mark else []
    if not rows:
        return None
    told = json.loads(rows[0]["checkpoint"])
    return Checkpoint(rows[0]["load"], told["position"], told["counts"], told["fates"], told["rejects"], rows[0]["state"])


def packed(fates: Iterable[str]) -> str:
    """`wwwu` as `3w1u`: most loads have one fate for all their rows."""
    return "".join(f"{sum(1 for _ in run)}{fate}" for fate, run in groupby(fates))


def unpacked(text: str) -> str:
    return "".join(fate * int(count) for count, fate in _RUN.findall(text))
