"""``call check``: each fault with its line and its true reason, then what deserves a look, in few lines."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.call_advice import RESERVED
from bot.call_check import CheckOptions, check_file
from knowledge.call_file import line_of, lines_of
from knowledge.french import NBSP
from knowledge.understanding.intent.topics import TopicKind
from storage.calls import general
from tests.conftest import mostly_at_night

CALL = """greeting = ["indemnite"]
[call]
id = "essai"
title = "Essai"
reference = "R"
issued = 2026-01-05
closes = 2026-02-05
closes_hour = 18:00:00
authority = "académie d’essai"
service = "Service"
role = "tuteur"
deposit_mail = "depot@exemple.fr"
contact = { name = "Nom", mail = "nom@exemple.fr" }
[application]
conditions = "Je confirme."
[[application.field]]
id = "motivation"
label = "Lettre"
letter = true
[application.mail]
letter_name = "TUTEUR_NOM"
[values]
indemnite_2027 = 900
[parts]
tout = "texte"
[[fact]]
type = "indemnite"
answer = "{indemnite_2027} par an."
parts = ["tout"]
asks = ["combien touche le tuteur ?"]
[fact.after]
answer = "C’était {indemnite_2027}."
[[fact]]
type = "date_limite"
answer = "Le {closes}."
parts = ["tout"]
"""
FUNCTION = """[[application.field]]
id = "fonction"
kind = "choice"
label = "Fonction"
options = [
  { id = "prof", title = "TITLE", addressed = true },
  { id = "vie", title = "Vie scolaire", says = ["cpe"] },
]
[application.field.check]
no = "NO"
"""


def checked(
    folder: Path, text: str, *, wordings: str = "", silences: bool = False, whole: bool = False
) -> tuple[bool, list[str]]:
    """Return whether a call has faults and the lines of the report; what it would misread is not looked for."""
    file = folder / "essai.toml"
    file.write_text(text, "utf-8")
    file.with_suffix(".wordings.toml").write_text(wordings, "utf-8")
    file.with_suffix(".weights.npz").touch()
    faulty, report = check_file(file, CheckOptions(silences=silences, whole=whole))
    return faulty, report.replace(NBSP, " ").split("\n")


def test_values_may_hold_digits_and_a_file_name_capitals(tmp_path: Path) -> None:
    faulty, lines = checked(tmp_path, CALL)
    assert not faulty, lines


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("indemnite_2027 = 900", "Indemnite = 900",
         "ligne 23, [values], clé « Indemnite » : nom mal formé (une minuscule, puis minuscules sans accent, chiffres et _)"),
        *(("indemnite_2027 = 900", f"indemnite_2027 = {wrong}",
           "ligne 23, [values], clé « indemnite_2027 » : une somme (900 ou 42.50), une date sans guillemets, deux dates entre "
           "crochets, la première d’abord, ou un texte entre guillemets est attendu")
          for wrong in ("[9.5, 3]", "[2026-02-03]", "[2026-02-03, 2026-02-01]", "nan", "true")),
        ("indemnite_2027 = 900", "indemnite_2027 = 900\nleft = 3",
         "ligne 24, [values] : « left » est un nom réservé, donnez-en un autre"),
        ("closes_hour = 18:00:00", "closes_hour = 00:00:00",
         "ligne 8, [call], clé « closes_hour » : 00:00:00 est le début de ce jour, qui serait perdu : pour la fin du jour, "
         "écrivez « minuit » entre guillemets ; si rien n’est pris ce jour-là, donnez la veille"),
        ("closes_hour = 18:00:00", 'closes_hour = "18 h"',
         "ligne 8, [call], clé « closes_hour » : une heure sans guillemets est attendue (17:30:00), ou « minuit » entre guillemets"),
        (', mail = "nom@exemple.fr"', "",
         "ligne 13, [call], clé « contact » : une adresse (mail) ou un téléphone (phones) est attendu"),
        ("C’était {indemnite_2027}", "Au {contact_phones}",
         "ligne 32, fait « indemnite », clé « after.answer » : {contact_phones} n’est le nom d’aucune valeur : ni de [values], ni de [call]"),
        ("[[application.field]]", 'one_file = "PDF"\n[[application.field]]\nid = "cv"\nkind = "file"\nlabel = "CV"\n[[application.field]]',
         "ligne 14, application : les pièces prises ici (kind = \"file\") partent chacune à part : avec one_file, nommez-les dans documents"),
        ("TUTEUR_NOM", "tuteur nom.docx",
         "ligne 21, application, clé « mail.letter_name » : nom de fichier mal formé (lettres sans accent, chiffres, - et _, sans .docx)"),
        ('answer = "{indemnite_2027}', 'answer = "{Indemnité 2027}',
         "ligne 28, fait « indemnite », clé « answer » : {Indemnité 2027} n’est pas un nom de valeur : une minuscule, puis minuscules sans accent, chiffres et _"),
        ('answer = "{indemnite_2027}', 'answer = "{indemnite_2027',
         "ligne 28, fait « indemnite », clé « answer » : accolade ouverte et jamais fermée : « {indemnite_2027 par  »"),
        ("C’était {indemnite_2027}", "C’était {indemnite}",
         "ligne 32, fait « indemnite », clé « after.answer » : {indemnite} n’est le nom d’aucune valeur : ni de [values], ni de [call]"),
        ('conditions = "Je confirme."', 'conditions = "Je confirme."\nnext = "Le {formation}."',
         "ligne 16, [application], clé « next » : {formation} n’est le nom d’aucune valeur : ni de [values], ni de [call]"),
        ('conditions = "Je confirme."', 'conditions = "{The_service} lit {authority}."\ntitle = "Essai {closes}"',
         "ligne 16, [application], clé « title » : les accolades n’y sont pas remplacées, écrivez la valeur"),
        ('label = "Lettre"', 'label = "Lettre"\nhint = "Avant le {closes}, {zzz}."',
         "ligne 19, champ « motivation », clé « hint » : {zzz} n’est le nom d’aucune valeur : ni de [values], ni de [call]"),
        ("[application.mail]", FUNCTION.replace("TITLE", "Professeur").replace("NO", "Non : {addressed}, {answer} {left}") + "[application.mail]",
         "ligne 29, champ « fonction », clé « check.no » : {left} n’est le nom d’aucune valeur : ni de [values], ni de [call]"),
        ("[application.mail]", FUNCTION.replace("TITLE", "CPE") + "[application.mail]",
         "ligne 24, champ « fonction », clé « options » : « cpe » désigne plusieurs choix (n° 1 et n° 2), dites ce qui les distingue"),
        ('letter_name = "TUTEUR_NOM"', 'opening = "En réponse à {appel}"',
         "ligne 21, [application.mail], clé « opening » : {appel} n’est le nom d’aucune valeur : ni de [values], ni de [call]"),
        ('title = "Essai"', 'title = 3', "ligne 4, [call], clé « title » : un texte entre guillemets est attendu"),
        ('parts = ["tout"]\nasks', 'parts = ["rien"]\nasks', "ligne 29, fait « indemnite », clé « parts » : « rien » n’est pas dans [parts]"),
        ('parts = ["tout"]\nasks', 'parts = ["tout"]\nrelated = ["cv"]\nasks', "ligne 30, fait « indemnite », clé « related » : « cv » est un type laissé de côté, écrivez-en un [[silent]]"),
        ('parts = ["tout"]\nasks', 'parts = ["tout"]\nrelated = ["chats"]\nasks', "ligne 30, fait « indemnite », clé « related » : « chats » n’est l’identifiant d’aucune entrée"),
        ('id = "essai"', 'id = "autre"', "ligne 3, [call], clé « id » : « autre » n’est pas le nom du fichier, « essai »"),
    ],
)  # fmt: skip
def test_a_fault_is_said_with_its_line_and_its_reason(tmp_path: Path, before: str, after: str, said: str) -> None:
    assert before in CALL
    faulty, lines = checked(tmp_path, CALL.replace(before, after, 1))
    assert faulty
    assert [line for line in lines if line.startswith("ligne")] == [said]


def test_a_fault_of_the_wordings_and_of_the_toml_has_its_line(tmp_path: Path) -> None:
    _, lines = checked(tmp_path, CALL, wordings='indemnite = []\nindemnites = ["combien ?"]\n')
    assert lines[0] == "formulations, ligne 2 : « indemnites » n’est l’identifiant d’aucune entrée"
    _, lines = checked(tmp_path, CALL.replace('reference = "R"', "reference = "))
    assert lines[0].startswith(
        "le fichier de l’appel n’est pas du TOML lisible : ligne 5, colonne 13 : une valeur est attendue"
    )
    _, lines = checked(tmp_path, CALL.replace("indemnite_2027 = 900", "indemnité = 900"))
    assert lines[0].endswith("ligne 23, colonne 9 : « = » est attendu après la clé, qui s’écrit sans accent ni espace")


def test_places_of_a_file_are_found() -> None:
    lines = lines_of(
        '[a]\nb.c = 1\n[[d]]\n[[d]]\nasks = [\n  "x",\n]\n[d.after]\nanswer = ""\n[[d.asked]]\n[[d.asked]]\n'
    )
    places = (("a", "b", "c"), ("d", 0), ("d", 1, "asks"), ("d", 1, "after", "answer"), ("d", 1, "asked", 1), ("e",))
    assert [line_of(lines, place) for place in places] == [2, 3, 5, 9, 11, 0]
    assert line_of(lines, ("d", 1, "missing")) == 4


WORDINGS = """
indemnite = ["combien ?", "suis-je éligible", "c'est payé ?", "droit à l'oubli"]
date_limite = ["la clôture le tuteur la connaît quand", "abandonner", "postuler"]
"""


def test_advice_is_one_line_of_a_kind_and_says_what_to_do(tmp_path: Path) -> None:
    faulty, lines = checked(tmp_path, CALL, wordings=WORDINGS)
    assert not faulty
    told = [line.partition(") : ")[2] for line in lines if line.startswith("à voir (")]
    assert not [line for line in told if "formulations conseillées" in line]  # A type brings its own.
    assert [line.split(" ")[1] for line in told if "sera dit non précisé" in line] == [
        "depot", "contact", "heure_limite", "reference", "publication",
    ]  # fmt: skip
    assert "le dernier jour y est dit sans l’heure (« {closing} » dit les deux) : « date_limite » (answer)" in told
    assert any(
        line.startswith("trop court pour une seule question") and "« combien ? » (indemnite)" in line for line in told
    )
    reserved = next(line for line in told if line.startswith("réservé à l’assistant"))
    assert "nommez la chose" in reserved
    assert "« abandonner » (date_limite ; l’assistant arrête ce qui est en cours)" in reserved
    assert "« postuler » (date_limite ; l’assistant ouvre la candidature)" in reserved


@pytest.mark.parametrize(("hour", "told"), [("23:59:59", True), ('"minuit"', False), ("23:30:00", False)])
def test_an_hour_a_minute_before_midnight_is_told(tmp_path: Path, hour: str, told: bool) -> None:
    faulty, lines = checked(tmp_path, CALL.replace("18:00:00", hour))
    assert not faulty
    said = (
        'à voir (minuit) : l’assistant dira « 23 h 59 » ; si l’appel dit « à minuit », écrivez closes_hour = "minuit"'
    )
    assert (said in lines) is told


OF_A_DAY = """[[fact]]
id = "reunion"
title = "Réunion"
question = "Quand est la réunion ?"
answer = "Le {reunion}, en ligne."
parts = ["tout"]
"""


@pytest.mark.parametrize(
    ("answer", "then", "told"),
    mostly_at_night(
        [
            ("Le {reunion}.", "", "« reunion » ([fact.past.reunion])"),
            ("Le {reunion}.", '[fact.past.reunion]\nopen = "Passée."\n', "« reunion » ([fact.past.reunion])"),
            ("Le {reunion}.", '[fact.past.reunion]\nanswer = "C’est passé."\n', ""),
            ("Le {bilan}, {issued}.", "", ""),  # After the closing, and the date of the call: nothing passes.
            ("Le jeudi 29 janvier, en ligne.", "", "« reunion » (29 janvier)"),
            ("Le 1er septembre 2026.", "", ""),
        ],
        lambda case: bool(case[-1]),
    ),
)
def test_a_day_that_passes_before_the_closing_and_is_told_as_if_to_come_is_named(
    tmp_path: Path, answer: str, then: str, told: str
) -> None:
    values = CALL.replace("indemnite_2027 = 900", "indemnite_2027 = 900\nreunion = 2026-01-29\nbilan = 2026-06-30")
    faulty, lines = checked(tmp_path, values + OF_A_DAY.replace("Le {reunion}, en ligne.", answer) + then)
    assert not faulty, lines
    said = [line.partition(" : ")[2] for line in lines if "passe avant la clôture" in line]
    assert [line.rpartition(" : ")[2] for line in said] == ([told] if told else [])


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("closes", "c’est [fact.after] qui dit l’après-clôture"),
        ("indemnite_2027", "il faut une date de [values] ou de [call]"),
        ("rien", "il faut une date de [values] ou de [call]"),
    ],
)
def test_what_a_fact_may_not_change_after_is_said(tmp_path: Path, name: str, why: str) -> None:
    faulty, lines = checked(tmp_path, CALL + f'[fact.past.{name}]\nanswer = "Passé."\n')
    assert faulty
    assert f"ligne 37, fait « date_limite », clé « past.{name} » : « {name} » n’y convient pas, {why}" in lines


def test_every_word_kept_by_the_assistant_says_what_it_does() -> None:
    assert set(RESERVED) == {topic.id for topic in general() if topic.kind is TopicKind.INTENT}


def test_all_of_an_advice_is_listed_where_all_is_asked_for(tmp_path: Path) -> None:
    fact = '[[fact]]\nid = "chose_{at}"\ntitle = "Chose"\nquestion = "Quelle chose {at} ?"\nanswer = "Une chose."\n'
    fact += 'parts = ["tout"]\nasks = ["y a-t-il une chose {at} ?"]\n'
    asked = '[[fact.asked]]\nsays = ["zut"]\nbegins = "Certes :"\n'
    facts = "".join((fact + asked * (at % 2)).format(at=at) for at in range(30))
    for whole in (False, True):
        faulty, lines = checked(tmp_path, CALL + facts, whole=whole)
        assert not faulty, lines
        for kind in ("peu", "ouverture"):
            (line,) = [one for one in lines if one.startswith(f"à voir ({kind})")]
            assert ("autres" in line) is not whole
            assert line.count("« chose_") == ((30 if kind == "peu" else 15) if whole else 10), line


def test_small_words_of_the_title_are_not_what_the_call_is_about(tmp_path: Path) -> None:
    titled = CALL.replace('title = "Essai"', 'title = "Tutorat dans un lycée, avec attestation"')
    (line,) = [one for one in checked(tmp_path, titled, whole=True)[1] if one.startswith("à voir (titre)")]
    assert line.endswith(" : « attestation » (attestation)")


@pytest.mark.parametrize(
    ("answer", "named"),
    mostly_at_night(
        [
            ("Constituer un dossier.", "Constituer"),
            ("Mme Roux.", ""),
            ("DRANE, au rectorat.", ""),
            ("Deux ans.", ""),
            ("Claire Roux.", ""),
            ("{personne} et moi.", ""),
        ],
        lambda case: bool(case[-1]),
    ),
)
def test_an_answer_that_keeps_a_capital_after_a_colon_is_named(tmp_path: Path, answer: str, named: str) -> None:
    fact = f'[[fact]]\ntype = "duree"\nanswer = "{answer}"\nparts = ["tout"]\n[[fact.asked]]\nsays = ["zut"]\nbegins = "Oui :"\n'
    told = [
        line.rpartition(" : ")[2] for line in checked(tmp_path, CALL + fact)[1] if line.startswith("à voir (majuscule)")
    ]
    assert told == ([f"« duree » ({named})"] if named else [])


def test_a_wording_of_another_type_is_told(tmp_path: Path) -> None:
    _, lines = checked(tmp_path, CALL, wordings='indemnite = ["combien de temps dure la mission ?", "qui décide ?"]')
    said = next(line for line in lines if "mot pour mot" in line)
    assert "« qui décide ? » (indemnite, et qui_decide)" in said


def test_silences_are_printed_with_what_will_be_said(tmp_path: Path) -> None:
    _, lines = checked(tmp_path, CALL, silences=True)
    assert any(" ".join(line.split()) == "cv L’appel ne mentionne pas de CV." for line in lines)
    prorata = next(line for line in lines if line.startswith("prorata"))
    assert prorata.endswith("en cours d’année. 900 € par an.")  # With the nearest fact, as it is said.
    assert "cv " not in "\n".join(checked(tmp_path, CALL)[1])


@pytest.mark.night
def test_what_is_misread_is_counted_on_the_file_s_own_wordings(tmp_path: Path) -> None:
    file, said = tmp_path / "essai.toml", list[str]()
    file.write_text(CALL, "utf-8")
    file.with_suffix(".wordings.toml").write_text('indemnite = ["qui garde les chats ?", "ratatouille"]\n', "utf-8")
    faulty, report = check_file(file, progress=said.append)
    assert not faulty
    assert "« ratatouille » (indemnite), comprise « " in report.replace(NBSP, " ")
    assert len(said) == 3


def test_words_of_what_the_assistant_does_that_an_entry_takes_are_told(tmp_path: Path) -> None:
    file = tmp_path / "essai.toml"
    file.write_text(CALL, "utf-8")
    taken = [
        "comment candidater",
        "je veux candidater",
        "postuler à la mission",
        "je souhaite candidater",
        "je candidate",
    ]
    file.with_suffix(".wordings.toml").write_text(f"indemnite = {json.dumps(taken, ensure_ascii=False)}\n", "utf-8")
    report = check_file(file)[1].replace(NBSP, " ")
    (line,) = [one for one in report.splitlines() if one.startswith("à voir (prend)")]
    assert "indemnite ; l’assistant ouvre la candidature" in line


def test_sentences_of_the_published_text_that_no_answer_says_are_named(tmp_path: Path) -> None:
    file = tmp_path / "essai.toml"
    file.write_text(CALL.replace('parts = ["tout"]', 'parts = ["rien"]', 1), "utf-8")
    file.with_suffix(".txt").write_text(
        "L’indemnité est de 900 euros par an.\nUn chat garde le rectorat de la ville.\n", "utf-8"
    )
    (line,) = [one for one in check_file(file)[1].splitlines() if one.startswith("à voir (texte)")]
    assert "Un chat garde le rectorat de la ville." in line


@pytest.fixture(autouse=True)
def _logs_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command sets the level of the logs for its process: here, for the tests that follow."""
    monkeypatch.setattr("bot.log.configure", lambda *_given: None)


@pytest.mark.parametrize(
    ("day", "said"),
    mostly_at_night(
        [("2026-02-04", "il reste 1 jour"), ("2026-02-05", "dernier jour"), ("2026-02-06", "closes depuis")],
        lambda _: "any",
    ),
)
def test_a_call_is_tried_on_another_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], day: str, said: str
) -> None:
    file = tmp_path / "essai.toml"
    tenses = '[fact.last_day]\nanswer = "C’est le dernier jour."\n[fact.after]\nanswer = "Closes depuis hier, closes depuis le {closing}."\n'
    file.write_text(CALL.replace("Le {closes}.", "Le {closing}, il reste {left}.") + tenses, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", io.StringIO("quelle est la date limite ?\n"))
    assert main(["call", "try", str(file), "--date", day]) == 0
    assert said in capsys.readouterr().out.replace(NBSP, " ")
    assert {one.name for one in tmp_path.iterdir()} == {"essai.toml"}


def test_a_call_is_tried_in_a_private_chat_with_its_greeting_and_its_form(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "essai.toml"
    file.write_text(CALL, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", io.StringIO("bonjour\ncandidater\nMARTIN Ève\n"))
    assert main(["call", "try", str(file), "--date", "2026-02-01"]) == 0
    greeting, hello, form, answered, _ = capsys.readouterr().out.replace(NBSP, " ").split("\nagent> ")
    assert "Appel « Essai »" in greeting
    assert hello.startswith("bonjour\n── Bonjour")
    assert form.startswith("candidater\n── Candidature : Essai ──")
    assert "Étape 2 sur 4" in answered
    assert {one.name for one in tmp_path.iterdir()} == {"essai.toml"}


ASKED = """[[fact.asked]]
says = ["benevol*"]
begins = "Non, elle est payée :"
[[fact.asked]]
named = "sum"
begins = "Oui :"
[[fact.asked]]
form = "how_much"
says = ["hebdomadaire*"]
begins = "Le total :"
tenses = ["before"]
"""


@pytest.mark.night
def test_a_trial_says_which_opening_held_or_why_none_did(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "essai.toml"
    file.write_text(CALL.replace("[fact.after]", f"{ASKED}[fact.after]", 1), "utf-8")
    monkeypatch.chdir(tmp_path)
    asked = ["l'indemnité est de 900 € ?", "l'indemnité est de 900 € par mois ?", "merci"]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join([*asked, ""])))
    assert main(["call", "try", str(file), "--date", "2026-02-05"]) == 0
    _, held, none, thanks, _ = capsys.readouterr().out.replace(NBSP, " ").split("\nagent> ")
    assert "  · ouverture n° 2 de « indemnite » retenue" in held.splitlines()
    assert [line for line in none.splitlines() if "·" in line] == [
        "  · ouverture n° 1 de « indemnite » écartée : aucun mot de « says »",
        "  · ouverture n° 2 de « indemnite » écartée : mot « mois » en trop",
        "  · ouverture n° 3 de « indemnite » écartée : vaut avant la clôture",
    ]
    assert "·" not in thanks


def test_an_opening_that_no_wording_triggers_is_named(tmp_path: Path) -> None:
    text = CALL.replace("[fact.after]", f"{ASKED}[fact.after]", 1)
    _, lines = checked(tmp_path, text.replace('le tuteur ?"]', 'le tuteur ?", "est-ce bénévole ?"]'))
    told = [line for line in lines if "[[fact.asked]] qu’aucune" in line]
    assert len(told) == 1
    assert told[0].endswith(" : « indemnite » n° 2 et 3")


def test_types_are_listed_by_theme_with_what_is_said_otherwise(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["types", "list"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("L’ARGENT ET LES FRAIS\n\nindemnite ")
    assert "\n\nLE DOSSIER\n\n" in printed
    assert "sinon : L’appel ne mentionne pas de CV." in printed


@pytest.mark.night
def test_advice_that_its_writer_has_seen_is_not_given_again(tmp_path: Path) -> None:
    def kinds(text: str) -> set[str]:
        return {line.split(")")[0].removeprefix("à voir (") for line in checked(tmp_path, text, wordings=WORDINGS)[1]
                if line.startswith("à voir (")}  # fmt: skip

    assert {"nie", "heure", "court", "reserve"} <= kinds(CALL)
    seen = kinds('seen = ["peu", "nie", "heure:date_limite", "court:indemnite", "reserve"]\n' + CALL)
    assert not {"nie", "heure", "court", "reserve"} & seen
    assert "heure" in kinds('seen = ["heure:indemnite"]\n' + CALL)
    faulty, lines = checked(tmp_path, 'seen = ["bof"]\n' + CALL)
    assert faulty
    assert lines[0].startswith("ligne 1, clé « seen » : « bof » n’est ni une sorte de conseil (peu, nie, ")


def test_what_is_looked_for_later_is_said_while_a_fault_remains(tmp_path: Path) -> None:
    _, lines = checked(tmp_path, CALL.replace('title = "Essai"', "title = 3"), wordings='chats = ["miaou"]\n')
    assert lines[:2] == [
        "ligne 4, [call], clé « title » : un texte entre guillemets est attendu",
        "formulations, ligne 1 : « chats » n’est l’identifiant d’aucune entrée",
    ]
    assert lines[2].startswith("D’autres défauts")
    file = tmp_path / "essai.toml"
    file.write_text(CALL.replace('parts = ["tout"]', 'parts = ["rien"]', 1), "utf-8")
    file.with_suffix(".weights.npz").unlink()
    file.with_suffix(".wordings.toml").unlink()
    assert "à voir ensuite : les formulations mal comprises" in check_file(file)[1].replace(NBSP, " ")


@pytest.mark.parametrize(
    ("answer", "fault"),
    mostly_at_night(
        [
            ("Les agents (entretien, restauration, accueil) aussi.", False),
            ("Le ou la candidat(e) écrit.", True),
            ("Les candidat(e)s retenu(es) écrivent.", True),
            ("Le site (lien en bas) le dit.", False),
        ],
        lambda case: bool(case[-1]),
    ),
)
def test_only_a_feminine_in_brackets_is_a_fault(tmp_path: Path, answer: str, fault: bool) -> None:
    _, lines = checked(tmp_path, CALL.replace("{indemnite_2027} par an.", answer))
    assert any("pas de parenthèses pour le féminin" in line for line in lines) is fault


def test_an_opening_is_counted_from_one_and_its_lists_may_be_texts(tmp_path: Path) -> None:
    wrong = '[[fact.asked]]\nsays = "bénévol*"\nbegins = "Non :"\n[[fact.asked]]\nunless = 3\nsays = ["x"]\nbegins = "Oui :"\n'
    _, lines = checked(tmp_path, CALL.replace("[fact.after]", f"{wrong}[fact.after]", 1))
    assert lines[0] == "ligne 35, fait « indemnite », clé « asked.2.unless » : une liste entre crochets est attendue"
    for said in ('"y a-t-il, bénévol*"', '["y a-t-il", "bénévol*"]'):
        text = CALL.replace(
            "[fact.after]", f'[[fact.asked]]\nsays = {said}\nbesides = "payé, ou"\nbegins = "Non :"\n[fact.after]', 1
        )
        faulty, lines = checked(tmp_path, text)
        assert not faulty, lines


def test_a_silence_that_denies_the_call_s_own_subject_is_named(tmp_path: Path) -> None:
    _, lines = checked(tmp_path, CALL.replace('title = "Essai"', 'title = "Accompagnateurs de VAE"'))
    told = next(line for line in lines if line.startswith("à voir (titre)"))
    assert "« attestation » (vae)" in told
