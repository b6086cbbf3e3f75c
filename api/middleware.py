"""What holds for every request, whatever its route: an id, one line in the log, a ceiling on the body, and a last resort for errors."""

from __future__ import annotations

import logging
import re
import uuid
from time import perf_counter
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import INTERNAL, TOO_LARGE, problem

MAX_BODY = 1_000_000
_REQUEST_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")
_log = logging.getLogger("retorsion.http")


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
        self._scope, self._receive, self._send = scope, receive, send
        self._headers = Headers(scope=scope)
        self._id = _id_of(self._headers)
        self._status = 0
        self._received = 0

    async def run(self, app: ASGIApp) -> None:
        began = perf_counter()
        self._scope.setdefault("state", {})["request_id"] = self._id
        try:
            if self._announced() > MAX_BODY:
                await problem(self._id, TOO_LARGE)(self._scope, self._receive, self.send)
            else:
                await app(self._scope, self.receive, self.send)
        except Exception:
            _log.exception("unexpected [%s]", self._id)
            if not self._status:
                await problem(self._id, INTERNAL)(self._scope, self._receive, self.send)
        _log.info("%s %s %d %.1f ms [%s]", self._scope["method"], self._template(), self._status, (perf_counter() - began) * 1000, self._id)

    async def receive(self) -> Message:
        message = await self._receive()
        self._received += len(message.get("body", b""))
        if self._received > MAX_BODY:
            raise HTTPException(TOO_LARGE.status)
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            MutableHeaders(scope=message).update({"X-Request-ID": self._id, "X-Content-Type-Options": "nosniff"})
        await self._send(message)

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
