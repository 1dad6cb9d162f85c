"""What is said around what people write about a request or an application."""

from collections.abc import Mapping
from types import MappingProxyType

from knowledge.french import typeset as _
from knowledge.sensitive import Secret

SECRETS: Mapping[Secret, str] = MappingProxyType(
    {
        Secret.PASSWORD: _(
            "Ce texte contient un mot de passe. Rien n'en a été gardé : retirez-le et renvoyez le reste."
        ),
        Secret.CODE: _(
            "Ce texte contient un code à usage unique. Rien n'en a été gardé : retirez-le et renvoyez le reste."
        ),
        Secret.ACCOUNT: _(
            "Ce texte contient un RIB ou un IBAN. Rien n'en a été gardé : retirez-le et renvoyez le reste."
        ),
    }
)
# Under the last of many answers by mail within an hour that is told.
MANY_MAILS = _(
    "Beaucoup de courriels sont arrivés en une heure : les suivants sont gardés avec le dossier, sans notification."
)
# Why an answer by mail was not taken.
REFUSALS_OF_MAIL = {
    "too_large": _("Votre courriel est trop lourd : renvoyez-le sans pièce jointe."),
    "no_text": _(
        "Votre courriel ne contient pas de texte simple : réécrivez-le sans mise en forme, au-dessus du message cité."
    ),
    "secret": _(
        "Votre courriel contient un mot de passe, un code ou un RIB : il n'a pas été gardé. Réécrivez-le sans cela."
    ),
    "ended": _("Elle est terminée : pour aller plus loin, écrivez au service en indiquant son numéro."),
}
