"""What forms say whatever they ask, and how people, schools, requests and files are named in them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from knowledge.files import MAX_FILE, MAX_IN_MESSAGE, MAX_IN_REQUEST, Fault
from knowledge.french import sized
from knowledge.french import typeset as _
from knowledge.office import TOPIC
from knowledge.request import RequestStatus, Topic
from knowledge.understanding.answer_fit import Kind

STEP = _("Étape {number} sur {total}")
OPTIONAL = _("Facultatif : tapez « passer » pour laisser vide.")
STEP_FIRST = _("Étape {number} sur {total}. Répondez ici ou par message.")
EMPTY_VALUE = _("(laissé vide)")
REVIEW_TITLE = _("Vérifiez vos réponses")
REVIEW = _("Rien n'est encore fait : relisez.")
SCREEN = _("Répondez dans l'ordre de votre choix. L'étoile marque ce qui est nécessaire.")

CHOOSE = _("Choisissez")
SEARCH_SCHOOL = _("Tapez son nom, sa commune ou son UAI")
NOT_LISTED = _("Il n'est pas dans la liste")
WRITE_SCHOOL = _("Nom et commune, ou code UAI")
OPTIONAL_PART = _("Voir les questions facultatives")
DAY = _("{label} : jour")
HOUR = _("{label} : heure")
ALREADY_OPEN = _(
    "La saisie « {title} » est déjà ouverte juste au-dessus. Tapez « reprendre » pour l'afficher de nouveau."
)

NEXT = _("Continuer")
SKIP = _("Passer cette étape")
BACK = _("Revenir en arrière")
CANCEL = _("Annuler la saisie")
WHOLE = _("Tout remplir ici")
SAVE = _("Passer à la relecture")
CHANGE = _("Corriger")
FILL_IN = _("Remplir")
COMPLETE = _("Ajouter une réponse")
CANCEL_REVIEW = _("Annuler")
RESUME = _("Reprendre la saisie")
DISCARD = _("Effacer le brouillon")
IS_ANSWER = _("C'est ma réponse")
IS_QUESTION = _("C'est une question")
IS_DEMAND = _("C'est une demande")
IS_TROUBLE = _("Demander une assistance")
IS_TALK = _("C'est autre chose")

TOO_LONG = _(
    "Votre réponse compte {count}, le maximum est de {most} : raccourcissez-la, elle reste affichée ci-dessous."
)
NEEDED = _("Cette information est obligatoire.")
CHOOSE_ONE = _("Choisissez parmi : {choices}.")
FIRST_STEP = _("C'est la première étape : il n'y en a pas avant.")
ASIDE = _("La saisie « {title} » est mise de côté : rien n'a été envoyé. Tapez « reprendre » pour continuer.")
LEFT = _("« {title} » est annulé : rien n'a été envoyé ni gardé.")
DISCARDED = _("Le brouillon « {title} » est effacé. Rien n'a été envoyé.")
RESUMED = _("Vous aviez commencé cette saisie : elle reprend là où vous en étiez.")
RESUMED_GIVEN = _("Déjà noté : {given}.")
RESUMED_PART = _("{label} : {value}")
RESUMED_NEXT = _("Il reste : {labels}. Maintenant, « {label} » :")
NOT_SENT_YET = _("Rien n'est encore parti : cette saisie attend votre accord.")
NOTHING_TO_RESUME = _("Aucune saisie n'est en attente.")
PROPOSED = _("Proposé : « {value} ». Tapez « oui » pour le garder, ou écrivez ce qui convient.")
NOT_DISCARDED = _(
    "Ce brouillon a changé depuis l'affichage de cette carte : rien n'a été effacé. Pour l'effacer tel qu'il est "
    "maintenant, appuyez de nouveau."
)
GONE = _("Cette saisie n'existe plus : elle a été envoyée ou effacée. Rien d'autre n'a été modifié.")
CHANGED = _("Vos réponses ont changé depuis ce récapitulatif. Le voici à jour : vérifiez-le.")
QUESTION_OR_ANSWER = _("Est-ce votre réponse à « {label} », ou une question ?")
DEMAND_OR_ANSWER = _("Est-ce votre réponse à « {label} », ou une demande ?")
TROUBLE_OR_ANSWER = _("Est-ce votre réponse à « {label} », ou une difficulté pour laquelle demander une assistance ?")
TALK_OR_ANSWER = _("Est-ce votre réponse à « {label} », ou autre chose ?")
MORE_KEPT = _("C'est noté dans : {labels}.")
ONE_AT_A_TIME = _("Une difficulté à la fois : finissons celle-ci, puis dites-moi l'autre. Rien n'en est encore noté.")
SAID_ALREADY = _("« {said} » est déjà noté dans « {label} ». Ici, autre chose est demandé : {ask}")
KEPT = _("Votre saisie « {title} » est gardée : tapez « reprendre » quand celle-ci sera terminée.")
HELP = _(
    "Vous êtes dans la saisie « {title} ». Répondez à la question posée, ou tapez « retour », « passer », « annuler ». "
    "Vous pouvez aussi me poser une question : la saisie reprendra ensuite."
)
WHICH_FIELD = _("Quelle réponse voulez-vous modifier ? {labels}.")
MISSING = _("Il manque encore : {labels}.")
NOT_UNDERSTOOD = _(
    "Je n'ai pas compris {said} ici. Répondez à la question, ou tapez « aide » ; « annuler » met cette saisie de côté."
)
NOT_UNDERSTOOD_REVIEW = _(
    "Je n'ai pas compris {said}, et rien n'est envoyé. Tapez « envoyer », « modifier » puis le nom de la réponse, ou « annuler »."
)
YES_TO_WHAT = _(
    "Oui à quoi ? Autre chose est venu entre-temps. Pour confirmer ce qui suit, tapez « envoyer » ou appuyez sur le bouton."
)
WHICH_OF_TWO = _(
    "Oui à quoi ? Dites « ma réponse » ou « une difficulté », ou appuyez sur un bouton. Rien n'est noté d'ici là."
)
YES_WHAT = _("{said} ne me dit pas quoi noter : écrivez-le en quelques mots. {way}")
NO_WHAT = _("{said} ne peut pas être noté ici. {way}")
OTHER_KIND = _("{said} est {kind} : ce n'est pas ce que j'attends ici.")
NO_WORDS = _("Je ne lis aucun mot dans {said}.")
KINDS = {
    Kind.NUMBER: _("un nombre"),
    Kind.PHONE: _("un numéro de téléphone"),
    Kind.MAIL: _("une adresse de courriel"),
    Kind.LINK: _("un lien"),
    Kind.DATE: _("une date"),
    Kind.CODE: _("le code d'un établissement"),
}
CANCEL_HOW = _("Pour ne pas continuer, tapez « annuler » : la saisie est mise de côté.")
WAITS = _("La saisie « {title} » attend : {ask} Tapez « annuler » pour la laisser de côté.")
WAITS_REVIEW = _("La saisie « {title} » attend : rien n'est envoyé. Tapez « reprendre » pour la relire.")
FILE_TO_SEND = _("À envoyer dans la conversation, joint à un message.")
FILE_THERE = _("Reçu : {name}. Pour le remplacer, envoyez-en un autre.")
FILE_KEPT = _("Reçu : {name}.")
FILES_BEYOND = _("Je n'attends pas d'autre fichier : {names} n'a pas été gardé.")
FILES_BEYOND_MANY = _("Je n'attends pas d'autre fichier : {names} n'ont pas été gardés.")
WORDS_BESIDE = _("Rien de ce que vous avez écrit avec le fichier n'a été gardé : seul un fichier répond ici.")
WORDS_REFUSED = _("« {label} » n'a pas été gardé. {why}")
FILE_WHICH = _(
    "Je n'attends pas d'autre fichier, et celui-ci n'a pas été gardé. Pour en remplacer un, tapez à la relecture « modifier » et "
    "son nom ({labels}), puis envoyez-le."
)


# --- People: name, address, number, roles.

NAME = _("Nom et prénom")
ASK_NAME = _("Quels sont vos nom et prénom ?")
NAME_HINT = _("Par exemple « MARTIN Ève ».")
NAME_BAD = _("Je n'y lis pas un nom et un prénom : écrivez-les, par exemple « Camille Roux ».")
MAIL_BAD = _("Ce n'est pas une adresse de courriel : elle a la forme prenom.nom@exemple.fr.")
PHONE = _("Téléphone")
PHONE_BAD = _("Ce n'est pas un numéro français à dix chiffres, comme 01 23 45 67 89 ou +33 1 23 45 67 89.")
# People
EXPERTS_TITLE = _("Experts Op@le")
MEMBERS_TITLE = _("Membres {of_service}")
NOBODY = _("Personne.")
PERSON_LINE = _("{name}, depuis le {since}")
PERSON_SINCE = _("depuis {when}")
FOLLOWED_BY_ONE, SAYS_FOLLOWED = _("Voir ses demandes"), "demandes suivies par {name}"
PEOPLE_MORE = _("{count} de plus : cherchez avec le nom.")
UNNAMED = _("personne qui n'a pas encore écrit à l'assistant, identifiant {oid}")
TAKE_PART = _("Retirer un rôle")
# By role: the button that begins to give it, and the words that it says.
GIVE_PARTS = {"expert": (_("Nommer un expert"), "nommer"), "saeple": (_("Ajouter un membre"), "ajouter membre")}
TAKE_WHOM = _("Personne à retirer")
TAKE_BUTTON = _("Retirer cette personne")
EXPERTS_HELP = _("Pour nommer : « nommer » suivi d'un nom. Pour retirer : « retirer expert » suivi du nom.")
MEMBERS_HELP = _("Pour ajouter : « ajouter membre » suivi d'un nom. Pour retirer : « retirer membre » suivi du nom.")
ROLES = {"expert": _("expert Op@le"), "saeple": _("membre {of_service}")}
WHO = _("Qui ? Donnez le nom d'une personne qui m'a déjà écrit, ou son identifiant Microsoft (Entra).")
PERSON_NONE = _(
    "Je ne connais personne de ce nom. Demandez à la personne de m'écrire, ou donnez son identifiant Microsoft (Entra)."
)
PERSON_SEVERAL = _("Plusieurs personnes correspondent : choisissez, ou donnez l'identifiant Microsoft (Entra).")
PERSON_TITLE = _("Quelle personne ?")
PERSON_WHICH = _("Personne")
PERSON_CHOOSE = _("Choisir cette personne")
MENTION_SEVERAL = _("Mentionnez une seule personne à la fois. Rien n'a été modifié.")
MENTION_UNKNOWN = _(
    "Teams ne me dit pas qui est la personne mentionnée : réessayez, ou donnez son identifiant Microsoft (Entra). Rien n'a été modifié."
)
OWN_ROLE = _("Personne ne se donne un rôle : demandez à un autre membre {of_service}. Rien n'a été modifié.")
OUTSIDER = _("Cette personne est invitée d'une autre organisation : aucun rôle ne peut lui être donné.")
PERSON_CHOICE = _("{name}, identifiant {oid}")
GIVE_TITLE = _("Donner un rôle")
GIVE_ASK = _("Donner à {name} le rôle « {role} » ?")
GIVE_CONFIRM = _("Confirmer : donner ce rôle")
TAKE_TITLE = _("Retirer un rôle")
TAKE_ASK = _("Retirer à {name} le rôle « {role} » ?")
TAKE_CONFIRM = _("Confirmer : retirer ce rôle")
GIVEN = _("{name} a maintenant le rôle « {role} » et reçoit un message.")
GIVEN_ALREADY = _("{name} a déjà le rôle « {role} ».")
TAKEN = _("{name} n'a plus le rôle « {role} ».")
TAKEN_ALREADY = _("{name} n'avait pas le rôle « {role} ».")
LAST_MEMBER = _("C'est le dernier membre {of_service} : ajoutez-en un autre avant de le retirer. Rien n'a été modifié.")
ROLE_GIVEN_TITLE = _("Un rôle vous est donné")
ROLE_GIVEN = _("Vous avez maintenant le rôle « {role} ». Tapez « aide » pour voir ce que je peux faire pour vous.")
ROLE_TAKEN_TITLE = _("Un rôle vous est retiré")
ROLE_TAKEN = _("Vous n'avez plus le rôle « {role} ». Pour toute question : {contact_name}, {contact_mail}.")


# --- Schools: which one is meant, and what the register does not have.

HINT = _("Son nom et sa commune, ou son UAI (7 chiffres et une lettre).")
KEY = _("Cet UAI contient une faute de frappe : la lettre finale ne correspond pas aux chiffres.")
WHICH = _("Plusieurs établissements correspondent : {names}. Choisissez, ou précisez la commune ou l'UAI.")
MORE = _(" ; et d'autres")
MANY = _("Cela désigne {count} : précisez le nom, la commune ou l'UAI.")
NEAR = _("Le registre n'a pas d'établissement {text}. Est-ce l'un de ceux-ci ? Sinon, précisez son nom ou son UAI.")
UNKNOWN = _("Le registre n'a pas d'établissement {text} : écrivez son nom et sa commune, ou son UAI.")
UNKNOWN_KEPT = _(
    "Le registre n'a pas d'établissement {text} : écrivez son nom et sa commune, ou son UAI. S'il est bien ainsi, tapez "
    "« garder » devant."
)
NO_SCHOOL = _("Écrivez le nom et la commune de l'établissement, ou son UAI (7 chiffres et une lettre).")
ONLY_CODE = _("Je n'ai pas de registre des établissements : il me faut l'UAI (7 chiffres et une lettre).")
CODE_HINT = _("Son UAI (7 chiffres et une lettre).")
AS_WRITTEN = _("Garder « {text} »")
OUTSIDE = _("{uai} (absent du registre des établissements, à vérifier)")
OF_CODE = _("Établissement de code {uai}")


# --- Requests: subjects, states, functions of those who call.

_TOPICS = MappingProxyType(
    {
        Topic.ACCES: _("Connexion, clé OTP, lenteur"),
        Topic.HABIL: _("Habilitations et délégations"),
        Topic.BUDGET: _("Budget et DBM"),
        Topic.DEPENSE: _("Dépenses, Chorus Pro, paiements"),
        Topic.TIERS: _("Tiers et fournisseurs"),
        Topic.RECETTE: _("Recettes, créances, relances"),
        Topic.DROITS: _("Droits constatés, demi-pension"),
        Topic.BOURSES: _("Bourses et fonds sociaux"),
        Topic.VOYAGES: _("Voyages et sorties"),
        Topic.REGIE: _("Régies"),
        Topic.TRESO: _("Trésorerie, DFT-Net, rapprochement"),
        Topic.IMMO: _("Immobilisations et stocks"),
        Topic.COFI: _("Compte financier et clôture"),
        Topic.BASCULE: _("Bascule de GFC vers Op@le"),
        Topic.ORIENTER: _("Autre objet, à orienter"),
    }
)
# As the office names them: ``name_topics`` changes it, between two turns.
TOPICS: dict[Topic, str] = dict(_TOPICS)


def name_topics(changed: Mapping[str, Any]) -> None:
    """Name the subjects as the office has (``knowledge.office``), the others as they are."""
    TOPICS.update({topic: str(changed.get(f"{TOPIC}{topic.value}", title)) for topic, title in _TOPICS.items()})


STATES: Mapping[RequestStatus, str] = MappingProxyType(
    {
        RequestStatus.NEW: _("nouvelle"),
        RequestStatus.ASSIGNED: _("prise en charge"),
        RequestStatus.PLANNED: _("planifiée"),
        RequestStatus.WAITING: _("en attente"),
        RequestStatus.RESOLVED: _("résolue"),
        RequestStatus.CLOSED: _("close"),
        RequestStatus.CANCELLED: _("annulée"),
    }
)
SLOT_OVER = _("séance passée")
SESSION_RUNS = _("séance en cours")
FUNCTIONS: tuple[str, ...] = tuple(
    _(title)
    for title in (
        "SG",
        "gestionnaire",
        "agent comptable",
        "fondé de pouvoir",
        "chef d'établissement",
        "chef d'établissement adjoint",
        "assistant de gestion",
        "assistant de comptabilité",
        "régisseur",
    )
)
SCHOOL_AS_SHOWN = _("{school} ({uai})")
BUTTON_OPEN = _("Ouvrir {reference}")
TOPIC_NO_SCHOOL = _("Établissement non indiqué")
URGENT = _("urgente")
LATE = _("en retard")
WITHOUT = _("sans expert")
TOPIC_UNNAMED = _("un expert dont le nom n'est pas connu")


# --- Files that the assistant offers, and those sent to it.

SAVED = _("Le fichier « {name} » est enregistré.")
WRITTEN = _("Le fichier est écrit : {path}")
DECLINED = _("Entendu : ce fichier n'est pas enregistré. Vous pourrez le demander de nouveau.")
# Nothing more is said of why: who asks may not be who may know.
FILE_GONE = _("Ce fichier n'est plus proposé : la situation a changé entre-temps. Rien n'est perdu.")
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
FILE_UNNAMED = _("Un fichier")
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
