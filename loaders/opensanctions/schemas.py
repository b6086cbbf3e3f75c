"""Which schemas of FtM are actors, which are things, and which are relations of actors, and as what. No lines, no values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

PERSON: Final = "Person"
BODIES: Final = {
    "Company": "Company",
    "PublicBody": "Agency",
    "Organization": "",
    "LegalEntity": "",
}
"""Kinds of actor; where there is none, the name tells a company from an organisation."""

ACTORS: Final = frozenset({PERSON, *BODIES})
SANCTION: Final = "Sanction"
THINGS: Final = frozenset({"Vessel", "Airplane", "Vehicle", "Asset", "Security", "CryptoWallet", "RealEstate", "BankAccount", "License"})


@dataclass(frozen=True, slots=True)
class Relation:
    """A schema that ties two actors: the properties that hold them, the tie, and the properties whose words go with it.

    `told` says how firm the tie is: what registers hold is confirmed, what lists call a link is alleged.
    """

    source: str
    target: str
    tie: str
    words: tuple[str, ...] = ("role", "status")
    firm: bool = True


RELATIONS: Final = {
    "Ownership": Relation("owner", "asset", "OWNS", ("role", "percentage", "ownershipType")),
    "Directorship": Relation("director", "organization", "OFFICER_OF"),
    "Employment": Relation("employee", "employer", "ASSOCIATED_WITH"),
    "Membership": Relation("member", "organization", "MEMBER_OF"),
    "Representation": Relation("agent", "client", "ACTS_FOR"),
    "Succession": Relation("successor", "predecessor", "SUCCESSOR_OF"),
    "Family": Relation("person", "relative", "LINKED_TO", ("relationship",)),
    "Associate": Relation("person", "associate", "ASSOCIATED_WITH", ("relationship",)),
    "UnknownLink": Relation("subject", "object", "LINKED_TO", ("role",), firm=False),
}
READ: Final = ACTORS | RELATIONS.keys() | {SANCTION}
