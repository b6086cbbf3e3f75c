"""One ranked list of what a few words can mean: actors, actions, queries of the library, a day; and why each is in it."""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from graph.answers.answer import Answer
from graph.answers.filters import bounded
from graph.answers.reading import fill, start
from graph.answers.words import fuzzy, phrase
from graph.dates import Span
from graph.errors import QuestionError
from graph.queries import queries
from graph.store import Store
from graph.vocabulary import vocabulary

MAX_RESULTS = 50
MAX_QUERY = 200


async def search(store: Store, q: str, *, kinds: Sequence[str] = (), limit: int = 12) -> Answer:
    """Actors by name, alias or id (case, accents and one typo a word forgiven), actions by their words, queries by title, dates as days."""
    bounded("limit", limit, 1, MAX_RESULTS)
    for kind in kinds:
        if kind not in vocabulary().kinds:
            raise QuestionError(f"{kind!r} is not a kind of actor.", parameter="kinds", hint=f"One of: {', '.join(vocabulary().kinds)}.")
    text = q.strip()
    if not text or len(text) > MAX_QUERY:
        raise QuestionError(f"q must have 1 to {MAX_QUERY} characters.", parameter="q")
    answer = Answer(question={"q": text, "kinds": list(kinds)}, limits={"limit": limit, "max_limit": MAX_RESULTS})
    await start(store, answer)
    actors, actions = await asyncio.gather(
        store.read("search_actors", text=text, terms=fuzzy(text), kinds=list(kinds), limit=limit + 1),
        store.read("search_events", terms=phrase(text), limit=limit + 1),
    )
    found = [*_days(text), *(_actor(row, text) for row in actors)]
    if not kinds:
        found += [*(_event(row) for row in actions), *_library(text)]
    found.sort(key=lambda row: (-row["score"], row["type"], row["id"]))
    if len(found) > limit:
        answer.truncated = f"the best {limit} of more"
    answer.data = {"results": found[:limit]}
    shown = {type_: [row["id"] for row in found[:limit] if row["type"] == type_] for type_ in ("actor", "event")}
    await fill(store, answer, events=shown["event"], actors=shown["actor"])
    return answer


def matched(text: str, name: str, aliases: Iterable[str]) -> tuple[str, str, float]:
    """Which field matched, its text, and how well: 1 the whole name, .9 a whole alias, less for parts and typos."""
    wanted = _bare(text)
    for field, value, score in (("name", name, 1.0), *(("alias", alias, 0.9) for alias in aliases)):
        if _bare(value) == wanted:
            return field, value, score
    for field, value, score in (("name", name, 0.7), *(("alias", alias, 0.6) for alias in aliases)):
        if wanted in _bare(value):
            return field, value, score
    words = set(wanted.split())
    overlap = [
        (len(words & set(_bare(value).split())), field, value) for field, value in (("name", name), *(("alias", one) for one in aliases))
    ]
    best = max(overlap, key=lambda row: row[0])
    return best[1], best[2], 0.3 + 0.2 * best[0] / max(1, len(words))


def _bare(text: str) -> str:
    """Without accents, case and double spaces; scripts without either stay as they are."""
    letters = unicodedata.normalize("NFKD", text)
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).casefold().split())


def _actor(row: Mapping[str, Any], text: str) -> dict[str, Any]:
    if row["id"].casefold() in (text.casefold(), f"state:{text.casefold()}"):
        field, value, score = "id", row["id"], 1.0
    else:
        field, value, score = matched(text, row["name"], row["aliases"])
    # Among equal matches, the actor that more is known of comes first; never by more than a step of the scale above.
    score += min(row["n"], 100) / 2000
    return {
        "type": "actor",
        "id": row["id"],
        "kind": row["kind"],
        "name": row["name"],
        "score": round(score, 3),
        "matched": {"field": field, "text": value},
        "n": row["n"],
        "first": row["first"],
        "last": row["last"],
    }


def _event(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "event",
        "id": row["id"],
        "kind": "Event",
        "name": row["text"],
        "score": round(0.25 + min(row["score"], 10.0) / 40, 3),
        "matched": {"field": "text", "text": row["text"]},
        "n": 1,
        "first": row["date"],
        "last": row["date_to"],
    }


def _library(text: str) -> list[dict[str, Any]]:
    words = set(_bare(text).split())
    return [
        {
            "type": "query",
            "id": query.name,
            "kind": "Query",
            "name": query.title,
            "score": 0.4,
            "matched": {"field": "title", "text": query.title},
            "n": None,
            "first": None,
            "last": None,
        }
        for query in queries().values()
        if query.folder == "read" and words and words <= set(_bare(f"{query.title} {query.name.replace('_', ' ')}").split())
    ]


def _days(text: str) -> list[dict[str, Any]]:
    try:
        span = Span.parse(text)
    except ValueError:
        return []
    return [
        {
            "type": "date",
            "id": str(span),
            "kind": "Date",
            "name": f"What happened around {span}",
            "score": 1.2,
            "matched": {"field": "date", "text": text},
            "n": None,
            "first": span.first,
            "last": span.last,
        }
    ]
