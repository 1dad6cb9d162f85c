"""The health of the service, for the SA EPLE."""

from knowledge.french import typeset as _

TITLE = _("Santé du service")
ALL_WELL = _("Toutes les notifications sont parties.")
PENDING = _("En attente d'envoi : {count}, la plus ancienne depuis le {since}.")
PROBLEMS = _("À regarder : {count}.")
ROW = _("N° {id}, {kind}, {state}, le {date}")
MORE = _("Les {count} autres s'afficheront quand celles-ci auront été traitées.")
RETRY = _("Renvoyer la n° {id}")
RETRIED = _("La notification n° {id} repart.")
NOT_RETRIED = _("La notification n° {id} n'est plus à renvoyer : elle est partie, ou un collègue s'en est occupé.")
KINDS = {
    "question_asked": _("question transmise au SA EPLE"),
    "question_answered": _("réponse à une question"),
    "phone": _("personne à prévenir par téléphone"),
    "application_phone": _("personne à prévenir par téléphone"),
    "application_mail": _("courriel demandé par l'appel"),
    "application_receipt": _("accusé de réception d'une candidature"),
    "application_decision": _("décision sur une candidature"),
    "application_complement_asked": _("demande de complément"),
    "request_phone": _("personne à prévenir par téléphone"),
    "request_card": _("demande d'assistance aux experts"),
    "request_receipt": _("accusé de réception d'une demande"),
    "request_planned": _("rendez-vous d'une demande"),
    "request_resolved": _("solution d'une demande"),
    "application_digest": _("relevé des candidatures reçues"),
}
OTHER_KIND = _("notification")
STATES = {
    "uncertain": _("peut-être reçue"),
    "blocked": _("personne à prévenir par téléphone"),
    "dead": _("abandonnée"),
}
TOLD = _("C'est noté : la personne a été prévenue par téléphone.")
TOLD_ALREADY = _("C'était déjà noté, ou la notification est partie entre-temps. Rien n'a été modifié.")
