"""Merging actors and splitting them again: one transaction, in which every edge, claim and part goes where its record now belongs.

A merge deletes nothing that a split could not give back. Who is to be merged is decided elsewhere (score.py, review.py).
"""

from __future__ import annotations

import json
import secrets
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from graph.errors import UnknownError
from graph.identity.judgements import Judgement
from graph.identity.partition import Actor, Plan, actor_of, merged, parted
from graph.ingest.batch import Batch, Run
from graph.ingest.nodes import refresh_actors
from graph.ingest.statements import ENDS_MERGED, create_edges, parked
from graph.ingest.summaries import write_summaries
from graph.store import Transaction, Writer
from graph.vocabulary import RETRACTED, vocabulary

DATASET: Final = "identity"
MOST_EDGES: Final = 50_000
"""Of one transaction; a hub with more is moved in several, and a reader may see it half moved."""

_PARKING: Final = ("was", "retracted_seq", "reason")


@dataclass(frozen=True, slots=True)
class Moved:
    """What a merge or split did: its commit, pairs of ids (from, into), and how many edges were written anew."""

    seq: int
    renamed: tuple[tuple[str, str], ...]
    edges: int


def actors_of(writer: Writer, ids: Iterable[str]) -> dict[str, Actor]:
    """The actors that ids of actors, merged ones or records stand for now.

    Raises:
        UnknownError: an id is nobody's.
    """
    wanted = sorted(set(ids))
    found = {row["id"]: actor_of(row) for row in writer.read("identity_groups", ids=wanted)}
    for id_ in wanted:
        if id_ not in found:
            raise UnknownError(f"No actor or record is {id_!r}.", parameter="id", hint="Search for it: `retorsion actor`.")
    return found


def merge(writer: Writer, groups: Sequence[Sequence[str]], judgements: Sequence[Judgement] = ()) -> Moved:
    """Make one actor of each group of ids; groups that share an actor are one group."""
    finish(writer)
    found = actors_of(writer, (id_ for group in groups for id_ in group))
    return _carry_out(writer, merged(_joined([[found[id_] for id_ in group] for group in groups])), judgements)


def split(writer: Writer, actor: str, homes: Iterable[str], judgements: Sequence[Judgement] = ()) -> Moved:
    """Give some of what was merged into an actor (ids of before, or of records) an identity of its own again, with its own edges."""
    finish(writer)
    wanted = [*homes]
    rows = {row["id"]: row["home"] for row in writer.read("identity_groups", ids=wanted)}
    return _carry_out(writer, parted(actors_of(writer, [actor])[actor], (rows.get(home, home) for home in wanted)), judgements)


def finish(writer: Writer) -> None:
    """Bring to its end what an interruption left half moved."""
    for row in writer.read("open_merges"):
        told = json.loads(row["plan"])
        plan = Plan(told["into"], told["out_of"], {home: tuple(records) for home, records in told["records"].items()})
        judgements = [Judgement(**one | {"features": tuple(one["features"])}) for one in told["judgements"]]
        _run(writer, plan, judgements, row["id"])


def _joined(groups: Iterable[Sequence[Actor]]) -> list[list[Actor]]:
    sets: list[list[Actor]] = []
    for group in groups:
        ids = {actor.id for actor in group}
        touching = [one for one in sets if ids & {actor.id for actor in one}]
        sets = [one for one in sets if one not in touching]
        sets.append([*group, *(actor for one in touching for actor in one)])
    return sets


def _carry_out(writer: Writer, plan: Plan, judgements: Sequence[Judgement]) -> Moved:
    return _run(writer, plan, judgements, f"{DATASET}-{secrets.token_hex(8)}")


def _run(writer: Writer, plan: Plan, judgements: Sequence[Judgement], id_: str) -> Moved:
    """One transaction, or where a hub has very many edges as many as it takes; an interruption is made good by `finish`."""
    run = Run(id_, DATASET, vocabulary())
    edges = 0
    while True:
        batch, moved = writer.write(lambda tx: _step(tx, run, plan, judgements))
        edges += moved
        if moved < MOST_EDGES:
            return Moved(batch.seq, tuple(zip(batch.renamed[::2], batch.renamed[1::2], strict=True)), edges)


def _step(tx: Transaction, run: Run, plan: Plan, judgements: Sequence[Judgement]) -> tuple[Batch, int]:
    """Everything, if the edges are few enough; else so many of them. What was done before is done again, which changes nothing."""
    batch = Batch.open(tx, run)
    moved = _move(batch, plan) if plan.into else 0
    if moved < MOST_EDGES:
        _end(batch, plan, judgements)
    else:
        tx.run("open_merge", id=run.load, plan=_told(plan, judgements))
    batch.dirty = True
    batch.commit()
    tx.run("finish_load", load=run.load, state="finished" if moved < MOST_EDGES else "running", report="{}")
    return batch, moved


def _told(plan: Plan, judgements: Sequence[Judgement]) -> str:
    told = {"into": plan.into, "out_of": plan.out_of, "records": plan.records, "judgements": [asdict(one) for one in judgements]}
    return json.dumps(told)


def _move(batch: Batch, plan: Plan) -> int:
    gone, made = sorted({*plan.out_of.values()}), sorted({*plan.into.values()})
    batch.tx.run("make_actors", ids=made)
    rows = [{"record": record, "home": home, "actor": actor} for home, actor in sorted(plan.into.items()) for record in plan.records[home]]
    batch.tx.run("move_records", rows=rows)
    for query in ("move_claims", "move_participants"):
        batch.to_summarise.update(row["statement"] for row in batch.tx.run(query, actors=gone, moved=plan.refs))
    refresh_actors(batch, sorted({*gone, *made}))
    moved = _move_edges(batch, plan)
    write_summaries(batch, dated=False)
    return moved


def _end(batch: Batch, plan: Plan, judgements: Sequence[Judgement]) -> None:
    others = [{"home": home, "actor": actor} for home, actor in sorted(plan.into.items()) if home != actor]
    batch.tx.run("make_merged", rows=others, kinds=sorted(batch.run.vocabulary.kinds))
    batch.actors |= {*plan.out_of.values(), *plan.into.values()}
    batch.renamed = [id_ for pair in sorted({(plan.out_of[home], actor) for home, actor in plan.into.items()}) for id_ in pair]
    batch.tx.run("create_judgements", rows=[one.properties() | {"seq": batch.seq} for one in judgements])
    batch.tx.run("close_merge", id=batch.run.load)


def _move_edges(batch: Batch, plan: Plan) -> int:
    """Edges whose ends become one are parked; those whose ends are told apart come back."""
    rows = batch.tx.run("take_edges", actors=sorted({*plan.out_of.values()}), moved=plan.refs, at_most=MOST_EDGES)
    back = _summaries(batch, rows)
    written, eids = [], defaultdict[str, tuple[list[int], list[int]]](lambda: ([], []))
    for row in rows:
        eid, statement = row["properties"]["eid"], row["properties"].get("statement", "")
        one = row["source"] == row["target"]
        was_parked = row["properties"].get("reason") == ENDS_MERGED and row["type"] == RETRACTED
        if one and row["type"] != RETRACTED:
            written.append(parked(row, batch.seq))
            batch.count(row["type"], -1)
            eids[statement][0].append(eid)
        elif was_parked and not one:
            written.append(_back(row, back.get(statement, {})))
            eids[statement][1].append(eid)
        else:
            written.append(row)
            batch.count(row["type"], -1 if row["type"] != RETRACTED else 0)
        if row["type"] != RETRACTED or was_parked:
            batch.changed.append(eid)
    create_edges(batch, written)
    listed = [{"statement": id_, "gone": gone, "back": came} for id_, (gone, came) in sorted(eids.items()) if id_]
    batch.tx.run("set_eids", rows=listed)
    batch.to_summarise.update(id_ for id_ in eids if id_)
    return len(rows)


def _summaries(batch: Batch, rows: Sequence[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Of statements some of whose edges come back: their claims may have changed meanwhile."""
    ids = {row["properties"].get("statement", "") for row in rows if row["properties"].get("reason") == ENDS_MERGED} - {""}
    return {row["id"]: row["summary"] for row in batch.tx.run("summaries_of_statements", ids=sorted(ids))}


def _back(row: dict[str, Any], summary: dict[str, Any]) -> dict[str, Any]:
    """A parked edge as it was, with what its statement tells by now."""
    kept = {key: value for key, value in row["properties"].items() if key not in _PARKING and key not in summary}
    told = {key: value for key, value in summary.items() if value is not None}
    return {**row, "type": row["properties"]["was"], "properties": kept | told}
