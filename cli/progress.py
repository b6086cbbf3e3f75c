"""How long work shows itself: bars with rate and time left on a terminal, one line a stage elsewhere, always on stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from time import monotonic
from typing import Final

from rich.console import Console
from rich.filesize import decimal
from rich.progress import BarColumn, ProgressColumn, Task, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.progress import Progress as Bars
from rich.text import Text

from cli.terminal import err
from graph.progress import Progress

LINE_S: Final = 10.0
"""Seconds between two lines of a stage in a log."""


@contextmanager
def shown() -> Iterator[Progress]:
    """Something to hand to whatever takes a Progress; what it showed is gone from a terminal afterwards."""
    if not sys.stderr.isatty():
        yield Lines(err())
        return
    columns = (TextColumn("{task.description}", markup=False), BarColumn(bar_width=30), _Amount(), TimeElapsedColumn(), _TimeLeft())
    with Bars(*columns, console=err(), transient=True) as bars:
        yield _Stages(bars)


def both(first: Progress, second: Progress) -> Progress:
    """Two listeners as one."""

    def tell(label: str, done: int, total: int, unit: str) -> None:
        first(label, done, total, unit)
        second(label, done, total, unit)

    return tell


class Lines:
    """One line when a stage begins and one every ten seconds: a log has no use for more."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._last = ""
        self._began = self._told = 0.0
        self._before = 0

    def __call__(self, label: str, done: int, total: int, unit: str) -> None:
        now = monotonic()
        if label != self._last:
            self._last, self._began, self._told, self._before = label, now, now, done
            self._console.print(f"{_title(label)} ...")
        elif now - self._told >= LINE_S and unit != "s":
            self._told = now
            self._console.print(
                f"{_title(label)}: {_so_far(done, total, unit, (done - self._before) / (now - self._began))}", soft_wrap=True
            )


class _Stages:
    """A bar for each label; a new one says that the one before is done."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, label: str, done: int, total: int, unit: str) -> None:
        if label not in self._tasks:
            for task in self._tasks.values():
                self._bars.update(task, visible=False)
            self._tasks[label] = self._bars.add_task(_title(label), total=total or None, unit=unit)
        self._bars.update(self._tasks[label], completed=done, total=total or None)


class _Amount(ProgressColumn):
    """`12.5 MB of 161 MB, 8.1 MB/s`; waiting has no amount."""

    def render(self, task: Task) -> Text:
        unit = task.fields["unit"]
        if unit == "s":
            return Text("")
        amount = _number(task.completed, unit)
        if task.total:
            amount += f" of {_number(task.total, unit)}"
        speed = task.finished_speed or task.speed
        return Text(f"{amount}, {_number(speed, unit)}/s" if speed else amount)


class _TimeLeft(TimeRemainingColumn):
    """Only where an end is known."""

    def render(self, task: Task) -> Text:
        return super().render(task).append(" left") if task.total else Text("")


def _so_far(done: int, total: int, unit: str, rate: float) -> str:
    """`120,000 rows of 500,000 rows, 9,800 rows/s, 0:00:38 left`."""
    amount = f"{_number(done, unit)} of {_number(total, unit)}" if total else _number(done, unit)
    left = f", {timedelta(seconds=round((total - done) / rate))} left" if total and rate else ""
    return f"{amount}, {_number(rate, unit)}/s{left}"


def _number(value: float, unit: str) -> str:
    return decimal(int(value)) if unit == "bytes" else f"{value:,.0f} {unit}"


def _title(label: str) -> str:
    return label[:1].upper() + label[1:]
