"""Requests that nobody would send in good faith, made from the service's own description: for each operation, by a seed."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

NASTY = (
    "",
    " ",
    "0",
    "-1",
    "1e999",
    "NaN",
    "null",
    "9" * 400,
    "true",
    "\x00",
    "\r\nX-Injected: yes",
    "\u202e\u200b\ufeff",
    "\U0001f600" * 50,
    "e\u0301" * 100,
    "../../../../etc/passwd",
    "..%2f..%2fkeys.json",
    "file:///etc/passwd",
    "http://169.254.169.254/latest/meta-data/",
    "bolt://127.0.0.1:7687",
    "' OR 1=1 //",
    "}) MATCH (n) DETACH DELETE n //",
    "CALL dbms.listConfig()",
    "LOAD CSV FROM 'file:///etc/passwd' AS r RETURN r",
    "${jndi:ldap://x/y}",
    "{{7*7}}",
    "<script>alert(1)</script>",
    "a:b AND (",
    "*~\\",
    "[1 TO",
    "2024-02-30",
    "99999-01-01",
    "state:GBR",
    "GBR",
    "Intel",
    "x" * 3000,
    "%",
    "%ff%fe",
    ",,,,",
    "/v1/export?of=/v1/export",
    "&&",
)
HEADERS: Mapping[str, tuple[str, ...]] = {
    "accept": ("*/*", "text/html", "text/csv", "application/x-ndjson", "application/xml;q=2", "\x7f"),
    "accept-encoding": ("gzip", "br", "gzip;q=x", "identity"),
    "content-type": ("application/json", "text/plain", "application/xml", "multipart/form-data", "application/json; charset=utf-16"),
    "if-none-match": ("*", 'W/"0"', '"' * 50, ","),
    "range": ("bytes=0-", "bytes=-1", "bytes=9-3,1-", "lines=1-2"),
    "authorization": ("Basic x", "Bearer", "Bearer rts_00000000_" + "x" * 43, "Bearer " + "y" * 5000, "\xff"),
    "origin": ("null", "https://elsewhere.example.org"),
    "x-request-id": ("ok-1", "bad id", "x" * 500, "a\x01b"),
    "x-forwarded-for": ("127.0.0.1", "::1, evil"),
    "idempotency-key": ("a", "b" * 300),
    "last-event-id": ("0", "x:y", "epoch:99999999999999999999"),
    "content-length": ("99999999999999999999", "-5"),
}


@dataclass(frozen=True, slots=True)
class Sent:
    """One request. `url` is percent-encoded."""

    operation: str
    method: str
    url: str
    headers: dict[str, str] = field(default_factory=dict)
    content: bytes | None = None


def requests(document: Mapping[str, Any], rng: random.Random) -> Iterator[Sent]:
    """Without end; every operation comes about as often as any other."""
    operations = [(path, method, one) for path, methods in document["paths"].items() for method, one in methods.items()]
    while True:
        path, method, operation = rng.choice(operations)
        yield _request(path, method.upper(), operation, rng)


def _request(path: str, method: str, operation: Mapping[str, Any], rng: random.Random) -> Sent:
    parameters = operation.get("parameters", [])
    for one in (one for one in parameters if one["in"] == "path"):
        path = path.replace(f"{{{one['name']}}}", quote(_text(_value(one, rng)), safe="") or "x")
    asked = [(one["name"], _value(one, rng)) for one in parameters if one["in"] == "query" and (one["required"] or rng.random() < 0.3)]
    if rng.random() < 0.05:
        asked.append((rng.choice(NASTY)[:50] or "stray", rng.choice(NASTY)))
    if asked and rng.random() < 0.05:
        asked.append(rng.choice(asked))
    query = "&".join(f"{quote(name, safe='')}={quote(_text(value), safe='')}" for name, value in asked)
    headers = {name: rng.choice(values) for name, values in HEADERS.items() if rng.random() < 0.08}
    content = None
    if method in ("POST", "PUT"):
        headers.setdefault("content-type", "application/json")
        content = _body(operation, rng)
    elif "content-length" in headers:
        del headers["content-length"]
    return Sent(operation["operationId"], method, f"{path}?{query}" if query else path, headers, content)


def _value(parameter: Mapping[str, Any], rng: random.Random) -> Any:
    examples = [one["value"] for one in parameter.get("examples", {}).values()] + parameter["schema"].get("examples", [])
    if examples and rng.random() < 0.6:
        return rng.choice(examples)
    return rng.choice(NASTY) if rng.random() < 0.8 else _letters(rng)


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ",".join(map(_text, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def _letters(rng: random.Random) -> str:
    return "".join(
        chr(rng.choice((rng.randrange(32, 127), rng.randrange(0xA0, 0xD7FF), rng.randrange(0x10000, 0x10FFFF))))
        for _ in range(rng.randrange(20))
    )


def _body(operation: Mapping[str, Any], rng: random.Random) -> bytes:
    shape = rng.random()
    if shape < 0.1:
        return rng.randbytes(rng.randrange(200))
    if shape < 0.2:
        deep = rng.choice((50, 5_000))
        return rng.choice((b"[" * deep, b'{"a":' * deep, b"[" * deep + b"]" * deep, b'{"from": NaN}', b'"\\ud800"', b"-", b"1" * 5000))
    examples = [one["value"] for one in _examples(operation)] or [{}]
    body = json.loads(json.dumps(rng.choice(examples)))
    if shape < 0.3:
        return json.dumps(_anything(rng, 3)).encode()
    for _ in range(rng.randrange(3)):
        body[rng.choice([*body, _letters(rng), "limit", "types", "from", "parameters"])] = _anything(rng, 2)
    return json.dumps(body).encode()


def _examples(operation: Mapping[str, Any]) -> list[dict[str, Any]]:
    content = operation.get("requestBody", {}).get("content", {})
    return list(content.get("application/json", {}).get("examples", {}).values())


def _anything(rng: random.Random, depth: int) -> Any:
    plain = (None, True, 0, -1, 10**400, 1.5e308, rng.choice(NASTY), _letters(rng), rng.randrange(-(2**70), 2**70))
    if depth and rng.random() < 0.3:
        return [_anything(rng, depth - 1) for _ in range(rng.randrange(4))]
    if depth and rng.random() < 0.3:
        return {rng.choice(NASTY)[:60]: _anything(rng, depth - 1) for _ in range(rng.randrange(4))}
    return rng.choice(plain)
