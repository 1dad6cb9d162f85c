"""What is said of the plan of action."""

from collections.abc import Mapping

from knowledge.french import typeset as _
from knowledge.plan import PlanMove, PlanState

TITLE = _("Plan d'action")
FORM_TITLE = _("Noter une action")
TEXT, OWNER, DUE = _("Action"), _("Responsable"), _("Échéance")
ASK_TEXT = _("Quelle action a été décidée ?")
ASK_OWNER = _("Qui en est responsable ?")
ASK_DUE = _("Pour quand ?")
TEXT_HINT = _("Une phrase, par exemple « appeler le lycée Zola ». Aucun nom d'élève.")
DUE_HINT = _("Par exemple 15/03/2024. « passer » s'il n'y en a pas.")
DUE_BAD = _("Je n'y trouve pas un jour : écrivez par exemple 15/03/2024.")
SEND = _("Noter cette action")
REVIEW = _("Rien n'est encore noté : appuyez sur le bouton ou tapez « envoyer ».")
ASIDE = _("« {title} » est mis de côté : rien n'a été noté. Tapez « reprendre » pour continuer.")
ADDED = _("L'action n° {number} est notée.")
EMPTY = _("Aucune action n'est notée. Tapez par exemple « action : appeler le lycée Zola, Ferrand, pour le 15 mars ».")
COUNTS = _("{open}, dont {late} en retard ; {done}.")
ROW = _("N° {number}")
LATE = _("en retard")
STATES: Mapping[PlanState, str] = {
    PlanState.OPEN: _("en cours"), PlanState.DONE: _("faite"), PlanState.DROPPED: _("abandonnée"),
}  # fmt: skip
NO_OWNER = _("sans responsable")
NO_DUE = _("sans échéance")
BY = _("pour le {day}")
DECIDED = _("Décidée le")
ENDED = _("Terminée le")
OPEN_ONE = _("Voir l'action")
ADD = _("Noter une action")
NEXT = _("Voir la suite")
BUTTONS: Mapping[PlanMove, str] = {
    PlanMove.FINISH: _("Noter qu'elle est faite"),
    PlanMove.DROP: _("Abandonner l'action"),
    PlanMove.REOPEN: _("Rouvrir l'action"),
}
DONE: Mapping[PlanMove, str] = {
    PlanMove.FINISH: _("L'action n° {number} est faite."),
    PlanMove.DROP: _("L'action n° {number} est abandonnée."),
    PlanMove.REOPEN: _("L'action n° {number} est de nouveau en cours."),
}
REFUSED = _("L'action n° {number} a changé depuis, ou son état ne le permet pas : la voici. Rien n'a été modifié.")
NO_SUCH = _("Il n'y a pas d'action n° {number}. Tapez « plan d'action » pour les voir.")
OWNER_BAD = _(
    "Je n'y lis pas un nom ni un service : écrivez par exemple « Mme Perrot » ou « les experts », ou « passer »."
)
