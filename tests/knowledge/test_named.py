"""What is asked of a thing that is named is answered on any call, with no word listed: a day, a sum, a town, a choice of the form."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.call import Tense
from knowledge.call_file import read_call
from knowledge.call_heading import read_academy
from knowledge.french import NBSP
from knowledge.understanding.asked import asks_of_a_choice, said_of, taken_apart

ACADEMIES = {
    "est": read_academy('name = "académie de l’Est"\n[departments]\n059 = "Nord"\n[places]\nhere = ["lille"]\n')
}
CALL = """
[call]
id = "2026-vigies"
title = "Vigies des collèges"
reference = "R"
issued = 2026-05-01
closes = 2026-06-05
closes_hour = 18:00:00
academy = "est"
service = "Service"
role = "vigie de prévention"
deposit_mail = "vigies@exemple.fr"
contact = { name = "Nom", mail = "nom@exemple.fr" }
[application]
conditions = "Je confirme."
[[application.field]]
id = "fonction"
kind = "choice"
label = "Fonction"
options = [
  { id = "cpe", title = "CPE", says = ["conseiller principal d’éducation"], addressed = true },
  { id = "labo", title = "Technicien de laboratoire", addressed = true },
  { id = "infirmier", title = "Infirmier", addressed = true },
  { id = "direction", title = "Personnel de direction", says = ["principal", "proviseur"] },
  { id = "autre", title = "Une autre fonction", says = ["autre"] },
]
[[application.field]]
id = "statut"
kind = "choice"
label = "Statut"
options = [
  { id = "titulaire", title = "Titulaire", addressed = true },
  { id = "stagiaire", title = "Stagiaire" },
]
[[application.field]]
id = "mandat"
kind = "choice"
label = "Mandat syndical"
options = [ { id = "non", title = "Non", says = ["aucun"], addressed = true }, { id = "oui", title = "Oui" } ]
[values]
prime = 1250
repas = 250
[parts]
tout = "texte"
[[fact]]
id = "fonctions"
title = "Personnes concernées"
question = "Qui peut candidater ?"
answer = "L’appel cite trois fonctions."
parts = ["tout"]
[[fact.asked]]
named = "addressed"
begins = "Oui :"
[[fact.asked]]
named = "not_addressed"
begins = "Non :"
[[fact]]
id = "date_limite"
title = "Date limite"
question = "Quelle est la date limite ?"
answer = "Jusqu’au {closing}."
parts = ["tout"]
[[fact.asked]]
named = "late"
answer = "Non : les dossiers sont reçus jusqu’au {closing}."
[[fact.asked]]
named = "last_day"
answer = "Oui, jusqu’à {until}."
[[fact.asked]]
named = "in_time"
answer = "Oui : les dossiers sont reçus jusqu’au {closing}."
[[fact.asked]]
named = "other_day"
begins = "Non, ce n’est pas ce jour-là :"
[[fact]]
id = "indemnite"
title = "Indemnité"
question = "Quelle est l’indemnité ?"
answer = "{prime} bruts par an."
parts = ["tout"]
[[fact.asked]]
named = "sum"
begins = "Oui :"
[[fact.asked]]
named = "other_sum"
begins = "Non :"
[[fact]]
id = "academie"
title = "Une autre académie"
question = "Faut-il être de l’académie ?"
answer = "L’appel est interne."
parts = ["tout"]
[[fact.asked]]
named = "here"
begins = "Oui :"
[[fact.asked]]
named = "elsewhere"
begins = "Non :"
[[fact]]
id = "repas"
title = "Repas"
question = "Les repas sont-ils remboursés ?"
answer = "Jusqu’à {repas} par mois."
parts = ["tout"]
[[fact.asked]]
named = "sum"
besides = "repas mois rembours*"
begins = "Oui :"
[[fact.asked]]
named = "other_sum"
besides = "repas mois rembours*"
begins = "Non :"
[[fact]]
id = "contact"
title = "Contact"
question = "Qui contacter ?"
answer = "Nom, à {contact_mail}."
parts = ["tout"]
[[fact.asked]]
named = "mail"
begins = "Oui :"
[[fact.asked]]
named = "other_mail"
begins = "Non :"
[[fact]]
id = "depot"
title = "Où candidater"
question = "Où candidater ?"
answer = "À {deposit_mail}."
parts = ["tout"]
[[fact.asked]]
named = "mail"
begins = "Oui :"
[[fact.asked]]
named = "other_mail"
begins = "Non :"
"""
CALL_READ = read_call(CALL, academies=ACADEMIES)
PLAIN = ""  # The answer as it is.


def said(fact: str, text: str, *, filled: bool = False) -> str:
    """Return what a fact answers, "" for the answer as it is; ``filled``: with its values, as the knowledge of a call holds it."""
    told = CALL_READ.facts()[fact].at(Tense.BEFORE)
    told = told.model_copy(update={"answer": CALL_READ.filled(told.answer)}) if filled else told
    answer = said_of(told, taken_apart(text, CALL_READ, date(2026, 5, 20)), CALL_READ)
    return PLAIN if answer == told.answer else answer.replace(NBSP, " ")


@pytest.mark.parametrize(
    ("fact", "text", "begins"),
    [
        ("date_limite", "je peux envoyer le 6 juin ?", "Non :"),
        ("date_limite", "est-ce que je peux encore déposer ma candidature le 6 juin ?", "Non :"),
        ("date_limite", "j'envoie mon dossier le samedi 6 juin, ça passe ?", "Non :"),
        ("date_limite", "je peux envoyer mon dossier de vigie le 20 mai ?", "Oui : les"),
        ("date_limite", "et le 20 mai ?", "Oui : les"),
        ("date_limite", "je peux envoyer le 5 juin ?", "Oui, jusqu’à"),
        # At an hour of the last day.
        ("date_limite", "le 5 juin à 19h, c'est bon ?", "Non :"),
        ("date_limite", "je peux envoyer le 5 juin à 18 h 30 ?", "Non :"),
        ("date_limite", "je peux envoyer le 5 juin après 18h ?", "Non :"),
        ("date_limite", "je peux envoyer le 5 juin à minuit ?", "Non :"),
        ("date_limite", "je peux envoyer le 5 juin à 15h ?", "Oui : les"),
        ("date_limite", "je peux envoyer le 5 juin avant 18h ?", "Oui, jusqu’à"),
        # Too late: yes and no change places.
        ("date_limite", "le 10 juin c'est trop tard ?", "Oui, c’est trop tard : les"),
        ("date_limite", "est-ce trop tard le 20 mai ?", "Non, ce n’est pas trop tard : les"),
        ("date_limite", "le 5 juin c'est trop tard ?", "Non, ce n’est pas trop tard : les"),
        # The last day itself.
        ("date_limite", "la date limite est bien le 5 juin ?", "Oui, jusqu’à"),
        ("date_limite", "la date limite de candidature est le 30 mai ?", "Non, ce n’est pas"),
        ("date_limite", "c'est bien le 30 mai ?", "Non, ce n’est pas"),
        ("date_limite", "la clôture est le 5 juin à 15h ?", "Non, ce n’est pas"),
        # What asks for more.
        ("date_limite", "faut-il envoyer avant le 30 mai ?", PLAIN),
        ("date_limite", "l'accusé de réception arrive le 20 mai ?", PLAIN),
        ("date_limite", "je ne peux pas envoyer le 20 mai ?", PLAIN),
        ("indemnite", "1 250 € ?", "Oui :"),
        ("indemnite", "l'indemnité est de 1 250 € ?", "Oui :"),
        ("indemnite", "une vigie touche bien 1250 euros brut par an ?", "Oui :"),
        ("indemnite", "c'est 2 500 € ?", "Non :"),
        ("indemnite", "1 250 € par mois ?", PLAIN),
        ("indemnite", "1 250 € net ?", PLAIN),
        ("academie", "je travaille à Amiens, je peux candidater ?", "Non :"),
        ("academie", "j'exerce à Lille, est-ce que je peux déposer un dossier ?", "Oui :"),
        ("academie", "en poste à Lille, puis-je candidater ?", "Oui :"),
        ("academie", "faut-il travailler à Lille ?", PLAIN),
        ("depot", "j'envoie mon dossier à vigies@exemple.fr ?", "Oui :"),
        ("depot", "la bonne adresse est vigie@exemple.fr ?", "Non :"),
        ("fonctions", "un CPE peut candidater ?", "Oui :"),
        ("fonctions", "je suis infirmière, je peux candidater ?", "Oui :"),
        ("fonctions", "les techniciennes de laboratoire peuvent être vigies ?", "Oui :"),
        ("fonctions", "les conseillères principales d'éducation sont concernées ?", "Oui :"),
        ("fonctions", "un proviseur peut candidater ?", "Non :"),
        ("fonctions", "un CPE stagiaire peut candidater ?", "Non :"),
        ("fonctions", "un infirmier titulaire peut candidater ?", "Oui :"),
        ("fonctions", "les CPE, oui ou non ?", PLAIN),
        ("fonctions", "un CPE ou un proviseur peut candidater ?", PLAIN),
        ("fonctions", "faut-il être CPE ?", PLAIN),
        ("fonctions", "il n'y a que les CPE ?", PLAIN),
        ("fonctions", "c'est réservé aux CPE ?", PLAIN),
        ("fonctions", "un CPE est payé ?", PLAIN),
        ("fonctions", "une autre fonction est possible ?", PLAIN),
    ],
)  # fmt: skip
def test_what_is_named_is_answered_by_yes_or_no(fact: str, text: str, begins: str) -> None:
    answer = said(fact, text)
    assert answer.startswith(begins) if begins else answer == PLAIN, answer


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("un CPE peut candidater ?", True),
        ("un CPE ou un proviseur peut candidater ?", True),
        ("les proviseurs ?", True),
        ("un CPE touche combien ?", False),
        ("un CPE qui part en retraite peut candidater ?", False),
        ("une autre fonction peut candidater ?", False),
    ],
)
def test_a_choice_of_the_form_is_asked_for_where_nothing_else_is_said(text: str, asks: bool) -> None:
    assert asks_of_a_choice(taken_apart(text, CALL_READ, date(2026, 5, 20)), CALL_READ) is asks


@pytest.mark.parametrize(
    ("fact", "text", "begins"),
    [
        ("indemnite", "l'indemnité est de 250 € ?", "Non : 1 250 € bruts"),
        ("indemnite", "l'indemnité est de 1 250 € ?", "Oui : 1 250 € bruts"),
        ("repas", "les repas sont remboursés 250 € par mois ?", "Oui : jusqu’à 250 €"),
        ("repas", "les repas sont remboursés 1 250 € par mois ?", "Non : jusqu’à 250 €"),
        ("contact", "c'est bien nom@exemple.fr ?", "Oui : Nom"),
        ("contact", "c'est bien vigies@exemple.fr ?", "Non : Nom"),
        ("depot", "c'est bien vigies@exemple.fr ?", "Oui : à vigies"),
        ("depot", "c'est bien nom@exemple.fr ?", "Non : à vigies"),
    ],
)
def test_a_sum_and_an_address_are_compared_with_those_of_the_answer(fact: str, text: str, begins: str) -> None:
    answer = said(fact, text, filled=True)
    assert answer.startswith(begins), answer
