"""A request for assistance (demande d'assistance) and its life cycle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from knowledge.lifecycle import (
    Act,
    Check,
    Cycle,
    Given,
    Guard,
    Notice,
    Outcome,
    Recipient,
    Relation,
    Situation,
    Subject,
    Transition,
)
from knowledge.people import Person, PersonKey, Role
from knowledge.time.delays import DEFAULT_DELAYS, Delays, add_working_days, add_working_hours


class RequestStatus(StrEnum):
    """Where a request stands. Urgent and escalated are flags, not states."""

    NEW = "new"
    ASSIGNED = "assigned"
    PLANNED = "planned"
    WAITING = "waiting"
    RESOLVED = "resolved"
    CLOSED = "closed"
    CANCELLED = "cancelled"


HELD = frozenset({RequestStatus.ASSIGNED, RequestStatus.PLANNED, RequestStatus.WAITING})
OPEN = HELD | {RequestStatus.NEW, RequestStatus.RESOLVED}
FINAL = frozenset(RequestStatus) - OPEN


class RequestMove(StrEnum):
    """What may be done with a request; the verb of a button is «request.» and one of these."""

    LOG = "log"
    LOG_AND_TAKE = "log_and_take"
    TAKE = "take"
    ASSIGN = "assign"
    REASSIGN = "reassign"
    RELEASE = "release"
    PLAN = "plan"
    MOVE_SLOT = "move_slot"
    CANCEL_SLOT = "cancel_slot"
    ASK_OTHER_SLOT = "ask_other_slot"
    AGREE = "agree"
    TAKE_BACK = "take_back"
    START_SESSION = "start_session"
    END_SESSION = "end_session"
    PUT_ON_HOLD = "put_on_hold"
    RESUME = "resume"
    REPLY = "reply"
    RESOLVE = "resolve"
    CONFIRM = "confirm"
    REFUSE_SOLUTION = "refuse_solution"
    RATE = "rate"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"
    CANCEL = "cancel"
    TELL_BY_PHONE = "tell_by_phone"
    ALERT_UNTAKEN = "alert_untaken"
    ALERT_IDLE = "alert_idle"
    REMIND_SLOT = "remind_slot"
    REMIND_WAITING = "remind_waiting"


class Topic(StrEnum):
    """What a request is about (objet)."""

    ACCES = "ACCES"
    HABIL = "HABIL"
    BUDGET = "BUDGET"
    DEPENSE = "DEPENSE"
    TIERS = "TIERS"
    RECETTE = "RECETTE"
    DROITS = "DROITS"
    BOURSES = "BOURSES"
    VOYAGES = "VOYAGES"
    REGIE = "REGIE"
    TRESO = "TRESO"
    IMMO = "IMMO"
    COFI = "COFI"
    BASCULE = "BASCULE"
    ORIENTER = "ORIENTER"


class WaitingFor(StrEnum):
    """Whose answer a request on hold waits for."""

    SCHOOL = "school"
    PUBLISHER = "publisher"
    SA_EPLE = "saeple"


class CancelReason(StrEnum):
    """Why a request was cancelled."""

    WITHDRAWN = "withdrawn"
    DUPLICATE = "duplicate"
    OUT_OF_SCOPE = "out_of_scope"


class Consent(StrEnum):
    """How the requester agreed to screen sharing and control, before the coming session."""

    IN_CHAT = "in_chat"
    ORAL = "oral"  # Ticked by the expert.


class RequestRefusal(StrEnum):
    """Why a move is refused, beyond state and rights."""

    SCHOOL_MISSING = "school_missing"
    CONTACT_MISSING = "contact_missing"
    TOPIC_MISSING = "topic_missing"
    ALREADY_OPEN = "already_open"  # Same school and topic: the open one is proposed.
    TARGET_NOT_EXPERT = "target_not_expert"
    TARGET_IS_HOLDER = "target_is_holder"
    SLOT_NOT_FUTURE = "slot_not_future"
    WAITING_FOR_MISSING = "waiting_for_missing"
    RESUME_NOT_FUTURE = "resume_not_future"
    REPORT_MISSING = "report_missing"
    TOO_LATE_TO_REOPEN = "too_late_to_reopen"  # A new request, linked to the old, is proposed.
    CANCEL_REASON_MISSING = "cancel_reason_missing"
    DUPLICATE_MISSING = "duplicate_missing"
    ALREADY_AGREED = "already_agreed"
    NOT_AGREED = "not_agreed"
    NOT_AWAITED = "not_awaited"
    SESSION_RUNNING = "session_running"
    NO_SESSION = "no_session"
    SCORE_OUT_OF_RANGE = "score_out_of_range"
    ALREADY_RATED = "already_rated"
    HOLDER_ACTIVE = "holder_active"  # Between lines of the table, never said.
    HOLDER_GONE = "holder_gone"


class RequestNotice(StrEnum):
    """The kinds of notices."""

    RECEIPT = "request_receipt"
    CARD = "request_card"
    URGENT = "request_urgent"
    TAKEN = "request_taken"
    THREAD_LINE = "request_thread"
    ASSIGNED_TO_YOU = "request_assigned"
    REASSIGNED = "request_reassigned"
    RELEASED = "request_released"
    PLANNED = "request_planned"
    SLOT_MOVED = "request_slot_moved"
    SLOT_CANCELLED = "request_slot_cancelled"
    OTHER_SLOT_ASKED = "request_other_slot"
    SLOT_REMINDER = "request_slot_reminder"
    AGREED = "request_agreed"
    TAKEN_BACK = "request_taken_back"
    REPLY_AWAITED = "request_reply_awaited"
    WAITING_REMINDER = "request_waiting_reminder"
    RESUMED = "request_resumed"
    REPLIED = "request_replied"
    RESOLVED = "request_resolved"
    SATISFACTION = "request_satisfaction"
    SOLUTION_REFUSED = "request_refused"
    REOPENED = "request_reopened"
    CANCELLED = "request_cancelled"
    UNTAKEN = "request_untaken"
    IDLE = "request_idle"


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolContact:
    """Whom to reach at the school: a name, and outside Teams a mail address or a phone number."""

    name: str = ""
    function: str = ""
    mail: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssistanceRequest(Subject):
    """A school's request. Instants are aware.

    ``author`` typed it; ``requester`` answers for the school in Teams: the author, when they ask for themselves or for
    a colleague; None when the contact is not known there (logged on the phone). ``slot`` is the start of the session,
    kept after it took place. ``alerts`` counts the timers' alerts since the last activity.
    """

    status: RequestStatus = RequestStatus.NEW
    uai: str = ""
    contact: SchoolContact = field(default_factory=SchoolContact)
    topic: Topic | None = None
    details: str = ""
    urgent: bool = False
    wished_slots: str = ""
    author: PersonKey
    requester: PersonKey | None = None
    holder: PersonKey | None = None
    linked_to: str = ""  # The closed request that this one continues.
    slot: datetime | None = None
    link: str = ""
    slot_reminded: int = 0
    consent: Consent | None = None
    session_started_at: datetime | None = None
    session_minutes: int | None = None  # None: no session took place.
    waiting_for: WaitingFor | None = None
    resume_at: datetime | None = None
    waiting_reminded: bool = False
    report: str = ""
    cancelled_as: CancelReason | None = None
    duplicate_of: str = ""
    score: int | None = None  # Satisfaction, 1 to 5.
    comment: str = ""
    alerts: int = 0

    @property
    def reachable(self) -> bool:
        """Tell whether the school's person is named, and can be written to in Teams or reached outside."""
        contact = self.contact
        return bool(contact.name.strip() and (self.requester or contact.mail.strip() or contact.phone.strip()))

    @property
    def escalated(self) -> bool:
        """Tell whether the SA EPLE was told that nothing happens."""
        return self.alerts >= 2


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestFacts:
    """What the store knows beyond the request. ``same_open``: an open request of the same school and topic."""

    delays: Delays = DEFAULT_DELAYS
    holder_active: bool = True  # The holder still has the role of expert.
    same_open: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestGiven(Given):
    """What the person supplies. ``target``: with the roles held now. ``anyway``: log it although one is open."""

    anyway: bool = False
    target: Person | None = None
    slot: datetime | None = None
    link: str = ""
    waiting_for: WaitingFor | None = None
    resume_at: datetime | None = None
    report: str = ""
    minutes: int | None = None
    cancel_as: CancelReason | None = None
    duplicate_of: str = ""
    score: int | None = None
    comment: str = ""


_Act = Act[AssistanceRequest, RequestFacts, RequestGiven]
_Seen = Situation[AssistanceRequest, RequestFacts]
_Guard = Guard[AssistanceRequest, RequestFacts]
_Check = Check[AssistanceRequest, RequestFacts, RequestGiven]
_Line = Transition[AssistanceRequest, RequestFacts, RequestGiven]
_Notice = Notice[AssistanceRequest, RequestFacts, RequestGiven]


# Conditions


def _may_still_reopen(seen: _Seen) -> bool:
    closed = seen.subject.status_since or seen.now
    return Relation.SA_EPLE in seen.relations or seen.now <= closed + timedelta(days=seen.facts.delays.reopen_days)


def _target_is_expert(act: _Act) -> bool:
    return act.given.target is not None and act.given.target.has(Role.EXPERT)


def _target_is_another(act: _Act) -> bool:
    return act.given.target is not None and act.given.target.key != act.subject.holder


def _future(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and moment > now


_HOLDER_ACTIVE: _Guard = Guard(RequestRefusal.HOLDER_GONE, lambda seen: seen.facts.holder_active)
_HOLDER_GONE: _Guard = Guard(RequestRefusal.HOLDER_ACTIVE, lambda seen: not seen.facts.holder_active)
_COMPLETE: tuple[_Guard, ...] = (
    Guard(RequestRefusal.SCHOOL_MISSING, lambda seen: bool(seen.subject.uai)),
    Guard(RequestRefusal.CONTACT_MISSING, lambda seen: seen.subject.reachable),
    Guard(RequestRefusal.TOPIC_MISSING, lambda seen: seen.subject.topic is not None),
)
_NONE_OPEN: _Check = Check(RequestRefusal.ALREADY_OPEN, lambda act: not act.facts.same_open or act.given.anyway)
_TARGET_IS_EXPERT: _Check = Check(RequestRefusal.TARGET_NOT_EXPERT, _target_is_expert)
_SLOT_IN_FUTURE: _Check = Check(RequestRefusal.SLOT_NOT_FUTURE, lambda act: _future(act.given.slot, act.now))


# When timers act


def _untaken_at(request: AssistanceRequest, facts: RequestFacts) -> datetime | None:
    """T1, and once more T1 before the SA EPLE is told."""
    if request.status_since is None or request.alerts >= 2:
        return None
    hours = facts.delays.take_hours_urgent if request.urgent else facts.delays.take_hours
    return add_working_hours(request.status_since, hours * (request.alerts + 1), facts.delays)


def _idle_at(request: AssistanceRequest, facts: RequestFacts) -> datetime | None:
    """T2, and once more T2 before the SA EPLE is told."""
    if request.touched_at is None or request.alerts >= 2:
        return None
    return add_working_days(request.touched_at, facts.delays.idle_days * (request.alerts + 1), facts.delays)


def _slot_reminder_at(request: AssistanceRequest, facts: RequestFacts) -> datetime | None:
    ahead = sorted(facts.delays.slot_reminders, reverse=True)
    if request.slot is None or request.slot_reminded >= len(ahead):
        return None
    return request.slot - ahead[request.slot_reminded]


def _waiting_reminder_at(request: AssistanceRequest, _facts: RequestFacts) -> datetime | None:
    return None if request.waiting_reminded else request.resume_at


def _confirmed_at(request: AssistanceRequest, facts: RequestFacts) -> datetime | None:
    """N working days after the solution."""
    return request.status_since and add_working_days(request.status_since, facts.delays.confirm_days, facts.delays)


# Effects


def _actor(act: _Act) -> PersonKey:
    if act.by is None:
        raise ValueError("a person makes this move")
    return act.by


def _reminders_past(slot: datetime, act: _Act) -> int:
    """Return how many reminders of a slot are no longer worth sending."""
    return sum(slot - ahead <= act.now for ahead in act.facts.delays.slot_reminders)


def _session_ended(act: _Act) -> AssistanceRequest:
    """Return the request without a running session; who agrees does so for one session."""
    request = act.subject
    minutes = request.session_minutes
    if request.session_started_at is not None:
        minutes = (minutes or 0) + max(round((act.now - request.session_started_at).total_seconds() / 60), 0)
    return replace(request, session_started_at=None, session_minutes=minutes, consent=None)


def _settled(act: _Act) -> AssistanceRequest:
    """Return the request without slot, session or waiting: it starts again from its holder, or from nobody."""
    return replace(
        _session_ended(act),
        slot=None,
        link="",
        slot_reminded=0,
        waiting_for=None,
        resume_at=None,
        waiting_reminded=False,
    )


def _taken(act: _Act) -> AssistanceRequest:
    return replace(act.subject, holder=_actor(act))


def _given_to_target(act: _Act) -> AssistanceRequest:
    target = act.given.target
    if target is None:
        raise ValueError("a target is checked before")
    return replace(_settled(act), holder=target.key)


def _released(act: _Act) -> AssistanceRequest:
    return replace(_settled(act), holder=None)


def _planned(act: _Act) -> AssistanceRequest:
    slot = act.given.slot
    if slot is None:
        raise ValueError("a slot is checked before")
    return replace(_settled(act), slot=slot, link=act.given.link, slot_reminded=_reminders_past(slot, act))


def _on_hold(act: _Act) -> AssistanceRequest:
    return replace(_settled(act), waiting_for=act.given.waiting_for, resume_at=act.given.resume_at)


def _agreed(act: _Act) -> AssistanceRequest:
    return replace(act.subject, consent=Consent.IN_CHAT if act.role is Relation.REQUESTER else Consent.ORAL)


def _session_started(act: _Act) -> AssistanceRequest:
    return replace(act.subject, session_started_at=act.now, session_minutes=act.subject.session_minutes or 0)


def _resolved(act: _Act) -> AssistanceRequest:
    """Forget a slot that did not take place; the duration said by the expert wins over the measured one."""
    request = _session_ended(act)
    took_place = request.slot is not None and request.slot <= act.now
    return replace(
        _settled(act),
        slot=request.slot if took_place else None,
        link=request.link if took_place else "",
        report=act.given.report.strip(),
        session_minutes=request.session_minutes if act.given.minutes is None else act.given.minutes,
    )


def _reopened(act: _Act) -> AssistanceRequest:
    return replace(_settled(act), score=None, comment="")


def _reopened_for_anyone(act: _Act) -> AssistanceRequest:
    return replace(_reopened(act), holder=None)


def _rated(act: _Act) -> AssistanceRequest:
    return replace(act.subject, score=act.given.score, comment=act.given.comment.strip())


def _withdrawn(act: _Act) -> AssistanceRequest:
    return replace(_settled(act), cancelled_as=CancelReason.WITHDRAWN)


def _cancelled(act: _Act) -> AssistanceRequest:
    return replace(_settled(act), cancelled_as=act.given.cancel_as, duplicate_of=act.given.duplicate_of)


def _alerted(act: _Act) -> AssistanceRequest:
    return replace(act.subject, alerts=act.subject.alerts + 1)


def _slot_reminded(act: _Act) -> AssistanceRequest:
    """After a stop, several reminders are due at once: one is enough."""
    slot = act.subject.slot
    return replace(act.subject, slot_reminded=_reminders_past(slot, act) if slot else 0)


def _waiting_reminded(act: _Act) -> AssistanceRequest:
    return replace(act.subject, waiting_reminded=True)


# Notices


def _had_slot(act: _Act, _after: AssistanceRequest) -> bool:
    """Tell whether a session was to come: both parties learn that it will not."""
    return act.subject.slot is not None and act.subject.status is RequestStatus.PLANNED


def _is_urgent(_act: _Act, after: AssistanceRequest) -> bool:
    return after.urgent


def _school_is_awaited(_act: _Act, after: AssistanceRequest) -> bool:
    return after.waiting_for is WaitingFor.SCHOOL


def _is_first_alert(_act: _Act, after: AssistanceRequest) -> bool:
    return after.alerts == 1


def _is_second_alert(_act: _Act, after: AssistanceRequest) -> bool:
    return after.alerts == 2


def _may_be_asked(_act: _Act, after: AssistanceRequest) -> bool:
    """Nobody's satisfaction is invented: it is asked of a known requester who is not the expert."""
    return after.requester is not None and after.requester != after.holder


def _is_held(_act: _Act, after: AssistanceRequest) -> bool:
    return after.holder is not None


_S, _M, _R, _N = RequestStatus, RequestMove, Relation, RequestNotice
_CARD: _Notice = Notice(_N.CARD, (Recipient.CHANNEL,))
_LINE: _Notice = Notice(_N.THREAD_LINE, (Recipient.THREAD,))
_TAKEN: _Notice = Notice(_N.TAKEN, (Recipient.REQUESTER,))
_LOGGED: tuple[_Notice, ...] = (
    Notice(_N.RECEIPT, (Recipient.AUTHOR, Recipient.REQUESTER)),
    _CARD,
    Notice(_N.URGENT, (Recipient.SA_EPLE,), _is_urgent),
)
_SLOT_LOST: _Notice = Notice(_N.SLOT_CANCELLED, (Recipient.REQUESTER, Recipient.FORMER_HOLDER), _had_slot)
_LOGGERS = (_R.REQUESTER, _R.EXPERT, _R.SA_EPLE)
_IN_HAND = frozenset({_S.ASSIGNED, _S.PLANNED})

REQUEST_TABLE: tuple[_Line, ...] = (
    Transition(
        move=_M.LOG,
        sources=frozenset(),
        target=_S.NEW,
        who=_LOGGERS,
        guards=_COMPLETE,
        checks=(_NONE_OPEN,),
        notices=_LOGGED,
    ),
    Transition(
        move=_M.LOG_AND_TAKE,
        sources=frozenset(),
        target=_S.ASSIGNED,
        who=(_R.EXPERT,),
        guards=_COMPLETE,
        checks=(_NONE_OPEN,),
        effect=_taken,
        notices=(*_LOGGED, _TAKEN, _LINE),
    ),
    Transition(
        move=_M.TAKE,
        sources=frozenset({_S.NEW}),
        target=_S.ASSIGNED,
        who=(_R.EXPERT,),
        effect=_taken,
        notices=(_TAKEN, _CARD, _LINE),
    ),
    Transition(
        move=_M.ASSIGN,
        sources=frozenset({_S.NEW}),
        target=_S.ASSIGNED,
        who=(_R.SA_EPLE,),
        checks=(_TARGET_IS_EXPERT,),
        effect=_given_to_target,
        notices=(Notice(_N.ASSIGNED_TO_YOU, (Recipient.HOLDER,)), _TAKEN, _CARD, _LINE),
    ),
    Transition(
        move=_M.REASSIGN,
        sources=HELD,
        target=_S.ASSIGNED,
        who=(_R.HOLDER, _R.SA_EPLE),
        needs_reason=True,
        checks=(_TARGET_IS_EXPERT, Check(RequestRefusal.TARGET_IS_HOLDER, _target_is_another)),
        effect=_given_to_target,
        notices=(
            Notice(_N.ASSIGNED_TO_YOU, (Recipient.HOLDER,)),
            Notice(_N.REASSIGNED, (Recipient.FORMER_HOLDER, Recipient.REQUESTER)),
            _SLOT_LOST,
            _CARD,
            _LINE,
        ),
    ),
    Transition(
        move=_M.RELEASE,
        sources=HELD,
        target=_S.NEW,
        # The program releases the requests of an expert whose role is taken away.
        who=(_R.HOLDER, _R.SA_EPLE, _R.SYSTEM),
        needs_reason=True,
        effect=_released,
        notices=(Notice(_N.RELEASED, (Recipient.REQUESTER, Recipient.FORMER_HOLDER)), _SLOT_LOST, _CARD, _LINE),
    ),
    Transition(
        move=_M.PLAN,
        sources=frozenset({_S.ASSIGNED, _S.WAITING}),
        target=_S.PLANNED,
        who=(_R.HOLDER,),
        checks=(_SLOT_IN_FUTURE,),
        effect=_planned,
        notices=(Notice(_N.PLANNED, (Recipient.REQUESTER, Recipient.HOLDER)), _CARD),
    ),
    Transition(
        move=_M.MOVE_SLOT,
        sources=frozenset({_S.PLANNED}),
        target=Outcome.SAME,
        who=(_R.HOLDER, _R.SA_EPLE),
        needs_reason=True,
        checks=(_SLOT_IN_FUTURE,),
        effect=_planned,
        notices=(Notice(_N.SLOT_MOVED, (Recipient.REQUESTER, Recipient.HOLDER)), _CARD),
    ),
    Transition(
        move=_M.CANCEL_SLOT,
        sources=frozenset({_S.PLANNED}),
        target=_S.ASSIGNED,
        who=(_R.HOLDER, _R.SA_EPLE),
        needs_reason=True,
        effect=_settled,
        notices=(Notice(_N.SLOT_CANCELLED, (Recipient.REQUESTER, Recipient.HOLDER)), _CARD),
    ),
    Transition(
        move=_M.ASK_OTHER_SLOT,
        sources=frozenset({_S.PLANNED}),
        target=Outcome.SAME,
        who=(_R.REQUESTER,),
        needs_reason=True,
        notices=(Notice(_N.OTHER_SLOT_ASKED, (Recipient.HOLDER,)),),
    ),
    Transition(
        move=_M.AGREE,
        sources=_IN_HAND,
        target=Outcome.SAME,
        who=(_R.REQUESTER, _R.HOLDER),
        guards=(Guard(RequestRefusal.ALREADY_AGREED, lambda seen: seen.subject.consent is None),),
        effect=_agreed,
        notices=(Notice(_N.AGREED, (Recipient.HOLDER, Recipient.REQUESTER)),),
    ),
    Transition(
        move=_M.TAKE_BACK,
        sources=_IN_HAND,
        target=Outcome.SAME,
        who=(_R.REQUESTER, _R.HOLDER),
        guards=(Guard(RequestRefusal.NOT_AGREED, lambda seen: seen.subject.consent is not None),),
        effect=_session_ended,
        notices=(Notice(_N.TAKEN_BACK, (Recipient.HOLDER, Recipient.REQUESTER)),),
    ),
    Transition(
        move=_M.START_SESSION,
        sources=_IN_HAND,
        target=Outcome.SAME,
        who=(_R.HOLDER,),
        guards=(
            Guard(RequestRefusal.NOT_AGREED, lambda seen: seen.subject.consent is not None),
            Guard(RequestRefusal.SESSION_RUNNING, lambda seen: seen.subject.session_started_at is None),
        ),
        effect=_session_started,
    ),
    Transition(
        move=_M.END_SESSION,
        sources=_IN_HAND,
        target=Outcome.SAME,
        who=(_R.HOLDER,),
        guards=(Guard(RequestRefusal.NO_SESSION, lambda seen: seen.subject.session_started_at is not None),),
        effect=_session_ended,
    ),
    Transition(
        move=_M.PUT_ON_HOLD,
        sources=_IN_HAND,
        target=_S.WAITING,
        who=(_R.HOLDER,),
        checks=(
            Check(RequestRefusal.WAITING_FOR_MISSING, lambda act: act.given.waiting_for is not None),
            Check(RequestRefusal.RESUME_NOT_FUTURE, lambda act: _future(act.given.resume_at, act.now)),
        ),
        effect=_on_hold,
        notices=(Notice(_N.REPLY_AWAITED, (Recipient.REQUESTER,), _school_is_awaited), _SLOT_LOST, _CARD),
    ),
    Transition(
        move=_M.RESUME,
        sources=frozenset({_S.WAITING}),
        target=_S.ASSIGNED,
        who=(_R.HOLDER,),
        effect=_settled,
        notices=(Notice(_N.RESUMED, (Recipient.HOLDER,)), _CARD),
    ),
    Transition(
        move=_M.REPLY,
        sources=frozenset({_S.WAITING}),
        target=_S.ASSIGNED,
        who=(_R.REQUESTER,),
        needs_reason=True,  # The reply itself: the journal keeps it as long as the request.
        guards=(Guard(RequestRefusal.NOT_AWAITED, lambda seen: seen.subject.waiting_for is WaitingFor.SCHOOL),),
        effect=_settled,
        notices=(Notice(_N.REPLIED, (Recipient.HOLDER,)), _CARD),
    ),
    Transition(
        move=_M.RESOLVE,
        sources=HELD,
        target=_S.RESOLVED,
        who=(_R.HOLDER,),
        checks=(Check(RequestRefusal.REPORT_MISSING, lambda act: bool(act.given.report.strip())),),
        effect=_resolved,
        notices=(Notice(_N.RESOLVED, (Recipient.REQUESTER,)), _CARD),
    ),
    Transition(
        move=_M.CONFIRM,
        sources=frozenset({_S.RESOLVED}),
        target=_S.CLOSED,
        who=(_R.REQUESTER, _R.SA_EPLE, _R.SYSTEM),
        never=frozenset({_R.HOLDER}),
        due=_confirmed_at,
        notices=(Notice(_N.SATISFACTION, (Recipient.REQUESTER,), _may_be_asked), _CARD),
    ),
    *(
        Transition(
            move=_M.REFUSE_SOLUTION,
            sources=frozenset({_S.RESOLVED}),
            target=target,
            who=(_R.REQUESTER,),
            when=when,
            needs_reason=True,
            effect=effect,
            notices=(*to_holder, _CARD, _LINE),
        )
        for target, when, effect, to_holder in (
            (_S.ASSIGNED, _HOLDER_ACTIVE, _reopened, (Notice(_N.SOLUTION_REFUSED, (Recipient.HOLDER,)),)),
            (_S.NEW, _HOLDER_GONE, _reopened_for_anyone, ()),
        )
    ),
    Transition(
        move=_M.RATE,
        sources=frozenset({_S.CLOSED}),
        target=Outcome.SAME,
        who=(_R.REQUESTER,),
        never=frozenset({_R.HOLDER}),
        guards=(Guard(RequestRefusal.ALREADY_RATED, lambda seen: seen.subject.score is None),),
        checks=(
            Check(
                RequestRefusal.SCORE_OUT_OF_RANGE, lambda act: act.given.score is not None and 1 <= act.given.score <= 5
            ),
        ),
        effect=_rated,
    ),
    *(
        Transition(
            move=_M.REOPEN,
            sources=frozenset({_S.CLOSED}),
            target=target,
            who=(_R.REQUESTER, _R.EXPERT, _R.SA_EPLE),
            when=when,
            needs_reason=True,
            guards=(Guard(RequestRefusal.TOO_LATE_TO_REOPEN, _may_still_reopen),),
            effect=effect,
            notices=(Notice(_N.REOPENED, told), _CARD, _LINE),
        )
        for target, when, effect, told in (
            (_S.ASSIGNED, _HOLDER_ACTIVE, _reopened, (Recipient.HOLDER, Recipient.REQUESTER)),
            (_S.NEW, _HOLDER_GONE, _reopened_for_anyone, (Recipient.REQUESTER,)),
        )
    ),
    Transition(
        move=_M.WITHDRAW,
        sources=HELD | {_S.NEW},
        target=_S.CANCELLED,
        who=(_R.REQUESTER,),
        effect=_withdrawn,
        notices=(
            Notice(_N.CANCELLED, (Recipient.HOLDER,), _is_held),
            Notice(_N.CANCELLED, (Recipient.REQUESTER,)),
            _CARD,
        ),
    ),
    Transition(
        move=_M.CANCEL,
        sources=HELD | {_S.NEW},
        target=_S.CANCELLED,
        who=(_R.HOLDER, _R.SA_EPLE),
        checks=(
            Check(
                RequestRefusal.CANCEL_REASON_MISSING,
                lambda act: act.given.cancel_as in (CancelReason.DUPLICATE, CancelReason.OUT_OF_SCOPE),
            ),
            Check(
                RequestRefusal.DUPLICATE_MISSING,
                lambda act: (
                    act.given.cancel_as is not CancelReason.DUPLICATE
                    or act.given.duplicate_of not in ("", act.subject.reference)
                ),
            ),
        ),
        effect=_cancelled,
        notices=(
            Notice(_N.CANCELLED, (Recipient.HOLDER,), _is_held),
            Notice(_N.CANCELLED, (Recipient.REQUESTER,)),
            _CARD,
        ),
    ),
    Transition(move=_M.TELL_BY_PHONE, sources=HELD | {_S.RESOLVED}, target=Outcome.SAME, who=(_R.HOLDER,)),
    Transition(
        move=_M.ALERT_UNTAKEN,
        sources=frozenset({_S.NEW}),
        target=Outcome.SAME,
        who=(_R.SYSTEM,),
        due=_untaken_at,
        timer=True,
        effect=_alerted,
        notices=(
            Notice(_N.UNTAKEN, (Recipient.THREAD,), _is_first_alert),
            Notice(_N.UNTAKEN, (Recipient.SA_EPLE,), _is_second_alert),
        ),
    ),
    Transition(
        move=_M.ALERT_IDLE,
        sources=frozenset({_S.ASSIGNED}),
        target=Outcome.SAME,
        who=(_R.SYSTEM,),
        due=_idle_at,
        timer=True,
        effect=_alerted,
        notices=(
            Notice(_N.IDLE, (Recipient.HOLDER,), _is_first_alert),
            Notice(_N.IDLE, (Recipient.SA_EPLE,), _is_second_alert),
        ),
    ),
    Transition(
        move=_M.REMIND_SLOT,
        sources=frozenset({_S.PLANNED}),
        target=Outcome.SAME,
        who=(_R.SYSTEM,),
        due=_slot_reminder_at,
        timer=True,
        effect=_slot_reminded,
        notices=(Notice(_N.SLOT_REMINDER, (Recipient.REQUESTER, Recipient.HOLDER)),),
    ),
    Transition(
        move=_M.REMIND_WAITING,
        sources=frozenset({_S.WAITING}),
        target=Outcome.SAME,
        who=(_R.SYSTEM,),
        due=_waiting_reminder_at,
        timer=True,
        effect=_waiting_reminded,
        notices=(
            Notice(_N.WAITING_REMINDER, (Recipient.HOLDER,)),
            Notice(_N.WAITING_REMINDER, (Recipient.REQUESTER,), _school_is_awaited),
        ),
    ),
)


def request_relations(request: AssistanceRequest, person: Person) -> frozenset[Relation]:
    """Return what a person is to a request, empty if it is no business of theirs. Without the role, no holder."""
    found: set[Relation] = set()
    if person.key == request.requester:
        found.add(Relation.REQUESTER)
    if person.has(Role.EXPERT):
        found.add(Relation.EXPERT)
        if person.key == request.holder:
            found.add(Relation.HOLDER)
    if person.has(Role.SA_EPLE):
        found.add(Relation.SA_EPLE)
    return frozenset(found)


def _told(recipient: Recipient, before: AssistanceRequest, after: AssistanceRequest) -> PersonKey | None:
    people = {
        Recipient.AUTHOR: after.author,
        Recipient.REQUESTER: after.requester,
        Recipient.HOLDER: after.holder,
        Recipient.FORMER_HOLDER: before.holder,
    }
    return people.get(recipient)


def _journal(before: AssistanceRequest, after: AssistanceRequest) -> Mapping[str, Any]:
    """Return what changed and is worth a line: whom, when, why; no free text, which stays in the request."""
    values = {name: (getattr(before, name), getattr(after, name)) for name in _JOURNALLED}
    return {name: _json(new) for name, (old, new) in values.items() if old != new}


_JOURNALLED = (
    "holder", "slot", "waiting_for", "resume_at", "consent", "session_started_at", "session_minutes", "cancelled_as",
    "duplicate_of", "score", "alerts",
)  # fmt: skip


def _json(value: Any) -> Any:
    if isinstance(value, PersonKey):
        return value.oid
    return value.isoformat() if isinstance(value, datetime) else value


def _renewed(request: AssistanceRequest) -> AssistanceRequest:
    return replace(request, alerts=0)


REQUEST_CYCLE: Cycle[AssistanceRequest, RequestFacts, RequestGiven] = Cycle(
    name="request",
    states=RequestStatus,
    moves=RequestMove,
    table=REQUEST_TABLE,
    relations=request_relations,
    nothing_given=RequestGiven(),
    told=_told,
    journal=_journal,
    holder=lambda request: request.holder,
    shown=lambda request, _relations: request.status,
    renewed=_renewed,
)
