"""Filling in a form: what is typed or pressed while one has the focus, and what is shown then."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel, ConfigDict
from pydantic import Field as Field_

from dialogs.core import form_cards as cards
from dialogs.core import form_texts as texts
from dialogs.core.context import Turn
from dialogs.core.form import PENDING, AnswerRefused, Choice, Field, FieldRefused, Form, listed_for, proposal, values_of
from dialogs.core.turn import Happening, Message, Reply
from knowledge.french import listed
from knowledge.understanding.intent.topics import Decision, Verdict
from knowledge.understanding.words import plain_words
from storage.actions import drafts
from storage.actions.drafts import REVIEW, Draft, DraftChanged, DraftGone, Focused, Place
from storage.transaction import STEP
from storage.transaction import repeated as repeated_activity

CANCEL = frozenset({"annuler", "annule", "stop", "quitter", "arreter", "abandonner"})
BACK = frozenset({"retour", "precedent", "revenir", "etape precedente"})
SKIP = frozenset({"passer", "passe", "ignorer", "suivant", "rien", "sans reponse"})
HELP = frozenset({"aide", "help"})
SEND = frozenset({"envoyer", "oui", "ok", "valider", "confirmer", "je confirme", "c est bon", "envoie"})
KEEP = frozenset({"oui", "ok", "c est ca", "c est bon", "confirmer", "je confirme", "garder", "exact"})
REFUSE = frozenset({"non", "modifier", "corriger", "pas encore"})
RESUME = frozenset({"reprendre", "continuer", "reprendre la saisie", "reprendre mon brouillon"})
ALL = frozenset({"tout", "formulaire", "ecran", "tout remplir"})
# A second press of the same button comes within this time; later, the card is asked for again.
_JUST_NOW = timedelta(seconds=20)
_SURELY, _BRIEF = 90, 6
# At least this sure, a message in a form is a question rather than a wrong answer.
SURE = 60


# A command that is exactly what was typed: run, then the form goes on.
Command = Callable[[Turn], Awaitable[Reply]]
# Answers a question that was typed, from what the recogniser decided.
Respond = Callable[[Turn, str, Decision], Awaitable[Reply]]


class Forms:
    """The forms there are, by name.

    ``does``: what may be asked for while a form waits, by its intent («laisse tomber» is nobody's name); ``respond``
    answers a question that is asked then.
    """

    def __init__(self, *forms: Form, respond: Respond, does: Mapping[str, Command] = MappingProxyType({})) -> None:
        self.does = does
        self.respond = respond
        self._forms = {form.name: form for form in forms}

    def of(self, draft: Draft) -> Form:
        """Return the form of a draft. Raises DraftGone for one that no longer exists."""
        try:
            return self._forms[draft.form]
        except KeyError:
            raise DraftGone(draft.form) from None

    def named(self, name: str) -> Form | None:
        """Return the form of that name."""
        return self._forms.get(name)


def place(turn: Turn) -> Place:
    """Return where this person is filling a form in."""
    incoming = turn.incoming
    return Place(turn.person.key, incoming.address.conversation, incoming.activity_id, incoming.sent)


@dataclass(frozen=True, slots=True)
class Doubt:
    """What a field could not be given, though something was said of it: ``refused`` may offer choices."""

    field: str
    refused: AnswerRefused


async def start(
    turn: Turn,
    name: str,
    *,
    subject: str = "",
    answers: Mapping[str, str] | None = None,
    note: str = "",
    doubt: Doubt | None = None,
) -> Reply:
    """Begin the form of that name, or take up the draft that is there.

    ``note`` is said first; ``doubt`` where it is the next field.
    """
    form = turn.forms.named(name)
    if form is None:  # The call in force does not ask for it.
        return Reply.text(texts.GONE)
    first = form.next(answers or {})
    if doubt and doubt.refused.choices:
        answers = {**(answers or {}), listed_for(doubt.field): values_of(doubt.refused.choices)}
    draft, made = await drafts.begin(
        turn.storage, place(turn), form=form.name, subject=subject, answers=answers or {}, first=first, now=turn.now
    )
    if made:
        asked = form.field(first)
        if asked and doubt and doubt.field == first:
            return _refused(form, draft, asked, doubt.refused, "", note=note)
        return _asked(form, draft, first, note=note)
    if await _is_open(turn, draft):
        return Reply.text(texts.ALREADY_OPEN.format(title=form.titled(draft)))
    return await _resume(turn, form, draft)


def accepted(turn: Turn, name: str, said: Mapping[str, str]) -> dict[str, str]:
    """Return the answers that ``said`` gives to the form of that name, by field; what a field refuses is asked."""
    form, taken = turn.forms.named(name), {}
    for id_, text in said.items():
        field = form.field(id_) if form else None
        try:
            if field:
                taken[id_] = field.taken(text)
        except AnswerRefused:
            continue
    return taken


async def _is_open(turn: Turn, draft: Draft) -> bool:
    """Tell whether the draft's card has just been shown here: a second press would make a second living card of it.

    An activity delivered again may have had no answer: it gets the card.
    """
    pressed_now = turn.incoming.happening is not Happening.MESSAGE and turn.now - draft.updated_at < _JUST_NOW
    if not pressed_now or await repeated_activity(turn.storage, turn.activity) is not None:
        return False
    focused = await drafts.focused(turn.storage, place(turn))
    return focused is not None and focused.draft.id == draft.id


async def resume(turn: Turn, forms: Forms) -> Reply:
    """Take up the draft last worked on."""
    found = await drafts.drafts_of(turn.storage, turn.person.key)
    return await _resume(turn, forms.of(found[0]), found[0]) if found else Reply.text(texts.NOTHING_TO_RESUME)


def controls(text: str) -> bool:
    """Tell whether ``text`` is a word by which a form may end: where none has the focus, it may be a repetition."""
    return plain_words(text) in SEND | CANCEL


async def repeated(turn: Turn, forms: Forms, kept: Mapping[str, Any]) -> Reply:
    """Answer an activity that has had its effect, of which ``kept`` was kept: say how things stand, change nothing."""
    form = forms.named(str(kept.get("form", "")))
    done = await form.again(turn, str(kept["nonce"]), str(kept["subject"])) if form and "nonce" in kept else None
    if done:
        return done
    focused = await drafts.focused(turn.storage, place(turn))
    try:
        if focused:
            return _asked(forms.of(focused.draft), focused.draft, focused.field)
        return _aside(draft := await drafts.get(turn.storage, turn.person.key, int(kept.get(STEP, 0))), forms.of(draft))
    except DraftGone:
        return Reply.text(texts.GONE)


async def _resume(turn: Turn, form: Form, draft: Draft) -> Reply:
    return await _look_at(turn, form, draft, form.next(draft.answers), note=texts.RESUMED)


async def typed(turn: Turn, forms: Forms, focused: Focused, command: Command | None) -> Reply:
    """Answer a typed message while a form has the focus; ``command``: what it is exactly. Raises DraftGone."""
    form, draft, text = forms.of(focused.draft), focused.draft, turn.incoming.text
    words = plain_words(text)
    if words in HELP:
        return _then(_help(form), form, draft, focused.field)
    if words in CANCEL:
        return await _cancel(turn, form, draft)
    if words in BACK:
        return await _back(turn, form, draft, focused.field)
    if words in ALL | RESUME:
        return _screen(form, draft) if words in ALL else _asked(form, draft, focused.field)
    if command:
        return await _besides(turn, form, draft, focused.field, command)
    if PENDING in draft.answers:
        settled = await _settled(turn, forms, form, focused, words)
        if settled:
            return settled
    if focused.field == REVIEW:
        return await _typed_at_review(turn, forms, form, draft, words)
    field = form.field(focused.field)
    if not field:
        raise DraftGone(focused.field)
    return await _typed_at(turn, forms, form, draft, field)


async def _besides(turn: Turn, form: Form, draft: Draft, field: str, command: Command) -> Reply:
    """Do what is asked for besides, then ask again; another form that it begins has the person's attention."""
    reply = await command(turn)
    now = await drafts.focused(turn.storage, place(turn))
    if not now or now.draft.id != draft.id:
        return reply
    return _then(reply, form, await _let_go(turn, draft, field), field)


async def _typed_at(turn: Turn, forms: Forms, form: Form, draft: Draft, field: Field) -> Reply:
    text = turn.incoming.text
    proposed = draft.answers.get(proposal(field.id), "")
    if proposed and field.id not in draft.answers and plain_words(text) in KEEP:
        text = proposed
    # «Envoyer» is no answer: what may stay empty does, and the summary comes first; what may not is still missing.
    sends = plain_words(text) == "envoyer"
    if plain_words(text) in SKIP or (field.optional and sends):
        return await _skip(turn, form, draft, field)
    if sends and form.missing(draft.answers):
        return _asked(form, draft, field.id, note=_missing(form, draft))
    # A single word at a field is an answer, be it a wrong one, rather than more about what was asked before.
    lone = len(text.split()) == 1 and not text.rstrip().endswith("?")
    decision = turn.base.decide(text, last_topic=None if lone else turn.topic)
    asks = _is_question(decision)
    demand = _demand(forms, decision)
    demands = bool(demand) and len(text.split()) <= _BRIEF
    if field.free and not field.questions and (demands or (asks and text.rstrip().endswith("?"))):
        kept = {PENDING: text[: field.longest]}
        draft = await drafts.answer(turn.storage, place(turn), draft.id, answers=kept, field=field.id, now=turn.now)
        asked = cards.which_card(form, draft, field, demands=demands)
        return Reply.of(Message(cards.which(field, demands=demands), asked))
    before = draft.answers.get(listed_for(field.id), "").splitlines()
    if text.strip().isdecimal() and 1 <= int(text) <= len(before):
        text = before[int(text) - 1]  # The number of one of those that were just listed.
    try:
        value = field.taken(text)
    except AnswerRefused as refused:
        # A wrong number is no question, though a fact may speak of one.
        if asks and len(text) <= field.longest and any(char.isalpha() for char in text):
            return _then(await forms.respond(turn, text, decision), form, draft, field.id)
        if demand:
            return await _done(turn, forms, form, draft, field.id, demand=demand)
        if refused.choices:
            kept = {listed_for(field.id): values_of(refused.choices)}
            draft = await drafts.answer(turn.storage, place(turn), draft.id, answers=kept, field=field.id, now=turn.now)
        return _refused(form, draft, field, refused, text)
    return await _keep(turn, form, draft, {field.id: value})


async def _typed_at_review(turn: Turn, forms: Forms, form: Form, draft: Draft, words: str) -> Reply:
    way = next((way.name for way in form.ways if words in way.says), "")
    if way or words in SEND:
        return await _send(turn, form, draft, draft.version, draft.nonce, way=way)
    named = form.meant(turn.incoming.text) or form.meant(words.removeprefix("modifier").strip())
    if named:
        return await _look_at(turn, form, draft, named.id)
    if words in REFUSE or words.startswith("modifier"):
        labels = listed([field.label for field in form.fields], "ou")
        return Reply.text(texts.WHICH_FIELD.format(labels=labels), *(field.label for field in form.fields[:3]))
    decision = turn.base.decide(turn.incoming.text, last_topic=turn.topic)
    if _is_question(decision):
        return _then(await forms.respond(turn, turn.incoming.text, decision), form, draft, REVIEW)
    return _asked(form, draft, REVIEW)


async def _settled(turn: Turn, forms: Forms, form: Form, focused: Focused, words: str) -> Reply | None:
    """Take «ma réponse», «une question» or «une demande» about the message that waits; anything else lets it go."""
    if words in ("oui", "reponse", "ma reponse", "c est ma reponse"):
        return await _is_answer(turn, form, focused.draft, focused.field)
    if words in (
        "question",
        "une question",
        "c est une question",
        "demande",
        "une demande",
        "c est une demande",
        "non",
    ):
        return await _is_none(turn, forms, form, focused.draft, focused.field)
    return None


def _is_question(decision: Decision) -> bool:
    return decision.verdict in (Verdict.ANSWER, Verdict.SILENT) and decision.score >= SURE


def _demand(forms: Forms, decision: Decision) -> str:
    """Return what a message surely asks for besides, "" when it may be an answer."""
    sure = decision.verdict is Verdict.ACTION and decision.score >= _SURELY
    return decision.intent or "" if sure and decision.intent in forms.does else ""


async def _done(turn: Turn, forms: Forms, form: Form, draft: Draft, field: str, *, demand: str) -> Reply:
    """Do what is asked for within a form, then ask again."""
    if demand == "annuler":
        return await _cancel(turn, form, draft)
    if demand in form.begun_by:
        return _asked(form, await _let_go(turn, draft, field), field, note=texts.RESUMED)
    if demand == "aide":
        return _then(_help(form), form, await _let_go(turn, draft, field), field)
    return await _besides(turn, form, draft, field, forms.does[demand])


def _help(form: Form) -> Reply:
    return Reply.text(texts.HELP.format(title=form.title))


async def _is_answer(turn: Turn, form: Form, draft: Draft, field: str) -> Reply:
    asked, text = form.field(field), draft.answers.get(PENDING, "")
    if asked is None:
        raise DraftGone(field)
    try:
        return await _keep(turn, form, draft, {field: asked.taken(text)})
    except AnswerRefused as refused:
        return _refused(form, draft, asked, refused, text)


async def _is_none(turn: Turn, forms: Forms, form: Form, draft: Draft, field: str) -> Reply:
    """Answer the message that waits, or do what it asks for: it was no answer."""
    text = draft.answers.get(PENDING, "")
    decision = turn.base.decide(text, last_topic=turn.topic)
    demand = _demand(forms, decision)
    if demand:
        return await _done(turn, forms, form, draft, field, demand=demand)
    reply = await forms.respond(turn, text, decision)
    return _then(reply, form, await _let_go(turn, draft, field), field)


async def _let_go(turn: Turn, draft: Draft, field: str) -> Draft:
    """Return the draft without the message that waited. Only once a turn: what is stored twice is taken for repeated."""
    if PENDING not in draft.answers:
        return draft
    gone = {PENDING: None}
    return await drafts.answer(turn.storage, place(turn), draft.id, answers=gone, field=field, now=turn.now)


async def _keep(turn: Turn, form: Form, draft: Draft, answers: Mapping[str, str]) -> Reply:
    """Store accepted answers and go on to the next field without one."""
    known = {**draft.answers, **answers}
    field = form.next(known)
    kept: dict[str, str | None] = {**answers, PENDING: None, **{listed_for(one): None for one in answers}}
    draft = await drafts.answer(turn.storage, place(turn), draft.id, answers=kept, field=field, now=turn.now)
    return _asked(form, draft, field)


async def _skip(turn: Turn, form: Form, draft: Draft, field: Field) -> Reply:
    if not field.optional:
        return _refused(form, draft, field, AnswerRefused(texts.NOT_OPTIONAL), "")
    return await _keep(turn, form, draft, {field.id: ""})


async def _back(turn: Turn, form: Form, draft: Draft, field: str) -> Reply:
    before = form.before(field, draft.answers)
    if before is None:
        return _then(Reply.text(texts.FIRST_STEP), form, draft, field)
    return await _look_at(turn, form, draft, before)


async def _look_at(turn: Turn, form: Form, draft: Draft, field: str, *, note: str = "") -> Reply:
    # A message that waits for «C'est ma réponse» was about the field that is left now.
    gone = {PENDING: None}
    draft = await drafts.answer(turn.storage, place(turn), draft.id, answers=gone, field=field, now=turn.now)
    return _asked(form, draft, field, note=note)


async def _cancel(turn: Turn, form: Form, draft: Draft) -> Reply:
    """Leave the form: what was written stays as a draft, an empty one goes."""
    if not any(value for name, value in draft.answers.items() if not name.endswith(PENDING)):
        await drafts.discard(turn.storage, place(turn), draft.id, turn.now)
        return Reply.text(texts.LEFT.format(title=form.title))
    await drafts.put_aside(turn.storage, place(turn), draft.id, turn.now)
    return _aside(draft, form)


def _aside(draft: Draft, form: Form) -> Reply:
    return Reply.of(Message(form.aside.format(title=form.title), cards.aside_card(form, draft)))


async def _send(turn: Turn, form: Form, draft: Draft, version: int, nonce: str, *, way: str = "") -> Reply:
    send = form.way(way)
    if send is None:
        raise DraftGone(way)
    missing = form.missing(draft.answers)
    if missing:
        return _asked(form, draft, missing[0].id, note=_missing(form, draft))
    try:
        return await send(turn, Draft(draft.id, draft.form, draft.subject, draft.answers, version, nonce,
                                      draft.updated_at))  # fmt: skip
    except DraftChanged:
        draft = await drafts.get(turn.storage, turn.person.key, draft.id)
        return _asked(form, draft, REVIEW, note=texts.CHANGED)
    except FieldRefused as refused:
        field = form.field(refused.field)
        if field is None:
            raise DraftGone(refused.field) from refused
        await drafts.look_at(turn.storage, place(turn), draft.id, field=field.id, now=turn.now)
        return _refused(form, draft, field, AnswerRefused(refused.why), draft.answers.get(field.id, ""))


def _missing(form: Form, draft: Draft) -> str:
    return texts.MISSING.format(labels=listed([field.label for field in form.missing(draft.answers)]))


def _asked(form: Form, draft: Draft, field: str, *, note: str = "") -> Reply:
    """Ask a field, or show the summary."""
    if field == REVIEW:
        rows = [f"{one.label} : {one.shown(draft.answers.get(one.id, ''))}" for one in form.asked(draft.answers)]
        said = "\n".join([*([note] if note else []), texts.REVIEW_TITLE, *rows, *form.notes(draft), form.review])
        return Reply.of(Message(said, cards.review_card(form, draft, note)))
    asked = form.field(field)
    if asked is None:
        raise DraftGone(field)
    proposed = draft.answers.get(proposal(asked.id), "") if asked.id not in draft.answers else ""
    keep = texts.PROPOSED.format(value=proposed) if proposed else ""
    said = " ".join(filter(None, (note, asked.ask, asked.hint, keep, texts.OPTIONAL if asked.optional else "")))
    return Reply.of(Message(said, cards.step_card(form, draft, asked, note=note)))


def _refused(
    form: Form, draft: Draft, field: Field, refused: AnswerRefused, typed_text: str, *, note: str = ""
) -> Reply:
    """Say why, and ask again; where the refusal has choices, the card lists them instead of what was typed.

    ``note``: said instead of «Cette réponse ne convient pas», where nothing was answered yet.
    """
    error = f"{note} {refused.why}" if note else texts.REFUSED.format(why=refused.why)
    offered = form.offering({field.id: refused.choices})
    again = "" if refused.choices else typed_text[: field.longest * 2]
    shown = cards.step_card(offered, draft, offered.field(field.id) or field, error=error, typed=again)
    return Reply.of(Message(f"{error} {field.ask}", shown))


def _screen(form: Form, draft: Draft) -> Reply:
    labels = listed([field.label for field in form.fields])
    return Reply.of(Message(f"{form.title} : {labels}. {texts.SCREEN}", cards.screen_card(form, draft)))


def _then(reply: Reply, form: Form, draft: Draft, field: str) -> Reply:
    """Answer, and come back to the form."""
    return Reply((*reply.messages, *_asked(form, draft, field).messages), reply.error)


# What buttons do. Each is given the draft's form, the draft as it is now, and the button's data.

Pressed = Callable[[Turn, Form, Draft, Mapping[str, Any]], Awaitable[Reply]]


def _field(form: Form, value: Mapping[str, Any]) -> Field:
    field = form.field(str(value.get("field", "")))
    if field is None:
        raise DraftGone("field")
    return field


async def _press_answer(turn: Turn, form: Form, draft: Draft, value: Mapping[str, Any]) -> Reply:
    field = _field(form, value)
    answer = str(value.get(field.id, "") or "")
    try:
        return await _keep(turn, form, draft, {field.id: field.taken(answer)})
    except AnswerRefused as refused:
        return _refused(form, draft, field, refused, answer)


async def _press_fill(turn: Turn, form: Form, draft: Draft, value: Mapping[str, Any]) -> Reply:
    """Take a whole screen: what is accepted is kept even when something else is refused."""
    accepted: dict[str, str] = {}
    errors: dict[str, str] = {}
    written: dict[str, str] = {}
    offered: dict[str, tuple[Choice, ...]] = {}
    for field in form.fields:
        answer = str(value.get(field.id, "") or "")
        try:
            accepted[field.id] = field.taken(answer)
        except AnswerRefused as refused:
            errors[field.id], offered[field.id] = refused.why, refused.choices
            written[field.id] = "" if refused.choices else answer[: field.longest * 2]
    if not errors:
        return await _keep(turn, form, draft, accepted)
    kept: dict[str, str | None] = {**accepted, PENDING: None}
    first = next(iter(errors))
    draft = await drafts.answer(turn.storage, place(turn), draft.id, answers=kept, field=first, now=turn.now)
    labels = [field.label for field in form.fields if field.id in errors]
    said = texts.REFUSED.format(why=f"{listed(labels)} : {' '.join(errors.values())}")
    return Reply.of(Message(said, cards.screen_card(form.offering(offered), draft, errors=errors, typed=written)))


async def _press_skip(turn: Turn, form: Form, draft: Draft, value: Mapping[str, Any]) -> Reply:
    return await _skip(turn, form, draft, _field(form, value))


async def _press_back(turn: Turn, form: Form, draft: Draft, value: Mapping[str, Any]) -> Reply:
    return await _back(turn, form, draft, _field(form, value).id)


async def _press_change(turn: Turn, form: Form, draft: Draft, value: Mapping[str, Any]) -> Reply:
    return await _look_at(turn, form, draft, _field(form, value).id)


async def _press_screen(_turn: Turn, form: Form, draft: Draft, _value: Mapping[str, Any]) -> Reply:
    return _screen(form, draft)


async def _press_cancel(turn: Turn, form: Form, draft: Draft, _value: Mapping[str, Any]) -> Reply:
    return await _cancel(turn, form, draft)


async def _press_resume(turn: Turn, form: Form, draft: Draft, _value: Mapping[str, Any]) -> Reply:
    return await _resume(turn, form, draft)


async def _press_discard(turn: Turn, form: Form, draft: Draft, _value: Mapping[str, Any]) -> Reply:
    await drafts.discard(turn.storage, place(turn), draft.id, turn.now)
    return Reply.text(form.discarded.format(title=form.title))


async def _press_is_answer(turn: Turn, form: Form, draft: Draft, value: Mapping[str, Any]) -> Reply:
    if PENDING not in draft.answers:
        return _asked(form, draft, form.next(draft.answers))
    return await _is_answer(turn, form, draft, _field(form, value).id)


async def _press_send(turn: Turn, form: Form, draft: Draft, value: Mapping[str, Any]) -> Reply:
    data = _Data.model_validate(value)
    return await _send(turn, form, draft, data.version, draft.nonce, way=data.way)


_PRESSED: Mapping[str, Pressed] = MappingProxyType(
    {
        "form.answer": _press_answer,
        "form.fill": _press_fill,
        "form.skip": _press_skip,
        "form.back": _press_back,
        "form.change": _press_change,
        "form.screen": _press_screen,
        "form.cancel": _press_cancel,
        "form.resume": _press_resume,
        "form.discard": _press_discard,
        "form.is_answer": _press_is_answer,
        "form.send": _press_send,
    }
)
_NO_ANSWER = "form.is_question"
VERBS = frozenset({*_PRESSED, _NO_ANSWER})


class _Data(BaseModel):
    """A form button's data; the inputs that come with them are read by the fields."""

    model_config = ConfigDict(extra="ignore")

    draft: int = Field_(ge=1, le=2**53)
    field: str = Field_("", max_length=48)
    form: str = Field_("", max_length=32)
    version: int = Field_(0, ge=0, le=2**31 - 1)
    nonce: str = Field_("", max_length=64)
    subject: str = Field_("", max_length=64)
    way: str = Field_("", max_length=16)


async def pressed(turn: Turn, forms: Forms, verb: str, value: Mapping[str, Any]) -> Reply:
    """Do what a form's button says. Raises pydantic's ValidationError for data that are not ours."""
    data = _Data.model_validate(value)
    try:
        draft = await drafts.get(turn.storage, turn.person.key, data.draft)
        form = forms.of(draft)
        if verb == _NO_ANSWER:
            if PENDING not in draft.answers:
                return _asked(form, draft, form.next(draft.answers))
            return await _is_none(turn, forms, form, draft, _field(form, value).id)
        return await _PRESSED[verb](turn, form, draft, value)
    except DraftGone:
        sent = forms.named(data.form)
        done = await sent.again(turn, data.nonce, data.subject) if verb == "form.send" and sent else None
        return done or Reply.text(texts.GONE)
