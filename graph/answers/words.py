"""A person's words as full-text queries, whatever signs are in them: nothing that is typed is syntax."""

from __future__ import annotations

import re

_SYNTAX = re.compile(r'([+\-!(){}\[\]^"~*?:\\/&|])')


def phrase(text: str) -> str:
    """A query for all of the words as they are."""
    words = [_SYNTAX.sub(r"\\\1", word) for word in text.split()[:12]]
    return " AND ".join(f'"{word}"' for word in words) or '""'


def fuzzy(text: str) -> str:
    """A full-text query: every word as it is, as a beginning, or one letter off."""
    words = [phrase(word) for word in text.split()[:8]]
    # Beginnings and near spellings are compared with the index as they stand, in lower case; so written, no word is an operator.
    plain = [word.strip('"').lower() for word in words]
    return " AND ".join(f"({word}^4 OR {bare}*^2 OR {bare}~1)" if bare else word for word, bare in zip(words, plain, strict=True))
