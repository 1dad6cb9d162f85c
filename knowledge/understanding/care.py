"""What calls for care before any answer: danger, harassment, exhaustion told in passing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from knowledge.understanding.intent.normalise import evened


class Care(StrEnum):
    """What a message tells of the person, the gravest first."""

    DANGER = "danger"  # Of death, or of violence.
    HARASSMENT = "harassment"
    EXHAUSTION = "exhaustion"


_SIGNS: Mapping[Care, re.Pattern[str]] = MappingProxyType(
    {
        Care.DANGER: re.compile(
            r"\b(?:suicid\w*|me (?:tuer|foutre en l'air|faire du mal|supprimer)|en finir(?: avec (?:la vie|tout))?(?!\w| (?:avec )?(?:le|la|les|ce|cette|mon|ma|op))|envie de mourir"
            r"|(?:plus|pas) envie de vivre|mettre fin a mes jours|me jeter (?:par|sous|du)|(?:il|elle|on) (?:m'a|me|m') ?(?:frappe\w*|tape dessus|agresse\w*)|menace\w* de mort)\b"
        ),
        Care.HARASSMENT: re.compile(
            r"\b(?:harcel\w+|(?:m'|me |nous )(?:humili\w+|insult\w+|rabaiss\w+|menac\w+|intimid\w+)|propos (?:sexistes?|racistes?|homophobes?)|discrimin\w+|agression\w* sexuelle)\b"
        ),
        Care.EXHAUSTION: re.compile(
            r"\b(?:(?:je suis|jsuis|suis) (?:a bout|epuisee?|au bout du rouleau|en burn[- ]?out|en depression|completement perdue?)|j'?en (?:peux|peu) (?:vraiment )?plus|burn[- ]?out"
            r"|je (?:vais )?craque\w*|je pleure|au bord (?:des larmes|du gouffre|de la crise)|je (?:ne )?dors plus|je n'y arrive(?:rai)? plus)\b"
        ),
    }
)


def care_for(text: str) -> Care | None:
    """Return what ``text`` tells of the person who writes it; None for most messages.

    A question on what the call says of it («et en cas de harcèlement, l'appel dit quoi ?») is a question.
    """
    plain = evened(text)
    return next((care for care, signs in _SIGNS.items() if signs.search(plain) and not _ASKED.search(plain)), None)


_DISAPPOINTED = re.compile(
    r"\b(?:pas|rien|jamais|aucun\w*)\b.{0,25}\b(?:aid\w*|avanc\w*|utile|serv\w*|repond\w*|ma question|ce que je (?:demand\w*|veux|voulais)|compri\w*|convaincant)"
    r"|\b(?:n'|ne )(?:m'|me )?(?:a |avez )?(?:aide\w*|avance\w*|sert|repond\w*)\b.{0,12}\b(?:pas|rien|jamais)\b"
    r"|\b(?:c'est|t'es|tu es|vous etes|reponse|franchement) (?:nul\w*|inutile|n'importe quoi)\b|\ba cote de la plaque\b|\bne sers? a rien\b"
)
_FEW = 14  # Words of a message that is nothing but that.


def disappointed(text: str) -> bool:
    """Tell whether a short message says that what was answered does not help, whatever thanks are around it."""
    plain = evened(text)
    return len(plain.split()) <= _FEW and not plain.rstrip().endswith("?") and bool(_DISAPPOINTED.search(plain))


_ASKED = re.compile(r"\b(?:l'appel|la mission|un expert|les experts|candidat\w*|en cas d)\b")
