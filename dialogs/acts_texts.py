"""Sentences around acts said in words."""

from knowledge.french import typeset as _
from knowledge.request import RequestMove

_M = RequestMove

MOVES = {
    _M.LOG: _("enregistrer une demande"),
    _M.LOG_AND_TAKE: _("enregistrer et prendre une demande"),
    _M.TAKE: _("prendre en charge"),
    _M.ASSIGN: _("attribuer"),
    _M.REASSIGN: _("réattribuer"),
    _M.RELEASE: _("libérer"),
    _M.PLAN: _("planifier"),
    _M.MOVE_SLOT: _("déplacer le rendez-vous"),
    _M.CANCEL_SLOT: _("annuler le rendez-vous"),
    _M.ASK_OTHER_SLOT: _("demander un autre rendez-vous"),
    _M.AGREE: _("donner l'accord pour le partage d'écran"),
    _M.TAKE_BACK: _("retirer l'accord"),
    _M.START_SESSION: _("démarrer la séance"),
    _M.END_SESSION: _("terminer la séance"),
    _M.PUT_ON_HOLD: _("mettre en attente"),
    _M.RESUME: _("reprendre"),
    _M.REPLY: _("répondre à l'expert"),
    _M.RESOLVE: _("résoudre"),
    _M.CONFIRM: _("confirmer que c'est résolu"),
    _M.REFUSE_SOLUTION: _("dire que ce n'est pas résolu"),
    _M.RATE: _("donner votre avis"),
    _M.REOPEN: _("rouvrir"),
    _M.WITHDRAW: _("retirer la demande"),
    _M.CANCEL: _("annuler la demande"),
    _M.SLOT_HELD: _("noter que la séance a eu lieu"),
    _M.SLOT_MISSED: _("noter que la séance n'a pas eu lieu"),
    _M.CHANGE_CONTACT: _("changer le contact"),
    _M.TELL_BY_PHONE: _("noter que la personne est prévenue"),
}
WHICH = _("De quelle demande parlez-vous ? Donnez son numéro, par exemple « DA 12 ».")
WHICH_NUMBER = _("De quelle demande s'agit-il ? Redites-le avec son numéro, par exemple « la 12 » ou « DA 12 ».")
WHICH_APPLICATION = _(
    "De quelle candidature s'agit-il ? Redites-le avec son numéro, par exemple « CA 3 », ou le nom entier."
)
NO_SUCH = _("Je ne trouve pas {reference}, ou elle ne vous concerne pas. Rien n'a été modifié.")
NONE_ALLOWS = _("Je comprends : {move}. Aucune de vos demandes ne le permet maintenant ; voici où elles en sont.")
CHOOSE = _("Quelle demande ? ({move})")
CHOOSE_LINE = _("Plusieurs conviennent : ouvrez celle dont vous parlez.")
ONE = _("{reference}, {about}")
CONFIRM = _("{reference} : {move} ?")
ONE_PRESS = _("Un appui suffit ; sans lui, rien ne change.")
CONFIRM_LINE = _("{school}, {topic}. {press}")
CONFIRM_BUTTON = _("Oui, {move}")
# Acts on one's own application that are said back.
OWN_TITLE = _("Votre candidature")
OWN_BUTTONS = {
    "candidater": _("Commencer ma candidature"),
    "reprendre_brouillon": _("Reprendre ma saisie"),
    "modifier_candidature": _("Modifier ma candidature"),
    "retirer_candidature": _("Retirer ma candidature"),
}
