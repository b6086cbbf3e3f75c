"""The names a route takes, and the refusal of any other: a mistyped filter must not silently answer for everything."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any, get_origin

from fastapi import Request
from fastapi.routing import APIRoute
from pydantic import BaseModel

from graph.errors import QuestionError


async def refuse_strangers(request: Request) -> None:
    """A dependency of the whole application.

    Raises:
        QuestionError: the query names something that the route does not take, or names twice what it takes once.
    """
    known = _query(request.scope["route"])
    for name in dict.fromkeys(request.query_params.keys()):
        if name not in known:
            raise QuestionError(f"There is no parameter {name[:60]!r}.", parameter=name[:60], hint=nearest(name, known))
        if get_origin(known[name]) is not list and len(request.query_params.getlist(name)) > 1:
            raise QuestionError(f"{name} is given more than once.", parameter=name, hint="Give it once.")


def body_names(route: APIRoute) -> list[str]:
    """What the body of a route may hold."""
    return sorted(_names("", route.body_field.field_info.annotation)) if route.body_field else []


def nearest(name: str, known: Iterable[str]) -> str:
    names = sorted(known)
    near = get_close_matches(name[:60], names, n=3)
    if near:
        return f"Did you mean {', '.join(near)}?"
    return f"It takes: {', '.join(names)}." if names else "It takes none."


def _query(route: APIRoute) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in route.dependant.query_params:
        found |= _names(field.alias, field.field_info.annotation)
    return found


def _names(alias: str, annotation: Any) -> dict[str, Any]:
    """The fields of a model by the names a client uses, or the one parameter itself; each with its type."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return {field.alias or name: field.annotation for name, field in annotation.model_fields.items()}
    return {alias: annotation}
