"""A person's school: said once, kept, proposed in their requests, changed or forgotten by a sentence.

It is what the person says of themselves: it fills a form in, and opens nothing. Who may see a school's requests sees those of
their own school by «les demandes de mon établissement»; anybody else sees their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from dialogs.core.context import Services, Turn
from dialogs.core.exchange import Message, Reply
from dialogs.core.fields import called, school_field
from dialogs.core.filling import place, start
from dialogs.core.form import Form
from dialogs.core.persons import rest_of
from dialogs.core.route import Route, Theme, helps
from dialogs.people import texts
from dialogs.ui import elements as el
from knowledge.understanding.words import folded
from storage.actions import people
from storage.actions.drafts import Draft
from storage.queries.people import school_of

_IS = (
    *("mon etablissement est", "mon etablissement c est", "mon lycee est", "mon college est", "je travaille au", "je travaille a"),
    *("je suis affecte au", "je suis affectee au", "je suis affecte a", "je suis affectee a", "j ai ete mute au", "j ai ete mutee au"),
)  # fmt: skip
_WORDS = 8  # Of a school's name; more is a sentence about something else.
_OWN = re.compile(r"\b(?:mon|notre) (?:établissement|etablissement|lycée|lycee|collège|college)\b", re.IGNORECASE)
_OF_REQUESTS = re.compile(r"\b(?:demandes?|rendez vous|sessions?|seances?|statut|fiche)\b")


async def show(turn: Turn) -> Reply:
    """Show the person's school, and how to change it; ask which one where none is known."""
    uai = await school_of(turn.storage, turn.person.key)
    if not uai:
        return await begin(turn)
    said = texts.SCHOOL_IS.format(school=called(turn.register, uai))
    buttons = [el.asks(texts.SCHOOL_CHANGE, "school.change"), el.acts(texts.SCHOOL_FORGET, "school.forget")]
    card = el.card(el.heading(texts.SCHOOL_TITLE), el.paragraph(said), el.subtle(texts.SCHOOL_USE), actions=buttons)
    return Reply.of(Message(f"{said} {texts.SCHOOL_USE}", card))


async def begin(turn: Turn) -> Reply:
    """Ask which school is the person's."""
    return await start(turn, _FORM)


async def told(turn: Turn) -> Reply | None:
    """Show the school that a sentence says is the person's, to be confirmed; None for any other sentence."""
    text = turn.incoming.text
    if not (turn.personal and folded(text).replace("'", " ").replace("’", " ").startswith(_IS)) or "?" in text:
        return None
    named = rest_of(text, _IS)
    found = turn.register.search(named).taken if 0 < len(named.split()) <= _WORDS else None
    return await start(turn, _FORM, answers={"school": found.uai}) if found else None


async def forget(turn: Turn) -> Reply:
    """Forget the person's school."""
    await people.keep_school(turn.storage, turn.person.key, None, turn.now)
    return Reply.text(texts.SCHOOL_FORGOTTEN)


async def _keep(turn: Turn, draft: Draft) -> Reply:
    uai = draft.answers["school"]
    await people.keep_school(turn.storage, turn.person.key, uai, turn.now, form=(place(turn), draft))
    return _kept(turn, uai)


async def _kept_again(turn: Turn, _nonce: str, _subject: str) -> Reply | None:
    uai = await school_of(turn.storage, turn.person.key)
    return _kept(turn, uai) if uai else None


def _kept(turn: Turn, uai: str) -> Reply:
    return Reply.text(texts.SCHOOL_KEPT.format(school=called(turn.register, uai)))


_FORM = "my_school"


def forms(_services: Services) -> Iterator[Form]:
    """Return the form that asks for a person's school."""
    yield Form(
        name=_FORM,
        title=texts.SCHOOL_TITLE,
        intro=texts.SCHOOL_USE,
        fields=(school_field("school", texts.SCHOOL_LABEL, texts.SCHOOL_ASK, strict=True),),
        send=_keep,
        again=_kept_again,
        send_title=texts.SCHOOL_KEEP,
    )


async def put_in(turn: Turn) -> Turn:
    """Return the turn of one of the staff with the code of their school, where it is known, in the place of «mon établissement»."""
    text = turn.incoming.text
    if not (turn.person.roles and turn.personal and _OWN.search(text) and _OF_REQUESTS.search(folded(text))):
        return turn
    uai = await school_of(turn.storage, turn.person.key)
    return replace(turn, incoming=replace(turn.incoming, text=_OWN.sub(uai, text))) if uai else turn


ROUTES = (
    Route(
        "mon établissement",
        show,
        says=("mon etablissement", "quel est mon etablissement", "c est quoi mon etablissement", "mon lycee", "mon college"),
        help=helps(Theme.REST, "dire votre établissement, une fois pour toutes", listed=False),
    ),
    Route(
        "changer d’établissement",
        begin,
        says=("changer d etablissement", "je change d etablissement", "j ai change d etablissement", "changer mon etablissement"),
        verbs=("school.change",),
        help=helps(Theme.REST, "changer d'établissement", listed=False),
    ),
    Route(
        "oublie mon établissement",
        forget,
        says=("oublie mon etablissement", "oubliez mon etablissement", "retire mon etablissement", "efface mon etablissement"),
        verbs=("school.forget",),
        help=helps(Theme.REST, "faire oublier votre établissement", listed=False),
    ),
)  # fmt: skip
