"""Sends what tests/fuzzing.py makes to a service without a network, and says which answers are none that anybody could act on."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

import httpx
from anyio.from_thread import start_blocking_portal
from fastapi import FastAPI
from jsonschema import Draft202012Validator

from api.app import create_app
from graph.engine import Endpoint
from graph.settings import Settings
from tests.fuzzing import Sent, requests

MEMBERS = {"type", "title", "status", "detail", "hint", "request_id"}


class Service:
    """Every scope is open to it: what is refused, is refused for what it says."""

    def __init__(self, app: FastAPI, portal: Any, client: httpx.AsyncClient) -> None:
        self.app, self.document, self._portal, self._client = app, app.openapi(), portal, client

    def send(self, one: Sent) -> httpx.Response:
        async def send() -> httpx.Response:
            headers = [(name.encode(), value.encode("latin-1")) for name, value in one.headers.items()]
            return await self._client.request(one.method, one.url, headers=headers, content=one.content)

        response: httpx.Response = self._portal.call(send)
        return response


@contextmanager
def running(settings: Settings, endpoint: Endpoint) -> Iterator[Service]:
    app = create_app(settings.model_copy(update={"open_scopes": "read,query,cypher,load"}), endpoint)
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(app.router.lifespan_context(app)),
        portal.wrap_async_context_manager(
            httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://graph.test", timeout=60)
        ) as client,
    ):
        yield Service(app, portal, client)


def check(service: Service, seed: int, number: int, *, away: bool = False) -> list[str]:
    """The faults. `away`: there is no database, so 503 is right where one is needed."""
    validators = dict(_validators(service.document))
    faults: list[str] = []
    for one in islice(requests(service.document, random.Random(seed)), number):
        if one.operation == "list_changes" and "event-stream" in one.headers.get("accept", ""):
            continue  # it would stay open
        response = service.send(one)
        faults += [
            f"{one.method} {one.url[:200]} {one.headers} {(one.content or b'')[:200]!r}: {fault}"
            for fault in _faults(one, response, validators, away)
        ]
    return faults


def _validators(document: dict[str, Any]) -> Iterator[tuple[str, Draft202012Validator]]:
    for methods in document["paths"].values():
        for operation in methods.values():
            for status in ("200", "202"):
                schema = operation["responses"].get(status, {}).get("content", {}).get("application/json", {}).get("schema")
                if schema:
                    yield operation["operationId"], Draft202012Validator({**schema, "components": document["components"]})


def _faults(one: Sent, response: httpx.Response, validators: dict[str, Draft202012Validator], away: bool) -> Iterator[str]:
    status, media = response.status_code, response.headers.get("content-type", "")
    if status >= 500 and not (away and status == 503):
        yield f"{status} {response.text[:300]}"
    if any("\r" in value or "\n" in value for value in response.headers.values()) or "x-injected" in response.headers:
        yield "a header was injected"
    if "root:" in response.text[:100_000]:
        yield "a file of the machine was read"
    if status >= 400:
        if media != "application/problem+json" or not response.json().keys() >= MEMBERS or not response.json()["detail"]:
            yield f"{status} is no problem: {response.text[:200]}"
    elif media == "application/json" and one.operation in validators:
        yield from (f"{error.json_path} {error.message[:200]}" for error in validators[one.operation].iter_errors(response.json()))
