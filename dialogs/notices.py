"""What people are told later: each kind of notice, rendered from the present state when it is sent."""

from __future__ import annotations

from collections.abc import Iterable

from dialogs.application import notices as application_notices
from dialogs.assistance import notices as request_notices
from dialogs.core.context import Services
from dialogs.core.turn import Letter, Message
from dialogs.questions import handover_texts as texts
from dialogs.questions import texts as question_texts
from dialogs.ui import elements as el
from knowledge.french import PARIS, long_date
from knowledge.people import PersonKey
from storage.actions.questions import ANSWERED, WAITING
from storage.actions.request_notices import to_phone
from storage.outbox import Medium, Notice, Row
from storage.queries import questions as queries
from storage.queries.questions import PassedQuestion
from storage.transaction import Transaction

# Told twice, these do no harm: a failure whose outcome is unknown is followed by another try.
HARMLESS = ("question_asked", "question_answered", "phone", *sorted(application_notices.KINDS),
            *sorted(request_notices.KINDS))  # fmt: skip


async def render(services: Services, row: Row) -> Message | Letter | None:
    """Return what a notice says now; None when it is no longer true, or has nothing to say by that medium."""
    if row.notice.kind in application_notices.KINDS:
        return await application_notices.render(services, row)
    if row.notice.kind in request_notices.KINDS:
        return await request_notices.render(services, row)
    number = int(row.notice.reference or 0)
    question = await queries.get(services.storage, number)
    if not question:
        return None
    if row.notice.kind == "question_asked" and question.state == WAITING:
        return _asked(question) if row.medium is Medium.TEAMS else _asked_letter(question, row.notice.mail or "")
    if row.notice.kind == "question_answered" and question.state == ANSWERED:
        return _answered(question) if row.medium is Medium.TEAMS else _answered_letter(question, row.notice.mail or "")
    if row.notice.kind == "phone" and row.medium is Medium.TEAMS:
        return _phone(question, int(row.notice.data["row"]))
    return None


async def in_charge(tx: Transaction, row: Row) -> Iterable[Notice]:
    """Return who shall phone the person that a notice could not reach: whoever answered, decided or asked."""
    if row.notice.kind in request_notices.KINDS:
        return await to_phone(tx, row)
    by = row.notice.data.get("by")
    if not isinstance(by, list):
        return ()
    if row.notice.kind in application_notices.TO_BE_PHONED:
        what = application_notices.TO_BE_PHONED[row.notice.kind]
        data = {"row": row.id, "id": row.notice.data["id"], "what": what}
        return (Notice(application_notices.PHONE, to=PersonKey(*by), reference=row.notice.reference, data=data),)
    if row.notice.kind != "question_answered":
        return ()
    return (Notice("phone", to=PersonKey(*by), reference=row.notice.reference, data={"row": row.id}),)


def _asked(question: PassedQuestion) -> Message:
    head = texts.ASKED_NOTICE.format(number=question.number, name=question.name or question_texts.NO_NAME)
    school = texts.ASKED_SCHOOL.format(school=question.school) if question.school else ""
    shown = el.card(
        el.heading(head),
        el.said(question.text),
        el.paragraph(el.escaped(school)) if school else None,
        actions=[
            el.asks(texts.BUTTON_ANSWER.format(number=question.number), "answer.write", {"number": question.number})
        ],
    )
    return Message("\n".join(filter(None, (head, question.text, school))), shown)


def _asked_letter(question: PassedQuestion, to: str) -> Letter:
    school = texts.ASKED_SCHOOL.format(school=question.school) if question.school else ""
    name = question.name or question_texts.NO_NAME
    text = texts.ASKED_MAIL.format(name=name, question=question.text, school=school)
    return Letter(to, texts.ASKED_MAIL_SUBJECT.format(number=question.number), text)


def _answered(question: PassedQuestion) -> Message:
    head = texts.ANSWERED_NOTICE.format(number=question.number)
    yours = texts.ANSWERED_YOURS.format(date=_day(question))
    answer = question.answer or ""
    shown = el.card(
        el.heading(head),
        el.subtle(yours),
        el.quote(question.text),
        el.strong(texts.ANSWERED_REPLY),
        el.said(answer),
    )
    return Message("\n".join((head, yours, question.text, texts.ANSWERED_REPLY, answer)), shown)


def _answered_letter(question: PassedQuestion, to: str) -> Letter:
    text = texts.MAIL_TEXT.format(date=_day(question), question=question.text, answer=question.answer or "")
    return Letter(to, texts.MAIL_SUBJECT.format(number=question.number), text, question.name)


def _phone(question: PassedQuestion, row: int) -> Message:
    said = texts.PHONE.format(name=question.name or question_texts.NO_NAME, number=question.number)
    shown = el.card(
        el.heading(texts.PHONE_NOTICE),
        el.paragraph(el.escaped(said)),
        el.said(question.answer or ""),
        actions=[el.acts(texts.BUTTON_TOLD, "notice.told", {"reference": str(question.number), "row": row})],
    )
    return Message(f"{texts.PHONE_NOTICE} : {said}", shown)


def _day(question: PassedQuestion) -> str:
    return long_date(question.asked_at.astimezone(PARIS).date())
