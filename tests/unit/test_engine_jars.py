"""Fetching against a small server on loopback: what arrives is right or is not there, and every failure says what to do."""

from __future__ import annotations

import base64
import hashlib
import shutil
import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

import pytest

from graph.engine import jars as jars_module
from graph.engine.jars import fetch_jars, missing, wrong_jars
from graph.engine.lock import Artifact
from graph.engine.repository import Repository
from graph.errors import EngineError
from graph.progress import silent


def artifact(name: str, content: bytes) -> Artifact:
    return Artifact("org.example", name, "1.0", "", len(content), hashlib.sha256(content).hexdigest())


CONTENTS = {name: name.encode() * (20_000 * (place + 1)) for place, name in enumerate("abcdefghijkl")}
JARS = tuple(artifact(name, content) for name, content in CONTENTS.items())
FILES = {"/maven/" + jar.path: CONTENTS[jar.artifact] for jar in JARS}


class Maven:
    """A repository that misbehaves on demand."""

    def __init__(self) -> None:
        self.answers = dict(FILES)
        self.cut_first = 0
        self.status_first: list[int] = []
        self.login = ""
        self.asked: Counter[str] = Counter()
        self.order: list[str] = []
        self.lock = threading.Lock()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        with self.lock:
            self.asked[request.path] += 1
            self.order.append(request.path)
            cut, self.cut_first = self.cut_first > 0, max(0, self.cut_first - 1)
            status = self.status_first.pop() if self.status_first else 200
        content = self.answers.get(request.path)
        if self.login and request.headers.get("Authorization") != self.login:
            status = 401
        elif content is None:
            status = 404
        request.send_response(status)
        request.send_header("Content-Length", str(len(content) if content and status == 200 else 0))
        request.end_headers()
        if content and status == 200:
            request.wfile.write(content[: len(content) // 2] if cut else content)
        request.close_connection = cut


class Served(NamedTuple):
    maven: Maven
    repository: Repository


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    monkeypatch.setenv("M2_REPO", str(tmp_path / "m2"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(jars_module, "_PAUSE_S", 0.001)
    maven = Maven()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            maven.answer(self)

        def log_message(self, format: str, *args: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield Served(maven, Repository(f"http://127.0.0.1:{server.server_port}/maven", "the test"))
        server.shutdown()
        thread.join()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "jars"


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


EXPECTED = {jar.file_name: CONTENTS[jar.artifact] for jar in JARS}


def test_all_jars_arrive_whole(served: Served, folder: Path) -> None:
    seen: list[tuple[int, int]] = []
    size = fetch_jars(JARS, folder, served.repository, lambda label, done, total, unit: seen.append((done, total)))
    assert contents(folder) == EXPECTED
    assert size == sum(jar.size for jar in JARS)
    assert max(seen) == (size, size)


def test_the_largest_jar_is_asked_for_first(served: Served, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One connection, because which of several threads comes first is the machine's affair."""
    monkeypatch.setattr("graph.engine.jars.CONNECTIONS", 1)
    fetch_jars(JARS, folder, served.repository, silent)
    largest_first = sorted(JARS, key=lambda jar: jar.size, reverse=True)
    assert served.maven.order == ["/maven/" + jar.path for jar in largest_first]


def test_a_second_run_asks_for_nothing(served: Served, folder: Path) -> None:
    fetch_jars(JARS, folder, served.repository, silent)
    served.maven.asked.clear()
    assert fetch_jars(JARS, folder, served.repository, silent) == 0
    assert not served.maven.asked


def test_a_run_that_was_cut_short_is_resumed(served: Served, folder: Path) -> None:
    fetch_jars(JARS[:7], folder, served.repository, silent)
    (folder / f"{JARS[8].file_name}.part").write_bytes(b"half a jar")
    (folder / JARS[0].file_name).write_bytes(b"cut off")
    served.maven.asked.clear()
    fetch_jars(JARS, folder, served.repository, silent)
    assert contents(folder) == EXPECTED
    assert sorted(served.maven.asked) == sorted("/maven/" + jar.path for jar in (JARS[0], *JARS[7:]))


def test_a_broken_connection_is_tried_again(served: Served, folder: Path) -> None:
    served.maven.cut_first = 3
    seen: list[int] = []
    size = fetch_jars(JARS, folder, served.repository, lambda label, done, total, unit: seen.append(done))
    assert contents(folder) == EXPECTED
    assert max(seen) == seen[-1] == size, "bytes of failed attempts must not count"


def test_an_overloaded_repository_is_tried_again(served: Served, folder: Path) -> None:
    served.maven.status_first = [503, 429, 502]
    fetch_jars(JARS, folder, served.repository, silent)
    assert contents(folder) == EXPECTED


def test_wrong_content_is_refused_and_leaves_nothing(served: Served, folder: Path) -> None:
    bad = JARS[3]
    served.maven.answers["/maven/" + bad.path] = b"x" * bad.size
    with pytest.raises(EngineError, match=r"d-1\.0\.jar .* is not the released file.*RETORSION_MAVEN_REPOSITORY"):
        fetch_jars(JARS, folder, served.repository, silent)
    assert bad.file_name not in contents(folder)
    assert served.maven.asked["/maven/" + bad.path] == 1


def test_a_jar_that_the_repository_lacks_is_named(served: Served, folder: Path) -> None:
    del served.maven.answers["/maven/" + JARS[5].path]
    with pytest.raises(EngineError, match=r"does not have org\.example:f:1\.0 \(404\)"):
        fetch_jars(JARS, folder, served.repository, silent)
    assert served.maven.asked["/maven/" + JARS[5].path] == 1, "a 404 does not pass by itself"


def test_a_login_is_sent_and_its_refusal_explained(served: Served, folder: Path) -> None:
    served.maven.login = "Basic " + base64.b64encode(b"ada:s3cret").decode()
    with pytest.raises(EngineError, match=r"refused .* \(401\).*settings\.xml"):
        fetch_jars(JARS, folder, served.repository, silent)
    fetch_jars(JARS, folder, Repository(served.repository.url, "the test", "ada", "s3cret"), silent)
    assert contents(folder) == EXPECTED


def test_no_network_is_one_clear_sentence(served: Served, folder: Path) -> None:
    nowhere = Repository("http://127.0.0.1:9/maven", "the test")
    with pytest.raises(EngineError, match=r"127\.0\.0\.1:9/maven \(from the test\) cannot be reached: .*refused.*HTTPS_PROXY"):
        fetch_jars(JARS[:1], folder, nowhere, silent)


def test_a_full_disk_is_told_before_anything_is_fetched(served: Served, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    full = shutil.disk_usage("/")._replace(free=1000)
    monkeypatch.setattr("shutil.disk_usage", lambda path: full)
    with pytest.raises(EngineError, match="RETORSION_CACHE_DIR"):
        fetch_jars(JARS, folder, served.repository, silent)
    assert not served.maven.asked


def test_jars_of_the_local_repository_are_taken_if_right(served: Served, folder: Path, tmp_path: Path) -> None:
    right, wrong = JARS[0], JARS[1]
    for jar, content in ((right, CONTENTS["a"]), (wrong, b"y" * wrong.size)):
        file = tmp_path / "m2" / jar.path
        file.parent.mkdir(parents=True)
        file.write_bytes(content)
    fetch_jars(JARS[:2], folder, served.repository, silent)
    assert list(served.maven.asked) == ["/maven/" + wrong.path]
    assert wrong_jars(JARS[:2], folder) == []


def test_the_check_reads_hashes_the_quick_look_only_sizes(served: Served, folder: Path) -> None:
    fetch_jars(JARS[:3], folder, served.repository, silent)
    (folder / JARS[1].file_name).write_bytes(b"z" * JARS[1].size)
    (folder / JARS[2].file_name).unlink()
    assert missing(JARS[:3], folder) == [JARS[2]]
    problems = wrong_jars(JARS[:3], folder)
    assert len(problems) == 2
    assert "b-1.0.jar is not the released file" in problems[0]
    assert "c-1.0.jar is missing" in problems[1]
