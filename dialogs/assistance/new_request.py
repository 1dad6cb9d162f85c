"""Asking for assistance, for oneself or for a school on the phone; one's own list; help offered for a difficulty."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime

from pydantic import Field

from dialogs.assistance import case_cards, handling, incidents, messages, move_forms, texts
from dialogs.assistance.card import standing
from dialogs.assistance.case_cards import CARRIED
from dialogs.assistance.fields import (
    DETAILS_CHARACTERS,
    answers_of,
    contact_in,
    more_in,
    phone_and_mail,
    request_fields,
    taken_over,
)
from dialogs.assistance.moves import REPLY_CHARACTERS, ROWS
from dialogs.core import texts as general
from dialogs.core.context import Turn
from dialogs.core.exchange import Happening, Message, Pressed, Reply, filled, plain_message
from dialogs.core.fields import called, not_found, parse_details, several
from dialogs.core.filling import Doubt, accepted, place, start
from dialogs.core.form import AnswerRefused, FieldRefused, Form, Way
from dialogs.core.form_cards import sending
from dialogs.core.form_texts import STATES, TOPICS
from dialogs.core.persons import Unresolved, resolve
from dialogs.core.request_line import is_request, opening, request_in, topic_of
from dialogs.core.route import open_by_name
from dialogs.core.texts import SECRETS
from dialogs.ui import elements as el
from dialogs.ui.elements import Action
from knowledge.french import shortened
from knowledge.identities import without_identity
from knowledge.lifecycle import NotAllowed
from knowledge.people import PersonKey, Role
from knowledge.request import FINAL, RequestMove, RequestStatus, Topic
from knowledge.rights import may_see_request
from knowledge.sensitive import concerns
from knowledge.time.delays import paris_day
from knowledge.understanding.contact import is_distressed, is_not_urgent, mails, phones
from knowledge.understanding.intent.topics import Domain, Verdict
from knowledge.understanding.meaning import AWAITS
from knowledge.understanding.request_phrase import RequestDraft, read_request
from knowledge.understanding.ruling import LIKELY
from knowledge.understanding.tickets import ticket_in
from knowledge.understanding.words import evened
from storage.actions import requests as actions
from storage.actions.drafts import Draft, drafts_of
from storage.actions.people import keep_school
from storage.actions.requests import AlreadyOpen, NewRequest
from storage.calls import subjects
from storage.queries import applications
from storage.queries import requests as queries
from storage.queries.people import school_of
from storage.queries.questions import LoggedQuestion

OWN, LOGGED, LOGGED_BY_EXPERT = queries.REQUEST_FORM, "request", "request_taken"
_TAKE, _ANYWAY, _ANYWAY_TAKE = "take", "anyway", "anyway_take"


class HelpOffered(Pressed):
    """The message that help was offered for, the subject chosen, and the solved case that was offered first."""

    text: str = Field("", max_length=2 * case_cards.CARRIED)
    topic: str = Field("", max_length=24)
    case: int = Field(0, ge=0, le=2**53)

    @property
    def about(self) -> Topic | None:
        """Return the subject chosen."""
        return Topic(self.topic) if self.topic in Topic.__members__ else None


def form_for(turn: Turn) -> str:
    """Return the form of a school's request for those who handle them, of their own for others."""
    if turn.person.has(Role.EXPERT):
        return LOGGED_BY_EXPERT
    return LOGGED if turn.person.handles_requests else OWN


# The forms


def _notes(*, own: bool) -> Callable[[Draft], list[str]]:
    def notes(draft: Draft) -> list[str]:
        found = [texts.NOTE_ORIENT] if draft.answers.get("topic") == Topic.ORIENTER else []
        if any(not one.sure for one in concerns(draft.answers.get("details", ""))):
            found.append(texts.NOTE_PUPIL)
        if own:
            return [*found, texts.NOTE_KEPT]
        if not draft.answers.get("colleague"):
            _, mail = phone_and_mail(draft.answers.get("reach", ""))
            found.append(texts.NOTE_TOLD_BY_MAIL if mail else texts.NOTE_TELL)
        return found

    return notes


def _send(*, take: bool = False, anyway: bool = False) -> Callable[[Turn, Draft], Awaitable[Reply]]:
    async def send(turn: Turn, draft: Draft) -> Reply:
        return await _log(turn, draft, take=take, anyway=anyway)

    return send


def _form(name: str) -> Form:
    own, takes = name == OWN, name == LOGGED_BY_EXPERT
    title = texts.HELP_TITLE if own else texts.LOG_TITLE
    ways = [Way(_ANYWAY, _send(anyway=True))]
    if takes:
        ways = [
            Way(
                _TAKE,
                _send(take=True),
                texts.SEND_TAKE,
                ("envoyer et prendre", "enregistrer et prendre", "enregistrer et prendre en charge"),
            ),
            *ways,
            Way(_ANYWAY_TAKE, _send(take=True, anyway=True)),
        ]
    return Form(
        name=name,
        begun_by=frozenset({"demander_assistance", "enregistrer_demande"}),
        title=title,
        about=lambda draft: texts.FOLLOWS_TITLE.format(reference=draft.subject) if _linked(draft) else title,
        intro=texts.HELP_INTRO if own else texts.LOG_INTRO,
        fields=request_fields(own=own),
        send=_send(),
        again=_show_logged,
        send_title=texts.SEND_HELP if own else texts.SEND_LOG,
        review=texts.REVIEW,
        aside=texts.ASIDE,
        discarded=texts.DISCARDED,
        notes=_notes(own=own),
        ways=tuple(ways),
        beside=case_cards.beside if own else None,
        more=_more,
        says=_says(own=own),
    )


def _said(turn: Turn, text: str, *, own: bool) -> dict[str, str]:
    """Return what a sentence says of a request's fields."""
    said = answers_of(read_request(text, turn.register, turn.now, subjects()), own=own)
    return {id_: value for id_, value in said.items() if value and (id_, value) != _UNSAID}


def _says(*, own: bool) -> Callable[[Turn, Mapping[str, str], str], dict[str, str]]:
    """Return what reads the particulars of a sentence; in one's own request, a name or a function may be somebody else's."""
    plain = {"school", "reach", "urgent", "slots", *(() if own else ("name", "function"))}

    def says(turn: Turn, given: Mapping[str, str], text: str) -> dict[str, str]:
        found = _said(turn, text, own=own)
        if is_not_urgent(text):
            return {"urgent": _UNSAID[1]}
        numbers = [*phones(text), *mails(text)] if own else []
        if len(numbers) == 1:  # Of one's own request, the only number that is said is one's own.
            found["reach"] = numbers[0].value
        left = {id_ for id_ in plain if not given.get(id_) or (id_, given[id_]) == _UNSAID}
        return {id_: value for id_, value in found.items() if id_ in left}

    return says


def _more(turn: Turn, draft: Draft, text: str) -> dict[str, str]:
    """Return what a trouble told while another field is asked adds to a request. Raises AnswerRefused for a secret."""
    given = draft.answers
    said = _said(turn, text, own=draft.form == OWN)
    found = {id_: value for id_, value in said.items() if id_ not in given}
    told = parse_details(text)
    before = given.get("details", "")
    return {**found, "details": f"{before}\n{told}"[:DETAILS_CHARACTERS] if before else told}


def forms() -> tuple[Form, ...]:
    """Return the forms of requests."""
    return tuple(_form(name) for name in (OWN, LOGGED, LOGGED_BY_EXPERT))


# Beginning


async def begin(turn: Turn) -> Reply:
    """Begin a request: for a school, by those who handle them; else the person's own. What is typed of it is taken up."""
    return await _begin(turn, form_for(turn))


async def begin_own(turn: Turn) -> Reply:
    """Begin the person's own request; what is typed of it is taken up, or what a solved case was just offered for."""
    offered = next((one for one in turn.remembered.listed_now(turn.now) if one.verb == "case.assist"), None)
    typed = turn.incoming.happening is Happening.MESSAGE
    if offered and typed and not read_said(turn).says_something:
        told = HelpOffered.model_validate(dict(offered.value))
        return await begin_with(turn, told.text, told.about, seen=told.case)
    return await _begin(turn, OWN)


async def begin_unasked(turn: Turn) -> Reply:
    """Begin a request with the particulars that were understood: «clg Mignet chorus rejeté, rappeler la SG».

    It is only offered where an expert waits for an answer of this person: the message may be that.
    """
    if await _waiting(turn):
        return await offer(turn)
    said = turn.understood.request if turn.understood else None
    begun = await _begin(turn, form_for(turn), said)
    if not is_distressed(turn.incoming.text):
        return begun
    first = Message(filled(turn.base.call, texts.DISTRESSED))
    return replace(begun, messages=(first, *begun.messages))


async def begin_with(turn: Turn, text: str, topic: Topic | None, *, seen: int = 0) -> Reply:
    """Begin a request with what an earlier message ``text`` says, about ``topic`` where that was chosen.

    ``seen``: the solved case that was offered for it.
    """
    said = turn.registry.listener(turn.base).request(text, turn.situation)
    said = replace(said, subjects=(topic,) if topic else said.subjects)
    typed = replace(turn.incoming, happening=Happening.MESSAGE, text=text)
    return await _begin(replace(turn, incoming=typed), form_for(turn), said, seen=seen)


async def follow_on(turn: Turn, pressed: handling.RequestPress) -> Reply:
    """Begin a request that goes on from a closed one: what has not changed is there already."""
    reference = pressed.reference
    file = await handling.seen(turn, reference)
    if file is None or file.request.status is not RequestStatus.CLOSED:
        return await handling.open_request(turn, reference)
    request = file.request
    own = request.requester == turn.person.key
    if not own and not turn.person.handles_requests:
        return Reply.text(turn.worded(general.NOT_YOURS))
    answers = taken_over(request)
    if not own and not request.requester:
        answers["colleague"] = ""
    proposals = {"colleague": file.requester_name} if not own and request.requester else {}
    name = OWN if own else LOGGED_BY_EXPERT if turn.person.has(Role.EXPERT) else LOGGED
    note = texts.FOLLOWS.format(reference=file.reference)
    return await start(turn, name, subject=file.reference, answers=answers, proposals=proposals, note=note)


def _linked(draft: Draft) -> str:
    """Return the closed request that a draft goes on from; a draft begun otherwise has none."""
    return draft.subject if is_request(draft.subject) else ""


async def _begin(turn: Turn, name: str, said: RequestDraft | None = None, *, seen: int | None = None) -> Reply:
    """Begin the form of that name with what the message says; ``said``: where it was read already.

    A solved case that is near is offered before, where none was yet (``seen``: which, 0 where none is near); who logs a
    request for a school is told of it, and goes on.
    """
    if turn.incoming.happening is not Happening.MESSAGE:
        return await start(turn, name, proposals=await _proposed(turn, name))
    own = name == OWN
    text = turn.incoming.text
    secret = next((one for one in concerns(text) if one.sure), None)
    if secret:
        return Reply.text(SECRETS[secret.kind])
    said = said or read_said(turn)
    proposed = await _proposed(turn, name)
    if not said.says_something:
        return await start(turn, name, proposals=proposed)
    about = said.subjects if seen is None and not is_distressed(text) else ()
    others, line = await incidents.known(turn, text, about, own=own)
    solved = (others or await case_cards.offer(turn, text, about)) if own else None
    if solved:
        return solved
    known = " ".join(["" if own else await case_cards.noted(turn, text, about), line])
    answers = _whole(turn, name, answers_of(said, own=own), proposed)
    # What is said is a request of its own, beside one that was begun before; delivered again, it is the same.
    subject = hashlib.sha256("/".join(turn.activity).encode()).hexdigest()[:32]
    return await start(
        turn,
        name,
        subject=subject,
        answers=answers,
        proposals={**proposed, **({case_cards.SEEN: str(seen)} if seen else {})},
        note=" ".join(filter(None, (understood(turn, name, answers), _pressing(turn, said, own=own), known.strip()))),
        doubt=_doubt(turn, said),
    )


def _whole(turn: Turn, name: str, answers: dict[str, str], known: Mapping[str, str]) -> dict[str, str]:
    """Return the answers; where what is proposed is all that is missing, it is taken: the summary shows it."""
    form, proposed = turn.forms.named(name), accepted(turn, name, known)
    if form is None or any(field.id not in proposed for field in form.missing(answers)):
        return answers
    return {**proposed, **{id_: value for id_, value in answers.items() if value or id_ not in proposed}}


async def _proposed(turn: Turn, form: str) -> dict[str, str]:
    """Return what is known of the person themself, to be confirmed."""
    if form != OWN:
        return {}
    known = {"name": turn.person.name, "school": await school_of(turn.storage, turn.person.key)}
    return {id_: value for id_, value in known.items() if value}


def read_said(turn: Turn) -> RequestDraft:
    """Return what the typed message says of a request."""
    if turn.understood and turn.understood.request:
        return turn.understood.request
    return read_request(turn.incoming.text, turn.register, turn.now, subjects())


def _pressing(turn: Turn, said: RequestDraft, *, own: bool) -> str:
    """Return whom to call meanwhile, for one's own trouble that is urgent."""
    return filled(turn.base.call, texts.URGENT) if own and said.urgent and not is_distressed(turn.incoming.text) else ""


_UNSAID = ("urgent", "no")  # What stands where nothing was said of it.


def understood(turn: Turn, name: str, answers: Mapping[str, str]) -> str:
    """Say back what was understood, before anything is asked."""
    form = turn.forms.named(name) or _form(name)
    parts = [
        texts.UNDERSTOOD_PART.format(label=field.label, value=field.shown(answers[field.id]))
        for field in form.fields
        if field.id != "details" and answers.get(field.id) and (field.id, answers[field.id]) != _UNSAID
    ]
    if not answers.get("school") and not answers.get("topic"):
        return texts.UNDERSTOOD_NOTHING
    if not form.missing(answers):
        return ""  # The summary that follows says each.
    return texts.UNDERSTOOD.format(what=" ; ".join(parts))


def _doubt(turn: Turn, said: RequestDraft) -> Doubt | None:
    """Offer the schools that fit equally well, or come near to one that is not found: none is chosen for the person."""
    why = school_doubt(turn, said)
    return Doubt("school", why) if why else None


def school_doubt(turn: Turn, said: RequestDraft) -> AnswerRefused | None:
    """Return why the school that was said is not taken, with those to choose from; None where it is, or none was said."""
    schools = tuple(school for uai in said.uai or said.near if (school := turn.register.get(uai)))
    if said.unknown:
        return not_found(said.unknown, schools)
    return several(schools) if len(said.uai) > 1 else None


# Sending


async def _log(turn: Turn, draft: Draft, *, take: bool, anyway: bool) -> Reply:
    try:
        done = await actions.log(
            turn.storage,
            await request_of(turn, draft),
            turn.services.delays,
            by=turn.person.key,
            now=turn.now,
            activity=turn.shown,
            form=(place(turn), draft),
            take=take,
            anyway=anyway,
        )
    except AlreadyOpen as refused:
        return _already(draft, refused.open, take=take)
    except NotAllowed:
        return Reply.text(turn.worded(general.NOT_YOURS))
    if draft.form == OWN:
        await keep_school(turn.storage, turn.person.key, draft.answers["school"], turn.now, first=True)
    note = move_forms.receipt_note(done, turn.person.key)
    own = done.file.request.requester == turn.person.key and not done.again
    wait = await incidents.usual_wait_said(turn) if own else ""
    return Reply.of(await handling.message(turn, done.file, f"{note} {wait}".rstrip()))


async def request_of(turn: Turn, draft: Draft) -> NewRequest:
    """Return what a draft asks to log. Raises FieldRefused where it names nobody, or several people, as the one who asks."""
    answers = draft.answers
    return NewRequest(
        uai=answers["school"],
        school=called(turn.register, answers["school"]),
        contact=contact_in(answers),
        topic=Topic(answers["topic"]),
        details=answers.get("details", ""),
        urgent=answers.get("urgent") == "yes",
        wished_slots=answers.get("slots", ""),
        ticket=ticket_in(answers.get("details", "")),
        requester=turn.person.key if draft.form == OWN else await _colleague(turn, answers.get("colleague", "")),
        linked_to=_linked(draft),
        more=more_in(answers),
    )


async def _colleague(turn: Turn, said: str) -> PersonKey | None:
    """Return the person of Teams whose request it is. Raises FieldRefused where no single one is meant."""
    if not said:
        return None
    try:
        return (await resolve(turn, said)).key
    except Unresolved as why:
        raise FieldRefused("colleague", texts.COLLEAGUE_SEVERAL if why.found else texts.COLLEAGUE_NONE) from why


def already_said(template: str, found: queries.RequestFile) -> str:
    """Return ``template`` with the request that is open already."""
    request = found.request
    school = shortened(found.school, 120) or request.uai
    state = STATES[request.status]
    return template.format(reference=found.reference, school=school, topic=topic_of(request), state=state)


def _already(draft: Draft, found: queries.RequestFile, *, take: bool) -> Reply:
    """Propose what is open already; what was filled in stays as it is."""
    said = already_said(texts.ALREADY, found)
    data = {**sending(draft), "way": _ANYWAY_TAKE if take else _ANYWAY}
    return Reply.of(
        plain_message(
            texts.ALREADY_TITLE,
            [said],
            [
                opening(found),
                el.acts(texts.ANYWAY_TAKE if take else texts.ANYWAY, "form.send", data),
            ],
        )
    )


async def _show_logged(turn: Turn, nonce: str, _subject: str) -> Reply | None:
    """Answer a second press from the request that the first one has made."""
    file = await queries.made_with(turn.storage, nonce)
    if file is None or not may_see_request(turn.person, file.request):
        return None
    return Reply.of(await handling.message(turn, file, texts.DONE_AGAIN.format(reference=file.reference)))


# The person's own

_OF_SERVICE = 0.2  # The chance that the assistant itself is asked about, from which it may be what is meant.
_NAMES_MINE = 5  # Words of a message that only asks for one's requests.
_OF_REQUEST = re.compile(r"\b(?:demandes?|assistance|tickets?|experts?|expertes?|rdv|rendez|creneaux?|seances?)\b")


async def show_mine(turn: Turn) -> Reply:
    """Show the requests that the person holds, and those they have made."""
    held = await queries.held_by(turn.storage, turn.person.key) if turn.person.has(Role.EXPERT) else []
    made = await queries.made_by(turn.storage, turn.person)
    none = not (held or made or turn.person.roles)
    either = none and _names_no_request(turn)  # «Qui regarde mon dossier ?»
    if either and await _has_application(turn):
        return await open_by_name(turn, "ma candidature")
    entry = _entry_told(turn) if none else None
    if entry:  # «L'expert n'est pas venu», of whom no request is kept here: what to do is said all the same.
        more = await open_by_name(turn, "about.show", entry=entry)
        return replace(more, messages=(Message(texts.MINE_NONE_YOURS), *more.messages))
    if either:
        starts = [
            el.asks(general.BUTTON_ASK_ASSISTANCE, "assistance.start"),
            el.asks(general.BUTTON_START_APPLICATION, "candidature.start"),
        ]
        return Reply.of(plain_message(texts.MINE_NEITHER, [turn.worded(texts.MINE_NEITHER_YET)], starts))
    alone = [] if held else [file for file in made if file.request.status not in FINAL]
    stands = _stands(alone[0], turn.now) if len(alone) == 1 else ""
    return Reply.of(move_forms.mine_message(turn.person, held, made, turn.now, stands))


async def _has_application(turn: Turn) -> bool:
    begun = any(draft.form == applications.FORM for draft in await drafts_of(turn.storage, turn.person.key))
    return begun or bool(await applications.all_of(turn.storage, turn.person.key))


def _names_no_request(turn: Turn) -> bool:
    """Tell whether a typed question on one's own file may be about an application as well."""
    return turn.incoming.happening is Happening.MESSAGE and _OF_REQUEST.search(evened(turn.incoming.text)) is None


def _entry_told(turn: Turn) -> str | None:
    """Return the answer on the service that a typed message is likely after; None where it names none."""
    weighed = turn.understood.weighed if turn.understood else None
    found = weighed.service if weighed and weighed.chances.get(Domain.ASSISTANT, 0.0) >= _OF_SERVICE else None
    likely = found is not None and found.chance >= LIKELY and found.best in turn.services.entries
    return found.best if found and likely and len(turn.incoming.text.split()) > _NAMES_MINE else None


def _stands(file: queries.RequestFile, now: datetime) -> str:
    """Return where one's only open request stands, as «Sans expert, depuis hier à 9 h» and that no appointment is fixed."""
    none = [] if file.request.slot else [texts.MINE_NO_SLOT]
    return " ".join(f"{said.rstrip('.')}." for said in [*standing(file, now), *none])


async def show_of_school(turn: Turn) -> Reply:
    """Show the person's own requests, and who sees the others of their school: whoever handles them asks by its name."""
    if turn.person.roles:  # No school of theirs is known, or it would stand in the place of these words.
        return await start(turn, "my_school")
    mine = await show_mine(turn)
    return replace(mine, messages=(Message(texts.OF_SCHOOL), *mine.messages))


async def show_status(turn: Turn) -> Reply:
    """Show the request whose number was typed, else the person's own."""
    reference = request_in(turn.incoming.text, paris_day(turn.now).year)
    if reference:
        return await handling.open_request(turn, reference)
    return await show_mine(turn)


# --- Help offered where a message likely tells of a difficulty; an exhausted person is offered a human first.

_TITLE = 24  # Characters of a subject on a button.
_SUBJECTS = 2  # Subjects that are offered.


async def offer(turn: Turn) -> Reply:
    """Offer a solved case that is near, else a request for assistance, its subject said in words; what was not understood is noted, without identity."""
    _note(turn)
    said = turn.understood.request if turn.understood else None
    subjects = (said.subjects if said else ())[:_SUBJECTS]
    text = turn.incoming.text[:CARRIED]
    about = () if is_distressed(text) or said is None else said.subjects
    staff = turn.person.handles_requests
    others, line = await incidents.known(turn, text, about, own=not staff)
    solved = others or await case_cards.offer(turn, text, about)
    if solved:
        return solved
    lines = []
    if is_distressed(turn.incoming.text):
        lines.append(filled(turn.base.call, texts.DISTRESSED))
    elif said and said.urgent:
        lines.append(filled(turn.base.call, texts.URGENT))
    if subjects and subjects[0] is Topic.ORIENTER:
        lines.append(texts.ELSEWHERE)
    elif subjects:
        lines += [line] if line else []
        lines.append((texts.OFFER_LOG if staff else texts.OFFER).format(topic=TOPICS[subjects[0]]))
    else:
        lines.append(texts.OFFER_LOG_PLAIN if staff else texts.OFFER_PLAIN)
    buttons: list[Action] = [
        el.asks(
            texts.BUTTON.format(topic=shortened(TOPICS[one], _TITLE)),
            "assistance.offered",
            {"text": text, "topic": one.value},
        )
        for one in subjects
    ] or [el.asks(texts.BUTTON_PLAIN, "assistance.offered", {"text": text, "topic": ""})]
    buttons += await _as_answer(turn)
    buttons.append(el.asks(texts.BUTTON_HUMAN, "contact.show"))
    return Reply.of(plain_message(texts.TITLE_LOG if staff else texts.TITLE, lines, buttons))


async def _waiting(turn: Turn) -> str:
    """Return the person's own request whose expert waits for an answer, which a difficulty told may be; "" where none does."""
    waits = None if turn.person.handles_requests else await messages.asked_of(turn)
    return waits[1] if waits and waits[0] == AWAITS else ""


async def _as_answer(turn: Turn) -> list[Action]:
    """Return the button that sends a difficulty told as the answer which an expert waits for; none where nobody does."""
    waiting = await _waiting(turn)
    file = await handling.seen(turn, waiting) if waiting else None
    if file is None:
        return []
    said = {"reason": turn.incoming.text[:REPLY_CHARACTERS]}
    pressed = handling.RequestPress(reference=waiting, version=file.request.version, said=said)
    return [el.asks(ROWS[RequestMove.REPLY].button, f"request.{RequestMove.REPLY}", pressed.model_dump())]


def _note(turn: Turn) -> None:
    decision = turn.understood.decision if turn.understood else None
    if decision and decision.verdict is Verdict.UNKNOWN:
        text, day = without_identity(turn.incoming.text), paris_day(turn.now)
        turn.services.notebook.asked(LoggedQuestion(day, turn.base.call.id, "unknown", None, decision.score, text))
        where = turn.incoming.address.conversation
        turn.services.acquaintances.doubt(turn.person.key, where, text, turn.now)


async def begin_offered(turn: Turn, pressed: HelpOffered) -> Reply:
    """Begin the request that was offered, with what the message had said."""
    return await begin_with(turn, pressed.text, pressed.about, seen=pressed.case)
