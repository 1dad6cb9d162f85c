"""Personal data: the notice, what is kept about the person, and the request to erase it."""

from __future__ import annotations

from dialogs.core import texts as general
from dialogs.core.context import PrivacyNotice, Turn
from dialogs.core.person_texts import ROLES
from dialogs.core.turn import Message, Reply
from dialogs.people import privacy_texts as texts
from dialogs.ui import elements as el
from knowledge.french import PARIS, capitalised, counted, instant, listed, long_date, period, shortened
from knowledge.people import PersonKey
from storage.actions.people import ask_erasure
from storage.queries.people import KeptApplication, KeptRequest, PersonalData, kept_about


def notice_message(notice: PrivacyNotice) -> Message:
    """Return the notice in full."""
    kept = _periods(notice)
    who = []
    if notice.controller:
        who.append(general.CONTROLLER.format(controller=notice.controller))
    if notice.dpo:
        who.append(general.DPO.format(dpo=notice.dpo))
    sections = [(title, text.format(kept=kept)) for title, text in texts.SECTIONS]
    body = [el.heading(texts.TITLE), *(el.paragraph(el.escaped(line)) for line in who)]
    for title, text in sections:
        body += [el.strong(title), el.paragraph(text)]
    body.append(el.paragraph(texts.ADVICE))
    plain = "\n".join([texts.TITLE, *who, *(f"{title}. {text}" for title, text in sections), texts.ADVICE])
    return Message(plain, el.card(*body, actions=[el.asks(texts.BUTTON_MINE, "privacy.mine")]))


def _periods(notice: PrivacyNotice) -> str:
    """Return how long what is kept, what is kept as long said together; the longest first."""
    together: dict[int, list[str]] = {}
    for name, what in texts.PERIODS.items():
        together.setdefault(getattr(notice, name), []).append(what)
    said = [
        texts.PERIOD.format(period=capitalised(period(days)), what=listed(some))
        for days, some in sorted(together.items(), reverse=True)
    ]
    return ". ".join(said)


# A card has room for so much; the rest is counted, and given by the controller on request.
SHOWN_QUESTIONS = 10
SHOWN_CHARACTERS = 500
SHOWN_REQUESTS = 10


async def show_notice(turn: Turn) -> Reply:
    """Show the notice, and note that it was shown."""
    turn.services.notebook.contact(turn.contact(noticed=True))
    return Reply.of(notice_message(turn.services.notice))


async def show_mine(turn: Turn) -> Reply:
    """Show all that is kept about the person, in the private chat."""
    return Reply.of(mine_message(turn.person.key, await kept_about(turn.storage, turn.person.key)))


def mine_message(key: PersonKey, kept: PersonalData) -> Message:
    """Return what is kept about a person, as a card and as lines."""
    rows: list[tuple[str, str]] = [(texts.MINE_ID, key.oid)]
    if kept.name:
        rows.append((texts.MINE_NAME, kept.name))
    if kept.mail:
        rows.append((texts.MINE_MAIL, kept.mail))
    rows += [
        (label, instant(moment))
        for label, moment in (
            (texts.MINE_FIRST, kept.first_seen),
            (texts.MINE_LAST, kept.last_seen),
            (texts.MINE_NOTICE, kept.noticed_at),
        )
        if moment
    ]
    rows.append((texts.MINE_CHAT, texts.MINE_CHAT_YES if kept.has_chat else texts.MINE_CHAT_NO))
    rows += [
        (
            texts.MINE_ROLE,
            texts.MINE_ROLE_SINCE.format(role=ROLES[role], date=long_date(since.astimezone(PARIS).date())),
        )
        for role, since in kept.roles
    ]
    rows.append((texts.MINE_EVENTS, texts.MINE_EVENTS_COUNT.format(count=counted(kept.events, "étape"))))
    if kept.drafts:
        rows.append((texts.MINE_DRAFTS, counted(kept.drafts, "brouillon")))
    for one in kept.applications:
        rows.append((texts.MINE_APPLICATION, _application(one)))
    rows += [(texts.MINE_REQUEST, _request(one)) for one in kept.requests[-SHOWN_REQUESTS:]]
    if len(kept.requests) > SHOWN_REQUESTS:
        rows.append((texts.MINE_REQUEST, texts.MINE_REQUESTS_OLDER.format(count=len(kept.requests) - SHOWN_REQUESTS)))
    if kept.held:
        rows.append((texts.MINE_HELD, counted(kept.held, "demande")))
    if kept.erasure_asked_at:
        date = long_date(kept.erasure_asked_at.astimezone(PARIS).date())
        rows.append((texts.MINE_ERASE, texts.MINE_ERASE_ASKED.format(date=date)))
    body = [el.heading(texts.MINE_TITLE), el.facts(rows)]
    lines = [f"{title} : {value}" for title, value in rows]
    if not kept.first_seen:
        body.insert(1, el.paragraph(texts.MINE_NOTHING))
        lines.insert(0, texts.MINE_NOTHING)
    if kept.questions:
        body.append(el.strong(texts.MINE_QUESTIONS))
        for question in kept.questions[-SHOWN_QUESTIONS:]:
            date = long_date(question.asked_at.astimezone(PARIS).date())
            head = texts.MINE_QUESTION.format(number=question.number, date=date)
            text = question.text if len(question.text) <= SHOWN_CHARACTERS else f"{question.text[:SHOWN_CHARACTERS]}…"
            body += [el.subtle(head), el.said(text)]
            lines.append(f"{head} : {text}")
        older = len(kept.questions) - SHOWN_QUESTIONS
        if older > 0:
            lines.append(
                texts.MINE_OLDER.format(count=counted(older, "question plus ancienne", "questions plus anciennes"))
            )
            body.append(el.subtle(lines[-1]))
    actions = [] if kept.erasure_asked_at else [el.asks(texts.BUTTON_ERASE, "privacy.erase")]
    return Message("\n".join([texts.MINE_TITLE, *lines]), el.card(*body, actions=actions))


def _application(one: KeptApplication) -> str:
    """Return an application on one line: what is kept of it, the motivation by its length."""
    given = [one.fields.get(name, "") for name in ("name", "mail", "school", "phone")]
    motivation = counted(len(one.fields.get("motivation", "")), "caractère")
    return texts.MINE_APPLICATION_LINE.format(
        reference=one.reference or texts.MINE_APPLICATION_EXPIRED,
        date=long_date(one.at.astimezone(PARIS).date()),
        given=", ".join(value for value in given if value),
        motivation=motivation,
    )


def _request(one: KeptRequest) -> str:
    """Return a request on one line: the number, the day, the school, what is kept of the contact."""
    return texts.MINE_REQUEST_LINE.format(
        reference=one.reference,
        date=long_date(one.at.astimezone(PARIS).date()),
        school=shortened(one.school, 120),
        contact=", ".join(shortened(value, 80) for value in one.contact),
    )


async def confirm_erasure(_turn: Turn) -> Reply:
    """Say what the request does, and ask to confirm it."""
    shown = el.card(
        el.heading(texts.ERASE_TITLE),
        el.paragraph(texts.ERASE_CONFIRM),
        actions=[el.acts(texts.BUTTON_ERASE_CONFIRM, "privacy.erase_confirmed")],
    )
    return Reply.of(Message(texts.ERASE_CONFIRM, shown))


async def erase(turn: Turn) -> Reply:
    """Store the request; a second press says since when it is there."""
    asked = await ask_erasure(turn.storage, turn.person.key, turn.now, turn.activity)
    said = texts.ERASE_ASKED.format(date=long_date(asked.astimezone(PARIS).date()))
    return Reply.of(Message(said, el.card(el.heading(texts.ERASE_TITLE), el.paragraph(said))))
