"""What is told later about requests for assistance: to who asked, to experts, to the SA EPLE."""

from collections.abc import Mapping
from types import MappingProxyType

from knowledge.french import typeset as _
from knowledge.request import RequestNotice

_N = RequestNotice

MAIL_SUBJECT = _("[Op@le] Demande d'assistance {reference} : {title}")
MAIL_HEAD = _("À propos de votre demande d'assistance n° {reference}, {school}, au sujet « {topic} » :")
MAIL_HEAD_STAFF = _("À propos de la demande d'assistance n° {reference}, {school}, au sujet « {topic} » :")
MAIL_ANSWER = _(
    "Pour toute question sur cette demande, indiquez son numéro à l'expert qui la suit, ou au SA EPLE : {contact_name}, {contact_mail}."
)
MAIL_STAFF_HOW = _("Pour ouvrir cette demande, écrivez « {reference} » à l'assistant Op@le dans Teams.")
MAIL_KEPT = _(
    "Ce qui est gardé à votre sujet : votre nom, votre fonction, l'adresse ou le numéro que vous avez donnés, et le suivi de "
    "cette demande, pour la traiter. Les experts Op@le et le SA EPLE y ont accès. Ces données sont effacées {days} après la "
    "fin de la demande."
)
MAIL_RIGHTS = _(
    "Vous pouvez en demander la copie, la rectification ou l'effacement, vous opposer à leur usage, et saisir la CNIL (www.cnil.fr)."
)

# To who asked. Each: the title, then the sentences.
TO_REQUESTER: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        _N.RECEIPT: (
            _("bien reçue"),
            _("Elle a été enregistrée le {logged}. Vous recevez un message à chaque étape."),
        ),
        _N.TAKEN: (_("prise en charge"), _("Elle est prise en charge par {holder}.")),
        _N.REASSIGNED: (_("nouvel expert"), _("Elle est désormais suivie par {holder}.")),
        _N.RELEASED: (
            _("en attente d'un nouvel expert"),
            _("L'expert qui la suivait ne peut pas la poursuivre : elle est en attente d'un nouvel expert."),
        ),
        _N.PLANNED: (_("rendez-vous"), _("Un rendez-vous est fixé avec {holder} le {slot} (heure de Paris).")),
        _N.SLOT_MOVED: (
            _("rendez-vous déplacé"),
            _("Le rendez-vous avec {holder} est déplacé au {slot} (heure de Paris)."),
        ),
        _N.SLOT_CANCELLED: (_("rendez-vous annulé"), _("Le rendez-vous du {former_slot} (heure de Paris) est annulé.")),
        _N.SLOT_REMINDER: (
            _("rappel de votre rendez-vous"),
            _("Votre rendez-vous avec {holder} a lieu le {slot} (heure de Paris)."),
        ),
        _N.AGREED: (
            _("accord pour le partage d'écran"),
            _("Votre accord pour le partage d'écran de la prochaine séance est noté. Vous pouvez le retirer à tout moment."),
        ),
        _N.TAKEN_BACK: (
            _("accord retiré"),
            _("L'accord pour le partage d'écran est retiré : aucune séance n'a lieu sans un nouvel accord."),
        ),
        _N.REPLY_AWAITED: (
            _("votre réponse est attendue"),
            _("{holder} attend une réponse de votre établissement d'ici au {resume}."),
        ),
        _N.WAITING_REMINDER: (
            _("votre réponse est attendue"),
            _("{holder} attend toujours une réponse de votre établissement."),
        ),
        _N.RESOLVED: (_("solution proposée"), _("{holder} la considère comme résolue. Compte rendu :")),
        _N.SATISFACTION: (_("votre avis"), _("La demande est close.")),
        _N.REOPENED: (_("rouverte"), _("Elle est rouverte.")),
        _N.CANCELLED: (_("annulée"), _("Elle est annulée : {cancelled}.")),
    }
)  # fmt: skip
ABOUT_YOURS = _("Votre demande n° {reference} : {title}")
RESOLVED_NEXT = _("Est-ce résolu ? Sans réponse de votre part sous {days}, la demande sera close.")
RESOLVED_NEXT_MAIL = _(
    "Si le problème demeure, faites-le savoir à l'expert ou au SA EPLE. Sans réponse de votre part sous {days}, la demande sera close."
)
CONSENT_ASKED = _(
    "Avant la séance, votre accord est demandé pour le partage d'écran et la prise de contrôle. Fermez auparavant tout document "
    "qui ne concerne pas la demande."
)
LINK = _("Lien de la réunion : {link}")
INVITATION = _("Le rendez-vous est joint à ce message, au format de votre agenda.")
NOT_INVITATION = _("L'annulation est jointe à ce message, au format de votre agenda.")
WITH_REASON = _("Motif : {reason}")
WITH_REPLY = _("Réponse : {reason}")
WHAT_IS_AWAITED = _("Ce qui est attendu : {reason}")
SAYS = _("Ce qui est écrit : {reason}")

# To experts and to the SA EPLE.
TO_STAFF: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        _N.CARD: (_("à prendre en charge"), _("Cette demande attend un expert.")),
        _N.URGENT: (_("demande urgente"), _("Une demande urgente vient d'être enregistrée.")),
        _N.RECEIPT: (_("enregistrée"), _("La demande que vous avez saisie est enregistrée.")),
        _N.ASSIGNED_TO_YOU: (_("vous est attribuée"), _("Cette demande vous est attribuée.")),
        _N.REASSIGNED: (_("réattribuée"), _("Cette demande, que vous suiviez, est désormais suivie par {holder}.")),
        _N.RELEASED: (_("libérée"), _("Cette demande, que vous suiviez, est de nouveau sans expert.")),
        _N.PLANNED: (_("rendez-vous"), _("Le rendez-vous est fixé au {slot} (heure de Paris).")),
        _N.SLOT_MOVED: (_("rendez-vous déplacé"), _("Le rendez-vous est déplacé au {slot} (heure de Paris).")),
        _N.SLOT_CANCELLED: (_("rendez-vous annulé"), _("Le rendez-vous du {former_slot} (heure de Paris) est annulé.")),
        _N.OTHER_SLOT_ASKED: (
            _("autre rendez-vous demandé"),
            _("{contact} demande un autre rendez-vous que celui du {slot}."),
        ),
        _N.SLOT_REMINDER: (_("rappel du rendez-vous"), _("Le rendez-vous a lieu le {slot} (heure de Paris).")),
        _N.AGREED: (_("accord donné"), _("{contact} accepte le partage d'écran de la prochaine séance.")),
        _N.TAKEN_BACK: (_("accord retiré"), _("{contact} a retiré son accord pour le partage d'écran.")),
        _N.WAITING_REMINDER: (_("relance"), _("La date de relance de cette demande est arrivée.")),
        _N.RESUMED: (_("à reprendre"), _("L'attente est finie : cette demande est à reprendre.")),
        _N.REPLIED: (_("réponse reçue"), _("{contact} a répondu : cette demande est à reprendre.")),
        _N.SOLUTION_REFUSED: (_("solution refusée"), _("{contact} indique que ce n'est pas résolu.")),
        _N.REOPENED: (_("rouverte"), _("Cette demande est rouverte.")),
        _N.CANCELLED: (_("annulée"), _("Cette demande est annulée : {cancelled}.")),
        _N.UNTAKEN: (_("sans expert"), _("Personne n'a pris en charge cette demande depuis le {since}.")),
        _N.IDLE: (_("rien n'avance"), _("Rien n'a été noté sur cette demande depuis le {touched}.")),
    }
)
ABOUT_STAFF = _("Demande n° {reference} : {title}")
ALSO_BY_PHONE = _("La personne n'a ni Teams ni adresse connue : rappelez-lui le rendez-vous par téléphone.")

UNREACHED_TITLE = _("Experts non prévenus")
UNREACHED = _(
    "Ces experts n'ont pas ouvert de conversation avec l'assistant et n'ont pas été prévenus de la demande n° {reference} : {names}."
)
UNREACHED_NOBODY = _(
    "Aucun expert n'a pu être prévenu de la demande n° {reference} : aucun n'a de conversation ouverte avec l'assistant."
)
UNREACHED_HOW = _("Demandez-leur d'ajouter l'assistant dans Teams et de lui écrire une première fois.")
SOMEONE = _("identifiant {oid}")

PHONE_TITLE = _("À prévenir par téléphone")
PHONE = _("{contact} n'est joignable ni dans Teams ni par courriel. À lui dire :")
PHONE_NUMBER = _("Numéro donné : {phone}")

CALENDAR_NAME = "{reference}.ics"
CALENDAR_TITLE = _("Assistance Op@le {reference}, {school}")
CALENDAR_TEXT = _("Demande d'assistance n° {reference}, au sujet « {topic} ». Expert : {holder}.")
