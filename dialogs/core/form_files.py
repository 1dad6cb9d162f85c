"""Files sent while a form waits for some: each answers a field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dialogs.core import form_steps as steps
from dialogs.core import form_texts as texts
from dialogs.core.context import Turn
from dialogs.core.fetching import fetched
from dialogs.core.form import Field, Form, Picker
from dialogs.core.form_steps import Forms, place
from dialogs.core.turn import Message, Reply
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
    places = _places(asked, draft, focused.field)
    if not places:
        labels = listed([f"« {one.label} »" for one in asked], "ou")
        return steps.then_ask(Reply.text(texts.FILE_WHICH.format(labels=labels)), form, draft, focused.field)
    found = await fetched(turn)
    files = {field.id: file for field, file in zip(places, found.kept, strict=False)}
    said = [texts.FILE_KEPT.format(name=listed([one.name for one in files.values()]))] if files else []
    beyond = [one.name for one in found.kept[len(places) :]]
    if beyond:
        template = texts.FILES_BEYOND_MANY if len(beyond) > 1 else texts.FILES_BEYOND
        said.append(template.format(names=listed(beyond)))
    said += found.reasons
    if not files:
        return steps.then_ask(Reply.text("\n".join(said)), form, draft, focused.field)
    after = form.next({**draft.answers, **dict.fromkeys(files, "kept")})
    draft = await drafts.answer(turn.storage, place(turn), draft.nonce, files=files, field=after, now=turn.now)
    return _then(form, draft, after, said)


def _places(asked: Sequence[Field], draft: Draft, at: str) -> Sequence[Field]:
    """Return the fields that files answer: that which is asked, then those without one; a lone one is replaced."""
    here = [one for one in asked if one.id == at]
    empty = [one for one in asked if not draft.answers.get(one.id) and one.id != at]
    return [*here, *empty] or (asked if len(asked) == 1 else [])


def _then(form: Form, draft: Draft, field: str, said: Sequence[str]) -> Reply:
    reply = steps.ask(form, draft, field)
    return replace(reply, messages=(Message("\n".join(said)), *reply.messages))
