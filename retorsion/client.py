"""A Retorsion service from afar: two clients, which send the questions of retorsion.questions. No question is here.

Needs httpx (the extra `client`).

from retorsion import questions as ask
from retorsion.client import Client

with Client() as client:
    answer = client.ask(ask.paths("Intel", "APT31", k=3))
    rows = client.ask(ask.query("sanctions_by_state", state="state:USA"))
    client.export(ask.graph("APT31", hops=2), Path("apt31.gexf"), format="gexf")
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, TypedDict, TypeVar, Unpack

import httpx

from retorsion.questions import Asked, Row

LOCAL: Final = "http://127.0.0.1:8000"
TRIES: Final = 5
"""How often a download that broke off is gone on with."""
_POLL_S: Final = 0.5
_T = TypeVar("_T")
Listener = Callable[[dict[str, Any]], None]


def _unheard(job: dict[str, Any]) -> None:
    """The listener that does nothing."""


class Problem(Exception):
    """What the service refused or could not do, in its own words (RFC 9457)."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        self.status = int(told.get("status", 0))
        self.type, self.title = str(told.get("type", "")), str(told.get("title", ""))
        self.detail, self.hint = str(told.get("detail", "")), str(told.get("hint", ""))
        self.parameter, self.request_id = str(told.get("parameter", "")), str(told.get("request_id", ""))
        super().__init__(" ".join(part for part in (self.detail or self.title, self.hint) if part))


class Broken(Exception):
    """An answer that is not whole: a stream without its last line, a file with another checksum."""


class ExportMore(TypedDict, total=False):
    parallel: str
    alpha: float
    top_n: int
    min_degree: int
    evidence: bool
    retracted: bool
    gzip: bool


class Client:
    """Asks and waits. `key` is a key of the service; `transport` is httpx's, for tests and proxies."""

    def __init__(self, url: str = LOCAL, *, key: str = "", timeout_s: float = 60.0, transport: httpx.BaseTransport | None = None) -> None:
        self._http = httpx.Client(base_url=url, headers=_headers(key), timeout=timeout_s, transport=transport)

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def ask(self, asked: Asked[_T]) -> _T:
        """The answer of a question.

        Raises:
            Problem: the service says why not. httpx.TransportError: it cannot be reached.
        """
        return asked.read(_json(self._http.request(asked.method, asked.path, params=asked.params, json=asked.body)))

    def pages(self, asked: Asked[_T]) -> Iterator[_T]:
        """The answer page by page, to the last."""
        response = self._http.request(asked.method, asked.path, params=asked.params)
        while True:
            yield asked.read(_json(response))
            if "next" not in response.links:
                return
            response = self._http.get(response.links["next"]["url"])

    def rows(self, text: str, parameters: Mapping[str, Any] | None = None, *, max_rows: int = 10_000_000) -> Iterator[Row]:
        """Rows of Cypher as they come, in bounded memory.

        Raises:
            Problem; Broken: not all rows came, or not all were given (`max_rows`, time or size).
        """
        with self._http.stream("POST", "/v1/cypher", json=_streamed(text, parameters, max_rows)) as response:
            if response.is_error:
                response.read()
            _check(response)
            ending = _Ending()
            yield from (row for line in response.iter_lines() if (row := ending.row(line)) is not None)
            ending.check()

    def export(
        self,
        asked: Asked[Any] | str,
        file: Path,
        *,
        format: str = "json",
        listener: Listener = _unheard,
        **more: Unpack[ExportMore],
    ) -> dict[str, Any]:
        """The answer of a question as a file, made as a job; a download that breaks off is gone on with. The job as it ended.

        Raises:
            Problem; Broken: the file's checksum is another.
        """
        job: dict[str, Any] = _json(self._http.post("/v1/export", json=_job(asked, format, more)))["data"]
        while job["state"] in ("waiting", "running"):
            listener(job)
            time.sleep(_POLL_S)
            job = _json(self._http.get(f"/v1/exports/{job['job']}"))["data"]
        _check_job(job)
        part = _Part(file)
        for left in reversed(range(TRIES)):
            try:
                with self._http.stream("GET", job["file"], headers=part.headers) as response:
                    if response.is_error:
                        response.read()
                    part.begin(response)
                    part.write(response.iter_raw())
                break
            except httpx.TransportError:
                if not left:
                    raise
        part.finish(job)
        self._http.delete(f"/v1/exports/{job['job']}")
        return job


class AsyncClient:
    """The same, to be awaited."""

    def __init__(
        self, url: str = LOCAL, *, key: str = "", timeout_s: float = 60.0, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._http = httpx.AsyncClient(base_url=url, headers=_headers(key), timeout=timeout_s, transport=transport)

    async def __aenter__(self) -> AsyncClient:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        await self._http.aclose()

    async def ask(self, asked: Asked[_T]) -> _T:
        """As `Client.ask`."""
        return asked.read(_json(await self._http.request(asked.method, asked.path, params=asked.params, json=asked.body)))

    async def pages(self, asked: Asked[_T]) -> AsyncIterator[_T]:
        """As `Client.pages`."""
        response = await self._http.request(asked.method, asked.path, params=asked.params)
        while True:
            yield asked.read(_json(response))
            if "next" not in response.links:
                return
            response = await self._http.get(response.links["next"]["url"])

    async def rows(self, text: str, parameters: Mapping[str, Any] | None = None, *, max_rows: int = 10_000_000) -> AsyncIterator[Row]:
        """As `Client.rows`."""
        async with self._http.stream("POST", "/v1/cypher", json=_streamed(text, parameters, max_rows)) as response:
            if response.is_error:
                await response.aread()
            _check(response)
            ending = _Ending()
            async for line in response.aiter_lines():
                if (row := ending.row(line)) is not None:
                    yield row
            ending.check()

    async def export(
        self,
        asked: Asked[Any] | str,
        file: Path,
        *,
        format: str = "json",
        listener: Listener = _unheard,
        **more: Unpack[ExportMore],
    ) -> dict[str, Any]:
        """As `Client.export`."""
        job: dict[str, Any] = _json(await self._http.post("/v1/export", json=_job(asked, format, more)))["data"]
        while job["state"] in ("waiting", "running"):
            listener(job)
            await asyncio.sleep(_POLL_S)
            job = _json(await self._http.get(f"/v1/exports/{job['job']}"))["data"]
        _check_job(job)
        part = _Part(file)
        for left in reversed(range(TRIES)):
            try:
                async with self._http.stream("GET", job["file"], headers=part.headers) as response:
                    if response.is_error:
                        await response.aread()
                    part.begin(response)
                    async for data in response.aiter_raw():
                        part.write([data])
                break
            except httpx.TransportError:
                if not left:
                    raise
        part.finish(job)
        await self._http.delete(f"/v1/exports/{job['job']}")
        return job


# --- what both share ---


class _Ending:
    """The last line of a stream says whether it is whole."""

    def __init__(self) -> None:
        self._status: dict[str, Any] | None = None

    def row(self, line: str) -> Row | None:
        """A line's row; the last line has none."""
        told: Row = json.loads(line)
        if told.keys() == {"status"} and isinstance(told["status"], dict):
            self._status = told["status"]
            return None
        return told

    def check(self) -> None:
        if self._status is None:
            raise Broken("The stream broke off: its last line did not come.")
        if problem := self._status.get("error"):
            raise Problem(problem if isinstance(problem, dict) else {"detail": str(problem)})
        if self._status.get("truncated"):
            raise Broken(f"The rows are not all: {self._status['truncated']}.")


class _Part:
    """A file that is being fetched: named when it is whole."""

    def __init__(self, file: Path) -> None:
        self._file, self._part = file, file.with_name(f"{file.name}.part")
        self._part.unlink(missing_ok=True)
        self._etag = ""

    @property
    def headers(self) -> dict[str, str]:
        """From where it broke off, if it is the same file still."""
        have = self._part.stat().st_size if self._part.exists() else 0
        return {"Range": f"bytes={have}-", "If-Range": self._etag} if have and self._etag else {}

    def begin(self, response: httpx.Response) -> None:
        _check(response)
        self._etag = response.headers.get("etag", "")
        if response.status_code != httpx.codes.PARTIAL_CONTENT:
            self._part.write_bytes(b"")

    def write(self, pieces: Iterator[bytes] | list[bytes]) -> None:
        with self._part.open("ab") as file:
            for piece in pieces:
                file.write(piece)

    def finish(self, job: Mapping[str, Any]) -> None:
        with self._part.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if found != job["sha256"]:
            self._part.unlink()
            raise Broken(f"{self._file.name} came with another checksum than it was made with.")
        os.replace(self._part, self._file)


def _headers(key: str) -> dict[str, str]:
    return {"User-Agent": "retorsion-client"} | ({"Authorization": f"Bearer {key}"} if key else {})


def _check(response: httpx.Response) -> None:
    if response.is_error:
        try:
            told = response.json()
        except ValueError:
            told = {"title": response.reason_phrase}
        raise Problem({"status": response.status_code} | (told if isinstance(told, dict) else {}))


def _json(response: httpx.Response) -> Any:
    _check(response)
    return response.json()


def _streamed(text: str, parameters: Mapping[str, Any] | None, max_rows: int) -> dict[str, Any]:
    return {"query": text, "parameters": dict(parameters or {}), "max_rows": max_rows, "format": "ndjson"}


def _job(asked: Asked[Any] | str, format: str, more: Mapping[str, Any]) -> dict[str, Any]:
    return {"of": asked if isinstance(asked, str) else asked.request, "format": format, **more}


def _check_job(job: Mapping[str, Any]) -> None:
    if job["state"] != "finished":
        error = job.get("error") or {}
        raise Problem({"title": f"The export {job['state']}", "detail": error.get("message", ""), "hint": error.get("hint", "")})
