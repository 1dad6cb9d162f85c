"""What an answer opens with, by how the question is asked: «Oui», «Non», a sum, a day, a wave, a place."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.call_advice import ENOUGH
from knowledge.base import KnowledgeBase
from knowledge.call import QuestionForm, ThingNamed
from knowledge.french import NBSP, PARIS
from knowledge.understanding.asked import form_of, said_of, taken_apart
from storage.calls import find
from tests.knowledge.test_call import small

BEFORE = datetime(2024, 1, 25, 9, tzinfo=UTC)
LAST_DAY = datetime(2024, 2, 5, 9, tzinfo=UTC)
AFTER = datetime(2024, 2, 6, 9, tzinfo=UTC)
NOTHING = ""  # The answer as it is.


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("est-ce que c'est payé", QuestionForm.YES_NO),
        ("C'est payé ?", QuestionForm.YES_NO),
        ("faut il une lettre", QuestionForm.YES_NO),
        ("Les experts sont-ils formés ?", QuestionForm.YES_NO),
        ("est-ce que je peux savoir quand ça ferme", QuestionForm.YES_NO),
        ("c'est payé combien ?", QuestionForm.HOW_MUCH),
        ("ça ferme quand ?", QuestionForm.WHEN),
        ("à quelle date ?", QuestionForm.WHEN),
        ("qui a signé ?", QuestionForm.WHO),
        ("c'est paru où ?", QuestionForm.WHERE),
        ("pourquoi ces vagues ?", QuestionForm.WHY),
        ("comment candidater", QuestionForm.HOW),
        ("quelle est l'indemnité ?", QuestionForm.WHAT),
        ("qu'est-ce qu'un expert", QuestionForm.WHAT),
        ("l'indemnité ?", QuestionForm.WORDS),
        ("liste d’attente ?", QuestionForm.WORDS),
        ("70 % suffit ?", QuestionForm.WORDS),
        ("téléphone de Mme Rafoni", QuestionForm.WORDS),
    ],
)
def test_a_question_asks_in_one_form(text: str, form: QuestionForm) -> None:
    assert form_of(text) is form


@pytest.mark.parametrize(
    ("text", "sum_", "of_the_call"),
    [
        *((text, "42,50 €", True) for text in (
            "c'est bien 42,50 € ?", "42.5 de l'heure ?", "c'est 42,5 ?", "42€50 de l'heure", "42 euros 50 ?", "42e50 c'est ça ?",
            "42.50€ brut", "payé 42,50",
        )),
        *((text, "1 250 €", True) for text in ("c'est bien 1 250 € ?", "1250 ?", "1.250 euros", "1250,00 € ?")),
        ("c'est 42 € de l'heure ?", "42 €", False),
        ("c'est 45,50 de l'heure ?", "45,50 €", False),
        ("45.5 euros ?", "45,50 €", False),
        ("1 250,50 € ?", "1 250,50 €", False),
    ],
)  # fmt: skip
def test_a_sum_is_read_with_its_cents_however_they_are_typed(text: str, sum_: str, of_the_call: bool) -> None:
    (thing,) = taken_apart(text, small(rest="[values]\ntaux = 42.50\nimp = 1250"), BEFORE.date()).things
    assert (thing.shown.replace(NBSP, " "), ThingNamed.SUM in thing.kinds) == (sum_, of_the_call)


@pytest.mark.parametrize(
    "text",
    ["avant le 12.02 ?", "c'est 1,5 heure ?", "42,5 % ?", "la 2 e vague ?", "en 2026 ?", "30 jours ?", "le 12.02.2026 ?", "0132568W ?"],
)  # fmt: skip
def test_what_is_no_sum_is_not_read_as_one(text: str) -> None:
    things = taken_apart(text, small(rest="[values]\nimp = 1250"), BEFORE.date()).things
    assert [one.shown for one in things if one.kinds & {ThingNamed.SUM, ThingNamed.OTHER_SUM}] == []


# Fact, question, how the answer begins before the closing, on the last day, after it.
ASKED = [
    ("indemnite", "c'est payé ?", "Oui : 1 800 €", "Oui", "Oui"),
    ("indemnite", "c'est du bénévolat ?", "Non, elle est indemnisée", "Non", "Non"),
    ("indemnite", "c'est bien 1 800 € par an ?", "Oui :", "Oui", "Oui"),
    ("indemnite", "c'est 1800 euros par mois ?", "Non :", "Non", "Non"),
    ("indemnite", "c'est bien 2 500 € ?", "Non :", "Non", "Non"),
    ("indemnite", "c'est 1 800 € brut ?", "L’appel ne dit pas si c’est brut ou net", "L’appel", "L’appel"),
    ("indemnite", "combien par mois ?", "150 € par mois, si l’on divise par douze", "150", "150"),
    ("indemnite", "combien sur 2 ans ?", "3 600 € en 2 ans", "3 600", "3 600"),
    ("indemnite", "est-ce payé aussi pendant les congés ?", NOTHING, NOTHING, NOTHING),
    ("indemnite", "n'est-ce pas payé ?", NOTHING, NOTHING, NOTHING),
    ("cia", "c'est un coefficient 3 ?", "Oui :", "Oui", "Oui"),
    ("cia", "le CIA est-il doublé ?", "Non, c’est un coefficient 3", "Non", "Non"),
    ("cia", "coefficient 3 de quoi ?", "Coefficient 3, sur la part variable", "Coefficient", "Coefficient"),
    ("date_limite", "je peux envoyer le 3 février ?", "Oui", "Oui", NOTHING),
    ("date_limite", "faut-il envoyer avant le 3 février ?", NOTHING, NOTHING, NOTHING),
    ("date_limite", "5 février 2024", NOTHING, NOTHING, NOTHING),
    ("date_limite", "je peux envoyer après le 5 février ?", "Non", "Non", "Non"),
    ("date_limite", "on peut envoyer demain ?", "Oui", "Non", "Non"),
    ("date_limite", "la date limite est bien le 5 février ?", "Oui, c’est bien ce jour-là", "Oui", "Oui"),
    ("date_limite", "la date limite est le 30 janvier ?", "Non", "Non", NOTHING),
    ("date_limite", "c'est trop tard ?", "Non, il est encore temps", "Non", "Oui"),
    ("date_limite", "on peut encore candidater ?", "Oui", "Oui", "Non"),
    ("date_limite", "il reste combien de jours ?", "Il reste 11 jours", NOTHING, NOTHING),
    ("fonctions", "les fondés de pouvoir peuvent candidater ?", "Fondés de pouvoir : oui", "Fondés", NOTHING),
    ("fonctions", "faut-il être agent comptable ?", NOTHING, NOTHING, NOTHING),
    ("fonctions", "c'est réservé aux SG ?", NOTHING, NOTHING, NOTHING),
    (
        "vagues",
        "la vague 3 est concernée ?",
        "Vague 3 : oui",
        "Vague 3",
        "Vague 3 : oui. Les vagues 1, 2, 3 et 4 étaient",
    ),
    ("vagues", "et la vague 6 ?", "Vague 6 : non", "Vague 6", "Vague 6 : non"),
    ("vagues", "pourquoi seulement les vagues 1 à 4 ?", "Parce que", "Parce que", "Parce que"),
    ("academie", "je travaille à Nice, c'est possible ?", "Nice : non", "Nice", NOTHING),
    ("depot", "c'est refacadopale@ac-aix-marseille.fr ?", "Oui : à refac", "Oui", "Oui"),
    ("depot", "c'est opale@ac-nice.fr ?", "Non :", "Non", NOTHING),
    ("copie", "faut-il mettre mon chef en copie ?", "Non, l’appel ne demande que", "Non", NOTHING),
    ("motivation", "faut-il une lettre ?", "Oui, courte.", "Oui", NOTHING),
    ("contact", "téléphone de Mme Rafoni", "04 42 91 72 88", "04", "04"),
    ("deplacements", "faut-il aller à Gap ?", "Gap : oui, si la mission le demande", "Gap", "Gap"),
    ("ordre_mission", "les trajets sont payés ?", "Oui :", "Oui", "Oui"),
    ("ordre_mission", "c'est à mes frais les déplacements ?", "Non, pas forcément", "Non", "Non"),
    ("ordre_mission", "dois-je payer mes déplacements ?", "Non, pas forcément", "Non", "Non"),
    ("ordre_mission", "l'essence est remboursée ?", "Oui pour les déplacements", "Oui", "Oui"),
    ("indemnite", "faut-il payer ?", NOTHING, NOTHING, NOTHING),
    ("formation", "faut-il se former ?", NOTHING, NOTHING, NOTHING),
    ("formation", "une formation de formateur est prévue ?", NOTHING, NOTHING, NOTHING),
    ("duree", "la mission dure trois ans ?", "L’appel ne donne pas de nombre d’années", "L’appel", "L’appel"),
    ("duree", "ça peut aller jusqu'en 2027 ?", "Cela se peut", "Cela", "Cela"),
    ("lettre_mission", "y a-t-il une lettre de mission ?", "Oui :", "Oui", "Oui"),
    ("formation", "on est formé ?", "Oui.", "Oui", "Oui"),
    ("formation", "la formation est-elle obligatoire ?", NOTHING, NOTHING, NOTHING),
    ("signataire", "c'est signé par le recteur ?", "Non :", "Non", "Non"),
]


@pytest.mark.parametrize(("fact", "text", "before", "last_day", "after"), ASKED)
def test_an_answer_opens_with_what_is_asked(
    base: KnowledgeBase,
    fact: str,
    text: str,
    before: str,
    last_day: str,
    after: str,
) -> None:
    for begins, now in ((before, BEFORE), (last_day, LAST_DAY), (after, AFTER)):
        told = base.fact(fact, now)
        said = said_of(told, taken_apart(text, base.call, now.astimezone(PARIS).date()), base.call)
        if begins:
            assert said.replace("\u00a0", " ").startswith(begins), (now, said)
        else:
            assert said == told.answer, (now, said)


def test_what_is_said_besides_keeps_a_yes_from_being_said(base: KnowledgeBase) -> None:
    """Of the thousands of ways in which facts are asked, none with a word more than a yes answers is answered by one."""
    fact = base.fact("formation", BEFORE)
    for more in ("obligatoire", "le samedi", "à Paris", "payante", "si je suis à temps partiel"):
        asked = taken_apart(f"y a-t-il une formation {more} ?", base.call, BEFORE.date())
        assert said_of(fact, asked, base.call) == fact.answer


def test_every_fact_that_is_asked_by_yes_or_no_can_answer_so() -> None:
    """The check of a call names them; in the call in force there are none."""
    call = find("2024-experts-opale").read()
    silent = [
        fact.id
        for fact in call.fact
        if sum(form_of(text) is QuestionForm.YES_NO for text in fact.asks) >= ENOUGH
        and not any(one.form is QuestionForm.YES_NO for one in fact.asked)
    ]
    assert silent == []
