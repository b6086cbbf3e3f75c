"""Drafts of invented texts, and what of them would not load as it was read. No assertions here."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from graph.ingest import offered
from graph.model import Event
from loaders._news.actions import Drafted, Reading, draft_actions, read_into
from loaders._news.article import read_article
from loaders._news.draft import Origin, chronology_of
from loaders._news.names import bundled_names
from loaders.base import loaders
from tests.rows import items_of

DAY = date(2024, 3, 27)
"""A Wednesday."""

NAMES = bundled_names()
_PLACED = re.compile(r"(?:by|target|date) (?:'(.*?)'|\".*?\") \((\d+)-(\d+)\)")


def read(text: str) -> Reading:
    return read_into(read_article(text), DAY, NAMES)


def drafted(text: str) -> list[Drafted]:
    return draft_actions(read(text))


def wrong_places(text: str, drafts: Sequence[Drafted]) -> list[str]:
    """The draft is written and loaded; what is rejected, missing, or does not stand at the place that its note names."""
    content = chronology_of(read_article(text), drafts, Origin("draft-test", DAY))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "draft.yaml"
        path.write_text(content, "utf-8", newline="")
        (load,) = loaders()["chronology"].read((path,))
        entries, report = offered(load.rows, load.dataset.id)
    events = items_of([*entries], Event)
    missing = [f"{len(drafts)} drafted, {len(events)} loaded"] if len(events) != len(drafts) else []
    return [*map(str, report.rejected), *missing, *(wrong for event in events.values() for wrong in _wrong(text, event))]


def _wrong(text: str, event: Event) -> Iterator[str]:
    place = re.match(r"CHECK\. Characters (\d+)-(\d+)", event.note)
    if not place or [citation.words for citation in event.citations] != [text[int(place[1]) : int(place[2])].strip()]:
        yield f"{event.id} quotes other words"
    for quoted, first, last in _PLACED.findall(event.note):
        if quoted and "\\" not in quoted and quoted != " ".join(text[int(first) : int(last)].split()):
            yield f"{event.id}: {quoted!r} does not stand at {first}-{last}"
