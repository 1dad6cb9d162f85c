"""The notices of questions: asked of the SA EPLE, answered by it, to be told by phone."""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.core import texts as general
from dialogs.core.context import Services
from dialogs.core.notice import NoticeFeature, NoticeSpec, NoticeText, Wording, by_kind, one_by_one
from dialogs.core.turn import Letter, Message
from dialogs.questions import handover_texts as texts
from dialogs.questions import texts as question_texts
from dialogs.ui import elements as el
from knowledge.french import PARIS, long_date
from knowledge.french import typeset as _
from storage.actions.notices import QUESTION_ANSWERED, QUESTION_ASKED, QUESTION_PHONE
from storage.actions.questions import ANSWERED, WAITING
from storage.calls import UnknownCall
from storage.notice_data import QuestionCallData, from_json
from storage.outbox import Medium, Row
from storage.queries import questions as queries
from storage.queries.questions import PassedQuestion


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question as it stands, for the notice in ``row``."""

    services: Services  # Dealing with the call of the question, where it is known.
    row: Row
    question: PassedQuestion

    @property
    def to_owner(self) -> bool:
        """Tell whether it goes to the person who asked."""
        return self.row.notice.kind == QUESTION_ANSWERED

    def fill(self, template: str) -> str:
        """Return ``template`` with the question's values."""
        question = self.question
        return self.services.worded(
            template,
            number=question.number,
            name=question.name or question_texts.NO_NAME,
            date=long_date(question.asked_at.astimezone(PARIS).date()),
        )


async def _view(services: Services, row: Row) -> QuestionView | None:
    question = await queries.get(services.storage, int(row.notice.reference or 0))
    return QuestionView(_of_call(services, question.call), row, question) if question else None


def _of_call(services: Services, call: str) -> Services:
    try:
        return services.on(call)
    except UnknownCall:
        return services


def _school(view: QuestionView) -> str:
    return texts.ASKED_SCHOOL.format(school=view.question.school) if view.question.school else ""


def _show_question(view: QuestionView, text: NoticeText) -> Message:
    question, school = view.question, _school(view)
    shown = el.card(
        el.heading(text.first_line),
        el.said(question.text),
        el.paragraph(school) if school else None,
        actions=[
            el.asks(texts.BUTTON_ANSWER.format(number=question.number), "answer.write", {"number": question.number})
        ],
    )
    return Message("\n".join(filter(None, (text.first_line, question.text, school))), shown)


def _show_answer(view: QuestionView, text: NoticeText) -> Message:
    question, yours, answer = view.question, view.fill(texts.ANSWERED_YOURS), view.question.answer or ""
    replies = view.fill(texts.ANSWERED_REPLY)
    shown = el.card(
        el.heading(text.first_line),
        el.subtle(yours),
        el.quote(question.text),
        el.strong(replies),
        el.said(answer),
    )
    return Message("\n".join((text.first_line, yours, question.text, replies, answer)), shown)


def _show_call(view: QuestionView, text: NoticeText) -> Message:
    said = text.lines[0]
    row = from_json(QuestionCallData, view.row.notice.data).row
    shown = el.card(
        el.heading(text.first_line),
        el.paragraph(said),
        el.said(view.question.answer or ""),
        actions=[el.acts(general.BUTTON_TOLD, "notice.told", {"reference": str(view.question.number), "row": row})],
    )
    return Message(f"{text.first_line} : {said}", shown)


def _letter(view: QuestionView, _text: NoticeText) -> Letter:
    question, to = view.question, view.row.notice.mail or ""
    if view.to_owner:
        said = view.services.worded(
            texts.MAIL_TEXT, date=view.fill("{date}"), question=question.text, answer=question.answer or ""
        )
        return Letter(to, view.fill(texts.MAIL_SUBJECT), said, question.name)
    name = question.name or question_texts.NO_NAME
    said = view.services.worded(texts.ASKED_MAIL, name=name, question=question.text, school=_school(view))
    return Letter(to, view.fill(texts.ASKED_MAIL_SUBJECT), said)


NOTICES: NoticeFeature[QuestionView] = NoticeFeature(
    specs=by_kind(
        NoticeSpec(
            kind=QUESTION_ASKED,
            label=_("question transmise"),
            still_true=lambda view: view.question.state == WAITING,
            staff=Wording(texts.ASKED_NOTICE),
            message=_show_question,
        ),
        NoticeSpec(
            kind=QUESTION_ANSWERED,
            label=_("réponse à une question"),
            still_true=lambda view: view.question.state == ANSWERED,
            owner=Wording(texts.ANSWERED_NOTICE),
            message=_show_answer,
        ),
        NoticeSpec(
            kind=QUESTION_PHONE,
            label=_("personne à prévenir par téléphone"),
            staff=Wording(texts.PHONE_NOTICE, texts.PHONE),
            media=frozenset({Medium.TEAMS}),
            message=_show_call,
        ),
    ),
    views=one_by_one(_view),
    message=_show_call,
    letter=_letter,
)
