"""What is said of a day: its sessions, what is to be come back to, who is there."""

from knowledge.french import typeset as _

TITLE = _("Votre journée du {day}")
SESSIONS = _("Rendez-vous : {count}")
SESSIONS_NONE = _("Aucun rendez-vous aujourd'hui.")
BACK = _("À reprendre : {count}")
WITHOUT = _("Suivies sans rendez-vous : {count}")
MORE = _("Et {count}.")
WAITING = _("{count} d'un expert, dont urgentes : {urgent}.")
WAITS = (_("demande attend la prise en charge"), _("demandes attendent la prise en charge"))
ON_CALL = _("De permanence : {names}.")
AWAY = _("Absences aujourd'hui : {names}.")
OWN_AWAY = _("Votre absence : {days}.")
UNNAMED = _("un expert")
BUTTON_MINE = _("Mes demandes")
DAILY = _("Pour la recevoir d'elle-même : « ma journée chaque matin ».")
