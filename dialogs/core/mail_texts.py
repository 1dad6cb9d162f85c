"""How mails open and end."""

from knowledge.french import typeset as _

SUBJECT = _("[Op@le] {title}")
HELLO = _("Bonjour,")
REGARDS = _("Cordialement,")
SIGNATURE = _("L'assistant Op@le, pour le SA EPLE")
