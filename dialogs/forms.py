"""The forms there are: some are the same always, others ask what the call in force asks."""

from __future__ import annotations

from dialogs.actions import ACTIONS
from dialogs.application import examination
from dialogs.application import own as candidature
from dialogs.assistance import handling
from dialogs.assistance import new_request as assistance
from dialogs.core.context import Services
from dialogs.core.filling import Forms
from dialogs.questions import handover, learning


def forms_of(services: Services) -> Forms:
    """Return the forms that can be filled in while the call in force is."""
    call = services.knowledge().call
    forms = (
        handover.PASS_ON,
        handover.ANSWER,
        *learning.forms(call),
        *candidature.forms(call),
        *examination.forms(call),
        *assistance.forms(),
        *handling.forms(services),
    )
    return Forms(*(form.within(services.register()) for form in forms), does=ACTIONS)
