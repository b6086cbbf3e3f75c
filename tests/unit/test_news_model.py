"""What a language model may add to a draft, and the command that writes one. The service is on loopback and answers what it is told."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.main import build
from graph.errors import InputError
from graph.settings import load_settings
from loaders._news.actions import draft_actions
from loaders._news.proposals import Endpoint, proposals_of
from tests.drafts import read, wrong_places

TEXT = "Canada sanctioned Huawei on Monday. A spokesman of Iran called it piracy."
TRUE = {
    "quote": "A spokesman of Iran called it piracy",
    "action": "protest_public",
    "by": "Iran",
    "target": "it piracy",
    "date": "2024-03-26",
}


@contextmanager
def endpoint(content: str, status: int = 200) -> Iterator[tuple[Endpoint, list[dict[str, Any]]]]:
    """A service on loopback that answers every question alike, and what it was asked."""
    asked: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked.append({"path": self.path, "key": self.headers.get("Authorization"), **body})
            answer = json.dumps({"choices": [{"message": {"content": content}}]}).encode()
            self.send_response(status)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Endpoint(f"http://127.0.0.1:{server.server_port}/v1", "small", "secret"), asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_what_a_model_proposes_must_cite_words_of_the_text() -> None:
    false = [
        TRUE | {"quote": "Iran bombed Canada"},
        TRUE | {"action": "magic"},
        TRUE | {"by": "Russia"},
        TRUE | {"quote": ""},
        {"quote": 1},
        "words",
    ]
    with endpoint("```json\n" + json.dumps({"actions": [TRUE, *false]}) + "\n```") as (service, asked):
        taken, refused = proposals_of(read(TEXT), service)
    assert [(one.action, one.by.ref, str(one.span), one.proposed) for one in taken] == [("protest_public", "state:IRN", "2024-03-26", True)]
    assert len(refused) == len(false)
    assert (asked[0]["path"], asked[0]["key"], asked[0]["model"]) == ("/v1/chat/completions", "Bearer secret", "small")
    found = draft_actions(read(TEXT), taken)
    assert [one.action for one in found] == ["sanction", "protest_public"]
    assert wrong_places(TEXT, found) == []


@pytest.mark.parametrize(("content", "status"), [("no JSON", 200), ("{}", 200), ('{"actions": 1}', 200), ("{}", 401)])
def test_an_endpoint_that_answers_something_else_is_told(content: str, status: int) -> None:
    with endpoint(content, status) as (service, _), pytest.raises(InputError):
        proposals_of(read(TEXT), service)


def test_an_endpoint_that_is_not_there_is_told() -> None:
    for url in ("http://127.0.0.1:1/v1", "file:///etc"):
        with pytest.raises(InputError):
            proposals_of(read(TEXT), Endpoint(url, "small"))


def test_the_command_writes_a_draft_that_check_reads(tmp_path: Path) -> None:
    text, draft = tmp_path / "talk.txt", tmp_path / "talk.yaml"
    text.write_text(f"A title\n\n27 March 2024\n\n{TEXT}", "utf-8")
    runner = CliRunner()
    assert runner.invoke(build(), ["news", str(text), "-o", str(draft)]).exit_code == 0
    checked = runner.invoke(build(), ["check", str(draft)])
    assert checked.exit_code == 0, checked.output
    again = runner.invoke(build(), ["news", str(text), "-o", str(draft)])
    assert again.exit_code == 2, "a file is never overwritten"
    assert "01-sanction" in runner.invoke(build(), ["news", str(text)]).output


def test_the_command_says_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = tmp_path / "talk.txt"
    text.write_text(TEXT, "utf-8")
    runner = CliRunner()
    assert "--date" in runner.invoke(build(), ["news", str(text)]).stderr
    assert runner.invoke(build(), ["news", str(text), "--date", "2024-03-27"]).exit_code == 0
    assert runner.invoke(build(), ["news", str(text), "--date", "soon"]).exit_code == 2
    assert "RETORSION_NEWS_URL" in runner.invoke(build(), ["news", str(text), "--date", "2024-03-27", "--model"]).stderr
    assert runner.invoke(build(), ["news", str(tmp_path / "none.txt")]).exit_code == 2
    with endpoint(json.dumps({"actions": [TRUE, {}]})) as (service, _):
        monkeypatch.setenv("RETORSION_NEWS_URL", service.url)
        monkeypatch.setenv("RETORSION_NEWS_MODEL", "small")
        load_settings.cache_clear()
        done = runner.invoke(build(), ["news", str(text), "--date", "2024-03-27", "--model"])
    load_settings.cache_clear()
    assert "proposed by a language model" in done.stdout
    assert "refused" in done.stderr


class KnowsQuay:
    """A graph that knows one firm, and two men of one name."""

    def __enter__(self) -> KnowsQuay:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def query(self, name: str, **parameters: Any) -> list[dict[str, Any]]:
        assert name == "actors_by_name"
        firm = {"actor": "ofac:990001", "kind": "Company", "name": "Rising Quay", "aliases": ["Rising Quay Technologies"]}
        twins = [{"actor": f"ofac:{number}", "kind": "Person", "name": "Omas Kardun", "aliases": None} for number in (1, 2)]
        return [firm, *twins] if "Quay" in parameters["words"] or "Kardun" in parameters["words"] else []


def test_names_of_the_graph_are_known_by_the_letter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cli.news.open_graph", KnowsQuay)
    text = tmp_path / "talk.txt"
    text.write_text("On Monday Canada sanctioned Rising Quay Technologies. Canada indicted Omas Kardun on Monday.", "utf-8")
    done = CliRunner().invoke(build(), ["news", str(text), "--date", "2024-03-27", "--graph"])
    assert '{actor: "ofac:990001"}' in done.stdout
    assert '{unnamed: "Omas Kardun"}' in done.stdout, "a name of two is nobody's"
