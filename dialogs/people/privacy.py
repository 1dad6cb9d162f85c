"""Personal data (the notice, what is kept, the request to erase it), and the welcome that gives the notice."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from dialogs.core import texts as general
from dialogs.core.context import Services, Turn
from dialogs.core.exchange import (
    SILENCE,
    Enclosed,
    Happening,
    Message,
    Reply,
    Scope,
    notes,
    plain_message,
    titled,
    told,
    words,
)
from dialogs.core.files import ONESELF, Maker, offered
from dialogs.core.form import Form
from dialogs.core.form_steps import Forms
from dialogs.core.form_texts import ROLES
from dialogs.core.help import greeting
from dialogs.core.request_line import shown as school_shown
from dialogs.people import texts
from dialogs.ui import elements as el
from knowledge.batch import ErasureStatus, answer_due
from knowledge.french import PARIS, capitalised, counted, instant, listed, long_date, period, shortened
from knowledge.people import Role
from knowledge.schools.register import EMPTY
from knowledge.understanding.meaning import Sense
from knowledge.understanding.words import plain_words
from storage.actions import erasures as actions
from storage.actions.people import welcome
from storage.queries import erasures as queries
from storage.queries.applications import FORM
from storage.queries.erasures import Dossier, InTheWay, Record, dossier
from storage.queries.requests import REQUEST_FORM

# --- What is kept about a person: as lines of a card, as a text, as JSON.

# By column of a part: the form whose fields name what is within; "" where the row itself names it.
_ANSWERS: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("applications", "answers"): FORM,
        ("requests", "more"): REQUEST_FORM,
        **dict.fromkeys((("drafts", name) for name in ("answers", "proposals", "listed")), ""),
    }
)


def lines_of(part: str, record: Record, forms: Forms) -> Iterator[tuple[str, str]]:
    """Yield what a record of ``part`` holds as labels and values; what is empty is left out.

    Answers are labelled, and their values said, by the fields of the form that asked for them: that of its call.
    """
    call = str(record.get("call" if part == "applications" else "subject") or "")
    for name, value in record.items():
        named = _ANSWERS.get((part, name))
        of = named or str(record.get("form"))
        form = forms.named(of, call if of == FORM else "") if named is not None else None
        yield from _lines(name, value, form)


def _lines(name: str, value: Any, form: Form | None) -> Iterator[tuple[str, str]]:
    if value is None or value in ("", {}, []):
        return
    if isinstance(value, Mapping):
        for inner, one in value.items():
            yield from _lines(inner, one, form)
        return
    field = form.field(name) if form else None
    if field:
        yield field.label, ", ".join(field.shown(str(one)) for one in (value if isinstance(value, list) else [value]))
    else:
        yield texts.COLUMNS.get(name, name), _shown(name, value)


def _shown(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return texts.YES if value else texts.NO
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date):
        return long_date(value)
    if isinstance(value, list):
        return ", ".join(_shown(name, one) for one in value)
    if name == "school":
        return school_shown(EMPTY, str(value))  # A code is said to be one.
    return texts.VALUES.get(name, {}).get(str(value), str(value))


def as_text(kept: Dossier, now: datetime, forms: Forms) -> str:
    """Return all of it as a text to be read, part by part."""
    lines = [texts.TEXT_TITLE, texts.TEXT_MADE.format(when=instant(now))]
    for part, records in kept.items():
        lines += ["", texts.PARTS[part]]
        if not records:
            lines.append(f"- {texts.EMPTY_PART}")
        for record in records:
            said = [texts.FIELD.format(label=label, value=value) for label, value in lines_of(part, record, forms)]
            lines += [f"{'- ' if not at else '  '}{line}" for at, line in enumerate(said)]
    return "\n".join(lines) + "\n"


def as_json(kept: Dossier, now: datetime) -> str:
    """Return all of it as JSON, with the names that the tables have."""
    return json.dumps({"made_at": now, **kept}, ensure_ascii=False, indent=2, default=_plain)


def _plain(value: Any) -> str:
    return value.astimezone(PARIS).isoformat() if isinstance(value, datetime) else str(value)


async def _text_file(turn: Turn, _reference: str) -> Enclosed:
    kept = await dossier(turn.storage, turn.person.key)
    # The byte order mark tells every editor that it is UTF-8.
    return Enclosed(texts.TEXT_NAME, "text/plain", as_text(kept, turn.now, turn.forms).encode("utf-8-sig"))


async def _json_file(turn: Turn, _reference: str) -> Enclosed:
    kept = await dossier(turn.storage, turn.person.key)
    return Enclosed(texts.JSON_NAME, "application/json", as_json(kept, turn.now).encode())


async def offer_files(turn: Turn) -> Reply:
    """Offer everything that is kept about the person as two files, made anew when they are accepted."""
    return Reply.of(
        offered(await _text_file(turn, ONESELF), texts.TEXT_NAME, ONESELF, texts.TEXT_OFFER),
        offered(await _json_file(turn, ONESELF), texts.JSON_NAME, ONESELF, texts.JSON_OFFER),
    )


FILES: Mapping[str, Maker] = MappingProxyType({texts.TEXT_NAME: _text_file, texts.JSON_NAME: _json_file})


# --- The commands on personal data.

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
            texts.FIELD.format(label=label, value=shortened(value, SHOWN_CHARACTERS))
            for record in records[-SHOWN_RECORDS:]
            for label, value in lines_of(part, record, forms)
        ]
        older = len(records) - SHOWN_RECORDS
        left = [texts.OLDER.format(count=counted(older, "autre"))] if older > 0 else []
        shown.append(titled(texts.PARTS[part], words(*said), notes(*left)))
        lines += shown[-1].said
    actions = [] if nothing else [el.asks(texts.BUTTON_FILES, "privacy.files")]
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
                *(texts.WAY_ROLE.format(role=services.worded(ROLES[role])) for role in standing.roles),
            ]
        )
    of_role = {Role.EXPERT: texts.PRIVACY_WAY_ROLE, Role.SA_EPLE: texts.WAY_ROLE_MEMBER}
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


# --- The welcome: said once to each person.


async def installed(turn: Turn) -> Reply:
    """Welcome the person in their private chat, once whatever Teams repeats; in a group, say nothing unasked."""
    if turn.incoming.address.scope is not Scope.PERSONAL:
        return SILENCE
    first = await welcome(turn.storage, turn.contact(noticed=True), turn.activity)
    turn.services.acquaintances.forget(turn.person.key)
    return Reply.of(welcome_message(turn)) if first else SILENCE


def welcome_message(turn: Turn) -> Message:
    """Return the welcome: the greeting of this role and season, with the notice on personal data."""
    return greeting(turn, general.WELCOME_TITLE, general.NOTICE_SHORT)
