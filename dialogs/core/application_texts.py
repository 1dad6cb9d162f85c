"""Where applications stand: how each state is said."""

from knowledge.french import typeset as _

# States
STATES = {
    "draft": _("brouillon"),
    "submitted": _("déposée"),
    "incomplete": _("à compléter"),
    "under_review": _("en instruction"),
    "accepted": _("retenue"),
    "rejected": _("non retenue"),
    "dropped": _("sans suite"),
    "withdrawn": _("retirée"),
    "expired": _("expirée"),
}
LIST_LINE = _("{named} : {state}")
OF_PAST_CALL = _("Appel « {title} », qui n'est plus en vigueur.")
BUTTON_OF_CALL = _("Appel « {title} »")
FORM_OF = _("{title} ({reference})")
BUTTON_OPEN = _("Ouvrir {reference}")
REFUSED_OWN = _(
    "Personne ne décide de sa propre candidature : demandez à un autre membre de l'équipe. Rien n'a été modifié."
)
