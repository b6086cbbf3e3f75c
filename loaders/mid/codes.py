"""MID's codes of militarized actions as actions of the vocabulary, with MID's own words. No files and no parties here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

NO_ACTION: Final = "0"


@dataclass(frozen=True, slots=True)
class Code:
    """One code of MID: its words, our action, and a rung of its own where the action's is not MID's."""

    words: str
    action: str
    rung: int | None = None
    why: str = ""


ACTIONS: Final[Mapping[str, Code]] = MappingProxyType(
    {
        "1": Code("threat to use force", "threat_force"),
        "2": Code("threat to blockade", "threat_force"),
        "3": Code("threat to occupy territory", "threat_force"),
        "4": Code("threat to declare war", "threat_force"),
        "5": Code("threat to use chemical, biological or radiological weapons", "threat_force"),
        "6": Code("threat to join a war", "threat_force"),
        "7": Code("show of force", "show_of_force"),
        "8": Code("alert", "alert_raised"),
        "9": Code("nuclear alert", "alert_raised", 8, "a nuclear alert"),
        "10": Code("mobilization", "troop_mobilization"),
        "11": Code("fortification of a border", "show_of_force"),
        "12": Code("border violation", "show_of_force", 6, "forces crossed the border"),
        "13": Code("blockade", "blockade"),
        "14": Code("occupation of territory", "occupation"),
        # MID does not tell what was seized: a ship, other property or people. All are a use of force.
        "15": Code("seizure", "asset_seizure", 7, "MID counts a seizure as a use of force"),
        "16": Code("attack", "attack"),
        "17": Code("clash", "armed_clash"),
        "18": Code("declaration of war", "war"),
        "19": Code("use of chemical, biological or radiological weapons", "wmd_use"),
        "20": Code("start of an interstate war", "war"),
        "21": Code("joining an interstate war", "war"),
    }
)

_OF_DYADS: Final[Mapping[str, str]] = MappingProxyType(
    {
        **{"0": "0", "2": "1", "3": "2", "4": "3", "5": "4", "7": "7", "8": "7", "9": "7", "10": "8", "12": "10", "13": "11"},
        **{"14": "12", "15": "13", "16": "14", "17": "15", "18": "17", "19": "16", "20": "18", "22": "20", "23": "21"},
    }
)


def of_dyads(code: str) -> str:
    """The dyadic file's `highmcaa` as MID's code: it has a scale of its own, on which 22 is a war and 16 an occupation, not an attack."""
    return _OF_DYADS.get(code, "")
