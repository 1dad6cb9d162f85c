"""What a request shows: its card, its files, its line in the experts' channel, its notices."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from knowledge.french import typeset as _
from knowledge.request import CancelReason, Consent, RequestStatus, WaitingFor

TITLE = _("Demande {reference}")
STATE = _("État")
STATE_SINCE = _("{state}, depuis le {since}")
STANDS = _("Depuis {since}")
STANDS_FREE = _("Sans expert, depuis {since}")
# Whether it is urgent → what is said of a request just made.
STANDS_LOGGED = {
    False: _("Les experts sont prévenus ; vous recevrez ici un message à chaque étape."),
    True: _("Les experts et le SA EPLE sont prévenus ; vous recevrez ici un message à chaque étape."),
}
RECEIVED = _("enregistrée")
STANDS_YOURS = _("Suivie par vous")
IS_IT_SOLVED = _("Le problème est-il réglé ?")
TO_CONFIRM = _("À confirmer par l'établissement")
SOLVED_SINCE = _("Résolue {since}.")
STANDS_WITH = _("Suivie par {holder}")
STANDS_WAITING = _("En attente : {whom}")
STANDS_REMINDED = _("Relance prévue {when}.")
STANDS_SLOT = _("Rendez-vous {slot}{where}")
ON_SITE = _(", sur place")
VISITS = _("Visites faites")
BUTTON_ORDER = _("Lire mon ordre")
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
WAITING_UNTIL = _("{whom}, relance prévue le {when}")
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
TICKET = _("Ticket officiel")
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
BUTTON_HISTORY = _("Voir tout l'historique")
BUTTON_OLDER = _("Voir les plus anciennes")
BUTTON_MORE = _("Voir les autres actions")
BUTTON_DETAILS = _("Voir les détails")
BUTTON_REFRESH = _("Mettre à jour")
BUTTON_ANSWER = _("Répondre")
BUTTON_WRITE = _("Écrire un message")
BUTTON_URGENT = _("Passer en urgent")
BUTTON_NOTE = _("Noter, entre experts")
BUTTON_PAGE = _("Voir en une page")
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


# --- Files of a request.

NAMED = _("{name} ({size})")
SAID_WITH = _("{text} – {files}")
SOMEBODY = _("une personne")
NONE_KEPT = _("Aucun fichier n'a été gardé.")
NOT_HERE = _("Les fichiers d'une demande s'envoient dans notre conversation privée : aucun n'a été gardé.")
WHICH_FILE = _(
    "Pour quelle demande ? Renvoyez le fichier avec son numéro, par exemple « pour DA 12 ». Rien n'a été gardé."
)
WHICH = _(
    "Pour quelle demande ? Renvoyez les deux avec son numéro, par exemple « pour DA 12 : voici l'erreur ». Ni le message ni le "
    "fichier n'ont été gardés."
)
NO_REQUEST = _("Pour quelle demande ?")
NO_REQUEST_LINE = _("Un fichier se joint à une demande d'assistance enregistrée : aucun fichier n'a été gardé.")
FORM_TAKES_NONE = _(
    "Cette saisie n'attend pas de fichier : aucun n'a été gardé. Envoyez-le ensuite, avec le numéro de la demande."
)
NOT_WITH_NOTE = _("Un fichier joint à une demande est lu aussi par l'établissement : aucun n'a été gardé avec la note.")
NOT_WITH_APPLICATION = _("Un fichier ne se joint pas à un message sur une candidature : aucun n'a été gardé.")
BUTTON_ASK = _("Demander une assistance")
NO_FILE = _("{reference} n'a pas de fichier joint.")
LIST_TITLE = _("Fichiers de {reference}")
LIST_LINE = _("{name} ({size}), de {by}, {when}")
BUTTON_GET = _("Recevoir {name}")
BUTTON_FILES = _("Voir les fichiers ({count})")
FILES = _("Fichiers joints")
OFFER = _("{name}, joint à {reference}.")
GONE = _("Ce fichier n'est plus là, ou ne vous concerne pas.")


# --- The experts' channel: no person's name, no word of what a school has written.

DECLARED = _(
    "Ce canal est désormais celui des experts : ce qui attend s'y affiche et se met à jour, et les demandes n'y montrent que "
    "l'établissement, l'objet et l'état. Pour arrêter : « plus ici »."
)
CHANNEL_NOT_HERE = _("Écrivez « ici », en me mentionnant, dans le canal des experts : ce qui attend s'y affichera.")
GIVEN_UP = _("Ce canal n'est plus celui des experts : chaque expert est de nouveau prévenu dans sa conversation.")
NONE = _("Aucun canal n'est déclaré : il n'y a rien à arrêter.")
CHANNEL_TITLE = _("{requests} à prendre en charge")
TITLE_NONE = _("Aucune demande à prendre en charge")
MORE = _("Et {count}, dans la conversation privée : « demandes non prises ».")
STATES = _("En cours : {states}.")
STATES_NONE = _("Rien d'autre n'est en cours.")
IN_STATE: Mapping[RequestStatus, tuple[str, str]] = {
    RequestStatus.ASSIGNED: (_("prise en charge"), _("prises en charge")),
    RequestStatus.PLANNED: (_("planifiée"), _("planifiées")),
    RequestStatus.WAITING: (_("en attente"), _("en attente")),
    RequestStatus.RESOLVED: (_("à confirmer"), _("à confirmer")),
}
HELP = _("Le détail et la suite sont dans votre conversation privée avec l'assistant : « DA-2024-0012 ».")
BUTTON_TAKE = _("Prendre {reference}")
TAKE = _("Prendre")
TAKEN = _("{reference} est à vous : le détail est dans votre conversation privée avec l'assistant.")
TAKEN_ALREADY = _("{reference} n'est plus à prendre : rien n'a été modifié. La carte du canal se met à jour.")
USAGE = _("Dites laquelle, par exemple « prendre DA-2024-0012 ».")
LINE = _("{reference}, {school}, {topic} : {news}.")
FREE = _("de nouveau sans expert{urgent}")
UNTAKEN = _("personne n'a pris cette demande")
URGENT_FREE = _(", urgente")
LOST_TITLE = _("Le canal des experts n'est plus joignable")
LOST = _(
    "L'assistant ne peut plus y écrire : il en a sans doute été retiré. Les experts sont de nouveau prévenus un par un. Ajoutez-le au "
    "canal, puis écrivez-y « ici »."
)


# --- Notices: the sentences that several share, and the frame of their mails.

MAIL_SUBJECT = _("[Op@le] Demande d'assistance {reference} : {title}")
MAIL_HEAD = _("À propos de votre demande d'assistance n° {reference}, {school}, objet « {topic} » :")
MAIL_HEAD_STAFF = _("À propos de la demande d'assistance n° {reference}, {school}, objet « {topic} » :")
MAIL_ANSWER = _(
    "Pour toute question sur cette demande, adressez-vous au SA EPLE en indiquant son numéro : {contact_name}, {contact_mail}."
)
MAIL_REPLY = _(
    "Pour répondre, écrivez au-dessus de ce message : votre texte est ajouté à la demande et remis à l'expert. Ni pièce jointe, ni "
    "mot de passe, ni RIB, ni nom d'élève : les fichiers ne sont pas repris."
)
LEFT_ASIDE = _("(Fichiers joints non repris : {count}.)")
MAIL_STAFF_HOW = _("Pour ouvrir cette demande, écrivez « {reference} » à l'assistant Op@le dans Teams.")
MAIL_KEPT = _(
    "Ce qui est gardé à votre sujet : votre nom, votre fonction, l'adresse ou le numéro donnés avec la demande, et le suivi de "
    "cette demande, pour la traiter. Les experts Op@le et le SA EPLE y ont accès. Ces données sont effacées {days} après la "
    "fin de la demande."
)

# To the requester.
RESOLVED_NEXT = _("Est-ce résolu ? Sans réponse de votre part sous {days}, la demande sera close.")
RESOLVED_NEXT_MAIL = _(
    "Si le problème demeure, faites-le savoir au SA EPLE. Sans réponse de votre part sous {days}, la demande sera close."
)
CONSENT_ASKED = _(
    "Avant la séance, votre accord est demandé pour le partage d'écran et la prise de contrôle. Fermez auparavant tout document "
    "qui ne concerne pas la demande."
)
LINK = _("Lien de la réunion : {link}")
SLOT_FIXED = _("rendez-vous fixé {slot_brief}{where}")
SLOT_CHOSEN = _("{contact} choisit {slot_brief}")
OTHER_THAN_SLOT = _("{contact} demande un autre rendez-vous que {slot_brief}")
OTHER_THAN_PROPOSED = _("{contact} demande un autre horaire que ceux proposés")
CHOOSE_PRESS = _("Choisissez, ou dites-le : « le premier », « mardi me va », « plutôt jeudi après-midi ».")
CHOOSE_TELL = _("Dites lequel vous convient, ou quand vous seriez libre.")
INVITATION = _("Le rendez-vous est joint à ce message, au format de votre agenda.")
NOT_INVITATION = _("L'annulation est jointe à ce message, au format de votre agenda.")
WITH_REASON = _("Motif : {reason}")
WITH_REPLY = _("Sa réponse : « {reason} »")
WHAT_IS_AWAITED = _("Ce qui est attendu : {reason}")
WRITTEN = _("« {reason} »")
TO_RECALL = _("À rappeler : {reason}")
CONTACT_WRITES = _("{contact} vous écrit")
HOLDER_WRITES = _("{holder} vous écrit")
SERVICE_WRITES = _("le SA EPLE vous écrit")
ALL_TOLD = _("une réponse à tous les établissements concernés")
NOW_URGENT = _("la demande devient urgente")
SAYS = _("Son message : « {reason} »")

# The first line in Teams: what, who, when; then which request.
NOTICE_LINE = _("{news} – {about}")
ABOUT = _("{reference}, {what}")
NOTICE_URGENT = _(" urgente")
NEWS = _("nouvelle demande{urgent} à prendre en charge")
NEWS_ON_CALL = _("demande urgente à prendre en charge : vous êtes de permanence")
ON_DATE = _("le {when}")

# To experts and to the SA EPLE.
ALSO_BY_PHONE = _("La personne n'a ni Teams ni adresse connue : rappelez-lui le rendez-vous par téléphone.")

UNREACHED_TITLE = _("Experts non prévenus")
UNREACHED = _(
    "Ces experts n'ont pas ouvert de conversation avec l'assistant et n'ont pas été prévenus de la demande n° {reference} : {names}."
)
UNREACHED_NOBODY = _(
    "Aucun expert n'a pu être prévenu de la demande n° {reference} : aucun n'a de conversation ouverte avec l'assistant."
)
UNREACHED_HOW = _("Demandez-leur d'ajouter l'assistant dans Teams et de lui écrire une première fois.")
NOTICE_SOMEONE = _("identifiant {oid}")

PHONE_TITLE = _("À prévenir par téléphone")
PHONE = _("{contact} n'est joignable ni dans Teams ni par courriel. À dire au téléphone :")
PHONE_NUMBER = _("Numéro donné : {phone}")

CALENDAR_NAME = "{reference}.ics"
CALENDAR_TEXT = _("Demande d'assistance n° {reference}, objet « {topic} ». Suivie par {holder}.")
NUDGE = _("le SA EPLE demande où en est cette demande")
NUDGE_LINE = _("Le SA EPLE vous demande où en est cette demande : notez-y où vous en êtes.")
NUDGE_UNTAKEN = _("le SA EPLE cherche un expert pour cette demande")
NUDGE_UNTAKEN_LINE = _("Le SA EPLE demande que l'un de vous prenne en charge cette demande.")
