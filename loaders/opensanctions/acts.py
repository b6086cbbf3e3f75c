"""An FtM sanction as an event, and an FtM relation as a tie. Who the parties are is told by lines of their own."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import date
from typing import Final
from urllib.parse import urlsplit

from graph.dates import Span
from graph.errors import InputError
from graph.model import Citation, Claim, Event, Item, Participant, Record, Source, Tie
from loaders._lists.parties import shortened
from loaders.opensanctions.entity import ID, Entity
from loaders.opensanctions.issuers import Issuers
from loaders.opensanctions.party import source_of
from loaders.opensanctions.schemas import RELATIONS

EARLIEST: Final = date(1945, 10, 24)
"""The Charter of the United Nations: no list that is kept today is older."""

_ACTIONS: Final = (
    ("US-BIS", "entity_listing"),
    ("US-DDTC", "entity_listing"),
    ("US-DOD-CHINESE", "procurement_ban"),
)
_DEBARMENTS: Final = frozenset({"us_sam_exclusions", "worldbank_debarred", "adb_sanctions", "afdb_sanctions", "ebrd_ineligible"})
_MAX_AUTHORITIES: Final = 5
_MAX_PAGES: Final = 3


def sanction_of(entity: Entity, issuers: Issuers, persons: Collection[str]) -> tuple[Item, ...]:
    """A sanction with whoever imposes it, the pages that tell of it, and its days as far as they are told.

    Raises:
        InputError: it names no target or nobody who acts, or a value is no date.
    """
    targets = entity.all("entity")
    if not targets:
        raise InputError("a sanction that names nobody", entity.at("entity"), hint="entity holds the id of its target")
    actor, organs = _who(entity, issuers)
    when, basis, published = _when(entity)
    end = max(entity.days("endDate"), default=None, key=lambda day: day.last)
    pages = _pages(entity)
    person = all(target in persons for target in targets)
    event = Event(
        id=f"{ID}:{entity.id}",
        dataset=ID,
        action=action_of(entity.all("programId"), entity.datasets, person=person),
        date=when,
        end=end,
        status="ended" if end and entity.last_seen and end.last < entity.last_seen else "in_force",
        participants=(
            Participant(record=actor.id, role="source"),
            *(Participant(record=organ.id, role="organ") for organ in organs if organ.id != actor.id),
            *(Participant(record=f"{ID}:{target}", role="target") for target in targets),
        ),
        citations=tuple(
            Citation(source=page.id, credibility="2", words=_reason(entity) if not index else "") for index, page in enumerate(pages)
        ),
        published=published,
        note="" if basis != "seen" else "The list gives no day; it was there when OpenSanctions first saw it.",
        part=entity.id,
        said=_said(entity, basis),
    )
    ties = (item for organ in organs for item in issuers.tie(organ, actor))
    return (actor, *organs, *ties, *pages, event)


def action_of(programmes: Collection[str], datasets: Collection[str], *, person: bool) -> str:
    """What a measure is, by its programme or by the list that is of one kind only; else a sanction."""
    for prefix, action in _ACTIONS:
        if programmes and all(one.startswith(prefix) for one in programmes):
            return action
    if datasets and all(one in _DEBARMENTS for one in datasets):
        return "procurement_ban"
    return "sanction_individual" if person else "sanction"


def _who(entity: Entity, issuers: Issuers) -> tuple[Record, tuple[Record, ...]]:
    """The state (or union) with its authorities; where the country is none, the first authority acts for itself."""
    countries = [actor for code in entity.all("country") if (actor := issuers.of_country(code))]
    actor = countries[0] if len({one.id for one in countries}) == 1 else None
    organs = tuple(issuers.organ(name, actor) for name in sorted(entity.all("authority"))[:_MAX_AUTHORITIES])
    if actor is None and not organs:
        raise InputError(
            "a sanction that says neither whose it is nor which authority's", entity.at("country"), hint="country or authority"
        )
    return (actor, organs) if actor else (organs[0], organs[:1])


def _when(entity: Entity) -> tuple[Span, str, date | None]:
    """The first day that is told, how it is known, and when it was public at the latest where that is all there is."""
    for name, basis in (("startDate", "start"), ("listingDate", "listing"), ("date", "date")):
        if days := sorted(entity.days(name)):
            return days[0], basis, None
    if entity.first_seen is None:
        raise InputError("a sanction without any day", entity.at("startDate"), hint="startDate, listingDate or first_seen")
    return Span(EARLIEST, max(entity.first_seen, EARLIEST)), "seen", entity.first_seen


def _reason(entity: Entity) -> str:
    return shortened(" ".join(entity.all("reason")))


def _pages(entity: Entity) -> tuple[Source, ...]:
    """The list as OpenSanctions holds it, and the pages that it took it from."""
    urls = sorted(url for url in entity.all("sourceUrl") if url.startswith(("http://", "https://")) and " " not in url)
    return (source_of(entity), *(page_of(url) for url in urls[:_MAX_PAGES]))


def page_of(url: str) -> Source:
    digest = hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    try:
        host = urlsplit(url).hostname
    except ValueError:
        host = None
    return Source(id=f"{ID}:page-{digest}", title=shortened(url), publisher=host or "unknown", url=url, reliability="B")


def _said(entity: Entity, basis: str) -> dict[str, str]:
    told = {
        "list": " ".join(sorted(entity.datasets)),
        "programme": " ".join(sorted(entity.all("programId"))),
        "programme_name": "; ".join(entity.all("program")),
        "authority_id": "; ".join(entity.all("authorityId", "recordId", "unscId")),
        "provisions": "; ".join(entity.all("provisions")),
        "list_status": "; ".join(entity.all("status")),
        "date_basis": basis,
    }
    return {name: shortened(value) for name, value in told.items() if value}


def tie_of(entity: Entity) -> tuple[Item, ...]:
    """A relation of two actors.

    Raises:
        InputError: an end is missing or names several, or a value is no date.
    """
    kind = RELATIONS[entity.schema]
    ends = [_end(entity, name) for name in (kind.source, kind.target)]
    source = source_of(entity)
    starts, stops = list(entity.days("startDate", "date")), list(entity.days("endDate"))
    id_ = f"{ID}:{entity.id}"
    claim = Claim(id=f"{id_}:list", claimant=f"{ID}:publisher", stance="claimed", source=source.id)
    tie = Tie(
        id=id_,
        dataset=ID,
        type=kind.tie,
        source=ends[0],
        target=ends[1],
        citations=(Citation(source=source.id, credibility="2"),),
        valid_from=min(starts, default=None),
        valid_to=max(stops, default=None, key=lambda day: day.last),
        assertion="confirmed" if kind.firm else "alleged",
        note=shortened("; ".join(_words(entity, kind.words))),
        claims=() if kind.firm else (claim,),
        part=entity.id,
    )
    return (source, tie) if kind.firm else (source, _PUBLISHER, tie)


_PUBLISHER: Final = Record(id=f"{ID}:publisher", kind="Organization", name="OpenSanctions")


def _end(entity: Entity, name: str) -> str:
    ids = entity.all(name)
    if len(ids) != 1:
        reason = f"names {len(ids)} actors where a tie has one" if ids else "names nobody"
        raise InputError(f"{entity.schema} {reason}", entity.at(name), hint="one id")
    return f"{ID}:{ids[0]}"


def _words(entity: Entity, names: tuple[str, ...]) -> list[str]:
    return [f"{value} %" if name == "percentage" else value for name in names for value in entity.all(name)]
