"""Answers as files: `of` is the request whose answer leaves, `format` how. Reads the graph first, then streams; never holds the file.

Large ones are asked for by POST: they become jobs, which api/routes/exports.py tells of.
"""

from __future__ import annotations

from functools import partial
from typing import Annotated
from urllib.parse import urlsplit

import anyio
from anyio import from_thread, to_thread
from fastapi import APIRouter, Depends, Query, Request
from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.access import Caller, CallerDep, needs
from api.deps import IndexDep, StoreDep, json_response
from api.export_jobs import Desk
from api.exporting import QUERIES, Sources, planned
from api.openapi import Examples, asked
from api.questions import ExportJobQuestion, ExportQuestion
from api.schemas_export import ExportJobAnswer, job_answer
from graph.export import Format, Plan, Sink, Spool, Subgraph, estimate, extract, format_named, write
from graph.store import Store

router = APIRouter(prefix="/v1/export", tags=["connect"])

EXAMPLES: Examples = {
    "Around APT31, for Gephi": {"of": "/v1/graph?actors=APT31&hops=2", "format": "gexf"},
    "China and the United Kingdom since 2020": {"of": "/v1/timeline?a=CHN&b=GBR&since=2020&fold_to=none", "format": "graphml"},
    "How Intel is connected to APT31": {"of": "/v1/paths?from=Intel&to=APT31", "format": "json"},
    "Everything, as tables": {"of": "/v1/graph", "format": "csv", "estimate": True},
    "Rows of a query": {"of": "/v1/queries/sanctions_by_state?state=state:USA", "format": "parquet"},
    "What changed since a version": {"of": "/v1/graph?since_version=0", "format": "ndjson"},
}
JOB: Examples = {"The whole graph": {"of": "/v1/graph", "format": "parquet"}}


async def _sources(request: Request, store: StoreDep, index: IndexDep) -> Sources:
    return Sources(store, request.app.state.library, lambda: index)


async def _desk(request: Request) -> Desk:
    found: Desk = request.app.state.desk
    return found


SourcesDep = Annotated[Sources, Depends(_sources)]
DeskDep = Annotated[Desk, Depends(_desk)]


@router.get(
    "",
    operation_id="get_export",
    dependencies=[Depends(needs("read"))],
    summary="An answer as a file",
    openapi_extra=asked(EXAMPLES),
    response_class=Response,
    responses={200: {"description": "The file, or with `estimate` how large it would be.", "content": {"application/octet-stream": {}}}},
)
async def get_export(sources: SourcesDep, desk: DeskDep, caller: CallerDep, ask: Annotated[ExportQuestion, Query()]) -> Response:
    """`of` is a request of /v1/graph (without actors: the whole graph, or with since_version what changed in it), /v1/timeline, /v1/paths,
    /v1/events or /v1/queries/NAME?parameter=value, percent-encoded.

    Edges leave without the ceilings of a screen: `limit` holds only where `of` names it. The file begins with its manifest.
    """
    _check_scope(caller, ask.of)
    format = format_named(ask.format)
    async with desk.download():
        plan = await planned(sources, ask, format)
        spool = Spool()
        try:
            graph = await to_thread.run_sync(_read, sources.store, plan, spool, format)
            if ask.estimate:
                found = await to_thread.run_sync(partial(estimate, graph, format, gzip=ask.gzip))
                spool.close()
                return json_response(found)
        except BaseException:
            spool.close()
            raise
    return _Download(graph, format, spool, gzip=ask.gzip)


@router.post(
    "",
    operation_id="post_export",
    summary="A large answer as a job",
    status_code=202,
    response_model=ExportJobAnswer,
    openapi_extra=asked(JOB),
)
async def post_export(
    sources: SourcesDep, desk: DeskDep, caller: Annotated[Caller, Depends(needs("query"))], ask: ExportJobQuestion
) -> Response:
    """The same question as by GET; the answer names the job, whose file can be fetched when it is whole, in parts if need be."""
    format = format_named(ask.format)
    await planned(sources, ask, format)  # what is wrong with it is said now
    job = desk.submit(caller.id, {"question": ask.model_dump(mode="json"), "file": _name(format, gzip=ask.gzip)})
    response = json_response(job_answer(job), 202)
    response.headers["Location"] = f"/v1/exports/{job.id}"
    return response


def _check_scope(caller: Caller, of: str) -> None:
    """Who may not run a query may not have its rows as a file."""
    if urlsplit(of).path.startswith(QUERIES):
        caller.require("query")


def _name(format: Format, *, gzip: bool) -> str:
    return f"retorsion-{format.name}{format.suffix}{'.gz' if gzip and not format.several else ''}"


def _read(store: Store, plan: Plan, spool: Spool, format: Format) -> Subgraph:
    with store.reader() as reader:
        return extract(reader, plan, spool, format.needs)


def file_headers(name: str, notices: list[str], version: str) -> dict[str, str]:
    """What goes along with a file, before its first byte: its name, its graph, whose licences bind."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-cache", "X-Graph-Version": version}
    if notices:
        headers["X-Licence-Notice"] = " ".join(notices).encode("ascii", "replace").decode()[:4000]
    return headers


class _Download(Response):
    """A file that is written while it is sent. Who goes away ends the writing; what breaks off is seen to be cut short."""

    def __init__(self, graph: Subgraph, format: Format, spool: Spool, *, gzip: bool) -> None:
        packed = gzip and not format.several
        super().__init__(media_type="application/gzip" if packed else format.media_type)
        self._graph, self._format, self._spool, self._packed = graph, format, spool, packed
        headers = MutableHeaders(raw=self.raw_headers)
        del headers["content-length"]
        headers.update(file_headers(_name(format, gzip=gzip), graph.manifest.notices, graph.manifest.graph_version))
        if packed or format.several:
            headers["Content-Encoding"] = "identity"  # packed already: nothing below is to pack it again

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            async with anyio.create_task_group() as group:
                group.start_soon(self._watch, receive, group.cancel_scope)
                await to_thread.run_sync(self._write, send, abandon_on_cancel=False, limiter=scope["app"].state.streams)
                group.cancel_scope.cancel()
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            self._spool.close()

    def _write(self, send: Send) -> None:
        async def send_part(data: bytes) -> None:
            await send({"type": "http.response.body", "body": data, "more_body": True})

        def pass_on(data: bytes) -> None:
            from_thread.check_cancelled()
            from_thread.run(send_part, data)

        write(self._graph, self._format, Sink(pass_on, gzip=self._packed))

    @staticmethod
    async def _watch(receive: Receive, scope: anyio.CancelScope) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        scope.cancel()
