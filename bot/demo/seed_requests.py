"""Requests made before the demonstration begins, in every state, by the same actions as real ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from bot.demo.people import COLLEAGUES, PEOPLE
from bot.demo.rooms import personal
from bot.seats import SEATS
from dialogs.core.context import Services
from knowledge.people import PersonKey
from knowledge.request import CancelReason, RequestGiven, RequestMove, SchoolContact, Topic, WaitingFor
from knowledge.schools.register import School
from storage.actions import requests
from storage.actions.requests import NewRequest
from storage.queries.schools import all_schools
from storage.transaction import Shown

_NADIA, _THOMAS, _LUCIE, _ELISE = (person.key for person in COLLEAGUES)
_DOMINIQUE, _SAEPLE = SEATS["expert"].key, SEATS["saeple"].key
_M = RequestMove


async def seed_requests(services: Services, now: datetime) -> None:
    """Make them, on the days before ``now``, for schools that the register knows by now."""
    schools = await all_schools(services.storage)
    life = _RequestLife(services, {school.uai: school for school in schools}, now)
    await _settled(life)
    await _in_hand(life)
    await _new(life)


async def _settled(life: _RequestLife) -> None:
    """Make those that are over, or nearly."""
    closed = await life.log(_NADIA, "0130001F", Topic.DEPENSE, "Deux demandes de paiement restent bloquées.", ago=50)
    await life.make(closed, _M.TAKE, _DOMINIQUE, ago=49)
    done = "Le service fait manquait : saisi ensemble, les deux demandes sont parties."
    await life.make(closed, _M.RESOLVE, _DOMINIQUE, RequestGiven(report=done, minutes=25), ago=46)
    await life.make(closed, _M.CONFIRM, _NADIA, ago=45)
    await life.make(closed, _M.RATE, _NADIA, RequestGiven(score=5, comment="Merci, rapide et clair."), ago=45)

    closed = await life.log(
        _ELISE, "0840029A", Topic.REGIE, "Régie de recettes : clôture impossible.", ago=48, take=True
    )
    done = "La régie avait un encaissement sans date : corrigé."
    await life.make(closed, _M.RESOLVE, _ELISE, RequestGiven(report=done), ago=28)
    await life.make(closed, _M.CONFIRM, _SAEPLE, ago=26)

    resolved = await life.log(
        _THOMAS, "0840015K", Topic.TRESO, "Rapprochement du compte DFT : un écart de 12 €.", ago=30
    )
    await life.make(resolved, _M.TAKE, _DOMINIQUE, ago=28)
    done = "Un rejet n’était pas repris : l’écart est soldé."
    await life.make(resolved, _M.RESOLVE, _DOMINIQUE, RequestGiven(report=done, minutes=40), ago=22)

    refused = await life.log(_LUCIE, "0050008G", Topic.BUDGET, "Le budget n’est pas mis en exécution.", ago=29)
    await life.make(refused, _M.TAKE, _DOMINIQUE, ago=27)
    await life.make(refused, _M.RESOLVE, _DOMINIQUE, RequestGiven(report="Budget revalidé."), ago=24)
    await life.make(refused, _M.REFUSE_SOLUTION, _LUCIE, RequestGiven(reason="Le message revient."), ago=19)

    cancelled = await life.log(_NADIA, "0130001F", Topic.ORIENTER, "Question de paie sur OPER@.", ago=27)
    scope = RequestGiven(cancel_as=CancelReason.OUT_OF_SCOPE, reason="La paie ne relève pas d’Op@le.")
    await life.make(cancelled, _M.CANCEL, _SAEPLE, scope, ago=25)

    withdrawn = await life.log(_THOMAS, "0840015K", Topic.ACCES, "Ma clé OTP ne répond plus.", ago=26)
    await life.make(withdrawn, _M.WITHDRAW, _THOMAS, ago=25)


async def _in_hand(life: _RequestLife) -> None:
    """Make those that somebody works on."""
    planned = await life.log(_NADIA, "0130151U", Topic.DROITS, "Import des droits constatés en erreur.", ago=25)
    await life.make(planned, _M.TAKE, _DOMINIQUE, ago=23)
    today = RequestGiven(slot=life.now + timedelta(hours=4, minutes=30))
    await life.make(planned, _M.PLAN, _DOMINIQUE, today, ago=20)
    await life.make(planned, _M.AGREE, _NADIA, ago=19)

    planned = await life.log(_THOMAS, "0840760V", Topic.COFI, "Bilan d’entrée déséquilibré.", ago=24)
    await life.make(planned, _M.TAKE, _ELISE, ago=22)
    tomorrow = RequestGiven(slot=life.now + timedelta(days=1, minutes=-30))
    await life.make(planned, _M.PLAN, _ELISE, tomorrow, ago=21)

    waiting = await life.log(_LUCIE, "0130049H", Topic.TIERS, "Un fournisseur en double, RIB différent.", ago=24)
    await life.make(waiting, _M.TAKE, _DOMINIQUE, ago=22)
    hold = RequestGiven(
        waiting_for=WaitingFor.SCHOOL, resume_at=life.now + timedelta(days=4), reason="Quel RIB garder ?"
    )
    await life.make(waiting, _M.PUT_ON_HOLD, _DOMINIQUE, hold, ago=20)

    waiting = await life.log(
        _ELISE, "0040014U", Topic.IMMO, "Écart à l’intégration d’une immobilisation.", ago=23, take=True
    )
    later = life.now + timedelta(days=6)
    hold = RequestGiven(waiting_for=WaitingFor.PUBLISHER, resume_at=later, reason="Anomalie signalée à l’éditeur.")
    await life.make(waiting, _M.PUT_ON_HOLD, _ELISE, hold, ago=20)

    await life.log(_DOMINIQUE, "0132974M", Topic.RECETTE, "Titres de recettes à réimprimer.", ago=3, take=True)


async def _new(life: _RequestLife) -> None:
    """Make those that wait for somebody; not long enough yet for an alert."""
    await life.log(_NADIA, "0130037V", Topic.HABIL, "Accréditation du nouvel adjoint.", ago=1.5)
    await life.log(_LUCIE, "0050008G", Topic.BOURSES, "Bourses à payer demain, écran en erreur.", ago=0.5, urgent=True)
    await life.log(_THOMAS, "0840015K", Topic.VOYAGES, "Comment suivre les voyages par classe ?", ago=0.25)


@dataclass
class _RequestLife:
    """A hand that does what people did, some hours before ``now``."""

    services: Services
    schools: dict[str, School]
    now: datetime

    def __post_init__(self) -> None:
        self._numbers = count(1)

    async def log(
        self,
        by: PersonKey,
        uai: str,
        topic: Topic,
        details: str,
        *,
        ago: float,
        urgent: bool = False,
        take: bool = False,
    ) -> str:
        """Store a request; its number. Experts log what they were told on the phone."""
        school = self.schools[uai]
        author = next(person for person in PEOPLE if person.key == by)
        expert = author.role is not None
        contact = SchoolContact(
            name="Mme Martin" if expert else author.name,
            function="gestionnaire",
            mail="" if expert else f"{author.label}@demonstration.example",
            phone="04 00 00 00 00" if expert else "",
        )
        wanted = NewRequest(
            uai=uai, school=f"{school.name}, {school.place}", contact=contact, topic=topic, details=details,
            urgent=urgent, requester=None if expert else by,
        )  # fmt: skip
        done = await requests.log(
            self.services.storage,
            wanted,
            self.services.delays,
            by=by,
            now=self._at(ago),
            activity=self._activity(by),
            take=take,
        )
        return done.file.request.reference

    async def make(
        self, reference: str, move: RequestMove, by: PersonKey, given: RequestGiven | None = None, *, ago: float
    ) -> None:
        """Make a move."""
        await requests.make(
            self.services.storage,
            reference,
            move,
            self.services.delays,
            by=by,
            now=self._at(ago),
            activity=self._activity(by),
            given=given,
        )

    def _at(self, ago: float) -> datetime:
        return self.now - timedelta(hours=ago)

    def _activity(self, who: PersonKey) -> Shown:
        return Shown(who.tenant, personal(who.oid), f"seed-request-{next(self._numbers)}")
