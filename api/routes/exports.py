"""Exports that take their time: how far one is, its file from any byte on, its end. They are asked for at /v1/export."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from starlette.responses import FileResponse, Response

from api.access import CallerDep, needs
from api.deps import json_response
from api.openapi import Examples, asked
from api.routes.export import DeskDep, file_headers
from api.schemas_export import ExportJobAnswer, job_answer
from graph.errors import UnfinishedError
from graph.export import format_named

router = APIRouter(prefix="/v1/exports", tags=["connect"], dependencies=[Depends(needs("query"))])
ONE: Examples = {"An export of one's own": {"id": "an-id-from-a-post"}}
JobId = Annotated[str, Path(max_length=100, description="The id of the answer to the POST.")]


@router.get(
    "/{id}", operation_id="get_export_job", summary="How far an export is", response_model=ExportJobAnswer, openapi_extra=asked(ONE)
)
async def get_export_job(desk: DeskDep, caller: CallerDep, id: JobId) -> Response:
    """Its state and stage; when it is finished where its file is, how large, and its SHA-256. Of one's own exports only."""
    return json_response(job_answer(desk.find(id, caller.id)))


@router.get(
    "/{id}/file",
    operation_id="get_export_file",
    summary="The file of an export",
    openapi_extra=asked(ONE),
    response_class=Response,
    responses={200: {"description": "The file.", "content": {"application/octet-stream": {}}}, 206: {"description": "The part asked for."}},
)
async def get_export_file(desk: DeskDep, caller: CallerDep, id: JobId) -> Response:
    """Whole, or by `Range` from where a download broke off (`curl -C -`); `If-Range` with its `ETag` keeps parts of two files apart."""
    job = desk.find(id, caller.id)
    if job.state != "finished":
        raise UnfinishedError(f"The export {job.id} is {job.state}.", parameter="id", hint=f"/v1/exports/{job.id} says how far it is.")
    manifest, name = job.facts["manifest"], job.facts["asked"]["file"]
    headers = file_headers(name, manifest["notices"], manifest["graph_version"])
    headers |= {"ETag": f'"{job.facts["sha256"]}"', "Content-Encoding": "identity"}  # nothing below is to pack it: its bytes are counted
    media_type = "application/gzip" if name.endswith(".gz") else format_named(job.facts["asked"]["question"]["format"]).media_type
    return FileResponse(job.file, headers=headers, media_type=media_type)


@router.delete(
    "/{id}",
    operation_id="delete_export",
    summary="End an export, or take its file away",
    response_model=ExportJobAnswer,
    openapi_extra=asked(ONE),
)
async def delete_export(desk: DeskDep, caller: CallerDep, id: JobId) -> Response:
    """Its process is ended, its file goes. The answer tells how it stood."""
    job = desk.find(id, caller.id)
    await desk.drop(job)
    return json_response(job_answer(job))
