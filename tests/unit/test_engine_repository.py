"""The repository's address: the user's settings in their order, and never an address of ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.engine.repository import find_repository, mirrors_central
from graph.errors import EngineError
from graph.settings import Settings

SETTINGS = """<?xml version="1.0"?>
<settings {namespace}>
  <servers>
    <server><id>other</id><username>wrong</username><password>wrong</password></server>
    <server><id>office</id><username>ada</username><password>s3cret</password></server>
  </servers>
  <mirrors>
    <mirror><id>blocked</id><mirrorOf>*</mirrorOf><url>https://blocked.test/</url><blocked>true</blocked></mirror>
    <mirror><id>apache</id><mirrorOf>apache-snapshots</mirrorOf><url>https://apache.test</url></mirror>
    <mirror><id>office</id><mirrorOf>external:*, !internal</mirrorOf><url>https://office.test/maven/</url></mirror>
  </mirrors>
</settings>
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user without any settings."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("JGO_CONFIG_FILE", raising=False)
    return tmp_path


def write_maven(home: Path, text: str) -> None:
    (home / ".m2").mkdir()
    (home / ".m2" / "settings.xml").write_text(text, encoding="utf-8")


def write_jgo(home: Path) -> None:
    (home / "config").mkdir()
    (home / "config" / "jgo.conf").write_text("[repositories]\ncentral = https://jgo.test/maven2/\n", encoding="utf-8")


def settings(url: str = "") -> Settings:
    return Settings(maven_repository=url)


def test_the_setting_comes_first(home: Path) -> None:
    write_maven(home, SETTINGS.format(namespace=""))
    found = find_repository(settings("https://mine.test/repo/"))
    assert (found.url, found.found_in, found.user) == ("https://mine.test/repo", "RETORSION_MAVEN_REPOSITORY", "")


@pytest.mark.parametrize("namespace", ["", 'xmlns="http://maven.apache.org/SETTINGS/1.2.0"'])
def test_then_the_first_usable_mirror_with_its_login(home: Path, namespace: str) -> None:
    write_maven(home, SETTINGS.format(namespace=namespace))
    write_jgo(home)
    found = find_repository(settings())
    assert (found.url, found.user, found.password) == ("https://office.test/maven", "ada", "s3cret")
    assert "s3cret" not in repr(found)


def test_then_jgos_settings(home: Path) -> None:
    write_maven(home, "<settings><mirrors/></settings>")
    write_jgo(home)
    assert find_repository(settings()).url == "https://jgo.test/maven2"


def test_then_central_as_jgo_knows_it(home: Path) -> None:
    from jgo import constants

    found = find_repository(settings())
    assert (found.url, found.found_in) == (constants.MAVEN_CENTRAL_URL.rstrip("/"), "Maven Central")


def test_a_broken_settings_file_is_named(home: Path) -> None:
    write_maven(home, "<settings><mirrors>")
    with pytest.raises(EngineError, match=r"settings\.xml cannot be read"):
        find_repository(settings())


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*", True),
        ("central", True),
        ("external:*", True),
        ("internal, central", True),
        ("*,!central", False),
        ("internal", False),
        ("centralish", False),
        ("external:http:*", False),
        ("", False),
    ],
)
def test_which_mirrors_are_of_central(pattern: str, expected: bool) -> None:
    assert mirrors_central(pattern) is expected
