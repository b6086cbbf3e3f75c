"""How well actors are resolved: precision and recall on what the sources themselves say is one party, and how long 100,000 records take.

python -m bench.identity                   # gold set, by pair of sources
python -m bench.identity --scale 100000

The gold set: parties of the US Consolidated Screening List and of OFAC's lists with one OFAC number; of the UK's and the UN's lists with
one UN reference; groups of MISP's galaxy and of ATT&CK that MISP calls `similar`, or whose ATT&CK number it gives as a synonym. The codes
that tell so are hidden from the scores. A merge across two such sources that touches a party of the gold set is right if it is in it.

Two kinds of cross-reference say nothing of identity. One from a body to a person (the UK gives Emarat Kavkaz the reference of its leader)
is left out. One group that is `similar` to several of another source is one with at most one of them, since a source's entries are
parties of their own, and nothing says with which: a merge along such a reference is not wrong, but none of them is missed.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import resource
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from pathlib import Path
from typing import Any, Final

import numpy as np

from bench.measuring import say
from graph.identity.names import FAMILIES
from graph.identity.profiles import Profile
from graph.identity.score import Resolution, resolve
from graph.ingest import Entry
from graph.model import Record, Tie
from loaders.base import loaders

FILES: Final = {
    "chronology": (),
    "ofac": ("ofac/sdn_2024-03-22.csv", "ofac/sdn_2024-03-26.csv", "ofac/alt_2025-02.csv", "ofac/add_2025-02.csv"),
    "us_csl": ("csl/consolidated.csv",),
    "uk_sanctions": ("uk/ConList_2022-12.xlsx",),
    "un_sc": ("un/UN_consolidated.xml",),
    "ca_sema": ("ca/sema-lmes_2022-12.xml",),
    "misp_galaxy": ("misp/threat-actor.json",),
    "stix": ("mitre/enterprise-attack-18.1-groups-campaigns-stix20.json",),
}
HIDDEN: Final = frozenset((("us_csl", "ofac"), ("uk_sanctions", "un_ref")))
FOLDING: Final = frozenset(("NATIONAL_OF", "HEADQUARTERED_IN", "PART_OF", "ACTS_FOR", "ASSOCIATED_WITH"))
DATA: Final = Path(__file__).resolve().parents[2] / "shared" / "data"
ENOUGH: Final = 400
SEED: Final = 20240325
_Z: Final = 1.959964

Gold = dict[frozenset[str], set[frozenset[str]]]


@dataclass(frozen=True, slots=True)
class Found:
    """Records of one loader and, for each, the states that its ties lead to."""

    dataset: str
    records: Mapping[str, Record]
    countries: Mapping[str, frozenset[str]]


@dataclass(slots=True)
class Counts:
    """Pairs of records that a run put into one cluster, right and wrong; pairs that it should have, and how many of these it did."""

    right: int = 0
    wrong: list[frozenset[str]] = field(default_factory=list)
    sought: int = 0
    found: int = 0

    @property
    def made(self) -> int:
        return self.right + len(self.wrong)

    @property
    def recall(self) -> float:
        return self.found / max(self.sought, 1)

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.right + other.right, self.wrong + other.wrong, self.sought + other.sought, self.found + other.found)

    def __str__(self) -> str:
        precision, low = self.right / max(self.made, 1), wilson(self.right, self.made)
        return f"{self.made:7,} merged  precision {precision:.4f} (at least {low:.4f})  recall {self.recall:.3f} of {self.sought:,}"


def wilson(right: int, of: int) -> float:
    """The lower bound of the 95 % interval of a share."""
    if not of:
        return 0.0
    share = right / of
    middle = share + _Z**2 / (2 * of)
    return (middle - _Z * math.sqrt(share * (1 - share) / of + _Z**2 / (4 * of * of))) / (1 + _Z**2 / of)


def read(data: Path) -> Iterator[Found]:
    for name, files in FILES.items():
        loader = loaders()[name]
        records: dict[str, Record] = {}
        ties: list[Tie] = []
        dataset = name
        for load in loader.read(tuple(data / file for file in files) or loader.bundled):
            dataset = load.dataset.id
            items = [item for row in load.rows if isinstance(row, Entry) for item in row.items]
            records |= {item.id: item for item in items if isinstance(item, Record)}
            ties += [item for item in items if isinstance(item, Tie)]
        yield Found(dataset, records, _countries(records, ties))


def _countries(records: Mapping[str, Record], ties: Iterable[Tie]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for tie in ties:
        target = records.get(tie.target)
        if tie.type in FOLDING and target is not None and target.kind == "State":
            found[tie.source].add(target.actor)
    return {id_: frozenset(states) for id_, states in found.items()}


def profiles_of(found: Found) -> Iterator[Profile]:
    for record in found.records.values():
        if record.kind in FAMILIES and not record.unnamed:
            yield Profile(
                id=record.id,
                kind=record.kind,
                leading=(record.name,),
                names=(record.name, *record.aliases),
                datasets=frozenset((found.dataset,)),
                codes=frozenset(code for code in record.codes.items() if (found.dataset, code[0]) not in HIDDEN),
                born=frozenset(record.born),
                registrations=frozenset(record.registrations),
                countries=found.countries.get(record.id, frozenset()),
            )


def gold_of(every: Mapping[str, Found], data: Path) -> Gold:
    """Pairs of records that the sources themselves say are one party, by the two sources."""
    gold: Gold = defaultdict(set)

    def add(one: str, other: str) -> None:
        ends = [every[id_.partition(":")[0]].records.get(id_) for id_ in (one, other)]
        if None not in ends and len({FAMILIES.get(end.kind) for end in ends if end}) == 1:
            gold[frozenset((one.partition(":")[0], other.partition(":")[0]))].add(frozenset((one, other)))

    for record in every["us_csl"].records.values():
        if number := record.codes.get("ofac"):
            add(record.id, f"ofac:{number}")
    for record in every["uk_sanctions"].records.values():
        if reference := record.codes.get("un_ref"):
            add(record.id, f"un_sc:{reference}")
    numbers = {one["uuid"]: one["meta"]["external_id"] for one in _values(data / "misp/mitre-intrusion-set.json")}
    for cluster in _values(data / "misp/threat-actor.json"):
        similar = [numbers.get(link["dest-uuid"], "") for link in cluster.get("related", []) if link["type"] == "similar"]
        named = [name for name in cluster.get("meta", {}).get("synonyms", []) if re.fullmatch(r"G\d{4}", name)]
        for number in {*similar, *named} - {""}:
            add(f"misp_galaxy:{cluster['uuid']}", f"attack:{number}")
    return gold


def _values(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["values"]
    return found


def clusters_of(resolution: Resolution) -> dict[str, frozenset[str]]:
    """The cluster of each record that was merged."""
    members: dict[str, set[str]] = {}
    for pair in resolution.merges:
        both = members.get(pair.a, {pair.a}) | members.get(pair.b, {pair.b})
        for id_ in both:
            members[id_] = both
    return {id_: frozenset(found) for id_, found in members.items()}


def judged(resolution: Resolution, gold: Gold) -> dict[frozenset[str], Counts]:
    """Every pair that is in one cluster counts, also where a third record joined the two."""
    clusters = clusters_of(resolution)
    counts = {sources: Counts() for sources in gold}
    known = {sources: {id_ for pair in pairs for id_ in pair} for sources, pairs in gold.items()}
    for cluster in {*clusters.values()}:
        for pair in map(frozenset, combinations(sorted(cluster), 2)):
            sources = frozenset(id_.partition(":")[0] for id_ in pair)
            if sources in gold and pair & known[sources]:
                if pair in gold[sources]:
                    counts[sources].right += 1
                else:
                    counts[sources].wrong.append(pair)
    for sources, pairs in gold.items():
        sought = one_to_one(pairs)
        counts[sources].sought = len(sought)
        counts[sources].found = sum(pair <= clusters.get(next(iter(pair)), frozenset()) for pair in sought)
    return counts


def one_to_one(pairs: Iterable[frozenset[str]]) -> set[frozenset[str]]:
    """Of cross-references, those whose ends are named by no other: the rest can not all be the same party."""
    pairs = {*pairs}
    named = Counter(id_ for pair in pairs for id_ in pair)
    return {pair for pair in pairs if all(named[id_] == 1 for id_ in pair)}


def shared_synonyms(found: Found, resolution: Resolution) -> tuple[int, int]:
    """Names that two groups of one source bear, and how many of these groups were merged."""
    bearers: dict[str, set[str]] = defaultdict(set)
    for record in found.records.values():
        for name in (record.name, *record.aliases):
            bearers[name.casefold()].add(record.id)
    twice = [ids for ids in bearers.values() if len(ids) > 1]
    clusters = clusters_of(resolution)
    return len(twice), sum(len(clusters.get(id_, frozenset()) & ids) > 1 for ids in twice for id_ in ids)


def quality(every: Mapping[str, Found], profiles: Sequence[Profile], data: Path) -> bool:
    """Print how many merges were right; True when they are good enough."""
    gold = gold_of(every, data)
    began = time.perf_counter()
    resolution = resolve(profiles)
    seconds = time.perf_counter() - began
    say(f"{len(profiles):,} records, {resolution.pairs:,} pairs compared: {2 * resolution.pairs / len(profiles):.1f} candidates a record")
    say(f"{len(resolution.merges):,} merged, {len(resolution.questions):,} to ask about, {seconds:.0f} s\n")
    total = Counts()
    for sources, counts in sorted(judged(resolution, gold).items(), key=lambda row: sorted(row[0])):
        say(f"{' + '.join(sorted(sources)):28} {counts}")
        total += counts
    say(f"{'all':28} {total}")
    for pair in total.wrong:
        say(f"  wrong: {' + '.join(sorted(pair))}")
    names, merged = shared_synonyms(every["misp_galaxy"], resolution)
    say(f"\nMISP gives {names} names to two groups each; {merged} of these groups were merged")
    good = total.made >= ENOUGH and wilson(total.right, total.made) >= 0.99 and total.recall >= 0.85
    return good and not merged


def scaled(profiles: Sequence[Profile], count: int) -> list[Profile]:
    """Made records: each is one of the real ones with its words put together anew, so that names stay as common as they are."""
    random = np.random.default_rng(SEED)
    real = [profile for profile in profiles if FAMILIES[profile.kind] != "group"]
    by_kind: dict[str, list[str]] = defaultdict(list)
    for profile in real:
        by_kind[profile.kind] += profile.names[0].split()
    made = list(profiles)
    while len(made) < count:
        model = real[int(random.integers(len(real)))]
        words = by_kind[model.kind]
        names = tuple(" ".join(words[int(n)] for n in random.integers(len(words), size=len(name.split()))) for name in model.names)
        dataset = f"made-{int(random.integers(8))}"
        made.append(
            replace(model, id=f"made:{len(made)}", names=names, leading=names[:1], datasets=frozenset((dataset,)), codes=frozenset())
        )
    return made[:count]


def scale(profiles: Sequence[Profile], count: int) -> None:
    made = scaled(profiles, count)
    wall, work = time.perf_counter(), time.process_time()
    resolution = resolve(made)
    wall, work = time.perf_counter() - wall, time.process_time() - work
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    say(f"{len(made):,} records: {wall:.0f} s by the clock, {work:.0f} s of one processor, {memory:,.0f} MB at most")
    say(f"{resolution.pairs:,} pairs compared, {len(resolution.merges):,} merged, {len(resolution.questions):,} to ask about")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, nargs="?", default=DATA, help="the folder with the sources' files")
    parser.add_argument("--scale", type=int, default=0, help="time so many records, made from the real ones, in place of the gold set")
    asked = parser.parse_args()
    every = {found.dataset: found for found in read(asked.data)}
    profiles = [profile for found in every.values() for profile in profiles_of(found)]
    if asked.scale:
        scale(profiles, asked.scale)
        return 0
    return 0 if quality(every, profiles, asked.data) else 1


if __name__ == "__main__":
    raise SystemExit(main())
