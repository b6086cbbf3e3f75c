"""`check`, `load --dry-run` and the choice of a loader: no database. What a row may hold is tested with its loader."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.loading import choose, loader_of, outcome
from cli.main import build
from cli.terminal import FINDINGS, OK, USAGE
from graph.errors import InputError, Place
from graph.ingest import Reject, Report
from loaders.base import Load, Loader, loaders

DATA = Path(__file__).parents[1] / "data" / "chronology"
GOOD, BAD = DATA / "good", DATA / "bad"


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(build(), [str(word) for word in words])


# --- check ---


def test_a_good_file_is_shown_as_it_would_load() -> None:
    result = run("check", GOOD)
    assert result.exit_code == OK, result.output
    assert "0 rejected" in result.stdout
    for shown in ("Actors:", "Ties:", "Actions:", "Norway listed them.", "2024-01-01 to 2024-03-31", "sample:listing-2024"):
        assert shown in result.stdout
    assert "六一单位 is part of China" in result.stdout


def test_every_reject_is_a_line_with_its_place() -> None:
    result = run("check", BAD / "actions.yaml")
    assert result.exit_code == FINDINGS
    wanted = [n for n, text in enumerate((BAD / "actions.yaml").read_text("utf-8").splitlines(), start=1) if "  #! " in text]
    lines = result.stdout.splitlines()
    places = [int(line.removeprefix(f"{BAD / 'actions.yaml'}:").partition(":")[0]) for line in lines if line.startswith(str(BAD))]
    assert sorted(places) == wanted
    assert f"{len(wanted)} rejected" in result.stdout
    assert "(did you mean `targets`?)" in result.stdout


def test_what_is_rejected_is_not_shown_as_loading() -> None:
    text = run("check", BAD / "actions.yaml").stdout.partition("Actions:")[2]
    assert "bad:good" in text
    assert "bad:a-date" not in text


def test_check_as_json_is_json_alone() -> None:
    result = run("check", BAD / "entries.yaml", "--json")
    (report,) = json.loads(result.stdout)["reports"]
    assert result.exit_code == FINDINGS
    assert (report["dataset"], report["rejects"][0]["line"]) == ("bad", 10)
    rows = report["rows"]
    assert rows["read"] == rows["written"] + sum(rows["rejected"].values()) + sum(rows["skipped"].values())


def test_control_characters_of_a_file_do_not_reach_the_terminal(tmp_path: Path) -> None:
    file = tmp_path / "odd.yaml"
    file.write_text('chronology: 1\ndataset: "odd\\e[31m"\ntitle: T\npublisher: P\nlicence: L\n', encoding="utf-8")
    result = run("check", file)
    assert result.exit_code == FINDINGS
    assert "\x1b" not in result.stdout


@pytest.mark.parametrize("words", [["check", "no-such-file.yaml"], ["load", "no-such-file.yaml"], ["load", "chronolgy"], ["check"]])
def test_a_missing_file_is_usage(words: list[str]) -> None:
    result = run(*words)
    assert result.exit_code == USAGE
    assert result.stdout == ""


# --- load without a database ---


def test_a_dry_run_writes_nothing_and_says_so() -> None:
    result = run("load", "chronology", "--dry-run")
    assert result.exit_code == OK, result.output
    assert "Nothing was written" in result.stdout
    (report,) = json.loads(run("load", "chronology", "--dry-run", "--json").stdout)["reports"]
    assert report["rows"]["read"] == report["rows"]["written"] > 400


def test_a_dry_run_shows_twenty_rejects_and_counts_the_others() -> None:
    result = run("load", BAD / "actions.yaml", "--dry-run")
    assert result.exit_code == FINDINGS
    assert len([line for line in result.stdout.splitlines() if line.startswith(str(BAD))]) == 20
    assert "more rejected" in result.stdout


def test_a_file_of_which_nothing_loads_is_usage(tmp_path: Path) -> None:
    file = tmp_path / "empty.yaml"
    file.write_text("", encoding="utf-8")
    assert run("load", file, "--dry-run").exit_code == USAGE


# --- which loader ---


def test_a_name_brings_the_bundled_files_and_a_path_its_loader() -> None:
    chronology = loaders()["chronology"]
    assert choose("chronology", []) == (chronology, chronology.bundled)
    assert choose("chronology", [GOOD]) == (chronology, (GOOD,))
    assert choose(str(GOOD), [BAD]) == (chronology, (GOOD, BAD))


def test_a_near_name_is_offered() -> None:
    with pytest.raises(InputError) as error:
        choose("chronolgy", [])
    assert error.value.hint == "Did you mean chronology?"


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.docx"
    file.touch()
    with pytest.raises(InputError, match="no loader reads this"):
        loader_of([file])


def test_a_suffix_of_two_loaders_must_be_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(_: tuple[Path, ...]) -> Iterator[Load]:
        return iter(())

    twins = {name: Loader(name, "", read, (".yaml",)) for name in ("one", "two")}
    monkeypatch.setattr("cli.loading.loaders", lambda: twins)
    with pytest.raises(InputError, match="several loaders read this: one, two"):
        loader_of([GOOD / "actions.yaml"])
    with pytest.raises(InputError, match="brings no files"):
        choose("one", [])


def report(written: int = 0, unchanged: int = 0, rejected: int = 0) -> Report:
    found = Report("x", written=written, unchanged=unchanged)
    for line in range(rejected):
        found.reject(Reject(Place("x", line), "wrong"))
    return found


@pytest.mark.parametrize(
    ("reports", "code"),
    [
        ([report(written=1)], OK),
        ([report()], OK),
        ([report(written=1, rejected=1)], FINDINGS),
        ([report(unchanged=1, rejected=1)], FINDINGS),
        ([report(rejected=1)], USAGE),
        ([report(rejected=1), report(written=1)], FINDINGS),
    ],
)
def test_the_exit_code_tells_all_some_or_nothing(reports: list[Report], code: int) -> None:
    assert outcome(reports) == code


def test_check_does_not_show_what_rests_on_a_wrong_entry(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(
        "chronology: 1\ndataset: mine\ntitle: T\npublisher: P\nlicence: CC0-1.0\nsources:\n  s: {title: S, publisher: P}\n"
        "actors:\n  NOR: {kind: State, name: Norway}\n  acme: {kind: Firm, name: Acme}\nactions:\n"
        "  - {id: d, date: 2024, by: NOR, action: sanction, targets: acme, sources: [s]}\n"
        "  - {id: e, date: 2024, by: NOR, action: sanction, targets: state:CHN, sources: [s]}\n",
        encoding="utf-8",
    )
    result = CliRunner().invoke(build(), ["check", str(file)])
    assert result.exit_code == FINDINGS
    assert f"{file}:10: kind: 'Firm' is not a kind of actor" in result.stdout
    assert f"{file}:12" in result.stdout
    assert "names mine:acme" in result.stdout
    assert "mine:e" in result.stdout
    assert "mine:d\n" not in result.stdout
