"""The services of the assistance, each asked for in the words of several people, in the demonstration as it is seeded."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from dialogs.ui.elements import SAYS
from tests.dialogs.asking import press
from tests.dialogs.play import demonstration, seated, shown
from tests.talk import Office


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the path of the database of the demonstration, which is filled once for all tests here."""
    path = tmp_path_factory.mktemp("demonstration") / "whole.db"
    asyncio.run(_fill(path))
    return path


async def _fill(path: Path) -> None:
    async with demonstration(path):
        pass


@pytest_asyncio.fixture
async def office(seeded: Path, tmp_path: Path) -> AsyncIterator[Office]:
    """Yield a copy of the demonstration."""
    here = shutil.copy(seeded, tmp_path / "here.db")
    async with demonstration(Path(here)) as opened:
        yield opened


@pytest.mark.parametrize(
    ("seat", "said", "answered"),
    [
        ("agent", "est-ce que c'est juste chez nous ou d'autres bahuts n'arrivent pas à se connecter ?", "Difficultés communes"),
        ("expert", "ils sont combien à avoir signalé la lenteur depuis ce matin ? je voudrais leur écrire d'un coup", "Difficultés communes"),
        ("saeple", "Op@le HS niveau national, préviens les EPLE qu'on est au courant", "Annonce : Op@le HS niveau national"),
        ("agent", "ca va prendre combien de tps avant qu'on me rappelle", "En combien de temps"),
        ("agent", "delai moyen pour une réponse svp", "L’attente habituelle"),
        ("agent", "je suis la combientième dans la file", "Rien n’est en cours à votre nom"),
        ("expert", "Je reprends la 3 au pied levé, tu me fais le topo en dix lignes ?", "DA-2024-0003 en une page"),
        ("expert", "l'essentiel de la 3 en court, je suis au tel avec eux dans 5 min", "DA-2024-0003 en une page"),
        ("expert", "la 5 on en est où et qu'est-ce qui a déjà été essayé", "DA-2024-0005 en une page"),
        ("expert", "fais-moi une ébauche pour répondre à la 3, pas trop longue, ton sympa", "Aucun cas publié n’est assez proche"),
        ("expert", "comment on a réglé le coup du lettrage impossible l'an dernier ?", "Aucun cas publié ne ressemble"),
        ("expert", "l'astuce de la 5 mérite d'aller dans la base, tu l'enregistres ?", "pas encore de solution à partager"),
        ("saeple", "Combien de fois nos experts se sont-ils déplacés depuis janvier, s'il vous plaît ?", "Visites sur place"),
        ("expert", "visite à Gap mardi, note-le", "Pour quelle demande est la visite ?"),
        ("expert", "visite à Briançon mardi, note-le", "Une visite se note sur une demande, et aucune n’est ouverte là"),
        ("saeple", "visites à Carpentras", "Aucune visite n’y est prévue"),
        ("saeple", "ouvre une session immobilisations le 3 décembre à Aix, 15 places", "Annoncer une session de formation"),
        ("saeple", "qui a dit oui pour le 18 ?", "Comité de pilotage"),
        ("saeple", "invite le copil pour le 18 novembre 14h salle Cézanne", "Convoquer le comité de pilotage"),
        ("expert", "j'aimerais bien que soit évoqué un tutorat pour les nouveaux gestionnaires quand vous vous réunirez", "Proposition pour le comité"),
        ("saeple", "à qui il manque encore un OM", "Lettres et ordres de mission"),
        ("saeple", "on reconduit toute l'équipe en septembre, tu refais les papiers", "Préparer ce qui manque"),
        ("expert", "jai perdu mon ordre de mission tu peu me le renvoyé", "Vos lettre et ordre de mission"),
        ("expert", "ticket 458712 pour la 3", "Ticket officiel [458712]"),
        ("expert", "J'ai ouvert chez eux pour la 4, réf 470255, à garder avec", "Ticket officiel [470255]"),
        ("expert", "ils me rappellent à propos du 463381, retrouve moi le dossier", "ne porte le ticket officiel 463381"),
    ],
)  # fmt: skip
async def test_a_service_is_found_in_the_words_of_who_asks(office: Office, seat: str, said: str, answered: str) -> None:
    assert answered in (await shown(seated(office, seat), said)).replace("\N{NO-BREAK SPACE}", " ")


async def test_a_visit_told_without_a_number_is_planned_by_a_press_on_ones_request_there(office: Office) -> None:
    expert = seated(office, "expert")
    await expert.opens()
    await expert.says("déplacement jeudi 14h au lycée Paul Héraud")
    planned = (await press(expert, SAYS)).replace("\N{NO-BREAK SPACE}", " ")
    assert "Le rendez-vous est fixé au jeudi 1er février 2024 à 14 h 00" in planned
    assert "sur place" in planned


@pytest.mark.parametrize(
    "said",
    ["sors moi les lettres de mission de tout le monde", "qui vient au comité ?", "résume la 3", "note le ticket 458712 sur la 3"],
)  # fmt: skip
async def test_a_school_is_shown_no_work_of_the_others(office: Office, said: str) -> None:
    seen = await shown(seated(office, "agent"), said)
    assert not any(one in seen for one in ("Perrot", "Ferrand", "Garcin", "Carpentras", "Préparer ce qui manque"))
