"""Where the columns of a table with a header stand, whatever program saved it. Knows no source's own columns and opens no file."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from loaders._streams.layout import Layout, NotEvents


@dataclass(frozen=True, slots=True)
class Columns:
    """Our names for the columns of a source. `forms` are the needed ones with what stands in them; all others may be missing."""

    what: str
    wanted: Mapping[str, str]
    forms: Mapping[str, re.Pattern[str]]

    def recognise(self, lines: Sequence[str]) -> Layout:
        """The layout of a file from its first lines.

        Raises:
            NotEvents: it has none.
        """
        separator = max("\t,;|", key="".join(lines).count)
        quoted = _is_quoted(lines, separator)
        try:
            split = csv.reader(lines, delimiter=separator) if quoted else csv.reader(lines, delimiter=separator, quoting=csv.QUOTE_NONE)
            rows = [row for row in split if row]
        except csv.Error as error:
            raise NotEvents(f"its first lines are no table ({error})") from None
        if not rows:
            raise NotEvents("the file is empty")
        positions, body = self._by_name(rows[0]), rows[1:]
        widths = [len(row) for row in body] or [len(rows[0])]
        layout = Layout(separator, quoted, True, max(widths, key=widths.count), positions)
        return self._fitting(layout, body) if body else layout

    def _by_name(self, header: Sequence[str]) -> dict[str, int]:
        names = [_plain(name) for name in header]
        found = {ours: names.index(_plain(theirs)) for ours, theirs in self.wanted.items() if _plain(theirs) in names}
        if len(found) < 3:
            raise NotEvents(f"the first line is no header of {self.what}: {', '.join(header)[:80]!r}")
        if missing := [self.wanted[ours] for ours in self.forms if ours not in found]:
            raise NotEvents(f"the header lacks {', '.join(missing)}")
        return found

    def _fitting(self, layout: Layout, body: Sequence[Sequence[str]]) -> Layout:
        """The layout, without columns that no row has, or moved by a column of row names that has no name of its own."""
        moved = {name: at + 1 for name, at in layout.positions.items()}
        for positions in (layout.positions, moved):
            there = {name: at for name, at in positions.items() if at < layout.width}
            candidate = replace(layout, positions=there)
            if there.keys() >= self.forms.keys() and sum(self._reads(row, candidate) for row in body) * 2 >= len(body):
                return candidate
        raise NotEvents(self._what_is_wrong(layout, body[0]))

    def _reads(self, row: Sequence[str], layout: Layout) -> bool:
        return len(row) == layout.width and all(form.fullmatch(row[layout.positions[name]].strip()) for name, form in self.forms.items())

    def _what_is_wrong(self, layout: Layout, row: Sequence[str]) -> str:
        for name, form in self.forms.items():
            at = layout.positions[name]
            value = row[at].strip() if at < len(row) else ""
            if not form.fullmatch(value):
                return f"the columns do not hold what they should: {self.wanted[name]} is {value[:40]!r} in the first row"
        return f"its rows do not have one number of columns: the first has {len(row)}, most have {layout.width}"


def _is_quoted(lines: Sequence[str], separator: str) -> bool:
    """Tables with tabs are written without quotes, in which case a quote is a character of a name; unless whole cells stand in them."""
    if separator != "\t":
        return True
    cells = (cell.strip("\r\n") for line in lines for cell in line.split("\t"))
    return any(len(cell) > 1 and cell[0] == cell[-1] == '"' for cell in cells)


def _plain(name: str) -> str:
    """`Event ID`, `Event.ID` and `event_id` are one name."""
    return re.sub(r"[\W_]+", "", name).casefold()
