"""The welcome: said once to each person, with what the assistant does for them and the notice on personal data."""

from __future__ import annotations

from dialogs.assistance import texts as assistance
from dialogs.core import texts
from dialogs.core.context import Turn
from dialogs.core.turn import SILENCE, Message, Reply, Scope
from dialogs.people import privacy_texts as privacy
from dialogs.questions import texts as question_texts
from dialogs.questions.answers import first_questions
from dialogs.ui import elements as el
from knowledge.french import long_date
from knowledge.people import Role
from storage.actions.people import welcome


async def installed(turn: Turn) -> Reply:
    """Welcome the person in their private chat, once whatever Teams repeats; in a group, say nothing unasked."""
    if turn.incoming.address.scope is not Scope.PERSONAL:
        return SILENCE
    first = await welcome(turn.storage, turn.contact(noticed=True), turn.activity)
    turn.services.acquaintances.forget(turn.person.key)
    return Reply.of(welcome_message(turn)) if first else SILENCE


def welcome_message(turn: Turn) -> Message:
    """Return the welcome, by role."""
    heading = turn.base.call.call
    lines = [texts.WELCOME.format(title=heading.title, authority=heading.authority)]
    if turn.base.call.application and turn.now < turn.services.terms.closes_at:
        lines.append(texts.WELCOME_APPLY.format(closes=long_date(heading.closes)))
    logs = turn.person.has(Role.EXPERT) or turn.person.has(Role.SA_EPLE)
    if not logs:
        lines.append(texts.WELCOME_ASSIST)
    if turn.person.has(Role.EXPERT):
        lines.append(texts.WELCOME_EXPERT)
    if turn.person.has(Role.SA_EPLE):
        lines.append(texts.WELCOME_SA_EPLE)
    lines.append(texts.WELCOME_TRY)
    shown = el.card(
        el.heading(texts.WELCOME_TITLE),
        *map(el.paragraph, lines),
        el.subtle(texts.NOTICE_SHORT),
        actions=[
            *first_questions(turn.base)[:2],
            el.asks(assistance.MINE_NEW_LOG, "assistance.log")
            if logs
            else el.asks(assistance.MINE_NEW, "assistance.start"),
            el.asks(question_texts.BUTTON_HELP, "help.show"),
            el.asks(privacy.TITLE, "privacy.notice"),
        ],
    )
    return Message("\n".join([texts.WELCOME_TITLE, *lines, texts.NOTICE_SHORT]), shown)
