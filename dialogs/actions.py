"""What is answered to a message that asks for something to be done, by the label the recogniser gives it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType

from dialogs import commands, handover
from dialogs.cards import elements as el
from dialogs.context import Turn
from dialogs.texts import actions as texts
from dialogs.texts import general
from dialogs.texts import questions as question_texts
from dialogs.turn import Message, Reply
from knowledge.base import days_left
from knowledge.french import listed

Handler = Callable[[Turn], Awaitable[Reply]]


def _says(text: str) -> Handler:
    async def say(_turn: Turn) -> Reply:
        return Reply.text(text)

    return say


async def _hello(turn: Turn) -> Reply:
    # Teams gives «NOM Prénom» or «Prénom NOM»: no first name can be told from it.
    name = turn.person.name
    return Reply.text(general.HELLO_NAMED.format(name=name) if name and turn.personal else general.HELLO)


def _today(title: str, *templates: str, over: str = "", passes: bool = False) -> Handler:
    """Return a handler that says by which means the thing is done today, from the call's own addresses."""

    async def say(turn: Turn) -> Reply:
        call = turn.base.call
        closed = over and days_left(call.call.closes, turn.now) < 0
        lines = [call.filled(template) for template in ((over,) if closed else templates)]
        if turn.services.notice.tickets_url and title in (texts.ASSIST_TITLE, texts.ASSIST_STATUS_TITLE):
            lines.append(texts.ASSIST_TICKETS.format(url=turn.services.notice.tickets_url))
        buttons = [el.asks(question_texts.BUTTON_HUMAN, "contact.show")] if passes else []
        shown = el.card(el.heading(title), *map(el.paragraph, lines), actions=buttons)
        return Reply.of(Message("\n".join(lines), shown))

    return say


async def _eligibility(turn: Turn) -> Reply:
    heading = turn.base.call.call
    said = texts.ELIGIBILITY.format(
        authority=heading.authority,
        functions=listed([f"{name}" for name in heading.eligible_functions], "ou"),
        waves=listed([str(wave) for wave in heading.eligible_waves]),
    )
    asks = [el.asks(turn.base.facts[id_].question, "question.ask", {"entry": id_})
            for id_ in ("fonctions", "vagues", "comment_candidater") if id_ in turn.base.facts]  # fmt: skip
    return Reply.of(Message(said, el.card(el.heading(texts.ELIGIBILITY_TITLE), el.paragraph(said), actions=asks)))


async def _pass_on(turn: Turn) -> Reply:
    return await handover.pass_on(turn) if turn.personal else Reply.text(general.PERSONAL_ONLY)


_APPLY = _today(texts.APPLY_TITLE, texts.APPLY, over=texts.APPLY_OVER, passes=True)
_APPLY_STATUS = _today(texts.APPLY_STATUS_TITLE, texts.APPLY_STATUS)
_APPLY_CHANGE = _today(texts.APPLY_CHANGE_TITLE, texts.APPLY_CHANGE)
_ASSIST = _today(texts.ASSIST_TITLE, texts.ASSIST)
_ASSIST_STATUS = _today(texts.ASSIST_STATUS_TITLE, texts.ASSIST_STATUS)

ACTIONS: Mapping[str, Handler] = MappingProxyType(
    {
        "candidater": _APPLY,
        "reprendre_brouillon": _APPLY,
        "statut_candidature": _APPLY_STATUS,
        "retirer_candidature": _APPLY_CHANGE,
        "modifier_candidature": _APPLY_CHANGE,
        "demander_assistance": _ASSIST,
        "enregistrer_demande": _ASSIST,
        "statut_demande": _ASSIST_STATUS,
        "statut_pilotage": _today(texts.STEERING_TITLE, texts.STEERING),
        "eligibilite": _eligibility,
        "transmettre_question": _pass_on,
        "aide": commands.show_help,
        "parler_humain": commands.show_contact,
        "mes_donnees": commands.show_mine,
        "confidentialite": commands.show_notice,
        "questions_posees": commands.show_waiting,
        "bonjour": _hello,
        "merci": _says(general.THANKS),
        "au_revoir": _says(general.GOODBYE),
        "ca_va": _says(general.HOW_ARE_YOU),
        "identite": _says(general.WHO_AM_I),
        "compliment": _says(general.COMPLIMENT),
        "reproche": _says(general.REPROACH),
        "negatif": _says(general.NOT_THAT),
        "annuler": _says(general.NOTHING_TO_CANCEL),
        "oui": _says(general.NOTHING_PENDING),
        "non": _says(general.NOTHING_TO_CANCEL),
        "retour": _says(general.NOTHING_PENDING),
        "passer": _says(general.NOTHING_PENDING),
    }
)
