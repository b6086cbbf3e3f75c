"""A person's word on two actors or two acts: kept, carried out, taken back. Scores and whole runs are elsewhere (review.py, linking.py)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, cast, get_args

from graph.errors import QuestionError, UnknownError
from graph.identity.clusters import Clusters
from graph.identity.judgements import About, Judgement, Verdict, now, pairs, read_graph, standing, write_graph
from graph.identity.linking import acts, settle
from graph.identity.merge import Moved, actors_of, merge, split
from graph.store import Writer

_PAGE: Final = 5_000


@dataclass(frozen=True, slots=True)
class Done:
    """What a word did: the judgement's id, the last commit; of actors pairs of ids (from, into) and edges that went along; of acts how many
    SAME_AS were written and taken back.
    """

    judgement: str
    seq: int
    renamed: tuple[tuple[str, str], ...] = ()
    edges: int = 0
    joined: int = 0
    parted: int = 0


def judge(writer: Writer, judgement: Judgement) -> Done:
    """Keep what a person says of a pair, and merge, split or link where it says so.

    Raises:
        UnknownError: an id is nobody's. QuestionError: a person told the two apart before, and this says `same` without a reason.
    """
    if judgement.a == judgement.b:
        raise QuestionError("These are one id.", parameter="b", hint="Give two.")
    judgement = replace(judgement, at=judgement.at or now())
    return _judge_acts(writer, judgement) if judgement.about == "act" else _judge_actors(writer, judgement)


def undo(writer: Writer, id_: str, who: str) -> Done:
    """Take a person's judgement back: what stood before it stands again. It stays listed, with who took it back and when.

    Raises:
        UnknownError: there is none with this id. QuestionError: it is taken back already, or the machine's.
    """
    one = next((one for one in read_graph(writer) if one.id == id_), None)
    if one is None:
        raise UnknownError(f"No judgement is {id_[:40]!r}.", parameter="judgement", hint="`retorsion resolve list` has the ids.")
    if one.undone_at:
        raise QuestionError(f"{one.undone_by} took it back on {one.undone_at[:10]}.", parameter="judgement")
    if one.is_automatic:
        raise QuestionError(
            "Nobody judged this: the next run would say it again.", parameter="judgement", hint="Judge the two `different`."
        )
    return _take_back(writer, replace(one, undone_by=who, undone_at=now()))


def apply(writer: Writer, said: Sequence[Judgement]) -> int:
    """Take judgements from a file and carry out what stands then; how many of them changed the graph.

    What the file says was taken back is taken back here as well. Pairs of which the graph lacks one are kept and passed over.
    """
    held = {one.id: one for one in read_graph(writer)}
    back = [one for one in said if one.undone_at and one.id in held and not held[one.id].undone_at]
    write_graph(writer, [one for one in said if one not in back])
    changed = sum(_changed(_take_back(writer, one)) for one in back)
    every = read_graph(writer)
    return changed + carry_out(writer, standing(every, "actor").values()) + _linked(writer, standing(every, "act"))


def _linked(writer: Writer, held: Mapping[frozenset[str], Judgement]) -> int:
    done = settle(writer, (id_ for pair in held for id_ in pair), held)
    return done.new + done.gone


def _changed(done: Done) -> bool:
    return bool(done.renamed or done.joined or done.parted)


def _take_back(writer: Writer, undone: Judgement) -> Done:
    return _link(writer, undone) if undone.about == "act" else _take_back_actors(writer, undone)


# Acts


def _judge_acts(writer: Writer, one: Judgement) -> Done:
    if missing := sorted(one.pair - acts(writer, [sorted(one.pair)]).keys()):
        raise UnknownError(f"No action with parties on both sides is {missing[0]!r}.", parameter="id", hint="`retorsion search` finds it.")
    if one.verdict == "same":
        _refuse_told_apart(standing(read_graph(writer), "act"), one)
    return _link(writer, one)


def _link(writer: Writer, one: Judgement) -> Done:
    """Write a judgement of acts, given or taken back, with the SAME_AS that follows."""
    held = standing([*(before for before in read_graph(writer) if before.id != one.id), one], "act")
    done = settle(writer, one.pair, held, [one])
    return Done(one.id, done.seq, joined=done.new, parted=done.gone)


def _refuse_told_apart(held: Mapping[frozenset[str], Judgement], one: Judgement) -> None:
    """What a person told apart is joined with a reason only, and through a third act not at all."""
    before = held.get(one.pair)
    if before and before.verdict == "different" and not one.why:
        raise _told_apart(before)
    apart = [other for other in held.values() if other.verdict == "different" and other.pair != one.pair]
    clusters = Clusters({id_ for pair in (*held, one.pair) for id_ in pair}, (other.pair for other in apart))
    for pair in pairs(held, "same"):
        if not clusters.told_apart(*sorted(pair)):
            clusters.join(*sorted(pair))
    if clusters.told_apart(one.a, one.b):
        both = {*clusters.members(one.a), *clusters.members(one.b)}
        raise _told_apart(next(other for other in apart if other.pair <= both), "Take that back first.")


def _told_apart(before: Judgement, hint: str = "Say why they are one all the same.") -> QuestionError:
    why = f": {before.why}" if before.why else ""
    return QuestionError(f"{before.who} said on {before.at[:10]} that {before.a} and {before.b} are two{why}.", parameter="why", hint=hint)


# Actors


def carry_out(writer: Writer, judgements: Iterable[Judgement]) -> int:
    """Merge and split as these say of actors, where the graph is otherwise; how many did. Pairs of which it lacks one are passed over.

    What is one is joined before what is two is parted, and the machine's word goes before a person's, so that a person's stands.
    """
    return len(_carried_out(writer, judgements))


def _carried_out(writer: Writer, judgements: Iterable[Judgement]) -> list[Moved]:
    ordered = sorted(judgements, key=lambda one: (one.verdict == "different", not one.is_automatic, one.at))
    return [moved for one in _otherwise(writer, ordered) if (moved := _carry_out(writer, one))]


def _otherwise(writer: Writer, judgements: Sequence[Judgement]) -> Iterator[Judgement]:
    """Those that the graph does not follow, or that an earlier one of them may have undone."""
    for start in range(0, len(judgements), _PAGE):
        part = [one for one in judgements[start : start + _PAGE] if one.verdict != "unsure"]
        there = _actors(writer, {id_ for one in part for id_ in one.pair})
        changed = False
        for one in part:
            if one.pair <= there.keys() and (changed or (there[one.a] == there[one.b]) != (one.verdict == "same")):
                changed = True
                yield one


def _actors(writer: Writer, ids: Iterable[str]) -> dict[str, str]:
    """The actor that each id stands for now; ids of nobody are left out."""
    return {row["id"]: row["actor"] for row in writer.read("identity_groups", ids=sorted(ids))}


def _carry_out(writer: Writer, one: Judgement) -> Moved | None:
    there = _actors(writer, one.pair)
    together = there[one.a] == there[one.b]
    if one.verdict == "same" and not together:
        return merge(writer, [[one.a, one.b]])
    if one.verdict == "different" and together:
        return _part(writer, one, there[one.a])
    return None


def _judge_actors(writer: Writer, judgement: Judgement) -> Done:
    rows = {row["id"]: row["home"] for row in writer.read("identity_groups", ids=sorted(judgement.pair))}
    found = actors_of(writer, judgement.pair)
    a, b = sorted(rows[id_] for id_ in judgement.pair)
    if a == b:
        raise QuestionError(f"{judgement.a} and {judgement.b} are one record's actor; no merge made them one.", parameter="b")
    one = replace(judgement, a=a, b=b)
    together = found[judgement.a].id == found[judgement.b].id
    if one.verdict == "same" and not together:
        _warned(writer, one, [{home.id for home in found[id_].homes} for id_ in (judgement.a, judgement.b)])
        return _done(one, [merge(writer, [[a, b]], [one])])
    if one.verdict == "different" and together:
        return _done(one, [_part(writer, one, found[judgement.a].id, [one])])
    return _done(one, [merge(writer, [], [one])])


def _done(one: Judgement, moved: Sequence[Moved]) -> Done:
    renamed = tuple(pair for step in moved for pair in step.renamed)
    return Done(one.id, moved[-1].seq, renamed, sum(step.edges for step in moved))


def _warned(writer: Writer, one: Judgement, sides: Sequence[set[str]]) -> None:
    """A wrong merge draws others: what a person told apart, these two or what they are made of, is joined only with a reason."""
    if one.why:
        return
    for before in standing(read_graph(writer), "actor").values():
        across = any(before.a in mine and before.b in theirs for mine, theirs in (sides, sides[::-1]))
        if across and before.verdict == "different" and not before.is_automatic:
            raise _told_apart(before)


def _part(writer: Writer, one: Judgement, actor: str, judgements: Sequence[Judgement] = ()) -> Moved:
    return split(writer, actor, side(standing(read_graph(writer), "actor"), one.a, one.b), judgements)


def _take_back_actors(writer: Writer, undone: Judgement) -> Done:
    """What was merged by this word alone is split; what was split by it is merged again where another word says so."""
    held = standing([one for one in read_graph(writer) if one.id != undone.id], "actor")
    there = _actors(writer, undone.pair)
    with_b = _joined(held, undone.b)
    if undone.verdict == "same" and len({*there.values()}) == 1 < len(there) and undone.a not in with_b:
        moved = [split(writer, there[undone.a], with_b, [undone])]
    else:
        moved = [merge(writer, [], [undone])]
    near = with_b | _joined(held, undone.a)
    return _done(undone, moved + _carried_out(writer, [one for one in held.values() if one.pair & near]))


def side(held: Mapping[frozenset[str], Judgement], a: str, b: str) -> set[str]:
    """What goes with b when it leaves a: all that was joined to b without a. Where that leads back to a, b alone."""
    found = _joined({pair: one for pair, one in held.items() if pair != {a, b}}, b)
    return {b} if a in found else found


def _joined(held: Mapping[frozenset[str], Judgement], id_: str) -> set[str]:
    """All that was said to be one with it, itself among them."""
    next_to: dict[str, set[str]] = defaultdict(set)
    for pair in pairs(held, "same"):
        for one in pair:
            next_to[one] |= pair - {one}
    found, waiting = {id_}, [id_]
    while waiting:
        fresh = next_to[waiting.pop()] - found
        found |= fresh
        waiting.extend(fresh)
    return found


def verdict_of(text: str) -> Verdict:
    """Raises QuestionError for another word."""
    return cast(Verdict, _one_of(text, "verdict", get_args(Verdict)))


def about_of(text: str) -> About:
    """Raises QuestionError for another word."""
    return cast(About, _one_of(text, "about", get_args(About)))


def _one_of(text: str, parameter: str, words: Sequence[str]) -> str:
    if text not in words:
        raise QuestionError(f"{text[:40]!r} is no {parameter}.", parameter=parameter, hint=f"One of {', '.join(words)}.")
    return text
