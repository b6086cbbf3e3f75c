"""How long the report, the verdict and the board take at size, on made events. Prints the best of some runs; no peers.

    python -m bench.escalation [EVENTS]

The index is that of bench.generate (45 years, Zipf over dyads); the dyad is made to hold 200,000 events over the same years.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any, Final

import numpy as np

from bench import generate
from graph.escalation import BoardOptions, Dyad, Options, actions, actions_of, board, measures, report, verdict
from graph.escalation.folding import acts_of_statements, folded, standing
from graph.escalation.scales import scales_of_all
from graph.escalation.share import feeds

HOTTEST: Final = 200_000
RUNS: Final = 3


def best(run: Callable[[], Any], runs: int = RUNS) -> str:
    """Seconds of the fastest run, by the clock and of the processor; the first, which compiles, is not among them."""
    run()
    times = []
    for _ in range(runs):
        begun, used = time.perf_counter(), time.process_time()
        run()
        times.append((time.perf_counter() - begun, time.process_time() - used))
    return "{:8.3f} s  ({:.3f} s of processor)".format(*min(times))


def hottest(events: int = HOTTEST, seed: int = generate.SEED) -> Dyad:
    """A made dyad of so many events, with the vocabulary's machine-coded actions and five percent of vague dates."""
    rng = np.random.default_rng(seed)
    known = scales_of_all()
    sides = []
    for place in range(2):
        size = events // 2
        first = rng.integers(generate.FIRST_DAY, generate.LAST_DAY + 1, size)
        number = rng.integers(0, len(known.codes), size)
        sides.append(
            actions(
                first=first,
                last=first + 30 * (rng.random(size) < 0.05),
                rung=known.rung[number],
                score=known.score[number],
                goldstein=known.goldstein[number],
                quad=known.quad[number],
                family=known.family[number],
                action=number,
                confidence=rng.uniform(0.5, 0.95, size),
                eid=np.arange(size) + place * size,
                source=rng.integers(0, 5, size),
            )
        )
    return Dyad(sides[0], sides[1])


def main(events: int) -> None:
    out = sys.stdout.write
    out(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n")
    dyad, options = hottest(), Options(end=generate.LAST_DAY)
    out(f"dyad of {len(dyad.ab) + len(dyad.ba):,} events\n")
    out(f"  full report    {best(lambda: report(dyad, options))}\n")
    out(f"  verdict alone  {best(lambda: verdict(dyad.both, options))}\n")
    for name, one in measures().items():
        out(f"    {name:14} {best(partial(one.run, dyad, options))}\n")
    made, known = generate.index(events), scales_of_all()
    out(f"index of {made.actions.edges:,} events, {made.actions.dyads:,} dyads\n")
    day = BoardOptions(end=generate.LAST_DAY)
    out(f"  board          {best(lambda: board(made.actions, known, day))}\n")
    as_of = BoardOptions(end=generate.LAST_DAY - 365, as_of=generate.LAST_DAY - 365)
    out(f"  board as of    {best(lambda: board(made.actions, known, as_of))}\n")
    none = acts_of_statements(())
    out(f"  folding        {best(lambda: folded(made.actions, standing(made), none))} to states, once a version of the graph\n")
    out(
        f"  feeds          {best(lambda: feeds(made.actions, np.ones(made.actions.edges, np.bool_), {0: 'all'}))} volume by quad and week\n"
    )
    busiest = int(np.argmax(np.diff(made.actions.dyad_ptr)))
    size = np.diff(made.actions.dyad_ptr)[busiest]
    out(f"  busiest dyad   {best(lambda: actions_of(made.actions, busiest, known))} to read its {size:,}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else generate.EVENTS)
