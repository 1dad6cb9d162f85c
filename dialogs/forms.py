"""The forms there are: some are the same always, others ask what the call in force asks."""

from __future__ import annotations

from dialogs import assistance, candidature, examination, handling, handover, learning
from dialogs.actions import ACTIONS
from dialogs.context import Services
from dialogs.filling import Forms


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
