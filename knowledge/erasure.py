"""A person's request that what is kept about them be erased: who answers, and within what time (GDPR, articles 12 and 17)."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum


class ErasureStatus(StrEnum):
    """Where a request of erasure stands."""

    WAITING = "waiting"
    ACCEPTED = "accepted"  # And carried out, in the same transaction.
    REFUSED = "refused"


# What records that stay name in the place of the person.
ERASED_NAME = "Personne effacée"
# Article 12.3 gives a month; the shortest one counts.
ANSWER_WITHIN = timedelta(days=28)
REMINDED_AFTER = (timedelta(days=18), timedelta(days=25))


def answer_due(asked_at: datetime) -> datetime:
    """Return until when the person is to be answered."""
    return asked_at + ANSWER_WITHIN
