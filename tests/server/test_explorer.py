"""The explorer in a real Chromium on the bundled chronology: the checks of web/tests/browser, so that one command runs all tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from api.explorer import built
from graph.engine import Endpoint
from graph.settings import ROOT, Settings
from tests.serving import served

pytestmark = [pytest.mark.server, pytest.mark.browser]
WEB = ROOT / "web"
NAMES = ("chromium", "chromium-browser", "google-chrome")


def chromium() -> str:
    """A browser, or a skip that says why; on a build server its lack is a failure."""
    given = os.environ.get("RETORSION_CHROMIUM", "")
    found = given or next((path for name in NAMES if (path := shutil.which(name))), "")
    if not found:
        reason = "no Chromium: install Debian's chromium, or name one with RETORSION_CHROMIUM"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found


def npm(*words: str, **given: str) -> subprocess.CompletedProcess[str]:
    """A command of web/package.json, by the Node.js of this folder where it has one."""
    own = ROOT / ".venv" / "nodejs"
    path = os.pathsep.join((str(own), os.environ["PATH"])) if (own / "npm").exists() else os.environ["PATH"]
    env = {**os.environ, "PATH": path, "NO_COLOR": "1", **given}
    return subprocess.run(["npm", *words], cwd=WEB, env=env, capture_output=True, text=True, timeout=1200)


@pytest.mark.parametrize("part", ["seed", "parts", "links", "desk", "narrow", "speed"])
def test_the_page_as_an_analyst_uses_it(bundled: Endpoint, settings: Settings, part: str) -> None:
    browser = chromium()
    assert built(), "make web/dist/index.html builds the page"
    with served(settings, bundled) as address:
        ran = npm("run", "--silent", "browser", "--", part, RETORSION_URL=address, RETORSION_CHROMIUM=browser)
    assert ran.returncode == 0, f"{ran.stdout[-20_000:]}\n{ran.stderr[-5_000:]}"
    assert "passed" in ran.stdout


def test_the_types_of_the_page_are_those_of_the_service(tmp_path: Path) -> None:
    described, types = tmp_path / "openapi.json", tmp_path / "api.gen.ts"
    described.write_text(subprocess.run([sys.executable, "-m", "api.openapi"], cwd=ROOT, capture_output=True, text=True, check=True).stdout)
    made = npm("exec", "--", "openapi-typescript", str(described), "-o", str(types))
    assert made.returncode == 0, made.stderr
    assert types.read_text() == (WEB / "src" / "api.gen.ts").read_text(), "make types writes them anew"
