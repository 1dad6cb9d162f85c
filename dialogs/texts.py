"""What is said around acts that are typed: what was understood, and the question before others are told of it."""

from __future__ import annotations

from knowledge.french import typeset as _

WHICH = _("De quelle demande parlez-vous ? Donnez son numéro, par exemple « DA 12 ».")
WHICH_NUMBER = _("De quelle demande s'agit-il ? Redites-le avec son numéro, par exemple « la 12 » ou « DA 12 ».")
WHICH_APPLICATION = _(
    "De quelle candidature s'agit-il ? Redites-le avec son numéro, par exemple « CA 3 », ou le nom entier."
)
NO_SUCH = _("Je ne trouve pas {reference}, ou elle ne vous concerne pas. Rien n'a été modifié.")
NONE_ALLOWS = _("Je comprends : {move}. Aucune de vos demandes ne le permet maintenant ; voici où elles en sont.")
SOLVED_WITHOUT = _("Tant mieux. Vous n'avez pas de demande en cours ici : il n'y a rien à clore.")
SAY_THE_TROUBLE = _("Dites-moi ce qui ne marche pas, avec vos mots : un expert le verra.")
CHOOSE = _("Quelle demande ? ({move})")
CHOOSE_LINE = _("Plusieurs conviennent : ouvrez celle dont vous parlez.")
ONE = _("{reference}, {about}")
WHAT_TO_DO = _(
    "Je n'ai rien modifié. Dites-moi ce qu'il faut faire, par exemple « je la prends » ou « elle est résolue », ou appuyez sur un bouton."
)
# Acts on one's own application that are said back.
OWN_TITLE = _("Votre candidature")
OWN_BUTTONS = {
    "candidater": _("Commencer ma candidature"),
    "reprendre_brouillon": _("Reprendre ma saisie"),
    "modifier_candidature": _("Modifier ma candidature"),
    "retirer_candidature": _("Retirer ma candidature"),
}
# What is said of a request that is given to somebody.
GIVEN_TO = _("À : {name}.")
READ_BY_SCHOOL = _("L'établissement lira ce motif : « {text} ».")


# --- The confirmation of what others are told of.

TITLE = _("Dois-je le faire ?")
SAID = _("Vous avez écrit : {said}. D'autres personnes en seraient prévenues.")
TAKEN_FOR = _("Je comprends : {what}.")
NOTHING_YET = _("Rien n'est fait pour l'instant : appuyez pour confirmer, sinon continuez.")
DO = _("Oui, le faire")
ON_FILE = _("{button}, {reference}")
PRESS_TITLE = _("Est-ce bien cela ?")
PRESS_LINE = _("« {title} » préviendrait d'autres personnes. Rien n'est fait pour l'instant : un appui suffit.")
GONE = _("Rien n'a été modifié. Redites-le-moi en une phrase, s'il vous plaît.")
TO_WHAT = _("{said}, mais à quoi ?")
TO_WHAT_LINE = _("Un message est arrivé après ma question. Rien n'est fait : appuyez sur ce que vous voulez.")
