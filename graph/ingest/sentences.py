"""Plain English for a statement that brings no text of its own: who did what to whom. Pure functions of names and verbs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from graph.model import Event, Participant, Statement, Tie
from graph.vocabulary import Vocabulary

_SHOWN = 4


def sentence(statement: Statement, vocabulary: Vocabulary, names: Mapping[str, str]) -> str:
    """`United Kingdom sanctioned Wuhan Xiaoruizhi, Zhao Guangzong and Ni Gaobin`; no date, no full stop."""
    if isinstance(statement, Tie):
        verb = vocabulary.ties[statement.type].verb_phrase
        return f"{names.get(statement.source, statement.source)} {verb} {names.get(statement.target, statement.target)}"
    return _event_sentence(statement, vocabulary, names)


def _event_sentence(event: Event, vocabulary: Vocabulary, names: Mapping[str, str]) -> str:
    verb = vocabulary.actions[event.action].verb_phrase
    sources = _listed(event.having("source"), names)
    targets = _listed(event.having("target"), names)
    return f"{sources} {verb} {targets}"


def _listed(parties: Sequence[Participant], names: Mapping[str, str]) -> str:
    shown = [names.get(party.record, party.record) for party in parties[:_SHOWN]]
    hidden = len(parties) - len(shown)
    if hidden:
        return f"{', '.join(shown)} and {hidden} more"
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
