"""An académie as data: its name, its departments, the service that follows applications, how people name its places.

One académie is one TOML file; a call names it. Texts of files are handed to :func:`read_academy`; nothing is opened here.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
DepartmentCode = Annotated[str, StringConstraints(pattern=r"^(?:[0-9]{3}|02[AB])$")]


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Places(_Data):
    """``here``: how people name the places of an académie, in small letters without accents."""

    here: tuple[Text, ...] = ()


class Academy(_Data):
    """An académie. ``departments``: how the UAI of its schools begin, and the department's name."""

    name: Text
    service: str = ""  # The service that follows applications, where a call names no other.
    service_article: str = "le"
    mail_example: str = "prenom.nom@ac-exemple.fr"
    departments: Mapping[DepartmentCode, Text] = Field(default_factory=dict)
    places: Places = Places()

    @property
    def numbers(self) -> tuple[str, ...]:
        """Return the departments as people number them: «04», «13», «2A»."""
        return tuple(code.removeprefix("0") if code.startswith("0") else code for code in self.departments)


def read_academy(text: str) -> Academy:
    """Return the académie that ``text`` (TOML) describes. Raises pydantic's ValidationError, TOMLDecodeError."""
    return Academy.model_validate(tomllib.loads(text))
