"""Loads as resources: files in, how a load stands, its rejected rows, its end. What a load does is the command line's."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Query, Request
from starlette.responses import FileResponse, Response

from api.access import Caller, needs
from api.deps import json_response
from api.load_jobs import Loads
from api.load_ledger import Load
from api.openapi import Examples, asked
from api.schemas_service import FileAnswer, FilesAnswer, LoadAnswer, LoadAsked, LoadsAnswer
from graph.errors import GoneError, UnknownError

router = APIRouter(prefix="/v1/loads", tags=["loads"])

BUNDLED: Examples = {"The bundled chronology": {"loader": "chronology"}, "A file that was uploaded": {"files": ["upload:mine.yaml"]}}
ONE: Examples = {"A load of one's own": {"id": "load-of-a-post"}}
FILE: Examples = {"A chronology": {"name": "mine.yaml"}}

Loader = Annotated[Caller, Depends(needs("load"))]
LoadId = Annotated[str, Path(max_length=100, description="The id of the answer to the POST.")]
FileName = Annotated[str, Path(max_length=120, description="Letters, digits, dot, dash and underscore; by its suffix loaders know it.")]


async def _loads(request: Request) -> Loads:
    found: Loads = request.app.state.loads
    return found


LoadsDep = Annotated[Loads, Depends(_loads)]


@router.get("", operation_id="list_loads", summary="What was loaded by HTTP", response_model=LoadsAnswer)
async def list_loads(
    loads: LoadsDep,
    caller: Loader,
    limit: Annotated[int, Query(ge=1, le=500, description="At most so many.", examples=[5])] = 50,
    cursor: Annotated[str, Query(max_length=100, description="`next_cursor` of the page before.", examples=[""])] = "",
) -> Response:
    """One's own, the newest first; a key that also has `admin` sees everybody's. Records are kept for 30 days."""
    found = loads.listed(caller.id, anybodys=_sees_all(caller))
    if cursor:
        ids = [load.id for load in found]
        if cursor not in ids:
            raise GoneError("The load of that cursor is not kept.", parameter="cursor", hint="Begin without a cursor.")
        found = found[ids.index(cursor) + 1 :]
    following = found[limit - 1].id if len(found) > limit else None
    response = json_response({"data": {"loads": [load.told() for load in found[:limit]]}, "meta": {"next_cursor": following}})
    if following:
        response.headers["Link"] = f'</v1/loads?limit={limit}&cursor={following}>; rel="next"'
    return response


@router.post("", operation_id="post_load", summary="Load", status_code=202, response_model=LoadAnswer, openapi_extra=asked(BUNDLED))
async def post_load(
    loads: LoadsDep,
    caller: Loader,
    ask: LoadAsked,
    idempotency_key: Annotated[
        str,
        Header(max_length=200, description="The same key and body are the same load, however often sent.", examples=["a7"]),
    ] = "",
) -> Response:
    """Starts `retorsion load` on uploaded files (`upload:NAME`) or files of the folders in RETORSION_LOAD_DIRS; one load at a time.

    202 with `Location`; 200 where the `Idempotency-Key` has been seen. What is wrong with the files is said by the load.
    """
    load, new = await loads.submit(caller.id, ask.model_dump(mode="json"), idempotency_key)
    return _answered(load, 202 if new else 200)


@router.get("/files", operation_id="list_files", summary="What was uploaded", response_model=FilesAnswer)
async def list_files(loads: LoadsDep, caller: Loader) -> Response:
    """Each file of this key with its bytes; `whole` is false where an upload broke off, which then goes on at `offset` = `bytes`."""
    return json_response({"data": {"files": loads.uploads(caller.id).listed()}})


@router.put(
    "/files/{name}",
    operation_id="put_file",
    summary="Upload a file",
    response_model=FileAnswer,
    openapi_extra={
        **asked(FILE),
        "requestBody": {"required": True, "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}},
    },
)
async def put_file(
    request: Request,
    loads: LoadsDep,
    caller: Loader,
    name: FileName,
    offset: Annotated[int, Query(ge=0, description="The byte it goes on at, after a break.", examples=[0])] = 0,
) -> Response:
    """The body is the file, kept for this key alone. 413 beyond RETORSION_LOAD_UPLOAD_MB for all files of the key."""
    return json_response({"data": await loads.uploads(caller.id).receive(name, request.stream(), offset)})


@router.delete(
    "/files/{name}", operation_id="delete_file", summary="Take an upload away", response_model=FilesAnswer, openapi_extra=asked(FILE)
)
async def delete_file(loads: LoadsDep, caller: Loader, name: FileName) -> Response:
    """What was loaded from it stays in the graph. The answer lists what is left."""
    uploads = loads.uploads(caller.id)
    uploads.remove(name)
    return json_response({"data": {"files": uploads.listed()}})


@router.get("/{id}", operation_id="get_load", summary="How a load stands", response_model=LoadAnswer, openapi_extra=asked(ONE))
async def get_load(loads: LoadsDep, caller: Loader, id: LoadId) -> Response:
    """State, rows, rate, seconds left; when it is over its reports, and where the rejected rows are."""
    return _answered(_own(loads, caller, id))


@router.get(
    "/{id}/rejects",
    operation_id="get_rejects",
    summary="The rows that a load did not take",
    openapi_extra=asked({"The first of its loads": {"id": "load-of-a-post", "number": 1}}),
    response_class=Response,
    responses={200: {"description": "CSV: file, line, column, reason, hint, detail.", "content": {"text/csv": {}}}},
)
async def get_rejects(
    loads: LoadsDep, caller: Loader, id: LoadId, number: Annotated[int, Query(ge=1, le=1000, description="Which load of it.")] = 1
) -> Response:
    """May hold words of the source. Cells that a spreadsheet would take for a formula begin with `'`."""
    load = _own(loads, caller, id)
    if number > len(load.rejects):
        raise UnknownError("No row was rejected there.", parameter="number", hint="`rejects` of the load names the files there are.")
    return FileResponse(
        load.rejects[number - 1], media_type="text/csv", filename=f"{load.id}-{number}.csv", headers={"Cache-Control": "no-store"}
    )


@router.delete("/{id}", operation_id="delete_load", summary="End a load", response_model=LoadAnswer, openapi_extra=asked(ONE))
async def delete_load(loads: LoadsDep, caller: Loader, id: LoadId) -> Response:
    """After the transaction under way: what is committed stays. A load that is over is forgotten. The answer tells how it stands."""
    load = _own(loads, caller, id)
    told = load.told() if load.ended else None
    await loads.end(load)
    return json_response({"data": told or load.told()})


def _own(loads: Loads, caller: Caller, id_: str) -> Load:
    return loads.find(id_, caller.id, anybodys=_sees_all(caller))


def _sees_all(caller: Caller) -> bool:
    return "admin" in caller.scopes


def _answered(load: Load, status: int = 200) -> Response:
    response = json_response({"data": load.told()}, status)
    response.headers["Location"] = f"/v1/loads/{load.id}"
    return response
