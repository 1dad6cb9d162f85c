"""The one list of what the features register: routes, forms, files, notices."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from dialogs import which
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
from dialogs.core.route import Routes
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
        which.ROUTE,
    )
)
FORMS: tuple[FormsOf, ...] = (
    questions.forms,
    application.forms,
    assistance.forms,
    erasures.forms,
    plan.forms,
    mandates.forms,
)
NOTICES: Mapping[str, NoticeFeature[Any]] = MappingProxyType(
    {
        kind: feature
        for feature in (
            question_notices.NOTICES,
            application_notices.NOTICES,
            mailings.MAILINGS,
            request_notices.NOTICES,
            channel_notices.NOTICES,
            case_notices.NOTICES,
            people_notices.NOTICES,
            erasure_notices.NOTICES,
            batch_notices.NOTICES,
            subscription_notices.NOTICES,
            backlog_notices.NOTICES,
            team_notices.NOTICES,
            mandate_notices.NOTICES,
        )
        for kind in feature.specs
    }
)
FILES: Mapping[str, Maker] = MappingProxyType(
    {
        **appointments.FILES,
        **attachments.FILES,
        **ready_mail.FILES,
        **pieces.FILES,
        **letters.FILES,
        **application_dossier.FILES,
        **dossier.FILES,
        **export.FILES,
        **statements.FILES,
        **copil.FILES,
    }
)


def registry() -> Registry:
    """Return all that is registered, for one router: it keeps the forms that it has built."""
    return Registry(ROUTES, FORMS, files=FILES, respond=respond, notices=NOTICES)
