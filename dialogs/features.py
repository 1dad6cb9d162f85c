"""The one list of what the features register: routes, forms, files, notices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from dialogs import agreement
from dialogs.application import dossier as application_dossier
from dialogs.application import letters, mailings, pieces, ready_mail
from dialogs.application import notices as application_notices
from dialogs.application import routes as application
from dialogs.assistance import appointments, attachments, case_notices, channel_notices
from dialogs.assistance import notices as request_notices
from dialogs.assistance import routes as assistance
from dialogs.batches import notices as batch_notices
from dialogs.batches import routes as batches
from dialogs.core import routes as core
from dialogs.core.files import Maker
from dialogs.core.notice import NoticeFeature
from dialogs.core.registry import FormsOf, Registry
from dialogs.core.route import Routes, withdrawn
from dialogs.core.unoffered import not_offered
from dialogs.people import dossier, erasure_notices, erasures
from dialogs.people import notices as people_notices
from dialogs.people import routes as people
from dialogs.questions import notices as question_notices
from dialogs.questions import routes as questions
from dialogs.questions.answers import respond
from dialogs.steering import backlog_notices, copil, export, plan, statements, subscription_notices
from dialogs.steering import routes as steering
from dialogs.team import mandate_notices, mandates
from dialogs.team import notices as team_notices
from dialogs.team import routes as team

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
        mailings.MAILINGS,
        people_notices.NOTICES,
        erasure_notices.NOTICES,
        batch_notices.NOTICES,
        subscription_notices.NOTICES,
    ),
    files=(ready_mail.FILES, pieces.FILES, application_dossier.FILES, dossier.FILES, export.FILES),
)
# What is there only where requests for assistance are taken; of the routes, each says it by itself.
_ASSISTING = Registered(
    forms=(assistance.forms, plan.forms, mandates.forms),
    notices=(
        request_notices.NOTICES,
        channel_notices.NOTICES,
        case_notices.NOTICES,
        backlog_notices.NOTICES,
        team_notices.NOTICES,
        mandate_notices.NOTICES,
    ),
    files=(appointments.FILES, attachments.FILES, letters.FILES, statements.FILES, copil.FILES),
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
