"""The MISP galaxy's clusters of threat actors: names, synonyms, and the states that each is thought to come from or to act for.

Other galaxies (countries, sectors, vendors) are refused. Which clusters are one actor is decided by a merge, never by a synonym.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from graph.errors import InputError, Place
from graph.ingest.rows import Entry, Reject, Row
from graph.model import Citation, Claim, Dataset, Item, Record, Source, Tie
from graph.progress import Extent
from loaders._expectation import Expectation, Looks
from loaders.base import Load, Loader
from loaders.states import State, resolve_code, resolve_name
from loaders.stix.documents import Document, files_below, read_document

DATASET: Final = Dataset(
    id="misp_galaxy",
    title="MISP galaxy: threat actors",
    publisher="MISP Project",
    licence="CC0-1.0 or BSD-2-Clause",
    citation="MISP Project: MISP galaxy, threat actor clusters.",
    url="https://github.com/MISP/misp-galaxy",
    columns={"misp": "uuid of the cluster"},
)

GALAXY: Final = "threat-actor"
SOURCE: Final = Source(
    id=f"{DATASET.id}:{GALAXY}", title="MISP galaxy: threat actor clusters", publisher="MISP Project", url=DATASET.url, reliability="C"
)
CONTRIBUTORS: Final = Record(id=f"{DATASET.id}:contributors", kind="Organization", name="MISP galaxy contributors")

EXPECTED: Final = Expectation(
    "the galaxy of threat actors",
    rows=(300, 20_000),
    filled={"description": (0.8, 1), "country": (0.3, 0.7), "synonyms": (0.2, 0.7), "cfr-suspected-victims": (0.05, 0.4)},
)
"""Version 349 has 1,041 clusters: 95 % are described, 46 % have a country, 39 % synonyms, 14 % suspected victims."""

_UUID: Final = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")


@dataclass(frozen=True, slots=True)
class _Cluster:
    """One cluster where it stands; a value of the wrong shape is an InputError that names its field."""

    data: Mapping[str, Any]
    place: Place

    def text(self, key: str, *, of: Mapping[str, Any] | None = None, required: bool = False) -> str:
        value = (self.data if of is None else of).get(key)
        if (value is None or value == "") and not required:
            return ""
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(key, f"{key} is missing or no text", "give it as text")
        return value.strip()

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts of `meta`, or the one text that some write in its place."""
        value = self.meta.get(key)
        found = [value] if isinstance(value, str) else value or []
        if not isinstance(found, list) or not all(isinstance(item, str) for item in found):
            raise self.wrong(key, f"{key} is no list of texts")
        return tuple(dict.fromkeys(item.strip() for item in found if item.strip()))

    @property
    def meta(self) -> Mapping[str, Any]:
        value = self.data.get("meta")
        if value is not None and not isinstance(value, dict):
            raise self.wrong("meta", "meta is no object")
        return value or {}

    @property
    def uuid(self) -> str:
        found = self.text("uuid", required=True)
        if not _UUID.fullmatch(found):
            raise self.wrong("uuid", f"{found[:60]!r} is no UUID")
        return found.lower()

    def wrong(self, column: str, reason: str, hint: str = "") -> InputError:
        return InputError(reason, Place(self.place.file, self.place.line, column), hint=hint)


def read(paths: tuple[Path, ...]) -> Iterator[Load]:
    """One load of all files; a folder stands for the galaxies below it.

    Raises:
        InputError: a path does not exist, or a folder holds no galaxy.
    """
    files = list(files_below(paths, ".json", "MISP galaxy"))
    extent, looks = Extent(), Looks()
    parts = tuple(dict.fromkeys(part for _, _, part in files))
    yield Load(DATASET, _rows(files, extent, looks), parts=parts, extent=extent, looks=looks)


def _rows(files: list[tuple[Path, str, str]], extent: Extent, looks: Looks) -> Iterator[Row]:
    told: dict[str, Place] = {}
    sizes = [path.stat().st_size for path, _, _ in files]
    extent.size = sum(sizes)
    for number, (path, name, part) in enumerate(files):
        before = sum(sizes[:number])
        try:
            document = _open(path, name)
        except InputError as error:
            yield _reject(error)
            continue
        for done, (line, value) in enumerate(document.elements, start=1):
            extent.read = before + sizes[number] * done // len(document.elements)
            looks.row(name, EXPECTED, _cells(value))
            yield _row(value, Place(name, line), part, told)


def _cells(value: Any) -> dict[str, str]:
    """What of a cluster tells whether the file is what it should be."""
    meta = value.get("meta") if isinstance(value, dict) else None
    told = {**value, **(meta if isinstance(meta, dict) else {})} if isinstance(value, dict) else {}
    return {name: "told" for name in EXPECTED.filled if told.get(name)}


def _open(path: Path, name: str) -> Document:
    document = read_document(path, name, "values")
    header = document.header
    if header.get("type", GALAXY) != GALAXY:
        raise InputError(f"this is the galaxy {str(header['type'])[:40]!r}", Place(name, 1), hint=f"expected the galaxy {GALAXY}")
    if header and not document.elements:
        if "uuid" in header and "value" in header:
            return Document({}, [(1, header)])
        hint = "a galaxy has a type and a list of values"
        raise InputError(f"this is no MISP galaxy; it holds: {', '.join(sorted(header))[:80]}", Place(name, 1), hint=hint)
    return document


def _row(value: Any, place: Place, part: str, told: dict[str, Place]) -> Row:
    if not isinstance(value, dict):
        return Reject(place, "this is no cluster", "an object in braces, with uuid and value", str(value)[:80])
    cluster = _Cluster(value, place)
    try:
        if cluster.uuid in told:
            raise cluster.wrong("uuid", f"the cluster stands twice: first at {told[cluster.uuid]}")
        items = _items(cluster, part)
    except InputError as error:
        return _reject(error)
    told[cluster.uuid] = place
    return Entry(place, items)


def _items(cluster: _Cluster, part: str) -> tuple[Item, ...]:
    actor, sponsors = _actor(cluster), _sponsors(cluster)
    states = list(dict.fromkeys((*sponsors, *_countries(cluster))))
    ties = [_suspicion(cluster, actor, state, part, sponsored=state in sponsors) for state in states]
    evidence = (SOURCE, CONTRIBUTORS) if ties else ()
    return (*evidence, actor, *(state.record(DATASET.id) for state in states), *ties)


def _actor(cluster: _Cluster) -> Record:
    name = cluster.text("value", required=True)
    return Record(
        id=f"{DATASET.id}:{cluster.uuid}",
        kind="ThreatActor",
        name=name,
        aliases=tuple(alias for alias in cluster.texts("synonyms") if alias != name),
        codes={"misp": cluster.uuid},
        description=_description(cluster),
    )


def _description(cluster: _Cluster) -> str:
    """The cluster's own words; suspected victims have no date, so they are told here and are no action."""
    victims = cluster.texts("cfr-suspected-victims")
    told = f"Suspected victims, undated (Council on Foreign Relations): {', '.join(victims)}." if victims else ""
    return "\n\n".join(text for text in (cluster.text("description"), told) if text)


def _countries(cluster: _Cluster) -> list[State]:
    """The states of `country`, ISO alpha-2: where a group is thought to come from. An empty one says nothing."""
    found = []
    for code in cluster.texts("country"):
        state = resolve_code(code, "iso2")
        if not state:
            raise cluster.wrong("country", f"{code[:40]!r} is no country", "ISO 3166-1 alpha-2")
        found.append(state)
    return found


def _sponsors(cluster: _Cluster) -> list[State]:
    """The states of `cfr-suspected-state-sponsor`, by name or ISO alpha-2."""
    key, found = "cfr-suspected-state-sponsor", []
    for name in cluster.texts(key):
        if name.casefold() == "unknown":
            continue
        state = resolve_name(name) or resolve_code(name, "iso2")
        if not state:
            raise cluster.wrong(key, f"{name[:40]!r} is no state", "a name in English")
        found.append(state)
    return found


def _suspicion(cluster: _Cluster, actor: Record, state: State, part: str, *, sponsored: bool) -> Tie:
    """A suspected sponsor is whom a group acts for; a mere country of origin is an association, for gangs of criminals have one too.

    The contributors use no yardstick of likelihood: the number that some give stays a note.
    """
    ref = f"{actor.id}-{state.code}"
    confidence = cluster.text("attribution-confidence", of=cluster.meta)
    words = f"is suspected to be sponsored by {state.name}" if sponsored else f"is thought to come from {state.name}"
    return Tie(
        id=ref,
        dataset=DATASET.id,
        type="ACTS_FOR" if sponsored else "ASSOCIATED_WITH",
        source=actor.id,
        target=f"{DATASET.id}:{state.code}",
        citations=(Citation(source=SOURCE.id),),
        assertion="alleged",
        text=f"{actor.name} {words}, MISP galaxy says.",
        note=f"attribution-confidence {confidence}" if confidence else "",
        part=part,
        claims=(Claim(id=f"{ref}:contributors", claimant=CONTRIBUTORS.id, stance="claimed", source=SOURCE.id),),
    )


def _reject(error: InputError) -> Reject:
    return Reject(error.place, error.message, error.hint)


LOADER: Final = Loader(
    name="misp_galaxy",
    about="The MISP galaxy of threat actors: names, synonyms, and the states that each is thought to come from or to act for.",
    read=read,
    suffixes=(".json",),
)
