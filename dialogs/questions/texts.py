"""Sentences around the answers: the answers themselves are in the call's file."""

from knowledge.french import typeset as _

SOURCE = _("Source : {source}, {paragraph}")
SOURCES = _("Source : {source}")
BOTH_TITLE = _("Vos deux questions")
THREE_TITLE = _("Vos trois questions")
CHOOSE_TITLE = _("Pour être sûr de vous répondre")
CHOOSE = _("Votre question peut viser plusieurs points. Voici ce que l'appel dit de chacun :")
CLOSEST = _("Ce que l'appel dit de plus proche")
ASK_CONTACT = _("Pour le savoir, écrivez à {contact_name} ({contact_mail}), ou laissez-moi transmettre votre question.")
ASK_CONTACT_GROUP = _(
    "Pour le savoir, écrivez à {contact_name} ({contact_mail}), ou à moi en privé : je transmettrai votre question."
)
UNKNOWN_NEXT_GROUP = _("Dites-le autrement. En privé, je peux aussi transmettre votre question au SA EPLE.")
UNKNOWN_TITLE = _("Je n'ai pas de réponse sûre")
UNKNOWN = _(
    "Je n'ai pas compris cette question avec assez de certitude pour y répondre, et je préfère ne rien inventer."
)
SILENT_DOUBT = _("Si c'est bien de l'appel que vous parlez, laissez-moi transmettre votre question au SA EPLE.")
SILENT_DOUBT_GROUP = _(
    "Si c'est bien de l'appel que vous parlez, demandez-le-moi en privé : je transmettrai votre question au SA EPLE."
)
# No address here: what was asked may be another matter, and an address would look like its answer.
UNKNOWN_NEXT = _("Dites-le autrement, ou laissez-moi transmettre votre question au SA EPLE.")
ELSEWHERE_TITLE = _("Ce n'est pas mon domaine")
ELSEWHERE = _(
    "Je réponds aux questions sur l'appel à candidatures « {title} »{more}. Celle-ci semble concerner autre chose."
)
# What else can be done in the private chat, by role.
ELSEWHERE_AGENT = _(", et je prends les demandes d'assistance sur Op@le")
ELSEWHERE_EXPERT = _(", et je suis avec vous les demandes d'assistance et leurs séances")
ELSEWHERE_SA_EPLE = _(", et je suis avec vous les candidatures, les demandes d'assistance et leurs séances")
ELSEWHERE_HELP = _("Si elle concerne bien l'appel, dites-la autrement. Tapez « aide » pour voir ce que je sais faire.")

TODAY_DAYS = _("Nous sommes le {today} : il reste {days}.")
TODAY_LAST = _("Nous sommes le {today} : c'est le dernier jour.")
TODAY_OVER = _(
    "Nous sommes le {today} : cette date est passée. Pour savoir ce qui reste possible, écrivez à {contact_mail}."
)

BUTTON_PASS = _("Transmettre au SA EPLE")
BUTTON_HUMAN = _("Parler à quelqu'un")
PASSED_TITLE = _("Question transmise")
PASSED = _(
    "Votre question n° {number} est transmise au SA EPLE, avec votre nom. Elle est gardée avec sa réponse pour la durée dite par « confidentialité »."
)
PASSED_URGENT = _("Si c'est pressé : {contact_name}, {contact_phones}.")

HUMAN_TITLE = _("Parler à quelqu'un")
HUMAN = _("{contact_name} suit ce dossier : {contact_mail}, {contact_phones}.")
HUMAN_PASS = _(
    "Vous pouvez aussi écrire votre question ici : si je n'ai pas la réponse, je vous proposerai de la transmettre."
)

WAITING_TITLE = _("Questions transmises au SA EPLE")
WAITING_NONE = _("Aucune question n'attend de réponse.")
WAITING_COUNT = _("{count} une réponse, de la plus ancienne à la plus récente.")
WAITING_MORE = _("Les {count} suivantes s'afficheront quand celles-ci auront été traitées.")
WAITING_BY = _("N° {number}, le {date}, de {name}")
NO_NAME = _("une personne sans nom affiché")
