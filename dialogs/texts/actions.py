"""What is said when an action is asked for that has to be done by other means today: the means, and the contact."""

from knowledge.french import typeset as _

APPLY_TITLE = _("Déposer une candidature")
APPLY = _(
    "Je ne reçois pas encore de candidature ici. Aujourd'hui, elle s'envoie par courriel à {deposit_mail}, avec la "
    "{copy_to} en copie et une présentation succincte de votre motivation, au plus tard le {closes}."
)
APPLY_OVER = _(
    "La date de l'appel, le {closes}, est passée. Pour savoir ce qui reste possible, écrivez à {contact_name} : "
    "{contact_mail}."
)
APPLY_STATUS_TITLE = _("Suivre ma candidature")
APPLY_STATUS = _(
    "Je ne garde pas encore de candidature ici : je ne peux donc pas vous dire où en est la vôtre. {contact_name} suit le "
    "dossier : {contact_mail}, {contact_phones}."
)
APPLY_CHANGE_TITLE = _("Modifier ou retirer ma candidature")
APPLY_CHANGE = _(
    "Je ne garde pas encore de candidature ici : rien n'a été modifié. Pour changer ou retirer la vôtre, écrivez à "
    "{deposit_mail}."
)
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
    "Je ne tiens pas encore de tableau des candidatures ni des demandes. Tapez « questions » pour lire celles qui attendent."
)
ELIGIBILITY_TITLE = _("Vérifier si l'appel s'adresse à vous")
ELIGIBILITY = _(
    "L'appel s'adresse, dans l'{authority}, aux utilisateurs d'Op@le qui sont {functions}, dans les établissements des "
    "vagues {waves}. Le SA EPLE apprécie chaque situation."
)
