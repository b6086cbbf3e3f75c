"""GDELT's tables of events, 1.0 and 2.0: machine-coded actions out of news, as edges of a stream. Reads files; fetches nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from graph.model import Dataset
from loaders._streams.loads import load_of
from loaders.base import Load, Loader

if TYPE_CHECKING:
    from loaders._streams.stream import Feed

DATASET: Final = Dataset(
    id="gdelt",
    title="GDELT Event Database",
    publisher="The GDELT Project",
    licence="free and open for any use, with citation and a link to the GDELT Project",
    citation=(
        "Leetaru, K. and Schrodt, P. A. (2013): GDELT: Global Data on Events, Location and Tone, 1979-2012. ISA Annual Convention. "
        "The GDELT Project."
    ),
    redistribute="free",
    columns=MappingProxyType(
        {
            "cameo": "EventCode as text; the action and its quad class follow from it, GDELT's own quad class is not read",
            "goldstein": "GoldsteinScale, as GDELT gives it",
            "mentions": "NumMentions: mentions of the event in all documents of the first 15 minutes (a count of reports, not of events)",
            "sources": "NumSources: how many sources mention it",
            "articles": "NumArticles: how many documents mention it",
            "root_event": "IsRootEvent: 1 where the event stands in the lead of a document",
            "actor1": "Actor1Code",
            "actor2": "Actor2Code",
            "told_by": "SOURCEURL where it is no address",
            "published": "the day of DATEADDED; unknown before April 2013, when events were added in bulk",
            "repeat_of": "the first event of the load with the same day, ends and code: likely the same act told again",
        }
    ),
)


def read(paths: tuple[Path, ...]) -> Iterator[Load]:
    """One load of all files, as a stream. Raises as `load_of`."""
    return load_of(DATASET, "GDELT", paths, _feed)


def _feed() -> Feed:
    from loaders.gdelt.events import FEED

    return FEED


LOADER: Final = Loader(
    name="gdelt",
    about="Tables of GDELT events, 1.0 (57 and 58 columns) and 2.0 (61): plain, .zip, .gz, saved again with header or other separators.",
    read=read,
    suffixes=(".csv", ".CSV", ".tsv", ".txt", ".zip", ".gz"),
)
