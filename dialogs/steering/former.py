"""Status questions as the phrases read them, and as they are run: the bridge until one reader is left."""

from __future__ import annotations

from knowledge.status import query as phrases
from knowledge.understanding.query import Query, Refusal
from knowledge.understanding.steering import parsed


def runnable(reading: phrases.Reading) -> Query | phrases.AskBack | Refusal | None:
    """Return a reading as it is run."""
    if isinstance(reading, phrases.Query):
        return parsed(reading)
    return Refusal() if isinstance(reading, phrases.Refusal) else reading


def remembered(query: Query) -> phrases.Query | None:
    """Return a query as the next message goes on from it; None where the phrases cannot say it."""
    try:
        return phrases.read_query(query.meaning(), query.schools[0] if len(query.schools) == 1 else "")
    except ValueError:
        return None
