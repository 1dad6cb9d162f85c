"""What is said when an action is asked for that has to be done by other means today: the means, and the contact."""

from knowledge.french import typeset as _

ASSIST_TITLE = _("Demander l'assistance d'un expert")
ASSIST = _(
    "Je n'enregistre pas encore de demande d'assistance : rien n'a été noté. Aujourd'hui, adressez-vous au SA EPLE : "
    "{contact_name}, {contact_mail}, {contact_phones}."
)
ASSIST_TICKETS = _("Vos tickets officiels restent ici : {url}")
ASSIST_STATUS_TITLE = _("Suivre une demande d'assistance")
ASSIST_STATUS = _(
    "Je ne garde pas encore de demande d'assistance : je ne peux pas vous dire où en est la vôtre. Adressez-vous au "
    "SA EPLE : {contact_name}, {contact_phones}."
)
STEERING_TITLE = _("Suivi du SA EPLE")
STEERING = _(
    "Je ne tiens pas encore de tableau des demandes d'assistance. Tapez « candidatures » pour les candidatures, « questions » "
    "pour lire les questions qui attendent."
)
