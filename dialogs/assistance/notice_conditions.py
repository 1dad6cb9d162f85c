"""When a notice about a request still holds, by the state of the request as it is to be sent."""

from __future__ import annotations

from collections.abc import Callable

from dialogs.assistance.notice_view import RequestView
from knowledge.request import HELD, RequestMove, RequestStatus
from storage.actions.request_messages import MADE_URGENT

_S = RequestStatus


def held(view: RequestView) -> bool:
    """Tell whether an expert has the request in hand."""
    return view.request.status in HELD


def held_by_recipient(view: RequestView) -> bool:
    """Tell whether the recipient has the request in hand."""
    return view.held_by_recipient and held(view)


def in_status(*states: RequestStatus) -> Callable[[RequestView], bool]:
    """Return the condition that the request is in one of these states."""
    return lambda view: view.status_in(*states)


def awaits_slots(view: RequestView) -> bool:
    """Tell whether another appointment is still to be found: nothing else was planned or proposed since."""
    planned_since = view.status_in(_S.PLANNED) and view.request.slot != view.data.slot
    return held_by_recipient(view) and not planned_since and not view.request.proposed


def is_idle(view: RequestView) -> bool:
    """Tell whether the request stands still: taken and no more, or planned for a moment that is over."""
    slot = view.request.slot
    over = view.status_in(_S.PLANNED) and slot is not None and slot < view.services.now()
    return view.status_in(_S.ASSIGNED) or over


def is_urgent_news(view: RequestView) -> bool:
    """Tell whether the SA EPLE should still hear of an urgent request: nobody has it, or its author took it at once.

    When somebody takes it afterwards, the SA EPLE has no more to do.
    """
    if view.data.move == MADE_URGENT:
        return view.request.urgent and (held(view) or view.status_in(_S.NEW))
    return view.status_in(_S.NEW) or (view.data.move == RequestMove.LOG_AND_TAKE and held(view))


def has_another_holder(view: RequestView) -> bool:
    """Tell whether somebody else than the former holder, who is the recipient, holds the request."""
    return view.request.holder is not None and (view.to_owner or not view.held_by_recipient)


def is_released(view: RequestView) -> bool:
    """Tell whether the request is as it was released: without an expert for its owner, not taken again by the recipient."""
    return view.status_in(_S.NEW) if view.to_owner else not view.held_by_recipient


def is_to_come(view: RequestView) -> bool:
    """Tell whether the session is planned and still to come."""
    slot = view.request.slot
    return view.status_in(_S.PLANNED) and slot is not None and slot > view.services.now()


def may_be_rated(view: RequestView) -> bool:
    """Tell whether an opinion may still be given."""
    return view.status_in(_S.CLOSED) and view.request.score is None
