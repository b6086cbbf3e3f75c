"""ICEWS' tables of coded events: machine-coded actions between named actors, as edges of a stream. Reads files; fetches nothing."""

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
    id="icews",
    title="ICEWS Coded Event Data",
    publisher="Lockheed Martin, for the Integrated Crisis Early Warning System; Harvard Dataverse",
    licence="terms of the Harvard Dataverse record: refer to it, do not pass the data on",
    citation=(
        "Boschee, E., Lautenschlager, J., O'Brien, S., Shellman, S., Starz, J. and Ward, M. (2015): ICEWS Coded Event Data. "
        "Harvard Dataverse, doi:10.7910/DVN/28075."
    ),
    url="https://doi.org/10.7910/DVN/28075",
    redistribute="refer",
    columns=MappingProxyType(
        {
            "cameo": "CAMEO Code as text; the action and its quad class follow from it",
            "intensity": "Intensity, ICEWS' own score of the code from -10 to 10",
            "actor1": "Source Name, as it stands",
            "actor2": "Target Name",
            "sectors1": "Source Sectors: all that the actor ever was, not only what it was on the day",
            "sectors2": "Target Sectors",
            "country1": "Source Country",
            "country2": "Target Country",
            "story": "Story ID: the article that the event was read in",
            "sentence": "Sentence Number within the story",
            "told_by": "Publisher",
            "place": "City, District, Province and Country, as far as they are given",
            "latitude": "Latitude of the place",
            "longitude": "Longitude of the place",
            "repeat_of": "the first event of the load with the same day, ends and code: likely the same act told again",
        }
    ),
)


def read(paths: tuple[Path, ...]) -> Iterator[Load]:
    """One load of all files, as a stream. Raises as `load_of`."""
    return load_of(DATASET, "ICEWS", paths, _feed)


def _feed() -> Feed:
    from loaders.icews.events import FEED

    return FEED


LOADER: Final = Loader(
    name="icews",
    about="Tables of ICEWS events (.tab, 20 columns with header): plain, .gz, saved again with other separators or names of columns.",
    read=read,
    suffixes=(".tab", ".csv", ".tsv", ".txt", ".zip", ".gz"),
)
