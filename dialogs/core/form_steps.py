"""The steps of a form: what is done to a draft, and what is shown then, whether a message or a button asks for it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from dialogs.core import form_cards as cards
from dialogs.core import form_texts as texts
from dialogs.core.context import Agreed, Turn
from dialogs.core.exchange import Happening, Message, Reply
from dialogs.core.form import AnswerRefused, Field, FieldRefused, Form
from knowledge.french import listed, shortened
from knowledge.understanding.arbiter import PendingWord
from knowledge.understanding.intent.topics import Decision, Verdict
from knowledge.understanding.matter import Matter
from storage.actions import drafts
from storage.actions.drafts import REVIEW, Draft, DraftChanged, DraftGone, Place

_SURE_DEMAND = 90  # The least score with which a message in a form asks for something else.
_GIVEN = 60  # Characters of an answer that is said again.
_SURE_QUESTION = 60  # The least score with which it is a question rather than a wrong answer.

# Answers a message that asks for something besides the form; the form then goes on.
Command = Callable[[Turn], Awaitable[Reply]]


# Answers a question that was typed, from what the recogniser decided.
Respond = Callable[[Turn, str, Decision], Awaitable[Reply]]


@dataclass(frozen=True, slots=True)
class OtherMatter:
    """What a message is besides an answer, and what hears it as that; ``sure``: it clearly is.

    ``orders``: it names a file in full for an act that is not the form's own.
    """

    matter: Matter
    hear: Command
    sure: bool = True
    orders: bool = False


@dataclass(frozen=True, slots=True)
class Besides:
    """What a message may be besides an answer to the form.

    ``command``: what it is word for word; ``beside``: what it clearly is; ``elsewhere`` gives what it may be at all, ``word``
    what it says of what waits to be sent.
    """

    command: Command | None = None
    beside: OtherMatter | None = None
    elsewhere: Callable[[], OtherMatter | None] = lambda: None
    word: Callable[[], PendingWord] = lambda: PendingWord.NONE


# Behind the id of an activity (of which so many characters are kept), for what is kept beside what it does.
_BESIDE, _LONGEST_ID = "#besides", 240
_PENDING = 200  # Characters kept of a message that came over a summary.


class Forms:
    """The forms there are, by name.

    ``does``: what may be asked for while a form waits, by its intent; ``respond`` answers a question that is asked then;
    ``elsewhere`` gives the forms of another call, by its id, None for one that is not known.
    """

    def __init__(
        self,
        *forms: Form,
        respond: Respond,
        does: Mapping[str, Command] = MappingProxyType({}),
        elsewhere: Callable[[str], Forms | None] = lambda _call: None,
    ) -> None:
        self.does = does
        self.respond = respond
        self._forms = {form.name: form for form in forms}
        self._elsewhere = elsewhere

    def of(self, draft: Draft) -> Form:
        """Return the form of a draft, that of its own call. Raises DraftGone for one that no longer exists."""
        found = self._forms.get(draft.form)
        if found is not None and found.of_call in ("", draft.subject):
            return found
        others = self._elsewhere(draft.subject)
        if others is None or others is self:
            raise DraftGone(draft.form)
        return others.of(draft)

    def named(self, name: str, call: str = "") -> Form | None:
        """Return the form of that name; ``call``: that of this call, where the form is of one."""
        found = self._forms.get(name)
        if not call or (found is not None and found.of_call in ("", call)):
            return found
        others = self._elsewhere(call)
        return None if others is None or others is self else others.named(name, call)


def place(turn: Turn) -> Place:
    """Return where this person is filling a form in."""
    incoming = turn.incoming
    return Place(turn.person.key, incoming.address.conversation, incoming.activity_id, incoming.sent)


# What is shown


def ask(form: Form, draft: Draft, field: str, *, note: str = "") -> Reply:
    """Ask a field, or show the summary; ``note`` is said first. A direct form has one card for both."""
    if form.direct:
        return _ask_directly(form, draft, field, note)
    if field == REVIEW:
        kept = [(one, draft.answers.get(one.id, "")) for one in form.asked(draft.answers)]
        rows = [f"{one.label} : {one.shown(value)}" for one, value in kept if value]
        said = "\n".join(
            [
                *([note] if note else []),
                texts.REVIEW_TITLE,
                *rows,
                *form.shows(draft),
                *form.notes(draft),
                form.reviewing(draft),
            ]
        )
        return Reply.of(Message(said, cards.review_card(form, draft, note)))
    asked = form.field(field)
    if asked is None:
        raise DraftGone(field)
    proposed = draft.proposed(asked.id)
    confirm = texts.PROPOSED.format(value=asked.shown(proposed)) if proposed else ""
    said = " ".join(filter(None, (note, asked.ask, asked.hint, confirm, texts.OPTIONAL if asked.optional else "")))
    return Reply.of(Message(said, cards.step_card(form, draft, asked, note=note)))


def _ask_directly(form: Form, draft: Draft, field: str, note: str) -> Reply:
    asked = form.field(field)
    if asked is None and field != REVIEW:
        raise DraftGone(field)
    filled = [f"{one.label} : {one.shown(value)}" for one in form.fields if (value := one.filled(draft))]
    question = f"{asked.ask} {asked.hint}".strip() if asked else form.reviewing(draft)
    said = "\n".join(filter(None, (note, form.titled(draft), *filled, question)))
    return Reply.of(Message(said, cards.direct_card(form, draft, field, note=note)))


def refuse(form: Form, draft: Draft, field: Field, refused: AnswerRefused, typed_text: str, *, note: str = "") -> Reply:
    """Say why an answer is refused, and ask again; the card lists the refusal's choices, else keeps what was typed.

    ``note``: said before the reason, where nothing was answered yet.
    """
    error = f"{note} {refused.why}" if note else refused.why
    offered = form.offering({field.id: refused.choices})
    again = "" if refused.choices else typed_text[: field.longest * 2]
    if form.direct:
        shown = cards.direct_card(offered, draft, field.id, errors={field.id: error}, typed={field.id: again})
    else:
        said = {"note": error} if refused.likely else {"error": error}  # A question back is no error.
        shown = cards.step_card(offered, draft, offered.field(field.id) or field, typed=again, **said)
    return Reply.of(Message(f"{error} {field.ask}", shown))


def ask_missing(form: Form, draft: Draft) -> Reply:
    """Ask the first field that still needs an answer, and name them all."""
    missing = form.missing(draft.answers)
    labels = listed([field.label for field in missing])
    return ask(form, draft, missing[0].id, note=texts.MISSING.format(labels=labels))


def show_whole(form: Form, draft: Draft) -> Reply:
    """Show all fields on one screen."""
    if form.direct:
        return ask(form, draft, form.next(draft.answers))
    labels = listed([field.label for field in form.fields])
    return Reply.of(Message(f"{form.title} : {labels}. {texts.SCREEN}", cards.screen_card(form, draft)))


def show_aside(form: Form, draft: Draft) -> Reply:
    """Say that a draft is put aside, with buttons that take it up again or throw it away."""
    return Reply.of(Message(form.aside.format(title=form.title), cards.aside_card(form, draft)))


def show_not_sent(form: Form, draft: Draft) -> Reply:
    """Ask for what is missing, or show the summary of a draft that has changed since the person last saw one."""
    if form.missing(draft.answers):
        return ask_missing(form, draft)
    return ask(form, draft, REVIEW, note=texts.CHANGED)


def show_not_discarded(form: Form, draft: Draft) -> Reply:
    """Keep a draft that has changed since the button was shown, and offer to throw it away as it is now."""
    return Reply.of(Message(texts.NOT_DISCARDED, cards.aside_card(form, draft, texts.NOT_DISCARDED)))


def show_help(form: Form) -> Reply:
    """Say what can be typed within a form."""
    return Reply.text(texts.HELP.format(title=form.title))


def then_ask(reply: Reply, form: Form, draft: Draft, field: str) -> Reply:
    """Answer something else, and come back to the form."""
    return Reply((*reply.messages, *ask(form, draft, field).messages), reply.error)


# What is done


async def keep(turn: Turn, form: Form, draft: Draft, answers: Mapping[str, str]) -> Reply:
    """Store accepted answers and go on to the next field without one; a direct form is sent when none is left.

    Words that somebody else reads are shown before they leave: a typed text waits at the summary for a yes.
    """
    field = form.next({**draft.answers, **answers})
    if form.direct and field == REVIEW and not _holds_words(turn, form, answers):
        agreed = turn.agreed or Agreed.YES  # The form waited for just this value.
        sent = replace(draft, answers={**draft.answers, **answers})
        return await send(replace(turn, agreed=agreed), form, sent)
    first = field == REVIEW and form.next(draft.answers) != REVIEW
    draft = await drafts.answer(turn.storage, place(turn), draft.nonce, answers=answers, field=field, now=turn.now)
    asked = ask(form, draft, field)
    beside = await form.beside(turn, draft) if form.beside and first else None
    return Reply((*asked.messages, beside)) if beside else asked


def _holds_words(turn: Turn, form: Form, answers: Mapping[str, str]) -> bool:
    """Tell whether one of ``answers`` is a text that was typed, and not sent by a press on the card that shows it."""
    if turn.agreed is Agreed.PRESS:
        return False
    return any(one.free and answers.get(one.id) for one in form.fields)


async def skip(turn: Turn, form: Form, draft: Draft, field: Field) -> Reply:
    """Leave a field empty, if it may be."""
    if not field.optional:
        return refuse(form, draft, field, AnswerRefused(texts.NEEDED), "")
    return await keep(turn, form, draft, {field.id: ""})


async def go_back(turn: Turn, form: Form, draft: Draft, field: str) -> Reply:
    """Ask the field before ``field`` again."""
    before = form.before(field, draft.answers)
    if before is None:
        return then_ask(Reply.text(texts.FIRST_STEP), form, draft, field)
    return await look_at(turn, form, draft, before)


async def look_at(turn: Turn, form: Form, draft: Draft, field: str, *, note: str = "") -> Reply:
    """Make ``field`` what the next message answers, and ask it."""
    draft = await drafts.look_at(turn.storage, place(turn), draft.nonce, field=field, now=turn.now)
    return ask(form, draft, field, note=note)


async def take_up(turn: Turn, form: Form, draft: Draft) -> Reply:
    """Go on with a draft where the person was: what is there already is said, and what is asked now."""
    field = form.next(draft.answers)
    return await look_at(turn, form, draft, field, note=_resumed(form, draft, field))


def _resumed(form: Form, draft: Draft, field: str) -> str:
    """Return what is said of a draft that is taken up; the summary and a direct form show the answers themselves."""
    asked, given = form.field(field), []
    for one in form.fields:
        value = draft.answers.get(one.id, "")
        if value:
            given.append(texts.RESUMED_PART.format(label=one.label, value=shortened(one.shown(value), _GIVEN)))
    if asked is None or form.direct or not given:
        return texts.RESUMED
    left = listed([one.label for one in form.asked(draft.answers) if one.id not in draft.answers])
    told = texts.RESUMED_GIVEN.format(given=" ; ".join(given))
    return " ".join((texts.RESUMED, told, texts.RESUMED_NEXT.format(labels=left, label=asked.label)))


async def leave(turn: Turn, form: Form, draft: Draft) -> Reply:
    """Leave the form: what was written stays as a draft; an empty one goes, and one that ``forgets``."""
    if form.forgets or not any(draft.answers.values()):
        await drafts.discard(turn.storage, place(turn), draft.nonce, turn.now)
        return Reply.text(texts.LEFT.format(title=form.titled(draft)))
    await drafts.put_aside(turn.storage, place(turn), draft.nonce, turn.now)
    return show_aside(form, draft)


async def send(turn: Turn, form: Form, draft: Draft, *, way: str = "") -> Reply:
    """Send a draft in one of the form's ways; where it cannot be, ask for what stands in the way."""
    run = form.way(way)
    if run is None:
        raise DraftGone(way)
    if form.missing(draft.answers):
        return ask_missing(form, draft)
    try:
        return await run(turn, draft)
    except DraftChanged:
        return show_not_sent(form, await drafts.get(turn.storage, turn.person.key, draft.nonce))
    except FieldRefused as refused:
        field = form.field(refused.field)
        if field is None:
            raise DraftGone(refused.field) from refused
        draft = await drafts.answer(
            turn.storage, place(turn), draft.nonce, answers=draft.answers, field=field.id, now=turn.now
        )
        return refuse(form, draft, field, AnswerRefused(refused.why), draft.answers.get(field.id, ""))


# Messages that are no answers


def is_question(decision: Decision) -> bool:
    """Tell whether a message in a form is surely a question about the call."""
    return decision.verdict in (Verdict.ANSWER, Verdict.SILENT) and decision.score >= _SURE_QUESTION


def demand_of(forms: Forms, decision: Decision) -> str:
    """Return the intent that a message in a form surely asks for besides, "" when it may be an answer."""
    sure = decision.verdict is Verdict.ACTION and decision.score >= _SURE_DEMAND
    return decision.intent or "" if sure and decision.intent in forms.does else ""


async def let_go(turn: Turn, draft: Draft, field: str) -> Draft:
    """Return the draft without the message that waited to be settled.

    At most once a turn: a second change by the same activity is taken for its repetition.
    """
    if not draft.pending:
        return draft
    return await drafts.look_at(turn.storage, place(turn), draft.nonce, field=field, now=turn.now)


async def do_besides(turn: Turn, form: Form, draft: Draft, field: str, command: Command) -> Reply:
    """Do what is asked for besides, then ask again, unless another form has the person's attention now."""
    reply = await command(turn)
    now = await drafts.focused(turn.storage, place(turn))
    if not now or now.draft.nonce != draft.nonce or now.draft.answers != draft.answers:
        return reply  # Another form is asked, or this one anew with what was said.
    # The command may have changed something by this very activity, which would make of this change its repetition.
    here = replace(place(turn), activity=f"{turn.incoming.activity_id[-_LONGEST_ID:]}{_BESIDE}")
    reviewed = form.field(field) is None
    if reviewed:  # A yes that follows may be to what was just shown.
        pending = turn.incoming.text[:_PENDING]
        await drafts.answer(turn.storage, here, draft.nonce, pending=pending, field=field, now=turn.now)
    elif draft.pending:
        await drafts.look_at(turn.storage, here, draft.nonce, field=field, now=turn.now)
    if reviewed and draft.pending:  # The aside before has said that the form waits.
        return reply
    return Reply((*reply.messages, Message(_waits(form, draft, field))), reply.error)


def _waits(form: Form, draft: Draft, field: str) -> str:
    """Return the line that says that the form waits, and for what."""
    asked = form.field(field)
    if asked is None:
        return texts.WAITS_REVIEW.format(title=form.titled(draft))
    return texts.WAITS.format(title=form.titled(draft), ask=asked.ask)


def keeps(reply: Reply, forms: Forms, before: Draft | None) -> Reply:
    """Return the reply that begins a form with what becomes of the one that was being filled in ``before``."""
    if before is None or not any(before.answers.values()):
        return reply
    try:
        title = forms.of(before).titled(before)
    except DraftGone:
        return reply
    return replace(reply, messages=(*reply.messages, Message(texts.KEPT.format(title=title))))


async def tell_more(turn: Turn, form: Form, draft: Draft, field: str, text: str) -> Reply:
    """Keep what a trouble told meanwhile adds to the answers, say where, and ask again."""
    try:
        more = form.more(turn, draft, text) if form.more else {}
    except AnswerRefused as refused:
        return ask(form, draft, field, note=refused.why)
    return await keep_more(turn, form, draft, field, more)


async def keep_more(turn: Turn, form: Form, draft: Draft, field: str, more: Mapping[str, str]) -> Reply:
    """Keep answers to other fields than the one asked, say which, and ask again."""
    labels = [one.label for one in form.fields if one.id in more]
    note = texts.MORE_KEPT.format(labels=listed(labels))
    at = form.next({**draft.answers, **more}) if field in more else field
    draft = await drafts.answer(turn.storage, place(turn), draft.nonce, answers=more, field=at, now=turn.now)
    return ask(form, draft, at, note=note)


async def do_demand(turn: Turn, forms: Forms, draft: Draft, field: str, demand: str) -> Reply:
    """Do what a message in a form asks for besides, by its intent, then ask again."""
    form = forms.of(draft)
    if demand == "annuler":
        return await leave(turn, form, draft)
    if demand in form.begun_by:
        return ask(form, await let_go(turn, draft, field), field, note=texts.RESUMED)
    if demand == "aide":
        return then_ask(show_help(form), form, await let_go(turn, draft, field), field)
    return await do_besides(turn, form, draft, field, forms.does[demand])


async def take_pending(turn: Turn, form: Form, draft: Draft, field: str) -> Reply:
    """Take the message that waits to be settled: it is the answer to ``field``."""
    asked = form.field(field)
    if asked is None:
        raise DraftGone(field)
    try:
        return await keep(turn, form, draft, {field: asked.taken(draft.pending)})
    except AnswerRefused as refused:
        return refuse(form, draft, asked, refused, draft.pending)


def pending_of(turn: Turn, draft: Draft) -> tuple[Turn, OtherMatter | None]:
    """Return the turn in which the message that waits was typed, and what it is if it is no answer."""
    typed = replace(turn.incoming, happening=Happening.MESSAGE, text=draft.pending, value={}, verb="")
    said = replace(turn, incoming=typed, agreed=None)
    return said, turn.services.hearing.beside(said, draft.subject, confirmed=True) if turn.services.hearing else None


async def answer_pending(turn: Turn, forms: Forms, draft: Draft, field: str) -> Reply:
    """Answer the message that waits to be settled, or do what it asks for: it was no answer."""
    form = forms.of(draft)
    said, beside = pending_of(turn, draft)
    if beside and beside.matter is Matter.TROUBLE and form.more:
        return await tell_more(turn, form, draft, field, draft.pending)
    if beside:
        return await do_besides(said, form, draft, field, beside.hear)
    decision = turn.base.decide(draft.pending, last_topic=turn.topic)
    demand = demand_of(forms, decision)
    if demand:
        return await do_demand(turn, forms, draft, field, demand)
    reply = await forms.respond(said, draft.pending, decision)
    return then_ask(reply, form, await let_go(turn, draft, field), field)
