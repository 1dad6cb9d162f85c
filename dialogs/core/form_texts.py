"""What the form engine says, whatever the form."""

from knowledge.french import typeset as _
from knowledge.understanding.kinds import Kind

STEP = _("Étape {number} sur {total}")
OPTIONAL = _("Facultatif : tapez « passer » pour laisser vide.")
STEP_FIRST = _("Étape {number} sur {total}. Répondez ici ou par message.")
EMPTY_VALUE = _("(laissé vide)")
REVIEW_TITLE = _("Vérifiez vos réponses")
REVIEW = _(
    "Rien n'est encore fait : appuyez sur le bouton ou tapez « envoyer ». Pour corriger, tapez « modifier » puis le nom de la "
    "réponse."
)
SCREEN = _("Répondez dans l'ordre de votre choix.")

ERROR = _("Erreur : {why}")
CHOOSE = _("Choisissez")
SEARCH_SCHOOL = _("Tapez son nom, sa commune ou son UAI")
NOT_LISTED = _("Écrire l'établissement")
WRITE_SCHOOL = _("Nom et commune, ou code UAI")
OPTIONAL_PART = _("Voir les questions facultatives")
DAY = _("{label} : jour")
HOUR = _("{label} : heure")
ALREADY_OPEN = _(
    "La saisie « {title} » est déjà ouverte juste au-dessus. Tapez « reprendre » pour l'afficher de nouveau."
)

NEXT = _("Continuer")
SKIP = _("Passer cette étape")
BACK = _("Revenir en arrière")
CANCEL = _("Annuler la saisie")
WHOLE = _("Tout remplir ici")
SAVE = _("Enregistrer ces réponses")
CHANGE = _("Modifier : {label}")
CHANGE_WHICH = _("Réponse à modifier")
CHANGE_ONE = _("Modifier cette réponse")
RESUME = _("Reprendre la saisie")
DISCARD = _("Effacer le brouillon")
IS_ANSWER = _("C'est ma réponse")
IS_QUESTION = _("C'est une question")
IS_DEMAND = _("C'est une demande")
IS_TROUBLE = _("Demander une assistance")
IS_TALK = _("C'est autre chose")

TOO_LONG = _(
    "Votre réponse compte {count}, le maximum est de {most} : raccourcissez-la, elle reste affichée ci-dessous."
)
NEEDED = _("Cette information est obligatoire.")
CHOOSE_ONE = _("Choisissez parmi : {choices}.")
FIRST_STEP = _("C'est la première étape : il n'y en a pas avant.")
ASIDE = _("La saisie « {title} » est mise de côté : rien n'a été envoyé. Tapez « reprendre » pour continuer.")
LEFT = _("« {title} » est annulé : rien n'a été envoyé ni gardé.")
DISCARDED = _("Le brouillon « {title} » est effacé. Rien n'a été envoyé.")
RESUMED = _("Vous aviez commencé cette saisie : elle reprend là où vous en étiez.")
RESUMED_GIVEN = _("Déjà noté : {given}.")
RESUMED_PART = _("{label} : {value}")
RESUMED_NEXT = _("Il reste : {labels}. Maintenant, « {label} » :")
NOTHING_TO_RESUME = _("Aucune saisie n'est en attente.")
PROPOSED_HERE = _("Tapez « oui » pour « {value} ».")
PROPOSED = _("Proposé : « {value} ». Tapez « oui » pour le garder, ou écrivez ce qui convient.")
NOT_DISCARDED = _(
    "Ce brouillon a changé depuis l'affichage de cette carte : rien n'a été effacé. Pour l'effacer tel qu'il est "
    "maintenant, appuyez de nouveau."
)
GONE = _("Cette saisie n'existe plus : elle a été envoyée ou effacée. Rien d'autre n'a été modifié.")
CHANGED = _("Vos réponses ont changé depuis ce récapitulatif. Le voici à jour : vérifiez-le.")
QUESTION_OR_ANSWER = _("Est-ce votre réponse à « {label} », ou une question ?")
DEMAND_OR_ANSWER = _("Est-ce votre réponse à « {label} », ou une demande ?")
TROUBLE_OR_ANSWER = _("Est-ce votre réponse à « {label} », ou une difficulté pour laquelle demander une assistance ?")
TALK_OR_ANSWER = _("Est-ce votre réponse à « {label} », ou autre chose ?")
MORE_KEPT = _("C'est noté dans : {labels}.")
SAID_ALREADY = _("« {said} » est déjà noté dans « {label} ». Ici, autre chose est demandé : {ask}")
KEPT = _("Votre saisie « {title} » est gardée : tapez « reprendre » quand celle-ci sera terminée.")
HELP = _(
    "Vous êtes dans la saisie « {title} ». Répondez à la question posée, ou tapez « retour », « passer », « annuler ». "
    "Vous pouvez aussi me poser une question : la saisie reprendra ensuite."
)
WHICH_FIELD = _("Quelle réponse voulez-vous modifier ? {labels}.")
MISSING = _("Il manque encore : {labels}.")
NOT_UNDERSTOOD = _(
    "Je n'ai pas compris {said} ici. Répondez à la question, ou tapez « aide » ; « annuler » met cette saisie de côté."
)
NOT_UNDERSTOOD_REVIEW = _(
    "Je n'ai pas compris {said}, et rien n'est envoyé. Tapez « envoyer », « modifier » puis le nom de la réponse, ou « annuler »."
)
YES_WHAT = _("{said} ne me dit pas quoi noter : écrivez-le en quelques mots. {way}")
NO_WHAT = _("{said} ne peut pas être noté ici. {way}")
OTHER_KIND = _("{said} est {kind}, et autre chose est demandé ici.")
NO_WORDS = _("Je ne lis aucun mot dans {said}.")
KINDS = {
    Kind.NUMBER: _("un nombre"),
    Kind.PHONE: _("un numéro de téléphone"),
    Kind.MAIL: _("une adresse de courriel"),
    Kind.LINK: _("un lien"),
    Kind.DATE: _("une date"),
    Kind.CODE: _("le code d'un établissement"),
}
CANCEL_HOW = _("Pour ne pas continuer, tapez « annuler » : la saisie est mise de côté.")
WAITS = _("La saisie « {title} » attend toujours : {ask} (« annuler » la met de côté.)")
WAITS_REVIEW = _("La saisie « {title} » attend toujours : rien n'est envoyé. Tapez « reprendre » pour la relire.")
FILE_TO_SEND = _("À envoyer dans la conversation, joint à un message.")
FILE_THERE = _("Reçu : {name}. Pour le remplacer, envoyez-en un autre.")
FILE_KEPT = _("Reçu : {name}.")
FILES_BEYOND = _("Je n'attends pas d'autre fichier : {names} n'a pas été gardé.")
FILES_BEYOND_MANY = _("Je n'attends pas d'autre fichier : {names} n'ont pas été gardés.")
WORDS_BESIDE = _("Rien de ce que vous avez écrit avec le fichier n'a été gardé : seul un fichier répond ici.")
WORDS_REFUSED = _("« {label} » n'a pas été gardé. {why}")
FILE_WHICH = _(
    "Je n'attends pas d'autre fichier, et celui-ci n'a pas été gardé. Pour en remplacer un, tapez à la relecture « modifier » et "
    "son nom ({labels}), puis envoyez-le."
)
