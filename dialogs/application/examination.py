"""Applications, for the SA EPLE: counts, lists, a file, and what is done with it.

A decision's form has for subject the application and the version that was looked at, so that a colleague who has
decided meanwhile is not overruled unseen.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel, ConfigDict
from pydantic import Field as Field_

from dialogs.application import own as candidature
from dialogs.application import steering_cards as cards
from dialogs.application import steering_texts as texts
from dialogs.application import texts as words
from dialogs.application.cards import plain_message
from dialogs.application.notices import decision_lines
from dialogs.application.steering_cards import Listing, Opened
from dialogs.core import texts as general
from dialogs.core.context import Turn
from dialogs.core.filling import place, start
from dialogs.core.form import AnswerRefused, Choice, Field, FieldRefused, Form, Way, free_text, one_of
from dialogs.core.turn import Reply
from dialogs.people import roles as people_admin
from dialogs.people.roles import Unresolved, resolve, rest_of, unresolved
from dialogs.ui import elements as el
from knowledge.application import ApplicationGiven, ApplicationMove, ApplicationRefusal, ApplicationStatus, Lack
from knowledge.application_cycle import APPLICATION_CYCLE
from knowledge.call import ApplicationForm, Call, Option
from knowledge.french import listed, long_date
from knowledge.lifecycle import ForbiddenTransition, GuardRefused, NotAllowed, OwnFile, Refused, StaleVersion, moves_for
from knowledge.people import Role
from knowledge.rights import may_see_application
from knowledge.time.delays import end_of_day, paris_day
from knowledge.understanding.words import plain_words
from storage.actions import applications as actions
from storage.actions import drafts
from storage.actions.drafts import Draft
from storage.queries import applications as queries
from storage.queries.applications import ApplicationFile, Filters
from storage.transaction import made_by

REASON_CHARACTERS = 1_000
_REFERENCE = re.compile(r"\bCA\s*-?\s*(?:n°\s*)?(?:(\d{4})\s*[-/ ]\s*)?(\d{1,6})\b", re.IGNORECASE)
_S, _M = ApplicationStatus, ApplicationMove
# The moves that have a conversation here, in the order of their buttons.
MOVES = (
    _M.EXAMINE, _M.ASK_COMPLEMENT, _M.ACCEPT, _M.REJECT, _M.DROP, _M.ANNOUNCE, _M.REVIEW_AGAIN, _M.APPOINT, _M.STAND_DOWN,
)  # fmt: skip
_STATE_WORDS: Mapping[str, ApplicationStatus] = MappingProxyType(
    {
        "non retenues": _S.REJECTED, "non retenue": _S.REJECTED, "refusees": _S.REJECTED, "refusee": _S.REJECTED,
        "retenues": _S.ACCEPTED, "retenue": _S.ACCEPTED, "acceptees": _S.ACCEPTED,
        "deposees": _S.SUBMITTED, "deposee": _S.SUBMITTED, "a completer": _S.INCOMPLETE,
        "en instruction": _S.UNDER_REVIEW, "instruction": _S.UNDER_REVIEW, "sans suite": _S.DROPPED,
        "retirees": _S.WITHDRAWN, "retiree": _S.WITHDRAWN,
    }
)  # fmt: skip
_EMPTY = frozenset(
    {"statut", "candidatures", "candidature", "liste", "etat", "fonction", "vague", "de", "des", "du", "les", "la", "le",
     "l", "d", "et", "en", "toutes", "tous", "dossiers", "par", "pour", "avec", "voir", "moi", "combien", "quelles"}
)  # fmt: skip


def reference_in(text: str, year: int) -> str | None:
    """Return the application's number that ``text`` gives; without a year, it is one of ``year``."""
    found = _REFERENCE.search(text)
    return f"CA-{found[1] or year}-{int(found[2]):04}" if found else None


# Looking


async def show_list(turn: Turn) -> Reply:
    """Count by state, or list what passes the filters that were typed."""
    if not turn.person.has(Role.SA_EPLE):
        return Reply.text(general.NOT_YOURS)
    text = plain_words(turn.incoming.text)
    call = turn.base.call
    filters, said, unknown = read_filters(call, text)
    if unknown:
        return Reply.text(texts.LIST_UNKNOWN.format(words=unknown))
    if not said and "liste" not in text.split():
        return Reply.of(cards.counts_message(call, await queries.counts(turn.storage, call.id)))
    return await _page(turn, text, filters, said, 0)


async def steer(turn: Turn) -> Reply | None:
    """Answer a sentence about applications as a list or as counts; None when it is about something else."""
    text = plain_words(turn.incoming.text)
    if "candidature" not in text and "candidat" not in text:
        return None
    call = turn.base.call
    reference = reference_in(turn.incoming.text, paris_day(turn.now).year)
    if reference:
        return await open_file(turn, reference)
    filters, said, _ = read_filters(call, text)
    if said:
        return await _page(turn, text, filters, said, 0)
    return Reply.of(cards.counts_message(call, await queries.counts(turn.storage, call.id)))


async def _page(turn: Turn, text: str, filters: Filters, said: str, skip: int) -> Reply:
    call = turn.base.call
    total, files = await queries.listed(turn.storage, call.id, filters, skip=skip, limit=cards.PAGE)
    return Reply.of(cards.list_message(call, Listing(text, said, total, skip, files)))


def read_filters(call: Call, text: str) -> tuple[Filters, str, str]:
    """Return the filters that plain ``text`` asks for, how they read, and the words that were not understood."""
    left = f" {text} "
    states: list[ApplicationStatus] = []
    for phrase, state in _STATE_WORDS.items():
        if f" {phrase} " in left:
            left = left.replace(f" {phrase} ", " ")
            states.append(state)
    form = call.application
    function, left = _option(form.functions, left) if form else (None, left)
    wave, left = _option(form.waves, left, numbered=True) if form else (None, left)
    said = [texts.STATES_MANY[state] for state in states]
    said += [one.title for one in (function, wave) if one]
    unknown = " ".join(word for word in left.split() if word not in _EMPTY)
    filters = Filters(tuple(states), function.id if function else "", wave.id if wave else "")
    return filters, listed(said), unknown


def _option(options: tuple[Option, ...], text: str, *, numbered: bool = False) -> tuple[Option | None, str]:
    """Return the option whose words stand in ``text``, the longest first, and what is left of it."""
    phrases = {plain_words(said): one for one in options for said in (one.title, *one.says)}
    if numbered:
        phrases = {said: one for said, one in phrases.items() if not said.isdecimal()}
    for said in sorted(phrases, key=len, reverse=True):
        if f" {said} " in text:
            return phrases[said], text.replace(f" {said} ", " ")
    return None, text


async def show_one(turn: Turn) -> Reply:
    """Show one application to those whose business it is; others are not told whether it exists."""
    reference = reference_in(turn.incoming.text, paris_day(turn.now).year)
    if not reference:
        return Reply.text(texts.WHICH.format(example=f"statut CA-{paris_day(turn.now).year}-0001"))
    return await open_file(turn, reference)


async def open_file(turn: Turn, reference: str, note: str = "") -> Reply:
    """Show an application as the viewer may see it."""
    file = await queries.by_reference(turn.storage, reference)
    if file is None or not may_see_application(turn.person, file.candidature):
        return Reply.text(texts.NO_SUCH)
    if not turn.person.has(Role.SA_EPLE):
        return await candidature.show_mine(turn)
    own = file.candidature.candidate == turn.person.key
    if not own and not file.opened:
        await actions.opened(turn.storage, file.number, turn.now)
    facts = turn.services.terms.facts(opened=file.opened)
    moves = moves_for(APPLICATION_CYCLE, file.candidature, turn.person, turn.now, facts=facts, available=MOVES)
    history = await queries.history(turn.storage, reference)
    sent = await queries.official_mail(turn.storage, reference, server=turn.services.terms.server)
    shown = Opened(file, [move for move in MOVES if move in moves] if not own else (), history, sent, note, own)
    return Reply.of(cards.file_message(turn.base.call, shown))


# Forms


def parse_day(answer: str) -> str:
    """Return a day as ISO. Raises AnswerRefused."""
    for pattern in ("%d/%m/%Y", "%d/%m/%y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y"):
        try:
            return datetime.strptime(answer.strip(), pattern).date().isoformat()  # noqa: DTZ007 - a day has no zone.
        except ValueError:
            continue
    raise AnswerRefused(texts.DATE_BAD)


def _shown_day(value: str) -> str:
    return long_date(date.fromisoformat(value))


def _subject(draft: Draft) -> tuple[str, int]:
    reference, _, version = draft.subject.partition("@")
    return reference, int(version or 0)


def _reason(*, optional: bool) -> Field:
    ask = texts.ASK_REASON_ACCEPT if optional else texts.ASK_REASON
    return Field("reason", texts.REASON, ask, free_text, hint=texts.REASON_HINT, optional=optional, multiline=True,
                 longest=REASON_CHARACTERS, free=True, questions=True)  # fmt: skip


_OUTCOMES: Mapping[ApplicationMove, ApplicationStatus] = MappingProxyType(
    {_M.ACCEPT: _S.ACCEPTED, _M.REJECT: _S.REJECTED, _M.DROP: _S.DROPPED}
)
_LACKS = (
    Choice(Lack.INCOMPLETE, texts.LACK_INCOMPLETE, ("incomplet",)),
    Choice(Lack.INCORRECT, texts.LACK_INCORRECT, ("incorrect", "corriger")),
    Choice(Lack.OUTDATED, texts.LACK_OUTDATED, ("perime", "mettre a jour")),
)


def form_name(move: ApplicationMove) -> str:
    """Return the name of the form of a move."""
    return f"examine_{move.value}"


def _decision(call: Call, move: ApplicationMove) -> Form:
    """Return the form of a decision: a reason, and the preview of what the person will read."""

    def preview(draft: Draft) -> list[str]:
        outcome = _OUTCOMES.get(move)
        if outcome is None:
            return []
        reason = draft.answers.get("reason", "")
        return [texts.PREVIEW, *decision_lines(call, _subject(draft)[0], outcome, reason)]

    def send(*, hold: bool) -> Callable[[Turn, Draft], Awaitable[Reply]]:
        async def decide(turn: Turn, draft: Draft) -> Reply:
            return await _make(turn, move, draft, ApplicationGiven(reason=draft.answers.get("reason", ""), hold=hold))

        return decide

    later = Way("hold", send(hold=True), texts.DECIDE_HOLD, ("retenir l annonce", "annoncer plus tard"))
    return Form(
        name=form_name(move),
        title=texts.FORM_TITLES[move],
        fields=(_reason(optional=move is _M.ACCEPT),),
        send=send(hold=False),
        ways=(later,) if move in _OUTCOMES else (),
        again=_again,
        send_title=texts.DECIDE_SEND,
        review=texts.DECIDE_REVIEW,
        aside=texts.ASIDE,
        notes=preview,
    )


async def _send_complement(turn: Turn, draft: Draft) -> Reply:
    given = ApplicationGiven(
        reason=draft.answers["text"],
        lack=Lack(draft.answers["lack"]),
        due=end_of_day(date.fromisoformat(draft.answers["due"])),
    )
    return await _make(turn, _M.ASK_COMPLEMENT, draft, given)


async def _again(turn: Turn, _nonce: str, subject: str) -> Reply | None:
    """Answer a second press from the present state."""
    file = await queries.by_reference(turn.storage, subject.partition("@")[0])
    if file is None or not turn.person.has(Role.SA_EPLE):
        return None
    return Reply.text(_state(texts.REFUSED_STALE, file))


_COMPLEMENT = Form(
    name=form_name(_M.ASK_COMPLEMENT),
    title=texts.COMPLEMENT_TITLE,
    fields=(
        Field("lack", texts.LACK, texts.ASK_LACK, one_of(_LACKS), choices=_LACKS),
        Field("text", texts.WHAT, texts.ASK_TEXT, free_text, hint=texts.REASON_HINT, multiline=True,
              longest=REASON_CHARACTERS, free=True, questions=True),
        Field("due", texts.DUE, texts.ASK_DUE, parse_day, hint=texts.DUE_HINT, show=_shown_day),
    ),
    send=_send_complement,
    again=_again,
    send_title=texts.COMPLEMENT_SEND,
    review=texts.COMPLEMENT_REVIEW,
    aside=texts.ASIDE,
)  # fmt: skip


async def _recorded_already(turn: Turn, nonce: str, _subject: str) -> Reply | None:
    """Answer a second press with what the first has recorded."""
    kept = await made_by(turn.storage, turn.person.key.tenant, turn.incoming.address.conversation, nonce)
    file = await queries.get(turn.storage, int(kept["number"])) if kept and "number" in kept else None
    return await _recorded(turn, file) if file and turn.person.has(Role.SA_EPLE) else None


async def _recorded(turn: Turn, file: ApplicationFile) -> Reply:
    kept = file.candidature
    return await open_file(turn, kept.reference, texts.RECORDED.format(name=kept.name, reference=kept.reference))


def _record(form: ApplicationForm) -> Form:
    functions, waves = candidature.choices(form.functions), candidature.choices(form.waves)
    name, mail, function, school, wave = candidature.person_fields(form)

    def notes(draft: Draft) -> list[str]:
        return candidature.judged(form, actions.answers_of(draft))

    return Form(
        name="record",
        title=texts.RECORD_TITLE,
        intro=texts.RECORD_INTRO,
        fields=(
            Field("name", name.label, texts.ASK_OTHER_NAME, name.parse, hint=name.hint, longest=name.longest, free=True),
            Field("mail", mail.label, texts.ASK_OTHER_MAIL, mail.parse, hint=texts.OTHER_MAIL_HINT, longest=254),
            Field("mailed", texts.MAILED, texts.ASK_MAILED, parse_day, hint=texts.MAILED_HINT, show=_shown_day),
            Field("function", function.label, texts.ASK_OTHER_FUNCTION, one_of(functions), choices=functions),
            replace(school, ask=texts.ASK_OTHER_SCHOOL),
            Field("wave", wave.label, texts.ASK_OTHER_WAVE, one_of(waves), hint=wave.hint, choices=waves),
            Field("motivation", words.MOTIVATION, texts.ASK_OTHER_MOTIVATION, free_text,
                  hint=texts.OTHER_MOTIVATION_HINT, optional=True, multiline=True,
                  longest=candidature.MOTIVATION_CHARACTERS, free=True, questions=True),
            Field("known", texts.KNOWN, texts.ASK_KNOWN, free_text, hint=texts.KNOWN_HINT, optional=True, free=True),
        ),
        send=_send_record,
        again=_recorded_already,
        send_title=texts.RECORD_SEND,
        review=texts.RECORD_REVIEW,
        notes=notes,
    )  # fmt: skip


async def _send_record(turn: Turn, draft: Draft) -> Reply:
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
            mailed_on=date.fromisoformat(draft.answers["mailed"]),
            now=turn.now,
            activity=turn.activity,
        )
    except OwnFile:
        return Reply.text(texts.REFUSED_OWN)
    except NotAllowed:
        return Reply.text(general.NOT_YOURS)
    except GuardRefused as refused:
        if refused.code is ApplicationRefusal.MAIL_DATE_IN_FUTURE:
            raise FieldRefused("mailed", texts.MAILED_FUTURE) from refused
        return Reply.text(texts.RECORD_ACTIVE)
    return await _recorded(turn, done.file)


def forms(call: Call) -> tuple[Form, ...]:
    """Return the forms of those who examine."""
    if call.application is None:
        return ()
    moves = (_M.ACCEPT, _M.REJECT, _M.DROP, _M.REVIEW_AGAIN, _M.STAND_DOWN)
    return (*(_decision(call, move) for move in moves), _COMPLEMENT, _record(call.application))


async def begin_record(turn: Turn) -> Reply:
    """Begin to record an application that came by mail."""
    call = turn.base.call
    if not turn.person.has(Role.SA_EPLE) or call.application is None:
        return Reply.text(general.NOT_YOURS)
    return await start(turn, _record(call.application), subject=call.id)


# Acting


class _Pressed(BaseModel):
    model_config = ConfigDict(extra="ignore")

    reference: str = Field_(pattern=r"^CA-\d{4}-\d{4,6}$")
    version: int = Field_(0, ge=0, le=2**31 - 1)


class _Asked(BaseModel):
    model_config = ConfigDict(extra="ignore")

    text: str = Field_("", max_length=200)
    skip: int = Field_(0, ge=0, le=100_000)


async def _press_open(turn: Turn, value: Mapping[str, Any]) -> Reply:
    return await open_file(turn, _Pressed.model_validate(value).reference)


async def _press_list(turn: Turn, value: Mapping[str, Any]) -> Reply:
    if not turn.person.has(Role.SA_EPLE):
        return Reply.text(general.NOT_YOURS)
    asked = _Asked.model_validate(value)
    filters, said, _ = read_filters(turn.base.call, plain_words(asked.text))
    return await _page(turn, asked.text, filters, said, asked.skip)


def _by_form(move: ApplicationMove) -> Callable[[Turn, Mapping[str, Any]], Awaitable[Reply]]:
    """Return the button that opens the form of a move, where the move is possible."""

    async def press(turn: Turn, value: Mapping[str, Any]) -> Reply:
        pressed = _Pressed.model_validate(value)
        refused = await _impossible(turn, pressed.reference, move, pressed.version)
        if refused:
            return refused
        form = next(form for form in forms(turn.base.call) if form.name == form_name(move))
        return await start(turn, form, subject=f"{pressed.reference}@{pressed.version}")

    return press


async def _impossible(turn: Turn, reference: str, move: ApplicationMove, version: int) -> Reply | None:
    """Say why a move is not possible now; the transaction that makes it asks again."""
    if not turn.person.has(Role.SA_EPLE):
        return Reply.text(general.NOT_YOURS)
    file = await queries.by_reference(turn.storage, reference)
    if file is None:
        return Reply.text(texts.NO_SUCH)
    if file.candidature.candidate == turn.person.key:
        return Reply.text(texts.REFUSED_OWN)
    facts = turn.services.terms.facts(opened=file.opened)
    if move not in moves_for(APPLICATION_CYCLE, file.candidature, turn.person, turn.now, facts=facts, available=[move]):
        return Reply.text(_state(_not_appointed(file) if move is _M.APPOINT else texts.REFUSED_STATE, file))
    if version and version != file.candidature.version:
        return Reply.text(_state(texts.REFUSED_STALE, file))
    return None


def _not_appointed(file: ApplicationFile) -> str:
    """Return the sentence that says why the person of an application cannot be appointed by it."""
    if file.candidature.held_back:
        return texts.REFUSED_HELD
    if file.candidature.appointed:
        return texts.REFUSED_APPOINTED
    accepted = file.candidature.status is _S.ACCEPTED
    return texts.REFUSED_UNKNOWN if accepted and file.candidature.candidate is None else texts.REFUSED_STATE


def _at_once(move: ApplicationMove) -> Callable[[Turn, Mapping[str, Any]], Awaitable[Reply]]:
    async def press(turn: Turn, value: Mapping[str, Any]) -> Reply:
        pressed = _Pressed.model_validate(value)
        return await _done(turn, move, pressed.reference, pressed.version)

    return press


async def _press_appoint(turn: Turn, value: Mapping[str, Any]) -> Reply:
    pressed = _Pressed.model_validate(value)
    return await _ask_appointment(turn, pressed.reference, pressed.version)


async def _press_appoint_confirmed(turn: Turn, value: Mapping[str, Any]) -> Reply:
    pressed = _Pressed.model_validate(value)
    return await _done(turn, _M.APPOINT, pressed.reference, pressed.version)


async def _ask_appointment(turn: Turn, reference: str, version: int = 0) -> Reply:
    refused = await _impossible(turn, reference, _M.APPOINT, version)
    file = await queries.by_reference(turn.storage, reference)
    if refused or file is None:
        return refused or Reply.text(texts.NO_SUCH)
    candidate = file.candidature.candidate
    if candidate and await people_admin.is_guest(turn, candidate):
        return Reply.text(texts.OUTSIDER)
    said = texts.APPOINT_ASK.format(name=file.candidature.name, reference=reference)
    data = {"reference": reference, "version": file.candidature.version}
    confirm = el.acts(texts.APPOINT_CONFIRM, "application.appoint_confirmed", data)
    return Reply.of(plain_message(texts.APPOINT_TITLE, [said], [confirm]))


async def appoint(turn: Turn) -> Reply:
    """Name an expert: by application, or a person by mention, name or object id; elsewhere than in private, by mention."""
    if not turn.person.has(Role.SA_EPLE):
        return Reply.text(general.NOT_YOURS)
    if not turn.personal and not turn.incoming.mentions:
        return Reply.text(general.PERSONAL_ONLY)
    said = rest_of(turn.incoming.text, ("nommer", "nommer expert"))
    if not said:
        return Reply.text(texts.APPOINT_USAGE)
    reference = reference_in(said, paris_day(turn.now).year)
    if reference and turn.personal:
        return await _ask_appointment(turn, reference)
    try:
        someone = await resolve(turn, said)
    except Unresolved as why:
        return unresolved(why, "people.ask_give", Role.EXPERT)
    file = await queries.latest_of(turn.storage, turn.base.call.id, someone.key)
    if turn.personal and file and file.candidature.status is _S.ACCEPTED and not file.candidature.appointed:
        return await _ask_appointment(turn, file.candidature.reference)
    return await people_admin.asked(turn, someone, Role.EXPERT)


async def _make(turn: Turn, move: ApplicationMove, draft: Draft, given: ApplicationGiven) -> Reply:
    reference, version = _subject(draft)
    return await _done(turn, move, reference, version, given=given, draft=draft)


async def _done(
    turn: Turn,
    move: ApplicationMove,
    reference: str,
    version: int,
    *,
    given: ApplicationGiven | None = None,
    draft: Draft | None = None,
) -> Reply:
    """Make a move and show the application as it has become; refused, say why and leave the rest as it is."""
    try:
        done = await actions.make(
            turn.storage,
            reference,
            move,
            turn.services.terms,
            by=turn.person.key,
            now=turn.now,
            activity=turn.activity,
            given=given,
            version=version or None,
            form=(place(turn), draft) if draft else None,
        )
    except (Refused, actions.UnknownApplication) as refused:
        if isinstance(refused, GuardRefused) and refused.code is ApplicationRefusal.DUE_NOT_FUTURE:
            raise FieldRefused("due", texts.REFUSED_DUE) from refused
        if draft:
            await drafts.discard(turn.storage, place(turn), draft.id, turn.now)
        return await _refused(turn, reference, move, refused)
    said = texts.DONE_HELD if done.file.candidature.held_back else texts.DONE[move]
    note = said.format(reference=done.file.candidature.reference)
    return await open_file(turn, reference, note)


async def _refused(turn: Turn, reference: str, move: ApplicationMove, refused: Exception) -> Reply:
    if isinstance(refused, OwnFile):
        return Reply.text(texts.REFUSED_OWN)
    if isinstance(refused, NotAllowed):
        return Reply.text(general.NOT_YOURS)
    file = await queries.by_reference(turn.storage, reference)
    if file is None:
        return Reply.text(texts.NO_SUCH)
    if isinstance(refused, StaleVersion):
        return Reply.text(_state(texts.REFUSED_STALE, file))
    if isinstance(refused, ForbiddenTransition):
        return Reply.text(_state(texts.REFUSED_STATE, file))
    return await _impossible(turn, reference, move, 0) or Reply.text(_state(texts.REFUSED_STATE, file))


def _state(template: str, file: ApplicationFile) -> str:
    kept = file.candidature
    return template.format(reference=kept.reference, state=words.STATES[kept.status])


BUTTONS: Mapping[str, Callable[[Turn, Mapping[str, Any]], Awaitable[Reply]]] = MappingProxyType(
    {
        "application.open": _press_open,
        "application.list": _press_list,
        "application.examine": _at_once(_M.EXAMINE),
        "application.announce": _at_once(_M.ANNOUNCE),
        "application.appoint": _press_appoint,
        "application.appoint_confirmed": _press_appoint_confirmed,
        **{
            f"application.{move}": _by_form(move)
            for move in (_M.ASK_COMPLEMENT, _M.ACCEPT, _M.REJECT, _M.DROP, _M.REVIEW_AGAIN, _M.STAND_DOWN)
        },
    }
)
