"""The fenced blocks of the documents: which can be run, and why the others cannot. Runs nothing."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from graph.settings import ROOT

_FENCE = re.compile(
    r"(?:^<!-- not run: (?P<why>[^\n]+) -->\n)?^```(?P<language>\w+)(?P<info>[^\n]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL
)
_TITLE = re.compile(r'title="([^"]+)"')

ELSEWHERE = {
    "make": ".ci/run runs make test",
    "cp": "part of the Docker example, which needs Docker",
    "docker": "needs Docker",
    "export": "of a terminal",
    "pip": "installs",
    "jupyter": "tests/server/test_notebook.py runs the notebook",
}
"""Programs that are not ours, and why a line that begins with one is not run."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """`title` names the file that the block is; `why` says why it is not run."""

    page: Path
    line: int
    language: str
    title: str
    why: str
    body: str

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT).as_posix()}:{self.line}"


def documents() -> list[Path]:
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def snippets(page: Path) -> list[Snippet]:
    text = page.read_text("utf-8")
    found = []
    for match in _FENCE.finditer(text):
        title = _TITLE.search(match["info"])
        line = text.count("\n", 0, match.start("language")) + 1
        found.append(Snippet(page, line, match["language"], title[1] if title else "", match["why"] or "", match["body"]))
    return found


def commands(snippet: Snippet) -> Iterator[tuple[list[str], str]]:
    """The words of each line, up to a pipe, with what a `console` block shows below it. A comment after two spaces is none of it."""
    if snippet.language == "console":
        for part in re.split(r"^\$ ", snippet.body, flags=re.MULTILINE)[1:]:
            line, _, shown = part.partition("\n")
            yield _words(line), shown
        return
    for line in snippet.body.splitlines():
        if words := _words(re.sub(r"(?:^|\s{2,})#.*", "", line)):
            yield words, ""


def _words(line: str) -> list[str]:
    words = [word.removeprefix(".venv/bin/") for word in shlex.split(line)]
    return words[: words.index("|")] if "|" in words else words
