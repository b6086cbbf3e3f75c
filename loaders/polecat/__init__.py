"""POLECAT's tables of coded events: machine-coded PLOVER actions, as edges of a stream. Reads files; fetches nothing."""

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
    id="polecat",
    title="POLECAT: Political Event Classification, Attributes, and Types",
    publisher="Leidos and partners; Harvard Dataverse",
    licence="terms of the Harvard Dataverse record: refer to it, do not pass the data on",
    citation=(
        "Halterman, A., Bagozzi, B. E., Beger, A., Schrodt, P. A. and Scarborough, G. I. (2023): "
        "PLOVER and POLECAT: A New Political Event Ontology and Dataset."
    ),
    redistribute="refer",
    columns=MappingProxyType(
        {
            "event_type": "Event Type of PLOVER; the action follows from it and the mode. POLECAT's quad code is not read",
            "event_mode": "Event Mode, as it stands",
            "contexts": "Contexts",
            "intensity": "Intensity, POLECAT's own score",
            "actor1": "Actor Name",
            "actor2": "Recipient Name",
            "country1": "Actor Country: a code, or several where the actor has several",
            "country2": "Recipient Country",
            "sector1": "Primary Actor Sector",
            "sector2": "Primary Recipient Sector",
            "title1": "Actor Title",
            "title2": "Recipient Title",
            "wikipedia1": "Wikipedia Actor ID",
            "wikipedia2": "Wikipedia Recipient ID",
            "told_by": "Source: the paper or agency",
            "language": "Language of the story",
            "coder": "Version of POLECAT's coder",
            "place": "Placename, City, District, Province and Country, as far as they are given",
            "latitude": "Latitude of the place",
            "longitude": "Longitude of the place",
            "geonames": "GeoNames ID of the place",
            "published": "Publication Date",
            "repeat_of": "the first event of the load with the same day, ends and action: likely the same act told again",
        }
    ),
)


def read(paths: tuple[Path, ...]) -> Iterator[Load]:
    """One load of all files, as a stream. Raises as `load_of`."""
    return load_of(DATASET, "POLECAT", paths, _feed)


def _feed() -> Feed:
    from loaders.polecat.events import FEED

    return FEED


LOADER: Final = Loader(
    name="polecat",
    about="Tables of POLECAT events (40 columns with header): plain, .zip, .gz, saved again with other separators or names of columns.",
    read=read,
    suffixes=(".txt", ".tsv", ".tab", ".csv", ".zip", ".gz"),
)
