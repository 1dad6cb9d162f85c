"""A request for assistance (demande d'assistance): its states, its moves, what is known of it, and how long they took.

The table of its life cycle is in ``knowledge.request_cycle``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from knowledge.lifecycle import Given, Subject
from knowledge.people import Person, PersonKey
from knowledge.time.delays import DEFAULT_DELAYS, Delays, working_minutes

MOST_SLOTS = 3  # Appointments that are proposed at once.
SESSION_LASTS = timedelta(hours=1)  # As it is proposed to the calendar; then it is over.


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


NO_TICKET = "AUCUN"  # Given in place of the number of a ticket, it takes the number away.


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
    OFFER_SLOTS = "offer_slots"  # Up to three, for the requester to choose from.
    CHOOSE_SLOT = "choose_slot"
    ASK_OTHER_SLOT = "ask_other_slot"
    AGREE = "agree"
    TAKE_BACK = "take_back"
    VISIT_HELD = "visit_held"  # The expert went to the school, and says a line of it.
    SLOT_HELD = "slot_held"  # The session took place, without its start and end having been noted.
    SLOT_MISSED = "slot_missed"
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
    CHANGE_CONTACT = "change_contact"
    NOTE_TICKET = "note_ticket"  # Of the official assistance.
    TELL_BY_PHONE = "tell_by_phone"
    NUDGE = "nudge"  # The SA EPLE asks how it gets on.
    ALERT_UNTAKEN = "alert_untaken"
    ALERT_IDLE = "alert_idle"
    REMIND_SLOT = "remind_slot"
    ASK_OUTCOME = "ask_outcome"
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
    CONTACT_SAME = "contact_same"
    TOPIC_MISSING = "topic_missing"
    ALREADY_OPEN = "already_open"  # Same school and topic: the open one is proposed.
    TARGET_NOT_EXPERT = "target_not_expert"
    TARGET_IS_HOLDER = "target_is_holder"
    TARGET_AWAY = "target_away"  # Given all the same where that is said.
    SLOT_NOT_FUTURE = "slot_not_future"
    SLOTS_BAD = "slots_bad"  # None, too many, or one in the past.
    SLOT_NOT_OFFERED = "slot_not_offered"
    NO_SLOTS = "no_slots"  # None is proposed.
    SLOT_NOT_OVER = "slot_not_over"
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
    TICKET_MISSING = "ticket_missing"
    TICKET_SAME = "ticket_same"
    HOLDER_UNTRAINED = "holder_untrained"  # Without control, once that is said.
    ON_SITE = "on_site"
    NOT_ON_SITE = "not_on_site"
    HOLDER_ACTIVE = "holder_active"  # Chooses between two lines of the table; nobody is refused with it.
    HOLDER_GONE = "holder_gone"


ESCALATED = 2  # Alerts without an answer: the SA EPLE is told with the second.


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
    SLOTS_OFFERED = "request_slots"
    SLOT_MOVED = "request_slot_moved"
    SLOT_CANCELLED = "request_slot_cancelled"
    OTHER_SLOT_ASKED = "request_other_slot"
    SLOT_REMINDER = "request_slot_reminder"
    OUTCOME = "request_outcome"
    SLOT_MISSED = "request_slot_missed"
    AGREED = "request_agreed"
    TAKEN_BACK = "request_taken_back"
    REPLY_AWAITED = "request_reply_awaited"
    WAITING_REMINDER = "request_waiting_reminder"
    REPLIED = "request_replied"
    RESOLVED = "request_resolved"
    SATISFACTION = "request_satisfaction"
    SOLUTION_REFUSED = "request_refused"
    REOPENED = "request_reopened"
    CANCELLED = "request_cancelled"
    CONTACT_CHANGED = "request_contact"
    NUDGED = "request_nudged"
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
    kept after it took place; ``proposed``: those among which the requester may choose; ``outcome_asked``: what became of it is known, or was asked. ``alerts`` counts the timers' alerts since the last activity.
    """

    status: RequestStatus = RequestStatus.NEW
    uai: str = ""
    contact: SchoolContact = field(default_factory=SchoolContact)
    topic: Topic | None = None
    details: str = ""
    urgent: bool = False
    wished_slots: str = ""
    ticket: str = ""  # The number that the official assistance gave.
    more: Mapping[str, str] = field(default_factory=dict)  # By field of the form: what has no attribute here.
    author: PersonKey
    requester: PersonKey | None = None
    holder: PersonKey | None = None
    linked_to: str = ""  # The closed request that this one continues.
    slot: datetime | None = None
    link: str = ""
    on_site: bool = False  # The appointment is at the school.
    visits: int = 0  # That took place.
    proposed: tuple[datetime, ...] = ()
    slot_reminded: int = 0
    outcome_asked: bool = False
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

    def slot_is_over(self, now: datetime) -> bool:
        """Tell whether the session that was planned lies in the past, and does not run."""
        planned = self.status is RequestStatus.PLANNED and self.slot is not None and self.session_started_at is None
        return planned and self.slot is not None and self.slot + SESSION_LASTS <= now

    def slots_to_choose(self, now: datetime) -> tuple[datetime, ...]:
        """Return the proposed appointments that are still to come, the earliest first."""
        return tuple(one for one in self.proposed if one > now)

    @property
    def escalated(self) -> bool:
        """Tell whether the SA EPLE was told that nothing happens."""
        return self.alerts >= ESCALATED


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestFacts:
    """What the store knows beyond the request. ``same_open``: an open request of the same school and topic.

    ``target_away``: who is to have it is away today.
    """

    delays: Delays = DEFAULT_DELAYS
    holder_active: bool = True  # The holder still has the role of expert.
    same_open: str = ""
    target_away: bool = False
    holder_trained: bool = True  # To take control of a screen.


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestGiven(Given):
    """What the person supplies. ``target``: with the roles held now.

    ``anyway``: although one is open, who gets it is away, or who holds it is not trained.
    """

    anyway: bool = False
    target: Person | None = None
    slot: datetime | None = None
    slots: tuple[datetime, ...] = ()
    link: str = ""
    on_site: bool = False
    waiting_for: WaitingFor | None = None
    resume_at: datetime | None = None
    report: str = ""
    minutes: int | None = None
    cancel_as: CancelReason | None = None
    duplicate_of: str = ""
    contact: SchoolContact | None = None
    ticket: str = ""
    score: int | None = None
    comment: str = ""


# --- The durations in the life of a request, counted from its journal in working minutes, and what was done twice.

_SOLVED = (RequestStatus.RESOLVED, RequestStatus.CLOSED)


@dataclass(frozen=True, slots=True)
class JournalStep:
    """One move of a request: when (aware), what, and the state reached."""

    at: datetime
    move: str
    state: str


@dataclass(frozen=True, slots=True)
class Measured:
    """Working minutes since a request was logged, and how often it came back.

    ``taken``: until somebody held it first; ``solved``: until the solution that stands, less ``waited``; None: not yet.
    """

    taken: int | None = None
    solved: int | None = None
    waited: int = 0
    reopened: int = 0
    refused: int = 0


def measure(logged: datetime, steps: Iterable[JournalStep], delays: Delays = DEFAULT_DELAYS) -> Measured:
    """Return what a request took; ``steps``: all its moves, in order."""
    taken: int | None = None
    solved_at = waits_since = None
    waited = reopened = refused = 0
    state = ""
    for step in steps:
        if step.state != state:
            if waits_since is not None:
                waited += working_minutes(waits_since, step.at, delays)
            waits_since = step.at if step.state == RequestStatus.WAITING else None
            if step.state == RequestStatus.RESOLVED:
                solved_at = step.at
        if taken is None and step.state == RequestStatus.ASSIGNED:
            taken = working_minutes(logged, step.at, delays)
        reopened += step.move == RequestMove.REOPEN
        refused += step.move == RequestMove.REFUSE_SOLUTION
        state = step.state
    solved = None
    if solved_at is not None and state in _SOLVED:
        solved = max(working_minutes(logged, solved_at, delays) - waited, 0)
    return Measured(taken, solved, waited, reopened, refused)
