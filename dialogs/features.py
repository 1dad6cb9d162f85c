"""The one list of what the features register: routes, forms, files, notices, and other readings of a message."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from dialogs import agreement
from dialogs.application import documents
from dialogs.application import dossier as application_dossier
from dialogs.application import messages as threads
from dialogs.application import notices as application_notices
from dialogs.application import routes as application
from dialogs.assistance import attachments, case_cards, channel, contact, messages, reminders, slots
from dialogs.assistance import notices as request_notices
from dialogs.assistance import routes as assistance
from dialogs.batches import hear as batch_notices
from dialogs.batches import routes as batches
from dialogs.core import registry as core
from dialogs.core import texts
from dialogs.core.context import Turn
from dialogs.core.exchange import Reply
from dialogs.core.files import Maker
from dialogs.core.notice import NoticeFeature
from dialogs.core.registry import FormsOf, Registry, not_offered
from dialogs.core.route import Routes, withdrawn
from dialogs.people import erasures, privacy
from dialogs.people import roles as people_notices
from dialogs.people import routes as people
from dialogs.questions import about
from dialogs.questions import handover as question_notices
from dialogs.questions import routes as questions
from dialogs.questions.answers import respond
from dialogs.steering import copil, export, plan, reports, subscriptions
from dialogs.steering import routes as steering
from dialogs.team import absences as team_notices
from dialogs.team import mandates
from dialogs.team import routes as team
from knowledge.understanding.answer_fit import is_second_thought
from knowledge.understanding.short import says_no

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
    forms=(questions.forms, application.forms, erasures.forms),
    notices=(
        question_notices.NOTICES,
        application_notices.NOTICES,
        application_notices.MAILINGS,
        people_notices.NOTICES,
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
    forms=(assistance.forms, plan.forms, mandates.forms),
    notices=(
        request_notices.NOTICES,
        channel.NOTICES,
        case_cards.NOTICES,
        subscriptions.BACKLOG_NOTICES,
        team_notices.NOTICES,
        mandates.NOTICES,
    ),
    files=(slots.FILES, attachments.FILES, documents.FILES_OF_LETTERS, reports.FILES, copil.FILES),
)
FORMS: tuple[FormsOf, ...] = (*_ALWAYS.forms, *_ASSISTING.forms)
NOTICES: Mapping[str, NoticeFeature[Any]] = MappingProxyType({**_ALWAYS.by_kind, **_ASSISTING.by_kind})
FILES: Mapping[str, Maker] = MappingProxyType({**_ALWAYS.by_name, **_ASSISTING.by_name})


@lru_cache(maxsize=2)
def routes(*, assistance: bool) -> Routes:
    """Return what can be done here; ``assistance``: requests for assistance are taken."""
    return ROUTES if assistance else Routes(withdrawn(ROUTES.all, not_offered))


def notices(*, assistance: bool) -> Mapping[str, NoticeFeature[Any]]:
    """Return what people are told of, by kind."""
    return NOTICES if assistance else MappingProxyType(_ALWAYS.by_kind)


def registry(*, assistance: bool = True) -> Registry:
    """Return all that is registered, for one router: it keeps the forms that it has built."""
    return Registry(
        routes(assistance=assistance),
        FORMS if assistance else _ALWAYS.forms,
        files=FILES if assistance else _ALWAYS.by_name,
        respond=respond,
        notices=notices(assistance=assistance),
    )


# --- Other readings of a message than that of its words, in the one order in which they are tried.


@dataclass(frozen=True, slots=True)
class Ear:
    """One thing that is listened for. ``assists``: only where requests for assistance are taken."""

    name: str
    hears: Callable[[Turn], Awaitable[Reply | None]]
    assists: bool = True


async def _care(turn: Turn) -> Reply | None:
    return about.answer_with_care(turn)


async def _disappointment(turn: Turn) -> Reply | None:
    return about.disappointment(turn)


async def _second_thought(turn: Turn) -> Reply | None:
    meant, text = turn.understood, turn.incoming.text
    nothing = meant is not None and meant.act is None and not turn.asked and not says_no(text)
    return Reply.text(texts.NOTHING_PENDING) if nothing and is_second_thought(text) else None


EARS: tuple[Ear, ...] = (
    Ear("second thought", _second_thought, assists=False),  # «Finalement non», and nothing is open.
    Ear("contact", contact.told),  # «C'est Mme Blanc qu'il faut appeler.»
    Ear("reminder", reminders.told),  # «Rappelle-moi la 12 demain 9 h.»
    Ear("slots", slots.told),  # «Propose lundi 10 h ou mardi 14 h pour la 12.»
    Ear("care", _care, assists=False),  # A password, danger, exhaustion.
    Ear("urgent", messages.urgent),  # «La 12 devient urgente.»
    Ear("of it", messages.asked),  # «C'est pour quand ?»
    Ear("below", threads.below, assists=False),  # Under the office's message on one's application.
    Ear("implied", messages.implied),  # What adds to one's only request.
    Ear("disappointment", _disappointment, assists=False),  # «Cela ne m'aide pas.»
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
