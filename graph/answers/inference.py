"""All answers that can be inferred in a graph, as they are to be written down: what `retorsion infer` asks for. Writes nothing."""

from __future__ import annotations

import math
from functools import partial

from anyio.to_thread import run_sync

from graph.answers.answer import Answer
from graph.answers.filters import Filter
from graph.answers.reading import bind, start
from graph.answers.relations import Relations, relations_of
from graph.answers.responses import Replies, Reply
from graph.ingest.inferred import InferredAnswer
from graph.progress import Progress, silent
from graph.store import Store
from graph.temporal.live import LiveIndex


async def inferred_answers(store: Store, *, index: LiveIndex | None = None, progress: Progress = silent) -> list[InferredAnswer]:
    """At most one an event, its likeliest, of probability .3 and more; none for events of which a source states what they answer.

    Raises:
        IndexUnready: the temporal index cannot answer just now.
    """
    answer = Answer()
    await start(store, answer)
    relations = await relations_of(store, index, answer, Filter(), await bind(store, Filter()))
    likeliest = await run_sync(partial(_likeliest, relations, progress))
    names = await relations.statements(store, [act for row in likeliest for act in (row.answer, row.answered)])
    told = {(one.answer, one.answered) for one in relations.told}
    return [
        InferredAnswer(
            event=names[row.answer],
            answers=names[row.answered],
            method=row.method,
            version=row.version,
            confidence=row.probability or 0.0,
            words="; ".join(row.speaks),
        )
        for row in likeliest
        if row.answer in names and row.answered in names and (row.answer, row.answered) not in told
    ]


def _likeliest(relations: Relations, progress: Progress) -> list[Reply]:
    replies, pairs = Replies(relations, math.inf), relations.curated_pairs()
    best: dict[int, Reply] = {}
    for done, pair in enumerate(pairs, 1):
        for row in replies.between(*pair).values():
            if row.answer not in best or (best[row.answer].probability or 0) < (row.probability or 0):
                best[row.answer] = row
        progress("relations", done, len(pairs), "relations")
    return [best[act] for act in sorted(best)]
