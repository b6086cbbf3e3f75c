"""The only package that talks to Neo4j: reads for questions (async), writes for the write door (sync), errors translated once.

Queries are named files of cypher/; their parameters are checked before they are sent. Values come back as plain Python values:
dates as datetime.date, no driver types. Nothing here knows what a query means.
"""

from graph.store.asking import Store
from graph.store.driver import Rows
from graph.store.turns import question_begins
from graph.store.untrusted import UntrustedReader
from graph.store.walking import Reader
from graph.store.writing import Abandon, Rehearsal, Table, Transaction, Writer

__all__ = ["Abandon", "Reader", "Rehearsal", "Rows", "Store", "Table", "Transaction", "UntrustedReader", "Writer", "question_begins"]
