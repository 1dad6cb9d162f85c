"""What people are told later: each kind of notice, rendered from the present state when it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from dialogs.application import notices as application
from dialogs.assistance import notices as assistance
from dialogs.core.context import Services
from dialogs.core.notice import NoticeFeature, NoticeSpec
from dialogs.core.turn import Letter, Message
from dialogs.people import notices as people
from dialogs.questions import notices as questions
from storage.outbox import Row

FEATURES: tuple[NoticeFeature[Any], ...] = (
    questions.NOTICES,
    application.NOTICES,
    application.MAILINGS,
    assistance.NOTICES,
    people.NOTICES,
)
SPECS: Mapping[str, NoticeSpec[Any]] = MappingProxyType(
    {spec.kind: spec for feature in FEATURES for spec in feature.specs}
)
_FEATURES: Mapping[str, NoticeFeature[Any]] = MappingProxyType(
    {spec.kind: feature for feature in FEATURES for spec in feature.specs}
)
# Kinds of which a send whose outcome is unknown is tried again: they may arrive twice.
MAY_REPEAT = frozenset(kind for kind, spec in SPECS.items() if spec.may_repeat)


async def render(services: Services, row: Row) -> Message | Letter | None:
    """Return what a notice says now; None when it is no longer true, or has nothing to say by that medium."""
    feature = _FEATURES.get(row.notice.kind)
    return await feature.render(services, row) if feature else None
