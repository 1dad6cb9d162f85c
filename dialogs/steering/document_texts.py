"""What is said in and around the documents of steering: an expert's yearly statement, the report for the committee."""

from collections.abc import Mapping

from knowledge.french import typeset as _

OFFER_WORD = _("{title} : à ouvrir dans Word.")
OFFER_HTML = _("{title} : à lire ou à imprimer dans un navigateur.")
FOOT = _("Établi le {day} par l'assistant Op@le, d'après les demandes enregistrées.")
SERVICE = _("SA EPLE, académie d'Aix-Marseille")

# An expert's statement
STATEMENT_TITLE = _("Relevé d'activité {year} : {name}")
STATEMENT_SUBTITLE = _("Expert Op@le académique, assistance aux établissements")
STATEMENT_NAME = "releve-{year}"
STATEMENT_SAID = _("{requests}, {sessions}, {schools}.")
STATEMENT_SESSIONS, STATEMENT_NO_SESSION = _("{count} pour {minutes}"), _("aucune séance")
STATEMENT_NONE = _("Aucune demande de {year} n'est suivie par {name} : il n'y a pas de relevé à établir.")
STATEMENT_WHO = _(
    "De quel expert ? Je n'en trouve aucun, ou plusieurs, sous le nom « {name} ». Tapez par exemple « relevé de Ferrand 2024 »."
)
STATEMENT_RULE = _(
    "Sont comptées les demandes enregistrées dans l'année et suivies par l'expert ; les séances et leur durée, telles qu'elles ont été "
    "notées. Ce relevé ne compare personne."
)
REQUESTS, OPEN, SESSIONS, MINUTES, SCHOOLS = (
    _("demandes suivies"), _("encore ouvertes"), _("avec séance"), _("de séance"), _("établissements"),
)  # fmt: skip
NO_TIME = "–"
BY_MONTH = _("Demandes par mois")
BY_SCHOOL = _("Par établissement")
SCHOOL_HEADS = (_("Établissement"), _("Demandes"), _("Séances"), _("Durée"))
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)

# The committee's report
COPIL_TITLE = _("Bilan de l'assistance Op@le")
COPIL_SUBTITLE = _("Comité de pilotage, du {start} au {end}")
COPIL_NAME = "bilan-copil-{day}"
COPIL_SAID = _("{created} sur la période, {open} ouvertes aujourd'hui, dont {late} hors délai.")
COPIL_BEFORE = _("avant : {value}")
COPIL_CREATED, COPIL_ENDED, COPIL_OPEN, COPIL_LATE = (
    _("demandes créées"), _("terminées"), _("ouvertes aujourd'hui"), _("hors délai aujourd'hui"),
)  # fmt: skip
COPIL_TAKEN, COPIL_SOLVED = _("prise en charge (médiane)"), _("résolution (médiane)")
COPIL_SCORE, COPIL_SESSIONS = _("satisfaction sur 5, {count}"), _("de séance, {count}")
NOT_MEASURED = _("non mesuré")
COPIL_DELAYS = _("Délais en heures ouvrées, médianes ; l'attente n'est pas comptée dans la résolution.")
COPIL_MONTHS = _("Demandes créées par mois")
COPIL_DEPARTMENTS = _("Demandes créées par département")
COPIL_SUBJECTS = _("Sujets les plus difficiles")
COPIL_SUBJECTS_RULE = _("Du plus long à résoudre au plus court, parmi ceux qui ont au moins trois demandes.")
COPIL_PERIOD = _(
    "Je n'ai pas compris la période « {words} ». Dites par exemple « bilan pour le COPIL de janvier » ou « ce trimestre »."
)
COPIL_WHOLE = _(
    "Le bilan pour le COPIL porte sur toute l'académie : seule sa période se choisit, par exemple « bilan pour le COPIL de "
    "janvier ». Le reste se demande, par exemple « statut vague 2 » ou « demandes du 84 par objet »."
)
COPIL_SUBJECT_HEADS = (_("Sujet"), _("Demandes"), _("Résolution, médiane"), _("Rouvertes"))
COPIL_SCHOOLS = _("Établissements en difficulté")
COPIL_SCHOOLS_COUNT = _(
    "{count} à appeler aujourd'hui, selon les règles publiées. Les noms ne figurent que s'ils sont demandés."
)
COPIL_SCHOOLS_NAMED = _("{count} à appeler aujourd'hui, selon les règles publiées ; les dix premiers sont nommés.")
COPIL_SCHOOLS_NONE = _("Aucun établissement n'est à appeler aujourd'hui.")
COPIL_REASON_HEADS = (_("Raison"), _("Établissements"))
COPIL_SCHOOL_HEADS = (_("Établissement"), _("Raisons"))
COPIL_PLAN = _("Plan d'action")
COPIL_PLAN_NONE = _("Aucune action n'est enregistrée. « action : … » dans la conversation en note une.")
COPIL_PLAN_HEADS = (_("N°"), _("Action"), _("Responsable"), _("Échéance"), _("Avancement"))
REASON_NAMES: Mapping[str, str] = {
    "urgent": _("une urgente non prise dans le délai"),
    "returned": _("plusieurs réouvertures ou solutions refusées"),
    "unhappy": _("un avis de 1 ou 2 sur 5"),
    "silent": _("silence depuis la bascule"),
    "many": _("beaucoup de demandes en 30 jours"),
    "old": _("une demande ouverte depuis plus de 30 jours"),
    "awaited": _("une réponse attendue, échue"),
}
NAMES_HINT = _("Ajoutez « avec les noms » pour nommer les établissements en difficulté.")
