"""Long permalinks of the page: an address in, a short one back; and the long one again."""

from __future__ import annotations

from typing import Annotated

from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, Path, Request
from starlette.responses import Response

from api.access import needs
from api.deps import json_response
from api.openapi import Examples, asked
from api.schemas_service import ViewAnswer, ViewAsked
from api.views import Views

router = APIRouter(prefix="/v1/views", tags=["service"], dependencies=[Depends(needs("read"))])

LONG: Examples = {"A graph with two more actors": {"address": "/graph?actors=state:CHN&add=chronology:huawei,chronology:apt31"}}
KEPT: Examples = {"One's own": {"id": "the-id-of-a-post"}}


async def _views(request: Request) -> Views:
    found: Views = request.app.state.views
    return found


ViewsDep = Annotated[Views, Depends(_views)]


@router.post("", operation_id="post_view", summary="Keep a long address", response_model=ViewAnswer, openapi_extra=asked(LONG))
async def post_view(views: ViewsDep, ask: ViewAsked) -> Response:
    """`link` opens the page as `address` would, and can be sent where that is too long. The same address has the same link, for as long as
    the operator keeps the folder. 507 where as many are kept as may be (RETORSION_VIEWS_MOST).
    """
    return _answered(await run_sync(views.keep, ask.address), ask.address)


@router.get("/{id}", operation_id="get_view", summary="A long address again", response_model=ViewAnswer, openapi_extra=asked(KEPT))
async def get_view(views: ViewsDep, id: Annotated[str, Path(max_length=60, description="The id of the answer to the POST.")]) -> Response:
    """What the page asks for when it is opened at `/v/{id}`. It never changes."""
    response = _answered(id, await run_sync(views.find, id))
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    return response


def _answered(id_: str, address: str) -> Response:
    return json_response({"data": {"id": id_, "link": f"/v/{id_}", "address": address}})
