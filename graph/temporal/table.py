"""The table that a walk's kernels read: one row of whole numbers, addresses of arrays and options. Only positions here.

Actions and ties have the same arrays one after the other: `table[ACTIONS + FIRST]`, `table[TIES + FIRST]`.
"""

from __future__ import annotations

from typing import Final

EDGE_ARRAYS: Final = (
    "actor_ptr",
    "dyad_source",
    "dyad_target",
    "dyad_ptr",
    "into_ptr",
    "into_dyad",
    "into_source",  # int32 a dyad: the actor of each entry of into_dyad, so that looking back costs no leap
    "width",  # int32 a dyad: how many days its vaguest edge may take
    "best",  # uint8 a dyad: the confidence of its surest edge
    "first",
    "last",
    "action",
    "rung",
    "confidence",
    "published",
    "seq",
    "dataset",
    "status",
    "assertion",
    "eid",
)
ACTOR_PTR, DYAD_SOURCE, DYAD_TARGET, DYAD_PTR, INTO_PTR, INTO_DYAD, INTO_SOURCE, WIDTH, BEST = range(9)
FIRST, LAST, ACTION, RUNG, CONFIDENCE, PUBLISHED, SEQ, DATASET, STATUS, ASSERTION, EID = range(9, 20)
ACTIONS: Final = 0
TIES: Final = len(EDGE_ARRAYS)

GATE, CANCEL, DOUBT, HUB = range(40, 44)
"""Addresses: uint8 an actor; the byte that ends the work; int64 a percent of confidence; int64 an actor."""

ACTION_TABLE, ACTION_COUNT, DATASET_TABLE, DATASET_COUNT, STATUS_TABLE, STATUS_COUNT, ASSERTION_TABLE, ASSERTION_COUNT = range(44, 52)
"""One byte a name, whether it counts; a count of 0 means that all do."""

FORWARD, EITHER, WITH_TIES, STEP, GAP, SINCE, UNTIL, SKIP, CHECKS = range(52, 61)
MIN_CONFIDENCE, MIN_RUNG, CLOCK, CLOCK_FROM, CLOCK_TO, AS_OF, CONFIRMED, HOP, DAY = range(61, 70)
SIZE: Final = 70
