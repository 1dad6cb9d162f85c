"""What is said whatever the feature: welcome, help, small talk, refusals, mails, applications, solved cases."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from knowledge.conversation import Season
from knowledge.french import typeset as _
from knowledge.people import Role
from knowledge.sensitive import Secret

# Whether requests for assistance are taken → the assistant's name, as Teams and mails show it, in 30 characters at most.
PRODUCT: Mapping[bool, str] = MappingProxyType({True: _("Assistant Op@le"), False: _("Assistant des candidatures")})
WINDOW_TITLE = _("Demande d'assistance")
# What sentences say of the assistant and of what it is there for, by the same.
SAID_OF_ASSISTANT: Mapping[bool, Mapping[str, str]] = MappingProxyType(
    {
        True: {
            "assistant": _("l'assistant Op@le"),
            "Assistant": _("L'assistant Op@le"),
            "tag": _("Op@le"),  # Of the subjects of mails.
            "all_year": _("toute l'année à vos difficultés"),
            "received": _("candidatures et demandes d'aide"),
            "subjects": _("pour l'appel à candidatures et pour vos difficultés sur Op@le"),
            "trouble": _(" Une difficulté sur Op@le ? Un expert peut la regarder avec vous."),
            "relief": _("Pour une difficulté sur Op@le, un expert peut la regarder avec vous, à l'écran. "),
            "people": _("Experts et membres"),
            "yours": _("« mes demandes » ou « ma candidature »"),
        },
        False: {
            "assistant": _("l'assistant des candidatures"),
            "Assistant": _("L'assistant des candidatures"),
            "tag": _("Candidatures"),
            "all_year": _("encore à vos questions"),
            "received": _("les candidatures"),
            "subjects": _("pour l'appel à candidatures"),
            "trouble": "",
            "relief": "",
            "people": _("Membres"),
            "yours": _("« ma candidature »"),
        },
    }
)

WELCOME_TITLE = _("Bonjour, je suis {assistant}, un programme")
# The greeting, by role and by season of the call.
GREET_ASSIST = {
    True: _(
        "Une difficulté sur Op@le ? Décrivez-la avec vos mots : un expert de l'académie peut la regarder avec vous, à l'écran."
    ),
    False: "",
}
GREET_EXPERT = _(
    "Les demandes des établissements vous arrivent ici : un appui suffit pour en prendre une. Vous pouvez aussi en enregistrer "
    "une en une phrase, ou me demander « mes rendez-vous »."
)
GREET_SA_EPLE: Mapping[bool, str] = MappingProxyType(
    {
        True: _(
            "« Statut » montre ce qui attend : demandes, retards, séances. Vous pouvez aussi demander avec vos mots, par "
            "exemple « demandes urgentes non prises du 84 »."
        ),
        False: _(
            "« Candidatures » montre où elles en sont, « questions » celles qui attendent votre réponse. Vous pouvez aussi "
            "demander avec vos mots."
        ),
    }
)
SEASON_BEFORE = _("Appel « {title} » : vous pourrez candidater du {opens} au {closing}. Posez déjà vos questions.")
SEASON_OPEN = _("Appel « {title} » : posez vos questions, ou candidatez avec moi jusqu'au {closing}.")
SEASON_LAST_DAYS = _("Appel « {title} » : plus que {left} pour candidater, jusqu'au {closing}.")
SEASON_LAST_DAY = _("Appel « {title} » : dernier jour pour candidater, jusqu'à {until}, heure de Paris.")
SEASON_BY_MAIL = _("Appel « {title} » : posez vos questions. Les candidatures sont prises jusqu'au {closing}.")
SEASON_CLOSED = _(
    "Appel « {title} » : les candidatures sont closes depuis le {closing}. Je réponds encore à vos questions."
)
SEASON_AWAITED = _(
    "Appel « {title} » : les candidatures sont closes et étudiées. Les réponses sont attendues au plus tard le {results}."
)
SEASON_RESULTS = _("Appel « {title} » : les résultats sont connus. « Ma candidature » vous dit la vôtre.")
SEASON_OVER = _("Aucun appel à candidatures n'est ouvert en ce moment ; je réponds {all_year}.")
SEASONS = {
    Season.BEFORE: SEASON_BEFORE,
    Season.OPEN: SEASON_OPEN,
    Season.LAST_DAYS: SEASON_LAST_DAYS,
    Season.LAST_DAY: SEASON_LAST_DAY,
    Season.EXAMINED: SEASON_CLOSED,
    Season.RESULTS: SEASON_RESULTS,
    Season.OVER: SEASON_OVER,
}
NOT_YET = _("Les candidatures ne sont pas encore ouvertes : elles le seront le {opens}.")
CALL_PAST = _(
    "L'appel « {title} » n'est plus en vigueur : je ne réponds plus aux questions sur son texte. Ses candidatures, elles, "
    "s'ouvrent et se décident ici : « candidatures {title} »."
)

HELLO_TITLE = _("Bonjour ! Que puis-je faire pour vous ?")
HELLO_GROUP = _("Bonjour ! Posez-moi une question sur l'appel en me mentionnant ; le reste se traite en privé.")
BUTTON_STATUS = _("Voir le statut")
BUTTON_QUESTIONS = _("Lire les questions")
BUTTON_APPLICATIONS = _("Voir les candidatures")
BUTTON_MY_REQUESTS = _("Voir mes demandes")
BUTTON_MY_APPLICATION = _("Voir ma candidature")
NOTICE_SHORT = _(
    "Je garde votre identifiant et votre nom Teams. Le texte de vos questions n'est jamais gardé avec votre nom, sauf si vous me "
    "demandez de les transmettre. Tapez « confidentialité » pour tout savoir."
)
NOTICE_LINE = _("Vos données : tapez « confidentialité » pour savoir ce que je garde, et pourquoi.")

HELP_TITLE = _("Ce que je peux faire pour vous")
HELP_ASK = _("Je réponds à vos questions, je reçois {received}. Écrivez avec vos mots, ou choisissez un thème.")
HELP_ASK_STAFF = _("Demandez avec vos mots, ou choisissez un thème.")
HELP_LINE = _("« {words} » : {usage}")
BUTTON_THEMES = _("Voir les autres thèmes")
# What is asked next, and done, of what was shown: the button, and the words that it says.
NEXT_BY_DEPARTMENT = (_("Par département"), "par département")
NEXT_BY_SUBJECT = (_("Par objet"), "par objet")
NEXT_BY_MONTH = (_("Par mois"), "par mois")
NEXT_URGENT = (_("Les urgentes"), "les urgentes")
NEXT_UNTAKEN = (_("Les non prises"), "demandes non prises")
NEXT_DELAYS = (_("Les délais"), "délais")
NEXT_WAVES = (_("Par vague"), "candidatures par vague")
NEXT_FUNCTIONS = (_("Par fonction"), "candidatures par fonction")
NEXT_WEEK = (_("Cette semaine"), "séances de la semaine")
NEXT_LOAD = (_("Leur charge"), "charge par expert")
NEXT_AWAY = (_("Qui est absent ?"), "qui est absent")
DO_EXPORT = (_("Exporter"), "exporter")
DO_SUBSCRIBE = (_("M'abonner"), "chaque lundi à 8 h")
DO_ASSIGN = (_("Attribuer"), "attribue-les")
SENSITIVE = _("Données de candidature")
SENSITIVE_WHY = _("Réservé à la personne et à qui instruit sa candidature : ne pas transférer.")
NEXT_OF_SHOWN = _("Pour ce qui vient d'être affiché :")

# The themes, as titles and as buttons.
HELP_THEMES = {
    "questions": _("Vos questions"),
    "application": _("Votre candidature"),
    "assistance": _("L'aide d'un expert"),
    "rest": _("Vos données, l'assistant"),
    "expert": _("Suivre des demandes"),
    "saeple_questions": _("Questions reçues"),
    "saeple_requests": _("Demandes d'assistance"),
    "saeple_applications": _("Candidatures"),
    "saeple_people": _("{people}"),
    "saeple": _("Le service"),
}
HELP_TICKETS = _("Pour un ticket d'assistance officiel : {url}")
HELP_GROUP = _(
    "Ici, mentionnez-moi pour que je réponde. Ce qui vous concerne personnellement se traite dans notre conversation privée."
)
HELP_IN_GROUP = _("Posez-moi une question sur l'appel en me mentionnant.")

PERSONAL_ONLY = _("Cela vous concerne personnellement : écrivez-le-moi dans notre conversation privée.")
NOT_YOURS = _("C'est réservé {to_service}. Tapez « aide » pour voir ce que je peux faire pour vous.")
NOT_STAFF = _(
    "C'est réservé aux experts et {to_service}. Pour ce qui est à vous, tapez {yours} ; pour l'aide d'un expert, décrivez votre difficulté."
)
# Whether requests for assistance are taken → what is said to somebody who has none of these roles, whatever they ask for
# and whether it exists or not.
RESERVED: Mapping[frozenset[Role], str | Mapping[bool, str]] = MappingProxyType(
    {
        frozenset({Role.SA_EPLE}): NOT_YOURS,
        frozenset({Role.EXPERT}): _(
            "C'est réservé aux experts Op@le. Tapez « aide » pour voir ce que je peux faire pour vous."
        ),
        frozenset({Role.EXPERT, Role.SA_EPLE}): {
            True: NOT_STAFF,
            False: _("C'est réservé {to_service}. Pour ce qui est à vous, tapez {yours}."),
        },
    }
)
NO_LONGER_OFFERED = _(
    "Les demandes d'assistance ne sont plus proposées ici. Rien n'a été modifié : tapez « aide » pour voir ce que je peux faire "
    "pour vous."
)
NO_ASSISTANCE = _(
    "Je réponds sur l'appel à candidatures « {title} » ; je ne prends pas de demandes d'assistance, et personne ne reçoit ce que "
    "vous m'en dites. Pour une difficulté avec un logiciel, voyez votre assistance habituelle."
)
NO_FILES = _("Un fichier ne se joint qu'à une candidature dont l'appel le demande : aucun n'a été gardé.")
UNKNOWN_BUTTON = _("Ce bouton n'est plus valable. Rien n'a été modifié : tapez « aide » pour continuer.")
NO_IDENTITY = _("Je ne peux répondre qu'à une personne de l'académie, identifiée par Teams. Rien n'a été enregistré.")
TRY_AGAIN = _("Le service est momentanément indisponible. Rien n'a été perdu ni modifié : réessayez dans une minute.")
NOT_NOW = _(
    "Le service est momentanément indisponible : je n'ai pas encore pu traiter votre message. Si vous n'avez pas de réponse "
    "dans deux minutes, renvoyez-le ; ce qui était déjà enregistré l'est toujours."
)
WINDOW_LATE = _(
    "Le service n'a pas répondu à temps. Si votre demande a été enregistrée, elle est dans « mes demandes », dans notre "
    "conversation ; sinon, recommencez dans une minute."
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
    "numéro au service si cela se reproduit."
)
EMPTY = _("Votre message ne contient pas de texte. Écrivez votre question, ou tapez « aide ».")

THANKS = _("Avec plaisir. Je reste à votre disposition.")
GOODBYE = _("Au revoir, et à bientôt.")
HOW_ARE_YOU = _("Tout va bien, merci ! Que puis-je faire pour vous ?")
WHO_AM_I = _(
    "Je suis {assistant} : un programme, et non une personne. Aucune intelligence artificielle ne rédige mes réponses : "
    "elles sont écrites à l'avance, à partir du texte officiel, et je vous dis quand l'appel ne précise pas un point."
)
COMPLIMENT = _("Merci, c'est agréable à lire.")
REPROACH = _("Je suis désolé. Dites-moi en une phrase ce qui vous manque, ou tapez « parler à quelqu'un ».")
NOT_THAT = _("Je vous ai mal compris, toutes mes excuses. Dites-le autrement, ou tapez « parler à quelqu'un ».")
SAME_AGAIN = _("Je n'ai pas compris « {text} ». Je vous repose la question.")
NOTHING_PENDING = _(
    "Je n'attends pas de réponse en ce moment, et tout ce qui était envoyé le reste. Que puis-je faire pour vous ?"
)
NOTHING_BEGUN = _(
    "Entendu. Aucune saisie n'était en cours : rien n'a changé. Ce qui est déjà envoyé se retire depuis {yours}."
)
NOTHING_TO_CANCEL = _("Entendu. Aucune saisie n'était en cours : rien n'a changé.")
NOT_DONE = _("Entendu : rien n'est fait. Dites-le autrement, avec vos mots, ou tapez « aide ».")
NO_OPINION = _("Entendu : votre avis reste facultatif, et vous pourrez le donner plus tard.")

# Several reminders in one message
DIGEST_TITLE = _("{count} rappels pour vous")
DIGEST_MORE = _("Et {count}.")

# What several features say
BUTTON_TOLD = _("Marquer comme prévenue")
TOLD = _("C'est noté : la personne a été prévenue par téléphone.")
TOLD_ALREADY = _(
    "Il n'y a rien à noter : c'est déjà fait, la notification est partie entre-temps, ou elle revient à une autre "
    "personne. Rien n'a été modifié."
)
RIGHTS = _(
    "Base légale : une mission d'intérêt public (RGPD, article 6.1.e). Vous pouvez demander la copie, la rectification, la limitation ou "
    "l'effacement de ces données, vous opposer à leur usage, et saisir la CNIL (www.cnil.fr)."
)
CONTROLLER = _("Responsable du traitement : {controller}.")
DPO = _("Délégué à la protection des données : {dpo}.")
BUTTON_START_APPLICATION = _("Commencer ma candidature")
BUTTON_ASK_ASSISTANCE = _("Demander une assistance")
BUTTON_LOG_REQUEST = _("Enregistrer une demande")
BUTTON_HELP = _("Voir l'aide")
BUTTON_MORE_HELP = _("Voir d'autres exemples")

# How an application reaches the service.
WAY_HERE = _("déposez votre candidature avec moi, dans notre conversation privée")
WAY_PLATFORM = _("déposez votre dossier dans {name}")
WAY_PLATFORM_LINK = _("déposez votre dossier dans {name} ({link})")
WAY_POST = _("adressez votre dossier par la poste à : {address}")
WAY_MAIL = _("envoyez votre candidature à {deposit_mail}{with_copies}")
ONE_FILE = _("{documents}, le tout en un seul fichier {kind}")
NO_DOCUMENTS = _("celles que l'appel demande")
MAIL_WITH_DOCUMENTS = _(
    "À faire avant {ended} : envoyez le courriel de candidature à {deposit_mail}{with_copies}, en y joignant : "
    "{documents}."
)
READY = _("Son texte et votre lettre sont prêts : dans Teams, tapez « ma candidature ».")
ELSEWHERE = _(
    "À faire avant {ended} : {ways}. Sans cela, votre candidature ne compte pas. Pièces du dossier : {documents}."
)
# Who else reads a mailed application, after «lue par le SA EPLE».
COPIED = _(" et, en copie du courriel, par {copies}")


# --- Free texts about a request or an application.

SECRETS: Mapping[Secret, str] = MappingProxyType(
    {
        Secret.PASSWORD: _(
            "Ce texte contient un mot de passe. Rien n'en a été gardé : retirez-le et renvoyez le reste."
        ),
        Secret.CODE: _(
            "Ce texte contient un code à usage unique. Rien n'en a été gardé : retirez-le et renvoyez le reste."
        ),
        Secret.ACCOUNT: _(
            "Ce texte contient un RIB ou un IBAN. Rien n'en a été gardé : retirez-le et renvoyez le reste."
        ),
    }
)
# Under the last of many answers by mail within an hour that is told.
MANY_MAILS = _(
    "Beaucoup de courriels sont arrivés en une heure : les suivants sont gardés avec le dossier, sans notification."
)
# Why an answer by mail was not taken.
REFUSALS_OF_MAIL = {
    "too_large": _("Votre courriel est trop lourd : renvoyez-le sans pièce jointe."),
    "no_text": _(
        "Votre courriel ne contient pas de texte simple : réécrivez-le sans mise en forme, au-dessus du message cité."
    ),
    "secret": _(
        "Votre courriel contient un mot de passe, un code ou un RIB : il n'a pas été gardé. Réécrivez-le sans cela."
    ),
    "ended": _("Elle est terminée : pour aller plus loin, écrivez au service en indiquant son numéro."),
}


# --- How mails open and end.

SUBJECT = _("[{tag}] {title}")
HELLO = _("Bonjour,")
REGARDS = _("Cordialement,")
SIGNATURE = _("{Assistant}, pour {the_service}")


# --- The states of an application.

# States
STATES = {
    "draft": _("brouillon"),
    "submitted": _("déposée"),
    "incomplete": _("à compléter"),
    "under_review": _("en instruction"),
    "accepted": _("retenue"),
    "rejected": _("non retenue"),
    "dropped": _("sans suite"),
    "withdrawn": _("retirée"),
    "expired": _("expirée"),
}
LIST_LINE = _("{named} : {state}")
OF_PAST_CALL = _("Appel « {title} », qui n'est plus en vigueur.")
BUTTON_OF_CALL = _("Voir « {title} »")
FORM_OF = _("{title} ({reference})")
BUTTON_OPEN = _("Ouvrir {reference}")
REFUSED_OWN = _(
    "Personne ne décide de sa propre candidature : demandez à un autre membre de l'équipe. Rien n'a été modifié."
)


# --- Solved cases.

TITLE = _("Cas résolu n° {number}")
PROBLEM = _("Difficulté")
SOLUTION = _("Solution")
CASE_SUBJECT = _("Objet")
OPEN_ONE = _("Lire le cas n° {number}")

# --- Writing about a request or an application, and noting.

WRITE_LABEL = _("Message")
WRITE_SEND = _("Envoyer le message")
NOTE_LABEL = _("Note")
NOTE_SEND = _("Garder la note")
