"""The service as a process of its own, for benches that ask it over a socket. Asks nothing itself."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Final

import httpx
import psutil

READY: Final = "/v1/paths?from=Intel&to=APT31"
"""Answered once the index is there; unknown actors are as good a sign."""


@contextmanager
def service(*more: str, environment: Mapping[str, str] | None = None) -> Iterator[tuple[str, psutil.Process]]:
    """`retorsion up` on any free port, its words in a file that nobody has to read; ended as an operator ends it."""
    command = [str(Path(sys.executable).with_name("retorsion")), "up", "--port", "0", *more]
    with (
        TemporaryFile("w+", encoding="utf-8") as told,
        subprocess.Popen(command, stdout=told, stderr=told, env=environment) as child,
    ):
        try:
            yield _address(child, told), psutil.Process(child.pid)
        finally:
            child.send_signal(signal.SIGTERM)
            child.wait(60)


def wait_until_ready(address: str, headers: Mapping[str, str] | None = None, seconds: float = 600) -> None:
    """Until questions in time are answered: a service that has just begun is building its index."""
    end = time.monotonic() + seconds
    while httpx.get(address + READY, headers=headers, timeout=60).status_code == 503:
        if time.monotonic() > end:
            raise SystemExit(f"the index was not ready within {seconds:.0f} s")
        time.sleep(0.5)


def _address(child: subprocess.Popen[bytes], told: IO[str]) -> str:
    end = time.monotonic() + 600  # a first start fetches a database and compiles
    while child.poll() is None and time.monotonic() < end:
        told.seek(0)
        if found := re.search(r"http://127\.0\.0\.1:\d+", told.read()):
            return found[0]
        time.sleep(0.5)
    told.seek(0)
    raise SystemExit(f"the service did not start: {told.read()[-2000:]}")
