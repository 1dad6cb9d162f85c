"""The seats of the demonstration and of the terminal: people who exist in anonymous mode only."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.teams.turn import Handler
from dialogs.core.turn import Incoming, Reply
from knowledge.people import PersonKey, Role

# In anonymous mode every tenant is this one: local clients make up theirs.
LOCAL_TENANT = "local"


@dataclass(frozen=True, slots=True)
class Seat:
    """A person of the demonstration."""

    label: str
    key: PersonKey
    name: str
    role: Role | None

    @property
    def roles(self) -> frozenset[Role]:
        """Return the roles that the seat holds."""
        return frozenset((self.role,)) if self.role else frozenset()


SEATS = {
    "agent": Seat("agent", PersonKey(LOCAL_TENANT, "22222222-2222-4222-8222-222222222222"), "Camille Roux", None),
    "expert": Seat(
        "expert", PersonKey(LOCAL_TENANT, "55555555-5555-4555-8555-555555555555"), "Dominique Ferrand", Role.EXPERT
    ),
    "saeple": Seat(
        "saeple", PersonKey(LOCAL_TENANT, "33333333-3333-4333-8333-333333333333"), "Alix Meyer", Role.SA_EPLE
    ),
}


def seat_roles() -> list[tuple[PersonKey, Role]]:
    """Return the roles that the demonstration gives."""
    return [(seat.key, seat.role) for seat in SEATS.values() if seat.role]


def in_local_tenant(handler: Handler) -> Handler:
    """Return ``handler`` for anonymous mode: whatever tenant a local client names, it is the local one."""

    async def local(incoming: Incoming) -> Reply:
        return await handler(replace(incoming, person=PersonKey(LOCAL_TENANT, incoming.person.oid)))

    return local
