"""Machine code of all kernels, made once and ahead: compiling takes a minute, holds the interpreter, and no question should wait for it."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Final

import numba

from graph.errors import RetorsionError
from graph.progress import Progress, silent
from graph.settings import ROOT, load_settings

KERNELS: Final = ("temporal", "escalation")
_GLANCE_S: Final = 0.5


def begin() -> list[subprocess.Popen[bytes]]:
    """Start compiling what is not made yet, a process for each folder of kernels, beside other work."""
    return [
        subprocess.Popen(
            # In a wheel this folder is on the path by the launcher's doing, which another process does not inherit.
            [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r}); from graph.warm import main; main({folder!r})"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        for folder in KERNELS
        if not _stamp(folder).exists()
    ]


def finish(processes: Sequence[subprocess.Popen[bytes]], progress: Progress = silent) -> None:
    """Wait until they are done, then load the code into this process.

    Raises:
        RetorsionError: compiling failed; names the last line of why.
    """
    waited = 0.0
    for process in processes:
        told = b""
        while process.returncode is None:
            try:
                _, told = process.communicate(timeout=_GLANCE_S)
            except subprocess.TimeoutExpired:
                waited += _GLANCE_S
                progress("compiling, once for this version", int(waited), 0, "s")
        if process.returncode:
            why = told.decode("utf-8", "replace").strip().splitlines()
            raise RetorsionError(f"The kernels could not be compiled: {why[-1] if why else process.returncode}.")
    for folder in KERNELS:
        load(folder)


@cache
def load(folder: str) -> None:
    """Every kernel of a folder run once on a little data, once a process: a second where it is made already, a minute where it is not."""
    import_module(f"graph.{folder}.warm").warm()


def main(folder: str) -> None:
    load(folder)
    _stamp(folder).parent.mkdir(parents=True, exist_ok=True)
    _stamp(folder).touch()


@cache
def _stamp(folder: str) -> Path:
    """A file that is there when these sources have been compiled by this version of numba, which knows them by place, time and size."""
    digest = hashlib.sha256(f"{numba.__version__} {sys.version}".encode())
    for part in KERNELS[: KERNELS.index(folder) + 1]:  # measures are made of what walks are made of
        for path in sorted((Path(__file__).resolve().parent / part).glob("*.py")):
            status = path.stat()
            digest.update(f"{path} {status.st_mtime_ns} {status.st_size}".encode())
    return load_settings().cache_dir / "kernels" / f"made-{folder}-{digest.hexdigest()[:16]}"
