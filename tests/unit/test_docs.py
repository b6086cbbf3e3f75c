"""The documents hang together: links lead somewhere, every page stands in the site, the reference tells all that the program has."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer
import yaml

from api.app import create_app
from cli.main import build
from cli.reference import datasets, pages
from graph.settings import ROOT, Settings
from graph.vocabulary import vocabulary
from loaders.base import loaders
from tests.snippets import ELSEWHERE, commands, documents, snippets

DOCS = ROOT / "docs"
KNOWN = {"sh", "console", "python", "cypher", "yaml", "csv", "json", "text", "sql", "toml"}


@pytest.fixture(scope="module")
def reference() -> dict[str, str]:
    return pages()


# --- the reference tells all ---


def test_every_setting_is_told(reference: dict[str, str]) -> None:
    lines = reference["reference/settings.md"].splitlines()
    for name, field in Settings.model_fields.items():
        assert [line for line in lines if line.startswith(f"| `RETORSION_{name.upper()}` | ") and str(field.description) in line]


def test_every_command_and_option_is_told(reference: dict[str, str]) -> None:
    page = reference["reference/commands.md"]
    group = typer.main.get_command(build())
    names = [name for name, command in group.commands.items() if not hasattr(command, "commands")]  # type: ignore[attr-defined]
    assert {"load", "path", "export", "doctor"} <= set(names)
    for name in [*names, "engine start", "engine stop", "resolve run", "keys create"]:
        assert f"\n## retorsion {name}\n" in page
    section = page.partition("\n## retorsion load\n")[2].partition("\n## ")[0]
    assert {"`--strict`", "`--dry-run`", "`--job`"} <= set(re.findall(r"`--[a-z-]+`", section))


def test_every_address_is_told(reference: dict[str, str]) -> None:
    page = reference["reference/addresses.md"]
    paths = create_app(Settings()).openapi()["paths"]
    assert "/v1/paths" in paths
    for path, methods in paths.items():
        for method in methods:
            assert f"\n## {method.upper()} {path}\n" in page
    section = page.partition("\n## GET /v1/paths\n")[2].partition("\n## ")[0]
    assert "| `from` | query, required | " in section
    assert "`any`, `forward`" in section or "`forward`, `any`" in section


def test_every_word_is_told(reference: dict[str, str]) -> None:
    page, known = reference["reference/vocabulary.md"], vocabulary()
    for word in (*known.kinds, *known.all_actions, *known.ties):
        assert f"\n| `{word}` | " in page
    for band in known.bands.values():
        assert f"\n| {band.scheme} | {band.words} | " in page


def test_every_dataset_has_its_licence_and_citation(reference: dict[str, str]) -> None:
    page = reference["reference/datasets.md"]
    assert len(datasets()) >= len(loaders()) - 3, "chronology and table bring their own; a loader lacks its Dataset"
    for dataset in datasets().values():
        assert dataset.citation, dataset.id
        assert f"\n| `{dataset.id}` | {dataset.title} | " in page
        assert dataset.licence in page


def test_every_loader_has_its_page() -> None:
    assert [name for name in loaders() if name != "chronology" and not (DOCS / "loaders" / f"{name}.md").is_file()] == []


# --- the site ---


def test_the_site_is_built_without_a_warning(tmp_path: Path) -> None:
    pytest.importorskip("mkdocs", reason="mkdocs-material is not installed")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path / "site")],
        cwd=ROOT, env=os.environ | {"NO_MKDOCS_2_WARNING": "1"}, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr
    for page in ("index.html", "tutorial/index.html", "reference/addresses/index.html", "llms.txt"):
        assert (tmp_path / "site" / page).stat().st_size > 500, page


def test_the_index_for_machines_leads_to_pages(reference: dict[str, str]) -> None:
    targets = re.findall(r"\]\(([^)]+)/\)", (DOCS / "llms.txt").read_text("utf-8"))
    assert len(targets) > 15
    assert [one for one in targets if not (DOCS / f"{one}.md").is_file() and f"{one}.md" not in reference] == []


def test_every_page_stands_in_the_menu(reference: dict[str, str]) -> None:
    text = (ROOT / "mkdocs.yml").read_text("utf-8")
    menu = set(re.findall(r": ([\w/-]+\.md)$", text, re.MULTILINE))
    assert menu == {page.relative_to(DOCS).as_posix() for page in DOCS.rglob("*.md")} | set(reference)
    assert yaml.safe_load(text)["strict"] is True


# --- links and blocks ---


@pytest.mark.parametrize("page", documents(), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path, reference: dict[str, str]) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
        if "://" in target:
            continue
        there = (page.parent / target).resolve()
        made = there.relative_to(DOCS).as_posix() in reference if there.is_relative_to(DOCS) else False
        assert there.exists() or made, f"{page.name}: {target}"


@pytest.mark.parametrize("page", documents(), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_blocks_are_of_known_languages_and_programs(page: Path) -> None:
    """tests/server/test_docs_snippets.py runs them: here, that none is passed over for a slip of the pen."""
    text = page.read_text("utf-8")
    found = snippets(page)
    named = len(re.findall(r"^```\w+", text, re.MULTILINE))
    assert len(found) == named, "a block is not closed, or a remark does not stand right before it"
    assert text.count("<!-- not run:") == sum(1 for one in found if one.why)
    assert {one.language for one in found} <= KNOWN
    for one in found:
        if one.language in ("sh", "console") and not one.why:
            strange = {words[0] for words, _ in commands(one)} - {"retorsion", "curl", *ELSEWHERE}
            assert not strange or page.name in ("exports.md", "identity.md"), f"{one}: {strange}"
