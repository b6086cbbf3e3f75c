"""The command line without a database: commands and their parameters, exit codes, what goes to which stream."""

from __future__ import annotations

import inspect
import io
import json
import sys
from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from cli import progress, terminal
from cli.main import build
from cli.question import FILTER_HELP, Question, command
from cli.questions import QUESTIONS
from cli.terminal import NO_DATABASE, OK, UNKNOWN, USAGE
from graph import errors
from graph.answers import Answer, Filter
from graph.settings import load_settings
from graph.store import Store

COMMANDS = [*(question.name for question in QUESTIONS), "up", "load", "check", "doctor", "engine"]
ENGINE_COMMANDS = ["start", "stop", "restart", "status", "shell", "digest", "fetch"]


@pytest.fixture(autouse=True)
def _own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A data directory of the test's own, and an address at which nothing answers: no test here may start a server."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RETORSION_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("RETORSION_NEO4J_URI", "bolt://127.0.0.1:1")
    load_settings.cache_clear()
    yield
    load_settings.cache_clear()


def run(*words: str) -> Result:
    return CliRunner().invoke(build(), list(words))


# --- what there is ---


def test_help_names_every_command_and_the_exit_codes() -> None:
    text = run("--help").stdout
    assert not [name for name in COMMANDS if name not in text]
    assert "Exit codes" in text
    assert "retorsion path Intel APT31" in text


@pytest.mark.parametrize("words", [*([name] for name in COMMANDS), *(["engine", name] for name in ENGINE_COMMANDS)])
def test_every_command_explains_itself(words: list[str]) -> None:
    result = run(*words, "--help")
    assert result.exit_code == OK
    assert f"retorsion {' '.join(words)}" in result.stdout.replace("root", "retorsion")


def test_version_is_that_of_the_package() -> None:
    assert run("--version").stdout.startswith("retorsion 0.")


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_every_parameter_of_a_question_is_explained(question: Question) -> None:
    assert set(question.helps) >= set(question.parameters()), "each parameter needs a line in cli/questions.py"
    filters = set(question.filter_fields())
    assert bool(filters) == ("filter" in inspect.signature(question.ask).parameters)


def test_every_field_of_the_filter_is_an_option() -> None:
    assert set(FILTER_HELP) == {field.name for field in fields(Filter)}


def test_only_questions_of_stored_days_take_recorded_as_of() -> None:
    having = {question.name for question in QUESTIONS if "recorded_as_of" in [*question.filter_fields(), *question.parameters()]}
    assert having == {"events", "event", "timeline", "graph"}


# --- what a person gives reaches the function ---


def asked(monkeypatch: pytest.MonkeyPatch, name: str, *words: str) -> dict[str, Any]:
    """The arguments with which a command calls its function."""
    question = next(one for one in QUESTIONS if one.name == name)
    found: dict[str, Any] = {}

    def answered(ask: Any) -> Answer:
        spy = Question(name=name, ask=question.ask, show=question.show, about="")
        found.update(ask.keywords)
        assert spy.parameters() == question.parameters()
        return Answer()

    monkeypatch.setattr("cli.question.answered", answered)
    result = CliRunner().invoke(build(), [name, *words, "--json"])
    assert result.exit_code == OK, result.output
    return found


def test_filters_and_options_reach_the_question(monkeypatch: pytest.MonkeyPatch) -> None:
    given = asked(
        monkeypatch, "path", "Intel", "APT31", "--k", "2", "--direction", "forward", "--types", "BANNED,PART_OF", "--since", "2024-03"
    )
    assert (given["source"], given["target"]) == ("Intel", "APT31")
    assert (given["options"].k, given["options"].direction, given["options"].max_hops) == (2, "forward", 4)
    assert given["filter"] == Filter(types=("BANNED", "PART_OF"), since=date(2024, 3, 1))


def test_a_vague_day_is_its_last_where_publication_is_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked(monkeypatch, "actor", "APT31", "--as-of", "2024-03")["as_of"] == date(2024, 3, 31)
    assert asked(monkeypatch, "actor", "APT31")["as_of"] is None


def test_several_actors_and_switches(monkeypatch: pytest.MonkeyPatch) -> None:
    given = asked(monkeypatch, "graph", "Intel", "AMD", "--no-ties", "--induced", "--recorded-as-of", "7")
    assert given["actors"] == ("Intel", "AMD")
    assert (given["options"].ties, given["options"].induced) == (False, True)
    assert given["filter"].recorded_as_of == "7"


# --- exit codes and streams ---


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.UnknownError("nobody"), UNKNOWN),
        (errors.QuestionError("not so"), USAGE),
        (errors.SettingsError("not so"), USAGE),
        (errors.InputError("not so", errors.Place("a.yaml", 3)), USAGE),
        (errors.StoreUnreachable("down"), NO_DATABASE),
        (errors.SchemaError("old"), NO_DATABASE),
        (errors.EngineError("no"), NO_DATABASE),
    ],
)
def test_errors_end_as_one_line_and_a_code(error: errors.RetorsionError, code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Any) -> Answer:
        raise error

    error.hint = "Do this."
    monkeypatch.setattr("cli.question.answered", fail)
    result = run("stats")
    assert result.exit_code == code
    assert result.stdout == ""
    assert result.stderr.splitlines()[0].startswith("error: ")
    assert error.message in result.stderr
    assert result.stderr.splitlines()[1:] == ["  Do this."]


def test_an_unreachable_database_is_told() -> None:
    result = run("stats", "--json")
    assert (result.exit_code, result.stdout) == (NO_DATABASE, "")
    assert "No Neo4j answers at bolt://127.0.0.1:1." in result.stderr


@pytest.mark.parametrize("words", [["nonsense"], ["path", "Intel"], ["stats", "--nonsense"], ["path", "a", "b", "--direction", "back"]])
def test_a_wrong_command_is_usage(words: list[str]) -> None:
    result = run(*words)
    assert (result.exit_code, result.stdout) == (USAGE, "")


def test_a_wrong_filter_is_told_before_any_database_is_asked() -> None:
    result = run("events", "--types", "SANCTIONS")
    assert result.exit_code == USAGE
    assert "Did you mean SANCTIONED?" in result.stderr


def test_an_interrupt_is_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: Any) -> Answer:
        raise KeyboardInterrupt

    monkeypatch.setattr("cli.question.answered", interrupted)
    assert run("stats").exit_code == 130


@pytest.mark.parametrize("name", ["start", "stop", "restart"])
def test_a_foreign_server_is_never_started_or_stopped(name: str) -> None:
    result = run("engine", name)
    assert result.exit_code == USAGE
    assert "neither starts nor stops" in result.stderr


def test_json_is_the_envelope_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = Answer(data={"cases": [{"name": "é"}]}, notes=["mind"])
    monkeypatch.setattr("cli.question.answered", lambda _: answer)
    result = run("cases", "--json")
    assert result.stdout == json.dumps(answer.envelope(), indent=2, ensure_ascii=False) + "\n"
    assert result.stderr == ""


# --- the terminal ---


def test_foreign_text_cannot_steer_the_terminal() -> None:
    assert terminal.printable("a\x1b[31mb\nc\u009bd") == "a\\x1b[31mb c\\x9bd"


def test_square_brackets_of_data_are_no_markup(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.out().print("[bold]x[/bold] :smile:")
    assert capsys.readouterr().out == "[bold]x[/bold] :smile:\n"


def test_no_color_is_respected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert not terminal.out().no_color
    monkeypatch.setenv("NO_COLOR", "1")
    assert terminal.out().no_color


def test_piped_output_is_100_columns_wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.setattr(sys, "__stdout__", io.StringIO())
    assert terminal.out().width == 100


def test_progress_elsewhere_is_a_line_a_stage(capsys: pytest.CaptureFixture[str]) -> None:
    with progress.shown() as listener:
        for done in range(3):
            listener("rows", done, 0, "rows")
        listener("constraints", 1, 2, "types")
    out, err = capsys.readouterr()
    assert (out, err) == ("", "Rows ...\nConstraints ...\n")


def test_progress_on_a_terminal_is_a_bar_with_rate_and_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = io.StringIO()
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setattr(progress, "err", lambda: Console(file=shown, force_terminal=True, width=120))
    with progress.shown() as listener:
        listener("Fetching Neo4j", 0, 4_000_000, "bytes")
        listener("Fetching Neo4j", 1_000_000, 4_000_000, "bytes")
        listener("rows", 7, 0, "rows")
    assert "Fetching Neo4j" in shown.getvalue()
    assert "of 4.0 MB" in shown.getvalue()
    assert "left" in shown.getvalue()


def test_a_made_signature_is_one_that_python_can_show() -> None:
    async def ask(store: Store, a: str, *, limit: int = 5, filter: Filter) -> Answer:
        return Answer()

    made = inspect.signature(command(Question(name="x", ask=ask, show=lambda view: (), about="")))
    assert next(iter(made.parameters)) == "a"
    assert {"limit", "since", "json"} < set(made.parameters)
    assert "recorded_as_of" not in made.parameters
