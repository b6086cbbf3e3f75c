"""Who asks, and whether they may: one dependency for every route, `Depends(needs("cypher"))`. Keys themselves are in graph/keys.py.

Without a key: on loopback, as long as no key was ever made, read, query and cypher; otherwise what RETORSION_OPEN_SCOPES names, which is
nothing unless somebody says so.
"""

from __future__ import annotations

import ipaddress
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from api.gate import Gate
from graph.errors import AccessError, ScopeError
from graph.keys import SCOPES, KeyStore

LOCAL_SCOPES: Final = frozenset({"read", "query", "cypher"})


@dataclass(frozen=True, slots=True)
class Caller:
    """`id` is a key's, or `local` or `open` where none was given."""

    id: str
    scopes: frozenset[str]

    @property
    def keyed(self) -> bool:
        return self.id not in ("local", "open")

    def require(self, scope: str) -> None:
        """Raises AccessError, or ScopeError where a key was given."""
        if scope in self.scopes:
            return
        if self.keyed:
            raise ScopeError(f"This key has no scope {scope!r}.", hint="Whoever runs the service makes keys: `retorsion keys create`.")
        raise AccessError(f"This needs a key with the scope {scope!r}.", hint="Send it as `Authorization: Bearer KEY`.")


Check = Callable[..., AsyncIterator[Caller]]


def needs(scope: str) -> Check:
    """A dependency that lets pass who may do this, as often and as many at once as may be."""
    return _CHECKS[scope]


def scopes_of(route: APIRoute) -> set[str]:
    """What a caller needs for a route; empty where everybody may."""
    asked = set(calls(route.dependant))
    return {scope for scope, check in _CHECKS.items() if check in asked}


async def caller_of(request: Request) -> Caller:
    """Who asks.

    Raises:
        AccessError: a key was given, and it is none of ours or counts no more.
    """
    keys: KeyStore = request.app.state.keys
    given = request.headers.get("authorization", "")
    if given:
        kind, _, text = given.partition(" ")
        if kind.lower() != "bearer":
            raise AccessError("Only keys are taken.", hint="Send it as `Authorization: Bearer KEY`.")
        key = keys.find(text.strip())
        return Caller(key.id, frozenset(key.scopes))
    if _is_local(request) and not keys.listed():
        return Caller("local", LOCAL_SCOPES)
    return Caller("open", request.app.state.open_scopes)


def _check(scope: str) -> Check:
    async def check(request: Request, caller: CallerDep) -> AsyncIterator[Caller]:
        caller.require(scope)
        gate: Gate = request.app.state.gate
        async with gate.passed(_counted_as(request, caller), request.method):
            yield caller

    return check


def _counted_as(request: Request, caller: Caller) -> str:
    """Whose requests are counted together: a key's, else an address's; on this machine without a key nobody's."""
    if caller.id == "local":
        return ""
    return caller.id if caller.keyed else f"open {request.client.host if request.client else ''}"


def calls(dependant: Dependant) -> Iterator[object]:
    """Everything that a route depends on, and what that depends on."""
    for one in dependant.dependencies:
        yield one.call
        yield from calls(one)


def _is_local(request: Request) -> bool:
    """Both ends on loopback, and the browser's address too: a page elsewhere may have had its name pointed here."""
    host = request.headers.get("host", "")
    ends = (request.client.host if request.client else "", (request.scope.get("server") or ("",))[0], _bare(host))
    return all(_is_loopback(end) for end in ends)


def _bare(host: str) -> str:
    """Without its port."""
    return host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


CallerDep = Annotated[Caller, Depends(caller_of)]
_CHECKS: Final = {scope: _check(scope) for scope in SCOPES}
