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
