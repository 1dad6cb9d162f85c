"""The words that steer a form, folded as :func:`plain_words` gives them."""

import re

from knowledge.understanding.short import YES
from knowledge.understanding.words import plain_words

CANCEL = frozenset(
    {
        "annuler",
        "annule",
        "stop",
        "quitter",
        "arreter",
        "abandonner",
        "laisse tomber",
        "laissez tomber",
        "non laisse tomber",
        "finalement laisse tomber",
        "j arrete",
        "on arrete",
        "tant pis",
        "non tant pis",
        "annuler la saisie",
        "annule la saisie",
        "annule tout",
        "j abandonne",
        "abandonne",
        "plus tard",
        "je verrai plus tard",
        "je verrai ca demain",
        "bon je verrai ca demain",
        "non merci annule",
    }
)
BACK = frozenset(
    (
        *("retour", "precedent", "revenir", "etape precedente", "question precedente", "revenir en arriere"),
        *(
            "reviens en arriere",
            "revenez en arriere",
            "on revient en arriere",
            "retour en arriere",
            "je reviens en arriere",
        ),
    )
)
SKIP = frozenset({"passer", "passe", "ignorer", "suivant", "rien", "sans reponse"})
HELP = frozenset({"aide", "help"})
SEND = frozenset(
    {
        "envoyer",
        "oui",
        "ok",
        "valider",
        "confirmer",
        "confirmez",
        "confirme",
        "je confirme",
        "c est bon",
        "envoie",
        "envoyez",
        "valide",
        "deposer",
        "je valide",
        "tu peux envoyer",
        "vous pouvez envoyer",
        "c est bon tu peux envoyer",
        "c est bon vous pouvez envoyer",
        "oui envoie",
        "oui envoyez",
        "ok envoie",
        "ok envoyez",
        "c est bon envoie",
        "go",
        "parfait",
        "parfait envoie",
        "tout est bon",
        "c est parfait",
        "oui tout est bon",
        "depose",
        "oui depose",
        "je depose",
        "on envoie",
        "allez envoie",
    }
)
ALSO_SENDS = YES - {"entendu", "ca marche", "voila", "c est note"}
KEEP = frozenset(
    {
        "c est moi",
        "oui c est moi",
        "moi",
        "moi meme",
        "oui moi",
        "c est mon nom",
        "oui c est mon nom",
        "oui",
        "ok",
        "c est ca",
        "c est bon",
        "confirmer",
        "je confirme",
        "garder",
        "exact",
    }
)
REFUSE = frozenset({"non", "modifier", "corriger", "pas encore"})
RESUME = frozenset({"reprendre", "continuer", "reprendre la saisie", "reprendre mon brouillon"})
ALL = frozenset({"tout", "formulaire", "ecran", "tout remplir"})
IS_ANSWER = frozenset({"oui", "reponse", "ma reponse", "c est ma reponse", "oui c est ma reponse"})
IS_NO_ANSWER = frozenset(
    {
        "question",
        "une question",
        "c est une question",
        "demande",
        "une demande",
        "c est une demande",
        "demander une assistance",
        "une difficulte",
        "autre chose",
        "c est autre chose",
        "non",
    }
)
NOTHING = frozenset(
    {
        "aucun",
        "aucune",
        "non",
        "pas la peine",
        "rien",
        "non merci",
        "rien de particulier",
        "aucun en particulier",
        "pas de motif",
        "sans motif",
        "sans",
        "neant",
        "non rien",
        "je ne sais pas",
        "je n en ai pas",
        "j en ai pas",
        "pas besoin",
        "inutile",
        "non aucun",
        "non aucune",
        "nan",
        "pas d avis",
        "ras",
        "non pas la peine",
        "peu importe",
    }
)
# «il faut changer l'établissement, c'est…»: what asks to change a field, and what its new value stands behind.
CHANGE = re.compile(
    r"^(?:non )?(?:il faut |faut |je veux |je voudrais |je souhaite |peux tu |pouvez vous |tu peux )?"
    r"(?:modifier|modifie|modifiez|changer|change|changez|corriger|corrige|corrigez|rectifier|mettre|mets|remplacer|remplace)\b"
)
VALUE = re.compile(r"(?:,?\s*(?:c['’ ]est|ce sera|plut[oô]t|mets|mettre|par|en|:)\s+(?:plut[oô]t\s+)?)", re.IGNORECASE)
# «Laisse tomber le message, montre-moi les candidatures»: what gives the form up, before what is wanted instead. What tells
# something («laisse tomber, c'est réglé») wants nothing.
_GIVES_UP = re.compile(
    r"(?:(?:non|bon|en fait|finalement|ah|ok) )*(?:laisse[rz]?(?: tomber)?|annule[rz]?|oublie[rz]?|abandonne[rz]?|stop)"
    r"(?: (?:tout|ca|cela|(?:le|la|l|ce|cette|mon|ma) (?:message|note|saisie|formulaire|truc|rappel|annonce|decision|motif)))?"
)
_TELLS = re.compile(r"(?:c|ce|il|elle|ils|elles|on|je|j|ca|merci|car|parce)\b")


def instead_of(text: str) -> str:
    """Return what a message wants instead of the form that it gives up; "" where it gives none up, or wants nothing."""
    head, _, rest = (part.strip() for part in re.sub(r"[,;.!]\s", "\n", text, count=1).partition("\n"))
    wants = len(rest.split()) > 1 and not _TELLS.match(plain_words(rest))
    return rest if wants and _GIVES_UP.fullmatch(plain_words(head)) else ""
