"""What «statut» says: the figures of the week, what comes first, the appointments of the day, the applications."""

from knowledge.french import typeset as _

# What stands under each number, and how it is read aloud.
OPEN, CAME, ENDED, TAKEN = _("ouvertes"), _("reçues"), _("terminées"), _("délai")
OWN_OPEN = _("en cours")
ALOUD = {
    OPEN: _("Demandes ouvertes"),
    OWN_OPEN: _("Vos demandes en cours"),
    CAME: _("Reçues en 7 jours"),
    ENDED: _("Terminées en 7 jours"),
    TAKEN: _("Délai médian de prise en charge, en 7 jours"),
}
AGAINST = _("Sur 7 jours, comparés aux 7 d'avant.")
MORE, LESS, SAME = _("+{by}"), _("−{by}"), _("stable")
SPOKEN = _("{label} : {value}, {before} sept jours plus tôt")
SPOKEN_ALONE = _("{label} : {value}")
NONE_TAKEN = _("–")
FIRST = _("À traiter d'abord")
URGENT = _("urgentes non prises : {count}")
UNTAKEN = _("non prises à temps : {count}")
IDLE = _("sans nouvelle : {count}")
NOTHING_FIRST = _("Rien d'urgent, rien en retard.")
TODAY = _("Rendez-vous du jour")
NO_SESSION = _("Aucun rendez-vous aujourd'hui.")
SESSION = _("{hour} · {place}")
STATES = _("Par état : {counts}.")
NONE_OPEN = _("Aucune demande ouverte.")
MINE = _("Vos demandes en cours")
NONE_HELD = _("Vous ne suivez aucune demande.")
FREE = _("Demandes libres")
NONE_FREE = _("Aucune demande n'attend d'expert.")
SOME = _("{head} : {shown} sur {total}")
CLOSES = _("clôture {when}")
CLOSED = _("appel clos")
WEEKS = _("Demandes reçues par semaine : de {first} à {last} en {count} semaines, au plus {most}.")
WEEKS_TITLE = _("Reçues par semaine")
BUTTON_WEEKS = _("Voir les semaines")
BUTTON_UNTAKEN = _("Voir les libres")
BUTTON_MINE = _("Voir les miennes")
WEEK_OF = _("Semaine du")
# What is told where alerts come late: after a stop of the assistant, or with requests of another system.
BACKLOG = _("Des demandes sont en retard : {count}")
BACKLOG_MORE = _("Leur délai est passé depuis plus d'un jour ouvré : ce message tient lieu d'un rappel pour chacune.")
BACKLOG_LABEL = _("demandes en retard, en une fois")
BUTTON_LATE = _("Voir les retards")
