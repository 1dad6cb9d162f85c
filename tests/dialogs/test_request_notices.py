"""What people are told of requests: what each notice says, to whom, by which way, and when it has become untrue."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from icalendar import Calendar

from bot.duties import Requests
from bot.teams.render import card as drawn
from bot.timers import Timers
from dialogs.assistance.card import request_card
from dialogs.core.exchange import Letter, Message
from knowledge.french import NBSP
from knowledge.people import Person, PersonKey, Role
from knowledge.request import RequestGiven, RequestMove, RequestNotice, SchoolContact, Topic, WaitingFor
from knowledge.time.delays import DEFAULT_DELAYS
from storage.actions import requests as actions
from storage.actions.notices import FREE_AGAIN, REDRAW
from storage.actions.people import keep_contacts, seed_roles
from storage.actions.requests import NewRequest, RequestResult
from storage.outbox import NoticeState
from storage.queries import outgoing
from storage.queries import requests as queries
from storage.queries.people import PersonalChat, PersonContact
from storage.transaction import ActivityKey
from tests.dialogs.delivering import delivered
from tests.lint.cards import lint
from tests.lint.typography import faults
from tests.talk import Office, buttons, words

AGENT, EXPERT, OTHER, MEMBER = (PersonKey("t", name) for name in ("agent", "expert", "other", "member"))
M, N = RequestMove, RequestNotice
OWN = NewRequest(
    uai="0130001F",
    school="Collège Alphonse Daudet, Istres",
    contact=SchoolContact(name="Ève Martin", function="SG", mail="eve@example.org"),
    topic=Topic.TRESO,
    details="Le rapprochement est bloqué.",
    requester=AGENT,
)
PHONED = replace(OWN, requester=None, contact=replace(OWN.contact, mail="", phone="04 42 00 00 00"))
MAILED = replace(OWN, requester=None)


@dataclass
class Sent:
    """What left, as each recipient sees it."""

    to: str
    kind: str
    text: str
    buttons: list[dict[str, Any]] = field(default_factory=list)
    letter: Letter | None = None
    message: Message | None = None

    @property
    def titles(self) -> list[str]:
        return [button["title"] for button in self.buttons]


@dataclass
class Desk:
    """An office with people who have opened a chat, and the hand that delivers what is left for them."""

    office: Office
    count: int = 0

    async def log(self, wanted: NewRequest = OWN, by: PersonKey = AGENT, **more: Any) -> RequestResult:
        self.count += 1
        return await actions.log(self.office.storage, wanted, DEFAULT_DELAYS, by=by, now=self.office.clock.now(),
                                 activity=ActivityKey("t", "c", f"a{self.count}"), **more)  # fmt: skip

    async def make(self, move: RequestMove, by: PersonKey = EXPERT, **given: Any) -> RequestResult:
        self.count += 1
        phoned = given.pop("phoned", None)
        return await actions.make(self.office.storage, "DA-2024-0001", move, DEFAULT_DELAYS, by=by,
                                  now=self.office.clock.now(), activity=ActivityKey("t", "c", f"a{self.count}"),
                                  given=RequestGiven(**given), phoned=phoned)  # fmt: skip

    async def deliver(self) -> list[Sent]:
        """Send what is due; each message gets an id, a recipient without an address is to be phoned."""
        sent = []
        for row, shown in await delivered(self.office):
            to = row.notice.to.oid if row.notice.to else row.notice.mail or ""
            if isinstance(shown, Letter):
                assert faults(shown.text) == []
                sent.append(Sent(to, row.notice.kind, f"{shown.subject}\n{shown.text}", letter=shown))
            else:
                assert shown.card
                card = drawn(shown.card, shown.text)
                assert lint(card, shown.text) == []
                sent.append(Sent(to, row.notice.kind, "\n".join(words(card["body"])), buttons(card), message=shown))
        return sent


@pytest.fixture
async def desk(offices: Office) -> Desk:
    now = offices.clock.now()
    await seed_roles(offices.storage, [(EXPERT, Role.EXPERT), (OTHER, Role.EXPERT), (MEMBER, Role.SA_EPLE)], now)
    people = [(AGENT, "Ève Martin"), (EXPERT, "Luc Roux"), (OTHER, "Zoé Blanc"), (MEMBER, "Paul Noir")]
    chats = [PersonContact(key, name, now, PersonalChat("msteams", "https://x", f"c-{key.oid}", "28:b", "29:x"))
             for key, name in people]  # fmt: skip
    await keep_contacts(offices.storage, chats, now)
    return Desk(offices)


def only(sent: list[Sent], to: str) -> Sent:
    [found] = [one for one in sent if one.to == to]
    return found


async def test_experts_get_the_card_and_it_is_redrawn_once_somebody_has_it(desk: Desk) -> None:
    await desk.log()
    posted = [one for one in await desk.deliver() if one.kind == N.CARD and one.to in ("expert", "other")]
    assert [one.to for one in posted] == ["expert", "other"]
    assert "Collège Alphonse Daudet, Istres (0130001F)" in posted[0].text
    assert posted[0].titles == ["Prendre en charge", "Noter, entre experts", "Voir en une page"]
    assert posted[0].buttons[0]["verb"] == "request.take"
    assert posted[0].buttons[0]["data"] == {"reference": "DA-2024-0001", "version": 1}
    await desk.make(M.TAKE)
    sent = await desk.deliver()
    redrawn = {one.to: one for one in sent if one.kind == REDRAW}
    assert set(redrawn) == {"expert", "other"}
    for one in redrawn.values():
        assert one.message
        assert one.message.replaces.startswith("message-")
        assert "Historique" in one.text
        assert "prise en charge" in one.text
        assert "Luc Roux" in one.text
    assert redrawn["other"].titles == ["Noter, entre experts", "Voir en une page"]
    assert "Planifier un rendez-vous" in redrawn["expert"].titles
    assert "Prise en charge par Luc Roux" in only([one for one in sent if one.kind == N.TAKEN], "agent").text
    # Released, it is a new line to each of the others, for somebody must see it; the card is redrawn where it is.
    await desk.make(M.RELEASE, reason="Congés")
    sent = await desk.deliver()
    again = only([one for one in sent if one.kind == FREE_AGAIN], "other")
    assert again.message
    assert again.message.replaces == ""
    assert again.titles == ["Prendre en charge", "Ouvrir DA-2024-0001"]
    assert {one.to for one in sent if one.kind == REDRAW} == {"agent", "expert", "other"}


async def test_a_card_that_has_waited_too_long_is_not_posted(desk: Desk) -> None:
    await desk.log()
    await desk.make(M.TAKE)
    assert [one.kind for one in await desk.deliver() if one.to in ("expert", "other")] == []


async def test_a_contact_outside_teams_is_written_to_with_what_is_kept_and_the_appointment(desk: Desk) -> None:
    await desk.log(MAILED, EXPERT, take=True)
    receipt, taken = (one for one in await desk.deliver() if one.to == "eve@example.org")
    assert "Ce qui est gardé à votre sujet" in receipt.text
    assert "Rectorat d’essai" in receipt.text
    assert f"730{NBSP}jours" in receipt.text
    assert "prise en charge par Luc Roux" in taken.text
    slot = datetime(2024, 1, 30, 13, 0, tzinfo=UTC)
    await desk.make(M.PLAN, slot=slot, link="https://example.org/x")
    planned = only(await desk.deliver(), "eve@example.org")
    assert "mardi 30 janvier 2024 à 14" in planned.text
    assert "https://example.org/x" in planned.text
    await desk.make(M.CANCEL_SLOT, MEMBER, reason="Panne")
    cancelled = only(await desk.deliver(), "eve@example.org")
    assert "Panne" in cancelled.text
    for one, status, sequence in ((planned, "CONFIRMED", 2), (cancelled, "CANCELLED", 3)):
        assert one.letter
        [file] = one.letter.enclosed
        assert (file.name, file.type) == ("DA-2024-0001.ics", "text/calendar")
        assert b"DTSTART;TZID=Europe/Paris:20240130T140000" in file.content
        [event] = Calendar.from_ical(file.content).walk("VEVENT")
        assert (event["STATUS"], event["SEQUENCE"]) == (status, sequence)
        assert event["UID"] == "DA-2024-0001@demandes.op-le"
        assert event.decoded("DTSTART") == slot


async def test_a_contact_with_a_phone_alone_is_to_be_called_by_the_holder_who_ticks_it(desk: Desk) -> None:
    await desk.log(PHONED, EXPERT)
    await desk.deliver()
    await desk.make(M.TAKE, OTHER)
    call = only([one for one in await desk.deliver() if one.kind == "request_phone"], "other")
    assert "04 42 00 00 00" in call.text.replace(NBSP, " ")
    assert "prise en charge par Zoé Blanc" in call.text
    assert call.buttons[0]["verb"] == "request.tell_by_phone"
    row = call.buttons[0]["data"]["row"]
    await desk.make(M.TELL_BY_PHONE, OTHER, phoned=row)
    kept = await outgoing.get(desk.office.storage, row)
    assert kept
    assert kept.state is NoticeState.TOLD
    assert [one.kind for one in await desk.deliver() if one.kind == "request_phone"] == []


async def test_the_solution_is_confirmed_or_refused_and_an_opinion_asked_of_who_asked(desk: Desk) -> None:
    await desk.log()
    await desk.make(M.TAKE)
    await desk.deliver()
    await desk.make(M.RESOLVE, report="La clé était périmée.")
    told = only([one for one in await desk.deliver() if one.kind == N.RESOLVED], "agent")
    assert "La clé était périmée." in told.text
    assert told.titles[:2] == ["C’est résolu", "Ce n’est pas résolu"]
    await desk.make(M.CONFIRM, AGENT)
    sent = await desk.deliver()
    assert [one.to for one in sent if one.kind == N.SATISFACTION] == ["agent"]
    rating = only([one for one in sent if one.kind == N.SATISFACTION], "agent")
    assert rating.titles == ["Envoyer mon avis", "Ouvrir DA-2024-0001"]


async def test_what_is_no_longer_true_is_not_said(desk: Desk) -> None:
    await desk.log(replace(OWN, urgent=True))
    await desk.make(M.TAKE)
    await desk.make(M.PLAN, slot=desk.office.clock.now() + timedelta(days=2))
    await desk.make(
        M.PUT_ON_HOLD, waiting_for=WaitingFor.PUBLISHER, resume_at=desk.office.clock.now() + timedelta(days=3)
    )
    kinds = {(one.kind, one.to) for one in await desk.deliver()}
    told = {(N.TAKEN, "agent"), (N.SLOT_CANCELLED, "agent"), ("request_calendar", "eve@example.org")}
    assert kinds == told | {("request_unreached", "member")}


async def test_timers_alert_remind_and_close(desk: Desk) -> None:
    office = desk.office
    await desk.log()
    await desk.deliver()
    timers = Timers(office.storage, [Requests(office.services)], office.clock.now)

    async def later(**by: float) -> set[tuple[str, str]]:
        office.clock.forward(**by)
        await timers.look()
        return {(one.kind, one.to) for one in await desk.deliver() if one.kind != REDRAW}

    assert await later(hours=3) == set()
    assert await later(hours=1) == {(N.UNTAKEN, "expert"), (N.UNTAKEN, "other")}
    assert await later(hours=4) == {(N.UNTAKEN, "member")}
    await desk.make(M.TAKE)
    await desk.make(M.PLAN, slot=office.clock.now() + timedelta(days=3))
    await desk.deliver()
    assert await later(days=2, hours=1) == {(N.SLOT_REMINDER, "agent"), (N.SLOT_REMINDER, "expert")}
    await desk.make(M.RESOLVE, report="Fait.")
    await desk.deliver()
    assert await later(days=3) == set()
    assert (N.SATISFACTION, "agent") in await later(days=7)


async def test_who_was_not_reached_is_named(desk: Desk) -> None:
    storage, now = desk.office.storage, desk.office.clock.now()
    silent = PersonKey("t", "silent")
    await seed_roles(storage, [(silent, Role.EXPERT)], now)
    await keep_contacts(storage, [PersonContact(silent, "Guy Muet", now)], now)
    await desk.log()
    said = only([one for one in await desk.deliver() if one.kind == "request_unreached"], "member").text
    assert "Guy Muet" in said


async def test_links_to_teams_carry_what_teams_needs(desk: Desk) -> None:
    await desk.log()
    done = await desk.make(M.TAKE)
    expert = Person(EXPERT, roles=frozenset({Role.EXPERT}))
    now = desk.office.clock.now()

    def links(done: RequestResult, person: Person = expert) -> list[str]:
        card = request_card(done.file, person, now, DEFAULT_DELAYS).card
        assert card
        return [action["url"] for action in buttons(drawn(card, "")) if action["type"] == "Action.OpenUrl"]

    call, chat = links(done)
    assert call == "https://teams.microsoft.com/l/call/0/0?users=eve%40example.org"
    asked = {name: value[0] for name, value in parse_qs(urlsplit(chat).query).items()}
    assert asked["users"] == "eve@example.org"
    assert "DA-2024-0001" in asked["message"]
    planned = await desk.make(M.PLAN, slot=datetime(2024, 7, 2, 8, 0, tzinfo=UTC))
    meeting, _ = links(planned)
    asked = {name: value[0] for name, value in parse_qs(urlsplit(meeting).query).items()}
    assert asked["startTime"] == "2024-07-02T10:00:00+02:00"
    assert asked["endTime"] == "2024-07-02T11:00:00+02:00"
    assert asked["attendees"] == "eve@example.org"
    assert "+" not in urlsplit(meeting).query
    assert links(planned, Person(OTHER, roles=frozenset({Role.EXPERT}))) == []


async def test_other_experts_never_see_the_comment_and_further_moves_are_a_press_away(desk: Desk) -> None:
    await desk.log()
    await desk.make(M.TAKE)
    done = await desk.make(M.PLAN, slot=desk.office.clock.now() + timedelta(days=1))
    holder = Person(EXPERT, roles=frozenset({Role.EXPERT}))
    now = desk.office.clock.now()
    card = request_card(done.file, holder, now, DEFAULT_DELAYS).card
    assert card
    seen = [action["title"] for action in buttons(drawn(card, ""))]
    # Nine moves, a message, a note, the urgency, the calendar, the meeting, a chat, one page, a visit, a ticket; the next steps are shown at once, and
    # what unfolds asks the assistant for nothing.
    assert len(seen) == len(set(seen)) == 20
    *_, named, unfolding, _, _ = drawn(card, "")["body"]
    assert [action["title"] for action in named["actions"]] == seen[:2]
    assert [action.get("style") for action in named["actions"]] == ["positive", None]
    assert [column["selectAction"]["title"] for column in unfolding["columns"]] == [
        "Voir les autres actions",
        "Voir les détails",
    ]
    await desk.make(M.RESOLVE, report="Fait.")
    await desk.make(M.CONFIRM, AGENT)
    await desk.make(M.RATE, AGENT, score=2, comment="Trop long.")
    file = await queries.by_reference(desk.office.storage, "DA-2024-0001")
    assert file
    said = {person.key.oid: request_card(file, person, now, DEFAULT_DELAYS).text for person in (
        holder, Person(OTHER, roles=frozenset({Role.EXPERT})), Person(MEMBER, roles=frozenset({Role.SA_EPLE})))}  # fmt: skip
    assert {oid: "Trop long." in text for oid, text in said.items()} == {"expert": True, "other": False, "member": True}


async def test_the_urgent_card_of_the_saeple_is_redrawn_when_somebody_takes_it(desk: Desk) -> None:
    await desk.log(replace(OWN, urgent=True))
    urgent = only([one for one in await desk.deliver() if one.kind == N.URGENT], "member")
    assert "Attribuer à un expert" in urgent.titles
    assert urgent.message
    assert urgent.message.text.startswith("Demande urgente à prendre en charge – DA-2024-0001")
    await desk.make(M.TAKE)
    redrawn = only([one for one in await desk.deliver() if one.kind == REDRAW], "member")
    assert redrawn.message
    assert redrawn.message.replaces
    assert "suivie par Luc Roux" in redrawn.text
    assert "Attribuer à un expert" not in redrawn.titles
    # Nothing has changed since: nothing is sent again.
    assert await desk.deliver() == []


async def test_a_session_that_is_over_is_asked_about_once_and_says_so(desk: Desk) -> None:
    office = desk.office
    await desk.log()
    await desk.deliver()
    await desk.make(M.TAKE)
    await desk.make(M.PLAN, slot=office.clock.now() + timedelta(days=1))
    await desk.deliver()
    timers = Timers(office.storage, [Requests(office.services)], office.clock.now)
    office.clock.forward(days=1, hours=2)
    await timers.look()
    sent = await desk.deliver()
    asked = only([one for one in sent if one.kind == N.OUTCOME], "expert")
    assert asked.titles[:3] == ["La séance a eu lieu", "Elle n’a pas eu lieu", "Déplacer le rendez-vous"]
    assert "a-t-elle eu lieu" in asked.text
    assert all("séance passée" in one.text for one in sent if one.kind == REDRAW)
    office.clock.forward(days=1)
    await timers.look()
    assert [one for one in await desk.deliver() if one.kind == N.OUTCOME] == []
    await desk.make(M.SLOT_MISSED)
    told = only([one for one in await desk.deliver() if one.kind == N.SLOT_MISSED], "agent")
    assert "n’a pas eu lieu" in told.text
    assert "vous proposera un autre rendez-vous" in told.text
