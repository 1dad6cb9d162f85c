"""What is told about questions later: that one was passed on, that it has its answer, that somebody is to be phoned."""

from __future__ import annotations

from collections.abc import Iterable

from dialogs.core import texts as general
from dialogs.core.context import Services
from dialogs.core.notice import FeatureNotices
from dialogs.core.turn import Letter, Message
from dialogs.questions import handover_texts as texts
from dialogs.questions import texts as question_texts
from dialogs.ui import elements as el
from knowledge.french import PARIS, long_date
from knowledge.people import PersonKey
from storage.actions.questions import ANSWERED, WAITING
from storage.outbox import Medium, Notice, Row
from storage.queries import questions as queries
from storage.queries.questions import PassedQuestion
from storage.transaction import Transaction

_PASSED, _REPLIED, _TO_PHONE = "question_asked", "question_answered", "phone"


async def _render(services: Services, row: Row) -> Message | Letter | None:
    question = await queries.get(services.storage, int(row.notice.reference or 0))
    if not question:
        return None
    teams, mail = row.medium is Medium.TEAMS, row.notice.mail or ""
    if row.notice.kind == _PASSED and question.state == WAITING:
        return _asked(question) if teams else _asked_letter(question, mail)
    if row.notice.kind == _REPLIED and question.state == ANSWERED:
        return _answered(question) if teams else _answered_letter(question, mail)
    if row.notice.kind == _TO_PHONE and teams:
        return _phone(question, int(row.notice.data["row"]))
    return None


async def _in_charge(_tx: Transaction, row: Row) -> Iterable[Notice]:
    """Return a notice to who answered: they phone the person whom their answer could not reach."""
    by = row.notice.data.get("by")
    if row.notice.kind != _REPLIED or not isinstance(by, list):
        return ()
    return (Notice(_TO_PHONE, to=PersonKey(*by), reference=row.notice.reference, data={"row": row.id}),)


NOTICES = FeatureNotices(frozenset({_PASSED, _REPLIED, _TO_PHONE}), _render, _in_charge)


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
        actions=[el.acts(general.BUTTON_TOLD, "notice.told", {"row": row})],
    )
    return Message(f"{texts.PHONE_NOTICE} : {said}", shown)


def _day(question: PassedQuestion) -> str:
    return long_date(question.asked_at.astimezone(PARIS).date())
