"""What the features register for the router (routes, forms, files, answers), and the routes that all features share."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import wraps
from typing import Any, cast

from dialogs.core import filling, texts
from dialogs.core.context import Services, Turn
from dialogs.core.files import Maker
from dialogs.core.form import Form
from dialogs.core.form_steps import Forms, Respond
from dialogs.core.help import RouteNamed, ThemePress, follow_named, say_hello, show_help, show_theme
from dialogs.core.notice import NoticeFeature
from dialogs.core.plain import filled, of_file
from dialogs.core.route import ANYWHERE, Handler, HelpLine, Route, Routes, Taking, Theme
from dialogs.core.turn import Happening, Message, Reply
from dialogs.ui.kit import AdaptiveCard, as_json
from knowledge.base import KnowledgeBase
from knowledge.call import Call, Dispatch
from knowledge.french import listed, typeset
from knowledge.schools.register import Register
from knowledge.understanding.understand import Listener
from knowledge.understanding.words import evened
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
        notices: Mapping[str, NoticeFeature[Any]] | None = None,
    ) -> None:
        self.routes = routes
        self.files = files or {}
        self._notices = notices or {}
        self._makers = tuple(forms)
        self._respond = respond
        # With what they were built from; the forms by call.
        self._built: tuple[KnowledgeBase, Register, dict[str, Forms]] | None = None
        self._listener: tuple[KnowledgeBase, Listener] | None = None

    def listener(self, base: KnowledgeBase) -> Listener:
        """Return what understands what is typed, built once for each knowledge base in force."""
        held = self._listener
        if held is None or held[0] is not base:
            held = self._listener = base, Listener(base, self.routes.words, subjects, arbiter, status_reader)
        return held[1]

    def notice_label(self, kind: str) -> str:
        """Return how the list of what could not be told names a kind; empty where it is simply a notice."""
        feature = self._notices.get(kind)
        return feature.specs[kind].label if feature else ""

    def forms(self, services: Services) -> Forms:
        """Return the forms that can be filled in while the knowledge base and the register are in force, by call."""
        base, register, call = services.knowledge(), services.register(), services.call.id
        held = self._built
        if held is None or held[0] is not base or held[1] is not register:
            held = self._built = (base, register, {})
        built = held[2]
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


# --- How an application reaches the service: the ways that a call gives, and what is to be enclosed.


def ways_of(call: Call) -> str:
    """Return the ways to deposit, as one says them to somebody: «déposez votre dossier dans…, ou adressez-le…»."""
    heading, ways = call.call, []
    if heading.deposit_platform:
        platform = heading.deposit_platform
        way = texts.WAY_PLATFORM_LINK if platform.link else texts.WAY_PLATFORM
        ways.append(way.format(name=platform.name, link=platform.link))
    if heading.deposit_post:
        ways.append(texts.WAY_POST.format(address=heading.deposit_post))
    if heading.deposit_mail:
        ways.append(filled(call, texts.WAY_MAIL))
    return typeset(listed(ways, "ou"))


def documents_of(call: Call) -> list[str]:
    """Return what the call asks to enclose, the letter first unless its list gives it another place.

    On a site or by post, the call's list is the whole of it: what is written here may be no piece there.
    """
    form = call.application
    if form is None:
        return []
    letter = _letter_of(call)
    first = [letter[:1].lower() + letter[1:]] if letter and not any(map(_is_letter, form.documents)) else []
    return first + [typeset(one) for one in form.documents]


def _letter_of(call: Call) -> str:
    """Return how the letter that goes with the mail is called; "" where none does."""
    form = call.application
    if form is None or form.letter is None or call.dispatch is Dispatch.ELSEWHERE:
        return ""
    return of_file(call, form.mail.letter_heading or form.letter.label)


def _is_letter(document: str) -> bool:
    """Tell whether a document of the call's list is the letter itself, whose place it then gives."""
    return evened(document).startswith("lettre")


def _besides_letter(call: Call) -> list[str]:
    """Return what the call asks to enclose besides the letter that is written here."""
    documents = call.application.documents if call.application else ()
    written = bool(_letter_of(call))
    return [typeset(one) for one in documents if not (written and _is_letter(one))]


def one_file_of(call: Call) -> str:
    """Return the kind of the one file that the whole has to be: «PDF»; "" where the call does not ask it."""
    return call.application.one_file if call.application else ""


def enclosures(call: Call, *, letter: bool = True) -> str:
    """Return what is to be enclosed as a sentence says it, in one file where the call wants it; "" for nothing.

    ``letter``: with what was written here; it is within the one file in any case.
    """
    one_file = one_file_of(call)
    documents = documents_of(call) if letter or one_file else _besides_letter(call)
    said = listed(documents) or (texts.NO_DOCUMENTS if one_file else "")
    return texts.ONE_FILE.format(documents=said, kind=one_file) if one_file else said


def to_do(call: Call, *, shown: bool = False) -> str:
    """Return what the candidate has to do beyond what the assistant does; "" where it does all.

    ``shown``: what is ready is within reach, as below their own application.
    """
    if call.dispatch is Dispatch.SENT:
        return ""
    if call.dispatch is Dispatch.ELSEWHERE:
        said = filled(call, texts.ELSEWHERE, ways=ways_of(call), documents=enclosures(call) or texts.NO_DOCUMENTS)
        return f"{said} {sending_of(call)}".rstrip()
    said = filled(call, texts.MAIL_WITH_DOCUMENTS, documents=enclosures(call))
    return " ".join(filter(None, (said, sending_of(call), "" if shown else texts.READY)))


def sending_of(call: Call) -> str:
    """Return what else the call asks of the sending: the name of the file, its size, the address to write from; "" for nothing."""
    form = call.application
    return of_file(call, form.sending) if form and form.sending else ""


# --- Sentences that stay unsaid where the assistant takes no requests.


async def not_offered(turn: Turn) -> Reply:
    """Say to who asks for help what the assistant is for, and promise none; to who presses an old button, that it is over."""
    if turn.incoming.happening is Happening.EXECUTE:
        return Reply(error=texts.NO_LONGER_OFFERED)
    if turn.incoming.happening is not Happening.MESSAGE:
        return Reply.text(texts.NO_LONGER_OFFERED)
    return Reply.text(texts.NO_ASSISTANCE.format(title=turn.base.call.call.title))


def of_requests(run: Callable[..., Awaitable[Reply]]) -> Callable[..., Awaitable[Reply]]:
    """Return what answers as ``run``, where requests for assistance are taken; elsewhere it says that none are."""

    @wraps(run)
    async def offered(turn: Turn, *more: Any) -> Reply:
        return await (run(turn, *more) if turn.services.assistance else not_offered(turn))

    return offered


def without_buttons(routes: Routes, messages: Sequence[Message]) -> tuple[Message, ...]:
    """Return the messages without the buttons that nothing but a request would come of, where none are taken."""
    if not routes.withdrawn:
        return tuple(messages)
    return tuple(
        replace(one, card=cast("AdaptiveCard", _shown(as_json(one.card), routes))) if one.card else one
        for one in messages
    )


def _shown(part: dict[str, Any], routes: Routes) -> dict[str, Any]:
    """Return a part of a card with what may be pressed; a row of buttons that has none left is gone."""
    out = dict(part)
    if "actions" in part:
        out["actions"] = [one for one in part["actions"] if _offered(one, routes)]
        if not out["actions"]:
            del out["actions"]
    if "selectAction" in part and not _offered(part["selectAction"], routes):
        del out["selectAction"]
    for within in ("body", "items", "columns", "rows", "cells"):
        if within in part:
            inner = [_shown(one, routes) if isinstance(one, dict) else one for one in part[within]]
            out[within] = [one for one in inner if not _is_empty_row(one)]
    return out


def _is_empty_row(part: Any) -> bool:
    return isinstance(part, dict) and part.get("type") == "ActionSet" and "actions" not in part


def _offered(action: dict[str, Any], routes: Routes) -> bool:
    route = routes.pressed(str(action.get("verb") or (action.get("data") or {}).get("verb", "")))
    return route is None or not route.withdrawn
