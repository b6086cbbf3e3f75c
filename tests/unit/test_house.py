"""What stands in two places says the same: README and settings, versions, locks, containers, the build server's command."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import SecretStr
from pydantic.fields import FieldInfo

from graph.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("bench", "build", "dev", "run", "serve", "web")
DOCUMENTS = ("README.md", "CONTRIBUTING.md")


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def project() -> dict[str, Any]:
    return tomllib.loads(read("pyproject.toml"))


# --- settings ---


def settings_table() -> str:
    """The README's table of settings, as it should be."""
    rows = [f"| `RETORSION_{name.upper()}` | {default_of(field)} | {field.description} |" for name, field in Settings.model_fields.items()]
    return "\n".join(["| variable | default | meaning |", "|---|---|---|", *rows])


def default_of(field: FieldInfo) -> str:
    if field.default_factory is not None:
        return "see below"
    value = field.default.get_secret_value() if isinstance(field.default, SecretStr) else field.default
    return "empty" if value in {"", None} else f"`{value}`"


def test_readme_lists_every_setting() -> None:
    table = settings_table()
    assert table in read("README.md"), f"README.md, section Settings: the table should read\n{table}"


def test_env_example_names_settings_only() -> None:
    named = set(re.findall(r"^#?RETORSION_(\w+)=", read(".env.example"), re.MULTILINE))
    assert {"NEO4J_PASSWORD", "NEO4J_URI"} <= named <= {name.upper() for name in Settings.model_fields}


# --- versions and locks ---


def test_citation_tells_the_version_and_licence_of_the_project() -> None:
    citation = yaml.safe_load(read("CITATION.cff"))
    assert (citation["version"], citation["license"]) == (project()["project"]["version"], project()["project"]["license"])


def pins(lock: str) -> dict[str, list[str]]:
    """The versions of each package: there may be one for older and one for newer Pythons."""
    found: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([a-z0-9-]+)==([^ ;]+)", read(f"requirements/{lock}.txt"), re.MULTILINE):
        found.setdefault(name, []).append(version)
    return found


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_name_hashes_and_no_address(lock: str) -> None:
    text = read(f"requirements/{lock}.txt")
    assert "://" not in text
    apart = {name for name, versions in pins(lock).items() if versions != pins("dev").get(name, versions)}
    assert not apart, "one version of a package everywhere; make lock renews them together"
    entries = re.split(r"\n(?=\S)", text.strip())
    assert len(entries) == sum(len(versions) for versions in pins(lock).values())
    assert not [entry for entry in entries if "--hash=sha256:" not in entry]


def test_every_dependency_is_in_its_lock() -> None:
    table = project()
    extras = table["project"]["optional-dependencies"]
    plain, build = table["project"]["dependencies"], table["dependency-groups"]["build"]
    wanted = {
        "bench": table["dependency-groups"]["bench"],
        "build": build,
        "web": table["dependency-groups"]["web"],
        "serve": [*plain, *extras["api"]],
        "run": [*plain, *extras["api"], *extras["engine"], *extras["loaders"]],
        "dev": [*plain, *build, *(entry for name, extra in extras.items() if name != "all" for entry in extra)],
    }
    missing = {lock: names(entries) - pins(lock).keys() for lock, entries in wanted.items()}
    assert missing == {lock: set() for lock in LOCKS}, "run make lock"


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[^\w.-]", entry, maxsplit=1)[0].lower().replace("_", "-") for entry in requirements}


def test_the_serving_image_carries_no_engine() -> None:
    assert not pins("serve").keys() & names(project()["project"]["optional-dependencies"]["engine"])


# --- commands ---


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_commands_in_documents_exist(document: str) -> None:
    text = read(document)
    assert set(re.findall(r"(?:`|^)make ([a-z]+)", text, re.MULTILINE)) <= make_targets()
    modules = [module.replace(".", "/") for module in re.findall(r"python -m ([\w.]+)", text)]
    assert not [path for path in modules if not (ROOT / f"{path}.py").is_file() and not (ROOT / path / "__main__.py").is_file()]


def test_the_build_server_runs_the_command_of_the_readme() -> None:
    section = read("README.md").partition("\n## Tests\n")[2].partition("\n## ")[0]
    (command,) = re.findall(r"```sh\n(.+?)\n```", section, re.DOTALL)
    assert command == "make test"
    lines = [line for line in read(".ci/run").splitlines() if line and not line.startswith("#")]
    assert lines[0] == "set -euo pipefail"
    assert lines[-1] == f"exec {command} </dev/null"
    assert (ROOT / ".ci/run").stat().st_mode & 0o111


def test_secrets_and_made_files_stay_out_of_git() -> None:
    assert {"/.env", "/.venv/", "/.retorsion/"} <= set(read(".gitignore").splitlines())


def test_makefile_names_no_package_index() -> None:
    """The user's own settings of pip say where packages come from."""
    assert not re.search(r"(?<!no-emit)-index-url|--find-links|--trusted-host|://", read("Makefile") + read("Dockerfile"))


def test_make_says_what_is_missing_without_python(tmp_path: Path) -> None:
    shutil.copy(ROOT / "Makefile", tmp_path)
    for name in ("pyproject.toml", "requirements"):
        (tmp_path / name).symlink_to(ROOT / name)
    done = subprocess.run(
        ["make", "demo", "PYTHON=no-such-python"], cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "Retorsion needs Python 3.11 or later and found none (looked for: no-such-python)" in done.stderr
    assert not (tmp_path / ".venv").exists()


# --- containers ---


def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(read("docker-compose.yml"))
    return loaded


def test_compose_listens_on_loopback_only() -> None:
    ports = [port for service in compose()["services"].values() for port in service["ports"]]
    assert len(ports) == 3
    assert not [port for port in ports if not port.startswith("127.0.0.1:")]
    assert not [name for name, service in compose()["services"].items() if "network_mode" in service]


def test_compose_takes_the_password_from_the_environment_and_refuses_to_start_without() -> None:
    services = compose()["services"]
    required = r"\$\{RETORSION_NEO4J_PASSWORD:\?[^}]+\}"
    assert re.fullmatch(f"neo4j/{required}", services["neo4j"]["environment"]["NEO4J_AUTH"])
    assert re.fullmatch(required, services["api"]["environment"]["RETORSION_NEO4J_PASSWORD"])


def test_compose_waits_for_a_database_that_answers() -> None:
    services = compose()["services"]
    assert "RETURN 1" in services["neo4j"]["healthcheck"]["test"][1]
    assert services["api"]["depends_on"]["neo4j"]["condition"] == "service_healthy"
    assert services["neo4j"]["volumes"] == ["neo4j-data:/data"]
    assert services["api"]["environment"]["RETORSION_NEO4J_URI"] == "bolt://neo4j:7687"


def test_compose_runs_the_server_version_of_the_lock() -> None:
    (lock,) = (ROOT / "graph/engine").glob("neo4j-2*.lock")
    version = lock.stem.removeprefix("neo4j-")
    assert compose()["services"]["neo4j"]["image"] == f"neo4j:{version}-community"


def test_containers_hold_no_privileges() -> None:
    services = compose()["services"]
    for service in services.values():
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert not service.get("privileged")
    api = services["api"]
    assert (api["read_only"], api["tmpfs"], api["volumes"]) == (True, ["/tmp"], ["api-data:/data"])
    assert services["neo4j"]["user"] == "7474:7474"


def test_image_is_pinned_and_not_root() -> None:
    text = read("Dockerfile")
    final = text.rpartition("\nFROM ")[2]
    assert re.search(r"^USER (?!0|root)\d+:\d+$", final, re.MULTILINE)
    written = re.findall(r"^ *(?:RETORSION|NUMBA)_\w+_DIR=(\S+)|RETORSION_\w+_DIR=(\S+)", final, re.MULTILINE)
    assert len(written) == 3
    assert not [path for path in map("".join, written) if not path.startswith(("/tmp/", "/data"))], "the rest of it is read-only"
    assert "HEALTHCHECK" in final
    assert "/healthz" in final
    assert text.count("--require-hashes") == text.count("-r requirements/") == 2
    assert set(re.findall(r"requirements/(\w+)\.txt", text)) == {"build", "serve"}


def test_the_image_holds_the_page() -> None:
    text = read("Dockerfile")
    build = text.partition("AS build\n")[2].partition("\nFROM ")[0]
    assert "npm ci" in text, "what the lock of web/ names, and nothing else"
    assert build.index("COPY --from=page /src/web/dist web/dist") < build.index("hatchling build")
    assert {"!web", "web/dist", "web/node_modules", "!hatch_build.py"} <= set(read(".dockerignore").splitlines())


def test_image_settings_exist() -> None:
    used = set(re.findall(r"RETORSION_([A-Z0-9_]+)", read("Dockerfile") + read("docker-compose.yml")))
    assert used <= {name.upper() for name in Settings.model_fields}
