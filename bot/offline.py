"""Commands that need no server: a question, what a message means, why an answer won, the schema."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.clock import Clock
from bot.seats import SEATS
from bot.settings import Settings, SettingsError
from bot.wiring import notice
from dialogs import questions
from dialogs.acquaintances import Acquaintances
from dialogs.actions import ACTIONS
from dialogs.commands import exact
from dialogs.context import Services, Turn
from dialogs.turn import Address, Happening, Incoming, Scope
from knowledge.base import KnowledgeBase
from knowledge.language.topics import Verdict
from knowledge.people import Person, Role
from knowledge.request_phrase import RequestDraft, read_request
from knowledge.schools import EMPTY, Register
from knowledge.status.names import names_of
from knowledge.status_query import STEERING, Query, Reading, Refusal, about_the_call, needed
from storage import schema
from storage.actions.people import Contact
from storage.actions.questions import Asked
from storage.calls import find, read_base, subjects
from storage.engine import Storage
from storage.failures import StorageUnavailable
from storage.queries.schools import all_schools
from storage.queries.teaching import lessons

# What is asked for with these, a request's fields are read out of.
REQUESTS = ("enregistrer_demande", "demander_assistance")


class _Nothing:
    """A notebook that keeps nothing."""

    def contact(self, contact: Contact) -> None:
        """Keep nothing."""

    def asked(self, asked: Asked) -> None:
        """Keep nothing."""

    def topic(self, incoming: Incoming, topic: str, now: datetime) -> None:
        """Keep nothing."""


def _base(settings: Settings, *, explains: bool = False) -> KnowledgeBase:
    return read_base(find(settings.call, settings.calls_dir), explains=explains)


def ask(settings: Settings, question: str, *, as_json: bool) -> str:
    """Return the answer to one question, as text or as one JSON object."""
    base = _base(settings)
    now = Clock(settings.now).now()
    decision = base.decide(question)
    if decision.verdict is Verdict.ACTION and decision.intent and decision.intent in ACTIONS:
        said = asyncio.run(_action(settings, base, decision.intent, now))
        shown: dict[str, Any] = {"decision": "action", "entry": None, "intent": decision.intent, "title": "",
                                 "answer": said, "source": "", "related": []}  # fmt: skip
        return json.dumps(shown, ensure_ascii=False) if as_json else said
    answer = questions.compose(base, decision, now)
    if not as_json:
        asks = [f"  · {question}" for _, question in answer.related]
        return "\n".join([answer.title, "", answer.text, *(["", *asks] if asks else [])])
    shown = {
        "decision": answer.decision,
        "entry": answer.entry,
        "title": answer.title,
        "answer": answer.text.removesuffix(answer.source).rstrip(),
        "source": answer.source,
        "related": [question for _, question in answer.related],
    }
    return json.dumps(shown, ensure_ascii=False)


async def _action(settings: Settings, base: KnowledgeBase, intent: str, now: datetime) -> str:
    """Return what an action would say to an agent; nothing personal, as in a group."""
    seat = SEATS["agent"]
    services = Services(
        storage=Storage.open("sqlite+aiosqlite:///:memory:"),
        knowledge=lambda: base,
        notebook=_Nothing(),
        acquaintances=Acquaintances(1),
        now=lambda: now,
        notice=notice(settings),
    )
    address = Address("terminal", "", "ask", "assistant", seat.key.oid, Scope.GROUP)
    incoming = Incoming(Happening.MESSAGE, seat.key, address, "ask", now, seat.name)
    reply = await ACTIONS[intent](Turn(incoming, Person(seat.key, seat.name), services, now))
    await services.storage.close()
    return "\n".join(message.text for message in reply.messages)


async def _register(settings: Settings) -> Register:
    """Return the register that the database holds; empty where there is no database, or not of this schema, yet."""
    storage = Storage.open(settings.database_url)
    try:
        if storage.path is not None and not storage.path.exists():
            return EMPTY
        await schema.check(storage)
        return Register(await all_schools(storage))
    except (schema.SchemaOutdated, StorageUnavailable):
        return EMPTY
    finally:
        await storage.close()


def understand(
    settings: Settings, text: str, *, seat: str = "agent", at: str | None = None, after: str | None = None
) -> str:
    """Return what ``text`` means as one JSON object; nothing is done."""
    known = Known(_base(settings), asyncio.run(_register(settings)), Clock(settings.now).now)
    return understood(known, text, seat=seat, at=at, after=after)


def understand_lines(settings: Settings, lines: Iterable[str]) -> Iterator[str]:
    """Answer JSON lines {"q", "as", "at", "after"} one by one, in order."""
    known = Known(_base(settings), asyncio.run(_register(settings)), Clock(settings.now).now)
    for line in lines:
        if not line.strip():
            continue
        try:
            asked = json.loads(line)
            text = str(asked["q"])
        except (ValueError, KeyError, TypeError):
            yield json.dumps({"error": 'une ligne JSON {"q": "…"} est attendue'}, ensure_ascii=False)
            continue
        yield understood(known, text, seat=asked.get("as") or "agent", at=asked.get("at"), after=asked.get("after"))


@dataclass(frozen=True, slots=True)
class Known:
    """What a message is understood with."""

    base: KnowledgeBase
    register: Register
    now: Callable[[], datetime]

    def reading(self, text: str, before: Query | None, roles: frozenset[Role], now: datetime) -> Reading:
        """Return the status question that ``text`` asks of the program, None when it asks none."""
        decision, command = self.base.decide(text), exact(text)
        if command and command.intent in STEERING and not roles:
            return Refusal()
        if command and command.intent not in STEERING:
            return None
        if command is None and about_the_call(text, decision, stranger=not roles):
            return None
        need = 0 if command else needed(decision, stranger=not roles)
        return self.base.status.read(text, now, names_of(self.register), before, roles, need=need)


def understood(known: Known, text: str, *, seat: str, at: str | None, after: str | None) -> str:
    """Return what ``text`` means as one JSON object: what is decided, then what it says read as answers.

    Raises SettingsError for an unknown seat or instant.
    """
    if seat not in SEATS:
        raise SettingsError("--as", "agent, expert ou saeple", seat)
    now = _instant(at) if at else known.now()
    meant = {**_decided(known.base, text, after), **_schools(known.register, text)}
    draft = read_request(text, known.register, now, subjects())
    if meant["decision"] == Verdict.UNKNOWN and draft.reads_as_request:
        logs = SEATS[seat].role is not None
        meant |= {"decision": "action", "intent": "enregistrer_demande" if logs else "demander_assistance"}
    unsure = meant["decision"] not in ("answer", "action")
    if meant["intent"] in REQUESTS or draft.reads_as_request or (unsure and draft.says_something):
        meant["request"] = _request(draft)
    _asked(known, meant, text, after, roles=SEATS[seat].roles, now=now)
    return json.dumps(meant, ensure_ascii=False)


def _request(draft: RequestDraft) -> dict[str, Any]:
    """Return what was read of a request: a school is a text, several to choose from a list; absent fields are left out."""
    told = {
        "uai": draft.uai[0] if len(draft.uai) == 1 else list(draft.uai),
        "subject": draft.subject,
        "phone": draft.phone,
        "email": draft.email,
        "contact_role": draft.contact_role,
        "slot": draft.slot.strftime("%Y-%m-%dT%H:%M") if draft.slot else None,
        "missing": list(draft.missing),
    }
    return {"urgent": draft.urgent, **{name: value for name, value in told.items() if value}}


def _asked(
    known: Known, meant: dict[str, Any], text: str, after: str | None, *, roles: frozenset[Role], now: datetime
) -> None:
    """Add to ``meant`` the status question that ``text`` asks, where it does: the query, a refusal, a question back."""
    before = known.reading(after, None, roles, now) if after else None
    found = known.reading(text, before if isinstance(before, Query) else None, roles, now)
    if isinstance(found, Query):
        meant |= {"decision": "query", "entry": None, "query": found.meaning()}
    elif isinstance(found, Refusal):
        meant |= {"decision": "refuse", "entry": None}
    elif found is not None:
        meant |= {"decision": "choose" if found.schools else "unknown", "entry": None}


def _schools(register: Register, text: str) -> dict[str, Any]:
    """Return what ``text`` names, read as an answer to «Quel établissement ?»."""
    found = register.search(text)
    return {"schools": [school.uai for school in found.schools], "taken": found.taken is not None}


def _decided(base: KnowledgeBase, text: str, after: str | None) -> dict[str, Any]:
    """Return the decision on ``text``, said after ``after``."""
    last = None
    if after:
        before = base.decide(after)
        last = before.topics[-1] if before.topics else None
    command = exact(text)
    if command:
        return {"decision": "action", "entry": None, "score": 100, "alternatives": [], "intent": command.intent}
    decision = base.decide(text, last_topic=last)
    answered = decision.verdict in (Verdict.ANSWER, Verdict.SILENT)
    meant: dict[str, Any] = {
        "decision": decision.verdict.value,
        "entry": decision.topics[0] if answered and decision.topics else None,
        "score": decision.score,
        "alternatives": [{"entry": entry, "score": score} for entry, score in decision.alternatives],
        "intent": decision.intent,
    }
    if len(decision.topics) > 1:
        meant["entries"] = list(decision.topics)
    return meant


def _instant(text: str) -> datetime:
    expected = "un instant ISO 8601 avec décalage, comme 2024-01-25T10:00+01:00"
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise SettingsError("--at", expected, text) from None
    if moment.tzinfo is None:
        raise SettingsError("--at", expected, text)
    return moment


def explain(settings: Settings, text: str) -> str:
    """Return why an answer won, in lines."""
    base = _base(settings, explains=True)
    why = base.recogniser.explain(text)
    decision = why.decision
    rows = [
        ("décision", f"{decision.verdict.value} {' + '.join(decision.topics)} ({decision.score} %)"),
        ("intention", decision.intent or "–"),
        ("phrase retenue", why.asking),
        ("mots compris", " ".join(why.understood)),
        ("corrections", ", ".join(f"{typed} → {meant}" for typed, meant in why.corrections) or "aucune"),
        ("mots décisifs", ", ".join(f"{word} {weight:+.2f}" for word, weight in why.matched) or "aucun"),
        ("classement", ", ".join(f"{entry} {score} %" for entry, score in why.scores)),
    ]
    if why.nearest:
        wording, entry, likeness = why.nearest
        rows.append(("formulation proche", f"«\u00a0{wording}\u00a0» ({entry}, {likeness} %)"))
    return "\n".join(f"{label:18} {value}" for label, value in rows)


async def export(settings: Settings) -> str:
    """Return what was taught in use as TOML: wordings as they stand beside a call, answers as facts to be completed."""
    storage = Storage.open(settings.database_url)
    try:
        await schema.check(storage)
        taught = await lessons(storage, settings.call)
    finally:
        await storage.close()
    wordings: dict[str, list[str]] = {}
    for lesson in taught:
        if lesson.entry:
            wordings.setdefault(lesson.entry, []).append(lesson.wording)
    blocks = [
        f"{entry} = [\n{''.join(f'  {_toml(text)},{chr(10)}' for text in texts)}]\n"
        for entry, texts in wordings.items()
    ]
    blocks += [
        f"# Réponse du SA EPLE du {lesson.at:%d/%m/%Y}, à compléter en un fait.\n[[fact]]\nid = {_toml(lesson.id.lower())}\n"
        f"answer = {_toml(lesson.answer or '')}\nasks = [{_toml(lesson.wording)}]\n"
        for lesson in taught
        if not lesson.entry
    ]
    return "\n".join(blocks)


def _toml(text: str) -> str:
    """Return a basic string of TOML, which JSON's are."""
    return json.dumps(text, ensure_ascii=False)


async def migrate(settings: Settings) -> str:
    """Bring the database to the current schema; return one line that says so."""
    storage = Storage.open(settings.database_url)
    try:
        await schema.migrate(storage)
    finally:
        await storage.close()
    return "La base est au schéma courant."
