"""Messages that are about the assistant or ask it nothing: what it does, who can be reached, thanks, danger."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import time
from types import MappingProxyType

from pydantic import Field

from dialogs.core import texts as general
from dialogs.core.context import Turn
from dialogs.core.dispatch import enclosures, ways_of
from dialogs.core.exchange import Message, Pressed, Reply, filled, plain_message
from dialogs.core.route import not_offered, of_requests, open_by_name
from dialogs.core.texts import BUTTON_MY_APPLICATION, BUTTON_MY_REQUESTS, NO_DOCUMENTS, NOT_YET
from dialogs.core.texts import BUTTON_START_APPLICATION as BUTTON_APPLY
from dialogs.questions import texts
from dialogs.questions.answers import source_of
from dialogs.questions.texts import CHOOSE_TITLE
from dialogs.ui import elements as el
from dialogs.ui.elements import Action
from knowledge.call import NO_FORM, QuestionForm, Tense, types_of
from knowledge.french import NBSP, capitalised, typeset
from knowledge.sensitive import concerns
from knowledge.understanding.asked import form_of
from knowledge.understanding.care import Care, care_for, disappointed
from knowledge.understanding.intent.topics import Domain
from knowledge.understanding.meaning import Sense, Understanding
from storage.calls import ServiceEntry, service

_YES = re.compile(r"(?:Oui|Non)(?:,|\s:)\s")
_FIRST = re.compile(r"(?<=[.!?])\s")
_ONE = 0.45  # The chance of an entry below which it is one of several.
_RIVAL = 0.3  # What a neighbour is to the likeliest entry to be proposed beside it.
_BESIDE = 0.08  # The chance of a neighbouring entry from which it is worth a button.
_MORE = 2  # Neighbouring entries that are proposed.
# What is told of an entry as things stand: the route that tells it, in its place or before it.
_INSTEAD: Mapping[str, str] = MappingProxyType({"seul": "difficultés communes"})
_BEFORE: Mapping[str, str] = MappingProxyType({"delai": "attente"})


class AboutPress(Pressed):
    """The entry that a button asks for."""

    entry: str = Field(max_length=24)


async def answer(turn: Turn) -> Reply:
    """Answer what was typed, and propose what else it may have been."""
    weighed = turn.understood.weighed if turn.understood else None
    ranked = [label for label, _ in weighed.service.ranked() if label in service()] if weighed else []
    if not weighed or not ranked:
        return Reply.text(texts.ABOUT_UNKNOWN)
    entries = turn.services.entries
    if ranked[0] not in entries:
        return await not_offered(turn)
    ranked = [label for label in ranked if label in entries]
    if weighed.service.of(ranked[0]) < _ONE:
        near = [
            one for one in ranked[1 : 1 + _MORE] if weighed.service.of(one) >= _RIVAL * weighed.service.of(ranked[0])
        ]
        return _offer(turn, [ranked[0], *near])
    near = [one for one in ranked[1 : 1 + _MORE] if weighed.service.of(one) >= _BESIDE]
    return await _show(turn, ranked[0], near, form_of(turn.incoming.text))


def _offer(turn: Turn, entries: Sequence[str]) -> Reply:
    """Say the gist of each entry that may be meant, as the call's guesses are: one glance instead of a wrong answer."""
    of_service = [(one, turn.services.entries[one]) for one in entries]
    gists = [(entry.title, _FIRST.split(said(turn, entry, QuestionForm.HOW))[0]) for _, entry in of_service]
    shown = [element for title, gist in gists for element in (el.strong(title), el.paragraph(gist))]
    buttons = [el.asks(entry.title, "about.show", {"entry": one}) for one, entry in of_service]
    text = "\n".join([CHOOSE_TITLE, *(line for both in gists for line in both)])
    return Reply.of(Message(text, el.card(el.heading(CHOOSE_TITLE), *shown, actions=buttons)))


def told_instead(turn: Turn, entry: str, first: str) -> Reply:
    """Say an entry after ``first``, which says why what was meant cannot be done; help may be asked for."""
    of_entry = service()[entry]
    buttons = [el.asks(texts.BUTTON_ASK, "assistance.start")]
    return Reply.of(plain_message(of_entry.title, [first, said(turn, of_entry, QuestionForm.HOW)], buttons))


async def show(turn: Turn, pressed: AboutPress) -> Reply:
    """Answer a button."""
    if pressed.entry in turn.services.entries:
        return await _show(turn, pressed.entry, ())
    return await not_offered(turn) if pressed.entry in service() else Reply.text(texts.ABOUT_UNKNOWN)


async def _show(turn: Turn, entry: str, more: Sequence[str], asked: QuestionForm = QuestionForm.HOW) -> Reply:
    if entry in _INSTEAD and turn.personal:
        return await open_by_name(turn, _INSTEAD[entry])
    entries = turn.services.entries
    live = await open_by_name(turn, _BEFORE[entry]) if entry in _BEFORE and turn.personal else Reply()
    buttons = [*_own(turn, entry), *(el.asks(entries[one].title, "about.show", {"entry": one}) for one in more)]
    lines = [
        *(one.text for one in live.messages),
        *_of_the_call(turn, entries[entry].type),
        said(turn, entries[entry], asked),
    ]
    return Reply.of(plain_message(entries[entry].title, lines, buttons))


def _of_the_call(turn: Turn, type_: str) -> Sequence[str]:
    """Return what the call itself answers to a question of that type, with its source; nothing where it does not."""
    base = turn.base
    fact = next((one for one in base.call.fact if type_ and type_ in types_of(one)), None)
    return (base.fact(fact.id, turn.now).answer, source_of(base, fact.parts)) if fact else ()


def _own(turn: Turn, entry: str) -> Sequence[Action]:
    """Return the one button that most will press after an entry, if any."""
    if entry in texts.OF_REQUESTS:
        return (el.asks(BUTTON_MY_REQUESTS, "assistance.mine"),)
    if entry in texts.OF_APPLICATION:
        return (el.asks(BUTTON_MY_APPLICATION, "candidature.show"),)
    if entry in texts.OF_DATA:
        return (el.asks(texts.BUTTON_NOTICE, "privacy.notice"),)
    if entry in texts.OF_APPLYING and turn.base.call.call.takes(turn.now):
        return (el.asks(BUTTON_APPLY, "candidature.start"),)
    return (el.asks(texts.BUTTON_ASK, "assistance.start"),) if entry in texts.HELPS else ()


def said(turn: Turn, entry: ServiceEntry, asked: QuestionForm = QuestionForm.YES_NO) -> str:
    """Return what an entry says today, with the settings in force; «oui» and «non» only to who asks for one."""
    closed = bool(entry.after) and turn.base.tense(turn.now) is Tense.AFTER
    call = turn.base.call
    reached = entry.otherwise.get(NO_FORM if call.application is None else call.dispatch, entry.answer)
    told = turn.worded(entry.after if closed else reached, **_values(turn))
    if entry.after and turn.now < call.call.opens_at:
        told = f"{told} {turn.worded(NOT_YET)}"
    if asked in (QuestionForm.YES_NO, QuestionForm.WORDS):
        return told
    return capitalised(told[begun.end() :]) if (begun := _YES.match(told)) else told


def _values(turn: Turn) -> Mapping[str, str]:
    delays, notice = turn.services.delays, turn.services.notice
    return {
        "take_hours": f"{delays.take_hours:g}",
        "take_hours_urgent": f"{delays.take_hours_urgent:g}",
        "confirm_days": str(delays.confirm_days),
        "reopen_days": str(delays.reopen_days),
        "day_starts": _hour(delays.day_starts),
        "day_ends": _hour(delays.day_ends),
        "controller": texts.CONTROLLER.format(controller=notice.controller) if notice.controller else "",
        "copied": turn.services.copied,
        "documents": enclosures(turn.base.call) or NO_DOCUMENTS,
        "ways": ways_of(turn.base.call),
        "tickets": texts.TICKETS.format(url=notice.tickets_url) if notice.tickets_url else "",
        **notice.kept,
    }


def _hour(at: time) -> str:
    return f"{at.hour}{NBSP}h{NBSP}{at.minute:02}" if at.minute else f"{at.hour}{NBSP}h"


# --- Who can be reached, and how.


async def show_contact(turn: Turn) -> Reply:
    """Say who can be reached, and how."""
    lines = [filled(turn.base.call, texts.HUMAN)]
    lines += [
        texts.HUMAN_ON.format(about=typeset(one.about), name=one.name, reach=", ".join(one.ways))
        for one in turn.base.call.contact
    ]
    if turn.personal:
        lines.append(texts.HUMAN_PASS)
    if turn.services.notice.tickets_url:
        lines.append(general.HELP_TICKETS.format(url=turn.services.notice.tickets_url))
    return Reply.of(Message("\n".join(lines), el.card(el.heading(texts.HUMAN_TITLE), *map(el.paragraph, lines))))


# --- Messages that ask for nothing: thanks, complaints, stories.


async def answer_heard(turn: Turn) -> Reply:
    """Say that it is heard."""
    domain = turn.understood.domain if turn.understood else None
    if domain is Domain.COMMAND and turn.understood:
        offered = [el.says(capitalised(title), words) for title, words in turn.understood.choices]
        return Reply.of(plain_message(texts.WHICH_COMMAND[bool(offered)], [], offered))
    if domain is Domain.THANKS:
        return Reply.text(general.THANKS)
    if domain is Domain.COMPLAINT:
        return complaint(turn)
    if domain is Domain.TALK:
        return Reply.text(turn.worded(texts.TALK))
    if turn.person.roles:
        return Reply.text(turn.worded(texts.STORY_STAFF))
    return await _story(turn)


@of_requests
async def _story(turn: Turn) -> Reply:
    helps = [el.asks(texts.HEARD_BUTTON_ASK, "assistance.start")] if turn.personal else []
    return Reply.of(plain_message(texts.STORY_TITLE, [texts.STORY], helps))


def complaint(turn: Turn) -> Reply:
    """Hear who complains: an apology, what would help, and somebody to reach."""
    buttons = [el.asks(texts.BUTTON_HUMAN, "contact.show"), el.asks(texts.HEARD_BUTTON_ASK, "assistance.start")]
    line = turn.worded(texts.COMPLAINT)
    return Reply.of(plain_message(texts.COMPLAINT_TITLE, [line], buttons))


# --- What is answered before all else: a secret written here, danger, harassment, exhaustion. Nothing of it is kept.

# Requests look for secrets by themselves, and say what they kept of the rest.
_ASKING = frozenset({Sense.REQUEST, Sense.OFFER})
# What a word of thanks may be taken for, and what was not understood.
_KIND = frozenset({Sense.HEARD, Sense.ACTION, Sense.CALL})
_SAID: Mapping[Care, tuple[str, tuple[str, ...]]] = MappingProxyType(
    {
        Care.DANGER: (texts.DANGER_TITLE, (texts.DANGER, texts.DANGER_MORE)),
        Care.HARASSMENT: (texts.HARASSMENT_TITLE, (texts.HARASSMENT, texts.NOT_KEPT)),
        Care.EXHAUSTION: (texts.EXHAUSTION_TITLE, (texts.EXHAUSTION,)),
    }
)


def _unheard(meant: Understanding) -> bool:
    """Tell whether a complaint was not read as one already: «ce n'est pas ma question» judges the last answer."""
    intent = meant.decision.intent if meant.decision else None
    return intent not in ("negatif", "reproche")


def answer_with_care(turn: Turn) -> Reply | None:
    """Return what is said with care or as a caution; None where the message calls for neither."""
    text, meant = turn.incoming.text, turn.understood
    asking = meant is not None and meant.sense in _ASKING
    secret = next((one.kind for one in concerns(text) if one.sure), None)
    if secret:
        return Reply.of(plain_message(texts.SECRET_TITLE, [texts.SECRETS[secret], texts.SECRET_NEXT]))
    care = care_for(text)
    if care is None or (care is Care.EXHAUSTION and (asking or "?" in text)):  # A question is answered.
        return None
    title, lines = _SAID[care]
    buttons = [el.asks(texts.BUTTON_HUMAN, "contact.show")]
    if care is Care.EXHAUSTION and turn.personal:
        buttons.insert(0, el.asks(texts.BUTTON_ASK, "assistance.start"))
    return Reply.of(plain_message(title, [turn.worded(line) for line in lines], buttons))


async def disappointment(turn: Turn) -> Reply | None:
    """Return what is said to who was not helped, whatever thanks are around it; None for any other message."""
    meant = turn.understood
    if meant is not None and meant.sense in _KIND and _unheard(meant) and disappointed(turn.incoming.text):
        return complaint(turn)
    return None
