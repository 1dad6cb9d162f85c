"""An application (candidature) to a call, and its life cycle.

Eligibility is never decided here: what the call addresses is flagged for the SA EPLE and blocks nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from knowledge.call import Call
from knowledge.call_form import FieldKind, FormField
from knowledge.lifecycle import Given, Subject
from knowledge.people import PersonKey
from knowledge.schools.words import WrongKey, department_of, read_uai
from knowledge.time.delays import DEFAULT_DELAYS, Delays, end_of_day, paris_day


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
    ADD_PIECES = "add_pieces"
    ASK_COMPLEMENT = "ask_complement"
    COMPLETE = "complete"
    EXAMINE = "examine"
    ACCEPT = "accept"
    REJECT = "reject"
    DROP = "drop"
    ANNOUNCE = "announce"
    REVIEW_AGAIN = "review_again"
    APPOINT = "appoint"
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
    NO_PIECES_NOW = "no_pieces_now"  # The call takes none, or only with what is deposited before it closes.
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
    NO_ROLE = "no_role"  # The call gives none here.
    CANDIDATE_UNKNOWN = "candidate_unknown"
    GOES_BACK_TO_SUBMITTED = (
        "goes_back_to_submitted"  # Chooses between two lines of the table; nobody is refused with it.
    )
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
    RECORDED = "application_recorded"
    WITHDRAWN = "application_withdrawn"
    STOOD_DOWN = "application_stood_down"
    DRAFT_REMINDER = "application_draft_reminder"
    EXPIRED = "application_expired"
    WELCOME = "application_welcome"


class Consequence(StrEnum):
    """What else the same transaction does."""

    GIVE_EXPERT_ROLE = "give_expert_role"
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
    given at deposit, empty before. ``answers`` are the form's, by field; only the letter matters to the rules.
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
        return self.status_for_candidate is not self.status

    @property
    def status_for_candidate(self) -> ApplicationStatus:
        """Return the state that the candidate may know of."""
        return status_known(self.status, announced=self.announced)


def status_known(status: ApplicationStatus, *, announced: bool) -> ApplicationStatus:
    """Return the state that a candidate may know of: a decision, once it is announced."""
    return ApplicationStatus.UNDER_REVIEW if status in DECIDED and not announced else status


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFacts:
    """What the store knows beyond the application.

    ``closes_at``: the end of the call's last day (``delays.end_of_day``). ``other_active``: the person has another
    active application to this call. ``opened``: the SA EPLE has looked at this one. ``letter``: the field that has to be
    written, "" for none. ``appoints``: who is accepted may be given a role here.
    """

    closes_at: datetime
    other_active: bool = False
    opened: bool = False
    delays: Delays = DEFAULT_DELAYS
    opens_at: datetime | None = None
    letter: str = "motivation"
    appoints: bool = True
    pieces_until: datetime | None = None  # When files that were left out are no longer taken, after the closing.

    def is_open(self, now: datetime) -> bool:
        """Tell whether applications are taken now."""
        return now < self.closes_at and (self.opens_at is None or now >= self.opens_at)

    @property
    def last_day(self) -> date:
        """Return the call's last day in Paris."""
        return paris_day(self.closes_at - timedelta(seconds=1))


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for applications to a call.

    ``server``: mails leave by a server; ``copied``: the call's copy has an address. ``appoints``: roles are given here.
    """

    call: Call
    delays: Delays = DEFAULT_DELAYS
    server: bool = False
    copied: bool = False
    appoints: bool = True

    @property
    def closes_at(self) -> datetime:
        """Return when the call closes: at its hour, else at the end of its last day in Paris."""
        return self.call.call.closes_at

    def facts(self, *, opened: bool = False, other_active: bool = False) -> CallFacts:
        """Return what the rules want to know beyond the application."""
        form, heading = self.call.application, self.call.call
        letter = form.letter if form else None
        return CallFacts(
            closes_at=self.closes_at,
            other_active=other_active,
            opened=opened,
            delays=self.delays,
            opens_at=heading.opens_at,
            letter=letter.id if letter and not letter.optional else "",
            appoints=bool(self.appoints and form and form.appoints),
            pieces_until=end_of_day(form.pieces_until) if form and form.pieces_until else None,
        )


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


# --- Whom a call addresses: what is certain of an answer, and what its service is to appreciate. Nothing blocks anybody.
# A flag is an id: that of the field whose answer is none that the call addresses, with «_» and the option's where that one
# has words of its own; with ``_unchecked`` and ``_elsewhere`` for a school.

UNCHECKED, ELSEWHERE = "_unchecked", "_elsewhere"


def flags_of(call: Call, answers: Mapping[str, str]) -> tuple[str, ...]:
    """Return what the answers leave to be appreciated, in the form's order; unanswered fields leave nothing."""
    fields = call.application.asked if call.application else ()
    found = (_flag(call, field.under(answers), answers.get(field.id, "")) for field in fields)
    return tuple(flag for flag in found if flag)


def _flag(call: Call, field: FormField, answer: str) -> str:
    if field.kind is FieldKind.SCHOOL:
        return _school_flag(call, field, answer) if answer else ""
    if field.addresses(answer) is not False:
        return ""
    option = field.option(answer)
    return f"{field.id}_{option.id}" if option and (option.flag or option.excluded) else field.id


def _school_flag(call: Call, field: FormField, school: str) -> str:
    uai = _uai(school)
    if uai is None:
        return field.id + UNCHECKED
    here = call.academy.departments if call.academy else {}
    return field.id + ELSEWHERE if here and department_of(uai) not in here else ""


def _uai(school: str) -> str | None:
    try:
        return read_uai(school)
    except WrongKey:
        return None
