"""Whether a request is said to be urgent: «bloquant», «faites vite», but not «rien d'urgent», «quand vous pourrez»."""

from __future__ import annotations

import re

from knowledge.understanding.intent.normalise import evened

_URGENT = re.compile(
    r"\b(?:"
    r"h?urgent(?:e|s|es|issime)?|urgen(?:t|ce)s?|urgament|urgemment|en urgence|ca urge|(?:ca|sa|cela) bloque (?:le|la|les|tout)|"
    r"bloquants?|bloquantes?|blocage (?:complet|total|general)|tout est bloque|totalement bloquee?s?|completement bloquee?s?|"
    r"priorite (?:absolue|haute|maximale|1|une|numero 1)|en priorite|(?:ultra |hyper |tres )?prioritaires?|prio (?:haute|1|max\w*|absolue)|top prio(?:rite)?|"
    r"(?:faites|fais|faire|aller?|agir|r?appel\w*|interven\w*|repond\w*|aide[rz]?) (?:tres |au plus |le plus )?vite|au plus vite|tres vite|le plus vite possible|vite svp|vite stp|"
    r"au plus (?:tot|presse)|des que possible|aussi vite que possible|le plus rapidement possible|tres rapidement|asap|sans (?:delai|attendre|tarder|faute)|toutes affaires cessantes|(?:(?:ca|cela) (?:ne )?|ne )(?:peu[tx]|pourra) pas attendre|vite vite|"
    r"tout de suite|immediatement|sur[- ]le[- ]champ|imperatif|imperativement|critique|catastrophe|la cata|c'est cata|"
    r"(?:ca|c'est|tres|super|hyper) presse|ca presse|on est presses|sos|au secours|a l'aide|"
    r"il (?:me |leur |nous )?faut (?:quelqu'un|un expert|une solution|une reponse) (?:aujourd'hui|ce matin|cet aprem|cet apres[- ]midi|ce soir|maintenant)|"
    r"(?:faut|doit) (?:absolument )?(?:que (?:ca|ce|cela|tout) )?\w+ (?:avant ce soir|aujourd'hui|ce matin|maintenant|ce soir|dans la journee|dans l'heure)|"
    r"(?:a|doit etre) (?:traiter|regler|resoudre|faire) (?:aujourd'hui|ce jour|dans la journee|maintenant)"
    r")\b"
)
# «rien de très urgent»: the negation, and what may stand between it and the word.
_DENIED = re.compile(
    r"(?:\b(?:pas|non|rien|aucune?|sans|jamais|ni|peu|moins|nullement|guere)\b|\bn'est\b)"
    r"(?:[ '-]*(?:d'|de|du tout|tres|super|hyper|ultra|vraiment|particulierement|forcement|specialement|trop|si|encore|une|un|caractere|notion|absolument|plus|la|le|"
    r"en|a (?:traiter|faire|regler)|besoin|etre|c'est|pour|considere comme|gravite ni))*[ '-]*$"
)
_DENIED_AFTER = re.compile(r"\s*(?::|\?|=)?\s*(?:non|pas du tout|no)\b(?!\s+(?:resolu|regle|traite))")
# The names of things.
_NAMED = re.compile(
    r"(?:\b(?:aides?|fonds|numeros?|procedures?|secours|hebergements?|commissions?|moyens?|travaux)\s+(?:social\s+)?d'?\s*)$"
    # What Op@le calls so: «contrôle bloquant» is the name of a message.
    r"|\b(?:controles?|anomalies?|erreurs?|messages?|alertes?|points?|statuts?)(?:\s+(?:d'erreur|de controle|est|sont|dits?))?[\s«\"']*$"
)
_REACH = 44


def is_urgent(text: str) -> bool:
    """Tell whether ``text`` says that it cannot wait; what is not said is not urgent."""
    plain = evened(text)
    for found in _URGENT.finditer(plain):
        before = plain[max(0, found.start() - _REACH) : found.start()]
        if _DENIED.search(before) or _NAMED.search(before) or _DENIED_AFTER.match(plain, found.end()):
            continue
        return True
    return False


_DISTRESSED = re.compile(
    r"\b(?:(?:j'|je )?(?:n')?en peux plus|a bout\b|je craque|je n'y arrive plus|je ne dors plus|dors plus|j'en pleure|je pleure|en larmes|burn[- ]?out|epuisee?|depassee?|au secours"
    r"|je vais (?:craquer|tout lacher|demissionner)|desespere\w*|panique|je suis perdue?|plus la force|ras le bol|on me laisse seule?|personne ne (?:repond|m'aide)|aidez[- ]moi|pitie)\b"
)


def is_distressed(text: str) -> bool:
    """Tell whether somebody is at the end of their tether: they get a person to talk to first."""
    return _DISTRESSED.search(evened(text)) is not None
