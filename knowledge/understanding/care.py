"""Danger, harassment and exhaustion, which come before any answer, and who the writer says that they are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from knowledge.base import KnowledgeBase
from knowledge.understanding.intent.topics import Decision
from knowledge.understanding.profile import signs_of
from knowledge.understanding.ruling import is_answered
from knowledge.understanding.words import evened


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
    found = next((care for care, signs in _SIGNS.items() if signs.search(plain) and not _ASKED.search(plain)), None)
    annoyed = found is Care.EXHAUSTION and _TOO_MANY.match(plain) and len(_SIGNS[found].findall(plain)) == 1
    return None if annoyed else found


_DISAPPOINTED = re.compile(
    r"\b(?:pas|rien|jamais|aucun\w*)\b.{0,25}\b(?:aid\w*|avanc\w*|utile|serv\w*|repond\w*|ma question|ce que je (?:demand\w*|veux|voulais)|compri\w*|convaincant)"
    r"|\b(?:n'|ne )(?:m'|me )?(?:a |avez )?(?:aide\w*|avance\w*|sert|repond\w*)\b.{0,12}\b(?:pas|rien|jamais)\b"
    r"|\b(?:c'est|t'es|tu es|vous etes|reponse|franchement) (?:nul\w*|inutile|n'importe quoi)\b|\ba cote de la plaque\b|\bne sers? a rien\b"
)
_FEW = 14  # Words of a message that is nothing but that.


def disappointed(text: str) -> bool:
    """Tell whether a short message says that what was answered does not help, whatever thanks are around it.

    A message that also asks something («et le CIA ? j'ai pas compris») is answered.
    """
    plain = evened(text)
    return len(plain.split()) <= _FEW and "?" not in plain and bool(_DISAPPOINTED.search(plain))


_ASKED = re.compile(r"\b(?:l'appel|la mission|un expert|les experts|candidat\w*|en cas d)\b")
# Who has had enough of what the assistant sends: «stop les notifications, j'en peux plus».
_TOO_MANY = re.compile(
    r"^(?=.*\bj'?en (?:peux|peu) (?:vraiment )?plus\b).*\b(?:notif\w*|(?:tes|vos) (?:rappels|messages|alertes|mails))\b"
)


# --- Who the writer says that they are: «je suis SG en vague 3, c'est payé combien ?».

_PARTS = re.compile(
    r"[.;:!?\n]+\s*|,\s*|\s+[–—-]\s+|\s+et\s+(?=(?:je|j['’]|on|combien|quand|o[uù]|qui|quel|comment|faut|est|y a)\b)"
)
_ONESELF = re.compile(
    r"^\W*(?:et |alors |donc |voila |bon |euh |moi,? ?)*(?:je (?:suis|travaille|m'appelle|gere)|j'(?:exerce|occupe|arrive|ai ete nomme)|chui|nous sommes|on est|etant|en tant que|en qualite de"
    r"|exercant|ici|en poste|actuellement|affecte|nomme|a |au |dans |depuis|sg|s\.g|fonde|secretaire|agent comptable|gestionnaire|intendant|adjoint|vague|v\d)"
)
_ASKS = re.compile(
    r"\b(?:combien|quand|qui|quoi|quel\w*|comment|pourquoi|est-ce|est ce|faut|fo|peut|puis|peux|pourr\w*|dois|doit|doivent|y a|savoir|demande|aurai\w*|voudrai\w*|veux|souhait\w*|candidat\w*|postul\w*)\b"
)
_GREETS = re.compile(r"^\W*(?:bonjour|bonsoir|bjr|salut|slt|hello|coucou|madame|monsieur|cc)\b[\w ]{0,20}$")
# Words that only ask whether one may apply: what is asked is about who one is.
_APPLYING = re.compile(
    r"(?:(?:je|j|ai|moi|me|m|on|peux|peut|puis|est|ce|c|que|qu|il|y|la|le|l|a|au|de|d|du|possible|candidat\w*|postul\w*|presenter|tenter|quand|meme|aussi|donc"
    r"|alors|ca|passe|marche|joue|oui|ou|non|suis|eligible\w*|concern\w*|droit|appel|s|adresse|bien|svp|stp|merci|quand|vous|prenez|veut)\W*)+"
)
_LEAST, _MOST = 8, 160  # Characters of what is asked at least, of who somebody is at most.


def after_introduction(text: str) -> str:
    """Return what follows the words by which somebody says who they are; ``text`` where none do, or nothing follows."""
    begin, introduced = 0, False
    for cut in _PARTS.finditer(text):
        part = evened(text[begin : cut.start()]).replace("’", "'")
        if "?" in cut[0] or cut.end() > _MOST:
            break
        if part.strip() and not _GREETS.match(part):
            if _ASKS.search(part) or not _ONESELF.match(part) or not (introduced or signs_of(part)):
                break
            introduced = True
        begin = cut.end()
    return text[begin:] if introduced and len(text) - begin >= _LEAST else text


def decide(base: KnowledgeBase, text: str, *, topic: str | None = None) -> Decision:
    """Return what the call's recogniser makes of ``text``: of all of it, or of what follows an introduction if that says more.

    ``topic``: the last entry answered.
    """
    whole = base.decide(text, last_topic=topic)
    asked = after_introduction(text)
    if asked == text or _APPLYING.fullmatch(evened(asked).replace("’", "'")):
        return whole
    alone = base.decide(asked, last_topic=topic)
    surer = not is_answered(whole) or alone.score >= whole.score or set(alone.topics) < set(whole.topics)
    return alone if is_answered(alone) and surer else whole
