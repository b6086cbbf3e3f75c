"""Where the columns of a file stand, and that it has none. How a source's layout is found stands with the source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

SAMPLE: Final = 50
"""Lines that are looked at; half of them must read as events."""


class NotEvents(Exception):
    """The file is no table of events; the message says what it looks like."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How to read a file. `positions` are those of the wanted columns (some may be missing); `width` is what every line must have."""

    separator: str
    quoted: bool
    header: bool
    width: int
    positions: dict[str, int]
