"""What can be done whatever the feature: help, small talk, and the buttons of forms."""

from __future__ import annotations

from dialogs.core import filling, texts
from dialogs.core.context import Turn
from dialogs.core.greeting import RouteNamed, follow_named, say_hello
from dialogs.core.help import ThemePress, show_help, show_theme
from dialogs.core.route import ANYWHERE, Handler, HelpLine, Route, Taking, Theme
from dialogs.core.turn import Reply
from knowledge.french import typeset


def _say(text: str) -> Handler:
    async def say(turn: Turn) -> Reply:
        return Reply.text(turn.worded(text))

    return say


def _press(verb: str) -> Handler:
    async def press(turn: Turn) -> Reply:
        return await filling.pressed(turn, turn.forms, verb, turn.incoming.value)

    return press


# What is said back, by intent, where nothing is to be done. Within a form, «annuler» ends it.
_TALK = {
    "merci": texts.THANKS,
    "au_revoir": texts.GOODBYE,
    "ca_va": texts.HOW_ARE_YOU,
    "identite": texts.WHO_AM_I,
    "compliment": texts.COMPLIMENT,
    "reproche": texts.REPROACH,
    "annuler": texts.NOTHING_BEGUN,
    "oui": texts.NOTHING_PENDING,
    "non": texts.NOTHING_TO_CANCEL,
    "retour": texts.NOTHING_PENDING,
    "passer": texts.NOTHING_PENDING,
}

ROUTES = (
    Route(
        "aide",
        show_help,
        says=("aide", "help", "menu", "commandes", "?"),
        intent="aide",
        verbs=("help.show",),
        where=ANYWHERE,
        in_form=True,
        help=(HelpLine(Theme.REST, typeset("voir ce que je sais faire"), where=ANYWHERE),),
    ),
    Route("help.theme", Taking(ThemePress, show_theme), verbs=("help.theme",), where=ANYWHERE),
    Route("help.follow", Taking(RouteNamed, follow_named), verbs=("help.follow",)),
    Route("talk.bonjour", say_hello, intent="bonjour", where=ANYWHERE),
    *(
        Route(f"talk.{intent}", _say(text), intent=intent, where=ANYWHERE, in_form=intent == "annuler")
        for intent, text in _TALK.items()
    ),
    *(Route(verb, _press(verb), verbs=(verb,)) for verb in sorted(filling.VERBS)),
)
