"""Inferred answers, written as RESPONDS_TO with method and version, and taken back. What sources and datasets tell is never touched."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Final

from graph.errors import StoreError
from graph.ingest.batch import Batch, Run
from graph.store import Transaction, Writer
from graph.vocabulary import vocabulary

DATASET: Final = "retorsion"
"""Under whose name the commits of inference stand; it makes no statement of its own."""

_ROWS: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class InferredAnswer:
    """One event answers another, with this probability: ids of both, how and by which version it was inferred, what speaks for it."""

    event: str
    answers: str
    method: str
    version: str
    confidence: float
    words: str


@dataclass(frozen=True, slots=True)
class Written:
    """What a run did: answers written, taken back, and left as they were."""

    new: int
    gone: int
    kept: int


def write_inferred(writer: Writer, wanted: Iterable[InferredAnswer]) -> Written:
    """Bring what is written down to what is inferred now. Twice is once; without any wanted all are taken back.

    Raises:
        StoreError: an event is gone meanwhile; nothing of that transaction is kept.
    """
    now = set(wanted)
    before = {InferredAnswer(**row) for row in writer.read("inferred_answers")}
    gone, new = sorted(before - now), sorted(now - before)
    run = Run(f"infer-{secrets.token_hex(8)}", DATASET, vocabulary())
    done = Written(len(new), len(gone), len(now & before))
    parts: list[_Part] = [(part, ()) for part in _parts(gone)] + [((), part) for part in _parts(new)]
    for part in parts:
        writer.write(partial(_transaction, run, part))
    if gone or new:
        writer.write(lambda tx: tx.run("finish_load", load=run.load, state="finished", report=json.dumps(asdict(done))))
    return done


_Some = Sequence[InferredAnswer]
_Part = tuple[_Some, _Some]


def _parts(answers: _Some) -> list[_Some]:
    return [answers[start : start + _ROWS] for start in range(0, len(answers), _ROWS)]


def _transaction(run: Run, part: _Part, tx: Transaction) -> None:
    gone, new = part
    batch = Batch.open(tx, run)
    tx.run("delete_inferred_answers", rows=[{"event": one.event, "answers": one.answers} for one in gone])
    created = tx.run("create_responses", rows=[_row(one, batch.seq) for one in new])[0]["created"]
    if created != len(new):
        raise StoreError(
            f"{len(new)} inferred answers were to be written, {created} were: an event has gone meanwhile.", hint="Run it again."
        )
    batch.dirty = True
    batch.commit()


def _row(one: InferredAnswer, seq: int) -> dict[str, object]:
    told = asdict(one)
    return {"event": told.pop("event"), "answers": told.pop("answers"), "properties": told | {"basis": "inferred", "seq": seq}}
