"""Buttons stay in the chat for ever: that of a draft which is gone does no harm to another one."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from dialogs.assistance import texts as assistance
from dialogs.core import form_texts as forms
from dialogs.core import texts as general
from dialogs.questions import texts as handover
from storage.tables import draft
from tests.dialogs.applying import ANSWERS, ASK, deposit, rows
from tests.dialogs.asking import OWN, verb_of
from tests.talk import Office, Talk, buttons, worded


async def drafts(office: Office) -> list[tuple[str, Any]]:
    """Return what is begun: form and answers."""
    async with office.storage.reading() as connection:
        found = await connection.execute(sa.select(draft.c.form, draft.c.answers).order_by(draft.c.id))
        return [(row.form, row.answers) for row in found]


def seen_before(talk: Talk) -> Talk:
    """Return the same chat as it is now: its cards go on being there."""
    return Talk(talk.office, talk.key, talk.name, seen=list(talk.seen))


async def put_aside_a_question(talk: Talk) -> None:
    """Begin a question and put it aside, so that the chat has a button that throws it away."""
    await talk.says("transmettre une question au SA EPLE")
    await talk.says("Ma question")
    await talk.says("annuler")


async def test_throwing_away_a_question_again_leaves_the_application_begun_since(offices: Office) -> None:
    talk = offices.talk()
    await put_aside_a_question(talk)
    old = seen_before(talk)
    assert forms.DISCARDED.format(title=worded(handover.TITLE)) in await talk.presses(forms.DISCARD)
    await talk.says("candidater")
    for answer in ANSWERS[:6]:
        await talk.says(answer)
    before = await drafts(offices)
    assert await old.presses(forms.DISCARD) == forms.GONE
    assert await drafts(offices) == before
    assert ASK["phone"] in await talk.says("reprendre")


async def test_throwing_away_pressed_twice_throws_away_once(offices: Office) -> None:
    talk = offices.talk()
    await put_aside_a_question(talk)
    old = seen_before(talk)
    await talk.presses(forms.DISCARD)
    await put_aside_a_question(talk)
    before = await drafts(offices)
    assert await old.presses(forms.DISCARD) == forms.GONE
    assert await drafts(offices) == before


async def test_sending_a_request_again_does_not_confirm_a_withdrawal(offices: Office) -> None:
    talk = offices.talk()
    await deposit(talk)
    await talk.says("demander une assistance")
    for answer in OWN:
        await talk.says(answer)
    old = seen_before(talk)
    assert "DA-2024-0001" in await talk.presses(assistance.SEND_HELP)
    await talk.says("retirer ma candidature")
    await talk.says("je n’ai plus le temps")
    assert assistance.DONE_AGAIN.format(reference="DA-2024-0001") in await old.presses(assistance.SEND_HELP)
    (row,) = await rows(offices)
    assert row["status"] == "submitted"
    assert [form for form, _ in await drafts(offices)] == ["withdraw"]


async def test_throwing_away_needs_the_draft_as_it_was_shown(offices: Office) -> None:
    talk = offices.talk()
    await put_aside_a_question(talk)
    old = seen_before(talk)
    await talk.presses(forms.RESUME)
    await talk.says("passer")
    before = await drafts(offices)
    assert forms.NOT_DISCARDED in await old.presses(forms.DISCARD)
    assert await drafts(offices) == before
    assert forms.DISCARDED.format(title=worded(handover.TITLE)) in await old.presses(forms.DISCARD)
    assert await drafts(offices) == []


async def test_no_button_of_a_draft_that_is_gone_changes_another_one(offices: Office) -> None:
    talk = offices.talk()
    await put_aside_a_question(talk)
    await talk.presses(forms.RESUME)
    await talk.presses(forms.WHOLE)
    await talk.says("passer")
    await talk.says("annuler")
    old = [action for seen in talk.seen for action in buttons(seen.card or {}) if verb_of(action).startswith("form.")]
    await talk.presses(forms.DISCARD)
    await talk.says("candidater")
    await talk.says("ROUX Camille")
    before = await drafts(offices)
    for action in old:
        assert await talk.sends(action, {"question": "Une autre", "school": ""}) == forms.GONE, verb_of(action)
        assert await drafts(offices) == before, verb_of(action)


@pytest.mark.parametrize(
    "tampered", [{"form": "withdraw"}, {"draft": 1}, {"draft": ""}, {"version": 0}, {"version": None}, {"form": ""}]
)
async def test_a_button_whose_data_do_not_fit_together_does_nothing(
    office: Office, tampered: dict[str, object]
) -> None:
    talk = office.talk()
    await put_aside_a_question(talk)
    before = await drafts(office)
    for action in buttons(talk.seen[-1].card or {}):
        said = await talk.sends({**action, "data": {**action["data"], **tampered}})
        assert said in (forms.GONE, general.UNKNOWN_BUTTON), verb_of(action)
    assert await drafts(office) == before
