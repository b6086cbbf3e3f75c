"""The description of the service: FastAPI's, with named examples that run and with problems as every operation's errors."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.envelope import Problem
from api.errors import MEDIA_TYPE

Examples = Mapping[str, Mapping[str, Any]]
"""Questions on the bundled chronology: a title, and the parameters by name. The first stands for the operation."""

_MARK = "x-examples"
_PROBLEM = {"content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
KEY = {
    "type": "http",
    "scheme": "bearer",
    "description": "A key that bears the operation's `x-scope`. Without one: on the service's own machine read, query and cypher while "
    "no key was ever made; elsewhere what RETORSION_OPEN_SCOPES names.",
}
PROBLEM_RESPONSES: dict[int | str, dict[str, Any]] = {
    404: {"description": "No actor, event, case or address of that name. Nothing found is 200 with an empty answer.", **_PROBLEM},
    422: {"description": "The question cannot be asked like that; `parameter` names the cause.", **_PROBLEM},
    503: {"description": "The database does not answer or is not prepared; `Retry-After` says when to try again.", **_PROBLEM},
    504: {"description": "The question took longer than it may.", **_PROBLEM},
    "default": {"description": "Any other failure.", **_PROBLEM},
}
TAGS = [
    {"name": "find", "description": "Actors and actions by words or by filter."},
    {"name": "connect", "description": "How actors hang together."},
    {"name": "relations", "description": "What two sides did to each other, in time."},
    {"name": "catalogue", "description": "What the graph holds and what its words mean."},
    {"name": "library", "description": "Questions by name, and Cypher of one's own."},
    {"name": "loads", "description": "Files in, by HTTP."},
    {"name": "service", "description": "Whether the service is well."},
]


def asked(examples: Examples) -> dict[str, Any]:
    """The examples of an operation, for `openapi_extra`; the same for GET and POST."""
    return {_MARK: {name: dict(values) for name, values in examples.items()}}


def describe(app: FastAPI, scopes: Mapping[str, str]) -> dict[str, Any]:
    """The OpenAPI document; made once. `scopes` says by operation what a key must bear."""
    if app.openapi_schema is None:
        document = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes, tags=app.openapi_tags)
        for operation in _operations(document):
            _show_examples(operation, operation.pop(_MARK, {}))
            if scope := scopes.get(operation["operationId"]):
                operation |= {"x-scope": scope, "security": [{"key": []}, {}]}
        document["components"]["securitySchemes"] = {"key": KEY}
        document["components"]["schemas"] |= _schemas_of_problems()
        app.openapi_schema = document
    return app.openapi_schema


def _operations(document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    return (operation for methods in document["paths"].values() for operation in methods.values())


def _show_examples(operation: dict[str, Any], examples: Examples) -> None:
    """Each example stands under one name at every parameter that it sets, or whole at the body."""
    for parameter in operation.get("parameters", []):
        for said_already in ("title", "description"):
            parameter["schema"].pop(said_already, None)
        shown = {name: {"value": values[parameter["name"]]} for name, values in examples.items() if parameter["name"] in values}
        if shown:
            parameter["examples"] = shown
    if body := operation.get("requestBody", {}).get("content", {}).get("application/json"):
        body["examples"] = {name: {"value": values} for name, values in examples.items()}


def _schemas_of_problems() -> dict[str, Any]:
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    return {**schema.pop("$defs", {}), "Problem": schema}


if __name__ == "__main__":
    import sys

    from api.app import create_app
    from graph.settings import Settings

    json.dump(create_app(Settings()).openapi(), sys.stdout, indent=1, ensure_ascii=False, sort_keys=True)
