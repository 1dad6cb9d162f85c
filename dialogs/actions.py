"""What is answered to a message that asks for something to be done, by the label the recogniser gives it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType

from dialogs import commands
from dialogs.application import eligibility, examination
from dialogs.application import own as candidature
from dialogs.assistance import new_request as assistance
from dialogs.core import action_texts as texts
from dialogs.core import texts as general
from dialogs.core.context import Turn
from dialogs.core.turn import Reply
from dialogs.questions import handover, learning
from knowledge.people import Role

Handler = Callable[[Turn], Awaitable[Reply]]


def _says(text: str) -> Handler:
    async def say(_turn: Turn) -> Reply:
        return Reply.text(text)

    return say


async def _not_that(turn: Turn) -> Reply:
    return await learning.said_bad(turn, turn.topic, "") if turn.topic else Reply.text(general.NOT_THAT)


def _personal(run: Handler) -> Handler:
    async def say(turn: Turn) -> Reply:
        return await run(turn) if turn.personal else Reply.text(general.PERSONAL_ONLY)

    return say


async def _pass_on(turn: Turn) -> Reply:
    return await handover.pass_on(turn) if turn.personal else Reply.text(general.PERSONAL_ONLY)


async def _steering(turn: Turn) -> Reply:
    """Answer the SA EPLE about applications; say what there is where nothing else was understood."""
    if not turn.personal:  # There, experts may ask too.
        return Reply.text(general.PERSONAL_ONLY)
    if not turn.person.has(Role.SA_EPLE):
        return Reply.text(general.NOT_YOURS)
    found = await examination.steer(turn)
    return found or Reply.text(texts.STEERING)


ACTIONS: Mapping[str, Handler] = MappingProxyType(
    {
        "candidater": candidature.begin,
        "reprendre_brouillon": _personal(candidature.resume),
        "statut_candidature": _personal(candidature.show_mine),
        "retirer_candidature": _personal(candidature.withdraw),
        "modifier_candidature": _personal(candidature.modify),
        "demander_assistance": assistance.begin_own,
        "enregistrer_demande": assistance.begin,
        "statut_demande": assistance.show_status,
        "statut_pilotage": _steering,
        "eligibilite": eligibility.show,
        "transmettre_question": _pass_on,
        "aide": commands.show_help,
        "parler_humain": commands.show_contact,
        "mes_donnees": commands.show_mine,
        "confidentialite": commands.show_notice,
        "questions_posees": commands.show_waiting,
        "bonjour": _says(general.HELLO),
        "merci": _says(general.THANKS),
        "au_revoir": _says(general.GOODBYE),
        "ca_va": _says(general.HOW_ARE_YOU),
        "identite": _says(general.WHO_AM_I),
        "compliment": _says(general.COMPLIMENT),
        "reproche": _says(general.REPROACH),
        "negatif": _not_that,
        "annuler": _says(general.NOTHING_TO_CANCEL),
        "oui": _says(general.NOTHING_PENDING),
        "non": _says(general.NOTHING_TO_CANCEL),
        "retour": _says(general.NOTHING_PENDING),
        "passer": _says(general.NOTHING_PENDING),
    }
)
