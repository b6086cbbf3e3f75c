"""The catalogue: what the graph holds, and what its words mean."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from starlette.responses import Response

from api.access import needs
from api.deps import CaseName, Respond, StoreDep
from api.openapi import Examples, asked
from api.schemas import CaseAnswer, CasesAnswer, DatasetsAnswer, StatsAnswer, VocabularyAnswer
from graph import answers

router = APIRouter(prefix="/v1", tags=["catalogue"], dependencies=[Depends(needs("read"))])

CASES: Examples = {"The seed case": {"name": "apt31-2024"}}


@router.get("/vocabulary", operation_id="get_vocabulary", summary="Types, scales and sentence forms", response_model=VocabularyAnswer)
async def get_vocabulary(store: StoreDep, respond: Respond) -> Response:
    """Kinds of actor, actions with their scores and rungs, ties, words of estimative probability, grades of sources."""
    return respond(await answers.vocabulary_tables(store))


@router.get("/datasets", operation_id="list_datasets", summary="What was loaded", response_model=DatasetsAnswer)
async def list_datasets(store: StoreDep, respond: Respond) -> Response:
    """Each dataset with its publisher, licence, citation, last load and size."""
    return respond(await answers.datasets(store))


@router.get("/stats", operation_id="get_stats", summary="Counts", response_model=StatsAnswer)
async def get_stats(store: StoreDep, respond: Respond) -> Response:
    """Actors by kind, actions and ties by type. Events and reports of events are counted apart."""
    return respond(await answers.stats(store))


@router.get("/cases", operation_id="list_cases", summary="The guided questions", response_model=CasesAnswer)
async def list_cases(store: StoreDep, respond: Respond) -> Response:
    """Each case by name and title."""
    return respond(await answers.cases(store))


@router.get("/cases/{name}", operation_id="get_case", summary="One case", response_model=CaseAnswer, openapi_extra=asked(CASES))
async def get_case(store: StoreDep, respond: Respond, name: CaseName) -> Response:
    """Its title, its sentences as links into the answers that bear them out, and its folded graph."""
    return respond(await answers.case(store, name))
