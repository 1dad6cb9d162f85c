"""What is said of the files of a request."""

from knowledge.french import typeset as _

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
