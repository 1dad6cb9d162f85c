"""What is said of a solved case wherever it is shown."""

from knowledge.french import typeset as _

TITLE = _("Cas résolu n° {number}")
PROBLEM = _("Difficulté")
SOLUTION = _("Solution")
SUBJECT = _("Objet")
OPEN_ONE = _("Lire le cas n° {number}")
