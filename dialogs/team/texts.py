"""What is said of the team: absences, who is on call, what each expert knows, and mandates."""

from __future__ import annotations

from knowledge.french import typeset as _
from knowledge.meeting import MeetingKind, MeetingRefusal, MeetingState

# Who is meant
NO_SUCH_EXPERT = _("Je ne trouve pas d'expert de ce nom. Les experts : {names}.")
SEVERAL_EXPERTS = _("Plusieurs experts répondent à ce nom : {names}. Dites le nom et le prénom.")
NO_EXPERTS = _("Personne n'est encore expert.")
UNNAMED = _("un expert dont le nom n'est pas connu")
AN_EXPERT = _("un expert")
NOT_EXPERT = _(
    "Une absence, une permanence ou un sujet se note pour un expert. Dites son nom : « Perrot est en congé lundi »."
)
ONLY_SA_EPLE = _(
    "Les permanences, et ce qui concerne un autre expert, sont notés par le SA EPLE. Rien n'a été modifié."
)
PAST = _("Ces jours sont passés, ou trop lointains : rien n'a été noté.")
SELF_COVER = _("On ne se remplace pas soi-même : nommez un autre expert.")

# Absences
ABSENCE_TITLE = _("Absence notée, {days}")
ABSENCE_TITLE_OF = _("Absence de {name} notée, {days}")
ABSENCE_TODAY = _(
    "Aucun jour n'était dit : c'est pour aujourd'hui. Pour d'autres jours : « absent du 5 au 9 février »."
)
WHICH_DAYS = _("Quels jours serez-vous absent ou absente ? Rien n'est noté. Par exemple « absent du 5 au 9 février ».")
WHICH_DAYS_OF = _("Quels jours pour {name} ? Rien n'est noté. Par exemple « absence de {name} du 5 au 9 février ».")
AWAY = (_("Je suis absent aujourd'hui"), _("Je suis absent demain"))
AWAY_OF = (_("Absence de {name} aujourd'hui"), _("Absence de {name} demain"))
ABSENCE_WHOLE = _("Une absence est comptée en jours entiers.")
ABSENCE_UNTIL_BACK = _("Sans date de retour : dites « je suis de retour » le jour venu.")
ABSENCE_TOLD = _("Le SA EPLE en est prévenu ; le motif n'est ni demandé ni gardé.")
ABSENCE_EFFECT = _("Pendant ce temps, les nouvelles demandes ne vous sont plus signalées.")
COVER_LINE = _("Remplacement : {name}.")
NO_COVER = _("Pour dire qui vous remplace : « Perrot me remplace ».")
COVER_AWAY = _("Attention : {name} a aussi une absence, {days}.")
ON_CALL_TOO = _("Attention : une permanence tombe ces jours-là, {days}. Le SA EPLE le voit avec l'absence.")
HELD = _("À confier avant le départ : {count}")
HELD_NONE = _("Aucune demande n'est à confier.")
HELD_SESSION = _("rendez-vous pendant l'absence, {when}")
HELD_MORE = _("Et {count} : « mes demandes » les montre toutes.")
SESSIONS_TOLD = _(
    "L'établissement dont le rendez-vous tombe pendant l'absence est prévenu dans une heure, sauf si ce rendez-vous a changé d'ici là."
)
BUTTON_GIVE = _("Confier {reference}")
BUTTON_GIVE_ALL = _("Tout confier à {name}")
BUTTON_FREE_ALL = _("Tout remettre aux experts")
BUTTON_CANCEL = _("Annuler cette absence")
HANDED = _("{count} à {name}. Chaque établissement en est prévenu.")
REQUESTS_GIVEN = (_("demande confiée"), _("demandes confiées"))
FREED = _("{count} aux experts. Chaque établissement en est prévenu.")
HANDED_FREED = (_("demande remise"), _("demandes remises"))
HANDED_NOT = _("Restent où elles étaient : {count}. « mes demandes » les montre.")
HANDED_NOTHING = _("Il n'y a plus rien à confier.")
REASON_AWAY = _("absence de l'expert, {days}")
CANCELLED = _("L'absence est annulée.")
CANCELLED_ALREADY = _("Cette absence n'est plus notée : rien n'a été modifié.")
NONE_COMING = _("Aucune absence à venir n'est notée.")
WHICH_ABSENCE = _("Laquelle annuler ?")
BACK = _("Bon retour ! L'absence est terminée ; les nouvelles demandes vous sont de nouveau signalées.")
BACK_OF = _("L'absence de {name} est terminée.")
BACK_NONE = _("Aucune absence n'était notée pour aujourd'hui.")
COVER_DONE = _("C'est noté : {name} vous remplace, {days}.")
COVER_NO_ABSENCE = _(
    "Aucune absence n'est notée : dites d'abord quand, par exemple « absent du 5 au 9 février, Perrot me remplace »."
)
AWAY_TITLE = _("Absences des experts, {days}")
AWAY_NONE = _("Aucune absence n'est notée.")
AWAY_NEXT = _("La prochaine : {name}, {days}.")
AWAY_HELP = _("« Ferrand est absent lundi » pour en noter une ; « Ferrand est de retour » pour la terminer.")
AWAY_HELP_EXPERT = _("« je suis absent du 5 au 9 février » note la vôtre.")
HEAD_NAME, HEAD_DAYS, HEAD_COVER = _("Expert"), _("Absence"), _("Remplacement")
NO_RETURN = _("{days}, sans date de retour")
DASH = "–"

# On call
ON_CALL_TITLE = _("Permanences")
ON_CALL_DONE = _("Permanence notée : {names}, {days}.")
ON_CALL_EFFECT = _("Une demande urgente de ces jours-là leur est signalée d'abord, aux autres un quart d'heure après.")
ON_CALL_AWAY = _("Attention : {name} a une absence, {days}.")
ON_CALL_DAYS = _("Pour quels jours ? Par exemple « Ferrand est de permanence lundi ».")
ON_CALL_WHO = _("Qui est de permanence ? Par exemple « Ferrand est de permanence lundi ».")
ON_CALL_NOW = _("Aujourd'hui : {names}.")
ON_CALL_NOBODY_NOW = _("Aujourd'hui : personne.")
ON_CALL_NONE = _("Aucune permanence n'est notée.")
ON_CALL_HELP = _("« Ferrand est de permanence lundi » pour en noter une.")
ON_CALL_AWAY_MARK = _("absence")
BUTTON_OFF = _("Retirer {name}, {day}")
OFF_DONE = _("La permanence de {name}, {days}, est retirée.")
OFF_ALREADY = _("Cette permanence n'est plus notée : rien n'a été modifié.")
OFF_WHICH = _("Laquelle retirer ?")

# What each knows
KNOWN_DONE = _("C'est noté : {topics}.")
KNOWN_OF_DONE = _("C'est noté pour {name} : {topics}.")
KNOWN_NONE = _("Aucun sujet n'est noté. Dites par exemple « je connais la trésorerie et les régies ».")
KNOWN_TITLE = _("Vos sujets")
KNOWN_HELP = _("Le SA EPLE et les autres experts les voient quand ils cherchent qui connaît un sujet.")
KNOWN_WHICH = _("Je ne reconnais pas ce sujet. Les sujets : {topics}.")
FORGOTTEN = _("Retiré : {topics}.")
BUTTON_FORGET = _("Retirer « {topic} »")
WHO_TITLE = _("Qui connaît « {topics} » ?")
WHO_FREE_TITLE = _("Qui est disponible ?")
WHO_FOR = _("Pour {reference}, {topics}.")
WHO_KNOW, WHO_OTHERS, WHO_AWAY = _("Connaissent l'objet"), _("Les autres"), _("Absences")
WHO_PRESENT = _("Disponibles")
WHO_NOBODY = _("Aucun expert disponible n'a dit connaître ce sujet ni ne l'a déjà traité.")
WHO_ORDER = _("Par ordre alphabétique.")
SAYS_KNOWS = _("dit connaître : {topics}")
HAS_SOLVED = _("a déjà traité : {topics}")
LOAD = (_("demande en cours"), _("demandes en cours"))
AWAY_UNTIL = _("absence {days}")
ON_CALL_MARK = _("de permanence")
BUTTON_ASSIGN = _("Attribuer à {name}")
REASON_KNOWS = _("confiée à un expert qui connaît ce sujet")

# Notices
NOTICE_ABSENCE = _("Absence de {name}, {days}")
NOTICE_ABSENCE_LINE = _("Demandes suivies : {held}. Rendez-vous pendant l'absence : {sessions}.")
NOTICE_COVERED_BY = _("Remplacement : {cover}.")
NOTICE_NO_COVER = _("Personne n'est indiqué pour le remplacement.")
NOTICE_ON_CALL = _("Permanence ces jours-là : {calls}. Dites qui la reprend : « Perrot est de permanence lundi ».")
NOTICE_YOURS = _("Votre absence est notée, {days}")
NOTICE_COVERS = _("Vous remplacez {name}, {days}")
NOTICE_COVERS_LINE = _(
    "Ses demandes ne changent pas d'expert d'elles-mêmes : vous recevez un message pour chacune qui vous est confiée."
)
NOTICE_EVE = _("Votre absence commence bientôt, {days} : des demandes restent à confier")
NOTICE_BEGINS = _("Absence de {name}, {days} : des demandes restent à confier")
NOTICE_ON_CALL_GIVEN = _("Vous êtes de permanence, {days}")
NOTICE_ON_CALL_TODAY = _("Vous êtes de permanence aujourd'hui")
NOTICE_ON_CALL_EFFECT = _("Une demande urgente vous est signalée d'abord, aux autres experts un quart d'heure après.")


# --- Mandates.

TITLE = _("Mandats des experts")
NONE = _("Aucun expert n'est nommé.")
HEADS = (_("Expert"), _("Dernier jour"), _("Formation"))
HELP = _("Pour un expert : « mandat de l'expert Ferrand ». Qui n'est pas formé ne prend pas la main sur un écran.")
ONE_TITLE = _("Mandat de {name}")
OWN_TITLE = _("Votre mandat")
BEGINS = _("Depuis le {day}.")
ENDS = _("Dernier jour : {day}.")
ENDED = _("Son dernier jour, le {day}, est passé : il reste à le renouveler ou à y mettre fin.")
NO_END = _("Aucune date de fin n'est notée.")
MAY_REACH = _("L'appel permet de prolonger jusqu'au {day}.")
TRAINED = _("Formation à l'aide à distance suivie le {day} : prend la main sur un écran.")
NOT_TRAINED = _("Formation à l'aide à distance à suivre : d'ici là, ne prend pas la main sur un écran.")
HOLDS = _("{count} en cours.")
FROM = _("Nomination à la suite de la candidature {reference}.")
TO_DO = _("à suivre")
OPEN_ENDED = _("sans date")
OVER = _("{day} (passé)")
BUTTON_RENEW = _("Renouveler le mandat")
BUTTON_END = _("Mettre fin au mandat")
BUTTON_TRAINED = _("Noter la formation")
BUTTON_UNTRAINED = _("Retirer la formation")
BUTTON_OPEN = _("Voir {name}")
BUTTON_SHOW = _("Voir le mandat")
RENEW_TITLE = _("Renouveler le mandat")
UNTIL = _("Dernier jour")
ASK_UNTIL = _("Jusqu'à quel jour ? Ce jour compte en entier.")
RENEW_SEND = _("Renouveler")
TRAIN_TITLE = _("Noter la formation")
DAY = _("Jour de la formation")
ASK_DAY = _("Quel jour la formation à l'aide à distance a-t-elle été suivie ?")
TRAIN_SEND = _("Noter")
DAY_HINT = _("Une date de la forme 31/08/2026.")
DAY_BAD = _("Ce n'est pas une date : elle a la forme 31/08/2026.")
DONE_RENEWED = _("Le mandat de {name} va désormais jusqu'au {day} ; un message l'annonce.")
DONE_TRAINED = _("La formation de {name}, le {day}, est notée ; un message l'annonce.")
DONE_UNTRAINED = _("La formation de {name} n'est plus notée ; un message l'annonce.")
END_TITLE = _("Mettre fin au mandat de {name}")
END_ASK = _(
    "{name} ne sera plus expert et en recevra l'avis. Ce qui est suivi ({count}) est confié à qui vous choisissez, ou redevient "
    "libre ; chaque établissement l'apprend."
)
END_ASK_NOTHING = _("{name} ne sera plus expert et en recevra l'avis. Aucune demande n'est suivie.")
END_TO = _("Confier ce qui est suivi à")
END_NOBODY = _("Personne : les demandes redeviennent libres")
END_CONFIRM = _("Confirmer la fin du mandat")
END_REASON = _("Fin de mandat")
DONE_ENDED = _("Le mandat de {name} est terminé.")
DONE_GIVEN = _("{count} à {to}.")
DONE_FREED = _("{count}.")
MANDATE_FREED = (_("demande redevenue libre"), _("demandes redevenues libres"))
WHO = _("De quel expert ? Par exemple : « mandat de l'expert Ferrand ».")
REFUSED = {
    "not_yours": _("Le SA EPLE décide des mandats, et personne du sien."),
    "none": _("Cette personne n'est pas expert : il n'y a pas de mandat."),
    "past": _("Ce jour est passé, ou d'avant le mandat : donnez un jour à venir."),
    "future": _("Ce jour est à venir : notez la formation une fois suivie."),
}

# Notices
ENDS_OWN = _("Votre mandat d'expert se termine le {day}")
ENDS_STAFF = _("Le mandat de {name} se termine le {day}")
ENDS_OWN_LINE = _("Le SA EPLE vous dira s'il est renouvelé.")
RENEWED_OWN = _("Votre mandat d'expert va jusqu'au {day}")
TRAINED_OWN = _("Votre formation à l'aide à distance est notée")
TRAINED_OWN_LINE = _("Vous pouvez prendre la main sur un écran, avec l'accord de la personne.")
UNTRAINED_OWN = _("Votre formation à l'aide à distance n'est plus notée")
UNTRAINED_OWN_LINE = _("D'ici là, ne prenez pas la main sur un écran.")
LABEL = _("fin d'un mandat d'expert")


# --- Training sessions and the steering committee.

_T, _C = MeetingKind.TRAINING, MeetingKind.COMMITTEE
TITLES = {_T: _("Sessions de formation"), _C: _("Comité de pilotage")}
ONE = {_T: _("Session de formation du {when}"), _C: _("Comité de pilotage du {when}")}
WHAT = {_T: _("formation à la prise en main"), _C: _("comité de pilotage")}
NO_MEETING = {_T: _("Aucune session n'est programmée."), _C: _("Aucune réunion du comité n'est convoquée.")}
CALL_ANOTHER = {_T: _("Une autre session peut être annoncée."), _C: _("Une autre réunion peut être convoquée.")}
BUTTON_CALL = {_T: _("Annoncer une session"), _C: _("Convoquer le comité")}
CALL_TITLES = {_T: _("Annoncer une session de formation"), _C: _("Convoquer le comité de pilotage")}
SEND = {_T: _("Annoncer la session"), _C: _("Envoyer la convocation")}
WHO_IS_TOLD = {
    _T: _("Tous les experts la reçoivent et répondent d'un appui."),
    _C: _("Tous les experts et le SA EPLE la reçoivent et répondent d'un appui."),
}
CALLED = {_T: _("La session est annoncée."), _C: _("La convocation est partie.")}
ABOUT = {_T: _("Programme"), _C: _("Ordre du jour")}
ASK_ABOUT = {_T: _("Quel est le programme ?"), _C: _("Quel est l'ordre du jour ?")}
AT, PLACE, STATE = _("Date et heure"), _("Lieu"), _("État")
ASK_AT, ASK_PLACE = _("Quand ?"), _("Où ?")
AT_HINT = _("Par exemple « jeudi 15 février à 10 h », heure de Paris.")
AT_BAD = _("Je n'y trouve pas un jour et une heure : écrivez par exemple « jeudi 15 février à 10 h ».")
PLACE_HINT = _("Une salle, une adresse, ou « dans Teams ».")
STATES = {
    MeetingState.CALLED: _("à venir"),
    MeetingState.HELD: _("tenue"),
    MeetingState.CANCELLED: _("annulée"),
}
TO_HOLD = _("passée, présences à noter")
COMING, DO_NOT_COME, SILENT, PRESENT = _("Viennent"), _("Ne viennent pas"), _("Sans réponse"), _("Présents")
NOBODY = _("personne pour l'instant")
REPORT, REASON = _("Compte rendu"), _("Motif")
ANSWERS = {_T: (_("M'inscrire"), _("Je ne viens pas")), _C: (_("Je viens"), _("Je ne viens pas"))}
COMES_NOTED = {_T: _("Vous êtes inscrit à cette session."), _C: _("Votre présence est notée.")}
DECLINES_NOTED = _("C'est noté : vous ne venez pas.")
BUTTON_HOLD, BUTTON_HELD, BUTTON_CANCEL_MEETING = (
    _("Noter les présences"),
    _("Enregistrer les présences"),
    _("Annuler la réunion"),
)
ASK_PRESENT = {
    _T: _("Qui était là ? Chaque expert coché sera noté comme formé ce jour-là, et prévenu."),
    _C: _("Qui était là ? Les décisions se notent ensuite : « action : … », elles sont rattachées à ce comité."),
}
HELD_NOTED = {
    _T: _("Les présences sont notées : les experts présents sont formés."),
    _C: _("Les présences sont notées. Notez les décisions par « action : … » : elles sont rattachées à ce comité."),
}
ASK_REASON = _("Pourquoi l'annuler ? Les personnes invitées le liront.")
CANCELLED_NOTED = _("C'est annulé : les personnes invitées sont prévenues.")
MEETING_REFUSED = {
    MeetingRefusal.RIGHT: _("Cette action revient à une autre personne. Rien n'a été modifié."),
    MeetingRefusal.GONE: _("Cette réunion est passée, annulée ou a changé : la voici à jour. Rien n'a été modifié."),
    MeetingRefusal.PAST: _("Ce moment est passé : donnez un jour et une heure à venir."),
    MeetingRefusal.EARLY: _("Cette réunion n'a pas encore commencé : les présences se notent ensuite."),
}
CALLED_NEWS = _("{what} : {when}")
EVE_NEWS = _("rappel, {what} : {when}")
CANCELLED_NEWS = _("annulé, {what} du {when}")
CANCELLED_WHY = _("Motif : {reason}")
