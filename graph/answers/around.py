"""What happened, and what was reported, around a day: two lists, because news of an old act is not an act."""

from __future__ import annotations

from datetime import date, timedelta

from graph.answers.answer import Answer
from graph.answers.events import note_assumed_days
from graph.answers.filters import Filter, bounded
from graph.answers.reading import bind, fill, start
from graph.dates import Span
from graph.errors import QuestionError
from graph.store import Store

MAX_DAYS = 366
MAX_EVENTS = 2000


async def around(store: Store, day: str, *, days: int = 3, filter: Filter, limit: int = 500) -> Answer:
    """`happened`: wholly within `days` of the day. `reported`: became public then, having happened earlier."""
    bounded("days", days, 0, MAX_DAYS)
    bounded("limit", limit, 1, MAX_EVENTS)
    if filter.recorded_as_of:
        raise QuestionError("A day is asked of the graph as it is now.", parameter="recorded_as_of", hint="Use as_of.")
    try:
        span = Span.parse(day[:40])
    except ValueError as error:
        raise QuestionError(f"around: {error}.", parameter="around") from None
    first = span.first - timedelta(days=min(days, (span.first - date.min).days))
    last = span.last + timedelta(days=min(days, (date.max - span.last).days))
    answer = Answer(
        question={"around": str(span), "days": days, "first": first, "last": last, "filter": filter.echo()},
        limits={"limit": limit, "max_limit": MAX_EVENTS, "max_days": MAX_DAYS},
    )
    await start(store, answer)
    bound = await bind(store, filter)
    rows = await store.read("events_around", first=first, last=last, filter=bound.parameters, limit=limit + 1)
    if len(rows) > limit:
        answer.truncated = f"the first {limit} actions of the window"
    shown = rows[:limit]
    answer.data = {
        "happened": [row["id"] for row in shown if not row["reported"]],
        "reported": [row["id"] for row in shown if row["reported"]],
    }
    await fill(store, answer, events=[row["id"] for row in shown], bound=bound)
    note_assumed_days(answer, bound)
    return answer
