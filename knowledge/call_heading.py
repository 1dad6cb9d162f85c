"""What a call is: its title, its dates, who follows it, and where applications go."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Annotated, Literal

from pydantic import StringConstraints, field_validator, model_validator

from knowledge.call_form import CALL_SHAPE, CallData, Text
from knowledge.french import PARIS, bare_date, clock, long_date, quoted, typeset

# How a call's file says that it closes at the end of its last day; TOML has no hour for it.
MIDNIGHT = "minuit"
_ENDS_THE_DAY = frozenset((MIDNIGHT, "24:00", "24:00:00", "24h", "24h00"))
_BEGINS_THE_DAY = typeset(
    "00:00:00 est le début de ce jour, qui serait perdu : pour la fin du jour, écrivez « minuit » entre guillemets ; si rien "
    "n'est pris ce jour-là, donnez la veille"
)


class Contact(CallData):
    """Who follows the file; by mail or by telephone at least, whichever the call gives."""

    name: Text
    mail: Annotated[str, StringConstraints(strip_whitespace=True)] = ""
    phones: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _reachable(self) -> Contact:
        if not self.ways:
            raise ValueError("une adresse (mail) ou un téléphone (phones) est attendu")
        return self

    @property
    def phone(self) -> str:
        """Return the numbers: «04 42 91 00 00 ou 04 42 91 00 01»; "" for none."""
        return " ou ".join(self.phones)

    @property
    def ways(self) -> tuple[str, ...]:
        """Return the address, then the numbers: those there are."""
        return tuple(filter(None, (self.mail, self.phone)))


class Copy(CallData):
    """Who gets a copy of the mail. ``name`` with its article: «la DIEPAT»; ``mail`` empty: the call does not give it."""

    name: Text
    mail: str = ""

    @property
    def bare(self) -> str:
        """Return the name without its article: «DIEPAT»."""
        first, _, rest = self.name.partition(" ")
        return rest if first in ("le", "la", "les") and rest else self.name.removeprefix("l’")


class Platform(CallData):
    """A site where applications are deposited."""

    name: Text
    link: str = ""


class Heading(CallData):
    """What the call is: the part that every answer may refer to.

    The ways to deposit: ``deposit_mail``, ``deposit_platform``, ``deposit_post`` (an address), one at least where
    applications are taken.
    """

    id: Annotated[str, StringConstraints(pattern=CALL_SHAPE)]
    title: Text
    reference: Annotated[str, StringConstraints(strip_whitespace=True)] = ""  # Many calls have none.
    issued: date
    opens: date | None = None  # From when on applications are taken; None: from the day it was issued.
    opens_hour: time | None = None  # From which hour of that day, in Paris; None: from midnight.
    closes: date  # The last day: whole, unless there is an hour.
    closes_hour: time | Literal["minuit"] | None = None  # When it closes on that day, in Paris; «minuit» ends that day.
    results: date | None = None  # By when the answers are known, where the call says it.
    academy: str = ""  # The file that describes it, by its name without «.toml».
    authority: Text
    service: Text
    service_article: Literal["le", "la", "l’", "les"] = "le"
    role: Text = "volontaire"  # What those whom it looks for are called: «expert».
    names: tuple[Text, ...] = ()  # What else people call it, once another call is in force.
    contact: Contact
    deposit_mail: str = ""
    deposit_platform: Platform | None = None
    deposit_post: str = ""
    copies: tuple[Copy, ...] = ()

    @field_validator("closes_hour", mode="before")
    @classmethod
    def _hour(cls, value: object) -> object:
        if value == time(0):
            raise ValueError(_BEGINS_THE_DAY)
        if value is None or isinstance(value, time):
            return value
        if isinstance(value, str) and "".join(value.split()).lower() in _ENDS_THE_DAY:
            return MIDNIGHT
        raise ValueError(f"une heure sans guillemets est attendue (17:30:00), ou {quoted(MIDNIGHT)} entre guillemets")

    @cached_property  # Each answer asks for it.
    def closes_at(self) -> datetime:
        """Return the instant from which nothing is taken: the hour given, or the end of the last day in Paris."""
        if isinstance(self.closes_hour, time):
            return datetime.combine(self.closes, self.closes_hour, PARIS).astimezone(UTC)
        return datetime.combine(self.closes + timedelta(days=1), time(0), PARIS).astimezone(UTC)

    @property
    def opens_on(self) -> date:
        """Return the first day on which applications are taken: that of the call, where it gives no other."""
        return self.opens or self.issued

    @cached_property
    def opens_at(self) -> datetime:
        """Return the instant from which applications are taken."""
        return datetime.combine(self.opens_on, self.opens_hour or time(0), PARIS).astimezone(UTC)

    def takes(self, now: datetime) -> bool:
        """Tell whether applications are taken ``now`` (aware)."""
        return self.opens_at <= now < self.closes_at

    @property
    def issued_on(self) -> str:
        """Return the call's date as letters write it: «22 janvier 2024»."""
        return bare_date(self.issued)

    @property
    def known_as(self) -> str:
        """Return what tells this call from others, after «l’appel»: its reference, «du 30 mars 2026» where it has none."""
        return self.reference or f"du {self.issued_on}"

    @property
    def cited(self) -> str:
        """Return how letters cite it, after «l’appel»: «SAEPL/24-995-42 du 22 janvier 2024», «du 30 mars 2026»."""
        return f"{self.reference} du {self.issued_on}".lstrip()

    @property
    def of_service(self) -> str:
        """Return «du SA EPLE», «de la DRANE», «de l’IEN»."""
        return _contracted(self.service_article, "de", {"le": "du", "les": "des"}) + self.service

    @property
    def the_service(self) -> str:
        """Return «le SA EPLE», «la DRANE», «l’IEN»."""
        return _contracted(self.service_article, "", {}) + self.service

    @property
    def to_service(self) -> str:
        """Return «au SA EPLE», «à la DRANE», «à l’IEN»."""
        return _contracted(self.service_article, "à", {"le": "au", "les": "aux"}) + self.service

    @property
    def until(self) -> str:
        """Return until when deposits are taken on the last day: «minuit», «midi», «17 h», «17 h 30»."""
        return clock(self.closes_hour) if isinstance(self.closes_hour, time) else MIDNIGHT

    @property
    def opening(self) -> str:
        """Return the first day, with its hour where the call gives one: «lundi 15 mars 2027 à 9 h»."""
        day = long_date(self.opens_on)
        return f"{day} à {clock(self.opens_hour)}" if self.opens_hour else day

    @property
    def closing(self) -> str:
        """Return the last day, with its hour where the call gives one: «vendredi 24 avril 2026 à midi»."""
        day = long_date(self.closes)
        return f"{day} à {self.until}" if self.closes_hour else day


def _contracted(article: str, before: str, contracted: Mapping[str, str]) -> str:
    """Return what stands before a name: «du », «de la », «de l’», «la »."""
    if article in contracted:
        return f"{contracted[article]} "
    return f"{before} {article}".lstrip() + ("" if article.endswith("’") else " ")
