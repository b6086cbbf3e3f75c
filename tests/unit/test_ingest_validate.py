"""What the write door refuses, each with the row's place and a reason to act on; and what it counts. No server."""

from __future__ import annotations

from typing import Any

import pytest

from graph.dates import Span
from graph.errors import Place
from graph.ingest import Entry, Reject, Row, Skip, check, validate
from graph.ingest.refs import There, sift
from graph.model import Citation, Item, Participant, Response
from graph.vocabulary import vocabulary
from tests.items import actor, answer, claim, denial, entry, event, party, source, state, tie, world

CONTROL = "holds the control character"
HUGE = "x" * 10_000_000

UNKNOWN: Any = "unknown"
WRONG: list[tuple[Item, str, str]] = [
    (event(action="sanktion"), "action", "'sanktion' is not an action of the vocabulary (did you mean sanction?)"),
    (event(action="blarg"), "action", "'blarg' is not an action of the vocabulary"),
    (event(status="done"), "status", "is not a status"),
    (event(assertion="rumoured"), "assertion", "is not an assertion"),
    (event(end=Span.parse("2024-03-24")), "end_date", "the end (2024-03-24) is before the start (2024-03-25)"),
    (event(against="t:AAA"), "targets", "its own only target"),
    (event(against=("t:firm", "t:firm")), "targets", "stands twice on one side"),
    (event(participants=()), "by", "needs at least one actor who acts"),
    (event(participants=(party("t:AAA", "source"),)), "targets", "needs at least one target"),
    (
        event(participants=(party("t:AAA", "source"), party("t:firm"), Participant(record="t:BBB", role=UNKNOWN))),
        "participants",
        "is not a role",
    ),
    (event(participants=tuple(party(f"t:{n}", "source" if n < 200 else "target") for n in range(400))), "targets", "more than 10000 edges"),
    (event(rung=5), "rung_reason", "needs its reason"),
    (event(rung=11, rung_reason="x"), "rung", "11 is not a rung"),
    (event(magnitude=float("nan")), "magnitude", "is not a size"),
    (event(magnitude=float("inf")), "magnitude", "is not a size"),
    (event(magnitude=-1.0), "magnitude", "is not a size"),
    (event(participants=(party("t:AAA", "source"), party("t:firm", magnitude=float("nan")))), "targets", "is not a size"),
    (event(citations=()), "sources", "nothing is stored without a source"),
    (event(citations=(Citation(source="t:s"), Citation(source="t:s"))), "sources", "cited twice"),
    (event(citations=(Citation(source="t:s", credibility="7"),)), "credibility", "is not a grade of credibility: 1..6"),
    (event(citations=(Citation(source="t:s", credibility="A"),)), "credibility", "is not a grade of credibility: 1..6"),
    (event(text="a\x00b"), "text", CONTROL + " U+0000 at position 2"),
    (event(note="\x1b[31m"), "note", CONTROL + " U+001B"),
    (event(text="\ud800"), "text", CONTROL + " U+D800"),
    (event(text=HUGE), "text", "has 10,000,000 characters, more than 20,000"),
    (event(citations=(Citation(source="t:s", words=HUGE),)), "citations", "10,000,000 characters"),
    (event(id_="t:a b"), "id", "is not an id"),
    (event(id_="t:a/b"), "id", "is not an id"),
    (event(id_="t:" + "x" * 300), "id", "is not an id"),
    (event(id="other:e"), "id", "does not begin with its dataset, t:"),
    (event(claims=(claim(), claim())), "claims", "two claims have one id"),
    (event(claims=(claim(words="likely", low=0.9, high=0.1),)), "claims", "0.9..0.1 is not a range"),
    (event(claims=(claim(words="likely", low=None),)), "claims", "needs its range"),
    (event(claims=(claim(words="very likely", scheme="PHIA", low=0.8, high=0.9),)), "claims", "are not words of the scheme PHIA"),
    (event(claims=(claim(words="likely", scheme="PHIAA"),)), "claims", "(did you mean PHIA?)"),
    (event(claims=(claim(stance="denied", about="colour"),)), "denials", "is not what a claim can be about"),
    (event(responds_to=(answer("t:e"),)), "responds_to", "cannot answer itself"),
    (event(responds_to=(Response(event="t:x", basis=UNKNOWN),)), "responds_to", "is not a basis"),
    (tie(type_="PART"), "type", "is not a tie"),
    (tie(ends=("t:firm", "t:firm")), "target", "two different actors"),
    (tie(valid_from=Span.parse("2024"), valid_to=Span.parse("2023")), "valid_to", "is before the start"),
    (tie(citations=()), "sources", "nothing is stored without a source"),
    (tie(id="u:tie"), "id", "does not begin with its dataset"),
    (source(title=" "), "title", "must not be empty"),
    (source(publisher=""), "publisher", "must not be empty"),
    (source(reliability="G"), "reliability", "is not a grade of reliability: A..F"),
    (source(reliability="2"), "reliability", "is not a grade of reliability: A..F"),
    (source(url="javascript:alert(1)"), "url", "is not an address"),
    (source(id_="t: s"), "id", "is not an id"),
    (actor("t:x", kind="Firm"), "kind", "is not a kind of actor"),
    (actor("t:x", name=""), "name", "must not be empty"),
    (actor("t:x", aliases=tuple("abc") * 5000), "aliases", "holds 15000 values"),
    (actor("t:x", aliases=("a\x07",)), "aliases", CONTROL),
    (actor("t:x", codes={"seq": "1"}), "codes", "is not a name for a code system"),
    (actor("t:x", codes={"ISO 2": "GB"}), "codes", "is not a name for a code system"),
    (actor("t:x", codes={"iso2": "G\x00"}), "codes", CONTROL),
    (state("AAA", actor="state:A A"), "actor", "is not an id"),
    (denial("t:x", "t:e", stance="claimed"), "denies", "can only be a denial"),
]


@pytest.mark.parametrize(("item", "column", "reason"), WRONG, ids=[f"{i}-{column}" for i, (_, column, _) in enumerate(WRONG)])
def test_refused_with_column_and_reason(item: Item, column: str, reason: str) -> None:
    found = list(validate.problems(item, vocabulary()))
    assert column in {name for name, _ in found}
    assert any(reason in text for name, text in found if name == column), found
    assert all(len(text) < 300 for _, text in found), "a reason is a sentence, not the offending text"


def test_what_is_right_passes() -> None:
    full = event(
        action="cyber_espionage",
        end=Span.parse("2024"),
        rung=0,
        rung_reason="A probe.",
        magnitude=0.0,
        text="First line\nand\ta second.",
        claims=(claim(words="highly likely"), claim(by="t:BBB", words="suspected"), claim(by="t:CCC", stance="denied")),
        participants=(party("t:AAA", "source"), party("t:firm"), party("t:bank", "organ"), party("t:p", "official")),
        responds_to=(answer("t:x"),),
    )
    for item in (full, tie(), source(url="https://example.org/a?b=c"), actor("t:x", codes={"iso3": "GBR"}), denial("t:x", "t:e")):
        assert list(validate.problems(item, vocabulary())) == []


def test_a_reject_names_file_and_line_of_the_field() -> None:
    row = Entry(Place("a.yaml", 7), (event(action="sanktion"),), {"action": 9})
    reject = validate.check(row, vocabulary())
    assert reject is not None
    assert str(reject).startswith("a.yaml:9: action: 'sanktion' is not an action")


def test_a_denial_comes_with_its_action() -> None:
    reject = validate.check(entry(denial("t:e", "t:elsewhere")), vocabulary())
    assert reject is not None
    assert "belongs to an action of its row" in reject.reason
    assert validate.check(entry(event("t:d", action="denial"), denial("t:e", "t:d")), vocabulary()) is None


def test_a_statement_told_twice_is_refused_with_the_place_of_the_first() -> None:
    rows = [entry(event(), line=3), entry(event(action="denial"), line=9), entry(tie("t:e"), line=12)]
    kept = list(validate.checked(rows, vocabulary()))
    assert kept[0] is rows[0]
    for reject in kept[1:]:
        assert isinstance(reject, Reject)
        assert reject.reason == "the id t:e stands twice: first at test.yaml:3"


def test_a_wrong_row_does_not_take_the_id_from_a_right_one() -> None:
    rows = [entry(event(action="sanktion")), entry(event())]
    assert [type(row) for row in validate.checked(rows, vocabulary())] == [Reject, Entry]


def test_check_counts_every_row_once() -> None:
    rows: list[Row] = [
        *world(),
        entry(event()),
        entry(event()),
        entry(tie(type_="X")),
        Skip(Place("a", 1), "comment"),
        Reject(Place("a", 2), "no date"),
    ]
    report = check(rows)
    assert report.balanced
    assert (report.read, report.written, report.skipped.total(), report.rejected.total()) == (11, 7, 1, 3)
    assert "no date" in report.rejected


# --- refs ---

NOTHING = There({}, set(), set())


def sifted(*rows: Entry, there: There = NOTHING, trusted: str | None = "t:") -> tuple[set[int], list[str]]:
    kept, rejects = sift(dict(enumerate(rows)), there, trusted)
    return set(kept), [reject.reason for _, reject in sorted(rejects.items())]


def test_refs_may_lead_to_what_comes_later_in_the_same_rows() -> None:
    assert sifted(entry(event()), *world()) == (set(range(7)), [])


def test_what_a_rejected_row_would_have_brought_is_missing_too() -> None:
    group = actor("t:group", "Group", unnamed=True)
    first = entry(group, event(against=("t:group", "gone:x")))
    second = entry(event("t:e2", against="t:group"))
    kept, reasons = sifted(*world(), first, second)
    assert kept == set(range(6))
    assert reasons == [f"names {name}, which neither the files nor the graph hold" for name in ("gone:x", "t:group")]


@pytest.mark.parametrize(
    ("spoilt", "missing"),
    [
        (event(citations=(Citation(source="u:s"),)), "u:s"),
        (event(claims=(claim(by="u:ncsc"),)), "u:ncsc"),
        (event(claims=(claim(speaker="u:minister"),)), "u:minister"),
        (event(claims=(claim(source="u:s"),)), "u:s"),
        (event(responds_to=(Response(event="t:x", basis="stated", source="u:s"),)), "u:s"),
        (event(responds_to=(answer("u:x"),)), "u:x"),
        (tie(ends=("t:firm", "u:x")), "u:x"),
    ],
)
def test_every_kind_of_ref_is_looked_for(spoilt: Item, missing: str) -> None:
    _, reasons = sifted(*world(), entry(spoilt))
    assert reasons == [f"names {missing}, which neither the files nor the graph hold"]
    there = There({missing: missing}, {missing}, {missing})
    assert sifted(*world(), entry(spoilt), there=there) == (set(range(7)), [])


def test_own_statements_are_on_trust_only_while_more_may_come() -> None:
    row = entry(event(responds_to=(answer("t:later"),)))
    assert sifted(*world(), row)[1] == []
    assert sifted(*world(), row, trusted=None)[1] == ["names t:later, which neither the files nor the graph hold"]


def test_two_refs_that_stand_for_one_actor_are_one_actor() -> None:
    """`AAA` is the record of state:AAA in this dataset; another dataset's record may be merged with it."""
    there = There({"u:AAA": "state:AAA", "u:firm": "u:firm"}, set(), set())
    own = "an actor cannot be its own only target: both sides are one actor"
    assert sifted(*world(), entry(event(against="state:AAA")))[1] == [own]
    assert sifted(*world(), entry(event(against="u:AAA")), there=there)[1] == [own]
    twice = event(by="t:BBB", against=("t:AAA", "u:AAA"))
    assert sifted(*world(), entry(twice), there=there)[1] == ["state:AAA stands twice on one side, under different names"]
    bent = tie(ends=("t:AAA", "u:AAA"))
    assert sifted(*world(), entry(bent), there=there)[1] == ["t:AAA and u:AAA are one actor: a tie needs two"]
    both = event(against=("state:AAA", "t:firm"))
    assert sifted(*world(), entry(both))[1] == [], "one of two targets may be the actor itself: that pair makes no edge"


def test_a_record_that_describes_an_actor_already_keeps_it() -> None:
    there = There({"t:firm": "u:parent", "u:parent": "u:parent"}, set(), set())
    reasons = sifted(*world(), entry(tie(ends=("t:firm", "u:parent"))), there=there)[1]
    assert reasons == ["t:firm and u:parent are one actor: a tie needs two"]
