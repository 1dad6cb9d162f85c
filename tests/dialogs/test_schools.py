"""The field that asks for a school: taken, offered, outside the register, kept as written."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from dialogs.core import form_texts as forms
from dialogs.core.fields import school_field
from dialogs.core.form import AnswerRefused, Field
from dialogs.core.request_line import shown
from dialogs.questions import texts
from knowledge.schools.register import EMPTY, Register
from storage.tables import request
from tests.dialogs.applying import ASK, MAIL, rows
from tests.knowledge.test_schools import DUPIN, DUPIN_84, HAUTES_TERRES, REGISTER, RIVIERE, uai
from tests.talk import Office

OUTSIDE = uai("0139777")


def field(register: Register = REGISTER, *, strict: bool = False, named: bool = False) -> Field:
    made = school_field("school", "Établissement", "Lequel ?", strict=strict, named=named)
    assert made.within is not None
    return made.within(made, register)


@pytest.mark.parametrize("strict", [True, False])
@pytest.mark.parametrize(
    ("typed", "kept"),
    [("lp rivière", RIVIERE.uai), (RIVIERE.uai.lower(), RIVIERE.uai), (f"{OUTSIDE[:3]} {OUTSIDE[3:]}", OUTSIDE)],
)
def test_a_school_is_kept_by_its_code(typed: str, kept: str, *, strict: bool) -> None:
    assert field(strict=strict).taken(typed) == kept


def test_where_it_is_read_as_it_stands_its_name_is_kept() -> None:
    assert field(named=True).taken("lp rivière") == f"Lycée professionnel Jean-Marie Rivière, Arles ({RIVIERE.uai})"


@pytest.mark.parametrize("strict", [True, False])
def test_homonyms_are_offered_with_town_and_code(*, strict: bool) -> None:
    with pytest.raises(AnswerRefused) as refused:
        field(strict=strict).taken("dupin")
    assert {choice.value: choice.title for choice in refused.value.choices} == {
        DUPIN.uai: f"Collège Aurore Dupin, Marseille 8e ({DUPIN.uai})",
        DUPIN_84.uai: f"Collège Aurore Dupin, Apt ({DUPIN_84.uai})",
    }
    assert all(choice.title in refused.value.why for choice in refused.value.choices)


def test_a_near_one_is_suggested_and_the_answer_may_stay_as_written() -> None:
    with pytest.raises(AnswerRefused) as refused:
        field().taken("collège Dupin Gap")
    *near, own = refused.value.choices
    assert {choice.value for choice in near} == {DUPIN.uai, DUPIN_84.uai}
    assert field().taken(own.value) == "collège Dupin Gap"


def test_what_the_register_does_not_have_is_kept_or_asked_again() -> None:
    for strict in (False, True):
        with pytest.raises(AnswerRefused):
            field(strict=strict).taken(" Lycée  Hoche ")
    assert field().taken("garder Lycée  Hoche") == "Lycée Hoche"  # Once it is confirmed.


def test_where_only_a_code_will_do_and_nothing_is_known_no_name_is_asked_for() -> None:
    asked = field(EMPTY, strict=True)
    with pytest.raises(AnswerRefused) as refused:
        asked.taken("lycée Thiers, Marseille")
    assert (asked.hint, refused.value.why) == (forms.CODE_HINT, forms.ONLY_CODE)


@pytest.mark.parametrize("register", [REGISTER, EMPTY])
def test_a_mistyped_code_is_refused(register: Register) -> None:
    with pytest.raises(AnswerRefused) as refused:
        field(register).taken("0130001G")
    assert refused.value.why == forms.KEY


@pytest.mark.parametrize("typed", ["0130001F", "130001f", "013 0001-F"])
def test_without_a_register_codes_are_checked_and_names_kept(typed: str) -> None:
    assert field(EMPTY).taken(typed) == "0130001F"
    assert field(EMPTY).taken(" Lycée  Thiers ") == "Lycée Thiers"


def test_what_was_kept_is_shown_with_its_name_or_with_a_warning() -> None:
    assert (
        shown(REGISTER, HAUTES_TERRES.uai) == f"Collège des Hautes Terres, Saint-André-les-Alpes ({HAUTES_TERRES.uai})"
    )
    assert shown(REGISTER, OUTSIDE) == forms.OUTSIDE.format(uai=OUTSIDE)
    assert shown(EMPTY, OUTSIDE) == forms.OF_CODE.format(uai=OUTSIDE)
    assert shown(REGISTER, "Lycée Hoche") == "Lycée Hoche"


async def test_an_applicant_chooses_between_homonyms(offices: Office) -> None:
    offices.register = REGISTER
    talk = offices.talk()
    await talk.says("candidater")
    for answer in ("ROUX Camille", MAIL, "sgac"):
        await talk.says(answer)
    asked = await talk.says("collège dupin")
    assert f"Apt ({DUPIN_84.uai})" in asked
    assert ASK["wave"] in await talk.presses(forms.NEXT, {"school": DUPIN_84.uai})
    for answer in ("v2", "Je connais bien Op@le et j’aime aider mes collègues.", "passer"):
        await talk.says(answer)
    assert "Collège Aurore Dupin, Apt" in await talk.says("oui")
    await talk.says("envoyer")
    assert [row["answers"]["school"] for row in await rows(offices)] == [DUPIN_84.uai]


async def test_the_town_typed_with_the_name_settles_it(office: Office) -> None:
    office.register = REGISTER
    talk = office.talk()
    await talk.says("candidater")
    for answer in ("ROUX Camille", MAIL, "sgac", "dupin"):
        await talk.says(answer)
    assert ASK["wave"] in await talk.says("dupin marseille")


async def test_the_whole_screen_lists_the_schools_too(office: Office) -> None:
    office.register = REGISTER
    talk = office.talk()
    await talk.says("candidater")
    await talk.presses(forms.WHOLE)
    fields = {"name": "ROUX Camille", "mail": MAIL, "function": "sg", "school": "dupin", "wave": "v1",
              "motivation": "Aider.", "phone": "", "confirmation": "yes"}  # fmt: skip
    assert "Collège Aurore Dupin, Apt" in await talk.presses(forms.SAVE, fields)
    assert "Collège Aurore Dupin, Apt" in await talk.presses(forms.SAVE, {**fields, "school": DUPIN_84.uai})


async def test_a_question_is_passed_on_with_the_school_named(office: Office) -> None:
    office.register = REGISTER
    talk = office.talk()
    await talk.says("transmettre une question au SA EPLE")
    await talk.says("Comment ouvrir une régie au collège ?")
    said = await talk.says("htes terres")
    assert texts.SCHOOL in said
    assert "Collège des Hautes Terres, Saint-André-les-Alpes" in said


async def test_a_requests_school_is_kept_by_its_code_with_its_name_beside(office: Office) -> None:
    office.register = REGISTER
    expert = office.talk("expert")
    await expert.says("nouvelle demande")
    assert forms.UNKNOWN.split("{")[0] in await expert.says("Lycée Hoche")
    assert f"Apt ({DUPIN_84.uai})" in await expert.says("dupin")
    await expert.presses(forms.NEXT, {"school": DUPIN_84.uai})
    for answer in (
        "DEPENSE",
        "Un engagement est bloqué.",
        "ROUX Camille",
        "SG",
        "04 42 91 70 00",
        "non",
        "passer",
        "passer",
    ):
        said = await expert.says(answer)
    assert "Collège Aurore Dupin, Apt" in said
    await expert.says("envoyer")
    async with office.storage.reading() as connection:
        kept = (await connection.execute(sa.select(request.c.uai, request.c.school))).one()
    assert tuple(kept) == (DUPIN_84.uai, "Collège Aurore Dupin, Apt")
