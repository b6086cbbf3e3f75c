"""How the service logs: to stderr, as text or as one JSON object a line. What is logged is said where it happens."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Final

from graph.settings import Settings

LOGGERS: Final = ("retorsion", "uvicorn")


class JsonLines(logging.Formatter):
    """Time, level, logger, message, what a request was (`request`), and the trace of an error."""

    def format(self, record: logging.LogRecord) -> str:
        told = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "request", {}),
        }
        if record.exc_info:
            told["trace"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False, default=str)


@contextmanager
def logging_to_stderr(settings: Settings) -> Iterator[None]:
    """While a service runs in this process."""
    handler = logging.StreamHandler()
    plain = logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
    handler.setFormatter(JsonLines() if settings.log_format == "json" else plain)
    found = [logging.getLogger(name) for name in LOGGERS]
    before = [logger.level for logger in found]
    for logger in found:
        logger.addHandler(handler)
        logger.setLevel(settings.log_level.upper())
    try:
        yield
    finally:
        for logger, level in zip(found, before, strict=True):
            logger.removeHandler(handler)
            logger.setLevel(level)
