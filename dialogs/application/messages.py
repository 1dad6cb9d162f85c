"""The thread of an application: what candidate and SA EPLE write to each other, and the notes of the SA EPLE."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydantic import Field

from dialogs.application import own, texts
from dialogs.application import steering_texts as staff
from dialogs.application.cards import ApplicationToOpen, opening
from dialogs.application.lists import open_file
from dialogs.core import fields, notice_answers, thread
from dialogs.core import texts as general
from dialogs.core.context import Turn
from dialogs.core.exchange import Reply, filled, plain_message
from dialogs.core.filling import accepted, start
from dialogs.core.form import Form
from dialogs.core.request_line import application_in
from dialogs.core.thread import Asking
from dialogs.ui import elements as el
from knowledge.people import Role
from knowledge.rights import may_see_application
from knowledge.time.delays import paris_day
from knowledge.understanding.references import APPLICATION
from knowledge.understanding.several import told_after
from storage.actions import sayings
from storage.actions.applications import UnknownApplication
from storage.actions.drafts import Draft
from storage.actions.notices import APPLICATION_MESSAGE
from storage.actions.requests import UnknownRequest
from storage.actions.sayings import Saying, SayingRefused, Unsaid
from storage.queries import applications as queries

WRITE, NOTE = "application_message", "application_note"
# What names the application before what is said of it: «message pour CA-2024-0003 :», «note sur la CA 3,».
_LEAD = re.compile(
    r"^\s*(?:message|note|noter|écrire|ecrire)?\s*(?:interne)?\s*(?:pour|sur|à|a|au sujet de)?\s*"
    r"(?:ma candidature|(?:la candidature|le dossier|la|n°)?\s*(?:[a-z]{2})?[\s-]*(?:\d{4}\s*-\s*)?\d{1,6})\s*[:,;–-]?\s*",
    re.IGNORECASE,
)


class ThreadPress(ApplicationToOpen):
    """The application that a button writes about, none for one's own; ``text`` is empty where nothing was typed yet."""

    text: str = Field("", max_length=4_000)


async def say(turn: Turn, pressed: ThreadPress, *, note: bool) -> Reply:
    """Ask what to say, by the button; say it, by «message pour CA-2024-0003 : …»."""
    typed = pressed.text or ("" if pressed.reference else turn.incoming.text)
    reference = pressed.reference or await _named(turn)
    if not reference:
        return Reply.text(texts.WHICH.format(example=f"message pour CA-{paris_day(turn.now).year}-0003 : bonjour"))
    said = _LEAD.sub("", typed, count=1).strip()
    said = said if said != typed.strip() else told_after(typed)
    if said:
        return await _send(turn, reference, said, note=note)
    refused = await _refusal(turn, reference, note=note)
    return refused or await start(turn, NOTE if note else WRITE, subject=reference)


async def _named(turn: Turn) -> str:
    """Return the application that is typed, or being spoken of by the SA EPLE, else the person's own."""
    typed = application_in(turn.incoming.text, paris_day(turn.now).year)
    viewed = turn.candidate_named or turn.remembered.file_now(turn.now) if turn.person.has(Role.SA_EPLE) else ""
    if typed or viewed.startswith(APPLICATION):
        return typed or viewed
    _turn, file = await own.mine(turn)
    return file.candidature.reference if file else ""


def leans(turn: Turn) -> bool:
    """Tell whether what is typed may answer what somebody wrote about an application."""
    return turn.personal and turn.understood is not None and notice_answers.replies(turn.understood, turn.incoming.text)


async def below(turn: Turn) -> Reply | None:
    """Take what is typed right under a message about an application as the answer to it; None elsewhere.

    A yes, a no or a word counts where the message asks something.
    """
    above, meant = turn.under, turn.understood
    if above is None or above.kind != APPLICATION_MESSAGE or not turn.personal:
        return None
    told = meant is not None and notice_answers.replies(meant, turn.incoming.text)
    if not (told or (meant is None and notice_answers.answers(turn))):
        return None
    if await _refusal(turn, above.reference, note=False):
        return None
    return await _send(turn, above.reference, turn.incoming.text, note=False)


async def _refusal(turn: Turn, reference: str, *, note: bool) -> Reply | None:
    """Return why this person may not write about the application; None where they may."""
    file = await queries.by_reference(turn.storage, reference)
    if file is None or not may_see_application(turn.person, file.candidature):
        return Reply.text(staff.NO_SUCH)
    why = sayings.refusal(file, turn.person, note=note)
    if why is Unsaid.OWN:
        return Reply.text(texts.OWN_NOTE)
    kept = file.candidature
    state = general.STATES[kept.status_for_candidate]
    ended = filled(turn.services.call_of(kept.call), texts.ENDED, reference=kept.reference, state=state)
    return Reply.text(ended) if why else None


async def _send(turn: Turn, reference: str, text: str, *, note: bool, draft: Draft | None = None) -> Reply:
    secret = fields.secret_in(text)
    if secret:
        return Reply.text(secret)
    if turn.agreed is None:
        name = NOTE if note else WRITE
        refused = await _refusal(turn, reference, note=note)
        typed = accepted(turn, name, {"reason": text.strip()})
        return refused or await start(turn, name, subject=reference, answers=typed)
    try:
        sent = await thread.say(turn, reference, text, note=note, draft=draft)
    except (UnknownRequest, UnknownApplication, SayingRefused):
        return await _refusal(turn, reference, note=note) or Reply.text(staff.NO_SUCH)
    file = await queries.by_reference(turn.storage, reference)
    if file is None:
        return Reply.text(staff.NO_SUCH)
    kept = file.candidature
    said = texts.NOTED if note else _said_back(sent, own=kept.candidate == turn.person.key)
    line = filled(turn.services.call_of(kept.call), said, reference=reference, name=kept.name)
    title = texts.NOT_THIS_NOTE if note else texts.NOT_THIS
    back = el.acts(title, "message.take_back", {"number": sent.number, "reference": reference})
    return Reply.of(plain_message(line, [], [back, opening(reference)]))


def _said_back(sent: Saying, *, own: bool) -> str:
    if own:
        return texts.TO_SERVICE if sent.reaches else texts.KEPT
    return texts.TO_CANDIDATE if sent.reaches else texts.KEPT_PHONE


def forms() -> Iterator[Form]:
    """Return the forms of a message and of a note."""

    async def sent(turn: Turn, draft: Draft, note: bool) -> Reply:
        return await _send(turn, draft.subject, draft.answers["reason"], note=note, draft=draft)

    write = Asking(WRITE, texts.WRITE_TITLE, texts.WRITE_ASK)
    note = Asking(NOTE, texts.NOTE_TITLE, texts.NOTE_ASK, note=True)
    return thread.forms(write, note, hint=texts.HINT, send=sent, show=open_file)
