"""What is said of training sessions and of the steering committee."""

from __future__ import annotations

from knowledge.french import typeset as _
from knowledge.meeting import MeetingKind, MeetingRefusal, MeetingState

_T, _C = MeetingKind.TRAINING, MeetingKind.COMMITTEE
TITLES = {_T: _("Sessions de formation"), _C: _("Comité de pilotage")}
ONE = {_T: _("Session de formation du {when}"), _C: _("Comité de pilotage du {when}")}
WHAT = {_T: _("formation à la prise en main"), _C: _("comité de pilotage")}
NONE = {_T: _("Aucune session n'est programmée."), _C: _("Aucune réunion du comité n'est convoquée.")}
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
COMING, AWAY, SILENT, PRESENT = _("Viennent"), _("Ne viennent pas"), _("Sans réponse"), _("Présents")
NOBODY = _("personne pour l'instant")
REPORT, REASON = _("Compte rendu"), _("Motif")
ANSWERS = {_T: (_("M'inscrire"), _("Je ne viens pas")), _C: (_("Je viens"), _("Je ne viens pas"))}
COMES_NOTED = {_T: _("Vous êtes inscrit à cette session."), _C: _("Votre présence est notée.")}
DECLINES_NOTED = _("C'est noté : vous ne venez pas.")
BUTTON_HOLD, BUTTON_HELD, BUTTON_CANCEL = (
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
REFUSED = {
    MeetingRefusal.RIGHT: _("Cette action revient à une autre personne. Rien n'a été modifié."),
    MeetingRefusal.GONE: _("Cette réunion est passée, annulée ou a changé : la voici à jour. Rien n'a été modifié."),
    MeetingRefusal.PAST: _("Ce moment est passé : donnez un jour et une heure à venir."),
    MeetingRefusal.EARLY: _("Cette réunion n'a pas encore commencé : les présences se notent ensuite."),
}
CALLED_NEWS = _("{what} : {when}")
EVE_NEWS = _("rappel, {what} : {when}")
CANCELLED_NEWS = _("annulé, {what} du {when}")
CANCELLED_WHY = _("Motif : {reason}")
