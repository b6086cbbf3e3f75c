"""Every question of the command line, once: its name, the function that answers it, how the answer looks, what its parameters mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import typer

from cli import render_actors, render_catalogue, render_escalation, render_events, render_paths, render_responses
from cli.question import Question, command
from graph import answers

_PANEL = "Ask"
_ACTOR = "An actor: id (state:GBR), a state's code (GBR), or an exact name or alias (Intel)."
_LIMIT = "At most so many."
_CURSOR = "Where the page begins: what the page before gave."
_AS_OF = "Only what was public by this day."
_RECORDED = "What this database said then: a day, or a commit's number."
_FOLD_TO: Final[Mapping[str, str]] = {
    "a": _ACTOR,
    "b": _ACTOR,
    "fold_to": "state: agencies, companies and people act for the state that ties lead them to; none: only the two themselves.",
    "limit": _LIMIT,
}

_RELATED: Final = ("kinds", "clock")

_WALK: Final[Mapping[str, str]] = {
    "same_day": "A link may be of the same day as the one before.",
    "max_gap_days": "At most so many days between a dated link and the next.",
    "max_degree": "Actors with more neighbours are not passed through.",
    "min_seq": "The answer must hold this commit.",
}

QUESTIONS: Final = (
    Question(
        name="search",
        ask=answers.search,
        show=render_actors.search,
        about='Find actors, actions and days by name, alias or words.\n\nretorsion search "ministry of state security"',
        helps={"q": "What to look for.", "kinds": "Only actors of these kinds.", "limit": _LIMIT},
    ),
    Question(
        name="actor",
        ask=answers.actor,
        show=render_actors.actor,
        about="One actor: names, records, ties, which state it stands for, counts of actions.\n\nretorsion actor APT31",
        helps={"ref": _ACTOR, "as_of": _AS_OF},
    ),
    Question(
        name="neighbours",
        ask=answers.neighbours,
        show=render_actors.neighbours,
        about="Whom an actor has to do with, by type and direction.\n\nretorsion neighbours GBR --types SANCTIONED,ACCUSED",
        helps={"ref": _ACTOR, "count_only": "Counts by type, direction and kind only.", "limit": _LIMIT, "cursor": _CURSOR},
    ),
    Question(
        name="events",
        ask=answers.events,
        show=render_events.events,
        about="Actions that fit a filter, in time order.\n\n"
        "retorsion events --target APT31 --members --since 2024-03 --until 2024-03\n"
        "retorsion events --source CHN --types SANCTIONED --as-of 2021-03-31",
        helps={
            "source": f"Who acted. {_ACTOR}",
            "target": f"Who was acted on. {_ACTOR}",
            "members": "Source and target stand for their members, fronts, associates and parts too.",
            "limit": _LIMIT,
            "cursor": _CURSOR,
        },
        recorded=True,
    ),
    Question(
        name="event",
        ask=answers.event,
        show=render_events.event,
        about="One action or tie with all that is known of it: parties, clocks, claims, sources, what it answers.",
        helps={"id": "The id that other answers give.", "as_of": _AS_OF, "recorded_as_of": _RECORDED},
    ),
    Question(
        name="path",
        ask=answers.paths,
        show=render_paths.paths,
        about="How two actors are connected: each hop with its date, words and source.\n\nretorsion path Intel APT31",
        helps={
            "source": _ACTOR,
            "target": _ACTOR,
            "k": "At most so many paths.",
            "max_hops": "Longest path looked for.",
            "direction": "forward: only along the actions; either: against them too, which is told at each hop.",
            "ties": "standing: ties (part of, headquartered in) connect too; none: actions only.",
            "order": "forward: each dated link after the one before; any: in any order, and a hop that goes back in time is marked.",
            "by": "cost: the k that differ; hops: the one of fewest hops; arrival: the one that arrives first.",
            **_WALK,
            "avoid": "Actors that no path passes through.",
            "exclude": "Actors that are on no path.",
            "via": "Actors that are on every path.",
        },
    ),
    Question(
        name="reach",
        ask=answers.reach,
        show=render_paths.reach,
        about="Who is reached from some actors in time, or could have led to an event.\n\n"
        "retorsion reach GBR --since 2018\n"
        "retorsion reach --event chronology:uk-sanctions-apt31-2024 --way back",
        helps={
            "actors": f"{_ACTOR} Several: parted by commas.",
            "event": "In place of actors: the id of an action.",
            "way": "onward: who is reached, and when first; back: who could have led there, and when last.",
            "max_hops": "Longest path looked for.",
            "direction": "forward: only along the actions; either: against them too.",
            "ties": "standing: ties connect too; none: actions only.",
            "limit": "At most so many actors are shown.",
            **_WALK,
        },
    ),
    Question(
        name="timeline",
        ask=answers.timeline,
        show=render_events.timeline,
        about="What two sides did to each other, in two lanes.\n\nretorsion timeline CHN GBR --since 2020 --until 2024",
        helps=_FOLD_TO,
        recorded=True,
    ),
    Question(
        name="around",
        ask=answers.around,
        show=render_events.around,
        about="What happened and what was made public around a day.\n\nretorsion around 2024-03-25 --days 2",
        helps={"day": "A day, month or year.", "days": "So many days before and after.", "limit": _LIMIT},
    ),
    Question(
        name="escalation",
        ask=answers.escalation,
        show=render_escalation.escalation,
        about="Who answered what with what: both ladders, highest rungs by period, answers with their delay.\n\n"
        "retorsion escalation CHN GBR --since 2020 --until 2024",
        helps={
            **_FOLD_TO,
            "period": "Peaks by month, quarter or year.",
            "include": "Measures whose whole results are wanted (with --json).",
        },
        figures=("relation", "ladder"),
        figure_needs={"include": ("tension",)},
    ),
    Question(
        name="responses",
        ask=answers.responses,
        show=render_responses.responses,
        about="Who answered whom, as sources state it or as it is inferred, with delay, proportion and probability.\n\n"
        "retorsion responses GBR RUS --since 2018 --until 2018\n"
        "retorsion responses CHN --since 2020",
        helps={**_FOLD_TO, "a": f"{_ACTOR} Without b: its answers with everybody.", "limit": "At most so many, the latest."},
        figures=("latency",),
        without=_RELATED,
    ),
    Question(
        name="chain",
        ask=answers.chain,
        show=render_responses.chain,
        about="What an action answered and what answered it, across relations: an exchange, a spiral or an unwinding.\n\n"
        "retorsion chain chronology:uk-sanctions-xinjiang-2021",
        helps={**_FOLD_TO, "event": "The id that other answers give.", "max_steps": "How far to follow answers, each way."},
        figures=("chain",),
        without=_RELATED,
    ),
    Question(
        name="board",
        ask=answers.escalation_board,
        show=render_responses.board,
        about="Which relations changed most by a day (--until or --as-of); with --since what has changed from then on.\n\n"
        "retorsion board --as-of 2018-04-15 --since 2018-03-20\n"
        "retorsion board GBR,USA",
        helps={**_FOLD_TO, "actors": f"Only dyads of these. {_ACTOR} Several: parted by commas. Of a group: its members'."},
        figures=("board",),
        without=_RELATED,
    ),
    Question(
        name="graph",
        ask=answers.subgraph,
        show=render_paths.subgraph,
        about="The edges around some actors.\n\nretorsion graph APT31 Intel --fold dyad",
        helps={
            "actors": _ACTOR,
            "hops": "How far to go.",
            "fold": "dyad: one line for each ordered pair; none: every edge.",
            "ties": "Ties too, not actions alone.",
            "induced": "Only edges between the actors named.",
            "limit": "At most so many actors.",
        },
        recorded=True,
    ),
    Question(name="cases", ask=answers.cases, show=render_catalogue.cases, about="The guided questions there are."),
    Question(
        name="case",
        ask=answers.case,
        show=render_catalogue.case,
        about="One guided question: its sentences and its graph.",
        helps={"name": "One that `retorsion cases` lists."},
    ),
    Question(name="stats", ask=answers.stats, show=render_catalogue.stats, about="Counts of actors, actions, sources and edges."),
    Question(
        name="vocabulary",
        ask=answers.vocabulary_tables,
        show=render_catalogue.vocabulary,
        about="Actions, ties, kinds of actor, words of likelihood, grades of sources.",
    ),
    Question(name="datasets", ask=answers.datasets, show=render_catalogue.datasets, about="What is loaded, its licence, how to cite it."),
)


def add_to(app: typer.Typer) -> None:
    for question in QUESTIONS:
        app.command(question.name, help=question.about, rich_help_panel=_PANEL)(command(question))
