"""What is said around requests: asking for one, handling it, reminders, messages, the window, solved cases."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from knowledge.cases import CaseMove, CaseState
from knowledge.french import typeset as _
from knowledge.identities import Naming
from knowledge.request import CancelReason, RequestRefusal, WaitingFor

# The forms
HELP_TITLE = _("Demande d'assistance")
HELP_INTRO = _(
    "Un expert vous répond, et peut regarder votre écran avec vous. Panne du logiciel : faites aussi un ticket officiel."
)
LOG_TITLE = _("Nouvelle demande d'un établissement")
LOG_INTRO = _("Notez ce que l'établissement vous dit. Rien n'est enregistré avant que vous ayez relu.")
UNDERSTOOD = _("Voici ce que j'ai compris. {what}.")
UNDERSTOOD_PART = _("{label} : {value}")
UNDERSTOOD_NOTHING = _("Je n'ai reconnu ni établissement ni objet : votre message est gardé comme description.")

TOPIC_BAD = _("Je ne reconnais pas cet objet : choisissez dans la liste, ou dites-le autrement.")
TOPIC_LIKELY = _("Voulez-vous dire {titles} ? Répondez « oui », ou choisissez dans la liste.")
TOPICS_LIKELY = _("Voulez-vous dire {titles} ? Choisissez dans la liste, ou dites-le autrement.")
NAME_BAD = _("Je n'y lis pas le nom d'une personne : écrivez un prénom et un nom.")
REACH_BAD = _("Je n'y trouve ni numéro de téléphone français ni adresse de courriel : vérifiez ce que vous avez écrit.")
URGENT_YES = _("Oui, c'est urgent")
URGENT_NO = _("Non, cela peut attendre")
COLLEAGUE_NONE = _(
    "Je ne connais personne de ce nom : cette personne ne m'a pas encore écrit. Corrigez, ou laissez vide pour continuer."
)
COLLEAGUE_SEVERAL = _("Plusieurs personnes portent ce nom. Écrivez son nom complet, ou laissez vide pour continuer.")

REVIEW = _("Rien n'est encore enregistré : relisez.")
ASIDE = _("« {title} » est mis de côté : rien n'a été enregistré. Tapez « reprendre » pour continuer.")
DISCARDED = _("Ce brouillon est effacé. Aucune demande n'a été enregistrée.")
SEND_HELP = _("Envoyer ma demande")
SEND_LOG = _("Enregistrer la demande")
SEND_TAKE = _("Enregistrer et prendre en charge")

# Notes of the summary
NOTE_ORIENT = _(
    "La paie (OPER@), le poste de travail, le réseau et le conseil juridique ne relèvent pas des experts Op@le : un expert "
    "pourra seulement vous orienter."
)
NOTE_KEPT = _("Les experts et le SA EPLE liront ceci (« confidentialité » : ce qui est gardé).")
NOTE_TELL = _("Dites à cette personne que ses nom, fonction, coordonnées et demande sont gardés.")
NOTE_TOLD_BY_MAIL = _("Cette personne recevra un accusé de réception par courriel, qui dit ce qui est gardé d'elle.")
NOTE_PUPIL = _("Le texte contient peut-être le nom d'un élève ou une donnée personnelle : retirez-le si c'est le cas.")

# A request that goes on from a closed one
FOLLOWS_TITLE = _("Nouvelle demande, suite de {reference}")
FOLLOWS = _("Ce qui n'a pas changé depuis {reference} est repris : dites ce qui se passe maintenant.")

# What follows
ALREADY_TITLE = _("Une demande est déjà ouverte")
OF_SCHOOL = _(
    "Voici vos demandes. Celles que vos collègues ont faites pour le même établissement, les experts qui les suivent et le "
    "SA EPLE les voient ; demandez-leur où elles en sont."
)
ALREADY = _(
    "{reference} porte déjà sur {school}, objet « {topic} », et n'est pas close ({state}). Rien n'a été enregistré. Ouvrez-la, "
    "ou enregistrez la vôtre quand même si elle porte sur autre chose."
)
ANYWAY = _("Enregistrer quand même")
ANYWAY_TAKE = _("Enregistrer et prendre quand même")
DONE_TITLE = _("Votre demande est enregistrée.")
DONE_TITLE_LOG = _("La demande {reference} est enregistrée.")
DONE_TAKEN = _("Vous la prenez en charge.")
DONE_NEXT_THERE = _("Les experts sont prévenus. Vous recevrez un message dans notre conversation à chaque étape.")
DONE_NEXT_URGENT = _("Elle est signalée comme urgente ; le SA EPLE est prévenu aussi.")
DONE_NEXT_LOG = _("Les experts sont prévenus.")
DONE_AGAIN = _("Cette demande est déjà enregistrée : {reference}. Rien n'a été fait deux fois.")
# The person's own
MINE_TITLE = _("Vos demandes")
MINE_NO_SLOT = _("Aucun rendez-vous n'est fixé.")
MINE_HELD = _("Suivies par vous ({count})")
MINE_MADE = _("Faites par vous ({count})")
MINE_LINE = _("{reference} — {school} — {topic} — {state} depuis le {since}")
MINE_NONE = _(
    "Vous n'avez pas de demande en cours. Une fois envoyée, une demande se retrouve ici : on y suit l'expert, on y répond, on la retire. "
    "Tapez « demander une assistance » pour en faire une."
)
MINE_NONE_YOURS = _("Vous n'avez pas de demande en cours ici.")
MINE_NEITHER = _("Rien n'est en cours à votre nom")
MINE_NEITHER_YET = _(
    "Je ne trouve ici ni candidature ni demande d'assistance. Si vous avez écrit par courriel, c'est {the_service} qui l'a reçu : "
    "{contact_name}, {contact_mail}."
)
MINE_NONE_EXPERT = _("Vous ne suivez aucune demande. Tapez « demandes non prises » pour voir celles qui attendent.")
MINE_MORE = _("Et {count}. Tapez le numéro d'une demande pour la voir.")
URGENT_MARK = _("urgent")


# --- Handling a request: what experts and the school read.

CONFIRMED_OWN = _("{reference} est close. Merci. Un avis est bienvenu : tapez une note de 1 à 5 ; il est facultatif.")
# Whom it was told to, after it
THE_REQUESTER = _("l'établissement")
THE_EXPERT = _("l'expert")
GETS_MESSAGE = _("{who} reçoit un message.")
GET_MESSAGE = _("{who} reçoivent un message.")
GETS_MAIL = _("L'établissement reçoit un courriel.")
TO_BE_PHONED = _("Prévenez par téléphone {contact} : {phone}.")
PHONED_BY = _("{holder} doit prévenir {contact} par téléphone.")
CLOSES_ALONE = _("Sans réponse de sa part sous {days}, la demande sera close.")

UNTRAINED_TITLE = _("Votre formation à la prise en main n'est pas notée")
UNTRAINED = _(
    "Vous pouvez regarder l'écran partagé avec la personne, sans en prendre le contrôle. Pour prendre la main, suivez d'abord la "
    "formation : le SA EPLE la note ensuite."
)
UNTRAINED_START = _("Commencer sans prendre la main")

# Why something is refused
NO_SUCH = _("Je ne trouve pas de demande de ce numéro parmi celles que vous pouvez voir.")
REFUSED_STATE = _("{reference} est {state} : {move} n'a lieu qu'à une autre étape. Rien n'a été modifié.")
THIS_MOVE = _("ce geste")
SLOT_GOES = _("Le rendez-vous du {slot} sera annulé, et la personne en sera prévenue.")
REFUSED_HELD = _("{reference} est {state} depuis le {since} ; {holder} la suit. Rien n'a été modifié.")
REFUSED_STALE = _("{reference} a changé depuis l'affichage de cette carte : la voici à jour. Rien n'a été modifié.")
REFUSED_OWN = _(
    "L'expert qui suit une demande ne peut pas la confirmer à la place de l'établissement. Rien n'a été modifié."
)
REFUSED_RIGHT = _("Cette action revient à une autre personne. Rien n'a été modifié.")
SOMEBODY = _("un autre expert")
TAKE_USAGE = _("Quelle demande ? Tapez par exemple « prendre DA-2024-0003 ».")
ASSIGN_USAGE = _("Quelle demande, et à qui ? Tapez par exemple « attribuer DA-2024-0003 à Durand ».")
ALREADY_YOURS = _("Vous suivez déjà {reference}. Rien n'a été fait deux fois.")
REFUSALS: Mapping[RequestRefusal, str] = MappingProxyType(
    {
        RequestRefusal.CONTACT_MISSING: _("Donnez un numéro de téléphone ou une adresse de courriel pour la joindre."),
        RequestRefusal.CONTACT_SAME: _("C'est déjà la personne à joindre, de cette façon. Rien n'a été modifié."),
        RequestRefusal.TARGET_NOT_EXPERT: _(
            "Cette personne n'a pas, ou n'a plus, le rôle d'expert : choisissez-en une autre."
        ),
        RequestRefusal.TARGET_AWAY: _(
            "Une absence est notée aujourd'hui pour cet expert : choisissez-en un autre, ou dites que c'est à lui tout de même."
        ),
        RequestRefusal.TARGET_IS_HOLDER: _("Cette personne suit déjà la demande : choisissez-en une autre."),
        RequestRefusal.SLOT_NOT_FUTURE: _("Ce moment est passé : donnez une date et une heure à venir."),
        RequestRefusal.SLOTS_BAD: _("Proposez un à trois horaires à venir, chacun avec son jour et son heure."),
        RequestRefusal.SLOT_NOT_OFFERED: _("Cet horaire n'est pas ou n'est plus proposé. Rien n'a été modifié."),
        RequestRefusal.NO_SLOTS: _("Aucun horaire n'est proposé en ce moment. Rien n'a été modifié."),
        RequestRefusal.SLOT_NOT_OVER: _("Ce rendez-vous n'est pas encore passé. Rien n'a été modifié."),
        RequestRefusal.WAITING_FOR_MISSING: _("Dites de qui la réponse est attendue."),
        RequestRefusal.RESUME_NOT_FUTURE: _("Cette date est passée : donnez un jour à venir."),
        RequestRefusal.REPORT_MISSING: _("Un compte rendu est nécessaire."),
        RequestRefusal.TOO_LATE_TO_REOPEN: _(
            "Cette demande est close depuis trop longtemps pour être rouverte : faites-en une nouvelle, elle sera liée à celle-ci."
        ),
        RequestRefusal.CANCEL_REASON_MISSING: _("Dites pourquoi la demande est annulée."),
        RequestRefusal.DUPLICATE_MISSING: _(
            "Donnez le numéro de la demande dont celle-ci est le doublon, autre qu'elle-même."
        ),
        RequestRefusal.ALREADY_AGREED: _("L'accord est déjà noté pour la prochaine séance. Rien n'a été modifié."),
        RequestRefusal.NOT_AGREED: _(
            "Aucun accord n'est noté pour cette séance : demandez-le à la personne, ou notez son accord oral, avant de commencer."
        ),
        RequestRefusal.NOT_AWAITED: _(
            "L'expert n'attend pas de réponse de l'établissement en ce moment. Rien n'a été modifié."
        ),
        RequestRefusal.SESSION_RUNNING: _("La séance est déjà commencée. Rien n'a été modifié."),
        RequestRefusal.NO_SESSION: _("Aucune séance n'est en cours. Rien n'a été modifié."),
        RequestRefusal.SCORE_OUT_OF_RANGE: _("Donnez une note de 1 à 5."),
        RequestRefusal.TICKET_MISSING: _("Donnez le numéro du ticket."),
        RequestRefusal.TICKET_SAME: _("C'est déjà ce qui est noté sur cette demande. Rien n'a été modifié."),
        RequestRefusal.HOLDER_UNTRAINED: UNTRAINED,
        RequestRefusal.ON_SITE: _("Ce rendez-vous est sur place : notez la visite. Rien n'a été modifié."),
        RequestRefusal.NOT_ON_SITE: _("Ce rendez-vous n'est pas sur place. Rien n'a été modifié."),
        RequestRefusal.ALREADY_RATED: _("Votre avis est déjà enregistré. Rien n'a été modifié."),
    }
)

# Choosing an expert
TARGET = _("Expert")
TARGET_AWAY = _("{name} : absence {days}. Rien n'est encore attribué.")
TARGET_AWAY_COVER = _("Remplacement : {name}.")
TARGET_ANYWAY = _("Attribuer quand même à {name}")
TARGET_INSTEAD = _("Attribuer à {name}")
TARGET_OTHER = _("Choisir un autre expert")
NOTE_AWAY = _("absence {days}")
NOTE_KNOWS = _("connaît ce sujet")
NOTE_LOAD = (_("demande en cours"), _("demandes en cours"))
TARGETS = _("Experts : {names}.")
TARGET_NEEDED = _("Choisissez un expert.")
ASSIGN_CONFIRM = _("Attribuer à cet expert")
NO_EXPERT = _("Aucun autre expert n'est nommé. Rien n'a été modifié.")

# Forms
REASON = _("Motif")
REASON_HINT = _("Une phrase suffit. Ni mot de passe, ni RIB, ni nom d'élève.")
FORM_REVIEW = _("Rien n'est encore modifié. Tapez « oui » ou appuyez sur le bouton.")
FORM_ASIDE = _("« {title} » est mis de côté : rien n'a été modifié. Tapez « reprendre » pour continuer.")
SLOT = _("Date et heure")
ASK_SLOT = _("Quand aura lieu le rendez-vous ?")
SLOT_HINT = _("Par exemple « jeudi 25 à 14 h 30 » ou « 30/01 à 16h », heure de Paris.")
SLOT_BAD = _("Je n'y trouve pas un jour et une heure : écrivez par exemple « jeudi 25 à 14 h 30 ».")
SLOTS_FOR_WHICH = _("Pour quelle demande ?")
SLOTS_FOR_WHICH_LINE = _("Ces horaires lui seront proposés aussitôt.")
SLOTS_WHICH = _("Plusieurs horaires sont proposés : lequel ?")
SLOTS = _("Horaires à proposer")
ASK_SLOTS = _("Quels horaires proposez-vous ? L'établissement en choisit un.")
SLOTS_HINT = _("Un à trois, par exemple « lundi 10 h, mardi 14 h ou jeudi 1er à 9 h 30 », heure de Paris.")
SLOTS_BAD = _(
    "Je n'y trouve pas un à trois horaires, chacun avec son jour : écrivez par exemple « lundi 10 h ou mardi 14 h »."
)
LINK = _("Lien de la réunion")
ASK_LINK = _("Quel est le lien de la réunion Teams ?")
LINK_HINT = _("Celui d'une réunion que vous avez créée ; sans lien, appelez la personne à l'heure dite.")
LINK_BAD = _("Le lien d'une réunion Teams commence par https://teams.microsoft.com/ ou https://teams.live.com/.")
WHERE = _("Lieu")
ASK_WHERE = _("À distance, ou sur place dans l'établissement ?")
AT_DISTANCE, ON_SITE = _("À distance"), _("Sur place")
WAITING = _("Réponse attendue")
ASK_WAITING = _("De qui la réponse est-elle attendue ?")
WAITING_FOR: Mapping[WaitingFor, str] = MappingProxyType(
    {
        WaitingFor.SCHOOL: _("De l'établissement"),
        WaitingFor.PUBLISHER: _("De l'éditeur"),
        WaitingFor.SA_EPLE: _("Du SA EPLE"),
    }
)
RESUME_AT = _("Relance le")
ASK_RESUME = _("Quel jour faut-il y revenir ?")
RESUME_HINT = _("Par exemple « lundi » ou « 02/02 » : un rappel partira ce jour-là.")
RESUME_BAD = _("Je n'y trouve pas de jour : écrivez par exemple « lundi » ou « 02/02 ».")
REPORT = _("Compte rendu")
ASK_REPORT = _("Qu'avez-vous fait, et que faut-il retenir ? L'établissement le lira.")
MINUTES = _("Durée (en minutes)")
ASK_MINUTES = _("Combien de minutes la séance a-t-elle duré ?")
MINUTES_HINT = _("Un nombre de minutes ; passez s'il n'y a pas eu de séance, ou si elle est déjà notée ici.")
MINUTES_BAD = _("Écrivez un nombre de minutes, entre 1 et 600 ; passez s'il n'y a pas eu de séance.")
CANCEL_AS = _("Motif de l'annulation")
ASK_CANCEL = _("Pourquoi l'annuler ?")
CANCEL_REASONS: Mapping[CancelReason, str] = MappingProxyType(
    {
        CancelReason.WITHDRAWN: _("retirée par l'établissement"),
        CancelReason.DUPLICATE: _("Doublon d'une autre demande"),
        CancelReason.OUT_OF_SCOPE: _("Hors du périmètre des experts"),
    }
)
TICKET = _("Ticket officiel")
ASK_TICKET = _("Quel est le numéro du ticket de l'assistance officielle ?")
TICKET_HINT = _(
    "Par exemple « INC0045123 » ; sans lettres devant, cinq chiffres au moins. « Aucun » enlève celui qui est noté."
)
TICKET_BAD = _("Je n'y lis pas de numéro de ticket : écrivez par exemple « INC0045123 », ou cinq chiffres au moins.")
DUPLICATE = _("Doublon de")
ASK_DUPLICATE = _("De quelle demande est-ce le doublon ?")
DUPLICATE_HINT = _("Son numéro, par exemple DA-2024-0003 ; rien si ce n'est pas un doublon.")
DUPLICATE_BAD = _("Ce n'est pas un numéro de demande : il a la forme DA-2024-0003.")

# Agreeing to screen sharing
AGREE_TITLE = _("Accord pour la séance de {reference}")
AGREE_LINES = (
    _(
        "Avant chaque séance, votre accord est nécessaire pour partager votre écran et, si vous le voulez, en donner le contrôle."
    ),
    _("Partagez la seule fenêtre Op@le. L'expert ne demande jamais votre mot de passe ni votre code OTP."),
    _("C'est vous qui validez et signez. Vous pouvez reprendre la main, ou retirer votre accord, à tout moment."),
    _("Sont notés : l'heure de l'accord, le début, la fin et le compte rendu. Rien de l'écran n'est enregistré."),
)
AGREE_CONFIRM = _("Je donne mon accord pour cette séance")
AGREE_ORAL_LINES = (
    _(
        "Lisez ceci à la personne, et ne notez son accord que si elle le donne. Il sera marqué comme oral, et noté par vous."
    ),
    *AGREE_LINES,
)
AGREE_ORAL_CONFIRM = _("La personne donne son accord oralement")

# Satisfaction
RATE_TITLE = _("Votre avis sur {reference}")
RATE_NEEDED = _("Merci. Il manque la note, de 1 à 5 : tapez-la, ou choisissez-la ci-dessous.")
RATE_ASK = _("Votre avis aide à améliorer l'assistance ; il est facultatif. L'expert et le SA EPLE le lisent.")
RATE_SEND = _("Envoyer mon avis")
SCORE = _("Comment jugez-vous l'aide reçue ?")
SCORES = (
    _("1 : pas du tout satisfaisante"),
    _("2 : peu satisfaisante"),
    _("3 : moyennement satisfaisante"),
    _("4 : satisfaisante"),
    _("5 : très satisfaisante"),
)
COMMENT = _("Un commentaire, si vous le souhaitez")
# What is shown before it is done.
CONFIRM = _("{reference} : {move} ?")
ONE_PRESS = _("Un appui suffit ; sans lui, rien ne change.")
SAID_WITH = _("Avec : {said}.")
ONE_BY_ONE = _("Une seule à la fois : redites-le ensuite pour {reference}.")
CONFIRM_LINE = _("{school}, {topic}. {press}")
CONFIRM_BUTTON = _("Oui, {move}")


# --- Changing a contact in words, where several requests may be meant.

CHOOSE = _("Pour quelle demande changer le contact ?")
CHOOSE_LINE = _("Choisissez-la : rien n'est encore modifié.")
ONE = _("{reference}, {about}")


# --- Offers of help.

TITLE = _("Voulez-vous l'aide d'un expert ?")
# The same, to those who note the requests of schools.
TITLE_LOG = _("Est-ce une demande à noter pour un établissement ?")
OFFER_LOG = _("Vos mots font penser à « {topic} ». Rien n'est encore noté : un appui commence la demande.")
OFFER_LOG_PLAIN = _("Rien n'est encore noté : un appui commence la demande, avec vos mots.")
OFFER = _(
    "Un expert de l'académie peut vous aider sur « {topic} », si j'ai bien compris, et regarder votre écran avec vous. Les "
    "experts voient votre demande aussitôt ; rien n'est envoyé avant votre relecture."
)
OFFER_PLAIN = _(
    "Si c'est une difficulté sur Op@le, un expert de l'académie peut vous aider, et regarder votre écran avec vous. Rien n'est "
    "envoyé avant votre relecture."
)
ELSEWHERE = _(
    "Cela ne semble pas relever d'Op@le même. Je peux ouvrir une demande pour que quelqu'un vous oriente vers le bon service."
)
DISTRESSED = _("Je comprends que ce soit lourd. {contact_name} peut vous répondre : {contact_phones}.")
URGENT = _("Urgent : le SA EPLE sera prévenu ; pour lui parler, {contact_phones}.")
BUTTON = _("Demander : {topic}")
BUTTON_PLAIN = _("Demander une assistance")
BUTTON_HUMAN = _("Parler à quelqu'un")


# --- Reminders that people set for themselves.

LABEL = _("Rappel")
REMINDER_TITLE = _("Me rappeler {reference}")
WHEN = _("Date et heure")
ASK_WHEN = _("Quand vous la rappeler ?")
WHEN_HINT = _("Par exemple « lundi », ou « demain à 9 h » : une heure dite est tenue, même hors des heures ouvrées.")
WHAT = _("Ce qu'il faut rappeler")
ASK_WHAT = _("De quoi s'agit-il ?")
WHAT_HINT = _("Quelques mots, pour vous seul. Ni mot de passe, ni RIB, ni nom d'élève.")
SEND = _("Noter le rappel")
KEPT = _("C'est noté : je vous rappellerai {reference} {when}, ici.")
OF = _("À rappeler : {text}.")
PAST = _("Ce moment est passé ({when}). Rien n'est noté : dites-moi un jour ou une heure à venir.")
TOO_MANY = _("Vous avez déjà {most} rappels : retirez-en un d'abord, avec « mes rappels ».")
REMINDER_CHOOSE = _("Quelle demande vous rappeler ?")
REMINDER_WHICH = _(
    "Un rappel porte sur une demande : de laquelle voulez-vous vous souvenir ? Dites « rappelle-moi DA 12 lundi à 9 h »."
)
REMINDER_CHOOSE_LINE = _("Choisissez-la : rien n'est encore noté.")
REMINDER_BUTTON = _("Me le rappeler")
BUTTON_OFF = _("Retirer ce rappel")
BUTTON_OFF_NUMBERED = _("Retirer le n° {number}")
LIST = _("Vos rappels")
NONE = _("Vous n'avez aucun rappel. Dites par exemple « rappelle-moi DA 12 demain à 9 h ».")
LINE = _("N° {number} : {reference}, {when}")
LINE_OF = _("{line} – {text}")
OFF = _("Le rappel n° {number} est retiré.")
ALL_OFF = _("Vos rappels sont retirés : {count}.")
NOT_THERE = _("Ce rappel n'existe plus : rien n'a été modifié.")
WHICH = _("Lequel retirer ?")


# --- Messages of a request.

TO_HOLDER = _("Transmis à {holder}, pour {reference} ({topic}).")
TO_CONTACT = _("Transmis à {contact}, pour {reference} ({topic}).")
MESSAGE_KEPT = _("Ajouté à {reference} ({topic}) : qui prendra la demande le lira.")
KEPT_PHONE = _("Ajouté à {reference} ({topic}). {contact} ne peut pas le recevoir ici : téléphonez au {phone}.")
NOTED = _("Noté sur {reference}, entre experts et SA EPLE : l'établissement ne le lit pas.")
CHAT = _("Discuter avec {name}")
CHAT_LINE = _("La conversation s'ouvre dans Teams. Ce qui s'y dit n'est pas gardé avec la demande.")
GROUP_LINE = _("À plusieurs : {names}. Elle s'ouvre à chacun, avec le numéro de la demande pour nom.")
MEETING_LINE = _(
    "La réunion s'ouvre remplie : invité, sujet, heure. Vous l'envoyez vous-même, puis collez son lien dans le rendez-vous."
)
NO_CHAT = _("Teams ne donne pas l'adresse de {name}.")
NO_CHAT_LINE = _("Écrivez-lui ici : votre message lui est remis, et gardé avec la demande.")
NOT_UNDERSTOOD = _(
    "Je n'ai pas compris ce que vous voulez faire. Voici la demande : choisissez un bouton, ou dites-le autrement."
)
STILL_ASKED = _("Pour la demande elle-même : est-ce résolu ?")
STILL_OPEN = _(
    "La demande reste ouverte : l'expert la notera résolue. Si vous n'avez plus besoin d'aide, vous pouvez la retirer."
)
NOT_THIS = _("Pas pour cette demande")
TAKEN_BACK = _("C'est retiré de {reference}. S'il a déjà été lu, dites-le à la personne.")
TOO_LATE = _("Ce message ne peut plus être retiré. Rien n'a été modifié.")
ENDED = _("{reference} est terminée : rouvrez-la, ou faites une nouvelle demande. Rien n'a été envoyé.")
NOT_YOURS = _(
    "Seuls l'établissement, l'expert qui suit la demande et le SA EPLE s'y écrivent. Vous pouvez y laisser une note."
)
READ_BY = _("Le message sera lu par : {who}.")
READ_BY_STAFF = _("La note sera lue par les experts et le SA EPLE.")
WHO_TAKES_IT = _("l'expert qui prendra la demande")
WRITE_TITLE = _("Écrire au sujet de {reference}")
WRITE_ASK = _("Que voulez-vous dire ? L'autre partie le lira.")
NOTE_TITLE = _("Note sur {reference}")
NOTE_ASK = _("Que faut-il retenir ? Les experts et le SA EPLE le liront, pas l'établissement.")
MESSAGE_WHICH = _("Pour quelle demande ? Donnez son numéro, par exemple « message pour DA 12 : voici le relevé ».")
URGENT_NOW = _("{reference} est désormais urgente. Les personnes concernées sont prévenues.")
URGENT_ALREADY = _("{reference} est déjà urgente. Rien n'a été fait deux fois.")
MAKE_URGENT = _("{reference} : la passer en urgent ?")
URGENT_TELLS = _("Les experts et le SA EPLE en seront prévenus. Un appui suffit ; sans lui, rien ne change.")


# --- The window that opens over a message, to make a request of it.

COMMAND = _("Créer une demande d'assistance")
COMMAND_ABOUT = _("Faire de ce message une demande d'assistance Op@le, après relecture")
WINDOW_TITLE = _("Demande d'assistance à partir d'un message")
WRITTEN_BY = _("Message de {name}")
WRITTEN = _("Message choisi")
NO_WORDS = _("Ce message n'a pas de texte que je puisse lire : décrivez la difficulté ci-dessous.")
SHORTENED = _("Le message est long : la description n'en reprend que le début. Complétez-la si besoin.")
FILES_LEFT = _(
    "Les images et les fichiers du message ne sont pas repris : envoyez-les ensuite avec le numéro de la demande."
)
READ_AGAIN = _("Rien n'est encore enregistré : relisez, complétez, puis appuyez sur le bouton.")
IN_YOUR_NAME = _("La demande sera faite en votre nom, et vous la suivrez. Son auteur n'en est pas prévenu.")
WHO = _("Qui demande ?")
WHO_NEEDED = _("Dites qui demande : la personne qui a écrit le message, ou une autre.")
THE_AUTHOR = _("{name}, qui a écrit ce message : la demande sera suivie dans Teams")
THE_AUTHOR_UNKNOWN = _("{name}, qui a écrit ce message et ne m'a jamais parlé : je garde son nom")
SOMEBODY_ELSE = _("Une autre personne, nommée ci-dessous")
NAME_HINT = _("Laissez vide si la personne qui a écrit le message est celle à rappeler.")
DONE = _("Demande {reference}")
FOLLOW = _("Sa carte vous est aussi envoyée dans notre conversation.")
WINDOW_ALREADY = _(
    "{reference} porte déjà sur {school}, objet « {topic} », et n'est pas close ({state}). Rien n'a été enregistré. Pour la "
    "voir, tapez son numéro dans notre conversation ; si la vôtre porte sur autre chose, enregistrez-la quand même."
)


# --- Solved cases: proposed, reviewed, looked for, offered.

# Proposed by who solved it.
BUTTON_SHARE = _("Proposer à partager")
SHARE_TITLE = _("Partager la solution de {reference}")
SHARE_FORM = _("Partager une solution")
CORRECT_TITLE = _("Corriger le cas n° {number}")
CORRECT_FORM = _("Corriger un cas")
SHARE_SEND = _("Proposer au SA EPLE")
CORRECT_SEND = _("Enregistrer la correction")
CASE_REVIEW = _(
    "Relisez : ni nom de personne, ni établissement, ni numéro. Le SA EPLE relit avant de publier ; tout le monde pourra lire ce "
    "cas."
)
ASK_PROBLEM = _("Quelle était la difficulté, dite comme on la rencontre ?")
ASK_SOLUTION = _("Qu'est-ce qui l'a résolue, pas à pas ?")
ASK_TOPIC = _("De quel objet relève-t-elle ?")
PROBLEM_HINT = _("Une ou deux phrases, avec le message d'erreur s'il y en a un.")
SOLUTION_HINT = _("Ce que l'établissement fait lui-même : les écrans, dans l'ordre.")
PROPOSED = _("Le cas n° {number} est proposé au SA EPLE, qui le relit avant de le publier.")
PROPOSED_ALREADY = _("Un cas a déjà été proposé pour {reference} : n° {number}, {state}.")
CORRECTED = _("Le cas n° {number} est corrigé.")
NOT_SHAREABLE = _(
    "{reference} n'est pas résolue : il n'y a pas encore de solution à partager. Rien n'a été enregistré."
)
NO_REQUEST = _("Je ne trouve pas cette demande. Vérifiez le numéro.")
WHICH_TO_SHARE = _("Quelle demande résolue ? Tapez par exemple « partager la 12 ».")

# What a text should not have.
NAMES = _("À vérifier avant de publier, ce texte semble nommer : {what}.")
TAKE_OUT = _("Avant de publier, retirez du texte : {what}. Tout le monde pourra le lire ; « Corriger » suffit.")
NAMED: Mapping[Naming, str] = {
    Naming.PERSON: _("« {said} » (une personne)"),
    Naming.SCHOOL: _("« {said} » (un établissement)"),
    Naming.CODE: _("« {said} » (un UAI)"),
    Naming.PUPIL: _("« {said} » (un élève)"),
    Naming.ACCOUNT: _("« {said} » (un compte bancaire)"),
    Naming.PHONE: _("« {said} » (un téléphone)"),
    Naming.MAIL: _("« {said} » (un courriel)"),
    Naming.MASKED: _("« {said} » (un nom a été effacé : récrivez la phrase)"),
    Naming.REQUEST: _("« {said} » (le numéro d'une demande)"),
}

# Reviewed by the SA EPLE.
STATES: Mapping[CaseState, str] = {
    CaseState.PROPOSED: _("à relire"),
    CaseState.PUBLISHED: _("publié"),
    CaseState.WITHDRAWN: _("retiré"),
}
BUTTONS: Mapping[CaseMove, str] = {
    CaseMove.PUBLISH: _("Publier"),
    CaseMove.CORRECT: _("Corriger"),
    CaseMove.SET_ASIDE: _("Ne pas publier"),
    CaseMove.WITHDRAW: _("Retirer"),
}
PUBLISH_ANYWAY = _("Publier quand même")
CASE_DONE: Mapping[CaseMove, str] = {
    CaseMove.PUBLISH: _("Le cas n° {number} est publié : tout le monde peut le lire."),
    CaseMove.SET_ASIDE: _("Le cas n° {number} n'est pas publié. Il reste parmi les cas retirés."),
    CaseMove.WITHDRAW: _("Le cas n° {number} est retiré : plus personne ne le voit, sauf le SA EPLE."),
}
REFUSED = _("Le cas n° {number} a changé depuis, ou son état ne le permet pas : le voici. Rien n'a été modifié.")
CASE_NO_SUCH = _("Il n'y a pas de cas n° {number} que vous puissiez lire. Tapez « cas résolus » pour les voir.")
STATE = _("État")
AUTHOR = _("Proposé par")
FROM = _("D'après la demande")
HELPED = _("A aidé")
HELPED_NOBODY = _("personne encore")
WAITING_TITLE = _("Cas à relire")
CASE_WAITING = _("{count} à relire, du plus ancien au plus récent. Un appui ouvre le cas.")
WAITING_NONE = _("Aucun cas n'attend d'être relu.")
WITHDRAWN_TITLE = _("Cas retirés")
WITHDRAWN = _("{count}, que seul le SA EPLE peut lire.")
WITHDRAWN_NONE = _("Aucun cas n'est retiré.")
BUTTON_REVIEW = _("Relire les cas ({count})")
BUTTON_WITHDRAWN = _("Voir les cas retirés")
BUTTON_MORE = _("Voir la suite")

# Read and looked for by everybody.
LIST_TITLE = _("Cas résolus")
CASE_LIST = _("{count}. Pour en chercher un, tapez par exemple « chercher un cas sur la régie ».")
LIST_COUNTED = _("{count}, les plus utiles d'abord ; {helped} « Ça m'a aidé » en tout ; {waiting} à relire.")
LIST_NONE = _("Aucun cas n'est encore publié.")
FOUND_TITLE = _("Cas résolus sur « {said} »")
FOUND = _("{count} de ce que vous cherchez, les plus proches d'abord.")
FOUND_ONE = _("Un cas est proche de ce que vous cherchez.")
FOUND_NONE = _("Aucun cas publié ne ressemble à « {said} ». Essayez d'autres mots, ou tapez « cas résolus ».")
WHAT_TO_FIND = _("Que cherchez-vous ? Tapez par exemple « chercher un cas sur la régie ».")
BUTTON_ALL = _("Voir tous les cas")

# Offered before a request is made.
OFFER_TITLE = _("Un cas proche a été résolu")
OFFER_ASK = _("Cela règle-t-il votre difficulté ?")
BUTTON_HELPED = _("Ça m'a aidé")
BUTTON_ASSIST = _("Demander une assistance")
OFFER_KEPT = _("Sinon, votre message est repris tel quel dans une demande, à relire avant l'envoi.")
OFFER_SOURCE = _("Cas n° {number} – {topic}")
HELPED_NOTED = _("Tant mieux. C'est compté une fois ; aucune demande n'a été ouverte.")
HELPED_AGAIN = _("C'était déjà compté : une fois par personne. Aucune demande n'a été ouverte.")
HELPED_READ = _("Merci, c'est compté une fois.")
HELPED_READ_AGAIN = _("C'était déjà compté : une fois par personne.")
BESIDE_TITLE = _("Avant d'envoyer : un cas proche a été résolu")
BESIDE = _("S'il règle votre difficulté, tapez « annuler » ; sinon, envoyez votre demande, rien n'en est perdu.")
BESIDE_HELPED = _("Tant mieux. Votre demande n'est pas envoyée : tapez « annuler » pour l'abandonner.")
GONE = _("Ce cas n'est plus publié.")
NOTE = _("Un cas proche a été résolu, n° {number} : {problem} Solution : {solution}")

# Notices
PROPOSED_NOTICE = _("Un cas résolu est à relire")
PUBLISHED_NOTICE = _("Le cas que vous avez proposé est publié")
PUBLISHED_TEXT = _("Tout le monde peut désormais le lire. Merci.")
SET_ASIDE_NOTICE = _("Le cas que vous avez proposé n'est pas publié")
SET_ASIDE_TEXT = _("Le SA EPLE ne l'a pas retenu pour tous. La demande, elle, ne change pas.")
# A request that is named by its school.
WHICH_THERE = _("De laquelle s'agit-il ?")
NONE_OPEN_THERE = _("Aucune demande n'est ouverte pour {school}. Dites-la par son numéro, par exemple « DA 12 ».")
