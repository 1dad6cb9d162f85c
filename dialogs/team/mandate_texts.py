"""What is said of the mandates of experts."""

from knowledge.french import typeset as _

TITLE = _("Mandats des experts")
NONE = _("Aucun expert n'est nommé.")
HEADS = (_("Expert"), _("Dernier jour"), _("Formation"))
HELP = _("Pour un expert : « mandat de l'expert Ferrand ». Qui n'est pas formé ne prend pas la main sur un écran.")
ONE_TITLE = _("Mandat de {name}")
OWN_TITLE = _("Votre mandat")
BEGINS = _("Depuis le {day}.")
ENDS = _("Dernier jour : {day}.")
ENDED = _("Son dernier jour, le {day}, est passé : il reste à le renouveler ou à y mettre fin.")
NO_END = _("Aucune date de fin n'est notée.")
MAY_REACH = _("L'appel permet de prolonger jusqu'au {day}.")
TRAINED = _("Formation à l'aide à distance suivie le {day} : prend la main sur un écran.")
NOT_TRAINED = _("Formation à l'aide à distance à suivre : d'ici là, ne prend pas la main sur un écran.")
HOLDS = _("{count} en cours.")
FROM = _("Nomination à la suite de la candidature {reference}.")
TO_DO = _("à suivre")
OPEN_ENDED = _("sans date")
OVER = _("{day} (passé)")
BUTTON_RENEW = _("Renouveler le mandat")
BUTTON_END = _("Mettre fin au mandat")
BUTTON_TRAINED = _("Noter la formation")
BUTTON_UNTRAINED = _("Retirer la formation")
BUTTON_OPEN = _("Mandat : {name}")
BUTTON_SHOW = _("Voir le mandat")
RENEW_TITLE = _("Renouveler le mandat")
UNTIL = _("Dernier jour")
ASK_UNTIL = _("Jusqu'à quel jour ? Ce jour compte en entier.")
RENEW_SEND = _("Renouveler")
TRAIN_TITLE = _("Noter la formation")
DAY = _("Jour de la formation")
ASK_DAY = _("Quel jour la formation à l'aide à distance a-t-elle été suivie ?")
TRAIN_SEND = _("Noter")
DAY_HINT = _("Une date de la forme 31/08/2026.")
DAY_BAD = _("Ce n'est pas une date : elle a la forme 31/08/2026.")
RENEWED = _("Le mandat de {name} va jusqu'au {day}. Il ou elle en est informé.")
DONE_RENEWED = _("Le mandat de {name} va désormais jusqu'au {day} ; un message l'annonce.")
DONE_TRAINED = _("La formation de {name}, le {day}, est notée ; un message l'annonce.")
DONE_UNTRAINED = _("La formation de {name} n'est plus notée ; un message l'annonce.")
END_TITLE = _("Mettre fin au mandat de {name}")
END_ASK = _(
    "{name} ne sera plus expert et en recevra l'avis. Ce qui est suivi ({count}) est confié à qui vous choisissez, ou redevient "
    "libre ; chaque établissement l'apprend."
)
END_ASK_NOTHING = _("{name} ne sera plus expert et en recevra l'avis. Aucune demande n'est suivie.")
END_TO = _("Confier ce qui est suivi à")
END_NOBODY = _("Personne : les demandes redeviennent libres")
END_CONFIRM = _("Confirmer la fin du mandat")
END_REASON = _("Fin de mandat")
DONE_ENDED = _("Le mandat de {name} est terminé.")
DONE_GIVEN = _("{count} à {to}.")
GIVEN = (_("demande confiée"), _("demandes confiées"))
DONE_FREED = _("{count}.")
FREED = (_("demande redevenue libre"), _("demandes redevenues libres"))
WHO = _("De quel expert ? Par exemple : « mandat de l'expert Ferrand ».")
REFUSED = {
    "not_yours": _("Le SA EPLE décide des mandats, et personne du sien."),
    "none": _("Cette personne n'est pas expert : il n'y a pas de mandat."),
    "past": _("Ce jour est passé, ou d'avant le mandat : donnez un jour à venir."),
    "future": _("Ce jour est à venir : notez la formation une fois suivie."),
}

# Notices
ENDS_OWN = _("Votre mandat d'expert se termine le {day}")
ENDS_STAFF = _("Le mandat de {name} se termine le {day}")
ENDS_OWN_LINE = _("Le SA EPLE vous dira s'il est renouvelé.")
RENEWED_OWN = _("Votre mandat d'expert va jusqu'au {day}")
TRAINED_OWN = _("Votre formation à l'aide à distance est notée")
TRAINED_OWN_LINE = _("Vous pouvez prendre la main sur un écran, avec l'accord de la personne.")
UNTRAINED_OWN = _("Votre formation à l'aide à distance n'est plus notée")
UNTRAINED_OWN_LINE = _("D'ici là, ne prenez pas la main sur un écran.")
LABEL = _("fin d'un mandat d'expert")
