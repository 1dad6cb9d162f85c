"""What is said of files that the assistant offers, and of those that are sent to it."""

from collections.abc import Mapping
from types import MappingProxyType

from knowledge.attached import MAX_FILE, MAX_IN_MESSAGE, MAX_IN_REQUEST, Fault
from knowledge.french import sized
from knowledge.french import typeset as _

SAVED = _("Le fichier « {name} » est enregistré.")
WRITTEN = _("Le fichier est écrit : {path}")
DECLINED = _("Entendu : ce fichier n'est pas enregistré. Vous pourrez le demander de nouveau.")
# Nothing more is said of why: who asks may not be who may know.
GONE = _("Ce fichier n'est plus proposé : la situation a changé entre-temps. Rien n'est perdu.")
FAILED = _(
    "Le fichier n'a pas pu être enregistré. Rien n'est perdu : acceptez-le de nouveau dans quelques minutes, ou servez-vous "
    "de ce que cette conversation affiche déjà."
)
EXPIRED = _(
    "Cet enregistrement n'est plus possible : il est trop ancien, ou déjà fait. Rien n'est perdu : si le fichier manque, "
    "demandez-le de nouveau."
)
NOT_OFFERED = _(
    "Teams ne peut pas proposer de fichier ici. Rien n'est perdu : ce qu'il contient s'affiche dans cette conversation."
)

ACCEPT = _("Enregistrer le fichier")
DECLINE = _("Ne pas l'enregistrer")

# The call's mail, to be sent by the candidate.
DRAFT = _(
    "Courriel prêt pour {deposit_mail}, avec votre présentation jointe. Ouvrez-le dans Outlook pour le relire et l'envoyer ; "
    "s'il ne s'ouvre pas comme un brouillon, copiez le texte affiché ici."
)
DRAFT_ONE_FILE = _(
    "Courriel prêt pour {deposit_mail} : joignez-y toutes les pièces en un seul fichier {kind}. Ouvrez-le dans Outlook pour le "
    "relire et l'envoyer ; s'il ne s'ouvre pas comme un brouillon, copiez le texte affiché ici."
)
LETTER = _("Votre lettre est prête : enregistrez-la, relisez-la, puis joignez-la à votre dossier.")
DRAFT_COPIED = _("{Copies} y {are} en copie.")
DRAFT_NOT_COPIED = _("{Copies} {are_not} en copie : je n'ai pas {an_address}. Ajoutez-{them} avant d'envoyer.")
APPOINTMENT = _(
    "Rendez-vous du {when} pour la demande n° {reference} : ouvrez le fichier pour l'ajouter à votre agenda. Si le rendez-vous "
    "change, demandez le fichier de nouveau : il prendra la place de celui-ci."
)
NO_APPOINTMENT = _(
    "La demande n° {reference} n'a pas de rendez-vous prévu qui vous concerne : il n'y a rien à ajouter."
)
NOT_NEEDED = _("Il n'y a pas de courriel à envoyer vous-même : « ma candidature » dit où en est le vôtre.")

# Why a file that is sent is not kept.
PICTURE = _("capture")
UNNAMED = _("Un fichier")
REFUSED = _("« {name} » n'est pas gardé. {why}")
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
        Fault.UNREAD: _(
            "Il n'a pas pu être examiné jusqu'au bout : envoyez une capture, ou enregistrez-le plus simplement."
        ),
        Fault.BUSY: _("Beaucoup de fichiers arrivent en ce moment : envoyez-le de nouveau dans quelques minutes."),
    }
)
