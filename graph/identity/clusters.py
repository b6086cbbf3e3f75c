"""What is one so far, while pairs are joined one by one; what a person told apart never becomes one, through third parties either."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping


class Clusters:
    """Members by id. `names` gives what each is called in the pairs that were told apart, itself apart; nothing where that is all."""

    def __init__(self, ids: Iterable[str], different: Iterable[frozenset[str]], names: Mapping[str, Collection[str]] | None = None) -> None:
        self._members = {id_: [id_] for id_ in ids}
        self._names = names or {}
        self._apart: dict[str, set[str]] = defaultdict(set)
        for pair in different:
            for id_ in pair:
                self._apart[id_] |= pair - {id_}

    def members(self, id_: str) -> list[str]:
        return self._members[id_]

    def together(self, a: str, b: str) -> bool:
        return self._members[a] is self._members[b]

    def told_apart(self, a: str, b: str) -> bool:
        """Whether joining the two would bring together what a person told apart."""
        if not self._apart:
            return False
        shunned = {other for name in self._called(a) for other in self._apart.get(name, ())}
        return bool(shunned & self._called(b))

    def join(self, a: str, b: str) -> None:
        if not self.together(a, b):
            both = self._members[a] + self._members[b]
            for id_ in both:
                self._members[id_] = both

    def _called(self, id_: str) -> set[str]:
        return {name for member in self._members[id_] for name in (*self._names.get(member, ()), member)}
