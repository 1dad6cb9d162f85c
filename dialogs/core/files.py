"""Files in a conversation: offered by the assistant, sent with a message, asked for by a form."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from pydantic import Field, ValidationError

from dialogs.core import form_steps as steps
from dialogs.core import form_texts as texts
from dialogs.core import texts as general
from dialogs.core.context import Turn
from dialogs.core.exchange import ACCEPT, DECLINE, Enclosed, Message, OfferedFile, Reply, SentFile, StrictlyPressed
from dialogs.core.form import AnswerRefused, Form, Picker
from dialogs.core.form import Field as FormField
from dialogs.core.form_steps import Forms, place
from knowledge.files import MAX_IN_MESSAGE, Attached, AttachmentRefused, Fault
from knowledge.french import listed, shortened
from storage.actions import drafts
from storage.actions.drafts import Draft, Focused
from storage.engine import Storage
from storage.queries import accesses

Maker = Callable[[Turn, str], Awaitable[Enclosed | None]]
"""Makes a file about what has that reference; None when this person may not have it, or no longer."""


# The reference of a file that is about the person who accepts it.
ONESELF = "me"


class _Context(StrictlyPressed):
    """What an offer was about. It comes back from outside: it names, and decides nothing."""

    file: str = Field(max_length=40)
    reference: str = Field(pattern=rf"^([A-Z]{{2}}-\d{{4}}-\d{{4,6}}(/\d{{1,15}})?|{ONESELF})$")


def offered(file: Enclosed, kind: str, reference: str, text: str) -> Message:
    """Return the offer of ``file``, which ``text`` describes; ``kind`` names its maker."""
    return Message(text, offers=OfferedFile(file.name, len(file.content), {"file": kind, "reference": reference}))


def kept_file(reference: str) -> tuple[str, int]:
    """Return whose file an offer is of, and which, by «DA-2024-0003/12»; 0 names none."""
    of, _, number = reference.partition("/")
    return of, int(number) if number.isdecimal() else 0


async def enclosed(storage: Storage, reference: str, number: int) -> Enclosed | None:
    """Return one file of a request or an application; None where it has none of that number. Rights are the caller's."""
    found = await accesses.file_of(storage, reference, number)
    return Enclosed(found[0].name, found[0].type, found[1]) if found else None


async def answer(turn: Turn, makers: Mapping[str, Maker]) -> Reply:
    """Give the file that was accepted, if the person may still have it; take note of a refusal."""
    if not turn.personal:
        return Reply.text(general.PERSONAL_ONLY)
    try:
        asked = _Context.model_validate(turn.incoming.value)
    except ValidationError:
        return Reply.text(general.UNKNOWN_BUTTON)
    maker = makers.get(asked.file)
    if maker is None or turn.incoming.verb not in (ACCEPT, DECLINE):
        return Reply.text(general.UNKNOWN_BUTTON)
    offer = turn.incoming.reply_to
    if turn.incoming.verb == DECLINE:
        return Reply.of(Message(texts.DECLINED, replaces=offer))
    file = await maker(turn, asked.reference)
    if file is None:
        return Reply.of(Message(texts.FILE_GONE, replaces=offer))
    return Reply((Message(texts.SAVED.format(name=file.name), replaces=offer),), file=file)


# --- Files that come with a message: fetched together, checked, and why one is not kept.

_LONGEST = 60  # Characters of a name.


@dataclass(frozen=True, slots=True)
class Fetched:
    """What became of the files of a message: those that may be kept, and why the others are not, by their names."""

    kept: Sequence[Attached]
    refused: Sequence[tuple[str, Fault]]

    @property
    def reasons(self) -> list[str]:
        """Return why files are not kept, a sentence each."""
        return [
            texts.REFUSED.format(name=shortened(name, _LONGEST), why=texts.FAULTS[fault])
            for name, fault in self.refused
        ]


async def fetched(turn: Turn) -> Fetched:
    """Fetch the files of the message, and look at what they are."""
    files = turn.incoming.files
    tried = await asyncio.gather(*(_one(turn, file) for file in files[:MAX_IN_MESSAGE]))
    beyond = [(file.name or texts.FILE_UNNAMED, Fault.TOO_MANY) for file in files[MAX_IN_MESSAGE:]]
    kept = [one for one in tried if isinstance(one, Attached)]
    return Fetched(kept, [*(one for one in tried if not isinstance(one, Attached)), *beyond])


async def _one(turn: Turn, file: SentFile) -> Attached | tuple[str, Fault]:
    try:
        content = await turn.services.downloads.fetch(file)
        return await turn.services.inspect(file.name or texts.PICTURE, content)
    except AttachmentRefused as refused:
        return file.name or texts.FILE_UNNAMED, refused.fault


# --- Files sent to a form: each answers a field, and the text typed with them answers the field that is asked.


async def received(turn: Turn, forms: Forms, focused: Focused) -> Reply | None:
    """Keep the files of a message as answers, in the order of the form; None where the form asks for no file.

    Raises DraftGone.
    """
    form, draft = forms.of(focused.draft), focused.draft
    asked = [one for one in form.asked(draft.answers) if one.picker is Picker.FILE]
    if not asked:
        return None
    answers, said = _typed(turn, form, focused.field)
    places = _places(asked, draft, focused.field)
    files: dict[str, Attached] = {}
    if places:
        found = await fetched(turn)
        files = {field.id: file for field, file in zip(places, found.kept, strict=False)}
        said += _said(found, list(files.values()))
    else:
        labels = listed([f"« {one.label} »" for one in asked], "ou")
        said.append(texts.FILE_WHICH.format(labels=labels))
    if not files and not answers:
        return steps.then_ask(Reply.text("\n".join(said)), form, draft, focused.field)
    after = form.next({**draft.answers, **answers, **dict.fromkeys(files, "kept")})
    draft = await drafts.answer(
        turn.storage, place(turn), draft.nonce, answers=answers, files=files, field=after, now=turn.now
    )
    return _then(form, draft, after, said)


def _typed(turn: Turn, form: Form, at: str) -> tuple[dict[str, str], list[str]]:
    """Return what the words of the message answer, by field, and what is said of them where they answer nothing."""
    words, field = turn.incoming.text.strip(), form.field(at)
    if not words:
        return {}, []
    if field is None or field.picker is Picker.FILE:
        return {}, [texts.WORDS_BESIDE]
    try:
        return {field.id: field.taken(words)}, []
    except AnswerRefused as refused:
        return {}, [texts.WORDS_REFUSED.format(label=field.label, why=refused.why)]


def _said(found: Fetched, kept: Sequence[Attached]) -> list[str]:
    """Return what is said of the files of a message: those that are kept, then those that are not."""
    said = [texts.FILE_KEPT.format(name=listed([one.name for one in kept]))] if kept else []
    beyond = [one.name for one in found.kept[len(kept) :]]
    if beyond:
        template = texts.FILES_BEYOND_MANY if len(beyond) > 1 else texts.FILES_BEYOND
        said.append(template.format(names=listed(beyond)))
    return [*said, *found.reasons]


def _places(asked: Sequence[FormField], draft: Draft, at: str) -> Sequence[FormField]:
    """Return the fields that files answer: that which is asked, then those without one; a lone one is replaced."""
    here = [one for one in asked if one.id == at]
    empty = [one for one in asked if not draft.answers.get(one.id) and one.id != at]
    return [*here, *empty] or (asked if len(asked) == 1 else [])


def _then(form: Form, draft: Draft, field: str, said: Sequence[str]) -> Reply:
    reply = steps.ask(form, draft, field)
    return replace(reply, messages=(Message("\n".join(said)), *reply.messages))
