"""Every button that people see, pressed by everybody else, tampered with, and when it is old: nothing changes that should not.

The buttons are collected from a day of the service: requests and applications in many states, drafts, notices, lists. Each
press is followed by a comparison of the tables, and what it says is searched for words that were planted in what its
presser may not read; what it changed is put back. Pressed too: in a channel, and after the role was lost.

``MATRIX_WHOLE`` set: each press as both kinds of button that Teams sends; else as one of them, in turns.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import re
import sqlite3
import threading
from collections.abc import Coroutine, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import asyncpg
import pytest
import sqlalchemy as sa

from dialogs import features
from dialogs.application.moves import ROWS
from dialogs.assistance import texts
from dialogs.core import form_texts as forms
from dialogs.core.exchange import Scope
from dialogs.people import texts as privacy
from dialogs.questions import texts as handover
from knowledge.application import ApplicationMove
from knowledge.lifecycle import Relation, moves_for
from knowledge.people import Person, Role
from knowledge.request import RequestMove
from knowledge.request_cycle import REQUEST_CYCLE, request_relations
from knowledge.time.delays import DEFAULT_DELAYS
from storage import outbox
from storage.actions import people as roles_given
from storage.actions.notices import to_phone
from storage.outbox import NoticeState
from storage.queries import outgoing
from storage.queries import people as people_queries
from storage.queries import requests as request_queries
from storage.tables import metadata
from storage.transaction import ActivityKey
from tests.dialogs.applying import ANSWERS, MOTIVATION, answers, decide, deposit, take_in
from tests.dialogs.asking import LOGGED, OWN, appointed, ask, does, log, press, verb_of
from tests.dialogs.delivering import delivered
from tests.dialogs.test_attachments import sends, shelved
from tests.dialogs.test_handover import pass_on
from tests.dialogs.test_lessons import teach
from tests.dialogs.test_notice_owners import second_member
from tests.knowledge.test_attached import pdf, png
from tests.talk import Office, Talk, buttons

# Written behind, or by every turn: contacts, counts without identity, what was delivered.
LEFT_OUT = {"inbox", "address", "question_log", "timer_done", "school", "numbering"}
# Of these a press may change other columns at any time: the last contact, the topic spoken of.
COLUMNS = {
    "person": ("tenant", "oid"),
    "focus": ("tenant", "oid", "conversation", "form", "draft", "field"),
}
Tables = dict[str, set[tuple[Any, ...]]]


@dataclass(frozen=True)
class Button:
    """A button as somebody saw it."""

    owner: str
    verb: str
    action: Mapping[str, Any]

    @property
    def data(self) -> Mapping[str, Any]:
        return self.action.get("data") or {}

    def sent_as(self, kind: str) -> Mapping[str, Any]:
        """Return its action as Teams sends it from a card that knows it («Action.Execute»), or from an older client."""
        if kind == "Action.Submit":
            return {"type": kind, "data": {**self.data, "verb": self.verb}}
        return {"type": kind, "verb": self.verb, "data": self.data}

    def tampered(self, **changes: Any) -> Button:
        """Return it with other data; None leaves one out."""
        data = {name: value for name, value in {**self.data, **changes}.items() if value is not None}
        return Button(self.owner, self.verb, {**self.action, "data": data})


class Postgres:
    """PostgreSQL as Python's own SQLite is: one statement after the other, each waited for, on a loop of its own."""

    def __init__(self, url: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._connection = self._wait(asyncpg.connect(url))
        self.execute("SET session_replication_role = replica")  # Rows are put back in any order.

    def _wait(self, doing: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(doing, self._loop).result(60)

    def execute(self, statement: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self._wait(self._connection.fetch(statement))]

    def executemany(self, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
        numbers = itertools.count(1)
        numbered = re.sub(r"\?", lambda _: f"${next(numbers)}", statement)
        self._wait(self._connection.executemany(numbered, list(rows)))

    def close(self) -> None:
        self._wait(self._connection.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


class Watch:
    """Sees what is stored, and puts back what a press has changed."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.connection = _beside(office)
        self.names = {
            table.name: [column.name for column in table.c]
            for table in metadata.sorted_tables
            if table.name not in LEFT_OUT
        }

    def look(self) -> Tables:
        return {
            name: set(self.connection.execute(f"SELECT {', '.join(COLUMNS.get(name, columns))} FROM {name}"))
            for name, columns in self.names.items()
        }

    def rows(self) -> dict[str, list[tuple[Any, ...]]]:
        return {
            name: list(self.connection.execute(f"SELECT {', '.join(columns)} FROM {name}"))
            for name, columns in self.names.items()
        }

    def put_back(self, rows: Mapping[str, list[tuple[Any, ...]]], changed: Tables) -> None:
        self.connection.execute("BEGIN")
        for name in changed:
            self.connection.execute(f"DELETE FROM {name}")
            marks = ", ".join("?" * len(self.names[name]))
            named = ", ".join(self.names[name])
            self.connection.executemany(f"INSERT INTO {name} ({named}) VALUES ({marks})", rows[name])
        self.connection.execute("COMMIT")
        self.office.restart()


def _beside(office: Office) -> Postgres | sqlite3.Connection:
    """Return a connection to the office's database that is not the office's."""
    if office.storage.path is not None:
        return sqlite3.connect(str(office.storage.path), isolation_level=None)
    url = office.storage.engine.url.set(drivername="postgresql")
    return Postgres(url.render_as_string(hide_password=False))


def difference(before: Tables, after: Tables) -> Tables:
    """Return the rows that came, went or changed, by table."""
    return {name: before[name] ^ after[name] for name in before if before[name] != after[name]}


# The day


async def look(talk: Talk, reference: str) -> None:
    """Open a request, and all that its card leads to."""
    await talk.says(f"où en est la demande {reference} ?")
    while "request.more" in {verb_of(action) for action in buttons(talk.seen[-1].card or {})}:
        await press(talk, "request.more")


def about(topic: str, answers: tuple[str, ...] = OWN) -> tuple[str, ...]:
    return (answers[0], topic, *answers[2:])


async def a_day(office: Office) -> dict[str, Talk]:
    """Let people do what they do, so that their chats hold buttons of every kind."""
    talks = {
        "agent": office.talk(), "holder": office.talk("expert"), "expert": (await appointed(office, 1))[0],
        "member": office.talk("saeple"), "colleague": await second_member(office),
        "candidate": office.stranger("92222222-2222-4222-8222-222222222222", "Noé Petit"),
        "stranger": office.stranger("91111111-1111-4111-8111-111111111111", "Zoé Blanc"),
    }  # fmt: skip
    for talk in talks.values():
        await talk.opens()
    await office.behind.flush()
    await _requests(office, talks)
    await _applications(talks)
    await _questions(office, talks)
    await _drafts(talks)
    await _helping(office, talks)
    await _lists(office, talks)
    return talks


async def _requests(office: Office, talks: Mapping[str, Talk]) -> None:
    agent, holder, expert, member = (talks[name] for name in ("agent", "holder", "expert", "member"))
    await ask(agent, *OWN[:2], f"Le flux est rejeté : PRECISIONPLANTÉE {OWN[2]}", *OWN[3:])
    await holder.says("note sur DA-2024-0001 : NOTEPLANTÉE, à rappeler")
    await holder.says("oui")
    await log(holder, send="enregistrer et prendre")
    await does(holder, "resolve", "Le relevé est importé.", on="DA-2024-0002")
    for number, topic in enumerate(("BUDGET", "REGIE", "COFI"), 3):
        await ask(agent, *about(topic))
        await does(holder, "take", on=f"DA-2024-{number:04}")
    await does(holder, "plan", "jeudi 1er février à 14 h 30", on="DA-2024-0003")
    await does(holder, "resolve", "Fait.", on="DA-2024-0004")
    await does(holder, "resolve", "Fait.", on="DA-2024-0005")
    await does(agent, "confirm", on="DA-2024-0005")
    await log(holder, *about("ACCES", LOGGED), send="enregistrer et prendre")
    await does(holder, "release", "Absente demain", on="DA-2024-0006")
    await delivered(office, *talks.values())
    for number in range(1, 7):
        for talk in (agent, holder, expert, member):
            await look(talk, f"DA-2024-{number:04}")
    await does(holder, "agree", on="DA-2024-0003")
    shelved(office, capture_png=png(), releve_pdf=pdf())
    await sends(agent, "capture.png", "releve.pdf", text="pour DA-2024-0003")
    await delivered(office, *talks.values())
    for talk in (agent, holder, expert, member):
        await look(talk, "DA-2024-0003")
        await press(talk, "file.list")
    await does(member, "assign", on="DA-2024-0001")
    await ask(agent, *about("IMMO"))
    await does(holder, "take", on="DA-2024-0007")
    await does(holder, "offer_slots", "lundi 10 h ou mardi 14 h", on="DA-2024-0007")
    await delivered(office, *talks.values())
    for talk in (agent, holder, member):
        await look(talk, "DA-2024-0007")
    for talk in (agent, holder):
        await talk.says("mes demandes")


async def _applications(talks: Mapping[str, Talk]) -> None:
    member = talks["member"]
    await deposit(talks["candidate"], *answers(motivation=f"{MOTIVATION} MOTIVATIONPLANTÉE."))
    for name in ("stranger", "colleague"):
        await deposit(talks[name], *ANSWERS)
    await member.says("message pour CA-2024-0001 : MESSAGEPLANTÉ, pour votre dossier")
    await member.says("oui")
    await take_in(member, "CA-2024-0002")
    await member.says("statut CA-2024-0002")
    await member.presses(ROWS["accept"].button)
    await member.says("passer")
    await member.says("retenir l'annonce")
    await take_in(member, "CA-2024-0003")
    await decide(member, "accept", "passer", "CA-2024-0003")
    for number in range(1, 4):
        await member.says(f"statut CA-2024-{number:04}")
    await member.says("nommer CA-2024-0003")
    await member.says("annoncer les résultats")
    await talks["candidate"].says("ma candidature")


async def _questions(office: Office, talks: Mapping[str, Talk]) -> None:
    agent, member, now = talks["agent"], talks["member"], office.clock.now()
    await pass_on(agent, "Qui prend les stagiaires ?")
    await pass_on(agent, "Qui paye les déplacements des experts, QUESTIONPLANTÉE ?")
    await member.says("questions")
    await member.presses(handover.BUTTON_ANSWER.format(number=1))
    for said in ("Personne.", "passer", "envoyer"):
        await member.says(said)
    while rows := await outbox.claim(office.storage, "test", now, limit=50, lease=timedelta(minutes=1)):
        for row in rows:
            if row.notice.kind == "question_answered":
                await outbox.block(office.storage, row, now, to_phone, error="unreachable")
            elif row.notice.kind == "phone":
                await outbox.release(office.storage, row, now)
                break
            else:
                await outbox.finish(office.storage, row, NoticeState.DEAD, now, error="test")
        else:
            continue
        break
    await delivered(office, member)
    await member.says("questions")
    await agent.says("Quelle est l’indemnité ?")


async def _drafts(talks: Mapping[str, Talk]) -> None:
    agent, holder, member, candidate = (talks[name] for name in ("agent", "holder", "member", "candidate"))
    await agent.says("transmettre une question au SA EPLE")
    await agent.says("Ma question BROUILLONPLANTÉ")
    await agent.presses(forms.WHOLE)
    await agent.says("passer")
    await agent.says("annuler")
    await candidate.says("retirer ma candidature")
    await candidate.says("je n’ai plus le temps")
    await agent.says("candidater")
    await agent.says("ROUX Camille")
    await does(holder, "move_slot", on="DA-2024-0003")
    await holder.says("vendredi 2 février à 9 h")
    await member.says("statut CA-2024-0001")
    await member.presses(ROWS["drop"].button)
    await member.says("Poste supprimé.")


async def _helping(office: Office, talks: Mapping[str, Talk]) -> None:
    """What is not a request itself: reminders, who is away and on call, solved cases, what is taught."""
    holder, expert, member = (talks[name] for name in ("holder", "expert", "member"))
    for talk in (holder, expert, member):
        await talk.says("annuler")
    for said in ("rappelle-moi la 3 lundi", "rappelle-moi la 3 mardi de relancer RAPPELPLANTÉ", "mes rappels",
                 "je connais la trésorerie et les régies", "je suis absent la semaine prochaine", "mes sujets"):  # fmt: skip
        await holder.says(said)
    for said in (f"{holder.name} est de permanence lundi", "qui est de permanence ?", "qui peut prendre la 6 ?"):
        await member.says(said)
    for number in (2, 4):
        await holder.says(f"partager la {number}")
        await holder.presses(texts.SHARE_SEND, CASE)
    await member.says("cas à relire")
    await press(member, "case.open")
    await press(member, "case.publish")
    for said in ("cas à relire", "cas résolus"):
        await member.says(said)
        await press(member, "case.open")
    await holder.says("cas résolus")
    await teach(member)
    await member.says("ce qui est appris")


async def _lists(office: Office, talks: Mapping[str, Talk]) -> None:
    member = talks["member"]
    for said in ("santé du service", "experts", "membres", "liste des candidatures", "ajouter membre Camille Roux", "nommer Camille Roux",
                 "retirer expert Dominique Ferrand", "questions sans réponse", "demandes d’effacement", "combien de demandes ouvertes ?"):  # fmt: skip
        await member.says("annuler")
        await member.says(said)
    agent = talks["agent"]
    await agent.says("annuler")
    for said in ("aide", "mes données", "confidentialité", "parler à quelqu'un", "puis-je candidater ?"):
        await agent.says(said)
    await agent.presses(privacy.BUTTON_ERASE)
    await office.behind.flush()


def collected(talks: Mapping[str, Talk]) -> list[Button]:
    """Return the buttons that each person has seen last: one of each verb and of what it is about."""
    found: dict[tuple[str, str, str], Button] = {}
    for name, talk in talks.items():
        for seen in talk.seen:
            for action in buttons(seen.card or {}):
                verb, data = verb_of(action), action.get("data") or {}
                if verb:
                    found[name, verb, _about(data)] = Button(name, verb, action)
    return list(found.values())


def _about(data: Mapping[str, Any]) -> str:
    return str(sorted((name, str(value)) for name, value in data.items() if name != "version"))


def once(found: list[Button]) -> dict[str, tuple[Button, set[str]]]:
    """Return each button with those who have seen it, in whatever version; of a form's, one of each verb."""
    seen: dict[str, tuple[Button, set[str]]] = {}
    for button in found:
        drafted = button.verb.startswith("form.")
        key = f"{button.verb} {button.data['form'] if drafted else _about(button.data)}"
        seen[key] = (button, {button.owner} | (seen[key][1] if key in seen else set()))
    return seen


# Words planted in the day, by who may read them.
_HANDLING, _STEERING = {"holder", "expert", "member", "colleague"}, {"member", "colleague"}
PLANTED: Mapping[str, frozenset[str]] = {
    word: frozenset(readers)
    for word, readers in {
        "PRECISIONPLANTÉE": {"agent", *_HANDLING},
        "NOTEPLANTÉE": _HANDLING,
        "MOTIVATIONPLANTÉE": {"candidate", *_STEERING},
        "MESSAGEPLANTÉ": {"candidate", *_STEERING},
        "QUESTIONPLANTÉE": {"agent", *_STEERING},
        "BROUILLONPLANTÉ": {"agent"},
        "RAPPELPLANTÉ": {"holder"},
    }.items()
}
CASE = {"problem": "Le relevé ne s'importe pas.", "solution": "Corriger le format, puis l'importer.", "topic": "TRESO"}


# What a press may change


@dataclass(frozen=True)
class Actor:
    """Who presses."""

    name: str
    talk: Talk
    roles: frozenset[Role]

    @property
    def steers(self) -> bool:
        return Role.SA_EPLE in self.roles


_CASE, _LESSON = {"solved_case", "event", "outbox"}, {"taught", "event"}
# What the SA EPLE may do with anything of the kind, as long as it is not their own.
STEERING = {
    "people.give": {"role", "event", "outbox", "application"},
    "people.take": {"role", "event", "outbox", "request"},
    "service.retry": {"outbox", "event"},
    "notice.told": {"outbox", "event"},
    "application.open": {"application", "event"},
    "application.files": {"event"},
    "application.announce_all": {"application", "event", "outbox"},
    "application.examine": {"application", "event", "outbox"},
    "application.announce": {"application", "event", "outbox"},
    "application.appoint_confirmed": {"application", "event", "outbox", "role"},
    "case.publish": _CASE, "case.set_aside": _CASE, "case.withdraw": _CASE, "case.correct": {"draft", "focus"},
    "lesson.withdraw": _LESSON, "lesson.put_back": _LESSON, "lesson.correct": {"draft", "focus"},
    "team.hand_all": {"request", "event", "outbox"},
    "team.off_call": {"on_call", "event", "outbox"},
    "team.cancel_absence": {"absence", "event", "outbox"},
}  # fmt: skip
# What anybody may change of their own from a button; a draft that is begun by it is theirs.
OWN_DOING = {
    "privacy.erase_confirmed": {"person", "event", "erasure", "outbox"},
    "candidature.send_mail": {"outbox"},
}
# What is still one's own when a role is lost: what one has said a moment ago, and one's reminders.
STILL_OWN = {"message.take_back": {"event", "outbox"}, "reminder.off": {"reminder"}}
# Who may write about a request, and what that changes: a draft, or the request with its journal.
_DRAFTED, _MARKED = {"draft", "focus"}, {"request", "event", "outbox"}
_WRITERS = {Relation.REQUESTER, Relation.HOLDER, Relation.SA_EPLE}
WRITING = {
    "message.write": (_WRITERS, _DRAFTED),
    "message.note": ({Relation.EXPERT, Relation.SA_EPLE}, _DRAFTED),
    "message.urgent": (_WRITERS, _MARKED),
    "reminder.ask": (set(Relation), _DRAFTED),
    "case.propose": ({Relation.EXPERT, Relation.SA_EPLE}, _DRAFTED),
}
BEGIN_A_DRAFT = (
    "question.pass",
    "answer.write",
    "erasure.answer",
    "learning.teach",
    "call.",  # It takes up again what was asked before the call was known.
    "candidature.",
    "application.",
    "assistance.",
    "request.",
)


async def permitted(office: Office, actor: Actor, button: Button) -> set[str]:
    """Return the tables that this actor may change by a button that others have seen, besides their own drafts."""
    verb, data = button.verb, button.data
    if verb in OWN_DOING:
        return OWN_DOING[verb]
    if actor.steers and verb == "form.fill" and str(data.get("subject", "")).startswith("CA-"):
        return STEERING["application.open"]  # What another has sent is shown to who may read it: that it was is kept.
    if actor.steers and verb in STEERING:
        return STEERING[verb]
    if verb in WRITING:
        file = await request_queries.by_reference(office.storage, str(data["reference"]))
        assert file
        relations, (writers, tables) = (
            request_relations(file.request, Person(actor.talk.key, roles=actor.roles)),
            WRITING[verb],
        )
        return tables if relations & writers else set()
    subject, _, name = verb.partition(".")
    subject = "request" if verb == "channel.take" else subject
    move = {"agreed": "agree", "assign_to": "assign", "reassign_to": "reassign"}.get(name, name)
    if verb == "notice.told" and str(data["reference"]).startswith("DA-"):
        file = await request_queries.by_reference(office.storage, str(data["reference"]))
        asked = any(row.notice.to == actor.talk.key and row.notice.data.get("row") == data["row"]
                    for row in await _phone_calls(office))  # fmt: skip
        return (
            {"outbox", "event"} if actor.roles and file and (asked or file.request.holder == actor.talk.key) else set()
        )
    if subject == "request" and move in set(RequestMove):
        file = await request_queries.by_reference(office.storage, str(data["reference"]))
        assert file
        person = Person(actor.talk.key, roles=actor.roles)
        made = moves_for(REQUEST_CYCLE, file.request, person, office.clock.now(), facts=file.facts(DEFAULT_DELAYS))
        return {"request", "event", "outbox"} if move in made else set()
    return set()


async def _phone_calls(office: Office) -> list[outbox.Row]:
    async with office.storage.reading() as connection:
        found = await connection.execute(metadata.tables["outbox"].select())
        numbers = [row.id for row in found if row.kind == "request_phone"]
    return [row for number in numbers if (row := await outgoing.get(office.storage, number))]


def foreign(actor: Actor, button: Button, changed: Tables, allowed: set[str]) -> Tables:
    """Return what changed that should not have: tables that are not ``allowed``, other people's rows, other files."""
    wrong: Tables = {}
    for table, rows in changed.items():
        begins = table in ("draft", "focus") and (button.verb.startswith(BEGIN_A_DRAFT) or table in allowed)
        if begins or (table == "person" and table in allowed):
            left = {row for row in rows if actor.talk.key.oid not in row}
        elif table in ("request", "application") and table in allowed and "reference" in button.data:
            left = {row for row in rows if button.data["reference"] not in row}
        else:
            left = set() if table in allowed else rows
        if left:
            wrong[table] = left
    return wrong


MOVES = {f"application.{move}" for move in ApplicationMove} | {"application.appoint_confirmed"}


def tamperings(button: Button) -> Iterator[Button]:
    """Return the button with data that do not fit together; none of them may change anything, whoever presses."""
    verb, data = button.verb, button.data
    if verb.startswith("form."):
        for changes in ({"draft": "x" * 22}, {"draft": 1}, {"draft": None}, {"form": "other"}, {"form": None},
                        {"version": 0}, {"version": None}):  # fmt: skip
            yield button.tampered(**changes)
        if verb in ("form.send", "form.discard"):
            yield button.tampered(version=data["version"] + 1)
            yield button.tampered(version=max(1, data["version"] - 1) if data["version"] > 1 else 99)
    elif "version" in data and (verb in MOVES or verb.startswith("request.")):
        for version in (0, None, data["version"] + 1, -1, "x"):
            yield button.tampered(version=version)
    if "slot" in data:
        for slot in ("2024-02-20T10:00:00+01:00", "2023-01-01T10:00:00+01:00", "x", None, 0):
            yield button.tampered(slot=slot)
    if verb in ("notice.told", "request.tell_by_phone"):
        for row in (data["row"] + 1, 10**9, -1, "x", None):
            yield button.tampered(row=row)
        for reference in ("DA-2024-0001", "CA-2024-0001", "2", None):
            yield button.tampered(reference=reference)
    if verb in ("service.retry", "answer.write"):
        yield button.tampered(**{name: 10**9 for name in data if name in ("row", "number")})


INPUTS = {"question": "Autre", "reason": "Forcé", "oid": "", "score": "9"}


# A busy machine takes its time over thousands of presses.
@pytest.mark.timeout(int(os.environ.get("MATRIX_SECONDS", "180")))
@pytest.mark.parametrize("storage_url", [os.environ.get("MATRIX_ON", "sqlite")], indirect=True)
async def test_no_button_changes_what_its_presser_may_not(offices: Office) -> None:
    office = offices
    _hurry(office)
    talks = await a_day(office)
    found = collected(talks)
    verbs = {button.verb for button in found}
    assert len(verbs) >= 90, sorted(verbs)
    assert {"form.send", "form.discard", "notice.told", "request.tell_by_phone", "service.retry", "people.give",
            "application.appoint_confirmed", "request.agreed", "answer.write", "privacy.erase_confirmed",
            "request.change_contact", "request.offer_slots", "request.choose_slot", "reminder.ask", "reminder.off", "case.propose", "case.publish", "case.set_aside",
            "case.correct", "case.withdraw", "team.off_call", "team.forget_topic", "team.cancel_absence",
            "lesson.withdraw", "lesson.correct"} <= verbs, sorted(verbs)  # fmt: skip
    actors = [
        Actor(name, talk, await people_queries.roles_of(office.storage, talk.key)) for name, talk in talks.items()
    ]
    shown = str([seen.card for talk in talks.values() for seen in talk.seen])
    assert [word for word in PLANTED if word not in shown] == [], "their readers have seen them"
    with closing((matrix := Matrix(office)).watch.connection):
        for button, owners in once(found).values():
            for actor in actors:
                if actor.name not in owners:
                    await matrix.presses(actor, button, await permitted(office, actor, button))
        by_name = {actor.name: actor for actor in actors}
        each = {(button.owner, button.verb): button for button in found}.values()
        for button in each:
            for one in tamperings(button):
                await matrix.presses(by_name[button.owner], one, set())
        foreign_and_tampered = matrix.pressed
        await _in_a_channel(matrix, by_name, each)
        in_a_channel = matrix.pressed - foreign_and_tampered
        await _after_the_role_was_lost(matrix, by_name, found)
        lost = matrix.pressed - foreign_and_tampered - in_a_channel
        print(f"{len(found)} buttons, {len(verbs)} verbs, {len(actors)} people; {foreign_and_tampered} presses of others' "
              f"buttons and tampered, {in_a_channel} in a channel, {lost} after the role was lost; wrong: "
              f"{len(matrix.wrong)}, told: {len(matrix.told)}")  # fmt: skip
        assert not matrix.told, (len(matrix.told), sorted(set(matrix.told))[:9])
        wrong = matrix.wrong
        assert not wrong, (len(wrong), sorted({(name, button.verb) for name, button, _ in wrong}), wrong[:3])
        assert (foreign_and_tampered > 1_000, in_a_channel > 100, lost > 100) == (True, True, True)
        await _old_buttons(office, talks, found, matrix.watch)


KINDS = ("Action.Execute", "Action.Submit")


class Matrix:
    """Presses, one after the other, and what each changed or told that it should not."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.watch = Watch(office)
        self.wrong: list[tuple[str, Button, Tables]] = []
        self.told: list[tuple[str, str, str]] = []  # Who was told which word by what.
        self.pressed = 0
        self.readers = PLANTED
        self.begin()

    def begin(self) -> None:
        """Take what is stored now as what must stay."""
        self._rows, self._before = self.watch.rows(), self.watch.look()

    async def presses(self, actor: Actor, button: Button, allowed: set[str]) -> None:
        """Press as Teams sends it, in either way or in both; see what it says and what it leaves."""
        kinds = KINDS if "MATRIX_WHOLE" in os.environ else (KINDS[self.pressed % 2],)
        for kind in kinds:
            self.pressed += 1
            said = await actor.talk.sends(button.sent_as(kind), INPUTS)
            assert said, (actor.name, button)
            shown = f"{said} {[seen.card for seen in actor.talk.seen]}"
            del actor.talk.seen[:]
            self.told += [
                (actor.name, button.verb, word)
                for word, readers in self.readers.items()
                if word in shown and actor.name not in readers and word not in str(button.data)
            ]
            changed = difference(self._before, self.watch.look())
            if changed:
                left = foreign(actor, button, changed, allowed)
                if left:
                    self.wrong.append((actor.name, button, left))
                self.watch.put_back(self._rows, changed)


async def _in_a_channel(matrix: Matrix, by_name: Mapping[str, Actor], each: Iterable[Button]) -> None:
    """Press everybody's own buttons where all can read what is said: no planted word is, and only what belongs there is done."""
    matrix.readers, routes = dict.fromkeys(PLANTED, frozenset()), features.registry().routes
    for button in each:
        one = by_name[button.owner]
        talk = Talk(matrix.office, one.talk.key, one.talk.name, Scope.CHANNEL)
        route = routes.pressed(button.verb)
        assert route, button
        there = Scope.CHANNEL in route.where
        actor = replace(one, talk=talk)
        await matrix.presses(actor, button, await permitted(matrix.office, actor, button) if there else set())
    matrix.readers = PLANTED


async def _after_the_role_was_lost(matrix: Matrix, by_name: Mapping[str, Actor], found: list[Button]) -> None:
    """Take roles away, and have those who had them press all that they see: they are as anybody else."""
    office, now = matrix.office, matrix.office.clock.now()
    lost = {name: by_name[name] for name in ("holder", "expert", "member")}
    for name, actor in lost.items():
        for role in actor.roles:
            by = by_name["member" if name != "member" else "colleague"].talk.key
            await roles_given.take(
                office.storage, actor.talk.key, role, by=by, now=now, activity=ActivityKey("", "lost", name + role)
            )
    office.restart()
    matrix.begin()
    matrix.readers = {word: readers - set(lost) for word, readers in PLANTED.items()}
    for button in {(one.owner, one.verb, one.data.get("form")): one for one in found if one.owner in lost}.values():
        actor = replace(lost[button.owner], roles=frozenset())
        own = {"draft", "focus"} if button.verb.startswith("form.") else STILL_OWN.get(button.verb, set())
        await matrix.presses(actor, button, await permitted(office, actor, button) | own)


def _hurry(office: Office) -> None:
    """Let the disk be: nothing here has to survive a power cut, and there are thousands of commits."""

    hurried = "PRAGMA synchronous=OFF" if office.storage.is_sqlite else "SET synchronous_commit = off"

    @sa.event.listens_for(office.storage.engine.sync_engine, "checkout")
    def _checkout(connection: Any, *_args: object) -> None:
        cursor = connection.cursor()
        cursor.execute(hurried)
        cursor.close()


async def _old_buttons(office: Office, talks: Mapping[str, Talk], found: list[Button], watch: Watch) -> None:
    """Send or throw away every draft, begin others, and press all that is left of the former."""
    watch.connection.execute("DELETE FROM draft")
    watch.connection.execute("UPDATE focus SET form = NULL, draft = NULL, field = NULL")
    office.restart()
    for talk in talks.values():
        await talk.says("transmettre une question au SA EPLE")
        await talk.says("Ma question")
        await talk.says("demander une assistance")
    before = watch.look()
    assert len(before["draft"]) == 2 * len(talks)
    for button in found:
        if button.verb.startswith("form."):
            await talks[button.owner].sends(button.action, INPUTS)
            assert difference(before, watch.look()) == {}, button
