"""Sentences around the answers: the answers themselves are in the call's file."""

from knowledge.french import typeset as _

SOURCE = _("Source : {source}, {parts}")
SOURCES = _("Source : {source}")
BOTH_TITLE = _("Vos deux questions")
THREE_TITLE = _("Vos trois questions")
GIST_TITLE = _("L'appel en bref")
CHOOSE_TITLE = _("Que voulez-vous savoir ?")
ASK_CONTACT = _("Pour le savoir : {name}, {way}.")
UNKNOWN_NEXT_GROUP = _("En privé, je peux aussi transmettre votre question {to_service}.")
UNKNOWN_TITLE = _("Je ne suis pas sûr de vous avoir compris")
UNKNOWN = _("Pouvez-vous le dire autrement ?")
SILENT_DOUBT = _("Si c'est bien de l'appel que vous parlez, laissez-moi transmettre votre question {to_service}.")
SILENT_DOUBT_GROUP = _(
    "Si c'est bien de l'appel que vous parlez, demandez-le-moi en privé : je transmettrai votre question {to_service}."
)
# No address here: what was asked may be another matter, and an address would look like its answer.
UNKNOWN_NEXT = _("Je peux aussi transmettre votre question {to_service}, qui vous répondra.")
ELSEWHERE_TITLE = _("Je ne peux pas vous renseigner sur ce sujet")
ELSEWHERE = _("Je réponds aux questions sur l'appel à candidatures « {title} »{more}.")
# What else can be done in the private chat, by role: where requests for assistance are taken, and where none are.
ELSEWHERE_AGENT = {
    True: _(", et je prends les demandes d'assistance sur Op@le"),
    False: _(", et je reçois les candidatures"),
}
ELSEWHERE_EXPERT = _(", et je suis avec vous les demandes d'assistance et leurs séances")
ELSEWHERE_SA_EPLE = {
    True: _(", et je suis avec vous les candidatures, les demandes d'assistance et leurs séances"),
    False: _(", et je suis avec vous les candidatures"),
}
ELSEWHERE_HELP = _("Si votre question porte bien là-dessus, reformulez-la ou transmettez-la {to_service}.")
ELSEWHERE_HELP_GROUP = _("Si votre question porte bien là-dessus, reformulez-la.")

BUTTON_PASS = _("Transmettre {to_service}")
BUTTON_HUMAN = _("Parler à quelqu'un")
PASSED_TITLE = _("Question transmise")
PASSED = _("Votre question n° {number} est transmise {to_service}, avec votre nom. La réponse vous parviendra ici.")
PASSED_URGENT = _("Si c'est pressé : {contact_name}, {contact_phones}.")

HUMAN_TITLE = _("Parler à quelqu'un")
HUMAN = _("Je suis un programme. Une personne vous répond : {contact_name}, {contact_reach}.")
HUMAN_PASS = _(
    "Vous pouvez aussi écrire votre question ici : si je n'ai pas la réponse, je vous proposerai de la transmettre."
)

WAITING_TITLE = _("Questions transmises {to_service}")
WAITING_NONE = _("Aucune question n'attend de réponse.")
WAITING_COUNT = _("{count} une réponse, de la plus ancienne à la plus récente.")
WAITING_MORE = _("Les {count} suivantes s'afficheront quand celles-ci auront été traitées.")
WAITING_BY = _("N° {number}, le {date}, de {name}")
NO_NAME = _("une personne sans nom affiché")
