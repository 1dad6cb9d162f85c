"""How a request for assistance is shown: its card, its buttons, its history."""

from collections.abc import Mapping
from types import MappingProxyType

from knowledge.french import typeset as _
from knowledge.request import CancelReason, Consent, WaitingFor

TITLE = _("Demande {reference}")
STATE = _("État")
STATE_SINCE = _("{state}, depuis le {since}")
STANDS = _("Depuis {since}")
STANDS_FREE = _("Sans expert, depuis {since}")
STANDS_WITH = _("Suivie par {holder}")
STANDS_WAITING = _("Attend {whom}, relance {when}")
STANDS_SLOT = _("Rendez-vous {slot}")
STANDS_PROPOSED = _("Horaires proposés : {slots}")
URGENT = _("Urgente : le travail de l'établissement est bloqué")
NOT_URGENT = _("Non urgente")
LOGGED = _("Enregistrée")
LOGGED_AT = _("le {when}")
LOGGED_BY = _("le {when}, par {author}")
HOLDER = _("Expert")
NOBODY = _("aucun pour l'instant")
UNNAMED = _("un expert dont le nom n'est pas connu")
SLOT = _("Rendez-vous")
WAITING = _("En attente de")
WAITING_UNTIL = _("{whom}, relance le {when}")
CONSENT = _("Accord pour le partage d'écran")
NO_CONSENT = _("à donner avant la séance")
NO_MORE_CONSENT = _("à donner avant une prochaine séance")
SESSION = _("Séance")
SESSION_RUNNING = _("en cours depuis le {when}")
SESSION_LASTED = _("{minutes} en tout")
SESSION_SHORT = _("moins d'une minute")
ESCALATED = _("Le SA EPLE a été alerté : rien n'avançait.")
REPORT = _("Compte rendu")
REPLY = _("Réponse de l'établissement")
FORMER_REPORT = _("Compte rendu précédent")
LINKED = _("Fait suite à")
CANCELLED_AS = _("Motif")
DUPLICATE_OF = _("doublon de {reference}")
SCORE = _("Satisfaction")
SCORE_OF = _("{score} sur 5")
COMMENT = _("Commentaire")
HISTORY = _("Historique")
HISTORY_LINE = _("{when} : {what}")
HISTORY_BY = _("{when} : {what}, par {by}")
HISTORY_TO = _("{line}, à {holder}")
HISTORY_REASON = _("{line} : {reason}")
HISTORY_OLDER = _("Avant cela : {count} de plus.")

WAITING_FOR: Mapping[WaitingFor, str] = MappingProxyType(
    {
        WaitingFor.SCHOOL: _("une réponse de l'établissement"),
        WaitingFor.PUBLISHER: _("une réponse de l'éditeur"),
        WaitingFor.SA_EPLE: _("une réponse du SA EPLE"),
    }
)
CONSENTS: Mapping[Consent, str] = MappingProxyType(
    {
        Consent.IN_CHAT: _("donné dans Teams par la personne"),
        Consent.ORAL: _("donné oralement, noté par l'expert"),
    }
)
CANCELLED: Mapping[CancelReason, str] = MappingProxyType(
    {
        CancelReason.WITHDRAWN: _("retirée par l'établissement"),
        CancelReason.DUPLICATE: _("doublon"),
        CancelReason.OUT_OF_SCOPE: _("hors du périmètre des experts"),
    }
)
BUTTON_FOLLOW = _("Faire une demande liée")
HISTORY_OF = _("Historique de {reference}")
BUTTON_HISTORY = _("Tout l'historique")
BUTTON_OLDER = _("Lignes plus anciennes")
BUTTON_MORE = _("Autres actions")
BUTTON_DETAILS = _("Détails")
BUTTON_REFRESH = _("Mettre à jour")
BUTTON_ANSWER = _("Répondre")
BUTTON_WRITE = _("Écrire un message")
BUTTON_URGENT = _("Passer en urgent")
BUTTON_NOTE = _("Noter, entre experts")
BUTTON_CHAT = _("Discuter avec {name}")
CHAT_BEGINS = _("Bonjour, à propos de la demande {reference} ({topic}) : ")
WRITTEN_BY = _("{by}, {when}")
NOTED_BY = _("Note de {by}, {when}")
SOMEONE = _("Une personne")
THE_PERSON = _("cette personne")
GROUP_NAME = _("Op@le, demande {reference}")
BUTTON_GROUP = _("Discuter à plusieurs")
BUTTON_CALL = _("Appeler dans Teams")
BUTTON_MEETING = _("Créer la réunion Teams")
BUTTON_CALENDAR = _("Ajouter à mon agenda")
BUTTON_JOIN = _("Rejoindre la réunion")
MEETING_SUBJECT = _("Assistance Op@le {reference}, {school}")

BY_PROGRAM = _("l'assistant")
