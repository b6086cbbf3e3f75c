"""A case as an answer: its title and sentences, and the folded graph of its actors."""

from __future__ import annotations

from dataclasses import asdict

from graph.answers.answer import Answer
from graph.answers.filters import Filter
from graph.answers.reading import start
from graph.answers.subgraph import GraphOptions, subgraph
from graph.cases import all_cases
from graph.errors import UnknownError
from graph.store import Store


async def cases(store: Store) -> Answer:
    """The cases there are."""
    answer = Answer()
    await start(store, answer)
    answer.data = {"cases": [{"name": case.name, "title": case.title, "question": case.question} for case in all_cases().values()]}
    return answer


async def case(store: Store, name: str) -> Answer:
    """One case with its graph."""
    found = all_cases().get(name)
    if found is None:
        raise UnknownError(f"There is no case {name!r}.", parameter="name", hint=f"Cases: {', '.join(all_cases())}.")
    # Induced: a state's other relations would bury the story.
    answer = await subgraph(
        store, found.actors, options=GraphOptions(fold="dyad", induced=True), filter=Filter.of(since=found.since, until=found.until)
    )
    answer.question |= {"case": name}
    answer.data = {
        "name": found.name,
        "title": found.title,
        "question": found.question,
        "sentences": [asdict(sentence) for sentence in found.sentences],
        "graph": answer.data,
    }
    return answer
