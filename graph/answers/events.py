"""Questions about actions: a filtered page of them, and one with all that is known of it."""

from __future__ import annotations

from datetime import date

from graph.answers.answer import Answer
from graph.answers.cursors import after, make_cursor
from graph.answers.filters import Filter, bounded
from graph.answers.reading import Bound, bind, fill, resolve, start
from graph.errors import UnknownError
from graph.store import Store

MAX_PAGE = 500


async def events(
    store: Store,
    *,
    source: str = "",
    target: str = "",
    members: bool = False,
    filter: Filter,
    limit: int = 50,
    cursor: str = "",
) -> Answer:
    """A page of actions in order of their earliest day.

    `members`: a side also stands for its members, fronts, associates and parts, so that acts against the people of a group are
    acts against the group; the answer names the ties that this rests on.
    """
    bounded("limit", limit, 1, MAX_PAGE)
    day, id_ = after(cursor)
    answer = Answer(limits={"limit": limit, "max_limit": MAX_PAGE})
    await start(store, answer)
    sides = {name: await _side(store, name, text, members) for name, text in (("source", source), ("target", target))}
    answer.question = {"source": source or None, "target": target or None, "members": members, "filter": filter.echo()}
    bound = await bind(store, filter)
    rows = await store.read(
        "events_of_actors",
        sources=sides["source"][0],
        targets=sides["target"][0],
        filter=bound.parameters,
        after_date=day,
        after_id=id_,
        limit=limit + 1,
    )
    if len(rows) > limit:
        rows = rows[:limit]
        answer.truncated = f"the page holds {limit} actions; more follow"
        answer.next_cursor = make_cursor(rows[-1]["date"], rows[-1]["id"])
    stands_for = {name: ties for name, (_, ties) in sides.items() if ties}
    answer.data = {"events": [row["id"] for row in rows], "stands_for": stands_for}
    answer.notes.extend(f"{name} also stands for {len(sides[name][0]) - 1} actors tied to it: see stands_for" for name in stands_for)
    await fill(store, answer, events=[*answer.data["events"], *(tie for ties in stands_for.values() for tie in ties)], bound=bound)
    note_assumed_days(answer, bound)
    return answer


async def event(store: Store, id_: str, *, as_of: date | None = None, recorded_as_of: str = "") -> Answer:
    """One action or tie: participants, clocks, claims, evidence, what it answers, what answers it, who disputes it."""
    filter_ = Filter(as_of=as_of, recorded_as_of=recorded_as_of)
    answer = Answer(question={"event": id_, "filter": filter_.echo()})
    await start(store, answer)
    bound = await bind(store, filter_)
    await fill(store, answer, events=[id_], bound=bound)
    entry = answer.events.get(id_)
    if entry is None or (bound.recorded is not None and entry["seq"] > bound.recorded):
        raise UnknownError(f"There is no action or tie {id_!r}.", parameter="id", hint="Search for it by its words.")
    public = entry["published"] or entry.get("date_to")
    if as_of and public and public > as_of:
        raise UnknownError(f"{id_!r} was not public by {as_of}.", parameter="as_of", hint=f"It became public on {public}.")
    same = [row["id"] for row in await store.read("same_act", id=id_)]
    answer.data = {"event": id_} | ({"same_as": same} if same else {})
    linked = [*same, *(one["event"] for one in entry["responds_to"] + entry["answered_by"])]
    await fill(store, answer, events=linked, bound=bound)
    note_assumed_days(answer, bound)
    return answer


def note_assumed_days(answer: Answer, bound: Bound) -> None:
    """Say which actions were counted as public on their last possible day, because no source gives the day."""
    if bound.as_of is None:
        return
    assumed = sorted(id_ for id_, entry in answer.events.items() if not entry["is_tie"] and entry["published"] is None)
    if assumed:
        shown = ", ".join(assumed[:5]) + (" ..." if len(assumed) > 5 else "")
        answer.notes.append(
            f"{len(assumed)} actions have no known day of publication and count as public on their last possible day: {shown}"
        )


async def _side(store: Store, name: str, text: str, members: bool) -> tuple[list[str], list[str]]:
    """The actors that a side stands for, and the ties by which the others belong to the one named."""
    if not text:
        return [], []
    actor = await resolve(store, text, parameter=name)
    if not members:
        return [actor], []
    rows = await store.read("associates_of", id=actor)
    return sorted({row["actor"] for row in rows}), sorted({row["tie"] for row in rows if row["tie"]})
