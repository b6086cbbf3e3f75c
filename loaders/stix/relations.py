"""What relationships of actors become: ties that their maker claims. Actions with a day are actions.py's work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from graph.errors import InputError
from graph.model import Item, Record, Tie
from loaders.stix.actions import Deeds, evidence
from loaders.stix.library import Library
from loaders.stix.objects import KEPT, Thing

_ELSEWHERE: Final[Mapping[str, str]] = {
    "revoked-by": "which entries are one actor is decided by a merge",
    "duplicate-of": "which entries are one actor is decided by a merge",
    "uses": "techniques and software are not kept",
}
_ASSOCIATIONS: Final = frozenset({"attributed-to", "related-to", "located-at", "originates-from"})


def relationship(thing: Thing, library: Library, deeds: Deeds) -> tuple[Item, ...] | str:
    """A relationship as what it says, or why it says nothing here."""
    told = thing.text("relationship_type", required=True)
    if told in _ELSEWHERE:
        return f"{told}: {_ELSEWHERE[told]}"
    if told not in _ASSOCIATIONS | {"targets"}:
        return f"{told[:40]}: neither an action nor a tie"
    refs = [thing.text(key, required=True) for key in ("source_ref", "target_ref")]
    if any(ref.partition("--")[0] not in KEPT for ref in refs):
        return f"{told}: not between two actors"
    source, target = (library.things.get(ref) for ref in refs)
    if not source or not target:
        return f"{told}: refers to an object that is not in these files"
    if source.withdrawn or target.withdrawn:
        return f"{told}: refers to a revoked or deprecated object"
    if source.type == "campaign":
        return _of_campaign(told, source, deeds)
    try:
        one, other = library.actor(source), library.actor(target)
    except InputError:
        # Told at the object's own line.
        return f"{told}: refers to a rejected object"
    if isinstance(one, str) or isinstance(other, str):
        return f"{told}: not between two actors"
    if one.id == other.id:
        return f"{told}: an actor and itself"
    return deeds.targeting(thing, one, other) if told == "targets" else _tie(thing, library, one, other)


def _of_campaign(told: str, campaign: Thing, deeds: Deeds) -> str:
    if told not in ("attributed-to", "targets"):
        return f"{told}: neither an action nor a tie"
    try:
        loaded = not isinstance(deeds.campaign(campaign), str)
    except InputError:
        # Told at the campaign's own line.
        loaded = False
    return f"{told}: told with its campaign" if loaded else f"{told}: its campaign is not loaded"


def _tie(thing: Thing, library: Library, source: Record, target: Record) -> tuple[Item, ...]:
    """Attribution stays attribution, as alleged; a place where an actor is located is no seat. Neither folds a group into a state."""
    ref = f"{library.dataset.id}:{thing.id}"
    makers, claims = library.claims(thing, ref)
    sources, citations = evidence(library, thing)
    attributed = thing.text("relationship_type") == "attributed-to"
    tie = Tie(
        id=ref,
        dataset=library.dataset.id,
        type="ATTRIBUTED_TO" if attributed else "ASSOCIATED_WITH",
        source=source.id,
        target=target.id,
        citations=citations,
        assertion="alleged",
        text=thing.text("description"),
        note=f"STIX: {thing.text('relationship_type')}",
        part=library.parts[thing.id],
        claims=claims,
    )
    return (*sources, *{record.id: record for record in (*makers, source, target)}.values(), tie)
