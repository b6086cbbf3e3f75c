"""The guided notebook, run from its first cell to its last as a reader runs it; and the HTTP client against the service itself."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal

from api.app import create_app
from graph.engine import Endpoint
from graph.errors import CypherError, QuestionError
from graph.session import open_graph
from graph.settings import ROOT, Settings
from retorsion import questions as ask
from retorsion.client import AsyncClient, Client, Problem
from tests.conftest import found_by_settings

pytestmark = pytest.mark.server
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def test_there_is_a_guided_notebook() -> None:
    assert [path.name for path in NOTEBOOKS] == ["guide.ipynb"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_kept_without_what_it_printed(path: Path) -> None:
    cells = json.loads(path.read_text("utf-8"))["cells"]
    assert not [cell["id"] for cell in cells if cell.get("outputs") or cell.get("execution_count")]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the kernel's messenger
def test_the_guided_notebook_runs_to_its_end(bundled: Endpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nbformat, nbclient = import_module("nbformat"), import_module("nbclient")
    monkeypatch.setenv("RETORSION_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.delenv("MPLBACKEND", raising=False)  # the kernel shows figures in the notebook
    with found_by_settings(bundled, monkeypatch):
        notebook = nbformat.read(ROOT / "notebooks/guide.ipynb", as_version=4)
        nbclient.NotebookClient(notebook, timeout=240, resources={"metadata": {"path": str(tmp_path)}}).execute()
    assert not [cell.id for cell in notebook.cells if cell.cell_type == "code" and cell.execution_count is None]
    said = "\n".join(text for cell in notebook.cells for text in printed(cell))
    for words in ("APT31", "shape: ", "edge_type", "apt31.gexf", "sanctions.parquet.zip"):
        assert words in said, words
    assert [output for cell in notebook.cells for output in cell.get("outputs", ()) if "image/png" in output.get("data", {})]
    assert (tmp_path / "apt31.svg").read_text("utf-8").count("<path") > 50
    assert (tmp_path / "apt31.png").stat().st_size > 20_000
    assert json.loads((tmp_path / "apt31.gexf.manifest.json").read_text("utf-8"))["counts"]["edges"] > 5


def printed(cell: Any) -> Iterator[str]:
    """What a cell showed, as text."""
    for output in cell.get("outputs", ()):
        yield output.get("text", "") or output.get("data", {}).get("text/plain", "")


def test_cypher_of_ones_own_only_reads_and_is_not_cut_in_silence(
    bundled: Endpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RETORSION_DATA_DIR", str(tmp_path))
    with found_by_settings(bundled, monkeypatch), open_graph() as graph:
        found = graph.cypher("MATCH (a:State {id: $id}) RETURN a.name AS name, a", id="state:GBR")
        assert (found[0]["name"], found[0]["a"]["id"]) == ("United Kingdom", "state:GBR")
        with pytest.raises(QuestionError, match="more than 3 rows"):
            graph.cypher("UNWIND range(1, 4) AS n RETURN n", at_most=3)
        assert len(graph.cypher("UNWIND range(1, 3) AS n RETURN n", at_most=3)) == 3
        with pytest.raises(CypherError):
            graph.cypher("CREATE (n:Mine) RETURN n")
        assert graph.cypher("MATCH (n:Mine) RETURN n") == []


# --- the client ---


class Bridge(httpx.BaseTransport):
    """The service without a network, for a client that waits."""

    def __init__(self, portal: BlockingPortal, transport: httpx.ASGITransport) -> None:
        self._portal, self._transport = portal, transport

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        async def send() -> httpx.Response:
            response = await self._transport.handle_async_request(request)
            raw = b"".join([piece async for piece in response.aiter_raw()])  # packed as it came
            return httpx.Response(response.status_code, headers=response.headers, stream=httpx.ByteStream(raw))

        request.read()
        return self._portal.call(send)


def test_both_clients_get_what_the_service_says(bundled: Endpoint, settings: Settings, tmp_path: Path) -> None:
    app = create_app(settings.model_copy(update={"data_dir": tmp_path, "index_dir": settings.data_dir / "index"}), bundled)
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(app.router.lifespan_context(app)):
        transport = httpx.ASGITransport(app)
        with Client(transport=Bridge(portal, transport)) as client:
            card = client.ask(ask.actor("GBR"))
            assert card.actors["state:GBR"]["name"] == "United Kingdom"
            rows = client.ask(ask.query("sanctions_by_state", state="state:USA", limit=3))
            assert len(rows) == 3
            assert client.ask(ask.cypher("RETURN $n AS n", {"n": 1})) == [{"n": 1}]
            assert [row["n"] for row in client.rows("UNWIND range(1, 500) AS n RETURN n")] == list(range(1, 501))
            pages = list(client.pages(ask.events(source="GBR", limit=7)))
            assert len({id_ for page in pages for id_ in page.data["events"]}) > 10
            with pytest.raises(Problem, match="No actor is called") as caught:
                client.ask(ask.paths("nobody", "APT31"))
            assert caught.value.status in (404, 503)
            job = client.export(ask.graph("APT31", hops=1), tmp_path / "apt31.json", gzip=False)
            found = json.loads((tmp_path / "apt31.json").read_text("utf-8"))
            assert len(found["edges"]) == job["manifest"]["counts"]["edges"]

        async def asked() -> tuple[Any, list[Any]]:
            async with AsyncClient(transport=httpx.ASGITransport(app)) as other:
                return await other.ask(ask.actor("GBR")), [page async for page in other.pages(ask.events(source="GBR", limit=7))]

        assert portal.call(asked)[0].data == card.data
