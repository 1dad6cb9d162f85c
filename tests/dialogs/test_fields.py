"""One row of a table is a field everywhere: a made-up one is added, filled in, and looked for wherever a field is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO

import pytest
from docx import Document

from dialogs.application import call_mail, texts
from dialogs.application.fields import recorded_ids
from dialogs.assistance import fields as assistance
from dialogs.assistance.fields import OwnAsking, RequestField
from dialogs.core.exchange import Letter
from knowledge.call_form import FormField, StaffWords
from knowledge.french import typeset
from knowledge.request import AssistanceRequest
from storage.actions.erasures import WRITTEN
from storage.actions.requests import NewRequest
from storage.queries.applications import by_reference
from storage.tables import request
from tests.dialogs.applying import ANSWERS, FIELDS, deposit, fill, sent
from tests.dialogs.applying import rows as applications
from tests.dialogs.asking import FIRST, LOGGED, OWN, log
from tests.dialogs.asking import rows as requests
from tests.dialogs.test_erasure import answer, files
from tests.dialogs.test_erasure import request as ask_erasure
from tests.dialogs.test_examination import RECORD, record
from tests.talk import Office

SAID = "Onze ans de comptabilité."
FIELD = FormField(
    id="experience", label="Expérience", ask="Quelle est votre expérience ?", kept="expérience", signs=True,
    in_mail="Mon expérience", staff=StaffWords(ask="Quelle est son expérience ?"),
)  # fmt: skip
APART = FIELD.model_copy(update={"lines": True, "signs": False, "in_mail": ""})
ASKED = RequestField(
    id="screen", label="Écran", ask="Sur quel écran ?", kept="écran", free=True, own=OwnAsking("Quel est votre écran ?")
)
ASKED_APART = RequestField(id="screen", label="Écran", ask="Sur quel écran ?", kept="écran", free=True, apart=True)


def asking_also(office: Office, field: FormField) -> None:
    """Have the call's file ask one field more."""
    call = office.base.call
    assert call.application is not None
    form = call.application.model_copy(update={"field": (*call.application.field, field)})
    office.base = replace(office.base, call=call.model_copy(update={"application": form}))


def missing(places: Mapping[str, str], *words: str) -> list[str]:
    """Return the places where a word is missing."""
    return [place for place, shown in places.items() if not all(word in shown for word in words)]


@pytest.mark.parametrize("made_up", [FIELD, APART], ids=["line", "text"])
async def test_a_row_is_a_field_of_the_application_everywhere(office: Office, made_up: FormField) -> None:
    asking_also(office, made_up)
    talk, member = office.talk(), office.talk("saeple")
    notice = await talk.says("confidentialité")
    recap = await fill(talk, *ANSWERS[:-1], SAID, "oui")
    receipt = await talk.says("envoyer")
    mail = await talk.presses(texts.BUTTON_MAIL)
    file = await by_reference(office.storage, "CA-2024-0001")
    assert file is not None
    (written,) = call_mail.enclosed(office.base.call, file.candidature, at=office.clock.now())
    document = "\n".join(part.text for part in Document(BytesIO(written.content)).paragraphs)
    letters = [letter.text for row, letter in await sent(office) if isinstance(letter, Letter)]
    text, _ = await files(talk)
    own = await talk.says("ma candidature")
    if made_up.lines:
        own = await talk.presses(texts.BUTTON_TEXT)
    await talk.says("modifier ma candidature")
    asked_again = await talk.says("modifier expérience")
    await talk.says("annuler")
    await member.says("consigner")
    for one in RECORD[:-1]:
        asked_of_others = await member.says(one)
    await member.says(SAID)
    await member.says("passer")
    places = {
        "recap": recap, "receipt": receipt, "receipt by mail": "\n".join(letters), "own card": own,
        "card of the SA EPLE": await member.says("statut CA-2024-0001"), "text of one's data": text,
        "card of one's data": await talk.says("mes données"),
    }  # fmt: skip
    assert missing(places, made_up.label, SAID) == []
    assert missing({"mail": mail, "document": document}, made_up.in_mail or made_up.label, SAID) == []
    assert missing({"notice": notice}, made_up.kept) == []
    assert typeset(made_up.ask) in asked_again
    assert made_up.staff is not None
    assert typeset(made_up.staff.ask) in asked_of_others
    assert [row["answers"]["experience"] for row in await applications(office)] == [SAID]


async def test_a_field_is_recorded_of_an_application_by_mail_and_gone_when_erased(office: Office) -> None:
    asking_also(office, FIELD)
    talk, member = office.talk(), office.talk("saeple")
    shown = await record(member, *RECORD[:-1], SAID, "passer")
    assert SAID in shown
    assert set((await applications(office))[0]["answers"]) == recorded_ids(office.base.call) - {"other_function"}
    await talk.opens()
    await deposit(talk, *ANSWERS[:-1], SAID, "oui")
    await talk.says("retirer ma candidature")
    await talk.says("passer")
    await talk.says("envoyer")
    await ask_erasure(talk)
    await answer(member, "effacer")
    assert [row["answers"].get("experience") for row in await applications(office)] == [SAID, None]


@pytest.mark.parametrize("made_up", [ASKED, ASKED_APART], ids=["line", "text"])
async def test_a_row_is_a_field_of_the_request_everywhere(
    office: Office, made_up: RequestField, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assistance, "FIELDS", (*assistance.FIELDS, made_up))
    talk, expert = office.talk(), office.talk("expert")
    await talk.opens()
    notice = await talk.says("confidentialité")
    await talk.says("demander une assistance")
    for one in OWN:
        asked_own = await talk.says(one)
    recap = await talk.says(SAID)
    card = await talk.says("envoyer")
    text, _ = await files(talk)
    logged = await log(expert, *LOGGED, SAID)
    places = {
        "recap": recap, "own card": card, "card of an expert": await expert.says(FIRST), "logged": logged,
        "text of one's data": text, "card of one's data": await talk.says("mes données"),
    }  # fmt: skip
    assert missing(places, "Écran", SAID) == []
    assert "écran" in notice
    assert made_up.form_field(own=True).ask in asked_own
    assert [row["more"] for row in await requests(office)] == [{"screen": SAID}] * 2


def test_every_field_of_a_request_is_kept_somewhere_and_its_words_can_be_erased() -> None:
    columns = {"school": "uai", "name": "contact_name", "function": "contact_function", "reach": "contact_phone",
               "slots": "wished_slots", "colleague": "requester_oid"}  # fmt: skip
    for row in assistance.FIELDS:
        if row.column:
            assert columns.get(row.id, row.id) in request.c, row.id
    stays = {"uai", "topic", "urgent", "contact_name", "requester_oid"}
    assert {columns.get(row.id, row.id) for row in assistance.FIELDS if row.column} - stays <= set(WRITTEN)
    assert set(NewRequest.__dataclass_fields__) - {"school"} <= set(AssistanceRequest.__dataclass_fields__)


def test_no_two_rows_have_one_name() -> None:
    for table in (FIELDS, assistance.FIELDS):
        for names in ([row.id for row in table], [row.label for row in table]):
            assert len(names) == len(set(names))
        assert all(row.kept and row.ask for row in table)
