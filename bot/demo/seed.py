"""The data with which the demonstration begins (people, schools, applications, requests), made by real actions.

What was told of it then has been read: only the mails are still on their way, so that the page has some to show.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count
from pathlib import Path

from bot.demo.rooms import BOT_ID, CHANNEL, COLLEAGUES, PEOPLE, PREFIX, personal, user_id
from bot.terminal import SEATS, Seat
from dialogs.assistance.cases import PROPOSE
from dialogs.core.context import Services
from knowledge.application import ApplicationGiven, ApplicationMove, Lack
from knowledge.cases import CaseMove
from knowledge.french import PARIS
from knowledge.meeting import MeetingKind
from knowledge.people import PersonKey
from knowledge.request import CancelReason, RequestGiven, RequestMove, SchoolContact, Topic, WaitingFor
from knowledge.schools.register import School, read_file
from knowledge.time.delays import end_of_day, paris_day
from storage import outbox, rooms
from storage.actions import applications, cases, drafts, meetings, plan, requests
from storage.actions.drafts import REVIEW, Draft, Place
from storage.actions.people import keep_contacts
from storage.actions.requests import NewRequest
from storage.actions.schools import import_schools
from storage.engine import Storage
from storage.outbox import Medium, NoticeState, Room
from storage.queries import applications as queries
from storage.queries.applications import FORM
from storage.queries.people import PersonalChat, PersonContact, all_schools
from storage.rooms import ExpertsRoom
from storage.transaction import Shown

# --- Applications: deposited, to be completed, under review, received by mail.

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


# --- Requests, in every state.

_ELISE = COLLEAGUES[3].key
_DOMINIQUE = SEATS["expert"].key
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
    await life.make(waiting, _M.NOTE_TICKET, _ELISE, RequestGiven(ticket="INC0045123"), ago=20)

    await life.log(_DOMINIQUE, "0132974M", Topic.RECETTE, "Titres de recettes à réimprimer.", ago=3, take=True)


async def _new(life: _RequestLife) -> None:
    """Make those that wait for somebody; not long enough yet for an alert."""
    await life.log(_NADIA, "0130037V", Topic.HABIL, "Accréditation du nouvel adjoint.", ago=1.5)
    await life.log(
        _LUCIE,
        "0050008G",
        Topic.BOURSES,
        "Bourses à payer demain, écran en erreur.",
        ago=0.5,
        urgent=True,
    )
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


async def seed_cases(services: Services, now: datetime) -> None:
    """Publish what solved two of them, for everybody to read."""
    answers = {
        "DA-2024-0001": (Topic.DEPENSE, "Une demande de paiement reste bloquée sans message.",
                         "Le service fait manquait : le saisir, puis valider de nouveau la demande de paiement."),
        "DA-2024-0002": (Topic.REGIE, "La clôture d’une régie de recettes est refusée.",
                         "Un encaissement n’avait pas de date : la compléter dans le journal de la régie, puis clore."),
    }  # fmt: skip
    for number, (reference, (topic, problem, solution)) in enumerate(answers.items()):
        by = _DOMINIQUE if number == 0 else _ELISE
        said = {"topic": topic.value, "problem": problem, "solution": solution}
        place, draft, activity = await _filled(services, by, PROPOSE, said, now, subject=reference)
        case = await cases.propose(services.storage, place, draft, now=now, activity=activity)
        await cases.move(services.storage, case, CaseMove.PUBLISH, 1, by=_SAEPLE, now=now)


async def _filled(
    services: Services, by: PersonKey, form: str, said: dict[str, str], now: datetime, *, subject: str = ""
) -> tuple[Place, Draft, Shown]:
    """Return a form that a person has filled in, ready to be sent."""
    place = Place(by, personal(by.oid))
    draft, _ = await drafts.begin(
        services.storage, place, form=form, subject=subject, answers=said, first=REVIEW, now=now
    )
    return place, draft, Shown(by.tenant, place.conversation, f"seed-{form}-{subject or draft.nonce}")


# --- What the experts and the SA EPLE do together: a committee, a training session, an action, a proposal.


async def seed_team(services: Services, now: datetime) -> None:
    """Call both meetings in the weeks to come, note an action, and propose something to the committee."""
    storage, earlier = services.storage, now - timedelta(days=1)
    meetings_called = (
        (MeetingKind.COMMITTEE, 7, 10, {"place": "Rectorat", "text": "Bilan de la vague 2, priorités de la vague 3"}),
        (MeetingKind.TRAINING, 14, 14, {"place": "Dans Teams", "text": "Aider à distance : partage d’écran et compte rendu"}),
    )  # fmt: skip
    for kind, days, hour, said in meetings_called:
        at = datetime.combine(paris_day(now) + timedelta(days=days), time(hour), PARIS)
        place, draft, activity = await _filled(services, _SAEPLE, f"meeting_{kind}", said, earlier)
        number = await meetings.call(storage, place, draft, kind, at, now=earlier, activity=activity)
        await meetings.answer(storage, number, comes=True, by=_ELISE, now=now)
    due = (paris_day(now) + timedelta(days=21)).isoformat()
    action = {"text": "Rédiger la fiche sur les régies d’avances", "owner": "Élise Perrot", "due": due}
    place, draft, activity = await _filled(services, _SAEPLE, "plan", action, earlier)
    await plan.add(storage, place, draft, action, now=earlier, activity=activity)
    idea = {"text": "Tenir une permanence commune la semaine de la clôture"}
    place, draft, activity = await _filled(services, _DOMINIQUE, "proposal", idea, earlier)
    await plan.add(storage, place, draft, idea, now=earlier, activity=activity, proposed=True)


# --- Schools, where no register was imported: all public ones of the académie.

FILE = Path(__file__).with_name("schools.csv")


async def seed_schools(storage: Storage, now: datetime) -> None:
    """Import them, unless there are schools already."""
    if not await all_schools(storage):
        await import_schools(storage, read_file(FILE.read_text(encoding="utf-8")).schools, now)


# --- Everything together.

_AT_ONCE = 100


async def seed(services: Services, url: str) -> None:
    """Fill a new database. ``url``: where the demonstration is served."""
    storage, now = services.storage, services.now()
    contacts = [
        PersonContact(person.key, person.name, now - timedelta(days=2), _chat(person, f"{url}{PREFIX}"))
        for person in PEOPLE
    ]
    await keep_contacts(storage, contacts, now)
    await seed_schools(storage, now)
    await seed_applications(services, now)
    await seed_requests(services, now)
    await seed_cases(services, now)
    await seed_team(services, now)
    await _as_read(storage, now)
    room = ExpertsRoom(Room(_SAEPLE.tenant, CHANNEL), "msteams", f"{url}{PREFIX}", BOT_ID)
    activity = Shown(_SAEPLE.tenant, CHANNEL, "seed-channel")
    await rooms.declare(storage, room, by=_SAEPLE, now=now, activity=activity)


def _chat(person: Seat, service_url: str) -> PersonalChat:
    oid = person.key.oid
    return PersonalChat("msteams", service_url, personal(oid), BOT_ID, user_id(oid))


async def _as_read(storage: Storage, now: datetime) -> None:
    """End the notices of that life as sent, mails aside."""
    mails = []
    while rows := await outbox.claim(storage, "seed", now, limit=_AT_ONCE, lease=timedelta(minutes=5)):
        for row in rows:
            if row.medium is Medium.MAIL:
                mails.append(row)
            else:
                await outbox.finish(storage, row, NoticeState.SENT, now)
    for row in mails:
        await outbox.release(storage, row, now)
