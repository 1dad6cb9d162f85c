"""Who may sit at the demonstration's seats: the three of every local use, and colleagues for the seeded life."""

from __future__ import annotations

from bot.seats import LOCAL_TENANT, SEATS, Seat
from knowledge.people import PersonKey, Role


def _colleague(number: int, label: str, name: str, role: Role | None = None) -> Seat:
    return Seat(label, PersonKey(LOCAL_TENANT, f"66666666-6666-4666-8666-66666666666{number}"), name, role)


COLLEAGUES = (
    _colleague(1, "nadia", "Nadia Benali"),
    _colleague(2, "thomas", "Thomas Garcin"),
    _colleague(3, "lucie", "Lucie Armand"),
    _colleague(4, "elise", "Élise Perrot", Role.EXPERT),
)
PEOPLE = (*SEATS.values(), *COLLEAGUES)


def roles_given() -> list[tuple[PersonKey, Role]]:
    """Return the roles that the demonstration gives."""
    return [(person.key, person.role) for person in PEOPLE if person.role]
