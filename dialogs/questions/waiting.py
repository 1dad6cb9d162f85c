"""The questions that were passed on and wait for the SA EPLE's answer."""

from __future__ import annotations

from dialogs.core.context import Services, Turn
from dialogs.core.turn import Message, Reply
from dialogs.questions import handover_texts, texts
from dialogs.ui import elements as el
from dialogs.ui.kit import CardElement
from knowledge.french import PARIS, counted, long_date
from storage.queries import questions as queries

PAGE = 5


async def show_waiting(turn: Turn) -> Reply:
    """List the questions that wait for the SA EPLE."""
    total, page = await queries.waiting(turn.storage, limit=PAGE)
    return Reply.of(waiting_message(turn.services, total, page))


def waiting_message(services: Services, total: int, page: list[queries.PassedQuestion]) -> Message:
    """Return the first page of the questions that wait, oldest first, with a button to answer each."""
    heading = el.heading(services.worded(texts.WAITING_TITLE))
    if not total:
        shown = el.card(heading, el.paragraph(texts.WAITING_NONE))
        return Message(texts.WAITING_NONE, shown)
    waiting = counted(total, "question attend", "questions attendent")
    lines = [texts.WAITING_COUNT.format(count=waiting)]
    body: list[CardElement] = [heading, el.paragraph(lines[0])]
    for question in page:
        head = texts.WAITING_BY.format(
            number=question.number,
            date=long_date(question.asked_at.astimezone(PARIS).date()),
            name=question.name or texts.NO_NAME,
        )
        school = handover_texts.ASKED_SCHOOL.format(school=question.school) if question.school else ""
        body += [el.strong(head), el.said(question.text)]
        body += [el.subtle(school)] if school else []
        lines.append(" ".join((f"{head} : {question.text}", *([school] if school else []))))
    if total > len(page):
        lines.append(texts.WAITING_MORE.format(count=total - len(page)))
        body.append(el.subtle(lines[-1]))
    answers = [
        el.asks(
            handover_texts.BUTTON_ANSWER.format(number=question.number), "answer.write", {"number": question.number}
        )
        for question in page
    ]
    return Message("\n".join(lines), el.card(*body, actions=answers))
