"""What is said of the files of a request."""

from collections.abc import Mapping
from types import MappingProxyType

from knowledge.attached import MAX_FILE, MAX_IN_MESSAGE, MAX_IN_REQUEST, Fault
from knowledge.french import sized
from knowledge.french import typeset as _

NAMED = _("{name} ({size})")
SAID_WITH = _("{text} – {files}")
PICTURE = _("capture")
UNNAMED = _("Un fichier")
SOMEBODY = _("une personne")
REFUSED = _("« {name} » n'est pas gardé. {why}")
NONE_KEPT = _("Aucun fichier n'a été gardé.")
_KINDS = _(
    "Sont gardés les images (PNG, JPEG, GIF, WebP), les PDF, les documents Word et Excel sans macro, et le texte."
)
FAULTS: Mapping[Fault, str] = MappingProxyType(
    {
        Fault.EMPTY: _("Il est vide."),
        Fault.TOO_LARGE: _("Il dépasse {size} : envoyez-en une partie, ou une capture.").format(size=sized(MAX_FILE)),
        Fault.TOO_MANY: _("Il y en a trop : {message} par message, {request} par demande.").format(
            message=MAX_IN_MESSAGE, request=MAX_IN_REQUEST
        ),
        Fault.KIND: _KINDS,
        Fault.DAMAGED: _("Il n'est pas entier, ou contient autre chose : enregistrez-le de nouveau."),
        Fault.PROGRAM: _("Il contient un programme ou un autre fichier : envoyez une capture, ou un PDF simple."),
        Fault.UNPACKS: _("Il est trop grand une fois ouvert : réduisez-le."),
        Fault.LOCKED: _("Il est protégé par un mot de passe : envoyez-le sans protection."),
        Fault.UNREACHED: _("Teams ne l'a pas remis : envoyez-le de nouveau dans quelques minutes."),
    }
)
NOT_HERE = _("Les fichiers d'une demande s'envoient dans notre conversation privée. Rien n'a été gardé.")
WHICH = _("Pour quelle demande ? Renvoyez le fichier avec son numéro, par exemple « pour DA 12 ». Rien n'a été gardé.")
NO_REQUEST = _("Pour quelle demande ?")
NO_REQUEST_LINE = _("Un fichier se joint à une demande d'assistance enregistrée. Rien n'a été gardé.")
BUTTON_ASK = _("Demander une assistance")
NO_FILE = _("{reference} n'a pas de fichier joint.")
LIST_TITLE = _("Fichiers de {reference}")
LIST_LINE = _("{name} ({size}), de {by}, {when}")
BUTTON_GET = _("Recevoir {name}")
BUTTON_FILES = _("Voir les fichiers ({count})")
FILES = _("Fichiers joints")
OFFER = _("{name}, joint à {reference}.")
GONE = _("Ce fichier n'est plus là, ou ne vous concerne pas.")
