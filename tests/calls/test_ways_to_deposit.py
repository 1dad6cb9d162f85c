"""What the assistant says of itself where it does not send the application: nobody believes that nothing is left to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import pytest

from dialogs.core.dispatch import documents_of, enclosures, to_do
from knowledge.base import KnowledgeBase
from knowledge.call import Call, Heading
from knowledge.french import NBSP, PARIS
from storage.engine import Storage
from tests.talk import Office

APPLYING, COPY, READERS = "avec_moi", "copie_candidature", "lecteurs_candidature"


async def told(storage: Storage, base: KnowledgeBase, entry: str) -> str:
    """Return what is said under that button while the call is open."""
    opens = base.call.call.opens_on
    async with Office.open(storage, base, datetime(opens.year, opens.month, opens.day, 10, tzinfo=PARIS)) as office:
        talk = office.talk()
        await talk.sends({"type": "Action.Execute", "verb": "about.show", "data": {"entry": entry}})
        return talk.seen[-1].text.replace(NBSP, " ")


@pytest.mark.parametrize(
    ("call", "entry", "expected", "never"),
    [
        ("base", APPLYING, ["Rien d’autre à envoyer"], ["ne compte pas"]),
        ("relais", APPLYING, ["C’est vous qui l’envoyez, en y joignant", "votre candidature ne compte pas"], ["Rien d’autre"]),
        ("bassin", APPLYING, ["déposez votre dossier dans Colibris ou adressez", "ne compte pas"], ["Rien d’autre", "courriel"]),
        ("base", COPY, ["Vous êtes en copie du courriel"], []),
        ("relais", COPY, ["Du courriel que vous envoyez vous-même, gardez une copie."], ["ous êtes en copie"]),
        ("bassin", COPY, ["Du dépôt lui-même, gardez la preuve"], ["courriel"]),
        ("relais", READERS, ["Elle est lue par la"], ["copie"]),
    ],
)  # fmt: skip
async def test_what_is_left_to_do_is_said(
    sqlite: Storage,
    request: pytest.FixtureRequest,
    call: str,
    entry: str,
    expected: Sequence[str],
    never: Sequence[str],
) -> None:
    said = await told(sqlite, request.getfixturevalue(call), entry)
    assert [one for one in expected if one not in said] == [], said
    assert [one for one in never if one in said] == [], said


async def test_who_has_a_copy_reads_it_too(sqlite: Storage, base: KnowledgeBase) -> None:
    assert "Elle est lue par le SA EPLE ; vous" in await told(sqlite, base, READERS), "its address is not known"
    heading: Heading = base.call.call
    known = replace(base, call=base.call.model_copy(update={"call": heading.model_copy(update={"copies": tuple(
        one.model_copy(update={"mail": "diepat@exemple.fr"}) for one in heading.copies
    )})}))  # fmt: skip
    assert "lue par le SA EPLE et, en copie du courriel, par la DIEPAT ; vous" in await told(sqlite, known, READERS)


async def test_a_call_that_no_form_here_is_for_is_not_received_here(sqlite: Storage, relais: KnowledgeBase) -> None:
    alone = replace(relais, call=relais.call.model_copy(update={"application": None}))
    said = await told(sqlite, alone, APPLYING)
    assert "je n’en reçois pas les candidatures : envoyez votre candidature à daac@ac-nantes.fr" in said
    assert "Je ne reçois pas les candidatures à cet appel" in await told(sqlite, alone, COPY)


async def test_what_the_call_itself_answers_comes_first(sqlite: Storage, relais: KnowledgeBase) -> None:
    first, *others = relais.call.fact
    fact = first.model_copy(update={"type": "accuse_reception"})
    says = replace(relais, call=relais.call.model_copy(update={"fact": (fact, *others)}))
    title, answer, source, ours = (await told(sqlite, says, COPY)).split("\n")
    assert (title, answer) == ("Garder une copie", "Jusqu’au vendredi 22 mai 2026.")
    assert source.startswith(f"Source : {relais.call.source}".replace(NBSP, " "))
    assert ours.startswith("Mon accusé de réception")


def _with(base: KnowledgeBase, **changed: object) -> Call:
    form = base.call.application
    assert form
    return base.call.model_copy(update={"application": form.model_copy(update=changed)})


def test_the_letter_comes_first_unless_the_call_gives_it_a_place(relais: KnowledgeBase, bassin: KnowledgeBase) -> None:
    first, *others = documents_of(relais.call)
    assert first.startswith("projet"), "what this call calls its letter"
    placed = _with(relais, documents=("curriculum vitae", "lettre de motivation", "avis"))
    assert documents_of(placed) == ["curriculum vitae", "lettre de motivation", "avis"]
    assert enclosures(placed, letter=False) == "curriculum vitae et avis"
    assert others == ["curriculum vitae", "avis du chef d’établissement"]
    assert "lettre de motivation" in documents_of(bassin.call), "on a site the call's list is the whole of it"


def test_what_the_call_asks_of_the_sending_is_said_with_what_is_left_to_do(
    relais: KnowledgeBase, bassin: KnowledgeBase, base: KnowledgeBase
) -> None:
    asks = "Nommez le fichier NOM.pdf, envoyé à {deposit_mail}."
    by_hand = _with(relais, sending=asks)
    assert to_do(by_hand, shown=True).endswith("Nommez le fichier NOM.pdf, envoyé à daac@ac-nantes.fr.")
    assert "à daac@ac-nantes.fr. Son texte et votre lettre sont prêts" in to_do(by_hand)
    assert to_do(_with(bassin, sending="Huit Mo au plus.")).endswith("Huit Mo au plus.")
    assert to_do(_with(base, sending=asks)) == "", "the assistant sends it"
