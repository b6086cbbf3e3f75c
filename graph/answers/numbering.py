"""Which acts a relation's measures get: those that were read, or, where they are more than are listed, all that the index holds."""

from __future__ import annotations

from dataclasses import replace

from graph.answers.answer import Answer
from graph.answers.dyads import Dyad, FoldTo
from graph.answers.filters import Filter
from graph.answers.measured import Numbered, numbered
from graph.answers.reading import Bound
from graph.answers.relations import relations_of
from graph.escalation.actions import Dyad as Acts
from graph.escalation.actions import day_number
from graph.store import Store
from graph.temporal.live import LiveIndex

ONLY_READ = "The verdict is of the actions that were read, and they are not all."


async def numbered_acts(
    store: Store, answer: Answer, dyad: Dyad, index: LiveIndex | None, bound: Bound, asked: tuple[Filter, FoldTo]
) -> Numbered:
    """The index is asked where acts are cut off, or machine-coded: then it tells what their feeds hold in all.

    Raises:
        IndexUnready: it is needed and cannot answer just now.
    """
    filter_, fold_to = asked
    coded = any("statement" not in edge for edge in dyad.edges.values())
    can = not (filter_.kinds or filter_.recorded_as_of) and filter_.clock == "happened"
    if index is None or not can or not (coded or answer.truncated):
        if answer.truncated:
            answer.notes.append(ONLY_READ)
        return numbered(dyad, answer, {})
    relations = await relations_of(store, index, answer, filter_, bound, fold_to)
    if not answer.truncated:
        datasets = {name: number for number, name in enumerate(relations.ground.index.catalogue.datasets)}
        return numbered(dyad, answer, datasets, relations.feeds())
    a, b = (relations.ground.number(side, name) for side, name in ((dyad.a, "a"), (dyad.b, "b")))
    found = relations.dyad(a, b)
    acts = replace(found, feeds=relations.feeds(), names=(answer.actors[dyad.a]["name"], answer.actors[dyad.b]["name"]))
    acts = acts.since(day_number(filter_.since)) if filter_.since else acts
    answer.notes.append(f"Measures rest on all {_size(acts):,} acts; ladder, peaks and stated answers on {answer.truncated}.")
    return Numbered(acts, {}, lambda act: dyad.a if (a, b) in relations.ends(act) else dyad.b, relations)


def _size(acts: Acts) -> int:
    return len(acts.ab) + len(acts.ba)
