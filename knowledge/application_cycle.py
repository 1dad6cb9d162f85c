"""The life cycle of an application: its table, and what each person is to it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from knowledge import application_effects as effects
from knowledge.application import (
    DECIDED,
    ApplicationGiven,
    ApplicationMove,
    ApplicationNotice,
    ApplicationRefusal,
    ApplicationStatus,
    CallFacts,
    Candidature,
    Consequence,
)
from knowledge.lifecycle import Check, Cycle, Guard, NoticeRule, Recipient, Relation, Transition
from knowledge.people import Person, PersonKey, Role
from knowledge.time.delays import paris_day

ApplicationTransition = Transition[Candidature, CallFacts, ApplicationGiven]
ApplicationNoticeRule = NoticeRule[Candidature, CallFacts, ApplicationGiven]
_S, _M, _R, _N = ApplicationStatus, ApplicationMove, Relation, ApplicationNotice
_OWN = frozenset({_R.CANDIDATE})
_STAFF = Recipient.SA_EPLE
_TO_CANDIDATE = (Recipient.CANDIDATE,)

APPLICATION_TABLE: tuple[ApplicationTransition, ...] = (
    Transition(
        move=_M.START,
        sources=frozenset(),
        target=_S.DRAFT,
        who=(_R.CANDIDATE,),
        guards=(effects.CALL_OPEN, effects.ONLY_ONE),
        effect=effects.start,
        notices=(NoticeRule(_N.DRAFT_KEPT, _TO_CANDIDATE),),
    ),
    Transition(
        move=_M.RECORD,
        sources=frozenset(),
        target=_S.SUBMITTED,
        who=(_R.SA_EPLE,),
        never=_OWN,
        guards=(
            effects.ONLY_ONE,
            Guard(ApplicationRefusal.NAME_MISSING, lambda seen: bool(seen.subject.name.strip())),
            Guard(ApplicationRefusal.MAIL_DATE_MISSING, lambda seen: seen.subject.mailed_on is not None),
            Guard(
                ApplicationRefusal.MAIL_DATE_IN_FUTURE,
                lambda seen: seen.subject.mailed_on is None or seen.subject.mailed_on <= paris_day(seen.now),
            ),
        ),
        effect=effects.give_number,
        notices=(
            NoticeRule(_N.NEW_FOR_REVIEW, (_STAFF,)),
            NoticeRule(_N.RECORDED, _TO_CANDIDATE, effects.knows_the_candidate),
        ),
    ),
    Transition(
        move=_M.ANSWER,
        sources=frozenset({_S.DRAFT}),
        who=(_R.CANDIDATE,),
        guards=(effects.CALL_OPEN,),
        effect=effects.answer,
    ),
    Transition(
        move=_M.DEPOSIT,
        sources=frozenset({_S.DRAFT}),
        target=_S.SUBMITTED,
        who=(_R.CANDIDATE,),
        guards=(effects.CALL_OPEN,),
        checks=(effects.MOTIVATED, effects.CONFIRMED),
        effect=effects.give_number,
        notices=(NoticeRule(_N.RECEIPT, _TO_CANDIDATE), NoticeRule(_N.NEW_FOR_REVIEW, (_STAFF,))),
    ),
    Transition(
        move=_M.MODIFY,
        sources=frozenset({_S.SUBMITTED}),
        who=(_R.CANDIDATE,),
        guards=(effects.CALL_OPEN,),
        checks=(effects.MOTIVATED, effects.CONFIRMED),
        effect=effects.make_edition,
        notices=(NoticeRule(_N.RECEIPT, _TO_CANDIDATE), NoticeRule(_N.MODIFIED, (_STAFF,), effects.was_opened)),
    ),
    Transition(
        move=_M.ASK_COMPLEMENT,
        sources=frozenset({_S.SUBMITTED, _S.UNDER_REVIEW}),
        target=_S.INCOMPLETE,
        who=(_R.SA_EPLE,),
        never=_OWN,
        needs_reason=True,
        checks=(
            Check(ApplicationRefusal.LACK_MISSING, lambda act: act.given.lack is not None),
            Check(ApplicationRefusal.DUE_NOT_FUTURE, lambda act: act.given.due is not None and act.given.due > act.now),
        ),
        effect=effects.ask_complement,
        notices=(NoticeRule(_N.COMPLEMENT_ASKED, _TO_CANDIDATE),),
    ),
    *(
        Transition(
            move=_M.COMPLETE,
            sources=frozenset({_S.INCOMPLETE}),
            target=target,
            who=(_R.CANDIDATE, _R.SYSTEM),
            when=when,
            due=effects.complement_due,
            checks=(effects.STILL_MOTIVATED,),
            effect=effects.complete,
            notices=(
                NoticeRule(_N.COMPLETED, (Recipient.ASKER,), effects.made_by_candidate),
                NoticeRule(_N.RECEIPT, _TO_CANDIDATE, effects.made_by_candidate),
                NoticeRule(_N.NOT_ANSWERED, (Recipient.ASKER,), effects.made_by_program),
            ),
        )
        for target, when in ((_S.SUBMITTED, effects.BACK_TO_SUBMITTED), (_S.UNDER_REVIEW, effects.ON_TO_REVIEW))
    ),
    Transition(
        move=_M.EXAMINE,
        sources=frozenset({_S.SUBMITTED}),
        target=_S.UNDER_REVIEW,
        who=(_R.SA_EPLE, _R.SYSTEM),
        never=_OWN,
        due=effects.closing,
        notices=(NoticeRule(_N.UNDER_REVIEW, _TO_CANDIDATE),),
    ),
    *(
        Transition(
            move=move,
            sources=frozenset({_S.UNDER_REVIEW}),
            target=target,
            who=(_R.DECIDER,),
            never=_OWN,
            needs_reason=target is not _S.ACCEPTED,
            effect=effects.decide,
            notices=(NoticeRule(_N.DECISION, _TO_CANDIDATE, effects.is_announced), NoticeRule(_N.DECIDED, (_STAFF,))),
        )
        for move, target in ((_M.ACCEPT, _S.ACCEPTED), (_M.REJECT, _S.REJECTED), (_M.DROP, _S.DROPPED))
    ),
    Transition(
        move=_M.ANNOUNCE,
        sources=DECIDED,
        who=(_R.DECIDER,),
        never=_OWN,
        guards=(effects.NOT_ANNOUNCED,),
        effect=effects.announce,
        notices=(NoticeRule(_N.DECISION, _TO_CANDIDATE),),
    ),
    Transition(
        move=_M.REVIEW_AGAIN,
        sources=DECIDED,
        target=_S.UNDER_REVIEW,
        who=(_R.DECIDER,),
        never=_OWN,
        needs_reason=True,
        effect=effects.review_again,
        notices=(NoticeRule(_N.REVIEWED_AGAIN, _TO_CANDIDATE, effects.was_announced),),
        consequences=(Consequence.REMOVE_EXPERT_ROLE, Consequence.RELEASE_REQUESTS),
    ),
    Transition(
        move=_M.APPOINT,
        sources=frozenset({_S.ACCEPTED}),
        who=(_R.DECIDER,),
        never=_OWN,
        guards=(
            effects.ANNOUNCED,
            Guard(ApplicationRefusal.ALREADY_APPOINTED, lambda seen: not seen.subject.appointed),
            Guard(ApplicationRefusal.NO_ROLE, lambda seen: seen.facts.appoints),
            Guard(ApplicationRefusal.CANDIDATE_UNKNOWN, lambda seen: seen.subject.candidate is not None),
        ),
        effect=effects.appoint,
        notices=(NoticeRule(_N.WELCOME, _TO_CANDIDATE),),
        consequences=(Consequence.GIVE_EXPERT_ROLE,),
    ),
    Transition(
        move=_M.WITHDRAW,
        sources=frozenset({_S.SUBMITTED, _S.INCOMPLETE, _S.UNDER_REVIEW}),
        target=_S.WITHDRAWN,
        who=(_R.CANDIDATE,),
        checks=(effects.CONFIRMED,),
        notices=(NoticeRule(_N.WITHDRAWN, (Recipient.CANDIDATE, _STAFF)),),
    ),
    # A candidate who does not know of the decision yet may still withdraw: to them the file is under review.
    Transition(
        move=_M.WITHDRAW,
        sources=DECIDED,
        target=_S.WITHDRAWN,
        who=(_R.CANDIDATE,),
        when=Guard(ApplicationRefusal.NOT_HELD_BACK, lambda seen: seen.subject.held_back),
        checks=(effects.CONFIRMED,),
        notices=(NoticeRule(_N.WITHDRAWN, (Recipient.CANDIDATE, _STAFF)),),
    ),
    Transition(
        move=_M.STAND_DOWN,
        sources=frozenset({_S.ACCEPTED}),
        target=_S.WITHDRAWN,
        who=(_R.CANDIDATE, _R.SA_EPLE),
        needs_reason=True,
        guards=(effects.TOLD_OR_STAFF,),
        effect=effects.stand_down,
        notices=(NoticeRule(_N.STOOD_DOWN, (_STAFF, Recipient.CANDIDATE)),),
        consequences=(Consequence.REMOVE_EXPERT_ROLE, Consequence.RELEASE_REQUESTS),
    ),
    Transition(
        move=_M.EXPIRE,
        sources=frozenset({_S.DRAFT}),
        target=_S.EXPIRED,
        who=(_R.SYSTEM,),
        due=effects.closing,
        notices=(NoticeRule(_N.EXPIRED, _TO_CANDIDATE),),
    ),
    Transition(
        move=_M.REMIND_DRAFT,
        sources=frozenset({_S.DRAFT}),
        who=(_R.SYSTEM,),
        due=effects.draft_reminder_at,
        timer=True,
        effect=effects.note_draft_reminder,
        notices=(NoticeRule(_N.DRAFT_REMINDER, _TO_CANDIDATE),),
    ),
    Transition(
        move=_M.REMIND_COMPLEMENT,
        sources=frozenset({_S.INCOMPLETE}),
        who=(_R.SYSTEM,),
        due=effects.complement_reminder_at,
        timer=True,
        effect=effects.note_complement_reminder,
        notices=(NoticeRule(_N.COMPLEMENT_REMINDER, _TO_CANDIDATE),),
    ),
)


def application_relations(candidature: Candidature, person: Person) -> frozenset[Relation]:
    """Return what a person is to an application, empty if it is no business of theirs (experts included).

    What was never deposited is the candidate's alone.
    """
    found: set[Relation] = set()
    if person.key == candidature.candidate:
        found.add(Relation.CANDIDATE)
    if person.has(Role.SA_EPLE) and (candidature.edition or not candidature.version):
        found |= {Relation.SA_EPLE, Relation.DECIDER}
    return frozenset(found)


def _addressee(recipient: Recipient, _before: Candidature, after: Candidature) -> PersonKey | None:
    if recipient is Recipient.CANDIDATE:
        return after.candidate
    if recipient is Recipient.ASKER and after.complement:
        return after.complement.asked_by
    return None


def _journal(before: Candidature, after: Candidature) -> Mapping[str, Any]:
    """Return what changed and is worth a line; never an answer."""
    data: dict[str, Any] = {}
    if after.edition != before.edition:
        data["edition"] = after.edition
    if after.answers != before.answers:
        data["fields"] = sorted(
            name for name, value in after.answers.items() if before.answers.get(name, data) != value
        )
    if after.announced != before.announced:
        data["announced"] = after.announced
    if after.complement != before.complement and after.complement:
        data |= {
            "lack": after.complement.lack.value,
            "due": after.complement.due.isoformat(),
            "unanswered": after.complement.unanswered,
        }
    if after.mailed_on and not before.version:
        data["mailed_on"] = after.mailed_on.isoformat()
    return data


def _shown(candidature: Candidature, relations: frozenset[Relation]) -> StrEnum:
    """Return the state to name: a candidate learns of a decision when it is announced, wherever they work."""
    return candidature.status_for_candidate if Relation.CANDIDATE in relations else candidature.status


APPLICATION_CYCLE: Cycle[Candidature, CallFacts, ApplicationGiven] = Cycle(
    name="application",
    states=ApplicationStatus,
    moves=ApplicationMove,
    table=APPLICATION_TABLE,
    relations=application_relations,
    nothing_given=ApplicationGiven(),
    addressee=_addressee,
    journal=_journal,
    holder=lambda _candidature: None,
    shown=_shown,
    renewed=lambda candidature: candidature,
)
