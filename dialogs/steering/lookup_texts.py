"""What the app's search box says: its name, its results, and that there are none."""

from knowledge.french import typeset as _

COMMAND = _("Chercher une demande")
COMMAND_ABOUT = _("Pour les experts et le SA EPLE : par numéro, établissement, objet ou état")
BOX = _("Numéro, établissement ou objet")
BOX_ABOUT = _("Par exemple « Mignet tréso », « DA-2024-0012 », « urgente nouvelle »")
NONE = _("Aucune demande ne correspond. Essayez un numéro, un établissement, un objet ou un état.")
NO_MORE = _("Il n'y en a pas d'autre.")
TITLE = _("Demande {reference}")
PREVIEW = _("{reference}, {school}")
STATE = _("{state} depuis le {since}")
SCHOOL = _("Établissement")
SUBJECT = _("Objet")
STANDS = _("État")
ROW = _("{label} : {value}")
AS_OF = _("Tel que le {day} ; pour la suivre, tapez son numéro à l'assistant.")
