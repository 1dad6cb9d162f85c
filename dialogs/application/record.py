"""Recording an application that came by mail, by the SA EPLE."""

from __future__ import annotations

from datetime import date

from dialogs.application import steering_texts as texts
from dialogs.application.fields import judged, other_fields, read_day, recorded_ids
from dialogs.application.lists import open_file
from dialogs.core import application_texts
from dialogs.core import texts as general
from dialogs.core.context import Turn
from dialogs.core.day_field import shown_day
from dialogs.core.filling import place, start
from dialogs.core.form import Field, FieldRefused, Form, Picker, free_text
from dialogs.core.persons import Unresolved, resolve
from dialogs.core.turn import Reply
from knowledge.application import ApplicationRefusal
from knowledge.call import Call
from knowledge.lifecycle import GuardRefused, NotAllowed, OwnFile
from knowledge.people import Role
from storage.actions import applications as actions
from storage.actions.drafts import Draft
from storage.queries import applications as queries
from storage.queries.applications import ApplicationFile
from storage.transaction import made_by


def forms(call: Call) -> tuple[Form, ...]:
    """Return the form that records an application; none for a call that takes them by mail alone."""
    return (_record(call),) if call.application else ()


async def _recorded_already(turn: Turn, nonce: str, _subject: str) -> Reply | None:
    """Answer a second press with what the first has recorded."""
    kept = await made_by(turn.storage, turn.person.key.tenant, turn.incoming.address.conversation, nonce)
    file = await queries.get(turn.storage, int(kept["number"])) if kept and "number" in kept else None
    return await _recorded(turn, file) if file and turn.person.has(Role.SA_EPLE) else None


async def _recorded(turn: Turn, file: ApplicationFile) -> Reply:
    kept = file.candidature
    return await open_file(turn, kept.reference, texts.RECORDED.format(name=kept.name, reference=kept.reference))


def _record(call: Call) -> Form:
    asked = other_fields(call)
    mailed = Field(
        "mailed", texts.MAILED, texts.ASK_MAILED, read_day, hint=texts.MAILED_HINT, show=shown_day, picker=Picker.DAY
    )
    known = Field("known", texts.KNOWN, texts.ASK_KNOWN, free_text, hint=texts.KNOWN_HINT, optional=True, free=True)

    def notes(draft: Draft) -> list[str]:
        return judged(call, draft.answers)

    return Form(
        name="record",
        of_call=call.id,
        title=texts.RECORD_TITLE,
        intro=texts.RECORD_INTRO,
        fields=(*list(asked.values())[:2], mailed, *list(asked.values())[2:], known),
        send=_send_record,
        again=_recorded_already,
        send_title=texts.RECORD_SEND,
        review=texts.RECORD_REVIEW,
        notes=notes,
    )


async def _send_record(turn: Turn, draft: Draft) -> Reply:
    turn = turn.on(draft.subject)
    known = draft.answers.get("known", "")
    try:
        candidate = (await resolve(turn, known)).key if known else None
    except Unresolved as why:
        raise FieldRefused("known", why.why) from why
    try:
        done = await actions.record(
            turn.storage,
            place(turn),
            draft,
            turn.services.terms,
            candidate=candidate,
            recorded=recorded_ids(turn.call),
            mailed_on=date.fromisoformat(draft.answers["mailed"]),
            now=turn.now,
            activity=turn.shown,
        )
    except OwnFile:
        return Reply.text(application_texts.REFUSED_OWN)
    except NotAllowed:
        return Reply.text(turn.worded(general.NOT_YOURS))
    except GuardRefused as refused:
        if refused.code is ApplicationRefusal.MAIL_DATE_IN_FUTURE:
            raise FieldRefused("mailed", texts.MAILED_FUTURE) from refused
        return Reply.text(texts.RECORD_ACTIVE)
    return await _recorded(turn, done.file)


async def begin_record(turn: Turn) -> Reply:
    """Begin to record an application that came by mail."""
    call = turn.call
    if call.application is None:
        return Reply.text(turn.worded(general.NOT_YOURS))
    return await start(turn, "record", subject=call.id)
