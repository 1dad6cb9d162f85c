"""Applications made before the demonstration begins: deposited, to be completed, under review, come by mail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count

from bot.demo.people import COLLEAGUES
from bot.demo.rooms import personal
from bot.seats import SEATS
from dialogs.core.context import Services
from knowledge.application import ApplicationGiven, ApplicationMove, Lack
from knowledge.people import PersonKey
from knowledge.time.delays import end_of_day
from storage.actions import applications, drafts
from storage.actions.drafts import REVIEW, Draft, Place
from storage.queries import applications as queries
from storage.queries.applications import FORM
from storage.transaction import Shown

_NADIA, _THOMAS, _LUCIE = (person.key for person in COLLEAGUES[:3])
_SAEPLE = SEATS["saeple"].key
_DUE = date(2024, 2, 1)
_MOTIVATIONS = (
    "Secrétaire générale sous Op@le depuis la vague 1, j’accompagne déjà deux collègues de mon groupement dans leurs "
    "demandes de paiement et leurs rapprochements. Je souhaite le faire plus largement.",
    "Agent comptable de quatre établissements, j’ai conduit deux comptes financiers sous Op@le.",
    "Intéressée.",
    "Fondée de pouvoir, j’ai préparé la bascule de trois établissements et formé leurs équipes.",
    "Gestionnaire en collège, à l’aise avec les régies et les voyages.",
)


async def seed_applications(services: Services, now: datetime) -> None:
    """Make them, on the days before ``now``."""
    life = _ApplicationLife(services, now - timedelta(days=2))
    one = await life.deposit(
        _NADIA, _answers("BENALI Nadia", "nadia.benali", 0, function="sg", school="0130001F", wave="v1")
    )
    two = await life.deposit(
        _THOMAS, _answers("GARCIN Thomas", "thomas.garcin", 1, function="sgac", school="0840015K", wave="v2")
    )
    three = await life.deposit(
        _LUCIE, _answers("ARMAND Lucie", "lucie.armand", 2, function="other", school="0050008G", wave="unknown")
    )
    four = await life.record(
        _answers("SALVI Mireille", "mireille.salvi", 3, function="fonde", school="0040014U", wave="v3")
    )
    await life.record(_answers("ROQUE Denis", "denis.roque", 4, function="sg", school="0130151U", wave="v4"))
    await life.make(two, ApplicationMove.EXAMINE)
    await life.make(four, ApplicationMove.EXAMINE)
    asked = "Votre motivation tient en un mot : quelques lignes sur votre pratique d’Op@le aideraient."
    due = end_of_day(_DUE)
    await life.make(
        three, ApplicationMove.ASK_COMPLEMENT, ApplicationGiven(reason=asked, lack=Lack.INCOMPLETE, due=due)
    )
    file = await queries.get(services.storage, one)
    if file:
        await applications.note_opened(services.storage, one, file.candidature.reference, _SAEPLE, now)


def _answers(name: str, mail: str, motivation: int, *, function: str, school: str, wave: str) -> dict[str, str]:
    return {
        "name": name,
        "mail": f"{mail}@demonstration.example",
        "function": function,
        "school": school,
        "wave": wave,
        "motivation": _MOTIVATIONS[motivation],
        "phone": "",
        "confirmation": "yes",
    }


@dataclass
class _ApplicationLife:
    """A hand that does what people did, one minute after the other."""

    services: Services
    at: datetime

    def __post_init__(self) -> None:
        self._numbers = count(1)

    async def deposit(self, who: PersonKey, answers: Mapping[str, str]) -> int:
        """Deposit an application and return its row."""
        place, draft = await self._draft(who, FORM, self.services.terms.call.id, answers)
        done = await applications.send(
            self.services.storage, place, draft, self.services.terms, now=self.at, activity=self._activity(who)
        )
        return done.file.number

    async def record(self, answers: Mapping[str, str]) -> int:
        """Store an application that came by mail and return its row."""
        place, draft = await self._draft(_SAEPLE, "record", str(next(self._numbers)), answers)
        done = await applications.record(
            self.services.storage,
            place,
            draft,
            self.services.terms,
            candidate=None,
            recorded=answers,
            mailed_on=(self.at - timedelta(days=1)).date(),
            now=self.at,
            activity=self._activity(_SAEPLE),
        )
        return done.file.number

    async def make(self, number: int, move: ApplicationMove, given: ApplicationGiven | None = None) -> None:
        """Make a move of the SA EPLE's."""
        await applications.make(
            self.services.storage,
            f"{applications.SERIES}-2024-{number:04}",
            move,
            self.services.terms_of,
            by=_SAEPLE,
            now=self.at,
            activity=self._activity(_SAEPLE),
            given=given,
        )

    async def _draft(self, who: PersonKey, form: str, subject: str, answers: Mapping[str, str]) -> tuple[Place, Draft]:
        self.at += timedelta(minutes=11)
        place = Place(who, personal(who.oid))
        draft, _ = await drafts.begin(
            self.services.storage, place, form=form, subject=subject, answers=answers, first=REVIEW, now=self.at
        )
        return place, draft

    def _activity(self, who: PersonKey) -> Shown:
        return Shown(who.tenant, personal(who.oid), f"seed-{next(self._numbers)}")
