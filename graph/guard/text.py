"""What is looked at before a server sees a stranger's Cypher: size, nesting, words that no plan would show. Not a guard by itself.

A server that gets 2,000 nested brackets fails silently and never answers, so these checks come first; the plan decides the rest.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from graph.errors import CypherError, CypherRefused, QuestionError
from graph.guard.lists import FUNCTIONS, PROCEDURES

MAX_TEXT: Final = 32 * 1024
MAX_DEPTH, MAX_UNARY, MAX_CASE, MAX_PARAMETER_DEPTH = 150, 50, 60, 32
MAX_SUBQUERIES: Final = 20
"""Nested COUNT, EXISTS and COLLECT: forty of them keep the planner busy past any limit."""
MAX_UNIONS: Final = 100
MAX_PARAMETERS: Final = 1024 * 1024

_LINE = re.compile(r"\(line (\d+), column (\d+) \(offset: \d+\)\)")
_ESCAPE = re.compile(r"\\u+([0-9a-fA-F]{4})")
_TOKEN = re.compile(
    r"(?P<skip>//[^\n]*|/\*.*?(?:\*/|\Z)|\s+)"
    r"|(?P<string>'(?:\\.|[^'\\])*(?:'|\Z)|\"(?:\\.|[^\"\\])*(?:\"|\Z))"
    r"|(?P<tick>`(?:[^`]|``)*(?:`|\Z))|(?P<word>[^\W\d]\w*)|(?P<number>\d\w*)|(?P<sign>.)",
    re.DOTALL,
)
_UNARY = frozenset({"NOT", "-", "+"})
_SUBQUERY = frozenset({"COUNT", "EXISTS", "COLLECT", "CALL"})
_OPERATORS = frozenset({"AND", "OR", "XOR", "IN", "AS", "IS", "NOT"})
"""What may follow a variable that somebody has called `call`."""
Tokens = list[tuple[str, str]]


def check_text(text: str) -> None:
    """Refuse what is too large or too deep, and what runs or reads outside the plan.

    Raises:
        CypherRefused: names the rule.
    """
    if not text.strip():
        raise CypherRefused("The query is empty.", rule="empty")
    if len(text.encode("utf-8", "surrogatepass")) > MAX_TEXT:
        raise CypherRefused(f"The query is longer than {MAX_TEXT // 1024} KiB.", rule="text-size")
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise CypherRefused("The query holds half a surrogate pair.", rule="text")
    for variant in variants(text):
        tokens = tokens_of(variant)
        _check_nesting(tokens)
        _check_start(tokens)
        check_names(tokens)


def variants(text: str) -> Iterator[str]:
    """The text as written and with its escapes read: the server reads \\u004c as L anywhere, so both must hold."""
    for _ in range(3):
        yield text
        read = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
        if read == text:
            return
        text = read


def tokens_of(text: str) -> Tokens:
    """Kind and text of each token, comments and space left out."""
    return [(str(match.lastgroup), match[0]) for match in _TOKEN.finditer(text) if match.lastgroup != "skip"]


def dialect(text: str) -> str:
    """The text in the dialect that the documentation speaks of, unless it names its own."""
    tokens = tokens_of(text)
    return text if tokens and tokens[0][1].upper() == "CYPHER" else "CYPHER 25\n" + text


def by_own_lines(error: CypherError, text: str, added: int) -> CypherError:
    """The server's complaint with the line that the stranger wrote; what was put before the text is not theirs."""
    added += dialect(text) != text

    def line(match: re.Match[str]) -> str:
        return f"(line {max(1, int(match[1]) - added)}, column {match[2]})"

    return CypherError(_LINE.sub(line, error.message), parameter="query", hint=error.hint)


def check_parameters(parameters: Mapping[str, Any]) -> None:
    """Refuse values that a driver or a server would choke on.

    Raises:
        QuestionError: names the parameter.
    """
    for name, value in parameters.items():
        _check_value(name, value, 0)
    if len(json.dumps(parameters, ensure_ascii=False)) > MAX_PARAMETERS:
        raise QuestionError(f"The parameters are larger than {MAX_PARAMETERS // 2**20} MiB.", parameter="parameters")


def _check_value(name: str, value: Any, depth: int) -> None:
    if depth > MAX_PARAMETER_DEPTH:
        raise QuestionError(f"{name} is nested more than {MAX_PARAMETER_DEPTH} deep.", parameter=name)
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise QuestionError(f"{name} holds a number of more than 64 bits.", parameter=name)
    if isinstance(value, str) and any("\ud800" <= letter <= "\udfff" for letter in value):
        raise QuestionError(f"{name} holds half a surrogate pair.", parameter=name)
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _check_value(name, item, depth + 1)


def _check_nesting(tokens: Tokens) -> None:
    depth = cases = unary = subqueries = 0
    for at, (kind, text) in enumerate(tokens):
        word = text.upper() if kind in ("word", "sign") else ""
        depth += (text in "([{") - (text in ")]}") if kind == "sign" else 0
        cases += (word == "CASE") - (word == "END")
        unary = unary + 1 if word in _UNARY else 0
        follows = tokens[at + 1][1] if at + 1 < len(tokens) else ""
        subqueries += word in _SUBQUERY and follows in ("{", "(")
        if depth > MAX_DEPTH:
            raise CypherRefused(f"Brackets are nested more than {MAX_DEPTH} deep.", rule="nesting")
        if cases > MAX_CASE:
            raise CypherRefused(f"CASE is nested more than {MAX_CASE} deep.", rule="nesting")
        if unary > MAX_UNARY:
            raise CypherRefused(f"More than {MAX_UNARY} signs or NOTs in a row.", rule="nesting")
    if sum(kind == "word" and text.upper() == "UNION" for kind, text in tokens) > MAX_UNIONS:
        raise CypherRefused(f"More than {MAX_UNIONS} times UNION.", rule="nesting")
    if subqueries > MAX_SUBQUERIES and _deepest_braces(tokens) > MAX_SUBQUERIES:
        raise CypherRefused(f"Subqueries are nested more than {MAX_SUBQUERIES} deep.", rule="nesting")


def _deepest_braces(tokens: Tokens) -> int:
    depth = deepest = 0
    for kind, text in tokens:
        depth += (text == "{") - (text == "}") if kind == "sign" else 0
        deepest = max(deepest, depth)
    return deepest


def _check_start(tokens: Tokens) -> None:
    """PROFILE runs what EXPLAIN only plans; CYPHER debug=... is for the makers of the database."""
    head = [text.upper() for _, text in tokens[:40]]
    at = 0
    if head[:1] == ["CYPHER"]:
        at = 1
        while at < len(head) and (head[at].isdigit() or (at + 1 < len(head) and head[at + 1] == "=")):
            if head[at] == "DEBUG":
                raise CypherRefused("CYPHER debug= is not for queries.", rule="debug")
            at += 1 if head[at].isdigit() else 3
    while at < len(head) and head[at] in ("EXPLAIN", "PROFILE"):
        if head[at] == "PROFILE":
            raise CypherRefused(
                "PROFILE runs the query without its limits.", rule="profile", hint="EXPLAIN shows the plan without running."
            )
        at += 1


def check_names(tokens: Tokens) -> None:
    """Nested subqueries have no operators in a plan, so what they call is looked for in the text, outside quotes and comments."""
    for at, (kind, text) in enumerate(tokens):
        if kind != "word":
            continue
        before = tokens[at - 1][1] if at else ""
        follows = tokens[at + 1] if at + 1 < len(tokens) else ("", "")
        if text.upper() == "LOAD" and follows[0] == "word" and follows[1].upper() == "CSV" and before != ".":
            raise CypherRefused("LOAD CSV reads files and addresses.", rule="load-csv", hint="Loaders read sources; the database does not.")
        if before in (".", "$", ":") or follows[0] not in ("word", "tick", "sign"):
            continue
        called = text.upper() == "CALL"
        name, end = _dotted(tokens, at + called)
        bracket = end < len(tokens) and tokens[end][1] == "("
        if called and ("." in name or (bracket and name and name.upper() not in _OPERATORS)):
            _check_call(name)
        elif not called and "." in name and bracket and before.upper() != "CALL":
            _check_function(name)


def _dotted(tokens: Tokens, at: int) -> tuple[str, int]:
    """The dotted name that begins there, backticks taken off, and where it ends."""
    parts: list[str] = []
    while at < len(tokens) and tokens[at][0] in ("word", "tick"):
        parts.append(tokens[at][1].strip("`"))
        at += 1
        if at + 1 < len(tokens) and tokens[at][1] == "." and tokens[at + 1][0] in ("word", "tick"):
            at += 1
        else:
            break
    return ".".join(parts), at


def _check_call(name: str) -> None:
    if name not in PROCEDURES:
        raise CypherRefused(
            f"The procedure {name[:80]} may not be called.", rule="procedure", hint=f"Allowed: {', '.join(sorted(PROCEDURES))}."
        )


def _check_function(name: str) -> None:
    if name.lower() not in FUNCTIONS:
        raise CypherRefused(f"The function {name[:80]} may not be called.", rule="function")
