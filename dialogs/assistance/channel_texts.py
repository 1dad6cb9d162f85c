"""What is said in the experts' channel: no person's name, no word of what a school has written."""

from collections.abc import Mapping

from knowledge.french import typeset as _
from knowledge.request import RequestStatus

DECLARED = _(
    "Ce canal est désormais celui des experts : ce qui attend s'y affiche et se met à jour, et les demandes n'y montrent que "
    "l'établissement, l'objet et l'état. Pour arrêter : « plus ici »."
)
NOT_HERE = _("Écrivez « ici », en me mentionnant, dans le canal des experts : ce qui attend s'y affichera.")
GIVEN_UP = _("Ce canal n'est plus celui des experts : chaque expert est de nouveau prévenu dans sa conversation.")
NONE = _("Aucun canal n'est déclaré : il n'y a rien à arrêter.")
TITLE = _("{requests} à prendre en charge")
TITLE_NONE = _("Aucune demande à prendre en charge")
MORE = _("Et {count}, dans la conversation privée : « demandes non prises ».")
STATES = _("En cours : {states}.")
STATES_NONE = _("Rien d'autre n'est en cours.")
IN_STATE: Mapping[RequestStatus, tuple[str, str]] = {
    RequestStatus.ASSIGNED: (_("prise en charge"), _("prises en charge")),
    RequestStatus.PLANNED: (_("planifiée"), _("planifiées")),
    RequestStatus.WAITING: (_("en attente"), _("en attente")),
    RequestStatus.RESOLVED: (_("à confirmer"), _("à confirmer")),
}
HELP = _("Le détail et la suite sont dans votre conversation privée avec l'assistant : « DA-2024-0012 ».")
BUTTON_TAKE = _("Prendre {reference}")
TAKEN = _("{reference} est à vous : le détail est dans votre conversation privée avec l'assistant.")
TAKEN_ALREADY = _("{reference} n'est plus à prendre : rien n'a été modifié. La carte du canal se met à jour.")
USAGE = _("Dites laquelle, par exemple « prendre DA-2024-0012 ».")
LINE = _("{reference}, {school}, {topic} : {news}.")
NEW = _("nouvelle demande{urgent} à prendre en charge")
FREE = _("de nouveau sans expert{urgent}")
UNTAKEN = _("personne n'a pris cette demande")
URGENT = _(" urgente")
URGENT_FREE = _(", urgente")
LOST_TITLE = _("Le canal des experts n'est plus joignable")
LOST = _(
    "L'assistant ne peut plus y écrire : il en a sans doute été retiré. Les experts sont de nouveau prévenus un par un. Ajoutez-le au "
    "canal, puis écrivez-y « ici »."
)
