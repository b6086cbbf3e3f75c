"""Questions about one actor: its card, and whom it has to do with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from anyio.to_thread import run_sync

from graph.answers.answer import Answer
from graph.answers.cursors import after, make_cursor
from graph.answers.filters import Filter, bounded
from graph.answers.folds import folds_of
from graph.answers.reading import Bound, bind, fill, resolve, start
from graph.answers.walks import Ground, day_of, ground_of, sieve_of
from graph.store import Store
from graph.temporal.live import LiveIndex
from graph.temporal.neighbours import count_neighbours
from graph.vocabulary import vocabulary

MAX_NEIGHBOURS = 500


async def actor(store: Store, ref: str, *, as_of: date | None = None) -> Answer:
    """The card: names and which record each comes from, ties with their claims, folds, and counts of actions by type."""
    answer = Answer()
    await start(store, answer)
    id_ = await resolve(store, ref)
    filter_ = Filter(as_of=as_of)
    bound = await bind(store, filter_)
    answer.question = {"actor": id_, "filter": filter_.echo()}
    records = (await store.read("records_of_actors", ids=[id_]))[0]["records"]
    ties = await store.read("ties_of_actor", id=id_, as_of=as_of)
    folds = folds_of((await store.read("actors_by_id", ids=[id_], as_of=as_of))[0]["folds"])
    counted = await store.read("neighbour_counts", id=id_, filter=bound.parameters)
    answer.data = {
        "actor": id_,
        "names": [{"name": name, "record": record["id"]} for record in records for name in (record["name"], *record.get("aliases", ()))],
        "records": [_record(record) for record in records],
        "ties": [row["statement"] for row in ties],
        "folds": [
            {"state": one.state, "ties": list(one.ties), "confidence": one.confidence, "assertion": one.assertion, "disputed": one.disputed}
            for one in folds
        ],
        "counts": _counts(counted),
    }
    await fill(store, answer, events=answer.data["ties"], actors=[id_], bound=bound)
    return answer


async def neighbours(
    store: Store,
    ref: str,
    *,
    filter: Filter,
    count_only: bool = False,
    limit: int = 50,
    cursor: str = "",
    index: LiveIndex | None = None,
) -> Answer:
    """Counts by type, direction and kind; then the other actors, those with the most actions first, a page at a time.

    Counted on the temporal index; on the database for `recorded_as_of`, since the index knows the present alone.

    Raises:
        IndexUnready: the temporal index cannot answer just now.
    """
    bounded("limit", limit, 1, MAX_NEIGHBOURS)
    offset = int(after(cursor)[1] or 0)
    answer = Answer(limits={"limit": limit, "max_limit": MAX_NEIGHBOURS})
    await start(store, answer)
    id_ = await resolve(store, ref)
    bound = await bind(store, filter)
    answer.question = {"actor": id_, "count_only": count_only, "filter": filter.echo()}
    if filter.recorded_as_of:
        rows: Sequence[Mapping[str, Any]] = await store.read("neighbour_counts", id=id_, filter=bound.parameters)
    else:
        rows = await _counted(await ground_of(index, answer), id_, filter, bound)
    answer.data = {"actor": id_, "counts": _counts(rows)}
    shown = [] if count_only else _by_actor(rows)
    if not count_only:
        answer.data["neighbours"] = shown[offset : offset + limit]
        if offset + limit < len(shown):
            answer.truncated = f"{limit} of {len(shown)} neighbours, those with the most actions first"
            answer.next_cursor = make_cursor(None, str(offset + limit))
    await fill(store, answer, actors=[id_, *(row["actor"] for row in shown[offset : offset + limit])], bound=bound)
    return answer


async def _counted(ground: Ground, id_: str, filter_: Filter, bound: Bound) -> list[dict[str, Any]]:
    """Rows as those of neighbour_counts."""
    names = ground.index.catalogue
    found = await run_sync(count_neighbours, ground.index, ground.network, ground.number(id_, "id"), sieve_of(filter_, bound))
    rows = [
        {
            "edge_type": one.edge_type,
            "direction": "out" if one.outward else "in",
            "kind": names.kind_names[names.kinds[one.other]],
            "other": names.actors[one.other],
            "n": one.n,
            "first": None if one.first is None else day_of(one.first),
            "last": None if one.last is None else day_of(one.last),
            "max_rung": one.max_rung,
        }
        for one in found
    ]
    return [row for row in rows if not filter_.kinds or row["kind"] in filter_.kinds]


def _record(record: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": record["id"],
        "dataset": record["id"].partition(":")[0],
        "name": record["name"],
        "kind": record["kind"],
        "aliases": record.get("aliases", []),
        "codes": {system: record[system] for system in record.get("code_systems", [])},
    }


def _counts(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """One row for each type, direction and kind."""
    known = vocabulary()
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    for row in rows:
        key = (row["edge_type"], row["direction"], row["kind"])
        count = found.setdefault(
            key,
            {
                "edge_type": row["edge_type"],
                "is_tie": row["edge_type"] in known.ties,
                "direction": row["direction"],
                "kind": row["kind"],
                "n": 0,
                "counterparts": 0,
                "first": None,
                "last": None,
            },
        )
        count["n"] += row["n"]
        count["counterparts"] += 1
        count["first"] = min(filter(None, (count["first"], row["first"])), default=None)
        count["last"] = max(filter(None, (count["last"], row["last"])), default=None)
    return [found[key] for key in sorted(found)]


def _by_actor(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        one = found.setdefault(
            row["other"], {"actor": row["other"], "n": 0, "first": None, "last": None, "max_rung": None, "edge_types": []}
        )
        one["n"] += row["n"]
        one["edge_types"] = sorted({*one["edge_types"], row["edge_type"]})
        for key, choose in (("first", min), ("last", max), ("max_rung", max)):
            one[key] = choose((value for value in (one[key], row[key]) if value is not None), default=None)
    return sorted(found.values(), key=lambda one: (-one["n"], one["actor"]))
