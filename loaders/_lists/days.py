"""Days as lists tell them: in the names of their files, and with the short names of months. No list's own columns."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from graph.dates import Span

MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAY: Final = re.compile(r"(?<!\d)((?:18|19|20)\d{2})([-_.]?)(\d{2})(?:\2(\d{2}))?(?!\d)", re.ASCII)


def day_in_name(path: Path) -> Span | None:
    """The day (or month) that a file's name gives, else that of its folder: `sdn_2024-03-26.csv`, `20240326/sdn.csv`."""
    for text in (path.stem, path.parent.name):
        for match in _DAY.finditer(text):
            year, _, month, day = match.groups()
            try:
                return Span.parse("-".join(part for part in (year, month, day) if part))
            except ValueError:
                continue
    return None


def written_day(path: Path) -> date:
    """When the file was last written: no earlier than the day on which what it holds was published."""
    return datetime.fromtimestamp(path.stat().st_mtime, tz=UTC).date()
