"""What is said of acts on several at once: what is understood, what is missing, what each is told, what became of it."""

from collections.abc import Mapping

from knowledge.application import ApplicationRefusal
from knowledge.batch import BatchAct, LineRefusal
from knowledge.french import typeset as _
from knowledge.request import CancelReason, RequestRefusal
from storage.outbox import NoticeState

_A = BatchAct

# What is asked back
UNCLEAR = _("Donnez un seul motif par phrase : rien n'a été modifié. Par exemple « refuse la 4, motif : hors délai ».")
MIXED = _("Faites-le en deux phrases, l'une pour les demandes, l'autre pour les candidatures. Rien n'a été modifié.")
NO_LIST = _(
    "De quelle liste parlez-vous ? Affichez-la d'abord, par exemple « {example} », puis redites-le. Rien n'a été modifié."
)
EXAMPLES: Mapping[bool, str] = {True: _("demandes en retard"), False: _("candidatures en instruction")}
FEWER = _(
    "Vous parlez de {said}, et la liste affichée en a {found}. Dites lesquelles par leur numéro. Rien n'a été modifié."
)
NOT_READ = _("Je n'ai pas compris « {words} » : rien n'a été modifié. Dites-le autrement, par exemple « {example} ».")
NOTHING = _("« {said} » : rien ne correspond. Rien n'a été modifié.")
TOO_MANY = _(
    "« {said} » : c'est plus de {most} à la fois. Précisez, par exemple par département. Rien n'a été modifié."
)
NO_SUCH = _("Je ne trouve pas {numbers}. Rien n'a été modifié.")
NO_NAME = _("Aucune candidature au nom de « {name} », ou plusieurs : donnez son numéro. Rien n'a été modifié.")
WHO = _("À quel expert ? Je n'en trouve aucun, ou plusieurs, sous le nom « {name} ».")
ASK_TARGET = _("À quel expert ?")
ASK_REASON = _("Quel motif leur est donné ?")
REASON_HINT = _("Chaque personne le lit dans son message. Une phrase suffit.")
ASK_WHY = _("{count} ne sont pas résolues : pourquoi les clore ?")
ASK_WHY_ONE = _("1 n'est pas résolue : pourquoi la clore ?")
ASK_DUPLICATE = _("De quelle demande sont-elles les doublons ?")
DUPLICATE_HINT = _("Son numéro, par exemple DA-2024-0012. C'est celle qui reste.")
WHYS: Mapping[CancelReason, str] = {
    CancelReason.DUPLICATE: _("Doublons d'une autre demande"),
    CancelReason.OUT_OF_SCOPE: _("Hors du périmètre d'Op@le"),
}
WHY = _("Motif de clôture")
REASON = _("Motif")
DUPLICATE = _("Demande gardée")
TARGET = _("Expert")
CONTINUE = _("Continuer")
INCOMPLETE = _("Il manque une réponse : rien n'a été modifié.")

# The preview
TITLES: Mapping[BatchAct, str] = {
    _A.ASSIGN: _("Attribuer {count} à {name} ?"),
    _A.REMIND: _("Relancer les experts pour {count} ?"),
    _A.CLOSE: _("Clore {count} ?"),
    _A.EXAMINE: _("Prendre {count} en instruction ?"),
    _A.APPOINT: _("Nommer {count} ?"),
    _A.ANNOUNCE: _("Envoyer ce message à {count} ?"),
}
DECIDE_TITLE = _("Décider de {count} ?")
COUNTED: Mapping[BatchAct, tuple[str, str]] = {
    _A.ACCEPT: (_("retenue"), _("retenues")),
    _A.REJECT: (_("non retenue"), _("non retenues")),
    _A.DROP: (_("sans suite"), _("sans suite")),
}
TOLD: Mapping[BatchAct, str] = {
    _A.ASSIGN: _("L'expert et chaque établissement en reçoivent un message."),
    _A.REMIND: _("Chaque expert reçoit un message par demande ; une demande sans expert est rappelée à tous."),
    _A.CLOSE: _("Chaque établissement, et l'expert qui suit la demande, en reçoivent un message."),
    _A.EXAMINE: _("Chaque personne apprend que sa candidature n'est plus modifiable."),
    _A.APPOINT: _("Chaque personne devient expert aussitôt, et en reçoit un message."),
    _A.ANNOUNCE: _("Chacun le reçoit dans Teams, sinon par courriel."),
}
DECIDED = _("Chaque personne reçoit aussitôt sa décision, avec le motif.")
ASKED = _("Compris : {said}.")
WITH_REASON = _("Motif : {reason}")
DUPLICATE_OF = _("Doublons de {reference}")
RESOLVED_TOO = _("Celles qui sont résolues sont closes comme confirmées.")
REASSIGNED = _("Réattribution par le SA EPLE")
NOT_THESE = _("Laissées de côté :")
REFUSED_LINE = _("{label} : {why}")
AND_MORE = _("… et {count}.")
NOTHING_CHANGED = _("Rien n'est encore modifié.")
NONE_POSSIBLE = _("Aucune ne le permet. Rien n'a été modifié.")
CONFIRMS: Mapping[BatchAct, str] = {
    _A.ASSIGN: _("Attribuer"), _A.REMIND: _("Relancer"), _A.CLOSE: _("Clore"), _A.EXAMINE: _("Instruire"),
    _A.APPOINT: _("Nommer"), _A.ANNOUNCE: _("Envoyer à"),
}  # fmt: skip
CONFIRM_MANY = _("{verb} les {count}")
CONFIRM_ONE = _("{verb} la seule")
SEND_MANY = _("Envoyer aux {count}")
SEND_ONE = _("Envoyer le message")
DECIDE = _("Décider")
READ_MESSAGES = _("Lire les messages")
SEE_MORE = _("Voir la suite")
ONLY_SHOWN = _("Ces {count} seulement")
WHOLE_LIST = _("C'est toute la liste, {count}, et non les {shown} affichées.")
GIVE_UP = _("Ne rien faire")
GIVEN_UP = _("Entendu : rien n'a été modifié.")
GONE = _("Cette préparation n'est plus là : rien n'a été modifié. Redites ce que vous voulez faire.")
BEGUN_ALREADY = _("C'est déjà fait, ou en cours : voici où cela en est.")
MESSAGES_TITLE = _("Ce que chacun lira, avec son propre numéro")
MESSAGES_HEAD = _("Message {place}, pour {count}")
MESSAGES_TO = _("À {names}")
MESSAGES_ALL = _("À la fin de chaque message : {contact}")

# What became of it
DONE_TITLE = _("Fait : {done} sur {total}")
RUNNING_TITLE = _("En cours : {done} sur {total}")
GOES_ON = _("La suite se fait sans vous, même après un arrêt. Rien n'est fait deux fois.")
REFUSED_TITLE = _("Non fait")
DELIVERY = _("Messages : {counts}.")
NO_MESSAGES = _("Aucun message n'était à envoyer.")
DELIVERY_TITLE = _("Remise des messages")
HEADS = (_("À qui"), _("Au sujet de"), _("Remise"))
UNNAMED = _("un expert à choisir")
FATES: Mapping[NoticeState, tuple[str, str]] = {
    NoticeState.SENT: (_("remis"), _("remis")),
    NoticeState.TOLD: (_("dit par téléphone"), _("dits par téléphone")),
    NoticeState.PENDING: (_("en cours"), _("en cours")),
    NoticeState.UNCERTAIN: (_("peut-être reçu"), _("peut-être reçus")),
    NoticeState.BLOCKED: (_("à dire par téléphone"), _("à dire par téléphone")),
    NoticeState.DEAD: (_("en échec"), _("en échec")),
    NoticeState.DROPPED: (_("devenu sans objet"), _("devenus sans objet")),
}
ABOUT_FAILED = _("Pour renvoyer ce qui n'est pas parti, tapez « santé du service ».")
UPDATE = _("Mettre à jour")
# By whether requests for assistance are taken.
NO_REPORT = {
    True: _(
        "Vous n'avez encore rien fait sur plusieurs à la fois. Essayez « demandes en retard », puis « relance-les »."
    ),
    False: _("Vous n'avez encore rien fait sur plusieurs à la fois. Essayez « décider »."),
}

# Why a line is not done
_LINE: Mapping[str, str] = {
    LineRefusal.STALE: _("a changé depuis l'aperçu"),
    LineRefusal.STATE: _("son état ne le permet pas"),
    LineRefusal.RIGHT: _("vous n'en avez pas, ou plus, le droit"),
    LineRefusal.OWN: _("c'est votre propre dossier"),
    LineRefusal.GONE: _("introuvable"),
    LineRefusal.REASON: _("il manque un motif"),
    LineRefusal.HELD_BACK: _("son résultat n'est pas encore annoncé"),
    LineRefusal.NO_ADDRESS: _("sans adresse connue"),
    LineRefusal.ROLE_LOST: _("cette personne n'est plus expert"),
    LineRefusal.FAULT: _("un défaut du programme, noté pour l'exploitant ; rien n'a été modifié"),
    RequestRefusal.TARGET_NOT_EXPERT: _("cette personne n'est pas, ou n'est plus, expert"),
    RequestRefusal.TARGET_AWAY: _("cet expert a une absence aujourd'hui"),
    RequestRefusal.TARGET_IS_HOLDER: _("cet expert la suit déjà"),
    RequestRefusal.CANCEL_REASON_MISSING: _("il manque un motif"),
    RequestRefusal.DUPLICATE_MISSING: _("c'est la demande gardée elle-même, ou il manque son numéro"),
    ApplicationRefusal.NOT_HELD_BACK: _("son résultat est déjà annoncé"),
}
OTHERWISE = _("ce n'est pas possible dans son état")


def why(code: str) -> str:
    """Return why a line is not done, in words."""
    return _LINE.get(code, OTHERWISE)


# Messages of the SA EPLE
ANNOUNCEMENT_KIND = _("message à plusieurs")
ANNOUNCEMENT_TITLE = _("Message {of_service}")
# By whether requests for assistance are taken.
AUDIENCE_UNREAD = {
    True: _(
        "Je n'ai pas compris à qui : « {whom} ». Dites par exemple « message aux experts : … », « aux candidats retenus : … » "
        "ou « aux établissements de la vague 3 : … ». Rien n'a été envoyé."
    ),
    False: _(
        "Je n'ai pas compris à qui : « {whom} ». Dites par exemple « message aux candidats retenus : … ». Rien n'a été envoyé."
    ),
}
NOBODY = _("Il n'y a personne parmi « {whom} ». Rien n'a été envoyé.")
NO_WAVES = _(
    "Je ne connais pas la vague des établissements : l'administrateur du service peut les ajouter. Rien n'a été envoyé."
)
TEXT = _("Message : {text}")

# The table of decisions
TABLE_TITLE = _("Décider des candidatures en instruction")
TABLE_NONE = _("Aucune candidature n'est en instruction. « instruis-les » après « candidatures déposées » les y met.")
TABLE_LEAD = _(
    "Choisissez pour chacune ; vous lirez ensuite chaque message avant de confirmer. Le reste ne change pas."
)
TABLE_LINE = _("{reference}, {name}")
CHOICES: Mapping[BatchAct, str] = {_A.ACCEPT: _("Retenir"), _A.REJECT: _("Ne pas retenir"), _A.DROP: _("Sans suite")}
LATER = _("Plus tard")
REJECT_REASON = _("Motif pour celles non retenues")
DROP_REASON = _("Motif pour celles sans suite")
OWN_REASONS = _("Motifs particuliers")
OWN_REASON = _("Motif propre à {reference}")
TABLE_PREVIEW = _("Lire avant de décider")
TABLE_NEXT = _("Voir les suivantes")
NONE_CHOSEN = _("Vous n'avez rien choisi : rien n'a été modifié.")
WRITE_HOW = _(
    "À qui écrire, et quoi ? Dites-le en une fois : « message à Dominique Ferrand : pouvez-vous faire un point ? », "
    "ou « message aux experts : réunion jeudi »."
)
