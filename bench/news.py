"""How much of what a text tells is drafted, and how much of the draft is told: precision and recall by field. `python -m bench.news`.

The seed article is measured against the bundled case, by the actions that cite it. The rules were written with that article at hand, so
three more texts stand in texts/, by the same hand and written before the rules had seen them: two served to mend the rules, the third not.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from bench.chronology import BUNDLED, folds
from graph.dates import Span
from graph.ingest.rows import Entry
from graph.model import Event, Record, Tie
from loaders._news.actions import Drafted, draft_actions, read_into
from loaders._news.article import read_article
from loaders._news.dates import dateline
from loaders._news.names import Names, bundled_names
from loaders._news.parties import Party
from loaders.base import loaders

SEED: Final = Path(__file__).resolve().parents[2] / "shared" / "seed"
TEXTS: Final = Path(__file__).parent / "texts"
CITED: Final = "chronology:wooden-2024"
FIELDS: Final = ("action", "actor", "target", "date")


@dataclass(frozen=True)
class Gold:
    """An action as a person wrote it down: who and whom by refs, states and words; the days that any of its sources gives."""

    name: str
    action: str
    by: frozenset[str]
    targets: frozenset[str]
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Score:
    """Hits by field among the drafted and the told. An action counts for a field if its action and that field are right."""

    drafted: int
    told: int
    hits: dict[str, int]

    def lines(self) -> Iterator[str]:
        for field in (*FIELDS, "all four"):
            hits = self.hits[field]
            yield f"  {field:9}  precision {_share(hits, self.drafted)}  recall {_share(hits, self.told)}"


def _share(hits: int, of: int) -> str:
    return f"{hits / of:4.0%} ({hits}/{of})" if of else "none"


def score(drafted: Sequence[Drafted], gold: Sequence[Gold]) -> tuple[Score, list[tuple[Drafted, Gold]]]:
    """Each drafted action is held against one that was told, the best first."""
    pairs = sorted(
        ((len(agreed(one, told)), -i, -j) for i, one in enumerate(drafted) for j, told in enumerate(gold) if one.action == told.action),
        reverse=True,
    )
    used: dict[int, int] = {}
    for _, i, j in pairs:
        if -i not in used and -j not in used.values():
            used[-i] = -j
    matched = [(drafted[i], gold[j]) for i, j in used.items()]
    hits = {field: sum(field in agreed(one, told) for one, told in matched) for field in FIELDS}
    hits["all four"] = sum(len(agreed(one, told)) == len(FIELDS) for one, told in matched)
    return Score(len(drafted), len(gold), hits), matched


def agreed(one: Drafted, told: Gold) -> set[str]:
    """The fields in which a drafted action is right."""
    first, last = one.extent
    sides = {"actor": _names(one.by) & told.by, "target": {name for party in one.targets for name in _names(party)} & told.targets}
    right = {field for field, shared in sides.items() if shared}
    if any(span.first <= last and first <= span.last for span in told.spans):
        right.add("date")
    return right | ({"action"} if one.action == told.action else set())


def _names(party: Party) -> set[str]:
    """What a party can be known by: its id, its state, or for one without either the words of it that matter."""
    return {name for name in (party.ref, f"state:{party.state}" if party.state else "") if name} | _words(party.words)


def _words(text: str) -> set[str]:
    return {word for word in text.casefold().replace(",", " ").split() if len(word) > 5}


def case_gold(case: str = "apt31-2024", cited: str = CITED) -> list[Gold]:
    """The actions of a bundled case that cite a source."""
    records, ties, events = dict[str, Record](), list[Tie](), list[Event]()
    for load in loaders()["chronology"].read((BUNDLED,)):
        for item in (item for row in load.rows if isinstance(row, Entry) for item in row.items):
            if isinstance(item, Record):
                records[item.id] = item
            elif isinstance(item, Tie):
                ties.append(item)
            elif isinstance(item, Event) and item.part == case and any(one.source == cited for one in item.citations):
                events.append(item)
    return [_gold(event, records, ties, cited) for event in events]


def _gold(event: Event, records: dict[str, Record], ties: list[Tie], cited: str) -> Gold:
    def names(refs: Iterable[str]) -> frozenset[str]:
        found = set[str]()
        for ref in refs:
            found |= {records[ref].actor or ref, *(f"state:{code}" for code in folds(ref, records, ties))}
            found |= _words(records[ref].name) if records[ref].unnamed else set()
        return frozenset(found)

    own = Span(event.date.first, max(event.date.last, event.end.last if event.end else event.date.last))
    days = tuple(one.date for one in event.citations if one.source == cited and one.date)
    sides = [names(party.record for party in event.having(role)) for role in ("source", "target")]
    return Gold(event.id.rpartition(":")[2], event.action, sides[0], sides[1], (own, *days))


def report(title: str, text: str, gold: Sequence[Gold], names: Names, day: date | None = None) -> Score:
    """Draft a text, print the figures and what was missed or too much."""
    article = read_article(text)
    found = dateline(article)
    on = day or (found.span.first if found else None)
    assert on is not None, "a text of a bench has its day"
    drafted = draft_actions(read_into(article, on, names))
    result, matched = score(drafted, gold)
    tell(f"{title}: {len(drafted)} drafted, {len(gold)} told")
    tell("\n".join(result.lines()))
    for told in gold:
        if not any(told is other for _, other in matched):
            tell(f"  missed: {told.name}")
    for one in drafted:
        pair = next((told for other, told in matched if other is one), None)
        words = " ".join(article[one.place].split())[:90]
        if pair is None:
            tell(f"  too much: {one.action}: {words}")
        elif wrong := [field for field in FIELDS if field not in agreed(one, pair)]:
            tell(f"  wrong {', '.join(wrong)}: {pair.name}: {words}")
    return result


def _told(name: str, action: str, by: str, targets: str, days: str) -> Gold:
    return Gold(name, action, frozenset(by.split()), frozenset(targets.split()), (Span.parse(days),))


POISONING_TOLD: Final = (
    _told("ru-expels", "expulsion_diplomats", "state:RUS", "state:GBR", "2018-03-17"),
    _told("ru-summons", "summons_ambassador", "state:RUS", "state:GBR", "2018-03-17"),
    _told("ru-closes", "consulate_closure", "state:RUS", "state:GBR", "2018-03-17"),
    _told("uk-expels", "expulsion_diplomats", "state:GBR", "state:RUS", "2018-03-14"),
    _told("uk-ultimatum", "ultimatum", "state:GBR", "state:RUS", "2018-03-12"),
    _told("uk-accuses", "attribution_statement", "state:GBR", "state:RUS", "2018-03-12..2018-03-14"),
    _told("ru-denies", "denial", "state:RUS", "state:GBR", "2018-03-12..2018-03-17"),
    _told("us-sanctions", "sanction", "state:USA", "state:RUS", "2018-03-15"),
)
CHIPS_TOLD: Final = (
    _told("us-controls", "entity_listing", "state:USA", "state:CHN", "2023-10-17"),
    _told("us-entity-list", "entity_listing", "state:USA", "state:CHN", "2023-10-17"),
    _told("cn-graphite", "entity_listing", "state:CHN", "state:USA graphite", "2023-10-20"),
    _told("cn-micron", "procurement_ban", "state:CHN", "chronology:micron state:USA", "2023-05"),
    _told("us-protest", "protest_diplomatic", "state:USA", "state:CHN", "2023-05"),
    _told("us-huawei", "sanction", "state:USA", "chronology:huawei state:CHN", "2019"),
    _told("ca-meng", "arrest", "state:CAN", "chronology:meng-wanzhou state:CHN", "2018-12-01"),
    _told("cn-canadians", "arrest", "state:CHN", "state:CAN", "2018-12-10"),
    _told("cn-third", "conviction", "state:CHN", "state:CAN", "2019-01"),
    _told("cn-hackers", "cyber_espionage", "state:CHN", "state:USA", "2023-06"),
    _told("cn-denies", "denial", "state:CHN", "state:USA", "2023-06..2023-10"),
)


VILNIUS_TOLD: Final = (
    _told("cn-warns", "threat_nonforce", "state:CHN", "state:LTU state:TWN consequences", "2021-11-16"),
    _told("cn-downgrades", "relations_broken", "state:CHN", "state:LTU", "2021-11-21"),
    _told("cn-recalls", "recall_ambassador", "state:CHN", "state:LTU", "2021-08"),
    _told("lt-recalls", "recall_ambassador", "state:LTU", "state:CHN", "2021-09"),
    _told("cn-embargo", "embargo", "state:CHN", "state:LTU", "2021-12"),
    _told("lt-closes", "consulate_closure", "state:LTU", "state:CHN", "2021-12-13..2021-12-19"),
    _told("cn-denies", "denial", "state:CHN", "state:LTU", "2021-12"),
    _told("us-agreement", "agreement_signed", "state:USA", "state:LTU", "2021-11"),
)


def text(name: str) -> str:
    return (TEXTS / f"{name}.txt").read_text("utf-8")


def tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def main() -> int:
    names = bundled_names()
    seed = sorted(SEED.glob("*.txt"))
    if seed:
        report("seed article, against the bundled case", seed[0].read_text("utf-8"), case_gold(), names)
    else:
        tell(f"the seed article is not there: {SEED}")
    report("a text on an expulsion", text("expulsion"), POISONING_TOLD, names)
    report("a text on chips", text("chips"), CHIPS_TOLD, names, date(2023, 10, 25))
    report("a text on two small states", text("vilnius"), VILNIUS_TOLD, names)
    return 0


if __name__ == "__main__":
    sys.exit(main())
