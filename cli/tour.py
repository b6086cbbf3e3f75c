"""Three questions of the demo, as requests and as commands, with what the loaded graph answers, each in one line."""

from __future__ import annotations

import threading
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final

import anyio

from cli.render_events import counted, latency
from cli.terminal import say_error
from cli.view import View, when
from graph.answers import Answer, Filter, escalation, events, paths
from graph.answers.paths import PathOptions
from graph.engine import Endpoint
from graph.errors import RetorsionError
from graph.settings import Settings
from graph.store import Store
from graph.temporal.live import LiveIndex


@dataclass(frozen=True, slots=True)
class Stop:
    """One question of the tour; `answer` is empty until it is asked."""

    question: str
    request: str
    command: str
    answer: str = ""


class Tour:
    """Asks beside the service, so that it serves at once: the first questions to a server that has just started take seconds."""

    def __init__(self, endpoint: Endpoint, settings: Settings, tell: Callable[[Stop], None]) -> None:
        self._endpoint, self._timeout_s, self._tell = endpoint, settings.query_timeout_s, tell
        self._index = LiveIndex(settings, endpoint)
        self._ended = threading.Event()

    def begin(self) -> None:
        threading.Thread(target=self.run, name="tour", daemon=True).start()

    def end(self) -> None:
        """Whatever happens to the database from now on is nobody's concern."""
        self._ended.set()

    def run(self) -> None:
        """Tell each answer when it is there."""
        try:
            self._index.refresh()
            anyio.run(self._ask)
        except RetorsionError as error:
            if not self._ended.is_set():
                say_error(error)

    async def _ask(self) -> None:
        async with Store(self._endpoint, timeout_s=self._timeout_s) as store:
            for stop, ask, tell in _TOUR:
                answer = tell(View.of((await ask(store, self._index)).envelope()))
                if self._ended.is_set():
                    return
                self._tell(replace(stop, answer=answer))


def _against_apt31(store: Store, index: LiveIndex) -> Awaitable[Answer]:
    return events(store, target="APT31", members=True, filter=Filter.of(since="2024-03", until="2024-03"))


def _tell_against_apt31(view: View) -> str:
    return f"{counted(len(view.data['events']), 'action')}: " + _joined(_dated(view, id_) for id_ in view.data["events"])


def _intel_to_apt31(store: Store, index: LiveIndex) -> Awaitable[Answer]:
    return paths(store, "Intel", "APT31", options=PathOptions(k=1), filter=Filter(), index=index)


def _tell_intel_to_apt31(view: View) -> str:
    if not view.data["paths"]:
        return "No path."
    return _joined(_hop(view, hop["event"]) for hop in view.data["paths"][0]["hops"]) + ". A path shows no cause."


def _china_and_uk(store: Store, index: LiveIndex) -> Awaitable[Answer]:
    return escalation(store, "CHN", "GBR", filter=Filter.of(since="2020", until="2024"))


def _tell_china_and_uk(view: View) -> str:
    counts = view.data["counts"]
    told = f"{counted(counts['a_to_b'], 'action')} of {view.name(view.data['a'])}, {counts['b_to_a']} of {view.name(view.data['b'])}"
    stated = [row for row in view.data["answers"] if row["basis"] == "stated"]
    return f"{told}; " + _joined(
        f"{_dated(view, row['event'])} in stated answer, {latency(row)}, to {_dated(view, row['answers'])}" for row in stated[:1]
    )


def _dated(view: View, id_: str) -> str:
    event = view.events[id_]
    return f"{view.sentence(event).rstrip('.')} ({when(event)})"


def _hop(view: View, id_: str) -> str:
    event = view.events[id_]
    claim = next((line for line in view.weighed(event) if line.startswith('"')), "")
    return _dated(view, id_) + (f" [{claim}]" if claim else "") + (" [disputed]" if event["disputed"] else "")


def _joined(sentences: Iterable[str]) -> str:
    return "; ".join(sentences)


_TOUR: Final[tuple[tuple[Stop, Callable[[Store, LiveIndex], Awaitable[Answer]], Callable[[View], str]], ...]] = (
    (
        Stop(
            "Who acted against APT31 in March 2024?",
            "/v1/events?target=APT31&members=true&since=2024-03&until=2024-03",
            "events --target APT31 --members --since 2024-03 --until 2024-03",
        ),
        _against_apt31,
        _tell_against_apt31,
    ),
    (
        Stop("How is Intel connected to APT31?", "/v1/paths?from=Intel&to=APT31", "path Intel APT31"),
        _intel_to_apt31,
        _tell_intel_to_apt31,
    ),
    (
        Stop(
            "What did China and the United Kingdom do to each other from 2020 to 2024, and who answered what?",
            "/v1/escalation?a=CHN&b=GBR&since=2020&until=2024",
            "escalation CHN GBR --since 2020 --until 2024",
        ),
        _china_and_uk,
        _tell_china_and_uk,
    ),
)
