"""How mails open and end."""

from knowledge.french import typeset as _

# Notices to the candidate
HELLO = _("Bonjour,")
REGARDS = _("Cordialement,")
SIGNATURE = _("L'assistant Op@le, pour le SA EPLE")
