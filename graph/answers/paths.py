"""How two actors are connected: shortest sequences of actors, each hop with the edges behind it. A path shows dated links, not cause."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any, Literal, get_args

from graph.answers.answer import Answer
from graph.answers.filters import Filter, bounded
from graph.answers.folds import weakest_assertion
from graph.answers.reading import Bound, bind, fill, resolve, start
from graph.errors import QuestionError
from graph.store import Store
from graph.vocabulary import vocabulary

MAX_PATHS = 25
MAX_HOPS = 6
Direction = Literal["either", "forward"]
Ties = Literal["standing", "none"]
Order = Literal["any"]

NO_CAUSE = "A path shows dated links. It does not show cause."


@dataclass(frozen=True, slots=True, kw_only=True)
class PathOptions:
    """How to walk. `direction=either` walks edges both ways and tells which way each was asserted; `ties=standing` takes ties too."""

    k: int = 5
    max_hops: int = 4
    direction: Direction = "either"
    ties: Ties = "standing"
    order: Order = "any"

    def __post_init__(self) -> None:
        bounded("k", self.k, 1, MAX_PATHS)
        bounded("max_hops", self.max_hops, 1, MAX_HOPS)
        for name, allowed in (("direction", get_args(Direction)), ("ties", get_args(Ties)), ("order", get_args(Order))):
            if getattr(self, name) not in allowed:
                raise QuestionError(f"{name} is {getattr(self, name)!r}.", parameter=name, hint=f"One of: {', '.join(allowed)}.")


async def paths(store: Store, source: str, target: str, *, options: PathOptions | None = None, filter: Filter) -> Answer:
    """The shortest paths, sequences of actors first; each hop with the edges behind it, the surest shown."""
    options = options or PathOptions()
    if filter.recorded_as_of:
        raise QuestionError("Paths are of the graph as it is now.", parameter="recorded_as_of", hint="Use as_of.")
    answer = Answer(limits={"k": options.k, "max_k": MAX_PATHS, "max_hops": options.max_hops, "ceiling_hops": MAX_HOPS}, notes=[NO_CAUSE])
    await start(store, answer)
    ends = {"from": await resolve(store, source, parameter="from"), "to": await resolve(store, target, parameter="to")}
    if ends["from"] == ends["to"]:
        raise QuestionError("from and to are the same actor.", parameter="to")
    answer.question = ends | asdict(options) | {"filter": filter.echo()}
    bound = await bind(store, filter)
    walk = {"forward": options.direction == "forward", "ties": options.ties == "standing", "filter": bound.parameters}
    found = await store.read("shortest_paths", source=ends["from"], target=ends["to"], max_hops=options.max_hops, k=options.k + 1, **walk)
    sequences = [row["actors"] for row in found[: options.k]]
    if len(found) > options.k:
        answer.truncated = f"{options.k} paths of the shortest length; there are more"
    if not sequences:
        answer.omitted.append(f"no path of {options.max_hops} hops or fewer; longer ones were not looked for")
    await _describe(store, answer, sequences, walk, bound)
    return answer


async def _describe(store: Store, answer: Answer, sequences: Sequence[Sequence[str]], walk: Mapping[str, Any], bound: Bound) -> None:
    pairs = sorted({pair for sequence in sequences for pair in pairwise(sequence)})
    rows = await store.read("hop_edges", pairs=[{"source": a, "target": b} for a, b in pairs], **walk)
    behind = {(row["source"], row["target"]): row for row in rows}
    described = [_path(sequence, [behind[pair] for pair in pairwise(sequence)]) for sequence in sequences]
    # The surest first; of equally sure ones always the same.
    answer.data = {"paths": sorted(described, key=lambda path: (-path["likelihood"]["independent"], path["actors"]))}
    shown = {id_ for path in described for hop in path["hops"] for id_ in (hop["event"], *hop["others"])}
    await fill(store, answer, events=shown, actors=[id_ for sequence in sequences for id_ in sequence], bound=bound)
    for path in described:
        links = [answer.events[hop["event"]] for hop in path["hops"]]
        path["disputed"] = any(link["disputed"] for link in links)
        path["assertion"] = weakest_assertion(link["assertion"] for link in links)


def _path(sequence: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    hops: list[dict[str, Any]] = []
    latest = None
    for row in rows:
        best = row["edges"][0]
        # Out of order only when it is certain: the whole of this action lies before the one shown on an earlier hop.
        breaks = bool(not best["is_tie"] and latest and best["date_to"] < latest)
        latest = best["date"] if not best["is_tie"] and (latest is None or best["date"] > latest) else latest
        hops.append(
            {
                "source": row["source"],
                "target": row["target"],
                "edge_type": best["edge_type"],
                "asserted": "forward" if best["forward"] else "backward",
                "is_tie": best["is_tie"],
                "event": best["statement"],
                "n": row["n"],
                "first": row["first"],
                "last": row["last"],
                "confidence": best["confidence"],
                "breaks_order": breaks,
                "others": list(dict.fromkeys(edge["statement"] for edge in row["edges"][1:] if edge["statement"] != best["statement"])),
            }
        )
    confidences = [hop["confidence"] for hop in hops]
    weakest = min(range(len(hops)), key=confidences.__getitem__)
    return {
        "actors": list(sequence),
        "hops": hops,
        "weakest": {"hop": weakest, "event": hops[weakest]["event"], "confidence": confidences[weakest]},
        "likelihood": path_likelihood(confidences),
    }


def path_likelihood(confidences: Sequence[float]) -> dict[str, Any]:
    """That all links hold: the product if they are independent, between the Frechet bounds if they are not (docs/confidence.md)."""
    independent = math.prod(confidences)
    band = vocabulary().words_for(independent)
    return {
        "words": band.words,
        "scheme": "PHIA",
        "low": band.low,
        "high": band.high,
        "independent": round(independent, 4),
        "lower_bound": round(max(0.0, sum(confidences) - (len(confidences) - 1)), 4),
        "upper_bound": round(min(confidences), 4),
    }
