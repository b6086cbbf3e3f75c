"""What was loaded since: the commits of the outbox after a version, in their order. Who follows them, and how, is not known here."""

from __future__ import annotations

import re
from typing import Any, Final

from graph.answers.answer import Answer
from graph.errors import GoneError, QuestionError, SchemaError
from graph.store import Store

MAX_CHANGES: Final = 1_000
MAX_ACTORS: Final = 200
"""Named of each commit; a batch of a stream may have thousands."""

_CURSOR: Final = re.compile(r"(?:([0-9A-Za-z-]{1,64}):)?(\d{1,15})")


async def changes(store: Store, cursor: str = "", *, limit: int = 100) -> Answer:
    """The commits after `cursor`, which is a `graph_version` or the number of a commit; empty: all that there are.

    Raises:
        QuestionError: it is neither. GoneError: it is of a graph that was replaced since, or lies ahead of this one.
    """
    epoch, after = parsed(cursor)
    rows = await store.read("changes_after", after=after, limit=limit + 1, actors=MAX_ACTORS)
    if not rows:
        raise SchemaError("This database has not been prepared for Retorsion.", hint="Load something: `retorsion load chronology`.")
    row = rows[0]
    if (epoch and epoch != row["epoch"]) or after > row["seq"]:
        hint = "Read what you need anew, then follow from `meta.graph_version` of that answer."
        raise GoneError("The graph was replaced by an import or a restore since that version.", parameter="cursor", hint=hint)
    found = row["changes"]
    # The number and the commits are not read at one moment: who follows from a number beyond the last commit told would miss one.
    seq = row["seq"] if len(found) > limit else found[-1]["seq"] if found else after
    answer = Answer(question={"cursor": cursor}, limits={"limit": limit, "actors": MAX_ACTORS}, version=(row["epoch"], seq))
    answer.data = {"changes": [_entry(row["epoch"], one) for one in found[:limit]]}
    if len(found) > limit:
        answer.truncated = f"{limit} commits; more follow"
        answer.next_cursor = answer.data["changes"][-1]["version"]
    if any(not one["kept"] for one in found[:limit]):
        answer.notes.append("What older commits did is no longer kept: where `kept` is false, read what you need anew.")
    return answer


def parsed(cursor: str) -> tuple[str, int]:
    """Epoch, which may be empty, and number. Raises QuestionError."""
    match = _CURSOR.fullmatch(cursor or "0")
    if match is None:
        hint = "Give `meta.next_cursor`, a `graph_version`, or the number of a commit."
        raise QuestionError("The cursor is not one that an answer gave.", parameter="cursor", hint=hint)
    return match[1] or "", int(match[2])


def _entry(epoch: str, change: dict[str, Any]) -> dict[str, Any]:
    """Renamed actors as pairs: before, now."""
    renamed = change["renamed"] or []
    return {
        "version": f"{epoch}:{change['seq']}",
        **change,
        "renamed": [list(pair) for pair in zip(renamed[::2], renamed[1::2], strict=True)],
    }
