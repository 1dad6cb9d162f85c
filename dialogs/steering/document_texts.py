"""What is said in and around the documents of steering: statement, report, exports, plan, a school's sheet."""

from __future__ import annotations

from collections.abc import Mapping

from knowledge.batch import PlanMove, PlanState
from knowledge.french import typeset as _
from knowledge.understanding.query import What

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
COPIL_SUBJECTS = _("Objets les plus difficiles")
COPIL_SUBJECTS_RULE = _("Du plus long à résoudre au plus court, parmi ceux qui ont au moins trois demandes.")
COPIL_PERIOD = _(
    "Je n'ai pas compris la période « {words} ». Dites par exemple « bilan pour le COPIL de janvier » ou « ce trimestre »."
)
COPIL_WHOLE = _(
    "Le bilan pour le COPIL porte sur toute l'académie : seule sa période se choisit, par exemple « bilan pour le COPIL de "
    "janvier ». Le reste se demande, par exemple « statut vague 2 » ou « demandes du 84 par objet »."
)
COPIL_SUBJECT_HEADS = (_("Objet"), _("Demandes"), _("Résolution, médiane"), _("Rouvertes"))
COPIL_SCHOOLS = _("Établissements en difficulté")
COPIL_SCHOOLS_COUNT = _(
    "{count} à appeler aujourd'hui, selon les règles publiées. Les noms ne figurent que s'ils sont demandés."
)
COPIL_SCHOOLS_NAMED = _("{count} à appeler aujourd'hui, selon les règles publiées ; les dix premiers sont nommés.")
COPIL_SCHOOLS_NONE = _("Aucun établissement n'est à appeler aujourd'hui.")
COPIL_REASON_HEADS = (_("Raison"), _("Établissements"))
COPIL_SCHOOL_HEADS = (_("Établissement"), _("Raisons"))
COPIL_PLAN = _("Plan d'action")
COPIL_PLAN_NONE = _("Aucune action n'est inscrite au plan.")
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


# --- Exports, and the headings in their files.

WHICH = _("Export de « {said} » : {lines}.")
OFFER = _("« {said} » : {lines}, dans un fichier {kind}.")
KINDS: Mapping[str, str] = {"xlsx": _("Excel"), "csv": _("CSV, que tout tableur ouvre")}
BUTTONS: Mapping[str, str] = {"xlsx": _("Enregistrer en Excel"), "csv": _("Enregistrer en CSV")}
LINE, LINES_MANY = _("ligne"), _("lignes")
NO_CONTACT = _("Aucun nom de contact n'y figure.")
NAMES = _("Le fichier nomme des personnes : gardez-le avec leur dossier.")
CUT = _("Seules les {most} premières lignes y tiennent : pour tout avoir, précisez une période ou un département.")
OWN = _("Un expert exporte les demandes qu'il suit : ce sont elles.")
NOTHING = _("Il n'y a rien à exporter : « {said} » ne trouve aucune ligne.")
# By whether requests for assistance are taken.
WHAT = {
    True: _(
        "Rien n'est affiché que je puisse exporter. Posez d'abord une question, par exemple « demandes de janvier », puis "
        "« exporter » ; ou dites « exporter les demandes ouvertes du 84 »."
    ),
    False: _("Rien n'est affiché que je puisse exporter. Dites par exemple « exporter les candidatures retenues »."),
}
EXPERTS_REQUESTS_ONLY = _(
    "Un expert exporte les demandes qu'il suit, rien d'autre : rien n'a été exporté. Dites « exporter mes demandes »."
)
NOT_IN_CHANNEL = _(
    "Je ne donne pas de fichier dans un canal ni dans un groupe : d'autres que vous le recevraient. Demandez-le dans notre "
    "conversation privée."
)
NAMES_OF_FILES: Mapping[What, str] = {
    What.REQUESTS: _("demandes-{day}"),
    What.SESSIONS: _("seances-{day}"),
    What.APPLICATIONS: _("candidatures-{day}"),
    What.EXPERTS: _("experts-{day}"),
    What.ALL: _("demandes-{day}"),
}
TABS: Mapping[What, str] = {
    What.REQUESTS: _("Demandes"),
    What.SESSIONS: _("Séances"),
    What.APPLICATIONS: _("Candidatures"),
    What.EXPERTS: _("Experts"),
    What.ALL: _("Demandes"),
}
COUNTS = _("Nombres")
MEASURES_TAB = _("Mesures")
SUMMARY = _("Résumé")
QUESTION, MADE, LINES = _("Question"), _("Établi le"), _("Lignes")
BY = _("Par {what}")
STATE, DEPARTMENT = _("état"), _("département")
ALL = _("Ensemble")
REQUEST_HEADS = (
    _("Numéro"), _("UAI"), _("Établissement"), _("Département"), _("Objet"), _("État"), _("Depuis le"), _("Urgente"),
    _("Créée le"), _("Expert"), _("Rendez-vous"), _("Minutes de séance"), _("Délai de prise en charge"),
    _("Délai de résolution"), _("Réouvertures"), _("Note sur 5"),
)  # fmt: skip
# What the call lists of an application stands between the two.
APPLICATION_HEADS = (_("Numéro"), _("Nom"))
APPLICATION_HEADS_AFTER = (_("UAI"), _("Établissement"), _("Département"), _("État"), _("Déposée le"))
EXPERT_HEADS = (_("Nom"), _("UAI"), _("Établissement"), _("Département"), _("Expert depuis le"))
DELAYS = _("Les délais sont en heures et minutes ouvrées ; l'attente n'est pas comptée dans la résolution.")
YES, NO = _("oui"), _("non")
COUNTED = _("Nombre")


# --- The plan of action.

TITLE = _("Plan d'action")
FORM_TITLE = _("Noter une action")
TEXT, OWNER, DUE = _("Action"), _("Responsable"), _("Échéance")
ASK_TEXT = _("Quelle action a été décidée ?")
ASK_OWNER = _("Qui en est responsable ?")
ASK_DUE = _("Pour quand ?")
TEXT_HINT = _("Une phrase, par exemple « appeler le lycée Zola ». Aucun nom d'élève.")
DUE_HINT = _("Par exemple 15/03/2024. « passer » s'il n'y en a pas.")
DUE_BAD = _("Je n'y trouve pas un jour : écrivez par exemple 15/03/2024.")
SEND = _("Noter cette action")
REVIEW = _("Rien n'est encore noté : appuyez sur le bouton ou tapez « envoyer ».")
ASIDE = _("« {title} » est mis de côté : rien n'a été noté. Tapez « reprendre » pour continuer.")
ADDED = _("L'action n° {number} est notée.")
EMPTY = _("Aucune action n'est notée. Tapez par exemple « action : appeler le lycée Zola, Ferrand, pour le 15 mars ».")
PLAN_COUNTS = _("{open}, dont {late} en retard ; {done}.")
ROW = _("N° {number}")
LATE = _("en retard")
STATES: Mapping[PlanState, str] = {
    PlanState.PROPOSED: _("à examiner"),
    PlanState.OPEN: _("en cours"), PlanState.DONE: _("faite"), PlanState.DROPPED: _("abandonnée"),
}  # fmt: skip
NO_OWNER = _("sans responsable")
NO_DUE = _("sans échéance")
PLAN_BY = _("pour le {day}")
DECIDED = _("Décidée le")
ENDED = _("Terminée le")
OPEN_ONE = _("Voir l'action")
ADD = _("Noter une action")
NEXT = _("Voir la suite")
PLAN_BUTTONS: Mapping[PlanMove, str] = {
    PlanMove.KEEP: _("Retenir comme action"),
    PlanMove.FINISH: _("Noter qu'elle est faite"),
    PlanMove.DROP: _("Abandonner l'action"),
    PlanMove.REOPEN: _("Rouvrir l'action"),
}
DONE: Mapping[PlanMove, str] = {
    PlanMove.KEEP: _("La proposition n° {number} est retenue : c'est une action du plan."),
    PlanMove.FINISH: _("L'action n° {number} est faite."),
    PlanMove.DROP: _("L'action n° {number} est abandonnée."),
    PlanMove.REOPEN: _("L'action n° {number} est de nouveau en cours."),
}
REFUSED = _("L'action n° {number} a changé depuis, ou son état ne le permet pas : la voici. Rien n'a été modifié.")
NO_SUCH = _("Il n'y a pas d'action n° {number}. Tapez « plan d'action » pour les voir.")
OWNER_BAD = _(
    "Je n'y lis pas un nom ni un service : écrivez par exemple « Mme Perrot » ou « les experts », ou « passer »."
)


# --- A school's sheet, and the schools to be called.

SCHOOL_WHICH = _("De quel établissement ? Tapez par exemple « fiche lycée Zola » ou « fiche 0130001F ».")
SEVERAL = _("Plusieurs établissements répondent à « {words} » : lequel ?")
NONE = _("Je ne trouve pas « {words} » dans le registre. Donnez son nom et sa commune, ou son code UAI.")
SCHOOL_TITLE = _("Fiche : {school}")
SCHOOL_NOTHING = _("Aucune demande d'assistance de cet établissement.")
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
SCHOOL_REFUSED = _("Solutions refusées")
SCHOOL_MINUTES = _("Temps de séance")
SILENCE = _("Dernier signe de l'établissement")
SILENT_SINCE = _("{day}, il y a {days}")
TODAY = _("aujourd'hui")
URGENT = _("Urgentes en cours")
BY_STATE = _("Par état : {counts}.")
SUBJECT_HEADS = (_("Objet"), _("Demandes"))
ASKERS = _("Qui a demandé")
ASKER = _("{name} : {count}, la dernière le {day}")
ASKER_AS = _("{name}, {function} : {count}, la dernière le {day}")
LATEST = _("Ses dernières demandes")
TO_CALL = _("À appeler : {why}.")
BUTTON_ALL = _("Voir ses demandes")
BUTTON_CALLS = _("Voir qui appeler")
SCHOOL_OPEN = _("Voir la fiche")

CALLS_TITLE = _("Établissements à appeler")
CALLS_COUNT = _("{count}, du plus pressant au moins pressant.")
CALLS_NONE = _("Aucun établissement ne demande à être appelé aujourd'hui.")
SILENT_NONE = _("Aucun établissement passé à Op@le depuis trente jours n'est resté sans rien demander.")
CALLS_PAGE = _("Lignes {first} à {last}, sur {total}.")
SILENT_UNKNOWN = _(
    "Le silence depuis la bascule n'est pas compté : je ne connais pas les dates de bascule, que l'administrateur du service peut "
    "ajouter."
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


# --- Proposals of experts for the committee, visits, trainings.

DECIDED_BY, FOR_SCHOOL = _("Comité du"), _("Établissement")
PROPOSALS = _("Propositions des experts")
PROPOSALS_WAIT = _("{count} à examiner par le comité.")
PROPOSALS_NONE = _("Aucune proposition n'attend. Les experts écrivent « je propose … ».")
PROPOSALS_OWN_NONE = _("Vous n'avez rien proposé. Écrivez par exemple « je propose un guide sur la régie ».")
PROPOSAL_TITLE = _("Proposition pour le comité")
PROPOSAL_TEXT = _("Proposition")
ASK_PROPOSAL = _("Que proposez-vous au comité de pilotage ?")
PROPOSAL_SEND = _("Proposer au comité")
PROPOSED = _("Votre proposition n° {number} est transmise : le comité l'examinera, et vous saurez ce qu'il en fait.")
PROPOSAL_OPEN = _("Voir la proposition")
PROPOSAL_NEWS = _("{name} propose une action au comité")
PROPOSAL_KEPT, PROPOSAL_DROPPED = _("votre proposition est retenue"), _("votre proposition n'est pas retenue")
BUTTON_PROPOSALS = _("Voir les propositions")
EXPORT_BOTH, EXPORT_ONE = _("Un fichier pour chacune : laquelle d'abord ?"), _("Exporter les {what}")
VISITS = _("Visites sur place")
VISITS_NONE = _(
    "Aucune visite n'est prévue ni faite depuis trois mois. « Planifie la 12 sur place jeudi à 14 h » en prévoit une."
)
VISITS_NO_REQUEST = _(
    "Une visite se note sur une demande, et aucune n'est ouverte là. Enregistrez-en une, puis planifiez-la « sur place »."
)
VISITS_NONE_THERE = _("Aucune visite n'y est prévue, ni faite depuis trois mois.")
VISITS_WHICH = _("Pour quelle demande est la visite ?")
VISITS_HOW = _(
    "Rien n'est encore fait : appuyer sur une demande que vous suivez y note la visite que vous venez de dire ; une autre s'ouvre."
)
VISIT_PLAN, VISIT_REPORT = _("Prévoir la visite de"), _("Noter la visite de")
# What a press on the row of such a request says.
VISIT_IS_PLANNED, VISIT_WAS_MADE = (
    "planifie {reference} sur place {day} {hour}",
    _("{reference} : la visite a eu lieu : {report}"),
)
VISITS_COMING, VISITS_HELD = _("À venir"), _("Faites depuis trois mois")
VISITS_COUNT = _("{visits} dans {schools}.")
VISIT_LINE = _("{day}, {school}, par {who} : {report}")
VISITS_MADE, TRAININGS_MADE = _("visites"), _("formations suivies")
COPIL_VISITS, COPIL_TRAININGS, COPIL_TRAINED = _("visites sur place"), _("sessions de formation"), _("experts formés")
COPIL_MEETINGS = _("Réunions du comité")
COPIL_MEETING_HEADS = (_("Date"), _("Présents"), _("Compte rendu"))
COPIL_PROPOSALS = _("Propositions à examiner")
COPIL_PROPOSAL_HEADS = (_("N°"), _("Proposition"))
