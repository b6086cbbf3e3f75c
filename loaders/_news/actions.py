"""Drafted actions: verbs with who acts, who is acted on, when and on whose word, each with the place it was read from. Writes no file."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice, takewhile
from typing import Final

from graph.dates import Span
from graph.vocabulary import vocabulary
from loaders._news.article import Article, Piece
from loaders._news.claims import Said, claimant_in, denials_in, estimate_in, scheme_of, speaker_of
from loaders._news.dates import RECENT_DAYS, When, times_of
from loaders._news.names import Mention, Names
from loaders._news.parties import Party, acted_on, acting, phrase, speaks_of_itself
from loaders._news.verbs import Trigger, triggers_of

_LINK: Final = re.compile(r"\b(?:on|against|with|to|at|of|from|into)\s", re.IGNORECASE)
_NO_ONE: Final = re.compile(r"\b(?:no|none of the|neither)\s+(?:\w+\s+){0,4}$", re.IGNORECASE)
_NOT_SO: Final = re.compile(r"\b(?:not|never|will|would|could|might|may|should)\b|n['’]t\b", re.IGNORECASE)
_STANDS_FOR: Final = re.compile(
    r"\b(?:he|she|it|they|the (?:\w+ )?(?:ministry|government|minister|president|spokes\w+|authorities))\b[^,;:]{0,60}$",
    re.IGNORECASE,
)
_COVERT: Final = frozenset({"CYBER_TARGETED", "INFLUENCE_TARGETED", "SABOTAGED"})
_COMMA: Final = 100
MAX_QUOTE: Final = 2_000
MAX_ALSO: Final = 20
"""Further places that are kept of an act that is told again and again."""

COVERT_DAYS: Final = 366
"""How far back an intrusion told without a time may lie."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """One action as drafted. `place` is what it was read from, `also` what tells it again; `when` is the time that the text gives."""

    action: str
    place: Piece
    by: Party
    targets: tuple[Party, ...]
    span: Span
    when: When | None = None
    until: Span | None = None
    said: tuple[Said, ...] = ()
    also: tuple[Piece, ...] = ()
    inferred_targets: bool = False
    proposed: bool = False

    @property
    def extent(self) -> tuple[date, date]:
        """The first and the last day on which it may have gone on."""
        return self.span.first, max(self.span.last, self.until.last) if self.until else self.span.last

    @property
    def covert(self) -> bool:
        return vocabulary().action(self.action).edge_type in _COVERT


@dataclass(frozen=True, slots=True)
class Reading:
    """A text with what stands in it."""

    article: Article
    day: date
    mentions: tuple[Mention, ...]
    times: tuple[When, ...]


def read_into(article: Article, day: date, names: Names) -> Reading:
    return Reading(article, day, tuple(names.mentions(article)), tuple(times_of(article, day)))


def draft_actions(reading: Reading, proposed: Sequence[Drafted] = ()) -> list[Drafted]:
    """The actions that a text tells, in its order, with those that were proposed beside the rules; what is told twice is one."""
    found, subject = list[Drafted](), None
    for sentence in reading.article.sentences:
        of_sentence = list(_of_sentence(reading, sentence, subject))
        subject = next((one.by for one in reversed(of_sentence)), _first_actor(reading, sentence) or subject)
        found += of_sentence
    merged = [_answered(one, found) for one in _merged([*found, *proposed])]
    return [*merged, *_denials(reading, merged)]


def _first_actor(reading: Reading, sentence: Piece) -> Party | None:
    found = _within(reading, sentence.start, sentence.end)
    return acting(reading.article, found[0]) if found else None


def _of_sentence(reading: Reading, sentence: Piece, before: Party | None) -> Iterator[Drafted]:
    """A verb that follows another with 'and' has the same subject; 'it' and 'the ministry' are who acted `before`."""
    subject: Party | None = None
    for trigger in triggers_of(reading.article, sentence):
        own = _source(reading, sentence, trigger)
        if own is None and not trigger.passive and _STANDS_FOR.search(reading.article.text, sentence.start, trigger.place.start):
            own = subject or before
        by = subject if trigger.coordinated and subject else own
        targets = _targets(reading, sentence, trigger)
        if by is None or not targets:
            continue
        if not trigger.passive:
            subject = by
        targets = tuple(target for target in targets if not (target.ref and target.ref == by.ref))
        if targets:
            yield _dated(reading, sentence, trigger, by, targets)


def _source(reading: Reading, sentence: Piece, trigger: Trigger) -> Party | None:
    article = reading.article
    if trigger.passive:
        behind = _within(reading, trigger.place.end, min(sentence.end, trigger.place.end + 90))
        return acting(article, behind[0]) if behind else None
    quoted = article.quotation_of(trigger.place)
    start = max(sentence.start, quoted.start if quoted else 0)
    if _NO_ONE.search(article.text[start : trigger.place.start]):
        return None
    ahead = _within(reading, start, trigger.place.start)
    nearest = ahead[-1].place.start if ahead else start
    if _NOT_SO.search(article.text, nearest, trigger.place.start):
        return None
    if quoted and speaks_of_itself(article, nearest, trigger.place.start):
        speaker = speaker_of(article, quoted, reading.mentions)
        return acting(article, speaker) if speaker else None
    return acting(article, ahead[-1], trigger.place.start) if ahead else None


def _within(reading: Reading, start: int, end: int) -> list[Mention]:
    """The mentions between two places; they stand in order."""
    first = bisect_left(reading.mentions, start, key=lambda mention: mention.place.start)
    return [
        mention
        for mention in takewhile(lambda one: one.place.start < end, islice(reading.mentions, first, None))
        if mention.place.end <= end
    ]


def _targets(reading: Reading, sentence: Piece, trigger: Trigger) -> tuple[Party, ...]:
    article, around = reading.article, _within(reading, sentence.start, sentence.end)
    if trigger.passive:
        ahead = _within(reading, sentence.start, trigger.place.start)
        if not ahead or _NO_ONE.search(article.text[sentence.start : ahead[-1].place.start]):
            return ()
        piece = phrase(article, ahead[-1].place.start, trigger.place.start)
        return tuple(acted_on(article, piece, around))
    direct = phrase(article, trigger.place.end, sentence.end)
    linked = [phrase(article, match.end(), sentence.end) for match in _LINK.finditer(article.text, trigger.place.end, sentence.end)]
    with_names = [piece for piece in linked if any(piece.holds(mention.place) for mention in around)]
    order = [*with_names[:1], direct] if trigger.verb.goes_with else [direct]
    if not any(direct.holds(mention.place) for mention in around) and trigger.verb.object.pattern:
        order = [*with_names[:1], *linked[:1], direct]
    return next((found for piece in order if (found := tuple(acted_on(article, piece, around)))), ())


def _dated(reading: Reading, sentence: Piece, trigger: Trigger, by: Party, targets: tuple[Party, ...]) -> Drafted:
    drafted = Drafted(trigger.action, _window(sentence, trigger.place), by, targets, Span.day(reading.day))
    when = _time(reading, sentence, trigger.place)
    if when:
        span = Span(min(when.span.first, reading.day), min(when.span.last, max(reading.day, when.span.first)))
    else:
        span = spread(trigger.action, reading.day)
    said = _said(reading, sentence, trigger) if drafted.covert else ()
    return replace(drafted, span=span, when=when, until=when.until if when else None, said=said)


def spread(action: str, day: date) -> Span:
    """The days on which an act told without a time may lie."""
    covert = vocabulary().action(action).edge_type in _COVERT
    return Span(day - timedelta(days=COVERT_DAYS if covert else RECENT_DAYS), day)


def _window(sentence: Piece, near: Piece) -> Piece:
    """The sentence, or of one that does not end what stands around the verb."""
    return Piece(max(sentence.start, near.start - MAX_QUOTE // 2), min(sentence.end, near.end + MAX_QUOTE // 2))


def _time(reading: Reading, sentence: Piece, near: Piece) -> When | None:
    """The time of the sentence nearest to the verb, quotations apart from what stands around them."""
    quoted = reading.article.quotation_of(near)
    first = bisect_left(reading.times, sentence.start, key=lambda when: when.place.start)
    later = islice(reading.times, first, None)
    inside = [when for when in takewhile(lambda one: one.place.start < sentence.end, later) if sentence.holds(when.place)]
    same = [when for when in inside if reading.article.quotation_of(when.place) == quoted]
    times = same or [when for when in inside if not when.until]
    return min(times, key=lambda when: _distance(reading.article, when.place, near), default=None)


def _distance(article: Article, one: Piece, other: Piece) -> int:
    """In characters; a comma between weighs more than words."""
    first, second = sorted((one, other))
    between = article.text[first.end : second.start]
    return len(between) + _COMMA * between.count(",")


def _said(reading: Reading, sentence: Piece, trigger: Trigger) -> tuple[Said, ...]:
    """On whose word: the sentence's claimant, who is quoted, or the last one who said something before."""
    article = reading.article
    quoted = article.quotation_of(trigger.place)
    by = claimant_in(article, sentence, _within(reading, sentence.start, sentence.end), trigger.place.start)
    if by is None and quoted:
        ahead = _within(reading, sentence.start, quoted.start)
        speaker = ahead[0] if ahead else speaker_of(article, quoted, reading.mentions)
        by = acting(article, speaker) if speaker else None
    if by is None:
        at = bisect_left(article.sentences, sentence)
        before = article.sentences[max(0, at - 2) : at]
        said = (claimant_in(article, piece, _within(reading, piece.start, piece.end), piece.end) for piece in reversed(before))
        by = next((one for one in said if one), None)
    if by is None or not by.ref:
        return ()
    estimate = estimate_in(article, sentence, trigger.place)
    if estimate is None:
        return (Said(by, sentence),)
    return (Said(by, sentence, estimate.words, scheme_of(estimate.words, by.state)),)


def _merged(found: Sequence[Drafted]) -> list[Drafted]:
    """One act told several times: by the same action, the same who, targets that do not exclude each other, and days that meet."""
    kept: list[Drafted] = []
    for drafted in found:
        twin = next((index for index, other in enumerate(kept) if _one_act(other, drafted)), None)
        if twin is None:
            kept.append(drafted)
        else:
            kept[twin] = _joined(kept[twin], drafted)
    return sorted(kept, key=lambda one: one.place)


def _one_act(one: Drafted, other: Drafted) -> bool:
    if one.place.meets(other.place):  # two verbs of one sentence are two acts
        return False
    (first, last), (start, end) = one.extent, other.extent
    return one.action == other.action and one.by.same_as(other.by) and first <= end and start <= last and _fits(one.targets, other.targets)


def _fits(one: tuple[Party, ...], other: tuple[Party, ...]) -> bool:
    vague = [all(not party.ref and not party.state for party in side) for side in (one, other)]
    return any(vague) or any(a.same_as(b) for a in one for b in other)


def _joined(one: Drafted, other: Drafted) -> Drafted:
    """What says more goes first. A time that the text gives goes before one that it does not; of two of a kind what both allow."""
    first, second = (one, other) if _closeness(one) >= _closeness(other) else (other, one)
    timed = first if bool(first.when) >= bool(second.when) else second
    both = (max(one.span.first, other.span.first), min(one.span.last, other.span.last))
    alike = bool(one.when) == bool(other.when) and both[0] <= both[1]
    return replace(
        first,
        span=Span(*both) if alike else timed.span,
        when=timed.when,
        until=timed.until,
        said=first.said or second.said,
        also=first.also if len(first.also) > MAX_ALSO else _places(first, second),
    )


def _places(first: Drafted, second: Drafted) -> tuple[Piece, ...]:
    """Where else it is told."""
    return tuple(dict.fromkeys((*first.also, *(piece for piece in (second.place, *second.also) if piece != first.place))))


def _closeness(drafted: Drafted) -> tuple[int, int, int]:
    return (sum(bool(party.ref) * 2 + bool(party.state) for party in drafted.targets), bool(drafted.by.ref), bool(drafted.when))


def _denials(reading: Reading, told: Sequence[Drafted]) -> Iterator[Drafted]:
    """A quotation that rejects something, by a state that the text accuses: against those who acted against it or say that it acted."""
    article, done = reading.article, {drafted.by.state for drafted in told if drafted.action == "denial"}
    for quoted in denials_in(article):
        speaker = speaker_of(article, quoted, reading.mentions)
        by = acting(article, speaker) if speaker else None
        if by is None or not by.state or by.state in done:
            continue
        against = _accusers(by.state, told)
        if against:
            done.add(by.state)
            place = _window(article.paragraph_of(quoted), quoted)
            yield Drafted("denial", place, by, against, spread("denial", reading.day), inferred_targets=True)


def _answered(drafted: Drafted, told: Sequence[Drafted]) -> Drafted:
    """A denial of 'the accusation' is aimed at those who accuse."""
    if drafted.action != "denial" or any(target.ref or target.state for target in drafted.targets):
        return drafted
    against = _accusers(drafted.by.state, told) if drafted.by.state else ()
    return replace(drafted, targets=against, inferred_targets=True) if against else drafted


def _accusers(state: str, told: Sequence[Drafted]) -> tuple[Party, ...]:
    found: dict[str, Party] = {}
    for drafted in told:
        if drafted.by.state == state:
            found |= {said.by.state: said.by for said in drafted.said if said.by.state}
        elif drafted.by.state and any(target.state == state for target in drafted.targets):
            found.setdefault(drafted.by.state, drafted.by)
    return tuple(Party(party.place, party.words, f"state:{code}", code) for code, party in sorted(found.items()) if code != state)
