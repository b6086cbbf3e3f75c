"""Every shell, Python and Cypher block of the README and of docs/ runs on the bundled graph, and shows what the page says it shows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import neo4j
import pytest
from typer.testing import CliRunner

from cli.main import build
from graph.engine import Endpoint
from graph.session import open_graph
from graph.settings import ROOT, Settings
from tests.conftest import found_by_settings
from tests.serving import served
from tests.snippets import ELSEWHERE, Snippet, commands, documents, snippets

pytestmark = pytest.mark.server
DOCUMENTED = "http://127.0.0.1:8000"
RUN = {"sh", "console", "python", "cypher"}
# Their blocks need ids and files that are made on the way, as these tests make them.
OTHERWISE = {"docs/exports.md": "test_export_jobs.py", "docs/identity.md": "test_identity.py"}
PAGES = [
    page
    for page in documents()
    if page.relative_to(ROOT).as_posix() not in OTHERWISE and any(one.language in RUN and not one.why for one in snippets(page))
]


@pytest.fixture(scope="module")
def address(bundled: Endpoint, settings: Settings) -> Iterator[str]:
    with served(settings, bundled) as found:
        while httpx.get(f"{found}/v1/paths?from=Intel&to=APT31", timeout=60).status_code == 503:
            pass  # the service waits two seconds for its index by itself
        yield found


@pytest.fixture
def folder(bundled: Endpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder to run in, which holds the example that the README names, and settings that find the test's graph."""
    example = next(one for one in snippets(ROOT / "docs/howto/own-events.md") if one.title)
    (tmp_path / example.title).write_text(example.body, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RETORSION_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "100")
    with found_by_settings(bundled, monkeypatch):
        yield tmp_path


def test_the_pages_that_are_run_elsewhere_are_there() -> None:
    assert all((ROOT / page).is_file() and (ROOT / "tests/server" / test).is_file() for page, test in OTHERWISE.items())
    assert {ROOT / "README.md", ROOT / "docs/tutorial.md"} <= set(PAGES)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_what_a_page_shows_can_be_done(page: Path, folder: Path, address: str, cypher: neo4j.Driver) -> None:
    for snippet in snippets(page):
        if snippet.title:
            (folder / snippet.title).write_text(snippet.body, "utf-8")
        elif snippet.why:
            continue
        elif snippet.language in ("sh", "console"):
            run_lines(snippet, address)
        elif snippet.language == "python":
            run_python(snippet)
        elif snippet.language == "cypher":
            cypher.execute_query(snippet.body, routing_=neo4j.RoutingControl.READ)


def run_lines(snippet: Snippet, address: str) -> None:
    for words, shown in commands(snippet):
        if words[0] in ELSEWHERE:
            continue
        told = RUNNERS[words[0]](words[1:], address, str(snippet))
        missing = [line for line in map(joined, shown.splitlines()) if line and line not in joined(told)]
        assert not missing, f"{snippet}: {' '.join(words)} prints\n{told}"


def run_retorsion(words: list[str], address: str, where: str) -> str:
    result = CliRunner().invoke(build(), words)
    assert result.exit_code == 0, f"{where}: retorsion {' '.join(words)}: {result.output} {result.exception}"
    return result.output


def run_curl(words: list[str], address: str, where: str) -> str:
    """As curl would ask, which not every machine has: an address, and JSON to send there."""
    url, *sent = words
    assert not sent or (sent[0] == "--json" and len(sent) == 2), f"{where}: curl {' '.join(words)}: say why it is not run"
    body = {"content": sent[1], "headers": {"content-type": "application/json"}} if sent else {}
    answer = httpx.request("POST" if sent else "GET", url.replace(DOCUMENTED, address), timeout=60, **body)  # type: ignore[arg-type]
    assert answer.status_code == 200, f"{where}: curl {' '.join(words)}: {answer.text}"
    assert answer.json()["data"], where
    return answer.text


RUNNERS = {"retorsion": run_retorsion, "curl": run_curl}


def run_python(snippet: Snippet) -> None:
    code = compile(snippet.body, str(snippet), "exec")
    if "graph." not in snippet.body or "open_graph" in snippet.body or "import" in snippet.body:
        exec(code, {})
        return
    with open_graph() as graph:  # what the page has opened before
        names: dict[str, Any] = {"graph": graph}
        exec(code, names)


def joined(text: str) -> str:
    """One line of single spaces, so that wrapping hides nothing."""
    return " ".join(text.split())
