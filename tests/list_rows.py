"""Rows of any list loader as the tests look at them: items by id, fixtures edited. No assertions here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from graph.ingest import Reject, Row
from graph.model import Event, Record, Tie
from loaders.base import loaders
from tests.rows import items_of

SHARED = Path(__file__).resolve().parents[2] / "shared/data"


@dataclass(frozen=True)
class Lists:
    """One loader with its fixtures."""

    name: str

    @property
    def data(self) -> Path:
        return Path(__file__).parent / "data" / self.name

    def rows(self, *paths: Path) -> list[Row]:
        return [row for load in loaders()[self.name].read(paths) for row in load.rows]

    def events(self, *paths: Path) -> dict[str, Event]:
        return items_of(self.rows(*paths), Event)

    def records(self, *paths: Path) -> dict[str, Record]:
        return items_of(self.rows(*paths), Record)

    def ties(self, *paths: Path) -> set[tuple[str, str, str]]:
        told = items_of(self.rows(*paths), Tie).values()
        return {(tie.source, tie.type, tie.target) for tie in told if tie.part != "organ"}

    def rejects(self, *paths: Path) -> list[tuple[int, str, str]]:
        return [(row.place.line or 0, row.place.column, row.reason) for row in self.rows(*paths) if isinstance(row, Reject)]


def edited(path: Path, target: Path, changes: Mapping[str, str]) -> Path:
    """A fixture with some of its text changed, under another name."""
    text = path.read_text("utf-8")
    for old, new in changes.items():
        text = text.replace(old, new)
    target.write_text(text, "utf-8")
    return target
