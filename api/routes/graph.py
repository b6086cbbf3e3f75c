"""The graph around some actors."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from api.access import needs
from api.deps import Respond, StoreDep
from api.openapi import Examples, asked
from api.questions import GraphQuestion
from api.schemas import GraphAnswer
from graph import answers
from graph.answers import GraphOptions

router = APIRouter(prefix="/v1/graph", tags=["connect"], dependencies=[Depends(needs("read"))])

EXAMPLES: Examples = {
    "Around APT31": {"actors": ["APT31"]},
    "Between three states, folded": {"actors": ["GBR", "USA", "CHN"], "induced": True, "fold": "dyad"},
    "Actions alone, two hops from Intel": {"actors": ["Intel"], "hops": 2, "ties": False, "limit": 40},
}


async def _graph(store: StoreDep, respond: Respond, ask: GraphQuestion) -> Response:
    options = GraphOptions(hops=ask.hops, fold=ask.fold, ties=ask.ties, induced=ask.induced, limit=ask.limit)
    return respond(await answers.subgraph(store, ask.actors, options=options, filter=ask.filter()))


@router.get("", operation_id="get_graph", summary="A subgraph", response_model=GraphAnswer, openapi_extra=asked(EXAMPLES))
async def get_graph(store: StoreDep, respond: Respond, ask: Annotated[GraphQuestion, Query()]) -> Response:
    """Nodes and edges at the actors and up to `hops` from them; parallel edges kept, or folded into one line a pair."""
    return await _graph(store, respond, ask)


@router.post("", operation_id="post_graph", summary="A subgraph, by body", response_model=GraphAnswer, openapi_extra=asked(EXAMPLES))
async def post_graph(store: StoreDep, respond: Respond, ask: GraphQuestion) -> Response:
    """As GET, for lists too long for an address. Changes nothing."""
    return await _graph(store, respond, ask)
