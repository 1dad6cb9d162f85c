"""What is said to those who apply: the form, its usual fields, and the messages of an application."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from dialogs.core import form_texts
from dialogs.core.texts import BUTTON_START_APPLICATION
from knowledge.call import Dispatch
from knowledge.call_form import FieldKind
from knowledge.french import typeset as _
from knowledge.understanding.profile import Opening

# Eligibility
CHECK_TITLE = _("L'appel s'adresse-t-il à moi ?")
CHECK_INTRO = _(
    "Répondez à ces points : je vous dirai si l'appel s'adresse à vous. Rien n'est enregistré. {The_service} étudie "
    "chaque situation."
)
CHECK_AUTHORITY = _("Travaillez-vous dans l'{authority} ?")
CHECK_NEEDED = _("Choisissez une réponse.")
CHECK_FILL = _("Donnez une réponse.")
CHECK_YES = _("Oui")
CHECK_NO = _("Non")
CHECK_BUTTON = _("Voir la réponse")
CHECK_PICK = _("Choisir une réponse")
CHECK_AGAIN = _("Changer mes réponses")
CHECK_POINTS = _("Préciser ma situation")
ADDRESSES = _("L'appel s'adresse, dans l'{authority}, à : {said}. {The_service} étudie chaque situation.")
ADDRESSES_ALL = _("L'appel s'adresse à l'{authority}. {The_service} étudie chaque situation.")
FIELD_YES = _("{label} : l'appel cite votre réponse.")
FIELD_NO = _("{label} : votre réponse n'est pas citée. L'appel cite : {addressed}.")
FIELD_SAID_YES = _("{label} : l'appel cite « {answer} ».")
FIELD_SAID_NO = _("{label} : l'appel ne cite pas ce cas. Il cite : {addressed}.")
FIELD_EXCLUDED = _("{label} : l'appel exclut « {answer} ».")
FIELD_NO_BOUND = _("{label} : l'appel demande {addressed}.")
FIELD_NO_BOUND_SAID = _("{label} : l'appel demande {addressed}, ce n'est pas votre cas.")
FIELD_YES_BOUND = _("{label} : l'appel demande {addressed}, c'est votre cas.")
NEEDS_REST = _("À vérifier aussi : {labels}.")
FIELD_NEEDS = _("{label} : l'appel cite {addressed}.")
RESULT_AUTHORITY_YES = _("L'appel est interne à l'{authority}, et vous y travaillez.")
RESULT_AUTHORITY_NO = _("L'appel est interne à l'{authority}, et vous n'y travaillez pas.")
RESULT_MEANT = _("D'après vos réponses, l'appel s'adresse à vous.")
RESULT_JUDGED = _("D'après vos réponses, l'appel ne s'adresse pas à vous.")
RESULT_PARTLY = _("D'après vos réponses, cela dépend : {the_service} étudiera votre situation.")
RESULT_CONTACT = _("{The_service} peut vous renseigner : {contact_name}, {contact_mail}.")
RESULT_CLOSED = _("Les candidatures sont closes depuis le {closing}.")
WAS_ADDRESSED = (_("s'adresse à"), _("s'adressait à"))
LEADS = {
    Opening.YES: _("L'appel s'adresse à vous."),
    Opening.NO: _("L'appel ne s'adresse pas à vous, d'après ce que vous dites."),
    Opening.DEPENDS: _("Cela dépend."),
}
LEAD_YES_IF = _("L'appel s'adresse à vous si vous exercez dans l'{authority}.")
LEAD_IF = _("L'appel s'adresse à vous si {provided}.")
LEAD_IF_THE_REST = _("L'appel s'adresse à vous si les autres conditions sont remplies.")
# What is said of somebody else than who asks.
OF_ANOTHER = (
    (_("à vous"), _("à cette personne")), (_("vous exercez"), _("elle exerce")), (_("vous y travaillez"), _("elle y travaille")),
    (_("vous n'y travaillez pas"), _("elle n'y travaille pas")), (_("Votre"), _("Cette")),
    (_("votre cas"), _("ce cas")), (_("votre"), _("cette")),
)  # fmt: skip
ADDRESSED_TITLE = _("À qui l'appel s'adresse")
SAID_ELSEWHERE = _("L'appel est interne à l'{authority}.")
NEEDS_VIEW_PLAIN = _("L'appel ne précise pas ce cas : {the_service} l'étudiera.")
NEEDS_VIEW = _("L'appel ne précise pas votre cas (« {words} ») : {the_service} l'étudiera.")
RESULT_SOURCE = _("Source : {source}")
BUTTON_START = BUTTON_START_APPLICATION

# The form
TITLE = _("Candidature : {title}")
TOLD_PART = _("{label} : {value}")
TAKEN_FROM_BEFORE = _("J'ai noté, d'après vous, {said}. Vous pourrez corriger à la relecture.")
INTRO = _("Vos réponses sont gardées ; rien ne part sans votre relecture. Clôture le {closes}, jusqu'à {until}.")
DEADLINE = _("Date limite : {closes}, jusqu'à {until}, heure de Paris.{rule}")
ASIDE = _(
    "Votre brouillon est gardé ; il n'est pas déposé. Une candidature déjà déposée reste valable telle quelle. Date limite : "
    "{closes}, {until}. Tapez « reprendre » pour continuer."
)
DISCARDED = _("Ce brouillon est effacé. Rien de nouveau n'a été déposé.")
REVIEW = _("Rien n'est encore déposé : relisez.")
SEND = _("Déposer ma candidature")
# Of one that is deposited, and changed or completed.
REVIEW_CHANGES = _("Votre candidature déposée reste valable. Vos modifications ne le sont pas encore : relisez.")
SEND_CHANGES = _("Déposer mes modifications")
CONFIRMATION = _("Confirmation")
ASK_CONFIRMATION = _("Confirmez-vous ceci ? « {conditions} »")
CONFIRMATION_HINT = _("Sans cette confirmation, la candidature ne peut pas être déposée.")
CONFIRM_YES = _("Je confirme")

NOTE_EXCLUDED = _(
    "D'après l'appel, ceci ne permet pas de candidater : {flags}. Vous pouvez déposer tout de même ; {the_service} décidera."
)
NOTE_JUDGED = _("{The_service} étudiera ces points, qui ne bloquent pas le dépôt : {flags}.")
NOTE_SHORT = _("Votre présentation est très courte. Elle partira telle quelle : vous pouvez la compléter maintenant.")
NOTE_MAIL = _("Au dépôt, j'écris en votre nom le courriel que l'appel demande.")

LINE = _("{what}, {when}")
LINE_VERSION = _("{what} (version {edition}), {when}")
LINE_REASON = _("{line}. Motif : {reason}")

# After the deposit
RECEIPT_TITLE = _("Accusé de réception {reference}")
RECEIPT_HEAD = _("Votre candidature est déposée")
RECEIPT_DATED = _("{receipt}, le {when}, heure de Paris.")
RECEIPT = _("Votre candidature est déposée, le {when}, heure de Paris.")
DEPOSITED = _("déposée")
SHOW_SAID = _("Relire mes réponses")
RECEIPT_CHANGED = _(
    "Votre candidature n° {reference} est modifiée : la version {edition} remplace la précédente, le {when}."
)
RECEIPT_PIECES = _("Vos pièces sont reçues : candidature n° {reference}, version {edition}, le {when}, heure de Paris.")
PIECES_TITLE_OWN = _("Ajouter une pièce")
PIECES_REVIEW = _("Rien n'est encore transmis : appuyez sur le bouton ou tapez « envoyer ».")
PIECES_SEND = _("Transmettre ces pièces")
PIECES_ASIDE = _("Les pièces ne sont pas transmises : votre candidature reste comme elle était.")
PIECES_LEFT = _("Il manque {labels} : à ajouter ici, dans Teams, jusqu'au {day}.")
PIECE_LATER = _("Vous pouvez passer cette étape, et l'ajouter jusqu'au {day}.")
RECEIPT_COMPLETED = _(
    "Votre complément est reçu : candidature n° {reference}, version {edition}, le {when}, heure de Paris."
)
RECEIPT_AGAIN = _("Votre candidature n° {reference} est déjà déposée : rien n'a été envoyé une seconde fois.")
RECEIPT_FIRST = _("La date de dépôt reste le {when}, heure de Paris.")
NEXT_OPEN = _(
    "Votre candidature se modifie ou se retire jusqu'au {through}. La réponse {of_service} vous parviendra ici, dans Teams"
    "{results}."
)
NEXT_CLOSED = _("La suite : {the_service} l'instruit, et la réponse vous parviendra ici, dans Teams{results}.")
NEXT_RESULTS = _(", au plus tard le {day}")
CONTACT = _("Dossier suivi par {contact_name} : {contact_reach}.")
MAIL_GOES = _("Le courriel part vers {deposit_mail}, avec {copies_and}vous en copie.")
MAIL_NOT_COPIED = _(
    "Votre courriel part vers {deposit_mail}, avec vous en copie. Je n'ai pas {the_address} {of_copies} : transférez-{to_them} "
    "votre copie."
)
MAIL_NOT_SENT = _(
    "À faire : envoyez vous-même le courriel de candidature à {deposit_mail}{with_copies}. Je ne peux pas "
    "l'envoyer, mais son texte est prêt : dans Teams, tapez « ma candidature »."
)
# The same where the candidate sends or deposits it: nothing has gone yet.
RECEIPT_TITLES = {
    Dispatch.BY_HAND: _("Candidature {reference} : à envoyer"),
    Dispatch.ELSEWHERE: _("Dossier {reference} : à déposer"),
}
RECEIPTS = {
    Dispatch.BY_HAND: _(
        "Votre candidature n° {reference} est enregistrée le {when}, heure de Paris. Il reste à l'envoyer."
    ),
    Dispatch.ELSEWHERE: _(
        "Votre dossier n° {reference} est enregistré le {when}, heure de Paris. Il reste à le déposer."
    ),
}
RECEIPT_AGAIN_KEPT = _(
    "Votre candidature n° {reference} est déjà enregistrée. Il reste à l'envoyer, si ce n'est pas fait."
)
NEXT_KEPT = _(
    "Jusqu'au {through}, vous pouvez corriger ou retirer ici ce que vous avez écrit. Ce que vous avez déjà envoyé ne change "
    "pas : prévenez alors {the_service}. La réponse vous parviendra ici, dans Teams{results}."
)
KEPT_STATE = _("enregistrée")
MINE_CONTENT_KEPT = _("Ce que vous avez écrit")
MINE_VERSION_KEPT = _("Version {edition}, enregistrée le {when}.")
NOTE_BY_HAND = _("Au dépôt, j'écris le courriel que l'appel demande ; vous y joignez : {documents}, et vous l'envoyez.")
NOTE_HERE = _("Au dépôt, je transmets ces réponses {to_service} : rien d'autre n'est à envoyer.")
NOTE_NO_LETTER = _("Je garde ces réponses. Le dépôt lui-même se fait ainsi : {ways}.")
NOTE_ELSEWHERE = _("Je garde ces réponses et j'écris votre lettre. Le dépôt lui-même se fait ainsi : {ways}.")
BUTTON_MAIL = _("Afficher le courriel prêt")
BUTTON_DRAFT = _("Télécharger le courriel")
BUTTON_LETTER = _("Télécharger la lettre")
READY_TITLE = _("Courriel prêt à envoyer")
READY_TO = _("À : {deposit_mail}")
READY_CC = _("Copie : {copies_bare}")
READY_DOCUMENTS = _("À joindre : {documents}")
READY_SUBJECT = _("Objet : {subject}")

# «ma candidature»
MINE_TITLE = _("Ma candidature")
MINE_TITLE_OF = _("Ma candidature {reference}")
MINE_NONE = _(
    "Aucune candidature n'est déposée avec moi. Si vous l'avez {sent_otherwise}, {the_service} peut vous dire si elle est arrivée."
)
MINE_DRAFT = _("Vous avez un brouillon : rien n'est déposé.")
MINE_CHANGES = _("Vous avez commencé une modification, qui n'est pas déposée : la version déposée reste valable.")
MINE_STATE = _("État : {state}, depuis le {since}.")
MINE_STATE_ONLY = _("État : {state}.")
MINE_VERSION = _("Version {edition}, déposée le {when}.")
MINE_MAILED = _("Reçue par courriel le {when}.")
SHOW_HISTORY = _("Voir l'historique")
MINE_CONTENT = _("Ce que vous avez déposé")
COMPLEMENT_ASKED = _("À compléter avant la fin du {due} ({lack}). Demande {of_service} : {text}")
LACKS = {
    "incomplete": _("dossier incomplet"),
    "incorrect": _("élément à corriger"),
    "outdated": _("élément à mettre à jour"),
}
MAIL_STATES = {
    "pending": _("Le courriel de candidature est en cours d'envoi."),
    "leased": _("Le courriel de candidature est en cours d'envoi."),
    "sent": _("Le courriel de candidature est parti le {when}."),
    "uncertain": _("Le courriel de candidature est peut-être arrivé : le serveur n'a pas confirmé."),
    "blocked": _(
        "Le courriel de candidature a été refusé par le serveur. La date de dépôt reste celle de l'accusé de réception."
    ),
    "told": _(
        "Le courriel de candidature a été refusé par le serveur. La date de dépôt reste celle de l'accusé de réception."
    ),
    "dead": _("Le courriel de candidature n'a pas pu partir. La date de dépôt reste celle de l'accusé de réception."),
}
MAIL_STATE_FILE = _(
    "Le courriel de candidature n'est pas parti : envoyez-le vous-même. La date de dépôt reste celle de l'accusé de réception."
)
MAIL_STATE_FILE_STAFF = _(
    "Le courriel de candidature n'est pas parti de l'assistant : la personne a été invitée à l'envoyer."
)
MAIL_STATE_NOW = _(
    "Le courriel de candidature n'était pas parti. Il peut partir maintenant ; la date de dépôt reste celle de l'accusé de réception."
)
BUTTON_SEND_MAIL = _("Envoyer le courriel")
MAIL_STATE_PARTIAL = _("{Copies} {are_not} en copie : je n'ai pas {an_address}.")
BUTTON_SHOW = _("Voir ma candidature")
BUTTON_TEXT = _("Afficher mon texte")
BUTTON_RESUME = _("Reprendre ma saisie")
EXPIRED_TEXT = _("Votre brouillon n'a pas été déposé : la période est close depuis {ended}.")
TEXT_TITLE = _("Ce que vous avez écrit")
TEXT_NONE = _("Aucun texte n'a été gardé.")

# Refusals
CLOSED = _(
    "Les candidatures sont closes depuis {ended} (heure de Paris) : je ne peux plus en enregistrer. "
    "Pour savoir ce qui reste possible : {contact_name} ({contact_mail}){or_mail}."
)
NOT_CHANGEABLE = _("Votre candidature n° {reference} est {state} : elle ne peut plus être modifiée.")
NOTHING_TO_CHANGE = _(
    "Aucune candidature n'est déposée avec moi : je n'ai rien à modifier ni à retirer. Si vous l'avez {sent_otherwise}, "
    "adressez-vous {to_service}."
)
NOT_WITHDRAWABLE = _("Votre candidature n° {reference} est {state} : elle ne peut plus être retirée.")
NOT_CONFIRMED = _("Votre confirmation est nécessaire pour déposer.")
NO_LETTER = _("Pour déposer, il faut écrire ceci : {label}.")
STATE_CHANGED = _(
    "La candidature n° {reference} est maintenant {state} : cela n'est plus possible. Rien n'a été modifié."
)
BY_MAIL = _("Pour candidater : {ways}, au plus tard le {closing}.")
TO_ENCLOSE = _("À joindre : {documents}.")
BY_MAIL_TITLE = _("Déposer une candidature")

IN_PRIVATE = _("Pour la préparer et la déposer avec moi, écrivez-moi « candidater » dans notre conversation privée.")

EARLY_TITLE = _("Les candidatures ne sont pas encore ouvertes")
EARLY = _("Vous pourrez candidater à partir du {opens}, jusqu'au {through}.")
OTHER_CALL = _("Vous avez aussi une candidature à l'appel « {title} » : {reference}, {state}.")
PAST_CALL = _("Elle répond à l'appel « {title} » ({call_known_as}).")

# Files
PIECES_TITLE = _("Pièces de {reference}")
PIECE_LINE = _("{label} : {name} ({size})")
PIECES_NONE = _("{reference} n'a pas de pièce jointe.")
PIECE_OFFER = _("{name}, pièce de {reference}.")
PIECE_GONE = _("Cette pièce n'est plus là, ou ne vous concerne pas.")
BUTTON_PIECE = _("Recevoir {label}")
BUTTON_PIECES = _("Voir les pièces ({count})")

# Withdrawing
WHICH_OF_MINE = _("De laquelle de vos candidatures s'agit-il ?")
WHICH_LINE = _("{reference}, {state} : appel « {title} ».")
WITHDRAW_REASON = _("Motif du retrait")
WITHDRAW_HINT = _("500 caractères au plus. Ce motif est transmis au service qui suit l'appel.")
WITHDRAWN_HERE = _(
    "Si vous avez déjà envoyé votre dossier, prévenez aussi {the_service} : {contact_name}, {contact_reach}."
)
WITHDRAW_ASIDE = _("Le retrait n'est pas confirmé : votre candidature reste comme elle était.")

REMINDER_TITLE = _("Votre candidature n'est pas déposée")
REMINDER_DAYS = _(
    "Il reste {days} pour déposer votre brouillon : la date limite est le {closes}, {until}, heure de Paris."
)
REMINDER_LAST = _("C'est le dernier jour pour déposer votre brouillon : {closes}, jusqu'à {until}, heure de Paris.")
REMINDER_HOW = _("Pour le terminer, tapez « reprendre » dans notre conversation Teams.")
EXPIRED_TITLE = _("La période de candidature est close")
EXPIRED = _("La période est close depuis {ended} : rien n'a été déposé.")
EXPIRED_HOW = _(
    "Pour savoir ce qui reste possible, adressez-vous à {contact_name} ({contact_reach}). Votre texte est gardé : "
    "tapez « ma candidature » pour le relire."
)
LOST_TITLE = _("Vos modifications ne sont pas déposées")
LOST = _(
    "La période est close depuis {ended}. Les modifications commencées n'ont pas été déposées : c'est la version "
    "{edition} de votre candidature n° {reference} qui compte."
)
UNDER_REVIEW_TITLE = _("Votre candidature est en instruction")
UNDER_REVIEW = _(
    "Votre candidature n° {reference} est en instruction : elle n'est plus modifiable. {The_service} vous répondra."
)
COMPLEMENT_TITLE = _("Un complément vous est demandé")
COMPLEMENT_HOW = _("Pour le donner, tapez « compléter ma candidature » ou appuyez sur le bouton.")
COMPLEMENT_REMINDER_TITLE = _("Rappel : un complément est attendu")
DECISION_TITLES = {
    "accepted": _("Votre candidature est retenue"),
    "rejected": _("Votre candidature n'est pas retenue"),
    "dropped": _("Votre candidature est classée sans suite"),
}
DECISIONS = {
    "accepted": _(
        "Votre candidature n° {reference} à la mission {mission} est retenue. {The_service} vous en félicite."
    ),
    "rejected": _(
        "{The_service} vous remercie de votre candidature n° {reference} à la mission {mission}. Elle n'a pas été retenue."
    ),
    "dropped": _("{The_service} vous remercie de votre candidature n° {reference}. Elle est classée sans suite."),
}
DECISION_REASON = _("Motif : {reason}")
DECISION_CONTACT = _("Pour toute question : {contact_name}, {contact_reach}.")
DECISION_KIND = _("décision")
REVIEWED_AGAIN_TITLE = _("Votre candidature est réexaminée")
REVIEWED_AGAIN = _("{The_service} réexamine votre candidature n° {reference} : elle est de nouveau en instruction.")
RECORDED_TITLE = _("Votre candidature est enregistrée")
RECORDED = _(
    "{The_service} a enregistré sous le n° {reference} la candidature que vous avez envoyée par courriel, reçue le {mailed}."
)
RECORDED_KEPT = _(
    "Ce qui est gardé à votre sujet : ce que votre courriel et ses pièces disent de vous, et le suivi de votre candidature, pour "
    "l'instruire. {The_service} y a accès. Ces données sont effacées {days} après la fin de la candidature."
)
STOOD_DOWN_TITLE = _("Désistement enregistré")
STOOD_DOWN_BY_STAFF = _("{The_service} a enregistré votre désistement pour la candidature n° {reference}.")
WELCOME_TITLE = _("Bienvenue parmi les experts")
WELCOME = _(
    "Vous avez désormais le rôle d'expert (candidature n° {reference}). Les demandes des établissements vous arrivent dans "
    "Teams : tapez « aide » pour commencer."
)


# --- The usual wording of each kind of field, where the call's file has none.


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
            label=form_texts.NAME, ask=form_texts.ASK_NAME, hint=form_texts.NAME_HINT, kept=_("nom"), longest=120,
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
            label=form_texts.PHONE, ask=_("À quel numéro peut-on vous joindre ?"), kept=_("téléphone si vous le donnez"),
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


# --- The messages of an application, and the notes of the SA EPLE.

WRITE_TITLE = _("Écrire au sujet de la candidature {reference}")
WRITE_ASK = _("Que voulez-vous dire ? L'autre partie le lira, dans Teams ou par courriel.")
NOTE_TITLE = _("Note sur la candidature {reference}")
NOTE_ASK = _(
    "Que faut-il retenir ? Seul le service qui suit l'appel le lit ici ; la personne l'aura dans ses données, une fois la réponse connue : "
    "restez factuel."
)
HINT = _("1 000 caractères au plus, sans donnée de santé ni mot de passe.")
WHICH = _("Pour quelle candidature ? Donnez son numéro, par exemple « {example} ».")
TO_SERVICE = _("Transmis {to_service}, pour votre candidature {reference}.")
KEPT = _("Ajouté à votre candidature {reference} : {the_service} le lira.")
TO_CANDIDATE = _("Transmis à {name}, pour la candidature {reference}.")
KEPT_PHONE = _("Ajouté à la candidature {reference}. {name} ne peut pas le recevoir ici : appelez la personne.")
NOTED = _("Noté sur la candidature {reference} : la personne ne le voit pas ici.")
NOT_THIS = _("Retirer ce message")
NOT_THIS_NOTE = _("Retirer cette note")
ENDED = _(
    "La candidature {reference} est {state} : plus rien ne s'y écrit. Pour toute question : {contact_name}, {contact_reach}."
)
OWN_NOTE = _("C'est votre propre candidature : un autre membre de l'équipe y prend des notes.")
BUTTON_WRITE_OWN = _("Écrire {to_service}")
BUTTON_WRITE = _("Écrire à la personne")
BUTTON_NOTE = _("Ajouter une note")
BUTTON_ANSWER = _("Répondre")
SHOW_THREAD = _("Voir les échanges ({count})")
NOBODY = _("Une personne")
LINE_OWN = _("Vous, {when} : {text}")
MESSAGE_LINE = _("{name}, {when} : {text}")
LINE_NOTE = _("Note, {name}, {when} : {text}")

# Notices
OWNER_TITLE = _("{The_service} vous écrit au sujet de votre candidature {reference}")
STAFF_TITLE = _("{name} vous écrit au sujet de sa candidature {reference}")
HOW_MAIL = _("Pour répondre, écrivez au-dessus de ce message : votre texte est remis {to_service}, sans pièce jointe.")
NOT_TAKEN = _("Votre réponse au sujet de la candidature {reference} n'a pas été prise")
HOW = _("Pour répondre, tapez votre réponse sous ce message dans Teams, ou « message pour {reference} : … ».")
LABEL = _("message sur une candidature")
