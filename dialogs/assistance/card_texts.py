"""How a request for assistance is shown: its card, its buttons, its history."""

from collections.abc import Mapping
from types import MappingProxyType

from knowledge.french import typeset as _
from knowledge.request import CancelReason, Consent, RequestMove, WaitingFor

_M = RequestMove

TITLE = _("Demande d'assistance {reference}")
TITLE_URGENT = _("Demande d'assistance urgente {reference}")
SCHOOL = _("Établissement")
TOPIC = _("Objet")
STATE = _("État")
STATE_SINCE = _("{state}, depuis le {since}")
URGENCY = _("Urgence")
URGENT = _("Urgente : le travail de l'établissement est bloqué")
NOT_URGENT = _("Non urgente")
CONTACT = _("Contact")
PHONE = _("Téléphone")
MAIL = _("Courriel")
LOGGED = _("Enregistrée")
LOGGED_AT = _("le {when}")
LOGGED_BY = _("le {when}, par {author}")
HOLDER = _("Expert")
NOBODY = _("aucun pour l'instant")
UNNAMED = _("un expert dont le nom n'est pas connu")
WISHED = _("Rendez-vous souhaité")
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
DETAILS = _("Description")
REPORT = _("Compte rendu")
REPLY = _("Réponse du demandeur")
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
        Consent.IN_CHAT: _("donné dans Teams par le demandeur"),
        Consent.ORAL: _("donné oralement, noté par l'expert"),
    }
)
CANCELLED: Mapping[CancelReason, str] = MappingProxyType(
    {
        CancelReason.WITHDRAWN: _("retirée par le demandeur"),
        CancelReason.DUPLICATE: _("doublon"),
        CancelReason.OUT_OF_SCOPE: _("hors du périmètre des experts"),
    }
)
BUTTONS: Mapping[RequestMove, str] = MappingProxyType(
    {
        _M.TAKE: _("Prendre en charge"),
        _M.ASSIGN: _("Attribuer à un expert"),
        _M.START_SESSION: _("Démarrer la séance"),
        _M.END_SESSION: _("Terminer la séance"),
        _M.RESUME: _("Reprendre"),
        _M.PLAN: _("Planifier un rendez-vous"),
        _M.AGREE: _("Noter l'accord donné oralement"),
        _M.RESOLVE: _("Résoudre, avec un compte rendu"),
        _M.CONFIRM: _("C'est résolu"),
        _M.REFUSE_SOLUTION: _("Ce n'est pas résolu"),
        _M.RATE: _("Donner mon avis"),
        _M.REPLY: _("Répondre à l'expert"),
        _M.MOVE_SLOT: _("Déplacer le rendez-vous"),
        _M.CANCEL_SLOT: _("Annuler le rendez-vous"),
        _M.ASK_OTHER_SLOT: _("Demander un autre rendez-vous"),
        _M.PUT_ON_HOLD: _("Mettre en attente"),
        _M.REOPEN: _("Rouvrir"),
        _M.TAKE_BACK: _("Retirer l'accord"),
        _M.WITHDRAW: _("Retirer ma demande"),
        _M.REASSIGN: _("Réattribuer à un autre expert"),
        _M.RELEASE: _("Libérer"),
        _M.CANCEL: _("Annuler (doublon, hors périmètre)"),
    }
)
AGREE_OWN = _("J'accepte le partage d'écran")
CONFIRM_FOR = _("Clore la demande")
BUTTON_FOLLOW = _("Nouvelle demande, liée à celle-ci")
HISTORY_OF = _("Historique de {reference}")
BUTTON_HISTORY = _("Tout l'historique")
BUTTON_OLDER = _("Lignes plus anciennes")
BUTTON_MORE = _("Autres actions")
BUTTON_CALL = _("Appeler dans Teams")
BUTTON_MEETING = _("Créer la réunion Teams")
BUTTON_CALENDAR = _("Ajouter à mon agenda (.ics)")
BUTTON_JOIN = _("Rejoindre la réunion Teams")
MEETING_SUBJECT = _("Assistance Op@le {reference}, {school}")

MOVES: Mapping[str, str] = MappingProxyType(
    {
        _M.LOG: _("enregistrée"),
        _M.LOG_AND_TAKE: _("enregistrée et prise en charge"),
        _M.TAKE: _("prise en charge"),
        _M.ASSIGN: _("attribuée"),
        _M.REASSIGN: _("réattribuée"),
        _M.RELEASE: _("libérée"),
        _M.PLAN: _("rendez-vous planifié"),
        _M.MOVE_SLOT: _("rendez-vous déplacé"),
        _M.CANCEL_SLOT: _("rendez-vous annulé"),
        _M.ASK_OTHER_SLOT: _("autre rendez-vous demandé"),
        _M.AGREE: _("accord pour le partage d'écran"),
        _M.TAKE_BACK: _("accord retiré"),
        _M.START_SESSION: _("séance démarrée"),
        _M.END_SESSION: _("séance terminée"),
        _M.PUT_ON_HOLD: _("mise en attente"),
        _M.RESUME: _("reprise"),
        _M.REPLY: _("réponse donnée"),
        _M.RESOLVE: _("résolue"),
        _M.CONFIRM: _("close"),
        _M.REFUSE_SOLUTION: _("solution refusée"),
        _M.RATE: _("avis donné"),
        _M.REOPEN: _("rouverte"),
        _M.WITHDRAW: _("retirée"),
        _M.CANCEL: _("annulée"),
        _M.TELL_BY_PHONE: _("personne prévenue par téléphone"),
        _M.ALERT_UNTAKEN: _("alerte : personne ne l'a prise en charge"),
        _M.ALERT_IDLE: _("alerte : rien n'avance"),
        _M.REMIND_SLOT: _("rappel du rendez-vous"),
        _M.REMIND_WAITING: _("relance"),
    }
)
BY_PROGRAM = _("l'assistant")
