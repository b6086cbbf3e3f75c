"""What the service answers about itself and about what is loaded, for its description. Answers are not built from these."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from api.envelope import Envelope, Shape
from api.questions import Question
from api.views import ADDRESS, MAX_ADDRESS


class Change(Shape):
    """One commit. Counts and lists are null where it is so old that only its number and time are kept."""

    version: str = Field(description="The graph as this commit left it; the cursor behind it.")
    seq: int
    at: datetime.datetime
    load: str | None = Field(description="The load it belongs to; `identity` and the like for what no load did.")
    dataset: str | None
    kept: bool = Field(description="False: what it did is no longer known; read what you need anew.")
    added: int | None = Field(description="New edges.")
    retracted: int | None = Field(description="Edges believed no longer.")
    changed: int | None = Field(description="Edges whose summary of claims is another now.")
    types: list[str] | None = Field(description="Types of the new edges.")
    actors: list[str] | None = Field(description="New or changed actors, the first of them.")
    actors_total: int | None
    renamed: list[list[str]] = Field(description="Pairs of actor ids: before, now.")


class ChangesData(Shape):
    """Commits, the oldest first."""

    changes: list[Change]


class ChangesAnswer(Envelope):
    data: ChangesData


# --- loads ---


class LoadAsked(Question):
    """What a load by HTTP may be told: what the command line may, but for paths of the machine."""

    files: list[Annotated[str, Field(min_length=1, max_length=400)]] = Field(
        [],
        max_length=200,
        description="`upload:NAME`, or a file or folder below one of RETORSION_LOAD_DIRS. Empty: the loader's bundled ones.",
        examples=[["upload:mine.yaml"]],
    )
    loader: str = Field(
        "",
        pattern="^[a-z0-9_]{0,60}$",
        description="A loader's name, as `retorsion load --help` has it. Empty: the one that reads such files.",
        examples=["chronology"],
    )
    strict: bool = Field(False, description="One wrong row, and nothing is loaded.", examples=[True])
    limit: int = Field(0, ge=0, le=1_000_000_000, description="Only so many rows of each load; 0: all.", examples=[100])

    @model_validator(mode="after")
    def _something(self) -> LoadAsked:
        if not self.files and not self.loader:
            raise ValueError("give files, a loader, or both")
        return self


class LoadData(Shape):
    """One load. What is not known yet is null."""

    id: str
    state: Literal["waiting", "running", "finished", "stopped", "failed"]
    asked: LoadAsked
    created_at: datetime.datetime
    ended_at: datetime.datetime | None
    rows: dict[str, int] | None = Field(description="Read, written, unchanged, skipped, rejected.")
    rows_per_s: float | None
    eta_s: float | None = Field(description="Seconds left; null while no end is known.")
    stage: dict[str, Any] | None
    committed: dict[str, Any] | None = Field(description="Rows and number of the last commit.")
    error: dict[str, str] | None
    rejects: list[str] = Field(description="Where the rejected rows can be fetched, one address for each load that had any.")
    reports: list[dict[str, Any]] = Field(description="When it is over: a report for each load.")


class LoadAnswer(Shape):
    data: LoadData


class LoadList(Shape):
    loads: list[LoadData]


class PageMeta(Shape):
    next_cursor: str | None


class LoadsAnswer(Shape):
    data: LoadList
    meta: PageMeta


class File(Shape):
    """One upload."""

    name: str
    bytes: int
    whole: bool = Field(description="False: it broke off, and goes on at `offset` = `bytes`.")


class FileAnswer(Shape):
    data: File


class FileList(Shape):
    files: list[File]


class FilesAnswer(Shape):
    data: FileList


# --- long permalinks ---


class ViewAsked(Question):
    """An address of the page."""

    address: str = Field(
        max_length=MAX_ADDRESS,
        pattern=f"^{ADDRESS}$",
        description="A view and its query, percent-encoded, without scheme and host.",
        examples=["/graph?actors=state:CHN&add=chronology:huawei,chronology:apt31"],
    )


class ViewData(Shape):
    """One address that is kept."""

    id: str
    link: str = Field(description="Opens the page as the address would.")
    address: str


class ViewAnswer(Shape):
    data: ViewData
