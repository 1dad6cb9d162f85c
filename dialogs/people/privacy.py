"""Personal data: the notice, what is kept about the person, and the request to erase it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from dialogs.core import texts as general
from dialogs.core.context import Services, Turn
from dialogs.core.form_steps import Forms
from dialogs.core.parts import notes, titled, told, words
from dialogs.core.person_texts import ROLES
from dialogs.core.plain import plain_message
from dialogs.core.turn import Happening, Message, Reply
from dialogs.people import dossier_texts, erasure_texts
from dialogs.people import privacy_texts as texts
from dialogs.people.dossier import lines_of
from dialogs.ui import elements as el
from knowledge.erasure import ErasureStatus, answer_due
from knowledge.french import PARIS, capitalised, counted, listed, long_date, period, shortened
from knowledge.people import Role
from knowledge.understanding.meaning import Sense
from knowledge.understanding.words import plain_words
from storage.actions import erasures as actions
from storage.queries import erasures as queries
from storage.queries.applications import FORM
from storage.queries.dossier import Dossier, dossier
from storage.queries.erasures import InTheWay
from storage.queries.requests import REQUEST_FORM

KEPT, READ = "conservation", "lecteurs"  # Entries on the assistant: what is kept, who reads it.


def notice_message(services: Services, forms: Forms) -> Message:
    """Return the notice in full; what an application and a request say is what their forms ask."""
    notice, besides = services.notice, _besides(services, request=_asked_in(forms, REQUEST_FORM))
    said = {"kept": _periods(services, besides), "application": _asked_in(forms, FORM), **besides}
    who = []
    if notice.controller:
        who.append(general.CONTROLLER.format(controller=notice.controller))
    if notice.dpo:
        who.append(general.DPO.format(dpo=notice.dpo))
    sections = [(title, services.worded(text, **said)) for title, text in texts.SECTIONS]
    body = [el.heading(texts.TITLE), *(el.paragraph(line) for line in who)]
    for title, text in sections:
        body += [el.strong(title), *map(el.paragraph, filter(None, text.split("\n")))]
    body.append(el.paragraph(texts.ADVICE))
    plain = "\n".join([texts.TITLE, *who, *(f"{title}. {text}" for title, text in sections), texts.ADVICE])
    return Message(plain, el.card(*body, actions=[el.asks(texts.BUTTON_MINE, "privacy.mine")]))


def _besides(services: Services, **values: str) -> dict[str, str]:
    """Return what texts say of requests for assistance; empty words where none are taken."""
    return {
        name: services.worded(said, **values) if services.assistance else "" for name, said in texts.OF_REQUESTS.items()
    }


def gist_message(services: Services, first: str = KEPT) -> Message:
    """Return what is kept and who reads what, which is what people ask; ``first``: the one of the two that is asked."""
    entries = [services.entries[one] for one in sorted((KEPT, READ), key=lambda one: one != first)]
    parts = [
        (one.title, services.worded(one.answer, copied=services.copied, **services.notice.kept)) for one in entries
    ]
    (title, lead), (other, rest) = parts
    actions = [el.asks(texts.BUTTON_NOTICE, "privacy.notice"), el.asks(texts.BUTTON_MINE, "privacy.mine")]
    return told(title, words(lead), titled(other, words(rest)), actions=actions)


def _asked_of(turn: Turn) -> str:
    """Return which of the two a sentence asks: what is kept, or who reads it."""
    weighed = turn.understood.weighed if turn.understood else None
    return READ if weighed and weighed.service.of(READ) > weighed.service.of(KEPT) else KEPT


def _asked_in(forms: Forms, name: str) -> str:
    form = forms.named(name)
    return ", ".join(field.kept for field in form.fields if field.kept) if form else texts.KEPT_BY_MAIL


def _periods(services: Services, besides: Mapping[str, str]) -> str:
    """Return how long things are kept: each period, then what is kept so long, one a line; the longest first."""
    together: dict[int, list[str]] = {}
    for name, what in texts.PERIODS.items():
        if said := what.format(**besides):
            days = getattr(services.notice, name)
            together.setdefault(days, []).append(f"- {capitalised(said)}")
    lines = [
        [texts.PERIOD.format(period=capitalised(period(days))), *kept]
        for days, kept in sorted(together.items(), reverse=True)
    ]
    return "\n".join(line for part in lines for line in part)


async def show_notice(turn: Turn) -> Reply:
    """Show the notice, and note that it was shown; asked in a sentence, say the gist of it and offer the rest."""
    if turn.understood and turn.understood.sense is Sense.ACTION:
        return Reply.of(gist_message(turn.services, _asked_of(turn)))
    turn.services.notebook.contact(turn.contact(noticed=True))
    return Reply.of(notice_message(turn.services, turn.forms))


# What people say to have their data gone, as plain words; the rest of the intent is to see them.
_ERASES = re.compile(
    r"\b(?:supp?rim|ef+ac|oubli|purg|vire|viro|enlev|vide[rzs]?\b|detrui|delet|eras|remov|forget|retire)|\baucune trace|\boubli\b"
)


def wants_erasure(text: str) -> bool:
    """Tell whether a message about one's own data asks that they be erased."""
    return bool(_ERASES.search(plain_words(text)))


# A card has room for so much of each part; the rest is in the files.
SHOWN_RECORDS = 3
SHOWN_CHARACTERS = 200
SHOWN_LINES = 70
ROOM = 4_500  # Characters; a card of them has three times as many.
# What the card shows, in this order; the machinery of the rest is in the files.
_IN_CARD = ("person", "roles", "applications", "requests", "questions", "drafts", "erasures", "logged", "held", "taught",
            "openings", "events")  # fmt: skip


async def show_mine(turn: Turn) -> Reply:
    """Show what is kept about the person, in the private chat; asked to erase it, say what that does."""
    if turn.incoming.happening is Happening.MESSAGE and wants_erasure(turn.incoming.text):
        return await confirm_erasure(turn)
    heard = turn.understood.weighed if turn.understood and turn.understood.sense is Sense.ACTION else None
    if heard and heard.service.best in ("confidentialite", READ, KEPT):
        return Reply.of(gist_message(turn.services, _asked_of(turn)))  # What is kept is asked, not asked for.
    waits = await _waiting(turn)
    return Reply.of(mine_message(await dossier(turn.storage, turn.person.key), turn.forms, erasable=waits is None))


def mine_message(kept: Dossier, forms: Forms, *, erasable: bool) -> Message:
    """Return what is kept about a person, as a card and as lines. ``erasable``: no request of erasure waits."""
    nothing = not any(kept.values())
    intro = texts.MINE_NOTHING if nothing else texts.MINE_FILES
    shown, lines = [words(intro)], [texts.MINE_TITLE, intro]
    for part in _IN_CARD:
        records = kept[part]
        if not records or len(lines) > SHOWN_LINES or sum(map(len, lines)) > ROOM:
            continue
        said = [
            dossier_texts.FIELD.format(label=label, value=shortened(value, SHOWN_CHARACTERS))
            for record in records[-SHOWN_RECORDS:]
            for label, value in lines_of(part, record, forms)
        ]
        older = len(records) - SHOWN_RECORDS
        left = [dossier_texts.OLDER.format(count=counted(older, "autre"))] if older > 0 else []
        shown.append(titled(dossier_texts.PARTS[part], words(*said), notes(*left)))
        lines += shown[-1].said
    actions = [] if nothing else [el.asks(dossier_texts.BUTTON_FILES, "privacy.files")]
    if erasable and not nothing:
        actions.append(el.asks(texts.BUTTON_ERASE, "privacy.erase"))
    return told(texts.MINE_TITLE, *shown, actions=actions)


async def _waiting(turn: Turn) -> queries.ErasureRequest | None:
    found = await queries.latest_of(turn.storage, turn.person.key)
    return found if found and found.status is ErasureStatus.WAITING else None


async def confirm_erasure(turn: Turn) -> Reply:
    """Say what erasure does, and ask to confirm it; where it was asked for already, say since when."""
    waits = await _waiting(turn)
    if waits:
        return _say_asked(turn, waits.number, waits.asked_at)
    lines = [turn.worded(texts.ERASE_CONFIRM, **_besides(turn.services, request="")), texts.ERASE_TEAMS]
    standing = await queries.in_the_way(turn.storage, turn.person.key)
    if standing:
        lines.append(texts.ERASE_IN_THE_WAY.format(what=said_in_the_way(turn.services, standing)))
    confirm = el.acts(texts.BUTTON_ERASE_CONFIRM, "privacy.erase_confirmed")
    return Reply.of(plain_message(texts.ERASE_TITLE, lines, [confirm, el.asks(texts.BUTTON_MINE, "privacy.mine")]))


def said_in_the_way(services: Services, standing: InTheWay, *, own: bool = True) -> str:
    """Return what must end first. ``own``: said to the person, who can end it; else to the SA EPLE."""
    if not own:
        references = [*standing.applications, *standing.requests]
        return listed(
            [
                *references,
                *(erasure_texts.WAY_ROLE.format(role=services.worded(ROLES[role])) for role in standing.roles),
            ]
        )
    of_role = {Role.EXPERT: texts.WAY_ROLE, Role.SA_EPLE: texts.WAY_ROLE_MEMBER}
    return listed(
        [
            *(texts.WAY_APPLICATION.format(reference=one) for one in standing.applications),
            *(texts.WAY_REQUEST.format(reference=one) for one in standing.requests),
            *(services.worded(of_role[role], role=services.worded(ROLES[role])) for role in standing.roles),
        ]
    )


async def erase(turn: Turn) -> Reply:
    """Store the request and tell the SA EPLE; a second press says since when it is there."""
    number, asked = await actions.ask(
        turn.storage,
        turn.person.key,
        turn.person.name,
        turn.now,
        turn.shown,
        controller=turn.services.notice.controller_mail,
    )
    return _say_asked(turn, number, asked)


def _say_asked(turn: Turn, number: int, asked_at: datetime) -> Reply:
    said = turn.worded(texts.ERASE_ASKED, number=number, date=_day(asked_at), due=_day(answer_due(asked_at)))
    return Reply.of(Message(said, el.card(el.heading(texts.ERASE_TITLE), el.paragraph(said))))


def _day(moment: datetime) -> str:
    return long_date(moment.astimezone(PARIS).date())
