"""The sentences that several notices about requests share, and the frame of their mails; the rest is in ``notices``."""

from knowledge.french import typeset as _

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
    "Ce qui est gardé à votre sujet : votre nom, votre fonction, l'adresse ou le numéro que vous avez donnés, et le suivi de "
    "cette demande, pour la traiter. Les experts Op@le et le SA EPLE y ont accès. Ces données sont effacées {days} après la "
    "fin de la demande."
)
MAIL_RIGHTS = _(
    "Vous pouvez en demander la copie, la rectification ou l'effacement, vous opposer à leur usage, et saisir la CNIL (www.cnil.fr)."
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
SLOT_FIXED = _("rendez-vous fixé {slot_brief}")
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
NOW_URGENT = _("la demande devient urgente")
SAYS = _("Son message : « {reason} »")

# The first line in Teams: what, who, when; then which request.
LINE = _("{news} – {about}")
LINE_WHEN = _("{news} ({when}) – {about}")
ABOUT = _("{reference}, {what}")
URGENT = _(" urgente")
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
SOMEONE = _("identifiant {oid}")

PHONE_TITLE = _("À prévenir par téléphone")
PHONE = _("{contact} n'est joignable ni dans Teams ni par courriel. À dire au téléphone :")
PHONE_NUMBER = _("Numéro donné : {phone}")

CALENDAR_NAME = "{reference}.ics"
CALENDAR_TITLE = _("Assistance Op@le {reference}, {school}")
CALENDAR_TEXT = _("Demande d'assistance n° {reference}, objet « {topic} ». Suivie par {holder}.")
NUDGE = _("le SA EPLE demande où en est cette demande")
NUDGE_LINE = _("Le SA EPLE vous demande où en est cette demande : notez-y où vous en êtes.")
NUDGE_UNTAKEN = _("le SA EPLE cherche un expert pour cette demande")
NUDGE_UNTAKEN_LINE = _("Le SA EPLE demande que l'un de vous prenne en charge cette demande.")
