"""What is told of an export job. What a job is, is graph.export's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, Field

from api.errors import INTERNAL, KINDS
from graph import errors
from graph.export import ENDED, Job


class Stage(BaseModel):
    label: str = Field(description="What is done just now.")
    done: int
    total: int = Field(description="0: not known. Bytes of the file are estimated.")
    unit: str


class ExportFault(BaseModel):
    message: str
    hint: str
    parameter: str
    kind: str


class ExportJob(BaseModel):
    job: str = Field(description="Its id.")
    state: Literal["waiting", "running", "finished", "stopped", "failed"]
    created_at: str
    updated_at: str | None
    goes_on: bool | None = Field(
        description="An earlier process was ended when it had read the graph: this one went on with what it had read."
    )
    stage: Stage | None
    file: str | None = Field(description="Where the file is, once it is whole.")
    bytes: int | None
    sha256: str | None
    manifest: dict[str, Any] | None = Field(description="Licence notices first, graph version, counts; all of it stands in the file.")
    expires_at: str | None = Field(description="The file is kept until then.")
    error: ExportFault | None
    asked: dict[str, Any] = Field(description="The question, and the name of the file.")


class ExportJobAnswer(BaseModel):
    data: ExportJob


def job_answer(job: Job) -> dict[str, Any]:
    """What its asker may know of it."""
    told = job.told()
    told["file"] = f"/v1/exports/{job.id}/file" if told["state"] == "finished" else None
    return {"data": told | {"error": told["error"] and public_fault(told["error"])}}


def public_fault(fault: Mapping[str, str]) -> dict[str, str]:
    """A fault in its own words where those are the asker's, as for every problem; else what kind it is, and no address or user."""
    error = getattr(errors, fault["kind"], None)
    ancestors = error.__mro__ if isinstance(error, type) else ()
    kind = next((KINDS[one] for one in ancestors if one in KINDS), INTERNAL)
    if kind.told or fault["kind"] == ENDED:
        return dict(fault)
    return {"message": f"{kind.title}.", "hint": kind.hint, "parameter": "", "kind": fault["kind"]}
