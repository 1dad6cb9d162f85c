"""The forms there are: some are the same always, others ask what the call in force asks."""

from __future__ import annotations

from dialogs import candidature, examination, handover, learning
from dialogs.filling import Forms
from knowledge.call import Call


def forms_of(call: Call) -> Forms:
    """Return the forms that can be filled in while ``call`` is in force."""
    return Forms(
        handover.PASS_ON,
        handover.ANSWER,
        *learning.forms(call),
        *candidature.forms(call),
        *examination.forms(call),
    )
