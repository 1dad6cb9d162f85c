"""What the lines of an application's table need beyond the table: conditions, the instants of timers, effects on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from knowledge.application import (
    ApplicationGiven,
    ApplicationRefusal,
    ApplicationStatus,
    CallFacts,
    Candidature,
    Complement,
)
from knowledge.lifecycle import Act, Check, Guard, MoveSituation, Relation
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


def complement_due(candidature: Candidature, _facts: CallFacts) -> datetime | None:
    """Return until when the complement is awaited; None if none is asked."""
    return candidature.complement.due if candidature.complement else None


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


def decide(act: ApplicationAct) -> Candidature:
    """Note whether the decision is announced at once or held back."""
    return replace(act.subject, announced=not act.given.hold)


def announce(act: ApplicationAct) -> Candidature:
    """Note that the decision is announced."""
    return replace(act.subject, announced=True)


def review_again(act: ApplicationAct) -> Candidature:
    """Forget the announcement and the appointment of the former decision."""
    return replace(act.subject, announced=False, appointed=False)


def stand_down(act: ApplicationAct) -> Candidature:
    """Take back the appointment."""
    return replace(act.subject, appointed=False)


def appoint(act: ApplicationAct) -> Candidature:
    """Note the appointment."""
    return replace(act.subject, appointed=True)


def note_draft_reminder(act: ApplicationAct) -> Candidature:
    """After a stop, several reminders are due at once: one is enough."""
    return replace(act.subject, draft_reminded=_draft_reminders_past(act))


def note_complement_reminder(act: ApplicationAct) -> Candidature:
    """Note that the candidate was reminded of the complement."""
    complement = act.subject.complement
    return replace(act.subject, complement=complement and replace(complement, reminded=True))


# Notices


def was_opened(act: ApplicationAct, _after: Candidature) -> bool:
    """Tell whether the SA EPLE had looked at the application before the move."""
    return act.facts.opened


def knows_the_candidate(_act: ApplicationAct, after: Candidature) -> bool:
    """Tell whether the candidate is known to the assistant."""
    return after.candidate is not None


def is_announced(_act: ApplicationAct, after: Candidature) -> bool:
    """Tell whether the decision is announced by the move."""
    return after.announced


def was_announced(act: ApplicationAct, _after: Candidature) -> bool:
    """Tell whether the decision had been announced before the move."""
    return act.subject.announced


def made_by_candidate(act: ApplicationAct, _after: Candidature) -> bool:
    """Tell whether the candidate makes the move."""
    return act.role is Relation.CANDIDATE


def made_by_program(act: ApplicationAct, _after: Candidature) -> bool:
    """Tell whether the program makes the move."""
    return act.role is Relation.SYSTEM
