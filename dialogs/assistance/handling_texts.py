"""What is said to those who handle a request for assistance, and to the school that asked."""

from collections.abc import Mapping
from types import MappingProxyType

from knowledge.french import typeset as _
from knowledge.request import CancelReason, RequestRefusal, WaitingFor

CONFIRMED_OWN = _("{reference} est close. Merci. Votre avis vous est demandé ci-dessous ; il est facultatif.")
# Whom it was told to, after it
THE_REQUESTER = _("l'établissement")
THE_EXPERT = _("l'expert")
GETS_MESSAGE = _("{who} reçoit un message.")
GET_MESSAGE = _("{who} reçoivent un message.")
GETS_MAIL = _("L'établissement reçoit un courriel.")
TO_BE_PHONED = _("Prévenez par téléphone {contact} : {phone}.")
PHONED_BY = _("{holder} doit prévenir {contact} par téléphone.")
CLOSES_ALONE = _("Sans réponse de sa part sous {days}, la demande sera close.")

# Why something is refused
NO_SUCH = _("Je ne trouve pas de demande de ce numéro parmi celles que vous pouvez voir.")
REFUSED_STATE = _("{reference} est {state} : cela n'est pas possible. Rien n'a été modifié.")
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
CONFIRM_LINE = _("{school}, {topic}. {press}")
CONFIRM_BUTTON = _("Oui, {move}")
