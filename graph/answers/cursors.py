"""Where a page begins: an opaque word that holds the last row's sort key, so that rows that come in between move nothing."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import date

from graph.errors import QuestionError


def make_cursor(day: date | None, id_: str) -> str:
    text = json.dumps([day.isoformat() if day else None, id_], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def after(text: str) -> tuple[date | None, str]:
    """The sort key of a cursor; (None, "") for the first page.

    Raises:
        QuestionError: it is not a cursor of ours.
    """
    if not text:
        return None, ""
    try:
        day, id_ = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if isinstance(id_, str):
            return (date.fromisoformat(day) if day else None), id_
    except (ValueError, TypeError, binascii.Error):
        pass
    raise QuestionError("The cursor is not one that an answer gave.", parameter="cursor", hint="Begin without a cursor.")
