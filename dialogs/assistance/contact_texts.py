"""What is asked when a contact is changed in words, and several requests may be meant."""

from knowledge.french import typeset as _

CHOOSE = _("Pour quelle demande changer le contact ?")
CHOOSE_LINE = _("Choisissez-la : rien n'est encore modifié.")
ONE = _("{reference}, {about}")
