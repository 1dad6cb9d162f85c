"""What the features register for the router (routes, forms, files, answers), and the routes that all features share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from dialogs.core import filling, texts
from dialogs.core.context import Services, Turn
from dialogs.core.exchange import Reply
from dialogs.core.files import Maker
from dialogs.core.form import Form
from dialogs.core.form_steps import Forms, Respond
from dialogs.core.help import ThemePress, say_hello, show_help, show_theme
from dialogs.core.notice import Notices
from dialogs.core.route import ANYWHERE, Handler, HelpLine, Route, Routes, Theme
from knowledge.base import KnowledgeBase
from knowledge.french import typeset
from knowledge.schools.register import Register
from knowledge.understanding.understand import Listener
from storage.calls import UnknownCall, arbiter, status_reader, subjects

FormsOf = Callable[[Services], Iterable[Form]]
"""Returns a feature's forms with what is in force: the call, the clock, the delays."""


class Registry:
    """The routes, and the forms built once for each knowledge base and register of schools in force."""

    def __init__(
        self,
        routes: Routes,
        forms: Sequence[FormsOf],
        *,
        respond: Respond,
        files: Mapping[str, Maker] | None = None,
        notices: Notices | None = None,
    ) -> None:
        self.routes = routes
        self.files = files or {}
        self.notices = notices or Notices({}, {})
        self._makers = tuple(forms)
        self._respond = respond
        # With what they were built from; the forms by call.
        self._built: tuple[KnowledgeBase, Register, int, dict[str, Forms]] | None = None
        self._listener: tuple[KnowledgeBase, Listener] | None = None

    def listener(self, base: KnowledgeBase) -> Listener:
        """Return what understands what is typed, built once for each knowledge base in force."""
        held = self._listener
        if held is None or held[0] is not base:
            held = self._listener = base, Listener(base, self.routes.words, subjects, arbiter, status_reader)
        return held[1]

    def forms(self, services: Services) -> Forms:
        """Return the forms that can be filled in while the knowledge base and the register are in force, by call."""
        base, register, call = services.knowledge(), services.register(), services.call.id
        held = self._built
        edition = services.rules.edition
        if held is None or held[0] is not base or held[1] is not register or held[2] != edition:
            held = self._built = (base, register, edition, {})
        built = held[3]
        if call not in built:
            made = (form.within(register) for maker in self._makers for form in maker(services))
            built[call] = Forms(
                *made,
                does=self.routes.within_forms(),
                respond=self._respond,
                elsewhere=lambda other: self._forms_of(services, other),
            )
        return built[call]

    def _forms_of(self, services: Services, call: str) -> Forms | None:
        """Return the forms of another call; None where there is none of that id."""
        try:
            return self.forms(services.on(call))
        except UnknownCall:
            return None


# --- Routes whatever the feature: help, small talk, the buttons of forms.


def _say(text: str) -> Handler:
    async def say(turn: Turn) -> Reply:
        return Reply.text(turn.worded(text))

    return say


def _press(verb: str) -> Handler:
    async def press(turn: Turn) -> Reply:
        return await filling.press(turn, turn.forms, verb, turn.incoming.value)

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
    Route.by_button("help.theme", ThemePress, show_theme, where=ANYWHERE),
    Route("talk.bonjour", say_hello, intent="bonjour", where=ANYWHERE),
    *(
        Route(f"talk.{intent}", _say(text), intent=intent, where=ANYWHERE, in_form=intent == "annuler")
        for intent, text in _TALK.items()
    ),
    *(Route(verb, _press(verb), verbs=(verb,)) for verb in sorted(filling.VERBS)),
)


# --- How an application reaches the service: the ways that a call gives, and what is to be enclosed.


# --- Sentences that stay unsaid where the assistant takes no requests.
