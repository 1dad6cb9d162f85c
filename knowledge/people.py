"""Who a person is, and which roles the product knows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class PersonKey(NamedTuple):
    """A person is known by tenant and Entra object id, never by name or mail address (both change hands)."""

    tenant: str
    oid: str


class Role(StrEnum):
    """Roles that are given; everyone may ask, apply and request assistance without one."""

    EXPERT = "expert"
    SA_EPLE = "saeple"


@dataclass(frozen=True, slots=True)
class Person:
    """A person in a turn, with the roles held at that moment."""

    key: PersonKey
    name: str = ""
    roles: frozenset[Role] = frozenset()

    def has(self, role: Role) -> bool:
        """Tell whether the person holds ``role``."""
        return role in self.roles
