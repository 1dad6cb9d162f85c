"""What the lines of a request's table need beyond the table: conditions, the instants of timers, effects on the request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from knowledge.lifecycle import Act, Check, Guard, MoveSituation, Relation
from knowledge.people import PersonKey, Role
from knowledge.request import (
    MOST_SLOTS,
    NO_TICKET,
    SESSION_LASTS,
    AssistanceRequest,
    Consent,
    RequestFacts,
    RequestGiven,
    RequestRefusal,
    RequestStatus,
    WaitingFor,
)
from knowledge.time.delays import (
    Delays,
    add_working_days,
    add_working_hours,
    office_moment,
    office_moment_before,
    paris_day,
)

RequestAct = Act[AssistanceRequest, RequestFacts, RequestGiven]
RequestSituation = MoveSituation[AssistanceRequest, RequestFacts]
RequestGuard = Guard[AssistanceRequest, RequestFacts]
RequestCheck = Check[AssistanceRequest, RequestFacts, RequestGiven]


# Conditions


def may_still_reopen(seen: RequestSituation) -> bool:
    """Tell whether it is not too late to reopen; for the SA EPLE it never is."""
    closed = seen.subject.status_since or seen.now
    return Relation.SA_EPLE in seen.relations or seen.now <= closed + timedelta(days=seen.facts.delays.reopen_days)


def target_is_expert(act: RequestAct) -> bool:
    """Tell whether the request is given to an expert."""
    return act.given.target is not None and act.given.target.has(Role.EXPERT)


def target_is_another(act: RequestAct) -> bool:
    """Tell whether the request is given to somebody else than who holds it."""
    return act.given.target is not None and act.given.target.key != act.subject.holder


def contact_can_be_reached(act: RequestAct) -> bool:
    """Tell whether the person given instead of the contact is named, and can be reached."""
    return act.given.contact is not None and replace(act.subject, contact=act.given.contact).reachable


def is_future(moment: datetime | None, now: datetime) -> bool:
    """Tell whether ``moment`` is given and lies after ``now``."""
    return moment is not None and moment > now


HOLDER_ACTIVE: RequestGuard = Guard(RequestRefusal.HOLDER_GONE, lambda seen: seen.facts.holder_active)
HOLDER_GONE: RequestGuard = Guard(RequestRefusal.HOLDER_ACTIVE, lambda seen: not seen.facts.holder_active)
COMPLETE: tuple[RequestGuard, ...] = (
    Guard(RequestRefusal.SCHOOL_MISSING, lambda seen: bool(seen.subject.uai)),
    Guard(RequestRefusal.CONTACT_MISSING, lambda seen: seen.subject.reachable),
    Guard(RequestRefusal.TOPIC_MISSING, lambda seen: seen.subject.topic is not None),
)
NONE_OPEN: RequestCheck = Check(RequestRefusal.ALREADY_OPEN, lambda act: not act.facts.same_open or act.given.anyway)
CONTACT_CHANGES: tuple[RequestCheck, ...] = (
    Check(RequestRefusal.CONTACT_MISSING, contact_can_be_reached),
    Check(RequestRefusal.CONTACT_SAME, lambda act: act.given.contact != act.subject.contact),
)


def _ticket(act: RequestAct) -> str:
    return "" if act.given.ticket == NO_TICKET else act.given.ticket


TICKET_CHANGES: tuple[RequestCheck, ...] = (
    Check(RequestRefusal.TICKET_MISSING, lambda act: bool(act.given.ticket)),
    Check(RequestRefusal.TICKET_SAME, lambda act: _ticket(act) != act.subject.ticket),
)
TARGET_IS_EXPERT: RequestCheck = Check(RequestRefusal.TARGET_NOT_EXPERT, target_is_expert)
TARGET_IS_THERE: RequestCheck = Check(
    RequestRefusal.TARGET_AWAY, lambda act: not act.facts.target_away or act.given.anyway
)
SLOT_OVER: RequestGuard = Guard(RequestRefusal.SLOT_NOT_OVER, lambda seen: seen.subject.slot_is_over(seen.now))
AT_THE_SCHOOL: RequestGuard = Guard(RequestRefusal.NOT_ON_SITE, lambda seen: seen.subject.on_site)
AT_A_DISTANCE: RequestGuard = Guard(RequestRefusal.ON_SITE, lambda seen: not seen.subject.on_site)
TRAINED: RequestCheck = Check(RequestRefusal.HOLDER_UNTRAINED, lambda act: act.facts.holder_trained or act.given.anyway)
SLOTS_IN_FUTURE: RequestCheck = Check(
    RequestRefusal.SLOTS_BAD,
    lambda act: (
        1 <= len(set(act.given.slots)) <= MOST_SLOTS and all(is_future(one, act.now) for one in act.given.slots)
    ),
)
SLOTS_OFFERED: RequestGuard = Guard(RequestRefusal.NO_SLOTS, lambda seen: bool(seen.subject.slots_to_choose(seen.now)))
SLOT_OFFERED: RequestCheck = Check(
    RequestRefusal.SLOT_NOT_OFFERED, lambda act: act.given.slot in act.subject.slots_to_choose(act.now)
)
SLOT_IN_FUTURE: RequestCheck = Check(RequestRefusal.SLOT_NOT_FUTURE, lambda act: is_future(act.given.slot, act.now))


# When timers act


def untaken_at(request: AssistanceRequest, facts: RequestFacts) -> datetime | None:
    """T1, and once more T1 before the SA EPLE is told."""
    if request.status_since is None or request.alerts >= 2:
        return None
    hours = facts.delays.take_hours_urgent if request.urgent else facts.delays.take_hours
    return add_working_hours(request.status_since, hours * (request.alerts + 1), facts.delays)


def idle_at(request: AssistanceRequest, facts: RequestFacts) -> datetime | None:
    """T2, and once more T2 before the SA EPLE is told; where an appointment was made, from when it took place."""
    if request.touched_at is None or request.alerts >= 2:
        return None
    since = (
        max(request.touched_at, request.slot)
        if request.status is RequestStatus.PLANNED and request.slot
        else request.touched_at
    )
    return add_working_days(since, facts.delays.idle_days * (request.alerts + 1), facts.delays)


def slot_reminder_at(request: AssistanceRequest, facts: RequestFacts) -> datetime | None:
    """Return when the next reminder of the slot is due; None after the last one."""
    reminders = _slot_reminders(request.slot, facts.delays) if request.slot else []
    return reminders[request.slot_reminded] if request.slot_reminded < len(reminders) else None


def _slot_reminders(slot: datetime, delays: Delays) -> list[datetime]:
    """Return when a slot is reminded of, the earliest first: in working time, before the slot.

    One that had to be brought forward to a day on which another leaves says no more than that one.
    """
    wished = [slot - ahead for ahead in sorted(delays.slot_reminders, reverse=True)]
    leaving = [office_moment_before(at, slot, delays) for at in wished]
    found = [at for at, wish in zip(leaving, wished, strict=True) if at == wish]
    for at in leaving:
        if paris_day(at) not in map(paris_day, found):
            found.append(at)
    return sorted(found)


def outcome_asked_at(request: AssistanceRequest, facts: RequestFacts) -> datetime | None:
    """Return when the holder is asked what became of a session; None when it is known, runs, or was asked."""
    if request.slot is None or request.outcome_asked or request.session_started_at is not None:
        return None
    return office_moment(request.slot + SESSION_LASTS, facts.delays)


def waiting_reminder_at(request: AssistanceRequest, facts: RequestFacts) -> datetime | None:
    """Return when those concerned are reminded of what is awaited, in working time; None once they were."""
    if request.waiting_reminded or request.resume_at is None:
        return None
    return office_moment(request.resume_at, facts.delays)


def confirmed_at(request: AssistanceRequest, facts: RequestFacts) -> datetime | None:
    """N working days after the solution."""
    return request.status_since and add_working_days(request.status_since, facts.delays.confirm_days, facts.delays)


# Effects


def _actor(act: RequestAct) -> PersonKey:
    if act.by is None:
        raise ValueError("a person makes this move")
    return act.by


def _reminders_past(slot: datetime, act: RequestAct) -> int:
    """Return how many reminders of a slot are no longer worth sending."""
    return sum(at <= act.now for at in _slot_reminders(slot, act.facts.delays))


def session_minutes(request: AssistanceRequest, now: datetime) -> int | None:
    """Return how many minutes of session were timed so far; None where none took place."""
    if request.session_started_at is None:
        return request.session_minutes
    return (request.session_minutes or 0) + max(round((now - request.session_started_at).total_seconds() / 60), 0)


def end_session(act: RequestAct) -> AssistanceRequest:
    """Return the request without a running session; who agrees does so for one session."""
    request = act.subject
    minutes = session_minutes(request, act.now)
    known = request.outcome_asked or request.session_started_at is not None
    return replace(request, session_started_at=None, session_minutes=minutes, consent=None, outcome_asked=known)


def settle(act: RequestAct) -> AssistanceRequest:
    """Return the request without slot, session or waiting: it starts again from its holder, or from nobody."""
    return replace(
        end_session(act),
        slot=None,
        link="",
        on_site=False,
        proposed=(),
        slot_reminded=0,
        outcome_asked=False,
        waiting_for=None,
        resume_at=None,
        waiting_reminded=False,
    )


def settling(**values: Any) -> Callable[[RequestAct], AssistanceRequest]:
    """Return the effect that does the same and sets these values."""
    return lambda act: replace(settle(act), **values)


def take(act: RequestAct) -> AssistanceRequest:
    """Make the actor the holder."""
    return replace(act.subject, holder=_actor(act))


def give_to_target(act: RequestAct) -> AssistanceRequest:
    """Make the chosen expert the holder; a slot or a waiting ends."""
    target = act.given.target
    if target is None:
        raise ValueError("a target is checked before")
    return replace(settle(act), holder=target.key)


def plan(act: RequestAct) -> AssistanceRequest:
    """Note the slot and its link; reminders that are past already are not sent."""
    slot = act.given.slot
    if slot is None:
        raise ValueError("a slot is checked before")
    given = act.given
    return replace(
        settle(act), slot=slot, link=given.link, on_site=given.on_site, slot_reminded=_reminders_past(slot, act)
    )


def hold_visit(act: RequestAct) -> AssistanceRequest:
    """Count a visit that took place."""
    return replace(settle(act), visits=act.subject.visits + 1)


def offer_slots(act: RequestAct) -> AssistanceRequest:
    """Note the appointments among which the requester may choose; one that stands holds until then."""
    return replace(act.subject, proposed=tuple(sorted(set(act.given.slots))))


def choose_slot(act: RequestAct) -> AssistanceRequest:
    """Note the appointment that was chosen; the meeting of the one before is kept."""
    return replace(plan(act), link=act.subject.link, on_site=act.subject.on_site)


def put_on_hold(act: RequestAct) -> AssistanceRequest:
    """Note whose answer is awaited, and until when."""
    return replace(settle(act), waiting_for=act.given.waiting_for, resume_at=act.given.resume_at)


def agree(act: RequestAct) -> AssistanceRequest:
    """Note the requester's agreement: in the chat when they gave it, else oral."""
    return replace(act.subject, consent=Consent.IN_CHAT if act.role is Relation.REQUESTER else Consent.ORAL)


def start_session(act: RequestAct) -> AssistanceRequest:
    """Note that a session runs."""
    return replace(act.subject, session_started_at=act.now, session_minutes=act.subject.session_minutes or 0)


def resolve(act: RequestAct) -> AssistanceRequest:
    """Forget a slot that did not take place; the duration said by the expert wins over the measured one."""
    request = end_session(act)
    took_place = request.slot is not None and request.slot <= act.now
    return replace(
        settle(act),
        slot=request.slot if took_place else None,
        link=request.link if took_place else "",
        report=act.given.report.strip(),
        session_minutes=request.session_minutes if act.given.minutes is None else act.given.minutes,
    )


def rate(act: RequestAct) -> AssistanceRequest:
    """Note the requester's opinion."""
    return replace(act.subject, score=act.given.score, comment=act.given.comment.strip())


def cancel(act: RequestAct) -> AssistanceRequest:
    """Note why the request is cancelled."""
    return replace(settle(act), cancelled_as=act.given.cancel_as, duplicate_of=act.given.duplicate_of)


def change_contact(act: RequestAct) -> AssistanceRequest:
    """Note whom to reach from now on; who asked stays who they are."""
    contact = act.given.contact
    if contact is None:
        raise ValueError("a contact is checked before")
    return replace(act.subject, contact=contact)


def note_ticket(act: RequestAct) -> AssistanceRequest:
    """Note the number of the official ticket, or take it away."""
    return replace(act.subject, ticket=_ticket(act))


def count_alert(act: RequestAct) -> AssistanceRequest:
    """Count one more alert."""
    return replace(act.subject, alerts=act.subject.alerts + 1)


def note_slot_reminder(act: RequestAct) -> AssistanceRequest:
    """After a stop, several reminders are due at once: one is enough."""
    slot = act.subject.slot
    return replace(act.subject, slot_reminded=_reminders_past(slot, act) if slot else 0)


# Notices


def school_is_awaited(_act: RequestAct, after: AssistanceRequest) -> bool:
    """Tell whether the school's answer is awaited."""
    return after.waiting_for is WaitingFor.SCHOOL


def is_held(_act: RequestAct, after: AssistanceRequest) -> bool:
    """Tell whether an expert holds the request after the move."""
    return after.holder is not None
