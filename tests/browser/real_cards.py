"""Cards of real life, by name: those of the demonstration's first minute, made without a server or a browser.

Their heights and words are held to a budget by ``test_heights``.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.demo.rooms import COLLEAGUES, roles_given
from bot.demo.seed import FILE, seed
from dialogs.core.context import Post
from dialogs.router import Router
from knowledge.schools.register import Register, read_file
from storage.actions.people import seed_roles
from storage.calls import find, read_base
from storage.engine import Storage
from storage.schema import migrate
from tests.talk import Office

CALL = "2024-experts-opale"
OPEN = datetime(2024, 1, 25, 9, tzinfo=UTC)  # As the demonstration begins.


@dataclass(frozen=True, slots=True)
class RealCard:
    """A card: who sees it after having typed, or pressed what stands in brackets.

    ``tallest``: pixels on a phone (375 px); ``pictured``: by ``card_pictures``.
    """

    name: str
    seat: str
    steps: tuple[str, ...]
    tallest: int = 0
    pictured: bool = False


HELP_SAID = "le flux Chorus Pro est rejeté au lycée Zola, c'est urgent, 04 42 91 70 00"
APPLICATION_SAID = (
    "candidater", "oui", "camille.roux@ac-aix-marseille.fr", "sg", "0130001F", "vague 2",
    "Secrétaire générale sous Op@le depuis 2022, j’aide déjà deux collègues de mon groupement.", "04 42 91 70 00", "oui",
)  # fmt: skip

CARDS = (
    RealCard("bilan", "saeple", ("statut",), pictured=True),
    RealCard("liste", "saeple", ("demandes ouvertes",), tallest=790, pictured=True),
    RealCard("sujets", "saeple", ("demandes par sujet",)),
    RealCard("semaines", "saeple", ("demandes par semaine",)),
    RealCard("candidatures", "saeple", ("liste des candidatures",), tallest=550, pictured=True),
    RealCard("dossier", "saeple", ("statut CA-2024-0001",), pictured=True),
    RealCard("experts", "saeple", ("experts",)),
    RealCard("suivies", "expert", ("mes demandes",), pictured=True),
    RealCard("etape", "agent", ("candidater",), tallest=400, pictured=True),
    RealCard("etape-choix", "agent", ("candidater", "oui", "camille.roux@ac-aix-marseille.fr"), tallest=400),
    RealCard("ecran", "agent", ("candidater", "[Tout remplir ici]"), pictured=True),
    RealCard("etape-assistance", "agent", ("demander une assistance",), tallest=400),
    RealCard("ecran-assistance", "agent", ("demander une assistance", "[Tout remplir ici]")),
    RealCard("nouvelle", "expert", ("DA-2024-0013",), tallest=400),
    RealCard("attribuee", "expert", ("DA-2024-0011",), tallest=400),
    RealCard("planifiee", "expert", ("DA-2024-0007",), tallest=400, pictured=True),
    RealCard("resolue", "expert", ("DA-2024-0003",), tallest=400),
    RealCard("en-attente", "expert", ("DA-2024-0009",), tallest=400),
    RealCard("nouvelle-saeple", "saeple", ("DA-2024-0013",), tallest=400),
    RealCard("planifiee-agent", "nadia", ("DA-2024-0007",), tallest=400, pictured=True),
    RealCard("resolue-agent", "thomas", ("DA-2024-0003",), tallest=400),
    RealCard("reponse", "agent", ("c'est payé ?",), pictured=True),
    RealCard("recapitulatif", "agent", (HELP_SAID,), tallest=500, pictured=True),
    RealCard("accuse", "agent", (HELP_SAID, "envoyer"), tallest=430, pictured=True),
    RealCard("relecture", "agent", APPLICATION_SAID, tallest=525),
    RealCard("depot", "agent", (*APPLICATION_SAID, "envoyer"), tallest=480),
    RealCard("aide-demandes", "saeple", ("aide", "[Demandes d’assistance]"), tallest=620, pictured=True),
    RealCard("silence", "agent", ("faut-il un CV ?",)),
    RealCard("resultats", "saeple", (
        "statut CA-2024-0002", "[Retenir le dossier]", "passer", "[Annoncer plus tard]",
        "statut CA-2024-0004", "[Ne pas retenir]", "Les candidatures étaient nombreuses.", "[Annoncer plus tard]",
        "résultats à annoncer",
    )),
)  # fmt: skip


async def real_cards() -> dict[str, dict[str, Any]]:
    """Return each card of CARDS as it is sent, by name."""
    with tempfile.TemporaryDirectory() as folder:
        storage = Storage.open(f"sqlite+aiosqlite:///{Path(folder) / 'cards.db'}")
        await migrate(storage)
        async with Office.open(storage, read_base(find(CALL)), OPEN) as office:
            office.services = replace(office.services, post=Post(server=True, copy_to="diepat@example.org"))
            office.router = Router(office.services)
            office.register = Register(read_file(FILE.read_text("utf-8")).schools)
            await seed_roles(storage, roles_given(), OPEN)
            # Its services and its clock are all that is used.
            await seed(office.services, "http://127.0.0.1")
            found = {card.name: await _shown(office, card, number) for number, card in enumerate(CARDS)}
        await storage.close()
    return found


async def _shown(office: Office, wanted: RealCard, number: int) -> dict[str, Any]:
    """Return a card as somebody sees it who has typed nothing else before, or has nothing else open."""
    colleague = next((one for one in COLLEAGUES if one.label == wanted.seat), None)
    if wanted.seat == "agent":
        talk = office.stranger(f"{number:08}-7777-4777-8777-777777777777", "Camille Roux")
    else:
        talk = office.stranger(colleague.key.oid, colleague.name) if colleague else office.talk(wanted.seat)
    for step in wanted.steps:
        await (talk.presses(step[1:-1]) if step.startswith("[") else talk.says(step))
    card = next(seen.card for seen in reversed(talk.seen) if seen.card)
    assert card
    return card
