"""How mails open and end."""

from knowledge.french import typeset as _

SUBJECT = _("[{tag}] {title}")
HELLO = _("Bonjour,")
REGARDS = _("Cordialement,")
SIGNATURE = _("{Assistant}, pour {the_service}")
