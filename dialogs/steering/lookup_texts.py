"""What the app's search box says: its name, its results, and that there are none."""

from knowledge.french import typeset as _

COMMAND = _("Chercher une demande ou un cas")
COMMAND_ABOUT = _(
    "Pour les experts et le SA EPLE : demandes par numéro, établissement, objet ou état ; cas résolus par leurs mots"
)
BOX = _("Établissement, objet, n° ou cas")
BOX_ABOUT = _("Par exemple « Mignet tréso », « DA-2024-0012 », « urgente nouvelle », « cas régie »")
NONE = _(
    "Aucune demande, aucun cas ne correspond. Essayez un numéro, un établissement, un objet, un état, ou « cas » et un mot."
)
NO_MORE = _("Il n'y en a pas d'autre.")
TITLE = _("Demande {reference}")
CASE_PREVIEW = _("{title}, {topic}")
PREVIEW = _("{reference}, {school}")
STATE = _("{state} depuis le {since}")
SCHOOL = _("Établissement")
SUBJECT = _("Objet")
STANDS = _("État")
ROW = _("{label} : {value}")
AS_OF = _("Tel que le {day} ; pour la suivre, tapez son numéro à l'assistant.")
