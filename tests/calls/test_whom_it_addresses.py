"""«Un CPE peut candidater ?»: on any call the answer begins with yes, no or that it depends, however it is asked."""

from __future__ import annotations

import tomllib
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from dialogs.application import texts
from dialogs.application.fields import flag_words, judged
from knowledge.application import flags_of
from knowledge.base import KnowledgeBase
from knowledge.call_form import ApplicationForm, FormField
from knowledge.french import NBSP, PARIS
from knowledge.understanding.choices import chosen
from knowledge.understanding.profile import Opening, read_candidate
from knowledge.understanding.words import evened
from storage.calls import CallFiles
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


TEACHER = "{ id = 'prof', title = 'Professeur', says = ['prof', 'enseignant'], addressed = true }"
LIBRARIAN = "{ id = 'doc', title = 'Professeur documentaliste', excluded = true }"
ACCOUNTANT = "{ id = 'comptable', title = 'Agent comptable', says = ['comptable'], addressed = true }"
OTHERS = "{ id = 'autre', title = 'Une autre fonction' }"


@pytest.mark.parametrize(
    ("said", "statut"),
    [
        ("je suis prof documentaliste, je peux candidater ?", "doc"),
        ("je suis prof, je peux candidater ?", "prof"),
        ("les profs peuvent postuler ?", "prof"),
        ("je suis non comptable", "autre"),
        ("je ne suis pas comptable mais prof", "prof"),
        ("je ne suis pas encore comptable", "autre"),
        ("pourquoi pas un comptable ?", "comptable"),
    ],
)
def test_the_longest_name_wins_and_what_is_denied_is_not_said(said: str, statut: str) -> None:
    options = (TEACHER, LIBRARIAN) if "prof" in said and "comptable" not in said else (TEACHER, ACCOUNTANT, OTHERS)
    options = (ACCOUNTANT, OTHERS) if statut == "autre" else options
    assert read_candidate(said, _form(*options)).others.get("statut") == statut


CONDITIONS = """
conditions = 'oui'
[[field]]
id = 'statut'
kind = 'choice'
label = 'Statut'
options = [
  { id = 'titulaire', title = 'Titulaire', addressed = true },
  { id = 'contractuel', title = 'Contractuel', says = ['contractuelle'], addressed = true },
  { id = 'stagiaire', title = 'Stagiaire', excluded = true },
]
[[field]]
id = 'annees'
kind = 'number'
label = 'Années d’exercice'
at_least = 3
[[field.where]]
given = { statut = ['contractuel'] }
at_least = 5
[[field]]
id = 'age'
kind = 'number'
label = 'Âge'
at_most = 60
check_only = true
"""


@pytest.mark.parametrize(
    ("said", "annees", "age", "verdict"),
    [
        ("je suis titulaire, j'ai 4 ans d'ancienneté et 40 ans", "4", None, Opening.DEPENDS),
        ("je suis titulaire depuis 4 ans, j'ai 45 ans", "4", "45", Opening.YES),
        ("je suis contractuel depuis 4 ans, j'ai 45 ans", "4", "45", Opening.NO),
        ("contractuelle avec six ans d'expérience, j'ai 45 ans", "6", "45", Opening.YES),
        ("j'ai 2 ans d'ancienneté", "2", None, Opening.NO),
        ("j'ai 4 ans d'ancienneté", "4", None, Opening.DEPENDS),
        ("je suis titulaire depuis 2015 et j'ai 45 ans", "11", "45", Opening.YES),
        ("je suis titulaire depuis 2023 et j'ai 45 ans", None, "45", Opening.DEPENDS),
        ("je suis titulaire depuis 2025", "1", None, Opening.NO),
        ("je suis titulaire depuis 10 ans, j'ai 62 ans", "10", "62", Opening.NO),
        ("je suis stagiaire depuis dix ans", "10", None, Opening.NO),
    ],
)
def test_numbers_and_years_are_compared_and_a_bound_may_depend_on_another_answer(
    said: str, annees: str | None, age: str | None, verdict: Opening
) -> None:
    form = ApplicationForm.model_validate(tomllib.loads(CONDITIONS), strict=False)
    read = replace(read_candidate(said, form, today=date(2026, 3, 2)), here=True)
    assert (read.others.get("annees"), read.others.get("age")) == (annees, age)
    assert read.verdict(form) is verdict


@pytest.mark.parametrize(
    ("said", "birth"),
    [
        ("je suis né le 3 mai 1970", "1970-05-03"), ("né le 03/05/1970", "1970-05-03"), ("je suis né le 31 février 1970", None),
        ("je suis né en 1970", None), ("la réunion du 3 mai 1970", None),
    ],
)  # fmt: skip
def test_a_day_is_read_beside_the_words_of_its_field(said: str, birth: str | None) -> None:
    form = ApplicationForm.model_validate(
        tomllib.loads("conditions='oui'\n[[field]]\nid='naissance'\nkind='date'\nlabel='Né le'\nsince=1965-01-01"),
        strict=False,
    )
    assert read_candidate(said, form).others.get("naissance") == birth


async def test_a_condition_that_is_not_in_the_form_is_asked_by_who_asks_and_not_of_who_applies(
    sqlite: Storage, bassin: KnowledgeBase
) -> None:
    form = ApplicationForm.model_validate(tomllib.loads(CONDITIONS), strict=False)
    changed = replace(bassin, call=bassin.call.model_copy(update={"application": form}))
    async with Office.open(sqlite, changed, datetime(2025, 3, 20, 10, tzinfo=PARIS)) as office:
        talk = office.talk()
        said = await talk.says("j'ai 62 ans et je suis titulaire depuis 10 ans, puis-je candidater ?")
        assert texts.LEADS[Opening.NO] in said
        assert "Âge" in said
        await talk.says("suis-je éligible ?")
        given = {"statut": "contractuel", "annees": "4", "age": "40", "authority": "yes"}
        refused = (await talk.presses(texts.CHECK_BUTTON, given)).replace(NBSP, " ")
        assert refused.startswith(texts.RESULT_JUDGED.replace(NBSP, " "))
        assert "au moins 5" in refused
        assert texts.RESULT_MEANT in await talk.presses(texts.CHECK_AGAIN) or texts.RESULT_MEANT in await talk.presses(
            texts.CHECK_BUTTON, {**given, "statut": "titulaire"}
        )
        applied = office.talk("expert")
        await applied.says("candidater")
        assert "Âge" not in await applied.says("tout afficher")


@pytest.mark.parametrize(
    ("said", "here"),
    [
        ("je suis CPE dans l'académie depuis 2015, je peux candidater ?", True),
        ("je suis CPE dans l'académie d'Angoulême depuis 2015, je peux candidater ?", True),
        ("CPE de l’académie d’Angoulême, puis-je candidater ?", True),
        ("CPE à Angoulême, puis-je candidater ?", True),
        ("CPE dans l'académie de Nantes depuis 2015, je peux candidater ?", False),
        ("CPE dans l'académie d'Orléans, je peux candidater ?", False),
        ("CPE dans le 16 depuis deux ans, je peux candidater ?", None),
    ],
)
def test_an_academie_without_a_file_is_known_by_its_name_and_its_staff_are_no_strangers(
    jardins: KnowledgeBase, said: str, here: bool | None
) -> None:
    call = jardins.call.model_copy(update={"academy": None})
    ours = call.model_copy(update={"call": call.call.model_copy(update={"authority": "académie d’Angoulême"})})
    assert ours.home.places.here == ("angouleme",)
    assert read_candidate(said, _form(CERTIFIED), academy=ours.home).here is here


def test_a_bound_that_depends_on_an_answer_names_one_that_is_there() -> None:
    with pytest.raises(ValidationError, match=r"statut\.interimaire"):
        ApplicationForm.model_validate(
            tomllib.loads(CONDITIONS.replace("['contractuel']", "['interimaire']")), strict=False
        )


@pytest.mark.parametrize(
    ("said", "option"),
    [
        ("je suis contractuelle en CDD", ""),
        ("contractuel en CDI depuis six ans", "contractuel"),
        ("je suis en CDD, passée en CDI en mars", "contractuel"),
    ],
)
def test_a_contract_of_the_other_kind_is_not_the_one_that_the_call_cites(said: str, option: str) -> None:
    form = CallFiles(Path(__file__).parent / "2027-evaluateurs.toml").read().application
    assert form
    assert chosen(form.named("fonction"), evened(said)) == option
