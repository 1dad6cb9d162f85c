"""What is said of subscriptions: what was understood, the list, each answer."""

from collections.abc import Mapping

from knowledge.french import typeset as _

DAYS: Mapping[int, str] = dict(
    enumerate((_("lundi"), _("mardi"), _("mercredi"), _("jeudi"), _("vendredi"), _("samedi"), _("dimanche")))
)
EACH_DAY = _("chaque jour à {at}")
EACH = _("chaque {days} à {at}")
ABOVE = _("au-delà de {above}")
OPEN_DAYS = _("Rien ne part les week-ends ni les jours fériés.")
OPEN_HOURS = _("Rien ne part hors des heures ouvrées : ce qui dépasse encore à la reprise est dit alors.")
CLOSED_TOO = _("Les week-ends et les jours fériés aussi.")
DAY = _("votre journée")
ASK = _("Vous abonner à « {said} », {when} ?")
ONCE = _("Un dépassement est dit une fois ; il faut repasser à {above} ou moins pour que le suivant le soit.")
BUTTON_YES = _("Oui, m'abonner")
BUTTON_NO = _("Non, merci")
DONE = _("C'est noté : « {said} », {when}. « mes abonnements » les montre et les arrête.")
DECLINED = _("Entendu : aucun abonnement n'est créé.")
# By whether requests for assistance are taken.
WHAT = {
    True: _(
        "À quoi vous abonner ? Dites la question avec le moment, par exemple « chaque lundi à 8 h les demandes en retard », "
        "ou « préviens-moi au-delà de 5 demandes non prises »."
    ),
    False: _(
        "À quoi vous abonner ? Dites la question avec le moment, par exemple « chaque lundi à 8 h les candidatures déposées »."
    ),
}
NOT_LASTING = _(
    "Je ne sais pas refaire cette question d'un jour à l'autre : les dates qu'elle nomme ne suivent pas de règle. Dites par "
    "exemple « d'hier », « de la semaine dernière », « depuis le 1er janvier »."
)
NOT_SO = _("On peut s'abonner à une liste, à un compte ou à une mesure, pas à cela.")
NOT_COUNTED = _("Un seuil porte sur ce que l'on compte dans une liste, pas sur cela.")
TOO_MANY = _("Vous avez déjà {most} abonnements : arrêtez-en un d'abord, avec « mes abonnements ».")
LIST = _("Vos abonnements")
NONE = {
    True: _("Vous n'avez aucun abonnement. Dites par exemple « chaque lundi à 8 h les demandes en retard »."),
    False: _("Vous n'avez aucun abonnement. Dites par exemple « chaque lundi à 8 h les candidatures déposées »."),
}
LINE = _("N° {number} : « {said} », {when}")
NEXT = _("prochaine fois le {when}")
PASSED = _("dépassé en ce moment")
BUTTON_STOP = _("Arrêter le n° {number}")
BUTTON_STOP_ALL = _("Tout arrêter")
STOPPED = _("L'abonnement n° {number} est arrêté.")
STOPPED_ALL = _("Vos abonnements sont arrêtés : {count}.")
NOT_THERE = _("Cet abonnement n'existe plus : rien n'a été modifié.")
WHICH = _("Lequel arrêter ?")
HEAD = _("Votre abonnement n° {number}, {when}")
OVER = _("Seuil dépassé : plus de {above}.")
LABEL = _("abonnement")
