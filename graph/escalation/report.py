"""The whole report of a dyad: every measure that is found, the sparse verdict, the answers inferred. Computes nothing itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from graph.errors import QuestionError
from graph.escalation.actions import Dyad
from graph.escalation.measure import Options, measures
from graph.escalation.responses import Inferred, infer
from graph.escalation.sparse import Sparse, sparse_verdict


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """`measures` by name, each result as its module defines it, or Insufficient; `sparse` speaks where they cannot."""

    options: Options
    measures: Mapping[str, Any]
    sparse: Sparse
    inferred: tuple[Inferred, ...]


def report(dyad: Dyad, options: Options, only: Collection[str] | None = None) -> Report:
    """All measures, or those named.

    Raises:
        QuestionError: a measure does not exist.
    """
    wanted = measures()
    if unknown := set(only or ()) - wanted.keys():
        raise QuestionError(f"There is no measure {sorted(unknown)}.", parameter="measures", hint=f"There are {', '.join(wanted)}.")
    known = dyad.until(options.end)
    results = {name: one.run(known, options) for name, one in wanted.items() if only is None or name in only}
    return Report(options, MappingProxyType(results), sparse_verdict(known, options), infer(known, options, results.get("hawkes")))
