"""What one load says of itself. No loading here."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Told:
    """`seconds` from the raw file, or for the bare driver from rows that are made, to a graph that answers."""

    rows: int
    edges: int
    seconds: float
