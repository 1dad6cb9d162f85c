"""Applications: their forms, receipts, what candidates and the SA EPLE see of them, with the worst answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from dialogs.application import cards as own
from dialogs.application import eligibility, routes
from dialogs.application import lists as staff
from dialogs.application import texts as application
from dialogs.application.cards import Mine, Receipt
from dialogs.application.decisions import held_message
from dialogs.application.lists import Listing, Opened
from dialogs.application.steering_texts import HELD_CHANGED
from dialogs.core.exchange import Message, filled, plain_message
from dialogs.people.routes import people_message
from knowledge.application import ApplicationMove, ApplicationStatus, Candidature, Complement, Lack
from knowledge.people import PersonKey, Role
from knowledge.schools.register import EMPTY
from knowledge.understanding.profile import Candidate
from storage.calls import find
from storage.outbox import NoticeState
from storage.queries.applications import ApplicationFile, Sent
from storage.queries.journal import JournalLine
from storage.queries.people import Someone
from tests.lint import worst
from tests.lint.catalogue import emits
from tests.lint.emitted.forms import _step, _whole
from tests.lint.emitted.requests import SERVICES

_AT = datetime(2024, 1, 25, 9, 0, tzinfo=UTC)
_KEY = PersonKey("t" * 64, "o" * 36)
CALL = find("2024-experts-opale").read()
_FORM = CALL.application
assert _FORM

for _one in routes.forms(SERVICES):
    for _value in ("", "*é "):
        # Days and choices are kept in their own shape: only free texts can be as long as that.
        if not _value or all(not field.show for field in _one.fields):
            _whole(_one, _value)
        for _field in _one.fields:
            if not _value or not _field.show:
                _step(_one, _field, _value, refused=False)
    for _field in _one.fields:
        _step(_one, _field, "*é ", refused=True)


def application_in(status: ApplicationStatus, **more: object) -> ApplicationFile:
    answers = {
        "name": worst.LONG_NAME[:120], "mail": f"{'a' * 60}@{'b' * 60}.example.org", "function": "sgac",
        "school": worst.MARKDOWN, "wave": "other", "phone": "04 42 91 70 00", "motivation": ("*é " * 1000)[:3000],
    }  # fmt: skip
    complement = Complement(
        lack=Lack.INCORRECT, text=worst.LONG_TEXT[:1000], due=_AT + timedelta(days=3), asked_by=_KEY,
        back_to=ApplicationStatus.SUBMITTED,
    )  # fmt: skip
    values = {
        "reference": "CA-2024-123456", "version": 2**30, "status": status, "status_since": _AT, "touched_at": _AT,
        "call": CALL.id, "candidate": _KEY, "name": worst.LONG_NAME[:120], "answers": answers, "edition": 99,
        "flags": ("function", "school_unchecked", "wave_unknown"), "deposited_at": _AT, "complement": complement,
        "announced": True, "appointed": True, **more,
    }  # fmt: skip
    return ApplicationFile(2**53, Candidature(**values), opened=True)


_HISTORY = tuple(
    JournalLine(move, "saeple", _AT, reason=worst.LONG_TEXT[:1000], data={"edition": 9})
    for move in ("deposit", "modify", "ask_complement", "complete", "examine", "reject", "review_again", "drop")
)
_SENT = Sent(NoticeState.SENT, 1, _AT, server=True, copied=False)


@emits("candidature.receipt", own.receipt_message)
def _receipt() -> Message:
    file = application_in(ApplicationStatus.SUBMITTED)
    return own.receipt_message(CALL, Receipt(file, ApplicationMove.MODIFY, _AT, False, False, False))


for _status in ApplicationStatus:

    @emits(f"candidature.mine.{_status}", own.mine_message)
    def _mine(status: ApplicationStatus = _status) -> Message:
        moves = (ApplicationMove.COMPLETE, ApplicationMove.WITHDRAW)
        return own.mine_message(CALL, Mine(application_in(status), moves, _HISTORY, _SENT, drafted=True))

    @emits(f"application.file.{_status}", staff.file_message)
    def _opened(status: ApplicationStatus = _status) -> Message:
        moves = (ApplicationMove.ASK_COMPLEMENT, ApplicationMove.ACCEPT, ApplicationMove.REJECT, ApplicationMove.DROP)
        opened = Opened(
            application_in(status, mailed_on=date(2024, 1, 20)), moves, _HISTORY, _SENT, worst.MARKDOWN, own=True
        )
        return staff.file_message(CALL, opened, EMPTY, _AT)


@emits("candidature.mine.none", own.mine_message)
def _none() -> Message:
    return own.mine_message(CALL, Mine(None, drafted=True))


for _said in (
    Candidate("sg", "v2", 2, here=True),
    Candidate("other", "other", 7, here=False),
    Candidate(clouded="faisant fonction"),
):

    @emits(f"eligibility.said.{_said.verdict(_FORM)}", eligibility.candidate_message)
    def _(said: Candidate = _said) -> Message:
        assert _FORM
        return eligibility.candidate_message(CALL, _FORM, said, [worst.LONG_TEXT[:300]])


@emits("eligibility.check", eligibility.check_message)
def _check() -> Message:
    return eligibility.check_message(CALL, _FORM)


@emits("eligibility.addressed", eligibility.addressed_message)
def _addressed() -> Message:
    return eligibility.addressed_message(CALL, shut=filled(CALL, application.RESULT_CLOSED))


@emits("eligibility.result", eligibility.result_message)
def _result() -> Message:
    return eligibility.result_message(CALL, _FORM, {"function": "other", "wave": "unknown", "authority": "no"})


@emits("candidature.plain", plain_message)
def _plain() -> Message:
    return plain_message("Un titre", [worst.MARKDOWN, worst.LONG_TEXT])


@emits("application.counts", staff.counts_message)
def _counts() -> Message:
    return staff.counts_message(CALL, dict.fromkeys(set(ApplicationStatus) - {ApplicationStatus.DRAFT}, 100_000))


@emits("application.list", staff.list_message)
def _list() -> Message:
    files = [
        application_in(ApplicationStatus.SUBMITTED, reference=f"CA-2024-{number:06}") for number in range(staff.PAGE)
    ]
    return staff.list_message(CALL, Listing("é" * 200, "retenues", 1_000, 0, files), EMPTY, _AT)


@emits("people.holders", people_message)
def _holders() -> Message:
    people = [Someone(PersonKey("t", f"{number:036}"), name, _AT) for number, name in enumerate(worst.NAMES * 4)]
    return people_message(SERVICES, Role.SA_EPLE, people, _AT)


@emits("results.held", held_message)
def _held() -> Message:
    states = (ApplicationStatus.REJECTED, ApplicationStatus.ACCEPTED)
    files = [
        replace(file, number=number, candidature=replace(file.candidature, reference=f"CA-2024-{number:06}"))
        for number, file in enumerate(application_in(status) for status in states for _ in range(40))
    ]
    reasons = {file.number: worst.LONG_TEXT[:1000] for file in files}
    return held_message(CALL, files, reasons, dict.fromkeys(NoticeState, 100_000), HELD_CHANGED)
