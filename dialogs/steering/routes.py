"""What can be asked about how things stand, and the health of the service."""

from __future__ import annotations

from functools import partial

from dialogs.core.exchange import PagePress
from dialogs.core.route import (
    ANYWHERE,
    EXPERTS,
    SA_EPLE,
    STAFF,
    WINDOW,
    Extension,
    HelpLine,
    Route,
    Taking,
    Theme,
    helps,
    helps_staff,
)
from dialogs.steering import cards, export, plan, reports, school_sheets, status, subscriptions, summary, texts
from knowledge.batch import PlanMove
from knowledge.french import typeset
from knowledge.people import Role
from knowledge.understanding.measures import MEASURES
from knowledge.understanding.wishes import DAY_WORDS

_NO_FILTERS = (
    *(
        f"{verb} {what}"
        for verb in (
            "enlever",
            "enleve",
            "effacer",
            "efface",
            "retirer",
            "retire",
            "supprimer",
            "supprime",
            "annule",
            "sans",
        )
        for what in ("les filtres", "le filtre", "tous les filtres", "filtres", "filtre")
    ),
    "sans aucun filtre",
    "tout afficher",
    "affiche tout",
    "tout voir",
)


def _line(role: Role, title: str, usage: str) -> HelpLine:
    theme = Theme.SA_EPLE_REQUESTS if role is Role.SA_EPLE else Theme.EXPERT
    return HelpLine(theme, typeset(usage), title=title, role=role)


ROUTES = (
    Route(
        "statut",
        status.overview,
        says=(
            "statut",
            "tableau de bord",
            "statut demandes",
            "statut des demandes",
            "demandes",
            "liste des demandes",
            "toutes les demandes",
        ),
        intent="statut_pilotage",
        needs=STAFF,
        help=(
            _line(Role.EXPERT, "statut", "voir vos demandes en cours, et celles que personne n'a prises"),
            _line(
                Role.EXPERT,
                "demandes …",
                "lister les demandes : « demandes urgentes non prises », « demandes du lycée Thiers », « séances de demain »",
            ),
            _line(Role.EXPERT, "statut DA-…", "ouvrir une demande et son historique"),
            _line(Role.SA_EPLE, "statut", "voir ce qui attend : demandes par état, retards, séances, candidatures"),
            _line(
                Role.SA_EPLE,
                "statut demandes",
                "voir où en sont les demandes ; « statut demandes 84 » pour un département",
            ),
            _line(
                Role.SA_EPLE,
                "demandes …",
                "lister ou compter les demandes : « demandes urgentes non prises », « combien de demandes closes en "
                "janvier par expert », « séances de demain », puis « et dans le 13 ? »",
            ),
            _line(Role.SA_EPLE, "statut DA-…", "ouvrir une demande et son historique"),
        ),
    ),
    Route(
        "enlever les filtres",
        status.clear_filters,
        says=_NO_FILTERS,
        needs=STAFF,
        help=helps_staff("revenir à toutes les demandes après « et à Gap ? », « les urgentes »…"),
    ),
    Route(
        "délais",
        cards.show_measure,
        says=tuple(words for measure in MEASURES.values() for words in measure.says),
        takes=True,
        yields=True,
        needs=SA_EPLE,
        help=helps(
            Theme.SA_EPLE_REQUESTS,
            "mesurer délais, satisfaction ou charge : « délais par département ce trimestre », « délais de résolution par mois », "
            "« satisfaction par objet », « charge par expert »",
            title="délais …",
        ),
        assists=True,
    ),
    Route(
        "exporter",
        export.offer_export,
        says=("exporter", "export", "exporte", "exportez"),
        takes=True,
        yields=True,
        needs=STAFF,
        where=ANYWHERE,
        help=(
            HelpLine(
                Theme.EXPERT,
                typeset("enregistrer dans un fichier Excel les demandes que vous suivez"),
                title=typeset("exporter mes demandes"),
                role=Role.EXPERT,
            ),
            HelpLine(
                Theme.SA_EPLE_REQUESTS,
                typeset("enregistrer dans un fichier Excel ce qui est affiché, ou « exporter les demandes du 84 »"),
                role=Role.SA_EPLE,
            ),
        ),
    ),
    Route.by_button("status.export", export.ExportPress, export.pressed, needs=STAFF),
    Route(
        "m’abonner",
        subscriptions.propose,
        says=("m abonner", "abonne moi", "abonnez moi"),
        takes=True,
        yields=True,
        needs=STAFF,
        help=helps_staff(
            "recevoir une réponse d'elle-même : « chaque lundi à 8 h les demandes en retard », « préviens-moi au-delà "
            "de 5 demandes non prises »"
        ),
    ),
    Route(
        "ma journée",
        summary.show_day,
        says=DAY_WORDS,
        needs=STAFF,
        help=helps_staff(
            "voir vos rendez-vous du jour et ce qui est à reprendre ; « ma journée chaque matin » l'envoie d'elle-même"
        ),
        assists=True,
    ),
    Route(
        "mes abonnements",
        subscriptions.show_list,
        says=(
            "mes abonnements",
            "abonnements",
            "liste des abonnements",
            "arrete de me prevenir",
            "arretez de me prevenir",
            "ne me previens plus",
            "ne me prevenez plus",
        ),
        needs=STAFF,
        help=helps_staff("voir vos abonnements, en arrêter"),
    ),
    Route(
        "arrêter l’abonnement",
        subscriptions.stop_said,
        says=(
            "arreter l abonnement",
            "arrete l abonnement",
            "stop abonnement",
            "supprimer l abonnement",
            "supprime l abonnement",
            "arreter mes abonnements",
            "arreter tous mes abonnements",
            "arrete tous mes abonnements",
            "desabonne moi",
            "me desabonner",
            "annuler l abonnement",
            "annule l abonnement",
        ),
        takes=True,
        yields=True,
        needs=STAFF,
        help=helps_staff("arrêter un abonnement par son numéro, ou tous"),
    ),
    Route.by_button("subscription.make", subscriptions.SubscriptionPress, subscriptions.make, needs=STAFF),
    Route("subscription.decline", subscriptions.decline, verbs=("subscription.decline",), needs=STAFF),
    Route.by_button("subscription.stop", subscriptions.SubscriptionStop, subscriptions.stop, needs=STAFF),
    Route(
        "fiche",
        Taking(school_sheets.SchoolPress, school_sheets.show),
        says=school_sheets.SHEET,
        takes=True,
        yields=True,
        verbs=("school.sheet",),
        needs=SA_EPLE,
        help=helps(
            Theme.SA_EPLE_REQUESTS,
            "voir la fiche d'un établissement : demandes, délais, réouvertures, séances, silence",
            title="fiche lycée …",
        ),
        assists=True,
    ),
    Route(
        "établissements à appeler",
        Taking(school_sheets.CallsPage, school_sheets.show_calls),
        says=school_sheets.CALLS,
        verbs=("school.calls",),
        needs=SA_EPLE,
        help=helps(Theme.SA_EPLE_REQUESTS, "voir quels établissements appeler, et pourquoi"),
        assists=True,
    ),
    Route(
        "établissements silencieux",
        school_sheets.show_silent,
        says=school_sheets.SILENT,
        takes=True,
        needs=SA_EPLE,
        help=helps(Theme.SA_EPLE_REQUESTS, "voir quels établissements n'ont rien demandé depuis leur bascule"),
        assists=True,
    ),
    Route(
        "relevé",
        reports.offer,
        says=reports.WORDS,
        takes=True,
        yields=True,
        needs=STAFF,
        help=(
            HelpLine(
                Theme.EXPERT,
                typeset("recevoir votre relevé de l'année : demandes, séances, heures, établissements"),
                title="mon relevé",
                role=Role.EXPERT,
            ),
            HelpLine(
                Theme.SA_EPLE_PEOPLE,
                typeset("recevoir le relevé annuel d'un expert, en document Word et en page"),
                title="relevé de …",
                role=Role.SA_EPLE,
            ),
        ),
        assists=True,
    ),
    Route(
        "bilan pour le COPIL",
        reports.offer_copil,
        says=reports.COPIL_WORDS,
        takes=True,
        yields=True,
        needs=SA_EPLE,
        help=helps(
            Theme.SA_EPLE_REQUESTS,
            "recevoir le bilan du comité de pilotage : « de janvier », « ce trimestre », « avec les noms »",
            title="bilan pour le COPIL",
        ),
        assists=True,
    ),
    Route(
        "plan d’action",
        Taking(PagePress, plan.show),
        says=plan.SHOW,
        verbs=("plan.show",),
        needs=SA_EPLE,
        help=helps(Theme.SA_EPLE_REQUESTS, "voir où en est le plan d'action"),
        assists=True,
    ),
    Route(
        "action",
        plan.note,
        says=plan.NOTE,
        takes=True,
        yields=True,
        needs=SA_EPLE,
        help=helps(
            Theme.SA_EPLE_REQUESTS,
            "noter une action : « action : appeler le lycée Zola, Ferrand, pour le 15 mars » ; « action 3 faite »",
            title="action …",
        ),
        assists=True,
    ),
    Route(
        "proposer au comité",
        plan.propose,
        says=plan.PROPOSE,
        takes=True,
        yields=True,
        needs=EXPERTS,
        help=(_line(Role.EXPERT, "proposition pour le comité …", "la même chose, en une phrase"),),
        assists=True,
    ),
    Route(
        "je propose",
        plan.propose,
        says=("je propose",),
        yields=True,
        needs=EXPERTS,
        help=(
            _line(
                Role.EXPERT, "je propose …", "proposer une action au comité de pilotage : vous saurez ce qu'il en fait"
            ),
        ),
        assists=True,
    ),
    Route(
        "propositions",
        plan.show_proposals,
        says=plan.PROPOSALS,
        yields=True,
        verbs=("plan.proposals",),
        needs=STAFF,
        help=(
            _line(Role.EXPERT, "mes propositions", "voir ce que vous avez proposé au comité, et la suite donnée"),
            _line(Role.SA_EPLE, "propositions", "examiner ce que les experts proposent au comité"),
        ),
        assists=True,
    ),
    Route(
        "visites",
        reports.show_visits,
        says=reports.VISIT_WORDS,
        yields=True,
        needs=STAFF,
        help=helps_staff(
            "voir les visites à venir et faites ; « planifie la 12 sur place jeudi à 14 h » en prévoit une"
        ),
        assists=True,
    ),
    Route("plan.add", plan.begin, verbs=("plan.add",), needs=SA_EPLE, assists=True),
    Route.by_button("plan.open", plan.ActionPress, plan.open_one, needs=SA_EPLE, assists=True),
    *(
        Route.by_button(f"plan.{move}", plan.ActionPress, partial(plan.press_move, move), needs=SA_EPLE, assists=True)
        for move in PlanMove
    ),
    Route.by_button("status.show", status.StatusPress, status.show, needs=STAFF),
    Route(
        "santé du service",
        summary.show_health,
        says=("sante du service", "sante", "sante service"),
        intent="sante_service",
        needs=SA_EPLE,
        help=helps(Theme.SA_EPLE_SERVICE, "voir les notifications qui ne sont pas parties"),
    ),
    Route.by_button("service.retry", summary.NoticeRow, summary.send_again, needs=SA_EPLE),
    Route.by_button("notice.told", summary.NoticeTold, summary.mark_told),
    Route(
        "requests.lookup",
        status.look_up,
        verbs=("requests.lookup",),
        needs=STAFF,
        where=WINDOW,
        extension=Extension(texts.COMMAND, texts.COMMAND_ABOUT, (texts.BOX, texts.BOX_ABOUT)),
        assists=True,
    ),
)
