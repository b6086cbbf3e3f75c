"""Serves the built explorer: its page at `/` and at each view's address, its files below `/assets`. The page itself is in web/."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Match, Route
from starlette.types import Scope

from graph.settings import ROOT

POLICY: Final = (
    "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
"""Nothing leaves the page's own origin, and nothing written into the page runs."""

_FOREVER: Final = "public, max-age=31536000, immutable"
"""For files whose name holds the hash of what is in them."""


def built() -> Path | None:
    """The folder of the built page: beside the code in a checkout, inside the package in a wheel; None where it was not built."""
    found = [
        folder for folder in (ROOT / "web" / "dist", ROOT / "web") if (folder / "index.html").is_file() and (folder / "assets").is_dir()
    ]
    return found[0] if found else None


class _Page(Route):
    """An address of the page, for clients that show pages: what a link keeps in its query is the page's to read, not a route's."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        found = super().matches(scope)
        return found if "text/html" in Headers(scope=scope).get("accept", "") else (Match.NONE, {})


def add_explorer(app: FastAPI, folder: Path | None) -> None:
    """Routes of the page. Without a built page there are none, and `/` is the signpost for everybody."""
    if folder is None:
        return
    files = {path.name: path for path in (folder / "assets").iterdir() if path.is_file()}

    async def asset(request: Request) -> Response:
        path = files.get(request.path_params["name"])
        if path is None:
            raise HTTPException(404)
        return FileResponse(path, headers={"Cache-Control": _FOREVER})

    async def icon(request: Request) -> Response:
        return FileResponse(folder / "icon.svg")

    async def view(request: Request) -> Response:
        headers = {"Content-Security-Policy": POLICY, "Referrer-Policy": "no-referrer", "Cache-Control": "no-cache", "Vary": "Accept"}
        return FileResponse(folder / "index.html", headers=headers)

    app.router.routes.insert(0, _Page("/", view))
    app.router.routes += [Route("/assets/{name}", asset), Route("/icon.svg", icon), _Page("/{view}", view), _Page("/v/{view}", view)]
