"""Free Cypher of strangers, contained: the text looked at, the plan judged, the run limited, watched and told. No HTTP, no keys."""

from graph.guard.audit import Audit
from graph.guard.formats import FORMATS, STREAMED, format_of
from graph.guard.guard import Guard, Limits
from graph.guard.run import Ask, Run
from graph.guard.watchdog import watch

__all__ = ["FORMATS", "STREAMED", "Ask", "Audit", "Guard", "Limits", "Run", "format_of", "watch"]
