"""Where Neo4j's jars come from, and the login there. No address is written here: the user's own settings or jgo give it."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from graph.errors import EngineError
from graph.settings import Settings

_CENTRAL = "central"


@dataclass(frozen=True, slots=True)
class Repository:
    """A Maven repository; `found_in` tells the user which setting named it."""

    url: str
    found_in: str
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)


def find_repository(settings: Settings) -> Repository:
    """First hit wins: the setting, a mirror in Maven's settings, jgo's settings, Maven Central as jgo knows it."""
    if settings.maven_repository:
        return Repository(settings.maven_repository.rstrip("/"), "RETORSION_MAVEN_REPOSITORY")
    return _maven_mirror(_maven_home() / "settings.xml") or _jgo_repository() or _maven_central()


def local_repository() -> Path:
    """Maven's own store on this machine; a jar that is already there need not be fetched."""
    return Path(_jgo_constants().default_maven_repo())


def _maven_home() -> Path:
    return Path.home() / ".m2"


def _maven_mirror(file: Path) -> Repository | None:
    """The first usable mirror of Central in a Maven settings file, with the credentials of the server of the same id."""
    root = _parse(file)
    if root is None:
        return None
    for mirror in root.iterfind(".//mirror"):
        if _text(mirror, "blocked") != "true" and mirrors_central(_text(mirror, "mirrorOf")) and _text(mirror, "url"):
            user, password = _credentials(root, _text(mirror, "id"))
            return Repository(_text(mirror, "url").rstrip("/"), str(file), user, password)
    return None


def mirrors_central(pattern: str) -> bool:
    """Maven's `mirrorOf`: a list of ids; `*` and `external:*` are all, `!id` is an exception."""
    parts = {part.strip() for part in pattern.split(",")}
    return f"!{_CENTRAL}" not in parts and bool(parts & {"*", _CENTRAL, "external:*"})


def _credentials(root: ET.Element, server_id: str) -> tuple[str, str]:
    servers = (server for server in root.iterfind(".//server") if server_id and _text(server, "id") == server_id)
    return next(((_text(server, "username"), _text(server, "password")) for server in servers), ("", ""))


def _parse(file: Path) -> ET.Element | None:
    try:
        root = ET.parse(file).getroot()
    except FileNotFoundError:
        return None
    except (OSError, ET.ParseError) as error:
        raise EngineError(f"{file} cannot be read: {error}.", hint="Correct it, or set RETORSION_MAVEN_REPOSITORY.") from None
    for element in root.iter():  # Maven's name space has changed over the years; the names have not
        element.tag = element.tag.rpartition("}")[2]
    return root


def _text(element: ET.Element, name: str) -> str:
    return (element.findtext(name) or "").strip()


def _jgo_repository() -> Repository | None:
    _jgo_constants()
    from jgo.config import GlobalSettings

    url = GlobalSettings.load().repositories.get(_CENTRAL, "")
    return Repository(url.rstrip("/"), "the jgo configuration") if url else None


def _maven_central() -> Repository:
    return Repository(_jgo_constants().MAVEN_CENTRAL_URL.rstrip("/"), "Maven Central")


def _jgo_constants() -> Any:
    try:
        from jgo import constants
    except ImportError:
        raise EngineError("The managed Neo4j is not installed.", hint='Run `pip install "retorsion[engine]"`.') from None
    return constants
