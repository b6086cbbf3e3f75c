"""What tells namesakes apart: years of birth of persons, register numbers of bodies. No days, no papers of persons."""

from __future__ import annotations

import re
from typing import Final

_YEAR: Final = re.compile(r"(?<!\d)(1[89]\d\d|20[0-2]\d)(?!\d)", re.ASCII)
_RANGE: Final = re.compile(r"(?<!\d)(1[89]\d\d|20[0-2]\d)\s*(?:to|and|-|–)\s*(1[89]\d\d|20[0-2]\d)(?!\d)", re.ASCII)
_MOST_YEARS: Final = 12
"""A list that says "1950 to 1980" says nothing of a year."""

_REGISTER: Final = re.compile(
    r"^(?:alt\. )?(?:(?:business |enterprise |company |legal entity |commercial registry |chamber of commerce |government gazette )"
    r"?(?:registration )?(?:number|no\.?|id)|registration id|tax id no\.|nit #|ruc #|r\.f\.c\.|v\.a\.t\. number|c\.r\. no\."
    r"|trade license no\.|folio mercantil no\.|matricula mercantil no\.?|identification number|unified social credit code.*?)$",
    re.IGNORECASE,
)
_LEAST_DIGITS: Final = 5


def years_of(text: str) -> tuple[int, ...]:
    """Every year that a text about a birth gives, those of a range among them: `15/01/1970`, `1959 to 1962`."""
    found = {int(year) for year in _YEAR.findall(text)}
    for first, last in _RANGE.findall(text):
        found.update(range(int(first), int(last) + 1))
    return tuple(sorted(found)) if len(found) <= _MOST_YEARS else ()


def is_register(words: str) -> bool:
    """Whether these words of a list name a public register of bodies (`Tax ID No.`), not a website or a directive."""
    return bool(_REGISTER.match(words.strip()))


def number_of(text: str) -> str:
    """A register number without its punctuation; empty where it is too short to be anybody's alone."""
    plain = re.sub(r"[^0-9A-Z]", "", text.partition("(")[0].upper())
    return plain if sum(letter.isdigit() for letter in plain) >= _LEAST_DIGITS else ""
