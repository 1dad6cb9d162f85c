"""Sentences of welcome, help, small talk and refusals."""

from knowledge.french import typeset as _
from knowledge.people import Role

PRODUCT = _("Assistant Op@le")

WELCOME_TITLE = _("Bonjour, je suis l'assistant Op@le")
WELCOME = _(
    "Je réponds à vos questions sur l'appel à candidatures « {title} » de l'{authority}, en citant le paragraphe de "
    "l'appel, et je vous dis quand l'appel ne précise pas un point."
)
WELCOME_APPLY = _(
    "Je vous aide aussi à préparer et à déposer votre candidature jusqu'au {closes} : tapez « candidater ». « Ma candidature » "
    "vous dira ensuite où elle en est."
)
WELCOME_ASSIST = _(
    "Une difficulté sur Op@le ? Tapez « demander une assistance » : un expert académique vous répond et peut regarder votre "
    "écran avec vous."
)
WELCOME_EXPERT = _(
    "Vous êtes connu comme expert Op@le : les demandes des établissements vous arrivent ici. Tapez « nouvelle demande » pour "
    "en enregistrer une, « mes demandes » pour voir les vôtres."
)
WELCOME_SA_EPLE = _(
    "Vous êtes connu comme membre du SA EPLE : tapez « statut » pour voir ce qui attend, « questions » pour lire celles qui "
    "vous sont transmises."
)
WELCOME_TRY = _("Écrivez votre question avec vos mots, ou choisissez-en une ci-dessous.")
NOTICE_SHORT = _(
    "Données personnelles : je garde votre identifiant et votre nom Teams pour vous répondre, et jamais le texte de vos "
    "questions avec votre nom, sauf si vous me demandez de les transmettre. Tapez « confidentialité » pour tout savoir."
)
NOTICE_LINE = _("Vos données : tapez « confidentialité » pour savoir ce que je garde, et pourquoi.")

HELP_TITLE = _("Ce que je peux faire pour vous")
HELP_QUESTIONS = _("Posez votre question sur l'appel avec vos mots, par exemple « c'est payé combien ? ».")
HELP_COMMANDS = _("Vous pouvez aussi taper :")
HELP_THEMES = {
    "questions": _("Vos questions"),
    "application": _("Votre candidature"),
    "assistance": _("L'assistance d'un expert"),
    "rest": _("Vos données et l'assistant"),
    "expert": _("Comme expert Op@le"),
    "saeple_questions": _("Comme membre du SA EPLE : les questions"),
    "saeple_requests": _("Comme membre du SA EPLE : les demandes"),
    "saeple_applications": _("Comme membre du SA EPLE : les candidatures"),
    "saeple_people": _("Comme membre du SA EPLE : les personnes"),
    "saeple": _("Comme membre du SA EPLE : le service"),
}
HELP_TICKETS = _("Pour un ticket d'assistance officiel : {url}")
HELP_GROUP = _(
    "Ici, mentionnez-moi pour que je réponde. Ce qui vous concerne personnellement se traite dans notre conversation privée."
)
HELP_IN_GROUP = _("Posez-moi une question sur l'appel en me mentionnant.")

PERSONAL_ONLY = _("Cela vous concerne personnellement : écrivez-le-moi dans notre conversation privée.")
NOT_YOURS = _("Cette commande est réservée au SA EPLE. Tapez « aide » pour voir ce que je peux faire pour vous.")
NOT_STAFF = _(
    "Je ne peux pas répondre à cette question : elle est réservée à d'autres rôles. Pour ce qui est à vous, écrivez « mes demandes » ou « ma candidature »."
)
# What is said to somebody who has none of these roles, whatever they ask for and whether it exists or not.
RESERVED = {
    frozenset({Role.SA_EPLE}): NOT_YOURS,
    frozenset({Role.EXPERT}): _(
        "Cette commande est réservée aux experts Op@le. Tapez « aide » pour voir ce que je peux faire pour vous."
    ),
    frozenset({Role.EXPERT, Role.SA_EPLE}): NOT_STAFF,
}
UNKNOWN_BUTTON = _("Ce bouton n'est plus valable. Rien n'a été modifié : tapez « aide » pour continuer.")
NO_IDENTITY = _("Je ne peux répondre qu'à une personne de l'académie, identifiée par Teams. Rien n'a été enregistré.")
TRY_AGAIN = _("Le service est momentanément indisponible. Rien n'a été perdu ni modifié : réessayez dans une minute.")
NOT_NOW = _(
    "Le service est momentanément indisponible : je n'ai pas encore pu traiter votre message. Si vous n'avez pas de réponse "
    "dans deux minutes, renvoyez-le ; ce qui était déjà enregistré l'est toujours."
)
TOO_FAST = _(
    "Vos messages arrivent plus vite que je ne peux les traiter, et les derniers attendent encore. Si l'un d'eux reste sans "
    "réponse dans une minute, renvoyez-le ; ce que je vous ai confirmé est bien enregistré."
)
ONLY_THE_CALL = _(
    "En ce moment, je ne peux que répondre aux questions sur l'appel : rien ne s'enregistre avant quelques minutes."
)
APOLOGY = _(
    "Une erreur m'empêche de répondre (incident {incident}). Rien n'a été perdu : réessayez dans un instant, et donnez ce "
    "numéro au SA EPLE si cela se reproduit."
)
EMPTY = _("Votre message est vide pour moi. Écrivez votre question, ou tapez « aide ».")

HELLO = _("Bonjour ! Quelle est votre question sur l'appel à candidatures ?")
THANKS = _("Avec plaisir. Je reste à votre disposition.")
GOODBYE = _("Au revoir, et à bientôt.")
HOW_ARE_YOU = _("Tout va bien, merci. Je suis un programme : je suis là pour vos questions sur l'appel.")
WHO_AM_I = _(
    "Je suis un programme, et non une personne. Mes réponses sur l'appel sont rédigées à l'avance à partir du texte "
    "officiel : je n'invente rien, et je vous dis quand l'appel ne précise pas un point."
)
COMPLIMENT = _("Merci, c'est agréable à lire.")
REPROACH = _("Je suis désolé de ne pas vous avoir aidé. Reformulez votre question, ou tapez « parler à quelqu'un ».")
NOT_THAT = _("Toutes mes excuses, j'ai mal compris. Dites-le autrement, ou tapez « parler à quelqu'un ».")
NOTHING_PENDING = _("Rien n'est en cours : il n'y a rien à confirmer ni à annuler. Quelle est votre question ?")
NOTHING_TO_CANCEL = _("Entendu. Rien n'était en cours et rien n'a été enregistré.")

# Several reminders in one message
DIGEST_TITLE = _("{count} rappels pour vous")
DIGEST_MORE = _("Et {count}.")

# What several features say
BUTTON_TOLD = _("C'est fait, la personne est prévenue")
TOLD = _("C'est noté : la personne a été prévenue par téléphone.")
TOLD_ALREADY = _(
    "Il n'y a rien à noter : c'est déjà fait, la notification est partie entre-temps, ou elle revient à une autre "
    "personne. Rien n'a été modifié."
)
CONTROLLER = _("Responsable du traitement : {controller}.")
DPO = _("Délégué à la protection des données : {dpo}.")
BUTTON_START_APPLICATION = _("Commencer ma candidature")
BUTTON_ASK_ASSISTANCE = _("Demander une assistance")
BUTTON_LOG_REQUEST = _("Enregistrer une demande")
BUTTON_HELP = _("Voir l'aide")
