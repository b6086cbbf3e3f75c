"""SAME_AS in the graph: brought to what the sources tell now and what people said of it, all at once or around a few acts."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from graph.identity.features import reasons
from graph.identity.judgements import AUTOMATIC, Judgement, ask, now, pairs, read_graph, standing
from graph.identity.merge import DATASET
from graph.identity.statements import Act, Pair, act_of, same_acts
from graph.ingest.batch import Batch, Run
from graph.store import Abandon, Transaction, Writer
from graph.vocabulary import vocabulary

_PAGE: Final = 2_000


@dataclass(frozen=True, slots=True)
class Told:
    """What was done: acts looked at, pairs written, taken back, left as they were, and those to ask about. `seq` is 0 where nothing was."""

    acts: int
    new: int
    gone: int
    kept: int
    questions: tuple[Pair, ...]
    seq: int = 0


def run(writer: Writer) -> Told:
    """Bring SAME_AS to what the sources tell now, and keep what is in doubt as questions; what people judged stands. Twice is once."""
    held = standing(read_graph(writer), "act")
    done = _settle(writer, acts(writer, _every_page(writer)), held, writer.read("same_acts"))
    ask(writer, "act", done.questions)
    return done


def settle(writer: Writer, ids: Iterable[str], held: Mapping[frozenset[str], Judgement], judgements: Sequence[Judgement] = ()) -> Told:
    """Bring SAME_AS of some acts, and of all on which it depends, to what follows from what is held; the judgements are written with it."""
    seeds = {*ids}
    every = _beside(writer, seeds, held)
    there = [row for row in writer.read("same_acts") if {row["a"], row["b"]} & (every.keys() | seeds)]
    done = _settle(writer, every, held, there, judgements)
    ask(writer, "act", done.questions, among=every)
    return done


def _settle(
    writer: Writer,
    every: Mapping[str, Act],
    held: Mapping[frozenset[str], Judgement],
    rows: Iterable[Mapping[str, Any]],
    judgements: Sequence[Judgement] = (),
) -> Told:
    """`rows` are the SAME_AS that there are of these acts; the judgements are written with what changes."""
    found = same_acts(every.values(), pairs(held, "same"), pairs(held, "different"))
    wanted = {frozenset((pair.a, pair.b)): _told(pair) for pair in found.sure} | {pair: _judged(held[pair]) for pair in found.said}
    there = {frozenset((row["a"], row["b"])): row for row in rows}
    gone = [row for pair, row in there.items() if pair not in wanted or row["who"] != wanted[pair]["who"]]
    kept = there.keys() - {frozenset((row["a"], row["b"])) for row in gone}
    new = [_row(pair, wanted[pair]) for pair in wanted.keys() - kept]
    seq = _write(writer, every, new, gone, judgements)
    return Told(len(every), len(new), len(gone), len(kept), tuple(found.questions), seq)


def _beside(writer: Writer, ids: Iterable[str], held: Mapping[frozenset[str], Judgement]) -> dict[str, Act]:
    """These acts, and all on which it depends what they are one with: acts of one type between the same two, what people judged together,
    and so on from there.
    """
    found: dict[str, Act] = {}
    seen, fresh = set[str](), {*ids}
    while fresh:
        seen |= fresh
        found |= acts(writer, [sorted(fresh)])
        near = {row["id"] for row in writer.read("acts_beside", ids=sorted(fresh))}
        fresh = (near | {id_ for pair in held if pair & fresh for id_ in pair}) - seen
    return found


def _every_page(writer: Writer) -> Iterator[list[str]]:
    after = ""
    while ids := writer.read("index_statement_ids", after=after, size=_PAGE)[0]["ids"]:
        yield ids
        after = ids[-1]


def acts(writer: Writer, pages: Iterable[list[str]]) -> dict[str, Act]:
    """Actions with their ends as they are merged now; what is no action, or has no party on one side, is left out."""
    rows = (row for ids in pages for row in writer.read("acts_told", ids=ids))
    return {row["id"]: act_of(row) for row in rows if row["sources"] and row["targets"]}


def _told(pair: Pair) -> dict[str, Any]:
    return {"who": AUTOMATIC, "at": now(), "score": pair.score, "features": list(reasons(pair.features))}


def _judged(one: Judgement) -> dict[str, Any]:
    return {"who": one.who, "at": one.at} | ({"why": one.why} if one.why else {})


def _row(pair: frozenset[str], properties: Mapping[str, Any]) -> dict[str, Any]:
    a, b = sorted(pair)
    return {"a": a, "b": b, "properties": dict(properties)}


def _write(
    writer: Writer,
    every: Mapping[str, Act],
    new: Sequence[Mapping[str, Any]],
    gone: Sequence[Mapping[str, Any]],
    judgements: Sequence[Judgement],
) -> int:
    """One transaction, which tells readers of the index whose clusters are others now. Its number; 0 where there was nothing to write."""
    run_ = Run(f"{DATASET}-{secrets.token_hex(8)}", DATASET, vocabulary())

    def work(tx: Transaction) -> int:
        if not new and not gone and not judgements:
            raise Abandon(0)
        batch = Batch.open(tx, run_)
        tx.run("delete_same_as", rows=[{"a": row["a"], "b": row["b"]} for row in gone])
        tx.run("create_same_as", rows=list(new))
        tx.run("create_judgements", rows=[one.properties() | {"seq": batch.seq} for one in judgements])
        ends = {row[end] for row in (*new, *gone) for end in ("a", "b")}
        batch.changed.extend(eid for id_ in ends if id_ in every for eid in every[id_].eids)
        batch.dirty = True
        batch.commit()
        tx.run("finish_load", load=run_.load, state="finished", report="{}")
        return batch.seq

    return writer.write(work)
