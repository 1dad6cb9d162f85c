"""The health of the service, for the SA EPLE."""

from knowledge.french import typeset as _

TITLE = _("Santé du service")
ALL_WELL = _("Toutes les notifications sont parties.")
PENDING = _("En attente d'envoi : {count}, la plus ancienne depuis le {since}.")
PROBLEMS = _("À regarder : {count}.")
ROW = _("{state} : {kind}, le {date} (n° {id})")
MORE = _("{count} de plus s'afficheront quand celles-ci auront été traitées.")
RETRY = _("Renvoyer la n° {id}")
RETRIED = _("La notification n° {id} repart.")
NOT_RETRIED = _("La notification n° {id} n'est plus à renvoyer : elle est partie, ou un collègue s'en est occupé.")
OTHER_KIND = _("notification")
STATES = {
    "uncertain": _("Message peut-être reçu"),
    "blocked": _("Personne à prévenir par téléphone"),
    "dead": _("Message non envoyé"),
}
