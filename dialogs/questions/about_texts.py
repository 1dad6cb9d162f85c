"""Sentences around the answers on the assistant itself: these are in ``knowledge/understanding/service.toml``."""

from knowledge.french import typeset as _

UNKNOWN = _("Je n'ai pas compris ce que vous voulez savoir de moi. Tapez « aide » pour voir ce que je fais.")
TICKETS = _(" : {url}")
CONTROLLER = _("{controller}. ")
BUTTON_ASK = _("Demander une assistance")
# Entries after which help may be wanted.
HELPS = frozenset(
    (
        "sert",
        "ecran",
        "delai",
        "plusieurs",
        "urgence",
        "creneau",
        "pieces",
        "qui_repond",
        "choix_expert",
        "demander",
        "acces_opale",
        "autres_logiciels",
        "telephone",
    )
)
