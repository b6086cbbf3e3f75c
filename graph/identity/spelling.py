"""The two libraries of the extra `identity`, loaded when first used: a plain installation loads and asks without them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import cast

from graph.errors import QuestionError


@cache
def latin() -> Callable[[str], str]:
    """Any script as Latin letters. Raises QuestionError where it is not installed."""
    return cast("Callable[[str], str]", _imported("anyascii", "anyascii"))


@cache
def likeness() -> Callable[[str, str], float]:
    """How alike two words are spelt, 0 to 1 (Jaro and Winkler). Raises QuestionError where it is not installed."""
    return cast("Callable[[str, str], float]", _imported("rapidfuzz.distance.JaroWinkler", "similarity"))


def _imported(module: str, name: str) -> object:
    try:
        return getattr(import_module(module), name)
    except ImportError as error:
        library = module.partition(".")[0]
        hint = "Install it: pip install 'retorsion[identity]'."
        raise QuestionError(f"Comparing names needs {library}, which is not installed here.", hint=hint) from error
