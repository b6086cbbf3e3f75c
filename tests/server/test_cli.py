"""Every question on the command line, on the bundled chronology: its JSON is the function's own envelope, its tables show the answer."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import urllib.request
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from typing import IO, Any

import anyio
import pytest
from typer.testing import CliRunner, Result

from cli.main import build
from cli.questions import QUESTIONS
from cli.terminal import FINDINGS, OK, UNKNOWN, USAGE
from graph import answers
from graph.answers import Answer, Filter, GraphOptions, PathOptions, ReachOptions
from graph.engine import Endpoint
from graph.settings import load_settings
from graph.store import Store
from tests.conftest import found_by_settings, indexed

Ask = Callable[..., Awaitable[Answer]]
MARCH = Filter.of(since="2024-03", until="2024-03")
YEARS = Filter.of(since="2020", until="2024")

CASES: list[tuple[str, Ask]] = [
    ("search intel --limit 5", lambda store: answers.search(store, "intel", limit=5)),
    ("search china --kinds State", lambda store: answers.search(store, "china", kinds=("State",))),
    ("actor APT31", lambda store: answers.actor(store, "APT31")),
    ("actor APT31 --as-of 2024-03-24", lambda store: answers.actor(store, "APT31", as_of=date(2024, 3, 24))),
    ("neighbours GBR --types SANCTIONED", partial(answers.neighbours, ref="GBR", filter=Filter.of(types="SANCTIONED"))),
    ("neighbours GBR --count-only", partial(answers.neighbours, ref="GBR", filter=Filter(), count_only=True)),
    (
        "events --target APT31 --members --since 2024-03 --until 2024-03",
        lambda store: answers.events(store, target="APT31", members=True, filter=MARCH),
    ),
    ("events --limit 3 --min-rung 4", lambda store: answers.events(store, limit=3, filter=Filter(min_rung=4))),
    (
        "event chronology:cn-electoral-commission-2021",
        lambda store: answers.event(store, "chronology:cn-electoral-commission-2021"),
    ),
    ("path Intel APT31", partial(answers.paths, source="Intel", target="APT31", filter=Filter())),
    ("reach GBR --since 2018", partial(answers.reach, actors="GBR", filter=Filter.of(since="2018"))),
    (
        "reach --event chronology:uk-sanctions-apt31-2024 --way back --ties standing",
        partial(
            answers.reach,
            event="chronology:uk-sanctions-apt31-2024",
            options=ReachOptions(way="back", ties="standing"),
            filter=Filter(),
        ),
    ),
    (
        "path Intel APT31 --k 1 --ties none --max-hops 3",
        partial(answers.paths, source="Intel", target="APT31", options=PathOptions(k=1, ties="none", max_hops=3), filter=Filter()),
    ),
    ("timeline CHN GBR --since 2020 --until 2024", lambda store: answers.timeline(store, "CHN", "GBR", filter=YEARS)),
    ("timeline CHN GBR --fold-to none", lambda store: answers.timeline(store, "CHN", "GBR", fold_to="none", filter=Filter())),
    ("around 2024-03-24 --as-of 2024-03-24", lambda store: answers.around(store, "2024-03-24", filter=Filter.of(as_of="2024-03-24"))),
    ("escalation CHN GBR --since 2020 --until 2024", lambda store: answers.escalation(store, "CHN", "GBR", filter=YEARS)),
    ("responses USA CHN --since 2018", partial(answers.responses, a="USA", b="CHN", filter=Filter.of(since="2018"))),
    ("chain chronology:us-closes-houston-2020", partial(answers.chain, event="chronology:us-closes-houston-2020", filter=Filter())),
    ("board CHN --until 2020-07-31", partial(answers.escalation_board, actors="CHN", filter=Filter.of(until="2020-07-31"))),
    ("graph Intel AMD", lambda store: answers.subgraph(store, ("Intel", "AMD"), filter=Filter())),
    (
        "graph APT31 --fold dyad --no-ties --hops 2",
        lambda store: answers.subgraph(store, ("APT31",), options=GraphOptions(fold="dyad", ties=False, hops=2), filter=Filter()),
    ),
    ("cases", answers.cases),
    ("case apt31-2024", lambda store: answers.case(store, "apt31-2024")),
    ("stats", answers.stats),
    ("vocabulary", answers.vocabulary_tables),
    ("datasets", answers.datasets),
]


@pytest.fixture(autouse=True)
def _settings_of(bundled: Endpoint, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The command line finds the test's database as a person's own: by its settings."""
    with found_by_settings(bundled, monkeypatch):
        yield


def run(words: str) -> Result:
    return CliRunner().invoke(build(), words.split())


def envelope(endpoint: Endpoint, ask: Ask) -> dict[str, Any]:
    question = indexed(ask, load_settings(), endpoint)

    async def asked() -> dict[str, Any]:
        async with Store(endpoint, timeout_s=30) as store:
            answer: Answer = await question(store)
            return answer.envelope()

    found: dict[str, Any] = json.loads(json.dumps(anyio.run(asked)))
    return without_time(found)


def without_time(found: dict[str, Any]) -> dict[str, Any]:
    del found["meta"]["took_ms"]
    return found


def test_every_question_is_asked_here() -> None:
    assert {words.split()[0] for words, _ in CASES} == {question.name for question in QUESTIONS}


@pytest.mark.parametrize(("words", "ask"), CASES, ids=[words for words, _ in CASES])
def test_json_is_the_envelope_of_the_function(words: str, ask: Ask, bundled: Endpoint) -> None:
    result = run(f"{words} --json")
    assert (result.exit_code, result.stderr) == (OK, "")
    assert without_time(json.loads(result.stdout)) == envelope(bundled, ask)


@pytest.mark.parametrize("words", [words for words, _ in CASES])
def test_tables_fit_100_columns(words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    result = run(words)
    assert (result.exit_code, result.stderr) == (OK, "")
    assert result.stdout.strip()
    assert not [line for line in result.stdout.splitlines() if len(line) > 100]


# --- what the tables must show ---


def lines(words: str) -> str:
    """The output as one line of single spaces, so that wrapping hides nothing."""
    return " ".join(run(words).stdout.split())


def test_intel_to_apt31_shows_each_hop_with_date_words_and_source() -> None:
    text = lines("path Intel APT31")
    for shown in (
        "1. Intel - China - APT31",
        "1 2023-12-26 China banned from procurement Intel",
        "2 standing APT31 is part of China",
        "disputed: denied by China",
        "US Department of Justice, 2024-03-25",
    ):
        assert shown in text
    assert text.endswith("A path shows dated links. It does not show cause.")


def test_the_electoral_commission_shows_words_range_claimant_and_denial() -> None:
    text = lines("event chronology:cn-electoral-commission-2021")
    assert '"highly likely" (PHIA, 80-90 %): National Cyber Security Centre, 2024-03-25' in text
    assert "disputed: denied by China" in text


def test_china_and_the_uk_show_the_stated_answer_after_four_days() -> None:
    text = lines("escalation CHN GBR --since 2020 --until 2024")
    assert "stated after 4 days China sanctioned nine individuals and four entities in the United Kingdom. (2021-03-26" in text


def test_what_is_cut_is_told() -> None:
    text = lines("events --limit 2")
    assert "Truncated: " in text
    cursor = text.partition("--cursor ")[2].split()[0]
    first, second = (
        json.loads(run(words).stdout)["data"]["events"]
        for words in ("events --limit 2 --json", f"events --limit 2 --cursor {cursor} --json")
    )
    assert len(first) == len(second) == 2
    assert not set(first) & set(second)


@pytest.mark.parametrize(
    ("words", "code"),
    [("actor Nobody-Is-Called-This", UNKNOWN), ("event x:none", UNKNOWN), ("case none", UNKNOWN), ("path Intel Intel", USAGE)],
)
def test_a_wrong_question_is_told_on_stderr(words: str, code: int) -> None:
    result = run(words)
    assert (result.exit_code, result.stdout) == (code, "")
    assert result.stderr.startswith("error: ")


# --- beside the questions ---


def test_doctor_finds_a_loaded_graph_well() -> None:
    result = run("doctor --json")
    assert result.exit_code == OK, result.output
    found = {check["name"]: check for check in json.loads(result.stdout)["checks"]}
    assert {found[name]["state"] for name in ("database", "schema", "constraints", "data")} == {"ok"}
    assert found["database"]["text"].startswith("Neo4j 20")


def test_engine_digest_is_that_of_the_graph() -> None:
    told = json.loads(run("engine digest --json").stdout)
    assert run("engine digest").stdout.split()[0] == told["digest"]
    assert told["nodes"] > 300


def test_shell_hands_the_password_over_in_the_environment(tmp_path: Path, bundled: Endpoint) -> None:
    shell = tmp_path / "cypher-shell"
    shell.write_text('#!/bin/sh\necho "args=$#"\nenv | grep ^NEO4J_\n', encoding="utf-8")
    shell.chmod(shell.stat().st_mode | stat.S_IXUSR)
    found = subprocess.run(command("engine", "shell"), env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}, **_captured)
    assert found.returncode == OK, found.stderr
    assert set(found.stdout.split()) >= {"args=0", f"NEO4J_URI={bundled.uri}", f"NEO4J_USERNAME={bundled.user}"}
    assert f"NEO4J_PASSWORD={bundled.password}" in found.stdout


def shell(text: str, path: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command("engine", "shell"), input=text, env={**os.environ, "PATH": str(path)}, **_captured)


def test_shell_without_a_client_runs_statements(bundled: Endpoint, tmp_path: Path) -> None:
    library = (Path(__file__).parents[2] / "cypher" / "read" / "sanctions_by_state.cypher").read_text(encoding="utf-8")
    found = shell("RETURN 1 + 1 AS two, date('2024-03-25') AS day;\n" + library, tmp_path)
    assert found.returncode == OK, found.stderr
    assert "2024-03-25" in found.stdout
    assert "Ni Gaobin" in found.stdout
    assert "4 rows" in found.stderr
    assert bundled.password not in found.stdout + found.stderr


def test_shell_tells_a_wrong_statement_and_goes_on(bundled: Endpoint, tmp_path: Path) -> None:
    found = shell(":param x => nothing;\nRETURN $y AS y;\nRETRUN 1;\nMATCH (s:State {id: 'state:GBR'}) RETURN s;", tmp_path)
    assert found.returncode == FINDINGS
    assert "must be JSON" in found.stderr
    assert found.stderr.count("error:") == 3
    assert "(:Actor:State" in found.stdout


def test_up_serves_the_demo_and_ends_cleanly_on_an_interrupt() -> None:
    with serving("up", "--demo", "--port", "0") as (process, out):
        told = [out.readline()]
        while "in stated answer" not in told[-1]:
            assert process.poll() is None, "".join(told)
            told.append(out.readline())
        text = "".join(told)
        address = next(line.split()[-1] for line in told if "listens on" in line)
        with urllib.request.urlopen(f"{address}/v1/paths?from=Intel&to=APT31", timeout=30) as response:
            by_http = json.load(response)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == OK
    assert "4 actions: " in text
    assert "China sanctioned nine individuals and four entities in the United Kingdom (2021-03-26) in stated answer, after 4 days" in text
    assert without_time(by_http) == without_time(json.loads(run("path Intel APT31 --json").stdout))


_captured: dict[str, Any] = {"capture_output": True, "text": True, "timeout": 60, "check": False}


def command(*words: str) -> list[str]:
    return [sys.executable, "-c", "from retorsion import main; main()", *words]


@contextmanager
def serving(*words: str) -> Iterator[tuple[subprocess.Popen[str], IO[str]]]:
    """The command as a process of its own, ended however the test ends."""
    process = subprocess.Popen(command(*words), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout is not None
    try:
        yield process, process.stdout
    finally:
        process.kill()
        process.wait(timeout=10)
        process.stdout.close()
