"""The life cycle of a request for assistance: its table, and what each person is to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from knowledge import request_effects as effects
from knowledge.lifecycle import Check, Cycle, Guard, NoticeRule, Recipient, Relation, Transition, setting
from knowledge.people import Person, PersonKey, Role
from knowledge.request import (
    ESCALATED,
    HELD,
    AssistanceRequest,
    CancelReason,
    RequestFacts,
    RequestGiven,
    RequestMove,
    RequestNotice,
    RequestRefusal,
    RequestStatus,
    WaitingFor,
)

RequestTransition = Transition[AssistanceRequest, RequestFacts, RequestGiven]
RequestNoticeRule = NoticeRule[AssistanceRequest, RequestFacts, RequestGiven]
_S, _M, _R, _N = RequestStatus, RequestMove, Relation, RequestNotice
_CARD: RequestNoticeRule = NoticeRule(_N.CARD, (Recipient.CHANNEL,))
_LINE: RequestNoticeRule = NoticeRule(_N.THREAD_LINE, (Recipient.THREAD,))
_TAKEN: RequestNoticeRule = NoticeRule(_N.TAKEN, (Recipient.REQUESTER,))
_LOGGED: tuple[RequestNoticeRule, ...] = (
    NoticeRule(_N.RECEIPT, (Recipient.AUTHOR, Recipient.REQUESTER)),
    _CARD,
    NoticeRule(_N.URGENT, (Recipient.SA_EPLE,), lambda _act, after: after.urgent),
)
# A session was to come: both parties learn that it will not.
_SLOT_LOST: RequestNoticeRule = NoticeRule(
    _N.SLOT_CANCELLED,
    (Recipient.REQUESTER, Recipient.FORMER_HOLDER),
    lambda act, _after: act.subject.slot is not None and act.subject.status is _S.PLANNED,
)
# The opinion on the former solution is forgotten.
_REOPEN = effects.settling(score=None, comment="")
_REOPEN_FOR_ANYONE = effects.settling(score=None, comment="", holder=None)
_LOGGERS = (_R.REQUESTER, _R.EXPERT, _R.SA_EPLE)
_IN_HAND = frozenset({_S.ASSIGNED, _S.PLANNED})

REQUEST_TABLE: tuple[RequestTransition, ...] = (
    Transition(
        move=_M.LOG,
        sources=frozenset(),
        target=_S.NEW,
        who=_LOGGERS,
        guards=effects.COMPLETE,
        checks=(effects.NONE_OPEN,),
        notices=_LOGGED,
    ),
    Transition(
        move=_M.LOG_AND_TAKE,
        sources=frozenset(),
        target=_S.ASSIGNED,
        who=(_R.EXPERT,),
        guards=effects.COMPLETE,
        checks=(effects.NONE_OPEN,),
        effect=effects.take,
        notices=(*_LOGGED, _TAKEN, _LINE),
    ),
    Transition(
        move=_M.TAKE,
        sources=frozenset({_S.NEW}),
        target=_S.ASSIGNED,
        who=(_R.EXPERT,),
        effect=effects.take,
        notices=(_TAKEN, _CARD, _LINE),
    ),
    Transition(
        move=_M.ASSIGN,
        sources=frozenset({_S.NEW}),
        target=_S.ASSIGNED,
        who=(_R.SA_EPLE,),
        checks=(effects.TARGET_IS_EXPERT, effects.TARGET_IS_THERE),
        effect=effects.give_to_target,
        notices=(NoticeRule(_N.ASSIGNED_TO_YOU, (Recipient.HOLDER,)), _TAKEN, _CARD, _LINE),
    ),
    Transition(
        move=_M.REASSIGN,
        sources=HELD,
        target=_S.ASSIGNED,
        who=(_R.HOLDER, _R.SA_EPLE),
        needs_reason=True,
        checks=(
            effects.TARGET_IS_EXPERT,
            Check(RequestRefusal.TARGET_IS_HOLDER, effects.target_is_another),
            effects.TARGET_IS_THERE,
        ),
        effect=effects.give_to_target,
        notices=(
            NoticeRule(_N.ASSIGNED_TO_YOU, (Recipient.HOLDER,)),
            NoticeRule(_N.REASSIGNED, (Recipient.FORMER_HOLDER, Recipient.REQUESTER)),
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
        effect=effects.settling(holder=None),
        notices=(NoticeRule(_N.RELEASED, (Recipient.REQUESTER, Recipient.FORMER_HOLDER)), _SLOT_LOST, _CARD, _LINE),
    ),
    Transition(
        move=_M.PLAN,
        sources=frozenset({_S.ASSIGNED, _S.WAITING}),
        target=_S.PLANNED,
        who=(_R.HOLDER,),
        checks=(effects.SLOT_IN_FUTURE,),
        effect=effects.plan,
        notices=(NoticeRule(_N.PLANNED, (Recipient.REQUESTER, Recipient.HOLDER)), _CARD),
    ),
    Transition(
        move=_M.MOVE_SLOT,
        sources=frozenset({_S.PLANNED}),
        who=(_R.HOLDER, _R.SA_EPLE),
        needs_reason=True,
        checks=(effects.SLOT_IN_FUTURE,),
        effect=effects.plan,
        notices=(NoticeRule(_N.SLOT_MOVED, (Recipient.REQUESTER, Recipient.HOLDER)), _CARD),
    ),
    Transition(
        move=_M.CANCEL_SLOT,
        sources=frozenset({_S.PLANNED}),
        target=_S.ASSIGNED,
        who=(_R.HOLDER, _R.SA_EPLE),
        needs_reason=True,
        effect=effects.settle,
        notices=(NoticeRule(_N.SLOT_CANCELLED, (Recipient.REQUESTER, Recipient.HOLDER)), _CARD),
    ),
    Transition(
        move=_M.VISIT_HELD,
        sources=frozenset({_S.PLANNED}),
        target=_S.ASSIGNED,
        who=(_R.HOLDER,),
        needs_reason=True,  # The line of its report.
        guards=(effects.AT_THE_SCHOOL, effects.SLOT_OVER),
        effect=effects.hold_visit,
        notices=(_CARD,),
    ),
    Transition(
        move=_M.SLOT_HELD,
        sources=frozenset({_S.PLANNED}),
        target=_S.ASSIGNED,
        who=(_R.HOLDER,),
        guards=(effects.AT_A_DISTANCE, effects.SLOT_OVER),
        effect=effects.settle,
        notices=(_CARD,),
    ),
    Transition(
        move=_M.SLOT_MISSED,
        sources=frozenset({_S.PLANNED}),
        target=_S.ASSIGNED,
        who=(_R.HOLDER,),
        guards=(effects.SLOT_OVER,),
        effect=effects.settle,
        notices=(NoticeRule(_N.SLOT_MISSED, (Recipient.REQUESTER,)), _CARD),
    ),
    Transition(
        move=_M.OFFER_SLOTS,
        sources=HELD,
        who=(_R.HOLDER,),
        checks=(effects.SLOTS_IN_FUTURE,),
        effect=effects.offer_slots,
        notices=(NoticeRule(_N.SLOTS_OFFERED, (Recipient.REQUESTER,)),),
    ),
    Transition(
        move=_M.CHOOSE_SLOT,
        sources=HELD,
        target=_S.PLANNED,
        who=(_R.REQUESTER,),
        guards=(effects.SLOTS_OFFERED,),
        checks=(effects.SLOT_OFFERED,),
        effect=effects.choose_slot,
        notices=(NoticeRule(_N.PLANNED, (Recipient.HOLDER, Recipient.REQUESTER)), _CARD),
    ),
    Transition(
        move=_M.ASK_OTHER_SLOT,
        sources=frozenset({_S.PLANNED}),
        who=(_R.REQUESTER,),
        needs_reason=True,
        effect=setting(proposed=()),
        notices=(NoticeRule(_N.OTHER_SLOT_ASKED, (Recipient.HOLDER,)),),
    ),
    Transition(
        move=_M.ASK_OTHER_SLOT,
        sources=HELD - {_S.PLANNED},
        who=(_R.REQUESTER,),
        needs_reason=True,
        guards=(effects.SLOTS_OFFERED,),
        effect=setting(proposed=()),
        notices=(NoticeRule(_N.OTHER_SLOT_ASKED, (Recipient.HOLDER,)),),
    ),
    Transition(
        move=_M.AGREE,
        sources=_IN_HAND,
        who=(_R.REQUESTER, _R.HOLDER),
        guards=(Guard(RequestRefusal.ALREADY_AGREED, lambda seen: seen.subject.consent is None),),
        effect=effects.agree,
        notices=(NoticeRule(_N.AGREED, (Recipient.HOLDER, Recipient.REQUESTER)),),
    ),
    Transition(
        move=_M.TAKE_BACK,
        sources=_IN_HAND,
        who=(_R.REQUESTER, _R.HOLDER),
        guards=(Guard(RequestRefusal.NOT_AGREED, lambda seen: seen.subject.consent is not None),),
        effect=effects.end_session,
        notices=(NoticeRule(_N.TAKEN_BACK, (Recipient.HOLDER, Recipient.REQUESTER)),),
    ),
    Transition(
        move=_M.START_SESSION,
        sources=_IN_HAND,
        who=(_R.HOLDER,),
        guards=(
            Guard(RequestRefusal.NOT_AGREED, lambda seen: seen.subject.consent is not None),
            Guard(RequestRefusal.SESSION_RUNNING, lambda seen: seen.subject.session_started_at is None),
        ),
        checks=(effects.TRAINED,),
        effect=effects.start_session,
    ),
    Transition(
        move=_M.END_SESSION,
        sources=_IN_HAND,
        who=(_R.HOLDER,),
        guards=(Guard(RequestRefusal.NO_SESSION, lambda seen: seen.subject.session_started_at is not None),),
        effect=effects.end_session,
    ),
    Transition(
        move=_M.PUT_ON_HOLD,
        sources=_IN_HAND,
        target=_S.WAITING,
        who=(_R.HOLDER,),
        checks=(
            Check(RequestRefusal.WAITING_FOR_MISSING, lambda act: act.given.waiting_for is not None),
            Check(RequestRefusal.RESUME_NOT_FUTURE, lambda act: effects.is_future(act.given.resume_at, act.now)),
        ),
        effect=effects.put_on_hold,
        notices=(NoticeRule(_N.REPLY_AWAITED, (Recipient.REQUESTER,), effects.school_is_awaited), _SLOT_LOST, _CARD),
    ),
    Transition(
        move=_M.RESUME,
        sources=frozenset({_S.WAITING}),
        target=_S.ASSIGNED,
        who=(_R.HOLDER, _R.SYSTEM),  # The program, where the school answers by mail: its message says so.
        effect=effects.settle,
        notices=(_CARD,),
    ),
    Transition(
        move=_M.REPLY,
        sources=frozenset({_S.WAITING}),
        target=_S.ASSIGNED,
        who=(_R.REQUESTER,),
        needs_reason=True,  # The reply itself: the journal keeps it as long as the request.
        guards=(Guard(RequestRefusal.NOT_AWAITED, lambda seen: seen.subject.waiting_for is WaitingFor.SCHOOL),),
        effect=effects.settle,
        notices=(NoticeRule(_N.REPLIED, (Recipient.HOLDER,)), _CARD),
    ),
    Transition(
        move=_M.RESOLVE,
        sources=HELD,
        target=_S.RESOLVED,
        who=(_R.HOLDER,),
        checks=(Check(RequestRefusal.REPORT_MISSING, lambda act: bool(act.given.report.strip())),),
        effect=effects.resolve,
        notices=(NoticeRule(_N.RESOLVED, (Recipient.REQUESTER,)), _CARD),
    ),
    Transition(
        move=_M.CONFIRM,
        sources=frozenset({_S.RESOLVED}),
        target=_S.CLOSED,
        who=(_R.REQUESTER, _R.SA_EPLE, _R.SYSTEM),
        never=frozenset({_R.HOLDER}),
        due=effects.confirmed_at,
        notices=(
            # Nobody's satisfaction is invented: it is asked of a known requester who is not the expert.
            NoticeRule(
                _N.SATISFACTION,
                (Recipient.REQUESTER,),
                lambda _act, after: after.requester not in (None, after.holder),
            ),
            _CARD,
        ),
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
            (
                _S.ASSIGNED,
                effects.HOLDER_ACTIVE,
                _REOPEN,
                (NoticeRule(_N.SOLUTION_REFUSED, (Recipient.HOLDER,)),),
            ),
            (_S.NEW, effects.HOLDER_GONE, _REOPEN_FOR_ANYONE, ()),
        )
    ),
    Transition(
        move=_M.RATE,
        sources=frozenset({_S.CLOSED}),
        who=(_R.REQUESTER,),
        never=frozenset({_R.HOLDER}),
        guards=(Guard(RequestRefusal.ALREADY_RATED, lambda seen: seen.subject.score is None),),
        checks=(
            Check(
                RequestRefusal.SCORE_OUT_OF_RANGE, lambda act: act.given.score is not None and 1 <= act.given.score <= 5
            ),
        ),
        effect=effects.rate,
    ),
    *(
        Transition(
            move=_M.REOPEN,
            sources=frozenset({_S.CLOSED}),
            target=target,
            who=(_R.REQUESTER, _R.EXPERT, _R.SA_EPLE),
            when=when,
            needs_reason=True,
            guards=(Guard(RequestRefusal.TOO_LATE_TO_REOPEN, effects.may_still_reopen),),
            effect=effect,
            notices=(NoticeRule(_N.REOPENED, told), _CARD, _LINE),
        )
        for target, when, effect, told in (
            (_S.ASSIGNED, effects.HOLDER_ACTIVE, _REOPEN, (Recipient.HOLDER, Recipient.REQUESTER)),
            (_S.NEW, effects.HOLDER_GONE, _REOPEN_FOR_ANYONE, (Recipient.REQUESTER,)),
        )
    ),
    Transition(
        move=_M.WITHDRAW,
        sources=HELD | {_S.NEW},
        target=_S.CANCELLED,
        who=(_R.REQUESTER,),
        effect=effects.settling(cancelled_as=CancelReason.WITHDRAWN),
        notices=(
            NoticeRule(_N.CANCELLED, (Recipient.HOLDER,), effects.is_held),
            NoticeRule(_N.CANCELLED, (Recipient.REQUESTER,)),
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
        effect=effects.cancel,
        notices=(
            NoticeRule(_N.CANCELLED, (Recipient.HOLDER,), effects.is_held),
            NoticeRule(_N.CANCELLED, (Recipient.REQUESTER,)),
            _CARD,
        ),
    ),
    Transition(
        move=_M.CHANGE_CONTACT,
        sources=HELD | {_S.NEW, _S.RESOLVED},
        who=(_R.REQUESTER, _R.HOLDER, _R.SA_EPLE),
        checks=effects.CONTACT_CHANGES,
        effect=effects.change_contact,
        notices=(NoticeRule(_N.CONTACT_CHANGED, (Recipient.REQUESTER, Recipient.HOLDER)),),
    ),
    Transition(
        move=_M.NOTE_TICKET,
        sources=HELD | {_S.NEW, _S.RESOLVED},
        who=(_R.REQUESTER, _R.HOLDER, _R.SA_EPLE),
        checks=effects.TICKET_CHANGES,
        effect=effects.note_ticket,
    ),
    Transition(move=_M.TELL_BY_PHONE, sources=HELD | {_S.RESOLVED}, who=(_R.HOLDER,)),
    # Nothing is changed by it: cards stay as they are, and the alerts go on.
    Transition(
        move=_M.NUDGE,
        sources=HELD,
        who=(_R.SA_EPLE,),
        reminds=True,
        notices=(NoticeRule(_N.NUDGED, (Recipient.HOLDER,)),),
    ),
    Transition(
        move=_M.NUDGE,
        sources=frozenset({_S.NEW}),
        who=(_R.SA_EPLE,),
        reminds=True,
        notices=(NoticeRule(_N.NUDGED, (Recipient.THREAD,)),),
    ),
    Transition(
        move=_M.ALERT_UNTAKEN,
        sources=frozenset({_S.NEW}),
        who=(_R.SYSTEM,),
        due=effects.untaken_at,
        reminds=True,
        effect=effects.count_alert,
        notices=(
            NoticeRule(_N.UNTAKEN, (Recipient.THREAD,), lambda _act, after: after.alerts == 1),
            NoticeRule(_N.UNTAKEN, (Recipient.SA_EPLE,), lambda _act, after: after.alerts == ESCALATED),
        ),
    ),
    Transition(
        move=_M.ALERT_IDLE,
        sources=_IN_HAND,
        who=(_R.SYSTEM,),
        due=effects.idle_at,
        reminds=True,
        effect=effects.count_alert,
        notices=(
            NoticeRule(_N.IDLE, (Recipient.HOLDER,), lambda _act, after: after.alerts == 1),
            NoticeRule(_N.IDLE, (Recipient.SA_EPLE,), lambda _act, after: after.alerts == ESCALATED),
        ),
    ),
    Transition(
        move=_M.REMIND_SLOT,
        sources=frozenset({_S.PLANNED}),
        who=(_R.SYSTEM,),
        due=effects.slot_reminder_at,
        reminds=True,
        effect=effects.note_slot_reminder,
        notices=(NoticeRule(_N.SLOT_REMINDER, (Recipient.REQUESTER, Recipient.HOLDER)),),
    ),
    Transition(
        move=_M.ASK_OUTCOME,
        sources=frozenset({_S.PLANNED}),
        who=(_R.SYSTEM,),
        due=effects.outcome_asked_at,
        reminds=True,
        effect=setting(outcome_asked=True),
        notices=(NoticeRule(_N.OUTCOME, (Recipient.HOLDER,)),),
    ),
    Transition(
        move=_M.REMIND_WAITING,
        sources=frozenset({_S.WAITING}),
        who=(_R.SYSTEM,),
        due=effects.waiting_reminder_at,
        reminds=True,
        effect=setting(waiting_reminded=True),
        notices=(
            NoticeRule(_N.WAITING_REMINDER, (Recipient.HOLDER,)),
            NoticeRule(_N.WAITING_REMINDER, (Recipient.REQUESTER,), effects.school_is_awaited),
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


def _addressee(recipient: Recipient, before: AssistanceRequest, after: AssistanceRequest) -> PersonKey | None:
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
    "holder", "slot", "on_site", "visits", "proposed", "waiting_for", "resume_at", "consent", "session_started_at", "session_minutes", "cancelled_as",
    "duplicate_of", "score", "alerts",
)  # fmt: skip


def _json(value: Any) -> Any:
    if isinstance(value, PersonKey):
        return value.oid
    if isinstance(value, tuple):
        return [_json(one) for one in value]
    return value.isoformat() if isinstance(value, datetime) else value


REQUEST_CYCLE: Cycle[AssistanceRequest, RequestFacts, RequestGiven] = Cycle(
    name="request",
    states=RequestStatus,
    moves=RequestMove,
    table=REQUEST_TABLE,
    relations=request_relations,
    nothing_given=RequestGiven(),
    addressee=_addressee,
    journal=_journal,
    holder=lambda request: request.holder,
    shown=lambda request, _relations: request.status,
    renewed=lambda request: replace(request, alerts=0),
)
