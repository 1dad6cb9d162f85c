"""The names of the experts in office, which a message of those with a role may hold."""

from __future__ import annotations

from datetime import datetime, timedelta

from knowledge.people import Role
from storage.engine import Storage
from storage.queries.people import with_role

# A name that a person has changed in Teams is read again after that; a role that was given or taken, at once.
_FRESH = timedelta(seconds=60)


class ExpertNames:
    """Read once for many messages, and again when somebody's roles or data have changed."""

    def __init__(self) -> None:
        self._names: tuple[str, ...] = ()
        self._read_at: datetime | None = None
        self._changes = 0

    def forget(self) -> None:
        """Have the names read again: roles or data have just changed."""
        self._read_at = None
        self._changes += 1

    async def known(self, storage: Storage, now: datetime) -> tuple[str, ...]:
        """Return the names, in alphabetical order; experts without a known name are left out."""
        if self._read_at is None or now - self._read_at >= _FRESH:
            changes = self._changes
            names = tuple(sorted(one.name for one in await with_role(storage, Role.EXPERT) if one.name))
            if changes != self._changes:
                return names  # Something changed while they were read: the next message reads them again.
            self._names, self._read_at = names, now
        return self._names
