"""«Un CPE peut candidater ?»: on any call the answer begins with yes, no or that it depends, however it is asked."""

from __future__ import annotations

import tomllib
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime

import pytest
from pydantic import ValidationError

from dialogs.application import texts
from dialogs.application.fields import flag_words, judged
from knowledge.application import flags_of
from knowledge.base import KnowledgeBase
from knowledge.call_form import ApplicationForm, FormField
from knowledge.french import NBSP, PARIS
from knowledge.understanding.profile import Opening, read_candidate
from storage.engine import Storage
from tests.talk import Office

YES, NO, DEPENDS = texts.LEAD_IF_THE_REST, texts.LEADS[Opening.NO], "Cela dépend."


@pytest.fixture
async def lyon(storage: Storage, bassin: KnowledgeBase) -> AsyncIterator[Office]:
    async with Office.open(storage, bassin, datetime(2025, 3, 20, 10, tzinfo=PARIS)) as office:
        yield office


@pytest.mark.parametrize(
    ("asked", "lead", "why"),
    [
        ("un CPE peut candidater ?", YES, "Corps : l’appel cite « conseillers principaux d’éducation »."),
        ("je suis conseillère principale d'éducation, je peux candidater ?", YES, "conseillers principaux d’éducation"),
        ("les certifiées peuvent candidater ?", YES, "Corps : l’appel cite « enseignants du second degré »."),
        ("les professeurs des écoles sont concernés ?", YES, "Corps : l’appel cite « enseignants du premier degré »."),
        ("une infirmière peut être référente numérique ?", NO, "Corps : l’appel ne cite pas ce cas."),
        ("les gestionnaires peuvent postuler ?", NO, "Corps : l’appel ne cite pas ce cas."),
        ("un CPE ou un gestionnaire, ça peut candidater ?", DEPENDS, ""),
    ],
)
async def test_whom_a_call_addresses_is_answered_first(lyon: Office, asked: str, lead: str, why: str) -> None:
    said = (await lyon.talk().says(asked)).replace(NBSP, " ")
    assert said.startswith(lead.replace(NBSP, " ")), said
    assert why in said


async def test_what_else_is_asked_of_them_is_another_question(lyon: Office) -> None:
    for asked in ("les CPE sont indemnisés ?", "faut-il être CPE ?", "c'est réservé aux CPE ?"):
        talk = lyon.talk()
        await talk.says(asked)
        assert talk.seen[-1].text.split("\n")[0] not in (YES, NO), asked


async def test_what_the_call_excludes_is_said_so(sqlite: Storage, bassin: KnowledgeBase) -> None:
    form = bassin.call.application
    assert form
    corps = form.named("corps")
    assert corps
    options = tuple(
        one.model_copy(update={"excluded": True, "title": "Assistant d’éducation"}) if one.id == "autre" else one
        for one in corps.options
    )
    fields = tuple(
        one.model_copy(update={"options": options, "flag": ""}) if one is corps else one for one in form.field
    )
    changed = form.model_copy(update={"field": fields})
    call = replace(bassin, call=bassin.call.model_copy(update={"application": changed}))
    async with Office.open(sqlite, call, datetime(2025, 3, 20, 10, tzinfo=PARIS)) as office:
        said = (await office.talk().says("une infirmière peut être référente numérique ?")).replace(NBSP, " ")
        assert said.startswith(NO)
        assert "Corps : l’appel exclut « Assistant d’éducation »." in said
        assert "ne cite pas" not in said
    assert flags_of(call.call, {"corps": "autre"}) == ("corps_autre",)
    assert flag_words(call.call, "corps_autre") == "réponse que l’appel exclut (Assistant d’éducation)"


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        ("[{ id = 'aa', title = 'A', addressed = true, excluded = true }]", "non les deux"),
        (
            "[{ id = 'aa', title = 'A', excluded = true }, { id = 'bb', title = 'B' }]",
            "demande qu’un autre soit concerné",
        ),
    ],
)
def test_a_choice_is_excluded_beside_one_that_is_addressed(options: str, fault: str) -> None:
    read = tomllib.loads(f"id = 'corps'\nkind = 'choice'\nlabel = 'Corps'\noptions = {options}")
    with pytest.raises(ValidationError, match=fault):
        FormField.model_validate(read, strict=False)


def _form(*options: str) -> ApplicationForm:
    listed = ", ".join(options)
    read = tomllib.loads(
        f"conditions = 'oui'\n[[field]]\nid = 'statut'\nkind = 'choice'\nlabel = 'Statut'\noptions = [{listed}]"
    )
    return ApplicationForm.model_validate(read, strict=False)


CERTIFIED = "{ id = 'certifie', title = 'Professeur certifié', says = ['certifié'], addressed = true }"
TRAINEE = "{ id = 'stagiaire', title = 'Stagiaire', excluded = true }"
RETIRED = "{ id = 'retraite', title = 'Enseignant retraité', says = ['retraité', 'retraite'], excluded = true }"
PRIVATE = "{ id = 'prive', title = 'Maître du privé sous contrat', says = ['privé', 'sous contrat'], addressed = true }"


@pytest.mark.parametrize(
    ("said", "statut"),
    [
        ("je suis certifié", "certifie"),
        ("je suis certifié stagiaire, je peux ?", "stagiaire"),
        ("les certifiés ou les stagiaires peuvent candidater ?", None),
        ("je suis retraité de l'enseignement", "retraite"),
        ("je pars en retraite le 1er septembre 2028, je peux candidater ?", None),
        ("je serai bientôt à la retraite", None),
        ("je suis à la retraite depuis un an", "retraite"),
    ],
)
def test_what_the_call_excludes_wins_of_one_person_and_what_is_to_come_is_not_yet(
    said: str, statut: str | None
) -> None:
    assert read_candidate(said, _form(CERTIFIED, TRAINEE, RETIRED)).others.get("statut") == statut


def test_a_private_school_is_unsettled_by_a_call_that_does_not_ask_about_it() -> None:
    said = "j'enseigne dans un lycée privé, puis-je candidater ?"
    assert read_candidate(said, _form(CERTIFIED)).clouded == "lycee prive"
    assert read_candidate(f"{said} C’est à Marseille.", _form(CERTIFIED), ["marseille"]).here is True
    asked = read_candidate("je suis dans le privé sous contrat, puis-je candidater ?", _form(CERTIFIED, PRIVATE))
    assert (asked.here, asked.others) == (None, {"statut": "prive"})


def test_what_the_call_excludes_is_told_apart_before_the_deposit(bassin: KnowledgeBase) -> None:
    form = ApplicationForm.model_validate(
        tomllib.loads(
            "conditions = 'oui'\n[[field]]\nid = 'statut'\nkind = 'choice'\nlabel = 'Statut'\n"
            f"options = [{CERTIFIED}, {TRAINEE}, {{ id = 'autre', title = 'Autre' }}]\n"
            "[[field]]\nid = 'annees'\nkind = 'number'\nlabel = 'Années'\nat_least = 3"
        ),
        strict=False,
    )
    call = bassin.call.model_copy(update={"application": form})
    excluded, judged_ = judged(call, {"statut": "stagiaire", "annees": "1"})
    assert excluded.replace(NBSP, " ").startswith("D’après l’appel, ceci ne permet pas de candidater : « Stagiaire ».")
    assert "étudiera" in judged_
    assert "Années" in judged_
    assert [one for one in judged(call, {"statut": "autre", "annees": "5"}) if "ne permet pas" in one] == []


async def test_many_conditions_left_are_named_on_one_line(sqlite: Storage, bassin: KnowledgeBase) -> None:
    form = bassin.call.application
    assert form
    more = tuple(
        FormField.model_validate({"id": f"point_{letter}", "kind": "number", "label": f"Point {letter}", "at_least": 3}, strict=False)
        for letter in "abc"
    )  # fmt: skip
    changed = form.model_copy(update={"field": (*form.field, *more)})
    call = replace(bassin, call=bassin.call.model_copy(update={"application": changed}))
    async with Office.open(sqlite, call, datetime(2025, 3, 20, 10, tzinfo=PARIS)) as office:
        said = (await office.talk().says("un CPE peut candidater ?")).replace(NBSP, " ")
    assert said.startswith(YES)
    assert [line for line in said.split("\n") if line.startswith("À vérifier aussi : ")], said
    assert "point a, point b et point c" in said


async def test_an_answer_that_is_none_of_the_list_is_asked_again(lyon: Office) -> None:
    talk = lyon.talk()
    await talk.says("suis-je éligible ?")
    answers = {"corps": "second", "annees": "5", "naissance": "1980-05-02"}
    again = await talk.presses(texts.CHECK_BUTTON, {**answers, "authority": "oui"})
    assert again.startswith(texts.CHECK_TITLE)
    assert texts.RESULT_MEANT in await talk.presses(texts.CHECK_BUTTON, {**answers, "authority": "yes"})
