"""Commands that need no server: a question, what a message means and why, what was taught, the schema, who opened what."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TextIO

from bot.serving import assistant, notice
from bot.settings import Settings
from bot.terminal import SEATS, Terminal, seat_roles
from bot.timers import WallClock
from bot.understanding import Known, explained, understood
from bot.understanding import openings as openings_of
from dialogs import features
from dialogs.core.acquaintances import Acquaintances
from dialogs.core.context import Services, Turn
from dialogs.core.exchange import Address, Happening, Incoming, Reply, Scope
from dialogs.core.route import Route, follow
from dialogs.questions import answers as questions
from knowledge.base import KnowledgeBase, TaughtAnswer
from knowledge.call import Call
from knowledge.conversation import Remembered
from knowledge.french import PARIS, shortened, typeset
from knowledge.people import Person, PersonKey, Role
from knowledge.schools.register import EMPTY, Register
from knowledge.understanding.asked import said_of
from knowledge.understanding.intent.topics import Decision, Verdict
from knowledge.understanding.meaning import Sense, Situation
from knowledge.understanding.understand import Listener
from storage import schema
from storage.calls import (
    arbiter,
    find,
    read_base,
    status_reader,
    subjects,
)
from storage.engine import Storage, StorageUnavailable
from storage.queries import people
from storage.queries.accesses import openings
from storage.queries.people import PersonContact, all_schools
from storage.queries.questions import LoggedQuestion, lessons


class _Nothing:
    """A notebook that keeps nothing."""

    def contact(self, contact: PersonContact) -> None:
        """Keep nothing."""

    def asked(self, asked: LoggedQuestion) -> None:
        """Keep nothing."""

    def remember(self, key: PersonKey, conversation: str, what: Remembered) -> None:
        """Keep nothing."""

    def holds(self, key: PersonKey, conversation: str) -> bool:  # noqa: ARG002
        """Hold nothing."""
        return False


def _known(settings: Settings, *, explains: bool = False, register: Register = EMPTY) -> Known:
    base = read_base(find(settings.call, settings.calls_dir), explains=explains)
    return Known(base, register, WallClock(settings.now).now)


def ask(settings: Settings, question: str, *, as_json: bool) -> str:
    """Return the answer to one question, as text or as one JSON object."""
    known = _known(settings)
    base, now = known.base, known.now()
    routes = features.routes(assistance=settings.assistance)
    meant = Listener(base, routes.words, subjects, arbiter, status_reader).understand(
        question, Situation(now, personal=False)
    )
    decision = meant.decision or Decision(Verdict.UNKNOWN)
    route = routes.asked(meant)
    if route:
        said = asyncio.run(_action(settings, base, route, now))
        shown: dict[str, Any] = {"decision": "action", "entry": None, "intent": route.intent, "title": "",
                                 "answer": said, "source": "", "related": []}  # fmt: skip
        return json.dumps(shown, ensure_ascii=False) if as_json else said
    answer = questions.compose(base, decision, now, asked=question, assistance=settings.assistance)
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
        registry=features.registry(assistance=settings.assistance),
        assistance=settings.assistance,
    )
    address = Address("terminal", "", "ask", "assistant", seat.key.oid, Scope.GROUP)
    incoming = Incoming(Happening.MESSAGE, seat.key, address, "ask", now, seat.name)
    reply = await follow(route, Turn(incoming, Person(seat.key, seat.name), services, now))
    await services.storage.close()
    return "\n".join(message.text for message in reply.messages)


async def _names(settings: Settings) -> tuple[Register, tuple[str, ...]]:
    """Return the register and the experts' names that the database holds; none where there is none of this schema yet."""
    file = Storage.file_of(settings.database_url)
    if file is not None and not file.exists():
        return EMPTY, ()
    storage = Storage.open(settings.database_url)
    try:
        await schema.check(storage)
        experts = tuple(one.name for one in await people.with_role(storage, Role.EXPERT) if one.name)
        return Register(await all_schools(storage)), experts
    except (schema.SchemaOutdated, schema.SchemaNewer, StorageUnavailable):
        return EMPTY, ()
    finally:
        await storage.close()


def understand(settings: Settings, asked: Mapping[str, Any]) -> str:
    """Return what a message means as one JSON object; nothing is done. ``asked``: as a line of :func:`understand_lines`."""
    return understood(_knowledge_of(settings), asked)


def understand_lines(settings: Settings, lines: Iterable[str]) -> Iterator[str]:
    """Answer JSON lines {"q", "as", "at", "after", "asked", "form", "field", "previous"} one by one, in order."""
    known = _knowledge_of(settings)
    for line in lines:
        if not line.strip():
            continue
        try:
            asked = json.loads(line)
            told = understood(known, {**asked, "q": str(asked["q"])})
        except (ValueError, KeyError, TypeError):
            yield json.dumps({"error": 'une ligne JSON {"q": "…"} est attendue'}, ensure_ascii=False)
            continue
        yield told


def _knowledge_of(settings: Settings) -> Known:
    register, experts = asyncio.run(_names(settings))
    return replace(_known(settings, register=register), experts=experts)


def explain(settings: Settings, text: str) -> str:
    """Return why a reading won, then why the call's answer did, in lines."""
    known = _known(settings, explains=True, register=asyncio.run(_names(settings))[0])
    return explained(known, text)


async def export(settings: Settings) -> str:
    """Return what was taught in use as TOML: wordings as they stand beside a call, answers as facts to be read over."""
    storage = Storage.open(settings.database_url)
    try:
        await schema.check(storage)
        taught = await lessons(storage, settings.call)
    finally:
        await storage.close()
    call = find(settings.call, settings.calls_dir).read()
    return "\n".join([*_as_wordings(taught), *(_as_fact(one, call) for one in taught if not one.entry)])


def _as_wordings(taught: Iterable[TaughtAnswer]) -> list[str]:
    wordings: dict[str, list[str]] = {}
    for lesson in taught:
        if lesson.entry:
            wordings.setdefault(lesson.entry, []).append(lesson.wording)
    return [
        f"{entry} = [\n{''.join(f'  {_toml(text)},{chr(10)}' for text in texts)}]\n"
        for entry, texts in wordings.items()
    ]


def _as_fact(lesson: TaughtAnswer, call: Call) -> str:
    """Return an answer of the service's own as a fact that ``call check`` takes: what it cannot know is a first guess."""
    answer = " ".join((lesson.answer or "").split())
    lines = [
        f"# Réponse donnée le {lesson.at:%d/%m/%Y} : relisez le titre, la question, la phrase courte et la partie de l’appel.",
        "[[fact]]",
        f"id = {_toml(f'reponse_{lesson.number}')}",
        f"title = {_toml(shortened(lesson.wording, 60))}",
        f"question = {_toml(shortened(lesson.wording, 40))}",
        f"answer = {_toml(shortened(answer, 300))}",
        f"short = {_toml(shortened(answer, 260))}",
        f"parts = [{_toml(next(iter(call.parts), ''))}]",
        f"asks = [{_toml(lesson.wording)}]",
    ]
    return "\n".join(lines) + "\n"


def _toml(text: str) -> str:
    """Return a basic string of TOML, which JSON's are."""
    return json.dumps(text, ensure_ascii=False)


async def migrate(settings: Settings, to: str = "") -> str:
    """Bring the database to the current schema, or to an earlier one; return one line that says so."""
    storage = Storage.open(settings.database_url)
    try:
        await schema.migrate(storage, to)
    finally:
        await storage.close()
    return (
        typeset(f"La base est au schéma {to} : reprenez le programme qui l'a.")
        if to
        else "La base est au schéma courant."
    )


# --- ``accesses``: who opened which application, for whoever answers for personal data.

HEAD = "jour\theure\tcandidature\tqui\tidentifiant\tquoi"
_WHAT = {"open": "dossier", "file": "pièce", "letter": "lettre", "export": "liste exportée"}
_AT = "%d/%m/%Y\t%H:%M"


async def accesses(database_url: str, now: datetime, *, reference: str = "", days: int = 0) -> str:
    """Return a table with tabs, oldest first, times of Paris; of one ``reference``, or of the last ``days``, if given."""
    storage = Storage.open(database_url)
    try:
        await schema.check(storage)
        found = await openings(
            storage, reference=reference.strip().upper(), since=now - timedelta(days=days) if days else None
        )
    finally:
        await storage.close()
    lines = [
        f"{one.at.astimezone(PARIS).strftime(_AT)}\t{one.reference}\t{' '.join(one.name.split()) or '—'}\t{one.who.oid}\t{_WHAT.get(one.what, one.what)}"
        for one in found
    ]
    return "\n".join([HEAD, *lines])


async def try_call(settings: Settings, file: Path, lines: TextIO, out: TextIO) -> None:
    """Converse on the call of a ``file`` until the end of ``lines`` or «/fin»; nothing runs beside the chat, and nothing leaves."""
    with TemporaryDirectory(prefix="call-try-") as folder:
        alone = settings.model_copy(
            update={
                "database_url": f"sqlite+aiosqlite:///{folder}/essai.db",
                "calls_dir": file.parent,
                "call": file.stem,
            }
        )
        async with assistant(alone, seeds=seat_roles(), migrates=True) as one:

            def remarks(text: str, reply: Reply) -> Iterator[str]:
                return _with_openings(one.knowing.base(), text, reply, one.clock.now())

            await Terminal(one.handle, one.clock.now, "agent", out, remarks=remarks).run(lines)


def _with_openings(base: KnowledgeBase, text: str, reply: Reply, now: datetime) -> Iterator[str]:
    """Yield why the answer that was given of a fact begins as it does."""
    meant = Known(base, EMPTY, lambda: now).listener.understand(text, Situation(now))
    shown = "\n".join(message.text for message in reply.messages)
    for topic in meant.decision.topics if meant.decision and meant.sense is Sense.CALL else ():
        if topic in base.facts and said_of(base.fact(topic, now), base.taken_apart(text, now), base.call) in shown:
            yield from openings_of(base, topic, text, now)
