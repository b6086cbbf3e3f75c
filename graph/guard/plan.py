"""The verdict on a plan: only operators, procedures and functions of the lists, in the one database, and nothing hidden in a detail.

Pure: what the server planned goes in, a verdict comes out. What a plan does not show is looked at in text.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graph.errors import CypherRefused
from graph.guard.lists import OPERATORS, PROCEDURES
from graph.guard.text import check_names, tokens_of

_PROCEDURE = re.compile(r"[A-Za-z0-9_.]+")


@dataclass(frozen=True, slots=True)
class Plan:
    """What EXPLAIN said: the kind of query, the operator tree, whether it ran (it must not have)."""

    query_type: str
    tree: Mapping[str, Any] | None
    profiled: bool


def pruned(tree: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """What a plan is judged by: the rest of the server's words need not leave the worker."""
    if not tree:
        return None
    children = [pruned(child) for child in tree.get("children", ())]
    return {"operatorType": tree["operatorType"], "args": {"Details": tree.get("args", {}).get("Details", "")}, "children": children}


def judge(plan: Plan, database: str) -> list[str]:
    """The operators of a plan that may run.

    Raises:
        CypherRefused: names the rule and what offends it.
    """
    if plan.tree is None or plan.profiled:
        raise CypherRefused("The server made no plan to look at.", rule="no-plan")
    if plan.query_type != "r":
        raise CypherRefused("Only reading is allowed here.", rule="read-only", hint="The owner of the database writes with loaders.")
    steps = list(_steps(plan.tree))
    for name, place, details in steps:
        if name.partition("(")[0] not in OPERATORS:
            raise CypherRefused(f"The operator {name} is not allowed.", rule="operator")
        if place and place != database:
            raise CypherRefused("Another database may not be asked.", rule="database")
        _check_details(name, details)
    return [name for name, _, _ in steps]


def _steps(tree: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Name, database and details of each operator; a loop, because plans can be deeper than Python's stack."""
    rest = [tree]
    while rest:
        step = rest.pop()
        name, _, place = str(step.get("operatorType", "")).partition("@")
        yield name, place, str(step.get("args", {}).get("Details", ""))
        rest.extend(step.get("children", ()))


def _check_details(name: str, details: str) -> None:
    """A subquery inside an expression shows as text alone, in the argument of an allowed procedure too."""
    if name == "ProcedureCall":
        called = _PROCEDURE.match(details.strip())
        if called is None or called[0] not in PROCEDURES:
            raise CypherRefused(f"The procedure {called[0][:80] if called else '?'} may not be called.", rule="procedure")
        details = details.strip()[called.end() :]
    check_names(tokens_of(details))
