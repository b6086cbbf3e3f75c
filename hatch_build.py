"""The built explorer travels in the wheel: a service without its page is not what somebody installs. Builds nothing itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PageHook(BuildHookInterface):  # type: ignore[type-arg]
    """`web/dist` as `retorsion/_app/web`, where api/explorer.py looks. An editable install reads the checkout's."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        page = Path(self.root) / "web" / "dist"
        if not (page / "index.html").is_file():
            raise FileNotFoundError(f"{page} is not there: `make web/dist/index.html` builds the page that travels in the wheel.")
        build_data["force_include"][str(page)] = "retorsion/_app/web"
