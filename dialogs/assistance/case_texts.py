"""What is said of solved cases: proposed, reviewed, looked for, offered."""

from collections.abc import Mapping

from knowledge.cases import CaseMove, CaseState
from knowledge.french import typeset as _
from knowledge.identities import Naming

# Proposed by who solved it.
BUTTON_SHARE = _("Proposer à partager")
SHARE_TITLE = _("Partager la solution de {reference}")
SHARE_FORM = _("Partager une solution")
CORRECT_TITLE = _("Corriger le cas n° {number}")
CORRECT_FORM = _("Corriger un cas")
SHARE_SEND = _("Proposer au SA EPLE")
CORRECT_SEND = _("Enregistrer la correction")
REVIEW = _(
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
DONE: Mapping[CaseMove, str] = {
    CaseMove.PUBLISH: _("Le cas n° {number} est publié : tout le monde peut le lire."),
    CaseMove.SET_ASIDE: _("Le cas n° {number} n'est pas publié. Il reste parmi les cas retirés."),
    CaseMove.WITHDRAW: _("Le cas n° {number} est retiré : plus personne ne le voit, sauf le SA EPLE."),
}
REFUSED = _("Le cas n° {number} a changé depuis, ou son état ne le permet pas : le voici. Rien n'a été modifié.")
NO_SUCH = _("Il n'y a pas de cas n° {number} que vous puissiez lire. Tapez « cas résolus » pour les voir.")
STATE = _("État")
AUTHOR = _("Proposé par")
FROM = _("D'après la demande")
HELPED = _("A aidé")
HELPED_NOBODY = _("personne encore")
WAITING_TITLE = _("Cas à relire")
WAITING = _("{count} à relire, du plus ancien au plus récent. Un appui ouvre le cas.")
WAITING_NONE = _("Aucun cas n'attend d'être relu.")
WITHDRAWN_TITLE = _("Cas retirés")
WITHDRAWN = _("{count}, que seul le SA EPLE peut lire.")
WITHDRAWN_NONE = _("Aucun cas n'est retiré.")
BUTTON_REVIEW = _("Relire les cas ({count})")
BUTTON_WITHDRAWN = _("Voir les cas retirés")
BUTTON_MORE = _("Voir la suite")

# Read and looked for by everybody.
LIST_TITLE = _("Cas résolus")
LIST = _("{count}. Pour en chercher un, tapez par exemple « chercher un cas sur la régie ».")
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
