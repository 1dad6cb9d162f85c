"""What is said to those who apply."""

from dialogs.core.texts import BUTTON_START_APPLICATION
from knowledge.french import typeset as _
from knowledge.understanding.entities.candidate import Opening

# Eligibility
CHECK_TITLE = _("L'appel s'adresse-t-il à moi ?")
CHECK_INTRO = _(
    "Répondez à ces trois points : je vous dirai ce que l'appel en dit. Rien n'est enregistré et rien ne vous empêche de "
    "candidater, car le SA EPLE apprécie chaque situation."
)
CHECK_FUNCTION = _("Votre fonction")
CHECK_WAVE = _("La vague de votre établissement sur Op@le")
CHECK_AUTHORITY = _("Travaillez-vous dans l'{authority} ?")
CHECK_NEEDED = _("Choisissez une réponse.")
CHECK_YES = _("Oui")
CHECK_NO = _("Non")
CHECK_BUTTON = _("Voir ce que l'appel en dit")
CHECK_AGAIN = _("Répondre autrement")
CHECK_BY_TEXT = _(
    "L'appel s'adresse, dans l'{authority}, aux utilisateurs d'Op@le qui sont {functions}, dans les établissements des "
    "vagues {waves}. Le SA EPLE apprécie chaque situation."
)
RESULT_TITLE = _("Ce que l'appel dit de votre situation")
RESULT_FUNCTION_YES = _("Fonction : l'appel la cite.")
RESULT_FUNCTION_NO = _("Fonction : l'appel cite {functions}, et pas la vôtre. Le SA EPLE appréciera.")
RESULT_WAVE_YES = _("Vague : l'appel la cite.")
RESULT_WAVE_NO = _("Vague : l'appel cite les vagues {waves}, et pas la vôtre. Le SA EPLE appréciera.")
RESULT_WAVE_UNKNOWN = _(
    "Vague : l'appel cite les vagues {waves}. Votre agence comptable connaît la vôtre ; à défaut, le SA EPLE vérifiera."
)
RESULT_AUTHORITY_YES = _("Académie : l'appel est interne à l'{authority}, et vous y travaillez.")
RESULT_AUTHORITY_NO = _("Académie : l'appel est interne à l'{authority}. Le SA EPLE appréciera.")
RESULT_MEANT = _("D'après vos réponses, l'appel s'adresse à vous.")
RESULT_JUDGED = _("L'appel ne vise pas tous ces cas, mais rien ne vous empêche de candidater.")
LEADS = {
    Opening.YES: _("Oui : l'appel s'adresse à vous."),
    Opening.NO: _("D'après l'appel, non."),
    Opening.DEPENDS: _("Cela dépend."),
}
LEAD_YES_IF = _("Oui, si vous exercez dans l'{authority}.")
SAID_FUNCTION_YES = _("Votre fonction est citée par l'appel.")
SAID_FUNCTION_NO = _("L'appel cite {functions}, et pas votre fonction.")
SAID_WAVE_YES = _("Votre vague aussi est concernée : {waves}.")
SAID_WAVE_NO = _("L'appel cite les vagues {waves}, et pas la vôtre.")
SAID_ELSEWHERE = _("L'appel est interne à l'{authority}.")
NEEDS_FUNCTION = _("Il faut exercer l'une de ces fonctions : {functions}.")
NEEDS_WAVE = _("Il faut que votre établissement soit de l'une des vagues {waves}.")
NEEDS_VIEW = _("L'appel ne précise pas votre cas (« {words} ») : le SA EPLE l'appréciera.")
SAID_JUDGED = _("Rien ne vous empêche de candidater : c'est le SA EPLE qui décide.")
RESULT_SOURCE = _("Source : {source}")
BUTTON_START = BUTTON_START_APPLICATION

# The form
TITLE = _("Candidature d'expert Op@le")
INTRO = _(
    "Vos réponses sont gardées au fur et à mesure comme brouillon. Un brouillon n'est pas déposé : rien ne part avant que "
    "vous ayez relu et confirmé."
)
DEADLINE = _(
    "Date limite : {closes}, jusqu'à la fin de la journée, heure de Paris. L'appel donne le jour sans l'heure : c'est la "
    "règle que suit l'assistant."
)
ASIDE = _(
    "Brouillon enregistré, non déposé. Date limite : {closes}, fin de la journée à Paris. Tapez « reprendre » pour continuer."
)
DISCARDED = _("Ce brouillon est effacé. Rien de nouveau n'a été déposé.")
REVIEW = _(
    "Rien n'est encore déposé. Tapez « envoyer » ou appuyez sur le bouton pour déposer ; « modifier » suivi du nom d'un champ "
    "le change."
)
SEND = _("Déposer ma candidature")
CONFIRMATION = _("Confirmation")
ASK_CONFIRMATION = _("Confirmez-vous ceci ? « {conditions} »")
CONFIRMATION_HINT = _("Sans cette confirmation, la candidature ne peut pas être déposée.")
CONFIRM_YES = _("Je confirme")

NOTE_JUDGED = _("À apprécier par le SA EPLE, sans que cela bloque le dépôt : {flags}.")
FLAGS = {
    "function": _("la fonction ne fait pas partie de celles que l'appel cite"),
    "wave": _("la vague ne fait pas partie de celles que l'appel cite"),
    "wave_unknown": _("la vague n'est pas connue"),
    "school_unchecked": _("l'établissement est donné sans UAI, il sera à vérifier"),
    "school_elsewhere": _("l'UAI est celui d'un établissement d'une autre académie"),
}
NOTE_MAIL = _("Au dépôt, le courriel demandé par l'appel est écrit en votre nom, à partir de ces réponses.")

LINE = _("{what}, {when}")
LINE_VERSION = _("{what} (version {edition}), {when}")
LINE_REASON = _("{line}. Motif : {reason}")

# After the deposit
RECEIPT_TITLE = _("Accusé de réception {reference}")
RECEIPT = _(
    "Votre candidature n° {reference} est déposée (version {edition}). Dépôt enregistré le {when}, heure de Paris."
)
RECEIPT_CHANGED = _(
    "Votre candidature n° {reference} est modifiée : la version {edition} remplace la précédente, le {when}."
)
RECEIPT_COMPLETED = _(
    "Votre complément est reçu : candidature n° {reference}, version {edition}, le {when}, heure de Paris."
)
RECEIPT_AGAIN = _(
    "Votre candidature n° {reference} est déjà déposée (version {edition}) : rien n'a été envoyé une seconde fois."
)
RECEIPT_FIRST = _("La date de dépôt reste le {when}, heure de Paris.")
NEXT_OPEN = _(
    "La suite : vous pouvez la modifier ou la retirer jusqu'au {closes} inclus. Le SA EPLE l'instruira ensuite et vous "
    "répondra ici et par courriel."
)
NEXT_CLOSED = _("La suite : le SA EPLE l'instruit et vous répondra ici et par courriel.")
CONTACT = _("Dossier suivi par {contact_name} : {contact_mail}, {contact_phones}.")
MAIL_GOES = _("Le courriel demandé par l'appel part vers {deposit_mail}, avec copie à la {copy_to} et à vous-même.")
MAIL_NOT_COPIED = _(
    "Le courriel demandé par l'appel part vers {deposit_mail}, avec copie à vous-même, mais il n'est pas parti en entier : "
    "l'adresse de la {copy_to} n'est pas connue de l'assistant. Transférez votre copie à la {copy_to}."
)
MAIL_NOT_SENT = _(
    "Le courriel demandé par l'appel n'est pas parti : cet assistant n'est relié à aucun serveur de courriel. Affichez-en le "
    "texte ou téléchargez-le, et envoyez-le vous-même à {deposit_mail}, avec copie à la {copy_to}."
)
BUTTON_MAIL = _("Afficher le courriel prêt à envoyer")
BUTTON_DRAFT = _("Télécharger le courriel prêt (.eml)")
READY_TITLE = _("Courriel prêt à envoyer")
READY_TO = _("À : {deposit_mail}")
READY_CC = _("Copie : {copy_to}")
READY_SUBJECT = _("Objet : {subject}")

# «ma candidature»
MINE_TITLE = _("Ma candidature")
MINE_TITLE_OF = _("Ma candidature {reference}")
MINE_NONE = _("Vous n'avez ni candidature déposée ni brouillon pour cet appel.")
MINE_DRAFT = _("Vous avez un brouillon : rien n'est déposé.")
MINE_CHANGES = _("Une modification est en cours de saisie : elle n'est pas déposée.")
MINE_STATE = _("État : {state}, depuis le {since}.")
MINE_STATE_ONLY = _("État : {state}.")
MINE_VERSION = _("Version {edition}, déposée le {when}.")
MINE_MAILED = _("Reçue par courriel le {when}.")
SHOW_HISTORY = _("Voir l'historique")
MINE_CONTENT = _("Ce que vous avez déposé")
COMPLEMENT_ASKED = _("Le SA EPLE demande un complément ({lack}) avant la fin du {due} : {text}")
LACKS = {
    "incomplete": _("dossier incomplet"),
    "incorrect": _("élément à corriger"),
    "outdated": _("élément à mettre à jour"),
}
MAIL_STATES = {
    "pending": _("Le courriel de l'appel est en cours d'envoi."),
    "leased": _("Le courriel de l'appel est en cours d'envoi."),
    "sent": _("Le courriel de l'appel est parti le {when}."),
    "uncertain": _("Le courriel de l'appel est peut-être arrivé : le serveur n'a pas confirmé."),
    "blocked": _(
        "Le courriel de l'appel a été refusé par le serveur. La date de dépôt reste celle de l'accusé de réception."
    ),
    "told": _(
        "Le courriel de l'appel a été refusé par le serveur. La date de dépôt reste celle de l'accusé de réception."
    ),
    "dead": _("Le courriel de l'appel n'a pas pu partir. La date de dépôt reste celle de l'accusé de réception."),
}
MAIL_STATE_FILE = _(
    "Le courriel de l'appel n'est pas parti, faute de serveur de courriel. La date de dépôt reste celle de l'accusé de réception."
)
MAIL_STATE_NOW = _(
    "Le courriel de l'appel n'était pas parti, faute de serveur de courriel au moment du dépôt. Il peut partir maintenant ; la "
    "date de dépôt reste celle de l'accusé de réception."
)
BUTTON_SEND_MAIL = _("Envoyer le courriel de l'appel")
MAIL_STATE_PARTIAL = _("L'adresse de la {copy_to} n'étant pas connue, elle n'est pas en copie.")
BUTTON_SHOW = _("Voir ma candidature")
BUTTON_TEXT = _("Afficher mon texte")
BUTTON_RESUME = _("Reprendre ma saisie")
EXPIRED_TEXT = _("Votre brouillon n'a pas été déposé : la période est close depuis la fin du {closes}.")
TEXT_TITLE = _("Ce que vous avez écrit")
TEXT_NONE = _("Aucun texte n'a été gardé.")

# Refusals
CLOSED = _(
    "La période de candidature est close depuis la fin du {closes} (heure de Paris) : je ne peux plus rien enregistrer. "
    "Pour savoir ce qui reste possible, écrivez à {contact_name} ({contact_mail}) ou à {deposit_mail}."
)
NOT_CHANGEABLE = _("Votre candidature n° {reference} est {state} : elle ne peut plus être modifiée.")
NOTHING_TO_CHANGE = _("Vous n'avez pas de candidature déposée pour cet appel : il n'y a rien à modifier ni à retirer.")
NOT_WITHDRAWABLE = _("Votre candidature n° {reference} est {state} : elle ne peut plus être retirée.")
NOT_CONFIRMED = _("La case de confirmation est nécessaire pour déposer.")
NO_MOTIVATION = _("Une présentation de votre motivation est nécessaire pour déposer.")
STATE_CHANGED = _(
    "La candidature n° {reference} est maintenant {state} : cela n'est plus possible. Rien n'a été modifié."
)
BY_MAIL = _(
    "Votre candidature s'envoie par courriel à {deposit_mail}, avec la {copy_to} en copie et une présentation succincte de "
    "votre motivation, au plus tard le {closes}."
)
BY_MAIL_TITLE = _("Déposer une candidature")

IN_PRIVATE = _("Pour la préparer et la déposer avec moi, écrivez-moi « candidater » dans notre conversation privée.")

# Withdrawing
WITHDRAW_REASON = _("Motif du retrait")
WITHDRAW_HINT = _("500 caractères au plus. Il est transmis au SA EPLE.")
WITHDRAW_ASIDE = _("Le retrait n'est pas confirmé : votre candidature reste comme elle était.")

MAIL_SUBJECT = _("[Op@le] {title} – candidature {reference}")
REMINDER_TITLE = _("Votre candidature n'est pas déposée")
REMINDER_DAYS = _(
    "Vous avez un brouillon de candidature. Il n'est pas déposé. Il reste {days} : la date limite est le {closes}, fin de "
    "la journée à Paris."
)
REMINDER_LAST = _(
    "Vous avez un brouillon de candidature. Il n'est pas déposé, et c'est le dernier jour : {closes}, fin de la journée à "
    "Paris."
)
REMINDER_HOW = _("Pour le terminer, tapez « reprendre » dans notre conversation Teams.")
EXPIRED_TITLE = _("La période de candidature est close")
EXPIRED = _("La période est close depuis la fin du {closes} : rien n'a été déposé.")
EXPIRED_HOW = _(
    "Pour savoir ce qui reste possible, écrivez à {contact_name} ({contact_mail}, {contact_phones}). Votre texte est gardé : "
    "tapez « ma candidature » pour le relire."
)
LOST_TITLE = _("Vos modifications ne sont pas déposées")
LOST = _(
    "La période est close depuis la fin du {closes}. Les modifications commencées n'ont pas été déposées : c'est la version "
    "{edition} de votre candidature n° {reference} qui compte."
)
UNDER_REVIEW_TITLE = _("Votre candidature est en instruction")
UNDER_REVIEW = _(
    "Votre candidature n° {reference} est en instruction : elle n'est plus modifiable. Le SA EPLE vous répondra."
)
COMPLEMENT_TITLE = _("Un complément vous est demandé")
COMPLEMENT_HOW = _("Pour le donner, tapez « compléter ma candidature » ou appuyez sur le bouton.")
COMPLEMENT_REMINDER_TITLE = _("Rappel : un complément est attendu")
DECISION_TITLES = {
    "accepted": _("Votre candidature est retenue"),
    "rejected": _("Votre candidature n'est pas retenue"),
    "dropped": _("Votre candidature est classée sans suite"),
}
DECISIONS = {
    "accepted": _("Le SA EPLE a retenu votre candidature n° {reference} comme expert Op@le académique."),
    "rejected": _("Le SA EPLE n'a pas retenu votre candidature n° {reference} comme expert Op@le académique."),
    "dropped": _("Le SA EPLE a classé sans suite votre candidature n° {reference}."),
}
DECISION_REASON = _("Motif : {reason}")
DECISION_NEXT = _("Votre nomination comme expert vous sera annoncée ici.")
DECISION_CONTACT = _("Pour toute question : {contact_name}, {contact_mail}, {contact_phones}.")
DECISION_KIND = _("décision")
REVIEWED_AGAIN_TITLE = _("Votre candidature est réexaminée")
REVIEWED_AGAIN = _("Le SA EPLE réexamine votre candidature n° {reference} : elle est de nouveau en instruction.")
RECORDED_TITLE = _("Votre candidature est enregistrée")
RECORDED = _(
    "Le SA EPLE a enregistré sous le n° {reference} la candidature que vous avez envoyée par courriel, reçue le {mailed}."
)
WITHDRAWN_TITLE = _("Candidature retirée")
STOOD_DOWN_TITLE = _("Désistement enregistré")
STOOD_DOWN_BY_STAFF = _("Le SA EPLE a enregistré votre désistement pour la candidature n° {reference}.")
WELCOME_TITLE = _("Bienvenue parmi les experts Op@le")
WELCOME = _(
    "Vous êtes nommé expert Op@le à la suite de votre candidature n° {reference}. Tapez « aide » pour voir ce que je peux faire pour vous."
)
