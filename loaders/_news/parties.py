"""From names near a verb to who acts and who is acted on: states with their organs, firms, and parties without a name. Knows no dates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from loaders._news.article import Article, Piece, stripped
from loaders._news.names import Mention

_OF_STATE: Final = re.compile(
    r"(?:['’]s)?\s+(?:central\s+|federal\s+|national\s+)?(?:governments?|authorities|officials?|regime|administration|leadership"
    r"|state|side|ambassadors?|envoys?|diplomats?|embassy|consulate|military|forces|troops|navy|army|police|parliament|foreign minister"
    r"|foreign ministry|president|prime minister|ministry|minister|spokes\w+)\b",
    re.IGNORECASE,
)
_STOP: Final = re.compile(
    r"[;:.!?“”\"]|,(?!\s+(?:and\s+)?[A-Z])|\s[–—-]\s"
    r"|\b(?:for|from|over|after|following|because|during|between|amid|in|on|with|to|at|while|when|since|as|by|against|into|through"
    r"|that|which|has|have|had|was|were|will|using|before|until|under)\b",
    re.IGNORECASE,
)
_KEPT: Final = re.compile(r"\b(?:associated|linked|affiliated|connected|involved|charged|tied)\s+(?:with|to|in)\b", re.IGNORECASE)
_DETERMINER: Final = re.compile(r"^(?:(?:the|a|an|its|their|his|her|our|this|these|those|several|some)\s+)+", re.IGNORECASE)
_FIRST_PERSON: Final = re.compile(r"\b(?:I|[Ww]e|[Oo]ur)\b(?!['’])")
_HEAD_STOP: Final = re.compile(
    r"\b(?:that|who|which|has|have|had|was|were|is|are|will|would|also|today|responsible|between|during|in|on|from|for|with|by)\b"
    r"|[,;:.()“”\"–—]|[’'](?!\w)",
    re.IGNORECASE,
)
_AUXILIARIES: Final = re.compile(r"(?:\W|\b(?:has|have|had|also|then|today|now|\w+ly|in turn)\b)*")
_GOES_ON: Final = re.compile(
    r"[.\s]+(?:(?:and|or)\s+(?:the\s+|[A-Z])|has|have|had|was|were|is|on|in|for|from|over|of|with|to|at|that|who|which|said|says|will|would|into"
    r"|after|by|as|during|before|while|against|yesterday|today|last|this)\b"
)
_ENVOY: Final = re.compile(r"ambassador|envoy|charg|minister|diplomat|consul", re.IGNORECASE)
_MAX_WORDS: Final = 160


@dataclass(frozen=True, slots=True)
class Party:
    """Who acts or is acted on. `ref` names a known actor; without one the party has no name, and `words` are what it is called.

    `state` is a state's code, empty where none is known; `organ` and `official` are those through whom a state acts.
    """

    place: Piece
    words: str
    ref: str = ""
    state: str = ""
    organ: str = ""
    official: str = ""
    role: str = ""

    def same_as(self, other: Party) -> bool:
        return bool(self.ref and self.ref == other.ref) or bool(self.state and self.state == other.state and not (self.ref and other.ref))


def acting(article: Article, mention: Mention, until: int = 0) -> Party:
    """An act of a state's organ or official is an act of the state. `until` is where the verb stands."""
    known, piece = mention.known, _phrase_from(article, mention)
    words = article[piece]
    if known.kind == "State":
        if _is_state(article, mention, until):
            return Party(mention.place, article[mention.place], f"state:{known.state}", known.state)
        return Party(piece, words, "", known.state)
    if known.kind == "Agency" and known.state:
        return Party(mention.place, article[mention.place], f"state:{known.state}", known.state, organ=known.ref)
    if known.kind == "Person" and known.state:
        return Party(mention.place, article[mention.place], f"state:{known.state}", known.state, official=known.ref)
    return Party(mention.place, article[mention.place], known.ref, known.state)


def _is_state(article: Article, mention: Mention, until: int = 0) -> bool:
    """'China' and 'the Chinese government', but neither 'UK parliamentarians' nor 'a China state-affiliated entity'. What acts stands right
    before its verb, at `until`.
    """
    rest = article.text[mention.place.end : mention.place.end + 60]
    if _OF_STATE.match(rest) and not re.match(r"\s+state[\s-]", rest):
        return True
    if mention.known.how == "adjective":
        return False
    if until and _AUXILIARIES.fullmatch(article.text, mention.place.end, max(until, mention.place.end)):
        return True
    return not re.match(r"(?:['’]s|\.)?[\s-]+[a-z]", rest) or bool(_GOES_ON.match(rest))


def _phrase_from(article: Article, mention: Mention) -> Piece:
    """What the mention is part of: 'a Chinese state-affiliated entity', 'PRC-based hacking group'."""
    stop = _HEAD_STOP.search(article.text, mention.place.end, mention.place.end + _MAX_WORDS)
    return stripped(article.text, mention.place.start, stop.start() if stop else mention.place.end, " \t\r\n,'’‘“”\"")


def phrase(article: Article, start: int, end: int) -> Piece:
    """The words from a place up to what ends them: a preposition, a stop, a clause. 'associated with' ends nothing."""
    text, at = article.text, start
    end = min(end, start + _MAX_WORDS)
    while match := _STOP.search(text, at, end):
        kept = next((one for one in _KEPT.finditer(text, start, end) if one.start() <= match.start() < one.end()), None)
        if not kept and not _is_initial(text, match):
            end = match.start()
            break
        at = kept.end() if kept else match.end()
    return stripped(text, start, end, " \t\r\n,'’‘“”\"(")


def _is_initial(text: str, match: re.Match[str]) -> bool:
    """The stops of 'U.S.' end nothing."""
    return match[0] == "." and bool(re.search(r"\b[A-Z]$", text[: match.start()][-2:]))


def acted_on(article: Article, piece: Piece, mentions: Sequence[Mention]) -> list[Party]:
    """Those whom a phrase names, else one party without a name, of the state that the phrase names."""
    words = article[piece]
    inside = [mention for mention in mentions if piece.holds(mention.place)]
    lead = _DETERMINER.match(words)
    first = piece.start + (lead.end() if lead else 0)
    if inside and inside[0].place.start == first:
        head = inside[0]
        if head.known.kind != "State":
            return _each_once(_named(article, mention) for mention in inside if mention.known.kind != "State")
        if _is_state(article, head):
            return _each_once(_states(article, piece, inside))
    if not re.search(r"[^\W\d_]{2}", words):
        return []
    states = {mention.known.state for mention in inside if mention.known.state}
    return [Party(piece, words, "", states.pop() if len(states) == 1 else "")]


def _each_once(parties: Iterable[Party]) -> list[Party]:
    """An actor that is named twice is one target."""
    return list({party.ref: party for party in reversed(list(parties))}.values())[::-1]


def _states(article: Article, piece: Piece, inside: Sequence[Mention]) -> list[Party]:
    """The state at the head, in whom it was told where that is an envoy or a minister, and the states beside it."""
    head = inside[0]
    others = [mention for mention in inside[1:] if mention.known.kind == "State" and _is_state(article, mention)]
    words = article[stripped(article.text, head.place.start, inside[1].place.start if len(inside) > 1 else piece.end)]
    role = words if _ENVOY.search(words) else ""
    return [
        Party(head.place, article[head.place], f"state:{head.known.state}", head.known.state, role=role),
        *(Party(one.place, article[one.place], f"state:{one.known.state}", one.known.state) for one in others),
    ]


def _named(article: Article, mention: Mention) -> Party:
    known = mention.known
    if known.kind == "Person" and known.state:
        return Party(mention.place, article[mention.place], f"state:{known.state}", known.state, role=article[mention.place])
    return Party(mention.place, article[mention.place], known.ref, known.state)


def speaks_of_itself(article: Article, start: int, end: int) -> bool:
    """Whether 'we' or 'I' stands there."""
    return bool(_FIRST_PERSON.search(article.text, start, end))
