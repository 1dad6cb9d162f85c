"""An application (candidature) to a call, and its life cycle.

Eligibility is never decided here: what the call addresses is flagged for the SA EPLE and blocks nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
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
from knowledge.time.delays import DEFAULT_DELAYS, Delays, at_paris, paris_day


class ApplicationStatus(StrEnum):
    """Where an application stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    INCOMPLETE = "incomplete"
    UNDER_REVIEW = "under_review"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    DROPPED = "dropped"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


ACTIVE = frozenset(
    {
        ApplicationStatus.DRAFT,
        ApplicationStatus.SUBMITTED,
        ApplicationStatus.INCOMPLETE,
        ApplicationStatus.UNDER_REVIEW,
    }
)
DECIDED = frozenset({ApplicationStatus.ACCEPTED, ApplicationStatus.REJECTED, ApplicationStatus.DROPPED})
FINAL = frozenset(ApplicationStatus) - ACTIVE


class ApplicationMove(StrEnum):
    """What may be done with an application; the verb of a button is «application.» and one of these."""

    START = "start"
    ANSWER = "answer"
    DEPOSIT = "deposit"
    MODIFY = "modify"
    ASK_COMPLEMENT = "ask_complement"
    COMPLETE = "complete"
    EXAMINE = "examine"
    ACCEPT = "accept"
    REJECT = "reject"
    DROP = "drop"
    ANNOUNCE = "announce"
    REVIEW_AGAIN = "review_again"
    APPOINT = "appoint"
    ABANDON = "abandon"
    RECORD = "record"
    WITHDRAW = "withdraw"
    STAND_DOWN = "stand_down"
    EXPIRE = "expire"
    REMIND_DRAFT = "remind_draft"
    REMIND_COMPLEMENT = "remind_complement"


class Lack(StrEnum):
    """What is wrong with what was deposited."""

    INCOMPLETE = "incomplete"
    INCORRECT = "incorrect"
    OUTDATED = "outdated"


class ApplicationRefusal(StrEnum):
    """Why a move is refused, beyond state and rights."""

    CALL_CLOSED = "call_closed"
    ACTIVE_FILE = "active_file"  # One per person and call: the other one is resumed.
    MOTIVATION_MISSING = "motivation_missing"
    NOT_CONFIRMED = "not_confirmed"
    NAME_MISSING = "name_missing"
    MAIL_DATE_MISSING = "mail_date_missing"
    MAIL_DATE_IN_FUTURE = "mail_date_in_future"
    LACK_MISSING = "lack_missing"
    DUE_NOT_FUTURE = "due_not_future"
    ALREADY_ANNOUNCED = "already_announced"
    NOT_ANNOUNCED = "not_announced"
    ALREADY_APPOINTED = "already_appointed"
    CANDIDATE_UNKNOWN = "candidate_unknown"
    GOES_BACK_TO_SUBMITTED = "goes_back_to_submitted"  # Between lines of the table, never said.
    GOES_ON_TO_REVIEW = "goes_on_to_review"
    NOT_HELD_BACK = "not_held_back"


class ApplicationNotice(StrEnum):
    """The kinds of notices."""

    DRAFT_KEPT = "application_draft"
    RECEIPT = "application_receipt"
    NEW_FOR_REVIEW = "application_new"
    MODIFIED = "application_modified"
    COMPLEMENT_ASKED = "application_complement_asked"
    COMPLEMENT_REMINDER = "application_complement_reminder"
    COMPLETED = "application_completed"
    NOT_ANSWERED = "application_not_answered"
    UNDER_REVIEW = "application_under_review"
    DECISION = "application_decision"
    DECIDED = "application_decided"
    REVIEWED_AGAIN = "application_reviewed_again"
    ABANDONED = "application_abandoned"
    RECORDED = "application_recorded"
    WITHDRAWN = "application_withdrawn"
    STOOD_DOWN = "application_stood_down"
    DRAFT_REMINDER = "application_draft_reminder"
    EXPIRED = "application_expired"
    WELCOME = "application_welcome"


class Consequence(StrEnum):
    """What else the same transaction does."""

    GIVE_EXPERT_ROLE = "give_expert_role"
    ADD_TO_ON_CALL_LIST = "add_to_on_call_list"
    REMOVE_EXPERT_ROLE = "remove_expert_role"  # Nothing to do where it had not been given.
    RELEASE_REQUESTS = "release_requests"


@dataclass(frozen=True, slots=True, kw_only=True)
class Complement:
    """What is asked of the candidate. ``due``: an instant; ``back_to``: where the file came from."""

    lack: Lack
    text: str
    due: datetime
    asked_by: PersonKey
    back_to: ApplicationStatus
    reminded: bool = False
    unanswered: bool = False  # The due date passed without an answer.


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidature(Subject):
    """One person's application to one call. Instants are aware.

    ``candidate`` is None when the application came by mail from somebody unknown to the assistant. ``reference`` is
    given at deposit, empty before. ``answers`` are the form's, by field; only ``motivation`` matters to the rules.
    ``edition`` counts what was deposited: 1, then one more for each change. ``flags``: what the SA EPLE is to
    appreciate.
    """

    status: ApplicationStatus = ApplicationStatus.DRAFT
    call: str
    candidate: PersonKey | None = None
    name: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    flags: tuple[str, ...] = ()
    edition: int = 0
    deposited_at: datetime | None = None
    mailed_on: date | None = None  # An application that came by mail: the day of the mail.
    complement: Complement | None = None
    announced: bool = False  # The decision was told; a batch may hold results back so that all leave together.
    appointed: bool = False
    draft_reminded: int = 0

    @property
    def held_back(self) -> bool:
        """Tell whether a decision is made that the candidate does not know yet."""
        return self.status in DECIDED and not self.announced

    @property
    def status_for_candidate(self) -> ApplicationStatus:
        """Return the state that the candidate may know of."""
        return ApplicationStatus.UNDER_REVIEW if self.held_back else self.status


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFacts:
    """What the store knows beyond the application.

    ``closes_at``: the end of the call's last day (``delays.end_of_day``). ``other_active``: the person has another
    active application to this call. ``opened``: the SA EPLE has looked at this one.
    """

    closes_at: datetime
    other_active: bool = False
    opened: bool = False
    delays: Delays = DEFAULT_DELAYS

    @property
    def last_day(self) -> date:
        """Return the call's last day in Paris."""
        return paris_day(self.closes_at - timedelta(seconds=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationGiven(Given):
    """What is supplied with a move. ``reference``: the number that the store allots to a deposit.

    ``answers`` are merged into those kept; ``confirmed``: recap seen and block ticked; ``hold``: announce later.
    """

    answers: Mapping[str, Any] = field(default_factory=dict)
    flags: tuple[str, ...] | None = None
    confirmed: bool = False
    reference: str = ""
    lack: Lack | None = None
    due: datetime | None = None
    hold: bool = False


_Act = Act[Candidature, CallFacts, ApplicationGiven]
_Seen = Situation[Candidature, CallFacts]
_Guard = Guard[Candidature, CallFacts]
_Check = Check[Candidature, CallFacts, ApplicationGiven]
_Line = Transition[Candidature, CallFacts, ApplicationGiven]
_Notice = Notice[Candidature, CallFacts, ApplicationGiven]


# Conditions


def _has_motivation(answers: Mapping[str, Any]) -> bool:
    return bool(str(answers.get("motivation") or "").strip())


def _merged(act: _Act) -> dict[str, Any]:
    return {**act.subject.answers, **act.given.answers}


def _goes_back_to_submitted(seen: _Seen) -> bool:
    """Tell whether a completed file waits for its review again; once the call is closed, it goes on to it."""
    complement = seen.subject.complement
    return (
        complement is not None and complement.back_to is ApplicationStatus.SUBMITTED and seen.now < seen.facts.closes_at
    )


_CALL_OPEN: _Guard = Guard(ApplicationRefusal.CALL_CLOSED, lambda seen: seen.now < seen.facts.closes_at)
_ONLY_ONE: _Guard = Guard(ApplicationRefusal.ACTIVE_FILE, lambda seen: not seen.facts.other_active)
_ANNOUNCED: _Guard = Guard(ApplicationRefusal.NOT_ANNOUNCED, lambda seen: seen.subject.announced)
_NOT_ANNOUNCED: _Guard = Guard(ApplicationRefusal.ALREADY_ANNOUNCED, lambda seen: not seen.subject.announced)
_TOLD_OR_STAFF: _Guard = Guard(
    ApplicationRefusal.NOT_ANNOUNCED, lambda seen: seen.subject.announced or Relation.CANDIDATE not in seen.relations
)
_BACK_TO_SUBMITTED: _Guard = Guard(ApplicationRefusal.GOES_ON_TO_REVIEW, _goes_back_to_submitted)
_ON_TO_REVIEW: _Guard = Guard(ApplicationRefusal.GOES_BACK_TO_SUBMITTED, lambda seen: not _goes_back_to_submitted(seen))
_CONFIRMED: _Check = Check(ApplicationRefusal.NOT_CONFIRMED, lambda act: act.given.confirmed)
_STILL_MOTIVATED: _Check = Check(
    ApplicationRefusal.MOTIVATION_MISSING,
    lambda act: "motivation" not in act.given.answers or _has_motivation(act.given.answers),
)
_MOTIVATED: _Check = Check(ApplicationRefusal.MOTIVATION_MISSING, lambda act: _has_motivation(_merged(act)))


# When timers act


def _closing(_candidature: Candidature, facts: CallFacts) -> datetime:
    return facts.closes_at


def _complement_due(candidature: Candidature, _facts: CallFacts) -> datetime | None:
    return candidature.complement.due if candidature.complement else None


def _draft_reminders(facts: CallFacts) -> list[datetime]:
    days = sorted(facts.delays.draft_reminder_days, reverse=True)
    return [at_paris(facts.last_day - timedelta(days=ahead), facts.delays.reminder_time) for ahead in days]


def _draft_reminder_at(candidature: Candidature, facts: CallFacts) -> datetime | None:
    reminders = _draft_reminders(facts)
    return reminders[candidature.draft_reminded] if candidature.draft_reminded < len(reminders) else None


def _complement_reminder(due: datetime, delays: Delays) -> datetime:
    last_day = paris_day(due - timedelta(seconds=1))
    return at_paris(last_day - timedelta(days=delays.complement_reminder_days), delays.reminder_time)


def _complement_reminder_at(candidature: Candidature, facts: CallFacts) -> datetime | None:
    complement = candidature.complement
    if complement is None or complement.reminded:
        return None
    return _complement_reminder(complement.due, facts.delays)


# Effects


def _draft_reminders_past(act: _Act) -> int:
    return sum(at <= act.now for at in _draft_reminders(act.facts))


def _started(act: _Act) -> Candidature:
    return replace(_answered(act), draft_reminded=_draft_reminders_past(act))


def _answered(act: _Act) -> Candidature:
    flags = act.subject.flags if act.given.flags is None else act.given.flags
    return replace(act.subject, answers=_merged(act), flags=flags)


def _numbered(act: _Act) -> Candidature:
    reference = act.given.reference or act.subject.reference
    if not reference:
        raise ValueError("the store allots a number to what is deposited")
    return replace(_answered(act), reference=reference, edition=1, deposited_at=act.now)


def _new_edition(act: _Act) -> Candidature:
    return replace(_answered(act), edition=act.subject.edition + 1)


def _complement_asked(act: _Act) -> Candidature:
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


def _completed(act: _Act) -> Candidature:
    complement = act.subject.complement
    if complement is None:
        raise ValueError("this state has a complement")
    if act.role is Relation.SYSTEM:
        return replace(act.subject, complement=replace(complement, unanswered=True))
    return replace(_new_edition(act), complement=replace(complement, unanswered=False))


def _decided(act: _Act) -> Candidature:
    return replace(act.subject, announced=not act.given.hold)


def _announced(act: _Act) -> Candidature:
    return replace(act.subject, announced=True)


def _under_review_again(act: _Act) -> Candidature:
    return replace(act.subject, announced=False, appointed=False)


def _stood_down(act: _Act) -> Candidature:
    return replace(act.subject, appointed=False)


def _appointed(act: _Act) -> Candidature:
    return replace(act.subject, appointed=True)


def _draft_reminded(act: _Act) -> Candidature:
    """After a stop, several reminders are due at once: one is enough."""
    return replace(act.subject, draft_reminded=_draft_reminders_past(act))


def _complement_reminded(act: _Act) -> Candidature:
    complement = act.subject.complement
    return replace(act.subject, complement=complement and replace(complement, reminded=True))


# Notices


def _was_opened(act: _Act, _after: Candidature) -> bool:
    return act.facts.opened


def _knows_the_candidate(_act: _Act, after: Candidature) -> bool:
    return after.candidate is not None


def _is_announced(_act: _Act, after: Candidature) -> bool:
    return after.announced


def _was_announced(act: _Act, _after: Candidature) -> bool:
    return act.subject.announced


def _answered_by_candidate(act: _Act, _after: Candidature) -> bool:
    return act.role is Relation.CANDIDATE


def _not_answered(act: _Act, _after: Candidature) -> bool:
    return act.role is Relation.SYSTEM


_S, _M, _R, _N = ApplicationStatus, ApplicationMove, Relation, ApplicationNotice
_OWN = frozenset({_R.CANDIDATE})
_STAFF = Recipient.SA_EPLE
_TO_CANDIDATE = (Recipient.CANDIDATE,)

APPLICATION_TABLE: tuple[_Line, ...] = (
    Transition(
        move=_M.START,
        sources=frozenset(),
        target=_S.DRAFT,
        who=(_R.CANDIDATE,),
        guards=(_CALL_OPEN, _ONLY_ONE),
        effect=_started,
        notices=(Notice(_N.DRAFT_KEPT, _TO_CANDIDATE),),
    ),
    Transition(
        move=_M.RECORD,
        sources=frozenset(),
        target=_S.SUBMITTED,
        who=(_R.SA_EPLE,),
        never=_OWN,
        guards=(
            _ONLY_ONE,
            Guard(ApplicationRefusal.NAME_MISSING, lambda seen: bool(seen.subject.name.strip())),
            Guard(ApplicationRefusal.MAIL_DATE_MISSING, lambda seen: seen.subject.mailed_on is not None),
            Guard(
                ApplicationRefusal.MAIL_DATE_IN_FUTURE,
                lambda seen: seen.subject.mailed_on is None or seen.subject.mailed_on <= paris_day(seen.now),
            ),
        ),
        effect=_numbered,
        notices=(Notice(_N.NEW_FOR_REVIEW, (_STAFF,)), Notice(_N.RECORDED, _TO_CANDIDATE, _knows_the_candidate)),
    ),
    Transition(
        move=_M.ANSWER,
        sources=frozenset({_S.DRAFT}),
        target=Outcome.SAME,
        who=(_R.CANDIDATE,),
        guards=(_CALL_OPEN,),
        effect=_answered,
    ),
    Transition(
        move=_M.DEPOSIT,
        sources=frozenset({_S.DRAFT}),
        target=_S.SUBMITTED,
        who=(_R.CANDIDATE,),
        guards=(_CALL_OPEN,),
        checks=(_MOTIVATED, _CONFIRMED),
        effect=_numbered,
        notices=(Notice(_N.RECEIPT, _TO_CANDIDATE), Notice(_N.NEW_FOR_REVIEW, (_STAFF,))),
    ),
    Transition(
        move=_M.MODIFY,
        sources=frozenset({_S.SUBMITTED}),
        target=Outcome.SAME,
        who=(_R.CANDIDATE,),
        guards=(_CALL_OPEN,),
        checks=(_MOTIVATED, _CONFIRMED),
        effect=_new_edition,
        notices=(Notice(_N.RECEIPT, _TO_CANDIDATE), Notice(_N.MODIFIED, (_STAFF,), _was_opened)),
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
        effect=_complement_asked,
        notices=(Notice(_N.COMPLEMENT_ASKED, _TO_CANDIDATE),),
    ),
    *(
        Transition(
            move=_M.COMPLETE,
            sources=frozenset({_S.INCOMPLETE}),
            target=target,
            who=(_R.CANDIDATE, _R.SYSTEM),
            when=when,
            due=_complement_due,
            checks=(_STILL_MOTIVATED,),
            effect=_completed,
            notices=(
                Notice(_N.COMPLETED, (Recipient.ASKER,), _answered_by_candidate),
                Notice(_N.RECEIPT, _TO_CANDIDATE, _answered_by_candidate),
                Notice(_N.NOT_ANSWERED, (Recipient.ASKER,), _not_answered),
            ),
        )
        for target, when in ((_S.SUBMITTED, _BACK_TO_SUBMITTED), (_S.UNDER_REVIEW, _ON_TO_REVIEW))
    ),
    Transition(
        move=_M.EXAMINE,
        sources=frozenset({_S.SUBMITTED}),
        target=_S.UNDER_REVIEW,
        who=(_R.SA_EPLE, _R.SYSTEM),
        never=_OWN,
        due=_closing,
        notices=(Notice(_N.UNDER_REVIEW, _TO_CANDIDATE),),
    ),
    *(
        Transition(
            move=move,
            sources=frozenset({_S.UNDER_REVIEW}),
            target=target,
            who=(_R.DECIDER,),
            never=_OWN,
            needs_reason=target is not _S.ACCEPTED,
            effect=_decided,
            notices=(Notice(_N.DECISION, _TO_CANDIDATE, _is_announced), Notice(_N.DECIDED, (_STAFF,))),
        )
        for move, target in ((_M.ACCEPT, _S.ACCEPTED), (_M.REJECT, _S.REJECTED), (_M.DROP, _S.DROPPED))
    ),
    Transition(
        move=_M.ANNOUNCE,
        sources=DECIDED,
        target=Outcome.SAME,
        who=(_R.DECIDER,),
        never=_OWN,
        guards=(_NOT_ANNOUNCED,),
        effect=_announced,
        notices=(Notice(_N.DECISION, _TO_CANDIDATE),),
    ),
    Transition(
        move=_M.REVIEW_AGAIN,
        sources=DECIDED,
        target=_S.UNDER_REVIEW,
        who=(_R.DECIDER,),
        never=_OWN,
        needs_reason=True,
        effect=_under_review_again,
        notices=(Notice(_N.REVIEWED_AGAIN, _TO_CANDIDATE, _was_announced),),
        consequences=(Consequence.REMOVE_EXPERT_ROLE, Consequence.RELEASE_REQUESTS),
    ),
    Transition(
        move=_M.APPOINT,
        sources=frozenset({_S.ACCEPTED}),
        target=Outcome.SAME,
        who=(_R.DECIDER,),
        never=_OWN,
        guards=(
            _ANNOUNCED,
            Guard(ApplicationRefusal.ALREADY_APPOINTED, lambda seen: not seen.subject.appointed),
            Guard(ApplicationRefusal.CANDIDATE_UNKNOWN, lambda seen: seen.subject.candidate is not None),
        ),
        effect=_appointed,
        notices=(Notice(_N.WELCOME, _TO_CANDIDATE),),
        consequences=(Consequence.GIVE_EXPERT_ROLE, Consequence.ADD_TO_ON_CALL_LIST),
    ),
    Transition(
        move=_M.ABANDON,
        sources=frozenset({_S.DRAFT}),
        target=Outcome.ERASED,
        who=(_R.CANDIDATE,),
        notices=(Notice(_N.ABANDONED, _TO_CANDIDATE),),
    ),
    Transition(
        move=_M.WITHDRAW,
        sources=frozenset({_S.SUBMITTED, _S.INCOMPLETE, _S.UNDER_REVIEW}),
        target=_S.WITHDRAWN,
        who=(_R.CANDIDATE,),
        checks=(_CONFIRMED,),
        notices=(Notice(_N.WITHDRAWN, (Recipient.CANDIDATE, _STAFF)),),
    ),
    # A candidate who does not know of the decision yet may still withdraw: to them the file is under review.
    Transition(
        move=_M.WITHDRAW,
        sources=DECIDED,
        target=_S.WITHDRAWN,
        who=(_R.CANDIDATE,),
        when=Guard(ApplicationRefusal.NOT_HELD_BACK, lambda seen: seen.subject.held_back),
        checks=(_CONFIRMED,),
        notices=(Notice(_N.WITHDRAWN, (Recipient.CANDIDATE, _STAFF)),),
    ),
    Transition(
        move=_M.STAND_DOWN,
        sources=frozenset({_S.ACCEPTED}),
        target=_S.WITHDRAWN,
        who=(_R.CANDIDATE, _R.SA_EPLE),
        needs_reason=True,
        guards=(_TOLD_OR_STAFF,),
        effect=_stood_down,
        notices=(Notice(_N.STOOD_DOWN, (_STAFF, Recipient.CANDIDATE)),),
        consequences=(Consequence.REMOVE_EXPERT_ROLE, Consequence.RELEASE_REQUESTS),
    ),
    Transition(
        move=_M.EXPIRE,
        sources=frozenset({_S.DRAFT}),
        target=_S.EXPIRED,
        who=(_R.SYSTEM,),
        due=_closing,
        notices=(Notice(_N.EXPIRED, _TO_CANDIDATE),),
    ),
    Transition(
        move=_M.REMIND_DRAFT,
        sources=frozenset({_S.DRAFT}),
        target=Outcome.SAME,
        who=(_R.SYSTEM,),
        due=_draft_reminder_at,
        timer=True,
        effect=_draft_reminded,
        notices=(Notice(_N.DRAFT_REMINDER, _TO_CANDIDATE),),
    ),
    Transition(
        move=_M.REMIND_COMPLEMENT,
        sources=frozenset({_S.INCOMPLETE}),
        target=Outcome.SAME,
        who=(_R.SYSTEM,),
        due=_complement_reminder_at,
        timer=True,
        effect=_complement_reminded,
        notices=(Notice(_N.COMPLEMENT_REMINDER, _TO_CANDIDATE),),
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


def _told(recipient: Recipient, _before: Candidature, after: Candidature) -> PersonKey | None:
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
    told=_told,
    journal=_journal,
    holder=lambda _candidature: None,
    shown=_shown,
    renewed=lambda candidature: candidature,
)
