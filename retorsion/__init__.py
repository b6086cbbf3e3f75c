"""The public face: `from retorsion import open_graph` in notebooks, `retorsion` on the command line. No logic here."""

import sys
from pathlib import Path

# In a wheel the folders of the project travel inside this package; in a checkout they lie beside it.
_APP = Path(__file__).parent / "_app"
if _APP.is_dir() and str(_APP) not in sys.path:
    sys.path.insert(0, str(_APP))

from graph.session import open_graph  # noqa: E402

__all__ = ["main", "open_graph"]


def main() -> None:
    """Run the command line (the console script)."""
    from cli.main import run  # imported late: a notebook needs no typer

    run()
