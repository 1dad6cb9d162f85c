"""The welcome: said once to each person, with what the assistant does for them and the notice on personal data."""

from __future__ import annotations

from dialogs.core import texts
from dialogs.core import texts as general
from dialogs.core.context import Turn
from dialogs.core.question_buttons import first_questions
from dialogs.core.turn import SILENCE, Message, Reply, Scope
from dialogs.people import privacy_texts as privacy
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
            el.asks(general.BUTTON_LOG_REQUEST, "assistance.log")
            if logs
            else el.asks(general.BUTTON_ASK_ASSISTANCE, "assistance.start"),
            el.asks(general.BUTTON_HELP, "help.show"),
            el.asks(privacy.TITLE, "privacy.notice"),
        ],
    )
    return Message("\n".join([texts.WELCOME_TITLE, *lines, texts.NOTICE_SHORT]), shown)
