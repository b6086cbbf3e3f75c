"""What every question does: find the actors meant, bind the filter, fill the side tables, stamp the version. No question lives here."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from graph.answers.answer import Answer
from graph.answers.coded import as_event, coded_events, source_of
from graph.answers.entries import event_table_entry
from graph.answers.filters import Filter
from graph.answers.folds import Fold, best_fold, folds_of
from graph.answers.words import fuzzy, phrase
from graph.errors import QuestionError, UnknownError
from graph.schema import check_state
from graph.store import Rows, Store
from graph.vocabulary import vocabulary


async def resolve(store: Store, text: str, *, parameter: str = "actor") -> str:
    """The id of the actor that a person means: an id, a state's code, or an exact name or alias that only one actor bears.

    Raises:
        UnknownError: nobody; the hint names near ones. QuestionError: several; the hint lists them.
    """
    text = text.strip()
    if not text:
        raise QuestionError(f"{parameter} is empty.", parameter=parameter, hint="Give an actor's id or name.")
    rows = await store.read("find_actors_exactly", text=text[:200], folded=text[:200].lower(), terms=phrase(text))
    by_id = [row["id"] for row in rows if row["meant"]]
    exact = by_id or [row["id"] for row in rows if row["exact"]]
    if len(set(exact)) == 1:
        return str(exact[0])
    if not rows:
        rows = await store.read("search_actors", text=text[:200], terms=fuzzy(text), kinds=[], limit=5)
    listed = ", ".join(f"{row['name']} ({row['id']})" for row in rows[:5])
    if exact:
        raise QuestionError(f"{text!r} is the name of several actors.", parameter=parameter, hint=f"Give an id: {listed}.")
    raise UnknownError(
        f"No actor is called {text[:80]!r}.",
        parameter=parameter,
        hint=f"Near: {listed}." if listed else "Search for it: names may be spelt otherwise.",
    )


@dataclass(frozen=True, slots=True)
class Bound:
    """A filter as the queries take it, with the commit number that `recorded_as_of` means."""

    parameters: dict[str, Any]
    as_of: date | None
    recorded: int | None


async def bind(store: Store, filter_: Filter) -> Bound:
    """The filter as query parameters: empty lists as null, days of the clock `loaded` as commit numbers."""
    recorded = await _recorded_seq(store, filter_.recorded_as_of)
    loaded = filter_.clock == "loaded"
    parameters: dict[str, Any] = {
        name: list(getattr(filter_, name)) or None for name in ("types", "actions", "kinds", "status", "assertion", "datasets")
    }
    parameters |= {
        "since": None if loaded else filter_.since,
        "until": None if loaded else filter_.until,
        "first_seq": await _first_seq(store, filter_.since) if loaded and filter_.since else None,
        "last_seq": await _last_seq(store, filter_.until) if loaded and filter_.until else None,
        "min_confidence": filter_.min_confidence,
        "min_rung": filter_.min_rung,
        "clock": filter_.clock,
        "as_of": filter_.as_of,
        "recorded": recorded,
    }
    return Bound(parameters, filter_.as_of, recorded)


async def start(store: Store, answer: Answer) -> None:
    """Stamp the version that the answer is of; refuse a graph of another schema."""
    state = (await store.read("graph_state"))[0]
    check_state(state["schema_version"])
    answer.version = (state["epoch"], state["seq"])


async def fill(
    store: Store,
    answer: Answer,
    *,
    events: Iterable[str] = (),
    actors: Iterable[str] = (),
    bound: Bound | None = None,
    coded: Iterable[dict[str, Any]] = (),
) -> None:
    """Put events, and whoever and whatever they name, into the side tables, each once. `coded` are edges without a statement that are
    at hand already, as rows of edges_by_number: by their ids alone they would be looked for in one type after another.
    """
    put_coded(answer, coded)
    as_of = bound.as_of if bound else None
    recorded = bound.recorded if bound else None
    wanted = sorted(set(events) - answer.events.keys())
    for row in await _rows_of(store, "events_by_id", wanted, as_of=as_of, recorded=recorded):
        entry, claims = event_table_entry(row, of_another_day=as_of is not None or recorded is not None)
        answer.events[row["id"]] = entry
        answer.claims |= {claim["id"]: claim for claim in claims}
    put_coded(answer, await coded_events(store, set(wanted) - answer.events.keys(), recorded))
    named = {party["actor"] for entry in answer.events.values() for party in entry["participants"]}
    named |= {end for entry in answer.events.values() for end in (entry.get("source"), entry.get("target")) if end}
    named |= {claim[key] for claim in answer.claims.values() for key in ("claimant", "speaker") if claim.get(key)}
    cited = {citation["source"] for entry in answer.events.values() for citation in entry["sources"]}
    cited |= {claim["source"] for claim in answer.claims.values() if claim.get("source")}
    found_actors, found_sources = await asyncio.gather(
        _rows_of(store, "actors_by_id", sorted((named | set(actors)) - answer.actors.keys()), as_of=as_of),
        _rows_of(store, "sources_by_id", sorted(cited - answer.sources.keys())),
    )
    for row in found_actors:
        answer.actors[row["id"]] = actor_entry(row["actor"], best_fold(folds_of(row["folds"])))
    for row in found_sources:
        answer.sources[row["source"]["id"]] = _source(row["source"])


async def _rows_of(store: Store, name: str, ids: list[str], **parameters: Any) -> Rows:
    """The rows of a query of ids; of none, the database is not asked."""
    return await store.read(name, ids=ids, **parameters) if ids else []


def put_coded(answer: Answer, rows: Iterable[dict[str, Any]]) -> None:
    """Machine-coded edges as events, with where they were read."""
    for row in rows:
        answer.events[row["id"]], _ = event_table_entry(as_event(row), of_another_day=False)
        if source := source_of(row["edge"]):
            answer.sources[source["id"]] = source


def actor_entry(actor: dict[str, Any], fold: Fold | None) -> dict[str, Any]:
    """An actor as it is served. `state` is where it folds to; how sure that is, and whether it is disputed, stands beside it."""
    own = actor["id"] if actor["kind"] == "State" else None
    return {
        "id": actor["id"],
        "kind": actor["kind"],
        "name": actor["name"],
        "aliases": actor.get("aliases", []),
        "state": own or (fold.state if fold else None),
        "state_assertion": "confirmed" if own else (fold.assertion if fold else None),
        "state_disputed": bool(fold and fold.disputed and not own),
        "unnamed": actor["unnamed"],
        "codes": {system: actor[system] for system in actor.get("code_systems", []) if system in actor},
        "description": actor.get("description", ""),
    }


def _source(source: dict[str, Any]) -> dict[str, Any]:
    grade = vocabulary().grades[source["reliability"]]
    return {
        "id": source["id"],
        "title": source["title"],
        "publisher": source["publisher"],
        "author": source.get("author"),
        "published": source.get("published"),
        "published_to": source.get("published_to"),
        "url": source.get("url"),
        "reliability": source["reliability"],
        "reliability_words": grade.words,
        "origin": source["origin"],
    }


async def _recorded_seq(store: Store, text: str) -> int | None:
    if not text:
        return None
    if re.fullmatch(r"[0-9]{1,18}", text):
        return int(text)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise QuestionError(
            f"recorded_as_of is {text[:40]!r}.", parameter="recorded_as_of", hint="Give a day (YYYY-MM-DD) or a commit's number (seq)."
        ) from None
    return await _last_seq(store, day)


async def _first_seq(store: Store, day: date) -> int:
    return int((await store.read("commits_around", day=day))[0]["first_since"])


async def _last_seq(store: Store, day: date) -> int:
    return int((await store.read("commits_around", day=day))[0]["last_until"])
