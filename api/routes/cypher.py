"""Free Cypher: run it behind the guard, see its verdict, follow it, end it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from starlette.responses import Response, StreamingResponse

from api.access import Caller, needs
from api.deps import json_response
from api.errors import request_id
from api.openapi import Examples, asked
from api.questions_cypher import CypherCheckQuestion, CypherQuestion
from api.schemas_library import CypherAnswer, ProgressAnswer, VerdictAnswer
from graph.errors import CypherRefused
from graph.guard import FORMATS, STREAMED, Ask, Guard, Run, format_of

router = APIRouter(prefix="/v1/cypher", tags=["library"])

BUFFERED_ROWS, BUFFERED_BYTES = 50_000, 16_000_000
STREAMED_BYTES = 4_000_000_000
LOOK_S = 0.5
RUN: Examples = {
    "Whom the United Kingdom sanctioned": {
        "query": "MATCH (:Actor {id: $id})-[s:SANCTIONED]->(x) RETURN x.name, s.date ORDER BY s.date, x.name",
        "parameters": {"id": "state:GBR"},
        "id": "example",
    },
    "A picture of it": {"query": "MATCH p = (:Actor {id: 'state:GBR'})-[:SANCTIONED]->() RETURN p LIMIT 3"},
}
CHECK: Examples = {"What a text may do": {"query": "MATCH (a:Actor) RETURN count(a)"}}
ONE: Examples = {"The one above": {"id": "example"}}

CypherCaller = Annotated[Caller, Depends(needs("cypher"))]
QueryId = Annotated[str, Path(max_length=128, description="The id given with the query, else its `X-Request-ID`.")]


async def _guard(request: Request) -> Guard:
    found: Guard = request.app.state.guard
    return found


GuardDep = Annotated[Guard, Depends(_guard)]


@router.post("", operation_id="run_cypher", summary="Run Cypher", response_model=CypherAnswer, openapi_extra=asked(RUN))
async def post_cypher(request: Request, guard: GuardDep, caller: CypherCaller, ask: CypherQuestion) -> Response:
    """Rows of a query that only reads: as JSON, CSV or Arrow, or as NDJSON, whose last line says whether it is whole."""
    run = await guard.run(_ask(request, guard, caller, ask))
    media_type = FORMATS[run.ask.format][0]
    headers = {"Cache-Control": "no-store", "Retorsion-Query": run.ask.id}
    if run.ask.format in STREAMED:
        return StreamingResponse(_streamed(run), headers=headers, media_type=media_type)
    body = await _while_there(request, run)
    return Response(body, headers=headers | {"Retorsion-Truncated": str(run.ending["truncated"]).lower()}, media_type=media_type)


@router.post("/check", operation_id="check_cypher", summary="What the guard says", response_model=VerdictAnswer, openapi_extra=asked(CHECK))
async def post_check(guard: GuardDep, caller: CypherCaller, ask: CypherCheckQuestion) -> Response:
    """Whether a text may run, and which rule it offends. Nothing is run."""
    try:
        operators = await guard.check(ask.query, ask.parameters)
    except CypherRefused as refused:
        return json_response({"data": {"allowed": False, "rule": refused.rule, "detail": refused.message, "operators": []}})
    return json_response({"data": {"allowed": True, "rule": None, "detail": None, "operators": operators}})


@router.get("/{id}", operation_id="get_cypher", summary="How far a query is", response_model=ProgressAnswer, openapi_extra=asked(ONE))
async def get_cypher(guard: GuardDep, caller: CypherCaller, id: QueryId) -> Response:
    """Its state, rows and bytes so far; of one's own queries only."""
    return json_response({"data": guard.find(id, caller.id).progress()})


@router.delete("/{id}", operation_id="cancel_cypher", summary="End a query", response_model=ProgressAnswer, openapi_extra=asked(ONE))
async def delete_cypher(guard: GuardDep, caller: CypherCaller, id: QueryId) -> Response:
    """Its connection is closed at once. One that has ended stays as it is."""
    run = guard.find(id, caller.id)
    run.cancel()
    return json_response({"data": run.progress()})


def _ask(request: Request, guard: Guard, caller: Caller, ask: CypherQuestion) -> Ask:
    format_ = format_of(ask.format, request.headers.get("accept", ""))
    streamed = format_ in STREAMED
    return Ask(
        id=ask.id or request_id(request),
        key=caller.id,
        text=ask.query,
        parameters=ask.parameters,
        format=format_,
        max_rows=ask.max_rows if streamed else min(ask.max_rows, BUFFERED_ROWS),
        max_bytes=STREAMED_BYTES if streamed else BUFFERED_BYTES,
        timeout_s=min(ask.timeout_s or guard.limits.timeout_s, guard.limits.timeout_s),
        one_at_a_time=caller.keyed,
    )


async def _streamed(run: Run) -> AsyncIterator[bytes]:
    try:
        async for piece in run.stream():
            yield piece
    finally:
        await run.abandon()


async def _while_there(request: Request, run: Run) -> bytes:
    """The whole answer, unless the client goes away first."""
    reading = asyncio.ensure_future(run.body())
    try:
        while not (await asyncio.wait({reading}, timeout=LOOK_S))[0]:
            if await request.is_disconnected():
                run.cancel()
        return await reading
    finally:
        reading.cancel()
