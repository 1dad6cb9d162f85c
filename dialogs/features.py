"""The one list of what the features register: routes, forms, files, notices, and other readings of a message."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from dialogs import agreement
from dialogs.application import documents, papers
from dialogs.application import dossier as application_dossier
from dialogs.application import messages as threads
from dialogs.application import notices as application_notices
from dialogs.application import routes as application
from dialogs.assistance import assignment, attachments, case_cards, contact, incidents, messages, reminders, slots
from dialogs.assistance import notices as request_notices
from dialogs.assistance import routes as assistance
from dialogs.batches import hear as batch_notices
from dialogs.batches import routes as batches
from dialogs.core import registry as core
from dialogs.core import texts
from dialogs.core.context import Services, Turn
from dialogs.core.exchange import Letter, Message, Reply, plain_message
from dialogs.core.files import Maker
from dialogs.core.form_texts import BUTTON_OPEN
from dialogs.core.notice import NoticeFeature, Notices
from dialogs.core.registry import FormsOf, Registry
from dialogs.core.route import Routes, not_offered, withdrawn
from dialogs.people import erasures, office, privacy, school
from dialogs.people import routes as people
from dialogs.questions import about, learning
from dialogs.questions import handover as question_notices
from dialogs.questions import routes as questions
from dialogs.questions.answers import respond
from dialogs.steering import export, plan, reports, subscriptions
from dialogs.steering import routes as steering
from dialogs.team import absences as team_notices
from dialogs.team import mandates, meetings
from dialogs.team import routes as team
from dialogs.ui import elements as el
from dialogs.ui.elements import Action
from knowledge.french import counted
from knowledge.understanding.answer_fit import is_second_thought
from knowledge.understanding.short import says_no
from storage.outbox import Row

ROUTES = Routes(
    (
        *questions.ROUTES,
        *application.ROUTES,
        *assistance.ROUTES,
        *steering.ROUTES,
        *batches.ROUTES,
        *team.ROUTES,
        *people.ROUTES,
        *core.ROUTES,
        agreement.ROUTE,
    )
)


@dataclass(frozen=True, slots=True)
class Registered:
    """What some features register besides their routes."""

    forms: tuple[FormsOf, ...]
    notices: tuple[NoticeFeature[Any], ...]
    files: tuple[Mapping[str, Maker], ...]

    @property
    def by_kind(self) -> dict[str, NoticeFeature[Any]]:
        """Return the notices by their kinds."""
        return {kind: feature for feature in self.notices for kind in feature.specs}

    @property
    def by_name(self) -> dict[str, Maker]:
        """Return what makes the files, by their kinds."""
        return {kind: maker for makers in self.files for kind, maker in makers.items()}


_ALWAYS = Registered(
    forms=(questions.forms, application.forms, erasures.forms, school.forms, office.forms),
    notices=(
        question_notices.NOTICES,
        learning.NOTICES,
        application_notices.NOTICES,
        application_notices.MAILINGS,
        people.NOTICES,
        erasures.NOTICES,
        batch_notices.NOTICES,
        subscriptions.NOTICES,
    ),
    files=(
        documents.FILES,
        application_dossier.FILES_OF_PIECES,
        application_dossier.FILES,
        privacy.FILES,
        export.FILES,
    ),
)
# What is there only where requests for assistance are taken; of the routes, each says it by itself.
_ASSISTING = Registered(
    forms=(assistance.forms, plan.forms, mandates.forms, meetings.forms),
    notices=(
        request_notices.NOTICES,
        assignment.NOTICES,
        case_cards.NOTICES,
        incidents.NOTICES,
        subscriptions.BACKLOG_NOTICES,
        team_notices.NOTICES,
        mandates.NOTICES,
        papers.NOTICES,
        plan.NOTICES,
        meetings.NOTICES,
    ),
    files=(slots.FILES, attachments.FILES, documents.FILES_OF_LETTERS, papers.FILES, reports.FILES),
)
FORMS: tuple[FormsOf, ...] = (*_ALWAYS.forms, *_ASSISTING.forms)
NOTICES: Mapping[str, NoticeFeature[Any]] = MappingProxyType({**_ALWAYS.by_kind, **_ASSISTING.by_kind})
FILES: Mapping[str, Maker] = MappingProxyType({**_ALWAYS.by_name, **_ASSISTING.by_name})


@lru_cache(maxsize=2)
def routes(*, assistance: bool) -> Routes:
    """Return what can be done here; ``assistance``: requests for assistance are taken."""
    return ROUTES if assistance else Routes(withdrawn(ROUTES.all, not_offered))


@lru_cache(maxsize=2)
def notices(*, assistance: bool) -> Notices:
    """Return what people are told of; ``assistance`` as above."""
    return Notices(NOTICES, NOTICES if assistance else MappingProxyType(_ALWAYS.by_kind))


def registry(*, assistance: bool = True) -> Registry:
    """Return all that is registered, for one router: it keeps the forms that it has built."""
    return Registry(
        routes(assistance=assistance),
        FORMS if assistance else _ALWAYS.forms,
        files=FILES if assistance else _ALWAYS.by_name,
        respond=respond,
        notices=notices(assistance=assistance),
    )


# --- Notices, put in words from the present state when they are sent.

_DIGEST_LINES = 12
_DIGEST_BUTTONS = 4
_KINDS = notices(assistance=True).kinds

# Kinds of which a send whose outcome is unknown is tried again: they may arrive twice.
MAY_REPEAT = _KINDS(lambda spec: spec.may_repeat)
# What comes of itself: it leaves in office hours only, and what is due together comes as one message.
REMINDERS = _KINDS(lambda spec: spec.reminder)
# What redraws a message where it is.
SILENT = _KINDS(lambda spec: spec.silent)


async def render(services: Services, row: Row) -> Message | Letter | None:
    """Return what a notice says now; None when it is no longer true, or has nothing to say by that medium."""
    return (await notices(assistance=services.assistance).render(services, [row]))[0]


def digest(reminders: Sequence[tuple[Row, Message]]) -> Message:
    """Return one message of several reminders to one person: a line of each, and a way to open what they are about."""
    lines = [message.text.partition("\n")[0] for _, message in reminders]
    shown = lines[:_DIGEST_LINES]
    if len(lines) > len(shown):
        shown.append(texts.DIGEST_MORE.format(count=counted(len(lines) - len(shown), "autre")))
    verbs = {row.notice.reference: NOTICES[row.notice.kind].opens for row, _ in reminders}
    actions: list[Action] = [
        el.asks(BUTTON_OPEN.format(reference=reference), verb, {"reference": reference})
        for reference, verb in verbs.items()
        if reference and verb
    ]
    return plain_message(texts.DIGEST_TITLE.format(count=len(lines)), shown, actions[:_DIGEST_BUTTONS])


# --- Other readings of a message than that of its words, in the one order in which they are tried.


@dataclass(frozen=True, slots=True)
class Ear:
    """One thing that is listened for. ``assists``: only where requests for assistance are taken."""

    name: str
    hears: Callable[[Turn], Awaitable[Reply | None]]
    assists: bool = True


async def _care(turn: Turn) -> Reply | None:
    return about.answer_with_care(turn)


async def _second_thought(turn: Turn) -> Reply | None:
    meant, text = turn.understood, turn.incoming.text
    nothing = meant is not None and meant.act is None and not turn.asked and not says_no(text)
    return Reply.text(texts.NOTHING_PENDING) if nothing and is_second_thought(text) else None


EARS: tuple[Ear, ...] = (
    Ear("ticket", contact.told_ticket),  # «La 12 a le ticket INC0045123.»
    Ear("second thought", _second_thought, assists=False),  # «Finalement non», and nothing is open.
    Ear("contact", contact.told),  # «C'est Mme Blanc qu'il faut appeler.»
    Ear("school", school.told, assists=False),  # «Je travaille au lycée Zola.»
    Ear("reminder", reminders.told),  # «Rappelle-moi la 12 demain 9 h.»
    Ear("slots", slots.told),  # «Propose lundi 10 h ou mardi 14 h pour la 12.»
    Ear("care", _care, assists=False),  # A password, danger, exhaustion.
    Ear("urgent", messages.urgent),  # «La 12 devient urgente.»
    Ear("of it", messages.asked),  # «C'est pour quand ?»
    Ear("below", threads.below, assists=False),  # Under the office's message on one's application.
    Ear("implied", messages.implied),  # What adds to one's only request.
    Ear("disappointment", about.disappointment, assists=False),  # «Cela ne m'aide pas.»
    Ear("unclear", messages.unclear),  # Not understood, right under a notice.
)


async def first_heard(turn: Turn) -> Reply | None:
    """Return what the first ear answers that hears something, with its name; None where none does."""
    for ear in EARS:
        if ear.assists and not turn.services.assistance:
            continue
        reply = await ear.hears(turn)
        if reply is not None:
            return replace(reply, by=ear.name)
    return None
