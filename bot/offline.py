"""Commands that need no server: a question, what a message means, why an answer won, the schema."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.clock import Clock
from bot.seats import SEATS
from bot.settings import Settings, SettingsError
from bot.wiring import notice
from dialogs import features
from dialogs.core.acquaintances import Acquaintances
from dialogs.core.context import Services, Turn
from dialogs.core.route import Route, follow
from dialogs.core.turn import Address, Happening, Incoming, Scope
from dialogs.questions import answers as questions
from knowledge.base import KnowledgeBase
from knowledge.people import Person
from knowledge.schools.register import EMPTY, Register
from knowledge.status.query import Query, Refusal
from knowledge.understanding.intent.topics import Decision, Verdict
from knowledge.understanding.request_phrase import RequestDraft
from knowledge.understanding.understand import REQUEST_INTENTS, Listener, Sense, Situation, Understanding
from storage import schema
from storage.actions.people import Contact
from storage.actions.questions import Asked
from storage.calls import find, read_base, subjects
from storage.engine import Storage
from storage.failures import StorageUnavailable
from storage.queries.schools import all_schools
from storage.queries.teaching import lessons


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
    meant = Listener(base, features.ROUTES.words, subjects).understand(question, Situation(now, personal=False))
    decision = meant.decision or Decision(Verdict.UNKNOWN)
    route = features.ROUTES.asked(meant)
    if route:
        said = asyncio.run(_action(settings, base, route, now))
        shown: dict[str, Any] = {"decision": "action", "entry": None, "intent": route.intent, "title": "",
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


async def _action(settings: Settings, base: KnowledgeBase, route: Route, now: datetime) -> str:
    """Return what an action would say to an agent; nothing personal, as in a group."""
    seat = SEATS["agent"]
    services = Services(
        storage=Storage.open("sqlite+aiosqlite:///:memory:"),
        knowledge=lambda: base,
        notebook=_Nothing(),
        acquaintances=Acquaintances(1),
        now=lambda: now,
        notice=notice(settings),
        registry=features.registry(),
    )
    address = Address("terminal", "", "ask", "assistant", seat.key.oid, Scope.GROUP)
    incoming = Incoming(Happening.MESSAGE, seat.key, address, "ask", now, seat.name)
    reply = await follow(route, Turn(incoming, Person(seat.key, seat.name), services, now))
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

    @property
    def listener(self) -> Listener:
        """Return what understands, as the bot does."""
        return Listener(self.base, features.ROUTES.words, subjects)


def understood(known: Known, text: str, *, seat: str, at: str | None, after: str | None) -> str:
    """Return what ``text`` means as one JSON object: what is decided, then what it says read as answers.

    Raises SettingsError for an unknown seat or instant.
    """
    if seat not in SEATS:
        raise SettingsError("--as", "agent, expert ou saeple", seat)
    now = _instant(at) if at else known.now()
    situation = Situation(now, SEATS[seat].roles, known.register)
    listener = known.listener
    if after:
        situation = _continued(situation, listener.understand(after, situation))
    meant = listener.understand(text, situation)
    told = {**_decided(meant, logs=SEATS[seat].role is not None), **_schools(known.register, text)}
    draft = meant.request or listener.request(text, situation)
    unsure = told["decision"] not in ("answer", "action", "query", "refuse")
    if told["intent"] in REQUEST_INTENTS or draft.reads_as_request or (unsure and draft.says_something):
        told["request"] = _request(draft)
    return json.dumps(told, ensure_ascii=False)


def _continued(situation: Situation, before: Understanding) -> Situation:
    """Return the situation after the answer to a message that meant ``before``."""
    query = before.reading if isinstance(before.reading, Query) else None
    topics = before.decision.topics if before.decision and query is None else ()
    return replace(situation, query=query, topic=topics[-1] if topics else None)


def _decided(meant: Understanding, *, logs: bool) -> dict[str, Any]:
    """Return what was understood as plain values; ``logs``: the person logs the requests of schools."""
    decision, reading = meant.decision, meant.reading
    told: dict[str, Any] = {
        "decision": Verdict.ACTION.value,
        "entry": None,
        "score": decision.score if decision else 100,
        "alternatives": [],
        "intent": decision.intent if decision else meant.command.intent if meant.command else None,
    }
    if isinstance(reading, Query):
        told |= {"decision": "query", "query": reading.meaning()}
    elif isinstance(reading, Refusal):
        told |= {"decision": "refuse"}
    elif reading is not None:
        told |= {"decision": "choose" if reading.schools else "unknown"}
    elif meant.sense is Sense.REQUEST:
        told |= {"intent": "enregistrer_demande" if logs else "demander_assistance"}
    elif decision and meant.sense in (Sense.CALL, Sense.ACTION):
        answered = decision.verdict in (Verdict.ANSWER, Verdict.SILENT)
        told |= {
            "decision": decision.verdict.value,
            "entry": decision.topics[0] if answered and decision.topics else None,
            "alternatives": [{"entry": entry, "score": score} for entry, score in decision.alternatives],
        }
        if len(decision.topics) > 1:
            told["entries"] = list(decision.topics)
    return told


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


def _schools(register: Register, text: str) -> dict[str, Any]:
    """Return what ``text`` names, read as an answer to «Quel établissement ?»."""
    found = register.search(text)
    return {"schools": [school.uai for school in found.schools], "taken": found.taken is not None}


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
