"""The call's file: every fact in our own words, with the values that French wants; faults explained."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest

from knowledge.base import KnowledgeBase, days_left
from knowledge.call import Call, Tense, tense_at
from knowledge.call_file import CallFault, read_call
from knowledge.french import PARIS, counted, euros, instant, listed, long_date, period, shortened, typeset
from knowledge.identities import name_parts, without_identity, without_names
from storage.calls import find, lexicon
from tests.understanding import data


def facts() -> dict[str, list[str]]:
    read = json.loads((data.SHARED / "facts.json").read_text(encoding="utf-8"))
    return {id_: fact["must"] for id_, fact in read.items()}


def test_each_of_the_27_facts_is_held_by_its_answer_and_by_its_sentence(base: KnowledgeBase) -> None:
    expected = facts()
    assert set(expected) == set(base.facts)
    for id_, patterns in expected.items():
        for text in (base.facts[id_].answer, base.facts[id_].short):
            said = base.call.filled(text)
            assert all(re.search(pattern, said, re.IGNORECASE) for pattern in patterns), (id_, said)


def test_no_sentence_of_the_call_is_pasted(base: KnowledgeBase) -> None:
    # A line is the beginning of the SHA-256 of twelve words of the official text, from each of its words on.
    runs = frozenset((Path(__file__).parents[1] / "data" / "call_runs.txt").read_text(encoding="utf-8").split())
    assert len(runs) > 500
    for fact in base.call.fact:
        said = re.findall(r"\w+", base.call.filled(f"{fact.answer} {fact.short}").casefold())
        pasted = [" ".join(said[start : start + 12]) for start in range(len(said) - 11)]
        assert [one for one in pasted if sha256(one.encode()).hexdigest()[:16] in runs] == [], fact.id


def test_every_entry_has_twenty_ways_of_being_asked(base: KnowledgeBase) -> None:
    few = {entry.id: len(entry.asks) for entry in find(base.call.id).read().entries if len(entry.asks) < 20}
    assert few == {}


def test_no_answer_begins_with_yes(base: KnowledgeBase) -> None:
    assert [
        fact.id for fact in base.call.fact if re.match(r"\W*(oui|non|tout à fait|exact)", fact.answer, re.IGNORECASE)
    ] == []


def test_every_answer_with_its_buttons_is_short(base: KnowledgeBase) -> None:
    for fact in base.call.fact:
        asks = " ".join(base.facts[id_].question for id_ in fact.related)
        assert len(base.call.filled(f"{fact.title} {fact.answer} {fact.open}") + asks) < 700, fact.id


@pytest.mark.parametrize(
    ("moment", "left"),
    [
        (datetime(2024, 1, 25, 9, tzinfo=UTC), 11),
        (datetime(2024, 2, 4, 22, 59, 59, tzinfo=UTC), 1),
        (datetime(2024, 2, 4, 23, tzinfo=UTC), 0),
        (datetime(2024, 2, 5, 22, 59, 59, tzinfo=UTC), 0),
        (datetime(2024, 2, 5, 23, tzinfo=UTC), -1),
    ],
)
def test_days_are_counted_in_paris(moment: datetime, left: int) -> None:
    assert days_left(date(2024, 2, 5), moment) == left


def test_french_is_printed_as_it_should_be() -> None:
    assert euros(1800) == "1\u00a0800\u00a0€"
    assert [euros(Decimal(one)) for one in ("42.5", "1250.05", "900.00", "0.529")] == [
        "42,50\u00a0€", "1\u00a0250,05\u00a0€", "900\u00a0€", "0,529\u00a0€",
    ]  # fmt: skip
    assert long_date(date(2024, 2, 5)) == "lundi 5 février 2024"
    assert long_date(date(2024, 5, 1)) == "mercredi 1er mai 2024"
    assert instant(datetime(2024, 1, 25, 9, 5, tzinfo=UTC)) == "jeudi 25 janvier 2024 à 10\u00a0h\u00a005"
    assert [counted(n, "jour") for n in (0, 1, 2, 1200)] == [
        "0\u00a0jour",
        "1\u00a0jour",
        "2\u00a0jours",
        "1\u00a0200\u00a0jours",
    ]
    assert [period(days) for days in (1, 90, 365, 730, 1825, 3650)] == [
        "1\u00a0jour", "90\u00a0jours", "un an", "deux ans", "cinq ans", "3\u00a0650\u00a0jours",
    ]  # fmt: skip
    assert [listed(items) for items in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a et b", "a, b et c"]
    assert typeset("« l'un » : 2 000 €, n° 3 ?") == ("«\u00a0l’un\u00a0»\u00a0: 2\u00a0000\u00a0€, n°\u00a03\u00a0?")
    assert shortened("un  deux\ntrois quatre", 12) == "un deux…"


CHANGING = """
[values]
reunion = 2026-01-20
entretiens = [2026-02-10, 2026-02-12]
[parts]
tout = "texte"
[[fact]]
id = "reunion"
title = "Réunion"
question = "Quand est la réunion ?"
answer = "Le {reunion}."
open = "En ligne."
parts = ["tout"]
[fact.last_day]
open = ""
[fact.after]
answer = "Close."
[fact.past.reunion]
answer = "Passée."
[fact.past.entretiens]
answer = "Choisis."
[[fact.asked]]
says = ["ligne"]
begins = "Oui :"
until = "reunion"
[[fact.asked]]
says = ["ligne"]
begins = "C’était le cas :"
past = "reunion"
"""


@pytest.mark.parametrize(
    ("now", "said", "begins"),
    [
        ((1, 20, 23, 59, 59), "Le {reunion}. En ligne.", "Oui :"),
        ((1, 21, 0, 0), "Passée. En ligne.", "C’était le cas :"),
        ((2, 4, 23, 59), "Passée. En ligne.", "C’était le cas :"),
        ((2, 5, 0, 0), "Passée.", "C’était le cas :"),  # What the last day leaves out stays as it was.
        ((2, 5, 11, 59), "Passée.", "C’était le cas :"),
        ((2, 5, 12, 0), "Close. En ligne.", "C’était le cas :"),
        ((2, 12, 23, 59), "Close. En ligne.", "C’était le cas :"),
        ((2, 13, 0, 0), "Choisis. En ligne.", "C’était le cas :"),
    ],
)
def test_a_fact_changes_the_day_after_one_of_its_own_and_what_comes_last_prevails(
    now: tuple[int, ...], said: str, begins: str
) -> None:
    call = small("closes_hour = 12:00:00", CHANGING)
    fact = call.fact[0].at(*call.came(datetime(2026, *now, tzinfo=PARIS).astimezone(UTC)))  # type: ignore[arg-type]
    assert (f"{fact.answer} {fact.open}".rstrip(), [one.begins for one in fact.asked]) == (said, [begins])


def test_a_fact_that_changes_after_a_day_that_the_call_does_not_give_stops_the_start() -> None:
    with pytest.raises(CallFault, match="reunions"):
        KnowledgeBase.of(small(rest=CHANGING.replace("past.reunion]", "past.reunions]")), (), lexicon(), None)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ("[2026-06-22, 2026-06-26]", "du 22 au 26 juin 2026"),
        ("[2026-06-22, 2026-06-23]", "les lundi 22 et mardi 23 juin 2026"),
        ("[2026-05-31, 2026-06-01]", "les dimanche 31 mai et lundi 1er juin 2026"),
        ("[2026-05-21, 2026-06-26]", "du 21 mai au 26 juin 2026"),
        ("[2026-06-01, 2026-06-03]", "du 1er au 3 juin 2026"),
        ("[2026-12-28, 2027-01-05]", "du 28 décembre 2026 au 5 janvier 2027"),
    ],
)
def test_a_value_of_two_days_says_from_when_to_when(days: str, said: str) -> None:
    call = small(rest=f"[values]\ndays = {days}\ntaux = 42.50")
    assert call.filled("{days}, au rectorat.") == f"{said[0].upper()}{said[1:]}, au rectorat."
    assert call.filled("Au rectorat. {days}.") == f"Au rectorat. {said[0].upper()}{said[1:]}."
    assert call.filled("Au rectorat, {days}.") == f"Au rectorat, {said}."
    assert call.filled("{closing} : {deposit_mail}, {taux}.") == "Jeudi 5 février 2026 : a@b.fr, 42,50\u00a0€."


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("écrivez à a.b@c.fr", "écrivez à …"),
        ("Mme Durand-Petit du 0130001F", "Mme … du …"),
        ("Je suis Jean Dupont", "Je suis …"),
        ("rappelez le 06 11 22 33 44", "rappelez le …"),
        ("mon mot de passe : Opale2024! ne marche pas", "mon … ne marche pas"),
        ("la bourse de l'élève Dupont Marie", "la bourse de l'élève …"),
        ("jusqu'en 2027 ?", "jusqu'en 2027 ?"),
        ("je suis secrétaire général", "je suis secrétaire général"),
        ("supprimer les données de Zéphirine Quatrebarbes ?", "supprimer les données de … ?"),
        ("Zéphirine QUATREBARBES a-t-elle candidaté ?", "… a-t-elle candidaté ?"),
        ("Que dit Jean-Marc L’Hostis d’Op@le ?", "Que dit … d’Op@le ?"),
        ("Le SA EPLE et la DIEPAT", "Le SA EPLE et la DIEPAT"),
        ("Bonjour Madame, où est Chorus Pro ?", "Bonjour Madame, où est Chorus Pro ?"),
        ("Quelle est la date ? Merci Beaucoup", "Quelle est la date ? Merci Beaucoup"),
        ("Rectorat Aix Marseille", "Rectorat Aix Marseille"),
    ],
)
def test_what_is_kept_names_nobody(text: str, kept: str) -> None:
    assert without_identity(text) == kept


@pytest.mark.parametrize(
    ("text", "capitals", "kept"),
    [
        ("Est-ce que Roux vient ?", True, "Est-ce que … vient ?"),
        ("un mur roux, un petit mur", True, "un mur roux, un petit mur"),
        ("Petit à petit", True, "Petit à petit"),
        ("demandez à Camille ROUX-PETIT", True, "demandez à …"),
        ("camille roux est là", False, "… est là"),
        ("Roux", False, "…"),
    ],
)
def test_names_that_are_known_are_masked_where_they_are_names(text: str, capitals: bool, kept: str) -> None:
    parts = name_parts(["Camille Roux", "Petit de La Tour", ""])
    assert parts == {"camille", "roux", "petit", "tour"}
    assert without_names(text, parts, capitals=capitals) == kept


def test_a_fault_names_the_line_the_entry_and_the_key() -> None:
    with pytest.raises(CallFault) as fault:
        read_call('[call]\nid = "x"\n\n[[fact]]\nid = "un"\ntitle = 3\n')
    assert (
        "ligne 6, fait «\u00a0un\u00a0», clé «\u00a0title\u00a0»\u00a0: un texte entre guillemets est attendu"
        in fault.value.faults
    )


def test_an_answer_that_names_what_the_call_does_not_give_stops_the_start(base: KnowledgeBase) -> None:
    wrong = base.call.model_copy(update={"fact": (base.call.fact[0].model_copy(update={"short": "{prime} par an"}),)})
    with pytest.raises(CallFault, match="prime"):
        KnowledgeBase.of(wrong, (), lexicon(), None)


def small(heading: str = "", rest: str = "") -> Call:
    """Return a call of a few lines, with these more."""
    return read_call(
        'contact = { name = "N", mail = "n@b.fr" }\n'.join(
            (
                '[call]\nid = "essai"\ntitle = "Essai"\nreference = "R"\nissued = 2026-01-05\ncloses = 2026-02-05\n'
                'authority = "académie"\nservice = "Service"\ndeposit_mail = "a@b.fr"\n',
                f"{heading}\n{rest}",
            )
        )
    )


@pytest.mark.parametrize(
    ("hour", "now", "tense", "until"),
    [
        ("", datetime(2026, 2, 5, 15, tzinfo=PARIS), Tense.LAST_DAY, "minuit"),
        ("", datetime(2026, 2, 6, 0, tzinfo=PARIS), Tense.AFTER, "minuit"),
        ("closes_hour = 12:00:00", datetime(2026, 2, 5, 11, 59, tzinfo=PARIS), Tense.LAST_DAY, "midi"),
        ("closes_hour = 12:00:00", datetime(2026, 2, 5, 12, tzinfo=PARIS), Tense.AFTER, "midi"),
        ("closes_hour = 17:30:00", datetime(2026, 2, 4, 18, tzinfo=PARIS), Tense.BEFORE, "17\u00a0h\u00a030"),
        ('closes_hour = "minuit"', datetime(2026, 2, 4, 23, 59, 59, tzinfo=PARIS), Tense.BEFORE, "minuit"),
        ('closes_hour = "minuit"', datetime(2026, 2, 5, 0, tzinfo=PARIS), Tense.LAST_DAY, "minuit"),
        ('closes_hour = "24:00"', datetime(2026, 2, 5, 23, 59, 59, tzinfo=PARIS), Tense.LAST_DAY, "minuit"),
        ('closes_hour = "24 h"', datetime(2026, 2, 6, 0, tzinfo=PARIS), Tense.AFTER, "minuit"),
    ],
)
def test_a_call_closes_at_its_hour_or_at_the_end_of_its_last_day(
    hour: str, now: datetime, tense: Tense, until: str
) -> None:
    heading = small(hour).call
    assert (tense_at(heading, now), heading.until) == (tense, until)


def test_the_closing_says_midnight_where_the_call_gives_it_and_the_day_alone_where_it_gives_no_hour() -> None:
    assert small("").call.closing == "jeudi 5 février 2026"
    assert small('closes_hour = "minuit"').call.closing == "jeudi 5 février 2026 à minuit"
