"""The usual words of an application's fields, by kind: what a call's file leaves out is said so."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from dialogs.core import person_texts
from knowledge.call_form import FieldKind
from knowledge.french import typeset as _


@dataclass(frozen=True, slots=True, kw_only=True)
class KindWords:
    """What is said of a field of a kind. ``staff_hint`` None: as for the candidate."""

    label: str = ""
    ask: str = ""
    hint: str = ""
    kept: str = ""
    in_mail: str = ""
    staff_ask: str = ""
    staff_hint: str | None = None
    longest: int = 200
    signs: bool = False


STAFF_ASK = _("{label} : que dit le courriel ?")
FILE_BAD = _("C'est un fichier qui est attendu : joignez-le à un message, dans cette conversation.")
NUMBER_BAD = _("Un nombre entier est attendu, en chiffres.")
FLAG = _("réponse que l'appel ne cite pas ({label})")
FLAG_EXCLUDED = _("réponse que l'appel exclut ({answer})")
FLAG_UNCHECKED = _("établissement sans code UAI, à vérifier")
FLAG_ELSEWHERE = _("établissement d'une autre académie")
KINDS: Mapping[FieldKind, KindWords] = MappingProxyType(
    {
        FieldKind.NAME: KindWords(
            label=person_texts.NAME, ask=person_texts.ASK_NAME, hint=person_texts.NAME_HINT, kept=_("nom"), longest=120,
            staff_ask=_("Quels sont les nom et prénom de la personne ?"),
        ),
        FieldKind.MAIL: KindWords(
            label=_("Courriel professionnel"), in_mail=_("Courriel"), kept=_("courriel"), longest=254, signs=True,
            ask=_("À quelle adresse de courriel peut-on vous répondre ?"),
            hint=_("L'accusé de réception y est envoyé."),
            staff_ask=_("De quelle adresse le courriel est-il venu ?"),
            staff_hint=_("La personne est prévenue à cette adresse."),
        ),
        FieldKind.PHONE: KindWords(
            label=person_texts.PHONE, ask=_("À quel numéro peut-on vous joindre ?"), kept=_("téléphone si vous le donnez"),
            hint=_("Un numéro français à dix chiffres, par exemple 01 23 45 67 89."), longest=40, signs=True,
        ),
        FieldKind.TEXT: KindWords(ask=_("{label} ?")),
        FieldKind.CHOICE: KindWords(ask=_("{label} ?"), hint=_("Choisissez dans la liste."), staff_hint=""),
        FieldKind.DATE: KindWords(ask=_("{label} ?"), hint=_("Une date de la forme 02/02/2024.")),
        FieldKind.NUMBER: KindWords(ask=_("{label} ?"), hint=_("Un nombre, en chiffres."), longest=20),
        FieldKind.FILE: KindWords(
            ask=_("Envoyez-moi le fichier « {label} », ici, dans la conversation."),
            hint=_("Un PDF, un document Word ou une image, de 4 Mo au plus : joignez-le à un message."),
            longest=160,
        ),
        FieldKind.SCHOOL: KindWords(
            label=_("Établissement"), ask=_("Dans quel établissement travaillez-vous ?"), kept=_("établissement"), signs=True,
            hint=_("De préférence son UAI (7 chiffres et une lettre) ; sinon son nom et sa commune."),
            staff_ask=_("Dans quel établissement travaille-t-elle ?"),
        ),
    }
)  # fmt: skip
