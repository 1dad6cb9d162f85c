"""Files sent while a form waits for some: each answers a field, and what is typed with them the field that is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dialogs.core import form_steps as steps
from dialogs.core import form_texts as texts
from dialogs.core.context import Turn
from dialogs.core.fetching import Fetched, fetched
from dialogs.core.form import AnswerRefused, Field, Form, Picker
from dialogs.core.form_steps import Forms, place
from dialogs.core.turn import Message, Reply
from knowledge.attached import Attached
from knowledge.french import listed
from storage.actions import drafts
from storage.actions.drafts import Draft, Focused


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


def _places(asked: Sequence[Field], draft: Draft, at: str) -> Sequence[Field]:
    """Return the fields that files answer: that which is asked, then those without one; a lone one is replaced."""
    here = [one for one in asked if one.id == at]
    empty = [one for one in asked if not draft.answers.get(one.id) and one.id != at]
    return [*here, *empty] or (asked if len(asked) == 1 else [])


def _then(form: Form, draft: Draft, field: str, said: Sequence[str]) -> Reply:
    reply = steps.ask(form, draft, field)
    return replace(reply, messages=(Message("\n".join(said)), *reply.messages))
