"""The life cycle of an application: its table with conditions, timers and effects, and what each person is to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from knowledge.application import (
    DECIDED,
    ApplicationGiven,
    ApplicationMove,
    ApplicationNotice,
    ApplicationRefusal,
    ApplicationStatus,
    CallFacts,
    Candidature,
    Complement,
    Consequence,
)
from knowledge.lifecycle import (
    Act,
    Check,
    Cycle,
    Guard,
    MoveSituation,
    NoticeRule,
    Recipient,
    Relation,
    Transition,
    setting,
)
from knowledge.people import Person, PersonKey, Role
from knowledge.time.delays import Delays, at_paris, last_working_day, paris_day

ApplicationAct = Act[Candidature, CallFacts, ApplicationGiven]
ApplicationSituation = MoveSituation[Candidature, CallFacts]
ApplicationGuard = Guard[Candidature, CallFacts]
ApplicationCheck = Check[Candidature, CallFacts, ApplicationGiven]


# Conditions


def has_letter(answers: Mapping[str, Any], facts: CallFacts) -> bool:
    """Tell whether the letter that the call asks for is written; always where it asks for none."""
    return not facts.letter or bool(str(answers.get(facts.letter) or "").strip())


def _merged(act: ApplicationAct) -> dict[str, Any]:
    return {**act.subject.answers, **act.given.answers}


def goes_back_to_submitted(seen: ApplicationSituation) -> bool:
    """Tell whether a completed file waits for its review again; once the call is closed, it goes on to it."""
    complement = seen.subject.complement
    return (
        complement is not None and complement.back_to is ApplicationStatus.SUBMITTED and seen.now < seen.facts.closes_at
    )


CALL_OPEN: ApplicationGuard = Guard(ApplicationRefusal.CALL_CLOSED, lambda seen: seen.facts.is_open(seen.now))
PIECES_TAKEN: ApplicationGuard = Guard(
    ApplicationRefusal.NO_PIECES_NOW,
    lambda seen: seen.facts.pieces_until is not None and seen.facts.closes_at <= seen.now < seen.facts.pieces_until,
)
ONLY_ONE: ApplicationGuard = Guard(ApplicationRefusal.ACTIVE_FILE, lambda seen: not seen.facts.other_active)
ANNOUNCED: ApplicationGuard = Guard(ApplicationRefusal.NOT_ANNOUNCED, lambda seen: seen.subject.announced)
NOT_ANNOUNCED: ApplicationGuard = Guard(ApplicationRefusal.ALREADY_ANNOUNCED, lambda seen: not seen.subject.announced)
TOLD_OR_STAFF: ApplicationGuard = Guard(
    ApplicationRefusal.NOT_ANNOUNCED, lambda seen: seen.subject.announced or Relation.CANDIDATE not in seen.relations
)
BACK_TO_SUBMITTED: ApplicationGuard = Guard(ApplicationRefusal.GOES_ON_TO_REVIEW, goes_back_to_submitted)
ON_TO_REVIEW: ApplicationGuard = Guard(
    ApplicationRefusal.GOES_BACK_TO_SUBMITTED, lambda seen: not goes_back_to_submitted(seen)
)
CONFIRMED: ApplicationCheck = Check(ApplicationRefusal.NOT_CONFIRMED, lambda act: act.given.confirmed)
STILL_MOTIVATED: ApplicationCheck = Check(
    ApplicationRefusal.MOTIVATION_MISSING,
    lambda act: act.facts.letter not in act.given.answers or has_letter(act.given.answers, act.facts),
)
MOTIVATED: ApplicationCheck = Check(
    ApplicationRefusal.MOTIVATION_MISSING, lambda act: has_letter(_merged(act), act.facts)
)


# When timers act


def closing(_candidature: Candidature, facts: CallFacts) -> datetime:
    """Return when the call closes."""
    return facts.closes_at


def _draft_reminders(facts: CallFacts) -> list[datetime]:
    return draft_reminders(facts.last_day, facts.delays)


def draft_reminders(last_day: date, delays: Delays) -> list[datetime]:
    """Return when those who hold a draft are reminded of the last day, in order, on working days; none twice a day."""
    days = {last_working_day(last_day - timedelta(days=ahead)) for ahead in delays.draft_reminder_days}
    return [at_paris(day, delays.reminder_time) for day in sorted(days)]


def draft_reminder_at(candidature: Candidature, facts: CallFacts) -> datetime | None:
    """Return when the next reminder of a draft is due; None after the last one."""
    reminders = _draft_reminders(facts)
    return reminders[candidature.draft_reminded] if candidature.draft_reminded < len(reminders) else None


def _complement_reminder(due: datetime, delays: Delays) -> datetime:
    last_day = paris_day(due - timedelta(seconds=1))
    return at_paris(last_working_day(last_day - timedelta(days=delays.complement_reminder_days)), delays.reminder_time)


def complement_reminder_at(candidature: Candidature, facts: CallFacts) -> datetime | None:
    """Return when the candidate is reminded of a complement; None if it is not asked, or was reminded of."""
    complement = candidature.complement
    if complement is None or complement.reminded:
        return None
    return _complement_reminder(complement.due, facts.delays)


# Effects


def _draft_reminders_past(act: ApplicationAct) -> int:
    return sum(at <= act.now for at in _draft_reminders(act.facts))


def start(act: ApplicationAct) -> Candidature:
    """Begin a draft; reminders that are past already are not sent."""
    return replace(answer(act), draft_reminded=_draft_reminders_past(act))


def answer(act: ApplicationAct) -> Candidature:
    """Merge the answers given into those kept, with the flags that follow from them."""
    flags = act.subject.flags if act.given.flags is None else act.given.flags
    return replace(act.subject, answers=_merged(act), flags=flags)


def give_number(act: ApplicationAct) -> Candidature:
    """Make the first edition of what is deposited, under its number."""
    reference = act.given.reference or act.subject.reference
    if not reference:
        raise ValueError("the store allots a number to what is deposited")
    return replace(answer(act), reference=reference, edition=1, deposited_at=act.now)


def make_edition(act: ApplicationAct) -> Candidature:
    """Make a further edition of what was deposited."""
    return replace(answer(act), edition=act.subject.edition + 1)


def ask_complement(act: ApplicationAct) -> Candidature:
    """Note what is asked of the candidate, and until when."""
    given = act.given
    if given.lack is None or given.due is None or act.by is None:
        raise ValueError("these are checked before")
    complement = Complement(
        lack=given.lack,
        text=given.reason.strip(),
        due=given.due,
        asked_by=act.by,
        back_to=act.subject.status,
        reminded=_complement_reminder(given.due, act.facts.delays) <= act.now,  # Too near to remind of it.
    )
    return replace(act.subject, complement=complement)


def complete(act: ApplicationAct) -> Candidature:
    """Take the complement given; when the program makes the move, note that none came."""
    complement = act.subject.complement
    if complement is None:
        raise ValueError("this state has a complement")
    if act.role is Relation.SYSTEM:
        return replace(act.subject, complement=replace(complement, unanswered=True))
    return replace(make_edition(act), complement=replace(complement, unanswered=False))


def note_draft_reminder(act: ApplicationAct) -> Candidature:
    """After a stop, several reminders are due at once: one is enough."""
    return replace(act.subject, draft_reminded=_draft_reminders_past(act))


def note_complement_reminder(act: ApplicationAct) -> Candidature:
    """Note that the candidate was reminded of the complement."""
    complement = act.subject.complement
    return replace(act.subject, complement=complement and replace(complement, reminded=True))


ApplicationTransition = Transition[Candidature, CallFacts, ApplicationGiven]
_S, _M, _R, _N = ApplicationStatus, ApplicationMove, Relation, ApplicationNotice
_OWN = frozenset({_R.CANDIDATE})
_STAFF = Recipient.SA_EPLE
_TO_CANDIDATE = (Recipient.CANDIDATE,)


def _by_candidate(act: ApplicationAct, _after: Candidature) -> bool:
    """Tell whether the candidate makes the move."""
    return act.role is _R.CANDIDATE


APPLICATION_TABLE: tuple[ApplicationTransition, ...] = (
    Transition(
        move=_M.START,
        sources=frozenset(),
        target=_S.DRAFT,
        who=(_R.CANDIDATE,),
        guards=(CALL_OPEN, ONLY_ONE),
        effect=start,
        notices=(NoticeRule(_N.DRAFT_KEPT, _TO_CANDIDATE),),
    ),
    Transition(
        move=_M.RECORD,
        sources=frozenset(),
        target=_S.SUBMITTED,
        who=(_R.SA_EPLE,),
        never=_OWN,
        guards=(
            ONLY_ONE,
            Guard(ApplicationRefusal.NAME_MISSING, lambda seen: bool(seen.subject.name.strip())),
            Guard(ApplicationRefusal.MAIL_DATE_MISSING, lambda seen: seen.subject.mailed_on is not None),
            Guard(
                ApplicationRefusal.MAIL_DATE_IN_FUTURE,
                lambda seen: seen.subject.mailed_on is None or seen.subject.mailed_on <= paris_day(seen.now),
            ),
        ),
        effect=give_number,
        notices=(
            NoticeRule(_N.NEW_FOR_REVIEW, (_STAFF,)),
            NoticeRule(_N.RECORDED, _TO_CANDIDATE, lambda _act, after: after.candidate is not None),
        ),
    ),
    Transition(
        move=_M.ANSWER,
        sources=frozenset({_S.DRAFT}),
        who=(_R.CANDIDATE,),
        guards=(CALL_OPEN,),
        effect=answer,
    ),
    Transition(
        move=_M.DEPOSIT,
        sources=frozenset({_S.DRAFT}),
        target=_S.SUBMITTED,
        who=(_R.CANDIDATE,),
        guards=(CALL_OPEN,),
        checks=(MOTIVATED, CONFIRMED),
        effect=give_number,
        notices=(NoticeRule(_N.RECEIPT, _TO_CANDIDATE), NoticeRule(_N.NEW_FOR_REVIEW, (_STAFF,))),
    ),
    Transition(
        move=_M.MODIFY,
        sources=frozenset({_S.SUBMITTED}),
        who=(_R.CANDIDATE,),
        guards=(CALL_OPEN,),
        checks=(MOTIVATED, CONFIRMED),
        effect=make_edition,
        notices=(
            NoticeRule(_N.RECEIPT, _TO_CANDIDATE),
            NoticeRule(_N.MODIFIED, (_STAFF,), lambda act, _after: act.facts.opened),
        ),
    ),
    Transition(
        move=_M.ADD_PIECES,
        sources=frozenset({_S.SUBMITTED, _S.UNDER_REVIEW}),
        who=(_R.CANDIDATE,),
        guards=(PIECES_TAKEN,),
        effect=make_edition,
        notices=(
            NoticeRule(_N.RECEIPT, _TO_CANDIDATE),
            NoticeRule(_N.MODIFIED, (_STAFF,), lambda act, _after: act.facts.opened),
        ),
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
        effect=ask_complement,
        notices=(NoticeRule(_N.COMPLEMENT_ASKED, _TO_CANDIDATE),),
    ),
    *(
        Transition(
            move=_M.COMPLETE,
            sources=frozenset({_S.INCOMPLETE}),
            target=target,
            who=(_R.CANDIDATE, _R.SYSTEM),
            when=when,
            due=lambda candidature, _facts: candidature.complement.due if candidature.complement else None,
            checks=(STILL_MOTIVATED,),
            effect=complete,
            notices=(
                NoticeRule(_N.COMPLETED, (Recipient.ASKER,), _by_candidate),
                NoticeRule(_N.RECEIPT, _TO_CANDIDATE, _by_candidate),
                NoticeRule(_N.NOT_ANSWERED, (Recipient.ASKER,), lambda act, _after: act.role is _R.SYSTEM),
            ),
        )
        for target, when in ((_S.SUBMITTED, BACK_TO_SUBMITTED), (_S.UNDER_REVIEW, ON_TO_REVIEW))
    ),
    Transition(
        move=_M.EXAMINE,
        sources=frozenset({_S.SUBMITTED}),
        target=_S.UNDER_REVIEW,
        who=(_R.SA_EPLE, _R.SYSTEM),
        never=_OWN,
        due=closing,
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
            effect=lambda act: replace(act.subject, announced=not act.given.hold),  # Else it is held back.
            notices=(
                NoticeRule(_N.DECISION, _TO_CANDIDATE, lambda _act, after: after.announced),
                NoticeRule(_N.DECIDED, (_STAFF,)),
            ),
        )
        for move, target in ((_M.ACCEPT, _S.ACCEPTED), (_M.REJECT, _S.REJECTED), (_M.DROP, _S.DROPPED))
    ),
    Transition(
        move=_M.ANNOUNCE,
        sources=DECIDED,
        who=(_R.DECIDER,),
        never=_OWN,
        guards=(NOT_ANNOUNCED,),
        effect=setting(announced=True),
        notices=(NoticeRule(_N.DECISION, _TO_CANDIDATE),),
    ),
    Transition(
        move=_M.REVIEW_AGAIN,
        sources=DECIDED,
        target=_S.UNDER_REVIEW,
        who=(_R.DECIDER,),
        never=_OWN,
        needs_reason=True,
        effect=setting(announced=False, appointed=False),
        notices=(NoticeRule(_N.REVIEWED_AGAIN, _TO_CANDIDATE, lambda act, _after: act.subject.announced),),
        consequences=(Consequence.REMOVE_EXPERT_ROLE, Consequence.RELEASE_REQUESTS),
    ),
    Transition(
        move=_M.APPOINT,
        sources=frozenset({_S.ACCEPTED}),
        who=(_R.DECIDER,),
        never=_OWN,
        guards=(
            ANNOUNCED,
            Guard(ApplicationRefusal.ALREADY_APPOINTED, lambda seen: not seen.subject.appointed),
            Guard(ApplicationRefusal.NO_ROLE, lambda seen: seen.facts.appoints),
            Guard(ApplicationRefusal.CANDIDATE_UNKNOWN, lambda seen: seen.subject.candidate is not None),
        ),
        effect=setting(appointed=True),
        notices=(NoticeRule(_N.WELCOME, _TO_CANDIDATE),),
        consequences=(Consequence.GIVE_EXPERT_ROLE,),
    ),
    Transition(
        move=_M.WITHDRAW,
        sources=frozenset({_S.SUBMITTED, _S.INCOMPLETE, _S.UNDER_REVIEW}),
        target=_S.WITHDRAWN,
        who=(_R.CANDIDATE,),
        checks=(CONFIRMED,),
        notices=(NoticeRule(_N.WITHDRAWN, (Recipient.CANDIDATE, _STAFF)),),
    ),
    # A candidate who does not know of the decision yet may still withdraw: to them the file is under review.
    Transition(
        move=_M.WITHDRAW,
        sources=DECIDED,
        target=_S.WITHDRAWN,
        who=(_R.CANDIDATE,),
        when=Guard(ApplicationRefusal.NOT_HELD_BACK, lambda seen: seen.subject.held_back),
        checks=(CONFIRMED,),
        notices=(NoticeRule(_N.WITHDRAWN, (Recipient.CANDIDATE, _STAFF)),),
    ),
    Transition(
        move=_M.STAND_DOWN,
        sources=frozenset({_S.ACCEPTED}),
        target=_S.WITHDRAWN,
        who=(_R.CANDIDATE, _R.SA_EPLE),
        needs_reason=True,
        guards=(TOLD_OR_STAFF,),
        effect=setting(appointed=False),
        notices=(NoticeRule(_N.STOOD_DOWN, (_STAFF, Recipient.CANDIDATE)),),
        consequences=(Consequence.REMOVE_EXPERT_ROLE, Consequence.RELEASE_REQUESTS),
    ),
    Transition(
        move=_M.EXPIRE,
        sources=frozenset({_S.DRAFT}),
        target=_S.EXPIRED,
        who=(_R.SYSTEM,),
        due=closing,
        notices=(NoticeRule(_N.EXPIRED, _TO_CANDIDATE),),
    ),
    Transition(
        move=_M.REMIND_DRAFT,
        sources=frozenset({_S.DRAFT}),
        who=(_R.SYSTEM,),
        due=draft_reminder_at,
        reminds=True,
        effect=note_draft_reminder,
        notices=(NoticeRule(_N.DRAFT_REMINDER, _TO_CANDIDATE),),
    ),
    Transition(
        move=_M.REMIND_COMPLEMENT,
        sources=frozenset({_S.INCOMPLETE}),
        who=(_R.SYSTEM,),
        due=complement_reminder_at,
        reminds=True,
        effect=note_complement_reminder,
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
