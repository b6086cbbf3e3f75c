"""How kernels are compiled: once, cached under a name that their sources give, with the interpreter's lock let go. No kernel lives here."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeVar, cast

import numba
from numba.core import config

from graph.settings import load_settings

_HERE: Final = Path(__file__).parent

F = TypeVar("F", bound=Callable[..., Any])


@cache
def sources(module: str) -> frozenset[str]:
    """The modules of this folder that one is made of: itself and all that it imports, near or far."""
    text = (_HERE / f"{module}.py").read_text("utf-8")
    imported = set(re.findall(r"^from graph\.temporal\.(\w+) import", text, re.MULTILINE)) - {module, "compiled"}
    return frozenset({module}).union(*(sources(name) for name in imported))


@cache
def cache_dir(module: str) -> Path:
    """Where the machine code of a module lies. Kernels are compiled into those that call them: any changed source means another folder."""
    digest = hashlib.sha256(numba.__version__.encode())
    for name in sorted(sources(module)):
        digest.update((_HERE / f"{name}.py").read_bytes())
    return load_settings().cache_dir / "kernels" / f"{module}-{digest.hexdigest()[:16]}"


def kernel(function: F) -> F:
    """A function of arrays as machine code. Where no folder can be written, each process compiles for itself: `warm` then takes longer."""
    settings: Any = config
    compiled: Any
    before = settings.CACHE_DIR
    settings.CACHE_DIR = str(cache_dir(function.__module__.rpartition(".")[2]))
    try:
        compiled = numba.njit(cache=True, nogil=True)(function)
    except RuntimeError:
        compiled = numba.njit(nogil=True)(function)
    finally:
        settings.CACHE_DIR = before
    return cast(F, compiled)
