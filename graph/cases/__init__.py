"""Cases: guided questions, one file each with a constant CASE. A case is text with links into questions; it computes nothing."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a case and the question (a /v1 request) that answers it."""

    text: str
    link: str


@dataclass(frozen=True, slots=True)
class Case:
    """A case: what its `actors` did to each other from `since` to `until` is its graph, folded to one line for each pair."""

    name: str
    title: str
    question: str
    sentences: tuple[Sentence, ...]
    actors: tuple[str, ...]
    since: str = ""
    until: str = ""


@cache
def all_cases() -> Mapping[str, Case]:
    """Every case by name, sorted.

    Raises:
        RuntimeError: a module of this package has no CASE, or two have one name.
    """
    found: dict[str, Case] = {}
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda info: info.name):
        case = getattr(importlib.import_module(f"{__name__}.{module.name}"), "CASE", None)
        if not isinstance(case, Case) or case.name in found:
            raise RuntimeError(f"graph.cases.{module.name} needs a constant CASE with a name of its own")
        found[case.name] = case
    return MappingProxyType(found)
