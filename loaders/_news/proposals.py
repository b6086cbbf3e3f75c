"""Actions that a language model proposes: off by default, never needed, never trusted. What cites no words of the text is refused."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from graph.dates import Span
from graph.errors import InputError, Place
from graph.vocabulary import vocabulary
from loaders._news.actions import MAX_QUOTE, Drafted, Reading, spread
from loaders._news.article import Piece
from loaders._news.parties import Party, acted_on, acting

TIMEOUT_S: Final = 120.0
MAX_ANSWER: Final = 2_000_000
MAX_PROPOSALS: Final = 200
_TASK: Final = """List the acts of states and other actors that the text tells as done.
Answer with a JSON object {{"actions": [...]}} and nothing else. Each action has:
  "quote": the words of the text, letter by letter, that tell it;
  "action": one of the codes below;
  "by": words within the quote that name who acts;
  "target": words within the quote that name who is acted on;
  "date": YYYY, YYYY-MM or YYYY-MM-DD, or null.
Codes: {codes}
The text, of {day}:
{text}"""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A service with the interface of OpenAI's chat completions. `url` ends before `/chat/completions`."""

    url: str
    model: str
    key: str = ""


def proposals_of(reading: Reading, endpoint: Endpoint) -> tuple[list[Drafted], list[str]]:
    """What the model proposes and the text bears out, and why the rest was refused.

    Raises:
        InputError: the service cannot be reached, or answers something else.
    """
    taken, refused = list[Drafted](), list[str]()
    for number, told in enumerate(_asked(reading, endpoint), 1):
        found = _checked(reading, told)
        if isinstance(found, Drafted):
            taken.append(found)
        else:
            refused.append(f"proposal {number} was refused: {found}")
    return taken, refused


def _asked(reading: Reading, endpoint: Endpoint) -> list[Any]:
    task = _TASK.format(codes=", ".join(vocabulary().actions), day=reading.day, text=reading.article.text)
    body = {"model": endpoint.model, "messages": [{"role": "user", "content": task}], "temperature": 0}
    answer = _posted(endpoint, body)
    try:
        content = json.loads(answer)["choices"][0]["message"]["content"]
        actions = json.loads(content[content.index("{") : content.rindex("}") + 1])["actions"]
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise InputError("the answer holds no list of actions", Place(endpoint.url), hint="is it a chat completions endpoint?") from None
    if not isinstance(actions, list):
        raise InputError("the answer holds no list of actions", Place(endpoint.url), hint="try another model")
    return actions[:MAX_PROPOSALS]


def _posted(endpoint: Endpoint, body: Mapping[str, Any]) -> bytes:
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {endpoint.key}"} if endpoint.key else {})
    address = f"{endpoint.url.rstrip('/')}/chat/completions"
    if not address.startswith(("http://", "https://")):
        raise InputError("is not an address", Place(endpoint.url), hint="it begins with http:// or https://")
    try:
        request = urllib.request.Request(address, json.dumps(body).encode("utf-8"), headers, method="POST")
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as stream:
            answer: bytes = stream.read(MAX_ANSWER + 1)
    except urllib.error.HTTPError as error:
        raise InputError(f"the endpoint answered {error.code}", Place(endpoint.url), hint="check the model's name and the key") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        raise InputError(f"the endpoint cannot be reached: {reason}", Place(endpoint.url), hint="draft without --model") from None
    if len(answer) > MAX_ANSWER:
        raise InputError(f"the answer is longer than {MAX_ANSWER:,} bytes", Place(endpoint.url))
    return answer


def _checked(reading: Reading, told: Any) -> Drafted | str:
    """A drafted action, or what is wrong with the proposal."""
    if not isinstance(told, dict) or not all(isinstance(told.get(name), str) for name in ("quote", "action", "by", "target")):
        return "it lacks quote, action, by or target"
    quote = told["quote"]
    at = reading.article.text.find(quote) if quote.strip() else -1
    if at < 0 or len(quote) > MAX_QUOTE:
        return f"its quote is not in the text: {' '.join(quote.split())[:80]!r}"
    if told["action"] not in vocabulary().actions:
        return f"{told['action'][:40]!r} is no action of the vocabulary"
    place = Piece(at, at + len(quote))
    by, target = _inside(reading, place, told["by"]), _inside(reading, place, told["target"])
    if by is None or target is None:
        return "who acts and who is acted on must be named within its quote"
    source = next(_sources(reading, by))
    targets = tuple(party for party in acted_on(reading.article, target, reading.mentions) if not (party.ref and party.ref == source.ref))
    if not targets:
        return "it names no target that is not who acts"
    return Drafted(told["action"], place, source, targets, _span(reading, told), proposed=True)


def _inside(reading: Reading, place: Piece, words: str) -> Piece | None:
    at = reading.article.text.find(words, place.start, place.end) if words.strip() else -1
    return Piece(at, at + len(words)) if at >= 0 else None


def _sources(reading: Reading, piece: Piece) -> Iterator[Party]:
    """The first actor whom the words name; without one, a party that has no name."""
    yield from (acting(reading.article, mention, piece.end) for mention in reading.mentions if piece.holds(mention.place))
    yield Party(piece, reading.article[piece])


def _span(reading: Reading, told: Mapping[str, Any]) -> Span:
    """The day that is proposed, if it is one and not after the text; else as for any act without a time."""
    try:
        span = Span.parse(str(told.get("date") or ""))
    except ValueError:
        return spread(told["action"], reading.day)
    return span if span.first <= reading.day else spread(told["action"], reading.day)
