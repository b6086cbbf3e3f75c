"""One STIX object with its place: typed access to its properties. Knows the format, not what becomes of an object."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from graph.errors import InputError, Place

KEPT: Final = frozenset({"intrusion-set", "threat-actor", "campaign", "identity", "location", "relationship"})
"""The types whose properties are read; of all others only what tells them apart is held in memory."""

STANDARD: Final = KEPT | {
    *("artifact", "attack-pattern", "autonomous-system", "course-of-action", "directory", "domain-name", "email-addr", "email-message"),
    *("extension-definition", "file", "grouping", "incident", "indicator", "infrastructure", "ipv4-addr", "ipv6-addr"),
    *("language-content", "mac-addr", "malware", "malware-analysis", "marking-definition", "mutex", "network-traffic", "note"),
    *("observed-data", "opinion", "process", "report", "sighting", "software", "tool", "url", "user-account", "vulnerability"),
    *("windows-registry-key", "x509-certificate"),
}
"""The types of STIX 2.0 and 2.1; anything else is custom."""

_ID: Final = re.compile(r"[a-z0-9-]{1,60}--[0-9A-Za-z-]{1,100}")
_TIMESTAMP: Final = re.compile(r"(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.\d+)?Z")
_SLIM: Final = ("type", "id", "revoked", "x_mitre_deprecated", "created_by_ref", "modified")


def slim(value: Any) -> Any:
    """What of an object is held: all of the types that are read, a few properties of the others, which are most of a bundle."""
    if not isinstance(value, dict) or str(value.get("type")) in KEPT:
        return value
    return {name: value[name] for name in _SLIM if name in value}


@dataclass(frozen=True, slots=True)
class Thing:
    """A STIX object where it stands. Access raises InputError with the property's name where its value is of the wrong shape."""

    data: Mapping[str, Any]
    place: Place

    @property
    def type(self) -> str:
        return self.text("type", required=True)

    @property
    def id(self) -> str:
        found = self.text("id", required=True)
        if not _ID.fullmatch(found) or not found.startswith(f"{self.type}--"):
            raise self.wrong("id", f"{found[:60]!r} is not an id of a {self.type}", f"{self.type}-- and a UUID")
        return found

    def text(self, key: str, *, required: bool = False) -> str:
        value = self.data.get(key)
        if value is None and not required:
            return ""
        if not isinstance(value, str) or (required and not value.strip()):
            raise self.wrong(key, f"{key} is missing" if value in (None, "") else f"{key} is no text", "give it as text")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.data.get(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.wrong(key, f"{key} is no list of texts")
        return tuple(value)

    def tables(self, key: str) -> tuple[Mapping[str, Any], ...]:
        value = self.data.get(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.wrong(key, f"{key} is no list of objects")
        return tuple(value)

    def flag(self, key: str) -> bool:
        value = self.data.get(key)
        if value is not None and not isinstance(value, bool):
            raise self.wrong(key, f"{key} is neither true nor false")
        return bool(value)

    def moment(self, key: str) -> datetime.datetime | None:
        """A timestamp in UTC."""
        text = self.text(key)
        if not text:
            return None
        try:
            if match := _TIMESTAMP.fullmatch(text):
                day = datetime.date.fromisoformat(match[1])
                # A leap second is the last second of its day.
                clock = datetime.time(int(match[2]), int(match[3]), min(int(match[4]), 59), tzinfo=datetime.UTC)
                return datetime.datetime.combine(day, clock)
        except ValueError:
            pass
        raise self.wrong(key, f"{text[:40]!r} is not a timestamp of STIX", "YYYY-MM-DDThh:mm:ss.sssZ")

    def day(self, key: str) -> datetime.date | None:
        moment = self.moment(key)
        return moment.date() if moment else None

    def wrong(self, column: str, reason: str, hint: str = "") -> InputError:
        return InputError(reason, Place(self.place.file, self.place.line, column), hint=hint)

    @property
    def withdrawn(self) -> str:
        """Why its maker no longer stands by it, if so."""
        if self.flag("revoked"):
            return "revoked"
        return "deprecated" if self.flag("x_mitre_deprecated") else ""
