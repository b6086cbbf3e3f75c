"""The library: what a researcher may ask by name, and the answer of one query. The queries are files of cypher/read/."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from starlette.responses import Response

from api.access import needs
from api.deps import Respond, StoreDep
from api.openapi import Examples, asked
from api.questions import LibraryQuestion
from api.schemas_library import LibraryAnswer, LibraryEntryAnswer, RowsAnswer
from graph.library import Library, list_queries, one_query, run_query

router = APIRouter(prefix="/v1/queries", tags=["library"])

NAMED: Examples = {"Two states' lists": {"name": "lists_compared"}}
RUN: Examples = {
    "Whom the United States sanctioned": {"parameters": {"state": "state:USA"}},
    "The first three": {"parameters": {"limit": 3}},
}


async def _library(request: Request) -> Library:
    found: Library = request.app.state.library
    return found


LibraryDep = Annotated[Library, Depends(_library)]
QueryName = Annotated[
    str, Path(max_length=100, description="The name of a query, as `/v1/queries` gives it.", examples=["sanctions_by_state"])
]


@router.get(
    "", operation_id="list_queries", dependencies=[Depends(needs("read"))], summary="The queries there are", response_model=LibraryAnswer
)
async def get_queries(store: StoreDep, respond: Respond, library: LibraryDep) -> Response:
    """Each query with its question, its parameters with types, defaults and ranges, and its columns."""
    return respond(await list_queries(store, library))


@router.get(
    "/{name}",
    operation_id="get_query",
    dependencies=[Depends(needs("read"))],
    summary="One query with its text",
    response_model=LibraryEntryAnswer,
    openapi_extra=asked(NAMED),
)
async def get_query(store: StoreDep, respond: Respond, library: LibraryDep, name: QueryName) -> Response:
    """As in the list, and its Cypher, which runs in Neo4j Browser as it is."""
    return respond(await one_query(store, library, name))


@router.post(
    "/{name}",
    operation_id="run_query",
    summary="Run a query",
    response_model=RowsAnswer,
    openapi_extra=asked(RUN),
    dependencies=[Depends(needs("query"))],
)
async def post_query(store: StoreDep, respond: Respond, library: LibraryDep, name: QueryName, ask: LibraryQuestion) -> Response:
    """Its rows. `meta.truncated` says whether its limit cut them."""
    return respond(await run_query(store, library, name, ask.parameters))
