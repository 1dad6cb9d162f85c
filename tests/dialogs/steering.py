"""A filled table for the tests of status questions: requests in every state, of several schools, experts, days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from knowledge.people import Person, PersonKey, Role
from knowledge.request import CancelReason, RequestGiven, RequestMove, SchoolContact, Topic, WaitingFor
from knowledge.schools.register import Register, School
from knowledge.time.delays import DEFAULT_DELAYS
from storage.actions import requests as actions
from storage.actions.people import keep_contacts, seed_roles
from storage.actions.requests import NewRequest
from storage.actions.schools import import_schools
from storage.queries.people import PersonContact
from storage.transaction import ActivityKey
from tests.scene import scene
from tests.talk import Office

M = RequestMove
REGISTER = Register(
    (
        School("0040014U", "Collège Marcel Massot", "Collège", "La Motte-du-Caire", "04"),
        School("0050008G", "Lycée professionnel Paul Héraud", "Lycée", "Gap", "05"),
        School("0130001F", "Lycée polyvalent Émile Zola", "Lycée", "Aix-en-Provence", "13"),
        School("0130037V", "Lycée Marcel Pagnol", "Lycée", "Marseille 10e Arrondissement", "13"),
        School("0130040Y", "Lycée Thiers", "Lycée", "Marseille 1er Arrondissement", "13"),
        School("0840015K", "Lycée polyvalent Jean-Henri Fabre", "Lycée", "Carpentras", "84"),
    )
)
# The same schools with the waves that the SA EPLE has added; of one of them nobody has told it.
WAVES = {"0040014U": "3", "0050008G": "2", "0130001F": "2", "0130037V": "3", "0840015K": "4"}
IN_WAVES = Register(tuple(replace(one, wave=WAVES.get(one.uai, "")) for one in REGISTER))
EXPERTS = {
    "dupont": (PersonKey("local", "77777777-7777-4777-8777-777777777771"), "Anne Dupont"),
    "lopez": (PersonKey("local", "77777777-7777-4777-8777-777777777772"), "Marc Lopez"),
    "benali": (PersonKey("local", "77777777-7777-4777-8777-777777777773"), "Nadia Benali"),
}
REQUESTER = PersonKey("local", "88888888-8888-4888-8888-888888888888")


@dataclass(frozen=True, slots=True)
class Life:
    """A request: where, what, logged how many hours ago, then what happened how many hours ago, by whom."""

    school: str
    topic: str
    ago: float
    moves: tuple[tuple[str, float, str], ...] = ()
    urgent: bool = False
    slot: float | None = None  # Hours from now.
    own: bool = False  # Made by the requester herself.


DAY = 24.0
LIVES = (
    Life("0130001F", "TRESO", 0.5),
    Life("0130001F", "DEPENSE", 1.5, urgent=True),
    Life("0840015K", "REGIE", 3),
    Life("0050008G", "BOURSES", 30),
    Life("0130040Y", "TRESO", 5 * DAY, urgent=True),
    Life("0040014U", "COFI", 50 * DAY),
    Life("0130037V", "ACCES", 2, (("take", 1, "dupont"),)),
    Life("0130037V", "HABIL", 4 * DAY, (("take", 3.5 * DAY, "dupont"),)),
    Life("0840015K", "BUDGET", 8 * DAY, (("take", 7 * DAY, "lopez"),), urgent=True),
    Life("0130040Y", "REGIE", 10 * DAY, (("take", 6 * DAY, "benali"), ("reassign", 1, "lopez"))),
    Life("0130001F", "IMMO", 6 * DAY, (("take", 5 * DAY, "dupont"), ("plan", 4 * DAY, "dupont")), slot=4),
    Life("0050008G", "DROITS", 6 * DAY, (("take", 5 * DAY, "lopez"), ("plan", 4 * DAY, "lopez")), slot=25),
    Life("0840015K", "TRESO", 7 * DAY, (("take", 5 * DAY, "lopez"), ("plan", 4 * DAY, "lopez")), slot=5 * DAY),
    Life("0130037V", "VOYAGES", 9 * DAY, (("take", 5 * DAY, "benali"), ("plan", 4 * DAY, "benali")), slot=-2 * DAY),
    Life("0130001F", "BOURSES", 20 * DAY, (("take", 19 * DAY, "dupont"), ("hold", 15 * DAY, "dupont"))),
    Life("0840015K", "ACCES", 12 * DAY, (("take", 11 * DAY, "benali"), ("hold", 2 * DAY, "benali")), urgent=True),
    Life("0130040Y", "DEPENSE", 15 * DAY, (("take", 14 * DAY, "lopez"), ("resolve", 1 * DAY, "lopez")), own=True),
    Life("0040014U", "TIERS", 16 * DAY, (("take", 14 * DAY, "benali"), ("resolve", 4 * DAY, "benali"))),
    Life("0050008G", "RECETTE", 40 * DAY, (("take", 39 * DAY, "dupont"), ("resolve", 35 * DAY, "dupont"),
                                           ("confirm", 34 * DAY, "saeple"))),
    Life("0130037V", "TRESO", 45 * DAY, (("take", 44 * DAY, "dupont"), ("resolve", 33 * DAY, "dupont"),
                                         ("confirm", 30 * DAY, "saeple"))),
    Life("0130001F", "REGIE", 28 * DAY, (("take", 27 * DAY, "lopez"), ("resolve", 20 * DAY, "lopez"),
                                         ("confirm", 16 * DAY, "saeple")), urgent=True),
    Life("0130040Y", "COFI", 26 * DAY, (("take", 25 * DAY, "benali"), ("plan", 24 * DAY, "benali"),
                                        ("resolve", 9 * DAY, "benali"), ("confirm", 8 * DAY, "saeple")), slot=-10 * DAY),
    Life("0840015K", "DEPENSE", 70 * DAY, (("take", 69 * DAY, "lopez"), ("resolve", 60 * DAY, "lopez"),
                                           ("confirm", 58 * DAY, "saeple"))),
    Life("0040014U", "BASCULE", 22 * DAY, (("cancel", 21 * DAY, "saeple"),)),
    Life("0130037V", "BUDGET", 60 * DAY, (("take", 59 * DAY, "dupont"), ("cancel", 55 * DAY, "saeple"))),
    Life("0050008G", "TRESO", 3 * DAY, (("take", 2.5 * DAY, "lopez"), ("release", 1 * DAY, "lopez")), own=True),
    Life("0130001F", "TIERS", 26, (("take", 25, "dupont"),)),
    Life("0840015K", "HABIL", 48.5),
)  # fmt: skip


@scene
async def fill(office: Office) -> None:
    """Fill the table, in the order of time."""
    now, storage = office.clock.now(), office.storage
    office.register = IN_WAVES
    await import_schools(storage, list(IN_WAVES), now)
    everyone = [*EXPERTS.values(), (REQUESTER, "Claire Petit")]
    await seed_roles(storage, [(key, Role.EXPERT) for key, _ in EXPERTS.values()], now)
    await keep_contacts(storage, [PersonContact(key, name, now, None) for key, name in everyone], now)
    numbers = count(1)
    happening: list[tuple[datetime, int, Life, tuple[str, float, str] | None]] = []
    for number, life in enumerate(LIVES):
        happening.append((now - timedelta(hours=life.ago), number, life, None))
        happening += [(now - timedelta(hours=move[1]), number, life, move) for move in life.moves]
    names: dict[int, str] = {}
    for at, number, life, move in sorted(happening, key=lambda one: (one[0], one[1])):
        activity = ActivityKey("local", "filling", str(next(numbers)))
        if move is None:
            names[number] = await _log(office, life, at, activity)
        else:
            await _move(office, names[number], life, move, at, activity)


async def _log(office: Office, life: Life, at: datetime, activity: ActivityKey) -> str:
    school = REGISTER.get(life.school)
    assert school is not None
    wanted = NewRequest(
        uai=life.school,
        school=f"{school.name}, {school.place}",
        contact=SchoolContact(name="Claire Petit", function="SG", phone="04 42 91 70 00"),
        topic=Topic(life.topic),
        details="Un blocage.",
        urgent=life.urgent,
        requester=REQUESTER if life.own else None,
    )
    by = REQUESTER if life.own else EXPERTS["dupont"][0]
    done = await actions.log(office.storage, wanted, DEFAULT_DELAYS, by=by, now=at, activity=activity, anyway=True)
    return done.file.reference


async def _move(
    office: Office, reference: str, life: Life, move: tuple[str, float, str], at: datetime, activity: ActivityKey
) -> None:
    name, _, who = move
    now = office.clock.now()
    given: Mapping[str, Any] = {
        "plan": {"slot": now + timedelta(hours=life.slot or 0)},
        "hold": {"reason": "attente", "waiting_for": WaitingFor.PUBLISHER, "resume_at": now + timedelta(days=9)},
        "resolve": {"report": "Réglé ensemble.", "minutes": 30},
        "cancel": {"reason": "hors périmètre", "cancel_as": CancelReason.OUT_OF_SCOPE},
        "release": {"reason": "absent"},
        "reassign": {"reason": "absent", "target": Person(EXPERTS[who][0]) if who in EXPERTS else None},
    }.get(name, {})
    by = office.talk("saeple").key if who == "saeple" or name == "reassign" else EXPERTS[who][0]
    await actions.make(
        office.storage, reference, M(_MOVES.get(name, name)), DEFAULT_DELAYS, by=by, now=at, activity=activity,
        given=RequestGiven(**given) if given else None,
    )  # fmt: skip


_MOVES = {"hold": "put_on_hold"}
