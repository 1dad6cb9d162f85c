"""What is said on a school's sheet, and of the schools to be called."""

from collections.abc import Mapping

from knowledge.french import typeset as _

WHICH = _("De quel établissement ? Tapez par exemple « fiche lycée Zola » ou « fiche 0130001F ».")
SEVERAL = _("Plusieurs établissements répondent à « {words} » : lequel ?")
NONE = _("Je ne trouve pas « {words} » dans le registre. Donnez son nom et sa commune, ou son code UAI.")
TITLE = _("Fiche : {school}")
NOTHING = _("Aucune demande d'assistance de cet établissement.")
FIGURE_OPEN = _("ouvertes")
FIGURE_TOTAL = _("en tout")
FIGURE_BACK = _("rouvertes")
FIGURE_SESSIONS = _("séances")
WAVE = _("Vague")
GROUP = _("Groupement comptable")
SWITCHED = _("Avec Op@le depuis le")
UNKNOWN = _("non renseigné dans le registre")
TAKEN = _("Prise en charge, médiane")
SOLVED = _("Résolution, médiane")
DELAY = _("{value}, en heures ouvrées")
NO_DELAY = _("pas encore mesuré")
REFUSED = _("Solutions refusées")
MINUTES = _("Temps de séance")
SILENCE = _("Dernier signe de l'établissement")
SILENT_SINCE = _("{day}, il y a {days}")
TODAY = _("aujourd'hui")
URGENT = _("Urgentes en cours")
BY_STATE = _("Par état : {counts}.")
SUBJECT_HEADS = (_("Sujet"), _("Demandes"))
ASKERS = _("Qui a demandé")
ASKER = _("{name} : {count}, la dernière le {day}")
ASKER_AS = _("{name}, {function} : {count}, la dernière le {day}")
LATEST = _("Ses dernières demandes")
TO_CALL = _("À appeler : {why}.")
BUTTON_ALL = _("Voir ses demandes")
BUTTON_CALLS = _("Voir qui appeler")
OPEN = _("Voir la fiche")

CALLS_TITLE = _("Établissements à appeler")
CALLS_COUNT = _("{count}, du plus pressant au moins pressant.")
CALLS_NONE = _("Aucun établissement ne demande à être appelé aujourd'hui.")
SILENT_NONE = _("Aucun établissement passé à Op@le depuis trente jours n'est resté sans rien demander.")
CALLS_PAGE = _("Lignes {first} à {last}, sur {total}.")
NEXT = _("Voir la suite")
SILENT_UNKNOWN = _(
    "Le silence depuis la bascule n'est pas compté : le registre ne donne pas de date de bascule (« schools import », colonne "
    "date_bascule)."
)
# For one, for several; a day is put in as it reads.
REASONS: Mapping[str, tuple[str, str]] = {
    "urgent": (_("{value} urgente non prise dans le délai"), _("{value} urgentes non prises dans le délai")),
    "returned": (_("{value} retour"), _("{value} retours (réouvertures, solutions refusées) en 180 jours")),
    "unhappy": (_("{value} avis de 1 ou 2 sur 5 en 90 jours"), _("{value} avis de 1 ou 2 sur 5 en 90 jours")),
    "silent": (_("aucune demande depuis la bascule du {value}"), _("aucune demande depuis la bascule du {value}")),
    "many": (_("{value} demande en 30 jours"), _("{value} demandes en 30 jours")),
    "old": (_("demande ouverte depuis le {value}"), _("demande ouverte depuis le {value}")),
    "awaited": (_("{value} réponse attendue de lui, échue"), _("{value} réponses attendues de lui, échues")),
}
