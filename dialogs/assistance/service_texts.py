"""What is said by the services around requests: one on a page, its official ticket, a trouble shared by several schools."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from knowledge.french import typeset as _
from knowledge.request import RequestStatus

# --- The official ticket of a request.

TICKET_FOUND = _("Le ticket officiel {ticket} est celui de cette demande.")
TICKET_IS = _("Son ticket officiel : {ticket}.")
TICKET_OF_NONE = _("Aucun ticket officiel n'est noté sur cette demande.")
TICKET_TAKE_FIRST = _("Personne ne suit encore cette demande : prenez-la en charge, puis redites « ticket {ticket} ».")
TICKET_NONE = _("Aucune des demandes que vous pouvez voir ne porte le ticket officiel {ticket}.")
TICKET_SEVERAL = _("Plusieurs demandes portent le ticket officiel {ticket} : laquelle ?")
TICKET_CHOOSE = _("Pour quelle demande noter le ticket {ticket} ?")
TICKET_CHOOSE_LINE = _("Choisissez-la : rien n'est encore noté.")
TICKET_WHICH = _("Pour quelle demande ? Tapez par exemple « ticket {ticket} pour DA-2024-0012 ».")
PAGE_TICKET = _("Ticket officiel : {ticket}")

# --- A request on one page.

PAGE_TITLE = _("{reference} en une page")
PAGE_WHICH = _("Quelle demande résumer ? Tapez par exemple « résume DA-2024-0012 ».")
PAGE_ASKED, PAGE_SAID, PAGE_TRIED = _("Demandé"), _("Dit"), _("Essayé")
PAGE_AWAITED, PAGE_NEXT = _("Attendu"), _("À faire ensuite")
PAGE_PART = _("{title} : {said}")
PAGE_LINE = _("{by}, {when} : « {text} »")
PAGE_NOTE = _("Note de {by}, {when} : « {text} »")
PAGE_EARLIER = _("Avant cela : {count}.")
PAGE_NOTHING_SAID = _("Rien n'a encore été écrit.")
PAGE_NOTHING_TRIED = _("Rien n'est encore noté.")
PAGE_REPORT = _("Compte rendu : {report}")
PAGE_CONSENT = _("L'accord pour le partage d'écran reste à demander.")
PAGE_CONFIRMS = _("La confirmation de l'établissement.")
PAGE_NOTHING_AWAITED = _("Rien de particulier.")
NEXT_STEP: Mapping[RequestStatus, str] = MappingProxyType(
    {
        RequestStatus.NEW: _("La prendre en charge, puis joindre {contact}."),
        RequestStatus.ASSIGNED: _(
            "Joindre {contact} : proposer des horaires, ou noter la solution si elle est connue."
        ),
        RequestStatus.PLANNED: _("Tenir le rendez-vous, puis noter la solution."),
        RequestStatus.WAITING: _("Reprendre dès que la réponse est là ; sinon, relancer à la date dite."),
        RequestStatus.RESOLVED: _(
            "Attendre la réponse de l'établissement ; sans elle, la demande sera close d'elle-même."
        ),
        RequestStatus.CLOSED: _("Rien : la demande est close."),
        RequestStatus.CANCELLED: _("Rien : la demande est annulée."),
    }
)
NEXT_OUTCOME = _("Dire si le rendez-vous a eu lieu.")
THE_CONTACT = _("l'établissement")

# --- A trouble that several schools have at once.

NOT_ALONE = _("Vous n'êtes pas seul")
NOT_ALONE_COUNT = _("{schools} signalent {day} une difficulté sur « {topic} » : {who}.")
NOT_ALONE_TODAY = _("aujourd'hui")
NOT_ALONE_SINCE = _("depuis le {day}")
NOT_ALONE_HELD = _("un expert y travaille")
NOT_ALONE_FREE = _("les experts sont prévenus")
NOT_ALONE_KNOWN = _("Difficulté connue sur « {topic} » : {text}")
NOT_ALONE_TOLD_ON = _("Annoncé le {day} sur « {topic} » : {text}")
NOT_ALONE_HOW = _("Si c'est aussi la vôtre, un appui suffit : vous aurez la réponse en même temps que les autres.")
NONE_TODAY = _(
    "Je n'ai connaissance d'aucune difficulté commune à plusieurs établissements en ce moment. Décrivez la vôtre : un expert "
    "peut vous aider."
)
NONE_FOR_STAFF = _(
    "Aucune difficulté commune aujourd'hui : il faut trois établissements sur le même objet le même jour. « Annonce une panne : "
    "… » en fait connaître une."
)
BUTTON_ME_TOO, BUTTON_OWN = _("Moi aussi"), _("Faire ma propre demande")
JOINED = _(
    "C'est noté : vous serez prévenu ici dès qu'une réponse est donnée à tous. Aucune demande n'est enregistrée."
)
JOINED_AGAIN = _("C'était déjà noté : vous serez prévenu ici dès qu'une réponse est donnée à tous.")
INCIDENT_GONE = _("Cette difficulté n'est plus signalée : décrivez la vôtre, un expert peut vous aider.")
INCIDENT_STALE = _("Cela a changé depuis l'affichage : en voici l'état. Rien n'a été envoyé.")
INCIDENTS = _("Difficultés communes")
INCIDENT = _("Difficulté commune n° {number}")
INCIDENT_ABOUT = _("{topic}, {since}")
INCIDENT_COUNTS = _("{schools}, {requests}, {joined}")
INCIDENT_ANNOUNCED = _("Annoncée : {text}")
INCIDENT_ANSWERED = _("Dernière réponse à tous : {text}")
INCIDENT_STATES = {"open": _("en cours"), "ended": _("terminée")}
JOINED_COUNT = (_("personne sans demande"), _("personnes sans demande"))
BUTTON_ANSWER_ALL, BUTTON_ANNOUNCE, BUTTON_OPEN = _("Répondre à tous"), _("Annoncer"), _("Voir la n° {number}")
ANSWER_TITLE = _("Répondre à tous : difficulté n° {number}")
ANSWER_LABEL = _("Réponse à tous")
ASK_ANSWER = _("Que dire à tous les établissements concernés ?")
ANSWER_HINT = _("Chacun la reçoit dans sa demande, ou ici. Ne nommez ni établissement ni personne.")
SEND_ANSWER, SEND_ENDS = _("Informer tout le monde"), _("C'est résolu : informer tout le monde")
ANSWERED = _("C'est écrit dans {requests}.")
ANSWERED_TOO = _("C'est dit aussi à {others}.")
ANSWERED_BY_PHONE = _("Pour {requests}, la personne ne peut pas le lire ici : prévenez-la par téléphone.")
ANSWERED_OTHERS = (_("autre personne"), _("autres personnes"))
ANNOUNCE_TITLE = _("Annoncer une difficulté connue")
ANNOUNCE_LABEL = _("Annonce")
ASK_ANNOUNCE = _("Que faut-il dire à qui rencontre cette difficulté ?")
ANNOUNCE_HINT = _("Par exemple « Chorus Pro est indisponible jusqu'à 14 h ». Ne nommez ni établissement ni personne.")
ASK_ANNOUNCE_TOPIC = _("Sur quel objet ?")
ANNOUNCE_OF = _("Panne {what}")
ANNOUNCE_SEND = _("Annoncer")
ANNOUNCED = _("C'est annoncé : qui décrira une difficulté sur cet objet lira d'abord votre message.")
NAMES_SOMEBODY = _("Ce texte semble nommer {what} : tous le liraient. Retirez-le avant d'envoyer.")
INCIDENT_NEWS = _("{schools} ont la même difficulté aujourd'hui : {topic}")
INCIDENT_ANNOUNCED_NEWS = _("difficulté annoncée : {topic}")
INCIDENT_TOLD_NEWS = _("une réponse à la difficulté que vous avez signalée")
INCIDENT_ENDED_NEWS = _("la difficulté que vous avez signalée est résolue")
OWN_SHARED = _(
    "{schools} signalent aujourd'hui une difficulté sur « {topic} » : si c'est la même, tapez « moi aussi »."
)
LOGGED_SHARED = _("{schools} signalent la même difficulté aujourd'hui : « pannes » les montre.")

# --- The usual wait.

WAIT_TITLE = _("L'attente habituelle")
WAIT_UNKNOWN = _("Trop peu de demandes ont été prises en charge ces temps-ci pour le dire.")
WAIT_OWN = {
    False: _("Où en est la vôtre : « mes demandes »."),
    True: _("Par objet, mois ou département : « délais par objet ». Ce qui attend : « demandes non prises »."),
}
WAIT = _("D'ordinaire, une demande est prise en charge en {minutes} {when} (d'après {count}).")
WAIT_HALF = {True: _("un matin"), False: _("un après-midi")}
WAIT_DAY = {True: _("un {day} matin"), False: _("un {day} après-midi")}
WAIT_PRESENT = (
    _("Un expert est présent."),
    _("{count} experts sont présents."),
    _("Aucun expert n'est présent aujourd'hui."),
)
WAIT_RESUMES = _("Les experts reprennent {when}.")

# --- A prepared answer.

PREPARED_TITLE = _("Réponse préparée")
PREPARED_TITLE_OF = _("Réponse préparée pour {reference}")
PREPARED_ASK = _("Relisez et corrigez : l'établissement lira ce que vous envoyez.")
PREPARED_FROM = _("D'après le cas résolu n° {number} : « {problem} ».")
PREPARED_TEXT = _(
    "Bonjour {contact},\nVoici ce qui a résolu une difficulté proche de la vôtre :\n{solution}\nDites-moi si cela suffit ; sinon, nous "
    "regarderons ensemble."
)
PREPARED_NONE = _("Aucun cas publié n'est assez proche de {reference}")
PREPARED_NONE_LINE = _(
    "Écrivez votre réponse : une fois la demande résolue, proposez-la, elle servira la prochaine fois."
)
BUTTON_WRITE_ONESELF = _("Écrire la réponse")
BUTTON_PREPARE = _("Préparer une réponse")
USED = _("Repris dans une réponse")
USED_TIMES = _("{times}, gardé à {kept} % en moyenne")
TIMES = (_("fois"), _("fois"))
SHARE_HINT = _("Cette solution peut servir à d'autres : un appui la propose à tous, sans nom.")
