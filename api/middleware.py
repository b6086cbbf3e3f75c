"""What holds for every request, whatever its route: an id, one line in the log, ceilings, headers, and a last resort for errors."""

from __future__ import annotations

import logging
import re
import uuid
from time import perf_counter
from typing import Any, Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import INTERNAL, TOO_LARGE, URL_TOO_LONG, Kind, problem
from graph.store import question_begins

MAX_BODY: Final = 1_000_000
MAX_URL: Final = 16_384
UPLOADS: Final = "/v1/loads/files/"
"""Bodies below this address are files: their route counts them itself, while it writes them."""

HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
"""On every answer that does not bring its own: an answer is data, and shown in a browser it runs nothing and loads nothing."""
_REQUEST_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")
_RANGE = re.compile(rb"(?=.*\d)(\d{0,18})-(\d{0,18})")
_log = logging.getLogger("retorsion.http")


def _is_range(value: bytes) -> bool:
    """Whether it names bytes; anything else is to be passed over, as if nothing had been asked (RFC 9110, 14.1.1 and 14.2)."""
    parts = value.removeprefix(b"bytes=").split(b",") if value.startswith(b"bytes=") else [b""]
    found = [_RANGE.fullmatch(part.strip()) for part in parts]
    return all(one and not (one[1] and one[2] and int(one[1]) > int(one[2])) for one in found)


class RequestFrame:
    """Outermost of all, so that a failure anywhere below still has its request id, its log line and its problem."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await _Exchange(scope, receive, send).run(self._app)
        else:
            await self._app(scope, receive, send)


class _Exchange:
    """One request and its response."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(name, value) for name, value in scope["headers"] if name != b"range" or _is_range(value)]
        self._scope, self._receive, self._send = {**scope, "headers": headers}, receive, send
        self._headers = Headers(scope=scope)
        self._id = _id_of(self._headers)
        self._status = 0
        self._received = 0

    async def run(self, app: ASGIApp) -> None:
        began = perf_counter()
        question_begins()
        self._scope.setdefault("state", {})["request_id"] = self._id
        try:
            if refused := self._refused():
                await problem(self._id, refused)(self._scope, self._receive, self.send)
            else:
                await app(self._scope, self.receive, self.send)
        except Exception:
            _log.exception("unexpected [%s]", self._id)
            if not self._status:
                await problem(self._id, INTERNAL)(self._scope, self._receive, self.send)
        self._tell(perf_counter() - began)

    def _tell(self, seconds: float) -> None:
        method, route = self._scope["method"], self._template()
        self._scope["app"].state.metrics.count(method, route, self._status, seconds)
        told = {"request_id": self._id, "method": method, "route": route, "status": self._status, "ms": round(seconds * 1000, 1)}
        _log.info("%s %s %d %.1f ms [%s]", method, route, self._status, seconds * 1000, self._id, extra={"request": told})

    async def receive(self) -> Message:
        message = await self._receive()
        self._received += len(message.get("body", b""))
        if self._received > MAX_BODY and not self._is_upload():
            raise HTTPException(TOO_LARGE.status)
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            headers = MutableHeaders(scope=message)
            headers["X-Request-ID"] = self._id
            for name, value in HEADERS.items():
                if name != "Content-Security-Policy" or "javascript" not in headers.get("content-type", ""):  # it would bind its workers
                    headers.setdefault(name, value)
        await self._send(message)

    def _refused(self) -> Kind | None:
        """Before anything is read."""
        if len(self._scope.get("raw_path") or b"") + len(self._scope["query_string"]) > MAX_URL:
            return URL_TOO_LONG
        return TOO_LARGE if self._announced() > MAX_BODY and not self._is_upload() else None

    def _is_upload(self) -> bool:
        return bool(self._scope["method"] == "PUT" and self._scope["path"].startswith(UPLOADS))

    def _announced(self) -> int:
        length = self._headers.get("content-length", "")
        return int(length) if length.isdecimal() else 0

    def _template(self) -> str:
        """The route's pattern: a log by pattern can be counted, and holds nobody's search words."""
        route: Any = self._scope.get("route")
        return str(getattr(route, "path", "(no route)"))


def _id_of(headers: Headers) -> str:
    """The client's own, if it can do no harm in a log or a header; else a new one."""
    given = headers.get("x-request-id", "")
    return given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
