"""Sentences around the answers on the assistant itself: these are in ``knowledge/understanding/service.toml``."""

from dialogs.core.texts import BUTTON_ASK_ASSISTANCE
from knowledge.french import typeset as _

UNKNOWN = _("Je n'ai pas compris ce que vous voulez savoir de moi. Tapez « aide » pour voir ce que je fais.")
TICKETS = _(" : {url}")
CONTROLLER = _("{controller}. ")
BUTTON_ASK = BUTTON_ASK_ASSISTANCE
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
        "seance",
        "duree_seance",
        "refus_ecran",
        "avant_bascule",
        "sujets",
        "qui_demande",
        "cout",
    )
)
# Entries after which one's own requests, or application, may be wanted: the words of the button are said elsewhere too.
OF_REQUESTS = frozenset(
    (
        "suivi",
        "numero",
        "etats",
        "rouvrir",
        "rdv_changer",
        "rdv_manque",
        "annuler_demande",
        "corriger_demande",
        "ecrire_expert",
        "accord",
        "mon_silence",
        "avis",
        "main",
    )
)
# Entries after which what is kept may be wanted in full.
OF_DATA = frozenset(("lecteurs", "conservation", "responsable", "hebergement", "securite", "memoire"))
BUTTON_NOTICE = _("Lire la notice")
OF_APPLICATION = frozenset(("instruction", "copie_candidature", "brouillon", "lecteurs_candidature"))
OF_APPLYING = frozenset(("avec_moi", "motivation_aide", "conseil"))
