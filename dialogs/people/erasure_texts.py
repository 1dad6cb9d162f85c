"""Requests of erasure as the SA EPLE meets them, and what is said to those who asked."""

from knowledge.french import typeset as _

LIST_TITLE = _("Demandes d'effacement")
LIST_NONE = _("Aucune demande d'effacement n'attend de réponse.")
LIST_COUNT = _("{count} une réponse, de la plus ancienne à la plus récente.")
LIST_LINE = _("N° {number}, de {name}, du {date} : à répondre avant le {due}.")
LIST_WAY = _("À terminer avant d'effacer : {what}.")
LIST_OWN = _("C'est la vôtre : un autre membre {of_service} y répond.")
LIST_MORE = _("Les {count} suivantes s'afficheront quand celles-ci auront une réponse.")
LIST_HOW = _(
    "Accepter efface aussitôt et sans retour ; les numéros, dates et étapes restent sous un pseudonyme. Refuser se motive : "
    "mission d'intérêt public, archives publiques, droit d'un tiers."
)
ON_BEHALF = _(
    "Chacun demande l'effacement de ses propres données, en écrivant « supprimer mes données » à l'assistant."
)
BUTTON_LIST = _("Voir les effacements")
BUTTON_ANSWER = _("Répondre à la n° {number}")
NO_NAME = _("une personne sans nom affiché")
WAY_ROLE = _("le rôle « {role} »")

FORM_TITLE = _("Répondre à une demande d'effacement")
FORM_ABOUT = _("Répondre à la demande d'effacement n° {number}")
FORM_REVIEW = _(
    "Rien n'est encore décidé. Un effacement est immédiat et sans retour. Tapez « envoyer » ou appuyez sur le bouton."
)
DECISION = _("Décision")
ASK_DECISION = _("Effacez-vous les données de cette personne ?")
ACCEPT = _("Effacer les données")
REFUSE = _("Refuser l'effacement")
REASON = _("Motif")
ASK_REASON = _("Quel motif la personne lira-t-elle ?")
REASON_HINT = _("1 000 caractères au plus, envoyés tels quels à la personne. Ne la nommez pas : le motif est gardé.")
SEND = _("Décider et répondre")
DONE = {
    "accepted": _("Demande n° {number} : les données sont effacées, et la réponse part vers la personne."),
    "refused": _("Demande n° {number} : l'effacement est refusé, et la réponse part vers la personne."),
}
DECIDED_ALREADY = _("La demande d'effacement n° {number} a déjà une réponse. Rien n'a été modifié.")
IN_THE_WAY = _(
    "Rien n'est effacé : il faut d'abord terminer {what}. Votre réponse est gardée, « reprendre » la rappelle."
)
NOT_OWN = _("Personne ne décide de ses propres données : un autre membre {of_service} répond. Rien n'a été modifié.")
NO_SUCH = _("Cette demande d'effacement n'existe plus. Rien n'a été modifié.")

ASKED_TITLE = _("Demande d'effacement n° {number}")
ASKED = _(
    "{name} demande l'effacement de ses données depuis le {date}. La loi donne un mois pour répondre : répondez avant le {due}."
)
DUE_TITLE = _("Rappel : demande d'effacement n° {number}")
HOW = _("Pour y répondre, un membre {of_service} écrit « demandes d'effacement » à {assistant} dans Teams.")
DECIDED_TITLE = _("Votre demande d'effacement n° {number}")
DECIDED = {
    "accepted": _(
        "{The_service} l'a acceptée le {decided} : vos données sont effacées. Restent des numéros, des dates et des étapes, sans "
        "rien qui mène à vous."
    ),
    "refused": _(
        "{The_service} l'a refusée le {decided} : vos données sont gardées, pour les durées dites par « confidentialité »."
    ),
}
DECIDED_REASON = _("Motif : {reason}")
DECIDED_NEXT = {
    "accepted": _("L'adresse de cette conversation, gardée pour vous l'écrire, est effacée la nuit prochaine."),
    "refused": _("Vous pouvez saisir la CNIL (www.cnil.fr), ou le refaire plus tard."),
}
