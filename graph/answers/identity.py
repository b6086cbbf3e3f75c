"""Questions about identity: which pairs wait for a person, who judged what, where a merged id leads. Judging itself is graph/identity's."""

from __future__ import annotations

from typing import Any, Final

from graph.answers.answer import Answer
from graph.answers.cursors import after, make_cursor
from graph.answers.filters import bounded
from graph.answers.reading import fill, start
from graph.identity.judgements import About
from graph.store import Store

MAX_PAIRS: Final = 500
_QUESTIONS: Final = {"actor": "identity_questions", "act": "act_questions"}


async def identity_questions(store: Store, *, about: About = "actor", limit: int = 50, cursor: str = "") -> Answer:
    """Pairs of actors that may be one, or of actions that may be one act told twice, the likeliest first, each with what speaks for and
    against; those judged are left out.
    """
    bounded("limit", limit, 1, MAX_PAIRS)
    skip = int(after(cursor)[1] or 0)
    answer = Answer(limits={"limit": limit, "max_limit": MAX_PAIRS}, question={"about": about, "limit": limit})
    await start(store, answer)
    rows = await store.read(_QUESTIONS[about], skip=skip, limit=limit + 1)
    answer.data = {"pairs": [_pair(row, about) for row in rows[:limit]]}
    if len(rows) > limit:
        answer.truncated = f"{limit} pairs, the likeliest first"
        answer.next_cursor = make_cursor(None, str(skip + limit))
    ids = [one["id"] for row in rows[:limit] for one in row["of"]]
    await fill(store, answer, actors=ids if about == "actor" else (), events=ids if about == "act" else ())
    # The states that they count for as well: who compares two people reads names, not ids.
    await fill(store, answer, actors={state for actor in answer.actors.values() if (state := actor["state"])})
    return answer


async def judgements(store: Store) -> Answer:
    """Every judgement, oldest first: who said when and why, and the scores that were shown."""
    answer = Answer()
    await start(store, answer)
    answer.data = {"judgements": [row["judgement"] for row in await store.read("all_judgements")]}
    return answer


async def merged_into(store: Store, id_: str) -> str | None:
    """The actor that an id of before leads to by now; None where the id is nobody's or nobody merged it."""
    rows = await store.read("merged_into", id=id_)
    return str(rows[0]["actor"]) if rows else None


def _pair(row: dict[str, Any], about: About) -> dict[str, Any]:
    ids = [one["id"] for one in row["of"]]
    return {
        "a": row["a"],
        "b": row["b"],
        "about": about,
        "actors": ids if about == "actor" else [],
        "events": ids if about == "act" else [],
        "score": row["score"],
        "features": [_feature(text) for text in row["features"]],
        "records": {one["id"]: sorted(one["records"]) for one in row["of"]} if about == "actor" else {},
    }


def _feature(text: str) -> dict[str, Any]:
    """`+5.0 born: 1985 / 1985` as its parts."""
    bits, _, told = text.partition(" ")
    name, _, words = told.partition(": ")
    return {"name": name, "told": words, "bits": float(bits)}
